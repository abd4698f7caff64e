"""The optional extra ``testing``: Hypothesis and pytest, imported when something needs them, and missed in clear words."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOW = "pip install 'rxrules[testing]'"


def hypothesis() -> Any:
    """The module ``hypothesis``.

    Raises:
        ModuleNotFoundError: it is not installed; the message says how to.
    """
    return _module("hypothesis", "Hypothesis")


def hypothesis_strategies() -> Any:
    """The module ``hypothesis.strategies``; raises as `hypothesis` does."""
    return _module("hypothesis.strategies", "Hypothesis")


def pytest() -> Any:
    """The module ``pytest``; raises as `hypothesis` does."""
    return _module("pytest", "pytest")


def _module(name: str, title: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as problem:
        if problem.name != name.partition(".")[0]:
            raise
        msg = f"{title} is not installed, which this part of rxrules.testing needs: {_HOW}"
        raise ModuleNotFoundError(msg, name=problem.name) from None

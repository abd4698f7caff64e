"""Load the C module of durable-rules when an engine is made, not before, and say why where it can't be loaded."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol, cast

from rxrules.errors import EngineError

MODULE = "durable_rules_engine"
#: The release whose limits were measured; another one may behave in another way.
TESTED = "2.0.28"


class Rete(Protocol):
    """The functions of the C module that this engine calls."""

    def create_ruleset(self, name: str, definition: str) -> int:
        """Load rules, give a handle."""

    def delete_ruleset(self, handle: int) -> None:
        """Free the rules of a handle."""

    def assert_facts(self, handle: int, facts: str) -> tuple[int, int]:
        """Assert a batch; a return code and the handle of the session."""

    def start_action_for_state(self, handle: int, state: int) -> tuple[str, str] | None:
        """The session and the first rule that fires."""

    def complete_and_start_action(self, handle: int, state: int) -> str | None:
        """The next rule that fires."""

    def delete_state(self, handle: int, sid: str) -> None:
        """Forget a session."""


def load() -> Rete:
    """The C module.

    Raises:
        EngineError: it is not installed, or does not work with this Python.
    """
    try:
        found = version("durable_rules")
        if found != TESTED:
            msg = f"durable-rules {found} is installed, expected {TESTED}: run pip install 'rxrules[durable]'"
            raise EngineError(msg)
        return cast("Rete", import_module(MODULE))
    except (PackageNotFoundError, ModuleNotFoundError) as problem:
        msg = "durable-rules is not installed: run pip install 'rxrules[durable]' (it needs a C compiler)"
        raise EngineError(msg) from problem
    except ImportError as problem:
        msg = f"durable-rules can't be loaded: {problem}"
        if "PyEval_CallObject" in str(problem):
            msg += (
                "; on Python 3.13 and later build it with CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject, "
                "or call sys.setdlopenflags(os.RTLD_LAZY) before it is imported"
            )
        raise EngineError(msg) from problem


def available() -> str | None:
    """None where the durable engine can be used; else why it can't be."""
    try:
        load()
    except EngineError as problem:
        return str(problem)
    return None

"""The C module is loaded when an engine is made, and what is wrong with it is said."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from rxrules.engines.durable import loading

if TYPE_CHECKING:
    import pytest


def test_importing_the_engine_does_not_import_the_c_module() -> None:
    code = "import sys, rxrules.engines.durable; sys.exit('durable_rules_engine' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_available_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    assert loading.available() is None

    def fail(_: str) -> None:
        raise ImportError("undefined symbol: PyEval_CallObject")

    monkeypatch.setattr(loading, "import_module", fail)
    said = loading.available()
    assert said is not None
    assert "CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject" in said

    def absent(_: str) -> None:
        raise ModuleNotFoundError("no module")

    monkeypatch.setattr(loading, "import_module", absent)
    assert "pip install 'rxrules[durable]'" in str(loading.available())


def test_another_release_than_the_one_that_was_measured_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "version", lambda _: "3.0.0")
    assert "expected 2.0.28" in str(loading.available())

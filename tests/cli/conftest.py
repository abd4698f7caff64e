"""Commands in the process of the tests, with one checker for all."""

from __future__ import annotations

import io
import sys

import pytest
from commands import Done, checker

from rxrules.cli import options
from rxrules.cli.main import run


@pytest.fixture(name="call")
def fixture_call(monkeypatch, capsys):
    """A command in this process, on the demonstration ruleset where no other is named."""

    def call(*arguments: object, stdin: bytes | str | None = None) -> Done:
        if stdin is not None:
            data = stdin.encode() if isinstance(stdin, str) else stdin
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        status = run([str(one) for one in arguments])
        return Done(status, *capsys.readouterr())

    monkeypatch.setattr(options, "make_checker", lambda arguments: checker(tuple(arguments.ruleset)))
    monkeypatch.delenv("COLUMNS", raising=False)
    return call

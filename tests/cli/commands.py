"""What the tests of commands share: one checker for all, a process for one command, and cases in few words."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from rxrules import Checker

ROOT = Path(__file__).parents[2]
DEMO = str(ROOT / "tests/rulesets/demo")


class Done(NamedTuple):
    """What a command left: its exit status, and what it wrote."""

    status: int
    out: str
    err: str


@cache
def checker(rulesets: tuple[str, ...]) -> Checker:
    return Checker(*(rulesets or (DEMO,)))


#: Where commands in processes of their own keep compiled rules; ``test_plans.py`` says that these are the same rules.
KEPT = tempfile.TemporaryDirectory(prefix="rxrules-plans-")


def process(*arguments: object, **known) -> Done:
    """A command in a process of its own."""
    known.setdefault("env", {**os.environ, "RXRULES_CACHE": KEPT.name})
    command = [sys.executable, "-c", "import sys; from rxrules.cli.main import run; sys.exit(run())"]
    done = subprocess.run([*command, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False, **known)
    return Done(done.returncode, done.stdout, done.stderr)


def order(id_: str = "w", drug: str = "warfarin", **known: object) -> dict[str, object]:
    """An order of a case file."""
    written = {
        "id": id_,
        "drug": drug,
        "dose": "5 mg",
        "route": "oral",
        "timing": {"frequency": 1, "per": "1 d"},
        "status": "active",
    }
    return {key: value for key, value in {**written, **known}.items() if value is not None}


def case(id_: str = "good", *orders: dict[str, object], **known: object) -> dict[str, object]:
    """A case file, of a woman of whom all is known, and who takes warfarin with ibuprofen."""
    patient = {
        "age": "40 a",
        "sex": "female",
        "weight": {"value": "70 kg", "on": "2026-11-01"},
        "pregnant": False,
        "breastfeeding": False,
        "conditions": [],
        "allergies": [],
        "observations": [],
    }
    patient |= known.pop("patient", {})
    both = orders or (order(), order("n", "ibuprofen", dose="200 mg"))
    return {"id": id_, "as_of": "2026-11-21", "patient": patient, "medications": list(both), **known}

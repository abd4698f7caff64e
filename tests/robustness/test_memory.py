"""A process that checks for ever takes no more memory for it; ``memory.py`` beside this does it a million times."""

from __future__ import annotations

import sys

import pytest
from memory import grown

from demo import checker, plan
from rxrules import Checker


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
@pytest.mark.parametrize(("engine", "checks"), [("native", 3_000), ("durable", 500)])
def test_memory_stays_flat(engine: str, checks: int):
    if engine == "durable":
        pytest.importorskip("durable_rules_engine")
    by = checker() if engine == "native" else Checker.of_plan(plan(), engines=("durable",))
    # what is remembered by text is there after the first fifth
    assert grown(checks, by, 100, told=False) < 512

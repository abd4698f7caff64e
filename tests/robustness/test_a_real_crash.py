"""What durable-rules does in a process of its own does not reach the process that checks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from attrs import evolve

from demo import checker, plan, samples
from rxrules.engines.isolated import IsolatedEngine
from rxrules.errors import EngineError

pytest.importorskip("durable_rules_engine")

CHARTS = [checker().prepare(one) for one in samples()]
CRASH = evolve(CHARTS[0], case=evolve(CHARTS[0].case, id="crash"))


def verdicts(outcomes):
    return [(one.key, one.verdict) for one in outcomes]


@pytest.fixture(name="engine")
def fixture_engine():
    engine = IsolatedEngine(plan(), "real_crash:CrashesDurableRules", timeout=30)
    yield engine
    engine.close()


def test_the_crash_is_one():
    program = "from demo import *; from attrs import evolve; from real_crash import *; chart = checker().prepare(samples()[0]);"
    program += "CrashesDurableRules(plan()).evaluate(evolve(chart, case=evolve(chart.case, id='crash')))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(one for one in sys.path if one)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, env=environment)
    told = "durable-rules does not crash any more: this test needs another crash"
    assert -done.returncode in (signal.SIGSEGV, signal.SIGABRT), (told, done.stderr)


def test_a_crash_of_the_c_code_is_an_error_of_one_check_and_the_next_is_right(engine):
    expected = verdicts(engine.evaluate(CHARTS[1]))
    for _ in range(3):
        with pytest.raises(EngineError, match="ended by signal"):
            engine.evaluate(CRASH)
        assert verdicts(engine.evaluate(CHARTS[1])) == expected


def test_threads_that_share_an_isolated_engine_lose_no_answer_of_their_own_by_the_crash_of_another(engine):
    expected = [verdicts(engine.evaluate(one)) for one in CHARTS]

    def work(number: int) -> object:
        if number % 6 == 0:
            with pytest.raises(EngineError, match="ended by signal"):
                engine.evaluate(CRASH)
            return None
        return verdicts(engine.evaluate(CHARTS[number % len(CHARTS)])) == expected[number % len(CHARTS)]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(work, range(24)))
    assert set(found) == {None, True}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="fork is of Unix")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_child_that_was_forked_starts_a_worker_of_its_own_and_leaves_that_of_the_parent(engine):
    expected = verdicts(engine.evaluate(CHARTS[2]))
    child = os.fork()
    if not child:  # pragma: no cover - in the child
        right = False
        try:
            right = verdicts(engine.evaluate(CHARTS[2])) == expected
            engine.close()
        finally:
            os._exit(0 if right else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert verdicts(engine.evaluate(CHARTS[2])) == expected

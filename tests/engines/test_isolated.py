from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from random import Random
from typing import IO, TYPE_CHECKING, Any

import pytest
import strategies
from attrs import evolve

from rxrules.engines.isolated import IsolatedEngine
from rxrules.engines.native import NativeEngine
from rxrules.errors import EngineError
from rxrules.model import Case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.chart import Chart
    from rxrules.plan import Plan

PLAN: Plan = strategies.plan(Random(4))
CHARTS: list[Chart] = [strategies.chart(Random(seed)) for seed in range(10)]


def named(case: str) -> Chart:
    return evolve(CHARTS[3], case=Case(case))


@pytest.fixture
def engine() -> Iterator[IsolatedEngine]:
    made = IsolatedEngine(PLAN, "crashing:Segfaults", timeout=10)
    yield made
    made.close()


def pid(engine: IsolatedEngine) -> int:
    assert engine._worker is not None
    return engine._worker._process.pid


@pytest.mark.parametrize("name", ["native", "durable"])
def test_an_isolated_engine_says_what_native_says_of_the_very_same_orders(name: str) -> None:
    if name == "durable":
        pytest.importorskip("durable_rules_engine")
    engine, native = IsolatedEngine(PLAN, name), NativeEngine(PLAN)
    for chart in CHARTS:
        found, expected = engine.evaluate(chart), native.evaluate(chart)
        assert {one.key: one.verdict for one in found} == {one.key: one.verdict for one in expected}
        by_index = {order.index: order for order in chart.orders}
        assert all(order is by_index[order.index] for one in found for order in one.orders)
    assert engine.name == name
    engine.close()


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("crash", "ended by signal 11"),
        ("exit", "ended with status 3"),
        ("leave", "ended with status 0"),
        ("hang", "no answer within"),
    ],
)
def test_a_crash_is_an_engine_error_and_the_next_check_goes_on(case: str, said: str) -> None:
    engine = IsolatedEngine(PLAN, "crashing:Segfaults", timeout=2)
    assert engine.name == "Segfaults"
    expected = [one.key for one in engine.evaluate(CHARTS[3])]
    first = pid(engine)
    with pytest.raises(EngineError, match=said):
        engine.evaluate(named(case))
    assert [one.key for one in engine.evaluate(CHARTS[3])] == expected
    assert pid(engine) != first
    engine.close()


@pytest.mark.parametrize(("case", "said"), [("raise", "not an engine's own error"), ("refuse", "can't")])
def test_an_exception_in_the_worker_is_an_engine_error_and_keeps_the_worker(engine: IsolatedEngine, case: str, said: str) -> None:
    first = pid(engine)
    with pytest.raises(EngineError, match=said):
        engine.evaluate(named(case))
    assert engine.evaluate(CHARTS[3])
    assert pid(engine) == first


def test_what_an_engine_prints_does_not_mix_with_its_answers(engine: IsolatedEngine) -> None:
    assert [one.key for one in engine.evaluate(named("print"))] == [one.key for one in engine.evaluate(CHARTS[3])]


def test_a_worker_that_is_killed_from_outside_is_replaced(engine: IsolatedEngine) -> None:
    first = pid(engine)
    os.kill(first, 9)
    time.sleep(0.2)
    with pytest.raises(EngineError, match="lost"):
        engine.evaluate(CHARTS[3])
    assert engine.evaluate(CHARTS[3])
    assert pid(engine) != first


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="a process is stopped so on Unix alone")
def test_a_worker_that_does_not_even_read_is_given_up_in_time_however_large_the_chart_is() -> None:
    engine = IsolatedEngine(PLAN, "native", timeout=1)
    chart = evolve(CHARTS[3], case=Case("x" * 1_000_000))  # more than a pipe holds
    expected = [one.key for one in engine.evaluate(chart)]
    os.kill(pid(engine), signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(EngineError, match="no answer within 1 s"):
        engine.evaluate(chart)
    assert time.monotonic() - began < 10
    assert [one.key for one in engine.evaluate(chart)] == expected
    engine.close()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("crashing:DoesNotStart", "too new"),
        ("crashing:HangsAtStart", "did not start: no answer within 1 s"),
        ("crashing:CrashesAtStart", "did not start"),
        ("crashing:Nothing", "Nothing"),
        ("nonsense", "there is no engine"),
    ],
)
def test_an_engine_that_does_not_start_is_an_engine_error(name: str, said: str) -> None:
    with pytest.raises(EngineError, match=said):
        IsolatedEngine(PLAN, name, start_timeout=1 if "Hangs" in name else 60)


def test_what_an_engine_keeps_in_the_memo_is_not_sent(engine: IsolatedEngine) -> None:
    chart = evolve(CHARTS[3], memo={"key": lambda: None})
    assert engine.evaluate(chart)


class Watched:
    """The output of a worker; it keeps who closed it."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self.read = pipe.read
        self.closed_by: list[threading.Thread] = []

    def close(self) -> None:
        time.sleep(0.2)  # whoever closes the engine waits for it
        self.closed_by.append(threading.current_thread())
        self._pipe.close()


def test_the_output_of_a_worker_is_closed_by_the_thread_that_reads_it_and_by_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the number of the file may be that of another pipe when the thread reads, and the answer of the next worker is lost."""
    outputs: list[Watched] = []

    class Popen(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **known: Any) -> None:
            super().__init__(*args, **known)
            assert self.stdout is not None
            outputs.append(Watched(self.stdout))
            self.stdout = outputs[-1]  # type: ignore[assignment]

    monkeypatch.setattr("rxrules.engines.isolated.subprocess.Popen", Popen)
    for _ in range(3):
        engine = IsolatedEngine(PLAN, "native")
        assert engine.evaluate(CHARTS[3])
        engine.close()
    assert len(outputs) == 3
    for output in outputs:
        (closer,) = output.closed_by
        assert closer is not threading.main_thread()
        assert not closer.is_alive()


def test_an_engine_that_nobody_holds_ends_its_process() -> None:
    engine = IsolatedEngine(PLAN, "native")
    worker = pid(engine)
    del engine
    gc.collect()
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="fork is of Unix")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_fork_that_closes_the_engine_leaves_the_worker_to_its_parent() -> None:
    engine = IsolatedEngine(PLAN, "native")
    expected = engine.evaluate(evolve(CHARTS[3], case=Case("x" * 1_000_000)))
    first = pid(engine)
    child = os.fork()
    if not child:  # pragma: no cover - in the child
        closed = False
        try:
            engine.close()
            closed = True
        finally:
            os._exit(0 if closed else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert engine.evaluate(CHARTS[3]) == expected
    assert pid(engine) == first
    engine.close()


_MADE = """
import os, signal, threading, time
from random import Random
import strategies
from attrs import evolve
from rxrules.engines.isolated import IsolatedEngine
from rxrules.model import Case
engine = IsolatedEngine(strategies.plan(Random(4)), "native", timeout=600)
print(engine._worker._process.pid)
"""
_AMID_A_CHECK = """
os.kill(engine._worker._process.pid, signal.SIGSTOP)
chart = evolve(strategies.chart(Random(3)), case=Case("x" * 1_000_000))
threading.Thread(target=engine.evaluate, args=[chart], daemon=True).start()
time.sleep(0.5)
"""


@pytest.mark.parametrize("then", ["", _AMID_A_CHECK], ids=["at rest", "amid a check"])
def test_a_program_that_ends_without_closing_an_engine_ends_its_process_too(then: str) -> None:
    path = os.pathsep.join(entry for entry in sys.path if entry)
    program = [sys.executable, "-c", _MADE + then]
    done = subprocess.run(program, env={**os.environ, "PYTHONPATH": path}, capture_output=True, timeout=60, check=True)
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)

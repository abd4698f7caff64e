"""One checker serves many threads; a plan goes to other processes, however they are started."""

from __future__ import annotations

import multiprocessing
import pickle
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from demo import checker, documents, plan, samples
from rxrules import Checker
from rxrules.plan.cache import dump_plan, load_plan

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")


def reports_of(made) -> str:
    """The reports of a checker of a plan, in another process."""
    return documents(Checker.of_plan(made))


@pytest.mark.parametrize("engines", [("native",), ("native", "durable")])
def test_one_checker_in_eight_threads_gives_the_bytes_that_it_gives_alone(engines):
    if "durable" in engines:
        pytest.importorskip("durable_rules_engine")
    shared = Checker.of_plan(plan(), engines=engines)
    alone = [Checker.of_plan(plan(), engines=engines).check(one).to_json() for one in samples()]
    switched = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda n: shared.check(samples()[n % len(alone)]).to_json(), range(160)))
    finally:
        sys.setswitchinterval(switched)
    assert found == [alone[n % len(alone)] for n in range(160)]


def test_checkers_that_are_made_at_once_are_the_same():
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: documents(Checker.of_plan(plan())), range(8)))
    assert set(made) == {documents()}


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_a_plan_serves_processes_of_every_kind(method):
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as pool:
        assert set(pool.map(reports_of, [plan()] * 4)) == {documents()}


def test_a_checker_that_was_made_before_a_fork_works_after_it():
    if "fork" not in multiprocessing.get_all_start_methods():
        pytest.skip("there is no fork here")
    before = documents()  # the checker is there, and forked with the process
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
        assert set(pool.map(_documents, range(4))) == {before}


def _documents(_: int) -> str:
    return documents()


@pytest.mark.parametrize("of", ["plan", "case", "chart", "report"])
def test_what_goes_between_processes_survives_pickling(of):
    case = samples()[2]
    held = {"plan": plan(), "case": case, "chart": checker().prepare(case), "report": checker().check(case)}[of]
    again = pickle.loads(pickle.dumps(held))  # noqa: S301 - what this very line wrote
    match of:
        case "plan":
            assert again == held == load_plan(dump_plan(held))
        case "report":
            assert again.to_json() == held.to_json()
        case "case":
            assert checker().check(again).to_json() == checker().check(held).to_json()
        case _:
            assert checker().report(again).to_json() == checker().report(held).to_json()

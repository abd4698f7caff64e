"""Speed and memory, as ratios to a plain dictionary in the same run, and in fresh processes.

    python tests/benchmarks/run.py            # some minutes
    python tests/benchmarks/run.py --quick    # some seconds: that it runs, not what it says

Every line stands beside its target. The plain dictionary is `plain.PlainIndex`; it must find what the engine finds, or nothing is
timed.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

import processes
from mixed import PlainMixed, flat, make_mixed, make_someone, mixed_case, write_mixed
from plain import PlainIndex
from rounds import each, interleave
from synthetic import case_json, case_of, case_text, make_people, make_rules, write_rules

from rxrules.adapters.casefile import read_case
from rxrules.chart import build_chart
from rxrules.checker import make_engine
from rxrules.compile import compile_rulesets
from rxrules.engines.base import Status
from rxrules.plan.cache import dump_plan, load_plan
from rxrules.report import Coverage, Report, Wording
from rxrules.terminology import Terminology
from rxrules.validate import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from synthetic import Person, Rules

    from rxrules.chart import Chart
    from rxrules.plan import Plan

SIZES = (100, 1_000, 10_000)
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "prescription.yaml"


class Size(NamedTuple):
    """How much is measured."""

    people: int
    rounds: int
    starts: int
    checks: int
    strangers: int


FULL = Size(people=300, rounds=31, starts=9, checks=100_000, strangers=6_000)
QUICK = Size(people=20, rounds=2, starts=1, checks=200, strangers=80)


class Table:
    """Prints each line as soon as it is known."""

    def __init__(self) -> None:
        self.missed = 0

    def heading(self, text: str) -> None:
        """A line that opens a part."""
        print(f"\n{text}", flush=True)

    def line(self, what: str, value: float, unit: str, target: float | None = None, note: str = "") -> None:
        """One measurement; met where it is not above its target."""
        verdict = ""
        if target is not None:
            met = value <= target
            self.missed += not met
            verdict = f"{'met' if met else 'MISSED'}, target {target:g}{unit}"
        shown = f"{value:.2f}" if value < 100 else f"{value:.0f}"
        print(f"  {what:<58}{shown:>9}{unit:<8}{verdict:<24}{note}", flush=True)


class Bench:
    """One ruleset: its plain dictionary, its plan, and what is timed of them."""

    def __init__(self, rules: Rules, plan: Plan, people: list[Person], charts: list[Chart]) -> None:
        self.plain = PlainIndex(rules)
        self.native = make_engine("native", plan)
        self._plan, self._coverage, self._wording = plan, Coverage(plan), Wording(plan)
        self._flat = [
            (person.age, [one.drug for one in person.lines], [float(one.dose * one.times) for one in person.lines])
            for person in people
        ]
        self._charts = charts
        found = sum(len(self.plain.check(*one)) for one in self._flat)
        fired = sum(outcome.status == Status.FIRED for chart in charts for outcome in self.native.evaluate(chart))
        assert found == fired, f"the dictionary finds {found}, the engine {fired}"
        self.alerts = found / len(people)

    def report(self, chart: Chart) -> Report:
        """A report of a chart that nothing was asked of before."""
        chart.memo.clear()
        return Report(self._plan, chart, {"native": self.native.evaluate(chart)}, self._coverage, self._wording)

    def work(self) -> dict[str, Callable[[], None]]:
        """What is compared, the dictionary first."""
        return {
            "plain dictionary": each(lambda one: self.plain.check(*one), self._flat),
            "native, full outcomes": self.outcomes(),
            "native, with merged alerts": each(lambda chart: self.report(chart).alerts, self._charts),
            "native, with the JSON report": each(lambda chart: self.report(chart).to_json(), self._charts),
        }

    def outcomes(self) -> Callable[[], None]:
        """Full outcomes, dropped."""
        return each(self.native.evaluate, self._charts)


def checks(table: Table, size: Size, folder: Path) -> None:
    """The engines against the dictionary."""
    targets = (None, 4.0, 6.0, 10.0)
    people = make_people(size.people)
    cases = [case_of(person, f"c{number}") for number, person in enumerate(people)]
    terminology = Terminology.default()
    charts = [build_chart(case, terminology) for case in cases]
    benches, plans = {}, {}
    for pairs in SIZES:
        rules = make_rules(pairs)
        plans[pairs] = compile_rulesets([load(write_rules(folder / f"rules-{pairs}", rules))])
        (folder / f"plan-{pairs}.json").write_text(dump_plan(plans[pairs]), encoding="utf-8")
        bench = benches[pairs] = Bench(rules, plans[pairs], people, charts)
        table.heading(f"{pairs:,} pairs, 300 duplication groups, 500 dose limits; {bench.alerts:.1f} alerts a patient")
        for (name, timed), target in zip(interleave(bench.work(), rounds=size.rounds).items(), targets, strict=True):
            table.line(name, timed.ratio, " x", target, f"{timed.seconds / len(people) * 1e6:.0f} us a patient")
    table.heading("what size costs")
    timed = interleave({str(pairs): benches[pairs].outcomes() for pairs in (SIZES[0], SIZES[-1])}, rounds=size.rounds)
    table.line("native, full outcomes, 10,000 pairs against 100", timed[str(SIZES[-1])].ratio, " x", 1.3)
    table.heading("up to the built case")
    texts = [(case_text(person, "c"), case_json(person, "c")) for person in people]
    work = {
        "plain dictionary, 1,000 pairs": benches[1_000].work()["plain dictionary"],
        "case file in YAML to a case": each(lambda two: read_case(two[0], name="c.yaml"), texts),
        "case file in JSON to a case": each(lambda two: read_case(two[1], name="c.json"), texts),
        "case to a built case (chart)": each(lambda case: build_chart(case, terminology), cases),
    }
    for name, timed_ in interleave(work, rounds=max(2, size.rounds // 3)).items():
        table.line(name, timed_.ratio, " x", None, f"{timed_.seconds / len(people) * 1e6:.0f} us a patient")


def strangers(table: Table, size: Size, folder: Path) -> None:
    """Patients who come once, as in a service: nothing that is kept was written for one of them before.

    Their charts are made just before, twenty at a time. The first half only gives the rules occasion to fire.
    """
    table.heading("100 pairs, 300 duplication groups, 500 dose limits; patients who come once")
    rules, terminology = make_rules(100), Terminology.default()
    plan = load_plan((folder / "plan-100.json").read_text(encoding="utf-8"))
    native, plain = make_engine("native", plan), PlainIndex(rules)
    coverage, wording = Coverage(plan), Wording(plan)
    people = make_people(size.strangers)
    seconds = {"plain dictionary": 0.0, "native, full outcomes": 0.0, "native, with the JSON report": 0.0}

    def report(chart: Chart) -> str:
        return Report(plan, chart, {"native": native.evaluate(chart)}, coverage, wording).to_json()

    for start in range(0, len(people), 20):
        some = people[start : start + 20]
        flats = [
            (one.age, [line.drug for line in one.lines], [float(line.dose * line.times) for line in one.lines]) for one in some
        ]
        charts = [build_chart(case_of(one, "c"), terminology) for one in some]
        work = (each(lambda one: plain.check(*one), flats), each(native.evaluate, charts), each(report, charts))
        for name, run in zip(seconds, work, strict=True):
            began = process_time()
            run()
            seconds[name] += process_time() - began if start >= len(people) // 2 else 0.0
    base = seconds["plain dictionary"]
    for name, took in seconds.items():
        table.line(name, took / base, " x", None, f"{took / (len(people) // 2) * 1e6:.0f} us a patient")


def every_kind(table: Table, size: Size, folder: Path) -> None:
    """Patients of whom much is known, and two thousand rules of every kind."""
    mixed = make_mixed()
    plan = compile_rulesets([load(write_mixed(folder / "mixed", mixed))])
    people = make_someone(max(10, size.people // 5))
    terminology = Terminology.default()
    charts = [build_chart(mixed_case(one, f"c{number}"), terminology) for number, one in enumerate(people)]
    plain, native = PlainMixed(mixed), make_engine("native", plan)
    coverage, wording = Coverage(plan), Wording(plan)
    flats = [flat(one) for one in people]
    found = sum(len(plain.check(one)) for one in flats)
    fired = sum(outcome.status == Status.FIRED for chart in charts for outcome in native.evaluate(chart))
    assert found == fired, f"the dictionaries find {found}, the engine {fired}"

    def report(chart: Chart) -> Report:
        chart.memo.clear()
        return Report(plan, chart, {"native": native.evaluate(chart)}, coverage, wording)

    def outcomes(chart: Chart) -> object:
        chart.memo.clear()
        return native.evaluate(chart)

    work = {
        "plain dictionaries of every kind": each(plain.check, flats),
        "native, full outcomes": each(outcomes, charts),
        "native, with merged alerts": each(lambda chart: report(chart).alerts, charts),
        "native, with the JSON report": each(lambda chart: report(chart).to_json(), charts),
    }
    about = f"{mixed.count:,} rules of every kind; patients of 15 medications and 30 results, {found / len(people):.1f} alerts each"
    table.heading(about)
    targets = (None, 40.0, None, None)
    for (name, timed), target in zip(interleave(work, rounds=max(2, size.rounds // 2)).items(), targets, strict=True):
        table.line(name, timed.ratio, " x", target, f"{timed.seconds / len(people) * 1e6:.0f} us a patient")


def durable(table: Table, size: Size) -> None:
    """The second engine against the dictionary, on fewer patients."""
    table.heading("durable, 1,000 pairs, 300 duplication groups, 500 dose limits")
    people = make_people(max(10, size.people // 5))
    terminology = Terminology.default()
    charts = [build_chart(case_of(person, f"c{number}"), terminology) for number, person in enumerate(people)]
    rules = make_rules(1_000)
    with TemporaryDirectory() as name:
        plan = compile_rulesets([load(write_rules(Path(name), rules))])
    engine = make_engine("durable", plan)
    bench = Bench(rules, plan, people, charts)
    work = {"plain": bench.work()["plain dictionary"], "durable": each(engine.evaluate, charts)}
    timed = interleave(work, rounds=max(2, size.rounds // 3))["durable"]
    each_patient = f"{timed.seconds / len(people) * 1e6:.0f} us a patient"
    table.line("durable, full outcomes", timed.ratio, " x", 40.0, each_patient)


def starts(table: Table, size: Size) -> None:
    """From nothing to ready."""
    table.heading("start, processor time, best of several (by the clock beside it)")
    bare = processes.start("pass", times=size.starts)
    ready = processes.start("from rxrules import Checker, Case", times=size.starts)
    table.line("bare Python", bare.processor * 1e3, " ms", None, f"{bare.clock * 1e3:.0f} ms by the clock")
    beyond = (ready.processor - bare.processor) * 1e3
    clock = f"{(ready.clock - bare.clock) * 1e3:.0f} ms by the clock"
    table.line("from rxrules import Checker, Case, beyond that", beyond, " ms", 100.0, clock)
    native = processes.first_alert(EXAMPLE, "--engine", "native", times=size.starts)
    table.line("first alert from the shell, native engine", native.processor, " s", 0.7, f"{native.clock:.2f} s by the clock")
    both = processes.first_alert(EXAMPLE, times=size.starts)
    table.line("first alert from the shell, every engine installed", both.processor, " s", 0.7, f"{both.clock:.2f} s by the clock")


def loading(table: Table, size: Size, folder: Path) -> None:
    """Ten thousand pairs from files."""
    table.heading("10,000 pairs from files: processor time, and by how much the peak of the process grows")
    rules = make_rules(10_000, groups=0, limits=0)
    csv = write_rules(folder / "csv", rules)
    yaml = write_rules(folder / "yaml", rules, table=False)
    plan = compile_rulesets([load(csv)])
    cache = folder / "cache.json"
    cache.write_text(dump_plan(plan), encoding="utf-8")
    found = (
        ("CSV", processes.load_ruleset(csv, 10_000, times=size.starts), 0.5, 40.0),
        ("YAML", processes.load_ruleset(yaml, 10_000, times=max(1, size.starts // 3)), 2.0, 60.0),
        ("compiled cache", processes.load_cache(cache, 10_000, times=size.starts), 0.1, None),
    )
    for name, loaded, seconds, megabytes in found:
        table.line(f"{name}, time", loaded.seconds, " s", seconds)
        table.line(f"{name}, memory that it takes", loaded.growth, " MB", megabytes, f"{loaded.peak:.0f} MB the whole process")


def memory(table: Table, size: Size, folder: Path, engines: Iterable[str]) -> None:
    """Whether checking costs memory."""
    table.heading(f"memory over {size.checks:,} checks, from the case to the JSON report")
    for engine in engines:
        held, after = processes.memory_of_checks(folder / "plan-1000.json", engine, size.checks)
        table.line(f"{engine}, growth over the last nine tenths", after - held, " MB", 1.0, f"{held:.1f} to {after:.1f} MB")


def main() -> int:
    """Measure, and print the table; the exit status is 0 whatever is missed: a slow hour is no broken build."""
    parser = argparse.ArgumentParser(description="Speed and memory of rxrules, beside their targets.")
    parser.add_argument("--quick", action="store_true", help="only see that it runs; the figures mean nothing")
    parser.add_argument("--without-durable", action="store_true", help="leave the durable engine out, even where it is installed")
    given = parser.parse_args()
    size = QUICK if given.quick else FULL
    with_durable = find_spec("durable_rules_engine") is not None and not given.without_durable
    table = Table()
    machine = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores"
    print(f"{machine}; {size.people} patients, {size.rounds} rounds")
    with TemporaryDirectory() as name:
        folder = Path(name)
        checks(table, size, folder)
        strangers(table, size, folder)
        every_kind(table, size, folder)
        starts(table, size)
        loading(table, size, folder)
        memory(table, size, folder, ("native",))
        if with_durable:
            durable(table, size)
            memory(table, size, folder, ("durable",))
    print(f"\n{table.missed} target(s) missed" if table.missed else "\nevery target met")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

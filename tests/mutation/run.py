"""Change our own code in every way that mutmut knows, and see whether a test notices.

    pip install mutmut
    python tests/mutation/run.py native              # or units, clinical, compile, validate
    python tests/mutation/run.py native --only limits.py --show

mutmut itself starts pytest anew for every mutant, leaves out decorated functions, and keeps what was cached or made while modules were
read. Here pytest collects once. The tests run once under coverage, which tells who runs which line; then each mutant is a forked
process, in which the code of one function is exchanged (so that tables of functions and decorators hold the mutant too), caches are
emptied, and the tests of that line run, the quickest first, until one fails.

A mutant of words for a reader (a message, a hint) is counted and not run. One of a line that only runs while modules are read is
counted as not run: it is the laws and the tables of facts that hold those.
"""

from __future__ import annotations

import argparse
import functools
import gc
import json
import mmap
import os
import resource
import signal
import sys
import time
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import coverage
import pytest
from mutants import Mutant, mutants_of

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "rxrules"
#: A package: its modules, and the tests that concern it.
PACKAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "native": (
        "engines/native/*.py",
        (
            "engines/native",
            "testing/test_conformance.py::test_an_engine_comes_to_exactly_the_outcomes_of_the_suite",
            *(f"engines/durable/test_{name}.py" for name in ("semantics", "rows", "measures", "burdens", "dose_limits", "patient_checks")),
        ),
    ),
    "engines": ("engines/*.py", ("engines/native", "engines/test_isolated.py", "engines/durable/test_semantics.py", "engines/durable/test_rows.py")),
    "units": ("units/*.py", ("units", "chart")),
    "clinical": ("clinical/*.py", ("clinical", "chart")),
    "compile": ("compile/**/*.py", ("compile", "testing/test_conformance.py", "engines/native", "report")),
    "validate": ("validate/*.py", ("validate", "language", "authoring/test_every_code.py")),
}
KILLED, TIMEOUT, SURVIVED, NO_TEST, LEFT_OUT = "killed", "out of time", "survived", "no test", "left out"


KINDS = ("logic", "key", "argument", "value", "words")


class Mutation:
    """A pytest plugin: after the tests are collected, it runs them for every mutant instead."""

    def __init__(self, options: argparse.Namespace) -> None:
        pattern, _ = PACKAGES[options.package]
        paths = sorted(SOURCE.glob(pattern))
        self.paths = [path for path in paths if not path.name.startswith("pages") and options.only in path.name]
        self.options = options
        self.results: list[tuple[Mutant, str]] = []
        self.failed = False
        self.seconds = 0.0
        self.log = Path(options.log).open("w", encoding="utf-8") if options.log else sys.stderr
        self.again = {one["name"] for one in json.loads(Path(options.again).read_text())} if options.again else set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed |= report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        texts = {path: path.read_text(encoding="utf-8") for path in self.paths}  # they may be edited while this runs
        items = {item.nodeid: item for item in session.items}
        took, who = self._first_run(session)
        if self.failed:
            pytest.exit("a test fails before anything is changed", 1)
        functions, caches = _functions(self.paths), _caches()
        gc.collect()
        gc.freeze()
        running: dict[int, tuple[Mutant, mmap.mmap, list[str]]] = {}
        killers: dict[Path, list[str]] = {}
        for mutant in (one for path, text in texts.items() for one in mutants_of(path, text)):
            if mutant.kind not in self.options.kinds or (self.again and mutant.name not in self.again):
                self.results.append((mutant, LEFT_OUT))
                continue
            lines = who[str(mutant.path)]
            tests = {test for line in range(mutant.lines[0], mutant.lines[1] + 1) for test in lines.get(line, ()) if test}
            if not tests:
                self.results.append((mutant, NO_TEST))
                continue
            if len(running) == self.options.processes:
                self._wait(running, killers)
            # who killed the one before is asked first
            before = killers.get(mutant.path, [])
            stem = mutant.path.stem.rstrip("s")
            chosen = sorted(
                tests,
                key=lambda test: (before.index(test) if test in before else len(before), stem not in test.partition("::")[0], took[test]),
            )
            if self.options.most:
                chosen = chosen[: bisect(list(accumulate(took[test] for test in chosen)), self.options.most) + 1]
            note = mmap.mmap(-1, 8)
            pid = os.fork()
            if not pid:
                budget = 5 + 4 * sum(took[test] for test in chosen)
                _child([items[test] for test in chosen], mutant, functions, caches, budget, note)
            running[pid] = mutant, note, chosen
        while running:
            self._wait(running, killers)
        return True

    def _first_run(self, session: pytest.Session) -> tuple[dict[str, float], dict[str, dict[int, list[str]]]]:
        """How long each test takes, and by file and line the tests that run it."""
        meter = coverage.Coverage(data_file=None, config_file=False, branch=False, include=[str(path) for path in self.paths])
        took = {}
        meter.start()
        for place, item in enumerate(session.items):
            meter.switch_context(item.nodeid)
            started = time.process_time()
            following = session.items[place + 1] if place + 1 < len(session.items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            took[item.nodeid] = time.process_time() - started
        meter.stop()
        data = meter.get_data()
        return took, {str(path): data.contexts_by_lineno(str(path)) for path in self.paths}

    def _wait(self, running: dict[int, tuple[Mutant, mmap.mmap, list[str]]], killers: dict[Path, list[str]]) -> None:
        pid, status, used = os.wait4(-1, 0)
        mutant, note, chosen = running.pop(pid)
        self.seconds += used.ru_utime + used.ru_stime
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF:
            result = TIMEOUT
        else:
            result = SURVIVED if status == 0 else KILLED
        self.results.append((mutant, result))
        if result == SURVIVED:
            print(f"survived {mutant.name} {mutant.before!r} -> {mutant.after!r}", file=self.log, flush=True)
        elif number := int.from_bytes(note[:8], "little"):
            test, known = chosen[number - 1], killers.setdefault(mutant.path, [])
            if test in known:
                known.remove(test)
            known.insert(0, test)


def _functions(paths: list[Path]) -> dict[tuple[str, str, int], list[FunctionType]]:
    """Every function of these modules that there is, by file, qualified name and line."""
    names = {str(path) for path in paths}
    found: dict[tuple[str, str, int], list[FunctionType]] = {}
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename in names:
            code = one.__code__
            found.setdefault((code.co_filename, code.co_qualname, code.co_firstlineno), []).append(one)
    return found


def _caches() -> list[Any]:
    """What keeps results, of the library and of tests."""
    return [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _child(
    items: list[pytest.Item], mutant: Mutant, functions: dict[tuple[str, str, int], list[FunctionType]], caches: list[Any], budget: float, note: mmap.mmap
) -> None:
    """Exchange one function, run tests until one fails, and end this process."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
        signal.setitimer(signal.ITIMER_PROF, budget)
        name, line = mutant.function
        made = [one for one in _codes(compile(mutant.source, str(mutant.path), "exec")) if one.co_qualname == name]
        code = min(made, key=lambda one: abs(one.co_firstlineno - line))
        for function in functions[str(mutant.path), name, line]:
            function.__code__ = code
        for cache in caches:
            cache.cache_clear()
        items[0].config.pluginmanager.register(_Failed())
        for place, item in enumerate(items):
            note[:8] = (place + 1).to_bytes(8, "little")
            following = items[place + 1] if place + 1 < len(items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
    except BaseException:  # noqa: BLE001  whatever it is, the mutant was noticed
        os._exit(1)
    os._exit(0)


class _Failed:
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os._exit(1)


def _report(results: list[tuple[Mutant, str]], options: argparse.Namespace, seconds: float) -> None:
    by_module: dict[str, Counter[str]] = {}
    for mutant, result in results:
        by_module.setdefault(mutant.path.name, Counter())[result] += 1
    total = Counter(result for _, result in results)
    columns = (KILLED, TIMEOUT, SURVIVED, NO_TEST, LEFT_OUT)
    print(f"{'':28}" + "".join(f"{column:>14}" for column in columns))
    for name, counted in [*by_module.items(), ("in all", total)]:
        print(f"{name:28}" + "".join(f"{counted[column]:>14,}" for column in columns))
    killed = total[KILLED] + total[TIMEOUT]
    print(f"{killed:,} of {killed + total[SURVIVED]:,} mutants killed, {100 * killed / max(1, killed + total[SURVIVED]):.1f} %, in {seconds:.0f} s")
    if options.json:
        told: list[dict[str, Any]] = [
            {"name": one.name, "kind": one.kind, "function": one.function[0], "before": one.before, "after": one.after, "result": result}
            for one, result in results
            if result in (SURVIVED, NO_TEST)
        ]
        Path(options.json).write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")


def main() -> int:
    """Read the command line, and run."""
    parser = argparse.ArgumentParser(description="mutation testing of our own code")
    parser.add_argument("package", choices=PACKAGES)
    parser.add_argument("--only", default="", help="modules whose name holds this")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--kinds", nargs="+", default=["logic", "key"], choices=KINDS, help="what is changed; left out: what mypy refuses")
    parser.add_argument("--most", type=float, default=0.0, help="seconds of tests for one mutant; 0: all")
    parser.add_argument("--json", help="where to write the survivors")
    parser.add_argument("--again", help="only those that such a file names")
    parser.add_argument("--log", help="where to tell of survivors as they come")
    options = parser.parse_args()
    os.environ["HYPOTHESIS_PROFILE"] = "mutation"
    os.chdir(ROOT)
    started = time.monotonic()
    plugin = Mutation(options)
    tests = [str(ROOT / "tests" / test) for test in PACKAGES[options.package][1]]
    arguments = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:cov", *tests]
    status = pytest.main(arguments, plugins=[plugin])
    if plugin.failed or status not in (0, 5):
        return 2
    _report(plugin.results, options, time.monotonic() - started)
    print(f"{plugin.seconds:.0f} s of processor time in mutants")
    return 0


if __name__ == "__main__":
    sys.exit(main())

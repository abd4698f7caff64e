"""Runs the tests of a line for a mutant of it: pytest collects once, and each mutant is a process of its own."""

from __future__ import annotations

import contextlib
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
from itertools import accumulate
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, NamedTuple

import coverage
import pytest
from mutants import Mutant, mutants_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

KILLED, TIMEOUT, SURVIVED, NO_TEST, LEFT_OUT = "killed", "out of time", "survived", "no test", "left out"

#: Modules that run in processes which tests start, too, where coverage and an exchange of code don't reach: their mutants are
#: written into these processes, and all tests of the files named after them are asked.
IN_WORKERS = ("isolated.py",)

Functions = dict[tuple[str, str, int], list[FunctionType]]


class _Running(NamedTuple):
    """A mutant whose process has not ended; ``note`` is where that writes the number of the test that it is at."""

    mutant: Mutant
    note: mmap.mmap
    tests: list[str]


class Mutation:
    """A pytest plugin: after the tests are collected, it runs them once, and then those that concern it for every mutant."""

    def __init__(self, paths: list[Path], options: argparse.Namespace, explained: frozenset[tuple[str, ...]]) -> None:
        self.options = options
        #: Survivors that are not told.
        self.explained = explained
        # all at once: they may be edited while this runs
        self.texts = {path: path.read_text(encoding="utf-8") for path in paths}
        self.again = {one["name"] for one in json.loads(Path(options.again).read_text(encoding="utf-8"))} if options.again else None
        self.results: list[tuple[Mutant, str]] = []
        self.failed = False
        self.seconds = 0.0
        #: By test the seconds of processor time, and those that pass.
        self._took: dict[str, float] = {}
        self._lasted: dict[str, float] = {}
        self._runs: dict[str, dict[int, list[str]]] = {}
        #: By module the tests that killed a mutant of it, the last one first: it is asked first about the next.
        self._killers: dict[Path, list[str]] = {}
        self._running: dict[int, _Running] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed |= report.failed

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._run_once(session)
        if self.failed:
            pytest.exit("a test fails before anything is changed", 1)
        items = {item.nodeid: item for item in session.items}
        functions, caches = _functions(self.texts), _caches()
        gc.collect()
        gc.freeze()
        for mutant in (one for path, text in self.texts.items() for one in mutants_of(path, text)):
            tests = self._tests(mutant)
            if mutant.kind not in self.options.kinds or (self.again is not None and mutant.name not in self.again):
                self.results.append((mutant, LEFT_OUT))
            elif not tests:
                self.results.append((mutant, NO_TEST))
            else:
                if len(self._running) == self.options.processes:
                    self._wait()
                note = mmap.mmap(-1, 8)
                pid = os.fork()
                if not pid:
                    _bound(5 + 4 * sum(self._took[test] for test in tests), 20 + 5 * sum(self._lasted[test] for test in tests))
                    if mutant.path.name in IN_WORKERS:
                        _tell_workers(mutant)
                    _be(mutant, [items[test] for test in tests], functions, caches, note)
                self._running[pid] = _Running(mutant, note, tests)
        while self._running:
            self._wait()
        return True

    def _run_once(self, session: pytest.Session) -> None:
        """Learn how long each test takes, and by file and line the tests that run it, whatever a test before it left in caches."""
        caches = _caches()
        meter = coverage.Coverage(data_file=None, config_file=False, include=[str(path) for path in self.texts])
        meter.start()
        for place, item in enumerate(session.items):
            for cache in filter(_is_small, caches):
                cache.cache_clear()
            meter.switch_context(item.nodeid)
            used, passed = time.process_time(), time.monotonic()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=_after(session.items, place))
            self._took[item.nodeid], self._lasted[item.nodeid] = time.process_time() - used, time.monotonic() - passed
        meter.stop()
        self._runs = {str(path): meter.get_data().contexts_by_lineno(str(path)) for path in self.texts}

    def _tests(self, mutant: Mutant) -> list[str]:
        """The tests that run a mutant's lines: who killed one of the module, then those named after it, then the quick ones."""
        lines = self._runs[str(mutant.path)]
        found = {test for line in range(mutant.lines[0], mutant.lines[1] + 1) for test in lines.get(line, ()) if test}
        killers = self._killers.get(mutant.path, [])
        stem = mutant.path.stem.rstrip("s")
        if mutant.path.name in IN_WORKERS:
            found.update(test for test in self._took if stem in test.partition("::")[0])

        def order(test: str) -> tuple[int, bool, float]:
            at = killers.index(test) if test in killers else len(killers)
            return at, stem not in test.partition("::")[0], self._took[test]

        tests = sorted(found, key=order)
        if self.options.most:
            tests = tests[: bisect(list(accumulate(self._took[test] for test in tests)), self.options.most) + 1]
        return tests

    def _wait(self) -> None:
        pid, status, used = os.wait4(-1, 0)
        mutant, note, tests = self._running.pop(pid)
        self.seconds += used.ru_utime + used.ru_stime
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)  # what it started
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGALRM):
            self.results.append((mutant, TIMEOUT))
        elif status == 0:
            self.results.append((mutant, SURVIVED))
            if mutant.known_by not in self.explained:
                print(f"{mutant.name} {mutant.before!r} -> {mutant.after!r}", file=sys.__stderr__, flush=True)
        else:
            self.results.append((mutant, KILLED))
            if number := int.from_bytes(note[:8], "little"):
                killer, killers = tests[number - 1], self._killers.setdefault(mutant.path, [])
                if killer in killers:
                    killers.remove(killer)
                killers.insert(0, killer)


def _after(items: list[pytest.Item], place: int) -> pytest.Item | None:
    return items[place + 1] if place + 1 < len(items) else None


def _functions(paths: dict[Path, str]) -> Functions:
    """Every function of these modules that there is, by file, qualified name and line."""
    names = {str(path) for path in paths}
    found: Functions = {}
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename in names:
            code = one.__code__
            found.setdefault((code.co_filename, code.co_qualname, code.co_firstlineno), []).append(one)
    return found


def _caches() -> list[Any]:
    """What keeps results, of the library and of tests."""
    return [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]


def _is_small(cache: Any) -> bool:
    """Whether it keeps a result for each of many arguments; the one thing that a function makes (a registry) takes long."""
    return cache.cache_parameters()["maxsize"] != 1


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


class _EndsAtFailure:
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os._exit(1)


def _bound(used: float, passed: float) -> None:
    """Limit this process, and the processes that it starts: seconds of processor time and seconds that pass, and memory."""
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    signal.setitimer(signal.ITIMER_PROF, used)
    # one that waits, for a lock or a pipe, uses no processor
    signal.alarm(int(passed) + 1)


def _tell_workers(mutant: Mutant) -> None:
    """The processes that this one starts read the mutant's source in place of the module's."""
    os.environ.update(MUTANT_PATH=str(mutant.path), MUTANT_SOURCE=mutant.source)
    sys.path.insert(0, str(Path(__file__).parent / "workers"))


def _be(mutant: Mutant, items: list[pytest.Item], functions: Functions, caches: list[Any], note: mmap.mmap) -> None:
    """Exchange the code of one function, run tests until one fails, and end this process."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        name, line = mutant.function
        made = [one for one in _codes(compile(mutant.source, str(mutant.path), "exec")) if one.co_qualname == name]
        code = min(made, key=lambda one: abs(one.co_firstlineno - line))
        for function in functions[str(mutant.path), name, line]:
            function.__code__ = code
        for cache in caches:
            if _is_small(cache) or cache.__wrapped__.__code__.co_filename == str(mutant.path):
                cache.cache_clear()
        items[0].config.pluginmanager.register(_EndsAtFailure())
        for place, item in enumerate(items):
            note[:8] = (place + 1).to_bytes(8, "little")
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=_after(items, place))
    except BaseException:  # noqa: BLE001  whatever it is, the mutant was noticed
        os._exit(1)
    os._exit(0)

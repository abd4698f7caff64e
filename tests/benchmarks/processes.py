"""What is measured in processes of its own: start, loading, and memory, each in a fresh interpreter."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

_HERE = str(Path(__file__).parent)
# An installed package has its bytecode beside it; ours is kept for the time of the run, whatever the environment says of it.
_BYTECODE = TemporaryDirectory()
_ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
_ENVIRONMENT["PYTHONPYCACHEPREFIX"] = _BYTECODE.name

_MEMORY = """
def resident(field):
    "Kilobytes that the process holds (VmRSS), or has held at most (VmHWM)."
    for line in open("/proc/self/status"):
        if line.startswith(field):
            return int(line.split()[1])
"""

_LOAD = (
    _MEMORY
    + """
import json, sys, time
from rxrules.compile import compile_rulesets
from rxrules.terminology import Terminology
from rxrules.validate import load
import rxrules.language.parse, rxrules.documents.yaml
Terminology.default()
before = resident("VmRSS")
start = time.process_time()
ruleset = load(sys.argv[1])
seconds = time.process_time() - start
assert len(ruleset.rules) == int(sys.argv[2])
print(json.dumps([seconds, resident("VmHWM") / 1024, (resident("VmHWM") - before) / 1024]))
"""
)

_CACHE = (
    _MEMORY
    + """
import json, sys, time
from pathlib import Path
from rxrules.plan.cache import load_plan
before = resident("VmRSS")
text = Path(sys.argv[1]).read_bytes()
start = time.process_time()
plan = load_plan(text)
seconds = time.process_time() - start
assert len(plan.rules) == int(sys.argv[2])
print(json.dumps([seconds, resident("VmHWM") / 1024, (resident("VmHWM") - before) / 1024]))
"""
)

_FLAT = (
    _MEMORY
    + """
import gc, json, sys, time
from pathlib import Path
from rxrules import Checker
from rxrules.plan.cache import load_plan
from synthetic import case_of, make_people
checker = Checker.of_plan(load_plan(Path(sys.argv[1]).read_bytes()), engines=(sys.argv[2],))
cases = [case_of(person, f"c{number}") for number, person in enumerate(make_people(500))]
checks, warm = int(sys.argv[3]), int(sys.argv[3]) // 10
for number in range(checks):
    if number == warm:
        gc.collect()
        before = resident("VmRSS")
    checker.check(cases[number % len(cases)]).to_json()
gc.collect()
print(json.dumps([before / 1024, resident("VmRSS") / 1024]))
"""
)

_COMMAND = "from rxrules.cli.main import run; raise SystemExit(run())"


class Started(NamedTuple):
    """The best of several starts: seconds by the clock, and seconds of processor time."""

    clock: float
    processor: float


class Loaded(NamedTuple):
    """Seconds of processor time; the peak of the whole process, and by how much it grew, in megabytes."""

    seconds: float
    peak: float
    growth: float


def start(code: str, *arguments: str, times: int, fails: bool = False) -> Started:
    """Run code in a fresh interpreter so many times; ``fails`` where an exit status above 0 is what it should give."""
    found = []
    for number in range(times + 1):
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
        command = [sys.executable, "-c", code, *arguments]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, check=not fails, env=_ENVIRONMENT)
        took, after = perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        assert done.returncode == int(fails), done
        if number:  # the first one writes the bytecode
            found.append(Started(took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
    return Started(min(one.clock for one in found), min(one.processor for one in found))


def first_alert(case: Path, *arguments: str, times: int) -> Started:
    """Check a case from the shell; it has alerts, so that the exit status is 1."""
    return start(_COMMAND, "check", str(case), *arguments, times=times, fails=True)


def load_ruleset(folder: Path, rules: int, *, times: int) -> Loaded:
    """Read and validate the files of a ruleset."""
    return _best(_LOAD, folder, rules, times)


def load_cache(path: Path, rules: int, *, times: int) -> Loaded:
    """Read a compiled plan."""
    return _best(_CACHE, path, rules, times)


def memory_of_checks(cache: Path, engine: str, checks: int) -> tuple[float, float]:
    """Megabytes that are held after a tenth of the checks, each from a case to the JSON of its report, and after all of them."""
    held, at_the_end = _told(_FLAT, str(cache), engine, str(checks))
    return held, at_the_end


def _best(code: str, path: Path, rules: int, times: int) -> Loaded:
    found = [Loaded(*_told(code, str(path), str(rules))) for _ in range(times)]
    return Loaded(*(min(values) for values in zip(*found, strict=True)))


def _told(code: str, *arguments: str) -> list[float]:
    code = f"import sys; sys.path.insert(0, {_HERE!r})\n{code}"
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=_ENVIRONMENT)
    told: list[float] = json.loads(done.stdout)
    return told

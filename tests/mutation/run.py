"""Change our own code in every way that mutmut knows, and see whether a test notices.

    pip install mutmut
    python tests/mutation/run.py native              # or engines, units, clinical, compile, validate
    python tests/mutation/run.py native --only limits.py --json survivors.json
    python tests/mutation/run.py native --again survivors.json

The mutants are those of mutmut's operators. Its runner was tried: it starts pytest anew for each mutant, leaves out decorated
functions, and keeps what was cached or made while modules were read. Here pytest collects once. The tests run once under coverage,
which tells who runs which line; then each mutant is a forked process, in which the code of one function is exchanged (so that
tables of functions and decorators hold the mutant too), caches are emptied, and the tests of that line run until one fails.

Left out are words for a reader (a message, a hint), and by default what mypy refuses: an argument or a value that is lost or None.
A line that only runs while modules are read (a table) has "no test": laws and tables of facts hold those.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from mutants import KINDS, Mutant
from running import KILLED, LEFT_OUT, NO_TEST, SURVIVED, TIMEOUT, Mutation

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "rxrules"
_CHECKED_BY_HAND = tuple(
    f"engines/durable/test_{name}.py" for name in ("semantics", "rows", "measures", "burdens", "dose_limits", "patient_checks")
)
_CONFORMANCE = "testing/test_conformance.py::test_an_engine_comes_to_exactly_the_outcomes_of_the_suite"
#: A package: its modules, and the tests that concern it.
PACKAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "native": ("engines/native/*.py", ("engines/native", _CONFORMANCE, *_CHECKED_BY_HAND)),
    "engines": (
        "engines/*.py",
        ("engines/native", _CONFORMANCE, "engines/test_readying.py", "engines/test_isolated.py", *_CHECKED_BY_HAND),
    ),
    "units": ("units/*.py", ("units", "chart")),
    "clinical": ("clinical/*.py", ("clinical", "chart")),
    "compile": ("compile/**/*.py", ("compile", _CONFORMANCE, "engines/native", "report")),
    "validate": ("validate/*.py", ("validate", "language", "authoring/test_every_code.py")),
}


def _report(results: list[tuple[Mutant, str]]) -> None:
    by_module: dict[str, Counter[str]] = {}
    for mutant, result in results:
        by_module.setdefault(mutant.path.name, Counter())[result] += 1
    total = Counter(result for _, result in results)
    columns = (KILLED, TIMEOUT, SURVIVED, NO_TEST, LEFT_OUT)
    print(f"{'':28}" + "".join(f"{column:>13}" for column in columns))
    for name, counted in [*by_module.items(), ("in all", total)]:
        print(f"{name:28}" + "".join(f"{counted[column]:>13,}" for column in columns))
    killed = total[KILLED] + total[TIMEOUT]
    run = killed + total[SURVIVED]
    print(f"{killed:,} of {run:,} mutants killed: {100 * killed / max(1, run):.1f} %")


def _survivors(results: list[tuple[Mutant, str]]) -> str:
    found = [
        {
            "name": one.name,
            "kind": one.kind,
            "function": one.function[0],
            "before": one.before,
            "after": one.after,
            "result": result,
        }
        for one, result in results
        if result in (SURVIVED, NO_TEST)
    ]
    return json.dumps(found, indent=1, ensure_ascii=False)


def main() -> int:
    """Read the command line, and run."""
    parser = argparse.ArgumentParser(description="mutation testing of our own code")
    parser.add_argument("package", choices=PACKAGES)
    parser.add_argument("--only", nargs="+", default=[], help="modules of these names")
    parser.add_argument("--kinds", nargs="+", default=["logic"], choices=KINDS, help="what is changed")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--most", type=float, default=0.0, help="seconds of tests for one mutant; 0: all of them")
    parser.add_argument("--json", help="where to write the survivors")
    parser.add_argument("--again", help="only those that such a file names")
    options = parser.parse_args()
    os.environ["HYPOTHESIS_PROFILE"] = "mutation"
    os.chdir(ROOT)
    pattern, tests = PACKAGES[options.package]
    paths = [path for path in sorted(SOURCE.glob(pattern)) if not path.name.startswith("pages")]
    plugin = Mutation([path for path in paths if not options.only or path.name in options.only], options)
    started = time.monotonic()
    arguments = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:cov", *(str(ROOT / "tests" / test) for test in tests)]
    if pytest.main(arguments, plugins=[plugin]) or plugin.failed:
        return 2
    _report(plugin.results)
    print(f"{time.monotonic() - started:.0f} s, {plugin.seconds:.0f} s of processor time in mutants")
    if options.json:
        Path(options.json).write_text(_survivors(plugin.results), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Change our own code in every way that mutmut knows, and see whether a test notices.

    pip install mutmut
    python tests/mutation/run.py native              # or engines, durable, units, clinical, compile, validate
    python tests/mutation/run.py native --only limits.py --json survivors.json
    python tests/mutation/run.py native --again survivors.json
    python tests/mutation/run.py native --explained  # only survivors that explained/native.yaml does not explain

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
import yaml
from mutants import KINDS, Mutant
from running import KILLED, LEFT_OUT, NO_TEST, SURVIVED, TIMEOUT, Mutation

Explained = tuple[str, ...]

#: The keys of an entry of ``explained/``; its ``why`` is one of the classes of docs/explanation/mutants-of-our-own-code.md.
KNOWN_BY = ("function", "before", "after")
ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "rxrules"
_CHECKED_BY_HAND = tuple(
    f"engines/durable/test_{name}.py" for name in ("semantics", "rows", "measures", "burdens", "dose_limits", "patient_checks")
)
_CONFORMANCE = "testing/test_conformance.py::test_an_engine_comes_to_exactly_the_outcomes_of_the_suite"
_BY_BOTH = ("engines/test_missing.py", "engines/test_rates_and_lengths.py")
#: A package: its modules, and the tests that concern it.
PACKAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "native": ("engines/native/*.py", ("engines/native", _CONFORMANCE, *_CHECKED_BY_HAND, *_BY_BOTH)),
    "engines": (
        "engines/*.py",
        (
            *(f"engines/test_{name}.py" for name in ("outcomes", "edges", "readying", "wanting", "isolated")),
            *("engines/native/test_native_patient_checks.py", "engines/native/test_native_conditions.py"),
        ),
    ),
    "durable": (
        "engines/durable/*.py",
        (*_CHECKED_BY_HAND, "engines/durable/test_agreement.py", "engines/durable/test_loading.py", _CONFORMANCE),
    ),
    "units": ("units/*.py", ("units", "chart")),
    "clinical": ("clinical/*.py", ("clinical", "chart")),
    "compile": ("compile/**/*.py", ("compile",)),
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


def _survivors(results: list[tuple[Mutant, str]], explained: frozenset[Explained]) -> str:
    found = [
        {"name": one.name, "kind": one.kind, "result": result, **dict(zip(KNOWN_BY, one.known_by, strict=True))}
        for one, result in results
        if result in (SURVIVED, NO_TEST) and one.known_by not in explained
    ]
    return json.dumps(found, indent=1, ensure_ascii=False)


def _explained(package: str) -> frozenset[Explained]:
    """The survivors of a package that somebody has read, and why no test can tell them."""
    path = Path(__file__).with_name("explained") / f"{package}.yaml"
    if not path.exists():
        return frozenset()
    return frozenset(tuple(one[key] for key in KNOWN_BY) for one in yaml.safe_load(path.read_text(encoding="utf-8")))


def _compare(results: list[tuple[Mutant, str]], explained: frozenset[Explained]) -> None:
    """Say how many survivors are explained, and which explanations no mutant needs any more."""
    survived = {one.known_by for one, result in results if result in (SURVIVED, NO_TEST)}
    print(f"{len(survived & explained):,} survivors are explained, {len(survived - explained):,} are not")
    ran = {one.known_by for one, result in results if result != LEFT_OUT}
    for function, before, after in sorted(explained & ran - survived):
        print(f"explained, and killed: {function}: {before} -> {after}")


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
    parser.add_argument("--explained", action="store_true", help="leave out survivors that are explained")
    options = parser.parse_args()
    os.environ["HYPOTHESIS_PROFILE"] = "mutation"
    os.chdir(ROOT)
    pattern, tests = PACKAGES[options.package]
    paths = [path for path in sorted(SOURCE.glob(pattern)) if not path.name.startswith("pages")]
    explained = _explained(options.package) if options.explained else frozenset()
    plugin = Mutation([path for path in paths if not options.only or path.name in options.only], options, explained)
    started = time.monotonic()
    arguments = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:cov", *(str(ROOT / "tests" / test) for test in tests)]
    if pytest.main(arguments, plugins=[plugin]) or plugin.failed:
        return 2
    _report(plugin.results)
    if options.explained:
        _compare(plugin.results, explained)
    print(f"{time.monotonic() - started:.0f} s, {plugin.seconds:.0f} s of processor time in mutants")
    if options.json:
        Path(options.json).write_text(_survivors(plugin.results, explained), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

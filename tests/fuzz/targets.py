"""What is fuzzed: each target takes bytes, and raises where the library does what it must not.

A target lets through what the library says on purpose (an `InputError`, a `UnitError`, diagnostics) and nothing else. What was
read is used afterwards, because an input that is taken and then breaks the check is as bad as one that breaks the reader.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from rxrules import Case, Checker, InputError, UnitError
from rxrules.adapters.case_writing import case_to_dict
from rxrules.adapters.casefile import read_case, read_text
from rxrules.adapters.fhir.issues import detected_issues, operation_outcome
from rxrules.adapters.fhir.read import read_fhir
from rxrules.compile import compile_rulesets
from rxrules.diagnostics import Diagnostics
from rxrules.documents import csv
from rxrules.language.parse import parse_text
from rxrules.model import Moment
from rxrules.plan.cache import FORM, dump_plan, load_plan
from rxrules.terminology import Terminology
from rxrules.units import parse_quantity, parse_unit
from rxrules.validate import validate

if TYPE_CHECKING:
    from collections.abc import Callable

    from rxrules.language.ast import RulesetTree

AS_OF: Final = "2026-11-21"
_MANIFEST: Final = """\
ruleset:
  id: fuzzed
  version: 1.0.0
  title: Rules of a fuzzer
  language: 1
  owner: tests of rxrules
  licence: Apache-2.0
  reviewed: 2026-11-01
"""
_DEFINITIONS: Final = """\
sources: [{id: made-up, title: Made up, publisher: rxrules, year: 2026}]
conditions: [{id: heart-failure, names: [cardiac failure], icd10: [I50]}]
groups:
  - {id: nsaids, title: NSAIDs, members: [ibuprofen, naproxen]}
  - {id: oral-anticoagulants, title: Oral anticoagulants, members: [warfarin, apixaban]}
"""
#: Cases that a ruleset which was taken is tried on.
_TRIED: Final = (
    """
as_of: 2026-11-21
patient: {age: 70 a, weight: 60 kg, height: 170 cm, sex: female, conditions: [cardiac failure], allergies: [penicillin]}
medications:
  - {id: w, drug: warfarin, dose: 5 mg, route: oral, timing: {frequency: 1, per: 1 d}, status: active}
  - {id: i, drug: ibuprofen, dose: 400 mg to 800 mg, route: oral, timing: {frequency: 3, per: 1 d}, status: proposed}
  - {id: p, drug: paracetamol, dose: 1 g, route: oral, timing: {frequency: 6, per: 1 d, prn: true}, status: proposed}
  - {id: x, drug: nobody knows, status: active}
""",
    "as_of: 2026-11-21\npatient: {}\nmedications: [{id: i, drug: ibuprofen, status: active}, {id: w, drug: warfarin}]\n",
)


@cache
def _terminology() -> Terminology:
    return Terminology.default()


@cache
def _checker() -> Checker:
    return Checker("core", "prescribing-safety")


@cache
def _tried() -> tuple[Case, ...]:
    return tuple(read_case(text) for text in _TRIED)


def _try_case(case: Case, checker: Checker) -> None:
    """Check a case and write all that can be written of the report."""
    report = checker.check(case, as_of=None if case.as_of else AS_OF)
    text = report.to_json()
    text.encode("utf-8")
    told = json.loads(text, parse_constant=_no_constant)
    json.dumps([detected_issues(told), operation_outcome(told)], allow_nan=False)
    json.dumps(case_to_dict(case), allow_nan=False)


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} in a report")


def _try_tree(tree: RulesetTree | None, found: Diagnostics) -> None:
    """Use a ruleset that could be read."""
    if tree is None:
        assert found.has_errors, "no ruleset, and nothing that says why"
        return
    ruleset, judged = validate(tree, terminology=_terminology())
    for one in judged:
        str(one).encode("utf-8")
    if ruleset is None:
        assert judged.has_errors, "no ruleset, and nothing that says why"
        return
    plan = compile_rulesets([ruleset])
    assert load_plan(dump_plan(plan)) == plan
    checker = Checker.of_plan(plan)
    for case in _tried():
        _try_case(case, checker)


def ruleset(data: bytes) -> None:
    """A file of rules, or a whole ruleset where it holds a manifest."""
    files: dict[str, str | bytes] = {"ruleset.yaml": data}
    if b"ruleset" not in data:
        files = {"ruleset.yaml": _MANIFEST + ("" if b"groups:" in data else _DEFINITIONS), "rules.yaml": data}
    _try_tree(*parse_text(files))


def table(data: bytes) -> None:
    """A table of rules; its first line is the entry of the manifest."""
    for _ in csv.read(data, "fuzzed.csv", Diagnostics()) or ():
        pass
    entry, _, rows = data.partition(b"\n")
    manifest = _MANIFEST.encode() + b"  tables:\n  - " + entry + b"\n" + _DEFINITIONS.encode()
    _try_tree(*parse_text({"ruleset.yaml": manifest, "t.csv": rows}))


def case(data: bytes) -> None:
    """A case file; the first byte says whether its name does, and what."""
    name = {b"y": "case.yaml", b"j": "case.json", b"l": "case.jsonl"}.get(data[:1], "")
    try:
        _try_case(read_case(data[1:], name=name), _checker())
    except InputError:
        for one in read_text(data[1:], name=name, today=Moment.parse(AS_OF)):
            if not isinstance(one, InputError):
                _try_case(one, _checker())


def fhir(data: bytes) -> None:
    """A FHIR document or a CDS Hooks request."""
    try:
        cases = read_fhir(data, name="bundle.json")
    except InputError:
        return
    assert cases, "no case and no error"
    for one in cases:
        _try_case(one, _checker())


def unit(data: bytes) -> None:
    """A unit and a quantity; what was read is written so that it reads the same again."""
    text = data.decode("utf-8", "surrogateescape")
    for dose in (False, True):
        try:
            found = parse_unit(text, dose=dose)
        except UnitError:
            pass
        else:
            again = parse_unit(found.code, dose=dose)
            assert (again.kind, again.ratio, again.offset) == (found.kind, found.ratio, found.offset), (text, found.code)
        try:
            amount = parse_quantity(text, dose=dose)
        except UnitError:
            continue
        if amount.unit.code:
            second = parse_quantity(str(amount), dose=dose)
            assert (second.kind, second.canonical) == (amount.kind, amount.canonical), (text, str(amount))


def plan(data: bytes) -> None:
    """A kept plan of whatever form; one that is taken is that of the same text the next time."""
    data = re.sub(rb'"rxrules-plan": ?\d+', f'"rxrules-plan":{FORM}'.encode(), data, count=1)
    try:
        found = load_plan(data)
    except InputError:
        return
    assert repr(load_plan(data)) == repr(found)


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "ruleset": ruleset,
    "table": table,
    "case": case,
    "fhir": fhir,
    "unit": unit,
    "plan": plan,
}

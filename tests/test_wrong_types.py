"""What is of the wrong type: every public callable says what it expected and what it got, by an error of rxrules."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest

import rxrules
from demo import checker as demo_checker
from rxrules import Case, Checker, Dosage, Dose, Drug, EngineError, InputError, Moment, Order, Patient, RxError, Timing
from rxrules import model as models
from rxrules.adapters.fhir import detected_issues, operation_outcome, read_fhir
from rxrules.plan.cache import dump_plan, load_plan
from rxrules.reconcile import reconcile
from rxrules.report import document
from rxrules.terminology import Terminology
from rxrules.units import Quantity, parse_quantity
from rxrules.validate import load

if TYPE_CHECKING:
    from collections.abc import Callable

AS_OF = Moment.parse("2026-11-21")
HERE = Path(__file__).parent


def odd_values() -> list[Any]:
    """What callers hand over by mistake."""
    return [
        None, True, 0, 5, 1.5, float("nan"), "", "x", "2026-11-21", b"", b"null", b"\xff", [], [1], ["penicillin"], (), (None,), {},
        {"a": 1}, {"resourceType": "Bundle"}, set(), {"x"}, HERE, Path("nowhere.yaml"), dt.date(2026, 11, 21), object(), int,
        InputError("the line can't be read"), Drug("warfarin"), Case("x"), demo_checker(), parse_quantity("5 mg"), AS_OF,
    ]  # fmt: skip


#: Every public callable that takes something, with a value in one place of its arguments.
CALLS: dict[str, Callable[[Any], object]] = {
    "Checker": Checker,
    "Checker(engines)": lambda odd: Checker.of_plan(demo_checker().plan, engines=odd),
    "Checker(terminology)": lambda odd: Checker.of_plan(demo_checker().plan, terminology=odd),
    "Checker.of_plan": Checker.of_plan,
    "Checker.check": lambda odd: demo_checker().check(odd),
    "Checker.check(as_of)": lambda odd: demo_checker().check(Case("x"), as_of=odd),
    "Checker.prepare": lambda odd: demo_checker().prepare(odd),
    "Checker.evaluate": lambda odd: demo_checker().evaluate(odd),
    "Checker.report": lambda odd: demo_checker().report(odd),
    "Moment.parse": Moment.parse,
    "Moment.of": Moment.of,
    "read_case": rxrules.read_case,
    "read_case(as_of)": lambda odd: rxrules.read_case({"medications": []}, as_of=odd),
    "read_cases": lambda odd: list(rxrules.read_cases(odd)),
    "read_fhir": read_fhir,
    "read_fhir(as_of)": lambda odd: read_fhir({"resourceType": "Patient"}, as_of=odd),
    "reconcile(before)": lambda odd: reconcile(odd, Case("x", as_of=AS_OF), demo_checker()),
    "reconcile(after)": lambda odd: reconcile(Case("x"), odd, demo_checker()),
    "document": document,
    "detected_issues": detected_issues,
    "operation_outcome": operation_outcome,
    "dump_plan": dump_plan,
    "load_plan": load_plan,
    "load": load,
}


@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_type_is_an_error_of_rxrules_or_no_error(name):
    for odd in odd_values():
        if odd == HERE and name in ("Checker", "load"):
            continue  # a folder is where rulesets stand
        told = _told(lambda odd=odd: CALLS[name](odd))
        assert told is None or 0 < len(told) < 2_000, (name, odd)


def _told(call: Callable[[], object]) -> str | None:
    """What an error of rxrules says; None where there is none, and any other error goes on."""
    try:
        call()
    except RxError as problem:
        return str(problem)
    return None


def test_every_public_name_is_tried():
    tried = {name.partition(".")[0].partition("(")[0] for name in CALLS} | {cls.__name__ for cls in VALUES}
    errors = {name for name in rxrules.__all__ if name.endswith("Error")}
    assert set(rxrules.__all__) - tried - errors == {"OrderStatus", "__version__"}


#: The classes of the model, each with arguments that are right.
VALUES: dict[type, dict[str, Any]] = {
    Case: {"id": "x", "as_of": AS_OF},
    Order: {"id": "m1", "drug": Drug("warfarin"), "status": rxrules.OrderStatus.ACTIVE},
    Drug: {"name": "warfarin"},
    Dosage: {},
    Dose: {"low": parse_quantity("5 mg")},
    Timing: {},
    Patient: {},
    Moment: {"text": "2026", "earliest": 1.0, "latest": 2.0},
    models.Allergy: {"substance": "penicillin"},
    models.Condition: {"text": "gout"},
    models.DrugCode: {"system": "atc", "code": "B01AA03"},
    models.DrugIngredient: {"name": "warfarin"},
    models.Limit: {"amount": parse_quantity("4 g")},
    models.Measurement: {"value": parse_quantity("70 kg")},
    models.Observation: {"code": "potassium"},
    models.Rate: {"low": parse_quantity("5 mg/h")},
    models.Unread: {"path": "", "reason": ""},
}


@pytest.mark.parametrize("cls", VALUES, ids=lambda cls: cls.__name__)
def test_every_class_of_the_model_holds_what_it_says_or_is_refused(cls):
    for field in attrs.fields(cls):
        for odd in odd_values():
            with suppress(RxError):
                held = getattr(cls(**{**VALUES[cls], field.name: odd}), field.name)
                assert held is odd or isinstance(odd, list | tuple | set), (cls.__name__, field.name, odd)
                assert _fits(held, field.type), (cls.__name__, field.name, odd)


def _fits(value: object, written: str | None) -> bool:
    """Whether a value is of a type as the annotation has it, read here by its words alone."""
    words = str(written)
    if value is None:
        return "None" in words
    if isinstance(value, tuple | frozenset):
        inner = words.partition("[")[2].partition(",")[0].partition("]")[0]
        return (f"{type(value).__name__}[" in words) and all(type(one).__name__ == inner for one in value)
    if words.startswith("float"):
        return type(value) in (int, float)
    return type(value).__name__ == words.partition(" ")[0]


def test_all_classes_of_the_model_are_tried():
    values = {getattr(models, name) for name in models.__all__}
    assert {one for one in values if attrs.has(one)} == set(VALUES)


def test_what_is_made_of_lists_holds_tuples_and_can_be_checked():
    case = Case(
        "x",
        Patient(allergies=[models.Allergy("penicillin")], incomplete=["observations"]),  # type: ignore[arg-type]
        [Order("m1", Drug("warfarin"), [Dosage(dose=Dose(parse_quantity("5 mg")))])],  # type: ignore[arg-type, list-item]
        AS_OF,
    )
    assert (type(case.orders), type(case.orders[0].dosages), type(case.patient.allergies)) == (tuple, tuple, tuple)
    assert case.patient.incomplete == frozenset({"observations"})
    assert demo_checker().check(case).status == "incomplete"
    assert hash(case)


class _Milligrams(Quantity):
    """A quantity of the caller's own."""


def test_a_class_of_the_callers_own_that_is_one_of_ours_is_taken():
    five = parse_quantity("5 mg")
    assert Dose(_Milligrams(five.value, five.unit)).low.value == 5


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: demo_checker().check({}), r"expected a case \(rxrules.Case\), got a dict: read it with rxrules.read_case"),  # type: ignore[arg-type]
        (lambda: demo_checker().check({"resourceType": "Bundle"}), "read it with rxrules.adapters.fhir.read_fhir"),  # type: ignore[arg-type]
        (lambda: demo_checker().check([Case("x")]), "got a list: check its cases one after the other"),  # type: ignore[arg-type]
        (lambda: demo_checker().check("case.yaml"), "got a str: read it with rxrules.read_case; a path is given to it as"),  # type: ignore[arg-type]
        (lambda: demo_checker().check(5), r"expected a case \(rxrules.Case\), got an int$"),  # type: ignore[arg-type]
        (lambda: demo_checker().report(Case("x")), "expected a chart, as `prepare` makes it of a case, got a Case"),  # type: ignore[arg-type]
        (lambda: Checker({}), r"expected a ruleset, the name of a shipped one \('core'\) or a path, got a dict"),  # type: ignore[arg-type]
        (lambda: rxrules.read_case(None), "expected a case: a path, a text, its bytes or a mapping; got None"),  # type: ignore[arg-type]
        (lambda: rxrules.read_case([{}]), "got a list; its cases are read one by one"),  # type: ignore[arg-type]
        (lambda: rxrules.read_case(Case("x")), "got a Case; it needs no reading"),  # type: ignore[arg-type]
        (lambda: rxrules.read_case("docs/case.yaml"), r"got the text 'docs/case.yaml' \(a path is given as a pathlib.Path\)"),
        (lambda: rxrules.read_case(HERE), "not a regular file"),
        (lambda: rxrules.read_case(b"null"), r"expected a case .*, got RX014: there is no value here \(line 1, column 1\)"),
        (lambda: read_fhir(b"null"), r"expected a FHIR resource or a CDS Hooks request, got RX014: there is no value here"),
        (lambda: read_fhir([{}]), "got a list; each resource on its own, or all of them in a Bundle"),  # type: ignore[arg-type]
        (lambda: read_fhir({"patient": {}, "medications": []}), "read_case reads a case"),
        (lambda: rxrules.read_cases({}), "expected the path of a file with cases, got a dict; read_case reads a mapping"),  # type: ignore[arg-type]
        (lambda: rxrules.read_cases(b"{}"), "got a bytes; rxrules.adapters.casefile.read_text reads what came without a file"),  # type: ignore[arg-type]
        (lambda: Order("m1", "warfarin"), r"Order.drug: expected a Drug or None, got a str \(Drug\('warfarin'\) is one by its"),  # type: ignore[arg-type]
        (lambda: Order("m1", status="active"), r"Order.status: expected an OrderStatus, got a str \(OrderStatus\('active'\)"),  # type: ignore[arg-type]
        (lambda: Patient(allergies=["penicillin"]), r"Patient.allergies: expected a tuple of Allergy or None, got one that holds"),  # type: ignore[arg-type]
        (lambda: Patient(allergies="penicillin"), "expected a tuple of Allergy or None, got a str"),  # type: ignore[arg-type]
        (lambda: Patient(pregnant="no"), r"Patient.pregnant: expected a bool \(True or False\) or None, got a str"),  # type: ignore[arg-type]
        (lambda: Case("x", as_of=dt.date(2026, 11, 21)), r"Case.as_of: expected a Moment or None, got a date \(Moment.of takes"),  # type: ignore[arg-type]
        (lambda: Case("x", {}), "Case.patient: expected a Patient, got a dict"),  # type: ignore[arg-type]
        (lambda: Dose("5 mg"), "Dose.low: expected a Quantity, got a str"),  # type: ignore[arg-type]
        (lambda: Timing(True), "Timing.frequency: expected a number or None, got a bool"),
        (lambda: reconcile({}, Case("x"), demo_checker()), "before: expected a case, as read_case gives it, got a dict"),  # type: ignore[arg-type]
        (lambda: document({}), "expected a report, as `Checker.check` gives it, got a dict"),  # type: ignore[arg-type]
        (lambda: detected_issues(demo_checker().check(Case("x", as_of=AS_OF))), "a mapping; got a Report"),  # type: ignore[arg-type]
        (lambda: load(5), r"expected the name of a shipped ruleset \('core'\) or a path, got an int"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_the_error_says_what_was_expected_what_it_is_and_what_to_do(call, told):
    with pytest.raises(InputError, match=told):
        call()


def test_a_case_that_could_not_be_read_is_the_error_that_checking_it_raises():
    # read_cases yields the error in the place of the case
    (unreadable,) = rxrules.read_cases("nowhere.yaml")
    with pytest.raises(InputError, match=r"nowhere\.yaml"):
        demo_checker().check(unreadable)  # type: ignore[arg-type]


def test_names_of_engines_are_no_text_and_no_set():
    for odd in ("native", {"native"}, 5):
        with pytest.raises(EngineError, match=r"expected names of engines, such as \(\"native\", \"durable\"\), got a"):
            Checker.of_plan(demo_checker().plan, engines=odd)  # type: ignore[arg-type]


def test_a_ruleset_of_no_name_is_not_the_folder_that_one_stands_in():
    with pytest.raises(rxrules.RulesetError, match="a ruleset of no name"):
        Checker("")


def test_a_terminology_is_one():
    with pytest.raises(InputError, match="expected a Terminology"):
        Checker.of_plan(demo_checker().plan, terminology={})  # type: ignore[arg-type]
    assert Checker.of_plan(demo_checker().plan, terminology=Terminology.default())

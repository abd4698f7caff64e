"""Intervals have one notation, and ages in calendar time no doubtful ends."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rxrules.diagnostics import Span
from rxrules.documents.scalars import FormError
from rxrules.language.window import ambiguous_age, parse_total, parse_window


@pytest.mark.parametrize(
    ("text", "low", "high", "low_closed", "high_closed"),
    [
        ("[16 a, 130 a)", "16 a", "130 a", True, False),
        ("(0 kg,400 kg]", "0 kg", "400 kg", False, True),
        ("(50 kg,)", "50 kg", None, False, False),
        ("[50 kg,)", "50 kg", None, True, False),
        ("(, 50 kg]", None, "50 kg", False, True),
        (">= 65 a", "65 a", None, True, False),
        (">50 kg", "50 kg", None, False, False),
        ("< 30 mL/min/{1.73_m2}", None, "30 mL/min/{1.73_m2}", False, False),
        (" <= 50 kg ", None, "50 kg", False, True),
        ("[5 [iU], 10 [iU])", "5 [iU]", "10 [iU]", True, False),
        ("[40 mm[Hg], 90 mm[Hg]]", "40 mm[Hg]", "90 mm[Hg]", True, True),
    ],
)
def test_each_form_is_read(text: str, low: str | None, high: str | None, *, low_closed: bool, high_closed: bool) -> None:
    window = parse_window(text, ("f", 1, 2))
    assert (str(window.low) if window.low else None, str(window.high) if window.high else None) == (low, high)
    assert (window.low_closed, window.high_closed) == (low_closed, high_closed)
    assert window.text == text.strip()
    assert window.span == Span("f", 1, 2)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("50 kg", "write [50 kg, ...), >= 50 kg or < 50 kg"),
        ("= 50 kg", "write [50 kg, ...), >= 50 kg or < 50 kg"),
        ("== 50 kg", "write [50 kg, ...), >= 50 kg or < 50 kg"),
        ("[50, 100) kg", "[50 kg, 100 kg)"),
        ("[50, 100 kg)", "50 kg"),
        ("[50 kg, 100)", "100 kg"),
        ("≥ 65 a", "write >= 65 a"),
        ("≤ 65 a", "write <= 65 a"),
        ("=> 65 a", "write >= 65 a"),
        ("[, 50 kg]", "write (, 50 kg]"),
        ("(50 kg, ]", "write (50 kg, )"),
        ("(,)", "leave the key out"),
        ("[1,000 kg, 2,000 kg)", "without commas"),
        ("[50 kg)", "a unit at each end"),
        ("50-100 kg", "a unit at each end"),
        ("", "a unit at each end"),
        ("[50 kg", "a unit at each end"),
        ("> 65", "each end has its own unit: 65 a"),
        ("> 25 kg and < 60 kg", "both ends stand in one pair of brackets"),
        (">> 5 kg", ""),
        ("> ", ""),
        ("[a kg, b kg)", ""),
        ("between 5 kg and 6 kg", ""),
    ],
)
def test_anything_else_is_refused_with_a_hint(text: str, hint: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_window(text, ("", 0, 0))
    assert caught.value.code == "RX111"
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "[16 a, 130 a)",
        ">= 65 a",
        "< 18 a",
        "< 6 mo",
        "[0 d, 28 d]",
        "> 4 wk",
        "<= 2 wk",
        "[28 d, 2 a)",
        "< 0.5 a",
    ],
)
def test_an_age_without_doubt_is_taken(text: str) -> None:
    assert ambiguous_age(parse_window(text, ("", 0, 0))) is None


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("<= 12 a", "write < 13 a to include that year, or < 12 a to end where it begins"),
        ("[2 a, 12 a]", "write < 13 a to include that year, or < 12 a to end where it begins"),
        ("> 65 a", "write >= 66 a to begin after that year, or >= 65 a to begin with it"),
        ("(65 a, 80 a)", "write >= 66 a to begin after that year, or >= 65 a to begin with it"),
        ("<= 6 mo", "write < 7 mo to include that month, or < 6 mo to end where it begins"),
        (">= 1.3 a", "write whole months or years, or days"),
    ],
)
def test_an_age_that_may_leave_out_a_year_is_refused_with_a_hint(text: str, hint: str) -> None:
    found = ambiguous_age(parse_window(text, ("", 0, 0)))
    assert found is not None
    assert found[1] == hint


@settings(max_examples=500)
@given(st.one_of(st.text(max_size=30), st.text(alphabet="[](),<>= 0123456789.kgamo{}/", max_size=30)))
def test_any_text_is_an_interval_or_refused(text: str) -> None:
    try:
        window = parse_window(text, ("", 0, 0))
    except FormError as error:
        if error.code != "RX111":
            raise
    else:
        assert window.low is not None or window.high is not None
        ambiguous_age(window)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        (">= 3", "3 1", None),
        ("< 2.5", None, "2.5 1"),
        ("[2, 4)", "2 1", "4 1"),
        (">= 50 mg/d", "50 mg/d", None),
        ("(, 90 {MME}/d]", None, "90 {MME}/d"),
    ],
)
def test_a_total_is_a_plain_number_or_an_amount(text: str, low: str | None, high: str | None) -> None:
    total = parse_total(text, ("f", 1, 2))
    assert (str(total.low) if total.low else None, str(total.high) if total.high else None) == (low, high)
    assert (total.text, total.span) == (text, Span("f", 1, 2))


@pytest.mark.parametrize(
    ("text", "hint"), [("3", "write >= 3"), ("50 mg", ">= 50 mg"), (">= x", ""), (">= 3e9", ""), ("[1 2, 3)", "")]
)
def test_what_is_no_total_is_told(text: str, hint: str) -> None:
    with pytest.raises(FormError) as error:
        parse_total(text, ("f", 1, 2))
    assert error.value.code == "RX111"
    assert hint in error.value.hint

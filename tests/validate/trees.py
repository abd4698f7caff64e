"""Trees by hand, for what text is too long a way to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rxrules.diagnostics import Span
from rxrules.language.ast import (
    Amount,
    Bands,
    DoseLimitRule,
    InteractionRule,
    Limits,
    LimitSeverity,
    Manifest,
    Name,
    Row,
    RulesetTree,
    Selector,
    Window,
)
from rxrules.units import parse_quantity
from rxrules.validate import validate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.diagnostics import Diagnostics

MANIFEST = Manifest(id=Name("trees"), version="1.0.0", title="t", language=1, owner="o", licence="CC0-1.0")


def window(text: str) -> Window:
    """``[1 kg, 2 kg)``, ``(, 2 kg]``; the reader of the language knows more forms."""
    found = re.fullmatch(r"([\[(])([^,]*),([^,]*)([\])])", text)
    assert found is not None, text
    opening, low, high, closing = found.groups()
    return Window(
        parse_quantity(low) if low.strip() else None,
        parse_quantity(high) if high.strip() else None,
        opening == "[",
        closing == "]",
        text,
    )


def bands(over: dict[str, str], *rows: dict[str, str], policy: Any = "unique") -> Bands:
    limits = Limits(max=Amount(parse_quantity("1 g")))
    return Bands(
        {name: window(text) for name, text in over.items()},
        tuple(
            Row({name: window(text) for name, text in row.items()}, limits, span=Span("bands.yaml", number))
            for number, row in enumerate(rows, start=1)
        ),
        policy,
    )


def dose(of: Bands | None = None, **fields: Any) -> DoseLimitRule:
    fields = {
        "id": Name("dose"),
        "drug": Selector(Name("paracetamol")),
        "measure": "per_day",
        "severity": LimitSeverity(max="major"),
        "bands": of,
        **fields,
    }
    return DoseLimitRule(**fields)


def pair(a: str, b: str, **fields: Any) -> InteractionRule:
    fields = {"id": Name(f"{a}-{b}"), "severity": "major", **fields}
    return InteractionRule(between=(Selector(Name(a)), Selector(Name(b))), **fields)


def judge(*rules: Any, **parts: Any) -> Diagnostics:
    """Everything that validation says of these rules."""
    return validate(RulesetTree(manifest=MANIFEST, rules=rules, **parts))[1]


def codes(diagnostics: Sequence[Any] | Diagnostics) -> list[str]:
    return [each.code for each in diagnostics]

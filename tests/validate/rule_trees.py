"""Trees by hand, for what text is too long a way to."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from rxrules.language import parse_text
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

    from rxrules.diagnostics import Diagnostic, Diagnostics
    from rxrules.validate import Ruleset

AS_OF = dt.date(2026, 11, 21)
MANIFEST_TEXT = """\
ruleset:
  id: example
  version: 1.0.0
  title: An example
  language: 1
  owner: formulary group
  licence: CC0-1.0
"""
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
            Row({name: window(text) for name, text in row.items()}, limits, at=("bands.yaml", number, 0))
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


def judge_text(text: str, as_of: dt.date | None = AS_OF) -> tuple[Ruleset | None, list[Diagnostic]]:
    """What validation makes of a file of a ruleset; the manifest is added where the text has none."""
    files = {"ruleset.yaml": text}
    if not text.startswith("ruleset:"):
        files = {"ruleset.yaml": MANIFEST_TEXT, "rules.yaml": text}
    tree, read = parse_text(files)
    assert [str(each) for each in read] == []
    assert tree is not None
    ruleset, found = validate(tree, as_of=as_of)
    return ruleset, list(found)


def said(text: str, as_of: dt.date | None = AS_OF) -> list[str]:
    """The diagnostics of a text without the name of the file, in order."""
    return [str(each).partition(":")[2] for each in judge_text(text, as_of)[1]]

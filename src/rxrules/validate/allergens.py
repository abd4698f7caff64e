"""Allergens, and the rules that hold drugs against them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.documents.near import did_you_mean
from rxrules.terminology.conditions import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import Allergen, AllergyRule
    from rxrules.validate.context import Context


def check_allergies(context: Context, diagnostics: Diagnostics) -> None:
    """Report allergies that do not say one thing (RX232), and allergens that are not defined (RX233)."""
    for rule in context.allergies:
        if (rule.drug is None) == (rule.same is None):
            got = "neither drug nor same" if rule.drug is None else "both drug and same"
            diagnostics.error("RX232", f"an allergy says {got}, expected exactly one", rule.span, "write drug, or same: ingredient")
        elif (rule.allergen is None) == (rule.same is None):
            _say_allergen(rule, diagnostics)
        name = rule.allergen
        if name is not None and name.text not in context.allergens:
            hint = did_you_mean(name.text, context.allergens)
            diagnostics.error("RX233", f"no allergen {name.text!r} is defined", name.span, hint)


def _say_allergen(rule: AllergyRule, diagnostics: Diagnostics) -> None:
    if rule.allergen is None:
        message = "an allergy of a drug names no allergen"
        diagnostics.error("RX232", message, rule.span, "add allergen, the id of a definition")
    else:
        message = "an allergy to the drug itself has no allergen"
        diagnostics.error("RX232", message, rule.allergen.span, "leave it out, or write drug in place of same")


def check_allergens(context: Context, diagnostics: Diagnostics) -> None:
    """Warn of allergens that are recognised by the name or the code of another (RX234)."""
    first: dict[str, Allergen] = {}
    for allergen in context.allergens.values():
        for known in _known_by(allergen):
            before = first.setdefault(known, allergen)
            if before is not allergen:
                diagnostics.warning(
                    "RX234",
                    f"{known!r} is recognised as {allergen.id.text!r} and as {before.id.text!r}",
                    allergen.id.span,
                    "keep it in one of them, or make one allergen of both",
                )
                break


def _known_by(allergen: Allergen) -> Iterator[str]:
    names = (allergen.id.text.replace("-", " "), allergen.title, *allergen.names)
    yield from dict.fromkeys(folded for name in names if (folded := fold(name)))
    yield from allergen.snomed

"""Selectors, and conditions as far as their drugs go: that they say one thing, and something that can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from rxrules.language.ast import BurdenRule, DoseLimitRule, DuplicationRule, InteractionRule, OmissionRule, When
from rxrules.validate.walk import participants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import Name, Rule, Selector
    from rxrules.validate.context import Context

_NOTHING = When()
_NARROWED = ("per_dose", "per_day", "per_week", "each_lasts", "duration", "taken")
#: What of the order an allergen can't ask for either.
_OF_THE_ORDER = ("prn", "indication", "phase")


def check_selectors(context: Context, diagnostics: Diagnostics) -> None:
    """Report selectors of not exactly one drug or group (RX215), or with what has no place there (RX228)."""
    for selector in context.selectors:
        if (selector.ingredient is None) == (selector.group is None):
            _not_one(diagnostics, selector, "an ingredient and a group" if selector.group else "no drug")
    for rule in context.duplications:
        if (rule.group is None) == (rule.same is None):
            got = "both group and same" if rule.group else "neither group nor same"
            diagnostics.error(
                "RX215",
                f"a duplication says {got}, expected exactly one",
                rule.span,
                "write group, or same: ingredient",
            )
    for dose in context.dose_limits:
        drug = dose.drug
        if drug.group is not None and drug.ingredient is None:
            diagnostics.error(
                "RX215",
                f"a dose limit is of one ingredient, got the group {drug.group.text!r}",
                drug.group.span,
                "write a rule for each ingredient, or a table of them",
            )
        extra = [name for name in (*_NARROWED, "within") if getattr(drug, name) is not None]
        if drug.route and dose.route:
            extra.append("route (the rule has one of its own)")
        if extra:
            diagnostics.error(
                "RX228",
                f"the drug of a dose limit can't be narrowed by {', '.join(extra)}",
                drug.span,
                "use when",
            )

    for allergen in context.tree.allergens:
        if allergen.drug is not None:
            extra = [name for name in (*_NARROWED, *_OF_THE_ORDER, "within") if getattr(allergen.drug, name) is not None]
            if extra := extra + ["route"] * bool(allergen.drug.route):
                message = f"an allergen stands for drugs however they are taken, and can't be narrowed by {', '.join(extra)}"
                diagnostics.error("RX228", message, allergen.drug.span)
    for selector in _without_washout(context):
        if selector.within is not None:
            message = "only participants of an interaction and partners have a washout: within would not be read here"
            diagnostics.error("RX228", message, selector.within.span, "take it out")


def _without_washout(context: Context) -> Iterator[Selector]:
    for rule in context.tree.rules:
        if not isinstance(rule, InteractionRule | DoseLimitRule):
            yield from participants(rule)


def _not_one(diagnostics: Diagnostics, selector: Selector, got: str) -> None:
    diagnostics.error("RX215", f"a selector names {got}, expected exactly one of ingredient and group", selector.span)


def check_sides_meet(context: Context, diagnostics: Diagnostics) -> None:
    """Report interactions whose sides are the one same ingredient, so that they can never meet (RX216)."""
    for rule in context.interactions:
        first, second = map(context.population, rule.between)
        if first is not None and first == second and len(first) == 1:
            diagnostics.error(
                "RX216",
                f"both sides of {rule.id.text!r} are {next(iter(first))}, which can't interact with itself",
                rule.between[1].span,
                "two orders of one ingredient are a duplication",
            )


def check_participants(context: Context, diagnostics: Diagnostics) -> None:
    """Report ``of`` that names no participant (RX217) or does nothing (RX218); conditions that ask for nothing (RX219)."""
    for rule, when in context.whens:
        if when == _NOTHING:
            diagnostics.error("RX219", "a condition that asks for nothing", when.span, "take it out, or say what must hold")
        if when.of is None:
            continue
        names = _participants(rule)
        whole = [name for name in names if name.text == when.of.text or context.named(name) == context.named(when.of)]
        named = len(whole or _holding(context, names, when.of))
        known = " or ".join(repr(name.text) for name in names) or f"none, because {_why_none(rule)}"
        if named == 0:
            drugs = ", or drugs that one of them holds" if names else ""
            diagnostics.error(
                "RX217",
                f"{when.of.text!r} is no participant of {rule.id.text!r}; expected {known}{drugs}",
                when.of.span,
            )
        elif named > 1:
            diagnostics.error(
                "RX217",
                f"{when.of.text!r} is {'both participants' if whole else 'of both participants'} of {rule.id.text!r}",
                when.of.span,
                "leave it out: without it the condition holds of either",
            )
        elif whole and evolve(when, of=None) == _NOTHING:
            diagnostics.error(
                "RX219", "a condition that asks for nothing", when.of.span, "say what must hold of it, or take it out"
            )
        elif whole and not speaks_of_an_order(when):
            diagnostics.warning(
                "RX218",
                "of has no effect here, because nothing beside it speaks of an order",
                when.of.span,
                "it belongs beside per_dose, per_day, per_week, each_lasts, duration, taken, route, prn, indication or phase",
            )


def _holding(context: Context, names: list[Name], of: Name) -> list[Name]:
    """The participants among whose drugs are all that a name means."""
    part = context.named(of)
    return [name for name in names if part and part <= context.named(name)]


def _participants(rule: Rule) -> list[Name]:
    if isinstance(rule, DuplicationRule):
        return [rule.group] if rule.group is not None else []
    if isinstance(rule, BurdenRule):
        return []
    return [name for side in participants(rule) if (name := side.ingredient or side.group) is not None]


def _why_none(rule: Rule) -> str:
    if isinstance(rule, BurdenRule):
        return "its drugs count together"
    return "it is about the patient alone" if isinstance(rule, OmissionRule) else "it compares each ingredient with itself"


def speaks_of_an_order(when: When) -> bool:
    """Whether a condition asks something of an order, itself and not in conditions inside it."""
    return bool(
        when.per_dose
        or when.per_day
        or when.per_week
        or when.each_lasts
        or when.duration
        or when.taken
        or when.route
        or when.prn is not None
        or when.indication
        or when.phase
        or when.before
        or when.after
    )

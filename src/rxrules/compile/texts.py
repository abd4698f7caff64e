"""What a rule says to people, with its sources written out and the manifest's owner and days where it has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.plan import RuleText

if TYPE_CHECKING:
    from rxrules.language.ast import Rule, SourceRef
    from rxrules.validate.ruleset import Ruleset


def text_of(rule: Rule, ruleset: Ruleset) -> RuleText:
    """The text of a rule, complete in itself."""
    manifest = ruleset.manifest
    return RuleText(
        rule.title,
        rule.effect,
        rule.mechanism,
        rule.action,
        rule.advice.prescriber,
        rule.advice.pharmacist,
        rule.advice.nurse,
        rule.advice.patient,
        rule.evidence.level,
        tuple(_source(reference, ruleset) for reference in rule.evidence.sources),
        rule.owner or manifest.owner,
        _day(rule.reviewed or manifest.reviewed),
        _day(rule.review_by or manifest.review_by),
    )


def _source(reference: SourceRef, ruleset: Ruleset) -> tuple[str, str, str, str]:
    if reference.source is None:
        return reference.title, reference.section, reference.url, _day(reference.accessed)
    source = ruleset.sources[reference.source.text]
    printed = ", ".join(str(one) for one in (source.publisher, source.year) if one)
    title = f"{source.title} ({printed})" if printed else source.title
    return title, reference.section, reference.url or source.url, _day(reference.accessed or source.accessed)


def _day(day: object) -> str:
    return "" if day is None else str(day)

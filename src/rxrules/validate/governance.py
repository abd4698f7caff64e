"""Governance: who answers for a rule, from which source, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from rxrules.diagnostics import Diagnostics, Span
    from rxrules.language.ast import Evidence, Rule, Source
    from rxrules.validate.context import Context


def check_accountability(context: Context, diagnostics: Diagnostics) -> None:
    """Report rules without a source to look up (RX501), an owner (RX502) or the day of their review (RX503).

    An active rule must have them; one in review is warned of; drafts and retired rules, which don't run, may
    lack them.
    """
    owned = bool(context.tree.manifest.owner.strip())
    sourced: dict[int, bool] = {}
    for rule in context.tree.rules:
        if rule.status not in ("active", "review"):
            continue
        # Rows of a table share their evidence, so it is judged once; the tree keeps it alive, and its id its
        # own.
        known = sourced.get(id(rule.evidence))
        if known is None:
            known = sourced[id(rule.evidence)] = _has_source(rule.evidence)
        if known and rule.reviewed is not None and (owned or rule.owner.strip()):
            continue
        report = diagnostics.error if rule.status == "active" else diagnostics.warning
        name = f"the {rule.status} rule {rule.id.text!r}"
        if not known:
            report(
                "RX501",
                f"{name} names no source with a section",
                rule.id.span,
                "add evidence.sources with a title (or a source id) and the section",
            )
        if not owned and not rule.owner.strip():
            report("RX502", f"{name} has no owner, and neither has the manifest", rule.id.span, "add owner")
        if rule.reviewed is None:
            report("RX503", f"{name} does not say when it was reviewed", rule.id.span, "add reviewed: YYYY-MM-DD")


def _has_source(evidence: Evidence) -> bool:
    return any(
        (reference.source is not None or reference.title.strip()) and reference.section.strip() for reference in evidence.sources
    )


def check_dates(context: Context, diagnostics: Diagnostics) -> None:
    """Report overdue reviews (RX504, RX505), days to come (RX506), reviews due before they are made (RX507).

    What is overdue is an error for active rules and a warning for those in review; it needs a day as of which
    it is judged, and without one only RX507 can be found.
    """
    as_of = context.as_of
    manifest = context.tree.manifest
    _check_order(manifest.reviewed, manifest.review_by, "the manifest", manifest.span, diagnostics)
    for rule in context.tree.rules:
        if rule.review_by is not None:
            _check_order(rule.reviewed, rule.review_by, f"the rule {rule.id.text!r}", rule.id.span, diagnostics)
    if as_of is None:
        return
    _check_to_come(as_of, manifest.reviewed, "the manifest is reviewed", manifest.span, diagnostics)
    running = [rule for rule in context.tree.rules if rule.status in ("active", "review")]
    if manifest.review_by is not None and manifest.review_by < as_of and running:
        gravest = "active" if any(rule.status == "active" for rule in running) else "review"
        _overdue(
            "RX504",
            gravest,
            f"the review of the manifest was due by {manifest.review_by}",
            manifest.span,
            diagnostics,
        )
    for source in context.tree.sources:
        _check_to_come(as_of, source.accessed, f"the source {source.id.text!r} is accessed", source.span, diagnostics)
    accessed_checked: set[int] = set()
    for rule in running:
        in_order = rule.reviewed is None or rule.review_by is None or rule.reviewed < rule.review_by
        if rule.review_by is not None and rule.review_by < as_of and in_order:
            text = f"the review of {rule.id.text!r} was due by {rule.review_by}"
            _overdue("RX504", rule.status, text, rule.id.span, diagnostics)
        _check_to_come(as_of, rule.reviewed, f"the rule {rule.id.text!r} is reviewed", rule.id.span, diagnostics)
        if id(rule.evidence) not in accessed_checked:
            accessed_checked.add(id(rule.evidence))
            for reference in rule.evidence.sources:
                _check_to_come(as_of, reference.accessed, "a source is accessed", reference.span, diagnostics)
    _check_sources(context, as_of, running, diagnostics)


def _check_sources(context: Context, as_of: dt.date, running: list[Rule], diagnostics: Diagnostics) -> None:
    expired = {s.id.text: s for s in context.sources.values() if s.review_by is not None and s.review_by < as_of}
    if not expired:
        return
    users: dict[str, Rule] = {}
    for rule in running:
        for reference in rule.evidence.sources:
            if reference.source is not None and reference.source.text in expired:
                before = users.setdefault(reference.source.text, rule)
                if before.status != "active" and rule.status == "active":
                    users[reference.source.text] = rule
    for name, rule in users.items():
        source: Source = expired[name]
        text = f"the source {name!r}, which {rule.id.text!r} rests on, was to be reviewed by {source.review_by}"
        _overdue("RX505", rule.status, text, source.id.span, diagnostics)


def _overdue(code: str, status: str, text: str, span: Span, diagnostics: Diagnostics) -> None:
    report = diagnostics.error if status == "active" else diagnostics.warning
    report(code, text, span, "review it, and move review_by")


def _check_order(reviewed: dt.date | None, review_by: dt.date | None, what: str, span: Span, diagnostics: Diagnostics) -> None:
    if reviewed is not None and review_by is not None and review_by <= reviewed:
        diagnostics.error(
            "RX507",
            f"{what} is due for review by {review_by}, not after {reviewed}, when it was reviewed",
            span,
        )


def _check_to_come(as_of: dt.date, date: dt.date | None, what: str, span: Span, diagnostics: Diagnostics) -> None:
    if date is not None and date > as_of:
        diagnostics.error("RX506", f"{what} on {date}, which is after {as_of}", span)

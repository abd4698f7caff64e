"""Names that refer to something defined elsewhere: groups, conditions, sources, routes, observations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.chart.estimates import ESTIMATES
from rxrules.documents.near import did_you_mean
from rxrules.terminology.observations import OBSERVATIONS, observation
from rxrules.terminology.routes import ROUTE_CLASSES, ROUTES, expand_route, route
from rxrules.validate.variables import BODY_VARIABLES
from rxrules.validate.walk import source_refs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import Name, SourceRef
    from rxrules.validate.context import Context


def check_groups_known(context: Context, diagnostics: Diagnostics) -> None:
    """Report groups that are not defined (RX203)."""
    for name in _groups(context):
        if name.text not in context.groups:
            diagnostics.error(
                "RX203",
                f"no group {name.text!r} is defined",
                name.span,
                did_you_mean(name.text, context.groups),
            )


def _groups(context: Context) -> Iterator[Name]:
    for group in context.tree.groups:
        yield from group.include
    for selector in context.selectors:
        if selector.group is not None:
            yield selector.group
    for rule in context.duplications:
        if rule.group is not None:
            yield rule.group


def check_conditions_known(context: Context, diagnostics: Diagnostics) -> None:
    """Report conditions that are not defined (RX207)."""
    for name in _conditions(context):
        if name.text not in context.conditions:
            diagnostics.error(
                "RX207",
                f"no condition {name.text!r} is defined",
                name.span,
                did_you_mean(name.text, context.conditions),
            )


def _conditions(context: Context) -> Iterator[Name]:
    for _, when in context.whens:
        found = (when.condition, when.history, when.preference, when.goal, when.indication)
        yield from (name for name in found if name is not None)
    yield from (selector.indication for selector in context.selectors if selector.indication is not None)


def check_sources_known(context: Context, diagnostics: Diagnostics) -> None:
    """Report sources that are cited by an id that is not defined (RX208)."""
    for reference in _cited(context):
        name = reference.source
        if name is not None and name.text not in context.sources:
            diagnostics.error(
                "RX208",
                f"no source {name.text!r} is defined",
                name.span,
                did_you_mean(name.text, context.sources),
            )


def _cited(context: Context) -> Iterator[SourceRef]:
    for group in context.tree.groups:
        if group.source is not None:
            yield group.source
    seen: set[int] = set()
    for rule in context.tree.rules:
        # Rows of a table share what their defaults say; it is reported once.
        if rule.modifiers or id(rule.evidence) not in seen:
            seen.add(id(rule.evidence))
            yield from source_refs(rule)


def check_routes_known(context: Context, diagnostics: Diagnostics) -> None:
    """Report routes that are neither a route nor a class of routes (RX209)."""
    for name in _routes(context):
        if expand_route(name.text) is None:
            meant = route(name.text)
            hint = f"write {meant}" if meant else did_you_mean(name.text, (*ROUTES, *ROUTE_CLASSES))
            diagnostics.error("RX209", f"no route or class of routes is called {name.text!r}", name.span, hint)


def _routes(context: Context) -> Iterator[Name]:
    for selector in context.selectors:
        yield from selector.route
    for duplication in context.duplications:
        yield from duplication.route
    for dose in context.dose_limits:
        yield from dose.route
    for _, when in context.whens:
        yield from when.route


def check_observations_known(context: Context, diagnostics: Diagnostics) -> None:
    """Report observations that are not in the table (RX210), as a test or as a variable of bands; and estimates (RX243)."""
    known = [name for each in OBSERVATIONS.values() for name in (each.name, *each.synonyms)]
    asked = [when.observation.code for _, when in context.whens if when.observation is not None]
    for name in (*asked, *(name for rule in context.monitorings for name in rule.test)):
        if observation(name.text) is None:
            is_estimate = name.text in ESTIMATES
            hint = f"{name.text} is an estimate: write estimate" if is_estimate else did_you_mean(name.text, known)
            diagnostics.error("RX210", f"no observation is called {name.text!r}", name.span, hint)
    for _, when in context.whens:
        if when.estimate is not None and when.estimate.code.text not in ESTIMATES:
            name = when.estimate.code
            result = observation(name.text)
            hint = f"{result} is a result: write observation" if result else did_you_mean(name.text, ESTIMATES)
            diagnostics.error("RX243", f"no estimate is called {name.text!r}", name.span, hint)
    for rule in context.dose_limits:
        for windows in (rule.bands.over, *(row.windows for row in rule.bands.rows)) if rule.bands else ():
            for variable, window in windows.items():
                if variable not in BODY_VARIABLES and variable not in ESTIMATES and observation(variable) is None:
                    hint = did_you_mean(variable, [*BODY_VARIABLES, *ESTIMATES, *known])
                    diagnostics.error("RX210", f"no variable or observation is called {variable!r}", window.span, hint)

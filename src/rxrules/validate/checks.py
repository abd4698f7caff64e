"""Validation: every check in its order, and the ruleset that has passed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from rxrules.diagnostics import Diagnostics
from rxrules.terminology import Terminology
from rxrules.validate.allergens import check_allergens, check_allergies
from rxrules.validate.bands import check_bands
from rxrules.validate.burdens import check_burdens
from rxrules.validate.context import Context
from rxrules.validate.contradictions import check_contradictions
from rxrules.validate.crossings import check_crossings
from rxrules.validate.definitions import check_condition_definitions, check_drugs, check_duplications
from rxrules.validate.governance import check_accountability, check_dates
from rxrules.validate.groups import check_groups
from rxrules.validate.identifiers import check_ids
from rxrules.validate.ingredients import check_ingredients
from rxrules.validate.limits import check_limits
from rxrules.validate.magnitudes import check_magnitudes
from rxrules.validate.manifest import check_manifest
from rxrules.validate.modifiers import check_lowering, check_modifiers
from rxrules.validate.pairs import check_pairs
from rxrules.validate.patient_checks import check_contraindications, check_monitoring, check_omissions, check_orders_spoken_of
from rxrules.validate.quantities import check_kinds
from rxrules.validate.references import (
    check_conditions_known,
    check_groups_known,
    check_observations_known,
    check_routes_known,
    check_sources_known,
)
from rxrules.validate.results import check_results
from rxrules.validate.ruleset import Ruleset
from rxrules.validate.selectors import check_participants, check_selectors, check_sides_meet
from rxrules.validate.windows import check_windows
from rxrules.validate.wording import check_wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from rxrules.language.ast import RulesetTree

Check: TypeAlias = "Callable[[Context, Diagnostics], None]"

#: Every check. Each reports on its own and none relies on another having passed.
CHECKS: tuple[Check, ...] = (
    check_manifest,
    check_ids,
    check_ingredients,
    check_groups_known,
    check_conditions_known,
    check_sources_known,
    check_routes_known,
    check_observations_known,
    check_groups,
    check_drugs,
    check_condition_definitions,
    check_duplications,
    check_allergens,
    check_allergies,
    check_contraindications,
    check_monitoring,
    check_omissions,
    check_orders_spoken_of,
    check_burdens,
    check_selectors,
    check_sides_meet,
    check_participants,
    check_pairs,
    check_modifiers,
    check_lowering,
    check_contradictions,
    check_kinds,
    check_windows,
    check_limits,
    check_crossings,
    check_magnitudes,
    check_results,
    check_bands,
    check_accountability,
    check_dates,
    check_wording,
)


def validate(
    tree: RulesetTree, *, terminology: Terminology | None = None, as_of: dt.date | None = None
) -> tuple[Ruleset | None, Diagnostics]:
    """Check everything that the tree of a ruleset says.

    Args:
        tree: as `rxrules.language.parse` gives it.
        terminology: what drug names mean; by default the shipped terminology.
        as_of: the day as of which reviews are overdue and dates lie in the future; without one neither is
            judged, because the library has no clock.

    Returns:
        The ruleset, or None where anything found is an error; and everything that was found.
    """
    context = Context.of(tree, terminology or Terminology.default(), as_of)
    diagnostics = Diagnostics()
    for check in CHECKS:
        check(context, diagnostics)
    if diagnostics.has_errors:
        return None, diagnostics
    ruleset = Ruleset(
        manifest=tree.manifest,
        rules=tree.rules,
        groups={name: tuple(sorted(members)) for name, members in context.populations.members.items()},
        ingredients=context.ingredients,
        sources=context.sources,
        conditions=context.conditions,
        terminology=context.terminology,
        digest=tree.digest,
        drugs=tree.drugs,
        allergens=context.allergens,
        warnings=tuple(diagnostics),
    )
    return ruleset, diagnostics

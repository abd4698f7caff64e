"""Each kind of rule of the language, lowered to what the Plan holds of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rxrules.compile.kinds.allergy import lower_allergy
from rxrules.compile.kinds.burden import lower_burden
from rxrules.compile.kinds.contraindication import lower_contraindication
from rxrules.compile.kinds.dose_limit import lower_dose_limit
from rxrules.compile.kinds.duplication import lower_duplication
from rxrules.compile.kinds.interaction import lower_interaction
from rxrules.compile.kinds.monitoring import lower_monitoring
from rxrules.compile.kinds.omission import lower_omission
from rxrules.language import ast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rxrules.compile.kinds.base import Lowered, Surroundings

# Each takes the class of rule that it stands for.
_LOWERINGS: Final[Mapping[type[ast.Rule], Callable[[Any, Surroundings], Lowered]]] = {
    ast.InteractionRule: lower_interaction,
    ast.DuplicationRule: lower_duplication,
    ast.DoseLimitRule: lower_dose_limit,
    ast.ContraindicationRule: lower_contraindication,
    ast.AllergyRule: lower_allergy,
    ast.MonitoringRule: lower_monitoring,
    ast.OmissionRule: lower_omission,
    ast.BurdenRule: lower_burden,
}


def lower_rule(rule: ast.Rule, around: Surroundings) -> Lowered:
    """What becomes of a rule, by its kind."""
    return _LOWERINGS[type(rule)](rule, around)

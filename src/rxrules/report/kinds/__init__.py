"""The kinds of rule, each with its part of the report in a module of its own.

A new kind is a module here and a line in `KINDS`; nothing else in the report tells kinds apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.report.kinds.allergy import AllergyReport
from rxrules.report.kinds.base import KindReport
from rxrules.report.kinds.burden import BurdenReport
from rxrules.report.kinds.contraindication import ContraindicationReport
from rxrules.report.kinds.dose_limit import DoseLimitReport
from rxrules.report.kinds.duplication import DuplicationReport
from rxrules.report.kinds.interaction import InteractionReport
from rxrules.report.kinds.monitoring import MonitoringReport
from rxrules.report.kinds.omission import OmissionReport

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["KINDS", "KindReport"]

#: By the kind of a rule, in the order in which what is known of a drug is told.
KINDS: Mapping[str, KindReport[Any]] = {
    "interaction": InteractionReport(),
    "duplication": DuplicationReport(),
    "dose_limit": DoseLimitReport(),
    "contraindication": ContraindicationReport(),
    "allergy": AllergyReport(),
    "monitoring": MonitoringReport(),
    "omission": OmissionReport(),
    "burden": BurdenReport(),
}

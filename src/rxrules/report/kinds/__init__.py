"""The kinds of rule, each with its part of the report in a module of its own.

A new kind is a module here and a line in `KINDS`; nothing else in the report tells kinds apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.report.kinds.base import KindReport
from rxrules.report.kinds.dose_limit import DoseLimitReport
from rxrules.report.kinds.duplication import DuplicationReport
from rxrules.report.kinds.interaction import InteractionReport

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["KINDS", "KindReport"]

#: By the kind of a rule, in the order in which what is known of a drug is told.
KINDS: Mapping[str, KindReport[Any]] = {
    "interaction": InteractionReport(),
    "duplication": DuplicationReport(),
    "dose_limit": DoseLimitReport(),
}

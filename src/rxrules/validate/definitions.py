"""What a ruleset defines beside its groups: local drugs, conditions and their codes; and what it allows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import DuplicationRule
    from rxrules.validate.context import Context

# A chapter letter, two characters of which the first is a digit, and up to four below (ICD-10, ICD-10-CM,
# ICD-10-GM).
_ICD10 = re.compile(r"[A-Z][0-9][0-9A-Z](?:\.?[0-9A-Z]{1,4})?")
_SNOMED = re.compile(r"[1-9][0-9]{5,17}")

# The dihedral group and the permutation of Verhoeff's check digit, as SNOMED CT prescribes it for its
# identifiers.
_VERHOEFF = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTED = (
    "0123456789", "1576283094", "5803796142", "8916043527",
    "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def check_drugs(context: Context, diagnostics: Diagnostics) -> None:
    """Report local drugs that can't be added to the terminology (RX225)."""
    for drug, problem in context.wrong_drugs:
        # An ingredient that is not known is reported where it stands.
        if all(name.text in context.ingredients for name in drug.ingredients):
            reason = problem.partition("): ")[2]
            diagnostics.error("RX225", f"the drug {drug.name.text!r} can't be added: {reason}", drug.name.span)


def check_condition_definitions(context: Context, diagnostics: Diagnostics) -> None:
    """Report conditions and allergens that nothing is recognised by (RX226), and codes that can't be (RX227)."""
    for condition in context.tree.conditions:
        if not (condition.names or condition.icd10 or condition.snomed):
            diagnostics.error(
                "RX226",
                f"nothing says how {condition.id.text!r} is recognised in a patient",
                condition.id.span,
                "give it names, icd10 or snomed codes",
            )
        for code in condition.icd10:
            if not _ICD10.fullmatch(code):
                diagnostics.error(
                    "RX227",
                    f"{code!r} has not the form of an ICD-10 code",
                    condition.span,
                    "such as I50 or K25.4",
                )
        for code in condition.snomed:
            if not is_snomed(code):
                diagnostics.error(
                    "RX227",
                    f"{code!r} is no SNOMED CT identifier: its form or check digit is wrong",
                    condition.span,
                    "look it up again",
                )
    for allergen in context.tree.allergens:
        if not (allergen.names or allergen.snomed or allergen.drug):
            message = f"nothing says how {allergen.id.text!r} is recognised in a patient"
            diagnostics.error("RX226", message, allergen.id.span, "give it names, snomed codes, or the drugs that it stands for")
        for code in allergen.snomed:
            if not is_snomed(code):
                message = f"{code!r} is no SNOMED CT identifier: its form or check digit is wrong"
                diagnostics.error("RX227", message, allergen.span, "look it up again")


def is_snomed(code: str) -> bool:
    """Whether a text can be a SNOMED CT identifier: 6 to 18 digits, the last of them Verhoeff's check digit.

    Source: SNOMED CT Release File Specifications, 2.6 and 2.8 (SNOMED International).

    >>> is_snomed("84114007"), is_snomed("84114008")
    (True, False)
    """
    if not _SNOMED.fullmatch(code):
        return False
    check = "0"
    for place, digit in enumerate(reversed(code)):
        check = _VERHOEFF[int(check)][int(_PERMUTED[place % 8][int(digit)])]
    return check == "0"


def check_duplications(context: Context, diagnostics: Diagnostics) -> None:
    """Report duplications whose ``allow`` can never be exceeded, or allows nothing at all (RX229), and idle exceptions (RX214)."""
    for rule in context.duplications:
        _check_exceptions(context, rule, diagnostics)
        if rule.allow < 1:
            diagnostics.error("RX229", f"allow must be 1 or more, got {rule.allow}", rule.span)
        elif rule.count == "ingredients" and rule.group is not None:
            members = set(context.populations.members.get(rule.group.text, ()))
            left = len(members.difference(*(context.named(name) for name in rule.except_)))
            if members and rule.allow >= left:
                diagnostics.error(
                    "RX229",
                    f"{rule.id.text!r} allows {rule.allow} of {left} ingredients and so can't ever fire",
                    rule.span,
                    "allow fewer, or count: orders",
                )


def _check_exceptions(context: Context, rule: DuplicationRule, diagnostics: Diagnostics) -> None:
    members = frozenset() if rule.group is None else context.populations.members.get(rule.group.text, frozenset())
    for name in rule.except_:
        excepted = context.named(name)
        # a group or a name that is wrong is reported where it stands
        if members and excepted and not excepted & members:
            message = f"{name.text!r} is excepted from {rule.id.text!r}, whose group does not contain it"
            diagnostics.warning("RX214", message, name.span)

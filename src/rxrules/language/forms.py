"""How the words of a ruleset are read into the tree: what each type of field is written as."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rxrules.documents import codes
from rxrules.documents.scalars import FormError, describe
from rxrules.documents.structure import Structurer
from rxrules.errors import UnitError
from rxrules.language import ast
from rxrules.language.codes import AMBIGUOUS_AGE
from rxrules.language.window import ambiguous_age, parse_total, parse_window
from rxrules.units import Quantity, parse_quantity

if TYPE_CHECKING:
    from rxrules.diagnostics import Diagnostics
    from rxrules.documents.nodes import Scalar

#: The classes of rules by the value of ``kind``.
KINDS: Final[dict[str, type[ast.Rule]]] = {
    "interaction": ast.InteractionRule,
    "duplication": ast.DuplicationRule,
    "dose_limit": ast.DoseLimitRule,
    "contraindication": ast.ContraindicationRule,
    "allergy": ast.AllergyRule,
    "monitoring": ast.MonitoringRule,
    "omission": ast.OmissionRule,
    "burden": ast.BurdenRule,
}


_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,9})?")


def ruleset_structurer(found: Diagnostics) -> Structurer:
    """A structurer that knows the types of the ruleset language, and remembers quantities that it read.

    Args:
        found: where mistakes are told.
    """
    quantities: dict[str, Quantity] = {}

    def read_amount(node: Scalar, at: ast.Place) -> ast.Amount:
        quantity = quantities.get(node)
        if quantity is None:
            try:
                quantity = quantities[str(node)] = parse_quantity(node)
            except UnitError as error:
                raise FormError(codes.NO_QUANTITY, str(error)) from None
        return ast.Amount(quantity, at)

    return Structurer(
        found,
        {float: _read_number},
        placed={ast.Name: _read_name, ast.Window: parse_window, ast.Total: parse_total, ast.Amount: read_amount},
        unions={ast.Rule: ("kind", KINDS)},
        checks={
            (ast.When, "age"): _check_age,
            (ast.Bands, "over"): _check_ages,
            (ast.Row, "windows"): _check_ages,
        },
    )


def _read_name(node: Scalar, at: ast.Place) -> ast.Name:
    if text := node.strip():
        return ast.Name(text, at)
    raise FormError(codes.WRONG_SHAPE, f"expected a name, got {describe(node)}")


def _read_number(node: Scalar) -> float:
    if not node.quoted and _NUMBER.fullmatch(node):
        return float(node)
    raise FormError(codes.NO_NUMBER, f"expected a number such as 1 or 0.15, got {describe(node)}")


def _check_age(window: ast.Window) -> None:
    if found := ambiguous_age(window):
        raise FormError(AMBIGUOUS_AGE, *found, window.span)


def _check_ages(windows: dict[str, ast.Window]) -> None:
    if "age" in windows:
        _check_age(windows["age"])

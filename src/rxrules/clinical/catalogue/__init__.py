"""Every formula, by id and by name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from rxrules.clinical.catalogue import body_size, doses, organs
from rxrules.clinical.definition import Formula
from rxrules.documents.near import did_you_mean
from rxrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Every formula, by its id (``cockcroft-gault-1976``), in the order of the documentation.
FORMULAS: Final[Mapping[str, Formula]] = MappingProxyType(
    {one.id: one for module in (body_size, organs, doses) for one in vars(module).values() if isinstance(one, Formula)}
)


def formula(name: str) -> Formula:
    """The formula of an id, or the newest of a name without a year.

    Args:
        name: ``cockcroft-gault-1976``, or ``cockcroft-gault``; underscores, blanks and capitals don't matter.

    Raises:
        InputError: there is none; with names that look alike.

    >>> formula("cockcroft-gault").id
    'cockcroft-gault-1976'
    """
    wanted = name.strip().casefold().replace("_", "-").replace(" ", "-")
    if wanted in FORMULAS:
        return FORMULAS[wanted]
    versions = [one for one in FORMULAS.values() if one.name == wanted]
    if versions:
        return max(versions, key=lambda one: one.version)
    near = did_you_mean(wanted, {known for one in FORMULAS.values() for known in (one.id, one.name)})
    raise InputError(f"there is no formula {name!r}{near and '; '}{near}")

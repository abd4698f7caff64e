"""From text to unit: the table for what is common, aliases, then the bridge to pint for what is rare."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rxrules.errors import UnitError
from rxrules.units.aliases import WORDS, indexed, letters, respell
from rxrules.units.grammar import NotUcum, read_code
from rxrules.units.table import ATOMS, PHYSICS, RARE, Atom

if TYPE_CHECKING:
    from rxrules.units.kinds import Unit

_LONGEST: Final = 80
_SHORT: Final = 3


def parse_unit(text: str, *, dose: bool = False) -> Unit:
    """Read a unit, in UCUM or as people write it.

    Args:
        text: ``mg/kg/d``, ``mcg``, ``tablets``, ``mL/min/1.73 m²``.
        dose: whether the text stands in a dose, where ``U`` and ``units`` are international units. Elsewhere
            ``U`` is UCUM's enzyme unit, and ``units/L`` is refused because both are written so.

    Returns:
        The unit under its UCUM code. A valid code that the table lacks is read with ucumvert and pint, if its
        dimension says without doubt what it is.

    Raises:
        UnitError: the text is no unit that is known, or has more than one reading.

    >>> parse_unit("mcg/kg/min").code
    'ug/kg/min'
    >>> str(parse_unit("mg/kg/d").kind)
    'mass/body_weight/time'
    """
    if not isinstance(text, str):
        raise UnitError(f"got {text!r} as a unit; expected a text")
    found = _read(text, dose)
    if isinstance(found, str):
        raise UnitError(found)
    if len(found.code) > _LONGEST:  # what is written must be readable again
        raise UnitError(f"got unit {text!r}: its code would have {len(found.code)} characters; expected at most {_LONGEST}")
    return found


@lru_cache(maxsize=8192)
def _read(text: str, dose: bool) -> Unit | str:  # noqa: FBT001 - the key of a cache
    """The unit, or what is wrong with its text: refusals are kept too, as records repeat them."""
    plain = text.strip()
    if len(plain) > _LONGEST:
        return f"got a unit of {len(plain)} characters; expected at most {_LONGEST}"
    problem: UnitError
    try:
        # SAFETY: before anything reads 1.73m2 as 1 times 73 m2, a silent factor of 73.
        return read_code(indexed(plain) if "73" in plain else plain, dose=dose)
    except NotUcum as error:
        problem = error
    except UnitError as error:
        return str(error)
    try:
        return read_code(respell(letters(plain), dose=dose), dose=dose, lookup=rare)
    except NotUcum:
        return f"{problem}{_suggestion(plain)}"
    except UnitError as error:
        return str(error)


def rare(symbol: str) -> Atom | None:
    """Read a rare UCUM symbol through pint, or None where it is none of those."""
    if symbol not in RARE:
        return None
    # Only now: pint and its registries take most of a second to load.
    from rxrules.units.ucum import rare_atom  # noqa: PLC0415

    return rare_atom(symbol)


def _suggestion(text: str) -> str:
    known = {**{code.casefold(): code for code in ATOMS}, **WORDS}
    part = next((part for part in letters(text).split("/") if part not in ATOMS and part not in WORDS), text)
    if part in PHYSICS or part[1:] in PHYSICS:
        return "; it may be a unit of physics, which no clinical quantity has"
    if part.startswith("{"):
        return "; expected an annotation of the table, such as {tablet} or {1.73_m2}"
    near = [part.casefold()] if part.casefold() in known else []
    if not near and len(part) > _SHORT:
        from difflib import get_close_matches  # noqa: PLC0415 - only where a unit was refused

        near = get_close_matches(part.casefold(), known, n=1, cutoff=0.7)
    return f"; did you mean {known[near[0]]}?" if near else "; expected a UCUM code such as mg, mg/kg/d or {tablet}"

"""The bridge to pint: one registry of our own, and ucumvert's reading of symbols that the table lacks.

ucumvert reads UCUM strictly, but loses annotations and takes [iU], % and counts for plain numbers; so it is
asked for single symbols only, and what they mean in a composite is decided in
[`grammar`][rxrules.units.grammar].
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from rxrules.errors import UnitError
from rxrules.units.numerals import exact_ratio
from rxrules.units.table import ARBITRARY, ATOMS, FORMS, Atom

#: The kind that a dimension says without doubt, and the pint unit of its canonical values.
_BY_DIMENSION: Final = {
    frozenset({("[mass]", 1)}): ("mass", "milligram"),
    frozenset({("[length]", 1)}): ("length", "centimeter"),
    frozenset({("[length]", 2)}): ("area", "meter ** 2"),
    frozenset({("[length]", 3)}): ("volume", "milliliter"),
    frozenset({("[mass]", 1), ("[length]", -1), ("[time]", -2)}): ("pressure", "pascal"),
    frozenset({("[mass]", 1), ("[length]", 2), ("[time]", -2)}): ("energy", "joule"),
}

#: What pint calls those of our units that it lacks, each with a dimension of its own so that none converts.
OWN_UNITS: Final = {
    "[iU]": "rx_international_unit",
    "U": "rx_enzyme_unit",
    "eq": "rx_equivalent",
    "osm": "rx_osmole",
    "{MME}": "rx_morphine_milligram_equivalent",
    "{1.73_m2}": "rx_standard_surface",
    "mo": "rx_calendar_month",
    **{f"{{{form}}}": f"rx_{form}" for form in FORMS},
    **{code: "rx_arbitrary_" + "".join(c if c.isalnum() else "_" for c in code) for code in ARBITRARY},
}


@lru_cache(maxsize=1)
def registry() -> Any:
    """The pint registry of rxrules: UCUM's units, and a dimension for each kind that pint has none for."""
    # They take most of a second to load.
    from ucumvert import PintUcumRegistry  # type: ignore[import-untyped]  # noqa: PLC0415

    own = PintUcumRegistry()
    for name in OWN_UNITS.values():
        own.define(f"{name} = [{name}]")
    own.define(f"rx_calendar_year = 12 * {OWN_UNITS['mo']}")
    return own


@lru_cache(maxsize=1)
def _reader() -> tuple[Any, Any]:
    from ucumvert import UcumToPintTransformer, get_ucum_parser  # noqa: PLC0415

    # The transformer gets our registry: PintUcumRegistry.from_ucum answers in pint's global one, and they
    # don't mix.
    return get_ucum_parser(), UcumToPintTransformer(ureg=registry())


def pint_of_ucum(code: str) -> Any:
    """What ucumvert and pint make of a UCUM code, in our registry; annotations are lost and kinds unknown.

    Raises:
        UnitError: it is no valid code.
    """
    parser, transformer = _reader()
    try:
        return transformer.transform(parser.parse(code))
    except Exception as error:
        # ucumvert raises lark's errors, pint's and bare ones; to who reads a unit they are one.
        raise UnitError(f"got unit {code!r}: it is no UCUM code that pint can read") from error


@lru_cache(maxsize=512)
def rare_atom(symbol: str) -> Atom:
    """Read a rare UCUM symbol; its dimension must say without doubt what it measures.

    Raises:
        UnitError: it is not valid, or its dimension has no clinical kind.
    """
    quantity = pint_of_ucum(symbol)
    dimension = frozenset(quantity.dimensionality.items())
    if dimension not in _BY_DIMENSION:
        raise UnitError(f"got unit {symbol!r}: its dimension ({quantity.dimensionality}) is no clinical kind of quantity")
    base, pint_unit = _BY_DIMENSION[dimension]
    factor = quantity.to(pint_unit).magnitude
    # Pressure and energy go over the SI unit, because pint's mmHg and calorie are not exactly UCUM's.
    through = {"pressure": ATOMS["Pa"], "energy": ATOMS["J"]}.get(base)
    # Twelve digits: what pint adds beyond them is the noise of its arithmetic.
    ratio = exact_ratio(float(f"{factor:.12g}"))
    if through is not None:
        ratio = (ratio[0] * through.numerator, ratio[1] * through.denominator)
    return Atom(symbol, base, *ratio)

"""Kinds of quantity, and units that carry one.

Dimensions are too coarse for prescribing: mg/kg/d has the dimension of a frequency, and two tablets that of
one puff. A kind says what is counted and per what, so that only like is ever compared with like.
"""

from __future__ import annotations

from math import gcd
from typing import Final

from attrs import field, frozen

from rxrules.errors import UnitError

#: What may be counted, with the UCUM code in which its canonical values are written.
BASES: Final = {
    "mass": "mg",
    "amount": "mmol",
    "activity": "[iU]",
    "enzyme": "U",
    "equivalents": "meq",
    "osmoles": "mosm",
    "volume": "mL",
    "length": "cm",
    "area": "m2",
    "time": "d",
    "calendar": "mo",
    "number": "1",
    "fraction": "1",
    "energy": "kcal",
    "pressure": "mm[Hg]",
    "temperature": "Cel",
    "radioactivity": "MBq",
    "body_mass_index": "kg/m2",
    "morphine_equivalents": "{MME}",
}

#: Denominators that are no base: the patient's weight and surface, and the surface that an eGFR is indexed
#: to.
BODY: Final = {"body_weight": "kg", "body_surface": "m2", "standard_surface": "{1.73_m2}"}

# The order in which denominators are kept, so that mg/d/kg and mg/kg/d are one kind: the body, the product,
# time, and last the indexed surface, as everybody writes mL/min/{1.73_m2}.
_FIRST: Final = {"body_weight": 0, "body_surface": 1}
_LAST: Final = {"time": 3, "calendar": 4, "standard_surface": 5}


def _place(role: str) -> tuple[int, str]:
    return _FIRST.get(role, _LAST.get(role, 2)), role


def _in_order(per: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(per, key=_place))


def _known_base(name: str) -> bool:
    return name in BASES or (name.startswith(("count:", "arbitrary:")) and not name.endswith(":"))


@frozen(cache_hash=True)
class Kind:
    """A kind of quantity: what is counted, and per what.

    Attributes:
        base: what is counted: a name of `BASES`, or ``count:tablet`` and so on for units of a dose form, or
            ``arbitrary:[anti'Xa'U]`` for UCUM's arbitrary units, each of which compares with itself only.
        per: the denominators in their fixed order, ``("body_weight", "time")`` for mg/kg/d.

    Raises:
        UnitError: a name is not known, or a denominator stands twice.
    """

    base: str
    per: tuple[str, ...] = field(default=(), converter=_in_order)

    def __attrs_post_init__(self) -> None:
        """Refuse names that no table knows."""
        if not _known_base(self.base):
            raise UnitError(f"unknown kind of quantity {self.base!r}; expected one of {', '.join(BASES)}, count:<form>")
        for role in self.per:
            if role not in BODY and not _known_base(role):
                raise UnitError(f"unknown denominator {role!r} of a kind of quantity")
        if len(set(self.per)) != len(self.per):
            raise UnitError(f"a denominator stands twice in {self}")

    def __str__(self) -> str:
        """What is counted over each denominator: ``mass/body_weight/time``."""
        return "/".join((self.base, *self.per))

    @property
    def canonical_code(self) -> str:
        """The UCUM code in which canonical values of this kind are written, ``mg/kg/d``.

        INVARIANT: it is the canonical code of the base over those of the denominators, so that canonical
            values multiply
        and divide like their units. A clearance is therefore canonical in mL/d.
        """
        (base,), below = self.canonical_symbols
        if self.base == "number" and below:
            base = ""
        return "".join([base, *(f"/{symbol}" for symbol in below)])

    @property
    def canonical_symbols(self) -> tuple[tuple[str], tuple[str, ...]]:
        """The symbols of the canonical code above and below the line."""
        return (_canonical_symbol(self.base),), tuple(_canonical_symbol(role) for role in self.per)

    def over(self, role: str) -> Kind:
        """This kind per one more denominator: mass over ``time`` is mass/time."""
        return Kind(self.base, (*self.per, role))

    def without(self, role: str) -> Kind:
        """This kind freed of one denominator: mass/body_weight without ``body_weight`` is mass.

        Raises:
            UnitError: the kind has no such denominator.
        """
        if role not in self.per:
            raise UnitError(f"{self} is not per {role}")
        return Kind(self.base, tuple(other for other in self.per if other != role))


def _canonical_symbol(name: str) -> str:
    if name.startswith("count:"):
        return "{" + name.removeprefix("count:") + "}"
    return BODY.get(name) or BASES.get(name) or name.removeprefix("arbitrary:")


def reduced(numerator: int, denominator: int) -> tuple[int, int]:
    """A ratio of whole numbers in its lowest terms, denominator above 0."""
    common = gcd(numerator, denominator)
    return numerator // common, denominator // common


@frozen(cache_hash=True)
class Unit:
    """A unit of one kind.

    Attributes:
        code: the UCUM code, ``mg/kg/d``; counts of dose forms are annotations, ``{tablet}``.
        kind: the kind of quantity that it measures.
        factor: a value times this (plus ``offset``) is the value in the kind's canonical unit.
        offset: what is added after the factor; only temperatures have one.
        ratio: the factor as an exact ratio of whole numbers, where it is one.
    """

    code: str
    kind: Kind
    factor: float
    offset: float = 0.0
    ratio: tuple[int, int] | None = field(default=None, eq=False, repr=False)

    def __str__(self) -> str:
        """The UCUM code."""
        return self.code


def canonical_unit(kind: Kind) -> Unit:
    """The unit in which canonical values of a kind are written.

    >>> str(canonical_unit(Kind("mass", ("time", "body_weight"))))
    'mg/kg/d'
    """
    return Unit(kind.canonical_code, kind, 1.0, ratio=(1, 1))

"""The grammar of UCUM as far as clinical units need it, and what prescribing means by denominators."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rxrules.errors import UnitError
from rxrules.units.kinds import BODY, Kind, Unit, reduced
from rxrules.units.table import ATOMS, NEUTRAL, REFUSED, Atom

if TYPE_CHECKING:
    from collections.abc import Callable

    #: Finds an atom that the table lacks, or None.
    Lookup = Callable[[str], Atom | None]

# Patterns are texts: re compiles and keeps each where it is first needed, which keeps the import cheap.
_COMPONENT: Final = r"(?P<body>[^{}]*)(?P<annotation>\{[!-z|~]*\})?"
_POWER_OF_TEN: Final = r"10[*^]([+-]?[1-9]\d?)"
_EXPONENT: Final = r"(?P<stem>.*?[^\d+-])(?P<exponent>[+-]?[1-9])"
_WHY_REFUSED: Final = {symbol: why for why, symbols in REFUSED.items() for symbol in symbols.split()}
_ENZYME_UNITS: Final = {"U": "[iU]", "mU": "m[iU]", "uU": "u[iU]", "kU": "k[iU]"}
_MG_PER_KG: Final = 1_000_000


class NotUcum(UnitError):  # noqa: N818 - it is caught here and in parse; who sees it sees a UnitError
    """The text is no UCUM code that the table holds: an alias, a rare unit, or nonsense."""


def read_code(code: str, *, dose: bool = False, lookup: Lookup | None = None) -> Unit:
    """Read a UCUM code into a unit and its kind.

    Args:
        code: the code, case-sensitive, ``mg/kg/d``, ``mL/min/{1.73_m2}``, ``mg/(8.h)``.
        dose: whether U means an international unit, as it does in a dose, and not the enzyme unit of the
            laboratory.
        lookup: where to ask for symbols that the table lacks.

    Raises:
        NotUcum: the code can't be read, so that it may still be an alias.
        UnitError: the code is read, and what it means is a trap or no kind of quantity.
    """
    return _Reading(code, dose=dose, lookup=lookup).unit()


def _split(code: str, whole: str) -> list[tuple[str, str]]:
    """The components of a term, each with the operator before it ("." or "/"), brackets kept together."""
    parts: list[tuple[str, str]] = []
    operator, start, closing = ".", 0, ""
    for place, char in enumerate(code):
        if closing:
            if char == closing[-1]:
                closing = closing[:-1]
            elif closing[-1] == ")" and char in "([{":
                closing += {"(": ")", "[": "]", "{": "}"}[char]
        elif char in "([{":
            closing = {"(": ")", "[": "]", "{": "}"}[char]
        elif char in "./":
            if place == start and not (place == 0 and char == "/"):
                raise NotUcum(f"got unit {whole!r}: nothing stands before the {char!r} at character {place + 1}")
            if place:
                parts.append((operator, code[start:place]))
            operator, start = char, place + 1
    if closing or start == len(code):
        what = "a bracket is not closed" if closing else "it ends too early"
        raise NotUcum(f"got unit {whole!r}: {what}")
    return [*parts, (operator, code[start:])]


class _Reading:
    """One reading of one code: what stands above the line and what below."""

    def __init__(self, code: str, *, dose: bool, lookup: Lookup | None) -> None:
        self.code, self.dose, self.lookup = code, dose, lookup
        self.above: list[Atom] = []
        self.below: list[Atom] = []
        self.multiples: list[str] = []
        self.divisors: list[str] = []
        self.numerator = self.denominator = 1
        self.indexed = False

    def unit(self) -> Unit:
        if not self.code.isascii() or not self.code or any(char.isspace() for char in self.code):
            raise NotUcum(f"got unit {self.code!r}: it is not written in UCUM")
        self._term(self.code, inverse=False, grouped=False)
        if len(self.above) > 1:
            raise UnitError(
                f"got unit {self.code!r}: a product of units ({', '.join(atom.code for atom in self.above)}) "
                "is no kind of quantity that rxrules knows"
            )
        if not self.above and not self.below and not self.multiples and not self.indexed:
            self.multiples.append("1")
        return self._build(self.above[0] if self.above else Atom("", "number", 1, 1))

    def _term(self, term: str, *, inverse: bool, grouped: bool) -> None:
        parts = _split(term, self.code)
        operators = "".join(operator for operator, _ in parts)
        if "/." in operators:
            hint = "mL/min/{1.73_m2}" if ".73" in self.code else "a/(b.c) or a/b/c"
            raise UnitError(
                f"got unit {self.code!r}: after a '/', UCUM's '.' multiplies again, which is hardly meant; write {hint}"
            )
        for operator, component in parts:
            self._component(component, inverse=inverse != (operator == "/"), grouped=grouped)

    def _component(self, component: str, *, inverse: bool, grouped: bool) -> None:
        if component.startswith("("):
            if not component.endswith(")"):
                raise NotUcum(f"got unit {self.code!r}: {component!r} goes on after its bracket")
            self._term(component[1:-1], inverse=inverse, grouped=True)
            return
        if component == "{1.73_m2}":
            if not inverse or self.indexed:
                raise UnitError(f"got unit {self.code!r}: {component} stands once, below the line (mL/min/{{1.73_m2}})")
            self.indexed = True
            return
        found = re.fullmatch(_COMPONENT, component)
        if found is None:
            raise NotUcum(f"got unit {self.code!r}: {component!r} is no unit")
        body, annotation = found["body"], found["annotation"]
        if annotation and not body:
            self._place(self._atom(component), inverse=inverse)
            return
        power = re.fullmatch(_POWER_OF_TEN, body)
        if power or re.fullmatch(r"[1-9]\d*", body):
            if annotation and annotation not in ATOMS:
                raise UnitError(f"got unit {self.code!r}: {annotation} has no meaning that is known here")
            if annotation and ATOMS[annotation].base != "number":
                self._place(ATOMS[annotation], inverse=inverse)
            self._number(body, int(power[1]) if power else None, inverse=inverse, grouped=grouped)
            return
        exponent = None if body in ATOMS else re.fullmatch(_EXPONENT, body)
        stem = exponent["stem"] if exponent else body
        if exponent and stem in ("m", "dm", "cm", "mm") and exponent["exponent"] in ("-2", "-3"):
            stem += exponent["exponent"][1:]
            inverse = not inverse
        elif exponent and int(exponent["exponent"]) == -1:
            inverse = not inverse
        elif exponent and int(exponent["exponent"]) != 1:
            self._atom(stem)
            raise UnitError(f"got unit {self.code!r}: {body} is a power that no clinical quantity has")
        atom = self._atom(stem)
        if annotation and (atom.code, annotation) not in NEUTRAL:
            raise UnitError(
                f"got unit {self.code!r}: what {annotation} says of {atom.code} would be lost; "
                "write the unit without it, if it means the same"
            )
        self._place(atom, inverse=inverse)

    def _number(self, text: str, power: int | None, *, inverse: bool, grouped: bool) -> None:
        if inverse and not grouped:
            raise UnitError(f"got unit {self.code!r}: a number below the line stands in brackets with its unit: mg/(8.h)")
        value = int(text) if power is None else 10 ** abs(power)
        if power is not None and power < 0:
            inverse = not inverse
        if inverse:
            self.denominator *= value
            self.divisors.append(text) if power is None or power > 0 else self.multiples.append(text)
        else:
            self.numerator *= value
            if text != "1":
                self.multiples.append(text) if power is None or power > 0 else self.divisors.append(text)

    def _atom(self, symbol: str) -> Atom:
        atom = ATOMS.get(symbol)
        if atom is None and symbol in _WHY_REFUSED:
            raise UnitError(f"got unit {self.code!r}: {symbol} {_WHY_REFUSED[symbol]}")
        if atom is None and self.lookup is not None:
            atom = self.lookup(symbol)
        if atom is None:
            if symbol.startswith("{"):
                raise NotUcum(f"got unit {self.code!r}: {symbol} has no meaning that is known here")
            raise NotUcum(f"got unit {self.code!r}: {symbol!r} is no unit that is known here")
        if self.dose and atom.base == "enzyme":
            if atom.code not in _ENZYME_UNITS:
                raise UnitError(
                    f"got unit {self.code!r} in a dose: {atom.code} may mean mega- or milli-units, or is "
                    "of the laboratory; write M[iU], m[iU] or [iU]"
                )
            atom = ATOMS[_ENZYME_UNITS[atom.code]]
        return atom

    def _place(self, atom: Atom, *, inverse: bool) -> None:
        (self.below if inverse else self.above).append(atom)

    def _build(self, top: Atom) -> Unit:
        roles = [_role(atom, top) for atom in self.below]
        if self.indexed:
            roles.append("standard_surface")
        if "temperature" in (top.base, *roles) and (roles or self.multiples or self.divisors):
            raise UnitError(f"got unit {self.code!r}: a temperature stands alone (K is kelvin; thousands are 10*3)")
        if len(set(roles)) != len(roles) or {"body_weight", "body_surface"} <= set(roles):
            raise UnitError(f"got unit {self.code!r}: per {' per '.join(roles)} is no kind of quantity that rxrules knows")
        numerator, denominator = self.numerator * top.numerator, self.denominator * top.denominator
        for atom, role in zip(self.below, roles, strict=False):
            numerator, denominator = numerator * atom.denominator, denominator * atom.numerator
            if role == "body_weight":  # canonical in kg, where masses are canonical in mg
                numerator *= _MG_PER_KG
        kind = Kind(top.base, tuple(roles))
        if top.code == "kg" and "body_surface" in roles:
            # A body mass index has the dimension of a dose per surface, which nobody gives in kilograms.
            if len(roles) > 1:
                raise UnitError(f"got unit {self.code!r}: kilograms of a medicine per body surface can't be meant")
            kind = Kind("body_mass_index")
            denominator *= _MG_PER_KG
        ratio = reduced(numerator, denominator)
        return Unit(self._canonical_text(top, kind, roles), kind, ratio[0] / ratio[1], top.offset, ratio)

    def _canonical_text(self, top: Atom, kind: Kind, roles: list[str]) -> str:
        code = ".".join([*self.multiples, *([top.code] if top.code else [])])
        by_role = dict(zip(roles, [atom.code for atom in self.below], strict=False))
        by_role["standard_surface"] = BODY["standard_surface"]
        codes = [by_role[role] for role in (kind.per or roles)]
        if self.divisors:
            return f"{code}/({'.'.join([*self.divisors, *codes])})"
        return "".join([code, *(f"/{below}" for below in codes)])


def _role(atom: Atom, top: Atom) -> str:
    # A dose per kilogram is per body weight and one per gram is per weight of product: the only readings that
    # labels have. Osmolality is per kilogram of water.
    if atom.code in ("kg", "[lb_av]") and top.base != "osmoles":
        return "body_weight"
    return "body_surface" if atom.code == "m2" else atom.base


def symbols_of(code: str, *, lookup: Lookup | None = None) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The symbols above and below the line; None where a number or the indexed surface stands among them."""
    reading = _Reading(code, dose=False, lookup=lookup)
    reading.unit()
    if reading.indexed or reading.numerator != reading.denominator:
        return None
    return tuple(atom.code for atom in reading.above), tuple(atom.code for atom in reading.below)

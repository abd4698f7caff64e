"""What people write for units, respelt as UCUM: words, plurals, mcg, cc, mmHg, per day, 24h."""

from __future__ import annotations

import re
from typing import Final

from rxrules.errors import UnitError
from rxrules.units.table import ATOMS, FORMS

#: Symbols that mean one thing in the case in which they stand here.
_SYMBOLS: Final = {
    "Kg": "kg",
    "KG": "kg",
    "mEq": "meq",
    "uEq": "ueq",
    "Eq": "eq",
    "mOsm": "mosm",
    "mIU": "m[iU]",
    "uIU": "u[iU]",
    "kIU": "k[iU]",
    "IU": "[iU]",
    "iu": "[iU]",
    "mcL": "uL",
    "mcl": "uL",
    "mcmol": "umol",
    "micromol": "umol",
    "millimol": "mmol",
    "nanomol": "nmol",
    "mmHg": "mm[Hg]",
    "mm Hg": "mm[Hg]",
    "cmH2O": "cm[H2O]",
    "°C": "Cel",
    "degC": "Cel",
    "°F": "[degF]",
    "degF": "[degF]",
    "sqm": "m2",
    "sq m": "m2",
    "kCal": "kcal",
    "y": "a",
    "1": "1",
}

#: Words in any case, in the singular.
_WORDS: Final = {
    "mcg": "ug",
    "gm": "g",  # only ever a gram; "gr" is refused, being a grain to some and a gram to others
    "gms": "g",
    "mgs": "mg",
    "kgs": "kg",
    "mls": "mL",
    "cc": "mL",
    "mmhg": "mm[Hg]",
    "bpm": "{beats}/min",
    "i.u.": "[iU]",
    "int. unit": "[iU]",
    "int unit": "[iU]",
    "international unit": "[iU]",
    "milliunit": "m[iU]",
    "milli-unit": "m[iU]",
    "megaunit": "M[iU]",
    "mega unit": "M[iU]",
    "mega-unit": "M[iU]",
    "million unit": "M[iU]",
    "million iu": "M[iU]",
    "million international unit": "M[iU]",
    "percent": "%",
    "per cent": "%",
    "second": "s",
    "sec": "s",
    "minute": "min",
    "mins": "min",
    "hour": "h",
    "hr": "h",
    "hrs": "h",
    "day": "d",
    "week": "wk",
    "wks": "wk",
    "month": "mo",
    "mth": "mo",
    "mths": "mo",
    "year": "a",
    "yr": "a",
    "yrs": "a",
    "lb": "[lb_av]",
    "lbs": "[lb_av]",
    "pound": "[lb_av]",
    "stone": "[stone_av]",
    "in": "[in_i]",
    "inch": "[in_i]",
    "inches": "[in_i]",
    "ft": "[ft_i]",
    "foot": "[ft_i]",
    "feet": "[ft_i]",
    "celsius": "Cel",
    "fahrenheit": "[degF]",
    "kilocalorie": "kcal",
    "square metre": "m2",
    "square meter": "m2",
    "mme": "{MME}",
    "mg mme": "{MME}",
    "inr": "{INR}",
    "unit dose": "{dose}",
    "suppositories": "{suppository}",
    "pessaries": "{pessary}",
    "patches": "{patch}",
    "5 ml spoonful": "5.mL",
    "5ml spoonful": "5.mL",
    "5 ml spoon": "5.mL",
    "5ml spoon": "5.mL",
}

_PREFIX_WORDS: Final = {
    "": "", "kilo": "k", "deci": "d", "centi": "c", "milli": "m", "micro": "u", "nano": "n", "pico": "p",
}  # fmt: skip
_UNIT_WORDS: Final = {
    "gram": "g", "gramme": "g", "litre": "L", "liter": "L", "mole": "mol", "metre": "m", "meter": "m",
    "equivalent": "eq",
}  # fmt: skip

#: What is refused although somebody writes it, and what to write.
REFUSALS: Final = {
    "gr": "it is a grain (65 mg) to some and a gram to others; write g or [gr]",
    "grain": "write the dose in mg, or [gr]",
    "mu": "mega-units, milli-units or micrograms may be meant; write M[iU], m[iU] or ug",
    "miu": "mega-units or milli-units may be meant; write M[iU] or m[iU]",
    "kiu": "kallikrein inhibitor units and thousands of IU differ; write k[iU] for the latter",
    "tsp": "a teaspoon is 5 mL to some and 4.93 mL to others; write mL, [tsp_m] or [tsp_us]",
    "teaspoon": "a teaspoon is 5 mL to some and 4.93 mL to others; write mL, [tsp_m] or [tsp_us]",
    "teaspoonful": "a teaspoon is 5 mL to some and 4.93 mL to others; write mL, [tsp_m] or [tsp_us]",
    "tbsp": "a tablespoon is 15 mL to some and 14.8 mL to others; write mL, [tbs_m] or [tbs_us]",
    "tablespoon": "a tablespoon is 15 mL to some and 14.8 mL to others; write mL, [tbs_m] or [tbs_us]",
    "spoonful": "spoons differ; write mL, or '5 mL spoonful'",
    "oz": "a weight and a volume have this name; write [oz_av] or [foz_us]",
    "ounce": "a weight and a volume have this name; write [oz_av] or [foz_us]",
    "piece": "a piece of what? write {tablet}, {capsule}, {patch} ...",
    "each": "each of what? write {tablet}, {capsule}, {patch} ...",
    "ea": "each of what? write {tablet}, {capsule}, {patch} ...",
    "stk": "German for a piece, of whatever form; write {tablet}, {capsule}, {patch} ...",
    "stuk": "Dutch for a piece, of whatever form; write {tablet}, {capsule}, {patch} ...",
}

_LETTERS: Final = str.maketrans({
    "\N{MICRO SIGN}": "u", "\N{GREEK SMALL LETTER MU}": "u", "²": "2", "³": "3",
    "\N{MULTIPLICATION SIGN}": "x", "\N{NO-BREAK SPACE}": " ",
    "\N{NARROW NO-BREAK SPACE}": " ", "\N{THIN SPACE}": " ", "\N{MIDDLE DOT}": ".", "\N{DOT OPERATOR}": ".",
})  # fmt: skip
_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
# Patterns are texts: re compiles and keeps each where it is first needed, which keeps the import cheap.
_STANDARD_SURFACE: Final = r"(?i)/ ?[({]?1[.,]73[ _]?(?:m\^?2|m²|m\*\*2|sq\.? ?m)(?:[ _]?bsa)?[)}]?(?= ?/|$)"
_POWER: Final = r"(?:x ?)?10[*^](\d+)"
_COUNTED: Final = r"([\d.,]+) ?([^\d\s].*)"
_VOLUMES: Final = frozenset(code for code, atom in ATOMS.items() if atom.base == "volume")


def _words() -> dict[str, str]:
    words = dict(_WORDS)
    for prefix, letter in _PREFIX_WORDS.items():
        for name, symbol in _UNIT_WORDS.items():
            if letter + symbol in ATOMS:
                words[prefix + name] = letter + symbol
    for form, others in FORMS.items():
        for word in (form, *others.split()):
            words[word] = words[f"{{{word}}}"] = f"{{{form}}}"
    return words


WORDS: Final = _words()


def letters(text: str) -> str:
    """A text in the letters of UCUM: one micro, no superscripts, single plain spaces."""
    text = re.sub(r"10([⁰¹²³⁴-⁹⁻]+)", lambda found: "10^" + found[1].translate(_SUPERSCRIPTS), text)
    return " ".join(text.translate(_LETTERS).split())


def indexed(text: str) -> str:
    """A text in which the surface that an eGFR is indexed to, "/1.73 m2", is UCUM's annotation for it."""
    return re.sub(_STANDARD_SURFACE, "/{1.73_m2}", text)


def slashes(text: str) -> str:
    """A text in which "per" is a slash, and no space stands at one."""
    return re.sub(r"\s*/\s*", "/", re.sub(r"(?i)(?:^|(?<=\s))per\s+(?!cent\b)", "/", text))


def respell(text: str, *, dose: bool) -> str:
    """Respell in UCUM what people write for a unit; parts that are not known stay as they are.

    Args:
        text: the unit, in the letters of UCUM (see `letters`).
        dose: whether "units" are those of a dose.

    Raises:
        UnitError: a part has two readings.
    """
    text = indexed(slashes(text))
    first, *below = re.split(r"/(?![^{]*\})(?![^(]*\))", text)
    parts = [_part(first, text) if first else "", *(_below(part, text) for part in below)]
    if not dose and parts[0] in ("[iU]", "m[iU]") and "unit" in first.casefold() and "int" not in first.casefold():
        volume = next((part for part in parts[1:] if part.strip("()").rpartition(".")[2] in _VOLUMES), None)
        if volume:
            raise UnitError(
                f"got unit {text!r}: units per {volume} are enzyme units in a laboratory result and "
                f"international units in a strength; write U/{volume} or [iU]/{volume}"
            )
    return "/".join(parts)


def _part(part: str, text: str) -> str:
    part = part.strip()
    part = re.sub(_POWER, r"10*\1", part, count=1) if re.match(_POWER, part) else part
    if part in ATOMS:
        return part
    if part in _SYMBOLS:
        return _SYMBOLS[part]
    word = part.casefold().removesuffix("(s)")
    if word in REFUSALS or word.removesuffix("s") in REFUSALS:
        raise UnitError(f"got unit {text!r}: {REFUSALS.get(word) or REFUSALS[word.removesuffix('s')]}")
    if word in ("unit", "units"):
        return "[iU]"
    return WORDS.get(word) or WORDS.get(word.removesuffix("s")) or part.replace("m^2", "m2").replace("m^3", "m3")


def _below(part: str, text: str) -> str:
    part = part.strip()
    counted = re.fullmatch(_COUNTED, part) if not re.match(_POWER, part) and part not in WORDS else None
    if counted is None or counted[2].startswith((".", "*", "^")):
        return _part(part, text)
    unit = _part(counted[2], text)
    if unit in ATOMS and ATOMS[unit].base == "time":
        if (counted[1], unit) == ("24", "h"):
            return "d"
        if counted[1] == "1" and part[1] == " ":
            return unit
        raise UnitError(
            f"got unit {text!r}: an amount per {part} may be a rate or a dose with its interval; "
            f"write /({counted[1]}.{unit}) for the rate"
        )
    if not counted[1].isdecimal() or unit not in ATOMS:
        raise UnitError(f"got unit {text!r}: {part!r} is no unit that is known here")
    return unit if counted[1] == "1" else f"({counted[1]}.{unit})"

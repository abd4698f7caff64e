"""Read a line of text as a product: names, salts, strengths, form, route and release, and not a word left over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import field, frozen, mutable

from rxrules.terminology.forms import FORM_NAMES, RELEASE_WORDS, form_routes, form_unit
from rxrules.terminology.products import Component, Product
from rxrules.terminology.routes import ROUTES_BY_TEXT
from rxrules.terminology.salts import SALTS
from rxrules.terminology.shipped import Meaning, NotADrug
from rxrules.terminology.spelling import fold, normalise
from rxrules.terminology.strengths import Amount, number, read_strengths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# A number keeps its point and comma and the unit or letter that is joined to it; every other sign stands alone.
_WORDS = re.compile(r"\d+(?:[.,]\d+)*[a-z]*|\.\d+[a-z]*|[a-z][a-z0-9]*|[^\sa-z0-9]")
_LONGEST = 8
_JOINS = frozenset(["/", "+", "&", "and", "with", ",", "-", ";", "plus", "w", "und"])
_SIGNS = frozenset("()[],.;:-/+&*\"'%") | {"–", "—"}

# Words of codings and labels that say nothing about the drug.
_NOISE = frozenset(
    normalise(phrase)
    for phrase in (
        "product containing precisely", "product containing only", "product containing", "medicinal product form",
        "medicinal product", "clinical drug", "product", "substance", "dose form", "in", "form", "as", "of", "for", "use", "drug",
        "oral form", "medication", "generic", "stk", "stuck", "n1", "n2", "n3", "pack", "packs", "bp", "usp", "ph eur", "dose",
        "active ingredient", "teva", "teva uk ltd", "sandoz", "ratiopharm", "hexal", "stada", "1a pharma", "mylan", "accord",
        "zentiva", "actavis", "aurobindo", "heumann", "aliud", "betapharm", "only", "contains",
    )
)  # fmt: skip


@frozen
class Failure:
    """Why a text is not a product: the reason and its detail, as in `Unresolved`."""

    reason: str
    detail: str


@mutable
class _Named:
    """A name found in the text, with the salts and strengths that follow it."""

    text: str
    meaning: Meaning
    joined: bool  # whether a sign or word that joins stands before it
    salt: str = ""
    strengths: list[Amount] = field(factory=list)


@mutable
class _Reading:
    named: list[_Named] = field(factory=list)
    before: list[Amount] = field(factory=list)  # strengths written before any name
    form: str = ""
    routes: list[str] = field(factory=list)
    release: str = ""
    joined: bool = False


def read(text: str, names: Mapping[str, Meaning | NotADrug]) -> Product | Failure:
    """Read a text that is not a name as it stands.

    Args:
        text: what was written.
        names: normalised name to what it means.

    Returns:
        The product, or why there is none. SAFETY: every word must be accounted for; a word that is not known may be
        the one that makes it another drug.
    """
    words = _WORDS.findall(fold(text).replace("'", ""))
    reading = _Reading()
    at = 0
    while at < len(words):
        step = _step(words, at, reading, names)
        if isinstance(step, Failure):
            return step
        at = step
    return _assemble(reading)


def _phrases(words: list[str], at: int) -> list[tuple[str, int]]:
    """Give the phrases that begin at a word, longest first, each with the place after it."""
    phrases: list[tuple[str, int]] = []
    taken: list[str] = []
    for place in range(at, len(words)):
        word = words[place]
        if word[0].isalnum() or word[0] == ".":
            taken.append(word)
            phrases.append((normalise(" ".join(taken)), place + 1))
            if len(taken) == _LONGEST:
                break
        elif word in "/+;&" and not (word == "/" and len(taken) == 1 and len(taken[0]) == 1):
            break
    phrases.reverse()
    return phrases


def _step(
    words: list[str], at: int, reading: _Reading, names: Mapping[str, Meaning | NotADrug]
) -> int | Failure:
    word = words[at]
    if word in _SIGNS:
        reading.joined = reading.joined or word in _JOINS
        return at + 1
    for phrase, after in _phrases(words, at):
        known = names.get(phrase)
        if known is not None:
            if isinstance(known, NotADrug):
                return Failure(known.reason, f"{phrase}: {known.detail}" if known.detail else phrase)
            reading.named.append(_Named(phrase, known, reading.joined, known.salt))
            reading.joined = False
            return after
        if _take_qualifier(phrase, reading):
            return after
    if word[0].isdigit() or word[0] == ".":
        amounts, after = read_strengths(words, at)
        if after > at and not _is_pack(words, at, after, amounts, reading):
            if not _take_strengths(amounts, reading):
                return Failure("left_over", f"the number {' '.join(words[at:after])!r} is not understood")
            reading.joined = after < len(words) and words[after] in _JOINS
        return after if after > at else Failure("left_over", f"{word!r} is not understood")
    if word in _JOINS:
        reading.joined = True
        return at + 1
    return Failure(
        "left_over" if reading.named else "unknown", f"{word!r} is not known" if reading.named else ""
    )


def _take_qualifier(phrase: str, reading: _Reading) -> bool:
    """Take a salt after a name, a form, a release word, a route or a word that says nothing."""
    salt = SALTS.get(phrase)
    if salt is not None and reading.named:
        named = reading.named[-1]
        named.salt = f"{named.salt} {salt}".strip() if salt not in named.salt else named.salt
        return True
    if phrase in FORM_NAMES:
        form = FORM_NAMES[phrase]
        # "oral solution ... drops": the form that says more about the route stays.
        if not reading.form or (not form_routes(reading.form) and form_routes(form)):
            reading.form = form
        elif form_routes(form) and form_routes(form) != form_routes(reading.form):
            reading.routes.extend((*form_routes(reading.form), *form_routes(form)))
        return True
    if phrase in RELEASE_WORDS:
        reading.release = reading.release or RELEASE_WORDS[phrase]
        return True
    if phrase in ROUTES_BY_TEXT:
        reading.routes.append(ROUTES_BY_TEXT[phrase])
        return True
    return phrase in _NOISE


def _is_pack(words: list[str], at: int, after: int, amounts: tuple[Amount, ...], reading: _Reading) -> bool:
    """Tell a pack size from a strength: ``28 tablets`` after a strength, ``, 90`` after the form, ``100 stk``.

    SAFETY: "Tylenol 3 tablets" is not a pack of three; a bare number with no strength before it stays not understood.
    """
    if len(amounts) != 1 or amounts[0].unit or amounts[0].per_unit:
        return False
    has_strength = bool(reading.before) or any(n.strengths for n in reading.named)
    following = words[after] if after < len(words) else ""
    counts_form = following in FORM_NAMES or following in {"stk", "stuck", "x"}
    at_end = after == len(words) or words[after:] == [")"]
    return has_strength and (counts_form or (bool(reading.form) and at_end and words[at - 1] in {",", "("}))


def _take_strengths(amounts: tuple[Amount, ...], reading: _Reading) -> bool:
    """Hang strengths on the name before them; a number without a unit must fit a name that gives its units."""
    kept = [a for a in amounts if not a.is_volume]
    if not reading.named:
        reading.before.extend(kept)
        return all(a.unit for a in kept)
    named = reading.named[-1]
    units = named.meaning.units
    if kept and not any(a.unit for a in kept):
        if len(kept) != len(units):
            return False
        kept = [Amount(a.number, unit) for a, unit in zip(kept, units, strict=True)]
    if not all(a.unit for a in kept):
        return False
    # After a concentration, a mass is the size of the pack: "20 mg/g cream 15 g".
    if named.strengths and (named.strengths[-1].per_unit or named.strengths[-1].unit == "%"):
        kept = [a for a in kept if a.unit not in {"g", "kg"} or a.per_unit]
    named.strengths.extend(kept)
    return True


def _assemble(reading: _Reading) -> Product | Failure:
    named = reading.named
    if not named:
        return Failure("unknown", "")
    named[0].strengths[:0] = reading.before
    merged = _merge(named)
    if isinstance(merged, Failure):
        return merged
    components = _components(merged, form_unit(reading.form or merged[0].meaning.form))
    if isinstance(components, Failure):
        return components
    meanings = [n.meaning for n in merged]
    form = reading.form or next((m.form for m in meanings if m.form), "")
    routes = tuple(dict.fromkeys(reading.routes)) or form_routes(form)
    if not routes and len({m.routes for m in meanings}) == 1:
        routes = meanings[0].routes
    how = "brand" if any(m.brand for m in (n.meaning for n in named)) else "name"
    release = reading.release or next((m.release for m in meanings if m.release), "")
    return Product(components, form, routes, how, release)


def _merge(named: list[_Named]) -> list[_Named] | Failure:
    """Make one of a name that is said twice: a brand with its ingredients, an ingredient with its salt in brackets."""
    first, rest = named[0], named[1:]
    said = {i for n in rest for i in n.meaning.ingredients}
    if rest and said == set(first.meaning.ingredients):
        if first.strengths and not any(n.strengths for n in rest):
            rest[-1].strengths = first.strengths
        if first.salt and len(rest) == 1 and not rest[0].salt:
            rest[0].salt = first.salt
        return rest
    if any(not n.joined for n in rest) and (rest or len(named) > 1):
        last = rest[-1]
        # "paracetamol 500 mg tablets (Panadol)"
        if set(last.meaning.ingredients) == {i for n in named[:-1] for i in n.meaning.ingredients}:
            return _merge(named[:-1])
        if any(not n.joined and not before.strengths for before, n in zip(named, rest, strict=False)):
            names = " ".join(n.text for n in named)
            return Failure("ambiguous", f"several drugs are named without a sign between them: {names}")
    if any(n.meaning.brand for n in named) and len(named) > 1:
        covered = [set(n.meaning.ingredients) for n in named]
        if any(a & b for i, a in enumerate(covered) for b in covered[i + 1 :]):
            return Failure("ambiguous", "a brand is named with ingredients that are not its own")
    return named


def _components(named: list[_Named], unit: str) -> tuple[Component, ...] | Failure:
    """Give each ingredient its strength, where it is certain which is whose."""
    slots = [(n, i) for n in named for i in n.meaning.ingredients]
    strengths: list[Amount | None] = []
    for n in named:
        wanted = len(n.meaning.ingredients)
        ordered = wanted == 1 or bool(n.meaning.units)
        if len(n.strengths) == wanted and ordered:
            strengths.extend(n.strengths)
        elif wanted == 1 and len(n.strengths) > 1 and not (n is named[-1] and len(named) > 1):
            return Failure("ambiguous", f"{n.text} is one drug and has several strengths")
        else:
            strengths.extend([None] * wanted)
    last = named[-1]
    if len(named) > 1 and len(last.strengths) == len(slots) and not any(n.strengths for n in named[:-1]):
        ordered = all(len(n.meaning.ingredients) == 1 or n.meaning.units for n in named)
        strengths = list(last.strengths) if ordered else [None] * len(slots)
    elif len(named) > 1 and last.strengths and not any(n.strengths for n in named[:-1]):
        strengths = [None] * len(slots)  # one strength after several names: of all together, or of the last
    return tuple(
        Component(i, n.salt, amount.quantity(unit) if amount else None)
        for (n, i), amount in zip(slots, strengths, strict=True)
    )



"""Read a line of text as a product: names, salts, strengths, form and route, and not a word left over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import field, frozen, mutable

from rxrules.terminology.forms import FORM_NAMES, INJECTED, RELEASE_WORDS, form_routes, form_unit
from rxrules.terminology.products import Component, Product
from rxrules.terminology.routes import ROUTE_CLASSES, ROUTES_BY_TEXT
from rxrules.terminology.salts import salt_of
from rxrules.terminology.shipped import Meaning, NotADrug
from rxrules.terminology.spelling import fold, normalise
from rxrules.terminology.strengths import UNIT_WORDS, Amount, read_strengths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rxrules.terminology.products import IngredientId, Shares

# A number keeps its point and comma and the unit or letter that is joined to it; every other sign stands
# alone.
_WORDS = re.compile(r"\d+(?:[.,]\d+)*[a-z]*|\.\d+[a-z]*|[a-z][a-z0-9]*|[^\sa-z0-9]")
_LONGEST = 8
_BREAKS = frozenset("/+;&")
_JOINS = frozenset(["/", "+", "&", "and", "with", ",", "-", ";", "plus", "w", "und"])
_SIGNS = frozenset("()[],.;:-/+&*\"'%") | {"\N{EN DASH}", "\N{EM DASH}"}

# Words of codings and labels that say nothing about the drug.
_NOISE = frozenset(
    normalise(phrase)
    for phrase in (
        "product containing precisely", "product containing only", "product containing",
        "medicinal product", "medicinal product form", "clinical drug", "product", "substance",
        "dose form", "in", "form", "as", "of", "use", "drug", "medication", "generic", "stk", "stuck",
        "n1", "n2", "n3", "pack", "packs", "bp", "usp", "ph eur", "teva", "teva uk ltd", "sandoz",
        "ratiopharm", "hexal", "stada", "1a pharma", "mylan", "accord", "zentiva", "actavis",
        "aurobindo", "heumann", "aliud", "betapharm",
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
        The product, or why there is none. SAFETY: every word must be accounted for; a word that is not
        known may be the one that makes it another drug.
    """
    words = _WORDS.findall(fold(text).replace("'", ""))
    reading = _Reading()
    spelt = [word if word in _SIGNS else normalise(word) for word in words]
    at = 0
    while at < len(words):
        step = _step(words, spelt, at, reading, names)
        if isinstance(step, Failure):
            return step
        at = step
    return _assemble(reading)


def _phrases(words: list[str], at: int) -> list[tuple[str, int]]:
    """Give the phrases that begin at a word, longest first, each with the place after it."""
    phrases: list[tuple[str, int]] = []
    taken = ""
    for place in range(at, min(len(words), at + 2 * _LONGEST)):
        word = words[place]
        if word in _SIGNS:
            # "e/c" is one word; any other stroke or plus stands between two.
            if word in _BREAKS and not (word == "/" and len(taken) == 1):
                break
            continue
        taken = f"{taken} {word}" if taken else word
        phrases.append((taken, place + 1))
    phrases.reverse()
    return phrases


def _step(words: list[str], spelt: list[str], at: int, reading: _Reading, names: Mapping[str, Meaning | NotADrug]) -> int | Failure:
    word = words[at]
    if word in _SIGNS:
        reading.joined = reading.joined or word in _JOINS
        return at + 1
    for phrase, after in _phrases(spelt, at):
        if not reading.joined and _take_salt(phrase, reading):
            return after
        known = names.get(phrase)
        if known is not None and not _ends_in_strength(words, after):
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
    return Failure("left_over" if reading.named else "unknown", f"{word!r} is not known" if reading.named else "")


def _ends_in_strength(words: list[str], after: int) -> bool:
    """Tell whether a name would swallow the number of a strength: "Duragesic 25 micrograms/hour"."""
    return words[after - 1][0].isdigit() and after < len(words) and words[after] in {"/", *UNIT_WORDS}


def _take_salt(phrase: str, reading: _Reading) -> bool:
    """Take a salt after the name of one ingredient."""
    if not reading.named or len(reading.named[-1].meaning.ingredients) != 1:
        return False
    named = reading.named[-1]
    salt = salt_of(phrase, named.meaning.ingredients[0])
    if salt is None:
        return False
    named.salt = f"{named.salt} {salt}".strip() if salt not in named.salt else named.salt
    return True


def _take_qualifier(phrase: str, reading: _Reading) -> bool:
    """Take a form, a release word, a route or a word that says nothing."""
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
    """Tell a pack size from a strength: ``28 tablets`` after a strength, ``, 90`` after the form.

    SAFETY: "Tylenol 3 tablets" is no pack of three: a bare number needs a strength before it.
    """
    if len(amounts) != 1 or amounts[0].unit or amounts[0].per_unit:
        return False
    has_strength = bool(reading.before) or any(n.strengths for n in reading.named)
    following = words[after] if after < len(words) else ""
    counts_form = following in FORM_NAMES or following in {"stk", "stuck", "x"}
    at_end = after == len(words) or words[after:] == [")"]
    return has_strength and (counts_form or (bool(reading.form) and at_end and words[at - 1] in {",", "("}))


def _take_strengths(amounts: tuple[Amount, ...], reading: _Reading) -> bool:
    """Hang strengths on the name before them; a bare number must fit a name that gives its units."""
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
    form = reading.form or next((n.meaning.form for n in merged if n.meaning.form), "")
    components = _components(merged, form_unit(form))
    if isinstance(components, Failure):
        return components
    release = reading.release or next((n.meaning.release for n in merged if n.meaning.release), "")
    how = "brand" if any(n.meaning.brand for n in named) else "name"
    shares = merged[0].meaning.shares if len(merged) == 1 else None
    return Product(components, form, _routes(reading, named, form), how, release, shares)


def _routes(reading: _Reading, named: list[_Named], form: str) -> tuple[str, ...]:
    """Give the routes written; else those of the form and those of the name, both where they differ."""
    if reading.routes:
        return tuple(dict.fromkeys(reading.routes))
    given = {n.meaning.routes for n in named if n.meaning.routes}
    by_name = given.pop() if len(given) == 1 else ()
    if form in INJECTED:
        return tuple(r for r in by_name if r in ROUTE_CLASSES["parenteral"])
    return tuple(dict.fromkeys((*form_routes(form), *by_name)))


def _merge(named: list[_Named]) -> list[_Named] | Failure:
    """Make one of what is said twice: a brand with its ingredients, an ingredient with its salt."""
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
        # The brand may stand last: paracetamol 500 mg tablets (Panadol).
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
    last = named[-1]
    only_last = len(named) > 1 and bool(last.strengths) and not any(n.strengths for n in named[:-1])
    if only_last:
        return _of_all(named, unit)
    components: list[Component] = []
    for n in named:
        ids = n.meaning.ingredients
        amounts: list[Amount] = n.strengths
        if len(ids) == 1 and len(amounts) == 2 and amounts[0].restated_as(amounts[1]):
            amounts = amounts[1:]
        if not amounts and n.meaning.strengths:
            components.extend(n.meaning.components())
        elif len(amounts) == len(ids) and (len(ids) == 1 or n.meaning.units):
            pairs = zip(ids, amounts, strict=True)
            components.extend(Component(i, n.salt, a.quantity(unit)) for i, a in pairs)
        elif n.meaning.shares is not None and len(amounts) == 1 and (split := _split_total(amounts[0], n.meaning.shares)):
            components.extend(Component(i, n.salt, a.quantity(unit)) for i, a in split)
        elif len(ids) == 1 and amounts:
            # SAFETY: "amoxicillin 500 mg/125 mg" is most likely a combination with a name left out.
            return Failure("ambiguous", f"{n.text} is one drug and has several strengths")
        else:
            components.extend(Component(i, n.salt) for i in ids)
    return tuple(components)


def _split_total(amount: Amount, shares: Shares) -> tuple[tuple[IngredientId, Amount], ...]:
    """Part one strength of all ingredients together: "co-trimoxazole 960 mg"; nothing where it may be of one of them.

    Strengths of such a name are doublings and halvings of one unit, and none of them is a strength of one of its ingredients.
    """
    milligrams = amount.number * {"mg": 1.0, "g": 1000.0}.get(amount.unit, 0.0)
    total = sum(part for _, part in shares.parts)
    if milligrams not in [shares.whole_mg * factor for factor in (0.25, 0.5, 1.0, 2.0)]:
        return ()
    each = ((ingredient, milligrams * part / total) for ingredient, part in shares.parts)
    return tuple((ingredient, Amount(mass, "mg", amount.per_number, amount.per_unit)) for ingredient, mass in each)


def _of_all(named: list[_Named], unit: str) -> tuple[Component, ...]:
    """Share out the strengths behind the last of several names, where they are as many as the ingredients."""
    slots = [(i, n.salt) for n in named for i in n.meaning.ingredients]
    amounts: list[Amount] = named[-1].strengths
    ordered = all(len(n.meaning.ingredients) == 1 or n.meaning.units for n in named)
    if not ordered or len(amounts) != len(slots):
        # One strength after several names is of all together, or of the last: not known.
        return tuple(Component(i, salt) for i, salt in slots)
    return tuple(Component(i, salt, a.quantity(unit)) for (i, salt), a in zip(slots, amounts, strict=True))

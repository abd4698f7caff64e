"""Pages of the codes of burdens: what adds up, and the totals that alert."""

from __future__ import annotations

from rxrules.codes import CodePage

_SOUND = """\
rules:
  - id: burden.anticholinergic
    kind: burden
    items:
      - {drug: {ingredient: amitriptyline}, points: 3}
      - {drug: {ingredient: ranitidine}, points: 1}
    levels:
      - {total: ">= 3", severity: moderate}
"""
_MORPHINE = """\
rules:
  - id: burden.opioids
    kind: burden
    measure: per_day
    items:
      - {drug: {ingredient: morphine, route: oral}, factor: 1, per: 1 mg}
      - {drug: {ingredient: codeine}, factor: 0.15, per: 1 mg}
    levels:
      - {total: ">= 50 {MME}/d", severity: moderate}
"""

BURDENS = (
    CodePage(
        "RX238",
        "a burden of nothing",
        "A burden has no items, no drug among them, or no levels.",
        "Nothing would add up, or no total would alert.",
        avoid="""\
rules:
  - id: burden.anticholinergic
    kind: burden
    items:
      - {drug: {ingredient: amitriptyline}, points: 3}
    levels: []
""",
        prefer=_SOUND,
    ),
    CodePage(
        "RX239",
        "an item that does not add in the way of its measure",
        "An item has not exactly one of drug and when, or not what its measure adds: points, or factor and per for an amount.",
        "It is not said how much it adds.",
        avoid=_SOUND.replace("points: 1}", "factor: 1, per: 1 mg}"),
        prefer=_SOUND,
    ),
    CodePage(
        "RX240",
        "a drug that adds twice",
        "Two items of one burden name the same ingredient under the same circumstances. A warning.",
        "Of points only the larger counts, and one of the two numbers is not what its author believes.",
        avoid=_SOUND.replace("{ingredient: ranitidine}", "{ingredient: amitriptyline}"),
        prefer=_SOUND,
    ),
    CodePage(
        "RX241",
        "a level that never leads",
        "No list of drugs reaches the total, or a graver level holds wherever this one does. A warning.",
        "One of the numbers is probably a slip.",
        avoid=_SOUND.replace(">= 3", ">= 5"),
        prefer=_SOUND,
    ),
    CodePage(
        "RX310",
        "a burden in units that do not fit",
        "per of an item is no amount of its measure, items count in different kinds, or a total is not in what adds up.",
        "Milligrams would be added to tablets, or a total held against a number of another kind.",
        avoid=_MORPHINE.replace("{MME}/d", "{MME}/h"),
        prefer=_MORPHINE,
    ),
    CodePage(
        "RX416",
        "a burden that takes away",
        "Points are negative, or a factor or its per is not above zero.",
        "One drug would hide what another adds.",
        avoid=_SOUND.replace("points: 1}", "points: -1}"),
        prefer=_SOUND,
    ),
)

"""Routes of administration: what people write and what codes say, as one closed list of ids."""

from __future__ import annotations

from rxrules.terminology.forms import form_routes
from rxrules.terminology.route_codes import ROUTE_CODES
from rxrules.terminology.spelling import normalise

__all__ = ["ROUTES", "ROUTES_BY_TEXT", "ROUTE_CLASSES", "expand_route", "form_routes", "route"]

ROUTES: tuple[str, ...] = (
    "oral", "sublingual", "buccal", "oromucosal", "enteral", "intravenous", "intramuscular", "subcutaneous",
    "intradermal", "intraosseous", "intraarterial", "intrathecal", "epidural", "perineural", "infiltration",
    "intra-articular", "intralesional", "intraperitoneal", "intrapleural", "intracardiac", "intravitreal",
    "intracameral", "subconjunctival", "periocular", "implantation", "rectal", "vaginal", "intrauterine",
    "urethral", "intravesical", "topical", "transdermal", "scalp", "iontophoresis", "inhaled",
    "intratracheal", "nasal", "ophthalmic", "otic", "dental", "periodontal", "irrigation", "extracorporeal",
)  # fmt: skip
"""Every route id, in an order that stays."""

_PARENTERAL = (
    "intravenous", "intramuscular", "subcutaneous", "intradermal", "intraosseous", "intraarterial",
    "intrathecal", "epidural", "perineural", "infiltration", "intra-articular", "intralesional",
    "intraperitoneal", "intrapleural", "intracardiac", "intravitreal", "intracameral", "subconjunctival",
    "periocular", "implantation", "extracorporeal",
)  # fmt: skip
_SYSTEMIC = (
    "oral", "sublingual", "buccal", "enteral", "intravenous", "intramuscular", "subcutaneous",
    "intraosseous", "intraarterial", "intraperitoneal", "intracardiac", "implantation", "rectal",
    "transdermal", "extracorporeal",
)  # fmt: skip
_LOCAL = (
    "topical", "scalp", "iontophoresis", "ophthalmic", "otic", "dental", "periodontal", "oromucosal",
    "nasal", "vaginal", "intrauterine", "urethral", "intravesical", "irrigation", "intradermal",
    "intralesional", "infiltration", "perineural", "intra-articular", "intravitreal", "intracameral",
    "subconjunctival", "periocular", "intrapleural", "intratracheal",
)  # fmt: skip

ROUTE_CLASSES: dict[str, tuple[str, ...]] = {
    # SAFETY: rectal, transdermal and sublingual reach the circulation: leaving one out would silence a rule.
    "systemic": _SYSTEMIC,
    "parenteral": _PARENTERAL,
    "injection": ("intravenous", "intramuscular", "subcutaneous"),
    "local": _LOCAL,
    "cutaneous": ("topical", "scalp", "iontophoresis"),
    "eye": ("ophthalmic", "intravitreal", "intracameral", "subconjunctival", "periocular"),
    "neuraxial": ("intrathecal", "epidural"),
    "respiratory": ("inhaled", "intratracheal"),
    "any": ROUTES,
}
"""Classes of routes that a rule may name; ``inhaled`` and ``nasal`` stand outside ``systemic``."""

_WRITTEN: dict[str, str] = {
    "oral": (
        "oral|po|p o|per os|by mouth|orally|mouth|oral route|oral use|swallow oral|swallowed|"
        "zum einnehmen|oraal|suun kautta|peroral|perorally|per oral|via oral|voie orale|po oral|"
        "oral form"
    ),
    "sublingual": ("sublingual|sl|s l|under the tongue|sublingually|sublingual route|sublingual use|subling"),
    "buccal": "buccal|buccally|buccal route|buccal use|in the cheek|buc",
    "oromucosal": (
        "oromucosal|oromucosal use|oropharyngeal|oropharyngeal route|mouthwash|oral rinse|gargle|transmucosal|oral mucosa|swish"
    ),
    "enteral": (
        "enteral|nasogastric|ng|ng tube|via ng tube|nasogastric route|gastrostomy|peg|peg tube|via peg|"
        "gastroenteral|gastric use|gastrostomy use|jejunal|jejunostomy|nasojejunal|nj|feeding tube|"
        "orogastric"
    ),
    "intravenous": (
        "intravenous|iv|i v|intravenously|intravenous route|intravenous use|ivp|ivpb|iv push|iv bolus|"
        "iv infusion|intravenous infusion|intravenous injection|intravenous drip|injection intravenous|"
        "infusion intravenous|into a vein|intravenos|intraveneus|laskimoon|iv drip"
    ),
    "intramuscular": (
        "intramuscular|im|i m|intramuscularly|intramuscular route|intramuscular use|"
        "intramuscular injection|injection intramuscular|into the muscle|intramuskular|imi"
    ),
    "subcutaneous": (
        "subcutaneous|sc|s c|subcut|subcutaneously|sub cutaneous|sq|subq|sub q|subcutaneous route|"
        "subcutaneous use|subcutaneous injection|injection subcutaneous|under the skin|subkutan|"
        "subcutaan|subcutaneous infusion|ihon alle"
    ),
    "intradermal": ("intradermal|intradermal route|intradermal use|intradermal injection|injection intradermal"),
    "intraosseous": "intraosseous|intraosseous route|intraosseous use|io|i o",
    "intraarterial": "intraarterial|intra arterial|intra arterial route|intraarterial use|ia",
    "intrathecal": ("intrathecal|intrathecal route|intrathecal use|spinal|intraspinal|injection intrathecal"),
    "epidural": "epidural|extradural|epidural route|epidural use|caudal|injection epidural",
    "perineural": "perineural|perineural route|perineural use|nerve block",
    "infiltration": "infiltration|infiltration route|infiltration use",
    "intra-articular": (
        "intra articular|intraarticular|intra articular route|intraarticular use|into the joint|periarticular|periarticular use"
    ),
    "intralesional": "intralesional|intralesional route|intralesional use",
    "intraperitoneal": "intraperitoneal|intraperitoneal route|intraperitoneal use",
    "intrapleural": "intrapleural|intrapleural route|intrapleural use",
    "intracardiac": "intracardiac|intracardiac route|intracardiac use",
    "intravitreal": "intravitreal|intravitreal route|intravitreal use",
    "intracameral": ("intracameral|intracameral route|intracameral use|intraocular|intraocular route|intraocular use"),
    "subconjunctival": "subconjunctival|subconjunctival route|subconjunctival use",
    "periocular": ("periocular|retrobulbar|peribulbar|retrobulbar use|retrobulbar route|periocular route"),
    "implantation": "implantation|implant|subdermal|subdermal implant|implantation route",
    "rectal": ("rectal|pr|p r|per rectum|rectally|rectal route|rectal use|rektal|rectaal|by rectum|insertion rectal"),
    "vaginal": ("vaginal|pv|p v|per vagina|per vaginam|vaginally|vaginal route|vaginal use|insertion vaginal|intravaginal"),
    "intrauterine": "intrauterine|intrauterine route|intrauterine use|intra uterine",
    "urethral": "urethral|intraurethral|urethral route|urethral use",
    "intravesical": "intravesical|bladder|intravesical route|intravesical use|into the bladder",
    "topical": (
        "topical|top|topically|topical route|topical use|cutaneous|cutaneous route|cutaneous use|"
        "dermal|skin|to the skin|on the skin|to the affected area|apply topically|application topical|"
        "kutan"
    ),
    "transdermal": "transdermal|td|transdermally|transdermal route|transdermal use|percutaneous",
    "scalp": "scalp|to the scalp|scalp route",
    "iontophoresis": "iontophoresis|iontophoresis route",
    "inhaled": (
        "inhaled|inh|inhalation|inhaled route|inhalation use|inhalation route|by inhalation|inhale|"
        "nebulised|nebulized|via nebuliser|via nebulizer|neb|nebs|respiratory tract route|"
        "respiratory tract|pulmonary|oral inhalation|inhalation oral"
    ),
    "intratracheal": (
        "intratracheal|endotracheal|endotracheopulmonary|endotracheopulmonary use|intratracheal route|intratracheal use"
    ),
    "nasal": ("nasal|intranasal|nasally|nasal route|nasal use|in the nose|nas|each nostril|per nostril|nasenspray"),
    "ophthalmic": (
        "ophthalmic|ocular|eye|eyes|ophthalmic route|ocular route|ocular use|ophthalmic use|to the eye|"
        "in the eye|both eyes|right eye|left eye|into the eye|into both eyes|opth|ophth"
    ),
    "otic": (
        "otic|ear|ears|auricular|aural|otic route|auricular route|auricular use|in the ear|"
        "into the ear|both ears|right ear|left ear"
    ),
    "dental": "dental|dental route|dental use|gingival|gingival use|gingival route",
    "periodontal": "periodontal|periodontal route|periodontal use",
    "irrigation": "irrigation|irrigation route",
    "extracorporeal": ("extracorporeal|extracorporeal use|haemodialysis|hemodialysis|dialysis|extracorporeal route"),
}

ROUTES_BY_TEXT: dict[str, str] = {normalise(written): id_ for id_, ways in _WRITTEN.items() for written in ways.split("|")}
"""Every way to write a route, normalised, to its id."""


def route(text_or_code: str, system: str = "") -> str | None:
    """Read a route from text, or from a code of SNOMED CT, EDQM standard terms or HL7 v3.

    Args:
        text_or_code: what was written (``"PO"``, ``"by mouth"``), or a code where a system is given.
        system: the FHIR URI of the code system, or ``"snomed"``, ``"edqm"``, ``"hl7"``; empty for text.

    Returns:
        A route id, or ``None`` where the route is not known: then it is unknown, never assumed.

    >>> route("per os"), route("47625008", "http://snomed.info/sct"), route("somehow")
    ('oral', 'intravenous', None)
    """
    if system:
        codes = ROUTE_CODES.get(system)
        return None if codes is None else codes.get(text_or_code.strip())
    return ROUTES_BY_TEXT.get(text_or_code) or ROUTES_BY_TEXT.get(normalise(text_or_code))


def expand_route(name: str) -> frozenset[str] | None:
    """Give the route ids that a rule means by a route id or a class; ``None`` for a name that is neither.

    >>> sorted(expand_route("neuraxial"))
    ['epidural', 'intrathecal']
    """
    if name in _IDS:
        return frozenset((name,))
    members = ROUTE_CLASSES.get(name)
    return None if members is None else frozenset(members)


_IDS = frozenset(ROUTES)

"""Dose forms: the words for them, one canonical name each, and the routes that a form gives away."""

from __future__ import annotations

from rxrules.terminology.spelling import normalise

# Canonical form: (routes, unit in which it is counted or "", other ways to write it, normalised). No route
# means that the form fits several routes: a solution for injection does not say into what.
_FORMS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "tablet": (("oral",), "{tablet}", (
        "tablets|tab|tabs|tbl|tablette|tabletten|filmtablette|filmtabletten|tabletti|tabl|coated tablet|"
        "coated tablets|film coated tablet|film coated tablets|caplet|caplets|scored tablet|pill|pills|"
        "sugar coated tablet|sugar coated tablets|oral tablet|oral tablets|tablet oral|film coated|"
        "sugar coated|comprime|comprimes"
    )),
    "chewable tablet": (
        ("oral",), "{tablet}",
        "chewable tablets|chew tab|chewtab|tablet chewable|chewable",
    ),
    "dispersible tablet": (("oral",), "{tablet}", (
        "dispersible tablets|soluble tablet|soluble tablets|tablet for oral suspension|"
        "tablets for oral suspension|dispersible|soluble"
    )),
    "orodispersible tablet": (("oral",), "{tablet}", (
        "orodispersible tablets|orodispersible|odt|tablet disintegrating|orally disintegrating tablet|"
        "orally disintegrating tablets|disintegrating oral tablet|melt tablet|melts|oral lyophilisate|"
        "oral lyophilisates|oral lyophilizate"
    )),
    "effervescent tablet": (
        ("oral",), "{tablet}",
        "effervescent tablets|effervescent|effervescent oral tablet",
    ),
    "sublingual tablet": (("sublingual",), "{tablet}", "sublingual tablets"),
    "buccal tablet": (("buccal",), "{tablet}", "buccal tablets"),
    "vaginal tablet": (("vaginal",), "{tablet}", "vaginal tablets"),
    "capsule": (("oral",), "{capsule}", (
        "capsules|cap|caps|hard capsule|hard capsules|soft capsule|soft capsules|kapsel|kapseln|"
        "oral capsule|oral capsules|softgel|softgels|liquid filled capsule|hartkapseln|capsule hard|"
        "gelule|gelules"
    )),
    "vaginal capsule": (("vaginal",), "{capsule}", "vaginal capsules"),
    "inhalation capsule": (("inhaled",), "{capsule}", (
        "inhalation powder capsule|inhalation powder capsules|inhalation capsules|capsule for inhalation|"
        "capsules for inhalation|inhalation powder hard capsule|inhalation powder hard capsules"
    )),
    "oral solution": (("oral",), "", (
        "oral solutions|oral liquid|syrup|elixir|linctus|oral drops|oral drops solution|sirup|"
        "concentrate for oral solution|oral concentrate|tropfen zum einnehmen|oral syrup|oral elixir|"
        "mixture"
    )),
    "oral suspension": (("oral",), "", (
        "oral suspensions|powder for oral suspension|granules for oral suspension|for oral suspension|"
        "oral susp"
    )),
    "oral powder": (("oral",), "{sachet}", (
        "powder for oral solution|oral powder sachet|oral powder sachets|oral granules|granules|granule|"
        "sachet|sachets|oral granules sachet|oral granules sachets|effervescent granules|oral powders"
    )),
    "oral film": (("oral",), "{film}", "oral films|oral soluble film"),
    "sublingual film": (("sublingual",), "{film}", "sublingual films"),
    "buccal film": (("buccal",), "{film}", "buccal films"),
    "oral gel": (("oromucosal",), "", "oromucosal gel|oral paste"),
    "oral spray": (("oromucosal",), "", "oromucosal spray"),
    "sublingual spray": (("sublingual",), "{spray}", "sublingual aerosol"),
    "lozenge": (("oromucosal",), "{lozenge}", "lozenges|pastille|pastilles|troche|troches"),
    "chewing gum": (("buccal",), "{gum}", "medicated chewing gum|gum"),
    "mouthwash": (("oromucosal",), "", "mouthwashes|oral rinse|gargle"),
    "injection": ((), "", (
        "injections|inj|solution for injection|for injection|injectable|injectable solution|"
        "solution for injection infusion|powder for solution for injection|powder for injection|"
        "suspension for injection|injection solution|injectable suspension|emulsion for injection|"
        "powder and solvent for solution for injection|injektionslosung|"
        "concentrate for solution for injection|emulsion for injection infusion"
    )),
    "ampoule": (
        (), "{ampoule}",
        "ampoules|ampule|ampules|solution for injection ampoule|solution for injection ampoules|amp|amps",
    ),
    "vial": ((), "{vial}", (
        "vials|solution for injection vial|solution for injection vials|"
        "powder for solution for injection vial|powder for solution for injection vials"
    )),
    "pre-filled syringe": ((), "{syringe}", (
        "prefilled syringe|prefilled syringes|pre filled syringes|pfs|fertigspritze|pre filled syringe|"
        "solution for injection pre filled syringe|solution for injection pre filled syringes|"
        "solution for injection in pre filled syringe"
    )),
    "pre-filled pen": ((), "{pen}", (
        "prefilled pen|prefilled pens|pre filled pens|pen injector|auto injector|autoinjector|"
        "auto injectors|pen|pens|pre filled pen|solution for injection pre filled pen|"
        "solution for injection pre filled pens|solution for injection in pre filled pen|"
        "solution for injection cartridge|cartridge|cartridges"
    )),
    "intravenous infusion": (("intravenous",), "", (
        "solution for infusion|infusion|intravenous solution|concentrate for solution for infusion|"
        "powder for solution for infusion|powder for concentrate for solution for infusion|"
        "infusionslosung|solution for infusion bag|solution for infusion bags|"
        "solution for infusion vials|solution for infusion ampoules"
    )),
    "cream": (("topical",), "", "creams|creme|cutaneous cream|topical cream"),
    "ointment": (("topical",), "", "ointments|salbe|topical ointment|cutaneous ointment"),
    "gel": (("topical",), "", "gels|topical gel|emulgel"),
    "lotion": (("topical",), "", "lotions|topical lotion|cutaneous emulsion"),
    "cutaneous solution": (("topical",), "", (
        "topical solution|paint|cutaneous foam|topical foam|cutaneous spray|topical spray|"
        "cutaneous spray solution|topical powder|cutaneous powder|dusting powder|liniment|"
        "medicated nail lacquer|nail lacquer|nail solution"
    )),
    "shampoo": (
        ("scalp",), "",
        "shampoos|scalp application|scalp lotion|scalp solution|medicated shampoo|scalp foam",
    ),
    "medicated plaster": (("topical",), "{patch}", "medicated plasters|topical patch|plaster|plasters"),
    "transdermal patch": (
        ("transdermal",), "{patch}",
        "transdermal patches|patch|patches|transdermal system|transdermal film|7 day patch|7 day patches",
    ),
    "transdermal gel": (("transdermal",), "", "transdermal gels|transdermal spray"),
    "suppository": (("rectal",), "{suppository}", "suppositories|supp|supps|zapfchen|rectal suppository"),
    "enema": (
        ("rectal",), "{enema}",
        "enemas|rectal solution|rectal foam|foam enema|rectal suspension|retention enema|rectal tube",
    ),
    "rectal ointment": (("rectal",), "", "rectal cream|rectal gel|hemorrhoidal ointment"),
    "pessary": (
        ("vaginal",), "{pessary}",
        "pessaries|vaginal suppository|vaginal insert|vaginal ovule|vaginal ovules",
    ),
    "vaginal cream": (("vaginal",), "", "vaginal gel|intravaginal cream|vaginal creams"),
    "vaginal ring": (("vaginal",), "{ring}", "vaginal delivery system|vaginal system"),
    "intrauterine system": (("intrauterine",), "", "intrauterine delivery system|intrauterine device|ius"),
    "eye drops": (("ophthalmic",), "{drop}", (
        "eye drop|ophthalmic solution|ophthalmic suspension|augentropfen|eye drops solution|"
        "eye drops suspension|eye drops emulsion|ophthalmic drops|ophthalmic emulsion|eye lotion"
    )),
    "eye ointment": (
        ("ophthalmic",), "",
        "ophthalmic ointment|eye gel|ophthalmic gel|augensalbe|eye cream",
    ),
    "ear drops": (("otic",), "{drop}", "ear drop|otic solution|otic suspension|ohrentropfen|ear spray"),
    "ear and eye drops": (
        (), "{drop}",
        "eye ear drops|ear eye drops|eye and ear drops|ear nose eye drops|ear eye nose drops",
    ),
    "nasal spray": (("nasal",), "{spray}", (
        "nasal sprays|nasenspray|nasal inhaler|nasal solution|nasal spray solution|"
        "nasal spray suspension|nasal aerosol"
    )),
    "nasal drops": (("nasal",), "{drop}", "nose drops|nasentropfen|nasal drop"),
    "nasal ointment": (("nasal",), "", "nasal cream|nasal gel"),
    "inhaler": (("inhaled",), "{puff}", (
        "inhalers|pressurised inhalation|metered dose inhaler|mdi|dry powder inhaler|dpi|evohaler|"
        "accuhaler|turbohaler|turbuhaler|easyhaler|clickhaler|autohaler|breath actuated inhaler|"
        "inhalation powder|inhalation aerosol|hfa inhaler|hfa|respimat|handihaler|diskus|flexhaler|"
        "ellipta|aerosol inhaler|cfc free inhaler|inhalation powder pre dispensed|inhaler cfc free|"
        "inhalation spray|powder for inhalation|soft mist inhaler|nexthaler"
    )),
    "nebuliser solution": (("inhaled",), "", (
        "nebulizer solution|nebuliser liquid|inhalation solution|nebuliser suspension|"
        "inhalation suspension|nebuliser solutions|nebules|respules|solution for inhalation|"
        "nebuliser liquid unit dose vials|nebulising solution|unit dose vials|respirator solution"
    )),
    "inhalation gas": (("inhaled",), "", "gas|medicinal gas|inhalation vapour liquid"),
    "implant": (("implantation",), "{implant}", "implants|subcutaneous implant|subdermal implant"),
    "irrigation": (("irrigation",), "", "irrigation solution"),
    "bladder irrigation": (("intravesical",), "", "intravesical solution"),
    # What follows says how it looks, not where it goes.
    "solution": ((), "", "solutions|losung|drops|liquid|tropfen|concentrate"),
    "suspension": ((), "", "suspensions|susp"),
    "powder": ((), "", "powders|pulver"),
    "spray": ((), "{spray}", "sprays|aerosol|metered spray"),
    "film": ((), "", "films"),
    "foam": ((), "", "foams"),
    "paste": ((), "", "pastes"),
}  # fmt: skip

FORM_NAMES: dict[str, str] = {normalise(way): form for form, (_, _, ways) in _FORMS.items() for way in (form, *ways.split("|"))}
"""Every way to write a form, normalised, to its canonical name."""


INJECTED = frozenset({"injection", "ampoule", "vial", "pre-filled syringe", "pre-filled pen"})
"""Forms that are injected, by a route that they don't give."""


def form_routes(form: str) -> tuple[str, ...]:
    """Give the route ids that a dose form means; empty where it fits several routes or is not known.

    >>> form_routes("Tablets"), form_routes("eye drops"), form_routes("solution for injection")
    (('oral',), ('ophthalmic',), ())
    """
    canonical = FORM_NAMES.get(form) or FORM_NAMES.get(normalise(form))
    return _FORMS[canonical][0] if canonical else ()


def form_unit(form: str) -> str:
    """Give the unit in which a form is counted (``"{tablet}"``); empty where it is measured or not known."""
    canonical = FORM_NAMES.get(form) or FORM_NAMES.get(normalise(form))
    return _FORMS[canonical][1] if canonical else ""


RELEASE_WORDS: dict[str, str] = {
    normalise(way): kind
    for kind, ways in {
        "prolonged": "modified release|mr|m r|xl|xr|er|sr|la|cr|pr|prolonged release|extended release|"
        "sustained release|controlled release|slow release|long acting|retard|cd|sustained action|oros|"
        "24 hr extended release|12 hr extended release|24 hour extended release|extended release pellets|"
        "extended release 24 hr|extended release 12 hr|extended release 24hr|extended release 12hr",
        "gastro-resistant": "gastro resistant|ec|e c|enteric coated|delayed release|dr|magensaftresistent|"
        "gastroresistant|delayed release dr ec|delayed release pellets|delayed release particles",
        "immediate": "immediate release|ir|instant release|rapid release|conventional release|normal release",
        "liposomal": "liposomal|lipid complex|pegylated liposomal|liposome|lipid formulation",
        "": "sugar free|preservative free|sf|unpreserved|alcohol free|flavoured|flavored|paediatric|"
        "pediatric|for children|"
        "gluten free|lactose free|colour free|micronised|micronized|anhydrous",
    }.items()
    for way in ways.split("|")
}
"""Release and similar words, normalised, to the kind of release; empty for words that change nothing here."""

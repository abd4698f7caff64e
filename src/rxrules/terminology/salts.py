"""Salts and esters: the closed list of words that may follow an ingredient without changing what it is."""

from __future__ import annotations

from rxrules.terminology.spelling import normalise

# A word that is not here is never taken for a salt. Spellings of one salt are joined by "=", the reported
# one first.
_SALTS = """
acefyllinate; acetate; aceponate; acetonide; adipate; amsonate; anhydrous; aspartate; axetil; base=free
base; benzoate; besilate=besylate; bicarbonate; bitartrate=hydrogen tartrate=acid tartrate=ditartrate;
bromide; buciclate; butyrate; butyrate propionate; calcium trihydrate; camsilate=camsylate;
caproate=hexanoate; carbonate; chloride; cilexetil; citrate; citrate dihydrate; cypionate=cipionate;
daloate; decanoate; diacetate; diethylamine=diethylammonium; dihydrate; dihydrochloride; dihydrogen citrate;
dihydrogen phosphate; dimaleate; dimeglumine; diolamine=dolamine; diphosphate; dipivoxil; dipotassium;
dipropionate; disilate=disylate; disodium; disodium phosphate; disulfate; ditosilate=ditosylate;
edisilate=edisylate; embonate=pamoate; enantate=enanthate; epolamine; erbumine=tert butylamine;
esilate=esylate; estolate; etabonate; etexilate; etexilate mesilate=etexilate mesylate; ethylsuccinate;
farnesil; fumarate; fumarate dihydrate; furoate; gluceptate; gluconate; glucuronate; glutamate; glycinate;
hemifumarate; hemihydrate; hemisulfate; hemitartrate; heptahydrate; hexacetonide; hexahydrate;
hibenzate=hybenzate; hippurate; hyclate; hydrate; hydrobromide=hbr;
hydrochloride=hcl=hydrochlorid=hydrokloridi=chlorhydrate; hydrochloride dihydrate; hydrochloride
hemihydrate; hydrochloride monohydrate=hcl monohydrate; hydrogen fumarate; hydrogen maleate; hydrogen
succinate; hydrogen sulfate=bisulfate; hydroxide; hydroxybenzoate; hydroxynaphthoate; iodide;
isetionate=isethionate; kamedoxomil; lactate; lactobionate; laurate; laurilsulfate; lauroxil; magnesium
dihydrate; magnesium trihydrate; malate; maleate; mandelate; medoxomil; meglumine;
mesilate=mesylate=methanesulfonate; methylsulfate=metilsulfate; mofetil; monohydrate; monohydrochloride;
monosodium; mucate; napadisilate; napsilate=napsylate; nicotinate; nitrate; olamine; orotate; oxalate;
palmitate; pamoate monohydrate; pantothenate; pentahydrate; phenpropionate=phenylpropionate;
phosphate=fosfate; phosphate hemihydrate; phosphate sodium; pivalate; pivoxil; polacrilex; polistirex;
propionate; proxetil; resinate; s malate; saccharate; salicylate; sesquihydrate; sodium; sodium anhydrous;
sodium dihydrate; sodium monohydrate; sodium phosphate; sodium succinate; sodium trihydrate; stearate;
succinate; sulfate; sulfate dried=dried sulfate; sulfate heptahydrate; sulfate pentahydrate; tannate;
tartrate; d tartrate; tebutate; teoclate=theoclate; terephthalate; tetrahydrate; tetrahydrochloride;
thiocyanate; tidoxil; tosilate=tosylate; trifenatate; trifluoroacetate; trihydrate;
trometamol=tromethamine=trometamine; undecanoate; undecylenate; valerate; xinafoate
"""

SALTS: dict[str, str] = {
    normalise(spelling): spellings[0].strip()
    for spellings in (group.split("=") for group in _SALTS.split(";"))
    for spelling in spellings
}
"""Salt words, normalised, to the spelling in which they are reported."""

# Words that name a salt of a few drugs, and otherwise a second drug: "colecalciferol calcium" is no salt.
_SALTS_OF_FEW: dict[str, str] = {
    "calcium": "atorvastatin|rosuvastatin|pitavastatin|mupirocin|fenoprofen|folinic acid|levofolinic acid|"
    "acamprosate|heparin|nadroparin|levomefolic acid|sacubitril|pantothenic acid|valproic acid",
    "magnesium": "omeprazole|esomeprazole|pantoprazole|rabeprazole|valproic acid|ascorbic acid",
    "zinc": "bacitracin|insulin human|insulin beef|insulin pork|pyrithione|undecylenic acid",
    "potassium": "losartan|clavulanic acid|benzylpenicillin|phenoxymethylpenicillin|diclofenac|raltegravir|"
    "warfarin|azilsartan|canrenoic acid|valproic acid|ascorbic acid|pheneticillin|bismuth subcitrate",
    "choline": "fenofibric acid|theophylline",
    "arginine": "perindopril|ibuprofen|acetylsalicylic acid",
    "lysine": "ibuprofen|acetylsalicylic acid|ketoprofen|clonixin|dexketoprofen",
    "aluminium": "acetylsalicylic acid",
}
SALTS_OF_FEW: dict[str, frozenset[str]] = {word: frozenset(ingredients.split("|")) for word, ingredients in _SALTS_OF_FEW.items()}
"""Elements and amino acids that are a salt of these ingredients only."""


def salt_of(word: str, ingredient: str) -> str | None:
    """Give the salt that a word names after an ingredient; ``None`` where it names none of that ingredient.

    >>> salt_of("hcl", "metformin"), salt_of("calcium", "atorvastatin"), salt_of("calcium", "colecalciferol")
    ('hydrochloride', 'calcium', None)
    """
    if word in SALTS:
        return SALTS[word]
    return word if ingredient in SALTS_OF_FEW.get(word, ()) else None

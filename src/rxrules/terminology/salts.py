"""Salts and esters: the closed list of words that may follow an ingredient without changing what it is."""

from __future__ import annotations

from rxrules.terminology.spelling import normalise

# A word that is not here is never taken for a salt. Spellings of one salt are joined by "=", the reported one first.
_SALTS = """
acefyllinate; acetate; aceponate; acetonide; adipate; aluminium=aluminum; amsonate; anhydrous; arginine; aspartate; axetil;
base=free base; benzathine; benzoate; besilate=besylate; bicarbonate; bitartrate=hydrogen tartrate=acid tartrate=ditartrate;
bromide; buciclate; butylbromide; butyrate; butyrate propionate; calcium; calcium trihydrate; camsilate=camsylate; caproate=hexanoate;
carbonate; chloride; choline; cilexetil; citrate; citrate dihydrate; cypionate=cipionate; daloate; decanoate; diacetate;
diethylamine=diethylammonium; dihydrate; dihydrochloride; dihydrogen citrate; dihydrogen phosphate; dimaleate; dimeglumine;
dinitrate; diolamine=dolamine; diphosphate; dipivoxil; dipotassium; dipropionate; disilate=disylate; disodium;
disodium phosphate; disulfate; ditosilate=ditosylate; edisilate=edisylate; embonate=pamoate; enantate=enanthate; epolamine;
erbumine=tert butylamine; esilate=esylate; estolate; etabonate; etexilate; etexilate mesilate=etexilate mesylate; ethylsuccinate; farnesil;
fumarate; fumarate dihydrate; furoate; gluceptate; gluconate; glucuronate; glutamate; glycinate; hemifumarate; hemihydrate;
hemisulfate; hemitartrate; heptahydrate; hexacetonide; hexahydrate; hibenzate=hybenzate; hippurate; hyclate; hydrate; hydrobromide=hbr;
hydrochloride=hcl=hydrochlorid=hydrokloridi=chlorhydrate; hydrochloride dihydrate; hydrochloride hemihydrate; hydrochloride monohydrate=hcl monohydrate; hydrogen fumarate;
hydrogen maleate; hydrogen succinate; hydrogen sulfate=bisulfate; hydroxide; hydroxybenzoate; hydroxynaphthoate; iodide;
isetionate=isethionate; kamedoxomil; lactate; lactobionate; laurate; laurilsulfate; lauroxil; lysine; lysinate; magnesium;
magnesium dihydrate; magnesium trihydrate; malate; maleate; mandelate; medoxomil; meglumine;
mesilate=mesylate=methanesulfonate; methylsulfate=metilsulfate; mofetil; monohydrate; monohydrochloride; mononitrate;
monosodium; mucate; napadisilate; napsilate=napsylate; nicotinate; nitrate; olamine; orotate; oxalate; palmitate; pamoate monohydrate;
pantothenate; pentahydrate; phenpropionate=phenylpropionate; phosphate=fosfate; phosphate hemihydrate; phosphate sodium;
pivalate; pivoxil; polacrilex; polistirex; potassium; propionate; proxetil; resinate; s malate; saccharate; salicylate;
sesquihydrate; sodium; sodium anhydrous; sodium dihydrate; sodium monohydrate; sodium phosphate; sodium succinate;
sodium trihydrate; stearate; succinate; sulfate; sulfate dried=dried sulfate; sulfate heptahydrate; sulfate pentahydrate;
tannate; tartrate; d tartrate; tebutate; teoclate=theoclate; terephthalate; tetrahydrate; tetrahydrochloride; thiocyanate; tidoxil;
tosilate=tosylate; trifenatate; trifluoroacetate; trihydrate; trometamol=tromethamine=trometamine; undecanoate;
undecylenate; valerate; xinafoate; zinc
"""

SALTS: dict[str, str] = {
    normalise(spelling): spellings[0].strip()
    for spellings in (group.split("=") for group in _SALTS.split(";"))
    for spelling in spellings
}
"""Salt words, normalised, to the spelling in which they are reported."""

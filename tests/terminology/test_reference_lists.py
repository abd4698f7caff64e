"""Drugs that others' lists name: they must resolve, their misspellings must not."""

from __future__ import annotations

import pytest

from rxrules.terminology import Product, Terminology, Unresolved

TERMS = Terminology.default()

# Phansalkar et al., JAMIA 2012;19:735: the members of the ONC high-priority classes.
_ONC_HIGH_PRIORITY = """
Dexmethylphenidate Dextroamphetamine Methylphenidate Methamphetamine Phendimetrazine Pseudoephedrine
Amphetamine Benzphetamine Diethylpropion Phentermine Atomoxetine Tranylcypromine Phenelzine
Isocarboxazid Procarbazine Selegiline Atazanavir Omeprazole Lansoprazole Pantoprazole Rabeprazole
Febuxostat Azathioprine Mercaptopurine Fluoxetine Paroxetine Citalopram Escitalopram Sertraline
Fluvoxamine Duloxetine Nefazodone Desvenlafaxine Milnacipran Venlafaxine Irinotecan Ritonavir
Nelfinavir Indinavir Saquinavir Amprenavir Darunavir Lopinavir Tipranavir Fosamprenavir
Clarithromycin Erythromycin Telithromycin Amiodarone Verapamil Diltiazem Ketoconazole Itraconazole
Fluconazole Voriconazole Aprepitant Cimetidine Meperidine Methadone Tapentadol Fentanyl Tramadol
Dextromethorphan Amitriptyline Clomipramine Desipramine Doxepin Imipramine Nortriptyline
Protriptyline Trimipramine Ramelteon Ticlopidine Ciprofloxacin Bosentan Rifapentine Carbamazepine
Rifabutin Rifampin Simvastatin Lovastatin Ergotamine Methylergonovine Dihydroergotamine Ergonovine
Tizanidine Mexiletine Propafenone Zileuton Sumatriptan Zolmitriptan Rizatriptan
"""

# WHO Model List of Essential Medicines and common US and UK names: name as written, INN.
WRITTEN = {
    "acetaminophen": "paracetamol",
    "albuterol": "salbutamol",
    "adrenaline": "epinephrine",
    "acyclovir": "aciclovir",
    "aspirin": "acetylsalicylic acid",
    "meperidine": "pethidine",
    "glyburide": "glibenclamide",
    "rifampin": "rifampicin",
    "cyclosporine": "ciclosporin",
    "frusemide": "furosemide",
    "lignocaine": "lidocaine",
    "thyroxine": "levothyroxine",
    "nitroglycerin": "glyceryl trinitrate",
    "isoproterenol": "isoprenaline",
    "cephalexin": "cefalexin",
    "beclomethasone": "beclometasone",
    "amoxycillin": "amoxicillin",
    "phytonadione": "phytomenadione",
    "oestradiol": "estradiol",
    "ethinyloestradiol": "ethinylestradiol",
    "sulphasalazine": "sulfasalazine",
    "divalproex": "valproic acid",
    "valproate": "valproic acid",
    "leucovorin": "folinic acid",
    "methylene blue": "methylthioninium",
    "St John\N{RIGHT SINGLE QUOTATION MARK}s wort": "hypericum perforatum",
    "hyoscine butylbromide": "butylscopolamine",
    "dipyrone": "metamizole",
    "lithium carbonate": "lithium",
    "estradiol valerate": "estradiol",
    "testosterone enanthate": "testosterone",
    "mycophenolate mofetil": "mycophenolic acid",
    "olmesartan medoxomil": "olmesartan",
    "dabigatran etexilate": "dabigatran",
    "Acetylsalicylsäure": "acetylsalicylic acid",
    "Salicylsäure": "salicylic acid",
    "Perazine": "perazine",
}


@pytest.mark.parametrize("name", _ONC_HIGH_PRIORITY.split())
def test_every_member_of_the_onc_high_priority_classes_resolves(name: str) -> None:
    found = TERMS.resolve_name(name)
    assert isinstance(found, Product)
    assert len(found.ingredients) == 1


@pytest.mark.parametrize(
    ("name", "reason", "near"),
    [
        ("Esmoprazole", "unknown", "esomeprazole"),
        ("Voreconazole", "unknown", "voriconazole"),
        ("Lisdexamefetamine", "unknown", "lisdexamfetamine"),
        ("NSAID", "class", ""),
    ],
)
def test_the_slips_of_the_onc_list_stay_unresolved(name: str, reason: str, near: str) -> None:
    found = TERMS.resolve_name(name)
    assert isinstance(found, Unresolved)
    assert found.reason == reason
    assert not near or near in found.near


@pytest.mark.parametrize(("written", "inn"), WRITTEN.items())
def test_a_common_name_resolves_to_the_inn(written: str, inn: str) -> None:
    found = TERMS.resolve_name(written)
    assert isinstance(found, Product)
    assert set(found.ingredients) == {inn}


@pytest.mark.parametrize(
    ("brand", "ingredients"),
    [
        ("Marevan", {"warfarin"}),
        ("Eliquis", {"apixaban"}),
        ("Septrin", {"sulfamethoxazole", "trimethoprim"}),
        ("Co-trimoxazole", {"sulfamethoxazole", "trimethoprim"}),
        ("Fostair", {"beclometasone", "formoterol"}),
        ("Epilim", {"valproic acid"}),
        ("Tylenol", {"paracetamol"}),
        ("Entresto", {"sacubitril", "valsartan"}),
        ("Zocor", {"simvastatin"}),
        ("Priadel", {"lithium"}),
        ("Madopar", {"levodopa", "benserazide"}),
        ("Co-careldopa", {"levodopa", "carbidopa"}),
        ("Co-beneldopa", {"levodopa", "benserazide"}),
        ("Co-dydramol", {"dihydrocodeine", "paracetamol"}),
        ("Co-amilofruse", {"amiloride", "furosemide"}),
        ("Co-tenidone", {"atenolol", "chlortalidone"}),
        ("Paxlovid", {"nirmatrelvir", "ritonavir"}),
    ],
)
def test_a_common_brand_resolves_to_its_ingredients(brand: str, ingredients: set[str]) -> None:
    found = TERMS.resolve_name(brand)
    assert isinstance(found, Product)
    assert set(found.ingredients) == ingredients
    assert len(ingredients) == 1 or TERMS.is_combination(frozenset(ingredients))


def test_a_chance_pair_is_no_combination() -> None:
    assert not TERMS.is_combination(frozenset({"warfarin", "digoxin"}))


def test_an_ingredient_tells_what_it_is_known_by() -> None:
    warfarin = TERMS.ingredient("warfarin")
    assert (warfarin.id, warfarin.rxcui, warfarin.unii, warfarin.atc) == (
        "warfarin",
        "11289",
        "5Q7ZVV76EI",
        ("B01AA03",),
    )
    assert warfarin.usual_routes == ("oral",)
    assert TERMS.ingredient("acetaminophen") is None  # an id is the canonical name, and nothing else


def test_salt_factors_name_their_source() -> None:
    factor, source = TERMS.salt_factor("phenytoin", "sodium")
    assert factor == 0.92
    assert "Dilantin" in source
    assert TERMS.salt_factor("ferrous sulfate", "heptahydrate")[0] == pytest.approx(0.2009, abs=1e-4)
    assert TERMS.salt_factor("warfarin", "sodium") is None

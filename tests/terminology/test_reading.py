"""Reading lines of text: every word is accounted for, or nothing is resolved."""

from __future__ import annotations

import pytest

from rxrules.terminology import Product, Terminology, Unresolved

TERMS = Terminology.default()


def read(text: str) -> tuple[list[tuple[str, str, str]], str, tuple[str, ...]]:
    found = TERMS.resolve_name(text)
    assert isinstance(found, Product), found
    components = [(c.ingredient, c.salt, str(c.strength or "")) for c in found.components]
    return components, found.form, found.routes


def reason(text: str) -> str:
    found = TERMS.resolve_name(text)
    assert isinstance(found, Unresolved), f"{text} resolved to {found}"
    return found.reason


@pytest.mark.parametrize(
    ("text", "components", "form", "routes"),
    [
        ("warfarin", [("warfarin", "", "")], "", ()),
        ("Warfarin 5 mg tablet", [("warfarin", "", "5 mg/{tablet}")], "tablet", ("oral",)),
        ("Warfarin sodium", [("warfarin", "sodium", "")], "", ()),
        ("ASPIRIN TBL 500MG", [("acetylsalicylic acid", "", "500 mg/{tablet}")], "tablet", ("oral",)),
        ("Aspirin 500 mg Tabletten", [("acetylsalicylic acid", "", "500 mg/{tablet}")], "tablet", ("oral",)),
        ("levothyroxine 50 mcg", [("levothyroxine", "", "50 ug")], "", ()),
        (
            "amoxicillin 250 mg/5 mL oral suspension",
            [("amoxicillin", "", "50 mg/mL")],
            "oral suspension",
            ("oral",),
        ),
        (
            "morphine sulfate 10 mg/5 mL oral solution",
            [("morphine", "sulfate", "2 mg/mL")],
            "oral solution",
            ("oral",),
        ),
        (
            "Morphine sulphate 10mg/5ml oral solution",
            [("morphine", "sulfate", "2 mg/mL")],
            "oral solution",
            ("oral",),
        ),
        (
            "fentanyl 25 micrograms/hour transdermal patches",
            [("fentanyl", "", "25 ug/h")],
            "transdermal patch",
            ("transdermal",),
        ),
        ("Heparin sodium 5,000 units/mL", [("heparin", "sodium", "5000 [iU]/mL")], "", ()),
        ("Adrenaline 1 in 1,000 injection", [("epinephrine", "", "1 mg/mL")], "injection", ()),
        (
            "Co-codamol 30/500 tablets",
            [("codeine", "", "30 mg/{tablet}"), ("paracetamol", "", "500 mg/{tablet}")],
            "tablet",
            ("oral",),
        ),
        (
            "Co-codamol 30mg/500mg tablets",
            [("codeine", "", "30 mg/{tablet}"), ("paracetamol", "", "500 mg/{tablet}")],
            "tablet",
            ("oral",),
        ),
        ("cocodamol", [("codeine", "", ""), ("paracetamol", "", "")], "", ()),
        (
            "co-amoxiclav 625mg tablets",
            [("amoxicillin", "", ""), ("clavulanic acid", "", "")],
            "tablet",
            ("oral",),
        ),
        ("paracetamol/codeine", [("paracetamol", "", ""), ("codeine", "", "")], "", ()),
        (
            "hydrocodone-acetaminophen 5-325 mg tablet",
            [("hydrocodone", "", "5 mg/{tablet}"), ("paracetamol", "", "325 mg/{tablet}")],
            "tablet",
            ("oral",),
        ),
        (
            "codeine 30 mg / paracetamol 500 mg tablets",
            [("codeine", "", "30 mg/{tablet}"), ("paracetamol", "", "500 mg/{tablet}")],
            "tablet",
            ("oral",),
        ),
        (
            "paracetamol and codeine 500 mg tablets",
            [("paracetamol", "", ""), ("codeine", "", "")],
            "tablet",
            ("oral",),
        ),
        (
            "Suboxone 2 MG / 0.5 MG Sublingual Film",
            [("buprenorphine", "", ""), ("naloxone", "", "")],
            "sublingual film",
            ("sublingual",),
        ),
        (
            "betamethasone (betamethasone valerate) 0.05 % cutaneous cream",
            [("betamethasone", "valerate", "0.05 %")],
            "cream",
            ("topical",),
        ),
        ("Nurofen (ibuprofen) 200mg tablets", [("ibuprofen", "", "200 mg/{tablet}")], "tablet", ("oral",)),
        (
            "paracetamol 500 mg tablets (Panadol)",
            [("paracetamol", "", "500 mg/{tablet}")],
            "tablet",
            ("oral",),
        ),
        ("cilazapril 500 microgram tablet, 90", [("cilazapril", "", "500 ug/{tablet}")], "tablet", ("oral",)),
        ("Fucidine® 20mg/g Creme 15g N1", [("fusidic acid", "", "20 mg/g")], "cream", ("topical",)),
        (
            "SIMVA BASICS 20 mg Filmtabletten (100 Stk)",
            [("simvastatin", "", "20 mg/{tablet}")],
            "tablet",
            ("oral",),
        ),
        ("Venlafaxin 1A Pharma 75mg", [("venlafaxine", "", "75 mg")], "", ()),
        (
            "sodium valproate 500mg gastro-resistant tablets",
            [("valproic acid", "sodium", "500 mg/{tablet}")],
            "tablet",
            ("oral",),
        ),
        ("ibuprofen lysine 342mg tablets", [("ibuprofen", "lysine", "342 mg/{tablet}")], "tablet", ("oral",)),
        (
            "Product containing menthol and methyl salicylate in cutaneous dose form",
            [("levomenthol", "", ""), ("methyl salicylate", "", "")],
            "",
            ("topical",),
        ),
        (
            "salbutamol 100micrograms/dose inhaler CFC free",
            [("salbutamol", "", "100 ug/{puff}")],
            "inhaler",
            ("inhaled",),
        ),
        (
            "Duragesic 25 micrograms/hour patches",
            [("fentanyl", "", "25 ug/h")],
            "transdermal patch",
            ("transdermal",),
        ),
    ],
)
def test_text_is_read_with_its_salt_strength_form_and_route(text, components, form, routes) -> None:
    assert read(text) == (components, form, routes)


def test_the_percentage_that_a_label_says_twice_is_read_once() -> None:
    components, _, routes = read(
        "Ultraproct - cinchocaine 0.5% (5 mg/g) + fluocortolone hexanoate 0.095% (945 microgram/g) + "
        "fluocortolone pivalate 0.092% (918 microgram/g) ointment"
    )
    assert components == [
        ("cinchocaine", "", "5 mg/g"),
        ("fluocortolone", "caproate", "945 ug/g"),
        ("fluocortolone", "pivalate", "918 ug/g"),
    ]
    assert "rectal" in routes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("warfarin without doubt", "left_over"),
        ("stop warfarin", "unknown"),
        ("aspirin free", "left_over"),
        ("no aspirin", "unknown"),
        ("Nurofen Extra Plus", "left_over"),
        ("paracetamol comp.", "left_over"),
        ("Epilim Chrono 500 tablets", "left_over"),
        ("morphine 10 somethings", "left_over"),
        ("xylocarbomaxine", "unknown"),
        ("5 mg tablets", "unknown"),
    ],
)
def test_a_word_left_over_leaves_the_text_unresolved(text: str, expected: str) -> None:
    assert reason(text) == expected


def test_a_bare_number_after_a_brand_is_never_a_pack_size() -> None:
    # Tylenol 3 holds codeine.
    assert reason("Tylenol 3 tablets") == "left_over"
    assert read("Tylenol No. 3")[0] == [("paracetamol", "", ""), ("codeine", "", "")]


@pytest.mark.parametrize("text", ["warfarin digoxin", "amoxicillin 500mg/125mg tablets", "Anadin Paracetamol", "Emla insulin"])
def test_what_could_be_two_things_is_ambiguous(text: str) -> None:
    assert reason(text) == "ambiguous"


@pytest.mark.parametrize("name", ["insulin", "iron", "tenofovir", "isosorbide", "Benadryl", "Gaviscon", "interferon alfa"])
def test_a_name_of_several_drugs_is_ambiguous(name: str) -> None:
    found = TERMS.resolve_name(name)
    assert isinstance(found, Unresolved)
    assert found.reason == "ambiguous"
    assert found.detail


@pytest.mark.parametrize("name", ["penicillin", "statins", "NSAID", "beta-blocker", "opioids"])
def test_a_class_of_drugs_is_not_a_drug(name: str) -> None:
    assert reason(name) == "class"


@pytest.mark.parametrize("name", ["No known medications", "no-known-medications", "None", "Unknown", "NKDA", "n/a"])
def test_a_placeholder_has_a_reason_of_its_own(name: str) -> None:
    assert reason(name) == "placeholder"


@pytest.mark.parametrize("text", ["", "   ", "®", "-"])
def test_nothing_written_is_empty(text: str) -> None:
    assert reason(text) == "empty"


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ("apomorphine", "morphine"),
        ("diamorphine", "morphine"),
        ("ethylmorphine", "morphine"),
        ("chlorothiazide", "thiazide"),
        ("hydrochlorothiazide", "chlorothiazide"),
        ("oxcarbazepine", "carbamazepine"),
        ("levothyroxine", "thyroxine"),
        ("dihydrocodeine", "codeine"),
        ("phenoxymethylpenicillin", "penicillin"),
        ("methylprednisolone", "prednisolone"),
        ("fosphenytoin", "phenytoin"),
        ("esomeprazole", "omeprazole"),
        ("escitalopram", "citalopram"),
        ("levofloxacin", "ofloxacin"),
        ("desloratadine", "loratadine"),
        ("norethisterone", "testosterone"),
        ("desvenlafaxine", "venlafaxine"),
        ("valganciclovir", "ganciclovir"),
        ("acetyldigoxin", "digoxin"),
        ("oxymetazoline", "xylometazoline"),
        ("pseudoephedrine", "ephedrine"),
        ("norepinephrine", "epinephrine"),
        ("hydroxychloroquine", "chloroquine"),
        ("dexmethylphenidate", "methylphenidate"),
        ("hydroxyzine", "hydralazine"),
        ("chlorpromazine", "promazine"),
        ("ceftazidime", "cefotaxime"),
        ("vinblastine", "vincristine"),
        ("lamotrigine", "lamivudine"),
        ("quinine", "quinidine"),
        ("carbimazole", "carbamazepine"),
        ("sulfadiazine", "sulfasalazine"),
        ("tramadol", "trazodone"),
        ("clonidine", "clonazepam"),
        ("metolazone", "methimazole"),
        ("prednisone", "prednisolone"),
    ],
)
def test_look_alikes_and_names_within_names_stay_apart(whole: str, part: str) -> None:
    found, other = TERMS.resolve_name(whole), TERMS.resolve_name(part)
    assert isinstance(found, Product)
    if isinstance(other, Product) and part != "thyroxine":
        assert found.ingredients != other.ingredients
    split = TERMS.resolve_name(f"apo-{part}")
    assert not isinstance(split, Product)


def test_a_calcium_that_is_a_second_drug_is_not_taken_for_a_salt() -> None:
    assert read("atorvastatin calcium")[0] == [("atorvastatin", "calcium", "")]
    assert reason("colecalciferol calcium") == "ambiguous"


@pytest.mark.parametrize(
    ("typo", "meant"),
    [
        ("warfarrin", "warfarin"),
        ("amoxicilin", "amoxicillin"),
        ("parecetamol", "paracetamol"),
        ("digoxinn 250 mcg", "digoxin"),
    ],
)
def test_near_names_are_offered_for_a_typing_error_and_never_used(typo: str, meant: str) -> None:
    found = TERMS.resolve_name(typo)
    assert isinstance(found, Unresolved)
    assert meant in found.near


def test_the_same_text_gives_the_same_product() -> None:
    assert TERMS.resolve_name("Marevan 5mg tablets") == TERMS.resolve_name("Marevan 5mg tablets")


def test_an_injection_never_takes_the_oral_route_of_its_brand() -> None:
    found = TERMS.resolve_name("Synthroid 100 micrograms injection")
    assert isinstance(found, Product)
    assert found.routes == ()

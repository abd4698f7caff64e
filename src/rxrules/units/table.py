"""The table of clinical units: each atom of UCUM that prescribing uses, with its kind and its exact factor.

Sources: UCUM 2.2 (2024-06-17) for every factor; BIPM, The International System of Units, 9th edition, for the
prefixes. Two facts differ from pint and ucumvert: UCUM's metre of mercury is exactly 133.322 kPa, and its
inches of mercury and of water are 25.4 mm of them, where pint's are those at 60 degrees Fahrenheit.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from rxrules.units.kinds import reduced


class Atom(NamedTuple):
    """One unit symbol with its prefix: the code to print, what it counts, its factor as a ratio."""

    code: str
    base: str
    numerator: int
    denominator: int
    offset: float = 0.0


_PREFIXES: Final = {
    "f": -15, "p": -12, "n": -9, "u": -6, "m": -3, "c": -2, "d": -1, "": 0, "h": 2, "k": 3, "M": 6, "G": 9,
}  # fmt: skip

# symbol: (base, numerator, denominator, prefixes allowed). The prefixes are those of clinical use: Mg (a
# tonne) and ML are valid in UCUM, but in a prescription they are mg and mL in capitals, wrong by a factor of
# a thousand million.
_METRIC: Final = {
    "g": ("mass", 1000, 1, "f p n u m c d k"),
    "mol": ("amount", 1000, 1, "f p n u m"),
    "eq": ("equivalents", 1000, 1, "n u m"),
    "osm": ("osmoles", 1000, 1, "u m"),
    "[iU]": ("activity", 1, 1, "u m k M"),
    "U": ("enzyme", 1, 1, "n u m k M"),
    "kat": ("enzyme", 60_000_000, 1, "p n u m"),
    "L": ("volume", 1000, 1, "f p n u m c d h"),
    "m": ("length", 100, 1, "n u m c d k"),
    "s": ("time", 1, 86_400, "n u m"),
    "cal": ("energy", 1, 1000, "k"),
    "J": ("energy", 1, 4184, "k M"),
    "m[Hg]": ("pressure", 1000, 1, "m c"),
    "m[H2O]": ("pressure", 9_806_650, 133_322, "m c"),
    "Pa": ("pressure", 1000, 133_322, "m h k M"),
    "bar": ("pressure", 100_000_000, 133_322, "m"),
    "Bq": ("radioactivity", 1, 1_000_000, "k M G"),
    "Ci": ("radioactivity", 37_000, 1, "n u m"),
}

_PLAIN: Final = {
    "t": ("mass", 1_000_000_000, 1),
    "[lb_av]": ("mass", 45_359_237, 100),
    "[oz_av]": ("mass", 28_349_523_125, 1_000_000),
    "[stone_av]": ("mass", 635_029_318, 100),
    "[gr]": ("mass", 6_479_891, 100_000),
    "m3": ("volume", 1_000_000, 1),
    "dm3": ("volume", 1000, 1),
    "cm3": ("volume", 1, 1),
    "mm3": ("volume", 1, 1000),
    "[tsp_m]": ("volume", 5, 1),
    "[tbs_m]": ("volume", 15, 1),
    "[foz_m]": ("volume", 30, 1),
    "[tsp_us]": ("volume", 492_892_159_375, 100_000_000_000),
    "[tbs_us]": ("volume", 1_478_676_478_125, 100_000_000_000),
    "[foz_us]": ("volume", 295_735_295_625, 10_000_000_000),
    "[in_i]": ("length", 254, 100),
    "[ft_i]": ("length", 3048, 100),
    "[yd_i]": ("length", 9144, 100),
    "m2": ("area", 1, 1),
    "dm2": ("area", 1, 100),
    "cm2": ("area", 1, 10_000),
    "mm2": ("area", 1, 1_000_000),
    "min": ("time", 1, 1440),
    "h": ("time", 1, 24),
    "d": ("time", 1, 1),
    "wk": ("time", 7, 1),
    "mo": ("calendar", 1, 1),
    "a": ("calendar", 12, 1),
    "%": ("fraction", 1, 100),
    "[ppth]": ("fraction", 1, 1000),
    "[ppm]": ("fraction", 1, 1_000_000),
    "[ppb]": ("fraction", 1, 1_000_000_000),
    "[pptr]": ("fraction", 1, 1_000_000_000_000),
    "[Cal]": ("energy", 1, 1),
    "[in_i'Hg]": ("pressure", 254, 10),
    "[in_i'H2O]": ("pressure", 9_806_650 * 254, 133_322 * 10_000),
    "{MME}": ("morphine_equivalents", 1, 1),
}

#: UCUM's arbitrary units of clinical use: each compares with itself only.
ARBITRARY: Final = (
    "[arb'U]", "[USP'U]", "[anti'Xa'U]", "[beth'U]", "[GPL'U]", "[MPL'U]", "[APL'U]", "[tb'U]", "[CFU]",
    "[PFU]", "[FFU]", "[CCID_50]", "[TCID_50]", "[EID_50]", "[IR]", "[BAU]", "[AU]", "[Amb'a'1'U]", "[PNU]",
    "[Lf]", "[D'ag'U]", "[FEU]",
    "[ELU]", "[EU]", "[todd'U]", "[dye'U]", "[smgy'U]", "[bdsk'U]", "[ka'U]", "[knk'U]", "[mclg'U]",
)  # fmt: skip

#: Dose forms that are counted, each a kind of its own, with the words and codes that people write for one of
#: them.
FORMS: Final = {
    "tablet": "tab tbl caplet tabletten",
    "capsule": "cap caps",
    "puff": "actuation inhalation",
    "drop": "gtt gtts drp",
    "patch": "",
    "suppository": "supp",
    "pessary": "",
    "sachet": "",
    "ampoule": "amp ampule ampul",
    "vial": "",
    "application": "",
    "spray": "",
    "lozenge": "",
    "pastille": "",
    "blister": "",
    "pen": "",
    "syringe": "",
    "cartridge": "",
    "film": "",
    "implant": "",
    "enema": "",
    "nebule": "",
    "wafer": "",
    "gum": "",
    "bag": "",
    "bottle": "",
    "ring": "",
    "insert": "",
    "dose": "",
}

#: Annotations that stand for a plain number of something that is not a medicine.
NUMBERS: Final = frozenset(
    [
        "{beats}",
        "{beat}",
        "{breaths}",
        "{breath}",
        "{cells}",
        "{cell}",
        "{rbc}",
        "{wbc}",
        "{copies}",
        "{events}",
        "{#}",
        "{score}",
        "{INR}",
        "{ratio}",
    ]
)

#: Annotations that say what the unit already means, and are dropped. Any other is refused: it may change the
#: meaning.
NEUTRAL: Final = frozenset(
    [
        ("kg", "{body_wt}"),
        ("kg", "{body_weight}"),
        ("kg", "{bw}"),
        ("m2", "{bsa}"),
        ("g", "{creat}"),
        ("mmol", "{creat}"),
    ]
)


def _expand() -> dict[str, Atom]:
    atoms: dict[str, Atom] = {}
    for symbol, (base, numerator, denominator, prefixes) in _METRIC.items():
        for prefix in ("", *prefixes.split()):
            power = _PREFIXES[prefix]
            ratio = reduced(numerator * 10 ** max(power, 0), denominator * 10 ** max(-power, 0))
            atoms[prefix + symbol] = Atom(prefix + symbol, base, *ratio)
    for symbol, (base, numerator, denominator) in _PLAIN.items():
        atoms[symbol] = Atom(symbol, base, *reduced(numerator, denominator))
    for symbol in list(atoms):
        if symbol.endswith("L"):
            atoms[symbol[:-1] + "l"] = atoms[symbol]
        if symbol.endswith("[iU]"):
            atoms[symbol[:-4] + "[IU]"] = atoms[symbol]
    for symbol in ARBITRARY:
        atoms[symbol] = Atom(symbol, f"arbitrary:{symbol}", 1, 1)
    for form in FORMS:
        atoms[f"{{{form}}}"] = Atom(f"{{{form}}}", f"count:{form}", 1, 1)
    # UCUM defines its drop as 1/20 mL; drops differ by dropper and liquid, so a drop is counted and has no
    # volume here.
    atoms["[drp]"] = atoms["{drop}"]
    for symbol in NUMBERS:
        atoms[symbol] = Atom(symbol, "number", 1, 1)
    atoms["Cel"] = Atom("Cel", "temperature", 1, 1)
    atoms["K"] = Atom("K", "temperature", 1, 1, -273.15)
    atoms["[degF]"] = Atom("[degF]", "temperature", 5, 9, -160 / 9)
    return atoms


#: Every symbol that is read without pint.
ATOMS: Final = _expand()

#: Valid UCUM symbols that are rare but plain: pint and ucumvert give the factor, the dimension the kind.
#: SAFETY: a list, each checked against UCUM's definition, and not whatever they can read: [cft_i] and
#: [cyd_i], cubic measures, come back as a hundredth of a foot and of a yard.
RARE: Final = frozenset((
    "[gal_us]", "[bbl_us]", "[qt_us]", "[pt_us]", "[gil_us]", "[fdr_us]", "[min_us]", "[cup_us]",
    "[cup_m]", "[gal_br]", "[qt_br]", "[pt_br]", "[gil_br]", "[foz_br]", "[fdr_br]", "[min_br]", "[oz_m]",
    "[oz_tr]", "[lb_tr]", "[pwt_tr]", "[oz_ap]", "[lb_ap]", "[dr_ap]", "[sc_ap]", "[dr_av]", "[ston_av]",
    "[lton_av]", "[in_us]", "[ft_us]", "[yd_us]", "[mi_us]", "[mi_i]", "[sin_i]", "[sft_i]", "[syd_i]",
    "[cin_i]", "atm", "[psi]", "cal_IT", "kcal_IT",
    "cal_th", "kcal_th", "eV", "Ao",
))  # fmt: skip

#: Symbols of physics that UCUM knows, for the wording of their refusal.
PHYSICS: Final = frozenset(
    [
        "rad",
        "deg",
        "gon",
        "circ",
        "sph",
        "sr",
        "cd",
        "C",
        "Hz",
        "N",
        "W",
        "A",
        "V",
        "F",
        "Ohm",
        "S",
        "Wb",
        "T",
        "H",
        "lm",
        "lx",
        "ar",
        "u",
        "pc",
        "gf",
        "Ky",
        "Gal",
        "dyn",
        "erg",
        "P",
        "Bi",
        "St",
        "Mx",
        "Oe",
        "Gb",
        "sb",
        "Lmb",
        "ph",
        "tex",
        "st",
        "mho",
        "bit",
        "By",
        "Bd",
        "b",
        "att",
        "AU",
        "g%",
        "''",
        "'",
    ]
)

#: Symbols and prefixes that UCUM knows and rxrules refuses, by the reason that the refusal gives.
REFUSED: Final = {
    "is UCUM for a large metric unit, and nearly always mg or mL in capitals; write mg or mL": "Mg ML Ml",
    "is a year or month of a fixed calendar; write a or mo": "a_t a_j a_g mo_s mo_j mo_g",
    "is a logarithmic or special scale, which is not compared by a factor": (
        "[pH] B dB B[SPL] dB[SPL] B[V] dB[V] B[mV] B[uV] B[W] B[kW] B[10.nV] dB[10.nV] Np bit_s "
        "[m/s2/Hz^(1/2)] %[slope] [degRe] [p'diop] [hp'_X] [hp'_C] [hp'_M] [hp'_Q] [hp_X] [hp_C] [hp_M] "
        "[hp_Q] [kp_X] [kp_C] [kp_M] [kp_Q]"
    ),
    "is a unit of radiation dose or exposure, which no check reads": "Gy mGy Sv mSv RAD REM R [hnsf'U]",
    "is a field of view or a test's own scale": ("[HPF] [LPF] [S] [NTU] [FNU] [wood'U] [PRU] [MET] [diop] [mesh_i] [Ch]"),
    "is a physical constant or a pure multiple": ("[pi] [c] [h] [k] [eps_0] [mu_0] [e] [m_e] [m_p] [G] [g] [ly]"),
}

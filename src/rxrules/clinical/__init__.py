"""Named and versioned clinical formulas.

A formula is called with quantities, and gives a result with its unit and the steps that led to it:

    from rxrules.clinical import cockcroft_gault
    cockcroft_gault(age="60 a", weight="72 kg", sex="male", creatinine="88.4 umol/L")

A result is an aid to calculation, and no recommendation of a dose.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rxrules.clinical.catalogue import FORMULAS, formula
    from rxrules.clinical.catalogue.body_size import (
        adjusted_weight,
        body_mass_index,
        bsa_du_bois,
        bsa_gehan_george,
        bsa_haycock,
        bsa_mosteller,
        cockcroft_gault_weight_by_bmi,
        cockcroft_gault_weight_by_ideal,
        ideal_weight_devine,
        ideal_weight_devine_extrapolated,
        lean_weight_janmahasatian,
    )
    from rxrules.clinical.catalogue.doses import (
        carboplatin_calvert,
        dose_rounding,
        doxorubicin_equivalents_feijen,
        doxorubicin_equivalents_ighg,
        fosphenytoin_mass,
        infusion_rate,
        infusion_rate_fixed,
        infusion_rate_units,
        infusion_rate_units_fixed,
        morphine_equivalents_cdc,
        morphine_equivalents_cdc_2016,
        morphine_equivalents_cms,
        phenytoin_acid_content,
        postmenstrual_age,
    )
    from rxrules.clinical.catalogue.organs import (
        child_pugh,
        child_pugh_cholestatic,
        ckd_epi_creatinine,
        cockcroft_gault,
        deindexed_gfr,
        indexed_gfr,
        schwartz_bedside,
    )
    from rxrules.clinical.definition import Formula, Result
    from rxrules.clinical.parameter import Parameter
    from rxrules.clinical.population import OutsidePopulation

__all__ = [
    "FORMULAS",
    "Formula",
    "OutsidePopulation",
    "Parameter",
    "Result",
    "adjusted_weight",
    "body_mass_index",
    "bsa_du_bois",
    "bsa_gehan_george",
    "bsa_haycock",
    "bsa_mosteller",
    "carboplatin_calvert",
    "child_pugh",
    "child_pugh_cholestatic",
    "ckd_epi_creatinine",
    "cockcroft_gault",
    "cockcroft_gault_weight_by_bmi",
    "cockcroft_gault_weight_by_ideal",
    "deindexed_gfr",
    "dose_rounding",
    "doxorubicin_equivalents_feijen",
    "doxorubicin_equivalents_ighg",
    "formula",
    "fosphenytoin_mass",
    "ideal_weight_devine",
    "ideal_weight_devine_extrapolated",
    "indexed_gfr",
    "infusion_rate",
    "infusion_rate_fixed",
    "infusion_rate_units",
    "infusion_rate_units_fixed",
    "lean_weight_janmahasatian",
    "morphine_equivalents_cdc",
    "morphine_equivalents_cdc_2016",
    "morphine_equivalents_cms",
    "phenytoin_acid_content",
    "postmenstrual_age",
    "schwartz_bedside",
]

_ELSEWHERE = {"Formula": "definition", "Result": "definition", "Parameter": "parameter", "OutsidePopulation": "population"}


def __getattr__(name: str) -> object:
    # INVARIANT: checks import this package, and most need no formula: nothing is made before it is asked for.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _ELSEWHERE:
        return getattr(import_module(f"rxrules.clinical.{_ELSEWHERE[name]}"), name)
    catalogue = import_module("rxrules.clinical.catalogue")
    if name in ("FORMULAS", "formula"):
        return getattr(catalogue, name)
    return next(getattr(one, name) for one in (catalogue.body_size, catalogue.organs, catalogue.doses) if hasattr(one, name))

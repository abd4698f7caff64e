"""The pages of every code that validation reports, in order."""

from __future__ import annotations

from rxrules.validate.pages_amounts import AMOUNTS
from rxrules.validate.pages_bands import BANDS
from rxrules.validate.pages_burdens import BURDENS
from rxrules.validate.pages_crossings import CROSSINGS
from rxrules.validate.pages_definitions import DEFINITIONS
from rxrules.validate.pages_governance import GOVERNANCE
from rxrules.validate.pages_limits import LIMITS
from rxrules.validate.pages_magnitudes import MAGNITUDES
from rxrules.validate.pages_manifest import MANIFEST
from rxrules.validate.pages_names import NAMES
from rxrules.validate.pages_patients import PATIENTS
from rxrules.validate.pages_rules import RULES

_ALL = (
    *NAMES,
    *RULES,
    *DEFINITIONS,
    *PATIENTS,
    *BURDENS,
    *AMOUNTS,
    *BANDS,
    *LIMITS,
    *CROSSINGS,
    *MAGNITUDES,
    *GOVERNANCE,
    *MANIFEST,
)
PAGES = tuple(sorted(_ALL, key=lambda page: page.code))

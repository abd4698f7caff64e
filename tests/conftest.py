"""Profiles of Hypothesis: ``ci`` for every run, ``nightly`` for long ones (``HYPOTHESIS_PROFILE=nightly``)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings

# the strategies of plans and charts serve the laws of every engine
sys.path.insert(0, str(Path(__file__).parent / "engines"))

# no test depends on what an earlier call kept in the user's folder
os.environ["RXRULES_CACHE"] = "0"

_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
settings.register_profile("ci", max_examples=60, deadline=None, derandomize=True, suppress_health_check=_SLOW)
settings.register_profile("nightly", max_examples=2000, deadline=None, suppress_health_check=_SLOW)
# for mutants of our own code: few examples, and none is made smaller
settings.register_profile(
    "mutation",
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=_SLOW,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

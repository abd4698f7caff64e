"""The codes of what is wrong with waivers, of rules that lack scenarios, and of files that can't be formatted."""

from __future__ import annotations

from typing import Final

WAIVER_EXPIRED: Final = "RX620"
WAIVER_UNUSED: Final = "RX621"
WAIVER_OF_ERROR: Final = "RX622"
WAIVER_INCOMPLETE: Final = "RX623"
NEVER_FIRES: Final = "RX630"
NEVER_CLEAR: Final = "RX631"
TWIN_SCENARIO: Final = "RX632"
NOT_FORMATTED: Final = "RX640"

"""The codes of what can be wrong with a scenario file."""

from __future__ import annotations

from typing import Final

NO_LIST: Final = "RX610"
INCOMPLETE: Final = "RX611"
NOT_ALLOWED: Final = "RX612"
CASE_NOT_READ: Final = "RX613"
EXPECTS_NOTHING: Final = "RX614"
NAMED_TWICE: Final = "RX615"

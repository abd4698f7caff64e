"""The codes of what can be wrong with the files of a ruleset, before any of them is read."""

from __future__ import annotations

from typing import Final

NO_MANIFEST: Final = "RX114"
FILE_REFUSED: Final = "RX116"
NO_RULESET: Final = "RX200"

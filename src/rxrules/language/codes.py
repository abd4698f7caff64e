"""The codes of what can be wrong with the form of a ruleset, beyond those of any document."""

from __future__ import annotations

from typing import Final

NO_WINDOW: Final = "RX111"
AMBIGUOUS_AGE: Final = "RX112"
LANGUAGE_VERSION: Final = "RX113"
SECOND_MANIFEST: Final = "RX115"
FILE_UNUSED: Final = "RX117"
TABLE_COLUMN: Final = "RX118"
TABLE_ROWS_DISAGREE: Final = "RX119"

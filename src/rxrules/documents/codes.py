"""The codes of what can be wrong with the form of a document, and the pages about them."""

from __future__ import annotations

from typing import Final

UNREADABLE: Final = "RX001"
TOO_LARGE: Final = "RX002"
NOT_UTF8: Final = "RX003"
HIDDEN_CHARACTER: Final = "RX004"
EMPTY: Final = "RX005"
TOO_MANY: Final = "RX006"
TOO_DEEP: Final = "RX007"

YAML_SYNTAX: Final = "RX011"
TAB: Final = "RX012"
DUPLICATE_KEY: Final = "RX013"
NULL: Final = "RX014"
ALIAS: Final = "RX015"
TAG: Final = "RX016"
SEVERAL_DOCUMENTS: Final = "RX017"
KEY_NOT_TEXT: Final = "RX018"

CSV_SYNTAX: Final = "RX031"
CSV_HEADER: Final = "RX032"
CSV_RAGGED: Final = "RX033"

UNKNOWN_KEY: Final = "RX101"
MISSING_KEY: Final = "RX102"
WRONG_SHAPE: Final = "RX103"
NOT_ALLOWED: Final = "RX104"
NO_BOOLEAN: Final = "RX105"
NO_NUMBER: Final = "RX106"
NO_DATE: Final = "RX107"
NO_QUANTITY: Final = "RX108"

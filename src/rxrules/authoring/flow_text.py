"""Values as YAML in brackets, with quotes where YAML would read a text otherwise."""

from __future__ import annotations

import json
import re
from typing import Any, Final

# What means the same with and without quotes: no indicator, no comment, nothing that a field would take for a number or a truth.
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./_+-]*")


def flow(value: Any) -> str:
    """A value as YAML in one line.

    >>> flow({"age": "[3 mo, 12 a)", "max": "4 g"})
    '{age: "[3 mo, 12 a)", max: 4 g}'
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        is_plain = _PLAIN.fullmatch(value) and not value.endswith(" ") and value not in ("true", "false", "null")
        return str(value) if is_plain else json.dumps(value, ensure_ascii=False)
    return str(value)

"""Age before and after birth."""

from __future__ import annotations

import re


def postmenstrual_age(gestational_age: float, postnatal_age: float) -> float:
    """Postmenstrual age in days: the time from the last menstruation to birth, and from birth to now.

    Engle WA; American Academy of Pediatrics Committee on Fetus and Newborn. Age terminology during the perinatal period. Pediatrics
    2004;114:1362-1364.

    Args:
        gestational_age: at birth, in days.
        postnatal_age: in days.

    >>> weeks_and_days(postmenstrual_age(27 * 7, 30))
    '31w2d'
    """
    return gestational_age + postnatal_age


def weeks_and_days(days: float) -> str:
    """Days as neonatologists write them, in completed weeks and days: 219 as 31w2d."""
    weeks, rest = divmod(int(days + 1e-9), 7)
    return f"{weeks}w{rest}d"


def read_weeks_and_days(text: str) -> float | None:
    """The days of "27w3d", "27+3" or "27 weeks 3 days", or None where the text is not written so."""
    found = re.fullmatch(r"(\d{1,2}) ?(?:w|wk|weeks?|(?=\+))(?: ?\+ ?| ?)([0-6]) ?(?:d|days?)?", text.strip().casefold())
    return None if found is None else int(found[1]) * 7.0 + int(found[2])

"""Infusions: from a rate of the drug to a rate of the pump."""

from __future__ import annotations

from rxrules.clinical.population import OutsidePopulation


def pump_rate(rate: float, concentration: float, weight: float = 1.0) -> float:
    """The rate of a pump in mL/h.

    Args:
        rate: of the drug, in an amount per hour, or per kg and hour.
        concentration: in the same amount per mL.
        weight: body mass in kg, where the rate is per kg; else 1.

    Raises:
        OutsidePopulation: the concentration is not above zero.
    """
    if not concentration > 0:
        raise OutsidePopulation("concentration", f"got {concentration:g}, expected a concentration above zero")
    return rate * weight / concentration


def pump_rate_per_minute(rate: float, concentration: float, weight: float = 1.0) -> float:
    """The rate of a pump in mL/h, where the drug's is per minute; arguments and errors as `pump_rate`.

    >>> pump_rate_per_minute(5, 1600, 80)
    15.0
    """
    return pump_rate(rate * 60, concentration, weight)

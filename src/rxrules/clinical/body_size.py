"""Body size: formulas by name and year, with their sources."""

from __future__ import annotations

import math

#: The name and version under which the formula stands in traces.
MOSTELLER = "body surface (Mosteller 1987)"


def body_surface_mosteller(height: float, weight: float) -> float:
    """Body surface area in m2.

    Mosteller RD. Simplified calculation of body-surface area. N Engl J Med 1987;317:1098.

    Args:
        height: body length in cm.
        weight: body mass in kg.

    >>> round(body_surface_mosteller(170, 70), 4)
    1.8181
    """
    return math.sqrt(height * weight / 3600)

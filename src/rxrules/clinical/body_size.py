"""Body size: formulas of the body's surface and mass index, with their sources."""

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


def body_surface_du_bois(height: float, weight: float) -> float:
    """Body surface area in m2.

    Du Bois D, Du Bois EF. A formula to estimate the approximate surface area if height and weight be known. Arch Intern Med
    1916;17:863-871.

    Args:
        height: body length in cm.
        weight: body mass in kg.
    """
    return float(0.007184 * height**0.725 * weight**0.425)


def body_surface_haycock(height: float, weight: float) -> float:
    """Body surface area in m2.

    Haycock GB, Schwartz GJ, Wisotsky DH. Geometric method for measuring body surface area. J Pediatr 1978;93:62-66.

    Args:
        height: body length in cm.
        weight: body mass in kg.
    """
    return float(0.024265 * height**0.3964 * weight**0.5378)


def body_surface_gehan_george(height: float, weight: float) -> float:
    """Body surface area in m2.

    Gehan EA, George SL. Estimation of human body surface area from height and weight. Cancer Chemother Rep 1970;54:225-235.

    Args:
        height: body length in cm.
        weight: body mass in kg.
    """
    return float(0.0235 * height**0.42246 * weight**0.51456)


def body_mass_index(height: float, weight: float) -> float:
    """Body mass index in kg/m2.

    Keys A, Fidanza F, Karvonen MJ, Kimura N, Taylor HL. Indices of relative weight and obesity. J Chronic Dis 1972;25:329-343.

    Args:
        height: body length in cm.
        weight: body mass in kg.
    """
    return weight / (height / 100) ** 2

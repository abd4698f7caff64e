"""Phenytoin: the acid in its sodium salt, and the mass of fosphenytoin behind phenytoin sodium equivalents."""

from __future__ import annotations

from typing import Final

#: Phenytoin in its sodium salt: 252.27 of 274.25 by formula weight; the labels say 92 %.
PHENYTOIN_IN_SODIUM: Final = 0.92
#: Milligrams of fosphenytoin sodium in a milligram of phenytoin sodium equivalents.
FOSPHENYTOIN_PER_PE: Final = 1.5


def phenytoin_acid(dose: float) -> float:
    """Milligrams of phenytoin (the acid) in a dose of phenytoin sodium.

    US prescribing information, Dilantin (phenytoin sodium).

    Args:
        dose: of phenytoin sodium, in mg.

    >>> phenytoin_acid(300)
    276.0
    """
    return dose * PHENYTOIN_IN_SODIUM


def fosphenytoin_mass(equivalents: float) -> float:
    """Milligrams of fosphenytoin sodium in a dose of phenytoin sodium equivalents.

    US prescribing information, fosphenytoin sodium injection. Doses are ordered in equivalents and never in this mass.

    Args:
        equivalents: phenytoin sodium equivalents (PE) in mg.
    """
    return equivalents * FOSPHENYTOIN_PER_PE

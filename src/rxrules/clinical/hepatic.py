"""Hepatic function: the Child-Pugh score and its classes."""

from __future__ import annotations

from typing import Final, NamedTuple

from rxrules.clinical.population import OutsidePopulation
from rxrules.units import exceeds

#: Findings at the bedside, by how many points they give.
ASCITES: Final = ("none", "mild", "moderate")
ENCEPHALOPATHY: Final = ("none", "mild", "severe")
#: Between these the bilirubin, in mg/dL, gives two points; the second pair is for cholestatic disease.
BILIRUBIN: Final = (2.0, 3.0)
BILIRUBIN_CHOLESTATIC: Final = (4.0, 10.0)
_ALBUMIN: Final = (2.8, 3.5)
_INR: Final = (1.7, 2.3)


class ChildPughPoints(NamedTuple):
    """One to three points for each finding."""

    bilirubin: int
    albumin: int
    inr: int
    ascites: int
    encephalopathy: int


def child_pugh_points(
    bilirubin: float, albumin: float, inr: float, ascites: str, encephalopathy: str, between: tuple[float, float] = BILIRUBIN
) -> ChildPughPoints:
    """The points of each finding; a value on an edge gives two.

    Pugh RNH, Murray-Lyon IM, Dawson JL, Pietroni MC, Williams R. Transection of the oesophagus for bleeding oesophageal varices.
    Br J Surg 1973;60:646-649; the INR in place of the prothrombin time is later use.

    Args:
        bilirubin: total, in serum, in mg/dL.
        albumin: in serum, in g/dL.
        inr: international normalised ratio.
        ascites: ``none``, ``mild`` or ``moderate`` (moderate or severe).
        encephalopathy: ``none``, ``mild`` (grade 1 or 2) or ``severe`` (grade 3 or 4).
        between: the bilirubin in mg/dL that gives two points.

    Raises:
        OutsidePopulation: ascites or encephalopathy is none of these words.
    """
    return ChildPughPoints(
        _above(bilirubin, between),
        4 - _above(albumin, _ALBUMIN),
        _above(inr, _INR),
        _found("ascites", ascites, ASCITES),
        _found("encephalopathy", encephalopathy, ENCEPHALOPATHY),
    )


def child_pugh_score(bilirubin: float, albumin: float, inr: float, ascites: str, encephalopathy: str) -> float:
    """The Child-Pugh score, 5 to 15; arguments as `child_pugh_points`."""
    return float(sum(child_pugh_points(bilirubin, albumin, inr, ascites, encephalopathy)))


def child_pugh_score_cholestatic(bilirubin: float, albumin: float, inr: float, ascites: str, encephalopathy: str) -> float:
    """The Child-Pugh score of primary biliary or primary sclerosing cholangitis; arguments as `child_pugh_points`."""
    return float(sum(child_pugh_points(bilirubin, albumin, inr, ascites, encephalopathy, BILIRUBIN_CHOLESTATIC)))


def child_pugh_class(score: float) -> str:
    """The class of a score: A for 5 and 6, B for 7 to 9, C from 10.

    Raises:
        OutsidePopulation: it is no score from 5 to 15.
    """
    if not 5 <= score <= 15:
        raise OutsidePopulation("score", f"got {score:g}, expected 5 to 15")
    return "A" if score < 7 else "B" if score < 10 else "C"


def _above(value: float, between: tuple[float, float]) -> int:
    """1 below the two edges, 3 above them, 2 from one to the other, both included."""
    low, high = between
    return 1 if exceeds(low, value) else 3 if exceeds(value, high) else 2


def _found(name: str, word: str, words: tuple[str, ...]) -> int:
    if word not in words:
        raise OutsidePopulation(name, f"got {word!r}, expected {', '.join(words)}")
    return words.index(word) + 1

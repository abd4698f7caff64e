"""One spelling for a name: case, accents, punctuation, white space, and British and old variants."""

from __future__ import annotations

import re
import unicodedata

_PLAIN = re.compile(r"[a-z0-9]+(?: [a-z0-9]+)*")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "ø": "o",
        "œ": "oe",
        "ł": "l",
        "đ": "d",
        "\N{MICRO SIGN}": "u",
        "'": "",
        "`": "",
        "\N{RIGHT SINGLE QUOTATION MARK}": "",
        "\N{GREEK SMALL LETTER MU}": "u",
        "\N{GREEK SMALL LETTER ALPHA}": "alpha",
        "\N{GREEK SMALL LETTER BETA}": "beta",
        "\N{GREEK SMALL LETTER GAMMA}": "gamma",
        "\N{GREEK SMALL LETTER DELTA}": "delta",
        "\N{GREEK SMALL LETTER OMEGA}": "omega",
    }
)
_MARKS = str.maketrans("", "", "®™©°")
# Old or British spelling to that of the INN.
_VARIANTS = {
    "sulph": "sulf", "oestr": "estr", "ceph": "cef", "haem": "hem", "oedem": "edem", "amphet": "amfet",
}  # fmt: skip
_VARIANT = re.compile(r"sulph|(?<!\bl)oestr|\bceph|haem|oedem|amphet")


def _variant(match: re.Match[str]) -> str:
    return _VARIANTS[match[0]]


def fold(text: str) -> str:
    """Lower the case, and take off accents and trade marks; punctuation stays."""
    text = text.lower()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text.translate(_MARKS)).lower().translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def normalise(text: str) -> str:
    """Write a name in the one spelling under which it is looked up.

    >>> normalise("  Co-Codamol ")
    'co codamol'
    >>> normalise("Ferrous sulphate")
    'ferrous sulfate'
    >>> normalise("St. John's wort")
    'st johns wort'
    """
    if not _PLAIN.fullmatch(text):
        text = _NOT_WORD.sub(" ", fold(text).replace("'", "")).strip()
    return _VARIANT.sub(_variant, text)

"""A page for each code of the files of a ruleset."""

from __future__ import annotations

from rxrules.codes import CodePage
from rxrules.source import codes

PAGES = (
    CodePage(
        codes.NO_MANIFEST,
        "no manifest",
        "There is no file ruleset.yaml, or it does not hold the key ruleset.",
        "Nobody would answer for the rules, and nothing would name their version.",
        avoid="ruleset.yaml:\n\n  rules: []",
        prefer="ruleset.yaml:\n\n  ruleset: {id: example, ...}",
    ),
    CodePage(
        codes.FILE_REFUSED,
        "file refused",
        "A file is not read: it is a link out of the folder, a table outside of it or not there, or its name"
        " ends with .yml or in capitals.",
        "A ruleset is what lies in its folder, and its digest names all of it; a file that is passed over"
        " is a check that is not made.",
    ),
    CodePage(
        codes.NO_RULESET,
        "no such ruleset",
        "A ruleset was asked for that is neither shipped under that name nor a file or folder.",
        "A check against the wrong ruleset, or none, would say nothing of the drugs it was meant for.",
    ),
)

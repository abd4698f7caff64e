"""Diagnostics as SARIF 2.1.0, which code scanning services and editors read.

Source: Static Analysis Results Interchange Format (SARIF) Version 2.1.0, OASIS Standard, 27 March 2020.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from rxrules._version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rxrules.authoring.findings import Finding
    from rxrules.codes import CodePage

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(findings: Sequence[Finding], pages: Mapping[str, CodePage]) -> dict[str, Any]:
    """A log with one run, as plain dicts.

    Args:
        findings: what was found; what is waived is a result with an accepted suppression.
        pages: by code; the pages of the codes that occur become the rules of the run.
    """
    codes = sorted({one.diagnostic.code for one in findings})
    rules = [_rule(code, pages.get(code)) for code in codes]
    driver = {"name": "rxrules", "semanticVersion": _semantic(__version__), "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, codes.index(one.diagnostic.code)) for one in findings],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, page: CodePage | None) -> dict[str, Any]:
    if page is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": page.what},
        "help": {"text": str(page), "markdown": _markdown(page)},
    }


def _markdown(page: CodePage) -> str:
    parts = [page.what, f"**Why**: {page.why}"]
    parts += [f"**{name}**\n\n```yaml\n{text}\n```" for name, text in (("Avoid", page.avoid), ("Prefer", page.prefer)) if text]
    return "\n\n".join(parts)


def _result(finding: Finding, number: int) -> dict[str, Any]:
    diagnostic = finding.diagnostic
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "ruleIndex": number,
        "level": diagnostic.level.value,
        "message": {"text": finding.text},
    }
    if finding.path:
        place: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.path)}}
        if diagnostic.span.line:
            place["region"] = {"startLine": diagnostic.span.line}
            if diagnostic.span.col:
                place["region"]["startColumn"] = diagnostic.span.col
        result["locations"] = [{"physicalLocation": place}]
    if finding.waiver is not None:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": finding.waived_by}]
    return result


def _uri(path: str) -> str:
    written = quote(path.replace("\\", "/"))
    return f"file://{written}" if written.startswith("/") else written


def _semantic(version: str) -> str:
    """A version of Python's form as semantic versioning writes it: ``0.1.0.dev0`` is ``0.1.0-dev0``."""
    release, dot, rest = version.partition(".dev")
    return f"{release}-dev{rest}" if dot else release

"""Diagnostics as workflow commands of GitHub Actions, which it shows on the lines of a pull request.

Source: GitHub Docs, Workflow commands for GitHub Actions (setting an error or a warning message); the escapes are those of the
``command`` module of ``actions/toolkit``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rxrules.authoring.findings import Finding


def annotation(finding: Finding) -> str:
    """One workflow command; what is waived is a notice."""
    diagnostic = finding.diagnostic
    command = "notice" if finding.waiver is not None else diagnostic.level.value
    properties: dict[str, object] = {}
    if finding.path:
        properties["file"] = finding.path
        if diagnostic.span.line:
            properties["line"] = diagnostic.span.line
            if diagnostic.span.col:
                properties["col"] = diagnostic.span.col
    properties["title"] = f"rxrules {diagnostic.code}"
    told = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    message = "\n".join(filter(None, (finding.text, finding.waived_by)))
    return f"::{command} {told}::{_data(message)}"


def _data(text: str) -> str:
    """A message: a percent sign or a line break in it would be read as an escape, or end the command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

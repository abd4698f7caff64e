"""The manifest: a language that this version reads, a version, a licence, someone who answers for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rxrules._version import __version__

if TYPE_CHECKING:
    from rxrules.diagnostics import Diagnostics
    from rxrules.validate.context import Context

#: The versions of the language that this version of rxrules reads.
LANGUAGES = (1,)

_VERSION = re.compile(r"\d+(?:\.\d+){1,3}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")


def check_manifest(context: Context, diagnostics: Diagnostics) -> None:
    """Report a language that is not read (RX508), a version that can't be ordered (RX509), a field left empty (RX510)."""
    manifest = context.tree.manifest
    if manifest.language not in LANGUAGES:
        read = ", ".join(map(str, LANGUAGES))
        diagnostics.error(
            "RX508",
            f"language {manifest.language} is not read by rxrules {__version__}, which reads {read}",
            manifest.span,
            "write language: 1, or update rxrules",
        )
    if not _VERSION.fullmatch(manifest.version):
        diagnostics.error(
            "RX509", f"{manifest.version!r} is no version number", manifest.span, "such as 1.2.0 or 2026.11.1"
        )
    for name in ("title", "owner", "licence"):
        if not getattr(manifest, name).strip():
            diagnostics.error("RX510", f"the manifest has an empty {name}", manifest.span)

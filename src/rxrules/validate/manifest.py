"""The manifest: a version, a title, a licence; reading has seen to the language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rxrules.diagnostics import Diagnostics
    from rxrules.validate.context import Context

_VERSION = re.compile(r"\d+(?:\.\d+){1,3}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")


def check_manifest(context: Context, diagnostics: Diagnostics) -> None:
    """Report a version that can't be ordered (RX508) and a title or licence left empty (RX509)."""
    manifest = context.tree.manifest
    if not _VERSION.fullmatch(manifest.version):
        diagnostics.error("RX508", f"{manifest.version!r} is no version number", manifest.span, "such as 1.2.0 or 2026.11.1")
    for name in ("title", "licence"):
        if not getattr(manifest, name).strip():
            diagnostics.error("RX509", f"the manifest has an empty {name}", manifest.span)

"""A diagnostic as other programs are told it: with the path of its file, and whether it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from rxrules.authoring.waivers import Waiver
    from rxrules.diagnostics import Diagnostic


@frozen
class Finding:
    """One diagnostic of one ruleset.

    Attributes:
        ruleset: the name or path of the ruleset, as it was given.
        diagnostic: what was found; the file in its place is relative to the ruleset's folder.
        path: of the file, from the working directory where it is below it; empty where there is none.
        waiver: what waives it, or None where it counts.
    """

    ruleset: str
    diagnostic: Diagnostic
    path: str
    waiver: Waiver | None = None

    @property
    def text(self) -> str:
        """What is wrong, and how to mend it."""
        hint = f" ({self.diagnostic.hint})" if self.diagnostic.hint else ""
        return f"{self.diagnostic.message}{hint}"

    @property
    def waived_by(self) -> str:
        """Who answers for it, until when and why; empty where nobody does."""
        if self.waiver is None:
            return ""
        return f"waived by {self.waiver.owner} until {self.waiver.expires}: {self.waiver.reason}"

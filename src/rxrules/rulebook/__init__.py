"""The rule book: rulesets as static pages that a pharmacist reads, in a browser or on paper, without a server.

`rxrules.rulebook.gathering` collects what is told, the other modules turn it into pages, and `rxrules.rulebook.writing` writes them
into a folder. The pages are made by functions, not by a template engine: `rxrules.rulebook.html` escapes whatever is not marked as
markup already, mypy sees what each page is given, and drawings are made the same way as tables. Nothing has to be installed for it.
"""

from __future__ import annotations

from rxrules.rulebook.gathering import gather
from rxrules.rulebook.pages import pages
from rxrules.rulebook.writing import write

__all__ = ["gather", "pages", "write"]

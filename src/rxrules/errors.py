"""The exceptions that rxrules raises, one tree under [`RxError`][rxrules.errors.RxError].

An author's mistake in a file is never an exception on its own: it is a
[`Diagnostic`][rxrules.diagnostics.Diagnostic], collected with all others of the file. An exception says that what was asked for
could not be done at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.diagnostics import Diagnostic


class RxError(Exception):
    """The root of every exception that rxrules raises on purpose."""


class UnitError(RxError, ValueError):
    """A unit or a quantity could not be read, or does not convert to what was asked for."""


class InputError(RxError, ValueError):
    """An input (a case file, a bundle) could not be read at all.

    Attributes:
        place: where in the input: ``file:line:col`` or a path such as ``$.patient.weight``.
    """

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place


class RulesetError(RxError, ValueError):
    """A ruleset has errors and can't be used.

    Attributes:
        diagnostics: everything that was found, warnings included, in the order of the files.
    """

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        errors = [d for d in self.diagnostics if d.is_error]
        shown = "\n".join(str(d) for d in errors[:20])
        more = f"\n... and {len(errors) - 20} more" if len(errors) > 20 else ""
        super().__init__(f"the ruleset has {len(errors)} error{'s' if len(errors) != 1 else ''}:\n{shown}{more}")


class EngineError(RxError, RuntimeError):
    """An engine could not be loaded, or failed in a check."""


def of_type(value: object) -> str:
    """What a value is, for a message; never the value itself, which may be somebody's record.

    >>> of_type({}), of_type(5), of_type(None)
    ('a dict', 'an int', 'None')
    """
    return "None" if value is None else article(type(value).__name__)


def article(word: str) -> str:
    """A word with its article."""
    return f"{'an' if word[:1].casefold() in 'aeiou' else 'a'} {word}"

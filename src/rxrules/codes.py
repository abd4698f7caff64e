"""The form of a page about a diagnostic: what it says, why it matters, what to avoid, what to write."""

from __future__ import annotations

from attrs import field, frozen


@frozen
class CodePage:
    """What is known of one stable code; the documentation and ``rxrules lint --explain`` show it.

    Attributes:
        code: ``RX101``; once given it is never used for something else.
        title: a few words, lower-case.
        what: what is reported.
        why: what could go wrong if it were let through.
        avoid: text of a file that is reported, or empty where no text can show it.
        prefer: the same, mended.
    """

    code: str = field()
    title: str
    what: str
    why: str
    avoid: str = ""
    prefer: str = ""

    @code.validator
    def _stable(self, _attribute: object, value: str) -> None:
        if not (len(value) == 5 and value.startswith("RX") and value[2:].isdigit()):
            msg = f"a code is RX and three digits, got {value!r}"
            raise ValueError(msg)

    def __str__(self) -> str:
        parts = [f"{self.code}: {self.title}", "", self.what, "", f"Why: {self.why}"]
        for heading, example in (("Avoid", self.avoid), ("Prefer", self.prefer)):
            if example:
                parts += ["", f"{heading}:", "", *(f"    {line}".rstrip() for line in example.splitlines())]
        return "\n".join(parts)

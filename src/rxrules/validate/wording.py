"""What a rule says to people: a title, and, but for a dose limit, what happens and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.language.ast import DoseLimitRule

if TYPE_CHECKING:
    from rxrules.diagnostics import Diagnostics
    from rxrules.validate.context import Context


def check_wording(context: Context, diagnostics: Diagnostics) -> None:
    """Report rules that run without a title (RX510), or without effect or action (RX511).

    An alert of a dose limit says what was found, which may be enough.
    """
    for rule in context.tree.rules:
        if not rule.title.strip() and rule.status in ("active", "review"):
            diagnostics.error("RX510", f"the {rule.status} rule {rule.id.text!r} has no title", rule.id.span)
        if isinstance(rule, DoseLimitRule) or (rule.effect and rule.action):
            continue
        if rule.status in ("active", "review"):
            missing = " and ".join(name for name in ("effect", "action") if not getattr(rule, name))
            diagnostics.warning(
                "RX511",
                f"{rule.id.text!r} has no {missing}, so its alert says too little to act on",
                rule.id.span,
                "add what happens to the patient as effect, what to do as action",
            )

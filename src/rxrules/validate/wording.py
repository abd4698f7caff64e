"""What a rule says to people: a title, and for an interaction what happens and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rxrules.diagnostics import Diagnostics
    from rxrules.validate.context import Context


def check_wording(context: Context, diagnostics: Diagnostics) -> None:
    """Report rules that run without a title (RX510), and interactions without effect or action (RX511)."""
    for rule in context.tree.rules:
        if not rule.title.strip() and rule.status in ("active", "review"):
            diagnostics.error("RX510", f"the {rule.status} rule {rule.id.text!r} has no title", rule.id.span)
    for interaction in context.interactions:
        if interaction.effect and interaction.action:
            continue
        if interaction.status in ("active", "review"):
            missing = " and ".join(name for name in ("effect", "action") if not getattr(interaction, name))
            diagnostics.warning(
                "RX511",
                f"{interaction.id.text!r} has no {missing}, so its alert says too little to act on",
                interaction.id.span,
            )

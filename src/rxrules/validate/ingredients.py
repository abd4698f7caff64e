"""Names of ingredients: each must mean exactly one, and nothing beyond it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.terminology import Unresolved

if TYPE_CHECKING:
    from rxrules.diagnostics import Diagnostics
    from rxrules.validate.context import Context


def check_ingredients(context: Context, diagnostics: Diagnostics) -> None:
    """Report names that are no ingredient (RX204), mean several (RX205), or say more than one (RX206)."""
    for name in context.ingredient_names():
        if name.text in context.ingredients:
            continue
        meaning = context.meanings[name.text]
        if isinstance(meaning, Unresolved):
            reason = f": {meaning.detail}" if meaning.detail else ""
            if name.text in context.groups:
                hint = "it is a group: write group instead of ingredient"
            else:
                hint = f"did you mean {' or '.join(map(repr, meaning.near))}?" if meaning.near else ""
            diagnostics.error("RX204", f"no ingredient is known as {name.text!r}{reason}", name.span, hint)
        elif len(meaning.ingredients) > 1:
            parts = " and ".join(sorted(meaning.ingredients))
            diagnostics.error(
                "RX205",
                f"{name.text!r} is a combination of {parts}, expected one ingredient",
                name.span,
                "name the ingredient that the rule is about; products that contain it are found by it",
            )
        else:
            only = meaning.components[0].ingredient
            diagnostics.error(
                "RX206",
                f"{name.text!r} says more than an ingredient: a rule would drop its form, strength or route",
                name.span,
                f"write {only}, and the route as route",
            )

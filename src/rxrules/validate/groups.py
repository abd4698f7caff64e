"""Groups: no circles, none that is empty, nothing in them that does nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rxrules.diagnostics import Diagnostics
    from rxrules.validate.context import Context


def check_groups(context: Context, diagnostics: Diagnostics) -> None:
    """Report circles (RX211), empty groups (RX212), members named twice (RX213), idle exclusions (RX214)."""
    for circle in context.populations.circles:
        way = " -> ".join(group.id.text for group in (*circle, circle[0]))
        diagnostics.error("RX211", f"groups name one another in a circle: {way}", circle[0].id.span)
    for name, members in context.populations.members.items():
        group = context.groups[name]
        if not members:
            # SAFETY: a rule over an empty group would stay silent for ever.
            diagnostics.error(
                "RX212",
                f"the group {name!r} has no member" + (" left after its exclusions" if group.members or group.include else ""),
                group.id.span,
            )
    for group, excluded in context.populations.idle:
        diagnostics.warning(
            "RX214",
            f"{excluded.text!r} is excluded from {group.id.text!r}, which does not contain it",
            excluded.span,
        )
    _check_repeated(context, diagnostics)


def _check_repeated(context: Context, diagnostics: Diagnostics) -> None:
    for group in context.tree.groups:
        first: dict[str, str] = {}
        for name in group.members:
            one = context.ingredients.get(name.text)
            if one is None:
                continue
            if one in first:
                also = "" if first[one] == name.text else f", first as {first[one]!r}"
                diagnostics.warning(
                    "RX213",
                    f"{name.text!r} is named twice in {group.id.text!r}{also}",
                    name.span,
                    "take one out",
                )
            first.setdefault(one, name.text)

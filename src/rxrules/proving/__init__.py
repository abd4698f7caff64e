"""Proving of rules: that bands leave nobody out, that rules can fire and modifiers hold; each proved, refuted or undecided."""

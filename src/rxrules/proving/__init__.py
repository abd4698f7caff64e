"""Proving of rules: that bands leave nobody out, that a rule can fire and a modifier can hold, each proved, refuted or undecided."""

"""Proof of rules: boundary cases in the author's units, mutants that tests should kill, and what a change of rules changes."""

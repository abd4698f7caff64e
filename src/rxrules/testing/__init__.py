"""The kit by which rulesets are tested."""

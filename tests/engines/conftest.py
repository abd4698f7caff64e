"""Makes the strategies beside this file importable from the tests of each engine."""

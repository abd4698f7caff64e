"""Named and versioned clinical formulas."""

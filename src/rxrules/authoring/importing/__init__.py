"""A hospital's spreadsheet as rules: every cell is taken as it stands or told, and nothing is guessed."""

"""How large and how deep a document may be; beyond it, it is refused instead of filling the memory."""

from __future__ import annotations

#: The largest file that is read, in bytes; its size is looked at before it is opened.
MAX_BYTES = 20_000_000

#: How many keys, values, and ends of mappings and lists a document in YAML may have; a ruleset of 20 MB has 2.4 million.
MAX_EVENTS = 4_000_000

#: How deep mappings and lists may stand in each other, the outermost counted.
MAX_DEPTH = 40

#: How many mistakes of one document are told; a file with more is not the kind of file that was meant.
MAX_PROBLEMS = 200

#: How many mistakes of a whole ruleset, or of the content of one record, are told one by one.
MAX_TOLD = 1_000

#: How many columns a table may have.
MAX_COLUMNS = 1_000

#: How many rows a table may have.
MAX_ROWS = 500_000

#: How long a word may be for words that look like it to be sought; comparing takes quadratic time.
MAX_WORD = 100

#: How many digits a number in JSON may have; no measured quantity has more, and turning text into integers
#: takes quadratic time.
MAX_DIGITS = 100

#: How long one field of a table may be, in characters.
MAX_FIELD = 100_000

#: How many medications one case may have, and how many of them may be current: rules look at pairs, and a list of 500 has
#: 125,000 of them.
MAX_ORDERS = 10_000
MAX_CURRENT = 500

#: How many dosage instructions the current medications of one case may have together; doses are added up over their pairs.
MAX_DOSAGES = 2_000

#: How long the name of a drug may be, in characters; the longest names of products, vitamins with their strengths, stay below.
MAX_NAME = 4_000

#: How long an id may be, in characters: it stands in every alert.
MAX_ID = 500

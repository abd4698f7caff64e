"""How large and how deep a document may be; beyond it, it is refused instead of filling the memory."""

from __future__ import annotations

#: The largest file that is read, in bytes; its size is looked at before it is opened.
MAX_BYTES = 20_000_000

#: How deep mappings and lists may stand in each other, the outermost counted.
MAX_DEPTH = 40

#: How many mistakes of one document are told; a file with more is not the kind of file that was meant.
MAX_PROBLEMS = 200

#: How many digits a number in JSON may have; no measured quantity has more, and turning text into integers
#: takes quadratic time.
MAX_DIGITS = 100

#: How long one field of a table may be, in characters.
MAX_FIELD = 100_000

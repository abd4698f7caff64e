"""Prints the reports of the samples: run in processes whose hashes differ, to see that nothing hangs on them."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import demo

if __name__ == "__main__":
    sys.stdout.buffer.write(demo.documents().encode())

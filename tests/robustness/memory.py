"""Checks case after case, and prints the memory of the process: it must stay flat.

    python tests/robustness/memory.py                    # a million checks, some minutes
    python tests/robustness/memory.py --checks 20000     # quick

Every case that is checked is a new one: read from text, with a name, a dose and a drug that nobody wrote before, so that what is
remembered by text would show; the library remembers some ten thousand of them, and then no more.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from demo import checker, plan
from rxrules import Checker, read_case

#: Part of the checks after which everything that is kept on purpose is there.
_WARM = 5


def resident() -> int:
    """The memory of this process that is in use, in KiB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise OSError("there is no /proc/self/status: this runs on Linux")


def check(number: int, by: Checker) -> str:
    """Read and check a case that was never checked before."""
    found = read_case(
        {
            "id": f"case {number}",
            "as_of": "2026-11-21",
            "patient": {
                "age": f"{20 + number % 60} a",
                "weight": f"{40 + number / 7:.6f} kg",
                "conditions": [f"nobody knows {number}"],
            },
            "medications": [
                {"drug": "warfarin", "dose": f"{1 + number / 1e6:.6f} mg", "route": "oral", "status": "active"},
                {"drug": f"ibuprofen {number % 900 + 100} mg tablets", "route": "oral", "status": "proposed"},
                {"drug": f"drug number {number}", "dose": f"{number} mgg", "status": "active"},
                {"drug": "paracetamol", "dose": "1 g", "timing": {"frequency": 1 + number % 9, "per": "1 d"}, "status": "proposed"},
            ],
        },
    )
    report = by.check(found)
    assert report.alerts, "nothing was found: this checks nothing"
    # near names cost milliseconds, and are not what is measured
    return report.to_json() if number % 500 == 0 else report.status


def grown(checks: int, by: Checker, distinct: int = 0, *, told: bool = True) -> int:
    """How much memory the checks after the first fifth took that was not given back, in KiB; of so many ``distinct`` cases."""
    start, before, step = time.monotonic(), 0, checks // (2 * _WARM)
    for number in range(checks):
        check(number % distinct if distinct else number, by)
        if (number + 1) % step == 0:
            gc.collect()
            now = resident()
            if number + 1 == checks // _WARM:
                before = now
            if told:
                print(f"{number + 1:>9,} checks  {now:>8,} KiB  {time.monotonic() - start:7.0f} s", flush=True)
    return resident() - before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checks", type=int, default=1_000_000)
    parser.add_argument("--engine", action="append", choices=["native", "durable"])
    arguments = parser.parse_args()
    by = Checker.of_plan(plan(), engines=arguments.engine) if arguments.engine else checker()
    more = grown(arguments.checks, by)
    print(f"grown by {more:,} KiB from the first fifth to the end")
    sys.exit(more > 4096)


if __name__ == "__main__":
    main()

"""Fuzz one target with atheris: ``python tests/fuzz/run.py case -max_total_time=600``; see the README beside it."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["rxrules", "targets", "csv", "json"]):
    import targets
from mutating import mutated, tree_of, words_of

CORPUS = Path(__file__).parent / "corpus"
#: Before the document, in bytes: what says how it is named.
_HEADS = {"case": 1}
_BYTES_ALONE = frozenset({"unit"})


def main() -> None:
    """Read the arguments: the target, folders for what is found, and options of libFuzzer."""
    if len(sys.argv) < 2 or sys.argv[1] not in targets.TARGETS:
        sys.exit(f"expected a target: {', '.join(targets.TARGETS)}")
    name, rest = sys.argv[1], sys.argv[2:]
    head = _HEADS.get(name, 0)
    seeds = CORPUS / name
    documents = [file.read_bytes()[head:].decode("utf-8", "replace") for file in sorted(seeds.iterdir())]
    words = words_of([tree for text in documents if (tree := tree_of(text)) is not None])

    def mutate(data: bytes, size: int, seed: int) -> bytes:
        random = Random(seed)
        if name in _BYTES_ALONE or random.random() < 0.3:
            return bytes(atheris.Mutate(data, size))
        first, document = data[:head], data[head:]
        line = b""
        if name == "table":  # its first line alone is a document
            document, _, line = document.partition(b"\n")
            if random.random() < 0.7:
                return (document + b"\n" + _mutated_table(line, random))[:size]
        tree = tree_of(document.decode("utf-8", "replace"))
        if tree is None:
            return bytes(atheris.Mutate(data, size))
        made = mutated(tree, random, words).encode("utf-8", "surrogatepass")
        if head and random.random() < 0.1:
            first = random.choice((b"y", b"j", b"l", b"-"))
        return (first + made + (b"\n" + line if line else b""))[:size]

    folders = [one for one in rest if not one.startswith("-")]
    options = [one for one in rest if one.startswith("-")]
    limits = ["-timeout=10", "-rss_limit_mb=2048", "-max_len=20000"]
    atheris.Setup([sys.argv[0], *limits, *options, *folders, str(seeds)], targets.TARGETS[name], custom_mutator=mutate)
    atheris.Fuzz()


_CELLS = (
    "",
    "x",
    '"',
    "0",
    "-1 mg",
    "1e999 mg",
    "1 mg/kg",
    "group:nsaids",
    "oral;iv",
    "[1 a, 2 a)",
    ">= 3 kg",
    "major",
    "\u00b2",
    "2026-02-30",
)
_COLUMNS = (
    "id",
    "a",
    "b",
    "a.route",
    "severity",
    "title",
    "ingredient",
    "route",
    "measure",
    "max",
    "over.age",
    "within.weight",
    "policy",
    "tags",
)


def _mutated_table(rows: bytes, random: Random) -> bytes:
    cells = [line.split(",") for line in rows.decode("utf-8", "replace").split("\n")]
    for _ in range(random.choice((1, 1, 2, 4))):
        row = random.choice(cells)
        at = random.randrange(len(row))
        match random.randrange(6):
            case 0 | 1:
                row[at] = random.choice(_CELLS)
            case 2:
                row[at] = random.choice(random.choice(cells))
            case 3:
                cells[0][random.randrange(len(cells[0]))] = random.choice(_COLUMNS)
            case 4:
                cells.insert(random.randrange(len(cells) + 1), list(row))
            case _:
                column = random.choice(_COLUMNS)
                for number, one in enumerate(cells):
                    one.append(column if number == 0 else random.choice(_CELLS))
    return "\n".join(",".join(row) for row in cells).encode()


if __name__ == "__main__":
    main()

"""Everything that the fuzzer ever stumbled over, and the documents that it begins with, go through their targets again."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest
from mutating import mutated, tree_of, words_of
from targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus_of_a_target_goes_through_it(name: str):
    files = sorted((CORPUS / name).iterdir())
    assert files
    for file in files:
        start = time.process_time()
        TARGETS[name](file.read_bytes())
        assert time.process_time() - start < 10, file


@pytest.mark.parametrize("name", ["ruleset", "case", "fhir", "plan"])
def test_documents_that_are_changed_a_little_go_through_their_target(name: str):
    texts = [file.read_text("utf-8") for file in sorted((CORPUS / name).iterdir())]
    head = 1 if name == "case" else 0
    trees = [tree for text in texts if (tree := tree_of(text[head:])) is not None]
    words = words_of(trees)
    random = Random(4)
    for _ in range(150):
        made = mutated(tree_of(random.choice(texts)[head:]), random, words)
        TARGETS[name](("yj"[random.randrange(2)] * head + made).encode("utf-8", "surrogatepass"))


def test_the_corpus_is_small():
    assert sum(file.stat().st_size for file in CORPUS.rglob("*") if file.is_file()) < 200_000

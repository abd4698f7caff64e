"""The inputs of others that these tests read, with their sources in ``data/MANIFEST.json``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"


@pytest.fixture
def data():
    return DATA


@pytest.fixture
def nhs_dosages():
    return json.loads((DATA / "nhs_dosages.json").read_text(encoding="utf-8"))["cases"]

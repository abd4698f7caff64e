"""No file is opened that was not given, nothing is sent anywhere, and nothing in a ruleset or a case is executed.

A whole round of commands runs under an audit hook of Python, which sees every file that is opened, every socket and every process,
and refuses the sockets.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import rxrules

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MARKER = "MARKEROFTHERULESET"
PAYLOADS = (
    f"__import__('os').system('touch {MARKER}')",
    f"{{{{ ''.__class__.__mro__[1].__subclasses__() }}}} {MARKER}",
    f"${{jndi:ldap://localhost/{MARKER}}} $(touch {MARKER}) `touch {MARKER}`",
    f"%(touch {MARKER})s {{0.__class__}} {MARKER}",
)
RULES = """\
ruleset: {id: own, version: 1.0.0, title: "TITLE", language: 1, owner: us, licence: CC0-1.0, reviewed: 2026-11-01,
          tables: [{file: pairs.csv, kind: interaction, defaults: {status: review, reviewed: 2026-11-01}}]}
conditions: [{id: heart-failure, names: ["NAME", heart failure]}]
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    status: review
    reviewed: 2026-11-01
    title: "TITLE"
    effect: "EFFECT"
    action: "ACTION"
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    modifiers: [{label: "NAME", when: {condition: heart-failure}, severity: contraindicated}]
"""
PAIRS = 'id,a,b,severity,title,effect\nddi.a,warfarin,naproxen,major,"EFFECT","ACTION"\n'
SCENARIO = """\
- name: "NAME"
  as_of: 2026-11-21
  case:
    patient: {conditions: []}
    medications: [{drug: warfarin, status: active}, {drug: ibuprofen, status: proposed}]
  fires: [{rule: ddi.warfarin-ibuprofen, severity: major}]
"""
CASE: dict[str, Any] = {
    "id": "NAME",
    "as_of": "2026-11-21",
    "patient": {"age": "70 a", "conditions": ["ACTION", "heart failure"]},
    "medications": [
        {"id": "EFFECT", "drug": "warfarin", "status": "active", "note": "TITLE"},
        {"id": "i", "drug": "ibuprofen", "dose": "NAME", "status": "proposed"},
        {"id": "x", "drug": "TITLE"},
    ],
}
BUNDLE = {
    "resourceType": "MedicationRequest",
    "id": "a",
    "status": "active",
    "intent": "order",
    "subject": {"reference": "EFFECT"},
    "medicationCodeableConcept": {"text": "warfarin"},
    "contained": [{"resourceType": "Medication", "id": "../../x"}],
}


def filled(text: str) -> str:
    """A text with something in it that would be code elsewhere."""
    for word, payload in zip(("TITLE", "NAME", "EFFECT", "ACTION"), PAYLOADS, strict=True):
        text = text.replace(word, payload)
    return text


@pytest.fixture(name="folder")
def fixture_folder(tmp_path: Path) -> Path:
    own = tmp_path / "given" / "own"
    own.mkdir(parents=True)
    (own / "ruleset.yaml").write_text(filled(RULES))
    (own / "pairs.csv").write_text(filled(PAIRS))
    (own / "own.test.yaml").write_text(filled(SCENARIO))
    case = filled(json.dumps(CASE))
    (own.parent / "case.yaml").write_text(case)
    (own.parent / "case.jsonl").write_text(f"{case}\n{case}\n")
    (own.parent / "bundle.json").write_text(filled(json.dumps(BUNDLE)))
    return own.parent


def audited(folder: Path, *which: str) -> dict[str, Any]:
    """What a round of commands did; of ``all`` of those that only look."""
    work = folder.parent / "work"
    work.mkdir()
    command = [sys.executable, str(HERE / "audited.py"), str(HERE / "everything.py"), str(folder), *which]
    # what the interpreter keeps of modules that it compiles is not ours to forbid
    environment = {**os.environ, "RXRULES_CACHE": "0", "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, capture_output=True, check=False, env=environment, cwd=work, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    assert list(work.iterdir()) == [], "something was written where the command ran"
    assert not list(folder.parent.rglob(f"{MARKER}*"))
    return found


def foreign(found: dict[str, Any], folder: Path) -> set[str]:
    """What was opened that is neither given, nor the library, nor Python."""
    known = [folder, Path(rxrules.__file__).parent, ROOT / "rulesets", HERE]
    known += [Path(one) for one in {sys.prefix, sys.base_prefix, *sys.path} if one and Path(one).exists() and Path(one) != ROOT]
    roots = tuple(str(one.resolve()) + os.sep for one in known)
    devices = ("/dev/null", "/dev/urandom")
    return {path for path, _ in found["opened"] if not path.startswith(roots) and path not in devices}


def test_a_round_of_commands_opens_what_it_was_given_sends_nothing_and_writes_nothing(folder: Path):
    found = audited(folder, "all")
    assert found["said"].count("\n-> ") == 12, found["said"]
    assert "Traceback" not in found["said"], found["said"]
    assert "ddi.warfarin-ibuprofen" in found["said"]
    assert foreign(found, folder) == set()
    assert {path for path, how in found["opened"] if how == "w"} <= {"/dev/null"}
    # the durable engine is asked for by its package, and loads a library of C
    assert set(found["events"]) <= {"ctypes.dlopen"}, found["events"]
    assert not [source for source in found["compiled"] if MARKER in source]


def test_the_hook_sees_what_it_should(tmp_path: Path):
    program = tmp_path / "program.py"
    program.write_text(
        "import socket, subprocess, sys\n"
        "open('secret').read() if False else open(__file__).read()\n"
        "subprocess.run([sys.executable, '-c', ''])\n"
        "compile('1 + 1', 'x', 'eval')\n"
        "try:\n    socket.create_connection(('127.0.0.1', 9))\nexcept PermissionError:\n    print('refused')\n"
    )
    done = subprocess.run([sys.executable, str(HERE / "audited.py"), str(program)], capture_output=True, check=True)
    found = json.loads(done.stdout)
    assert "refused" in found["said"]
    assert str(program) in {path for path, _ in found["opened"]}
    assert "subprocess.Popen" in found["events"]
    assert "1 + 1" in found["compiled"]


@pytest.mark.parametrize(
    "table", ["../secret.csv", "/SECRET", "own/../../secret.csv", "..\\secret.csv", "file:secret.csv", "~/secret.csv"]
)
def test_no_table_outside_the_folder_is_opened(folder: Path, table: str):
    secret = folder.parent / "secret.csv"
    secret.write_text(PAIRS)
    table = table.replace("/SECRET", str(secret))
    manifest = folder / "own" / "ruleset.yaml"
    manifest.write_text(filled(RULES).replace("file: pairs.csv", f'file: "{table}"'.replace("\\", "\\\\")))
    found = audited(folder)
    assert str(secret) not in {path for path, _ in found["opened"]}
    assert "RX116" in found["said"]


@pytest.mark.parametrize(
    "name", ["rules.yaml", "ruleset.yaml", "pairs.csv", "own.test.yaml", "waivers.yaml", "more.test.yaml", "below"]
)
def test_no_link_out_of_the_folder_is_followed(folder: Path, name: str):
    outside = folder.parent / "outside"
    outside.mkdir()
    own = folder / "own"
    for kept in ("ruleset.yaml", "pairs.csv", "own.test.yaml"):
        (outside / kept).write_text((own / kept).read_text())
    (outside / "rules.yaml").write_text("rules: []\n")
    (outside / "waivers.yaml").write_text("waivers: []\n")
    (outside / "more.test.yaml").write_text(filled(SCENARIO))
    target = outside if name == "below" else outside / name
    (own / name).unlink(missing_ok=True)
    (own / name).symlink_to(target)
    found = audited(folder)
    assert not [path for path, _ in found["opened"] if path.startswith(str(outside))], found["said"]


@pytest.mark.parametrize(
    "text",
    [
        "!!python/object/apply:os.system ['touch MARK']",
        "!!python/object/new:subprocess.Popen [['touch', 'MARK']]",
        "!!python/name:os.system",
        "!!python/module:os",
        "!include ../secret.yaml",
        "!<tag:yaml.org,2002:python/object/apply:os.system> ['touch MARK']",
        "&a [*a]",
        "{<<: *x}",
    ],
)
def test_a_tag_or_an_anchor_is_refused_and_does_nothing(folder: Path, text: str):
    (folder.parent / "secret.yaml").write_text("secret: 1\n")
    value = text.replace("MARK", MARKER)
    (folder / "own" / "ruleset.yaml").write_text(filled(RULES) + f"    mechanism: {value}\n")
    (folder / "case.yaml").write_text(f"as_of: 2026-11-21\npatient: {value}\nmedications: [{{drug: warfarin, note: {value}}}]\n")
    (folder / "own" / "own.test.yaml").write_text(f"- name: {value}\n  case: {value}\n")
    found = audited(folder)
    assert "RX01" in found["said"]
    assert "Traceback" not in found["said"]
    assert foreign(found, folder) == set()
    assert set(found["events"]) <= {"ctypes.dlopen"}

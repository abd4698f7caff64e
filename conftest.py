"""Every example of the README and of the documentation is a test.

What a block does follows from its language and from a comment on the line above it, which readers don't see:

``python``    runs; where it holds ``>>>``, its output is compared
``console``   each ``$ command`` runs in the page's folder; the lines below it are its output, ``...`` for what is left out
``yaml``, ``json``, ``jsonl``, ``csv``   is read as what it is: a ruleset, a case, scenarios, a FHIR document
``sh``, ``text``, ``http``   does not run

``<!-- file: NAME -->``         the block is written to a file of that name, for the commands and programs below it
``<!-- output: COMMAND -->``    the block is what the command prints
``<!-- not run: REASON -->``    it does not run

A page's folder is a new one, and ``docs`` in it is the documentation. The pages about the language and the diagnostics are tested
more closely elsewhere (``tests/language``, ``tests/validate``).

A run of everything uses all processors where pytest-xdist is there.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sybil import Sybil
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser

if TYPE_CHECKING:
    from sybil import Example

    from rxrules.plan import Plan

ROOT = Path(__file__).parent
PROGRAMS = Path(sys.executable).parent

_COMMENT = re.compile(r"<!-- (file|output|not run): (.+) -->\n\Z")
#: Clean, an alert, incomplete; any other exit status is a mistake of the page, unless it shows it.
_ENDINGS = (0, 1, 3)
_MANIFEST = "ruleset: {id: example, version: 1.0.0, title: Example, language: 1, owner: us, licence: CC0-1.0}\n"

#: Where the commands of all pages keep compiled rules.
KEPT = tempfile.TemporaryDirectory()


def _said_above(example: Example) -> tuple[str, str]:
    """What the comment above a block says: its key and value, both empty where there is none."""
    found = _COMMENT.search(example.document.text[: example.region.start])
    return (found[1], found[2].strip()) if found else ("", "")


def _start(namespace: dict[str, Any]) -> None:
    """A folder for the page, and what a page may take for granted."""
    folder = Path(tempfile.mkdtemp(prefix="rxrules-docs-"))
    (folder / "docs").symlink_to(ROOT / "docs")
    namespace.update(_before=Path.cwd(), _folder=folder, _status=0)
    namespace.update(ruleset="core", plan=_plan())
    exec("from rxrules import Case, Checker", namespace)  # noqa: S102  as the pages say once, at their beginning
    os.chdir(folder)


def _end(namespace: dict[str, Any]) -> None:
    os.chdir(namespace["_before"])
    shutil.rmtree(namespace["_folder"])


@cache
def _plan() -> Plan:
    from rxrules import Checker  # noqa: PLC0415

    return Checker("core").plan


def _run(command: str, namespace: dict[str, Any]) -> str:
    """The output of a command; ``$?`` in it is the exit status of the one before."""
    environment = {
        **os.environ,
        "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
        "COLUMNS": "110",
        "RXRULES_CACHE": KEPT.name,
    }
    line = f"(exit {namespace['_status']})\n{command}"
    done = subprocess.run(  # noqa: S603  the commands are those of our own pages
        ["/bin/sh", "-c", line],
        cwd=namespace["_folder"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    namespace["_status"] = done.returncode
    assert "Traceback" not in done.stdout, done.stdout  # noqa: S101
    return done.stdout


def _compare(wanted: str, got: str, command: str) -> str:
    """Empty where the output is what the page shows, else both of them; white space does not count."""
    pieces = [" ".join(piece.split()) for piece in wanted.split("...")]
    rest = " ".join(got.split())
    fits = rest.startswith(pieces[0]) and rest.endswith(pieces[-1])
    for piece in pieces:
        _, found, rest = rest.partition(piece) if piece else ("", "yes", rest)
        fits = fits and bool(found)
    if fits and (len(pieces) > 1 or not rest):
        return ""
    return f"$ {command}\nexpected:\n{wanted}\ngot:\n{got}"


def _console(example: Example) -> str | None:
    if _said_above(example)[0] == "not run":
        return None
    steps = re.split(r"^\$ ", example.parsed, flags=re.MULTILINE)[1:]
    for place, step in enumerate(steps):
        command, wanted = _split(step)
        got = _run(command, example.namespace)
        status = example.namespace["_status"]
        looked_at = steps[place + 1 : place + 2] and steps[place + 1].startswith("echo $?")
        if status not in _ENDINGS and not looked_at:
            return f"$ {command}\nends with status {status}:\n{got}"
        if wanted.strip() and (problem := _compare(wanted, got, command)):
            return problem
    return None


def _split(step: str) -> tuple[str, str]:
    """A command, which goes on after a backslash and inside quotation marks, and the output below it."""
    lines = step.splitlines()
    for end in range(1, len(lines)):
        command = "\n".join(lines[:end])
        if not command.endswith("\\") and not command.count("'") % 2 and not command.count('"') % 2:
            return command, "\n".join(lines[end:])
    return step, ""


def _text(example: Example) -> str | None:
    key, command = _said_above(example)
    return (_compare(example.parsed, _run(command, example.namespace), command) or None) if key == "output" else None


def _data(example: Example) -> str | None:
    key, value = _said_above(example)
    if key == "not run":
        return None
    text = str(example.parsed)
    if key == "file":
        path = Path(example.namespace["_folder"], value)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if path.suffix == ".csv" or value.endswith((".test.yaml", ".mapping.yaml")):
            return None  # what is in it shows when it is used
    return _wrong_with(text)


def _wrong_with(text: str) -> str | None:
    """What is wrong with a piece of YAML or JSON, read as what it is."""
    from rxrules.adapters.casefile import read_text  # noqa: PLC0415
    from rxrules.diagnostics import Diagnostics  # noqa: PLC0415
    from rxrules.documents import yaml  # noqa: PLC0415
    from rxrules.language import parse_text  # noqa: PLC0415

    found = Diagnostics()
    root: Any = yaml.read(text, "example.yaml", found) if not text.lstrip().startswith("{") else None
    if root is None and not len(found):
        for line in [text] if "\n  " in text else text.splitlines():
            json.loads(line)
        if '"resourceType"' not in text and '"medications": [{' not in text:
            return None  # a report, or another thing that we do not read
    if isinstance(root, dict) and not {"patient", "medications"} & set(root):
        _, found = parse_text({"ruleset.yaml": text if "ruleset" in root else _MANIFEST + text})
    elif isinstance(root, list) and root and "name" in root[0] and "case" in root[0]:
        return None
    elif not len(found):
        cases = list(read_text(text, name="example", as_of="2026-11-21"))
        return "\n".join(_wrong_with_case(one) for one in cases).strip() or None
    return "\n".join(str(one) for one in found if one.is_error) or None


def _wrong_with_case(case: Any) -> str:
    if isinstance(case, Exception):
        return str(case)
    return "\n".join(f"{one.path}: {one.reason}" for one in case.unread if one.is_error)


def _python() -> PythonCodeBlockParser:
    return PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Spread a run of everything over the processors, file by file, so that the examples of a page stay together.

    A run of named files is left alone, because workers take seconds to start, and so is one with ``-n``, or with ``--pdb``, which
    needs this process.
    """
    free = getattr(config.option, "numprocesses", 0) is None and not config.option.usepdb
    # a worker comes by here too, and must not start workers
    if free and config.args_source is pytest.Config.ArgsSource.TESTPATHS and "PYTEST_XDIST_WORKER" not in os.environ:
        config.option.numprocesses, config.option.dist = "auto", "loadfile"


pytest_collect_file = Sybil(
    parsers=[
        _python(),
        CodeBlockParser(language="console", evaluator=_console),
        CodeBlockParser(language="text", evaluator=_text),
        *(CodeBlockParser(language=language, evaluator=_data) for language in ("yaml", "json", "jsonl", "csv")),
    ],
    path=str(ROOT),
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
    excludes=["docs/reference/diagnostics/*", "docs/reference/language.md"],
    setup=_start,
    teardown=_end,
).pytest()

"""From a file or a text to plain values, with the place of each on demand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from rxrules.adapters.reading import shown
from rxrules.diagnostics import Diagnostics
from rxrules.documents import json
from rxrules.documents.json import Place, spelled
from rxrules.documents.limits import MAX_BYTES
from rxrules.documents.nodes import Refused
from rxrules.documents.text import decode, load
from rxrules.errors import InputError, of_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_YAML = (".yaml", ".yml")
_JSON = (".json", ".jsonl", ".ndjson")


@frozen(eq=False)
class Source:
    """What a document holds.

    Attributes:
        root: its value, of mappings, lists, texts and numbers.
        faults: what is wrong with its form, though it could be read: places, and why.
        locate: where something stands, ``case.yaml:12:9``, or empty; None where the document has no places.
    """

    root: Any
    faults: tuple[tuple[Place, str], ...] = ()
    locate: Callable[[Place], str] | None = None


def refuse_type(data: object, expected: str, name: str = "", hint: str = "") -> None:
    """Refuse what is neither a text, nor its bytes, nor what it holds, nor a path.

    Raises:
        InputError: with what was expected, and what it is.
    """
    if not isinstance(data, bytes | str | dict | Path):
        raise InputError(f"expected {expected}: a path, a text, its bytes or a mapping; got {of_type(data)}{hint}", name)


def got(source: Source) -> str:
    """What a document holds, where something else was expected, in words."""
    root = source.root
    if isinstance(root, Refused):
        # what is wrong with it was found when it was read, and nobody has been told yet
        return "; ".join(told for _, told in source.faults) or "no value"
    if isinstance(root, str) and "\n" not in root and (root.endswith((*_YAML, *_JSON, ".xml")) or "/" in root or "\\" in root):
        return f"the text {shown(root)} (a path is given as a pathlib.Path)"
    return shown(root)


def open_source(data: bytes | str, name: str = "", *, line: int = 0) -> Source:
    """Read a document in JSON or YAML.

    Args:
        data: its text, or its bytes in UTF-8.
        name: of the file; its ending says what it is, and without one a brace and a quote at the start mean
            JSON.
        line: where it is one line of a file, the number of that line.

    Raises:
        InputError: it can't be read, with the place where that shows.
    """
    found = Diagnostics()
    text = decode(data, name, found)
    if text is None:
        raise _input_error(found)
    if line or _looks_like_json(text, name):
        document = json.read(text, name, line)
        return Source(document.root, document.faults, document.locate)
    return _yaml(text, name)


def open_file(path: Path, name: str) -> Source:
    """Read a file.

    Raises:
        InputError: it can't be read.
    """
    found = Diagnostics()
    data = load(path, name, found)
    if data is None:
        raise _input_error(found)
    return open_source(data, name)


def json_lines(path: Path, name: str) -> Iterator[tuple[int, bytes | InputError]]:
    """The lines of a file that are not blank, with their numbers from 1; one that is too long is an error.

    Raises:
        InputError: the file can't be opened.
    """
    try:
        stream = path.open("rb")
    except (OSError, ValueError) as problem:
        raise InputError(f"can't be read: {getattr(problem, 'strerror', None) or problem}", name) from None
    return _lines(stream, name)


def _lines(stream: Any, name: str) -> Iterator[tuple[int, bytes | InputError]]:
    with stream:
        number = 0
        while line := stream.readline(MAX_BYTES + 1):
            number += 1
            if len(line) > MAX_BYTES:
                while line and not line.endswith(b"\n"):
                    line = stream.readline(MAX_BYTES)
                yield number, InputError(f"the line has more than {MAX_BYTES:,} bytes", f"{name}:{number}")
            elif line.strip():
                yield number, line.rstrip(b"\r\n")


def lines_of(data: bytes | str) -> list[tuple[int, str]] | None:
    """The lines of a text that is JSON lines, with their numbers and without blank ones, or None."""
    text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if len(lines) < 2 or not all(line.lstrip().startswith("{") for _, line in lines[:2]):
        return None
    return lines if json.is_value(lines[0][1]) else None


def _input_error(found: Diagnostics) -> InputError:
    first = next(iter(found))
    hint = f" ({first.hint})" if first.hint else ""
    return InputError(f"{first.code}: {first.message}{hint}", str(first.span).removeprefix(":"))


def _looks_like_json(text: str, name: str) -> bool:
    ending = name[name.rfind(".") :].casefold() if "." in name else ""
    if ending in _YAML:
        return False
    if ending in _JSON:
        return True
    start = text.lstrip()[:400]
    return start.startswith("[{") or (start[:1] in "{[" and start[1:].lstrip()[:1] in ('"', "}", "{", "]"))


def _yaml(text: str, name: str) -> Source:
    from rxrules.documents.yaml import read  # noqa: PLC0415 - JSON does without it

    found = Diagnostics()
    root = read(text, name, found)
    if root is None:
        raise _input_error(found)
    faults = tuple(((), f"{one.code}: {one.message} ({spelled(name, one.span.line, one.span.col)})") for one in found)

    return Source(root, faults, places_of(root, name))


def is_fhir(root: object) -> bool:
    """Whether a document's content is a FHIR resource or a CDS Hooks request, and not a case."""
    if not isinstance(root, dict):
        return False
    return "resourceType" in root or ("hook" in root and not {"patient", "medications"} & root.keys())


def places_of(root: Any, name: str) -> Callable[[Place], str]:
    """What finds the place of a value in a document whose nodes know theirs; empty where they do not."""

    def locate(place: Place) -> str:
        node, line, col = root, getattr(root, "line", 0), getattr(root, "col", 0)
        for step in place:
            if isinstance(node, dict) and step in node:
                key = next(key for key in node if key == step)
                node = node[key]
                at = node if getattr(node, "line", 0) else key
            elif isinstance(node, list) and isinstance(step, int) and step < len(node):
                at = node = node[step]
            else:
                break
            line, col = getattr(at, "line", line), getattr(at, "col", col)
        return spelled(name, line, col) if line else ""

    return locate

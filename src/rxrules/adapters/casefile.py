"""Case files: YAML, JSON, and JSON lines with a case a line.

What can't be read of a case is reported beside it, with its place, and costs nothing else. Only a document
that can't be read at all (no YAML and no JSON, not UTF-8, too large, no mapping) is an
`InputError`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve

from rxrules.adapters.case_order import read_orders
from rxrules.adapters.case_patient import read_patient
from rxrules.adapters.reading import Reading
from rxrules.adapters.source import Source, got, is_fhir, json_lines, lines_of, open_file, open_source, places_of, refuse_type
from rxrules.errors import InputError, of_type
from rxrules.model import Case, Moment

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from rxrules.documents.json import Place

_KEYS = frozenset({"id", "as_of", "patient", "medications"})
_LINES = frozenset({".jsonl", ".ndjson"})


def read_case(data: bytes | str | dict[str, Any] | Path, *, name: str = "", as_of: dt.date | str | Moment | None = None) -> Case:
    """Read one case.

    Args:
        data: the path of a case file (YAML or JSON), its text or bytes, or the mapping that it holds.
        name: the name of the file, for places in reports; its ending, ``.json`` or ``.yaml``, says what it
            is.
        as_of: the day or instant as of which the case is looked at; it leads over what the case says.

    Returns:
        The case, with what could not be read of it in ``unread``.

    Raises:
        InputError: the document can't be read at all, or ``as_of`` is no day.
    """
    hint = (
        "; its cases are read one by one" if isinstance(data, list) else "; it needs no reading" if isinstance(data, Case) else ""
    )
    refuse_type(data, "a case", name, hint)
    if isinstance(data, Path):
        name = name or str(data)
        source = open_file(data, name)
    else:
        source = Source(data, (), places_of(data, name)) if isinstance(data, dict) else open_source(data, name)
    return case_of(source, name=name, as_of=as_of)


def case_of(
    source: Source,
    *,
    name: str = "",
    case_id: str = "",
    as_of: dt.date | str | Moment | None = None,
    today: Moment | None = None,
) -> Case:
    """The case that a document holds; ``case_id`` and ``today`` are for one without an id or a day of its own."""
    root = source.root
    if not isinstance(root, dict):
        raise InputError(f"expected a case (a mapping with `patient` and `medications`), got {got(source)}", name)
    if "resourceType" in root or "hook" in root:
        raise InputError("this is a FHIR document or a CDS Hooks request: read it with read_fhir", name)
    try:
        return _case(root, source, name, case_id, as_of, today)
    except RecursionError:
        raise InputError("too many levels of mappings and lists in each other", name) from None


def _case(
    root: dict[str, Any],
    source: Source,
    name: str,
    case_id: str,
    as_of: dt.date | str | Moment | None,
    today: Moment | None,
) -> Case:
    reading = Reading(source.locate, name)
    for place, reason in source.faults:
        reading.report(place, reason)
    reading.known_keys(root, (), _KEYS)
    reading.as_of = _as_of(reading, root.get("as_of"), as_of) or today
    case = Case(
        id=reading.text(root.get("id"), ("id",)) or case_id or (Path(name).stem if name else "case"),
        patient=read_patient(reading, root.get("patient"), ("patient",)),
        orders=read_orders(reading, root.get("medications"), ("medications",)),
        as_of=reading.as_of,
    )
    return evolve(case, unread=reading.told()) if reading.unread else case


def _as_of(reading: Reading, written: Any, given: dt.date | str | Moment | None) -> Moment | None:
    if given is not None:
        moment = Moment.of(given)
        if not moment.is_full:
            raise InputError(f"as_of must be a day or an instant, got {moment}")
        return moment
    when = reading.moment(written, ("as_of",))
    if when is None or when.is_full:
        return when
    reading.report(("as_of",), f"expected a day or an instant, got {when}")
    return None


def read_cases(
    path: str | Path, *, as_of: dt.date | str | Moment | None = None, today: Moment | None = None
) -> Iterator[Case | InputError]:
    """Read every case of a file, one after the other, in the order of the file.

    A file of JSON lines (``.jsonl``, ``.ndjson``) is read line by line, and never held as a whole. FHIR
    documents and CDS Hooks requests are read where a case is expected.

    Args:
        path: a case file in YAML or JSON, a list of cases in JSON, or JSON lines.
        as_of: the day or instant as of which the cases are looked at; it leads over what they say.
        today: the day for a case that gives none, where ``as_of`` is not given either; that case's ``as_of``
            is this very object, by which the caller tells that the day was assumed.

    Yields:
        The cases; in the place of one that can't be read at all, the InputError that says why, with its line.

    Raises:
        InputError: it is no path.
    """
    if not isinstance(path, str | Path):
        meant = {dict: "; read_case reads a mapping", bytes: "; rxrules.adapters.casefile.read_text reads what came without a file"}
        raise InputError(f"expected the path of a file with cases, got {of_type(path)}{meant.get(type(path), '')}")
    return _read_cases(Path(path), as_of, today)


def _read_cases(path: Path, as_of: dt.date | str | Moment | None, today: Moment | None) -> Iterator[Case | InputError]:
    name = str(path)
    if path.suffix.casefold() not in _LINES:
        try:
            source = open_file(path, name)
        except InputError as problem:
            yield problem
            return
        yield from _cases_of(source, name, "", as_of, today)
        return
    try:
        lines = json_lines(path, name)
    except InputError as problem:
        yield problem
        return
    yield from _of_lines(lines, name, path.stem, as_of, today)


def read_text(
    data: bytes | str,
    *,
    name: str = "",
    as_of: dt.date | str | Moment | None = None,
    today: Moment | None = None,
) -> Iterator[Case | InputError]:
    """Read every case of a text that came without a file: a case, a list of them, FHIR, or JSON lines.

    It is JSON lines where its first two lines each begin with a brace and the first is a whole value.

    Args:
        data: the text, or its bytes in UTF-8.
        name: stands for the file in places.
        as_of: the day or instant as of which the cases are looked at; it leads over what they say.
        today: as `read_cases` takes it.

    Yields:
        As [`read_cases`][rxrules.adapters.casefile.read_cases] does.
    """
    try:
        if (lines := lines_of(data)) is not None:
            yield from _of_lines(iter(lines), name, "case", as_of, today)
            return
        source = open_source(data, name)
    except InputError as problem:
        yield problem
        return
    yield from _cases_of(source, name, "", as_of, today)


def _of_lines(
    lines: Iterator[tuple[int, bytes | str | InputError]],
    name: str,
    stem: str,
    as_of: dt.date | str | Moment | None,
    today: Moment | None,
) -> Iterator[Case | InputError]:
    for number, line in lines:
        if isinstance(line, InputError):
            yield line
            continue
        try:
            source = open_source(line, name, line=number)
        except InputError as problem:
            yield problem
            continue
        yield from _cases_of(source, f"{name}:{number}", f"{stem}-{number}", as_of, today)


def _cases_of(
    source: Source,
    name: str,
    case_id: str,
    as_of: dt.date | str | Moment | None,
    today: Moment | None,
) -> Iterator[Case | InputError]:
    """The cases of one document: a case, a list of them, or what a FHIR document holds."""
    if isinstance(source.root, list) and not case_id:
        faults = _by_position(source)
        for i, one in enumerate(source.root):
            yield from _cases_of(_within(source, one, i, faults.get(i, ())), name, f"{Path(name).stem}-{i + 1}", as_of, today)
        return
    try:
        if is_fhir(source.root):
            # most case files are no FHIR, and need none of it
            from rxrules.adapters.fhir.read import cases_of  # noqa: PLC0415

            yield from cases_of(source, name=case_id or name, as_of=today if as_of is None else as_of)
        else:
            yield case_of(source, name=name, case_id=case_id, as_of=as_of, today=today)
    except InputError as problem:
        yield problem


def _by_position(source: Source) -> dict[int, list[tuple[Place, str]]]:
    """What is wrong with the form of a list of cases, by element; of the whole list it is told with the first."""
    faults: dict[int, list[tuple[Place, str]]] = {}
    for place, told in source.faults:
        position = place[0] if place and isinstance(place[0], int) else 0
        faults.setdefault(position, []).append((place[1:], told))
    return faults


def _within(source: Source, root: Any, position: int, faults: Sequence[tuple[Place, str]]) -> Source:
    """One element of a list of cases."""
    locate = source.locate
    return Source(
        root,
        tuple(faults),
        None if locate is None else lambda place: locate((position, *place)),
    )

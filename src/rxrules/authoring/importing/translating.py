"""From the rows of a spreadsheet to the rows of our own tables: a row is taken whole, or not at all and told."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

from attrs import define, field

from rxrules.authoring.importing.cells import interval, read_cell
from rxrules.authoring.importing.columns import ENDS, IGNORE, LIMITS, MEASURES, Column, columns, kind_of, target
from rxrules.authoring.importing.numerals import NotTaken
from rxrules.authoring.importing.result import Imported, Taken, Unmapped
from rxrules.errors import InputError
from rxrules.language.ast import is_variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rxrules.authoring.importing.mapping import Said
    from rxrules.authoring.importing.names import Names
    from rxrules.authoring.importing.sheet import Sheet, SheetRow

#: Statuses that a spreadsheet may give; an active rule needs a source as well.
STATUSES: Final = ("draft", "review")
_MADE: Final = "a source of that title is written"
_NEEDED: Final = {"interaction": ("a", "b", "severity"), "dose_limit": ()}


def translate(
    sheet: Sheet, said: Said, names: Names, sources: Mapping[str, str], *, kind: str = "", status: str = "draft", decimal: str = ""
) -> Imported:
    """Read every row as a row of our tables.

    Args:
        sheet: what was read.
        said: what its columns and cells are, as far as the author says it.
        names: of drugs and groups.
        sources: the titles of the ruleset's sources, by id.
        kind: ``interaction`` or ``dose_limit``; where it is empty, what the columns tell.
        status: of rules whose row says none.
        decimal: the mark before decimals; empty where only a number of one reading is to be taken.

    Raises:
        InputError: the columns can't be those of such rules.
    """
    kind = kind or kind_of(sheet.header, said.columns)
    mapped = columns(kind, sheet.header, said.columns)
    fixed = {target(kind, name): cell for name, cell in said.fixed.items()}
    _check_needed(kind, mapped, fixed)
    reading = _Reading(kind, mapped, said, fixed, names, sources, status, decimal)
    for row in sheet.uneven:
        reason = f"the row has {len(row.cells)} cells, the header {len(sheet.header)}: put what holds the delimiter in quotes"
        reading.unmapped.append(Unmapped(row.line, 0, "", "", reason))
    for row in sheet.rows:
        reading.row(row)
    rows = reading.whole_rules()
    return Imported(
        kind,
        sheet,
        mapped,
        rows,
        tuple(sorted(reading.unmapped)),
        tuple(reading.taken),
        tuple(_left(kind, rows)),
        {id_: title for id_, title in reading.made_sources.items() if any(row.get("source") == id_ for row in rows)},
        names.lent_to({cell for row in rows for cell in (row.get("a", ""), row.get("b", ""))}),
    )


def _check_needed(kind: str, mapped: tuple[Column, ...], fixed: Mapping[str, str]) -> None:
    have = {column.target for column in mapped} | fixed.keys()
    lacking = [name for name in _NEEDED[kind] if name not in have]
    if lacking:
        ways = " ".join(f"--map 'COLUMN={name}'" for name in lacking)
        alone = "" if set(lacking) & {"a", "b"} else f" or --set {lacking[0]}=..."
        raise InputError(f"no column is {' and none '.join(lacking)}; say which: {ways}{alone}")
    if kind == "dose_limit" and not ({"ingredient"} & have):
        raise InputError("no column is ingredient; say which: --map 'COLUMN=ingredient'")


@define
class _Reading:
    kind: str
    columns: tuple[Column, ...]
    said: Said
    fixed: Mapping[str, str]
    names: Names
    sources: Mapping[str, str]
    status: str
    decimal: str
    # Rows of our tables, with the line that they come from and the id that holds them together.
    rows: list[tuple[int, str, dict[str, str]]] = field(factory=list)
    unmapped: list[Unmapped] = field(factory=list)
    taken: list[Taken] = field(factory=list)
    made_sources: dict[str, str] = field(factory=dict)
    # Rules of which a row was not taken, with its line: the rest of them is not written either.
    torn: dict[str, int] = field(factory=dict)
    # The first row of each rule, with its line: what it says of the rule as a whole.
    rules: dict[str, tuple[int, dict[str, str]]] = field(factory=dict)
    seen: dict[tuple[str, ...], tuple[int, dict[str, str]]] = field(factory=dict)

    def row(self, row: SheetRow) -> None:
        cells: dict[str, str] = {}
        wrong: list[Unmapped] = []
        noted: list[Taken] = []
        units = next((row.cells[one.number - 1] for one in self.columns if one.target == "unit"), "") or self.fixed.get("unit", "")
        for column, written in self._cells(row):
            try:
                meant = self._meaning(column.target, written)
                taken, why = read_cell(column.target, meant, column.unit or units, self.decimal, self.names)
                if column.target == "source":
                    taken, why = self._source(taken)
            except NotTaken as problem:
                wrong.append(Unmapped(row.line, column.number, column.name, written, problem.reason, problem.near))
                continue
            why = why or ("as you say" if meant != written else "")
            if why:
                noted.append(Taken(row.line, column.number, column.name, written, taken, why))
            cells[column.target] = taken
        if not wrong:
            try:
                made = list(self._rows_of(dict(cells), row.line))
            except NotTaken as problem:
                wrong.append(Unmapped(row.line, 0, "", "", problem.reason, problem.near))
            else:
                self.rows += [(row.line, cells.get("id", one["id"]), one) for one in made]
                self.taken += noted
        if wrong:
            self.unmapped += wrong
            if id_ := cells.get("id") or self._made_id(cells):
                self.torn.setdefault(id_, row.line)

    def _made_id(self, cells: dict[str, str]) -> str:
        """The id that a row of doses would have; empty where the cells that were taken don't tell."""
        measures = {column.target.rpartition(".")[0] for column in self.columns if _is_limit(column.target)}
        measure = cells.get("measure", "") or (measures.pop() if len(measures) == 1 else "")
        return _dose_id({**cells, "measure": measure}) if "ingredient" in cells and measure else ""

    def _cells(self, row: SheetRow) -> Iterator[tuple[Column, str]]:
        for column in self.columns:
            cell = row.cells[column.number - 1]
            if cell and column.target not in ("", IGNORE, "unit"):
                yield column, cell
        present = {column.target for column in self.columns if row.cells[column.number - 1]}
        for name, cell in self.fixed.items():
            if name not in present and name != "unit":
                yield Column(f"--set {name}", 0, name, "said"), cell

    def _meaning(self, name: str, written: str) -> str:
        top = "severity" if name.startswith("severity.") else name
        for key in (name, top):
            if (key, written.casefold()) in self.said.values:
                return self.said.values[key, written.casefold()]
        return written

    def _source(self, written: str) -> tuple[str, str]:
        """The id of a source that is known by it or by its title; else one that is made of its title."""
        if written in self.sources or written in self.made_sources:
            return written, ""
        for id_, title in (*self.sources.items(), *self.made_sources.items()):
            if title.casefold() == written.casefold():
                return id_, "source, by its title" if id_ in self.sources else _MADE
        slug = _slug(written) or "source"
        number = 1
        while (id_ := slug if number == 1 else f"{slug}-{number}") in {**self.sources, **self.made_sources}:
            number += 1
        self.made_sources[id_] = written
        return id_, _MADE

    def _rows_of(self, cells: dict[str, str], line: int) -> Iterator[dict[str, str]]:
        """The rows of our tables that one row of the sheet makes."""
        if cells.get("status") == "active" and not (cells.get("source") and cells.get("section") and cells.get("reviewed")):
            raise NotTaken("an active rule names a source with a section and the day of its review; import it as review or draft")
        self._join_ends(cells)
        if self.kind == "interaction":
            yield self._pair(cells, line)
        else:
            yield from self._doses(cells, line)

    def _join_ends(self, cells: dict[str, str]) -> None:
        ends: dict[str, dict[str, str]] = {}
        for name in list(cells):
            top, dot, end = name.partition(".")
            if dot and end in ENDS and is_variable(top):
                ends.setdefault(top, {})[end] = cells.pop(name)
        for variable, own in ends.items():
            if variable in cells:
                raise NotTaken(f"{variable} stands in a column of its own, and its ends in others")
            cells[variable] = interval(variable, own)

    def _pair(self, cells: dict[str, str], line: int) -> dict[str, str]:
        lacking = [name for name in _NEEDED["interaction"] if name not in cells]
        if lacking:
            raise NotTaken(f"{' and '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} empty")
        if cells["a"] == cells["b"] and not cells["a"].startswith("group:"):
            raise NotTaken(f"both sides are {cells['a']}")
        key = [f"{cells[side]}:{cells.get(f'{side}.route', '')}" for side in ("a", "b")]
        # what holds in one direction says nothing of the other
        key = [*key, cells["direction"]] if "direction" in cells else sorted(key)
        self._check_once(tuple(key), line, cells, f"the pair {cells['a']} and {cells['b']}")
        given = cells.pop("id", "")
        if given in self.rules:
            raise NotTaken(f"the id {given} stands in line {self.rules[given][0]} already")
        made = f"ddi.{_slug(cells['a'].removeprefix('group:'))}-{_slug(cells['b'].removeprefix('group:'))}"
        # one pair by several routes has several rules
        numbered = (made if number == 1 else f"{made}-{number}" for number in count(1))
        id_ = given or next(one for one in numbered if one not in self.rules)
        cells.setdefault("status", self.status)
        # lint asks for a title, and this one says no more than the row
        cells.setdefault("title", _capital(f"{self.names.shown(cells['a'])} with {_small(self.names.shown(cells['b']))}"))
        self.rules[id_] = (line, cells)
        return {"id": id_, **cells}

    def _check_once(self, key: tuple[str, ...], line: int, cells: dict[str, str], what: str) -> None:
        """SAFETY: of two rows about the same, the second never replaces the first unseen; it is told."""
        before = self.seen.setdefault(key, (line, dict(cells)))
        if before[0] != line:
            same = all(before[1].get(name) == cells.get(name) for name in ("severity", "direction", *LIMITS))
            told = "says the same" if same else "contradicts it"
            raise NotTaken(f"{what} stands in line {before[0]} already, and this row {told}")

    def _doses(self, cells: dict[str, str], line: int) -> Iterator[dict[str, str]]:
        own_id = cells.pop("id", "")
        shared = {name: cell for name, cell in cells.items() if not _is_limit(name)}
        by_measure: dict[str, dict[str, str]] = {}
        for name, cell in cells.items():
            if _is_limit(name):
                measure, _, limit = name.rpartition(".")
                by_measure.setdefault(measure, {})[limit] = cell
        if not by_measure:
            raise NotTaken("no limit is written in this row")
        if "" in by_measure and len(by_measure) > 1:
            raise NotTaken("some limits say of which measure they are, and others don't")
        severity = shared.pop("severity", "")
        for measure, limits in by_measure.items():
            made = dict(shared)
            if measure:
                made["measure"] = measure
            id_ = own_id + (f".{_slug(measure)}" if own_id and len(by_measure) > 1 else "")
            for limit in ("max", "hard_max", "min", "hard_min"):
                if limit in limits and severity:
                    made.setdefault(f"severity.{limit}", severity)
            if id_ not in self.rules:
                _check_first(made)
            id_ = id_ or _dose_id(made)
            windows = tuple(f"{name}={made[name]}" for name in sorted(made) if is_variable(name))
            about = f"a limit of {id_}" + (f" for {', '.join(windows)}" if windows else " for every patient")
            self._check_once((id_, *windows), line, limits, about)
            if id_ in self.rules:
                # what every row has stands back behind what the rule's first row says
                made = {name: cell for name, cell in made.items() if cell != self.fixed.get(name) or name not in self.rules[id_][1]}
            self._check_agrees(id_, made)
            if id_ not in self.rules:
                made.setdefault("status", self.status)
                made.setdefault("title", _title(made))
                self.rules[id_] = (line, made)
            yield {"id": id_, **made, **limits}

    def _check_agrees(self, id_: str, made: dict[str, str]) -> None:
        """Rows of one id are one rule; what they say of it as a whole must agree."""
        at, first = self.rules.get(id_, (0, {}))
        for name, cell in made.items():
            if at and not is_variable(name) and name != "note" and first.setdefault(name, cell) != cell:
                raise NotTaken(f"{name} is {cell!r} here and {first[name]!r} in line {at}, and rows of {id_} are one rule")

    def whole_rules(self) -> tuple[dict[str, str], ...]:
        """The rows of rules none of whose rows is missing."""
        kept = []
        for line, own_id, row in self.rows:
            torn = self.torn.get(own_id)
            if torn is not None and self.kind == "dose_limit":
                # SAFETY: a rule without one of its bands would leave its patients unchecked
                reason = f"left out, because line {torn} is of the same rule {row['id']} and was not taken"
                self.unmapped.append(Unmapped(line, 0, "", "", reason))
            else:
                kept.append(row)
        return tuple(kept)


def _check_first(made: Mapping[str, str]) -> None:
    """The first row of a rule says what it is about."""
    if "ingredient" not in made:
        raise NotTaken("the drug is empty; where it is that of the row above, write it again")
    if "measure" not in made:
        raise NotTaken("it is not said what is measured: map the column to per_day.max or per_dose.max, or --set measure=...")
    if not any(name.startswith("severity.") for name in made):
        raise NotTaken("no severity: map a column to severity, or --set severity=...")


_IN_WORDS: Final = {
    "per_dose": "single dose", "per_day": "total in 24 hours", "per_week": "total in 7 days", "rate": "how fast it is given",
    "per_course": "total of a course", "lifetime": "total in a lifetime", "duration": "how long it is given",
    "interval": "how far doses are apart",
}  # fmt: skip


def _title(made: Mapping[str, str]) -> str:
    route = f", {made['route'].replace(';', ' or')}" if "route" in made else ""
    return _capital(f"{made['ingredient']}{route}, {_IN_WORDS[made['measure']]}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    """A title inside another one; what is written in capitals stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _dose_id(made: Mapping[str, str]) -> str:
    return ".".join(filter(None, ("dose", *map(_slug, (made["ingredient"], made.get("route", ""), made["measure"])))))


def _is_limit(name: str) -> bool:
    measure, _, limit = name.rpartition(".")
    return limit in LIMITS and measure in ("", *MEASURES)


def _left(kind: str, rows: tuple[dict[str, str], ...]) -> Iterator[str]:
    """What only a person can say."""
    if kind == "dose_limit":
        variables = {name for row in rows for name in row if is_variable(name)}
        given = {name.partition(".")[2] for row in rows for name in row if name.startswith("over.")}
        for name in sorted(variables - given):
            yield f"over which {name} the bands go: --set 'over.{name}=[LOW, HIGH)'"
    for column, what in (("source", "the source"), ("section", "the section of the source"), ("reviewed", "the day of the review")):
        lacking = {row["id"] for row in rows} - {row["id"] for row in rows if row.get(column)}
        if lacking:
            yield f"{what} of {len(lacking)} rule{'s' if len(lacking) > 1 else ''}: map a column to {column}, or --set {column}=..."


def _slug(text: str) -> str:
    """A text as a part of an id.

    >>> _slug("insulin human"), _slug("oral; enteral")
    ('insulin-human', 'oral-enteral')
    """
    import re  # noqa: PLC0415
    import unicodedata  # noqa: PLC0415

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-")

"""What is wrong in a document, found while it is structured: path, place, and how to mend it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import frozen

from rxrules.documents.nodes import Mapping, Scalar, span_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rxrules.diagnostics import Span

#: Begins the key of a mapping that was put together from keys of another; no document can hold it.
GATHERED: Final = "\0"

#: A step to a value: the key of a mapping or the index of a list.
Step: TypeAlias = str | int


@frozen
class Problem:
    """One thing that is wrong in what was structured.

    Attributes:
        code: its stable code, ``RX101``.
        path: the steps to it from the root.
        message: what is wrong, lower-case, with what was got and what was expected.
        span: its place, where the document has places.
        hint: how to mend it, or empty.
    """

    code: str
    path: tuple[Step, ...]
    message: str
    span: Span
    hint: str = ""

    @property
    def where(self) -> str:
        """The path as it is shown, ``medications[0].dose``."""
        return path_text(self.path)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.path else ""
        return place + self.message + (f" ({self.hint})" if self.hint else "")


def path_text(path: tuple[Step, ...]) -> str:
    """Write a path the way it is read in code: ``medications[0].dose``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def close_to(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest of the known words, or all where none is near and they are few."""
    words = sorted(known)
    if near := difflib.get_close_matches(word, words, 1, 0.6):
        return f"did you mean {near[0]!r}?"
    return f"expected one of: {', '.join(words)}" if 0 < len(words) <= 16 else ""


@frozen
class _Finding:
    """A problem before its path is known: the container that it is in, and the step from there."""

    container: object
    step: Step | None
    code: str
    message: str
    span: Span
    hint: str


class Findings:
    """Collects what is wrong in one root node; paths are made at the end, and only if something is wrong.

    Attributes:
        file: the name of the document.
        bad: (identity of container, step) of every value that was left out.
        rewritten: by identity of a node, that node and the one that was read in its stead.
    """

    def __init__(self) -> None:
        self.file = ""
        self.bad: set[tuple[int, Step]] = set()
        self.rewritten: dict[int, tuple[object, Any]] = {}
        self._found: list[_Finding] = []
        self._seen: set[tuple[int, Step | None, str, str]] = set()

    def __len__(self) -> int:
        return len(self._found)

    def add(  # noqa: PLR0917
        self, container: object, step: Step | None, code: str, message: str, span: Span, hint: str = ""
    ) -> None:
        """Add a finding; one that was added before, when the same part was read again, is not added twice."""
        key = (id(container), step, code, message)
        if key not in self._seen:
            self._seen.add(key)
            self._found.append(_Finding(container, step, code, message, span, hint))

    def near(self, container: object, step: Step | None, value: object) -> Span:
        """The place of a value; of a mapping or a list that of its key, which is where one looks for it."""
        if isinstance(value, Scalar):
            return span_of(value, self.file)
        if isinstance(container, Mapping) and isinstance(step, str):
            key = container.key(step)
            if isinstance(key, Scalar):
                return span_of(key, self.file)
        return span_of(value if getattr(value, "line", 0) else container, self.file)

    def take(self, root: object, path: tuple[Step, ...]) -> list[Problem]:
        """Give out everything as problems, with paths from ``root``, which stands at ``path``; forget it."""
        if not self._found:
            self.rewritten.clear()
            return []
        paths = _paths(root, path)
        for written, read in self.rewritten.values():
            at = paths.get(id(written), path)
            for container, below in _paths(read, at).items():
                paths.setdefault(container, below)
        problems = []
        for found in self._found:
            at = paths.get(id(found.container), path)
            step = found.step
            steps = () if step is None else (str(step) if isinstance(step, str) else step,)
            problems.append(Problem(found.code, at + steps, found.message, found.span, found.hint))
        self._found.clear()
        self._seen.clear()
        self.bad.clear()
        self.rewritten.clear()
        return problems


def _paths(root: object, path: tuple[Step, ...]) -> dict[int, tuple[Step, ...]]:
    """The way from the root to each container, by its identity."""
    paths = {id(root): path}
    todo: list[object] = [root]
    while todo:
        node = todo.pop()
        at = paths[id(node)]
        steps: Iterable[tuple[Any, object]] = ()
        if isinstance(node, dict):
            steps = node.items()
        elif isinstance(node, list):
            steps = enumerate(node)
        for step, value in steps:
            if isinstance(value, (dict, list)):
                gathered = isinstance(step, str) and step.startswith(GATHERED)
                paths[id(value)] = at if gathered else (*at, str(step) if isinstance(step, str) else step)
                todo.append(value)
    return paths

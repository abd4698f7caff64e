"""The beginning of a ruleset or of a rule, from templates: one for each kind, found by its file name."""

from __future__ import annotations

import json
import os
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from rxrules._version import __version__
from rxrules.documents.near import did_you_mean
from rxrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEMPLATES = Path(__file__).parent / "templates"
_MANIFEST = "ruleset.yaml"
_TESTS = ".test.yaml"
_HOME = "https://pypi.org/project/rxrules/"

#: Where the files of a repository go, by the name of their template.
_REPOSITORY = {
    "README.md": "README.md",
    "requirements.txt": "requirements.txt",
    "workflow.yaml": ".github/workflows/rules.yaml",
    "pre-commit.yaml": ".pre-commit-config.yaml",
}


def kinds() -> list[str]:
    """The kinds of rule that there is a template of."""
    return sorted(path.name.removesuffix(_TESTS) for path in _TEMPLATES.glob(f"*{_TESTS}"))


def new_ruleset(
    path: Path, *, id_: str = "", title: str = "", owner: str = "", licence: str = "", repository: bool = True
) -> list[Path]:
    """Begin a ruleset in a folder: a manifest, a first rule in draft with its scenarios, and what a repository needs.

    Args:
        path: the folder; it is made where it is not there.
        id_: of the ruleset; by default the name of the folder.
        title: what it is called; by default its id.
        owner: who answers for it.
        licence: under which it may be used, as an SPDX identifier or in words.
        repository: whether to write a workflow for CI, hooks for pre-commit, a README and requirements.

    Returns:
        The files that were written.

    Raises:
        InputError: a file is there already, or the id is none; nothing is written then.
    """
    name = id_ or Path(os.path.realpath(path)).name.lower()
    manifest = {
        "id": name,
        "title": json.dumps(title or name, ensure_ascii=False),
        "owner": json.dumps(owner or "nobody yet", ensure_ascii=False),
        "licence": json.dumps(licence or "all rights reserved", ensure_ascii=False),
    }
    texts = {_MANIFEST: _filled(_MANIFEST, manifest)}
    _judge(texts[_MANIFEST], "rules: []", name)
    texts |= _rule("interaction", f"{name}.example")
    if repository:
        known = {"name": title or name, "version": __version__, "home": _HOME}
        texts |= {target: _filled(template, known) for template, target in _REPOSITORY.items()}
    return _write(path, texts)


def new_rule(kind: str, id_: str, folder: Path) -> list[Path]:
    """Begin a rule in draft, with its scenarios, in the folder ``rules`` of a ruleset.

    Args:
        kind: one of `kinds`.
        id_: of the rule.
        folder: of the ruleset.

    Returns:
        The files that were written.

    Raises:
        InputError: there is no such kind, the id is none or is taken, the folder is that of no ruleset, or a file is there already;
            nothing is written then.
    """
    if kind not in kinds():
        raise InputError(f"there is no template for the kind {kind!r}; {did_you_mean(kind, kinds())}")
    if not (folder / _MANIFEST).is_file():
        raise InputError(
            "the folder has no ruleset.yaml; name that of the ruleset with --in, or make one with `rxrules new ruleset`",
            str(folder),
        )
    texts = _rule(kind, id_)
    manifest = dict.fromkeys(("id", "title", "owner", "licence"), "new")
    _judge(_filled(_MANIFEST, manifest), next(iter(texts.values())), id_)
    if (place := _taken(folder, id_)) is not None:
        raise InputError(f"there is a rule {id_!r} already", place)
    return _write(folder, texts)


def _rule(kind: str, id_: str) -> dict[str, str]:
    known = {"id": id_}
    return {f"rules/{id_}.yaml": _filled(f"{kind}.yaml", known), f"rules/{id_}{_TESTS}": _filled(f"{kind}{_TESTS}", known)}


def _filled(name: str, known: Mapping[str, str]) -> str:
    return Template((_TEMPLATES / name).read_text(encoding="utf-8")).substitute(known)


def _judge(manifest: str, rule: str, id_: str) -> None:
    """Refuse what would not lint clean: it is the id, for the rest is ours.

    Raises:
        InputError: the id is none.
    """
    from rxrules.language import parse_text  # noqa: PLC0415
    from rxrules.validate import validate  # noqa: PLC0415

    tree, found = parse_text({_MANIFEST: manifest, "rule.yaml": rule})
    problems = list(found) if tree is None else list(validate(tree)[1])
    if problems:
        hint = f" ({problems[0].hint})" if problems[0].hint else ""
        raise InputError(f"{problems[0].message}{hint}", repr(id_))
    # an id such as "a # b" reads as another one
    if tree is not None and id_ not in {tree.manifest.id.text, *(one.id.text for one in tree.rules)}:
        raise InputError("an id is written in lower case with hyphens and dots", repr(id_))


def _taken(folder: Path, id_: str) -> str | None:
    """Where a rule of that id stands already; None where there is none, or the ruleset can't be read."""
    from rxrules.language import parse  # noqa: PLC0415

    tree, _ = parse(folder)
    return next((str(rule.id.span) for rule in tree.rules if rule.id.text == id_), None) if tree is not None else None


def _write(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    paths = {folder / name: text for name, text in texts.items()}
    for path in paths:
        if path.exists():
            raise InputError("the file is there already, and is not overwritten", str(path))
    for path, text in paths.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
        except OSError as problem:
            raise InputError(f"can't be written: {problem.strerror}", str(path)) from None
    return list(paths)

"""What a rule book tells, before it is a page."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from attrs import Factory, field, frozen

from rxrules.rulebook.html import Html, element

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from rxrules.language import ast
    from rxrules.plan import Plan, PlanRule, RuleText
    from rxrules.rulebook.html import Content
    from rxrules.terminology import Ingredient
    from rxrules.testing.scenarios import Scenario
    from rxrules.validate import Ruleset

#: Rules of these statuses run.
RUNNING = ("active", "review")
#: What stands for a severity beside its colour, by its rank.
LETTERS = ("C", "B", "A", "X")


@frozen
class RuleEntry:
    """One rule.

    Attributes:
        written: the rule as its author wrote it, whose status leads.
        planned: the same compiled, drafts and retired rules too.
        number: of its ruleset in the book.
        path: of its page.
        lines: its text in its file.
        scenarios: those that name it, each with its place, ``file:line`` within the ruleset.
        history: the entries of the ruleset's changelog that name it, each under its heading.
        drugs: every ingredient that it names; none where it knows every drug.
    """

    written: ast.Rule
    planned: PlanRule
    text: RuleText
    number: int
    path: str
    lines: str
    scenarios: tuple[tuple[Scenario, str], ...]
    history: tuple[tuple[str, str], ...]
    drugs: tuple[str, ...]

    @property
    def title(self) -> str:
        """What it is called."""
        return self.written.title or self.written.id.text

    @property
    def runs(self) -> bool:
        """Whether it takes part in checks."""
        return self.written.status in RUNNING


@frozen
class GroupEntry:
    """One group, with its expanded members and the rules that name it or one of whose conditions does."""

    id: str
    title: str
    written: ast.Group | None
    members: tuple[str, ...]
    number: int
    path: str
    rules: tuple[RuleEntry, ...]


@frozen
class DrugEntry:
    """One ingredient: the rules that name it, the groups that hold it, what it is known as."""

    name: str
    path: str
    known: Ingredient | None
    rules: tuple[tuple[RuleEntry, str], ...]
    groups: tuple[GroupEntry, ...]


@frozen
class Book:
    """Everything that the pages tell.

    Attributes:
        rules: in the order of the rulesets and their files.
        every_drug: the rules that know every drug, and so name none.
        groups: by the number of the ruleset and the id.
        by_members: groups by the number of the ruleset and their members.
        as_of: the day as of which reviews are overdue; None: nothing is said of that.
    """

    rulesets: tuple[Ruleset, ...]
    plan: Plan
    rules: tuple[RuleEntry, ...]
    every_drug: tuple[RuleEntry, ...]
    drugs: Mapping[str, DrugEntry]
    groups: Mapping[tuple[int, str], GroupEntry]
    by_members: Mapping[tuple[int, tuple[str, ...]], GroupEntry]
    as_of: dt.date | None = None
    by_id: Mapping[tuple[int, str], RuleEntry] = field(
        init=False, default=Factory(lambda book: {(one.number, one.planned.id): one for one in book.rules}, takes_self=True)
    )

    @property
    def title(self) -> str:
        """What the book is called."""
        return ", ".join(one.manifest.title for one in self.rulesets)

    def rule_of(self, number: int, id_: str) -> RuleEntry | None:
        """The rule of that id in a ruleset; None where there is none."""
        return self.by_id.get((number, id_))

    def overdue(self, entry: RuleEntry) -> str:
        """The day by which a rule that runs should have been reviewed again, where that day is over; else empty."""
        due = entry.written.review_by or self.rulesets[entry.number].manifest.review_by
        return str(due) if self.as_of is not None and due is not None and due < self.as_of and entry.runs else ""


@frozen
class Page:
    """One page while it is made: the book, and where the page stands in it."""

    book: Book
    path: str

    def to(self, target: str) -> str:
        """The way from this page to another, or to a place in it, that holds wherever the folder lies."""
        where, mark, place = target.partition("#")
        if where in ("", self.path):
            return f"{mark}{place}" if mark else posixpath.basename(self.path)
        return posixpath.relpath(where, posixpath.dirname(self.path) or ".") + mark + place

    def link(self, target: str, *content: Content, class_: str | None = None) -> Html:
        """A link to another page."""
        return element("a", *content, href=self.to(target), class_=class_)

    def rule(self, entry: RuleEntry) -> Html:
        """A link to a rule, by its title."""
        return self.link(entry.path, entry.title)

    def drug(self, name: str) -> Html | str:
        """A link to a drug, where the book has a page of it."""
        entry = self.book.drugs.get(name)
        return name if entry is None else self.link(entry.path, name)

    def group(self, number: int, id_: str) -> Html | str:
        """A link to a group, by its title."""
        entry = self.book.groups.get((number, id_))
        return id_ if entry is None else self.link(entry.path, entry.title)

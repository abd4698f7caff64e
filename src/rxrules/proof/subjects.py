"""A rule made ready to be probed: its drugs as orders, what it asks as a term, and what lets it fire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from rxrules.language import ast
from rxrules.language.borrowed import with_borrowed
from rxrules.model.timing import days
from rxrules.proof import burdens, limits
from rxrules.proof.arranging import Arranger, first_not_in
from rxrules.proof.sketch import Sketch, day_before, written
from rxrules.proof.terms import NO_SLOTS, Junction, Leaf, slots_of, term_of_selector, term_of_when

if TYPE_CHECKING:
    from collections.abc import Collection

    from rxrules.proof.terms import Term
    from rxrules.validate import Ruleset


@frozen(eq=False)
class Subject:
    """A rule, and cases for it.

    Attributes:
        rule: which.
        arranger: for its ruleset.
        term: what must hold beyond its drugs.
        modifiers: the terms of its modifiers.
    """

    rule: ast.Rule
    arranger: Arranger
    term: Junction
    modifiers: tuple[Junction, ...]

    @classmethod
    def of(cls, rule: ast.Rule, ruleset: Ruleset, preferred: tuple[str, ...] = ()) -> Subject:
        """A rule of a ruleset; the ingredients that are preferred stand for the groups that they are in."""
        if isinstance(rule, ast.BurdenRule):
            rule = with_borrowed(rule, ruleset.rules)
        slots = slots_of(rule, ruleset)
        parts: list[Term] = [term_of_selector(selector, slot) for slot, selector in enumerate(_participants(rule))]
        if isinstance(rule, ast.DoseLimitRule | ast.DuplicationRule) and rule.route:
            parts.append(Leaf("route", tuple(map(str, rule.route)), span=rule.route[0].span))
        if isinstance(rule, ast.DuplicationRule) and rule.prn is not None:
            parts.append(Leaf("prn", rule.prn, span=rule.span))
        parts.append(term_of_when(rule.when, slots))
        modifiers = tuple(term_of_when(one.when, slots) for one in rule.modifiers)
        return cls(rule, Arranger(ruleset, preferred), Junction("all", tuple(parts)), modifiers)

    def start(self, shift: int = 0) -> Sketch:
        """The drugs of the rule as orders of somebody of whom everything is known; ``shift`` takes later members of groups."""
        sketch = Sketch.known()
        rule = self.rule
        if isinstance(rule, ast.DuplicationRule):
            self.duplicate(sketch, rule.allow + 1, shift)
        elif isinstance(rule, ast.AllergyRule) and rule.drug is None:
            sketch.order(self.any_drug())
        elif not isinstance(rule, ast.BurdenRule):
            taken: list[str] = []
            for selector in _participants(rule):
                drugs = self.arranger.drugs(selector)
                drugs = drugs[shift % len(drugs) :] + drugs[: shift % len(drugs)]
                drug = first_not_in([one for one in drugs if self.arranger.ingredient(one) not in taken], ()) or drugs[0]
                taken.append(self.arranger.ingredient(drug))
                sketch.order(drug)
        if isinstance(rule, ast.InteractionRule) and rule.direction is not None:
            for order, age in zip(sketch.medications, (30, 1), strict=True):
                order["start"] = day_before(age)
        return sketch

    def any_drug(self, left_out: Collection[str] = ()) -> str:
        """A drug, for a rule that is about any: one that is preferred, or that the ruleset names."""
        known = [*self.arranger.preferred, *sorted({str(one) for one in self.arranger.ruleset.ingredients.values()}), "amoxicillin"]
        return first_not_in(known, left_out) or known[0]

    def duplicate(self, sketch: Sketch, number: int, shift: int = 0) -> None:
        """So many orders that the rule counts."""
        rule = self.rule
        assert isinstance(rule, ast.DuplicationRule)  # noqa: S101  for mypy
        if rule.group is None:
            left_out = {str(one) for name in rule.except_ for one in self._named(name)}
            drugs = [self.any_drug(left_out)] * number
        else:
            left_out = {str(one) for name in rule.except_ for one in self._named(name)}
            members = [one for one in self.arranger.members(rule.group.text) if one not in left_out]
            members = members[shift % len(members) :] + members[: shift % len(members)] if members else []
            drugs = [members[place % len(members)] for place in range(number)] if members else []
            if rule.count == "orders":
                drugs = drugs[:1] * number
        sketch.medications.clear()
        for drug in drugs:
            sketch.order(drug)

    def _named(self, name: ast.Name) -> tuple[str, ...]:
        group = self.arranger.ruleset.groups.get(name.text)
        return tuple(map(str, group)) if group else (str(self.arranger.ruleset.ingredient(name)),)

    def arranged(self, *, shift: int = 0, leaf: Leaf | None = None, modifier: int = -1) -> Sketch:
        """A case on which the rule should fire; with a leaf, one on which the outcome hangs on it."""
        sketch = self.start(shift)
        self.arranger.make(sketch, self.term)
        limits.arrange_any(sketch, self.rule, self.arranger)
        if leaf is not None:
            term = self.term if modifier < 0 else self.modifiers[modifier]
            self.arranger.sensitise(sketch, term, leaf)
            self.arranger.put(sketch, leaf, truth=True)
        elif modifier >= 0:
            self.arranger.make(sketch, self.modifiers[modifier])
        return self.finish(sketch)

    def finish(self, sketch: Sketch) -> Sketch:
        """Let the rule find what it looks for, where nothing is to be found of itself."""
        rule = self.rule
        if isinstance(rule, ast.DoseLimitRule):
            limits.breach(sketch, rule)
        elif isinstance(rule, ast.BurdenRule):
            burdens.reach(sketch, rule, self.arranger)
            self.arranger.make(sketch, term_of_when(rule.when, NO_SLOTS))
        elif isinstance(rule, ast.MonitoringRule):
            self._due(sketch, rule)
        elif isinstance(rule, ast.AllergyRule):
            sketch.enlist("allergies", {"substance": self.substance(rule, sketch)})
        return sketch

    def substance(self, rule: ast.AllergyRule, sketch: Sketch) -> str:
        """What the patient is allergic to, so that the rule fires."""
        if rule.allergen is None:
            return str(sketch.medications[0]["drug"])
        definition = self.arranger.ruleset.allergens[rule.allergen.text]
        return (definition.names or (definition.title,))[0] or rule.allergen.text.replace("-", " ")

    def _due(self, sketch: Sketch, rule: ast.MonitoringRule) -> None:
        test = rule.test[0].text
        if rule.severity.missing is not None:
            sketch.observe(test, None)
        elif rule.severity.overdue is not None:
            self.tested(sketch, rule, days(rule.within.quantity) + 30)
        elif rule.range is not None:
            from rxrules.proof.arranging import outside  # noqa: PLC0415  only here

            value = outside(rule.range)
            sketch.observe(test, None if value is None else written(value))

    def tested(self, sketch: Sketch, rule: ast.MonitoringRule, age: float) -> None:
        """Let the test be so many days old, with a result in its range where there is one."""
        from rxrules.proof.arranging import inside  # noqa: PLC0415  only here

        value = None if rule.range is None else inside(rule.range)
        sketch.observe(rule.test[0].text, None, age)
        entry = {"code": rule.test[0].text, "on": day_before(age)}
        sketch.choose(
            "observations", [*sketch.patient["observations"], entry | ({} if value is None else {"value": written(value)})]
        )


def _participants(rule: ast.Rule) -> tuple[ast.Selector, ...]:
    from rxrules.validate.walk import participants  # noqa: PLC0415  only here

    return () if isinstance(rule, ast.BurdenRule) else participants(rule)

"""What stands in the patient's lists: conditions, wishes, allergies, tests; recognised here, decided by the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.chart.chart import INFINITY, Missing
from rxrules.engines import latitude, wanting
from rxrules.engines.durable.facts import freshness
from rxrules.engines.durable.numerals import number
from rxrules.engines.durable.waves import Leaf
from rxrules.model import ProblemStatus
from rxrules.terminology.conditions import ConditionIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart
    from rxrules.chart.chart import ChartAllergy
    from rxrules.engines.durable.conditions import Ground, Orders
    from rxrules.engines.durable.facts import Facts
    from rxrules.model import Condition as PatientCondition
    from rxrules.plan import Plan

_ACTIVE = frozenset((ProblemStatus.ACTIVE, ProblemStatus.UNKNOWN))
_EVER = _ACTIVE | {ProblemStatus.RESOLVED}
_ANY = frozenset(ProblemStatus)
#: The window of the age of a test that was done, however long ago.
_ONCE = 1e20


class _Recognised(NamedTuple):
    """An entry, with the definitions that it meets and those that it may be (None: any)."""

    entry: PatientCondition
    met: frozenset[str]
    may_be: frozenset[str] | None


class Entries:
    """Makes conditions about the lists of a patient ready.

    Recognising an entry, and what a list that is complete does not have, are looked up; what follows is the network's.
    """

    def __init__(self, plan: Plan) -> None:
        self._conditions = ConditionIndex({one.id: (one.names, one.icd10, one.snomed) for one in plan.conditions})
        self._allergens = ConditionIndex({one.id: (one.names, (), one.snomed) for one in plan.allergens})
        self._substances = [
            (one.id, frozenset[str]() if one.population is None else frozenset(plan.populations[one.population]))
            for one in plan.allergens
        ]
        self._populations = [frozenset(population) for population in plan.populations]

    def condition(self, name: str, active: bool) -> Ground:  # noqa: FBT001
        """A condition of the patient, active or ever."""
        counted = _ACTIVE if active else _EVER
        return lambda facts, _orders: facts.once(
            ("condition", name, active), lambda: self._listed(facts, name, "conditions", facts.chart.conditions, counted)
        )

    def stated(self, which: str, name: str) -> Ground:
        """What the patient wants."""
        return lambda facts, _orders: facts.once(
            (which, name), lambda: self._listed(facts, name, which, getattr(facts.chart, which), _ACTIVE)
        )

    def indication(self, name: str) -> Ground:
        """What an order is for."""

        def ground(facts: Facts, orders: Orders) -> Leaf:
            (order,) = orders
            path = f"{order.path}.indication"
            written = order.source.indication
            if not written:
                return facts.holds(None, (Missing(path, "indication is missing"),))
            return facts.holds(*_among(name, self._recognise(written), _ANY, path))

        return ground

    def _listed(
        self,
        facts: Facts,
        name: str,
        which: str,
        entries: Sequence[PatientCondition] | None,
        counted: frozenset[ProblemStatus],
    ) -> Leaf:
        path = f"patient.{which}"
        if entries is None:
            return facts.holds(None, (wanting.listed(which),))
        recognised = facts.once(("recognised", which), lambda: self._recognise(entries))
        state, missing = _among(name, recognised, counted, path)
        return facts.holds(*_if_complete(facts.chart, which, state, missing))

    def _recognise(self, entries: Sequence[PatientCondition]) -> list[_Recognised]:
        written = [(one, (one.text, one.code, one.system)) for one in entries]
        return [_Recognised(one, self._conditions.find(*words), self._conditions.may_be(*words)) for one, words in written]

    def allergy(self, allergen: int, population: int | None) -> Ground:
        """A standing allergy: to an allergen, or (-1) to an ingredient of the order."""
        name, substances = self._substances[allergen] if allergen >= 0 else ("", frozenset[str]())

        def ground(facts: Facts, orders: Orders) -> Leaf:
            wanted = substances
            if allergen < 0:
                (order,) = orders
                wanted = frozenset(order.ingredients)
                if population is not None:
                    wanted &= self._populations[population]
            return facts.once(("allergy", name, wanted), lambda: self._allergic(facts, name, wanted))

        return ground

    def _allergic(self, facts: Facts, name: str, wanted: frozenset[str]) -> Leaf:
        allergies = facts.chart.allergies
        if allergies is None:
            return facts.holds(None, (wanting.listed("allergies"),))
        missing: list[Missing] = []
        for one, meant in facts.once("recognised allergies", lambda: self._standing(allergies)):
            if not wanted.isdisjoint(one.ingredients) or (name and name in meant):
                return facts.holds(state=True)
            if not one.ingredients and not meant:
                missing.append(_unrecognised(one, name or " or ".join(sorted(wanted))))
        return facts.holds(*_if_complete(facts.chart, "allergies", None if missing else False, tuple(missing)))

    def _standing(self, allergies: Sequence[ChartAllergy]) -> list[tuple[ChartAllergy, frozenset[str]]]:
        """The allergies that stand, each with the allergens that it is recognised as."""
        found = self._allergens.find
        return [(one, found(one.text, one.code, one.system) | found(one.substance, "", "")) for one in allergies if one.standing]

    @staticmethod
    def tested(names: Sequence[str], within: float | None) -> Ground:
        """Whether the newest of some tests was done within so many days: days since then, in a window that ends there."""
        window = f'"L":{number(-INFINITY)},"H":{number(_ONCE if within is None else within)}'

        def make(facts: Facts) -> Leaf:
            tests = facts.chart.tests
            if tests is None:
                return facts.within(0.0, INFINITY, window, (wanting.listed("observations"),))
            done = [tests[name] for name in names if name in tests]
            newest = min((one.age for one in done if one.age is not None), default=INFINITY)
            undated = [wanting.undated(one) for one in done if one.age is None]
            if undated and within is None:
                return facts.within(0.0, 0.0, window)
            # what was done without a date, or may have been done beside the list, may be as new as of today
            missing = undated
            is_complete = "observations" not in facts.chart.incomplete
            strange = [] if undated else latitude.may_be_tests(facts.chart, within)
            if done and not undated and not is_complete:
                # what is on file is the newest, as far as anybody said
                strange.append(latitude.no_newer(names, next(one for one in done if one.age == newest)))
            elif not undated and not is_complete:
                missing.append(wanting.may_lack(names))
            if strange and not missing:
                place = facts.value(0.0, newest)
                return Leaf(f'"kind":"++win","v":{place}.0,{window},"S":{freshness(None)}', place, (), tuple(strange))
            return facts.within(0.0 if missing else newest, newest, window, tuple(missing))

        return lambda facts, _orders: facts.once(("tested", tuple(names), within), lambda: make(facts))


def _among(
    name: str, entries: Sequence[_Recognised], counted: frozenset[ProblemStatus], path: str
) -> tuple[bool | None, tuple[Missing, ...]]:
    """Whether an entry is the one that is asked for.

    SAFETY: an entry that no definition recognises may be it.
    """
    missing: list[Missing] = []
    for one, met, may_be in entries:
        if one.status in counted:
            if name in met:
                return True, ()
            if may_be is None or name in may_be:
                words = one.text or f"{one.system} {one.code}".strip()
                missing.append(wanting.recognised(path, words, name))
    return (None if missing else False), tuple(missing)


def _if_complete(
    chart: Chart,
    which: str,
    state: bool | None,  # noqa: FBT001
    missing: tuple[Missing, ...],
) -> tuple[bool | None, tuple[Missing, ...]]:
    """What is not in a list that may be incomplete is not known to be absent."""
    if state is not True and which in chart.incomplete:
        return None, (*missing, wanting.complete(which))
    return state, missing


def _unrecognised(one: ChartAllergy, what: str) -> Missing:
    words = one.text or f"{one.system} {one.code}".strip()
    return wanting.recognised("patient.allergies", words, what)

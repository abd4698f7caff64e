"""Conditions about the patient: readings, states, and what stands in the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from rxrules.chart.chart import Missing
from rxrules.engines import latitude, wanting
from rxrules.engines.edges import span
from rxrules.engines.native.logic import FALSE, TRUE, UNKNOWN, Causes, in_span
from rxrules.model import ProblemStatus
from rxrules.plan import Window
from rxrules.terminology.conditions import ConditionIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.chart import Chart, ChartAllergy
    from rxrules.engines.native.logic import Orders, Test
    from rxrules.model import Condition as PatientCondition
    from rxrules.plan import Plan

_ACTIVE = (ProblemStatus.ACTIVE, ProblemStatus.UNKNOWN)
_EVER = (*_ACTIVE, ProblemStatus.RESOLVED)


class _Recognised(NamedTuple):
    """A condition of the patient: the definitions that it meets, those that it may be (None: any), and its words."""

    met: frozenset[str]
    may_be: frozenset[str] | None
    status: ProblemStatus
    words: str


class PatientConditions:
    """The tests of a plan that look at the patient."""

    def __init__(self, plan: Plan) -> None:
        self._populations = [frozenset(population) for population in plan.populations]
        definitions = {one.id: (one.names, one.icd10, one.snomed) for one in plan.conditions}
        self._index = ConditionIndex(definitions)
        self._allergens = plan.allergens
        self._allergen_index = ConditionIndex({one.id: (one.names, (), one.snomed) for one in plan.allergens})

    def _range(self, variable: str, *rest: Any) -> Test:
        *window, within = rest
        first, last = span(Window(*window))
        key = variable.partition("@")[0]
        name = key.partition(":")[2]
        path = f"patient.observations.{name}" if name else f"patient.{variable}"
        absent = (Missing(path, f"{name or variable} is missing, or not in a unit that the rule can use"),)

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            reading = chart.readings.get(variable)
            if reading is None:
                causes.missing.extend(chart.missing.get(variable) or chart.missing.get(key) or absent)
                return UNKNOWN
            if within is not None and (reading.age is None or reading.age > within):
                causes.missing.append(wanting.stale(reading, within))
                return UNKNOWN
            truth = in_span(reading.low, reading.high, first, last)
            if truth == UNKNOWN:
                causes.missing.append(wanting.imprecise(reading))
            return truth

        return test

    def _sex(self, wanted: str) -> Test:
        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            sex = chart.sex.value if chart.sex is not None else "other"
            if sex == "other":
                causes.missing.append(wanting.sex(chart))
                return UNKNOWN
            return TRUE if sex == wanted else FALSE

        return test

    def _pregnant(self, wanted: bool) -> Test:  # noqa: FBT001
        return _state("pregnant", wanted=wanted)

    def _breastfeeding(self, wanted: bool) -> Test:  # noqa: FBT001
        return _state("breastfeeding", wanted=wanted)

    def _condition(self, name: str, active: bool) -> Test:  # noqa: FBT001
        statuses = _ACTIVE if active else _EVER

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            return self._listed("conditions", chart.conditions, name, statuses, chart, causes)

        return test

    def _stated(self, what: str, name: str) -> Test:
        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            return self._listed(what, getattr(chart, what), name, _ACTIVE, chart, causes)

        return test

    def _listed(
        self,
        what: str,
        listed: Sequence[PatientCondition] | None,
        name: str,
        statuses: tuple[ProblemStatus, ...],
        chart: Chart,
        causes: Causes,
    ) -> int:
        """Whether something stands in a list of the patient."""
        if listed is None:
            causes.missing.append(wanting.listed(what))
            return UNKNOWN
        truth = self._among(name, self._recognised(what, listed, chart), statuses, f"patient.{what}", causes)
        if truth != TRUE and what in chart.incomplete:
            causes.missing.append(wanting.complete(what))
            return UNKNOWN
        return truth

    def _recognised(self, what: str, listed: Sequence[PatientCondition], chart: Chart) -> list[_Recognised]:
        """What the patient's conditions are and may be, worked out once for all rules of a check."""
        key = self, what
        found: list[_Recognised] | None = chart.memo.get(key)  # type: ignore[assignment]
        if found is None:
            found = chart.memo[key] = [self._recognise(one) for one in listed]
        return found

    def _recognise(self, one: PatientCondition) -> _Recognised:
        written = one.text, one.code, one.system
        words = one.text or f"{one.system} {one.code}".strip()
        return _Recognised(self._index.find(*written), self._index.may_be(*written), one.status, words)

    @staticmethod
    def _among(name: str, conditions: Sequence[_Recognised], statuses: tuple[ProblemStatus, ...], path: str, causes: Causes) -> int:
        """Whether a condition is in a list.

        SAFETY: an entry that no definition recognises may be the condition that is asked for.
        """
        doubtful: list[str] = []
        for one in conditions:
            if one.status not in statuses:
                continue
            if name in one.met:
                return TRUE
            if one.may_be is None or name in one.may_be:
                doubtful.append(one.words)
        if not doubtful:
            return FALSE
        causes.missing.extend(wanting.recognised(path, words, name) for words in doubtful)
        return UNKNOWN

    def _allergy(self, allergen: int, population: int | None) -> Test:
        about = None if population is None else self._populations[population]
        asked = None if allergen < 0 else self._allergens[allergen]
        stands_for = frozenset[str]()
        if asked is not None and asked.population is not None:
            stands_for = self._populations[asked.population]

        def test(chart: Chart, orders: Orders, causes: Causes) -> int:
            (order,) = orders
            if chart.allergies is None:
                causes.missing.append(wanting.listed("allergies"))
                return UNKNOWN
            own = frozenset(order.ingredients) if about is None else about.intersection(order.ingredients)
            wanted = own if asked is None else stands_for
            doubtful: list[str] = []
            for one, met, is_known in self._known_allergies(chart):
                if wanted & one.ingredients or (asked is not None and asked.id in met):
                    return TRUE
                if not is_known:
                    doubtful.append(one.text or f"{one.system} {one.code}")
            meant = asked.id if asked is not None else " or ".join(sorted(own))
            # SAFETY: an entry that nobody recognises may be the allergy that is asked for
            found = [wanting.recognised("patient.allergies", words, meant) for words in doubtful]
            if "allergies" in chart.incomplete:
                found.append(wanting.complete("allergies"))
            causes.missing.extend(found)
            return UNKNOWN if found else FALSE

        return test

    def _known_allergies(self, chart: Chart) -> list[tuple[ChartAllergy, frozenset[str], bool]]:
        """The allergies that stand, the allergens that each is recognised as, and whether it is known at all what it is to."""
        key = self, "allergies"
        found: list[tuple[ChartAllergy, frozenset[str], bool]] | None = chart.memo.get(key)  # type: ignore[assignment]
        if found is None:
            found = []
            for one in chart.allergies or ():
                if one.standing:
                    met = self._allergen_index.find(one.text, one.code, one.system)
                    if one.substance:
                        met |= self._allergen_index.find(one.substance, "", "")
                    found.append((one, met, bool(met or one.ingredients)))
            chart.memo[key] = found
        return found

    def _tested(self, names: Sequence[str], within: float | None) -> Test:
        def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
            if chart.tests is None:
                causes.missing.append(wanting.listed("observations"))
                return UNKNOWN
            done = [chart.tests[name] for name in names if name in chart.tests]
            if done and (within is None or any(one.age is not None and one.age <= within for one in done)):
                return TRUE
            undated = [one for one in done if one.age is None]
            causes.missing.extend(wanting.undated(one) for one in undated)
            if undated:
                return UNKNOWN
            strange = latitude.may_be_tests(chart, within)
            if "observations" not in chart.incomplete:
                causes.latitude.extend(strange)
                return UNKNOWN if strange else FALSE
            if done:
                causes.latitude.extend(strange)
                newest = min(done, key=lambda one: one.age or 0.0)
                causes.latitude.append(latitude.no_newer(names, newest))
            else:
                causes.missing.append(wanting.may_lack(names))
            return UNKNOWN

        return test


def _state(name: str, *, wanted: bool) -> Test:
    def test(chart: Chart, orders: Orders, causes: Causes) -> int:  # noqa: ARG001
        state: bool | None = getattr(chart, name)
        if state is None:
            causes.missing.append(wanting.state(name))
            return UNKNOWN
        return TRUE if state == wanted else FALSE

    return test

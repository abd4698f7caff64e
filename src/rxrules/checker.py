"""The checker: rulesets and engines, made once; cases, checked as often as they come."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rxrules.errors import EngineError, InputError, of_type
from rxrules.model import Case, Moment

if TYPE_CHECKING:
    import datetime as dt

    from rxrules.chart import Chart
    from rxrules.engines.base import Engine, Outcome
    from rxrules.plan import Plan
    from rxrules.report import EngineFailure, Report
    from rxrules.terminology import Terminology
    from rxrules.validate import Ruleset


class Checker:
    """Checks cases against rulesets.

    It holds no state of any case, and one checker serves many threads.

    Args:
        rulesets: rulesets, names of shipped ones (``core``), or paths; without any, every shipped ruleset.
        engines: ``native``, ``durable``, or both. Where both run, an alert of either is reported, and where they differ the report
            says so. An engine that can't be loaded is a failure that every report names.
        terminology: what names mean; the shipped one with the rulesets' own drugs where it is not given.

    Raises:
        RulesetError: a ruleset has errors.
        EngineError: the first engine can't be loaded, no engine has that name, or none is named.
        InputError: an argument is of another type than these.

    >>> from rxrules import Case, Checker
    >>> checker = Checker("core")
    """

    def __init__(
        self,
        *rulesets: Ruleset | Path | str,
        engines: Sequence[str] = ("native",),
        terminology: Terminology | None = None,
    ) -> None:
        # Imported where they are needed: importing rxrules stays quick, and who brings a plan reads no files.
        from rxrules.compile import compile_rulesets  # noqa: PLC0415
        from rxrules.validate import Ruleset, load, shipped  # noqa: PLC0415

        named = rulesets or tuple(sorted(shipped()))
        if not named:
            msg = "there is no ruleset: none is given, and this installation ships none"
            raise InputError(msg)
        for one in named:
            if not isinstance(one, Ruleset | Path | str):
                raise InputError(f"expected a ruleset, the name of a shipped one ('core') or a path, got {of_type(one)}")
        loaded = [one if isinstance(one, Ruleset) else load(one) for one in named]
        self._start(compile_rulesets(loaded), engines, terminology)

    @classmethod
    def of_plan(cls, plan: Plan, *, terminology: Terminology | None = None, engines: Sequence[str] = ("native",)) -> Checker:
        """A checker of a plan that is already compiled, as from a cache.

        Raises:
            EngineError: as for a checker that is made of rulesets.
            InputError: it is no plan.
        """
        from rxrules.plan import Plan  # noqa: PLC0415

        if not isinstance(plan, Plan):
            raise InputError(f"expected a plan, as `Checker(...).plan` or load_plan gives it, got {of_type(plan)}")
        made = cls.__new__(cls)
        made._start(plan, engines, terminology)  # noqa: SLF001  its own class
        return made

    def _start(self, plan: Plan, engines: Sequence[str], terminology: Terminology | None) -> None:
        from rxrules.chart import Chart, build_chart  # noqa: PLC0415
        from rxrules.report import Coverage, EngineFailure, Report, Wording  # noqa: PLC0415

        if isinstance(engines, str | bytes) or not isinstance(engines, Sequence):
            told = f'expected names of engines, such as ("native", "durable"), got {of_type(engines)}'
            raise EngineError(told)
        if terminology is not None:
            from rxrules.terminology import Terminology  # noqa: PLC0415

            if not isinstance(terminology, Terminology):
                raise InputError(f"expected a Terminology, as `Terminology.default()` gives it, got {of_type(terminology)}")
        if not engines:
            # SAFETY: without an engine no rule is evaluated, and every report would be clear
            msg = "no engine is named: expected native, durable or both"
            raise EngineError(msg)
        self._build_chart, self._chart, self._failure, self._report = build_chart, Chart, EngineFailure, Report
        self.plan = plan
        self.terminology = terminology or _terminology(plan)
        self.coverage = Coverage(plan)
        self._wording = Wording(plan)
        self._engines: dict[str, Engine] = {}
        self._failures: list[EngineFailure] = []
        for name in engines:
            try:
                self._engines[name] = make_engine(name, plan)
            except Exception as problem:
                # SAFETY: whatever another engine does, it must not cost the alerts of the first
                if name == engines[0]:
                    raise
                self._failures.append(EngineFailure(name, str(problem) or type(problem).__name__))

    def prepare(self, case: Case, *, as_of: Moment | dt.date | str | None = None, whole_list: bool = False) -> Chart:
        """Resolve names and work out amounts once, for a case that is checked several times.

        Args:
            case: what is checked.
            as_of: the day as of which ages and freshness are reckoned; leads over the case's own.
            whole_list: report on every order, even where some are proposed.

        Raises:
            InputError: neither the case nor the caller gives ``as_of``; or it is no case.
        """
        if not isinstance(case, Case):
            raise _no_case(case)
        if as_of is not None:
            from attrs import evolve  # noqa: PLC0415

            case = evolve(case, as_of=Moment.of(as_of))
        return self._build_chart(case, self.terminology, whole_list=whole_list, estimates=self.plan.estimates)

    def evaluate(self, chart: Chart) -> dict[str, Sequence[Outcome]]:
        """The outcomes of each engine, without a report; an engine that fails has none."""
        return self._evaluate(chart)[0]

    def _evaluate(self, chart: Chart) -> tuple[dict[str, Sequence[Outcome]], list[EngineFailure]]:
        if not isinstance(chart, self._chart):
            raise InputError(f"expected a chart, as `prepare` makes it of a case, got {of_type(chart)}; `check` takes a case")
        found: dict[str, Sequence[Outcome]] = {}
        failures = list(self._failures)
        for name, engine in self._engines.items():
            try:
                found[name] = engine.evaluate(chart)
            except Exception as problem:
                if len(self._engines) == 1:
                    raise
                failures.append(self._failure(name, str(problem) or type(problem).__name__))
        return found, failures

    def report(self, chart: Chart) -> Report:
        """Check a chart."""
        found, failures = self._evaluate(chart)
        return self._report(self.plan, chart, found, self.coverage, self._wording, failures)

    def check(self, case: Case, *, as_of: Moment | dt.date | str | None = None, whole_list: bool = False) -> Report:
        """Check a case; see `prepare` for the arguments."""
        return self.report(self.prepare(case, as_of=as_of, whole_list=whole_list))


def _no_case(given: object) -> InputError:
    """What to do with what is no case."""
    if isinstance(given, InputError):
        # what `read_cases` yields in the place of a case that can't be read
        return given
    got = f"expected a case (rxrules.Case), got {of_type(given)}"
    if isinstance(given, dict):
        fhir = "resourceType" in given or "hook" in given
        return InputError(f"{got}: read it with {'rxrules.adapters.fhir.read_fhir' if fhir else 'rxrules.read_case'}")
    if isinstance(given, Path | str | bytes):
        return InputError(f"{got}: read it with rxrules.read_case; a path is given to it as a pathlib.Path")
    if isinstance(given, list | tuple):
        return InputError(f"{got}: check its cases one after the other")
    return InputError(got)


def make_engine(name: str, plan: Plan) -> Engine:
    """An engine by its name.

    Raises:
        EngineError: there is none of that name, or it can't be loaded.
    """
    if name == "native":
        from rxrules.engines.native import NativeEngine  # noqa: PLC0415

        return NativeEngine(plan)
    if name == "durable":
        from rxrules.engines.durable import DurableEngine  # noqa: PLC0415

        return DurableEngine(plan)
    msg = f"there is no engine {name!r} (there are native and durable)"
    raise EngineError(msg)


def _terminology(plan: Plan) -> Terminology:
    from rxrules.terminology import Terminology  # noqa: PLC0415

    terminology = Terminology.default()
    if not plan.products:
        return terminology
    return terminology.with_products(
        {"name": one.name, "ingredients": list(one.ingredients), "strengths": list(one.strengths), "form": one.form}
        for one in dict.fromkeys(plan.products)
    )

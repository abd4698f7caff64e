"""Engines that go wrong, for tests of isolation."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from typing import TYPE_CHECKING

from rxrules.engines.native import NativeEngine
from rxrules.errors import EngineError

if TYPE_CHECKING:
    from rxrules.chart import Chart
    from rxrules.engines.base import Outcome
    from rxrules.plan import Plan


class Segfaults:
    """Reads address 0 where the chart is of the case ``crash``; else it is the native engine."""

    name = "segfaults"

    def __init__(self, plan: Plan) -> None:
        self._native = NativeEngine(plan)

    def evaluate(self, chart: Chart) -> list[Outcome]:
        match chart.case.id:
            case "crash":
                ctypes.string_at(0)
            case "exit":
                os._exit(3)
            case "leave":
                os._exit(0)
            case "hang":
                time.sleep(600)
            case "raise":
                raise ValueError("not an engine's own error")
            case "refuse":
                raise EngineError("can't")
            case "print":
                print("noise on the standard output")
                os.write(1, b"noise")
                sys.stdout.flush()
        return list(self._native.evaluate(chart))


class DoesNotStart:
    name = "does not start"

    def __init__(self, plan: Plan) -> None:
        raise EngineError("this plan is too new")


class HangsAtStart:
    name = "hangs"

    def __init__(self, plan: Plan) -> None:
        time.sleep(600)


class CrashesAtStart:
    name = "crashes"

    def __init__(self, plan: Plan) -> None:
        ctypes.string_at(0)

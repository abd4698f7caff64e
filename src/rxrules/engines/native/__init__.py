"""The native engine."""

from __future__ import annotations

from rxrules.engines.native.engine import NativeEngine

__all__ = ["NativeEngine"]

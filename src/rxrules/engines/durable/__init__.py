"""The durable engine: the same Plan, decided by the Rete network of durable-rules."""

from __future__ import annotations

from rxrules.engines.durable.engine import DurableEngine
from rxrules.engines.durable.loading import available

__all__ = ["DurableEngine", "available"]

"""From text to nodes that know their places, and on to typed values; every mistake is collected."""

from __future__ import annotations

from rxrules.documents.nodes import Mapping, Node, Refused, Scalar, Sequence, span_of

__all__ = ["Mapping", "Node", "Refused", "Scalar", "Sequence", "span_of"]

"""Text to nodes that know their places, and from nodes to typed values; every mistake of a document is collected."""

from __future__ import annotations

from rxrules.documents.nodes import Mapping, Node, Refused, Scalar, Sequence, span_of

__all__ = ["Mapping", "Node", "Refused", "Scalar", "Sequence", "span_of"]

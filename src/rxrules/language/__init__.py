"""The ruleset language: what an author writes, read into a tree that knows the place of everything."""

from __future__ import annotations

from rxrules.language.parse import LANGUAGE, parse, parse_text

__all__ = ["LANGUAGE", "parse", "parse_text"]

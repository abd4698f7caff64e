"""Sphinx configuration."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pygments.lexers.special import TextLexer

if TYPE_CHECKING:
    from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from rxrules import __version__

project = "rxrules"
author = "rxrules maintainers"
copyright = "rxrules maintainers; Apache-2.0"
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "mixed"
autodoc_preserve_defaults = True
napoleon_use_ivar = True
nitpicky = False
default_role = "code"
suppress_warnings = ["ref.python"]

html_theme = "furo"
html_title = "rxrules"
html_static_path = ["_static"]
html_css_files = ["tables.css"]
copybutton_exclude = ".linenos, .gp, .go"
exclude_patterns = ["_build"]

# Pages and docstrings refer to names as [`load`][rxrules.validate.load].
_REFERENCE = re.compile(r"\[`+(\w+)`+\]\[([\w.]+)\]")


def _in_pages(_app: Sphinx, _docname: str, source: list[str]) -> None:
    source[0] = _REFERENCE.sub(r"{py:obj}`\1 <\2>`", source[0])


def _in_docstrings(_app: Sphinx, _what: str, _name: str, _obj: object, _options: object, lines: list[str]) -> None:
    lines[:] = [_REFERENCE.sub(r":py:obj:`\1 <\2>`", line) for line in lines]


def setup(app: Sphinx) -> None:
    """Register what this configuration adds."""
    app.add_lexer("csv", TextLexer)
    app.connect("source-read", _in_pages)
    app.connect("autodoc-process-docstring", _in_docstrings)

"""Sphinx configuration."""

from __future__ import annotations

import sys
from pathlib import Path

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
html_static_path: list[str] = []
copybutton_exclude = ".linenos, .gp, .go"
exclude_patterns = ["_build", "conftest.py"]

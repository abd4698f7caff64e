"""Makes a new interpreter, with this folder on its path, read the source of a mutant in place of a module's own."""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import CodeType, ModuleType


class _MutantLoader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        return compile(os.environ["MUTANT_SOURCE"], self.path, "exec")


class _MutantFinder(PathFinder):
    @classmethod
    def find_spec(cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        spec = super().find_spec(fullname, path, target)
        if spec is None or spec.origin != os.environ["MUTANT_PATH"]:
            return None
        spec.loader = _MutantLoader(fullname, spec.origin)
        return spec


sys.meta_path.insert(0, _MutantFinder)

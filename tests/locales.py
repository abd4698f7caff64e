"""Locales of glibc that a test needs, made for it: a decimal comma, a dotless i, other digits. Few machines have them all."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import cache

import pytest

_KEPT = tempfile.TemporaryDirectory(prefix="rxrules-locales-")


@cache
def _made(name: str) -> str:
    """Make a locale, such as ``de_DE.UTF-8``; why that did not work, else an empty text."""
    if shutil.which("localedef") is None:
        return "there is no localedef"
    language, _, charset = name.partition(".")
    command = ["localedef", "-i", language, "-f", charset, os.path.join(_KEPT.name, name)]  # noqa: PTH118
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    return done.stderr.strip() if done.returncode else ""


def environment_of(name: str) -> dict[str, str]:
    """The environment of a process that has the locale. Without its sources (``.ci/locales`` gets them) the test is skipped."""
    if why := _made(name):
        pytest.skip(f"the locale {name} can't be made here: {why}")
    return {**os.environ, "LOCPATH": _KEPT.name, "LC_ALL": name, "LANG": name, "LANGUAGE": name}

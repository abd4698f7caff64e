"""The same case gives the same bytes in every process: whatever its hashes, locale, time zone and folder are."""

from __future__ import annotations

import locale
import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from demo import documents

SCRIPT = Path(__file__).parents[1] / "laws" / "reports_in_a_process.py"
#: Sets the locale where the machine has it, as an embedder may, and then does what the script does.
_SET = "import contextlib, locale, runpy, sys\nwith contextlib.suppress(locale.Error): locale.setlocale(locale.LC_ALL, '')\n"


def installed(name: str) -> bool:
    try:
        before = locale.setlocale(locale.LC_ALL)
        locale.setlocale(locale.LC_ALL, name)
        locale.setlocale(locale.LC_ALL, before)
    except locale.Error:
        return False
    return True


@pytest.mark.parametrize(
    ("seed", "language", "zone"),
    [
        *product(["0", "4242"], ["C", "C.UTF-8"], ["UTC"]),
        *product(["1"], ["tr_TR.UTF-8", "de_DE.UTF-8", "ar_EG.UTF-8"], ["Asia/Kolkata"]),
        *product(["2"], ["C"], ["Pacific/Kiritimati", "Pacific/Niue", "XXX-14", "nonsense"]),
    ],
)
def test_reports_do_not_depend_on_the_environment(seed: str, language: str, zone: str, tmp_path: Path):
    environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": language, "LANG": language, "LANGUAGE": language, "TZ": zone}
    command = [sys.executable, "-c", f"{_SET}runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"]
    run = subprocess.run(command, capture_output=True, check=True, env=environment, cwd=tmp_path)
    assert run.stdout.decode() == documents()


@pytest.mark.parametrize("language", ["tr_TR.UTF-8", "de_DE.UTF-8"])
def test_numbers_and_words_are_read_the_same_in_a_language_with_a_decimal_comma_or_a_dotless_i(language: str):
    if not installed(language):
        pytest.skip(f"the locale {language} is not installed here")
    program = (
        f"import locale; locale.setlocale(locale.LC_ALL, {language!r})\n"
        "from rxrules.units import parse_quantity\n"
        "from rxrules.terminology import Terminology\n"
        "assert str(parse_quantity('0.5 mg')) == '0.5 mg' and 'I'.lower() == 'i'\n"
        "assert Terminology.default().resolve_name('IBUPROFEN').ingredients == {'ibuprofen'}\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
def test_files_are_read_as_utf_8_whatever_the_process_thinks(encoding: str, tmp_path: Path):
    case = tmp_path / "case.yaml"
    case.write_text("as_of: 2026-11-21\npatient: {conditions: [Übelkeit µ]}\nmedications: []\n", encoding="utf-8")
    program = "from rxrules import read_case; from pathlib import Path\n"
    program += f"print(ascii(read_case(Path({str(case)!r})).patient.conditions[0].text))"
    environment = {**os.environ, "PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": encoding}
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment)
    assert run.stdout.decode(encoding).strip() == ascii("Übelkeit µ")

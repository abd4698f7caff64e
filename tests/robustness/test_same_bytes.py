"""The same case gives the same bytes in every process: whatever its hashes, locale, time zone and folder are."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from demo import documents
from locales import environment_of

SCRIPT = Path(__file__).parents[1] / "laws" / "reports_in_a_process.py"
#: Sets the locale, as an embedder may, and then does what the script does.
_SET = "import contextlib, locale, runpy\nwith contextlib.suppress(locale.Error): locale.setlocale(locale.LC_ALL, '')\n"
#: Where a system has them, they need not be made.
_EVERYWHERE = ("C", "C.UTF-8")


def environment(language: str, **more: str) -> dict[str, str]:
    if language in _EVERYWHERE:
        return {**os.environ, "LC_ALL": language, "LANG": language, "LANGUAGE": language, **more}
    return {**environment_of(language), **more}


@pytest.mark.parametrize(
    ("seed", "language", "zone"),
    [
        *product(["0", "4242"], ["C", "C.UTF-8"], ["UTC"]),
        *product(["1"], ["tr_TR.UTF-8", "de_DE.UTF-8", "ar_EG.UTF-8"], ["Asia/Kolkata"]),
        *product(["2"], ["C"], ["Pacific/Kiritimati", "Pacific/Niue", "XXX-14", "nonsense"]),
    ],
)
def test_reports_do_not_depend_on_the_environment(seed: str, language: str, zone: str, tmp_path: Path):
    set_ = _SET if language in _EVERYWHERE else _SET.replace("with contextlib.suppress(locale.Error): ", "")
    command = [sys.executable, "-c", f"{set_}runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"]
    of = environment(language, PYTHONHASHSEED=seed, TZ=zone)
    run = subprocess.run(command, capture_output=True, check=True, env=of, cwd=tmp_path)
    assert run.stdout.decode() == documents()


@pytest.mark.parametrize("language", ["tr_TR.UTF-8", "de_DE.UTF-8"])
def test_numbers_and_words_are_read_the_same_in_a_language_with_a_decimal_comma_or_a_dotless_i(language: str):
    program = (
        "import locale; locale.setlocale(locale.LC_ALL, '')\n"
        "assert locale.localeconv()['decimal_point'] == ','\n"
        "from rxrules.units import parse_quantity\n"
        "from rxrules.terminology import Terminology\n"
        "assert str(parse_quantity('0.5 mg')) == '0.5 mg' and 'I'.lower() == 'i'\n"
        "assert Terminology.default().resolve_name('IBUPROFEN').ingredients == {'ibuprofen'}\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env=environment_of(language))


#: Both engines and the durable one apart, in a process that sets its locale before or after it makes them.
_ENGINES = """
import locale
from demo import plan, samples
from rxrules import Checker
from rxrules.engines.isolated import IsolatedEngine
early = EARLY
alone = Checker.of_plan(plan(), engines=("native",))
if early:
    locale.setlocale(locale.LC_ALL, "")
both, apart = Checker.of_plan(plan(), engines=("native", "durable")), IsolatedEngine(plan(), "durable")
locale.setlocale(locale.LC_ALL, "")
assert locale.localeconv()["decimal_point"] == ","
for case in samples():
    report = both.check(case)
    assert report.status == "incomplete", report.status
    assert [one.engine for one in report.failures] == ["durable"], report.failures
    assert [one.message for one in report.alerts] == [one.message for one in alone.check(case).alerts]
    chart = alone.prepare(case)
    mine = {one.key: one.verdict for one in alone.evaluate(chart)["native"]}
    assert {one.key: one.verdict for one in apart.evaluate(chart)} == mine
print("held")
"""


@pytest.mark.parametrize("early", [True, False])
@pytest.mark.parametrize("language", ["de_DE.UTF-8", "tr_TR.UTF-8"])
def test_under_a_decimal_comma_durable_fails_aloud_loses_no_alert_and_is_right_when_isolated(language: str, *, early: bool):
    pytest.importorskip("durable_rules_engine")
    of = {**environment_of(language), "PYTHONPATH": str(SCRIPT.parents[1])}
    run = subprocess.run([sys.executable, "-c", _ENGINES.replace("EARLY", str(early))], capture_output=True, check=False, env=of)
    assert run.stdout.decode() == "held\n", run.stderr.decode()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-16"])
def test_files_are_read_as_utf_8_whatever_the_process_thinks(encoding: str, tmp_path: Path):
    case = tmp_path / "case.yaml"
    case.write_text("as_of: 2026-11-21\npatient: {conditions: [Übelkeit µ]}\nmedications: []\n", encoding="utf-8")
    program = "from rxrules import read_case; from pathlib import Path\n"
    program += f"print(ascii(read_case(Path({str(case)!r})).patient.conditions[0].text))"
    environment = {**os.environ, "PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": encoding}
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=environment)
    assert run.stdout.decode(encoding).strip() == ascii("Übelkeit µ")

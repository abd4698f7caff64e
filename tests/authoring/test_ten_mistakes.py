"""Ten mistakes that authors make, seeded in the rulesets of the page about them, each found at its line by the command it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rxrules.cli.main import run

PAGE = (Path(__file__).parents[2] / "docs/howto/find-mistakes.md").read_text(encoding="utf-8")
_FILES = re.findall(r"<!-- file: (\S+) -->\n```yaml\n(.*?)```", PAGE, re.DOTALL)

#: The mistake: its folder, the text of the line on which it stands, the command that finds it, and what the command says of it.
MISTAKES = {
    "a unit wrong by a thousand": ("thousand", "cap: 1.2 g", ["lint", "--strict"], "RX418"),
    "a unit wrong by a thousand, without a cap": ("thousand", "max: 40 g/kg", ["lint", "--strict"], "RX422"),
    "a hole at exactly 30 mL/min": ("hole", "over: {crcl", ["lint"], "RX401"),
    "a hole, proved": ("hole", "over: {crcl", ["prove"], "covers: no band covers crcl_actual exactly 30 mL/min"),
    "an overlap": ("overlap", '">= 30 mL/min"', ["lint"], "RX402"),
    "a slip in the name of a group": ("slip", "between:", ["lint"], "RX203"),
    "a source that is out of date": ("overdue", "id: handbook", ["lint", "--as-of", "2026-11-21"], "RX505"),
    "a review that is overdue": ("overdue", "id: ddi.", ["lint", "--as-of", "2026-11-21"], "RX504"),
    "a limit ten times too high": ("tenfold", "- name: the label says 4 g at most, and this is 5 g", ["test"], "the label says"),
    "a masked rule": ("masked", "id: ddi.digoxin-clarithromycin", ["prove"], "leads: masked by ddi.digoxin-macrolide"),
    "a missing scenario": ("masked", "id: ddi.digoxin-macrolide", ["lint", "--tests", "--strict"], "RX630"),
    "a pair with two severities": ("severities", "id: ddi.clarithromycin-digoxin", ["lint"], "RX220"),
    "a unit of the wrong kind": ("kind", "estimate:", ["lint"], "RX302"),
}


@pytest.fixture(name="folder", autouse=True)
def fixture_folder(tmp_path, monkeypatch):
    for name, text in _FILES:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_seeded_mistake_is_found_at_its_line(mistake, folder, capsys):
    ruleset, where, command, said = MISTAKES[mistake]
    assert run([command[0], ruleset, *command[1:]]) in (1, 2)
    out = capsys.readouterr().out
    told = [line for line in out.splitlines() if said in line]
    assert told, out
    places = {(found[1], int(found[2])) for line in told if (found := re.search(r"(\S+\.yaml):(\d+):", line))}
    lines = {place: (folder / place[0]).read_text(encoding="utf-8").splitlines()[place[1] - 1] for place in places}
    assert any(where in line for line in lines.values()), (told, lines)


def test_the_table_of_the_page_names_each_finding():
    table = PAGE[: PAGE.index("## Wrong by a thousand")]
    for _, _, command, said in MISTAKES.values():
        assert f"rxrules {command[0]}" in table
        assert said.split(":")[0] in table or command == ["test"]


def test_a_limit_ten_times_too_high_is_one_that_mutation_would_find(folder, capsys):
    rules = folder / "tenfold/ruleset.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("max: 40 g", "max: 4 g"), encoding="utf-8")
    assert run(["test", "tenfold"]) == 0
    tenfold = ["mutate", "tenfold", "--operator", "tenfold", "--operator", "tenth", "--fail-under", "100"]
    assert run(tenfold) == 0
    (folder / "tenfold/doses.test.yaml").write_text(
        (folder / "tenfold/doses.test.yaml").read_text(encoding="utf-8").replace("frequency: 5", "frequency: 50"), encoding="utf-8"
    )
    # a scenario far above the limit would not notice
    assert run(tenfold) == 1
    capsys.readouterr()

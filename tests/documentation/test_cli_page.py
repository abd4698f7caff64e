"""The page about the command line names every command, option and choice that the program has, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rxrules.cli.main import COMMANDS, run

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
HELP = {"-h", "--help"}


def section(heading: str) -> str:
    """The text below a heading, up to the next."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"the page has no heading {heading!r}"
    return found[1]


def help_of(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as end:
        run([command, "--help"])
    assert end.value.code == 0
    return capsys.readouterr().out


def options_in(help_text: str) -> dict[str, set[str]]:
    """The options that a help text lists, each with its choices."""
    found: dict[str, set[str]] = {}
    for line in re.findall(r"^  (-.*)$", help_text, re.MULTILINE):
        written = re.split(r"  +", line)[0]
        choices = re.search(r"\{([^}]*)\}", written)
        for option in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", written):
            found[option] = set(choices[1].split(",")) if choices else set()
    return found


def options_on_the_page(command: str) -> set[str]:
    rows = re.findall(r"^\| (`-.*?) \|", section(command), re.MULTILINE)
    return {option for row in rows for option in re.findall(r"`(--?[a-z][a-z-]*)", row)}


def test_the_page_has_a_section_for_each_command_and_no_other() -> None:
    named = re.findall(r"^\| \[`(\w+)`\]", PAGE, re.MULTILINE)
    assert named == list(COMMANDS)
    headings = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    assert [one for one in headings if one in COMMANDS] == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_page_names_every_option_of_a_command_and_no_other(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert options_on_the_page(command) == set(options_in(help_of(command, capsys))) - HELP


@pytest.mark.parametrize("command", COMMANDS)
def test_the_page_names_every_choice_of_an_option(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = section(command) + section("What commands share")
    for option, choices in options_in(help_of(command, capsys)).items():
        missing = {choice for choice in choices if f"`{choice}`" not in text}
        assert not missing, f"{command} {option}: the page does not name {sorted(missing)}"


def test_the_test_itself_sees_options_and_choices() -> None:
    shown = "options:\n  --engine {native,durable}\n                text\n  --verbose, -v  text: with --nothing\n"
    assert options_in(shown) == {"--engine": {"native", "durable"}, "--verbose": set(), "-v": set()}

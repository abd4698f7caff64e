"""The entry point: wrong arguments, help, broken pipes, ctrl-C, and outputs that can't take what is written."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import subprocess
import sys
from argparse import Namespace

import pytest
from commands import DEMO, ROOT, case, process

from rxrules import __version__
from rxrules.cli import main as entry
from rxrules.cli import options, output
from rxrules.cli.main import BROKEN_PIPE, COMMANDS, STOPPED, WRONG_INPUT, run

CASE = str(ROOT / "docs/examples/prescription.yaml")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("check",),
        ("check", "x", "--nonsense"),
        ("check", "x", "--form", "json"),
        ("check", "x", "--format", "xml"),
        ("check", "x", "--engine", "drools"),
        ("check", "x", "--fail-on", "grave"),
        ("explain", "x"),
        ("show",),
        ("schema", "x"),
    ],
)
def test_wrong_arguments_are_exit_2_with_the_use_and_no_traceback(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        run(arguments)
    assert stopped.value.code == WRONG_INPUT
    err = capsys.readouterr().err
    assert err.startswith("usage: rxrules")
    assert "Traceback" not in err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_that_says_what_its_exit_status_means(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        run((command, "--help"))
    assert stopped.value.code == 0
    out = capsys.readouterr().out
    assert out.startswith(f"usage: rxrules {command}")
    assert "exit status" in out or command == "schema"


def test_the_version(capsys):
    with pytest.raises(SystemExit):
        run(("--version",))
    assert capsys.readouterr().out == f"rxrules {__version__}\n"


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        (("check", "nowhere.yaml"), "nowhere.yaml"),
        (("explain", "nowhere.yaml", "dose.paracetamol.daily"), "nowhere.yaml"),
        (("lint", "nowhere"), "nowhere"),
        (("test", "nowhere"), "nowhere"),
        (("test", "--with", "nowhere"), "nowhere"),
        (("show", "-r", "nowhere", "warfarin"), "nowhere"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_is_not_there_is_exit_2_in_every_command_in_its_own_process(command, missing, tmp_path):
    done = process(*command, cwd=tmp_path)
    assert done.status == WRONG_INPUT
    assert missing in done.out + done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", CASE, "-r", DEMO, "--engine", "native"),
        ("check", CASE, "-r", DEMO, "--engine", "native", "--format", "jsonl"),
        ("show", "paracetamol"),
        ("lint", "core"),
        ("schema",),
    ],
    ids=lambda value: " ".join(value[:1]),
)
def test_a_reader_that_went_away_is_exit_141_and_never_a_clean_check(arguments):
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-c", "import sys; from rxrules.cli.main import run; sys.exit(run())"]
    with os.fdopen(writer, "wb") as stream:
        done = subprocess.run([*command, *arguments], stdout=stream, stderr=subprocess.PIPE, check=False, timeout=60)
    assert done.returncode == BROKEN_PIPE
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("problem", "status", "said"),
    [
        (BrokenPipeError(32, "Broken pipe"), BROKEN_PIPE, ""),
        (OSError(28, "No space left on device"), WRONG_INPUT, "can't be written: No space left on device"),
    ],
    ids=["broken pipe", "full disk"],
)
def test_an_output_that_cannot_be_written_is_never_a_clean_check(monkeypatch, capfd, problem, status, said):
    def failing(*_, **__):
        raise problem

    with open(os.dup(1), "w", encoding="utf-8") as stream:  # noqa: PTH123
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr("rxrules.cli.schema.write_json", failing)
        assert run(("schema",)) == status
    assert said in capfd.readouterr().err


def test_the_console_lets_a_broken_pipe_through(monkeypatch):
    class Gone(io.StringIO):
        def write(self, _):
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Gone())
    console = output.make_console(Namespace(color="auto"))
    with pytest.raises(BrokenPipeError):
        console.print("warfarin")


def test_lines_are_as_wide_as_the_terminal_but_not_wider_than_can_be_read(monkeypatch):
    for columns, width in (("80", 80), ("400", 120)):
        monkeypatch.setenv("COLUMNS", columns)
        assert output.make_console(Namespace(color="auto"), stderr=True).width == width
    monkeypatch.delenv("COLUMNS")
    assert output.make_console(Namespace(color="never")).width == 110


def test_engines_are_those_that_were_asked_for_each_once_else_all_that_are_installed(monkeypatch):
    asked = Namespace(engine=["durable", "native", "durable"])
    assert options.engines(asked) == ("durable", "native")
    assert options.engines(Namespace(engine=None)) == ("native", "durable")
    with monkeypatch.context() as without:
        without.setattr("importlib.util.find_spec", lambda _: None)
        assert options.engines(Namespace(engine=None)) == ("native",)
    checker = options.make_checker(Namespace(ruleset=[DEMO], engine=["native"]))
    assert [info.id for info in checker.plan.rulesets] == ["demo"]


def test_today_is_a_day():
    assert options.today().day == dt.datetime.now(tz=dt.UTC).astimezone().date()


def test_ctrl_c_is_exit_130_and_one_line(monkeypatch, capsys):
    def stopped(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("rxrules.cli.schema.main", stopped)
    assert run(("schema",)) == STOPPED
    assert capsys.readouterr().err == "rxrules: stopped\n"


def test_ctrl_c_while_input_is_read_ends_the_process_cleanly():
    code = """
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)

class Input:
    buffer = property(lambda self: self)

    def read(self, _):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(20)

sys.stdin = Input()
from rxrules.cli.main import run
sys.exit(run())
"""
    command = [sys.executable, "-c", code, "check", "-", "-r", DEMO, "--engine", "native"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (STOPPED, "")
    assert done.stderr == "rxrules: stopped\n"


def test_no_colour_reaches_a_pipe_nor_a_terminal_that_wants_none(tmp_path, monkeypatch):
    arguments = ("check", CASE, "-r", DEMO, "--engine", "native")
    assert "\x1b" not in process(*arguments).out
    assert "\x1b[" in process(*arguments, "--color", "always").out
    colours = ("\x1b[1;37;41m", "41m", "43m")
    coloured = process(*arguments, env={**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "1", "TERM": "xterm"}).out
    assert not any(colour in coloured for colour in colours)
    assert "\x1b" not in process(*arguments, "--color", "never", env={**os.environ, "FORCE_COLOR": "1"}).out


def test_an_output_that_cannot_show_a_letter_still_gets_everything(tmp_path):
    path = tmp_path / "x.json"
    path.write_text(json.dumps(case("mé", patient={"weight": "70 µg²"}), ensure_ascii=False), encoding="utf-8")
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    arguments = ("check", path, "-r", DEMO, "--engine", "native")
    text = process(*arguments, env=env)
    assert text.status == WRONG_INPUT
    assert "m? " in text.out
    assert json.loads(process(*arguments, "--format", "json", env=env).out)["case"] == "mé"


def test_a_message_cannot_steer_the_terminal(capsys):
    output.complain("the drug \x1b[2J\u202e is unknown\nsecond line")
    assert capsys.readouterr().err == "rxrules: the drug \ufffd[2J\ufffd is unknown\nsecond line\n"


def test_streams_that_cannot_be_configured_are_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    output.ready()
    assert run(("schema",)) == 0
    assert json.loads(sys.stdout.getvalue())["$schema"]


def test_only_the_command_that_is_called_is_imported():
    code = (
        "import sys; from rxrules.cli import main; main._parser(['schema']).parse_args(['schema']);"
        "print([name for name in ('yaml', 'pint', 'rich', 'rxrules.cli.check') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"


def test_a_command_is_named_once():
    assert list(entry.COMMANDS) == [
        "check",
        "explain",
        "reconcile",
        "lint",
        "test",
        "agree",
        "new",
        "import",
        "fmt",
        "watch",
        "boundaries",
        "mutate",
        "prove",
        "diff",
        "lock",
        "show",
        "docs",
        "coverage",
        "calc",
        "schema",
    ]

"""What is no file, is gone, leads in circles or is in another encoding is an error with its name, and no hang or traceback."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from demo import FOLDER, MANIFEST, checker
from rxrules import InputError, read_case
from rxrules.adapters.fhir.read import read_fhir
from rxrules.authoring.waivers import read_waivers
from rxrules.cli.main import run
from rxrules.diagnostics import Diagnostics
from rxrules.source.files import FolderFiles

if TYPE_CHECKING:
    from collections.abc import Callable

needs_fifos = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are of Unix")
CASE = json.dumps(
    {
        "as_of": "2026-11-21",
        "patient": {"conditions": ["Übelkeit"]},
        "medications": [{"drug": "warfarin", "status": "active"}, {"drug": "ibuprofen", "status": "proposed"}],
    },
    ensure_ascii=False,
)


def fifo(path: Path) -> None:
    os.mkfifo(path)


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def of(content: str | bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content if isinstance(content, bytes) else content.encode()) and None


def sparse(size: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with path.open("wb") as stream:
            stream.truncate(size)

    return make


#: What stands where a case should, and what is said of it.
ODD: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "a loop": ("x.json", loop, "RX001: can't be read: Too many levels of symbolic links"),
    "a link to nothing": ("x.json", dangling, "RX001: can't be read: No such file or directory"),
    "100 MB": ("x.json", sparse(100_000_000), "RX002: the file has 100,000,000 bytes"),
    "one line of 100 MB": ("x.jsonl", sparse(100_000_000), "the line has more than 20,000,000 bytes"),
    "UTF-16": ("x.json", of(CASE.encode("utf-16")), "RX003: the text is UTF-16"),
    "UTF-32 in YAML": ("x.yaml", of(CASE.encode("utf-32")), "RX003: the text is UTF-16 or UTF-32"),
    "Latin-1": ("x.json", of(CASE.encode("latin-1")), "RX003: the byte 0xdc is not UTF-8"),
    "NUL in JSON": ("x.json", of(CASE.replace("warf", "warf\0")), "RX004: the character U+0000"),
    "NULs alone": ("x.yaml", of(b"\0" * 1000), "RX003"),
    "nothing": ("x.json", of(b""), "x.json"),
}


@pytest.mark.parametrize("what", ODD)
def test_a_case_file_that_is_none_is_told_by_name_and_the_other_case_is_checked(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    name, make, said = ODD[what]
    (tmp_path / "a.json").write_text(CASE, encoding="utf-8")
    make(tmp_path / name)
    status = run(["check", str(tmp_path / "a.json"), str(tmp_path / name), "--ruleset", str(FOLDER)])
    out, err = capsys.readouterr()
    assert status == 2
    assert said in err + out
    assert name in err + out
    assert "ibuprofen" in out


@needs_fifos
@pytest.mark.parametrize("make", [fifo, Path.mkdir])
def test_what_is_no_regular_file_is_not_waited_for(
    make: Callable[[Path], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    make(tmp_path / "x.yaml")
    assert run(["check", str(tmp_path / "x.yaml"), "--ruleset", str(FOLDER)]) == 2
    assert "x.yaml" in capsys.readouterr().err
    with pytest.raises(InputError, match="RX001"):
        read_case(tmp_path / "x.yaml")


def test_a_case_file_that_vanishes_before_it_is_read_is_an_input_error(tmp_path: Path):
    with pytest.raises(InputError, match=r"gone\.yaml"):
        read_case(tmp_path / "gone.yaml")


@pytest.fixture(name="own")
def fixture_own(tmp_path: Path) -> Path:
    own = tmp_path / "own"
    own.mkdir()
    (own / "ruleset.yaml").write_text(MANIFEST + "  tables: [{file: t.csv, kind: interaction}]\n")
    (own / "t.csv").write_text("id,a,b\n")
    (own / "rules.yaml").write_text("rules: []\n")
    (own / "own.test.yaml").write_text("[]\n")
    return own


@needs_fifos
@pytest.mark.parametrize("make", [fifo, loop, dangling])
@pytest.mark.parametrize("name", ["ruleset.yaml", "rules.yaml", "t.csv", "own.test.yaml", "waivers.yaml"])
@pytest.mark.parametrize("command", ["lint", "test", "fmt", "lock"])
def test_no_command_stumbles_over_a_ruleset_whose_file_is_none(
    command: str, name: str, make: Callable[[Path], None], own: Path, capsys: pytest.CaptureFixture[str]
):
    (own / name).unlink(missing_ok=True)
    make(own / name)
    status = run([command, str(own)])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    # what a command has no use for it may pass over; a manifest, rules and a table it may not
    assert status == 2 or name in ("own.test.yaml", "waivers.yaml") or command == "fmt"
    assert status != 2 or out + err


@needs_fifos
@pytest.mark.parametrize("make", [fifo, loop, dangling, Path.mkdir])
def test_waivers_that_are_no_file_waive_nothing(make: Callable[[Path], None], own: Path):
    make(own / "waivers.yaml")
    assert read_waivers(own, Diagnostics()) == ()


def test_a_folder_that_holds_itself_is_read_once_and_refused(own: Path, capsys: pytest.CaptureFixture[str]):
    (own / "below").symlink_to(".")
    assert run(["lint", str(own)]) == 2
    assert "a linked folder is refused" in capsys.readouterr().out


@pytest.mark.parametrize("key", ["include", "extends", "import", "imports", "files", "path"])
@pytest.mark.parametrize("value", ["/etc/passwd", "[../secret.yaml]", "{file: ../secret.yaml}"])
def test_a_manifest_has_no_key_by_which_it_could_name_another_file(
    key: str, value: str, own: Path, capsys: pytest.CaptureFixture[str]
):
    (own.parent / "secret.yaml").write_text("secretive: true\n")
    (own / "ruleset.yaml").write_text(f"{MANIFEST}  {key}: {value}\n")
    assert run(["lint", str(own)]) == 2
    told = capsys.readouterr().out
    assert f"the key '{key}' is not known here" in told
    assert "secretive" not in told


def test_the_formatter_writes_nothing_outside_the_folder_that_it_was_given(own: Path, capsys: pytest.CaptureFixture[str]):
    outside = own.parent / "outside.yaml"
    outside.write_text("rules:   []\n")
    (own / "rules.yaml").unlink()
    (own / "rules.yaml").symlink_to(outside)
    assert run(["fmt", str(own)]) == 2
    assert "a link out of the folder is refused" in capsys.readouterr().err
    assert outside.read_text() == "rules:   []\n"
    # a link inside it, and a file that was named by itself, are formatted where they stand
    outside.replace(own / "more.yaml")
    (own / "rules.yaml").unlink()
    (own / "own.test.yaml").unlink()
    (own / "rules.yaml").symlink_to("more.yaml")
    assert run(["fmt", str(own)]) == 0
    assert (own / "rules.yaml").is_symlink()
    assert (own / "more.yaml").read_text() == "rules: []\n"
    capsys.readouterr()


def test_a_file_of_a_ruleset_that_vanishes_while_it_is_read_is_told(own: Path):
    found = Diagnostics()
    files = FolderFiles(own, found)
    (own / "rules.yaml").unlink()
    assert not len(found)
    assert files.read("rules.yaml", found) is None
    assert ["rules.yaml" in str(one) for one in found] == [True]


def test_a_ruleset_is_not_begun_where_a_link_leads_in_a_circle(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    loop(tmp_path / "own")
    assert run(["new", "ruleset", str(tmp_path / "own")]) == 2
    assert "own" in capsys.readouterr().err


def medication(id_: str, *references: str) -> dict[str, Any]:
    ingredients = [{"itemReference": {"reference": one}} for one in references]
    return {"resourceType": "Medication", "id": id_, "ingredient": ingredients}


def bundle(*resources: Any) -> dict[str, Any]:
    entries = [{"fullUrl": f"urn:uuid:{number}", "resource": one} for number, one in enumerate(resources)]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


REQUEST = {
    "resourceType": "MedicationRequest",
    "id": "r",
    "status": "active",
    "intent": "order",
    "subject": {"reference": "Patient/p"},
    "medicationReference": {"reference": "Medication/m0"},
}
CYCLIC: dict[str, Any] = {"resourceType": "Bundle"}
CYCLIC["entry"] = [{"resource": CYCLIC}, {"resource": REQUEST}]


@pytest.mark.parametrize(
    "document",
    [
        bundle(medication("m0", "Medication/m0"), REQUEST),
        bundle(medication("m0", "Medication/m1"), medication("m1", "Medication/m0"), REQUEST),
        bundle(*[medication(f"m{i}", *[f"Medication/m{i + 1}"] * 10) for i in range(30)], REQUEST),
        {**REQUEST, "contained": [medication("x", "#x")], "medicationReference": {"reference": "#x"}},
        {**REQUEST, "basedOn": [{"reference": "MedicationRequest/r"}], "priorPrescription": {"reference": "MedicationRequest/r"}},
        CYCLIC,
        {
            "hook": "order-sign",
            "hookInstance": "1",
            "context": {"patientId": "p", "draftOrders": CYCLIC},
            "prefetch": {"a": CYCLIC},
        },
    ],
    ids=["itself", "each other", "ten of each of ten", "contained", "requests", "a bundle in itself", "CDS Hooks"],
)
def test_references_in_a_circle_end_and_the_order_is_not_covered(document: dict[str, Any]):
    cases = read_fhir(document)
    reports = [checker().check(one, as_of="2026-11-21") for one in cases]
    assert reports
    assert {one.status for one in reports} == {"incomplete"}
    assert {one.order.id for report in reports for one in report.not_covered} == {"r"}

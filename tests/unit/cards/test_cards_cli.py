"""``shora cards``: made, checked and printed from the command line."""

import json
import stat
from pathlib import Path

import pytest
from tests.unit.cards.conftest import IDENTITY, TOML
from typer.testing import CliRunner

from shora.cards.pack import read_pack
from shora.cli.cards import app
from shora.errors import InputError, RefusedError
from shora.ids import BoxId
from shora.keys import write_identity

RUN = CliRunner()


@pytest.fixture(name="root")
def _root(tmp_path: Path) -> Path:
    (tmp_path / "small.toml").write_text(TOML, encoding="utf-8")
    write_identity(tmp_path / "key.json", IDENTITY, "office:card-office", None)
    return tmp_path


def make(root: Path, identity: str = "key.json", *more: str) -> tuple[int, str]:
    words = ["make", str(root / "small.toml"), "--office", str(root / "office")]
    words += ["--identity", str(root / identity), "--out", str(root / "out"), "--json", *more]
    done = RUN.invoke(app, words, catch_exceptions=False)
    return done.exit_code, done.stdout


def test_made_checked_and_printed(root: Path) -> None:
    code, printed = make(root)
    assert code == 0
    said = json.loads(printed)
    assert [each["box"] for each in said["boxes"]] == ["south", "north", "apart", "drill"]
    private = read_pack(root / "office" / "packs" / "south.txt").cards[0].private
    assert private not in printed

    where = ["--office", str(root / "office")]
    done = RUN.invoke(app, ["check", *where, "--out", str(root / "out")], catch_exceptions=False)
    assert (done.exit_code, done.stdout.partition(":")[0]) == (0, "right")

    pdf = root / "sheets" / "south.pdf"
    done = RUN.invoke(
        app,
        ["sheets", *where, "--box", "south", "--out", str(pdf), "--language", "en"],
        catch_exceptions=False,
    )
    assert done.exit_code == 0
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(pdf.stat().st_mode) == 0o600
    assert private not in done.stdout
    with pytest.raises(RefusedError):
        RUN.invoke(app, ["sheets", *where, "--box", "south", "--out", str(pdf)], catch_exceptions=False)


def test_a_fault_is_exit_1_and_names_its_place(root: Path) -> None:
    make(root)
    (root / "office" / "packs" / "north.txt").unlink()
    words = ["check", "--office", str(root / "office"), "--out", str(root / "out")]
    done = RUN.invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 1
    assert "north.txt: it cannot be read" in done.stdout
    done = RUN.invoke(app, [*words, "--json"], catch_exceptions=False)
    assert (done.exit_code, len(json.loads(done.stdout)["faults"])) == (1, 1)


def test_a_sealed_identity_needs_its_passphrase(root: Path) -> None:
    write_identity(root / "sealed.json", IDENTITY, "office:card-office", "four short plain words")
    (root / "wrong").write_text("four other plain words\n")
    (root / "right").write_text("four short plain words\n")
    with pytest.raises(RefusedError):
        make(root, "sealed.json", "--passphrase-file", str(root / "wrong"))
    assert not (root / "office").exists()
    code, printed = make(root, "sealed.json", "--passphrase-file", str(root / "right"))
    assert code == 0
    assert "four short" not in printed


def test_another_signer_and_no_definition_are_refused(root: Path) -> None:
    write_identity(root / "box.json", IDENTITY, "box:north", None)
    with pytest.raises(InputError, match="identity of box:north"):
        make(root, "box.json")
    (root / "small.toml").unlink()
    with pytest.raises(InputError, match="no such file"):
        make(root)
    assert not (root / "office").exists()


def test_a_box_that_is_not_defined(root: Path) -> None:
    make(root)
    words = ["sheets", "--office", str(root / "office"), "--box", "../x", "--out", str(root / "x.pdf")]
    with pytest.raises(InputError, match="no box"):
        RUN.invoke(app, words, catch_exceptions=False)
    assert BoxId("../x") not in {path.stem for path in root.rglob("*.pdf")}

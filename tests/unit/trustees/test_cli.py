"""`shora identity` and `shora trustees` as people use them: a ceremony, a backup, typing it back."""

import json
from pathlib import Path

import pytest
from tests.support.ceremony import PASSPHRASE, cheap
from typer import Typer
from typer.testing import CliRunner, Result

from shora.cli import identity, trustees
from shora.crypto.statement import check_signatures, decode_statement, state
from shora.errors import InputError, RefusedError, ShoraError
from shora.ids import ElectionId

ROOT = Path(__file__).parents[3]
NAMES = ("executive", "supervision", "school")


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap(monkeypatch)


class People:
    """A folder for everybody, and commands."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "pw").write_text(PASSPHRASE + "\n")
        self.definition = root / "definition.toml"
        text = (ROOT / "examples" / "definitions" / "village.toml").read_text(encoding="utf-8")
        for name in NAMES:
            said = self.run(
                identity.app,
                "new",
                "--as",
                f"trustee:{name}",
                "--out",
                root / f"{name}.id",
                *self.pw(),
                "--json",
            )
            key = json.loads(said)["key"]
            text = text.replace(f'id = "{name}", name', f'id = "{name}", key = "{key}", name')
        self.definition.write_text(text, encoding="utf-8")

    def pw(self) -> tuple[str, str]:
        return ("--passphrase-file", str(self.root / "pw"))

    def invoke(self, app: Typer, *arguments: object, typed: str = "") -> Result:
        return CliRunner().invoke(app, [str(one) for one in arguments], input=typed)

    def run(self, app: Typer, *arguments: object, typed: str = "") -> str:
        result = self.invoke(app, *arguments, typed=typed)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output

    def next(self, name: str, *more: object) -> str:
        return self.run(
            trustees.app, "next", "--exchange", self.root / "exchange", "--mine", self.root / name,
            "--identity", self.root / f"{name}.id", "--identity-passphrase-file", self.root / "pw", *self.pw(), *more,
        )  # fmt: skip

    def at(self, word: str, *more: object) -> str:
        return self.run(trustees.app, word, "--exchange", self.root / "exchange", *more)

    def until_done(self) -> None:
        self.at("invite", self.definition)
        for _ in range(6):
            for name in NAMES:
                self.next(name)
            self.at("carry")


@pytest.fixture(name="people")
def _people(tmp_path: Path) -> People:
    return People(tmp_path)


def test_a_ceremony_from_invitation_to_rehearsal(people: People) -> None:
    root = people.root
    said = people.at("invite", people.definition)
    assert "2 of 3 trustees" in said
    assert "هیئت نظارت" in said
    assert "awaited in step 1 (commitment): supervision, school" in people.next("executive")
    status = json.loads(people.at("status", "--json"))
    assert status["steps"][0] == {"step": 1, "arrived": ["executive"], "awaited": ["supervision", "school"]}
    assert not status["complete"]
    for name in NAMES[1:]:
        people.next(name, "--definition", people.definition)
    for _ in range(5):
        for name in NAMES:
            people.next(name)
        people.at("carry")
    assert "the ceremony is complete" in people.next("school")
    people.at("finish", "--out", root / "out")
    assert "all five steps are complete" in people.at("status")
    key = root / "out" / "trustees.json"

    people.run(trustees.app, "backup", "--mine", root / "school", "--out", root / "stick", *people.pw())
    assert "share of school (number 3)" in people.run(
        trustees.app, "check", root / "stick", "--trustees", key, *people.pw()
    )
    assert json.loads(people.run(trustees.app, "check", root / "school", "--json", *people.pw()))["fits"]
    sheet = json.loads((root / "stick" / "sheet.json").read_bytes())
    assert (root / "stick" / "sheet.pdf").read_bytes().startswith(b"%PDF")
    typed = "\n".join(sheet["lines"]).lower() + "\n\n"
    people.run(trustees.app, "restore", "--typed", "--out", root / "again", *people.pw(), typed=typed)
    (root / "scanned.txt").write_text("\n".join(reversed(sheet["codes"])))
    people.run(trustees.app, "restore", root / "scanned.txt", "--out", root / "third", *people.pw())
    people.run(trustees.app, "restore", root / "stick" / "share.json", "--out", root / "fourth", *people.pw())
    for folder in ("again", "third", "fourth"):
        assert (root / folder / "share.json").read_bytes() == (root / "stick" / "share.json").read_bytes()
    for folder in ("school", "again"):
        said = people.run(
            trustees.app, "rehearse", "--mine", root / folder, "--identity", root / "school.id",
            "--trustees", key, "--identity-passphrase-file", root / "pw", *people.pw(),
        )  # fmt: skip
        assert "its proof holds" in said
        assert (root / folder / "rehearsals" / "0001.json").exists()


def test_a_copy_under_another_passphrase(people: People) -> None:
    people.until_done()
    (people.root / "pw2").write_text("another four words here")
    people.run(
        trustees.app, "backup", "--mine", people.root / "school", "--out", people.root / "stick", *people.pw(),
        "--new-passphrase-file", people.root / "pw2",
    )  # fmt: skip
    key = people.root / "school" / "trustees.json"
    people.run(
        trustees.app, "check", people.root / "stick", "--trustees", key,
        "--passphrase-file", people.root / "pw2",
    )  # fmt: skip
    with pytest.raises(RefusedError, match="passphrase"):
        people.run(trustees.app, "check", people.root / "stick", "--trustees", key, *people.pw())
    with pytest.raises(RefusedError, match="already there"):
        people.run(
            trustees.app,
            "backup",
            "--mine",
            people.root / "school",
            "--out",
            people.root / "stick",
            *people.pw(),
        )


def test_a_cheat_is_named_with_exit_code_1(people: People) -> None:
    people.at("invite", people.definition)
    for name in NAMES:
        people.next(name)
    exchange = people.root / "exchange" / "1"
    (exchange / "school.json").write_bytes((exchange / "executive.json").read_bytes())
    result = people.invoke(trustees.app, "status", "--exchange", people.root / "exchange")
    assert result.exit_code == 1
    assert "WRONG  step 1 (commitment), trustee school" in result.output
    for word in (("carry",), ("finish", "--out", people.root / "out")):
        with pytest.raises(RefusedError, match="trustee school"):
            people.at(*word)
    assert not (people.root / "out").exists()


def test_typing_errors_are_named(people: People) -> None:
    people.until_done()
    people.run(
        trustees.app, "backup", "--mine", people.root / "school", "--out", people.root / "stick", *people.pw()
    )
    lines = json.loads((people.root / "stick" / "sheet.json").read_bytes())["lines"]
    lines[4] = lines[4][:-1] + ("2" if lines[4][-1] != "2" else "3")
    with pytest.raises(InputError, match="typing error in line 5"):
        people.run(
            trustees.app,
            "restore",
            "--typed",
            "--out",
            people.root / "again",
            *people.pw(),
            typed="\n".join(lines),
        )
    assert not (people.root / "again").exists()


def test_another_definition_is_refused(people: People) -> None:
    people.at("invite", people.definition)
    other = people.root / "other.toml"
    other.write_text(people.definition.read_text().replace("threshold = 2", "threshold = 1"))
    with pytest.raises(RefusedError, match="not for this definition"):
        people.next("school", "--definition", other)
    assert not (people.root / "school").exists()


def test_a_definition_without_keys_invites_nobody(people: People) -> None:
    with pytest.raises(InputError, match="it has no key"):
        people.at("invite", ROOT / "examples" / "definitions" / "village.toml")
    assert not (people.root / "exchange").exists()


def test_passphrases_come_from_files_or_terminals(people: People) -> None:
    people.at("invite", people.definition)
    for bad in ("short", "a b\nc d e f g h i j"):
        (people.root / "bad").write_text(bad)
        with pytest.raises(ShoraError):
            people.run(
                identity.app, "new", "--as", "office:inquiry", "--out", people.root / "x.id",
                "--passphrase-file", people.root / "bad",
            )  # fmt: skip
    with pytest.raises(InputError, match="no terminal"):
        people.run(identity.app, "show", people.root / "school.id")
    with pytest.raises(InputError, match="is no signer"):
        people.run(identity.app, "new", "--as", "nobody at all", "--out", people.root / "x.id", *people.pw())
    assert not (people.root / "x.id").exists()


def test_signing_a_statement(people: People, tmp_path: Path) -> None:
    path = tmp_path / "statement.json"
    path.write_bytes(state("record", ElectionId("sarv-1405"), {"record": "ab" * 32}).encode())
    said = people.run(
        identity.app, "sign", path, "--identity", people.root / "school.id", *people.pw(), "--yes"
    )
    assert said.index("record: " + "ab" * 32) < said.index("signed by trustee:school")
    key = json.loads(people.run(identity.app, "show", people.root / "school.id", "--json", *people.pw()))[
        "key"
    ]
    assert check_signatures(decode_statement(path.read_bytes(), "x"), [("trustee:school", key)]) == ()
    signed = path.read_bytes()
    with pytest.raises(RefusedError, match="already"):
        people.run(identity.app, "sign", path, "--identity", people.root / "school.id", *people.pw(), "--yes")
    with pytest.raises(RefusedError, match="nobody was asked"):
        people.run(identity.app, "sign", path, "--identity", people.root / "executive.id", *people.pw())
    assert path.read_bytes() == signed

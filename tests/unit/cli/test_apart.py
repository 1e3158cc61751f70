"""A whole election of people apart, by the command line alone: everybody has a sealed key, and nobody has two."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.support.ceremony import PASSPHRASE, cheap
from tests.support.shell import Said, Shell

from shora.cli import decrypt
from shora.clock import fixed_clock
from shora.text.jalali import parse_moment

TRUSTEES = ("one", "two", "three")
OFFICES = ("headquarters", "supervision", "card-office", "inquiry")
OFFICIALS = ("executive", "supervision")
BOXES = {"north": "regular", "later": "provisional", "drill": "rehearsal"}

DEFINITION = """
format = "shora-definition-1"
id = "apart"
name = "جدا"
[[dates.polling-opens]]
at = 2026-07-03T08:00:00+03:30
decided_at = 2026-06-05T18:30:00+03:30
by = "nobody"
reason = "test"
[[dates.polling-closes]]
at = 2026-07-03T18:00:00+03:30
decided_at = 2026-06-05T18:30:00+03:30
by = "nobody"
reason = "test"
[secrecy]
smallest = 2
batch = 2
unit = "box"
duplicates = "first"
[trustees]
threshold = 2
members = [{trustees}]
[[contests]]
id = "council"
name = "شورا"
seats = 1
votes = 2
candidates = [{ code = "11", name = "A" }, { code = "12", name = "B" }, { code = "13", name = "C" }]
{offices}
[[stations]]
id = "school"
name = "School"
officials = [{officials}]
{boxes}
"""


@dataclass(frozen=True)
class Apart:
    """A folder for everybody."""

    root: Path
    shora: Shell
    patch: pytest.MonkeyPatch

    def now(self, moment: str) -> None:
        """What the clock of a trustee shows."""
        self.patch.setattr(decrypt, "system_clock", fixed_clock(parse_moment(moment)))

    @property
    def record(self) -> Path:
        return self.root / "record"

    def done(self, *arguments: object, code: int = 0) -> Said:
        said = self.shora(*arguments)
        assert said.code == code, said
        return said

    def told(self, *arguments: object) -> Any:  # noqa: ANN401 — JSON
        return json.loads(self.done(*arguments, "--json").out)

    @property
    def pw(self) -> tuple[object, ...]:
        return ("--passphrase-file", self.root / "pw")

    def identity(self, signer: str) -> Path:
        return self.root / "people" / signer.replace(":", "-").replace("/", "-") / "identity.json"

    def new(self, signer: str) -> str:
        """A sealed key; its public part."""
        key: str = self.told("identity", "new", "--as", signer, "--out", self.identity(signer), *self.pw)[
            "key"
        ]
        return key

    def sign(self, file: Path, *signers: str) -> None:
        for signer in signers:
            identity = ("--identity", self.identity(signer))
            self.done("identity", "sign", file, *identity, *self.pw, "--yes")

    def both(self, box: str, name: str) -> None:
        """The officials sign what a box has said."""
        file = self.machine(box) / "statements" / f"{name}.json"
        self.sign(file, *(f"station:school/{role}" for role in OFFICIALS))

    def machine(self, box: str) -> Path:
        return self.root / "boxes" / box

    def at(self, box: str) -> tuple[object, ...]:
        return (self.record, "--machine", self.machine(box))

    def card(self, box: str, number: int) -> str:
        (path,) = (self.root / "office").rglob(f"{box}.txt")
        return path.read_text().splitlines()[1 + number]

    def public(self, box: str) -> list[str]:
        """The cards of the box that wait, in the order of the text."""
        ended = json.loads((self.record / "boxes" / box / "ended.json").read_bytes())
        return [one["credential"] for one in ended["statement"]["bundle"]]

    def trustee(self, name: str) -> tuple[object, ...]:
        return (
            *("--mine", self.root / "people" / name, "--identity", self.identity(f"trustee:{name}")),
            *self.pw,
            *("--identity-passphrase-file", self.root / "pw"),
        )

    def decrypted(self, name: str, hash: str, *more: object, out: str = "") -> Path:
        """A trustee's decryption, from a copy of the record."""
        copy, file = self.root / "copy", self.root / f"{name}{out}.json"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.record, copy)
        heard = ("--record-hash", hash)
        self.done("trustees", "decrypt", copy, *self.trustee(name), *heard, "--out", file, *more)
        return file

    # ── The way ──

    def definition(self) -> Path:
        def keyed(field: str, name: str, signer: str) -> str:
            return f'{{ {field} = "{name}", name = "{name}", key = "{self.new(signer)}" }}'

        trustees = ", ".join(keyed("id", name, f"trustee:{name}") for name in TRUSTEES)
        officials = ", ".join(keyed("role", role, f"station:school/{role}") for role in OFFICIALS)
        offices = "".join(
            f'[[offices]]\nrole = "{role}"\nname = "{role}"\nkey = "{self.new(f"office:{role}")}"\n'
            for role in OFFICES
        )
        boxes = "".join(
            f'[[boxes]]\nid = "{box}"\nstation = "school"\ncards = 6\nkind = "{kind}"\n'
            for box, kind in BOXES.items()
        )
        text = DEFINITION
        for name, value in (
            ("trustees", trustees), ("officials", officials), ("offices", offices), ("boxes", boxes),
        ):  # fmt: skip
            text = text.replace(f"{{{name}}}", value)
        path = self.root / "apart.toml"
        path.write_text(text, encoding="utf-8")
        return path

    def key(self, definition: Path) -> None:
        exchange = ("--exchange", self.root / "exchange")
        self.done("trustees", "invite", definition, *exchange)
        for _ in range(6):
            for name in TRUSTEES:
                self.done("trustees", "next", *exchange, *self.trustee(name))
            self.done("trustees", "carry", *exchange)
        self.done("trustees", "finish", *exchange, "--out", self.root / "key")

    def open(self, box: str) -> None:
        self.done("open", *self.at(box))
        self.both(box, "opening")
        self.done("publish", *self.at(box))

    def end(self, box: str) -> None:
        assert self.told("close", *self.at(box))["waiting"]
        self.both(box, "ended")

    def close(self, box: str, *more: object) -> None:
        assert self.told("close", *self.at(box), *more)["waiting"]
        self.both(box, "closing")
        assert self.told("close", *self.at(box))["waiting"] == []
        assert self.told("box", "where", *self.at(box))["phase"] == "closed"

    def vote(self, box: str, *choices: str) -> None:
        for number, codes in enumerate(choices):
            self.done("vote", *self.at(box), "--card", self.card(box, number), "--choose", codes)


@pytest.fixture(name="apart")
def _apart(shora: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Apart:
    cheap(monkeypatch)
    monkeypatch.setattr(os, "fsync", lambda _: None)  # a hundred commands; what is durable is for other tests
    (tmp_path / "pw").write_text(PASSPHRASE + "\n")
    return Apart(root=tmp_path, shora=shora, patch=monkeypatch)


def test_an_election_of_people_apart(apart: Apart) -> None:
    definition = apart.definition()
    hash = _define(apart, definition)
    _rehearse(apart, hash)
    _hold_the_day(apart)
    _tally(apart, hash)
    _look_at_what_was_written(apart)


def _define(apart: Apart, definition: Path) -> str:
    """Key, cards and boxes at their own places; then two signatures. The record hash."""
    apart.key(definition)
    office = ("--office", apart.root / "office", "--identity", apart.identity("office:card-office"))
    apart.done("cards", "make", definition, *office, "--out", apart.root / "cards", *apart.pw)
    keys: list[object] = []
    for box in BOXES:
        out = apart.root / f"{box}.key.json"
        apart.done("box", "setup", definition, "--box", box, "--machine", apart.machine(box), "--out", out)
        keys += ["--box-key", out]
    waits = apart.root / "record.signatures.json"
    define = (
        *("define", definition, "--out", apart.record, "--trustees", apart.root / "key"),
        *("--cards", apart.root / "cards", "--signatures", waits),
    )
    apart.shora.refused(2, *define, *keys[:2], words="box later: its key is not here")
    said = apart.done(*define, *keys, code=1)
    assert said.out.splitlines()[0] == "waits for office:headquarters and office:supervision:"
    sealed = ("--sign", apart.identity("office:headquarters"))
    apart.shora.refused(2, *define, *keys, *sealed, words="there is no terminal to ask for its passphrase")
    apart.sign(waits, "office:headquarters")
    said = apart.done(*define, *keys, code=1)
    assert said.out.splitlines()[0] == "waits for office:supervision:"
    assert not apart.record.exists()
    apart.sign(waits, "office:supervision")
    apart.done(*define, *keys)
    apart.done(*define, *keys)  # the same once more
    hash: str = apart.told("verify", apart.record)["record"]
    return hash


def _rehearse(apart: Apart, hash: str) -> None:
    apart.now("2026-07-02T12:00:00+03:30")
    apart.open("drill")
    apart.vote("drill", "11", "12,13")
    apart.end("drill")
    apart.close("drill")
    apart.done("tally", apart.record, "--prepare", "--rehearsal")
    files = []
    for name in ("one", "three"):
        files.append(apart.root / f"{name}-drill.json")
        out = ("--rehearsal", "--record-hash", hash, "--out", files[-1])
        decrypt_now = ("trustees", "decrypt", apart.record, *apart.trustee(name), *out)
        apart.now("2026-07-03T08:00:00+03:30")
        apart.shora.refused(1, *decrypt_now, words="before the day")
        apart.now("2026-07-02T12:00:00+03:30")
        more = ("--plan-hash", hash)
        apart.shora.refused(2, *decrypt_now, *more, words="a rehearsal has no plan hash")
        apart.done(*decrypt_now)
    given = [word for file in files for word in ("--decryption", file)]
    told = apart.told("tally", apart.record, *given, "--rehearsal")
    assert (told["units"], told["ballots"], told["contests"]) == ({"drill": [[1, 1, 1]]}, 0, [])
    assert apart.done("verify", apart.record, "--record-hash", hash).out.count("✗") == 0


def _hold_the_day(apart: Apart) -> None:
    for box in ("north", "later"):
        apart.open(box)
    apart.vote("north", "11", "11,12", "blank")
    apart.vote("later", "13", "13", "13")
    north, later = apart.at("north"), apart.at("later")
    apart.end("north")
    apart.shora.refused(1, "vote", *north, "--card", apart.card("north", 4), "--choose", "11", words="ended")
    apart.close("north", "--incident", "power-cut/1/at noon")
    apart.end("later")
    apart.shora.refused(1, "close", *later, words="nobody has decided")
    out, file = apart.public("later")[0], apart.root / "decision.json"
    decide = ("decide", apart.record, "--box", "later", "--reject", f"{out}/duplicate", "--file", file)
    assert apart.done(*decide, code=1).out.startswith("box later: 2 ballots accepted, 1 not accepted\n")
    apart.shora.refused(1, "close", *later, "--decision", file, words="has not signed")
    apart.sign(file, "office:inquiry", "office:headquarters")
    apart.done(*decide)
    apart.close("later", "--decision", file)
    waits = apart.root / "check-ins.json"
    interval = "2026-07-03T18:00:00+03:30/3/3"
    checkin = ("checkin", apart.record, "--station", "school", "--interval", interval, "--file", waits)
    assert apart.done(*checkin, code=1).out.startswith("waits for office:inquiry:")
    apart.sign(waits, "office:inquiry")
    apart.done(*checkin)
    assert apart.told("verify", apart.record)["verified"]


def _tally(apart: Apart, hash: str) -> None:
    told = apart.told("tally", apart.record, "--prepare")
    assert told["units"] == ["north", "later"]
    plan = ("--plan-hash", told["plan"])
    # Before polling has closed by the trustee's clock, nothing is opened.
    apart.now("2026-07-03T12:00:00+03:30")
    apart.shora.refused(
        1, "trustees", "decrypt", apart.record, *apart.trustee("one"), "--record-hash", hash, *plan,
        "--out", apart.root / "x.json", words="nothing is decrypted before",
    )  # fmt: skip
    apart.now("2026-07-03T20:00:00+03:30")
    decrypt = ("trustees", "decrypt", apart.record)
    out = ("--out", apart.root / "x.json")
    one, refused = apart.trustee("one"), apart.shora.refused
    refused(
        1, *decrypt, *one, "--record-hash", "0" * 64, *plan, *out, words="another record than was published"
    )
    refused(2, *decrypt, *one, "--record-hash", "x", *plan, *out, words="64 digits")
    refused(2, *decrypt, *one, "--record-hash", hash, *out, words="--plan-hash")
    refused(1, *decrypt, *one, "--record-hash", hash, "--plan-hash", "0" * 64, *out, words="plan")
    refused(1, *decrypt, *one, "--record-hash", hash, "--rehearsal", *out, words="before the day")
    refused(
        1, *decrypt, *one, "--record-hash", hash, *plan, "--out", apart.record / "x", words="in the record"
    )
    mixed = ("--mine", apart.root / "people" / "two", *one[2:])
    refused(1, *decrypt, *mixed, "--record-hash", hash, *plan, *out, words="the share is that of two")
    assert not (apart.root / "x.json").exists()
    first, second = (apart.decrypted(name, hash, *plan) for name in ("one", "two"))
    refused(1, "tally", apart.record, "--decryption", first, words="1 of the 2 decryptions")
    refused(1, "tally", apart.record, "--decryption", first, "--decryption", first, words="1 of the 2")
    # What a trustee has decrypted it decrypts again, from the same record only.
    apart.decrypted("one", hash, *plan, out="-again")
    said = apart.done("tally", apart.record, "--decryption", first, "--decryption", second)
    assert "council: 5 votes: " in said.err
    totals = json.loads((apart.record / "totals" / "council.json").read_bytes())
    assert {person["id"]: person["votes"] for person in totals["independents"]} == {"11": 2, "12": 1, "13": 2}
    verdict = apart.told("verify", apart.record, "--record-hash", hash)
    assert verdict["verified"], verdict
    outcomes = {check["check"]: check["outcome"] for check in verdict["checks"]}
    assert outcomes.pop("V13") == "nothing yet"  # two are tied at the cut, and no lot is drawn
    assert set(outcomes.values()) == {"passed"}
    assert apart.shora("verify", apart.record, "--record-hash", "0" * 64).code == 1
    assert apart.done("count", apart.record / "totals" / "council.json", "--rule", "block-vote", code=3).out


def _look_at_what_was_written(apart: Apart) -> None:
    """Secrets are sealed, or of a box alone; nothing of them is in the record."""
    record = b"".join(path.read_bytes() for path in apart.record.rglob("*") if path.is_file())
    for box in BOXES:
        secret = json.loads((apart.machine(box) / "identity.json").read_bytes())["secret"]
        assert secret.encode() not in record
        assert not any(apart.card(box, number).encode() in record for number in range(6))
    for path in (apart.root / "people").rglob("identity.json"):
        assert json.loads(path.read_bytes())["format"] == "shora-sealed-1"
    for name in TRUSTEES:
        folder = apart.root / "people" / name
        assert json.loads((folder / "share.json").read_bytes())["format"] == "shora-sealed-1"
    opened = {
        name: len(list((apart.root / "people" / name / "opened").glob("*.json"))) for name in ("one", "two")
    }
    assert opened == {"one": 3, "two": 2}

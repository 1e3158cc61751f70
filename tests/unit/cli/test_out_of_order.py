"""What is out of order, or of others: refused in one line, with the exit code, and nothing lost or changed."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.shell import Shell
from tests.unit.cli.conftest import DEFINITION, AtStage, City


def test_steps_out_of_order(shora: Shell, at_stage: AtStage) -> None:
    city = at_stage("defined")
    card = city.cards("north")[0]
    vote = ("vote", *city.at("north"), "--choose", "11", "--card", card)
    before = city.files()
    shora.refused(1, *vote, words="not open")
    shora.refused(1, "close", *city.at("north"), words="the zero report is not there")
    shora.refused(1, "box", "where", *city.at("north"), words="shora open comes first")
    shora.refused(1, *city.tally(), words="box north: this box is not closed")
    assert shora("publish", *city.at("north")).out == "box north has said nothing yet\n"
    for word, options in (("open", ()), ("close", ()), ("vote", ("--card", card)), ("publish", ())):
        west = city.secrets / "boxes" / "west"
        shora.refused(2, word, city.record, "--machine", west, *options, words="no box's folder")
    shora.refused(2, "open", *city.at("north"), "--launch-code", "x", words="launch code")
    assert city.files() == before
    assert shora("open", *city.at("north")).code == 0
    opened = city.files()
    shora.refused(1, *vote, words="not signed by station:school/executive and station:school/supervision")
    shora.refused(1, "close", *city.at("north"), words="not signed by station:school/executive and")
    shora.refused(1, "open", *city.at("north"), "--launch-code", "ABCD-EFGH", words="go on with that code")
    assert shora("open", *city.at("north")).code == 0
    assert city.files() == opened
    assert shora("open", *city.at("north"), *city.officials).code == 0
    signed = city.files()
    shora.refused(1, "open", *city.at("north"), words="opened before")
    shora.refused(1, *city.tally(), words="not closed")
    shora.refused(1, "box", "unopened", *city.at("north"), "--reason", "x", words="was opened")
    assert city.files() == signed
    assert shora("close", *city.at("north")).code == 0
    shora.refused(1, *vote, words="the box is ended")
    shora.refused(1, "close", *city.at("north"), "--lost", "0" * 64, words="cards are counted after")
    assert not (city.record / "boxes" / "north" / "closing.json").exists()
    assert shora("close", *city.at("north"), *city.officials).code == 0
    closed = city.files()
    shora.refused(1, *vote)
    assert shora("close", *city.at("north"), *city.officials).code == 0
    assert city.files() == closed


def test_who_does_not_sign(shora: Shell, at_stage: AtStage, toml: Path, tmp_path: Path) -> None:
    city, other = at_stage("defined"), City(root=tmp_path / "other")
    assert shora("define", toml, "--out", other.record, "--alone", other.secrets).code == 0
    shora.refused(1, "open", *city.at("north"), *city.identity("office-inquiry"), words="does not sign this")
    stranger = other.identity("station-school-executive")
    shora.refused(2, "open", *city.at("north"), *stranger, words="another key of station:school/executive")
    shora.refused(2, "open", *city.at("north"), "--sign", tmp_path / "none", words="none")
    assert not list(city.record.rglob("*.bel"))
    # Who signs with `shora identity sign` what is not for him, does no harm: it is taken out again.
    statement = city.machine("north") / "statements" / "opening.json"
    inquiry = city.secrets / "identities" / "office-inquiry.json"
    assert shora("identity", "sign", statement, "--identity", inquiry, "--yes").code == 0
    assert b"office:inquiry" in statement.read_bytes()
    assert shora("open", *city.at("north"), *city.officials).code == 0
    assert b"office:inquiry" not in statement.read_bytes()
    assert shora("verify", city.record).code == 0
    shora.refused(1, "checkin", city.record, "--station", "school", words="signed by the inquiry service")
    shora.refused(
        1, "checkin", city.record, "--station", "school", *city.identity("office-headquarters"),
        words="it is signed by office:inquiry",
    )  # fmt: skip
    shora.refused(
        2, "checkin", city.record, "--station", "school", *other.identity("office-inquiry"),
        words="another key",
    )  # fmt: skip


def test_a_machine_of_another_election(shora: Shell, at_stage: AtStage, toml: Path, tmp_path: Path) -> None:
    city, other = at_stage("open"), City(root=tmp_path / "other")
    assert shora("define", toml, "--out", other.record, "--alone", other.secrets).code == 0
    before = city.files()
    strange = ("--machine", other.machine("north"))
    words = "the machine's key is not that of box north"
    card = ("--card", city.cards("north")[0], "--choose", "11")
    for arguments in (("open",), ("vote", *card), ("close",), ("publish",), ("box", "where")):
        word, *rest = arguments
        place = (word, rest.pop(0)) if word == "box" else (word,)
        shora.refused(1, *place, city.record, *strange, *rest, words=words)
    shora.refused(1, "box", "unopened", city.record, *strange, "--reason", "x", words=words)
    toml.write_text(DEFINITION.replace('id = "small"', 'id = "elsewhere"'), encoding="utf-8")
    third = City(root=tmp_path / "third")
    assert shora("define", toml, "--out", third.record, "--alone", third.secrets).code == 0
    shora.refused(
        1, "open", city.record, "--machine", third.machine("north"), words="is for the election elsewhere"
    )
    assert city.files() == before


@pytest.mark.parametrize(
    "options,words",
    [
        (("--interval", "today"), "as 2026-06-19"),
        (("--interval", "2026-06-19T20:00:00+03:30/-1/0"), "no interval"),
        (("--interval", "2026-06-19T20:00:00+03:30/1"), "no interval"),
        (("--interval", "19.6.2026/1/0"), "19.6.2026"),
        (("--interval", "2026-06-19T20:00:00Z/1/0", "--interval", "2026-06-19T19:00:00Z/1/0"), "later|order"),
        (("--interval", f"2026-06-19T20:00:00Z/{10**10}/0"), "from 0 to"),
    ],
)
def test_check_ins_that_are_none(
    shora: Shell, at_stage: AtStage, options: tuple[str, ...], words: str
) -> None:
    city = at_stage("open")
    before = city.files()
    sign = city.identity("office-inquiry")
    said = shora.refused(2, "checkin", city.record, "--station", "school", *options, *sign)
    assert re.search(words, said.error), said
    assert city.files() == before


def test_check_ins_are_entered_once(shora: Shell, at_stage: AtStage) -> None:
    city = at_stage("open")
    assert shora(*city.checkin(5)).code == 0
    assert shora(*city.checkin(5)).code == 0
    shora.refused(1, *city.checkin(6), words="written only once")
    words = ("checkin", city.record, "--station", "west", *city.identity("office-inquiry"))
    shora.refused(2, *words, words="west")


@pytest.mark.parametrize(
    "incident,words",
    [
        ("x", "is no incident"),
        ("a/b/c", "is no incident"),
        ("a/1/", "is no incident"),
        ("Fire/1/it burnt", "code"),
        ("fire/1/" + "x" * 600, "text"),
        ("fire/1/two\nlines", "text"),
        ("fire/12345678901/x", "is no incident"),
        ("fire/۱/x", "is no incident"),
    ],
)
def test_incidents_that_are_none(shora: Shell, at_stage: AtStage, incident: str, words: str) -> None:
    city = at_stage("voted")
    shora.refused(2, "close", *city.at("north"), *city.officials, "--incident", incident, words=words)
    # Nothing of it is left in the box, and it closes.
    assert shora("close", *city.at("north"), *city.officials).code == 0
    minutes = json.loads((city.record / "boxes" / "north" / "closing.json").read_bytes())["statement"]
    assert minutes["incidents"] == []


def test_orders(shora: Shell, at_stage: AtStage, tmp_path: Path) -> None:
    city, file = at_stage("voted"), tmp_path / "order.json"
    about = ("--box", "south", "--reason", "it burnt", "--file", file)
    before = city.files()
    shora.refused(2, "order", city.record, "lost", *about, words="missing, annulled, recount")
    shora.refused(
        2, "order", city.record, "missing", "--box", "west", "--reason", "x", "--file", file, words="west"
    )
    shora.refused(2, "order", city.record, "missing", "--box", "south", "--reason", "a\nb", "--file", file)
    inquiry = city.identity("office-inquiry")
    shora.refused(1, "order", city.record, "missing", *about, *inquiry, words="does not sign this")
    assert not file.exists()
    said = shora("order", city.record, "missing", *about, *city.identity("office-headquarters"))
    assert (said.code, said.out.splitlines()[0]) == (1, "waits for office:supervision:")
    assert city.files() == before
    other = ("--box", "north", "--reason", "it burnt", "--file", file)
    shora.refused(1, "order", city.record, "missing", *other, words="another order")
    signed = ("order", city.record, "missing", *about, *city.identity("office-supervision"))
    said = shora(*signed)
    assert (said.code, said.out) == (0, "order 1: box south is missing: it burnt\n")
    assert shora(*signed).code == 0
    assert shora("close", *city.at("north"), *city.officials).code == 0
    assert shora(*city.checkin(3)).code == 0
    assert shora(*city.tally()).code == 0
    assert shora("verify", city.record).code == 0


def test_trustees_that_are_too_few_or_others(
    shora: Shell, at_stage: AtStage, toml: Path, tmp_path: Path
) -> None:
    city = at_stage("closed")
    other = City(root=tmp_path / "other")
    assert shora("define", toml, "--out", other.record, "--alone", other.secrets).code == 0
    before = city.files()
    shora.refused(1, *city.tally("one"), words="1 of the 2 trustees")
    shora.refused(1, *city.tally("one", "one"), words="1 of the 2 trustees")
    shora.refused(2, *city.tally("four"), words="there is no trustee four (one, two, three)")
    shora.refused(2, "tally", city.record, words="which part of the tally?")
    shora.refused(2, "tally", city.record, "--prepare", "--alone", city.secrets, words="which part")
    shora.refused(2, "tally", city.record, "--prepare", "--trustee", "one", words="--alone")
    shora.refused(2, "tally", city.record, "--alone", other.secrets, words="not of this election's key")
    shora.refused(2, "tally", city.record, "--alone", tmp_path / "none", words="none")
    shora.refused(2, "tally", city.record, "--decryption", tmp_path / "no.json", words="no.json")
    assert city.files() == before
    share = city.secrets / "trustees" / "one.json"
    share.write_bytes((other.secrets / "trustees" / "one.json").read_bytes())
    shora.refused(2, *city.tally("one", "two"), words="not of this election's key")
    share.write_bytes((city.secrets / "trustees" / "two.json").read_bytes())
    shora.refused(2, *city.tally("one", "three"), words="identity and share are not of one trustee")
    share.write_bytes((city.record / "record.json").read_bytes())
    shora.refused(2, *city.tally("one", "two"), words="one.json")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: b"",
        lambda d: d[:-9],
        lambda d: d + b"x",
        lambda d: d.replace(b'"share"', b'"shere"'),
        lambda d: b"\xff" + d,
        lambda d: d.replace(b'"index":1', b'"index":"1"'),
    ],
)
def test_a_trustees_file_that_is_broken_is_not_repeated(
    shora: Shell, at_stage: AtStage, spoil: Callable[[bytes], bytes]
) -> None:
    city = at_stage("closed")
    path = city.secrets / "trustees" / "one.json"
    share = json.loads(path.read_bytes())["share"]
    path.write_bytes(spoil(path.read_bytes()))
    before = city.files()
    said = shora.refused(2, *city.tally("one", "two"))
    assert share not in said.err
    assert city.files() == before

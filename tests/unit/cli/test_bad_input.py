"""Bad input at the command line: one clear line, the right exit code, no traceback, and nothing lost or changed.

2 is for what cannot be used, 1 for what a rule refuses or a check finds wrong.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.support.curve import G, Q, small
from tests.support.rebuild import Event, ballot, build, events_of, result, setup, share, tally
from tests.support.shell import Shell
from tests.unit.cli.conftest import DEFINITION, AtStage

# ── definitions ─────────────────────────────────────────────────────────────────────────────────────────────────

DEFINITIONS: dict[str, tuple[Callable[[str], str | bytes], str]] = {
    "empty": (lambda _: "", "format is missing"),
    "half a definition": (lambda text: text[: len(text) // 2], ""),
    "cut inside a string": (lambda text: text[: text.index("Three") + 2], "not TOML"),
    "not TOML": (lambda text: text + "\n= = =", "line "),
    "not UTF-8": (lambda text: text.encode("utf-16"), "UTF-8"),
    "a candidate's code twice": (lambda text: text.replace('"13"', '"۱۲"'), "12"),
    "codes of two lengths": (lambda text: text.replace('"13"', '"113"'), "candidates"),
    "a box twice": (lambda text: text.replace('"south"', '"north"'), "north"),
    "letters for a code": (lambda text: text.replace('"13"', '"1۳x"'), "code"),
    "all of all trustees": (lambda text: text.replace("threshold = 2", "threshold = 3"), "threshold"),
    "an unknown field": (lambda text: text + "\nsurprise = 1", "surprise"),
    "a station that is not there": (
        lambda text: text.replace('station = "school"', 'station = "x"', 1),
        "station",
    ),
    "a huge number": (lambda text: text.replace("cards = 4", "cards = 1" + "0" * 30, 1), "cards"),
    "no cards": (lambda text: text.replace("cards = 4", "cards = 0", 1), "cards"),
    "an id that climbs": (lambda text: text.replace('id = "north"', 'id = "../north"'), "id"),
    "closing before opening": (lambda text: text.replace("2026-07-03T18", "2026-07-02T18"), "polling"),
}


@pytest.mark.parametrize("spoil,words", DEFINITIONS.values(), ids=DEFINITIONS.keys())
def test_a_definition_that_is_none(
    shora: Shell, tmp_path: Path, spoil: Callable[[str], str | bytes], words: str
) -> None:
    path = tmp_path / "bad.toml"
    text = spoil(DEFINITION)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    shora.refused(2, "define", path, "--out", tmp_path / "r", "--alone", tmp_path / "s", words=words)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["bad.toml"]


def test_mixed_digits_in_one_definition_are_one_script(shora: Shell, tmp_path: Path) -> None:
    path = tmp_path / "mixed.toml"
    path.write_text(DEFINITION.replace('"13"', '"1٣"').replace('"12"', '"۱2"'), encoding="utf-8")
    assert shora("define", path, "--out", tmp_path / "r", "--alone", tmp_path / "s").code == 0
    definition = json.loads((tmp_path / "r" / "definition.json").read_bytes())
    assert [each["code"] for each in definition["contests"][0]["candidates"]] == ["11", "12", "13"]


def test_define_refuses_folders(shora: Shell, toml: Path, tmp_path: Path) -> None:
    record, secrets = tmp_path / "r", tmp_path / "s"
    shora.refused(2, "define", tmp_path / "no.toml", "--out", record, "--alone", secrets, words="no.toml")
    shora.refused(2, "define", tmp_path, "--out", record, "--alone", secrets, words=str(tmp_path))
    shora.refused(1, "define", toml, "--out", tmp_path, "--alone", secrets, words="not empty")
    shora.refused(1, "define", toml, "--out", record, "--alone", record / "s", words="in the record")
    shora.refused(2, "define", toml, "--out", toml, "--alone", secrets)
    assert [entry.name for entry in tmp_path.iterdir()] == ["small.toml"]


def test_usage(shora: Shell, toml: Path, tmp_path: Path) -> None:
    for arguments in (
        ("define", toml),
        ("open", tmp_path),
        ("vote", tmp_path, "--machine", "x"),
        ("nonsense",),
        ("count",),
    ):
        said = shora(*arguments)
        assert said.code == 2
        assert "Error" in said.err


# ── cards and codes ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "codes,words",
    [
        (["11,12,13"], "3"),
        (["99"], "99"),
        (["11,۱۱"], "11"),
        (["1x"], "1x"),
        ([""], ""),
        (["11,"], ""),
        (["BLANK"], "BLANK"),
        (["11", "12"], "2 answers for 1 contest"),
        ([], "0 answers for 1 contest"),
        (["11,\u202e12"], ""),
    ],
)
def test_codes_that_are_no_ballot(shora: Shell, at_stage: AtStage, codes: list[str], words: str) -> None:
    city = at_stage("open")
    before = city.files()
    chosen = [word for each in codes for word in ("--choose", each)]
    card = city.cards("north")[0]
    said = shora.refused(1, "vote", *city.at("north"), "--card", card, *chosen, words=words)
    assert card not in said.err
    assert city.files() == before


@pytest.mark.parametrize("digits", ["۱۱", "١١", "1۱", "۱،١٢", "۱۱,١2", " 11 , ۱۲ "])
def test_persian_arabic_and_ascii_digits_may_be_mixed(shora: Shell, at_stage: AtStage, digits: str) -> None:
    city = at_stage("open")
    said = shora("vote", *city.at("north"), "--card", city.cards("north")[0], "--choose", digits)
    assert said.code == (1 if digits.startswith("۱،") else 0)


def test_cards_that_are_refused(shora: Shell, at_stage: AtStage) -> None:
    city = at_stage("voted")
    before = city.files()
    vote = ("vote", *city.at("north"), "--choose", "11", "--card")
    shora.refused(1, *vote, city.cards("north")[0], words="card already used: it is cast")
    shora.refused(1, *vote, city.cards("south")[3], words="unknown card")
    shora.refused(1, *vote, "aaaaa-aaaaaa-aaaaa-aaaaaa", words="unknown card")
    assert city.files() == before


@pytest.mark.parametrize(
    "typed",
    [
        "s3cret",
        "",
        " ",
        "s3cre-s3cret-s3cre-s3cre0",
        "۱۲۳۴۵-۱۲۳۴۵۶-۱۲۳۴۵-۱۲۳۴۵۶",
        "s3cret\udcff",
        "s3cret" * 500,
    ],
)
def test_a_malformed_card_is_not_repeated(shora: Shell, at_stage: AtStage, typed: str) -> None:
    city = at_stage("open")
    before = city.files()
    said = shora.refused(2, "vote", *city.at("north"), "--choose", "11", "--card", typed, words="card")
    assert "s3cr" not in said.out + said.err
    assert "۱۲۳" not in said.out + said.err
    assert city.files() == before


def test_a_file_for_a_card(shora: Shell, at_stage: AtStage, tmp_path: Path) -> None:
    city = at_stage("open")
    vote = ("vote", *city.at("north"), "--choose", "11", "--card")
    path = tmp_path / "card"
    shora.refused(2, *vote, f"@{path}", words=str(path))
    shora.refused(2, *vote, f"@{tmp_path}", words=str(tmp_path))
    for content in (b"", b"s3cret", "s3cret ۱".encode(), b"s3cret\xff", bytes(1000)):
        path.write_bytes(content)
        said = shora.refused(2, *vote, f"@{path}")
        assert "s3cret" not in said.err
    path.write_text(city.cards("north")[0] + "\n")
    assert shora(*vote, f"@{path}").code == 0


# ── paths ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_paths_that_are_nothing(shora: Shell, at_stage: AtStage, tmp_path: Path) -> None:
    city = at_stage("tallied")
    shora.refused(2, "verify", tmp_path / "nothing", words="there is nothing here")
    shora.refused(2, "verify", tmp_path / "nothing.bel", words="there is nothing here")
    (tmp_path / "folder.bel").mkdir()
    shora.refused(2, "verify", tmp_path / "folder.bel", words="neither a record nor has it an archive")
    shora.refused(2, "verify", city.record / "definition.json", words="neither a record nor an archive")
    shora.refused(2, "verify", city.record / "totals", words="neither a record nor has it an archive")
    (city.archive("north").parent / "more.bel").write_bytes(b"x")
    shora.refused(2, "verify", city.archive("south").parent.parent / "north", words="2 archives")
    (city.record / "record.json").unlink()
    shora.refused(2, "verify", city.record, words="no record.json")
    for word in ("open", "close", "vote"):
        options = ("--card", "x") if word == "vote" else ()
        place = (tmp_path / "nothing", "--machine", city.machine("north"))
        shora.refused(2, word, *place, *options, words="nothing")
    shora.refused(2, "tally", tmp_path / "nothing", "--prepare", words="nothing")


@contextmanager
def nobody() -> Iterator[None]:
    """Without the superuser's rights, where the tests have them."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_what_may_not_be_read(shora: Shell, at_stage: AtStage, toml: Path) -> None:
    city = at_stage("tallied")
    assert shora("verify", city.record).code == 0  # everything is imported now
    secret = city.secrets / "trustees" / "one.json"
    for path in (city.archive("north"), toml, city.record / "totals" / "council.json", secret):
        path.chmod(0)
    city.root.chmod(0o700)
    runs: tuple[tuple[object, ...], ...] = (
        ("verify", city.record),
        ("verify", city.archive("north")),
        ("define", toml, "--out", city.root / "x", "--alone", city.root / "y"),
        ("count", city.record / "totals" / "council.json", "--rule", "block-vote"),
        city.tally("one", "two"),
    )
    with nobody():
        for arguments in runs:
            said = shora(*arguments)
            assert said.code == 2, said
            assert "Permission denied" in said.error or "there is nothing here" in said.error


# ── archives ────────────────────────────────────────────────────────────────────────────────────────────────────

UNUSABLE: dict[str, Callable[[bytes], bytes]] = {
    "0 bytes": lambda _: b"",
    "1 byte": lambda _: b"x",
    "random bytes": lambda _: bytes(i * 7919 % 251 for i in range(20_000)),
    "zero bytes": lambda _: bytes(10_240),
    "a text": lambda _: b"{}" * 400,
    "half the preamble": lambda data: data[:300],
    "the preamble alone, cut": lambda data: data[:513],
    "another version": lambda data: data.replace(b'{"version":1', b'{"version":2', 1),
}


@pytest.mark.parametrize("spoil", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_file_that_is_no_archive(shora: Shell, at_stage: AtStage, spoil: Callable[[bytes], bytes]) -> None:
    city = at_stage("tallied")
    path = city.archive("north")
    path.write_bytes(spoil(path.read_bytes()))
    before = city.files()
    said = shora.refused(2, "verify", path, words=path.name)
    assert said.out == ""
    whole = json.loads(shora("verify", city.record, "--json").out)
    assert whole["failures"][0]["check"] == "V4"
    assert shora(*city.tally("one", "two")).code == 2
    assert city.files() == before


@pytest.mark.parametrize("spoil", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_box_whose_archive_is_none(
    shora: Shell, at_stage: AtStage, spoil: Callable[[bytes], bytes]
) -> None:
    city = at_stage("voted")
    for path in city.machine("north").rglob("*.bel"):
        path.write_bytes(spoil(path.read_bytes()))
    before = city.files()
    vote = ("vote", *city.at("north"), "--choose", "11", "--card", city.cards("north")[3])
    for arguments in (vote, ("close", *city.at("north")), ("box", "where", *city.at("north"))):
        assert shora(*arguments).code == 2
    assert city.files() == before


def test_a_box_with_one_medium_left(shora: Shell, at_stage: AtStage) -> None:
    city = at_stage("voted")
    (path,) = (city.machine("north") / "copy").glob("*.bel")
    path.write_bytes(b"")
    vote = ("vote", *city.at("north"), "--choose", "11", "--card", city.cards("north")[3])
    shora.refused(1, *vote, words="a medium of the box is lost")
    said = shora("box", "where", *city.at("north"))
    assert said.code == 0
    assert said.out.splitlines()[0].endswith("1 copy")
    assert said.out.splitlines()[1].startswith("lost: ")


def edit(change: Callable[[list[Event]], object]) -> Callable[[bytes, Path], bytes]:
    def spoil(_: bytes, path: Path) -> bytes:
        events = events_of(path)
        change(events)
        return build(events)

    return spoil


def in_setup(part: int, change: Callable[[bytes], bytes]) -> Callable[[bytes, Path], bytes]:
    def act(events: list[Event]) -> None:
        parts = list(events[0].data[:3])
        parts[part] = change(parts[part])
        events[0] = setup(*parts)

    return edit(act)


def in_ballot(old: bytes, new: bytes) -> Callable[[bytes, Path], bytes]:
    def act(events: list[Event]) -> None:
        assert old in events[1].data[0]
        events[1] = ballot(events[1].data[0].replace(old, new, 1))

    return edit(act)


def marks(events: list[Event]) -> list[dict[str, str]]:
    choices: list[dict[str, str]] = events[1].first["answers"][0]["choices"]
    return choices


def point(digits: str, which: str) -> Callable[[bytes, Path], bytes]:
    def act(events: list[Event]) -> None:
        old = marks(events)[1][which] if which != "credential" else events[1].first["credential"]
        events[1] = ballot(events[1].data[0].replace(old.encode(), digits.encode()))

    return edit(act)


def large_scalar(events: list[Event]) -> None:
    response = events[1].first["answers"][0]["individual_proofs"][0][0]["response"]
    more = str(int(response) + Q).encode()
    events[1] = ballot(events[1].data[0].replace(response.encode(), more))


def only_some(events: list[Event]) -> None:
    """The tally of two ballots, said to be of all three."""
    from shora.crypto.election import BallotProduct, BoxElection

    election = BoxElection(events[0].data[0])
    product = BallotProduct(election)
    election.check([event.data[0] for event in events[1:3]], [1, 1], product)
    events[5] = tally(product.encrypted_tally(), 3, 3)


def key(digits: str) -> Callable[[bytes, Path], bytes]:
    def change(text: bytes) -> bytes:
        old = json.loads(text)["public_key"]
        return text.replace(old.encode(), digits.encode())

    return in_setup(0, change)


Spoil = Callable[[bytes, Path], bytes]
WRONG: dict[str, tuple[Spoil, str, str]] = {
    "truncated": (lambda data, _: data[:-1], "V4", "truncated"),
    "truncated inside a ballot": (lambda data, _: data[: data.index(b'"answers"') + 300], "V4", "truncated"),
    "bytes appended": (lambda data, _: data + b"more", "V4", "bytes-appended"),
    "zero blocks appended": (lambda data, _: data + bytes(1024), "V4", "bytes-appended"),
    "a bit flipped": (lambda data, _: data.replace(b'"answers"', b'"answerS"', 1), "V4", "hash-wrong"),
    "two set-ups": (edit(lambda e: e.insert(1, setup(b'{"uuid":"x"}', b"[1]", b"[2]"))), "V4", "setup-twice"),
    "two tallies": (edit(lambda e: e.insert(6, tally(b"[[]]", 0, 0))), "V4", "tally-twice"),
    "two results": (edit(lambda e: e.append(result(b'{"result":[[0]]}'))), "V4", "result-twice"),
    "two shares of a trustee": (edit(lambda e: e.insert(8, share(1, b"{}"))), "V4", "share-twice"),
    "a ballot after the end": (edit(lambda e: e.insert(5, e.pop(1))), "V4", "ballot-after-end"),
    "a ballot before the set-up": (edit(lambda e: e.insert(0, e.pop(1))), "V4", "setup-missing"),
    "only some ballots tallied": (edit(only_some), "V7", "tally-not-product"),
    "a ballot left out": (edit(lambda e: e.pop(2)), "V7", "tally-not-product"),
    "a wrong count": (edit(lambda e: e.__setitem__(5, tally(e[5].data[0], 4, 3))), "V7", "tally-count"),
    "a wrong weight": (edit(lambda e: e.__setitem__(5, tally(e[5].data[0], 3, 4))), "V7", "tally-count"),
    "a wrong result": (edit(lambda e: e.__setitem__(8, result(b'{"result":[[0,3,3,3]]}'))), "V9", "result-mismatch"),
    "a ballot with a key twice": (in_ballot(b'{"alpha":', b'{"beta":"","alpha":'), "V5", "ballot-not-canonical"),
    "a ballot with spaces": (in_ballot(b":", b": "), "V5", "ballot-not-canonical"),
    "a ballot with a huge number": (in_ballot(b'"challenge":"', b'"challenge":"' + b"9" * 70), "V5", "ballot-not-canonical"),
    "a ballot that nests deep": (edit(lambda e: e.__setitem__(1, ballot(b"[" * 200_000))), "V5", "ballot-malformed"),
    "an empty ballot": (edit(lambda e: e.__setitem__(1, ballot(b""))), "V5", "ballot-malformed"),
    "a scalar of q more": (edit(large_scalar), "V5", "scalar-out-of-range"),
    "the neutral element as alpha": (point(f"{1:064x}", "alpha"), "V5", "point-identity"),
    "a beta of small order": (point(small(8).hex, "beta"), "V5", "point-not-in-subgroup"),
    "an alpha with a component of small order": (point((G + small(2)).hex, "alpha"), "V5", "point-not-in-subgroup"),
    "the neutral element as a ballot's card": (point(f"{1:064x}", "credential"), "V5", "point-identity"),
    "the neutral element as key": (key(f"{1:064x}"), "V3", "point-identity"),
    "a key of small order": (key(small(4).hex), "V3", "point-not-in-subgroup"),
    "a key off the curve": (key(f"{2:064x}"), "V3", "point-not-on-curve"),
    "an election with a key twice": (in_setup(0, lambda t: t.replace(b"{", b'{"version":1,', 1)), "V3", "election-malformed"),
    "an election with spaces": (in_setup(0, lambda t: t.replace(b":", b": ", 1)), "V3", "election-not-canonical"),
    "an election with a huge number": (in_setup(0, lambda t: t.replace(b'"max":2', b'"max":' + b"2" * 400)), "V3", "election-malformed"),
    "trustees that are none": (in_setup(1, lambda _: b"[]"), "V2", "trustees-empty"),
    "trustees with a key twice": (in_setup(1, lambda t: t.replace(b'"threshold":2', b'"threshold":2,"threshold":2', 1)), "V3", "json-malformed"),
    "trustees with spaces": (in_setup(1, lambda t: t.replace(b":", b": ", 1)), "V3", "not-canonical"),
    "the neutral element as card": (in_setup(2, lambda t: t.replace(b"[", b'["%064x",' % 1, 1)), "V3", "point-identity"),
    "a card of small order": (in_setup(2, lambda t: t.replace(b"[", b'["%s",' % small(2).hex.encode(), 1)), "V3", "point-not-in-subgroup"),
    "a card twice": (in_setup(2, lambda t: t.replace(b"[", t[:67] + b",", 1)), "V3", "setup-unreadable"),
    "cards with a number": (in_setup(2, lambda t: t.replace(b"[", b"[1,", 1)), "V3", "setup-unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("spoil,check,code", WRONG.values(), ids=WRONG.keys())
def test_an_archive_with_something_wrong_fails_by_name(
    shora: Shell, at_stage: AtStage, spoil: Spoil, check: str, code: str
) -> None:
    city = at_stage("tallied")
    whole, path = city.files(), city.archive("north")
    path.write_bytes(spoil(path.read_bytes(), path))
    before = city.files()
    said = shora("verify", path, "--json")
    assert (said.code, said.err) == (1, "")
    failures = json.loads(said.out)["failures"]
    roots = [(failure["check"], failure["code"]) for failure in failures if "follows" not in failure]
    assert (check, code) in roots, failures
    assert shora("verify", city.record).code == 1
    tallied = shora(*city.tally("one", "two"))
    if check == "V4":  # what looks like an interrupted append is cut off, and nothing else is changed
        assert (tallied.code == 0) is (city.files() == whole)
        changed = {name: data for name, data in city.files().items() if data != before[name]}
        assert all(whole[name].startswith(data) for name, data in changed.items())
    else:
        assert tallied.code in (1, 2)
        assert city.files() == before


# ── totals ──────────────────────────────────────────────────────────────────────────────────────────────────────

TOTALS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "half": lambda data: data[: len(data) // 2],
    "a key twice": lambda data: data.replace(b'{"contest"', b'{"lists":[],"contest"', 1),
    "a huge number": lambda data: data.replace(b'"votes":2', b'"votes":2' + b"0" * 400, 1),
    "a fraction": lambda data: data.replace(b'"votes":2', b'"votes":2.5', 1),
    "a negative number": lambda data: data.replace(b'"votes":2', b'"votes":-2', 1),
    "more blank than cast": lambda data: data.replace(b'"blank":1', b'"blank":100', 1),
    "an unknown field": lambda data: data.replace(b"{", b'{"more":1,', 1),
    "no seats": lambda data: data.replace(b'"seats":1', b'"seats":0', 1),
    "nesting": lambda _: b"[" * 100_000,
    "not UTF-8": lambda data: b"\xff" + data,
    "another thing": lambda _: b"[]",
}


@pytest.mark.parametrize("spoil", TOTALS.values(), ids=TOTALS.keys())
def test_totals_that_are_none(
    shora: Shell, at_stage: AtStage, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "totals.json"
    path.write_bytes(spoil((at_stage("tallied").record / "totals" / "council.json").read_bytes()))
    said = shora.refused(2, "count", path, "--rule", "block-vote", words="totals.json")
    assert said.out == ""


def test_count_refuses(shora: Shell, at_stage: AtStage, tmp_path: Path) -> None:
    totals = at_stage("tallied").record / "totals" / "council.json"
    shora.refused(2, "count", tmp_path / "no.json", "--rule", "block-vote", words="no.json")
    shora.refused(2, "count", tmp_path, "--rule", "block-vote", words=str(tmp_path))
    shora.refused(2, "count", totals, "--rule", "x", words="x")
    shora.refused(2, "count", totals, "--rule", "block-vote", "--language", "de", words="de")
    shora.refused(
        2, "count", totals, "--rule", "block-vote", "--threshold", "x", "--threshold-base", "valid-ballots"
    )
    shora.refused(2, "count", totals, "--rule", "block-vote", "--threshold", "5%")

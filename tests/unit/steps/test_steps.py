"""Each step does its work once, refuses what is out of order, and loses nothing when it refuses."""

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.city import (
    CLOCK,
    LAUNCH,
    NORTH,
    SOUTH,
    TOTALS,
    Small,
    begin,
    cast_all,
    close_all,
    open_boxes,
    small_definition,
)
from tests.support.rebuild import Event, Tampered, build, events_of, result, setup, share
from tests.support.rebuild import tally as tally_event

from shora.ballot.seal import SealedBallot
from shora.ballot.tracker import short_code, tracker_of
from shora.box.archive_read import open_archive
from shora.box.events import BoxPhase
from shora.crypto.credentials import new_credentials
from shora.crypto.trustees import Share
from shora.election.trusteeplan import TrusteePlan
from shora.errors import DamagedError, InputError, RefusedError, ShoraError
from shora.ids import BoxId, ContestId
from shora.record.city import read_city
from shora.steps.close import close_box
from shora.steps.define import cards_file, define, trustee_file
from shora.steps.open import open_box
from shora.steps.progress import Unwatched
from shora.steps.tally import tally
from shora.steps.verify import verify
from shora.steps.vote import OpenBox, vote
from shora.trustees.ceremony import hold_together, share_of
from shora.trustees.keep import read_trustee

COUNCIL = ContestId("council")


class Told(Unwatched):
    """Remembers phases and units."""

    def __init__(self) -> None:
        self.phases: list[tuple[str, int]] = []
        self.units = 0

    def begin(self, phase: str, total: int) -> None:
        self.phases.append((phase, total))

    def done(self, units: int) -> None:
        self.units += units


@pytest.fixture(name="small")
def _small(tmp_path: Path) -> Small:
    return begin(tmp_path / "record", tmp_path / "secrets")


@pytest.fixture(name="voted")
def _voted(small: Small) -> Small:
    open_boxes(small)
    cast_all(small)
    return small


@pytest.fixture(name="closed")
def _closed(voted: Small) -> Small:
    close_all(voted)
    return voted


def phase(small: Small, box: BoxId) -> BoxPhase:
    with open_archive(small.archive(box)) as archive:
        assert archive.findings == ()
        return archive.phase


def refuses(step: Callable[[], object], message: str, kind: type[ShoraError] = RefusedError) -> None:
    with pytest.raises(kind, match=message):
        step()


# ── define ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_define_makes_a_record_that_verifies_and_secrets_apart(small: Small, tmp_path: Path) -> None:
    assert verify(small.layout.root, Unwatched()).failures == ()
    secrets = tmp_path / "secrets"
    for index, one in enumerate(small.defined.trustees, start=1):
        kept = read_trustee(trustee_file(secrets, small.defined.definition, index))
        assert kept.share().public_key == share_of(one).public_key
    files = [path for path in secrets.rglob("*") if path.is_file()]
    assert len(files) == 5
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets.rglob("*") if path.is_dir()} == {0o700}
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700


def test_no_secret_is_in_the_record(small: Small) -> None:
    written = b"".join(path.read_bytes() for path in small.layout.root.rglob("*") if path.is_file())
    for pack in small.defined.packs:
        assert not any(card.private.encode() in written for card in pack.cards)
    for one in small.defined.trustees:
        assert one.seed.encode() not in written
        assert json.loads(share_of(one).reveal()).encode() not in written
    assert small.defined.trustees[0].seed not in repr(small.defined)
    assert small.defined.packs[0].cards[0].private not in repr(small.defined)


def test_define_refuses_a_folder_that_has_something(small: Small) -> None:
    before = small.layout.record.read_bytes()
    refuses(lambda: define(small_definition(), small.layout.root, None, Unwatched()), "not empty")
    assert small.layout.record.read_bytes() == before


def test_define_never_writes_over_secrets(small: Small, tmp_path: Path) -> None:
    path = cards_file(tmp_path / "secrets", NORTH)
    before = path.read_bytes()
    with pytest.raises((FileExistsError, ShoraError)):
        define(small_definition(), tmp_path / "another", tmp_path / "secrets", Unwatched())
    assert path.read_bytes() == before
    assert not (tmp_path / "another" / "record.json").exists()


@pytest.mark.parametrize("inside", ["record/secrets", "record", "record/boxes/../x"])
def test_secrets_never_lie_in_the_record(tmp_path: Path, inside: str) -> None:
    refuses(
        lambda: define(small_definition(), tmp_path / "record", tmp_path / inside, Unwatched()),
        "in the record",
    )
    assert not (tmp_path / "record" / "record.json").exists()


def test_define_tells_how_far_it_is(tmp_path: Path) -> None:
    told = Told()
    define(small_definition(), tmp_path / "r", None, told)
    assert (told.phases, told.units) == ([("key ceremony", 3), ("tariff cards", 10)], 13)


# ── open ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_open_begins_an_archive_with_the_launch_code(small: Small) -> None:
    opened = open_box(small.layout, NORTH, " 7k3m-92qd-ttb4 ", CLOCK)
    assert (opened.box, opened.launch_code, opened.cards) == (NORTH, LAUNCH, 5)
    election = events_of(small.archive(NORTH))[0].first
    assert election["description"].endswith(f"launch-code: {LAUNCH}")
    assert election["uuid"] == opened.uuid
    assert phase(small, NORTH) is BoxPhase.OPEN
    assert verify(small.layout.root, Unwatched()).failures == ()


def test_open_refuses(small: Small) -> None:
    refuses(lambda: open_box(small.layout, BoxId("west"), LAUNCH, CLOCK), "no box west", InputError)
    refuses(lambda: open_box(small.layout, BoxId("../x"), LAUNCH, CLOCK), "no box", InputError)
    for code in ("", "short", "no code!", "A" * 65, "AAAA--BBBB", "کد-آغاز-هشت"):
        with pytest.raises(InputError, match="is not a launch code"):
            open_box(small.layout, NORTH, code, CLOCK)
    assert not small.archive(NORTH).exists()
    open_box(small.layout, NORTH, LAUNCH, CLOCK)
    before = small.archive(NORTH).read_bytes()
    refuses(lambda: open_box(small.layout, NORTH, "AAAA-BBBB", CLOCK), "opened before")
    assert small.archive(NORTH).read_bytes() == before


# ── vote ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_vote_gives_the_tracker_of_the_stored_ballot(small: Small) -> None:
    open_boxes(small)
    cast = vote(small.layout, NORTH, f" {small.card(NORTH, 0)}\n", [["۱۱", "12"]])
    stored = events_of(small.archive(NORTH))[1].data[0]
    assert (cast.tracker, cast.short_code) == (tracker_of(stored), short_code(stored))


def test_vote_refuses_and_the_box_is_as_before(voted: Small) -> None:
    before = voted.archive(NORTH).read_bytes()
    fresh, used = voted.card(NORTH, 4), voted.card(NORTH, 0)
    layout = voted.layout
    refuses(lambda: vote(layout, NORTH, used, [["11"]]), "card already used")
    refuses(lambda: vote(layout, NORTH, voted.card(SOUTH, 4), [["11"]]), "unknown card")
    refuses(lambda: vote(layout, NORTH, "aaaaa-aaaaaa-aaaaa-aaaaaa", [["11"]]), "unknown card")
    refuses(lambda: vote(layout, NORTH, "s3cret-card", [["11"]]), "22 Base58 characters", InputError)
    refuses(lambda: vote(layout, NORTH, fresh, []), "0 answers for 1 contests")
    refuses(lambda: vote(layout, NORTH, fresh, [["11"], ["12"]]), "2 answers for 1 contests")
    for codes in (["11", "12", "13"], ["99"], ["11", "11"], ["x"], [""], ["۱1٠"]):
        with pytest.raises(RefusedError):
            vote(layout, NORTH, fresh, [codes])
    refuses(lambda: vote(layout, BoxId("west"), fresh, [["11"]]), "no box west", InputError)
    assert voted.archive(NORTH).read_bytes() == before
    vote(layout, NORTH, fresh, [["11"]])


def test_a_box_that_is_not_open_takes_no_ballot(small: Small) -> None:
    refuses(lambda: vote(small.layout, NORTH, small.card(NORTH, 0), [["11"]]), "not open")
    open_boxes(small)
    close_box(small.layout, NORTH)
    refuses(lambda: vote(small.layout, NORTH, small.card(NORTH, 0), [["11"]]), "is closed")


def test_cast_checks_every_ballot_and_takes_all_or_none(small: Small) -> None:
    open_boxes(small)
    with OpenBox(read_city(small.layout), NORTH) as station:
        cards = [station.card(small.card(NORTH, number)) for number in range(3)]
        good = [station.seal(card, [["11"]]) for card in cards]
        start, word, rest = good[1].ballot.partition(b'"response":"')
        other = b"1" if rest[:1] == b"2" else b"2"
        broken = SealedBallot(ballot=start + word + other + rest[1:], seed=good[1].seed)
        refuses(lambda: station.cast([(cards[0], good[0]), (cards[1], broken)]), "does not verify")
        refuses(lambda: station.cast([(cards[0], good[0]), (cards[0], good[0])]), "twice in one batch")
        refuses(lambda: station.cast([(cards[0], good[1])]), "another card")
        assert station.archive.state.ballots == 0
        assert [one.tracker for one in station.cast(list(zip(cards, good, strict=True)))] == [
            b.tracker for b in good
        ]
        refuses(lambda: station.cast([(cards[0], good[0])]), "already used")
        assert station.archive.state.ballots == 3
    assert verify(small.layout.root, Unwatched()).failures == ()


def test_one_process_has_a_box_at_a_time(small: Small) -> None:
    open_boxes(small)
    with OpenBox(read_city(small.layout), NORTH):
        refuses(lambda: OpenBox(read_city(small.layout), NORTH), "another process")
        assert OpenBox(read_city(small.layout), SOUTH).box == SOUTH


def test_a_ballot_of_another_box_does_not_enter(small: Small) -> None:
    open_boxes(small)
    city = read_city(small.layout)
    with OpenBox(city, NORTH) as north, OpenBox(city, SOUTH) as south:
        card = north.card(small.card(NORTH, 0))
        foreign = south.seal(south.card(small.card(SOUTH, 0)), [["11"]])
        refuses(lambda: north.cast([(card, foreign)]), "does not verify")


# ── close ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_close_once(voted: Small) -> None:
    closed = close_box(voted.layout, NORTH)
    with open_archive(voted.archive(NORTH)) as archive:
        assert (closed.box, closed.ballots, closed.head) == (NORTH, 3, archive.head)
        assert archive.phase is BoxPhase.CLOSED
    refuses(lambda: close_box(voted.layout, NORTH), "is closed")
    assert phase(voted, NORTH) is BoxPhase.CLOSED


def test_close_needs_an_open_box(small: Small) -> None:
    refuses(lambda: close_box(small.layout, NORTH), "not open")
    refuses(lambda: close_box(small.layout, BoxId("west")), "no box west", InputError)


# ── tally ───────────────────────────────────────────────────────────────────────────────────────────────────────


def counted(small: Small) -> dict[str, int]:
    totals = json.loads(small.layout.totals(COUNCIL).read_bytes())
    return {person["id"]: person["votes"] for person in totals["independents"]}


@pytest.mark.parametrize("who", [(0, 1), (2, 0), (1, 2), (0, 1, 2)])
def test_any_two_of_three_tally(closed: Small, who: tuple[int, ...]) -> None:
    told = Told()
    done = tally(closed.layout, [closed.shares[i] for i in who], told)
    assert done.ballots == 6
    assert counted(closed) == TOTALS
    assert (told.phases, told.units) == ([("verify and decrypt", 6)], 6)
    assert verify(closed.layout.root, Unwatched()).failures == ()
    totals = json.loads(closed.layout.totals(COUNCIL).read_bytes())
    assert totals["ballots"] == {"cast": 6, "valid": 5, "blank": 1}
    assert totals["boxes"] == {"defined": 2, "counted": 2, "missing": []}


def test_a_second_tally_changes_nothing(closed: Small) -> None:
    tally(closed.layout, closed.shares, Unwatched())
    before = {path: path.read_bytes() for path in closed.layout.root.rglob("*") if path.is_file()}
    tally(closed.layout, closed.shares[1:], Unwatched())
    assert {path: path.read_bytes() for path in closed.layout.root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("length", [6, 7, 8, 9])
def test_a_tally_that_was_interrupted_goes_on(closed: Small, length: int) -> None:
    """After the encrypted tally, one share, two shares, or the result."""
    tally(closed.layout, closed.shares[:2], Unwatched())
    closed.layout.totals(COUNCIL).unlink()
    path = closed.archive(NORTH)
    with open_archive(path) as archive:
        time = archive.timestamp
    path.write_bytes(build(events_of(path)[:length], time))
    tally(closed.layout, closed.shares[1:], Unwatched())
    assert counted(closed) == TOTALS
    assert verify(closed.layout.root, Unwatched()).failures == ()


def test_a_box_without_ballots_and_one_that_never_opened(small: Small) -> None:
    open_box(small.layout, NORTH, LAUNCH, CLOCK)
    close_box(small.layout, NORTH)
    done = tally(small.layout, small.shares, Unwatched())
    assert done.ballots == 0
    assert counted(small) == dict.fromkeys(TOTALS, 0)
    assert json.loads(small.layout.totals(COUNCIL).read_bytes())["boxes"]["missing"] == ["south"]
    assert verify(small.layout.root, Unwatched()).failures == ()


def test_tally_refuses_before_it_changes_anything(voted: Small) -> None:
    layout, shares = voted.layout, voted.shares
    close_box(layout, NORTH)
    refuses(lambda: tally(layout, shares, Unwatched()), "not closed")
    close_box(layout, SOUTH)
    refuses(lambda: tally(layout, [], Unwatched()), "0 of the 2 trustees")
    refuses(lambda: tally(layout, shares[:1], Unwatched()), "1 of the 2 trustees")
    refuses(lambda: tally(layout, [shares[0], shares[0]], Unwatched()), "1 of the 2 trustees")
    stranger = share_of(hold_together(small_definition().trustees)[1][0])
    refuses(
        lambda: tally(layout, [shares[0], stranger], Unwatched()), "not of this election's key", InputError
    )
    refuses(lambda: tally(layout, [Share.generate()], Unwatched()), "not of this election's key", InputError)
    assert phase(voted, NORTH) is phase(voted, SOUTH) is BoxPhase.CLOSED
    assert not layout.totals(COUNCIL).exists()


def test_tally_needs_an_opened_box(small: Small) -> None:
    refuses(lambda: tally(small.layout, small.shares, Unwatched()), "no box was opened")


def refused_box(closed: Small, change: Callable[[Tampered, list[Event]], object], message: str) -> None:
    """A box that was tampered with is not decrypted."""
    copy = Tampered(small=closed, layout=closed.layout)
    events = copy.events(NORTH)
    change(copy, events)
    copy.put(NORTH, events)
    before = copy.archive(NORTH).read_bytes()
    with pytest.raises(ShoraError, match=message):
        tally(closed.layout, closed.shares, Unwatched())
    assert copy.archive(NORTH).read_bytes() == before
    assert not closed.layout.totals(COUNCIL).exists()


def test_a_forged_ballot_is_not_decrypted(closed: Small) -> None:
    def change(_: Tampered, events: list[Event]) -> None:
        value = events[1].first
        value["answers"][0]["individual_proofs"][0][0]["response"] = "7"
        events[1] = replace(events[1], data=(json.dumps(value, separators=(",", ":")).encode(),))

    refused_box(closed, change, "V5")


def test_a_tally_that_is_not_the_product_is_not_decrypted(closed: Small) -> None:
    """The ciphertexts of one ballot as the tally: the trustees would open a single vote."""

    def change(_: Tampered, events: list[Event]) -> None:
        choices = [answer["choices"] for answer in events[1].first["answers"]]
        events.append(tally_event(json.dumps(choices, separators=(",", ":")).encode(), 3, 3))

    refused_box(closed, change, "V7")


def test_another_box_under_this_name_is_not_decrypted(closed: Small) -> None:
    """An archive with cards of the forger's own, and a ballot of a voter in it."""

    def change(copy: Tampered, events: list[Event]) -> None:
        election = copy.election(NORTH)
        made = new_credentials(election.uuid, 1)
        cards = json.dumps([public for _, public in made]).encode()
        ballot = election.encrypt([made[0][0]], [[[0, 1, 0, 0]]], [bytes(32)])[0]
        events[:] = [
            setup(events[0].data[0], events[0].data[1], cards),
            Event("Ballot", (ballot,)),
            Event("EndBallots"),
        ]

    refused_box(closed, change, "V3")


def test_another_election_under_this_uuid_is_not_decrypted(closed: Small) -> None:
    def change(_: Tampered, events: list[Event]) -> None:
        value = events[0].first
        value["questions"][0]["answers"].append("14 D")
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        events[:] = [setup(text, events[0].data[1], events[0].data[2]), Event("EndBallots")]

    refused_box(closed, change, "V3")


def test_a_strangers_share_or_result_is_not_built_upon(closed: Small) -> None:
    tally(closed.layout, closed.shares, Unwatched())
    closed.layout.totals(COUNCIL).unlink()
    junk = Share.generate()

    def with_share(copy: Tampered, events: list[Event]) -> None:
        events[6:] = [share(3, junk.decrypt(copy.election(NORTH), events[5].data[0]))]

    refused_box(closed, with_share, "V8")


def test_a_result_that_is_wrong_is_not_added(closed: Small) -> None:
    tally(closed.layout, closed.shares, Unwatched())
    closed.layout.totals(COUNCIL).unlink()
    refused_box(closed, lambda _, events: events.__setitem__(8, result(b'{"result":[[0,3,3,3]]}')), "V9")


@pytest.mark.parametrize("cut", [0, 100, 700])
def test_a_damaged_archive_is_not_touched(closed: Small, cut: int) -> None:
    path = closed.archive(NORTH)
    data = path.read_bytes()
    path.write_bytes(data[:cut] if cut else b"")
    with pytest.raises(ShoraError) as caught:
        tally(closed.layout, closed.shares, Unwatched())
    assert not isinstance(caught.value, DamagedError) or caught.value.exit_code == 2
    assert path.read_bytes() == data[:cut]


def test_trustees_that_do_not_verify_decrypt_nothing(closed: Small) -> None:
    copy = Tampered(small=closed, layout=closed.layout)
    copy.edit(closed.layout.trustees, lambda t: t[0][1]["verification_keys"][0]["pok"].update(response="7"))
    refuses(lambda: tally(closed.layout, closed.shares, Unwatched()), "so nothing is decrypted")


def test_a_plan_is_at_least_two() -> None:
    """All of all is refused when a definition is read; the ceremony itself needs a threshold below the size."""
    members = small_definition().trustees.members[:2]
    assert len(hold_together(TrusteePlan(threshold=1, members=members))[1]) == 2

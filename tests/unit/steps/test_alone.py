"""Everybody in one process: a rehearsal before the day, the day, and a tally that decrypts nothing wrong."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.support.city import (
    CLOCK,
    DRILL,
    LAUNCH,
    NORTH,
    TOTALS,
    Small,
    cast_all,
    close_all,
    open_boxes,
    seat_all,
    tally_all,
)
from tests.support.rebuild import Event, Tampered, result, setup, share
from tests.support.rebuild import tally as tally_event
from tests.unit.steps.conftest import AtStage

from shora.crypto.credentials import new_credentials
from shora.crypto.trustees import Share
from shora.errors import InputError, RefusedError, ShoraError
from shora.ids import ContestId
from shora.record.city import read_city
from shora.steps.progress import Unwatched
from shora.steps.tally import tally
from shora.steps.verify import verify
from shora.steps.vote import OpenBox
from shora.verification.verdict import Outcome

COUNCIL = ContestId("council")


def counted(small: Small) -> dict[str, int]:
    totals = json.loads(small.layout.totals(COUNCIL).read_bytes())
    return {person["id"]: person["votes"] for person in totals["independents"]}


def test_a_rehearsal_and_then_the_day(at_stage: AtStage) -> None:
    small = at_stage("defined")
    made = small.defined
    made.open(DRILL, LAUNCH, CLOCK)
    with OpenBox(read_city(small.layout), made.machines[DRILL]) as station:
        cards = [station.card(small.card(DRILL, number)) for number in range(3)]
        sessions = station.prepare([(card, [["12"]]) for card in cards])
        station.cast(sessions[:2])
        station.challenge(sessions[2])
    made.close(DRILL, CLOCK)
    done = tally(small.layout, made.keepers()[:2], Unwatched(), rehearsal=True)
    assert [(name, one[0].votes) for name, one in done.results.items()] == [("drill", (0, 2, 0))]
    assert (done.totals, small.layout.totals_folder.exists()) == ({}, False)
    assert verify(small.layout.root, Unwatched()).failures == ()
    open_boxes(small)
    cast_all(small)
    close_all(small)
    tally_all(small)
    seat_all(small)
    verdict = verify(small.layout.root, Unwatched())
    assert verdict.failures == ()
    assert {outcome for _, outcome in verdict.outcomes} == {Outcome.PASSED}
    assert counted(small) == TOTALS, "a rehearsal is not counted"
    assert "rehearsal" in {note.code for note in verdict.notes}


@pytest.mark.parametrize("who", [(0, 1), (2, 0), (1, 2), (0, 1, 2)])
def test_any_two_of_three_tally(at_stage: AtStage, who: tuple[int, ...]) -> None:
    small = at_stage("closed")
    keepers = small.defined.keepers()
    done = tally(small.layout, [keepers[number] for number in who], Unwatched())
    assert done.ballots == 10
    assert counted(small) == TOTALS
    assert verify(small.layout.root, Unwatched()).failures == ()
    before = {path: path.read_bytes() for path in small.layout.root.rglob("*") if path.is_file()}
    tally(small.layout, keepers[1:], Unwatched())
    assert {path: path.read_bytes() for path in small.layout.root.rglob("*") if path.is_file()} == before


def test_too_few_and_strangers(at_stage: AtStage) -> None:
    small = at_stage("closed")
    one, two, _ = small.defined.keepers()
    stranger = replace(one, share=Share.generate())
    mixed = replace(one, share=two.share)
    for keepers, kind, message in (
        ([], RefusedError, "0 of the 2 trustees"),
        ([one], RefusedError, "1 of the 2 trustees"),
        ([one, one], RefusedError, "1 of the 2 trustees"),
        ([stranger, two], InputError, "not of this election's key"),
        ([one, mixed], InputError, "not of one trustee"),
    ):
        with pytest.raises(kind, match=message):
            tally(small.layout, keepers, Unwatched())
    assert not small.layout.totals(COUNCIL).exists()


# ── What is wrong is not decrypted ──────────────────────────────────────────────────────────────────────────────


def forged_ballot(_: Tampered, events: list[Event]) -> None:
    value = events[1].first
    value["answers"][0]["individual_proofs"][0][0]["response"] = "7"
    events[1] = replace(events[1], data=(json.dumps(value, separators=(",", ":")).encode(),))


def one_ballot_as_tally(_: Tampered, events: list[Event]) -> None:
    """The trustees would open a single vote."""
    choices = [answer["choices"] for answer in events[1].first["answers"]]
    events.append(tally_event(json.dumps(choices, separators=(",", ":")).encode(), 4, 4))


def cards_of_the_forgers_own(copy: Tampered, events: list[Event]) -> None:
    """An archive with other cards, and a ballot of a voter in it."""
    election = copy.election(NORTH)
    made = new_credentials(election.uuid, 1)
    cards = json.dumps([public for _, public in made]).encode()
    ballot = election.encrypt([made[0][0]], [[[0, 1, 0, 0]]], [bytes(32)])[0]
    events[:] = [
        setup(events[0].data[0], events[0].data[1], cards),
        Event("Ballot", (ballot,)),
        Event("EndBallots"),
    ]


def another_election(_: Tampered, events: list[Event]) -> None:
    value = events[0].first
    value["questions"][0]["answers"].append("14 D")
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    events[:] = [setup(text, events[0].data[1], events[0].data[2]), Event("EndBallots")]


def a_strangers_share(copy: Tampered, events: list[Event]) -> None:
    payload = Share.generate().decrypt(copy.election(NORTH), events[6].data[0])
    events[7:] = [share(3, payload)]


def a_wrong_result(_: Tampered, events: list[Event]) -> None:
    events[-1] = result(b'{"result":[[0,3,3,3]]}')


@pytest.mark.parametrize(
    "change,check,tallied",
    [
        (forged_ballot, "V5", False),
        (one_ballot_as_tally, "V7", False),
        (cards_of_the_forgers_own, "V3", False),
        (another_election, "V3", False),
        (a_strangers_share, "V8", True),
        (a_wrong_result, "V9", True),
        (lambda _, events: events.pop(2), "V10", False),
    ],
)
def test_a_box_that_was_tampered_with_is_not_decrypted(
    at_stage: AtStage, change: Callable[[Tampered, list[Event]], object], check: str, *, tallied: bool
) -> None:
    small = at_stage("closed")
    if tallied:
        tally_all(small)
        small.layout.totals(COUNCIL).unlink()
    copy = Tampered(small=small, layout=small.layout)
    events = copy.events(NORTH)
    change(copy, events)
    copy.put(NORTH, events)
    before = copy.archive(NORTH).read_bytes()
    with pytest.raises(ShoraError, match=check):
        tally_all(small)
    assert copy.archive(NORTH).read_bytes() == before
    assert not small.layout.totals(COUNCIL).exists()


def test_trustees_that_do_not_verify_decrypt_nothing(at_stage: AtStage) -> None:
    small = at_stage("closed")
    copy = Tampered(small=small, layout=small.layout)
    copy.edit(small.layout.trustees, lambda t: t[0][1]["verification_keys"][0]["pok"].update(response="7"))
    with pytest.raises(RefusedError, match="so nothing is decrypted"):
        tally_all(small)

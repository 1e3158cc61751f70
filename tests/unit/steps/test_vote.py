"""vote: a card, a ballot, a tracker, and then the voter's decision; one card has one outcome."""

import pytest
from tests.support.city import CLOCK, DRILL, EVENING, LAUNCH, NORTH, SOUTH, WAITING, Small
from tests.unit.steps.conftest import AtStage, files

from shora.ballot.receipt import ReceiptVerdict, Status, check_receipt, read_receipt
from shora.ballot.tracker import short_code, tracker_of
from shora.box.classes import CardState
from shora.errors import InputError, RefusedError, ShoraError
from shora.ids import BoxId
from shora.record.city import read_city
from shora.steps.close import end_box
from shora.steps.open import open_box
from shora.steps.vote import OpenBox, Receipt


def at(small: Small, box: BoxId) -> OpenBox:
    return OpenBox(read_city(small.layout), small.defined.machines[box])


def vote(small: Small, box: BoxId, typed: str, codes: list[list[str]]) -> Receipt:
    with at(small, box) as station:
        return station.cast(station.prepare([(station.card(typed), codes)]))[0]


def test_the_tracker_is_that_of_the_ballot(at_stage: AtStage) -> None:
    small = at_stage("open")
    with at(small, NORTH) as station:
        (session,) = station.prepare([(station.card(f" {small.card(NORTH, 0)}\n"), [["۱۱", "12"]])])
        assert session.tracker == tracker_of(session.sealed.ballot)
        assert small.card(NORTH, 0) not in repr(session)
        assert repr(session) == f"Session({session.tracker})"
        (receipt,) = station.cast([session])
    assert (receipt.status, receipt.tracker) == (Status.CAST, session.tracker)
    assert receipt.short_code == short_code(session.sealed.ballot)
    told = read_receipt(receipt.line)
    key = small.defined.machines[NORTH].key
    assert check_receipt(told, key) is ReceiptVerdict.GENUINE
    assert (told.status, told.tracker, told.uuid) == (Status.CAST, session.tracker, station.election.uuid)


def test_it_refuses_and_the_box_is_as_before(at_stage: AtStage) -> None:
    small = at_stage("voted")
    before = files(small)
    fresh = small.card(SOUTH, 4)
    for typed, codes, message, kind in (
        (small.card(SOUTH, 0), [["11"]], "already used: it is cast", RefusedError),
        (small.card(NORTH, 4), [["11"]], "unknown card", RefusedError),
        ("aaaaa-aaaaaa-aaaaa-aaaaaa", [["11"]], "unknown card", RefusedError),
        ("s3cret-card", [["11"]], "22 Base58 characters", InputError),
        (fresh, [], "0 answers for 1 contest", RefusedError),
        (fresh, [["11"], ["12"]], "2 answers for 1 contest", RefusedError),
        *((fresh, [codes], ".", RefusedError) for codes in (["11", "12", "13"], ["99"], ["11", "11"], ["x"], [""], ["۱1٠"])),
    ):  # fmt: skip
        with pytest.raises(kind, match=message) as refused:
            vote(small, SOUTH, typed, codes)
        assert typed.strip() not in str(refused.value)
    for number, state in ((4, "challenged"), (5, "abandoned"), (6, "spoiled")):
        with pytest.raises(RefusedError, match=f"it is {state}"):
            vote(small, NORTH, small.card(NORTH, number), [["11"]])
    assert files(small) == before
    vote(small, SOUTH, fresh, [["11"]])


def test_nobody_votes_before_three_have_signed(at_stage: AtStage) -> None:
    small = at_stage("defined")
    card = small.card(NORTH, 0)
    with pytest.raises(RefusedError, match="not open"):
        vote(small, NORTH, card, [["11"]])
    open_box(small.layout, small.defined.machines[NORTH], LAUNCH, CLOCK)
    with pytest.raises(RefusedError, match="zero report is not signed by station:school/executive and"):
        vote(small, NORTH, card, [["11"]])
    small.defined.sign_as_officials(NORTH, "opening")
    vote(small, NORTH, card, [["11"]])
    with at(small, NORTH) as station:  # a session that is under way when the box ends
        (session,) = station.prepare([(station.card(small.card(NORTH, 1)), [["11"]])])
    end_box(read_city(small.layout), small.defined.machines[NORTH], EVENING)
    with at(small, NORTH) as station:
        for step in (
            lambda: station.cast([session]),
            lambda: station.challenge(session),
            lambda: station.prepare([(station.card(small.card(NORTH, 2)), [["11"]])]),
        ):
            with pytest.raises(RefusedError, match="the box is ended"):
                step()
        assert station.box.classes()[session.card.public] is CardState.ABANDONED


def test_the_machine_of_another_box(at_stage: AtStage) -> None:
    small = at_stage("open")
    with pytest.raises(RefusedError, match="unknown card"):
        vote(small, SOUTH, small.card(NORTH, 0), [["11"]])
    city = read_city(at_stage("open").layout)
    other = at_stage("defined").defined.machines[NORTH]
    assert city.info(NORTH).key == other.key
    with pytest.raises(RefusedError, match="not open"):  # the same box, but not its opened machine
        OpenBox(city, other)


def test_a_card_has_one_session(at_stage: AtStage) -> None:
    small = at_stage("open")
    with at(small, NORTH) as station:
        first, second = (station.card(small.card(NORTH, number)) for number in (0, 1))
        with pytest.raises(RefusedError, match="twice"):
            station.prepare([(first, [["11"]]), (first, [["12"]])])
        with pytest.raises(ShoraError):
            station.prepare([(first, [["11"]]), (second, [["99"]])])
        assert station.box.classes()[first.public] is CardState.UNTOUCHED, "a refusal spends nothing"
        one, two = station.prepare([(first, [["11"]]), (second, [["12"]])])
        with pytest.raises(RefusedError, match="card already used: it is abandoned"):
            station.card(small.card(NORTH, 0))
        with pytest.raises(RefusedError, match="twice"):
            station.cast([one, one])
        station.challenge(two)
        with pytest.raises(RefusedError, match="challenge"):
            station.cast([one, two])
        station.cast([one])
        for step in (lambda: station.cast([one]), lambda: station.challenge(one)):
            with pytest.raises(RefusedError, match="cast its ballot already"):
                step()
        assert (station.box.where().taken, station.box.where().challenged) == (1, 1)


def test_a_session_ends_with_its_process(at_stage: AtStage) -> None:
    small = at_stage("open")
    with at(small, NORTH) as station:
        (session,) = station.prepare([(station.card(small.card(NORTH, 0)), [["11"]])])
    with at(small, NORTH) as station:
        with pytest.raises(RefusedError, match="without a decision"):
            station.cast([session])
        assert station.box.classes()[session.card.public] is CardState.ABANDONED


def test_a_ballot_of_another_box_does_not_enter(at_stage: AtStage) -> None:
    small = at_stage("open")
    with at(small, NORTH) as north, at(small, SOUTH) as south:
        (here,) = north.prepare([(north.card(small.card(NORTH, 0)), [["11"]])])
        (there,) = south.prepare([(south.card(small.card(SOUTH, 0)), [["11"]])])
        with pytest.raises(RefusedError):
            north.cast([there])
        with pytest.raises(ShoraError):
            north.box.cast([(there.sealed.ballot, here.card.public)])
        north.cast([here])


def test_one_process_has_a_box_at_a_time(at_stage: AtStage) -> None:
    small = at_stage("open")
    with at(small, NORTH):
        with pytest.raises(RefusedError, match="another"):
            at(small, NORTH)
        with at(small, SOUTH) as south:
            assert south.machine.box == SOUTH


def test_a_provisional_box_keeps_its_ballots_sealed(at_stage: AtStage) -> None:
    small = at_stage("open")
    vote(small, WAITING, small.card(WAITING, 0), [["11"]])
    with at(small, WAITING) as station:
        assert list(station.box.classes().values()).count(CardState.PROVISIONAL) == 1
        assert station.box.where().head == station.box.where().setup


def test_a_rehearsal_box_is_like_any_other(at_stage: AtStage) -> None:
    small = at_stage("defined")
    small.defined.open(DRILL, LAUNCH, CLOCK)
    assert vote(small, DRILL, small.card(DRILL, 0), [[]]).status is Status.CAST

"""close: the end is signed before a card is counted; each card in one class; a decision about sealed ballots."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.support.city import CLOCK, EVENING, NORTH, SMALL, SOUTH, SPARE, WAITING, Small
from tests.unit.steps.conftest import AtStage, Crash, Dying, files

from shora.cards.classes import CardClass
from shora.clock import fixed_clock
from shora.crypto.statement import Statement
from shora.errors import InputError, RefusedError
from shora.ids import BoxId, PublicCredential
from shora.record.city import read_city
from shora.record.day import Closing, Decision, Ended, Incident, Rejected, RejectReason
from shora.steps.city import reopen
from shora.steps.close import close_box, end_box, never_opened, note_minutes
from shora.steps.progress import Unwatched
from shora.steps.publish import publish_box
from shora.steps.verify import verify


def end(small: Small, box: BoxId) -> Ended:
    end_box(read_city(small.layout), small.defined.machines[box], EVENING)
    small.defined.sign_as_officials(box, "ended")
    return Ended.of(small.defined.machines[box].said("ended"), "ended.json")


def close(
    small: Small,
    box: BoxId,
    *lost: PublicCredential,
    incidents: tuple[Incident, ...] = (),
    decision: bytes | None = None,
) -> Statement:
    return close_box(
        read_city(small.layout), small.defined.machines[box],
        lost=lost, incidents=incidents, decision=decision, clock=EVENING,
    )  # fmt: skip


def minutes(small: Small, box: BoxId) -> Closing:
    return Closing.of(small.defined.machines[box].said("closing"), "closing.json")


def public(small: Small, box: BoxId, number: int) -> PublicCredential:
    return small.defined.pack(box).cards[number].public


def test_every_card_has_one_class(at_stage: AtStage) -> None:
    small = at_stage("voted")
    ended = end(small, NORTH)
    assert (ended.ballots, ended.challenges, ended.bundle) == (4, 1, None)
    lost = public(small, NORTH, 7)
    close(small, NORTH, lost, lost, incidents=(Incident(code="power-cut", count=2, text="دو دقیقه"),))
    said = minutes(small, NORTH)
    assert said.cast == 4
    assert {name: cards for name, cards in said.classes.items() if cards} == {
        CardClass.CHALLENGED: (public(small, NORTH, 4),),
        CardClass.ABANDONED: (public(small, NORTH, 5),),
        CardClass.SPOILED: (public(small, NORTH, 6),),
        CardClass.LOST: (lost,),
    }
    assert [one.code for one in said.incidents] == ["power-cut"]
    assert said.head == ended.head


def test_no_card_is_counted_before_the_end_is_signed(at_stage: AtStage) -> None:
    small = at_stage("voted")
    with pytest.raises(RefusedError, match="the end of ballots is not there"):
        close(small, NORTH)
    end_box(read_city(small.layout), small.defined.machines[NORTH], EVENING)
    before = files(small)
    with pytest.raises(
        RefusedError, match="the end of ballots is not signed by station:school/executive and"
    ):
        close(small, NORTH)
    assert files(small) == before
    # What has ended and is not signed stays out of the record, which verifies.
    assert "boxes/north/ended.json" not in publish_box(small.layout, small.defined.machines[NORTH]).entered
    assert verify(small.layout.root, Unwatched()).failures == ()


def test_an_unsigned_opening_does_not_end(at_stage: AtStage) -> None:
    small = at_stage("defined")
    with pytest.raises(RefusedError, match="the zero report is not there"):
        end(small, NORTH)


def test_once_and_the_same_again(at_stage: AtStage) -> None:
    small = at_stage("voted")
    ended = end(small, SOUTH)
    later = fixed_clock(EVENING() + timedelta(hours=1))
    city, machine = read_city(small.layout), small.defined.machines[SOUTH]
    assert end_box(city, machine, later).body == ended.statement().body
    said = close(small, SOUTH)
    assert close(small, SOUTH, public(small, SOUTH, 7)) == said, "the minutes are said once"
    with pytest.raises(RefusedError, match="the closing report is not signed by"):
        note_minutes(city, machine)
    small.defined.sign_as_officials(SOUTH, "closing")
    note_minutes(city, machine)
    note_minutes(city, machine)
    before = files(small)
    assert close(small, SOUTH).body == said.body
    assert files(small) == before
    box, _ = reopen(city, machine)
    with box, pytest.raises(RefusedError, match="the box is closed"):
        box.void([public(small, SOUTH, 7)])


def test_cards_that_are_not_lost(at_stage: AtStage) -> None:
    small = at_stage("voted")
    end(small, NORTH)
    before = files(small)
    for card, message in (
        (public(small, NORTH, 0), "is cast, so it is not lost"),
        (public(small, NORTH, 4), "is challenged, so"),
        (public(small, NORTH, 6), "is spoiled, so"),
        (public(small, SOUTH, 7), "none of this box"),
        (PublicCredential("x"), "none of this box"),
    ):
        with pytest.raises(RefusedError, match=message):
            close(small, NORTH, card)
    # The end's hash is noted; nothing else has happened.
    changed = {name for name, data in files(small).items() if data != before.get(name)}
    assert all(name.endswith("state.json") for name in changed)


@pytest.mark.parametrize(
    "incident",
    [
        Incident(code="Fire", count=1, text="x"),
        Incident(code="fire", count=1, text=""),
        Incident(code="fire", count=1, text="x" * 501),
        Incident(code="fire", count=10**10, text="x"),
        Incident(code="a-", count=1, text="x"),
    ],
)
def test_an_incident_that_could_not_be_stated_is_not_noted(at_stage: AtStage, incident: Incident) -> None:
    small = at_stage("voted")
    end(small, SMALL)
    with pytest.raises(InputError):
        close(small, SMALL, incidents=(incident,))
    close(small, SMALL)
    assert minutes(small, SMALL).incidents == ()


def test_a_clock_that_runs_behind(at_stage: AtStage) -> None:
    small = at_stage("voted")
    city, machine = read_city(small.layout), small.defined.machines[SMALL]
    night = fixed_clock(CLOCK() - timedelta(hours=5))
    end_box(city, machine, night)
    small.defined.sign_as_officials(SMALL, "ended")
    close_box(city, machine, lost=(), incidents=(), decision=None, clock=night)
    said = minutes(small, SMALL)
    assert said.at == CLOCK()
    assert [one.code for one in said.incidents] == ["clock-behind"]


# ── Provisional boxes ───────────────────────────────────────────────────────────────────────────────────────────


def decided(small: Small, **changes: object) -> bytes:
    """A signed decision about the provisional box; fields may be other ones."""
    rejected = [Rejected(credential=public(small, WAITING, 2), reason=RejectReason.DUPLICATE)]
    whole = Decision.of(
        Statement(
            body=json.loads(small.defined.decide(WAITING, rejected, EVENING))["statement"], signatures=()
        ),
        "decision",
    )
    stated = replace(whole, **changes).statement()  # type: ignore[arg-type]
    return small.defined.sign(stated, "office:inquiry", "office:headquarters").encode()


def test_a_decision_comes_first(at_stage: AtStage) -> None:
    small = at_stage("voted")
    ended = end(small, WAITING)
    assert ended.bundle is not None
    assert len(ended.bundle) == ended.ballots == 3
    before = files(small)
    right = decided(small)
    unsigned = Statement(body=json.loads(right)["statement"], signatures=())
    half = small.defined.sign(unsigned, "office:inquiry").encode()
    wrong = small.defined.sign(unsigned, "office:inquiry", "office:supervision").encode()
    accepted = Decision.decode(right, "x").accepted
    for data, message in (
        (None, "nobody has decided"),
        (half, "office:headquarters has not signed"),
        (wrong, "."),
        (b"{}", "."),
        (small.defined.machines[WAITING].said("ended").encode(), "."),
        (decided(small, ended="0" * 64), "another end of ballots"),
        (decided(small, box="north"), "another box"),
        (decided(small, at=EVENING() - timedelta(hours=1)), "before the end of ballots"),
        (decided(small, accepted=accepted[:1]), "not about exactly the ballots"),
        (decided(small, rejected=()), "not about exactly the ballots"),
        (decided(small, accepted=(*accepted, public(small, WAITING, 7))), "not about exactly the ballots"),
    ):
        with pytest.raises((RefusedError, InputError), match=message):
            close(small, WAITING, decision=data)
    # A wrong one is not kept: only the end's hash was noted.
    changed = {name for name, data in files(small).items() if data != before.get(name)}
    assert all(name.endswith("state.json") for name in changed)
    close(small, WAITING, decision=right)
    said = minutes(small, WAITING)
    assert (said.cast, said.classes[CardClass.PROVISIONAL]) == (2, (public(small, WAITING, 2),))
    assert small.defined.machines[WAITING].kept("decision") == right
    end(small, NORTH)
    with pytest.raises(RefusedError, match="only a provisional box has a decision"):
        close(small, NORTH, decision=right)


def test_what_is_decided_about(at_stage: AtStage) -> None:
    small = at_stage("voted")
    end(small, NORTH)
    end(small, WAITING)
    strange = Rejected(credential=public(small, NORTH, 0), reason=RejectReason.DUPLICATE)
    twice = Rejected(credential=public(small, WAITING, 0), reason=RejectReason.NOT_ENTITLED)
    for rejected in ([strange], [twice, twice]):
        with pytest.raises(RefusedError, match="is not one ballot that waits"):
            small.defined.decide(WAITING, rejected, EVENING)
    with pytest.raises(RefusedError, match="only a provisional box"):
        small.defined.decide(NORTH, [], EVENING)


def test_the_minutes_are_not_before_the_decision(at_stage: AtStage) -> None:
    small = at_stage("voted")
    end(small, WAITING)
    late = EVENING() + timedelta(hours=3)
    close(small, WAITING, decision=decided(small, at=late))
    assert minutes(small, WAITING).at == late


# ── Boxes that were never opened ────────────────────────────────────────────────────────────────────────────────


def test_a_box_that_nobody_needed(at_stage: AtStage) -> None:
    small = at_stage("open")
    city, machine = read_city(small.layout), small.defined.machines[SPARE]
    lost = public(small, SPARE, 3)

    def state(reason: str, *cards: PublicCredential, hours: int = 0) -> Statement:
        clock = fixed_clock(EVENING() + timedelta(hours=hours))
        return never_opened(city, machine, reason=reason, lost=cards, clock=clock)

    for reason in ("", "two\nlines", "x" * 501):
        with pytest.raises(InputError):
            state(reason)
    with pytest.raises(RefusedError, match="none of this box"):
        state("no box failed", public(small, NORTH, 0))
    assert not machine.has_said("closing")
    said = state("no box failed", lost, lost)
    assert state("no box failed", lost, hours=1) == said
    with pytest.raises(RefusedError, match="something else is stated already"):
        state("another reason", lost)
    assert said.signatures == ()
    small.defined.sign_as_officials(SPARE, "closing")
    assert publish_box(small.layout, machine).entered == ("boxes/spare/closing.json",)
    assert verify(small.layout.root, Unwatched()).failures == ()
    with pytest.raises(RefusedError, match="this box was opened"):
        never_opened(city, small.defined.machines[NORTH], reason="x", lost=(), clock=EVENING)
    small.defined.machines[NORTH].statement_path("opening").unlink()
    with pytest.raises(RefusedError, match="its opening was begun"):
        never_opened(city, small.defined.machines[NORTH], reason="x", lost=(), clock=EVENING)


# ── Interrupted ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("box", [NORTH, WAITING])
@pytest.mark.parametrize("step", ["end", "close"])
def test_stopped_and_run_again(at_stage: AtStage, box: BoxId, step: str) -> None:
    """Stopped at every third call; what is said then verifies, and has every ballot and card."""
    done = False
    for last in range(0, 2000, 3):
        small = at_stage("voted")
        city, machine = read_city(small.layout), small.defined.machines[box]
        lost = [public(small, box, 7)]
        if step == "close":
            end(small, box)
        decision = decided(small) if box == WAITING and step == "close" else None
        try:
            if step == "end":
                end_box(city, machine, EVENING, disk=Dying(last=last))
            else:
                close_box(
                    city, machine, lost=lost, incidents=(), decision=decision, clock=EVENING,
                    disk=Dying(last=last),
                )  # fmt: skip
            done = True
        except Crash:
            pass
        if step == "end":
            ended = end(small, box)
            assert ended.ballots == (4 if box == NORTH else 3)
        else:
            kept = machine.has_kept("decision")  # then it need not be brought again
            close_box(
                city, machine, lost=lost, incidents=(), decision=None if kept else decision, clock=EVENING
            )
            small.defined.sign_as_officials(box, "closing")
            note_minutes(city, machine)
            assert minutes(small, box).classes[CardClass.LOST] == tuple(lost)
            assert minutes(small, box).cast == (4 if box == NORTH else 2)
            publish_box(small.layout, machine)
            assert verify(small.layout.root, Unwatched()).failures == ()
        if done:
            break
    assert done
    assert last > 9

"""close (پایان): no more ballots; then the cards are counted; then the minutes.

Two statements, with people's signatures in between. (1) *End of ballots*: the rest of the ballots
enters the archive, EndBallots follows, and the box states head and number. Both officials sign it
*before* any left-over card is looked at: what is voted at night with such a card is not under it.
(2) *Minutes*: left-over cards are scanned as void, lost ones are named, and every card of the box is
in one class. There are no votes in them.

Crash order: the box's own state first, then the statement; each can be run again and answers the same.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain

from shora.ballot.opening import encode_openings
from shora.box.ballotbox import BallotBox
from shora.box.classes import CardState
from shora.box.facts import Incident as Noted
from shora.box.facts import StatementKind
from shora.box.machine import Machine
from shora.box.moment import later
from shora.box.payloads import digest
from shora.cards.classes import CardClass
from shora.clock import Clock
from shora.crypto.statement import Statement
from shora.disk import SYSTEM, Disk
from shora.election.station import BoxKind
from shora.errors import RefusedError
from shora.ids import Hash, PublicCredential
from shora.record.city import City
from shora.record.day import (
    Closing,
    Decision,
    Ended,
    Incident,
    Opening,
    Rejected,
    Unopened,
    Waiting,
    decision_signers,
)
from shora.record.stated import Signed, decode_signed
from shora.steps.city import info_of, need_signed, reopen

_LISTED = {
    CardState.CHALLENGED: CardClass.CHALLENGED,
    CardState.ABANDONED: CardClass.ABANDONED,
    CardState.SPOILED: CardClass.SPOILED,
    CardState.PROVISIONAL: CardClass.PROVISIONAL,
    CardState.UNUSED: CardClass.UNUSED,
}


def end_box(city: City, machine: Machine, clock: Clock, *, disk: Disk = SYSTEM) -> Statement:
    """Ends the ballots of an open box; the statement, signed by the box, waits for the officials."""
    opening = need_signed(city, machine, "opening", "the zero report", disk=disk)
    box, _ = reopen(city, machine, disk=disk)
    with box:
        report = digest(opening.encode())
        box.note(StatementKind.OPENING, report)
        if machine.has_said("ended"):
            return machine.said("ended")
        box.end()
        where = box.where()
        bundle = None
        if city.definition.box(machine.box).kind is BoxKind.PROVISIONAL:
            bundle = tuple(Waiting(credential=card, tracker=tracker) for card, tracker in box.bundle())
        ended = Ended(
            election=city.definition.id,
            box=machine.box,
            uuid=info_of(city, machine).uuid,
            opening=report,
            at=_moment(box, Opening.of(opening, "opening.json").at, clock),
            head=where.head,
            ballots=where.taken,
            challenges=where.challenged,
            bundle=bundle,
        )
        return machine.say("ended", ended.statement(), disk=disk)


def close_box(
    city: City,
    machine: Machine,
    *,
    lost: Collection[PublicCredential],
    incidents: Sequence[Incident],
    decision: bytes | None,
    clock: Clock,
    disk: Disk = SYSTEM,
) -> Statement:
    """The minutes of a box whose end is signed; they wait for the officials.

    Every card that has no class and is not ``lost`` was scanned as void. ``decision`` is the signed
    decision about the ballots of a provisional box, which enter the archive here; once it was taken,
    the box has it, and ``None`` will do.
    """
    signed = need_signed(city, machine, "ended", "the end of ballots", disk=disk)
    ended = decode_signed(Ended, signed.encode(), "ended.json")
    box, _ = reopen(city, machine, disk=disk)
    with box:
        box.note(StatementKind.ENDED, ended.hash)
        if machine.has_said("closing"):
            return machine.said("closing")
        minutes = Closing(
            election=city.definition.id,
            box=machine.box,
            uuid=ended.value.uuid,
            ended=ended.hash,
            at=ended.value.at,
            head=ended.value.head,
            cast=0,
            classes={},
            challenges=ended.hash,
            incidents=tuple(incidents),
        )
        Closing.of(minutes.statement(), "minutes")  # before anything is noted that could never be stated
        _need_left(box, lost)
        last = ended.value.at
        if ended.value.bundle is not None:
            last = max(last, _decide(city, machine, box, ended, decision, disk))
        elif decision is not None:
            raise RefusedError("only a provisional box has a decision", place=f"box {machine.box}")
        openings = encode_openings(box.challenges())
        machine.keep("challenges", openings, disk=disk)
        box.void(
            [
                card
                for card, state in box.classes().items()
                if state is CardState.UNTOUCHED and card not in lost
            ]
        )
        for incident in incidents:
            box.incident(Noted(code=incident.code, count=incident.count, text=incident.text))
        at = _moment(box, last, clock)
        classes = box.classes()
        listed = {
            public: tuple(sorted(card for card, state in classes.items() if state is name))
            for name, public in _LISTED.items()
        }
        closing = replace(
            minutes,
            at=at,
            head=box.where().head,
            cast=sum(state is CardState.CAST for state in classes.values()),
            classes={**listed, CardClass.LOST: tuple(sorted(set(lost)))},
            challenges=digest(openings),
            incidents=tuple(
                Incident(code=one.code, count=one.count, text=one.text) for one in box.incidents()
            ),
        )
        return machine.say("closing", closing.statement(), disk=disk)


def decision_about(
    ended: Signed[Ended], rejected: Sequence[Rejected], clock: Clock, *, record: Hash
) -> Decision:
    """What inquiry service and headquarters sign: the sealed ballots of ``ended`` but the rejected ones are accepted.

    :class:`RefusedError` for a box without sealed ballots, and for a rejected card that is none of them.
    """
    stated, place = ended.value, f"box {ended.value.box}"
    if stated.bundle is None:
        raise RefusedError("only a provisional box waits for a decision", place=place)
    waiting = [one.credential for one in stated.bundle]
    out = [one.credential for one in rejected]
    for card in out:
        if card not in waiting or out.count(card) != 1:
            raise RefusedError(f"card {card[:8]} is not one ballot that waits", place=place)
    return Decision(
        election=stated.election,
        box=stated.box,
        uuid=stated.uuid,
        record=record,
        ended=ended.hash,
        at=later(stated.at, clock).at,
        accepted=tuple(card for card in waiting if card not in out),
        rejected=tuple(rejected),
    )


def note_minutes(city: City, machine: Machine, *, disk: Disk = SYSTEM) -> None:
    """The box notes that its minutes are signed by all: from here on nothing about it changes."""
    signed = need_signed(city, machine, "closing", "the closing report", disk=disk)
    box, _ = reopen(city, machine, disk=disk)
    with box:
        box.note(StatementKind.CLOSING, digest(signed.encode()))


def never_opened(
    city: City,
    machine: Machine,
    *,
    reason: str,
    lost: Collection[PublicCredential],
    clock: Clock,
    disk: Disk = SYSTEM,
) -> Statement:
    """The statement about a box that was never opened; its two officials sign it, the box does not."""
    info, place = info_of(city, machine), f"box {machine.box}"
    if machine.has_said("opening"):
        raise RefusedError("this box was opened", place=place, hint="it is closed: shora close")
    if BallotBox.begun(machine.media) or city.layout.archive(info.box, info.uuid).exists():
        raise RefusedError("its opening was begun", place=place, hint="finish it, then close the box")
    for card in lost:
        if card not in info.cards:
            raise RefusedError(f"card {card[:8]} is none of this box", place=place)
    unopened = Unopened(
        election=city.definition.id,
        box=machine.box,
        uuid=info.uuid,
        record=city.record,
        at=clock(),
        reason=reason,
        classes={
            CardClass.UNUSED: tuple(card for card in info.cards if card not in lost),
            CardClass.LOST: tuple(set(lost)),
        },
    )
    statement = unopened.statement()
    Unopened.of(statement, "unopened")
    if machine.has_said("closing"):  # the same again, at another moment
        there = machine.said("closing")
        if {**there.body, "at": ""} == {**statement.body, "at": ""}:
            return there
    return machine.put("closing", statement, disk=disk)


def _need_left(box: BallotBox, lost: Collection[PublicCredential]) -> None:
    """That lost cards are cards of the box of which nothing is known."""
    classes = box.classes()
    for card in lost:
        state, place = classes.get(card), f"box {box.uuid}"
        if state is None:
            raise RefusedError(
                f"card {card[:8]} is none of this box", place=place,
                hint="a lost card is named by its public part, 64 digits",
            )  # fmt: skip
        if state is CardState.UNUSED:
            raise RefusedError(f"card {card[:8]} was voided already, so it is not lost", place=place)
        if state is not CardState.UNTOUCHED:
            raise RefusedError(f"card {card[:8]} is {state.name.lower()}, so it is not lost", place=place)


def _moment(box: BallotBox, previous: datetime, clock: Clock) -> datetime:
    moment = later(previous, clock)
    if moment.jumped:
        box.incident(Noted(code="clock-behind", count=1, text="the clock was behind the last statement"))
    return moment.at


def _decide(
    city: City, machine: Machine, box: BallotBox, ended: Signed[Ended], data: bytes | None, disk: Disk
) -> datetime:
    """Keeps the decision about a provisional box, and takes the ballots that it accepts; its moment."""
    if data is None and machine.has_kept("decision"):
        data = machine.kept("decision")
    if data is None:
        raise RefusedError(
            "nobody has decided about these ballots yet",
            place=f"box {machine.box}",
            hint="headquarters and inquiry service sign a decision first: shora decide",
        )
    place = "decision.json"
    read = decode_signed(Decision, data, place)
    for fault in read.faults(decision_signers(city.definition)):
        raise RefusedError(fault.detail, place=place)
    decision, stated = read.value, ended.value
    if decision.ended != ended.hash:
        raise RefusedError("the decision is about another end of ballots", place=place)
    if (decision.election, decision.box, decision.uuid) != (stated.election, stated.box, stated.uuid):
        raise RefusedError("the decision is about another box", place=place)
    if decision.at < stated.at:
        raise RefusedError("the decision is of before the end of ballots", place=place)
    waiting = sorted(one.credential for one in stated.bundle or ())
    decided = sorted(chain(decision.accepted, (one.credential for one in decision.rejected)))
    if decided != waiting:
        raise RefusedError("the decision is not about exactly the ballots that wait", place=place)
    machine.keep("decision", data, disk=disk)
    box.accept(decision.accepted)
    return decision.at

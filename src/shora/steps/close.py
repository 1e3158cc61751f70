"""close (پایان): no more ballots; then the cards are counted; then the minutes.

Two statements, with people's signatures in between. (1) *End of ballots*: the rest of the ballots
enters the archive, EndBallots follows, and the box states head and number. Both officials sign it
*before* any left-over card is looked at: what is voted at night with such a card is not under it.
(2) *Minutes*: left-over cards are scanned as void, lost ones are named, and every card of the box is
in one class. There are no votes in them.

Crash order: the box's own state first, then the statement; each can be run again and answers the same.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from shora.ballot.opening import encode_openings
from shora.box.ballotbox import BallotBox
from shora.box.classes import CardClass as State
from shora.box.facts import Incident as Noted
from shora.box.facts import StatementKind
from shora.box.machine import Machine
from shora.box.moment import later
from shora.box.payloads import digest
from shora.cards.classes import CardClass
from shora.clock import Clock
from shora.crypto.statement import Statement
from shora.election.station import BoxKind
from shora.errors import RefusedError
from shora.ids import Hash, PublicCredential
from shora.record.city import City
from shora.record.day import Closing, Decision, Ended, Incident, Opening, Unopened, Waiting, decision_signers
from shora.record.stated import decode_signed
from shora.steps.city import info_of, need_signed, reopen

_LISTED = {
    State.CHALLENGED: CardClass.CHALLENGED,
    State.ABANDONED: CardClass.ABANDONED,
    State.SPOILED: CardClass.SPOILED,
    State.PROVISIONAL: CardClass.PROVISIONAL,
    State.UNUSED: CardClass.UNUSED,
}


def end_box(city: City, machine: Machine, clock: Clock) -> Statement:
    """Ends the ballots of an open box; the statement, signed by the box, waits for the officials."""
    opening = need_signed(city, machine, "opening", "the zero report")
    box, _ = reopen(city, machine)
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
        return machine.say("ended", ended.statement())


def close_box(
    city: City,
    machine: Machine,
    *,
    lost: Collection[PublicCredential],
    incidents: Sequence[Incident],
    decision: bytes | None,
    clock: Clock,
) -> Statement:
    """The minutes of a box whose end is signed; they wait for the officials.

    Every card that has no class and is not ``lost`` was scanned as void. ``decision`` is the signed
    decision about the ballots of a provisional box; they enter the archive here.
    """
    signed = need_signed(city, machine, "ended", "the end of ballots")
    ended = decode_signed(Ended, signed.encode(), "ended.json")
    box, _ = reopen(city, machine)
    with box:
        box.note(StatementKind.ENDED, ended.hash)
        if machine.has_said("closing"):
            return machine.said("closing")
        if ended.value.bundle is not None:
            box.accept(_accepted(city, ended.value, ended.hash, decision))
        elif decision is not None:
            raise RefusedError("only a provisional box has a decision", place=f"box {machine.box}")
        openings = encode_openings(box.challenges())
        machine.keep("challenges", openings)
        left = [card for card, state in box.classes().items() if state is State.UNTOUCHED]
        for card in lost:
            if card not in left:
                raise RefusedError(f"card {card[:8]} is used, so it is not lost", place=f"box {machine.box}")
        box.void([card for card in left if card not in lost])
        classes = box.classes()
        for incident in incidents:
            box.incident(Noted(code=incident.code, count=incident.count, text=incident.text))
        at = _moment(box, ended.value.at, clock)
        listed = {
            public: tuple(sorted(card for card, state in classes.items() if state is name))
            for name, public in _LISTED.items()
        }
        closing = Closing(
            election=city.definition.id,
            box=machine.box,
            uuid=ended.value.uuid,
            ended=ended.hash,
            at=at,
            head=box.where().head,
            cast=sum(state is State.CAST for state in classes.values()),
            classes={**listed, CardClass.LOST: tuple(sorted(lost))},
            challenges=digest(openings),
            incidents=tuple(
                Incident(code=one.code, count=one.count, text=one.text) for one in box.incidents()
            ),
        )
        return machine.say("closing", closing.statement())


def never_opened(
    city: City, machine: Machine, *, reason: str, lost: Collection[PublicCredential], clock: Clock
) -> Statement:
    """The statement about a box that was never opened; its two officials sign it, the box does not."""
    info = info_of(city, machine)
    if machine.has_said("opening"):
        raise RefusedError("this box was opened", place=f"box {machine.box}")
    for card in lost:
        if card not in info.cards:
            raise RefusedError(f"card {card[:8]} is none of this box", place=f"box {machine.box}")
    unused = tuple(card for card in info.cards if card not in lost)
    unopened = Unopened(
        election=city.definition.id,
        box=machine.box,
        uuid=info.uuid,
        at=clock(),
        reason=reason,
        classes={CardClass.UNUSED: unused, CardClass.LOST: tuple(lost)},
    )
    return machine.put("closing", unopened.statement())


def _moment(box: BallotBox, previous: datetime, clock: Clock) -> datetime:
    moment = later(previous, clock)
    if moment.jumped:
        box.incident(Noted(code="clock-behind", count=1, text="the clock was behind the last statement"))
    return moment.at


def _accepted(city: City, ended: Ended, hash: Hash, decision: bytes | None) -> tuple[PublicCredential, ...]:
    if decision is None:
        raise RefusedError(
            "nobody has decided about these ballots yet",
            place=f"box {ended.box}",
            hint="headquarters and inquiry service sign a decision first",
        )
    read = decode_signed(Decision, decision, "decision.json")
    for fault in read.faults(decision_signers(city.definition)):
        raise RefusedError(fault.detail, place="decision.json")
    if read.value.ended != hash:
        raise RefusedError("the decision is about another end of ballots", place="decision.json")
    return read.value.accepted

"""The chain of events of an archive, and its rules. Pure: values in, values out. Spec: ``spec/archive.md``.

An event says that something happened, names the event before it by hash, and may name a payload.
:func:`apply` is the only place that knows which event may follow which; the writer and the reader
both go through it.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from shora.box.faults import ArchiveFault
from shora.box.payloads import digest, hash_field
from shora.errors import InputError, RefusedError, UnsupportedError
from shora.ids import Hash
from shora.text import json

MAX_BYTES: Final = 4096
"""An event is about 200 bytes."""

_CANONICAL: Final = re.compile(
    rb'\{(?:"parent":"([0-9a-f]{64})",)?"height":(0|[1-9][0-9]{0,14}),"type":"([A-Za-z]{1,20})"'
    rb'(?:,"payload":"([0-9a-f]{64})")?\}'
)


class EventType(StrEnum):
    """What can happen to a box, in the specification's words (§4.4)."""

    SETUP = "Setup"
    BALLOT = "Ballot"
    END_BALLOTS = "EndBallots"
    ENCRYPTED_TALLY = "EncryptedTally"
    SHUFFLE = "Shuffle"
    END_SHUFFLES = "EndShuffles"
    PARTIAL_DECRYPTION = "PartialDecryption"
    RESULT = "Result"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One link of the chain.

    ``parent`` is the hash of the event before (``None`` in the first), ``height`` counts from 0,
    ``payload`` is the hash of the data that the event brings (``None`` for EndBallots).
    """

    parent: Hash | None
    height: int
    type: EventType
    payload: Hash | None

    @classmethod
    def decode(cls, data: bytes, place: str) -> "Event":
        """From JSON, canonical or not; :class:`InputError` if it is no event.

        Whether it was canonical shows when :meth:`encode` gives ``data`` back.
        """
        match = _CANONICAL.fullmatch(data)
        if match is not None:  # as nearly every event is; the rest of this function is thirty times slower
            parent, height, kind, payload = match.groups(b"")
            return cls(
                parent=Hash(parent.decode("ascii")) if parent else None,
                height=int(height),
                type=_event_type(kind.decode("ascii"), place),
                payload=Hash(payload.decode("ascii")) if payload else None,
            )
        value = json.parse(data, place=place, max_bytes=MAX_BYTES, max_depth=2)
        entries = json.only_fields(value, ("height", "type"), ("parent", "payload"), place)
        steps = json.field(value, "height", int, place)
        if steps < 0:
            raise InputError(f"the height is {steps}", place=place)
        return cls(
            parent=hash_field(value, "parent", place) if "parent" in entries else None,
            height=steps,
            type=_event_type(json.field(value, "type", str, place), place),
            payload=hash_field(value, "payload", place) if "payload" in entries else None,
        )

    def encode(self) -> bytes:
        """The canonical JSON, whose hash is the event's name."""
        parent = "" if self.parent is None else f'"parent":"{self.parent}",'
        payload = "" if self.payload is None else f',"payload":"{self.payload}"'
        return f'{{{parent}"height":{self.height},"type":"{self.type.value}"{payload}}}'.encode("ascii")


class BoxPhase(StrEnum):
    """Where a box stands."""

    EMPTY = "empty"
    """Before its Setup event."""
    OPEN = "open"
    """Ballots may come."""
    CLOSED = "closed"
    """No more ballots."""
    TALLIED = "tallied"
    """Its encrypted tally is there; trustees may open it."""
    DECRYPTED = "decrypted"
    """The result is there, and nothing follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxState:
    """What the events so far amount to.

    ``head`` is the hash of the last event, ``events`` how many there are (the next one's height),
    ``ballots`` and ``shares`` how many Ballot and PartialDecryption events are among them.
    """

    phase: BoxPhase
    head: Hash | None
    events: int
    ballots: int
    shares: int


EMPTY: Final = BoxState(phase=BoxPhase.EMPTY, head=None, events=0, ballots=0, shares=0)
"""The state before the first event."""


class OrderError(RefusedError):
    """The event may not follow here. ``fault`` names the rule."""

    def __init__(self, fault: ArchiveFault, message: str, *, place: str) -> None:
        super().__init__(message, place=place)
        self.fault = fault


def next_event(state: BoxState, type: EventType, payload: Hash | None) -> Event:
    """The event of this type that continues the chain."""
    return Event(parent=state.head, height=state.events, type=type, payload=payload)


def apply(state: BoxState, event: Event) -> BoxState:
    """The state after ``event``; :class:`OrderError` names the rule that forbids it.

    - An event's height is one more than that of the event before, its parent the SHA-256 of the
      canonical bytes of that event; the first has height 0 and no parent.
    - Setup comes first, and once.
    - Ballot comes after Setup and before EndBallots.
    - EndBallots comes once, and has no payload; every other event has one.
    - EncryptedTally comes once, after EndBallots.
    - PartialDecryption comes after EncryptedTally and before Result.
    - Result comes once, after at least one PartialDecryption, and nothing follows it.
    - Shuffle and EndShuffles are known, and :class:`UnsupportedError`: they belong to questions that
      are mixed, not added.
    """
    place = f"event {event.height}"
    if event.type in (EventType.SHUFFLE, EventType.END_SHUFFLES):
        raise UnsupportedError(
            "shuffles and list questions are not supported",
            place=place,
            hint="belenios-tool verifies such an archive",
        )
    if event.height != state.events:
        message = f"its height is {event.height} where {state.events} follows"
        raise OrderError(ArchiveFault.HEIGHT_WRONG, message, place=place)
    if event.parent != state.head:
        message = "its parent is not the hash of the event before"
        raise OrderError(ArchiveFault.PARENT_WRONG, message, place=place)
    broken = _broken_rule(state, event)
    if broken is not None:
        fault, message = broken
        raise OrderError(fault, message, place=place)
    phase = {
        EventType.SETUP: BoxPhase.OPEN,
        EventType.END_BALLOTS: BoxPhase.CLOSED,
        EventType.ENCRYPTED_TALLY: BoxPhase.TALLIED,
        EventType.RESULT: BoxPhase.DECRYPTED,
    }.get(event.type, state.phase)
    return BoxState(
        phase=phase,
        head=digest(event.encode()),
        events=state.events + 1,
        ballots=state.ballots + (event.type is EventType.BALLOT),
        shares=state.shares + (event.type is EventType.PARTIAL_DECRYPTION),
    )


def pass_over(state: BoxState, event: Event, event_hash: Hash) -> BoxState:
    """The state to go on with after an event that :func:`apply` refused: the chain moves, nothing else.

    For readers, who report a fault and look at the rest.
    """
    return replace(state, head=event_hash, events=event.height + 1)


def _broken_rule(state: BoxState, event: Event) -> tuple[ArchiveFault, str] | None:
    """The rule of order that forbids ``event``, and a sentence; ``None`` if it may follow."""
    if (event.payload is None) != (event.type is EventType.END_BALLOTS):
        if event.payload is None:
            return ArchiveFault.EVENT_WITHOUT_PAYLOAD, f"{event.type} needs a payload and names none"
        return ArchiveFault.EVENT_WITH_PAYLOAD, "EndBallots names a payload, and has none"
    before = state.phase
    if before is BoxPhase.DECRYPTED:
        if event.type is EventType.RESULT:
            return ArchiveFault.RESULT_TWICE, "a second Result"
        if event.type is not EventType.SETUP:
            return ArchiveFault.EVENT_AFTER_RESULT, f"{event.type} after Result, which is the last event"
    if event.type is EventType.SETUP:
        return None if before is BoxPhase.EMPTY else (ArchiveFault.SETUP_TWICE, "a second Setup")
    if before is BoxPhase.EMPTY:
        return ArchiveFault.SETUP_MISSING, f"{event.type} before Setup"
    return _too_early_or_late(state, event.type)


def _too_early_or_late(state: BoxState, kind: EventType) -> tuple[ArchiveFault, str] | None:
    """The rules between Setup and Result."""
    tallied = state.phase is BoxPhase.TALLIED
    match kind:
        case EventType.BALLOT if state.phase is not BoxPhase.OPEN:
            return ArchiveFault.BALLOT_AFTER_END, "a Ballot after EndBallots"
        case EventType.END_BALLOTS if state.phase is not BoxPhase.OPEN:
            return ArchiveFault.END_TWICE, "a second EndBallots"
        case EventType.ENCRYPTED_TALLY if state.phase is BoxPhase.OPEN:
            return ArchiveFault.TALLY_BEFORE_END, "an EncryptedTally before EndBallots"
        case EventType.ENCRYPTED_TALLY if tallied:
            return ArchiveFault.TALLY_TWICE, "a second EncryptedTally"
        case EventType.PARTIAL_DECRYPTION if not tallied:
            return ArchiveFault.SHARE_BEFORE_TALLY, "a PartialDecryption before EncryptedTally"
        case EventType.RESULT if not tallied or state.shares == 0:
            return ArchiveFault.RESULT_BEFORE_SHARE, "a Result before any PartialDecryption"
        case _:
            return None


def _event_type(name: str, place: str) -> EventType:
    try:
        return EventType(name)
    except ValueError:
        raise InputError(f"there is no event {name!r}", place=place) from None

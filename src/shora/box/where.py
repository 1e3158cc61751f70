"""Where a box stands in its day, as a value; and which statement may follow."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from shora.box.copies import LostCopy
from shora.box.events import BoxPhase
from shora.box.facts import Facts, StatementKind
from shora.errors import RefusedError
from shora.ids import Hash


class DayPhase(StrEnum):
    """The four parts of a box's day."""

    SET_UP = "set up"
    """The archive has begun; the opening is not signed."""
    OPEN = "open"
    ENDED = "ended"
    """No more ballots; cards are counted."""
    CLOSED = "closed"
    """The minutes are signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where a box stands.

    ``taken`` counts ballots cast (sealed ones in a provisional box), ``challenged`` openings, ``cards`` credentials;
    ``setup`` and ``head`` are hashes of the archive's first and last event, ``timestamp`` its time. ``copies`` are in
    use, ``lost`` ones are not: with any of them the box changes nothing.
    """

    phase: DayPhase
    taken: int
    challenged: int
    cards: int
    setup: Hash
    head: Hash
    timestamp: int
    copies: tuple[Path, ...]
    lost: tuple[LostCopy, ...]


def phase_of(facts: Facts, archive: BoxPhase) -> DayPhase:
    """The phase from what is durable: the statements and the archive."""
    if StatementKind.CLOSING in facts.statements:
        return DayPhase.CLOSED
    if facts.ended or archive is not BoxPhase.OPEN:
        return DayPhase.ENDED
    return DayPhase.OPEN if StatementKind.OPENING in facts.statements else DayPhase.SET_UP


_BEFORE: Final = {
    StatementKind.OPENING: DayPhase.SET_UP,
    StatementKind.ENDED: DayPhase.ENDED,
    StatementKind.CLOSING: DayPhase.ENDED,
}


def need_note(kind: StatementKind, facts: Facts, archive: BoxPhase) -> None:
    """:class:`RefusedError` unless this statement comes now."""
    phase = phase_of(facts, archive)
    if kind in facts.statements:
        raise RefusedError(f"another {kind} statement was noted already", place=f"box {facts.uuid}")
    if phase is not _BEFORE[kind]:
        raise RefusedError(f"the box is {phase}: {kind} is not stated now", place=f"box {facts.uuid}")
    if kind is StatementKind.CLOSING and StatementKind.ENDED not in facts.statements:
        raise RefusedError("the end of ballots is stated before the closing", place=f"box {facts.uuid}")
    if kind is StatementKind.CLOSING and archive is BoxPhase.OPEN:
        raise RefusedError(
            "it is decided before the closing which ballots are accepted", place=f"box {facts.uuid}"
        )

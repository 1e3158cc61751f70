"""Totals as they are counted into seats: who got how many votes, and which lots were drawn.

Made by :mod:`shora.seats.read` from a file, or by :mod:`shora.seats.totals` from a definition.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

INDEPENDENTS: Final = "independents"
"""The id under which all candidates of no list stand; no list may have it."""

LARGEST: Final = 10**18
"""The largest number of votes in a totals file."""


class Status(StrEnum):
    """``withdrawn`` keeps its votes in its list's total and cannot be seated."""

    STANDING = "standing"
    WITHDRAWN = "withdrawn"


class Stage(StrEnum):
    """What a tie is about."""

    LIST_SEAT = "list-seat"
    CANDIDATE = "candidate"
    ALTERNATE = "alternate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A person and the votes, individual ones and those through the list together."""

    id: str
    name: str
    votes: int
    status: Status
    veteran: bool
    degree: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteList:
    """A list. ``votes`` is its own total where that is not its candidates' sum, else ``None``.

    ``connection`` is ``""``, ``"3"`` or ``"A/1"``. Without candidates the count is of lists only.
    """

    id: str
    name: str
    votes: int | None
    connection: str
    candidates: tuple[Candidate, ...]

    @property
    def total(self) -> int:
        """The list's votes: its own total, or the sum of its candidates, withdrawn ones too."""
        return sum(each.votes for each in self.candidates) if self.votes is None else self.votes


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """What is to be filled: ``seats`` ≥ 1 and ``alternates`` ≥ 0; ``votes_per_ballot`` is 0 if unknown."""

    id: str
    name: str
    seats: int
    votes_per_ballot: int
    alternates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballots:
    """Ballots cast, valid among them, and blank."""

    cast: int
    valid: int
    blank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxes:
    """Boxes of the contest: how many were defined and counted, and the ids of missing ones."""

    defined: int
    counted: int
    missing: tuple[str, ...]

    @property
    def incomplete(self) -> bool:
        """Whether the totals lack a box."""
        return bool(self.missing) or self.counted < self.defined


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A lot that was drawn: ``drawn`` of ``between`` get the ``seats``; when, where, before whom."""

    stage: Stage
    between: tuple[str, ...]
    seats: int
    drawn: tuple[str, ...]
    at: str
    place: str
    witnesses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """One contest's totals. ``record`` is the hash of the verified record, empty where there is none."""

    contest: Contest
    record: str
    boxes: Boxes | None
    ballots: Ballots | None
    lists: tuple[VoteList, ...]
    independents: tuple[Candidate, ...]
    lots: tuple[Lot, ...]

    @property
    def people(self) -> tuple[tuple[str, Candidate], ...]:
        """Every candidate with the id of the list, or ``independents``."""
        listed = tuple((group.id, each) for group in self.lists for each in group.candidates)
        return listed + tuple((INDEPENDENTS, each) for each in self.independents)

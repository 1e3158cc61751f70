"""What must come out of the generated day, added up directly: check-ins by hour, and votes by candidate.

Nothing here knows of encryption; the totals of a whole election have to equal these.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shora.demo.tehran.voters import BoxDay
from shora.election.codes import choices_for
from shora.election.definition import Definition
from shora.election.station import BoxKind
from shora.errors import DamagedError
from shora.ids import CandidateCode, StationId


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The check-ins of one hour, from ``hour`` to the next; those of an hour without a network are provisional."""

    hour: int
    regular: int
    provisional: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIns:
    """The check-ins of a station, by hour; hours without any are left out."""

    station: StationId
    intervals: tuple[Interval, ...]

    @property
    def regular(self) -> int:
        """Of the whole day; equals what was cast and abandoned in the regular boxes and spares."""
        return sum(each.regular for each in self.intervals)

    @property
    def provisional(self) -> int:
        """Of the whole day; equals what was cast and rejected in the provisional box."""
        return sum(each.provisional for each in self.intervals)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectSum:
    """Votes of each candidate in the order of the ballot, and how many ballots there are, the blank ones too."""

    votes: dict[CandidateCode, int]
    blank: int
    ballots: int


def check_ins(definition: Definition, days: Sequence[BoxDay]) -> tuple[CheckIns, ...]:
    """Each station's check-ins, in the definition's order. A rehearsal is no check-in."""
    regular: Counter[tuple[StationId, int]] = Counter()
    provisional: Counter[tuple[StationId, int]] = Counter()
    for each in days:
        box = definition.box(each.box)
        if box.kind is not BoxKind.REHEARSAL:
            counted = provisional if box.kind is BoxKind.PROVISIONAL else regular
            counted.update((box.station, voter.hour) for voter in each.voters)
    return tuple(
        CheckIns(
            station=station.id,
            intervals=tuple(
                Interval(
                    hour=hour, regular=regular[station.id, hour], provisional=provisional[station.id, hour]
                )
                for hour in range(24)
                if regular[station.id, hour] or provisional[station.id, hour]
            ),
        )
        for station in definition.stations
    )


def expected_totals(definition: Definition, days: Sequence[BoxDay]) -> DirectSum:
    """The sum over ballots cast and provisional ballots accepted, of the definition's first contest.

    :class:`DamagedError` where one of the days is a rehearsal, which is never counted.
    """
    contest = definition.contests[0]
    marks = [0] * len(contest.candidates)
    blank = ballots = 0
    for each in days:
        if definition.box(each.box).kind is BoxKind.REHEARSAL:
            raise DamagedError(f"{each.box} is a rehearsal and cannot be counted", place="demo")
        for voter in each.voters:
            if voter.counts:
                chosen = choices_for(definition, contest.id, voter.codes)
                ballots += 1
                blank += not any(chosen)
                marks = [total + mark for total, mark in zip(marks, chosen, strict=True)]
    votes = {who.code: total for who, total in zip(contest.candidates, marks, strict=True)}
    return DirectSum(votes=votes, blank=blank, ballots=ballots)

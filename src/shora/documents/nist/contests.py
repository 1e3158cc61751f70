"""A contest with its lists and candidates as the format has them: parties, candidates, selections and counts."""

from collections.abc import Iterator
from dataclasses import dataclass

from shora.documents.counted import Count
from shora.documents.nist.objects import (
    Object,
    code,
    hash_code,
    identified,
    seats,
    text,
    text_of,
    typed,
    votes,
)
from shora.documents.nist.units import SCOPE, Places
from shora.seats.model import INDEPENDENTS, Candidate, Status, VoteList
from shora.seats.result import Outcome
from shora.text.json import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One contest: its parties and candidates, and the contest that points to them."""

    parties: tuple[Object, ...]
    candidates: tuple[Object, ...]
    contest: Object


def told(count: Count, number: int, places: Places, *, official: bool, whole: bool) -> Told:
    """Contest ``number`` (from 1) of a report: ``official`` once certified, ``whole`` with all its votes."""
    one = _Contest(count, number, places, official=official, whole=whole)
    return Told(parties=tuple(one.parties()), candidates=tuple(one.candidates()), contest=one.contest())


class _Contest:
    def __init__(self, count: Count, number: int, places: Places, *, official: bool, whole: bool) -> None:
        self.count = count
        self.number = number
        self.places = places
        self.official = official
        self.whole = whole
        self.name = count.totals.contest.id
        self.party = {
            each.id: f"party-{number}-{place}" for place, each in enumerate(count.totals.lists, start=1)
        }
        self.codes = (
            {} if count.defined is None else {str(each.id): str(each.code) for each in count.defined.lists}
        )
        self.order = (
            {}
            if count.defined is None
            else {str(each.code): place for place, each in enumerate(count.defined.candidates, start=1)}
        )

    def parties(self) -> Iterator[Object]:
        for group in self.count.totals.lists:
            known = self.codes.get(group.id)
            yield identified(
                "Party",
                self.party[group.id],
                ExternalIdentifier=[
                    code("list", group.id),
                    *([] if known is None else [code("list code", known)]),
                ],
                Name=text(group.name),
            )

    def candidates(self) -> Iterator[Object]:
        for place, (group, person) in enumerate(self.count.totals.people, start=1):
            yield identified(
                "Candidate",
                f"candidate-{self.number}-{place}",
                BallotName=text(person.name),
                ExternalIdentifier=[code("candidate", person.id)],
                PartyId=None if group == INDEPENDENTS else self.party[group],
                PostElectionStatus=self._fate(person),
            )

    def _fate(self, person: Candidate) -> str | None:
        """Winners that nobody has certified are projected ones; while a lot is open the others are neither."""
        if any(seat.id == person.id for seat in self.count.result.elected):
            return "winner" if self.official else "projected-winner"
        if person.status is Status.WITHDRAWN:
            return "withdrawn"
        return "defeated" if self.count.result.status is Outcome.COMPLETE else None

    def contest(self) -> Object:
        totals, defined = self.count.totals, self.count.defined
        boxes = totals.boxes
        return identified(
            "CandidateContest",
            f"contest-{self.number}",
            BallotTitle=text(totals.contest.name) if defined is None else text_of(defined.name),
            ContestSelection=[*self._of_candidates(), *self._of_parties()],
            CountStatus=[] if boxes is None else [self._status()],
            ElectionDistrictId=SCOPE,
            ExternalIdentifier=[
                code("contest", self.name),
                *([hash_code("record", totals.record)] if totals.record else []),
            ],
            Name=totals.contest.name,
            NumberElected=totals.contest.seats,
            OtherCounts=[*self._other_counts()],
            SequenceOrder=self.number,
            SubUnitsReported=None if boxes is None else boxes.counted,
            TotalSubUnits=None if boxes is None else boxes.defined,
            VoteVariation="proportional" if self.count.for_lists else "n-of-m",
            VotesAllowed=totals.contest.votes_per_ballot,
        )

    def _status(self) -> Object:
        """Whether votes of a box that is not counted still come is not in the totals."""
        return typed("CountStatus", Status="completed" if self.whole else "unknown", Type="total")

    def _of_candidates(self) -> Iterator[JsonValue]:
        for place, (_, person) in enumerate(self.count.totals.people, start=1):
            yield identified(
                "CandidateSelection",
                f"selection-{self.number}-{place}",
                CandidateIds=[f"candidate-{self.number}-{place}"],
                SequenceOrder=self.order.get(person.id),
                VoteCounts=[votes(SCOPE, person.votes), *self._by_unit([person])],
            )

    def _of_parties(self) -> Iterator[JsonValue]:
        """Lists are voted for only under a rule for lists; under any they may have seats."""
        after = len(self.count.totals.people)
        for place, group in enumerate(self.count.totals.lists, start=after + 1):
            given = self.count.result.seats.get(group.id)
            yield identified(
                "PartySelection",
                f"selection-{self.number}-{place}",
                PartyIds=[self.party[group.id]],
                VoteCounts=[
                    *(self._list_votes(group) if self.count.for_lists else []),
                    *([] if given is None else [seats(SCOPE, given)]),
                ],
            )

    def _list_votes(self, group: VoteList) -> Iterator[JsonValue]:
        yield votes(SCOPE, group.total)
        if group.votes is None:
            yield from self._by_unit(group.candidates)

    def _by_unit(self, people: "list[Candidate] | tuple[Candidate, ...]") -> Iterator[JsonValue]:
        for identity, unit in self.places.units:
            found = unit.parts[self.name].votes
            yield votes(identity, sum(found[person.id] for person in people))

    def _other_counts(self) -> Iterator[JsonValue]:
        """Marks that ballots could have had and have not: exact where each ballot is valid or blank."""
        ballots, defined = self.count.totals.ballots, self.count.defined
        if ballots is None or defined is None or ballots.valid + ballots.blank != ballots.cast:
            return
        given = sum(person.votes for _, person in self.count.totals.people)
        parts = [(SCOPE, ballots.cast, given)]
        parts += [
            (identity, unit.ballots, sum(unit.parts[self.name].votes.values()))
            for identity, unit in self.places.units
        ]
        if all(marks <= cast * defined.votes for _, cast, marks in parts):
            for identity, cast, marks in parts:
                yield typed("OtherCounts", GpUnitId=identity, Undervotes=cast * defined.votes - marks)

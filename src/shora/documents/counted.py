"""What official outputs are made of: totals and results, and the definition and the units where there is a record.

Everything is held against everything else here, once, so that no output can show two truths. Votes of a
unit are shown only as the record opened them: never for fewer ballots than the definition's limit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shora.election.contest import Contest as DefinedContest
from shora.election.definition import Definition
from shora.election.station import BoxKind
from shora.errors import InputError, RefusedError
from shora.ids import BoxId, CandidateCode, ContestId
from shora.record.totals import CountedUnit
from shora.seats.model import Totals
from shora.seats.result import Outcome, Result
from shora.seats.rules import rule
from shora.tally.result import add


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One contest: ``totals``, the ``result`` of a rule on them, and as it was ``defined`` where that is known."""

    totals: Totals
    result: Result
    defined: DefinedContest | None

    @property
    def for_lists(self) -> bool:
        """Whether the rule gives seats to lists first."""
        return rule(self.result.rule_id).lists is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestPart:
    """A unit's part of one contest: votes of each candidate, and blank ballots."""

    votes: Mapping[str, int]
    blank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Boxes that were opened together, in the definition's order, and ``parts`` by contest."""

    name: str
    boxes: tuple[BoxId, ...]
    ballots: int
    parts: Mapping[str, ContestPart]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """All contests of one count, in the definition's order; units in the order of their first boxes."""

    contests: tuple[Count, ...]
    definition: Definition | None
    units: tuple[Unit, ...]

    def has_all_votes(self, count: Count) -> bool:
        """Whether no vote can come any more, as far as is known.

        A record has units only once every box has ended, and then its totals never change, whatever box is
        missing in them. Other totals say whether a box is missing.
        """
        boxes = count.totals.boxes
        return bool(self.units) or boxes is None or not boxes.incomplete

    @property
    def complete(self) -> bool:
        """Whether all votes are there, and no lot is required for a seat."""
        return all(
            each.result.status is Outcome.COMPLETE and self.has_all_votes(each) for each in self.contests
        )


def counted(
    totals: Mapping[ContestId, Totals],
    results: Mapping[ContestId, Result],
    definition: Definition | None,
    units: Sequence[CountedUnit],
) -> Counted:
    """All of it together. ``units`` is empty where votes are not known by unit.

    :class:`InputError` for parts that are not of one count; :class:`RefusedError` for a unit with fewer
    ballots than the definition's ``smallest``.
    """
    if not totals or set(totals) != set(results):
        raise InputError("totals and results are not of the same contests, or of none")
    order = list(totals)
    if definition is not None:
        known = [contest.id for contest in definition.contests]
        for name in totals:
            definition.contest(name)
        order = [name for name in known if name in totals]
    contests = tuple(_count(name, totals[name], results[name], definition) for name in order)
    if not units:
        return Counted(contests=contests, definition=definition, units=())
    if definition is None:
        raise InputError("votes by unit need the definition that names candidates and boxes")
    return Counted(contests=contests, definition=definition, units=_units(definition, contests, units))


def _count(name: ContestId, totals: Totals, result: Result, definition: Definition | None) -> Count:
    if totals.contest.id != name:
        raise InputError(f"the totals of {name} are of contest {totals.contest.id}")
    people = {person.id for _, person in totals.people}
    if not {seat.id for seat in (*result.elected, *result.alternates)} <= people:
        raise InputError(f"the result of contest {name} is not of these totals")
    defined = None if definition is None else definition.contest(name)
    if defined is not None and people != {str(each.code) for each in defined.candidates}:
        raise InputError(f"the totals of contest {name} do not fit its candidates")
    return Count(totals=totals, result=result, defined=defined)


def _units(
    definition: Definition, contests: Sequence[Count], units: Sequence[CountedUnit]
) -> tuple[Unit, ...]:
    real = [box.id for box in definition.boxes if box.kind is not BoxKind.REHEARSAL]
    place = {box: number for number, box in enumerate(real)}
    shown = [box for unit in units for box in unit.heads]
    if not set(shown) <= set(real) or len(set(shown)) < len(shown) or not all(unit.heads for unit in units):
        raise InputError("the units are not of different boxes of the definition")
    for unit in units:
        if unit.ballots < definition.secrecy.smallest:
            raise RefusedError(
                f"unit {unit.name} has {unit.ballots} ballots, and the definition opens none with fewer than"
                f" {definition.secrecy.smallest}"
            )
    _need_sums(definition, contests, units)
    ordered = sorted(units, key=lambda unit: min(place[box] for box in unit.heads))
    return tuple(
        Unit(
            name=unit.name,
            boxes=tuple(box for box in real if box in unit.heads),
            ballots=unit.ballots,
            parts={
                str(contest.id): ContestPart(
                    votes=dict(_codes(contest, question.votes)), blank=question.blank
                )
                for contest, question in zip(definition.contests, unit.result, strict=True)
            },
        )
        for unit in ordered
    )


def _need_sums(definition: Definition, contests: Sequence[Count], units: Sequence[CountedUnit]) -> None:
    """The units are all of the totals: a rest would be the votes of some box that was never opened alone."""
    cast = sum(unit.ballots for unit in units)
    sums = dict(
        zip((each.id for each in definition.contests), add([unit.result for unit in units]), strict=True)
    )
    for count in contests:
        if count.defined is None:
            continue
        name, ballots = count.defined.id, count.totals.ballots
        votes = {person.id: person.votes for _, person in count.totals.people}
        if votes != dict(_codes(count.defined, sums[name].votes)):
            raise InputError(f"the votes of the units are not the totals of contest {name}")
        if ballots is not None and (ballots.cast, ballots.blank) != (cast, sums[name].blank):
            raise InputError(f"the ballots of the units are not the totals of contest {name}")


def _codes(contest: DefinedContest, votes: Sequence[int]) -> "zip[tuple[CandidateCode, int]]":
    return zip((each.code for each in contest.candidates), votes, strict=True)

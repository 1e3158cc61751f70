"""Margins: how few votes more would have changed a seat, and whether a recount is due. Spec: ``spec/seats.md``.

- Block vote: votes of the last seated minus votes of the first unseated.
- Rules for lists: for each list, the fewest votes added to it alone that give other seats without a lot.
  Exactly: for divisors and Hagenbach-Bischoff by halving, since more votes for a list never take back what
  they changed (between any two numbers at which a list crosses a threshold); for Hare and Tehran's rules,
  where they can, by walking over every point at which a quota becomes whole or half or two fractional parts
  meet. Droop's quota jumps with each few votes: there it is the smallest that halving finds, and ``exact`` is
  ``False``.

The votes of all others, and the number of valid ballots, stay as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Final

from shora.errors import InputError
from shora.seats import droop, hare
from shora.seats.blocs import Bloc, blocs_of, most_votes, over_threshold
from shora.seats.list_rule import ListRule
from shora.seats.lots import Draws
from shora.seats.model import LARGEST, Stage, Status, Totals
from shora.seats.options import NO_OPTIONS, Options, ThresholdBase
from shora.seats.ranking import no_priority, ranked
from shora.seats.result import Result
from shora.seats.rules import READINGS, count, rule
from shora.text.json import JsonValue


class MarginKind(StrEnum):
    """Between whom a margin is."""

    PERSONS = "persons"
    LISTS = "lists"


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """``votes`` separate ``winner`` from ``loser``.

    Persons: the last seated and the first unseated. Lists: ``votes`` more for ``loser`` would give it, or
    somebody else, another seat; ``winner`` is then a list that would have fewer. ``exact`` is ``False``
    where fewer might do.
    """

    kind: MarginKind
    votes: int
    exact: bool
    winner: str
    loser: str

    def to_json(self) -> dict[str, JsonValue]:
        """All fields."""
        return {
            "kind": str(self.kind),
            "votes": self.votes,
            "exact": self.exact,
            "winner": self.winner,
            "loser": self.loser,
        }


class RecountBase(StrEnum):
    """What a recount's limit is a part of."""

    LAST_SEATED = "last-seated"
    VALID = "valid"
    CAST = "cast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A recount is due where the margin is at most this part of the base."""

    part: Fraction
    base: RecountBase


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """A trigger applied: its base in votes or ballots, the exact limit, and whether a recount is due."""

    trigger: Trigger
    base: int
    limit: Fraction
    due: bool

    def to_json(self) -> dict[str, JsonValue]:
        """The limit is exact, as ``numerator/denominator``."""
        return {
            "base": str(self.trigger.base),
            "votes": self.base,
            "limit": str(self.limit),
            "due": self.due,
        }


def margins(totals: Totals, rule_id: str, options: Options = NO_OPTIONS) -> tuple[Margin, ...]:
    """The margins of a count, the smallest first: one between persons, or one for each list that can gain.

    Empty where nothing can change: all who stand are seated, or nobody can get more. Those who are tied at
    the boundary (lists, in a rule for lists) have the margin 0. Errors are those of :func:`shora.seats.rules.count`.
    """
    result = count(totals, rule_id, options)
    lists = rule(rule_id).lists
    for tie in result.ties:
        if tie.stage is Stage.LIST_SEAT or (lists is None and tie.stage is Stage.CANDIDATE):
            kind = MarginKind.PERSONS if lists is None else MarginKind.LISTS
            return (Margin(kind=kind, votes=0, exact=True, winner=tie.between[0], loser=tie.between[1]),)
    if lists is None:
        return _persons(totals, result)
    race = _Race(totals, lists, options)
    reached = [one for bloc in race.blocs for one in race.margin(bloc)]
    return tuple(sorted(reached, key=lambda margin: (margin.votes, margin.loser)))


def recount(margin: Margin, totals: Totals, rule_id: str, trigger: Trigger) -> Recount:
    """Whether this margin asks for a recount.

    :class:`InputError` where the totals lack the base, and for ``last-seated`` between lists.
    """
    base = _base(margin, totals, rule_id, trigger.base)
    limit = trigger.part * base
    return Recount(trigger=trigger, base=base, limit=limit, due=margin.votes <= limit)


def _base(margin: Margin, totals: Totals, rule_id: str, base: RecountBase) -> int:
    if base is RecountBase.LAST_SEATED:
        if margin.kind is not MarginKind.PERSONS:
            raise InputError(
                f"{rule_id} seats lists, and no person is the last seated",
                hint="choose the base valid or cast",
            )
        return next(person.votes for _, person in totals.people if person.id == margin.winner)
    if totals.ballots is None:
        raise InputError(
            "the totals do not say how many ballots were cast", hint='add "ballots": {"cast": …, "blank": …}'
        )
    return totals.ballots.valid if base is RecountBase.VALID else totals.ballots.cast


def _persons(totals: Totals, result: Result) -> tuple[Margin, ...]:
    seated = {seat.id for seat in result.elected}
    standing = [each for each in totals.people if each[1].status is Status.STANDING]
    rest = [person for _, person in ranked(standing, no_priority) if person.id not in seated]
    if not rest or not result.elected:
        return ()
    last = result.elected[-1]
    return (
        Margin(
            kind=MarginKind.PERSONS,
            votes=last.votes - rest[0].votes,
            exact=True,
            winner=last.id,
            loser=rest[0].id,
        ),
    )


class _Race:
    """A distribution among blocs, tried again with more votes for one of them."""

    def __init__(self, totals: Totals, found: ListRule, options: Options) -> None:
        self.blocs = blocs_of(totals)
        self._totals = totals
        self._rule = found
        self._options = options
        self._before = self._seats(self.blocs)

    def margin(self, bloc: Bloc) -> tuple[Margin, ...]:
        """The margin of one bloc; empty where no number of votes changes a seat."""
        walked = self._rule.id in (*READINGS, hare.RULE.id)
        votes = self._walk(bloc) if walked else self._halve(bloc)
        if votes == 0:
            return ()
        after = self._seats(self._with(bloc, votes))
        fewer = [one.id for one in self.blocs if after[one.id] < self._before[one.id]]
        return (
            Margin(
                kind=MarginKind.LISTS,
                votes=votes,
                exact=self._rule.id != droop.RULE.id,
                winner=fewer[0] if fewer else "",
                loser=bloc.id,
            ),
        )

    def _with(self, bloc: Bloc, more: int) -> tuple[Bloc, ...]:
        return tuple(replace(one, votes=one.votes + more) if one is bloc else one for one in self.blocs)

    def _part(self, blocs: Sequence[Bloc]) -> tuple[Bloc, ...]:
        try:
            return over_threshold(sorted(blocs, key=most_votes), self._totals, self._options)[0]
        except InputError:  # others fall below a part of all votes before the growing list reaches it
            return ()

    def _seats(self, blocs: Sequence[Bloc]) -> Mapping[str, int]:
        """The seats that are certain without any lot."""
        given = self._rule.apportion(self._part(blocs), self._totals.contest.seats, Draws.none())
        return {bloc.id: given.seats.get(bloc.id, 0) for bloc in blocs}

    def _changed(self, bloc: Bloc, more: int) -> bool:
        """Whether somebody is certain of more seats than before."""
        after = self._seats(self._with(bloc, more))
        return any(after[one.id] > self._before[one.id] for one in self.blocs)

    def _halve(self, bloc: Bloc) -> int:
        """The smallest number that changes a seat; 0 where none does.

        Between two numbers at which a bloc crosses the threshold more votes never take back what they changed.
        """
        starts = self._crossings(bloc)
        for first, last in pairwise((*starts, MOST + 1)):
            low, step = first - 1, 1
            while low < last - 1:
                high = min(low + step, last - 1)
                if self._changed(bloc, high):
                    return self._between(bloc, low, high)
                low, step = high, step * 2
        return 0

    def _between(self, bloc: Bloc, low: int, high: int) -> int:
        """The smallest number above ``low`` that changes a seat, as ``high`` does."""
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._changed(bloc, middle) else (middle, high)
        return high

    def _crossings(self, bloc: Bloc) -> list[int]:
        """From 1 on, each number of votes from which on other blocs may take part."""
        points = self._thresholds(bloc, self.blocs)
        # Where the point itself is a whole number, a list that falls is out from the next one on.
        whole = [point.numerator // point.denominator for point in points]
        turns = {turn for point in whole for turn in (point, point + 1)}
        return sorted({1, *(turn for turn in turns if 1 < turn <= MOST)})

    def _walk(self, bloc: Bloc) -> int:
        """The smallest number that changes a seat, trying each where a quota may turn; 0 where none does."""
        more = 1
        while True:
            # The second is within the stretch up to the next point, where the first may be a point itself.
            for trial in (more, more + 1):
                if self._changed(bloc, trial):
                    return trial
            point = self._next(bloc, more)
            if point > MOST:
                return 0
            more = max(more + 1, -(-point.numerator // point.denominator))

    def _next(self, bloc: Bloc, more: int) -> Fraction:
        """The next number of votes after ``more`` at which a comparison can turn.

        With the votes V + x of those who take part, quotas are S·v/(V + x), and S·(v + x)/(V + x) of the
        bloc itself. A comparison turns where a quota, or the difference of two, is a whole or half number;
        where two have equal votes; and where a bloc is at the threshold.
        """
        blocs = self._with(bloc, more)
        part = self._part(blocs)
        seats, votes = self._totals.contest.seats, sum(one.votes for one in part)
        mine = next(one.votes for one in blocs if one.id == bloc.id)
        inside = any(one.id == bloc.id for one in part)
        points = [Fraction(more + 1)] if part and not votes else []
        others = [one.votes for one in part if one.id != bloc.id]
        if votes and inside:
            points += [_turn(seats, value, votes) for value in _differences(others)]
            # Its own quota: S − S·(V − v)/(V + x), so that of all the others together; a half does no harm.
            points += [_turn(seats, votes - mine, votes)]
            points += [_turn(seats, votes - mine + other, votes) for other in others]
            points += [Fraction(other - mine) for other in others]
        points += self._thresholds(bloc, blocs)
        ahead = [more + point for point in points if point > 0]
        return min(ahead, default=Fraction(MOST + 1))

    def _thresholds(self, bloc: Bloc, blocs: Sequence[Bloc]) -> list[Fraction]:
        """Votes from here to where a bloc is at the threshold: the bloc itself rises, with list votes others fall."""
        part = self._options.threshold
        if not part or self._options.base is None:
            return []
        if self._options.base is ThresholdBase.VALID_BALLOTS:
            ballots = self._totals.ballots
            base = ballots.valid if ballots is not None else 0
            return [part * base - one.votes for one in blocs if one.id == bloc.id]
        base = sum(one.votes for one in blocs)
        mine = [
            Fraction(part * base - one.votes, 1 - part) for one in blocs if one.id == bloc.id and part < 1
        ]
        return mine + [Fraction(one.votes, part) - base for one in blocs if one.id != bloc.id]


MOST: Final = LARGEST * 1000
"""More votes than anybody is asked to imagine: beyond them nothing changes."""


def _differences(votes: Sequence[int]) -> list[int]:
    """The votes of others, and the differences of any two."""
    return [*votes, *(abs(one - other) for one, other in combinations(votes, 2))]


def _turn(seats: int, value: int, votes: int) -> Fraction:
    """How many more votes bring seats × value / votes down to the next smaller half."""
    if value <= 0:
        return Fraction(-1)
    halves = Fraction(2 * seats * value, votes)
    below = -(-halves.numerator // halves.denominator) - 1
    return Fraction(2 * seats * value, below) - votes if below else Fraction(-1)

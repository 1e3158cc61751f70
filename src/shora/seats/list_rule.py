"""What all rules for lists share: blocs, then persons, then alternates. Spec: ``spec/seats.md``.

A rule gives the seats of its blocs (``Apportion``). Here its persons are named: those with the most
votes of each bloc, as far as no open tie hangs over them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from shora.errors import InputError
from shora.seats.blocs import Bloc, blocs_of, over_threshold, places
from shora.seats.explain import Step, step
from shora.seats.giving import Given
from shora.seats.lots import Draws
from shora.seats.model import INDEPENDENTS, Stage, Status, Totals
from shora.seats.options import Options, Rounding
from shora.seats.ranking import (
    ALTERNATES,
    SEATS,
    Cut,
    Person,
    Priority,
    certain,
    cut,
    equal_orders,
    no_priority,
    ranked,
    seats_of,
    title,
)
from shora.seats.result import Flag, Outcome, Result, Share, Tie


@dataclass(frozen=True, slots=True, kw_only=True)
class Apportioned:
    """Seats of each bloc by its id: of the first distribution, and in the end.

    ``open`` are the blocs that may get more by the lots of ``ties``; ``flags`` is what the rule has to say.
    """

    seats: Mapping[str, int]
    first: Mapping[str, int]
    ties: tuple[Tie, ...]
    open: frozenset[str]
    steps: tuple[Step, ...]
    flags: tuple[Flag, ...] = ()


Apportion = Callable[[Sequence[Bloc], int, Draws], Apportioned]
"""Seats to blocs: the blocs that take part, the seats of the house, the lots."""

Settled = Mapping[str, Cut]
"""Of each bloc that has candidates: its elected, and who is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternates:
    """Alternates of all blocs together, with the ties among them."""

    people: tuple[Person, ...]
    ties: tuple[Tie, ...]
    steps: tuple[Step, ...]
    flags: tuple[Flag, ...] = ()


NameAlternates = Callable[[Totals, Options, Sequence[Bloc], Apportioned, Settled, Draws], Alternates]
"""Who follows, once all members are settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRule:
    """A rule for lists: how seats go to blocs, what comes before the lot among persons, who follows."""

    id: str
    version: int
    apportion: Apportion
    priority: Priority = no_priority
    alternates: NameAlternates | None = None
    connections: bool = False
    threshold: bool = True

    def count(self, totals: Totals, options: Options, draws: Draws) -> Result:
        """Seats by this rule. :class:`InputError` for a threshold that it does not have or nobody reaches."""
        if options.threshold is not None and not self.threshold:
            raise InputError(f"{self.id} has no threshold", hint="leave --threshold out")
        if options.alternates is not Rounding.HALF_UP and self.alternates is None:
            raise InputError(f"{self.id} does not round alternates", hint="leave --alternates-rounding out")
        contest = totals.contest
        everyone = blocs_of(totals)
        for bloc in everyone:
            if bloc.id.startswith(GROUP):
                raise InputError(
                    f"list {bloc.id} has an id that begins with {GROUP}, as a group of connected lists",
                    hint="give the list another id",
                )
        blocs, below = over_threshold(everyone, totals, options)
        able = places(blocs, contest.seats)
        given = self.apportion(blocs, contest.seats, draws)
        settled = {bloc.id: self._persons(bloc, given, draws) for bloc in blocs if bloc.standing}
        ties = [
            *given.ties,
            *(one.tie for one in settled.values() if one.tie is not None and not one.settled),
        ]
        follow = Alternates(people=(), ties=(), steps=())
        if not ties:
            name = self.alternates or self._alternates
            follow = name(totals, options, blocs, given, settled, draws)
        elected = ranked([each for one in settled.values() for each in one.chosen], self.priority)
        others = ranked(follow.people, self.priority)
        return Result(
            rule_id=self.id,
            rule_version=self.version,
            status=Outcome.LOT_REQUIRED if ties else Outcome.COMPLETE,
            seats={bloc.id: given.seats.get(bloc.id, 0) for bloc in everyone},
            elected=seats_of(elected),
            alternates=seats_of(others),
            ties=(*ties, *follow.ties),
            flags=_flags(totals, (*given.flags, *follow.flags)),
            steps=(
                *opening(totals, self.id, len(everyone), connections=self.connections),
                *below,
                *([step("vacant", able=able, vacant=contest.seats - able)] if able < contest.seats else []),
                *given.steps,
                *_person_steps(blocs, given, settled),
                *follow.steps,
            ),
            shares=_shares(everyone, blocs, contest.seats, given),
        )

    def _persons(self, bloc: Bloc, given: Apportioned, draws: Draws) -> Cut:
        """Who has the bloc's seats; no tie of persons is met while one of blocs hangs over it."""
        ranking = ranked([(bloc.id, each) for each in bloc.standing], self.priority)
        seats = given.seats[bloc.id]
        if bloc.id in given.open:
            sure = certain(ranking, seats, self.priority)
            left = tuple(ranking[len(sure) :])
            return Cut(chosen=sure, left=left, tie=None, settled=False, steps=())
        return cut(ranking, seats, Stage.CANDIDATE, draws, self.priority, SEATS)

    def _alternates(
        self,
        totals: Totals,
        options: Options,
        blocs: Sequence[Bloc],
        given: Apportioned,
        settled: Settled,
        draws: Draws,
    ) -> Alternates:
        """The contest's alternates by the same rule, among the blocs with seats and candidates that are left."""
        del options
        wanted = totals.contest.alternates
        able = [
            replace(bloc, places=len(settled[bloc.id].left))
            for bloc in blocs
            if bloc.id in settled and given.seats[bloc.id]
        ]
        if not wanted or not able:
            return Alternates(people=(), ties=(), steps=())
        stage = draws.for_alternates()
        shared = self.apportion(able, wanted, stage)
        people: list[Person] = []
        ties, steps = list(shared.ties), [step("alternates-by-rule", seats=wanted)]
        steps += shared.steps
        for bloc in able:
            left, number = settled[bloc.id].left, shared.seats[bloc.id]
            if bloc.id in shared.open:
                people += certain(left, number, self.priority)
                continue
            one = cut(left, number, Stage.ALTERNATE, draws, self.priority, ALTERNATES)
            people += one.chosen
            steps += one.steps
            ties += [one.tie] if one.tie is not None and not one.settled else []
        return Alternates(
            people=tuple(people),
            ties=tuple(ties),
            steps=(*steps, *named("alternate", ranked(people, self.priority), totals)),
        )


GROUP = "connection:"
"""Begins the name of a group of connected lists in a tie."""


def whole(given: Given, before: tuple[Step, ...] = (), flags: tuple[Flag, ...] = ()) -> Apportioned:
    """What one distribution without groups gives."""
    return Apportioned(
        seats=given.seats,
        first=given.first,
        ties=() if given.tie is None else (given.tie,),
        open=frozenset() if given.tie is None else frozenset(given.tie.between),
        steps=(*before, *given.steps),
        flags=flags,
    )


def opening(totals: Totals, rule: str, blocs: int, *, connections: bool) -> list[Step]:
    """What is to be filled, by which rule; what is missing; who has withdrawn."""
    steps = []
    if totals.boxes is not None and totals.boxes.incomplete:
        boxes = totals.boxes
        steps.append(step("boxes-missing", counted=boxes.counted, defined=boxes.defined))
    steps += too_many_votes(totals)
    steps.append(step("to-fill-lists", seats=totals.contest.seats, rule=rule, blocs=blocs))
    if totals.independents:
        steps.append(step("pool", votes=sum(each.votes for each in totals.independents)))
    if not connections and any(each.connection for each in totals.lists):
        steps.append(step("no-connections", rule=rule))
    gone = ranked([each for each in totals.people if each[1].status is Status.WITHDRAWN], no_priority)
    steps.extend(step("withdrawn", who=title(each), votes=each[1].votes) for each in gone)
    return steps


def too_many_votes(totals: Totals) -> list[Step]:
    """A step where the ballots cannot hold the votes: something in the file was typed wrong."""
    each, ballots = totals.contest.votes_per_ballot, totals.ballots
    votes = sum(one.total for one in totals.lists) + sum(one.votes for one in totals.independents)
    if ballots is None or not each or votes <= ballots.valid * each:
        return []
    return [step("too-many-votes", votes=votes, valid=ballots.valid, each=each)]


def named(key: str, people: Sequence[Person], totals: Totals) -> list[Step]:
    """One step a person, in their order; ``key`` is ``seated`` or ``alternate``."""
    groups = {each.id: each.name for each in totals.lists}
    steps = []
    for rank, (group, each) in enumerate(people, start=1):
        who = title((group, each))
        if group == INDEPENDENTS:
            steps.append(step(f"{key}-alone", rank=rank, who=who, votes=each.votes))
        else:
            steps.append(step(key, rank=rank, who=who, group=groups[group], votes=each.votes))
    return steps


def _person_steps(blocs: Sequence[Bloc], given: Apportioned, settled: Settled) -> list[Step]:
    steps = []
    for bloc in blocs:
        seats = given.seats[bloc.id]
        steps.append(step("bloc-seats", who=bloc.title, seats=seats))
        if bloc.id not in settled:
            continue
        one = settled[bloc.id]
        steps += one.steps if seats else ()
        steps += [
            step("in-bloc", rank=rank, who=title(each), votes=each[1].votes)
            for rank, each in enumerate(one.chosen, start=1)
        ]
        steps += equal_orders(one.chosen)
    return steps


def _shares(
    everyone: Sequence[Bloc], blocs: Sequence[Bloc], seats: int, given: Apportioned
) -> tuple[Share, ...]:
    part = {bloc.id for bloc in blocs}
    votes = sum(bloc.votes for bloc in blocs)
    return tuple(
        Share(
            id=bloc.id,
            votes=bloc.votes,
            quota=Fraction(bloc.votes * seats, votes) if votes and bloc.id in part else Fraction(0),
            takes_part=bloc.id in part,
            first=given.first.get(bloc.id, 0),
            seats=given.seats.get(bloc.id, 0),
        )
        for bloc in everyone
    )


def _flags(totals: Totals, said: Sequence[Flag]) -> tuple[Flag, ...]:
    missing = totals.boxes is not None and totals.boxes.incomplete
    return tuple(flag for flag in Flag if flag in said or (flag is Flag.BOXES_MISSING and missing))

"""Blocs: what seats go to first, under every rule for lists. Spec: ``spec/seats.md``, "Blocs".

- A bloc is a list, or the pool of all candidates of no list where there are any.
- Its votes are the list's total; withdrawn candidates keep their votes in it.
- Its places are its standing candidates; a count of lists only has places without limit.
- A threshold leaves out blocs with fewer votes than its exact fraction of its base.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from shora.errors import InputError
from shora.seats.explain import Step, step
from shora.seats.model import INDEPENDENTS, Candidate, Status, Totals
from shora.seats.options import Options, ThresholdBase
from shora.text.messages import Named


@dataclass(frozen=True, slots=True, kw_only=True)
class Bloc:
    """A list, the pool, or a group of connected lists. ``places`` is ``None`` for places without limit."""

    id: str
    name: str
    votes: int
    places: int | None
    connection: str
    standing: tuple[Candidate, ...]

    @property
    def title(self) -> str | Named:
        """As steps name it."""
        return self.id if self.name == self.id else Named(name=self.name, code=self.id)

    def free(self, taken: int) -> bool:
        """Whether it can take one more than ``taken`` seats."""
        return self.places is None or taken < self.places

    def at_most(self, seats: int) -> int:
        """``seats``, or its places where they are fewer."""
        return seats if self.places is None else min(seats, self.places)


def by_id(name: str) -> tuple[int, int, str]:
    """The order of ids: numbers by size, then all others by code points."""
    return (0, int(name), name) if name.isascii() and name.isdigit() else (1, 0, name)


def most_votes(bloc: Bloc) -> tuple[int, tuple[int, int, str]]:
    """The order of blocs: the most votes first, equal ones by id."""
    return -bloc.votes, by_id(bloc.id)


def blocs_of(totals: Totals) -> tuple[Bloc, ...]:
    """All blocs of the totals, the most votes first."""
    found = [_bloc(each.id, each.name, each.total, each.connection, each.candidates) for each in totals.lists]
    if totals.independents:
        votes = sum(each.votes for each in totals.independents)
        found.append(_bloc(INDEPENDENTS, INDEPENDENTS, votes, "", totals.independents))
    return tuple(sorted(found, key=most_votes))


def _bloc(name: str, title: str, votes: int, connection: str, candidates: tuple[Candidate, ...]) -> Bloc:
    standing = tuple(each for each in candidates if each.status is Status.STANDING)
    return Bloc(
        id=name,
        name=title,
        votes=votes,
        places=len(standing) if candidates else None,
        connection=connection,
        standing=standing,
    )


def places(blocs: Sequence[Bloc], seats: int) -> int:
    """How many of ``seats`` these blocs can take together."""
    if any(bloc.places is None for bloc in blocs):
        return seats
    return min(seats, sum(bloc.places or 0 for bloc in blocs))


def over_threshold(
    blocs: Sequence[Bloc], totals: Totals, options: Options
) -> tuple[tuple[Bloc, ...], tuple[Step, ...]]:
    """The blocs that take part, and the steps that say so.

    :class:`InputError` where the base is not in the totals, and where no bloc reaches the threshold.
    """
    if options.threshold is None or options.base is None:
        return tuple(blocs), ()
    base = _base(blocs, totals, options.base)
    least = options.threshold * base
    part = tuple(bloc for bloc in blocs if bloc.votes >= least)
    steps = [
        step(
            "threshold",
            part=_fraction(options.threshold),
            base=base,
            least=-(-least.numerator // least.denominator),
        )
    ]
    steps += [
        step("below-threshold", who=bloc.title, votes=bloc.votes) for bloc in blocs if bloc.votes < least
    ]
    if not part:
        most = blocs[0]
        raise InputError(
            f"no list reaches the threshold of {_fraction(options.threshold)} of {base} ({options.base});"
            f" {most.id} has the most, {most.votes}",
            hint="a smaller threshold, or the other base",
        )
    return part, tuple(steps)


def _base(blocs: Sequence[Bloc], totals: Totals, base: ThresholdBase) -> int:
    if base is ThresholdBase.LIST_VOTES:
        return sum(bloc.votes for bloc in blocs)
    if totals.ballots is None:
        raise InputError(
            "the threshold is a part of the valid ballots, and the totals do not say how many there are",
            hint='add "ballots": {"cast": …, "blank": …}, or choose the base list-votes',
        )
    return totals.ballots.valid


def _fraction(value: Fraction) -> str:
    percent = value * 100
    if percent.denominator == 1:
        return f"{percent.numerator}%"
    return f"{value.numerator}/{value.denominator}"

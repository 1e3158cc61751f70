"""Ballots for a precinct, invented so that they give exactly its official numbers.

What people marked together is not published, so nothing can be read from these ballots but their sums.
An overvoted ballot counts for nobody, and is a blank one here.
"""

from collections.abc import Sequence
from random import Random
from typing import Final

from shora.demo.boulder.statement import VOTES, Precinct, Statement

MIXING: Final = 10
"""Moves that are tried for each mark."""

Row = tuple[int, ...]
"""A ballot: 0 or 1 a candidate."""


def expand(statement: Statement, seed: int) -> tuple[tuple[Row, ...], ...]:
    """The ballots of each precinct; one precinct's depend on the seed and its own numbers alone."""
    return tuple(ballots_of(precinct, Random(f"{seed} {precinct.code}")) for precinct in statement.precincts)


def ballots_of(precinct: Precinct, rng: Random) -> tuple[Row, ...]:
    """As many ballots as the precinct has, in no order, overvoted ones as blank rows.

    Marks are dealt out one candidate after the other, going round the valid ballots: a candidate has at most
    as many marks as there are ballots, so nobody gets two on one; all marks together are at most four a
    ballot, so no ballot gets five. This makes ballots of nearly equal length, so marks are then moved at
    random, from a ballot that has the candidate to one that lacks it and has room.
    """
    chosen: list[set[int]] = [set() for _ in range(precinct.valid)]
    owners = [candidate for candidate, votes in enumerate(precinct.votes) for _ in range(votes)]
    holders = [place % precinct.valid for place in range(len(owners))]
    for candidate, holder in zip(owners, holders, strict=True):
        chosen[holder].add(candidate)
    for _ in range(MIXING * len(owners)):
        mark, other = rng.randrange(len(owners)), rng.randrange(precinct.valid)
        if owners[mark] not in chosen[other] and len(chosen[other]) < VOTES:
            chosen[holders[mark]].remove(owners[mark])
            chosen[other].add(owners[mark])
            holders[mark] = other
    chosen += [set() for _ in range(precinct.overvoted)]
    rng.shuffle(chosen)
    return tuple(tuple(int(c in marks) for c in range(len(precinct.votes))) for marks in chosen)


def blank(ballots: Sequence[Row]) -> int:
    """How many have no mark, the overvoted ones among them."""
    return sum(1 for row in ballots if not any(row))

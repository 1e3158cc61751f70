"""Hagenbach-Bischoff, with list connections (Listenverbindungen), as in Swiss federal elections.

- Lists of one connection are a group, within it those of one sub-connection; seats are distributed among
  lists and groups as if a group were one list, then within each group in the same way.
- Each distribution of s seats: Q = floor(votes / (s + 1)) + 1; first the whole part of votes / Q each,
  then one by one to the highest votes / (seats so far + 1).

Equal quotients go straight to the lot here. Article 41 (1) c to f of the federal law looks first at remainders, then at
votes; whoever counts a federal election has to read such a tie with the law in hand.

Source: Swiss federal law on political rights (SR 161.1), articles 40, 41 and 42.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from shora.seats.blocs import Bloc, most_votes, places
from shora.seats.explain import Step, step
from shora.seats.giving import by_divisors
from shora.seats.list_rule import GROUP, Apportioned, ListRule
from shora.seats.lots import Draws
from shora.seats.remainders import exhausted
from shora.seats.result import Tie

SOURCE: Final = "Swiss federal law on political rights (SR 161.1), articles 40 to 42"


def _apportion(blocs: Sequence[Bloc], seats: int, draws: Draws) -> Apportioned:
    """The distribution among lists and groups, then in each group."""
    return _level(blocs, 0, seats, draws, settled=True, group=None)


def _level(
    blocs: Sequence[Bloc], depth: int, seats: int, draws: Draws, *, settled: bool, group: Bloc | None
) -> Apportioned:
    """Distributes ``seats`` among the members at this depth; ``settled`` unless a tie above may give more."""
    members = _members(blocs, depth)
    rivals = sorted((bloc for bloc, _ in members), key=most_votes)
    votes = sum(bloc.votes for bloc in rivals)
    q = votes // (seats + 1) + 1
    steps: list[Step] = []
    if group is not None:
        steps.append(step("within-group", who=group.id, seats=seats))
    steps.append(step("quota", votes=votes, seats=seats, value=q))
    parts = {bloc.id: bloc.votes // q for bloc in rivals}
    first = {bloc.id: bloc.at_most(parts[bloc.id]) for bloc in rivals}
    steps += [step("quotas", who=b.title, votes=b.votes, seats=parts[b.id], rest=b.votes % q) for b in rivals]
    steps += exhausted(rivals, parts)
    left = places(rivals, seats) - sum(first.values())
    # What a tie above might change is not asked for here: no lot is called for in vain.
    asked = draws if settled else Draws.none()
    given = by_divisors(rivals, first, left, lambda taken: Fraction(taken + 1), asked)
    steps += given.steps if settled else ()
    own = () if given.tie is None else given.tie.between
    ties: tuple[Tie, ...] = (given.tie,) if given.tie is not None and settled else ()
    won: dict[str, int] = {}
    began: dict[str, int] = {}
    still: set[str] = set()
    for bloc, inside in members:
        sure = settled and bloc.id not in own
        if not inside:
            won[bloc.id], began[bloc.id] = given.seats[bloc.id], first[bloc.id]
            still |= set() if sure else {bloc.id}
            continue
        below = _level(inside, depth + 1, given.seats[bloc.id], draws, settled=sure, group=bloc)
        won |= below.seats
        began |= below.first
        still |= below.open
        ties += below.ties
        steps += below.steps
    return Apportioned(seats=won, first=began, ties=ties, open=frozenset(still), steps=tuple(steps))


def _members(blocs: Sequence[Bloc], depth: int) -> list[tuple[Bloc, tuple[Bloc, ...]]]:
    """Lists alone, with nothing inside, and groups with their lists."""
    inside: dict[str, list[Bloc]] = {}
    found: list[tuple[Bloc, tuple[Bloc, ...]]] = []
    for bloc in blocs:
        levels = bloc.connection.split("/") if bloc.connection else []
        if len(levels) > depth:
            inside.setdefault("/".join(levels[: depth + 1]), []).append(bloc)
        else:
            found.append((bloc, ()))
    found += [(_group(name, lists), tuple(lists)) for name, lists in inside.items()]
    return sorted(found, key=lambda member: most_votes(member[0]))


def _group(name: str, lists: Sequence[Bloc]) -> Bloc:
    places_known: Mapping[str, int] = {b.id: b.places for b in lists if b.places is not None}
    return Bloc(
        id=f"{GROUP}{name}",
        name=f"{GROUP}{name}",
        votes=sum(bloc.votes for bloc in lists),
        places=sum(places_known.values()) if len(places_known) == len(lists) else None,
        connection="",
        standing=(),
    )


RULE: Final = ListRule(id="hagenbach-bischoff", version=1, apportion=_apportion, connections=True)

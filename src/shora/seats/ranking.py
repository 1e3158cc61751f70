"""Persons in the order of their votes, and the cut behind the last place. Spec: ``spec/seats.md``, "Ties and lots".

Equal votes matter only at the cut. There the priorities of a rule come first, if it has any, then a lot.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from shora.seats.blocs import by_id
from shora.seats.explain import Step, step
from shora.seats.lots import Draws
from shora.seats.model import Candidate, Stage
from shora.seats.result import Seat, Tie
from shora.text.messages import Named

Person = tuple[str, Candidate]
"""A candidate with the id of the list, or ``independents``."""

Names = tuple[str | Named, ...]
"""People as the steps name them."""

Priority = Callable[[Candidate], tuple[int, ...]]
"""What decides between equal votes before the lot: the smallest comes first."""


def no_priority(_: Candidate) -> tuple[int, ...]:
    """Nothing but the lot."""
    return ()


def veterans_and_degree(candidate: Candidate) -> tuple[int, ...]:
    """Veterans (ایثارگران) first, then the higher degree: old article 17, note."""
    return int(not candidate.veteran), -candidate.degree


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The first places of a ranking: who has one, who is left, and the tie at the boundary if any.

    ``settled`` is ``False`` while the tie waits for its lot.
    """

    chosen: tuple[Person, ...]
    left: tuple[Person, ...]
    tie: Tie | None
    settled: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The sentences of a kind of cut; ``cut`` is empty where a clear cut is not worth one."""

    cut: str
    tie: str
    lot: str
    waiting: str
    priority: str


SEATS: Final = Words(cut="cut", tie="tie", lot="lot", waiting="lot-required", priority="priority")
ALTERNATES: Final = Words(
    cut="",
    tie="alternate-tie",
    lot="alternate-lot",
    waiting="alternate-lot-required",
    priority="alternate-priority",
)


def ranked(people: Sequence[Person], priority: Priority) -> list[Person]:
    """Most votes first; equal ones by priority, then by id."""
    return sorted(people, key=lambda each: (-each[1].votes, priority(each[1]), by_id(each[1].id)))


def cut(
    ranking: Sequence[Person], places: int, stage: Stage, draws: Draws, priority: Priority, words: Words
) -> Cut:
    """The first ``places`` of a ranking made by :func:`ranked` with the same priority."""
    if places == 0 or len(ranking) <= places:
        return _clear(ranking, places, ())
    last, following = ranking[places - 1][1], ranking[places][1]
    if last.votes > following.votes:
        said = (step(words.cut, votes=last.votes, next=following.votes),) if words.cut else ()
        return _clear(ranking, places, said)
    equal = [each for each in ranking if each[1].votes == last.votes]
    if priority(last) != priority(following):
        winners = [each for each in equal if priority(each[1]) <= priority(last)]
        return _clear(
            ranking,
            places,
            (step(words.priority, who=titles(equal), votes=last.votes, first=titles(winners)),),
        )
    tied = [each for each in equal if priority(each[1]) == priority(last)]
    above = ranking[: ranking.index(tied[0])]
    tie = Tie(stage=stage, between=tuple(each.id for _, each in tied), seats=places - len(above))
    drawn = draws.of(tie)
    winners = [each for each in tied if each[1].id in drawn]
    chosen = (*above, *winners)
    who = titles(tied)
    steps = (
        step(words.tie, who=who, votes=last.votes, seats=tie.seats),
        step(words.lot, who=who, drawn=titles(winners)) if drawn else step(words.waiting, seats=tie.seats),
    )
    taken = {each.id for _, each in chosen}
    return Cut(
        chosen=chosen,
        left=tuple(each for each in ranking if each[1].id not in taken),
        tie=tie,
        settled=bool(drawn),
        steps=steps,
    )


def certain(ranking: Sequence[Person], places: int, priority: Priority) -> tuple[Person, ...]:
    """Those who have one of the first ``places`` whatever a lot at their end would say."""
    if places == 0 or len(ranking) <= places:
        return tuple(ranking[:places])
    following = ranking[places][1]
    edge = (-following.votes, priority(following))
    return tuple(each for each in ranking[:places] if (-each[1].votes, priority(each[1])) < edge)


def _clear(ranking: Sequence[Person], places: int, steps: tuple[Step, ...]) -> Cut:
    return Cut(
        chosen=tuple(ranking[:places]), left=tuple(ranking[places:]), tie=None, settled=True, steps=steps
    )


def seats_of(people: Sequence[Person]) -> tuple[Seat, ...]:
    """People in their order as seats, ranked from 1."""
    return tuple(
        Seat(id=each.id, list=bloc, votes=each.votes, rank=rank)
        for rank, (bloc, each) in enumerate(people, start=1)
    )


def equal_orders(chosen: Sequence[Person]) -> list[Step]:
    """A step for those whose votes are equal and whose places all the same are sure."""
    groups = [(votes, list(each)) for votes, each in groupby(chosen, key=lambda person: person[1].votes)]
    return [step("equal-order", who=titles(each), votes=votes) for votes, each in groups if len(each) > 1]


def title(person: Person) -> str | Named:
    """A person as steps name one: the name with the code, or the code alone where that is the name."""
    candidate = person[1]
    same = candidate.name == candidate.id
    return candidate.id if same else Named(name=candidate.name, code=candidate.id)


def titles(people: Sequence[Person]) -> Names:
    """Several of them."""
    return tuple(title(each) for each in people)

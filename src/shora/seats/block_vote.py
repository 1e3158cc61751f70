"""Block vote (اکثریت نسبی): the k candidates with the most votes are seated; alternates follow.

- All candidates of all lists and all independents compete alone; a list gives them no seat.
- A withdrawn candidate keeps the votes and cannot be seated.
- Equal votes at the last seat: a lot (stage ``candidate``). Without its record the status is
  ``lot-required``; those above the tie are seated, the tied are not, and alternates wait.
- Equal votes at the last alternate: a lot (stage ``alternate``); the status stays ``complete``.
- Equal votes elsewhere change only the order, which is then by code; below the cut they change nothing.

Source: the law of the Islamic councils, plurality for cities and villages outside the proportional
system (members are elected by اکثریت نسبی); published versions of its article 17.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from shora.errors import InputError
from shora.seats.explain import Step, step
from shora.seats.lots import drawn_for, refuse_strays
from shora.seats.model import INDEPENDENTS, Candidate, Stage, Status, Totals
from shora.seats.options import NO_OPTIONS, Options
from shora.seats.result import Flag, Outcome, Result, Seat, Tie
from shora.text.messages import Named

ID: Final = "block-vote"
VERSION: Final = 1
SOURCE: Final = "Law of the Islamic councils: plurality (اکثریت نسبی)"

Person = tuple[str, Candidate]
"""A candidate with the id of the list, or ``independents``."""

Names = tuple[str | Named, ...]
"""People as the steps name them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """The first ``places`` of a ranking: who has one, who is left, and the tie at the boundary if any."""

    chosen: tuple[Person, ...]
    left: tuple[Person, ...]
    tie: Tie | None
    settled: bool
    steps: tuple[Step, ...]


def count(totals: Totals, options: Options) -> Result:
    """Seats by block vote. :class:`InputError` for a threshold, a list without candidates, a stray lot."""
    _refuse_what_does_not_fit(totals, options)
    contest = totals.contest
    ranking = sorted((each for each in totals.people if _stands(each)), key=_order)
    seats = _cut(ranking, contest.seats, Stage.CANDIDATE, totals)
    wanted = contest.alternates if seats.settled else 0
    others = _cut(seats.left, wanted, Stage.ALTERNATE, totals)
    ties = [cut.tie for cut in (seats, others) if cut.tie is not None]
    refuse_strays(ties, totals.lots)
    return Result(
        rule_id=ID,
        rule_version=VERSION,
        status=Outcome.COMPLETE if seats.settled else Outcome.LOT_REQUIRED,
        seats=_by_list(totals, seats.chosen),
        elected=_seats(seats.chosen),
        alternates=_seats(others.chosen),
        ties=tuple(cut.tie for cut in (seats, others) if cut.tie is not None and not cut.settled),
        flags=(Flag.BOXES_MISSING,) if totals.boxes is not None and totals.boxes.incomplete else (),
        steps=(
            *_opening(totals, len(ranking)),
            *_shortage(contest.seats, len(ranking)),
            *seats.steps,
            *_named("seated", seats.chosen, totals),
            *_equal_orders(seats.chosen),
            *(
                [step("alternates-short", wanted=wanted, found=len(seats.left))]
                if len(seats.left) < wanted
                else []
            ),
            *others.steps,
            *_named("alternate", others.chosen, totals),
            *_equal_orders(others.chosen),
        ),
    )


def _refuse_what_does_not_fit(totals: Totals, options: Options) -> None:
    if options != NO_OPTIONS:
        raise InputError(
            "block-vote has no threshold", hint="leave --threshold out, or choose a rule for lists"
        )
    for group in totals.lists:
        if not group.candidates:
            raise InputError(
                f"list {group.id} has no candidates, and block-vote seats persons",
                hint="add the candidates with their votes, or choose a rule for lists",
            )


def _stands(person: Person) -> bool:
    return person[1].status is Status.STANDING


def _order(person: Person) -> tuple[int, int, int, str]:
    """Most votes first, then by code: numbers by size, others by letter."""
    code = person[1].id
    number = int(code) if code.isascii() and code.isdigit() else None
    return -person[1].votes, int(number is None), number or 0, code


def _cut(ranking: Sequence[Person], places: int, stage: Stage, totals: Totals) -> _Cut:
    if places == 0 or len(ranking) <= places:
        return _Cut(
            chosen=tuple(ranking[:places]), left=tuple(ranking[places:]), tie=None, settled=True, steps=()
        )
    last, following = ranking[places - 1][1].votes, ranking[places][1].votes
    if last > following:
        steps = (step("cut", votes=last, next=following),) if stage is Stage.CANDIDATE else ()
        return _Cut(
            chosen=tuple(ranking[:places]), left=tuple(ranking[places:]), tie=None, settled=True, steps=steps
        )
    above = [each for each in ranking if each[1].votes > last]
    tied = [each for each in ranking if each[1].votes == last]
    tie = Tie(stage=stage, between=tuple(each.id for _, each in tied), seats=places - len(above))
    drawn = drawn_for(tie, totals.lots)
    winners = [each for each in tied if each[1].id in drawn]
    chosen = (*above, *winners)
    return _Cut(
        chosen=chosen,
        left=tuple(each for each in ranking if each not in chosen),
        tie=tie,
        settled=bool(drawn),
        steps=_tie_steps(tie, _titles(tied), last, _titles(winners)),
    )


def _tie_steps(tie: Tie, who: Names, votes: int, drawn: Names) -> tuple[Step, ...]:
    kind = "" if tie.stage is Stage.CANDIDATE else "alternate-"
    first = step(f"{kind}tie", who=who, votes=votes, seats=tie.seats)
    if drawn:
        return first, step(f"{kind}lot", who=who, drawn=drawn)
    return first, step(f"{kind}lot-required", seats=tie.seats)


def _opening(totals: Totals, standing: int) -> list[Step]:
    steps = []
    if totals.boxes is not None and totals.boxes.incomplete:
        boxes = totals.boxes
        steps.append(step("boxes-missing", counted=boxes.counted, defined=boxes.defined))
    steps.append(step("to-fill", seats=totals.contest.seats, rule=ID, standing=standing))
    gone = sorted((each for each in totals.people if not _stands(each)), key=_order)
    steps.extend(step("withdrawn", who=_title(each), votes=each[1].votes) for each in gone)
    return steps


def _shortage(seats: int, standing: int) -> list[Step]:
    return [] if standing > seats else [step("all-seated", standing=standing, vacant=seats - standing)]


def _named(key: str, chosen: Sequence[Person], totals: Totals) -> list[Step]:
    names = {group.id: group.name for group in totals.lists}
    steps = []
    for rank, (group, each) in enumerate(chosen, start=1):
        who = _title((group, each))
        if group == INDEPENDENTS:
            steps.append(step(f"{key}-alone", rank=rank, who=who, votes=each.votes))
        else:
            steps.append(step(key, rank=rank, who=who, group=names[group], votes=each.votes))
    return steps


def _equal_orders(chosen: Sequence[Person]) -> list[Step]:
    groups = [(votes, list(each)) for votes, each in groupby(chosen, key=lambda person: person[1].votes)]
    return [step("equal-order", who=_titles(each), votes=votes) for votes, each in groups if len(each) > 1]


def _title(person: Person) -> str | Named:
    candidate = person[1]
    same = candidate.name == candidate.id
    return candidate.id if same else Named(name=candidate.name, code=candidate.id)


def _titles(people: Sequence[Person]) -> Names:
    return tuple(_title(each) for each in people)


def _seats(chosen: Sequence[Person]) -> tuple[Seat, ...]:
    return tuple(
        Seat(id=each.id, list=group, votes=each.votes, rank=rank)
        for rank, (group, each) in enumerate(chosen, start=1)
    )


def _by_list(totals: Totals, chosen: Sequence[Person]) -> dict[str, int]:
    groups = [group.id for group in totals.lists] + ([INDEPENDENTS] if totals.independents else [])
    return {name: sum(group == name for group, _ in chosen) for name in groups}

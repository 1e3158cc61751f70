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

from collections import Counter
from collections.abc import Sequence
from typing import Final

from shora.errors import InputError
from shora.seats.blocs import blocs_of
from shora.seats.explain import Step, step
from shora.seats.list_rule import named, too_many_votes
from shora.seats.lots import Draws
from shora.seats.model import Stage, Status, Totals
from shora.seats.options import Options, Rounding
from shora.seats.ranking import (
    ALTERNATES,
    SEATS,
    Person,
    cut,
    equal_orders,
    no_priority,
    ranked,
    seats_of,
    title,
)
from shora.seats.result import Flag, Outcome, Result

ID: Final = "block-vote"
VERSION: Final = 1
SOURCE: Final = "Law of the Islamic councils: plurality (اکثریت نسبی)"


def count(totals: Totals, options: Options, draws: Draws) -> Result:
    """Seats by block vote. :class:`InputError` for a threshold, and for a list without candidates."""
    _refuse_what_does_not_fit(totals, options)
    contest = totals.contest
    ranking = ranked([each for each in totals.people if _stands(each)], no_priority)
    seats = cut(ranking, contest.seats, Stage.CANDIDATE, draws, no_priority, SEATS)
    wanted = contest.alternates if seats.settled else 0
    others = cut(seats.left, wanted, Stage.ALTERNATE, draws, no_priority, ALTERNATES)
    return Result(
        rule_id=ID,
        rule_version=VERSION,
        status=Outcome.COMPLETE if seats.settled else Outcome.LOT_REQUIRED,
        seats=_by_list(totals, seats.chosen),
        elected=seats_of(seats.chosen),
        alternates=seats_of(others.chosen),
        ties=tuple(one.tie for one in (seats, others) if one.tie is not None and not one.settled),
        flags=(Flag.BOXES_MISSING,) if totals.boxes is not None and totals.boxes.incomplete else (),
        steps=(
            *_opening(totals, len(ranking)),
            *_shortage(contest.seats, len(ranking)),
            *seats.steps,
            *named("seated", seats.chosen, totals),
            *equal_orders(seats.chosen),
            *(
                [step("alternates-short", wanted=wanted, found=len(seats.left))]
                if len(seats.left) < wanted
                else []
            ),
            *others.steps,
            *named("alternate", others.chosen, totals),
            *equal_orders(others.chosen),
        ),
    )


def _refuse_what_does_not_fit(totals: Totals, options: Options) -> None:
    if options.threshold is not None:
        raise InputError(
            "block-vote has no threshold", hint="leave --threshold out, or choose a rule for lists"
        )
    if options.alternates is not Rounding.HALF_UP:
        raise InputError("block-vote does not round alternates", hint="leave --alternates-rounding out")
    for group in totals.lists:
        if not group.candidates:
            raise InputError(
                f"list {group.id} has no candidates, and block-vote seats persons",
                hint="add the candidates with their votes, or choose a rule for lists",
            )


def _stands(person: Person) -> bool:
    return person[1].status is Status.STANDING


def _opening(totals: Totals, standing: int) -> list[Step]:
    steps = []
    if totals.boxes is not None and totals.boxes.incomplete:
        boxes = totals.boxes
        steps.append(step("boxes-missing", counted=boxes.counted, defined=boxes.defined))
    steps += too_many_votes(totals)
    steps.append(step("to-fill", seats=totals.contest.seats, rule=ID, standing=standing))
    gone = ranked([each for each in totals.people if not _stands(each)], no_priority)
    steps.extend(step("withdrawn", who=title(each), votes=each[1].votes) for each in gone)
    return steps


def _shortage(seats: int, standing: int) -> list[Step]:
    return [] if standing > seats else [step("all-seated", standing=standing, vacant=seats - standing)]


def _by_list(totals: Totals, chosen: Sequence[Person]) -> dict[str, int]:
    seats = Counter(group for group, _ in chosen)
    return {bloc.id: seats[bloc.id] for bloc in blocs_of(totals)}

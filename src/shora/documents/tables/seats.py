"""Seats with the way to them: exact quotas, both distributions, every step, lots and alternates."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from shora.documents.counted import Count, Counted
from shora.documents.tables.cells import Cell, Row, Table
from shora.seats.explain import Step
from shora.seats.model import INDEPENDENTS
from shora.seats.result import Share
from shora.text.json import MAX_DIGITS, JsonValue, canonical
from shora.text.messages import Language, Named, Value


def _seats(counted: Counted) -> Iterator[Row]:
    for count in counted.contests:
        groups = {each.id: each for each in count.totals.lists}
        pool = sum(each.votes for each in count.totals.independents)
        shares = {share.id: share for share in count.result.shares}
        for name, seats in count.result.seats.items():
            group = groups.get(name)
            yield (
                count.totals.contest.id,
                name,
                "" if group is None else group.name,
                pool if group is None else group.total,
                *_way(shares.get(name)),
                seats,
                tuple(seat.id for seat in count.result.elected if seat.list == name),
            )


def _way(share: Share | None) -> tuple[Cell, ...]:
    """Empty in a block vote, where lists have no way of their own to seats."""
    if share is None:
        return (None,) * 7
    whole, rest = divmod(share.quota, 1)
    rest = Fraction(rest)
    return (
        share.takes_part,
        whole,
        rest.numerator,
        rest.denominator,
        share.first,
        max(share.seats - share.first, 0),
        max(share.first - share.seats, 0),
    )


def _steps(counted: Counted) -> Iterator[Row]:
    for count in counted.contests:
        for number, step in enumerate(count.result.steps, start=1):
            yield (
                count.totals.contest.id,
                number,
                step.key,
                _values(step),
                step.say(Language.EN),
                step.say(Language.FA),
            )


def _values(step: Step) -> str:
    values: dict[str, JsonValue] = {name: _plain(value) for name, value in step.values.items()}
    return canonical(values).decode()


def _plain(value: Value) -> JsonValue:
    """Exactly: fractions, and numbers that not every reader of JSON has, are texts; people are their ids."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Named):
        return value.code
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, int) and value >= 10**MAX_DIGITS:
        return str(value)
    return value


def _lots(counted: Counted) -> Iterator[Row]:
    """Lots that were drawn, as they are recorded; then the ties that wait for one."""
    for count in counted.contests:
        name = count.totals.contest.id
        drawn = count.totals.lots
        for number, lot in enumerate(drawn, start=1):
            for each in lot.between:
                yield (
                    name,
                    number,
                    "drawn",
                    str(lot.stage),
                    lot.seats,
                    each,
                    each in lot.drawn,
                    lot.at,
                    lot.place,
                    lot.witnesses,
                )
        for number, tie in enumerate(count.result.ties, start=len(drawn) + 1):
            for each in tie.between:
                yield name, number, "required", str(tie.stage), tie.seats, each, "", "", "", ()


def _alternates(counted: Counted) -> Iterator[Row]:
    for count in counted.contests:
        names = _names(count)
        for seat in count.result.alternates:
            group = "" if seat.list == INDEPENDENTS else seat.list
            yield count.totals.contest.id, seat.rank, seat.id, names[seat.id], group, seat.votes


def _names(count: Count) -> dict[str, str]:
    return {person.id: person.name for _, person in count.totals.people}


SEATS: Final = Table(
    file="seats.csv",
    columns=(
        "contest",
        "list",
        "name",
        "votes",
        "takes_part",
        "quota_whole",
        "quota_numerator",
        "quota_denominator",
        "first",
        "further",
        "passed_on",
        "seats",
        "elected",
    ),
    rows=_seats,
)

STEPS: Final = Table(
    file="steps.csv",
    columns=("contest", "number", "step", "values", "text_en", "text_fa"),
    rows=_steps,
)

LOTS: Final = Table(
    file="lots.csv",
    columns=(
        "contest",
        "lot",
        "state",
        "stage",
        "seats",
        "participant",
        "won",
        "at",
        "place",
        "witnesses",
    ),
    rows=_lots,
)

ALTERNATES: Final = Table(
    file="alternates.csv",
    columns=("contest", "rank", "candidate", "name", "list", "votes"),
    rows=_alternates,
)

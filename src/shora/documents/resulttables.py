"""The tables of a result protocol: seats by list, people, ties, lots, both readings, all votes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from shora.documents.report import Table
from shora.documents.resultnames import Names
from shora.seats.blocs import by_id
from shora.seats.compare import Comparison
from shora.seats.model import INDEPENDENTS, Lot, Status, Totals
from shora.seats.result import Result, Seat
from shora.seats.rules import READINGS
from shora.text.json import JsonInput
from shora.text.messages import Value

_SHORT: Final = 10
"""Characters of a code that fits a narrow column."""

_NARROW: Final = 24
"""Characters of a list's name that fits the annex, whose lines are short and many."""


def blocs_table(totals: Totals, result: Result, names: Names) -> Table:
    """Each bloc's votes, share, seats of the first distribution and in the end, with a bar for its seats."""
    first = any(share.first for share in result.shares)
    most = max((share.seats for share in result.shares), default=0) or 1
    rows = tuple(
        (
            *_bloc(share.id, totals, names, out=not share.takes_part),
            names.number(share.votes),
            names.cut(share.quota) if share.takes_part else "–",
            *([names.number(share.first) if share.takes_part else "–"] if first else []),
            names.number(share.seats),
            str(share.seats * 100 // most),
        )
        for share in result.shares
    )
    notes = (names.word("share-says"), *([names.word("first-says")] if first else []))
    last = (
        "",
        names.word("sum"),
        names.number(sum(share.votes for share in result.shares)),
        "",
        *([names.number(sum(share.first for share in result.shares))] if first else []),
        names.number(sum(share.seats for share in result.shares)),
        "",
    )
    heads = ("code", "list", "votes", "share", *(["first"] if first else []), "seats")
    return Table(
        title=names.word("blocs"),
        head=(*(names.word(each) for each in heads), ""),
        kinds=(
            _code_kind(names.code_of(each) for each in result.seats),
            "said",
            *(["number"] * (len(heads) - 2)),
            "bar",
        ),
        rows=rows,
        last=last,
        notes=notes,
    )


def groups_table(totals: Totals, result: Result, names: Names) -> Table:
    """Seats by list where a list matters to nothing but its name: in a block vote."""
    return Table(
        title=names.word("blocs"),
        head=tuple(names.word(each) for each in ("code", "list", "seats")),
        kinds=(_code_kind(names.code_of(each) for each in result.seats), "said", "number"),
        rows=tuple(
            (*_bloc(each, totals, names, out=False), names.number(seats))
            for each, seats in result.seats.items()
        ),
    )


def people_table(key: str, seats: Sequence[Seat], names: Names, note: str = "") -> Table:
    """Those elected, or the alternates."""
    return Table(
        title=names.word(key),
        head=tuple(names.word(each) for each in ("rank", "code", "name", "list", "votes")),
        kinds=("number", _code_kind(seat.id for seat in seats), "text", "text", "number"),
        rows=tuple(
            (
                names.number(seat.rank),
                names.code(seat.id),
                names.person(seat.id),
                _alone_or_list(seat.list, names),
                names.number(seat.votes),
            )
            for seat in seats
        ),
        empty=names.word("none"),
        notes=(note,) if note else (),
    )


def ties_table(result: Result, names: Names) -> Table:
    """The ties that wait for a lot."""
    return Table(
        title=names.word("ties"),
        head=tuple(names.word(each) for each in ("stage", "between", "to-draw")),
        kinds=("text", "said", "number"),
        rows=tuple(
            (names.word(f"stage-{tie.stage}"), names.value(names.tied(tie)), names.number(tie.seats))
            for tie in result.ties
        ),
    )


def lot_facts(number: int, lot: Lot, names: Names) -> JsonInput:
    """A lot that was drawn: its title and its facts."""
    unsaid = names.word("not-said")
    facts = (
        names.fact("stage", names.word(f"stage-{lot.stage}")),
        names.fact("between", names.between(lot.stage, lot.between)),
        names.fact("to-draw", lot.seats),
        names.fact("drawn", names.between(lot.stage, lot.drawn)),
        names.fact("at", names.moment(lot.at) or unsaid),
        names.fact("place", lot.place or unsaid),
        names.fact("witnesses", lot.witnesses or unsaid),
    )
    return {"title": names.word("lot", {"number": number}), "facts": [each.to_json() for each in facts]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Both readings side by side: the table, and what follows from it, the most important first."""

    table: Table
    says: tuple[str, ...]


def readings(totals: Totals, result: Result, both: Comparison, names: Names) -> Readings:
    """Seats of each bloc by reading A, reading B and D'Hondt, and who is elected by one reading only."""
    sheets = {sheet.rule_id: sheet for sheet in both.sheets}
    table = Table(
        title=names.word("readings"),
        head=(
            *(names.word(each) for each in ("code", "list", "share")),
            *(names.word(f"column-{rule}") for rule in sheets),
        ),
        kinds=(
            _code_kind(names.code_of(each) for each in result.seats),
            "said",
            *(["number"] * (1 + len(sheets))),
        ),
        rows=tuple(
            (
                *_bloc(share.id, totals, names, out=False),
                names.cut(share.quota),
                *(names.number(sheet.seats[share.id]) for sheet in sheets.values()),
            )
            for share in result.shares
        ),
        last=(
            "",
            names.word("sum"),
            "",
            *(names.number(sum(sheet.seats.values())) for sheet in sheets.values()),
        ),
        notes=(names.word("readings-say", {"name": names.word(f"name-{result.rule_id}")}),),
    )
    says = [names.word("readings-differ" if both.differ else "readings-same")]
    elected = {rule: {seat.id for seat in sheets[rule].elected} for rule in READINGS}
    for rule, other in (READINGS, READINGS[::-1]):
        only = tuple(seat.id for seat in sheets[rule].elected if seat.id not in elected[other])
        if only:
            values: dict[str, Value] = {"name": names.word(f"column-{rule}"), "who": names.people(only)}
            says.append(names.word("elected-only", values))
    says += [
        names.word(
            "reading-waits",
            {"name": names.word(f"column-{rule}"), "who": names.tied(tie), "seats": tie.seats},
        )
        for rule, sheet in sheets.items()
        for tie in sheet.ties
    ]
    return Readings(table=table, says=tuple(says))


def votes_table(totals: Totals, names: Names) -> Table:
    """The votes of all candidates, the most first; equal ones by id. Lists with long names stand with their codes."""
    ordered = sorted(totals.people, key=lambda each: (-each[1].votes, by_id(each[1].id)))
    short = all(len(each.name) <= _NARROW for each in totals.lists)
    gone = f" ({names.word('withdrawn')})"
    return Table(
        title=names.word("all-votes"),
        head=tuple(names.word(each) for each in ("code", "name", "list" if short else "list-code", "votes")),
        kinds=(_code_kind(each.id for _, each in ordered), "said", "text", "number"),
        rows=tuple(
            (
                names.code(person.id),
                names.value(person.name) + (gone if person.status is Status.WITHDRAWN else ""),
                _alone_or_list(group, names) if short or group == INDEPENDENTS else names.code(group),
                names.number(person.votes),
            )
            for group, person in ordered
        ),
        empty=names.word("none"),
    )


def _bloc(name: str, totals: Totals, names: Names, *, out: bool) -> tuple[str, str]:
    """Code and name, the name a ``said`` cell; the pool has no code, and ``out`` is one below the threshold."""
    connection = next((each.connection for each in totals.lists if each.id == name), "")
    title = names.bloc(name)
    beside = [names.word("group", {"name": connection})] if connection else []
    beside += [names.word("below")] if out else []
    return names.code_of(name), names.value(title) + (f" ({names.comma.join(beside)})" if beside else "")


def _alone_or_list(name: str, names: Names) -> str:
    return names.word("independent") if name == INDEPENDENTS else names.bloc(name)


def _code_kind(codes: Iterable[str]) -> str:
    """A narrow column where all codes are short, otherwise one that breaks them."""
    return "number" if all(len(each) <= _SHORT for each in codes) else "text"

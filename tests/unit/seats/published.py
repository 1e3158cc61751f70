"""Published figures as totals, and results in the words of tests."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tests.unit.seats.samples import totals

from shora.seats.model import Totals
from shora.seats.options import NO_OPTIONS, threshold
from shora.seats.result import Outcome, Result
from shora.seats.rules import count
from shora.text.json import JsonValue

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data" / "seats"
DEMO = ROOT / "src" / "shora" / "demo" / "data"


def rows(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a table with a header; a header's line breaks are spaces."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file, delimiter=delimiter)
        head = [" ".join(name.split()) for name in next(lines)]
        return [dict(zip(head, line, strict=True)) for line in lines]


def marks(path: Path) -> dict[str, int]:
    """The votes of each candidate of a file with one row of 0 and 1 a ballot."""
    ballots = rows(path)
    return {name.replace("_", " "): sum(int(each[name]) for each in ballots) for name in ballots[0]}


def number(text: str) -> int:
    """A number that is written ``1,155``."""
    return int(text.replace(",", ""))


def only_lists(
    votes: Mapping[str, int], seats: int, connections: Mapping[str, str] | None = None, **more: JsonValue
) -> Totals:
    """A count of lists only."""
    named: Sequence[JsonValue] = [
        {"id": name, "votes": count, "connection": (connections or {}).get(name, "")}
        for name, count in votes.items()
    ]
    return totals({"contest": {"id": "c", "seats": seats}, "lists": [*named], **more})


def shared(
    votes: Mapping[str, int],
    seats: int,
    rule: str,
    *,
    part: str = "",
    base: str = "list-votes",
    connections: Mapping[str, str] | None = None,
    **more: JsonValue,
) -> dict[str, int]:
    """The seats of lists whose count is complete, in the order of ``votes``."""
    options = threshold(part, base) if part else NO_OPTIONS
    result = count(only_lists(votes, seats, connections, **more), rule, options)
    assert (result.status, result.exit_code, result.ties) == (Outcome.COMPLETE, 0, ())
    assert set(result.seats) == set(votes)
    return {name: result.seats[name] for name in votes}


def some(result: Mapping[str, int]) -> dict[str, int]:
    """Those with a seat."""
    return {name: seats for name, seats in result.items() if seats}


def elected(result: Result) -> list[str]:
    """Ids in the order of the sheet."""
    return [each.id for each in result.elected]


def summed(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Sums by name, in the order in which names come first."""
    out: dict[str, int] = {}
    for name, value in pairs:
        out[name] = out.get(name, 0) + value
    return out

"""A whole small election, held through the steps: two boxes, three ballots each, two of three trustees."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from shora.clock import fixed_clock
from shora.crypto.trustees import Share
from shora.election.definition import FORMAT, Definition
from shora.election.read import read_json
from shora.ids import BoxId
from shora.record.layout import Layout
from shora.steps.close import close_box
from shora.steps.define import Defined, define
from shora.steps.open import open_box
from shora.steps.progress import Unwatched
from shora.steps.tally import tally
from shora.steps.vote import vote
from shora.text.json import JsonValue
from shora.trustees.ceremony import share_of

CLOCK = fixed_clock(datetime(2026, 7, 3, 8, tzinfo=UTC))
LAUNCH = "7K3M-92QD-TTB4"
NORTH, SOUTH = BoxId("north"), BoxId("south")

VOTES = {
    NORTH: (["11"], ["11", "12"], []),
    SOUTH: (["12"], ["12", "13"], ["11"]),
}
"""The codes of each ballot; none is a blank one."""
TOTALS = {"11": 3, "12": 3, "13": 1}


def small_value() -> dict[str, JsonValue]:
    """The definition as plain data."""
    decided: dict[str, JsonValue] = {"decided_at": "2026-05-01T08:00:00Z", "by": "nobody", "reason": "test"}
    return {
        "format": FORMAT,
        "id": "small",
        "name": {"fa": "کوچک", "en": "Small"},
        "administrator": "nobody",
        "card_office": "nobody",
        "dates": {
            "polling-opens": [{"at": "2026-07-03T08:00:00Z", **decided}],
            "polling-closes": [{"at": "2026-07-03T18:00:00Z", **decided}],
        },
        "trustees": {"threshold": 2, "members": [{"id": f"t{i}", "name": f"Trustee {i}"} for i in (1, 2, 3)]},
        "secrecy": {"smallest": 2, "batch": 2, "unit": "box"},
        "contests": [
            {
                "id": "council",
                "name": {"fa": "شورا", "en": "Council"},
                "seats": 1,
                "votes": 2,
                "candidates": [{"code": str(10 + i), "name": name} for i, name in enumerate("ABC", start=1)],
            }
        ],
        "stations": [{"id": "school", "name": "School"}],
        "boxes": [{"id": box, "station": "school", "cards": 5} for box in (NORTH, SOUTH)],
    }


def small_definition() -> Definition:
    return read_json(small_value(), place="small")


@dataclass(frozen=True, kw_only=True)
class Small:
    """The record, and what nobody else has."""

    defined: Defined

    @property
    def layout(self) -> Layout:
        return self.defined.layout

    @property
    def shares(self) -> list[Share]:
        return [share_of(one) for one in self.defined.trustees]

    def archive(self, box: BoxId) -> Path:
        pack = next(pack for pack in self.defined.packs if pack.box == box)
        return self.layout.archive(box, pack.uuid)

    def card(self, box: BoxId, number: int) -> str:
        pack = next(pack for pack in self.defined.packs if pack.box == box)
        return pack.cards[number].private


def begin(root: Path, secrets: Path | None = None) -> Small:
    """Defined, nothing opened."""
    return Small(defined=define(small_definition(), root, secrets, Unwatched()))


def open_boxes(small: Small) -> None:
    for box in VOTES:
        open_box(small.layout, box, LAUNCH, CLOCK)


def cast_all(small: Small) -> None:
    for box, ballots in VOTES.items():
        for number, codes in enumerate(ballots):
            vote(small.layout, box, small.card(box, number), [codes])


def close_all(small: Small) -> None:
    for box in VOTES:
        close_box(small.layout, box)


def hold(root: Path, secrets: Path | None = None) -> Small:
    """From the definition to the totals."""
    small = begin(root, secrets)
    open_boxes(small)
    cast_all(small)
    close_all(small)
    tally(small.layout, small.shares, Unwatched())
    return small

"""Totals for tests, as plain data."""

import json

from shora.seats.model import Totals
from shora.seats.read import read_totals, totals_from_json
from shora.text.json import JsonValue

WESTMINSTER = {
    "Clark": 3500,
    "Melvin": 2112,
    "De Cambra": 3921,
    "Bird": 4823,
    "Caulk": 2026,
    "Bergamo": 2668,
    "Seitz": 4921,
    "Blanckaert": 2026,
    "DeMott": 3126,
    "Pearce": 1229,
}
"""Adams County's part of Westminster, Colorado, 2015: 12,684 real ballots, 3 seats."""


def independents(
    votes: dict[str, int], *, seats: int, alternates: int = 0, **more: JsonValue
) -> dict[str, JsonValue]:
    """A file of independents only."""
    return {
        "contest": {
            "id": "c",
            "name": "C",
            "seats": seats,
            "votes_per_ballot": seats,
            "alternates": alternates,
        },
        "lists": [],
        "independents": [{"id": name, "name": name, "votes": count} for name, count in votes.items()],
        **more,
    }


def lot(stage: str, between: list[str], drawn: list[str]) -> dict[str, JsonValue]:
    return {"stage": stage, "between": [*between], "seats": len(drawn), "drawn": [*drawn]}


def totals(value: dict[str, JsonValue]) -> Totals:
    return totals_from_json(value, place="t.json")


def from_text(text: str) -> Totals:
    return read_totals(text.encode(), place="t.json")


def from_value(value: object) -> Totals:
    return from_text(json.dumps(value))

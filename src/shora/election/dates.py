"""Dates that may move, and keep their history.

A date is the list of its decisions, oldest first; the last one is valid. Nothing is ever replaced,
so that everyone sees when polling was first to be, who moved it and why. (A later format may let a
decision name the stations that it is for; today it is for all.)
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shora.errors import InputError
from shora.text.jalali import utc_text
from shora.text.json import JsonValue


class DateName(StrEnum):
    """The dates an election may have; polling needs both of its own."""

    REGISTRATION_OPENS = "registration-opens"
    REGISTRATION_CLOSES = "registration-closes"
    CANDIDATES_FINAL = "candidates-final"
    CEREMONY = "ceremony"
    POLLING_OPENS = "polling-opens"
    POLLING_CLOSES = "polling-closes"
    TALLY = "tally"
    RESULTS = "results"


NEEDED = (DateName.POLLING_OPENS, DateName.POLLING_CLOSES)
"""The dates without which there is no election."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A date as decided: ``at`` is the date; ``decided_at``, ``by`` and ``reason`` say how it came about.

    Both moments are UTC, to the second.
    """

    at: datetime
    decided_at: datetime
    by: str
    reason: str

    def to_json(self) -> dict[str, JsonValue]:
        """Moments as ``2026-06-19T04:30:00Z``."""
        return {
            "at": utc_text(self.at),
            "decided_at": utc_text(self.decided_at),
            "by": self.by,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class MovableDate:
    """One date with all its decisions, oldest first; at least one."""

    name: DateName
    decisions: tuple[Decision, ...]

    @property
    def at(self) -> datetime:
        """The date as it stands now."""
        return self.decisions[-1].at

    @property
    def moved(self) -> bool:
        """Whether it was decided more than once."""
        return len(self.decisions) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """All dates of an election."""

    dates: tuple[MovableDate, ...]

    def get(self, name: DateName) -> MovableDate:
        """The date with its history; :class:`InputError` where the definition does not set it."""
        for date in self.dates:
            if date.name is name:
                return date
        raise InputError(f"the definition does not set {name}", hint=f"add [[dates.{name}]]")

    def has(self, name: DateName) -> bool:
        """Whether the definition sets this date."""
        return any(date.name is name for date in self.dates)

    def to_json(self) -> dict[str, JsonValue]:
        """Each date's name with its decisions."""
        return {str(date.name): [each.to_json() for each in date.decisions] for date in self.dates}

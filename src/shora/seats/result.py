"""What a rule says about totals: seats, persons, ties, and every step. Format: ``spec/seats.md``."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from shora.seats.explain import Step
from shora.seats.model import Stage
from shora.text.json import JsonValue
from shora.text.messages import Language


class Flag(StrEnum):
    """What a reader of a result must know."""

    RULE_NOT_IN_PUBLISHED_TEXT = "rule-not-in-published-text"
    READINGS_DIFFER = "readings-differ"
    BOXES_MISSING = "boxes-missing"


class Outcome(StrEnum):
    """``lot-required``: a tie at a boundary is open, and what hangs on it is not given."""

    COMPLETE = "complete"
    LOT_REQUIRED = "lot-required"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A person seated, or an alternate; ``rank`` counts from 1 in its own kind."""

    id: str
    list: str
    votes: int
    rank: int

    def to_json(self) -> dict[str, JsonValue]:
        """All fields."""
        return {"id": self.id, "list": self.list, "votes": self.votes, "rank": self.rank}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """``seats`` are left for those ``between`` whom the rule cannot choose; ids in the rule's order."""

    stage: Stage
    between: tuple[str, ...]
    seats: int

    def to_json(self) -> dict[str, JsonValue]:
        """All fields."""
        return {"stage": str(self.stage), "between": list(self.between), "seats": self.seats}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A bloc's way to its seats: ``quota`` is votes × seats / all votes that take part, exactly (0 without any).

    ``first`` are the seats of the rule's first distribution, 0 where it gives seat by seat.
    """

    id: str
    votes: int
    quota: Fraction
    takes_part: bool
    first: int
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The result sheet of one rule. ``seats`` has every list, and ``independents`` where there are any.

    ``shares`` are the blocs of a rule for lists, the most votes first; empty in a block vote.
    """

    rule_id: str
    rule_version: int
    status: Outcome
    seats: Mapping[str, int]
    elected: tuple[Seat, ...]
    alternates: tuple[Seat, ...]
    ties: tuple[Tie, ...]
    flags: tuple[Flag, ...]
    steps: tuple[Step, ...]
    shares: tuple[Share, ...] = ()

    @property
    def exit_code(self) -> int:
        """Of the command line: 0, or 3 while a lot is required."""
        return 0 if self.status is Outcome.COMPLETE else 3

    def to_json(self) -> dict[str, JsonValue]:
        """The sheet as plain data; each step has its key and its words in both languages."""
        return {
            **self.to_record(),
            "steps": [
                {"step": each.key, "en": each.say(Language.EN), "fa": each.say(Language.FA)}
                for each in self.steps
            ],
        }

    def to_record(self) -> dict[str, JsonValue]:
        """The sheet without its steps, as ``seats/<contest>.json`` of a record has it."""
        return {
            "rule": {"id": self.rule_id, "version": self.rule_version},
            "status": str(self.status),
            "seats": dict(self.seats),
            "elected": [each.to_json() for each in self.elected],
            "alternates": [each.to_json() for each in self.alternates],
            "ties": [each.to_json() for each in self.ties],
            "flags": [str(each) for each in self.flags],
        }

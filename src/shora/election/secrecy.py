"""What protects a vote besides encryption: how few ballots may be opened together, and in what batches they enter.

The totals of a few ballots tell how people voted; a ballot that enters the archive as soon as it is cast
tells whose it is. Both limits are decided beforehand, by people, and stand in the definition.
"""

from dataclasses import dataclass
from enum import StrEnum

from shora.text.json import JsonValue


class Unit(StrEnum):
    """What is decrypted by itself."""

    BOX = "box"
    DISTRICT = "district"
    CITY = "city"


class Duplicates(StrEnum):
    """What becomes of the ballots of a person who has two provisional ones."""

    FIRST = "first"
    """The one that was given out first counts."""
    NONE = "none"
    """Neither counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrecy:
    """``unit`` is decrypted by itself when it has ``smallest`` ballots or more; fewer are opened in a group.

    ``batch`` is k: k ballots enter the archive, shuffled, when 2k wait, so that the last batch has at
    least k. ``duplicates`` is the rule for two provisional ballots of one person; ``None`` where there are none.
    """

    smallest: int
    batch: int
    unit: Unit
    duplicates: Duplicates | None

    def to_json(self) -> dict[str, JsonValue]:
        """``duplicates`` is left out where it is ``None``."""
        out: dict[str, JsonValue] = {"smallest": self.smallest, "batch": self.batch, "unit": str(self.unit)}
        if self.duplicates is not None:
            out["duplicates"] = str(self.duplicates)
        return out

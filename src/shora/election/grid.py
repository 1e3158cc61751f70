"""A sheet of a spreadsheet as rows of cells, whatever file it came from.

A cell is what a person sees in it, with a kind that says what the program behind it made of it: a
code that became a number, a date or a formula is no longer what its writer typed, and whoever reads
the cell has to know.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MAX_BYTES: Final = 16 * 1024 * 1024
"""The largest file."""

MAX_ROWS: Final = 30_000
MAX_COLUMNS: Final = 64


class Kind(StrEnum):
    """What a cell holds."""

    TEXT = "a text"
    NUMBER = "a number"
    FLAG = "true or false"
    DATE = "a date or time"
    PERCENT = "a percentage"
    FORMULA = "a formula"
    FAULT = "an error of the spreadsheet"
    MERGED = "a part of merged cells"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """``text`` without the spaces around it; a whole number as its digits (``101.0`` is ``101``)."""

    text: str
    kind: Kind

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self.text and self.kind in {Kind.TEXT, Kind.MERGED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``number`` is where a person finds it: the row of the sheet, the line of the text."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def blank(self) -> bool:
        """Whether nothing stands in any cell."""
        return all(cell.blank for cell in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The rows of one sheet. ``unit`` is what its rows are called (row, line); ``notes`` are for a person."""

    place: str
    unit: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def number_text(value: float) -> str:
    """A number as its digits; one with a fraction, or too large to be exact, as the program writes it."""
    whole = abs(value) < 10**15 and value == int(value)
    return str(int(value)) if whole else repr(value)


def numbers_text(numbers: list[int], unit: str) -> str:
    """``row 5`` or ``rows 5, 9 and 12 more``."""
    shown = ", ".join(map(str, numbers[:8]))
    more = f" and {len(numbers) - 8} more" if len(numbers) > 8 else ""
    return f"{unit}{'s' if len(numbers) > 1 else ''} {shown}{more}"

"""Plain tables whose columns line up, also where letters are Persian.

Width is counted in terminal cells: marks and joiners have none, wide East Asian characters two.
A terminal that turns right-to-left text does so cell by cell, so the columns still line up.
"""

import unicodedata
from collections.abc import Sequence
from enum import Enum

from shora.errors import InputError

_GAP = "  "


class Align(Enum):
    """Where a column's text stands."""

    START = "start"
    END = "end"


def width(text: str) -> int:
    """The terminal cells that ``text`` takes."""
    cells = 0
    for character in text:
        if unicodedata.category(character) in {"Mn", "Me", "Cf", "Cc"}:
            continue
        cells += 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
    return cells


def table(head: Sequence[str], rows: Sequence[Sequence[str]], align: Sequence[Align]) -> tuple[str, ...]:
    """Lines: the head, a rule, the rows. Every row has as many cells as the head."""
    lines = (head, *rows)
    if any(len(line) != len(align) for line in lines):
        raise InputError("a table's rows have as many cells as its head")
    widths = [max(width(line[column]) for line in lines) for column in range(len(align))]

    def draw(line: Sequence[str]) -> str:
        cells = []
        for text, room, side in zip(line, widths, align, strict=True):
            space = " " * (room - width(text))
            cells.append(text + space if side is Align.START else space + text)
        return _GAP.join(cells).rstrip()

    return (draw(head), _GAP.join("─" * room for room in widths), *(draw(row) for row in rows))

"""The columns of a table: which there are, under which names, and the records below them.

The first row that is not blank has the names of the columns, Persian or English, in any order. Names
are compared by their search key. A column that the table does not have is refused: it might be one
that its writer thinks is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from shora.election.grid import Cell, Kind, Row, Sheet, numbers_text
from shora.election.record import Record
from shora.election.tableproblem import TableFindings
from shora.text.normalise import search_key

_BLANK: Final = Cell(text="", kind=Kind.TEXT)
_SEARCHED: Final = 10
"""How far down a row with the names is looked for, to say where it is."""

ROW_NUMBER: Final = ("ردیف", "row", "no", "#")
"""A column that sheets often have and that means nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table; ``names`` are the titles by which people know it, the first one for messages."""

    key: str
    names: tuple[str, ...]
    needed: bool


def records(
    sheet: Sheet, columns: Sequence[Column], findings: TableFindings
) -> tuple[tuple[Record, ...], tuple[str, ...]]:
    """The records of a table, and notes about what was skipped. What is wrong goes to the findings.

    Without a header row that can be used there are no records.
    """
    rows = [row for row in sheet.rows if not row.blank]
    if not rows:
        findings.add(sheet.place, "the table is empty")
        return (), ()
    header, *body = rows
    titles = _titles(sheet, header, columns, findings)
    if titles is None:
        return (), ()
    if not body:
        findings.add(sheet.place, "the table has a header and no rows")
    made = []
    for row in body:
        place = f"{sheet.place}, {sheet.unit} {row.number}"
        width = len(header.cells)
        beyond = [cell for cell in row.cells[width:] if not cell.blank]
        if beyond or (sheet.unit == "line" and len(row.cells) < width):
            findings.add(
                place, f"{len(row.cells)} cells, but the header has {width}",
                hint="put what has a comma in it between quotation marks",
            )  # fmt: skip
            continue
        cells = {
            key: row.cells[index] if index < len(row.cells) else _BLANK for key, (index, _) in titles.items()
        }
        shown = {key: title for key, (_, title) in titles.items()}
        made.append(Record(place=place, cells=cells, titles=shown, findings=findings))
    notes = [f"{sheet.place}: {note}" for note in sheet.notes]
    blank = [row.number for row in sheet.rows if row.blank and row.number < body[-1].number] if body else []
    if blank:
        notes.append(f"{sheet.place}: {numbers_text(blank, sheet.unit)} blank, and skipped")
    return tuple(made), tuple(notes)


def _titles(
    sheet: Sheet, header: Row, columns: Sequence[Column], findings: TableFindings
) -> Mapping[str, tuple[int, str]] | None:
    """For each column that is there its index and title; ``None`` where the header cannot be used."""
    place = f"{sheet.place}, {sheet.unit} {header.number}"
    known = {search_key(name): column.key for column in columns for name in (column.key, *column.names)}
    ignored = {search_key(name) for name in ROW_NUMBER}
    if not any(search_key(cell.text) in known for cell in header.cells):
        _no_header(sheet, header, known, findings)
        return None
    titles: dict[str, tuple[int, str]] = {}
    usable = True
    for index, cell in enumerate(header.cells):
        key = search_key(cell.text)
        if cell.blank and all(len(row.cells) <= index or row.cells[index].blank for row in sheet.rows):
            continue
        if key in ignored and key not in known:
            continue
        if key not in known:
            near = get_close_matches(key, known, n=1)
            every = ", ".join(column.key for column in columns)
            hint = f"did you mean {_shown(known[near[0]], columns)}?" if near else f"its columns are {every}"
            what = "a column has cells and no name" if cell.blank else "this table has no such column"
            findings.add(place, what, column="" if cell.blank else cell.text, hint=hint)
            usable = False
        elif known[key] in titles:
            findings.add(place, f"the column {known[key]} is there twice", column=cell.text)
            usable = False
        else:
            titles[known[key]] = (index, cell.text)
    for column in columns:
        if column.needed and column.key not in titles:
            findings.add(place, f"the column {_shown(column.key, columns)} is missing")
            usable = False
    return titles if usable else None


def _no_header(sheet: Sheet, header: Row, known: Mapping[str, str], findings: TableFindings) -> None:
    below = [
        row for row in sheet.rows[:_SEARCHED] if any(search_key(cell.text) in known for cell in row.cells)
    ]
    hint = f"its columns are {', '.join(dict.fromkeys(known.values()))}"
    if below:
        hint = f"{sheet.unit} {below[0].number} has them: take away what stands above"
    findings.add(
        f"{sheet.place}, {sheet.unit} {header.number}", "the first row has no names of columns", hint=hint
    )


def _shown(key: str, columns: Sequence[Column]) -> str:
    column = next(each for each in columns if each.key == key)
    return f"{key} ({column.names[0]})" if column.names else key

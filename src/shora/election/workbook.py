"""One sheet of an XLSX workbook: values by calamine, and what calamine does not tell from the XML.

The workbook is unpacked within limits first and packed again from the parts that are needed, so that
the library meets nothing that was not measured.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from shora.election.grid import Cell, Kind, Row, Sheet, number_text, numbers_text
from shora.election.workbookparts import SHEET_LIST, Listed, listed_sheets, needed_parts, unpack
from shora.election.worksheet import Marks, formats, marks
from shora.errors import InputError

_BROKEN: Final = "open it in a spreadsheet program and save it as .xlsx anew"
_PANIC: Final = "PanicException"
"""How the library's Rust says that it cannot go on; it is no ``Exception``."""


def read_workbook(data: bytes, *, place: str, sheet: str = "") -> Sheet:
    """The rows of a sheet, the first visible one where none is named.

    :class:`InputError` for what is no XLSX workbook, unpacks beyond all measure, or lacks the sheet.
    """
    parts = unpack(data, place)
    listed = listed_sheets(parts, place)
    chosen, notes = _choose(listed, sheet, place)
    found = marks(parts[chosen.part], formats(parts.get("xl/styles.xml", b"")), place)
    values = _values(needed_parts(parts, chosen), listed, listed.index(chosen), place)
    rows = tuple(
        Row(
            number=number,
            cells=tuple(_cell(value, (number, column), found) for column, value in enumerate(row, start=1)),
        )
        for number, row in enumerate(values, start=1)
    )
    hidden = [row.number for row in rows if row.number in found.hidden and not row.blank]
    if hidden:
        notes = (*notes, f"{numbers_text(hidden, 'row')} hidden in the sheet, and read like the others")
    return Sheet(place=f"{place}#{chosen.name}" if sheet else place, unit="row", rows=rows, notes=notes)


def _choose(listed: Sequence[Listed], name: str, place: str) -> tuple[Listed, tuple[str, ...]]:
    known = ", ".join(each.name for each in listed)
    if name:
        named = [each for each in listed if each.name == name]
        if not named:
            raise InputError(f"there is no sheet {name!r}", place=place, hint=f"its sheets are {known}")
        return named[0], ()
    visible = [each for each in listed if not each.hidden]
    if not visible:
        raise InputError("every sheet is hidden", place=place, hint=f"name one: {place}#SHEET, of {known}")
    others = ", ".join(
        each.name + (" (hidden)" if each.hidden else "") for each in listed if each is not visible[0]
    )
    return visible[0], (f"the sheet {visible[0].name} was read, not {others}",) if others else ()


def _values(
    parts: Mapping[str, bytes], listed: Sequence[Listed], index: int, place: str
) -> Sequence[Sequence[object]]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    packed.seek(0)
    try:
        book = CalamineWorkbook.from_filelike(packed)
        if book.sheet_names != [each.name for each in listed]:
            raise InputError(f"{SHEET_LIST} can be read in two ways", place=place, hint=_BROKEN)
        return book.get_sheet_by_index(index).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, OverflowError) as fault:
        raise InputError(f"the workbook is broken: {fault}", place=place, hint=_BROKEN) from None
    except BaseException as fault:
        if type(fault).__name__ == _PANIC:
            raise InputError("the workbook is broken", place=place, hint=_BROKEN) from None
        raise


def _cell(value: object, at: tuple[int, int], found: Marks) -> Cell:
    if isinstance(value, str):
        cell = Cell(text=value.strip().strip("\ufeff"), kind=Kind.TEXT)
    elif isinstance(value, bool):
        cell = Cell(text=str(value).lower(), kind=Kind.FLAG)
    elif isinstance(value, int | float):
        text = number_text(value)
        zeros = found.zeros.get(at, 0)
        cell = Cell(text=text.zfill(zeros), kind=Kind.TEXT if zeros else Kind.NUMBER)
    else:
        cell = Cell(text=str(value), kind=Kind.DATE)
    kind = found.kinds.get(at)
    return cell if kind is None else Cell(text=cell.text, kind=kind)

"""Bytes of spreadsheets: what is read, and what is refused with a way out."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.election.sheets import TEXTS, workbook

from shora.election.grid import MAX_BYTES, MAX_ROWS, Kind
from shora.election.spreadsheet import read_sheet
from shora.election.tableshapes import TableKind
from shora.errors import InputError

CSV = TEXTS[TableKind.LISTS]
ROWS = [["کد", "نام"], ["13", "سپیدار"], ["21", "نارون"]]


def cells(data: bytes, sheet: str = "") -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in read_sheet(data, place="x", sheet=sheet).rows]


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        "a;b\r\n1;2\r\n",
        "a\tb\n1\t2",
        "\ufeffa,b\n1,2\n",
        '"a","b"\n"1","2"\n',
        "sep=;\na;b\n1;2\n",
        'a;"b"\n1; 2 \n',
        "a,b\r1,2\r",
    ],
)
def test_every_way_to_write_one_table(text: str) -> None:
    assert cells(text.encode()) == [["a", "b"], ["1", "2"]]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    sheet = read_sheet(b'sep=,\na,b\n"1\n1",2\n\n3,4\n', place="x")
    assert [row.number for row in sheet.rows] == [2, 3, 5, 6]
    assert [row.blank for row in sheet.rows] == [False, False, True, False]


def test_a_float_in_csv_is_the_whole_number_that_it_was() -> None:
    ((cell,),) = (row.cells for row in read_sheet(b"101.0\n", place="x").rows)
    assert (cell.text, cell.kind) == ("101", Kind.NUMBER)


def bomb() -> bytes:
    return rezip(lambda name, data: b" " * 150_000_000 if name.endswith("sheet1.xml") else data)


def rezip(change: Callable[[str, bytes], bytes | None], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook with some of its parts replaced (``None``: left out)."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(ROWS))) as old,
        zipfile.ZipFile(out, "w", how) as new,
    ):
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def part(end: str, old: bytes, new: bytes) -> bytes:
    def change(name: str, data: bytes) -> bytes:
        if not name.endswith(end):
            return data
        assert old in data, data[:500]
        return data.replace(old, new)

    return rezip(change)


CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "the file is empty"),
    "spaces": (lambda: b" \n\n ", "the file is empty"),
    "Windows 1256": (lambda: CSV.replace("۱۳", "13").replace("۲۱", "21").replace("ی", "ي").encode("cp1256"), "old Arabic encoding (1256)"),
    "UTF-16": (lambda: CSV.encode("utf-16"), "the text is UTF-16"),
    "Latin-1": (lambda: "code,name\n1,Zoë\n2,Ümit\n".encode("latin-1"), "line 2 is not UTF-8"),
    "a quotation mark without end": (lambda: b'a,b\n1,2\n"3,4\n5,6\n', "row that begins on line 3 is broken"),
    "text after a quotation": (lambda: b'a,b\n"1"2,3\n', "row that begins on line 2 is broken"),
    "a cell without end": (lambda: b"a\n" + b"x" * 200_000, "field larger than field limit"),
    "too many columns": (lambda: b"," * 80, "more than 64 cells"),
    "too many rows": (lambda: b"a,b\n" * (MAX_ROWS + 1), "more than 30,000 rows"),
    "too many bytes": (lambda: b"a" * (MAX_BYTES + 1), "too many for a table"),
    "old Excel": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel file (.xls), or a workbook with a password"),
    "a PDF": (lambda: b"%PDF-1.7\n", "a PDF, not a table"),
    "a web page": (lambda: b"\n<html><table>", "a web page, not a table"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n", "a picture, not a table"),
    "half a workbook": (lambda: workbook(ROWS)[:2000], "broken, or locked"),
    "another archive": (lambda: rezip(lambda name, data: None if "xl/" in name else data), "no XLSX workbook"),
    "a zip bomb": (bomb, "unpacks to more than 67,108,864 bytes"),
    "another way to pack": (lambda: rezip(lambda name, data: data, zipfile.ZIP_BZIP2), "packed in a way that no spreadsheet uses"),
    "merged cells without end": (lambda: part("sheet1.xml", b"</sheetData>", b"</sheetData>" + b'<mergeCell ref="A1:XFD1048576"/>' * 120_000), "too many merged cells"),
    "a sheet that is not there": (lambda: rezip(lambda name, data: None if name.endswith("sheet1.xml") else data), "is missing in the workbook"),
    "a cell in the last corner": (lambda: part("sheet1.xml", b'r="A2"', b'r="XFD1048576"'), "the cell XFD1048576 lies beyond"),
    "a cell nowhere": (lambda: part("sheet1.xml", b'r="A2"', b'r="&#x41;2z"'), "no place of a cell"),
    "entities": (lambda: part("sheet1.xml", b"<worksheet", b"<!DOCTYPE x><worksheet"), "XML that is no spreadsheet's"),
    "XML in UTF-16": (lambda: rezip(lambda name, data: data.decode().encode("utf-16") if name.endswith("sheet1.xml") else data), "XML that is no spreadsheet's"),
    "XML that ends": (lambda: part("sheet1.xml", b"</sheetData>", b""), "the workbook is broken"),
    "no sheets": (lambda: part("workbook.xml", b"<sheet ", b"<shoot "), "the workbook has no sheet"),
}  # fmt: skip


@pytest.mark.parametrize("data,words", CASES.values(), ids=CASES.keys())
def test_what_is_no_table(data: Callable[[], bytes], words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_sheet(data(), place="table")
    assert words in str(caught.value)
    assert caught.value.place == "table"


def test_a_workbook_is_read_as_a_person_sees_it() -> None:
    def change(book: Any) -> None:  # noqa: ANN401 — openpyxl has no types
        sheet = book.worksheets[0]
        sheet["A5"] = 7
        sheet["A5"].number_format = "000"
        sheet["B5"] = 0.5
        sheet["B5"].number_format = "0%"
        sheet["A6"] = "=1+1"
        sheet["B6"] = dt.date(2026, 1, 2)
        sheet["A7"] = 101.0
        sheet["B7"] = True
        sheet["A8"] = "#N/A"
        sheet["A8"].data_type = "e"
        sheet.merge_cells("A9:B10")
        sheet["A9"] = "both"
        sheet["B11"] = 2.5

    rows = {row.number: row for row in read_sheet(workbook(ROWS, change), place="x").rows}
    found = {number: [(cell.text, cell.kind) for cell in row.cells] for number, row in rows.items()}
    assert found[2] == [("13", Kind.TEXT), ("سپیدار", Kind.TEXT)]
    assert rows[4].blank
    assert found[5] == [("007", Kind.TEXT), ("0.5", Kind.PERCENT)]
    assert [kind for _, kind in found[6]] == [Kind.FORMULA, Kind.DATE]
    assert found[7] == [("101", Kind.NUMBER), ("true", Kind.FLAG)]
    assert found[8][0][1] is Kind.FAULT
    assert [kind for _, kind in found[9]] == [Kind.TEXT, Kind.MERGED]
    assert [kind for _, kind in found[10]] == [Kind.MERGED, Kind.MERGED]
    assert rows[10].blank
    assert found[11][1] == ("2.5", Kind.NUMBER)


def test_sheets_are_chosen_and_told() -> None:
    def change(book: Any) -> None:  # noqa: ANN401 — openpyxl has no types
        book.create_sheet("پنهان", 0)["A1"] = "no"
        book.worksheets[0].sheet_state = "hidden"
        book.create_sheet("R&D <x>")["A1"] = "yes"
        book.active = 1
        book.worksheets[1].row_dimensions[3].hidden = True

    data = workbook(ROWS, change)
    sheet = read_sheet(data, place="x")
    assert len(sheet.rows) == 3
    assert sheet.notes == (
        "the sheet نامزدها was read, not پنهان (hidden), R&D <x>",
        "row 3 hidden in the sheet, and read like the others",
    )
    assert cells(data, "پنهان") == [["no"]]
    assert cells(data, "R&D <x>") == [["yes"]]
    with pytest.raises(InputError, match="there is no sheet 'Sheet1'"):
        read_sheet(data, place="x", sheet="Sheet1")
    with pytest.raises(InputError, match="a CSV text has no sheets"):
        read_sheet(b"a,b\n", place="x", sheet="Sheet1")


SHARED = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="3" uniqueCount="3">'
    '<si><t>کد</t></si><si><r><t>نا</t></r><r><t xml:space="preserve">م </t></r></si><si><t>R&amp;D</t></si></sst>'
)


def test_strings_that_a_workbook_shares_are_read() -> None:
    cells_of = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="B2" t="s"><v>2</v></c></row>'

    def change(name: str, data: bytes) -> bytes:
        if not name.endswith("sheet1.xml"):
            return data
        head, rest = data.decode().split("<sheetData>")
        return f"{head}<sheetData>{cells_of}</sheetData>{rest.split('</sheetData>')[1]}".encode()

    out = io.BytesIO(rezip(change))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", SHARED)
    assert cells(out.getvalue()) == [["کد", "نام"], ["", "R&D"]]


def test_an_empty_sheet_has_no_rows() -> None:
    assert all(row.blank for row in read_sheet(workbook([]), place="x").rows)

"""Whatever bytes a table has, the answer is a definition or an error for people."""

import io
import zipfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.election.sheets import TEXTS, made, workbook

from shora.election.grid import Kind
from shora.election.spreadsheet import read_sheet
from shora.election.tableshapes import TableKind
from shora.errors import InputError
from shora.text.normalise import search_key

ROWS = [line.split(",") for line in TEXTS[TableKind.CANDIDATES].splitlines()]
BOOK = workbook(ROWS)
CSV = TEXTS[TableKind.CANDIDATES].encode()
PARTS = {
    name: zipfile.ZipFile(io.BytesIO(BOOK)).read(name)
    for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/worksheets/sheet1.xml")
}
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def answers(data: bytes) -> None:
    try:
        assert made({TableKind.CANDIDATES: data}).definition.contests
    except InputError as error:
        assert str(error)  # noqa: PT017 — either outcome is right, no other is


@FEW
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    answers(data)


@FEW
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    answers(text.encode())


@FEW
@given(st.text(max_size=100), st.integers(0, len(CSV)), st.integers(0, 40))
def test_a_table_with_something_else_in_it(text: str, at: int, length: int) -> None:
    answers(CSV[:at] + text.encode() + CSV[at + length :])


@FEW
@given(st.binary(max_size=20), st.integers(0, len(BOOK)), st.integers(0, 40))
def test_a_workbook_with_other_bytes_in_it(data: bytes, at: int, length: int) -> None:
    answers(BOOK[:at] + data + BOOK[at + length :])


@FEW
@given(st.sampled_from(sorted(PARTS)), st.data())
def test_a_workbook_with_other_xml_in_it(name: str, data: st.DataObject) -> None:
    old = PARTS[name]
    at = data.draw(st.integers(0, len(old)))
    length = data.draw(st.integers(0, 30))
    spice = st.sampled_from(
        [b"<", b'"', b"<c r=", b"&#0;", b"<row r='99999999'>", b"<f/>", b"9" * 30, b"</row>", b'r="ZZZ1"']
    )
    new = old[:at] + data.draw(st.one_of(spice, st.binary(max_size=10))) + old[at + length :]
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BOOK)) as source, zipfile.ZipFile(out, "w") as target:
        for each in source.namelist():
            target.writestr(each, new if each == name else source.read(each))
    answers(out.getvalue())


LETTERS = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="=\",;'") | st.just(" "),
    min_size=1,
    max_size=20,
)


@FEW
@given(st.lists(st.tuples(LETTERS, LETTERS), min_size=1, max_size=8))
def test_csv_and_xlsx_say_the_same(pairs: list[tuple[str, str]]) -> None:
    rows = [("a", "b"), *pairs]
    text = "\n".join(f'"{one}","{two}"' for one, two in rows).encode()
    shown = [[cell.text for cell in row.cells] for row in read_sheet(text, place="x").rows]
    book = [
        [cell.text for cell in row.cells if cell.kind is Kind.TEXT]
        for row in read_sheet(workbook(rows), place="x").rows
    ]
    padded = [[*row, "", ""][:2] for row in book]
    assert [list(map(search_key, row)) for row in padded][: len(shown)] == [
        list(map(search_key, row)) for row in shown
    ]

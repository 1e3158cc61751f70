"""Tables of the headquarters: what they become, and every way in which a row can be wrong."""

import datetime as dt

import pytest
from tests.unit.election.samples import spoil
from tests.unit.election.sheets import BASE, PLAIN, TEXTS, complaints, made, workbook

from shora.election.check import problems
from shora.election.read import read_bytes
from shora.election.rollcall import CheckDigits, Codes
from shora.election.station import BoxKind
from shora.election.tableproblem import TableError
from shora.election.tableshapes import TableKind
from shora.errors import InputError
from shora.ids import CandidateCode, ContestId, StationId
from shora.text.json import canonical

COUNCIL = ContestId("council")
C, L, S, B = TableKind.CANDIDATES, TableKind.LISTS, TableKind.STATIONS, TableKind.BOXES


def test_the_example_is_a_whole_definition() -> None:
    done = made(codes=Codes(check=CheckDigits.VERIFY, length=3))
    contest = done.definition.contest(COUNCIL)
    assert [(each.id, each.code, each.name) for each in contest.lists] == [
        ("list-13", "13", "فهرست سپیدار"),
        ("list-21", "21", "فهرست نارون"),
    ]
    second = contest.candidate(CandidateCode("319"))
    assert (second.name, second.father, second.list_id, second.veteran, second.degree) == (
        "پروانه ساختگی", "کاوه", "list-13", True, 1,
    )  # fmt: skip
    assert [each.degree for each in contest.candidates[:8]] == [3, 1, 0, 4, 0, 5, 0, 2]
    assert done.definition.station(StationId("002")).district == "بالا"
    assert [each.kind for each in done.definition.boxes_of(StationId("003"))] == [
        BoxKind.REGULAR,
        BoxKind.SPARE,
    ]
    assert (done.warnings, done.notes, problems(done.definition)) == ((), (), ())
    data = canonical(done.definition.to_json())
    assert read_bytes(data, place="new.json") == done.definition


def test_lists_may_be_connected() -> None:
    lines = TEXTS[L].splitlines()
    text = "\n".join([f"{lines[0]},پیوند", f"{lines[1]},A/۱", f"{lines[2]},"])
    assert [each.connection for each in made({L: text}).definition.contest(COUNCIL).lists] == ["A/1", ""]
    with pytest.raises(TableError) as refused:
        made({L: "\n".join([f"{lines[0]},connection", f"{lines[1]},A/", f"{lines[2]},"])})
    (line,) = refused.value.lines()
    assert "lists.csv, line 2, column connection: “A/”: connection 'A/' is not of one or two levels" in line


def test_csv_and_xlsx_of_one_table_are_one_definition() -> None:
    books: dict[TableKind, str | bytes] = {
        kind: workbook([line.split(",") for line in text.splitlines()]) for kind, text in TEXTS.items()
    }
    assert made(books).definition == made().definition


def test_names_stay_as_they_are_written_and_are_compared_by_their_key() -> None:
    text = TEXTS[C].replace("ژاله,خیالی", "علي كاظمي,").replace("گلنار,انگاره,بهرام", "علی کاظمی,,سیاوش")
    done = made({C: text.replace("فهرست نارون", "فهرست  نارون", 1)})
    names = [each.name for each in done.definition.contest(COUNCIL).candidates]
    assert "علي كاظمي" in names
    (warning,) = done.warnings
    assert "candidates.csv, line 7, column نام: “علی کاظمی”: two candidates are called" in warning.describe()
    assert "see candidates.csv, line 5" in warning.describe()


def test_blank_rows_are_skipped_and_told() -> None:
    text = TEXTS[C].replace("\n۳,", "\n,,,,,,,\n\n۳,") + "\n\n"
    done = made({C: text})
    assert done.definition == made().definition
    assert done.notes == ("candidates.csv: lines 4, 5 blank, and skipped",)


def numbers(*codes: object) -> bytes:
    return workbook([["code", "name", "father"], *([code, f"name {n}", "x"] for n, code in enumerate(codes))])


def codes_of(data: bytes, codes: Codes = PLAIN) -> list[str]:
    return [each.code for each in made({C: data}, codes=codes).definition.contest(COUNCIL).candidates]


def test_numbers_get_their_zeros_back_where_the_length_is_known() -> None:
    assert codes_of(numbers(101.0, 102, 103, 104, 105)) == ["101", "102", "103", "104", "105"]
    assert codes_of(numbers("007", 8, 19, "۱۱۲", 113.0)) == ["007", "008", "019", "112", "113"]
    known = Codes(check=CheckDigits.NONE, length=4)
    assert codes_of(numbers(7, 8, 19, "۱۱۲", 113.0), known) == ["0007", "0008", "0019", "0112", "0113"]


def test_numbers_without_their_zeros_are_refused() -> None:
    (line,) = complaints({C: numbers(7, 101, 102, 103, 104)})
    assert line == (
        "candidates.xlsx, row 2, column code: “7”: 1 digits, others have 3; did the spreadsheet take its zeros? "
        "(make the column a text column, or say how many digits codes have (--code-digits 3))"
    )


def test_check_digits_are_made_of_serial_numbers() -> None:
    serials = Codes(check=CheckDigits.MAKE, length=2)
    tables: dict[TableKind, str | bytes] = {C: numbers(30, 31, 32, 33, 34), L: "code,name\n1,A\n2,B\n"}
    done = made(tables, codes=serials).definition.contest(COUNCIL)
    assert [each.code for each in done.candidates] == ["308", "319", "324", "335", "343"]
    assert [each.code for each in done.lists] == ["13", "21"]


def test_a_station_that_became_a_number_is_found() -> None:
    boxes = workbook([["id", "station", "cards"], ["b-1", 1, 10], ["b-2", 2.0, 10], ["b-3", "۰۰۳", 10]])
    assert [each.station for each in made({B: boxes}).definition.boxes] == ["001", "002", "003"]


def rows(*lines: str) -> str:
    return "code,name,father,list,veteran,degree\n" + "\n".join(lines)


FIVE = ("101,A,,,,", "102,B,,,,", "103,C,,,,", "104,D,,,,", "105,E,,,,")
ONE_MORE = [f"{code},N{code},,13,," for code in range(106, 112)]

CASES: dict[str, tuple[TableKind, str | bytes, tuple[str, ...]]] = {
    "unknown list": (C, spoil(TEXTS[C], ("فهرست نارون", "فهرست نارون۲")), ("line 5, column فهرست: “فهرست نارون۲”: there is no such list (did you mean فهرست نارون?)",)),
    "two lists": (C, spoil(TEXTS[C], ("فهرست نارون", "فهرست نارون، فهرست سپیدار")), ("line 5", "a candidate is in one list at most")),
    "more members than seats": (C, rows(*FIVE, *ONE_MORE), ("lists.csv, line 2: list list-13 has 6 standing candidates, but there are 5 seats",)),
    "a code twice in another script": (C, rows(*FIVE, "١٠۱,F,,,,"), ("line 7, column code: “١٠۱”: code 101 of candidate F is also the code of candidate A", "see candidates.csv, line 2")),
    "a list's code for a candidate": (C, rows(*FIVE, "۱۳,F,,,,"), ("line 7, column code: “۱۳”: 2 digits, others have 3",)),
    "letters in a code": (C, rows(*FIVE, "1O6,F,,,,"), ("line 7, column code: “1O6”: a code has digits only (type the digits",)),
    "scientific notation": (C, rows(*FIVE, "1.06E+02,F,,,,"), ("line 7", "the spreadsheet made a number of it")),
    "a decimal fraction": (C, rows(*FIVE, "106.5,F,,,,"), ("line 7", "the spreadsheet made a number of it")),
    "a negative code": (C, rows(*FIVE, "-106,F,,,,"), ("line 7", "a code has digits only")),
    "a code beyond all measure": (C, rows("1" * 13 + ",F,,,,", *FIVE), ("line 2, column code", "longer than 12 digits")),
    "no code": (C, rows(*FIVE, ",F,,,,"), ("line 7, column code: the cell is empty",)),
    "no name": (C, rows(*FIVE, "106,,,,,"), ("line 7, column name: the cell is empty",)),
    "a name that cannot be printed": (C, rows(*FIVE, "106,a\x07b,,,,"), ("line 7, column name", "cannot be printed (U+0007)")),
    "a name in two lines": (C, rows(*FIVE, '106,"a\nb",,,,'), ("line 7, column name", "U+000A")),
    "neither yes nor no": (C, rows(*FIVE, "106,F,,,perhaps,"), ("line 7, column veteran: “perhaps”: this is neither yes nor no",)),
    "a degree": (C, rows(*FIVE, "106,F,,,,great"), ("line 7, column degree: “great”: this is not a whole number, or one of",)),
    "too few cells": (C, rows(*FIVE, "106,F,,"), ("line 7: 4 cells, but the header has 6 (put what has a comma",)),
    "too many cells": (C, rows(*FIVE, "106,F,,,,,x"), ("line 7: 7 cells, but the header has 6",)),
    "a column that is none": (C, "code,name,fathr\n101,A,x", ("line 1, column fathr: this table has no such column (did you mean father",)),
    "a column of something else": (C, "code,name,salary\n101,A,9", ("column salary: this table has no such column (its columns are code, name, family",)),
    "a column without name": (C, "code,name,\n101,A,9", ("line 1: a column has cells and no name",)),
    "a column twice": (C, "code,name,کد\n101,A,102", ("column کد: the column code is there twice",)),
    "no column of codes": (C, "name,father\nA,B", ("line 1: the column code (کد) is missing",)),
    "a title above": (C, "نامزدهای شورا,\ncode,name\n101,A", ("line 1: the first row has no names of columns (line 2 has them: take away what stands above)",)),
    "no header": (C, "101,A\n102,B", ("the first row has no names of columns (its columns are code",)),
    "a header alone": (C, "code,name\n", ("candidates.csv: the table has a header and no rows",)),
    "blank rows alone": (C, ",,\n,,\n", ("candidates.csv: the table is empty",)),
    "an unknown contest": (C, "code,name,contest\n101,A,mayor", ("line 2, column contest: “mayor”: there is no such contest (known: council)",)),
    "photos without a folder": (C, "code,name,photo\n101,A,a.jpg", ("line 2, column photo: “a.jpg”: the photo is named, but no folder",)),
    "a station twice": (S, TEXTS[S] + "001,again,\n", ("stations.csv, line 5, column شماره شعبه: “001”: station 001 is used twice (see stations.csv, line 2)",)),
    "an id in capitals": (S, TEXTS[S] + "North Hall,x,\n", ("line 5", "this is not an id (did you mean north-hall?)")),
    "an id in Persian": (S, TEXTS[S] + "شعبه,x,\n", ("this is not an id (an id has small letters",)),
    "an id that climbs": (S, TEXTS[S] + "../x1,x,\n", ("this is not an id (did you mean x1?)",)),
    "an unknown station": (B, TEXTS[B] + "b-9,0003,5,\n", ("line 6, column شعبه: “0003”: there is no such station (did you mean 003?)",)),
    "a box twice": (B, TEXTS[B] + "b-001,003,5,\n", ("line 6, column شماره صندوق: “b-001”: box b-001 is used twice",)),
    "no cards": (B, TEXTS[B] + "b-9,003,0,\n", ("line 6, column تعداد تعرفه: “0”: box b-9 has no cards",)),
    "cards in words": (B, TEXTS[B] + "b-9,003,many,\n", ("line 6", "this is not a whole number")),
    "cards with a comma": (B, TEXTS[B] + 'b-9,003,"1,200",\n', ("“1,200”: this is not a whole number",)),
    "a kind that is none": (B, TEXTS[B] + "b-9,003,5,blue\n", ("line 6, column نوع: “blue”: 'blue' is not known (choose from regular, spare",)),
    "a formula": (C, numbers(101, 102, 103, 104, "=A2+4"), ("row 6, column code", "the cell holds a formula (copy the column and paste its values only)")),
    "a date": (C, workbook([["code", "name"], ["101", "A"], ["102", dt.date(2026, 1, 2)]]), ("row 3, column name: “2026-01-02”: the cell holds a date or time (make the column",)),
    "a percentage": (C, workbook([["code", "name"], [1, "A"]], lambda book: setattr(book.worksheets[0]["A2"], "number_format", "0%")), ("row 2, column code: “1”: the cell holds a percentage",)),
    "a number for a name": (C, workbook([["code", "name"], ["101", 7]]), ("row 2, column name: “7”: the cell holds a number, but a name is needed",)),
    "an error of the spreadsheet": (C, workbook([["code", "name"], ["101", "A"], ["102", "#N/A"]], lambda book: book.worksheets[0]["B3"].__setattr__("data_type", "e")), ("row 3, column name", "the cell holds an error of the spreadsheet")),
    "merged cells": (C, workbook([["code", "name", "father"], ["101", "A", "x"], ["102", "B", ""]], lambda book: book.worksheets[0].merge_cells("C2:C3")), ("row 3, column father: the cell holds a part of merged cells (unmerge",)),
}  # fmt: skip


@pytest.mark.parametrize("kind,content,words", CASES.values(), ids=CASES.keys())
def test_what_is_wrong_is_said_with_its_place(
    kind: TableKind, content: str | bytes, words: tuple[str, ...]
) -> None:
    found = complaints({kind: content})
    assert any(all(word in line for word in words) for line in found), found
    name = "lists" if "lists.csv" in words[0] else str(kind)
    assert all(line.startswith((name, "base.toml, line")) for line in found), found


def test_a_wrong_check_digit() -> None:
    found = complaints({C: spoil(TEXTS[C], ("۳۰۸", "۳۰۹"))}, codes=Codes(check=CheckDigits.VERIFY, length=0))
    (line,) = found
    assert "candidates.csv, line 2, column کد: “۳۰۹”: the check digit is wrong: 30 has 8" in line


def test_all_problems_of_all_files_come_at_once_and_each_once() -> None:
    found = complaints(
        {
            C: rows(*FIVE, "x,,,nowhere,maybe,", "101,G,,,,"),
            L: "code,name\n13,A\n13,B\n",
            S: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            B: "id,station,cards\nb-1,7,x\n",
        }
    )
    assert [line.split(":")[0] for line in found] == [
        "candidates.csv, line 7, column code",
        "candidates.csv, line 7, column name",
        "candidates.csv, line 7, column list",
        "candidates.csv, line 7, column veteran",
        "stations.xlsx",
        "boxes.csv, line 2, column cards",
        "candidates.csv, line 8, column code",
        "lists.csv, line 3, column code",
        "lists.csv, line 3, column id",
    ]


def test_a_lists_table_that_cannot_be_read_is_said_once() -> None:
    (line,) = complaints({L: "list of lists\n"})
    assert line.startswith("lists.csv")


BASES = {
    "a contest that is not there": ((b'id = "council"', b'id = "mayor"'), None),
    "candidates of its own": ((b"alternates = 2", b'candidates = [{ code = "1", name = "A" }]'), "it has candidates already, and a table gives them too"),
    "a fault of its own": ((b"threshold = 2", b"threshold = 3"), "trustees, threshold: a threshold of 3"),
    "too many votes": ((b"votes = 5", b"votes = 50"), "votes: a voter has 50 votes, but there are 12 candidates"),
    "no contest": ((b"[[contests]]", b"[[contexts]]"), "'contexts' is not a field"),
}  # fmt: skip


@pytest.mark.parametrize("change,words", BASES.values(), ids=BASES.keys())
def test_a_base_that_does_not_fit(change: tuple[bytes, bytes], words: str | None) -> None:
    assert change[0] in BASE
    found = complaints({}, base=BASE.replace(*change, 1))
    assert found == () if words is None else any(words in line for line in found), found


@pytest.mark.parametrize(
    "base", [b"= =", b"\xff", b"[1]", b"{", b"{}", b"contests = 3", b"contests = [3]", b""]
)
def test_a_base_that_is_none(base: bytes) -> None:
    with pytest.raises(InputError):
        made(base=base)


def test_a_contest_for_rows_that_name_none() -> None:
    two = BASE + BASE[BASE.index(b"[[contests]]") :].replace(b'"council"', b'"second"')
    both = TEXTS[C].replace("ردیف", "contest")
    named = "\n".join(
        line if n == 0 else line.replace(line.split(",")[0], "second" if n > 6 else "", 1)
        for n, line in enumerate(both.replace("فهرست سپیدار", "").replace("فهرست نارون", "").splitlines())
    )
    done = made({C: named}, base=two, contest="council").definition
    assert [len(each.candidates) for each in done.contests] == [6, 6]
    with pytest.raises(TableError, match="it is not said which contest this is for"):
        made({}, base=two)
    with pytest.raises(TableError, match="there is no contest third"):
        made({}, base=two, contest="third")

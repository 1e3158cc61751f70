"""The CSV files: every column has its line in the specification, every cell comes back as it was."""

import csv
import io
import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.support import counts
from tests.unit.seats.samples import WESTMINSTER, independents

from shora.documents.counted import Counted, counted
from shora.documents.tables import TABLES, table_files
from shora.documents.tables.cells import Cell, Table, render
from shora.ids import ContestId
from shora.seats.rules import RULES

SPEC = Path(__file__).parents[3] / "spec" / "exports.md"
TYPES = {"number", "yes/no", "word", "text", "code", "codes", "texts", "JSON"}


def spec_tables() -> dict[str, list[tuple[str, str]]]:
    """Columns with their types by file, as the page has them."""
    parts = re.split(r"^## `(\S+\.csv)`$", SPEC.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {
        name: re.findall(r"^\| `(\w+)` \| (\S+) \| \S.*\|$", text.partition("\n## ")[0], flags=re.MULTILINE)
        for name, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def unguard(cell: str) -> str:
    """As the page says it, without looking at our code."""
    return re.sub(r"(^|[;\t])'", r"\1", cell)


def split(cell: str) -> list[str]:
    return [re.sub(r"\\(.)", r"\1", one) for one in re.findall(r"(?:[^;\\]|\\.)+", unguard(cell))]


def raw(data: bytes) -> list[dict[str, str]]:
    """The rows as any program reads them."""
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def rows(data: bytes) -> list[dict[str, str]]:
    return [{key: unguard(cell) for key, cell in row.items()} for row in raw(data)]


def of(given: counts.Given) -> Counted:
    return counted(given.totals, given.results, given.definition, given.units)


CITY = table_files(of(counts.city()))
TIED = table_files(of(counts.file_of(counts.tied_value([]), "dhondt")))
DRAWN = table_files(of(counts.file_of(counts.tied_value([counts.drawn_lot()]), "dhondt")))


def test_the_headers_are_those_of_the_specification() -> None:
    documented = spec_tables()
    assert {table.file: list(table.columns) for table in TABLES} == {
        name: [column for column, _ in columns] for name, columns in documented.items()
    }
    assert {kind for columns in documented.values() for _, kind in columns} <= TYPES
    for table in TABLES:
        assert CITY[table.file].decode("utf-8-sig").split("\r\n")[0] == ",".join(table.columns)


def test_cells_are_of_the_types_of_the_specification() -> None:
    forms = {
        "number": r"\d*",
        "yes/no": "yes|no|",
        "word": "[a-z-]*",
        "code": ".*",
        "text": ".*",
        "texts": ".*",
    }
    for files in (CITY, TIED, DRAWN):
        for name, columns in spec_tables().items():
            for row in rows(files[name]):
                for column, kind in columns:
                    if kind == "JSON":
                        assert isinstance(json.loads(row[column]), dict)
                    elif kind == "codes":
                        assert all(split(row[column]))
                    else:
                        assert re.fullmatch(forms[kind], row[column]), (name, column, row[column])


def test_contests() -> None:
    council, school = rows(CITY["contests.csv"])
    assert council["name"] == "شورای شهر"
    assert (council["name_en"], school["name_en"]) == ("City council", "")
    assert (council["seats"], council["votes_per_ballot"], council["rule"]) == ("3", "3", "dhondt")
    assert (council["boxes_defined"], council["boxes_counted"], council["boxes_missing"]) == ("4", "3", "b4")
    assert [council[f"ballots_{key}"] for key in ("cast", "valid", "blank")] == ["32", "29", "3"]
    assert (council["record"], council["flags"], council["status"]) == (
        "ab" * 32,
        "boxes-missing",
        "complete",
    )
    (alone,) = rows(TIED["contests.csv"])
    assert (alone["votes_per_ballot"], alone["boxes_defined"], alone["record"]) == ("", "", "")
    assert [alone[f"ballots_{key}"] for key in ("cast", "valid", "blank")] == ["40", "33", "3"]
    assert alone["status"] == "lot-required"


def test_stations() -> None:
    told = [
        (row["station"], row["district"], row["box"], row["kind"], row["state"], row["unit"], row["ballots"])
        for row in rows(CITY["stations.csv"])
    ]
    assert told == [
        ("madrese", "۱", "b1", "regular", "counted", "group-1", ""),
        ("madrese", "۱", "b2", "regular", "counted", "b2", "12"),
        ("masjed", "2", "b3", "regular", "counted", "group-1", ""),
        ("masjed", "2", "b4", "spare", "not-counted", "", ""),
        ("masjed", "2", "try", "rehearsal", "rehearsal", "", ""),
    ]


def test_stations_without_units_and_without_boxes() -> None:
    given = counts.city()
    value = counts.city_value()
    value["stations"].append({"id": "empty", "name": "خالی"})
    assert given.definition is not None
    from shora.election.read import read_json

    definition = read_json(value, place="city")
    one = counted(given.totals, given.results, definition, [])
    told = [
        (row["station"], row["box"], row["state"], row["unit"])
        for row in rows(table_files(one)["stations.csv"])
    ]
    assert told == [
        ("empty", "", "", ""),
        ("madrese", "b1", "counted", ""),
        ("madrese", "b2", "counted", ""),
        ("masjed", "b3", "counted", ""),
        ("masjed", "b4", "not-counted", ""),
        ("masjed", "try", "rehearsal", ""),
    ]
    unknown = {name: replace(each, boxes=None) for name, each in given.totals.items()}
    states = [
        row["state"]
        for row in rows(table_files(counted(unknown, given.results, definition, []))["stations.csv"])
    ]
    assert states == ["", "", "", "", "", "rehearsal"]


def test_votes_by_station_are_the_units_and_add_up() -> None:
    found = rows(CITY["votes-by-station.csv"])
    assert len(found) == 2 * (5 + 2)
    first = [row for row in found if (row["contest"], row["unit"]) == ("council", "group-1")]
    assert [(row["list"], row["candidate"], row["votes"]) for row in first] == [
        ("omid", "11", "9"),
        ("omid", "12", "8"),
        ("shahr", "21", "7"),
        ("", "31", "10"),
        ("", "32", "0"),
    ]
    assert {(row["boxes"], row["stations"]) for row in first} == {("b1;b3", "madrese;masjed")}
    sums: dict[tuple[str, str], int] = {}
    for row in found:
        key = row["contest"], row["candidate"]
        sums[key] = sums.get(key, 0) + int(row["votes"])
    assert sums == {(r["contest"], r["candidate"]): int(r["votes"]) for r in rows(CITY["candidates.csv"])}
    ballots = [
        (row["contest"], row["unit"], row["cast"], row["valid"], row["blank"])
        for row in rows(CITY["ballots-by-station.csv"])
    ]
    assert ballots == [
        ("council", "group-1", "20", "18", "2"),
        ("school", "group-1", "20", "17", "3"),
        ("council", "b2", "12", "11", "1"),
        ("school", "b2", "12", "12", "0"),
    ]


def test_no_number_is_of_a_box_within_a_group() -> None:
    for name in ("votes-by-station.csv", "ballots-by-station.csv"):
        assert {row["unit"] for row in rows(CITY[name])} == {"group-1", "b2"}
    assert [row["ballots"] for row in rows(CITY["stations.csv"]) if row["unit"] == "group-1"] == ["", ""]


def test_without_a_record_there_are_headers_alone() -> None:
    for name in ("stations.csv", "votes-by-station.csv", "ballots-by-station.csv", "alternates.csv"):
        assert DRAWN[name].count(b"\r\n") == 1


def test_candidates_with_what_became_of_them() -> None:
    told = {row["candidate"]: row for row in rows(CITY["candidates.csv"]) if row["contest"] == "council"}
    assert told["11"]["father"] == "حسن"
    assert (told["12"]["veteran"], told["11"]["veteran"], told["31"]["degree"]) == ("yes", "no", "2")
    # 28, 12 and 14 votes for 3 seats: omid 2, the pool 1; the alternate is of omid or the pool.
    outcomes = {code: (row["outcome"], row["rank"]) for code, row in told.items()}
    result = counts.city().results[ContestId("council")]
    assert {code for code, (outcome, _) in outcomes.items() if outcome == "elected"} == {"11", "12", "31"}
    assert outcomes["11"] == ("elected", "1")
    assert outcomes[result.alternates[0].id] == ("alternate", "1")
    assert {row["outcome"] for row in rows(TIED["candidates.csv"])} == {""}
    assert {row["candidate"]: row["outcome"] for row in rows(DRAWN["candidates.csv"])} == {
        "=1": "not-elected",
        "'2": "elected",
        "-3": "elected",
    }


def test_a_withdrawn_candidate_is_not_elected_even_while_a_lot_is_open() -> None:
    value = independents({"a": 5, "b": 5, "c": 9}, seats=1)
    value["independents"] = [
        {"id": "a", "votes": 5},
        {"id": "b", "votes": 5},
        {"id": "c", "votes": 9, "status": "withdrawn"},
    ]
    files = table_files(of(counts.file_of(value, "block-vote")))
    assert [row["outcome"] for row in rows(files["candidates.csv"])] == ["", "", "not-elected"]


def test_seats_with_exact_quotas() -> None:
    council = {row["list"]: row for row in rows(CITY["seats.csv"]) if row["contest"] == "council"}
    assert {name: (row["votes"], row["seats"], row["elected"]) for name, row in council.items()} == {
        "omid": ("28", "2", "11;12"),
        "independents": ("14", "1", "31"),
        "shahr": ("12", "0", ""),
    }
    for row in council.values():
        quota = int(row["quota_whole"]) + Fraction(int(row["quota_numerator"]), int(row["quota_denominator"]))
        assert quota == Fraction(int(row["votes"]) * 3, 54)
        assert row["takes_part"] == "yes"
        assert (row["first"], row["further"], row["passed_on"]) == ("0", row["seats"], "0")
    (school,) = (row for row in rows(CITY["seats.csv"]) if row["contest"] == "school")
    assert (school["list"], school["votes"], school["seats"], school["elected"]) == (
        "independents",
        "29",
        "1",
        "11",
    )
    assert {school[key] for key in ("takes_part", "quota_whole", "first", "further", "passed_on")} == {""}


def test_seats_of_both_distributions() -> None:
    drawn = counts.file_of(
        counts.tied_value([counts.drawn_lot()]), "tehran-1404-rounded"
    )  # 2/3 each, of 2 seats
    told = {row["list"]: row for row in rows(table_files(of(drawn))["seats.csv"])}
    columns = (
        "quota_whole",
        "quota_numerator",
        "quota_denominator",
        "first",
        "further",
        "passed_on",
        "seats",
    )
    assert [told["a"][key] for key in columns] == ["0", "2", "3", "1", "0", "1", "0"]
    assert [told["independents"][key] for key in columns] == ["0", "2", "3", "1", "0", "0", "1"]
    value = counts.tied_value([]) | {"contest": {"id": "c", "seats": 3}, "independents": []}
    value["lists"] = [
        {"id": "big", "candidates": [{"id": str(n), "votes": n} for n in (50, 40)]},
        {"id": "small", "candidates": [{"id": str(n), "votes": n} for n in (2, 3, 4)]},
    ]
    told = {row["list"]: row for row in rows(table_files(of(counts.file_of(value, "hare")))["seats.csv"])}
    assert [told["big"][key] for key in columns] == ["2", "8", "11", "2", "0", "0", "2"]
    assert [told["small"][key] for key in columns] == ["0", "3", "11", "0", "1", "0", "1"]


@pytest.mark.parametrize("rule", [each.id for each in RULES])
def test_every_rule(rule: str) -> None:
    value = counts.tied_value([])
    value["lists"] = [
        {"id": "a", "candidates": [{"id": "1", "votes": 30}, {"id": "2", "votes": 12}]},
        {"id": "b", "candidates": [{"id": "3", "votes": 20}]},
    ]
    given = counts.file_of(value, rule)
    files = table_files(of(given))
    result = given.results[ContestId("c")]
    assert {row["list"]: int(row["seats"]) for row in rows(files["seats.csv"])} == dict(result.seats)
    assert {row["list"]: row["takes_part"] for row in rows(files["seats.csv"])} == dict.fromkeys(
        result.seats, "" if rule == "block-vote" else "yes"
    )
    steps = rows(files["steps.csv"])
    assert [row["step"] for row in steps] == [step.key for step in result.steps]
    assert [row["number"] for row in steps] == [str(n + 1) for n in range(len(steps))]


def test_steps_have_their_values_for_programs() -> None:
    found = [row for row in rows(CITY["steps.csv"]) if row["contest"] == "council"]
    (first,) = (row for row in found if row["step"] == "to-fill-lists")
    assert json.loads(first["values"]) == {"seats": 3, "rule": "dhondt", "blocs": 3}
    assert "۳" in first["text_fa"]
    assert "3" in first["text_en"]
    assert "11" in [json.loads(row["values"]).get("who") for row in found]  # a person is a code
    drawn = counts.file_of(counts.tied_value([counts.drawn_lot()]), "tehran-1404-rounded")
    steps = {row["step"]: json.loads(row["values"]) for row in rows(table_files(of(drawn))["steps.csv"])}
    assert steps["rounded"]["value"] == "2/3"
    assert steps["lot"] == {"who": ["a", "b;\\", "independents"], "drawn": ["b;\\", "independents"]}
    huge = independents({"a": 10**17, "b": 3}, seats=1)
    files = table_files(of(counts.file_of(huge, "block-vote")))
    assert str(10**17) in {
        value for row in rows(files["steps.csv"]) for value in json.loads(row["values"]).values()
    }


def test_lots() -> None:
    drawn = rows(DRAWN["lots.csv"])
    assert [(row["lot"], row["state"], row["participant"], row["won"]) for row in drawn] == [
        ("1", "drawn", "a", "no"),
        ("1", "drawn", "b;\\", "yes"),
        ("1", "drawn", "independents", "yes"),
    ]
    assert {(row["stage"], row["seats"], row["at"], row["place"]) for row in drawn} == {
        ("list-seat", "2", "2026-07-05", "@ hall")
    }
    assert {tuple(split(row["witnesses"])) for row in raw(DRAWN["lots.csv"])} == {("+one", "two; \\three")}
    waits = rows(TIED["lots.csv"])
    assert [(row["lot"], row["state"], row["won"]) for row in waits] == [("1", "required", "")] * 3
    assert {row["participant"] for row in waits} == {"a", "b;\\", "independents"}


def test_alternates() -> None:
    found = [
        (row["contest"], row["rank"], row["candidate"], row["votes"]) for row in rows(CITY["alternates.csv"])
    ]
    assert found[-1] == ("school", "1", "12", "14")
    assert [contest for contest, *_ in found] == ["council", "school"]


def test_westminster() -> None:
    files = table_files(of(counts.file_of(independents(WESTMINSTER, seats=3), "block-vote")))
    assert {row["candidate"]: int(row["votes"]) for row in rows(files["candidates.csv"])} == WESTMINSTER
    assert rows(files["seats.csv"])[0]["elected"] == "Seitz;Bird;De Cambra"


def test_hostile_names_come_back_and_run_nowhere() -> None:
    for files in (TIED, DRAWN):
        names = [row["name"] for row in rows(files["candidates.csv"])]
        assert names == [counts.HOSTILE, "'2", "Ångström"]
        assert [row["candidate"] for row in rows(files["candidates.csv"])] == ["=1", "'2", "-3"]
        assert rows(files["lists.csv"])[1]["connection"] == "-1/+2"
        for data in files.values():
            for row in raw(data):
                assert not any(runs(cell) for cell in row.values())


def runs(cell: str) -> bool:
    """Whether a spreadsheet that splits at commas, semicolons or tabs could take a part of a cell for a formula."""
    return any(part.strip()[:1] in {*"=+-@＝＋－＠"} for part in re.split("[;\t]", cell) if part.strip())


def written(cells: list[Cell]) -> list[str]:
    table = Table(file="t.csv", columns=tuple(f"c{n}" for n in range(len(cells))), rows=lambda _: [cells])
    return list(raw(render(table, of(counts.city())))[0].values())


TRICKY = st.text(alphabet="'=+-@;\t \\,\"\u00a0＝aب\u200c\r\n", max_size=8) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=8
)


@given(st.lists(TRICKY, min_size=1, max_size=4))
@example(["'=", ";'", "\t+", "  -1", ";;@"])
def test_any_text_comes_back(texts: list[str]) -> None:
    cells = written([*texts, "end"])
    assert [unguard(cell) for cell in cells] == [*texts, "end"]
    assert not any(runs(cell) for cell in cells)


@given(st.lists(TRICKY.filter(bool), min_size=1, max_size=4))
def test_any_codes_come_back(codes: list[str]) -> None:
    cell, _ = written([tuple(codes), "end"])
    assert split_all(cell) == codes
    assert not runs(cell)


def split_all(cell: str) -> list[str]:
    found = re.findall(r"(?:[^;\\]|\\.)+", unguard(cell), flags=re.DOTALL)
    return [re.sub(r"\\(.)", r"\1", one, flags=re.DOTALL) for one in found]


def test_a_row_of_another_width_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError):
        render(Table(file="t.csv", columns=("a", "b"), rows=lambda _: [["1"]]), of(counts.city()))


def test_the_same_count_gives_the_same_bytes() -> None:
    assert table_files(of(counts.city())) == CITY
    assert table_files(of(replace_order(counts.city()))) == CITY


def replace_order(given: counts.Given) -> counts.Given:
    return replace(given, units=given.units[::-1], totals=dict(reversed(given.totals.items())))

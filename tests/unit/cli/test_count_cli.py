"""``shora count`` on totals files, as a person calls it."""

import json
from pathlib import Path

import pytest
from tests.support.shell import Shell

from shora.text.json import JsonValue

VOTES = {"L1": 35000, "L2": 25800, "L3": 16200, "L4": 11500, "L5": 2000, "L6": 2000}


def value(**more: JsonValue) -> dict[str, JsonValue]:
    """Six lists of invented names, and one independent; the two readings of Tehran's law differ."""
    lists: list[JsonValue] = []
    for name, votes in VOTES.items():
        people: list[JsonValue] = [
            {
                "id": f"{name[1]}{n:02}",
                "name": f"نامزد {name[1]}{n:02}",
                "votes": votes // 12 + (votes % 12 if n == 1 else 0),
            }
            for n in range(1, 13)
        ]
        lists.append({"id": name, "name": "فهرست", "candidates": people})
    return {
        "contest": {"id": "council", "name": "شورا", "seats": 21, "alternates": 11},
        "ballots": {"cast": 5200, "blank": 200},
        "lists": lists,
        "independents": [{"id": f"9{n:02}", "name": "منفرد", "votes": 2500 + 10 * n} for n in (-1, 0, 1)],
        **more,
    }


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    path = tmp_path / "totals.json"
    path.write_text(json.dumps(value()), encoding="utf-8")
    return path


def settled(shora: Shell, file: Path, *arguments: str) -> list[JsonValue]:
    """Draws lots (the first of those tied) until no tie is open, and keeps them in the file."""
    content = json.loads(file.read_text(encoding="utf-8"))
    content["lots"] = []
    while True:
        sheet = json.loads(shora("count", file, "--json", *arguments).out)
        if not sheet["ties"]:
            return list(content["lots"])
        tie = sheet["ties"][0]
        content["lots"].append(tie | {"drawn": tie["between"][: tie["seats"]]})
        file.write_text(json.dumps(content), encoding="utf-8")


def test_the_sheet_as_json(shora: Shell, file: Path) -> None:
    said = shora("count", file, "--rule", "tehran-1404-rounded", "--json")
    assert said.code == 3
    sheet = json.loads(said.out)
    assert list(sheet) == ["rule", "status", "seats", "elected", "alternates", "ties", "flags", "steps"]
    assert sheet["seats"] == {"L1": 8, "L2": 6, "L3": 3, "L4": 2, "independents": 2, "L5": 0, "L6": 0}
    assert sheet["flags"] == ["readings-differ"]
    assert {tie["stage"] for tie in sheet["ties"]} == {"candidate"}


def test_lots_one_after_the_other_complete_it(shora: Shell, file: Path) -> None:
    lots = settled(shora, file, "--rule", "tehran-1404-rounded")
    sheet = json.loads(shora("count", file, "--rule", "tehran-1404-rounded", "--json").out)
    assert sheet["status"] == "complete"
    assert len(sheet["elected"]) == 21
    assert [each["rank"] for each in sheet["elected"]] == list(range(1, 22))
    assert lots
    # 52 % of 8, 6, 3, 2, 2 are 4.16, 3.12, 1.56, 1.04, 1.04; the seat table names 11.
    assert len(sheet["alternates"]) == 11
    assert "rule-not-in-published-text" not in sheet["flags"]


def test_alternates_can_be_rounded_otherwise(shora: Shell, file: Path) -> None:
    settled(shora, file, "--rule", "tehran-1404-rounded", "--alternates-rounding", "up")
    said = shora("count", file, "--rule", "tehran-1404-rounded", "--alternates-rounding", "up", "--json")
    sheet = json.loads(said.out)
    assert len(sheet["alternates"]) == 4 + 4 + 2 + 2 + 1  # L1 has four left, the independents one
    assert "rule-not-in-published-text" in sheet["flags"]
    shora.refused(2, "count", file, "--rule", "dhondt", "--alternates-rounding", "up", words="does not round")
    shora.refused(2, "count", file, "--rule", "dhondt", "--alternates-rounding", "x", words="half-up")


def test_explain_is_the_way_alone(shora: Shell, file: Path) -> None:
    said = shora("count", file, "--rule", "tehran-1404-remainder", "--explain", "--language", "fa")
    lines = said.out.splitlines()
    assert lines[1].startswith("منبع: ")
    assert lines[3].startswith("۱. ")
    assert not any("■" in line for line in lines)
    assert "35,000" not in said.out
    assert "L1): ۳۵٬۰۰۰ ضرب در ۲۱ تقسیم بر ۱۰۰٬۰۰۰ برابر است با ۷٫۳۵" in said.out


def test_compare(shora: Shell, file: Path) -> None:
    said = shora("count", file, "--compare", "--json")
    assert said.code == 3
    both = json.loads(said.out)
    assert both["differ"] is True
    assert [each["rule"]["id"] for each in both["sheets"]] == [
        "tehran-1404-rounded",
        "tehran-1404-remainder",
        "dhondt",
    ]
    assert "DIFFERENT" in shora("count", file, "--compare", "--explain").out
    shora.refused(2, "count", file, "--compare", "--rule", "dhondt", words="alone")


def test_margin_and_recount(shora: Shell, file: Path) -> None:
    said = shora(
        "count", file, "--rule", "sainte-lague", "--recount", "50%", "--recount-base", "valid", "--json"
    )
    sheet = json.loads(said.out)
    assert sheet["margins"][0]["votes"] <= sheet["margins"][-1]["votes"]
    assert (sheet["recount"]["votes"], sheet["recount"]["limit"], sheet["recount"]["due"]) == (
        5000,
        "2500",
        True,
    )
    assert "would have cost" in shora("count", file, "--rule", "sainte-lague", "--margin").out
    shora.refused(2, "count", file, "--rule", "hare", "--recount", "1%", words="belong together")
    shora.refused(
        2,
        "count",
        file,
        "--rule",
        "hare",
        "--recount",
        "1%",
        "--recount-base",
        "last-seated",
        words="last seated",
    )


def test_vacancy(shora: Shell, file: Path) -> None:
    settled(shora, file, "--rule", "tehran-1404-rounded")
    said = shora("count", file, "--rule", "tehran-1404-rounded", "--vacancy", "101", "--json")
    assert said.code in (0, 3)  # 3: the next alternates have equal votes
    assert json.loads(said.out)["vacancies"][0]["left"] == "101"
    shora.refused(
        2, "count", file, "--rule", "tehran-1404-rounded", "--vacancy", "999", words="neither a member nor"
    )


def test_what_would_be_ignored_is_refused(shora: Shell, file: Path, tmp_path: Path) -> None:
    for more in (["--margin"], ["--explain"], ["--out", str(tmp_path / "out")]):
        options = ["--rule", "dhondt", "--vacancy", "101", *more]
        shora.refused(2, "count", file, *options, words="--vacancy stands alone")
    (tmp_path / "record.json").write_text("{}", encoding="utf-8")
    for more in (["--rule", "hare"], ["--alternates-rounding", "up"]):
        shora.refused(2, "count", tmp_path, *more, words="that of its definition")
    shora.refused(2, "count", tmp_path, "--margin", words="asked of a totals file")


def test_a_rule_has_to_be_named(shora: Shell, file: Path) -> None:
    shora.refused(2, "count", file, words="does not say its rule")


def test_outputs_go_to_a_folder(shora: Shell, file: Path, tmp_path: Path) -> None:
    settled(shora, file, "--rule", "dhondt")
    said = shora("count", file, "--rule", "dhondt", "--out", tmp_path / "out")
    assert said.code == 0
    assert (tmp_path / "out" / "manifest.json").is_file()
    assert (tmp_path / "out" / "seats.csv").is_file()


def test_names_cannot_turn_or_break_lines(shora: Shell, tmp_path: Path) -> None:
    file = tmp_path / "hostile.json"
    people = [{"id": "p\u2028q", "name": "نام\u200cها\u202e", "votes": 3}]
    file.write_text(
        json.dumps({"contest": {"id": "c", "seats": 1, "name": "x\u2066"}, "independents": people}),
        encoding="utf-8",
    )
    for options in (["--rule", "block-vote"], ["--rule", "dhondt", "--explain"], ["--compare", "--explain"]):
        said = shora("count", file, *options)
        assert said.code == 0
        assert not set("\u2028\u202e\u2066") & set(said.out)
        assert "نام\u200cها\\u202e" in said.out or "--compare" in options


def test_an_open_tie_shows_what_to_write_into_the_file(shora: Shell, file: Path) -> None:
    said = shora("count", file, "--rule", "tehran-1404-rounded", "--language", "fa")
    lots = [json.loads(line) for line in said.out.splitlines() if line.startswith('{"stage"')]
    assert lots
    content = value(lots=[lot | {"drawn": lot["between"][: lot["seats"]]} for lot in lots])
    file.write_text(json.dumps(content), encoding="utf-8")
    assert shora("count", file, "--rule", "tehran-1404-rounded").code == 0


def test_totals_of_a_record_are_not_to_be_written_into(shora: Shell, file: Path) -> None:
    file.write_text(json.dumps(value(record="00" * 32)), encoding="utf-8")
    said = shora("count", file, "--rule", "tehran-1404-rounded").out
    assert '{"stage"' not in said
    assert "shora lot RECORD" in said


def test_who_left_may_be_typed_in_persian_digits(shora: Shell, file: Path) -> None:
    settled(shora, file, "--rule", "tehran-1404-rounded")
    plain = shora("count", file, "--rule", "tehran-1404-rounded", "--vacancy", "201")
    assert "(201)" in plain.out
    assert shora("count", file, "--rule", "tehran-1404-rounded", "--vacancy", "۲۰۱").out == plain.out


def test_persian_has_a_word_for_the_independents(shora: Shell, file: Path) -> None:
    said = shora(
        "count", file, "--rule", "tehran-1404-remainder", "--explain", "--margin", "--language", "fa"
    ).out
    assert "منفردها: " in said
    assert "independents" not in said

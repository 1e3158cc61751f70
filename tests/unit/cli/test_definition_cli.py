"""`shora definition` at the command line: from spreadsheets to a definition, and decisions about it."""

import json
import os
import shutil
from pathlib import Path

import pytest
from tests.support.shell import Said, Shell
from tests.unit.election.samples import TOWN_TEXT, VILLAGE_TEXT, spoil
from tests.unit.election.sheets import TABLES, workbook
from tests.unit.election.test_photo import jpeg, png

from shora.election.candidate import Status
from shora.election.dates import DateName
from shora.election.definition import Definition
from shora.election.photo import inspect_photo
from shora.election.read import read_bytes
from shora.ids import CandidateCode, ContestId
from shora.text.jalali import utc_text

KINDS = ("candidates", "lists", "stations", "boxes")
DECISION = ("--by", "هیئت اجرایی", "--reason", "انصراف کتبی", "--at", "۱۴۰۵-۰۴-۰۱ ۱۰:۰۰")


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "tables"
    shutil.copytree(TABLES, folder)
    return folder


def tables(folder: Path, **others: object) -> list[object]:
    """The options that name the tables, some of them others."""
    chosen = {kind: others.get(kind, folder / f"{kind}.csv") for kind in KINDS}
    return [word for kind, path in chosen.items() for word in (f"--{kind}", path)]


def read(path: Path) -> Definition:
    return read_bytes(path.read_bytes(), place=str(path))


def imported(shora: Shell, folder: Path) -> Path:
    out = folder / "town.json"
    said = shora(
        "definition",
        "import",
        folder / "base.toml",
        *tables(folder),
        "--check-digits",
        "verify",
        "--out",
        out,
    )
    assert said.code == 0, said
    return out


def problems(said: Said, count: int) -> list[str]:
    """The lines after ``shora: N problems``."""
    first, *rest = said.err.splitlines()
    assert said.code == 2, said
    assert first == f"shora: {count} problem{'s' if count > 1 else ''}", said
    assert len(rest) == count, said
    return rest


# ── import and check ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_files_of_a_headquarters_become_a_definition(shora: Shell, folder: Path) -> None:
    out = imported(shora, folder)
    said = shora("definition", "check", out)
    assert (said.code, said.err) == (0, "")
    assert said.out == f"{out}: 1 contests, 2 lists, 12 candidates, 3 stations, 4 boxes, 0 photos\n"
    assert len(read(out).contests[0].candidates) == 12


def test_import_says_its_counts_as_json(shora: Shell, folder: Path) -> None:
    said = shora(
        "definition", "import", folder / "base.toml", *tables(folder), "--out", folder / "x.json", "--json"
    )
    assert json.loads(said.out) == {
        "election": "nemune-1405", "contests": 1, "lists": 2, "candidates": 12, "stations": 3, "boxes": 4, "photos": 0,
    }  # fmt: skip


def test_one_workbook_holds_all_four_tables(shora: Shell, folder: Path) -> None:
    def change(book: object) -> None:
        for kind in KINDS:
            sheet = book.create_sheet(f"the {kind}")  # type: ignore[attr-defined]  # openpyxl has no types
            for line in (folder / f"{kind}.csv").read_text(encoding="utf-8").splitlines():
                sheet.append(line.split(","))

    (folder / "all.xlsx").write_bytes(workbook([], change))
    named = {kind: f"{folder / 'all.xlsx'}#the {kind}" for kind in KINDS}
    out = folder / "from-workbook.json"
    said = shora("definition", "import", folder / "base.toml", *tables(folder, **named), "--out", out)
    assert said.code == 0, said
    assert out.read_bytes() == imported(shora, folder).read_bytes()


def test_all_problems_come_at_once_and_nothing_is_written(shora: Shell, folder: Path) -> None:
    path = folder / "candidates.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("۳۰۸", "۳۰۹").replace("گلنار", ""), encoding="utf-8"
    )
    boxes = folder / "boxes.csv"
    boxes.write_text(boxes.read_text(encoding="utf-8").replace("۰۰۱,۸۰۰", "۰۰۹,۸۰۰"), encoding="utf-8")
    before = sorted(folder.iterdir())
    out = folder / "no.json"
    said = shora(
        "definition",
        "import",
        folder / "base.toml",
        *tables(folder),
        "--check-digits",
        "verify",
        "--out",
        out,
    )
    one, two, three = problems(said, 3)
    assert f"{path}, line 2, column کد: “۳۰۹”: the check digit is wrong" in one
    assert f"{path}, line 7, column نام: the cell is empty" in two
    assert f"{boxes}, line 2, column شعبه: “۰۰۹”: there is no such station" in three
    assert sorted(folder.iterdir()) == before


def test_notes_say_what_a_person_should_look_at(shora: Shell, folder: Path) -> None:
    path = folder / "candidates.csv"
    text = path.read_text(encoding="utf-8").replace("شهریار", "بهمن").replace("۳۱۹", "۳۰۹")
    path.write_text(text, encoding="utf-8")
    said = shora("definition", "import", folder / "base.toml", *tables(folder), "--out", folder / "x.json")
    same, slip = said.err.splitlines()
    assert said.code == 0
    assert "line 11, column نام: “آذر”: two candidates are called آذر نمونه‌ای" in same
    assert slip.startswith("note: contest council: one wrong digit or swap makes 309 of 308")
    assert shora("definition", "check", folder / "x.json").err.count("note: ") == 2


def test_import_refuses(shora: Shell, folder: Path) -> None:
    base, out = folder / "base.toml", folder / "x.json"
    run = ("definition", "import", base)
    shora.refused(2, *run, "--out", out, words="no table was given")
    shora.refused(2, *run, *tables(folder), "--out", folder / "x.toml", words="name it *.json")
    shora.refused(2, *run, *tables(folder, boxes=folder / "no.csv"), "--out", out, words="no.csv")
    shora.refused(2, *run, *tables(folder, boxes=folder), "--out", out, words=str(folder))
    shora.refused(
        2, *run, *tables(folder), "--out", out, "--photos", folder, words="--photos and --photos-out"
    )
    shora.refused(
        2, "definition", "import", folder / "lists.csv", *tables(folder), "--out", out, words="not TOML"
    )
    problems(shora(*run, *tables(folder, boxes=f"{folder / 'boxes.csv'}#x"), "--out", out), 1)
    assert shora(*run, *tables(folder), "--out", out, "--check-digits", "maybe").code == 2
    assert not out.exists()
    out.write_text("mine")
    shora.refused(1, *run, *tables(folder), "--out", out, words="already there")
    assert out.read_text() == "mine"


@pytest.mark.parametrize(
    "rule, words",
    [
        ('rule = "coin"', "there is no rule 'coin'"),
        (
            'rule = "block-vote"\nthreshold = "5%"\nthreshold_base = "list-votes"',
            "the rule block-vote has none",
        ),
        ('rule = "dhondt"\nthreshold = "5%"\nthreshold_base = "list-votes"', ""),
    ],
)
def test_check_knows_the_rules_of_seats(shora: Shell, tmp_path: Path, rule: str, words: str) -> None:
    toml = tmp_path / "town.toml"
    toml.write_text(spoil(TOWN_TEXT, ('rule = "block-vote"', rule)), encoding="utf-8")
    if words:
        shora.refused(2, "definition", "check", toml, words=words)
    else:
        assert shora("definition", "check", toml).code == 0


def test_check_says_every_problem_of_a_definition(shora: Shell, tmp_path: Path) -> None:
    toml = tmp_path / "village.toml"
    toml.write_text(
        spoil(VILLAGE_TEXT, ('"۱۲"', '"۱۱"'), ("threshold = 2", "threshold = 3")), encoding="utf-8"
    )
    one, two = problems(shora("definition", "check", toml), 2)
    assert "a threshold of 3" in one
    assert f"{toml}: line" in two
    assert "code 11 of candidate پروانه ساختگی is also the code of" in two
    shora.refused(2, "definition", "check", tmp_path / "no.toml", words="no.toml")


# ── photos ──────────────────────────────────────────────────────────────────────────────────────────────────────


def with_photos(folder: Path, *names: str) -> Path:
    """The example's candidates with a column of photos; those without a name have ``a.jpg``."""
    lines = (folder / "candidates.csv").read_text(encoding="utf-8").splitlines()
    photos = [*names, *["a.jpg"] * (len(lines) - 1 - len(names))]
    path = folder / "with-photos.csv"
    rows = [f"{line},{photo}" for line, photo in zip(lines, ["عکس", *photos], strict=True)]
    path.write_text("\n".join(rows), encoding="utf-8")
    (folder / "photos").mkdir()
    (folder / "photos" / "a.jpg").write_bytes(jpeg(30, 40))
    return path


def test_photos_are_known_and_kept_by_their_hash(shora: Shell, folder: Path) -> None:
    path = with_photos(folder, "آذر.png")
    data = png(30, 40)
    (folder / "photos" / "آذر.png").write_bytes(data)
    options = ("--photos", folder / "photos", "--photos-out", folder / "kept", "--out", folder / "x.json")
    said = shora("definition", "import", folder / "base.toml", *tables(folder, candidates=path), *options)
    assert said.code == 0, said
    assert said.out.endswith("2 photos\n")
    assert "two candidates have one photo (see" in said.err
    first, second, *_ = read(folder / "x.json").contests[0].candidates
    assert (first.photo, second.photo) == (inspect_photo(data).sha256, inspect_photo(jpeg(30, 40)).sha256)
    assert (folder / "kept" / f"{first.photo}.png").read_bytes() == data
    assert sorted(each.name for each in (folder / "kept").iterdir()) == sorted(
        [f"{first.photo}.png", f"{second.photo}.jpg"]
    )


def test_photos_that_cannot_be_used(shora: Shell, folder: Path) -> None:
    names = [
        "../base.toml",
        "no.jpg",
        "a.jpeg",
        "link.jpg",
        "sub",
        "pipe.jpg",
        "text.jpg",
        "",
        "large.png",
        "wide.png",
    ]
    path = with_photos(folder, *names)
    photos = folder / "photos"
    (photos / "link.jpg").symlink_to(photos / "a.jpg")
    (photos / "sub").mkdir()
    os.mkfifo(photos / "pipe.jpg")
    (photos / "text.jpg").write_text("no photo")
    (photos / "large.png").write_bytes(png(3, 4) + bytes(2 * 1024 * 1024))
    (photos / "wide.png").write_bytes(png(5000, 4))
    options = ("--photos", photos, "--photos-out", folder / "kept", "--out", folder / "x.json")
    found = problems(
        shora("definition", "import", folder / "base.toml", *tables(folder, candidates=path), *options), 10
    )
    expected = [
        "no name of a file in the folder", "there is no such file in", "did you mean a.jpg?", "this is a link",
        "this is no file with a photo", "this is no file with a photo", "neither JPEG nor PNG", "the cell is empty",
        "more than 2,097,152 bytes", "5000×4 pixels",
    ]  # fmt: skip
    for number, (line, words) in enumerate(zip(found, expected, strict=True), start=2):
        assert f"line {number}, column عکس" in line
        assert words in line
    assert not (folder / "kept").exists()
    assert not (folder / "x.json").exists()


# ── decisions ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_candidate_withdraws_and_stands_again(shora: Shell, folder: Path) -> None:
    first = imported(shora, folder)
    candidate = ("--contest", "council", "--code", "۳۱۹")
    second, third = folder / "second.json", folder / "third.json"
    assert shora("definition", "withdraw", first, *candidate, *DECISION, "--out", second).code == 0
    later = (*DECISION[:-1], "2026-06-23T10:00:00+03:30")
    assert shora("definition", "reinstate", second, *candidate, *later, "--out", third).code == 0
    history = read(third).contest(ContestId("council")).candidate(CandidateCode("319")).history
    assert [(each.status, utc_text(each.decided_at)) for each in history] == [
        (Status.WITHDRAWN, "2026-06-22T06:30:00Z"),
        (Status.STANDING, "2026-06-23T06:30:00Z"),
    ]
    shora.refused(
        1,
        "definition",
        "withdraw",
        second,
        *candidate,
        *DECISION,
        "--out",
        folder / "x.json",
        words="withdrawn already",
    )
    shora.refused(
        1,
        "definition",
        "reinstate",
        second,
        *candidate,
        *DECISION[:-1],
        "1405-03-01 08:00",
        "--out",
        folder / "x.json",
        words="older than",
    )
    assert not (folder / "x.json").exists()


def test_polling_is_postponed_and_its_history_kept(shora: Shell, folder: Path) -> None:
    first, second, third = imported(shora, folder), folder / "second.json", folder / "third.json"
    decision = ("--by", "وزارت کشور", "--reason", "سیل", "--at", "۱۴۰۵-۰۴-۱۰ ۱۲:۰۰")
    later = (
        "--date",
        "polling-opens",
        "--to",
        "۱۴۰۵-۰۵-۰۲ ۰۸:۰۰",
        "--date",
        "polling-closes",
        "--to",
        "۱۴۰۵-۰۵-۰۲ ۱۸:۰۰",
    )
    assert shora("definition", "postpone", first, *later, *decision, "--out", second).code == 0
    earlier = (
        "--date",
        "polling-closes",
        "--to",
        "۱۴۰۵-۰۴-۲۶ ۱۸:۰۰",
        "--date",
        "polling-opens",
        "--to",
        "۱۴۰۵-۰۴-۲۶ ۰۸:۰۰",
    )
    assert shora("definition", "postpone", second, *earlier, *decision, "--out", third).code == 0
    opens = read(third).dates.get(DateName.POLLING_OPENS)
    assert [utc_text(each.at) for each in opens.decisions] == [
        "2026-06-19T04:30:00Z", "2026-07-03T04:30:00Z", "2026-07-24T04:30:00Z", "2026-07-17T04:30:00Z",
    ]  # fmt: skip
    assert [each.reason for each in opens.decisions[2:]] == ["سیل", "سیل"]


DECISIONS: dict[str, tuple[int, tuple[str, ...], str]] = {
    "no such contest": (2, ("withdraw", "--contest", "mayor", "--code", "319", *DECISION), "there is no contest mayor"),
    "no such candidate": (2, ("withdraw", "--contest", "council", "--code", "999", *DECISION), "has no candidate 999"),
    "letters for a code": (2, ("withdraw", "--contest", "council", "--code", "x", *DECISION), "a code has digits only"),
    "not a moment": (2, ("withdraw", "--contest", "council", "--code", "319", *DECISION[:-1], "tomorrow"), "is not a moment"),
    "nobody decided": (2, ("withdraw", "--contest", "council", "--code", "319", "--by", " ", *DECISION[2:]), "--by is empty"),
    "a reason that cannot be printed": (2, ("withdraw", "--contest", "council", "--code", "319", *DECISION[:2], "--reason", "\x1b[2J", *DECISION[4:]), "--reason has a character that cannot be printed"),
    "a date twice": (2, ("postpone", "--date", "tally", "--to", "۱۴۰۵-۰۵-۰۲ ۰۸:۰۰", "--date", "tally", "--to", "۱۴۰۵-۰۵-۰۲ ۰۸:۰۰", *DECISION), "give each --date once"),
    "a date without its moment": (2, ("postpone", "--date", "tally", "--date", "results", "--to", "۱۴۰۵-۰۵-۰۲ ۰۸:۰۰", *DECISION), "2 dates and 1 moments"),
    "closing before opening": (1, ("postpone", "--date", "polling-opens", "--to", "۱۴۰۵-۰۵-۰۲ ۰۸:۰۰", *DECISION), "polling closes before it opens"),
}  # fmt: skip


@pytest.mark.parametrize("code,arguments,words", DECISIONS.values(), ids=DECISIONS.keys())
def test_decisions_that_cannot_be(
    shora: Shell, folder: Path, code: int, arguments: tuple[str, ...], words: str
) -> None:
    first = imported(shora, folder)
    before = sorted(folder.iterdir())
    word, *options = arguments
    shora.refused(code, "definition", word, first, *options, "--out", folder / "x.json", words=words)
    assert sorted(folder.iterdir()) == before

"""Boulder: the county's numbers as published, ballots that give exactly these, and the whole way on a few precincts."""

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from tests.support.shell import Shell

from shora.clock import fixed_clock
from shora.demo.boulder import election, statement
from shora.demo.boulder.ballots import ballots_of, blank, expand
from shora.demo.boulder.margin import last_seat_of, lines_of
from shora.demo.boulder.opened import must_equal_statement
from shora.demo.boulder.statement import CONTEST, Precinct, Statement, official, read_statement, recount
from shora.demo.run import hold, must_equal
from shora.election.dates import NEEDED
from shora.errors import DamagedError, InputError
from shora.steps.progress import Unwatched
from shora.verification.verdict import Check, Outcome

OFFICIAL, RECOUNT = official(), recount()


@pytest.fixture(name="shora")
def _shora(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(capture=capsys, patch=monkeypatch)


class Quiet(Unwatched):
    def head(self, word: str, sentence: str) -> None:
        assert word
        assert sentence

    def say(self, line: str) -> None:
        assert line


# ── The statement ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_numbers_are_those_published() -> None:
    assert (len(OFFICIAL.names), len(OFFICIAL.precincts)) == (10, 60)
    assert (OFFICIAL.ballots, OFFICIAL.overvoted, OFFICIAL.undervotes) == (34_249, 68, 23_345)
    assert dict(zip(OFFICIAL.names, OFFICIAL.votes, strict=True)) == {
        "Terri Brncic": 14_365, "Jenny Robins": 11_247, "Aaron Gabriel Neyer": 3_484, "Jacques Decalo": 3_329,
        "Silas Atkins": 6_831, "Waylon Lewis": 8_863, "Ryan Schuchard": 14_412, "Tara Winer": 21_255,
        "Tina Marquis": 14_959, "Taishya Adams": 14_634,
    }  # fmt: skip
    assert [one.code for one in OFFICIAL.precincts if not one.ballots] == ["503", "906"]
    assert max(one.ballots for one in OFFICIAL.precincts) == 1_155


def test_the_recount_has_the_same_precincts_and_people() -> None:
    assert RECOUNT.names == OFFICIAL.names
    assert [one.code for one in RECOUNT.precincts] == [one.code for one in OFFICIAL.precincts]
    assert (RECOUNT.ballots, RECOUNT.overvoted) == (34_249, 67)
    votes = dict(zip(RECOUNT.names, RECOUNT.votes, strict=True))
    assert (votes["Ryan Schuchard"], votes["Terri Brncic"]) == (14_411, 14_365)


@pytest.mark.parametrize("which", [OFFICIAL, RECOUNT], ids=["official", "recount"])
def test_marks_that_valid_ballots_can_have_are_votes_and_undervotes(which: Statement) -> None:
    for one in which.precincts:
        assert 4 * (one.ballots - one.overvoted) == sum(one.votes) + one.undervotes, one.code
    assert 4 * (which.ballots - which.overvoted) == sum(which.votes) + which.undervotes


def test_the_first_precincts() -> None:
    assert OFFICIAL.first(2).precincts == OFFICIAL.precincts[:2]
    assert OFFICIAL.first(60) == OFFICIAL
    for number in (0, -1, 61):
        with pytest.raises(InputError, match="of 60 precincts"):
            OFFICIAL.first(number)


HEADER = [
    "Precinct \nCode", "Precinct Number", "Active Voters", "Contest Title", "Choice Name", "Total Ballots",
    "Total Votes", "Total Undervotes", "Total\n Overvotes",
]  # fmt: skip


def rows() -> list[list[str]]:
    """Two precincts, two candidates, and a row of another contest that nobody reads."""
    return [
        [*HEADER],
        ["100,700", "100,700", "x", "Another", "Yes", "*", "*", "*", "*"],
        ["801", "1", "1,900", CONTEST, "A", "1,155", "1,001", "2,611", "2"],
        ["801", "1", "1,900", CONTEST, "B", "1,155", "1,000", "2,611", "2"],
        ["802", "2", "9", CONTEST, "A", "0", "0", "0", "0"],
        ["802", "2", "9", CONTEST, "B", "0", "0", "0", "0"],
    ]


def written(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def test_numbers_with_commas_and_a_header_with_line_breaks() -> None:
    read = read_statement(written(rows()), "s")
    big = Precinct(code="801", ballots=1_155, overvoted=2, undervotes=2_611, votes=(1_001, 1_000))
    none = Precinct(code="802", ballots=0, overvoted=0, undervotes=0, votes=(0, 0))
    assert read == Statement(names=("A", "B"), precincts=(big, none))


Rows = list[list[str]]


def put(line: int, cell: int, text: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        rows[line][cell] = text

    return change


def put_all(line: int, cell: int, text: str) -> Callable[[Rows], None]:
    """In both rows of a precinct."""

    def change(rows: Rows) -> None:
        rows[line][cell] = rows[line + 1][cell] = text

    return change


@pytest.mark.parametrize(
    "change,words",
    [
        (put(0, 5, "Ballots"), "the columns are not those"),
        (put(2, 6, "1,01"), r"line 5: '1,01' is no number"),
        (put(2, 6, "1001"), r"'1001' is no number \(thousands are written 1,155\)"),
        (put(2, 6, "-1"), "'-1' is no number"),
        (put(2, 6, "01"), "'01' is no number"),
        (put(2, 6, ""), "'' is no number"),
        (put(2, 6, "۱۲"), "is no number"),
        (put(2, 2, "x"), "'x' is no number"),
        (put(2, 0, "8O1"), "'8O1' is no precinct's code"),
        (put(2, 4, ""), "the row names nobody"),
        (put(2, 6, "1,002"), "801: 4 x 1153 valid ballots are not 2002 votes and 2611 undervotes"),
        (put_all(2, 7, "2,610"), "line 6: precinct 801: 4 x 1153 valid ballots are not 2001 votes and 2610"),
        (put_all(2, 8, "3"), "4 x 1152 valid ballots"),
        (put(3, 7, "2,610"), "line 6: the rows of precinct 801 differ"),
        (put(3, 5, "1,156"), "the rows of precinct 801 differ"),
        (put(3, 2, "1,901"), "the rows of precinct 801 differ"),
        (put(2, 6, "1,154"), "line 5: precinct 801: 1154 votes for A on 1153 valid ballots"),
        (put_all(2, 8, "1,156"), "1156 of 1155 ballots are overvoted"),
        (put(3, 4, "A"), "does not have each candidate once"),
        (put(5, 4, "C"), "line 8: precinct 802 does not have each candidate once"),
        (lambda rows: rows.pop(), "precinct 802 does not have each candidate once"),
        (lambda rows: rows.append(rows[5]), "precinct 802 does not have each candidate once"),
        (lambda rows: rows.append(rows[2]), "precinct 801 stands in two places"),
        (lambda rows: rows[2].pop(), "line 5: the row has 8 cells, not 9"),
        (lambda rows: rows[1].append(""), "line 4: the row has 10 cells"),
        (lambda rows: rows.append([]), "the row has 0 cells"),
        (lambda rows: rows.__delitem__(slice(2, None)), "there are no rows of the contest"),
        (lambda rows: rows.clear(), "the columns are not those"),
    ],
)
def test_a_broken_row_is_named(change: Callable[[Rows], object], words: str) -> None:
    broken = rows()
    change(broken)
    with pytest.raises(InputError, match=words) as fault:
        read_statement(written(broken), "file.csv")
    assert str(fault.value).startswith("file.csv: ")


def test_what_is_no_table_at_all() -> None:
    with pytest.raises(InputError, match="not UTF-8"):
        read_statement(b"\xff\xfe", "s")
    with pytest.raises(InputError, match="the row is broken"):
        read_statement(written(rows()) + b'"801', "s")
    with pytest.raises(InputError, match="the row is broken"):
        read_statement(written(rows()).replace(b"801", b'"801"x', 1), "s")


# ── Ballots ──────────────────────────────────────────────────────────────────────────────────────────────────


def fits(precinct: Precinct, ballots: Sequence[tuple[int, ...]]) -> None:
    assert len(ballots) == precinct.ballots
    assert all(set(row) <= {0, 1} and sum(row) <= 4 and len(row) == len(precinct.votes) for row in ballots)
    assert tuple(sum(row[place] for row in ballots) for place in range(len(precinct.votes))) == precinct.votes
    valid_blank = blank(ballots) - precinct.overvoted
    assert 0 <= 4 * valid_blank <= precinct.undervotes


def test_ballots_give_the_numbers_of_every_precinct() -> None:
    made = expand(OFFICIAL, 1)
    for precinct, ballots in zip(OFFICIAL.precincts, made, strict=True):
        fits(precinct, ballots)
    assert 68 < sum(map(blank, made)) < 1_000
    lengths = {sum(row) for ballots in made for row in ballots}
    assert lengths == {0, 1, 2, 3, 4}


def test_the_same_seed_gives_the_same_ballots() -> None:
    few = OFFICIAL.first(4)
    assert expand(few, 5) == expand(few, 5) != expand(few, 6)
    turned = replace(few, precincts=few.precincts[::-1])
    assert expand(turned, 5) == expand(few, 5)[::-1]


def of(votes: Sequence[int], ballots: int, overvoted: int = 0, code: str = "800") -> Precinct:
    """A precinct whose undervotes are what is left."""
    undervotes = 4 * (ballots - overvoted) - sum(votes)
    assert undervotes >= 0
    return Precinct(
        code=code, ballots=ballots, overvoted=overvoted, undervotes=undervotes, votes=tuple(votes)
    )


@pytest.mark.parametrize(
    "precinct",
    [
        of([0, 0, 0, 0, 0], 0),
        of([0, 0, 0, 0, 0], 3),
        of([0, 0, 0, 0, 0], 3, 3),
        of([3, 3, 3, 3, 0], 3),
        of([3, 3, 3, 2, 1], 3),
        of([3, 3, 2, 2, 2], 5, 2),
        of([1, 1, 1, 1, 0], 1),
        of([1, 0, 0, 0, 0], 1),
        of([5, 0, 0, 0, 1], 5),
    ],
)
def test_numbers_that_leave_little_room(precinct: Precinct) -> None:
    for seed in range(20):
        fits(precinct, ballots_of(precinct, Random(seed)))


def test_any_numbers_that_a_precinct_can_have() -> None:
    rng = Random(1)
    for _ in range(300):
        overvoted, valid = rng.randrange(3), rng.randrange(12)
        votes: list[int] = []
        for _ in range(rng.randint(4, 9)):
            votes.append(rng.randint(0, min(valid, 4 * valid - sum(votes))))
        precinct = of(votes, valid + overvoted, overvoted)
        fits(precinct, ballots_of(precinct, rng))


# ── The margin ───────────────────────────────────────────────────────────────────────────────────────────────


CONTEST_OF = election.definition(OFFICIAL, 3, 5).contests[0]


def test_47_votes_and_a_recount_that_found_46() -> None:
    found, after = last_seat_of(CONTEST_OF, OFFICIAL), last_seat_of(CONTEST_OF, RECOUNT)
    assert (found.last.name, found.last.votes) == ("Ryan Schuchard", 14_412)
    assert (found.next.name, found.next.votes) == ("Terri Brncic", 14_365)
    assert (found.margin.votes, found.recount.due) == (47, True)
    assert (found.recount.base, found.recount.limit) == (14_412, Fraction(14_412, 200))
    assert (after.margin.votes, after.last.votes, after.next.votes) == (46, 14_411, 14_365)
    difference, trigger, again = lines_of(found, after, OFFICIAL, RECOUNT)
    assert "47 votes between Ryan Schuchard (14,412)" in difference
    assert "Recount: required" in trigger
    assert "at most 72, 0.5 % of the 14,412 votes of the last seated" in trigger
    assert (
        "Ryan Schuchard 14,411, Terri Brncic 14,365, margin 46; 67 overvoted ballots, where there were 68"
        in again
    )


@pytest.mark.parametrize(
    "last,following,due",
    [
        (14_400, 14_328, True), (14_400, 14_327, False), (14_399, 14_327, False), (7, 7, True), (7, 6, False),
        (199, 198, False), (200, 199, True),
    ],
)  # fmt: skip
def test_the_trigger_is_exact(last: int, following: int, due: bool) -> None:
    votes = (0, following, 50_000, 1, last, 40_000, 30_000, 0, 2, 3)
    numbers = Statement(names=OFFICIAL.names, precincts=(of(votes, 50_000),))
    found = last_seat_of(CONTEST_OF, numbers)
    assert (found.margin.votes, found.recount.due) == (last - following, due)
    assert {found.last.votes, found.next.votes} == {last, following}
    assert ("not required" in lines_of(found, found, numbers, numbers)[1]) is not due


# ── Definition and day ───────────────────────────────────────────────────────────────────────────────────────


def test_a_station_and_a_box_a_precinct() -> None:
    made = election.definition(OFFICIAL, 3, 5)
    assert len(made.stations) == len(made.boxes) == 60
    for box, station, precinct in zip(made.boxes, made.stations, OFFICIAL.precincts, strict=True):
        assert (box.id, box.station) == (f"box-{precinct.code}", station.id)
        assert box.cards == precinct.ballots + 20
    contest = made.contests[0]
    assert (contest.seats, contest.votes, len(contest.candidates)) == (4, 4, 10)
    assert "invented" in made.description
    whole = election.day(made, OFFICIAL, expand(OFFICIAL, 1), made.dates.get(NEEDED[1]).at)
    assert sum(map(len, whole.visits.values())) == 34_249
    assert set(whole.unopened) == {"box-503", "box-906"}
    assert set(whole.unopened).isdisjoint(whole.visits)
    assert len(whole.check_ins) == 60


def test_too_few_ballots_for_any_sum() -> None:
    with pytest.raises(InputError, match="0 ballots in these precincts"):
        election.definition(OFFICIAL.first(1), 3, 5)


def small() -> Statement:
    """Invented numbers: a large precinct, one too small to be opened alone, one without ballots, and a larger one."""
    rest = [2, 1, 0, 0, 0, 3, 1]
    return Statement(
        names=OFFICIAL.names,
        precincts=(
            of([33, 20, 9, *rest], 35, 1, "801"),
            of([2, 8, 7, *rest], 9, 0, "802"),
            of([0] * 10, 0, 0, "803"),
            of([12, 16, 8, *rest], 31, 2, "804"),
        ),
    )


def test_a_small_precinct_is_opened_with_another(tmp_path: Path) -> None:
    numbers, record = small(), tmp_path / "record"
    ballots = expand(numbers, 3)
    defined = election.definition(numbers, 2, 3)
    morning, evening = (defined.dates.get(name).at for name in NEEDED)
    day = election.day(defined, numbers, ballots, evening)
    held = hold(defined, day, record, Quiet(), morning=fixed_clock(morning), evening=fixed_clock(evening))
    must_equal(held.totals, numbers.votes, sum(map(blank, ballots)))
    assert must_equal_statement(record, numbers, ballots) == 2
    assert held.verdict.failures == ()
    # (V13 is about seats that are written into a record; it has tests of its own.)
    outcomes = {outcome for check, outcome in held.verdict.outcomes if check is not Check.V13}
    assert outcomes == {Outcome.PASSED}
    assert (held.verdict.boxes, held.verdict.ballots) == (3, 75)
    assert "box-unopened" in {note.code for note in held.verdict.notes}
    assert [path.name for path in (record / "groups").iterdir()] == ["group-1.json"]
    # One vote of one precinct, or of two that a group joins, that is not what was opened.
    for place, unit in ((0, "box-801"), (1, "group-1"), (3, "group-1")):
        one = numbers.precincts[place]
        other = replace(one, votes=(one.votes[0] + 1, *one.votes[1:]))
        wrong = replace(
            numbers, precincts=(*numbers.precincts[:place], other, *numbers.precincts[place + 1 :])
        )
        with pytest.raises(DamagedError, match=f"{unit}: what was opened is not"):
            must_equal_statement(record, wrong, ballots)
    filled = tuple(tuple(row if any(row) else (1,) * 10 for row in part) for part in ballots)
    with pytest.raises(DamagedError, match="box-801"):
        must_equal_statement(record, numbers, filled)


# ── The command ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "options", [("--precincts", 0), ("--precincts", 1), ("--precincts", 61), ("--trustees", "5")]
)
def test_the_command_refuses_before_it_begins(
    shora: Shell, tmp_path: Path, options: tuple[str, object]
) -> None:
    shora.refused(2, "demo", "boulder", "--out", tmp_path / "demo", *options)
    assert not (tmp_path / "demo").exists()


def test_two_real_precincts(shora: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = ("906", min((one for one in OFFICIAL.precincts if one.ballots), key=lambda one: one.ballots).code)

    def few(which: Statement) -> Statement:
        return replace(which, precincts=tuple(one for one in which.precincts if one.code in codes))

    left, after = few(OFFICIAL), few(RECOUNT)
    monkeypatch.setattr(statement, "official", lambda: left)
    monkeypatch.setattr(statement, "recount", lambda: after)
    told = shora("demo", "boulder", "--out", tmp_path / "demo", "--trustees", "2/3", "--seed", 4)
    assert told.code == 0
    assert told.err.startswith("\nBOULDER  The totals of each precinct are real")
    assert "The first" not in told.out
    assert "1 sum was opened, each what the Statement of Votes says" in told.out
    assert "Precincts without ballots: 906" in told.out
    assert "Margin: " in told.out
    assert "The official recount" in told.out
    assert "1 box, 199 ballots" in told.out


def test_the_first_precincts_as_json(shora: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = small()
    monkeypatch.setattr(statement, "official", lambda: numbers)
    monkeypatch.setattr(statement, "recount", lambda: numbers)
    told = shora(
        "demo", "boulder", "--out", tmp_path / "demo", "--precincts", 3, "--json", "--trustees", "1/2"
    )
    assert (told.code, told.err) == (0, "")
    value = json.loads(told.out)
    assert list(value["votes"].values()) == list(numbers.first(3).votes)
    assert value["precincts"] == {"defined": 3, "all": 4, "opened": 2}
    assert (value["sum_equals_input"], value["verdict"]["verified"], value["units_equal_statement"]) == (
        True,
        True,
        1,
    )
    ranking = sorted(value["votes"].values(), reverse=True)
    assert value["margin"]["votes"] == ranking[3] - ranking[4] == value["official_recount"]["votes"]
    assert value["recount"]["votes"] == ranking[3] == value["margin"]["last_seated"]["votes"]
    assert "invented" in value["invented"]


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_whole_city(shora: Shell, tmp_path: Path) -> None:
    told = shora("demo", "boulder", "--out", tmp_path / "demo", "--json")
    assert told.code == 0
    value = json.loads(told.out)
    assert list(value["votes"].values()) == list(OFFICIAL.votes)
    assert value["verdict"]["verified"] is True
    assert (value["verdict"]["boxes"], value["verdict"]["ballots"]) == (58, 34_249)
    assert (value["overvoted"], value["units_equal_statement"]) == (68, 58)
    assert [one["id"] for one in value["seats"]["elected"]] == ["108", "109", "110", "107"]
    assert value["margin"] == {
        "votes": 47,
        "last_seated": {"id": "107", "votes": 14_412},
        "first_unseated": {"id": "101", "votes": 14_365},
    }
    assert (value["recount"]["due"], value["recount"]["limit"]) == (True, "3603/50")
    assert value["official_recount"]["votes"] == 46

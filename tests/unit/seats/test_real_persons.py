"""Real elections of persons, reproduced exactly by the block vote. Data: ``tests/data/seats``, the demonstrations' data."""

from itertools import groupby
from pathlib import Path

import pytest
from tests.unit.seats.published import DATA, DEMO, elected, marks, number, rows, summed
from tests.unit.seats.samples import WESTMINSTER, independents, totals

from shora.seats.result import Flag, Outcome, Result
from shora.seats.rules import count

STATEMENT = "2023C-Boulder-County-Official-Statement-of-Votes.csv"
RECOUNT = "2023C-Boulder-County-Official-Statement-of-Votes-Recount.csv"
COUNCIL = "City of Boulder Council Candidates"
LAFAYETTE = "City of Lafayette City Council Candidates"
SUPERIOR = "Town of Superior - Home Rule Charter Commission"
LOUISVILLE = "City of Louisville City Council Ward 3"

Rows = list[dict[str, str]]


def run(votes: dict[str, int], seats: int, alternates: int = 0) -> Result:
    return count(totals(independents(votes, seats=seats, alternates=alternates)), "block-vote")


def boulder(contest: str, name: str = STATEMENT) -> Rows:
    folder = (DEMO if contest == COUNCIL else DATA) / "boulder-2023"
    return [each for each in rows(folder / name) if each["Contest Title"] == contest]


def votes_of(found: Rows) -> dict[str, int]:
    return summed((each["Choice Name"], number(each["Total Votes"])) for each in found)


def test_westminster_2015() -> None:
    votes = marks(DEMO / "westminster-2015" / "Westminster_Adams.csv")
    assert {name.split(" ", 1)[1]: each for name, each in votes.items()} == WESTMINSTER
    result = run(votes, 3, alternates=2)
    assert (result.status, result.exit_code, result.ties) == (Outcome.COMPLETE, 0, ())
    assert elected(result) == ["Anita Seitz", "Shannon Bird", "Maria De Cambra"]
    assert [each.id for each in result.alternates] == ["Mark Clark", "David DeMott"]
    # Below the cut two are equal: nothing hangs on it, and no lot is asked for.
    assert sorted(votes.values()).count(2026) == 2


def test_byers_2015() -> None:
    path = DATA / "byers-2015" / "Byers_SD_32J_Adams.csv"
    ballots = rows(path)
    assert len(ballots) == 121
    assert all(sum(map(int, each.values())) <= 4 for each in ballots)
    result = run(marks(path), 4, alternates=4)
    assert [(each.id, each.votes) for each in result.elected] == [
        ("Tom Thompson III", 81),
        ("Jerry L Sauer", 75),
        ("Christopher P Cary", 57),
        ("Julie Smith", 56),
    ]
    assert [each.votes for each in result.alternates] == [54, 47, 36, 23]


@pytest.mark.parametrize(
    "contest, name, k, choices, precincts, ballots",
    [
        (COUNCIL, STATEMENT, 4, 10, 60, 34_249),
        (COUNCIL, RECOUNT, 4, 10, 60, 34_249),
        (LAFAYETTE, STATEMENT, 4, 7, 17, 11_357),
        (SUPERIOR, STATEMENT, 9, 11, 7, 4_165),
        (LOUISVILLE, STATEMENT, 2, 2, 7, 3_243),
    ],
)
def test_boulder_precinct_by_precinct(
    contest: str, name: str, k: int, choices: int, precincts: int, ballots: int
) -> None:
    found = boulder(contest, name)
    by_precinct = [list(group) for _, group in groupby(found, key=lambda each: each["Precinct Code"])]
    assert len(by_precinct) == precincts
    assert sum(number(group[0]["Total Ballots"]) for group in by_precinct) == ballots
    for group in by_precinct:
        assert len(group) == choices
        cast, under, over = (
            {number(each[f"Total {kind}"]) for each in group}
            for kind in ("Ballots", "Undervotes", "Overvotes")
        )
        (all_cast,), (all_under,), (all_over,) = cast, under, over
        votes = sum(number(each["Total Votes"]) for each in group)
        assert k * (all_cast - all_over) == votes + all_under, group[0]["Precinct Code"]


@pytest.mark.parametrize("name, last, margin", [(STATEMENT, 14_412, 47), (RECOUNT, 14_411, 46)])
def test_boulder_council_and_its_recount(name: str, last: int, margin: int) -> None:
    result = run(votes_of(boulder(COUNCIL, name)), 4, alternates=1)
    assert elected(result) == ["Tara Winer", "Tina Marquis", "Taishya Adams", "Ryan Schuchard"]
    assert result.elected[-1].votes == last
    (next_one,) = result.alternates
    assert (next_one.id, next_one.votes) == ("Terri Brncic", 14_365)
    assert result.elected[-1].votes - next_one.votes == margin
    cut = next(each for each in result.steps if each.key == "cut")
    assert dict(cut.values) == {"votes": last, "next": 14_365}


@pytest.mark.parametrize(
    "contest, seats, winners",
    [
        (LAFAYETTE, 4, ["JD Mangat", "Tim Barnes", "David Fridland", "Crystal Gallegos"]),
        (
            SUPERIOR,
            9,
            [
                "Clint Folsom",
                "Jeff Chu",
                "Claire Dixon",
                "Heather Cracraft",
                "Mike Foster",
                "Ryan Welch",
                "Chris Hanson",
                "Ryan Hitchler",
                "Dalton Valette",
            ],
        ),
        (LOUISVILLE, 2, ["Barbara Hamlington", "Dietrich Hoefner"]),
    ],
)
def test_other_contests_of_boulder_county(contest: str, seats: int, winners: list[str]) -> None:
    result = run(votes_of(boulder(contest)), seats)
    assert elected(result) == winners
    assert (result.status, result.ties) == (Outcome.COMPLETE, ())


def test_a_boulder_precinct_without_ballots_needs_a_lot() -> None:
    empty = [each for each in boulder(COUNCIL) if each["Precinct Code"] in ("503", "906")]
    assert {each["Total Ballots"] for each in empty} == {"0"}
    result = run(votes_of(empty), 4)
    assert (result.exit_code, result.elected) == (3, ())
    assert len(result.ties[0].between) == 10


@pytest.mark.parametrize("year, seats", [(2013, 21), (2021, 13)])
def test_tabriz_in_its_published_order(year: int, seats: int) -> None:
    table = rows(DATA / "iran" / f"tabriz-{year}.csv")
    votes = {each["candidate"]: int(each["votes"]) for each in table}
    backwards = dict(reversed(votes.items()))
    result = run(backwards, seats)
    assert elected(result) == list(votes)
    assert [each.rank for each in result.elected] == [int(each["rank"]) for each in table]
    assert (result.status, len(votes)) == (Outcome.COMPLETE, seats)


def test_tehran_2017_while_a_third_of_the_boxes_was_missing() -> None:
    table = rows(DATA / "iran" / "tehran-2017-interim.csv")
    votes = {each["candidate"]: int(each["votes"]) for each in table}
    value = independents(votes, seats=21, boxes={"defined": 3957, "counted": 2523})
    result = count(totals(value), "block-vote")
    assert elected(result) == list(votes)
    assert result.flags == (Flag.BOXES_MISSING,)
    (vacant,) = (each for each in result.steps if each.key == "all-seated")
    assert dict(vacant.values) == {"standing": 18, "vacant": 3}


def test_the_data_says_where_it_is_from() -> None:
    for folder in [each for each in DATA.iterdir() if each.is_dir()]:
        assert (folder / "README.md").read_text(encoding="utf-8").startswith("# ")
        text = (folder / "README.md").read_text(encoding="utf-8")
        assert ("LICENSE.txt" in text) == Path(folder, "LICENSE.txt").exists(), folder.name

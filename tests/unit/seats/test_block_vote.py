import pytest
from tests.unit.seats.samples import WESTMINSTER, independents, lot, totals

from shora.errors import InputError
from shora.seats.options import threshold
from shora.seats.result import Flag, Outcome, Result
from shora.seats.rules import RULES, count
from shora.text.json import JsonValue
from shora.text.messages import Language


def run(value: dict[str, JsonValue]) -> Result:
    return count(totals(value), "block-vote")


def ids(result: Result) -> list[str]:
    return [each.id for each in result.elected]


def keys(result: Result) -> list[str]:
    return [each.key for each in result.steps]


def test_westminster_2015_has_a_tie_below_the_cut() -> None:
    result = run(independents(WESTMINSTER, seats=3))
    assert [(each.id, each.votes, each.rank) for each in result.elected] == [
        ("Seitz", 4921, 1),
        ("Bird", 4823, 2),
        ("De Cambra", 3921, 3),
    ]
    assert (result.status, result.exit_code, result.ties, result.flags) == (Outcome.COMPLETE, 0, (), ())
    assert result.seats == {"independents": 3}
    assert keys(result) == ["to-fill", "cut", "seated-alone", "seated-alone", "seated-alone"]


def test_westminster_with_the_tie_at_the_last_seat() -> None:
    value = independents(WESTMINSTER, seats=8)
    result = run(value)
    assert (result.status, result.exit_code) == (Outcome.LOT_REQUIRED, 3)
    assert ids(result) == ["Seitz", "Bird", "De Cambra", "Clark", "DeMott", "Bergamo", "Melvin"]
    assert result.seats == {"independents": 7}
    assert [each.to_json() for each in result.ties] == [
        {"stage": "candidate", "between": ["Blanckaert", "Caulk"], "seats": 1}
    ]
    settled = run(value | {"lots": [lot("candidate", ["Caulk", "Blanckaert"], ["Caulk"])]})
    assert (settled.status, settled.exit_code, settled.ties) == (Outcome.COMPLETE, 0, ())
    assert ids(settled)[-1] == "Caulk"


def test_a_lot_decides_and_the_loser_is_the_first_alternate() -> None:
    votes = {"11": 5, "12": 5, "13": 5, "14": 4, "15": 1}
    result = run(
        independents(votes, seats=2, alternates=2, lots=[lot("candidate", ["11", "12", "13"], ["13", "11"])])
    )
    assert ids(result) == ["11", "13"]
    assert [(each.id, each.rank) for each in result.alternates] == [("12", 1), ("14", 2)]


def test_alternates_wait_for_the_lot_of_the_seats() -> None:
    result = run(independents({"11": 5, "12": 5, "13": 1}, seats=1, alternates=1))
    assert (ids(result), result.alternates, result.status) == ([], (), Outcome.LOT_REQUIRED)
    assert keys(result) == ["to-fill", "tie", "lot-required"]


def test_a_tie_among_alternates_leaves_the_status_complete() -> None:
    value = independents({"11": 9, "12": 7, "13": 5, "14": 5, "15": 5}, seats=1, alternates=3)
    result = run(value)
    assert (result.status, result.exit_code) == (Outcome.COMPLETE, 0)
    assert [each.id for each in result.alternates] == ["12"]
    assert [each.to_json() for each in result.ties] == [
        {"stage": "alternate", "between": ["13", "14", "15"], "seats": 2}
    ]
    settled = run(value | {"lots": [lot("alternate", ["13", "14", "15"], ["15", "13"])]})
    assert [each.id for each in settled.alternates] == ["12", "13", "15"]
    assert settled.ties == ()


def test_two_lots_after_each_other() -> None:
    value = independents({"11": 5, "12": 5, "13": 5}, seats=1, alternates=1)
    first = lot("candidate", ["11", "12", "13"], ["12"])
    assert [each.between for each in run(value | {"lots": [first]}).ties] == [("11", "13")]
    both = run(value | {"lots": [first, lot("alternate", ["13", "11"], ["13"])]})
    assert ([each.id for each in both.elected], [each.id for each in both.alternates]) == (["12"], ["13"])


def test_equal_votes_inside_change_only_the_order() -> None:
    result = run(independents({"9": 5, "101": 5, "20": 8, "x": 5, "1": 2}, seats=4))
    assert ids(result) == ["20", "9", "101", "x"]
    assert result.ties == ()
    assert "equal-order" in keys(result)


def test_lists_give_no_seats_but_their_members_win_them() -> None:
    value: dict[str, JsonValue] = {
        "contest": {"id": "c", "seats": 3},
        "lists": [
            {"id": "L1", "name": "One", "candidates": [{"id": "101", "votes": 9}, {"id": "102", "votes": 8}]},
            {"id": "L2", "candidates": [{"id": "201", "votes": 7}, {"id": "202", "votes": 3}], "votes": 900},
        ],
        "independents": [{"id": "501", "votes": 8}],
    }
    result = run(value)
    assert result.seats == {"L1": 2, "L2": 0, "independents": 1}
    assert [(each.id, each.list) for each in result.elected] == [
        ("101", "L1"),
        ("102", "L1"),
        ("501", "independents"),
    ]


def test_the_withdrawn_cannot_be_seated_and_tie_with_no_one() -> None:
    value = independents({"11": 9, "12": 5, "13": 5}, seats=2)
    people = value["independents"]
    assert isinstance(people, list)
    people[0] = {"id": "11", "votes": 9, "status": "withdrawn"}
    result = run(value)
    assert ids(result) == ["12", "13"]
    assert "withdrawn" in keys(result)


def test_fewer_candidates_than_seats() -> None:
    result = run(independents({"11": 1, "12": 0}, seats=5, alternates=2))
    assert (ids(result), result.alternates, result.status) == (["11", "12"], (), Outcome.COMPLETE)
    assert [each.say(Language.EN) for each in result.steps if each.key == "all-seated"] == [
        "No more candidates stand than there are seats: all 2 are seated, 3 seats stay vacant."
    ]
    assert "alternates-short" in keys(result)


def test_missing_boxes_are_flagged() -> None:
    boxes: JsonValue = {"defined": 3, "counted": 2, "missing": ["b3"]}
    assert run(independents({"11": 1}, seats=1, boxes=boxes)).flags == (Flag.BOXES_MISSING,)
    whole: JsonValue = {"defined": 3, "counted": 3, "missing": []}
    assert run(independents({"11": 1}, seats=1, boxes=whole)).flags == ()


def test_huge_numbers_are_exact() -> None:
    most = 10**18
    assert ids(run(independents({"11": most - 1, "12": most, "13": 0}, seats=1))) == ["12"]


@pytest.mark.parametrize(
    "stray",
    [
        lot("candidate", ["12", "13"], ["12"]),
        lot("alternate", ["11", "12"], ["11"]),
        lot("list-seat", ["11", "12"], ["11"]),
        lot("candidate", ["11", "12", "13"], ["11"]),
        lot("candidate", ["11", "99"], ["11"]),
    ],
)
def test_a_lot_for_a_tie_that_is_not_there(stray: dict[str, JsonValue]) -> None:
    value = independents({"11": 5, "12": 5, "13": 1}, seats=1)
    with pytest.raises(InputError, match="there is no tie of stage"):
        run(value | {"lots": [lot("candidate", ["11", "12"], ["11"]), stray]})


def test_a_lot_for_another_number() -> None:
    value = independents({"11": 5, "12": 5, "13": 5}, seats=1)
    with pytest.raises(InputError, match="draws 2, but 1 can be given"):
        run(value | {"lots": [lot("candidate", ["11", "12", "13"], ["11", "12"])]})


def test_block_vote_has_no_threshold_and_needs_persons() -> None:
    value = totals(independents({"11": 5}, seats=1))
    with pytest.raises(InputError, match="no threshold"):
        count(value, "block-vote", threshold("5%", "valid-ballots"))
    lists: dict[str, JsonValue] = {"contest": {"id": "c", "seats": 1}, "lists": [{"id": "L1", "votes": 5}]}
    with pytest.raises(InputError, match="list L1 has no candidates"):
        run(lists)


def test_rules_are_known_by_name() -> None:
    assert [each.id for each in RULES] == [
        "block-vote",
        "tehran-1404-rounded",
        "tehran-1404-remainder",
        "dhondt",
        "sainte-lague",
        "sainte-lague-modified",
        "imperiali-divisor",
        "hare",
        "droop",
        "hagenbach-bischoff",
    ]
    with pytest.raises(InputError, match="known rules: block-vote"):
        count(totals(independents({"11": 5}, seats=1)), "lottery")


def test_the_sheet_has_the_documented_shape() -> None:
    sheet = run(independents({"11": 5, "12": 3}, seats=1, alternates=1)).to_json()
    steps = sheet.pop("steps")
    assert sheet == {
        "rule": {"id": "block-vote", "version": 1},
        "status": "complete",
        "seats": {"independents": 1},
        "elected": [{"id": "11", "list": "independents", "votes": 5, "rank": 1}],
        "alternates": [{"id": "12", "list": "independents", "votes": 3, "rank": 1}],
        "ties": [],
        "flags": [],
    }
    assert isinstance(steps, list)
    assert steps[1] == {
        "step": "cut",
        "en": "The last seat goes with 5 votes; the first candidate without a seat has 3.",
        "fa": "آخرین کرسی با ۵ رأی پر می‌شود؛ نخستین نامزد بی‌کرسی ۳ رأی دارد.",
    }

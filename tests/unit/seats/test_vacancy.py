import pytest
from tests.unit.seats.samples import independents, lot, totals

from shora.errors import InputError
from shora.seats.model import Totals
from shora.seats.result import Flag
from shora.seats.vacancy import fill
from shora.text.json import JsonValue
from shora.text.messages import Language


def two_lists(**more: JsonValue) -> Totals:
    """Six seats: A has 4 (11 to 14), B has 2 (21, 22); A's alternates are 15, 16, B's 23."""
    first: list[JsonValue] = [{"id": str(10 + n), "votes": 500 - 10 * n} for n in range(1, 8)]
    second: list[JsonValue] = [{"id": str(20 + n), "votes": 400 - 10 * n} for n in range(1, 5)]
    return totals(
        {
            "contest": {"id": "c", "seats": 6},
            "lists": [{"id": "A", "candidates": first}, {"id": "B", "candidates": second}],
            **more,
        }
    )


def pairs(value: Totals, rule: str, gone: list[str]) -> list[tuple[str, str]]:
    return [(each.left, each.by) for each in fill(value, rule, gone).vacancies]


@pytest.mark.parametrize("rule", ["tehran-1404-rounded", "tehran-1404-remainder"])
def test_tehran_fills_from_alternates_of_the_same_list(rule: str) -> None:
    value = two_lists()
    assert pairs(value, rule, ["21"]) == [("21", "23")]
    assert pairs(value, rule, ["12", "21", "11"]) == [("12", "15"), ("21", "23"), ("11", "16")]
    assert fill(value, rule, ["12", "21", "11"]).flags == ()


def test_tehran_without_an_alternate_of_the_list_takes_the_one_with_most_votes_and_flags_it() -> None:
    filled = fill(two_lists(), "tehran-1404-rounded", ["21", "22"])
    assert [(each.left, each.list, each.by) for each in filled.vacancies] == [
        ("21", "B", "23"),
        ("22", "B", "15"),
    ]
    assert filled.flags == (Flag.RULE_NOT_IN_PUBLISHED_TEXT,)
    assert "no-alternate-of-list" in [each.key for each in filled.steps]


def test_an_alternate_who_left_is_out_of_the_line() -> None:
    filled = fill(two_lists(), "tehran-1404-rounded", ["12", "15"])
    assert [(each.left, each.by) for each in filled.vacancies] == [("12", "16")]


def test_other_rules_go_on_in_the_list() -> None:
    assert pairs(two_lists(), "dhondt", ["21", "22"]) == [("21", "23"), ("22", "24")]


def test_nobody_is_left() -> None:
    filled = fill(two_lists(), "dhondt", ["21", "22", "11"])
    assert [each.by for each in filled.vacancies] == ["23", "24", "15"]
    small = totals(independents({"1": 5, "2": 4}, seats=2))
    filled = fill(small, "block-vote", ["1"])
    assert filled.to_json()["vacancies"] == [{"left": "1", "list": "independents", "by": None}]
    assert filled.steps[-1].say(Language.EN) == "Nobody is left for the seat of 1."


def test_block_vote_has_one_line() -> None:
    value = totals(independents({"1": 9, "2": 8, "3": 7, "4": 6, "5": 5}, seats=2, alternates=2))
    assert pairs(value, "block-vote", ["2", "1"]) == [("2", "3"), ("1", "4")]


def test_equal_alternates_need_a_lot() -> None:
    value = independents({"1": 9, "2": 8, "3": 7, "4": 7, "5": 5}, seats=2, alternates=2)
    filled = fill(totals(value), "block-vote", ["1"])
    assert filled.exit_code == 3
    assert filled.to_json()["status"] == "lot-required"
    assert [each.to_json() for each in filled.ties] == [
        {"stage": "alternate", "between": ["3", "4"], "seats": 1}
    ]
    drawn = value | {"lots": [lot("alternate", ["3", "4"], ["4"])]}
    assert pairs(totals(drawn), "block-vote", ["1"]) == [("1", "4")]
    both = fill(totals(value), "block-vote", ["1", "2"])
    assert (both.exit_code, [each.by for each in both.vacancies]) == (0, ["3", "4"])


def test_a_lot_that_no_vacancy_needed_is_refused() -> None:
    value = independents({"1": 9, "2": 8, "3": 7, "4": 6}, seats=2, alternates=2)
    with pytest.raises(InputError, match="there is no tie"):
        fill(totals(value | {"lots": [lot("alternate", ["3", "4"], ["4"])]}), "block-vote", ["1"])


def test_who_is_not_in_the_council_leaves_nothing() -> None:
    with pytest.raises(InputError, match="17 is neither a member nor an alternate"):
        fill(two_lists(), "tehran-1404-rounded", ["17"])
    with pytest.raises(InputError, match="named twice"):
        fill(two_lists(), "tehran-1404-rounded", ["11", "11"])


def test_a_council_that_waits_for_a_lot_has_no_vacancies_yet() -> None:
    with pytest.raises(InputError, match="waits for a lot"):
        fill(totals(independents({"1": 5, "2": 5}, seats=1)), "block-vote", ["1"])


@pytest.mark.parametrize("rule", ["tehran-1404-rounded", "tehran-1404-remainder", "block-vote"])
def test_an_open_tie_of_alternates_comes_before_anybody_else_follows(rule: str) -> None:
    # Two of X are members (1, 2), and its only alternate is 3 or 4; 9 is the alternate of Y.
    content: dict[str, JsonValue] = {
        "contest": {"id": "c", "seats": 3, "alternates": 1},
        "lists": [
            {
                "id": "X",
                "candidates": [{"id": str(n), "votes": v} for n, v in ((1, 100), (2, 90), (3, 50), (4, 50))],
            },
            {"id": "Y", "candidates": [{"id": "8", "votes": 100}, {"id": "9", "votes": 20}]},
        ],
    }
    filled = fill(totals(content), rule, ["1"])
    assert [each.by for each in filled.vacancies] == [""]
    assert [(tie.between, tie.seats) for tie in filled.ties] == [(("3", "4"), 1)]
    assert (filled.exit_code, filled.flags) == (3, ())
    drawn = totals(content | {"lots": [lot("alternate", ["3", "4"], ["4"])]})
    filled = fill(drawn, rule, ["1"])
    assert ([each.by for each in filled.vacancies], filled.exit_code, filled.flags) == (["4"], 0, ())


def test_an_open_tie_of_alternates_does_not_stop_those_who_are_sure() -> None:
    people: list[JsonValue] = [{"id": str(n), "votes": v} for n, v in ((1, 9), (2, 8), (3, 7), (4, 7))]
    value = totals({"contest": {"id": "c", "seats": 1, "alternates": 2}, "independents": people})
    assert [each.by for each in fill(value, "block-vote", ["1"]).vacancies] == ["2"]

import pytest
from tests.unit.seats.samples import lot, totals

from shora.errors import InputError
from shora.seats.compare import compare
from shora.seats.options import threshold
from shora.seats.render_more import render_comparison
from shora.seats.result import Flag
from shora.seats.rules import READINGS, count
from shora.text.json import JsonValue
from shora.text.messages import Language

C = {"L1": 35000, "L2": 25800, "L3": 16200, "L4": 11500, "L5": 2000, "L6": 2000, "P": 7500}
"""The case in which the readings of the law differ (quotas 7.35, 5.418, 3.402, 2.415, 0.42, 0.42, 1.575)."""
SAME = {"A": 43000, "B": 31500, "C": 14200, "D": 4600, "P": 6700}


def lists(votes: dict[str, int], seats: int = 21, **more: JsonValue) -> dict[str, JsonValue]:
    groups: list[JsonValue] = [{"id": name, "votes": each} for name, each in votes.items()]
    return {"contest": {"id": "c", "seats": seats}, "lists": groups, **more}


def test_the_readings_side_by_side() -> None:
    found = compare(totals(lists(C)))
    assert found.differ
    assert found.exit_code == 0
    assert [each.rule_id for each in found.sheets] == [*READINGS, "dhondt"]
    assert [dict(each.seats)["L1"] for each in found.sheets] == [8, 7, 8]
    lines = render_comparison(totals(lists(C)), found, Language.EN)
    assert lines[0] == "The two readings give DIFFERENT councils."
    assert any(line.split() == ["L5", "2,000", "0", "1", "0"] for line in lines)


def test_the_readings_agree() -> None:
    found = compare(totals(lists(SAME)))
    assert not found.differ
    assert all(Flag.READINGS_DIFFER not in each.flags for each in found.sheets)
    assert render_comparison(totals(lists(SAME)), found, Language.FA)[0].startswith("هر دو خوانش")


@pytest.mark.parametrize("rule", READINGS)
def test_each_reading_says_that_they_differ(rule: str) -> None:
    assert count(totals(lists(C)), rule).flags == (Flag.READINGS_DIFFER,)
    assert count(totals(lists(SAME)), rule).flags == ()


def test_a_tie_of_one_reading_alone_is_a_difference() -> None:
    # Quotas 1.5, 1.5, 1: rounded 2, 2, 1 is one too many, and which of the two loses it needs a lot; so does
    # the one seat that is left by whole parts. Same tie, same certain seats: the readings agree.
    value = lists({"A": 3, "B": 3, "C": 2}, seats=4)
    assert not compare(totals(value)).differ
    assert compare(totals(value)).exit_code == 3
    drawn = value | {"lots": [lot("list-seat", ["A", "B"], ["B"])]}
    assert [dict(each.seats)["B"] for each in compare(totals(drawn)).sheets[:2]] == [2, 2]
    assert compare(totals(drawn)).exit_code == 0
    assert count(totals(drawn), "tehran-1404-rounded").flags == (Flag.RULE_NOT_IN_PUBLISHED_TEXT,)


def test_a_lot_for_no_tie_of_any_is_refused() -> None:
    with pytest.raises(InputError, match="there is no tie"):
        compare(totals(lists(SAME, lots=[lot("list-seat", ["A", "B"], ["A"])])))


def test_the_law_has_no_threshold() -> None:
    with pytest.raises(InputError, match="has no threshold"):
        compare(totals(lists(SAME)), threshold("5%", "list-votes"))


def test_a_lot_with_a_number_that_no_count_asks_for_is_refused() -> None:
    value = lists({"A": 10, "B": 10, "D": 10}, seats=2, lots=[lot("list-seat", ["A", "B", "D"], ["A"])])
    with pytest.raises(InputError, match="for 1, so no lot can decide it"):
        compare(totals(value))

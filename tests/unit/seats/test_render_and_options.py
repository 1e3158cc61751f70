from fractions import Fraction

import pytest
from tests.unit.seats.samples import WESTMINSTER, independents, lot, totals

from shora.errors import InputError
from shora.seats.options import NO_OPTIONS, Options, ThresholdBase, threshold
from shora.seats.render import render
from shora.seats.rules import count
from shora.text.json import JsonValue
from shora.text.messages import Language


def test_a_table_and_the_steps_in_english() -> None:
    value = totals(independents(WESTMINSTER, seats=3))
    lines = render(value, count(value, "block-vote"), Language.EN)
    assert lines[0] == "C: 3 seats by block-vote, version 1"
    assert "   1  Seitz      Seitz      independent  4,921" in lines
    assert "2. The last seat goes with 3,921 votes; the first candidate without a seat has 3,500." in lines


def test_persian_has_persian_digits() -> None:
    people: list[JsonValue] = [
        {"id": code, "name": name, "votes": votes}
        for code, name, votes in (("101", "آذر", 1200), ("102", "بهار", 7), ("103", "ترانه", 7))
    ]
    value = totals(independents({}, seats=1, alternates=1) | {"independents": people})
    lines = render(value, count(value, "block-vote"), Language.FA)
    text = "\n".join(lines)
    assert not set(text) & set("0123456789")
    assert "آخرین کرسی با ۱٬۲۰۰ رأی پر می‌شود؛ نخستین نامزد بی‌کرسی ۷ رأی دارد." in text
    assert "میان علی‌البدل‌ها، بهار (۱۰۲)، ترانه (۱۰۳)، برای ۱ جا قرعه لازم است." in text


def test_what_is_open_is_said_first() -> None:
    value = totals(
        independents({"11": 5, "12": 5}, seats=1, boxes={"defined": 2, "counted": 1, "missing": ["b"]})
    )
    lines = render(value, count(value, "block-vote"), Language.EN)
    assert lines[1:3] == (
        "Note: not every box is counted.",
        "NOT COMPLETE: a lot is required between 11, 12 for 1.",
    )
    assert "none" in lines


def test_lists_have_a_table_of_their_own() -> None:
    value = totals(
        {
            "contest": {"id": "c", "seats": 1, "alternates": 1},
            "lists": [
                {"id": "L1", "name": "One", "candidates": [{"id": "11", "votes": 5}]},
                {
                    "id": "L2",
                    "name": "Two",
                    "candidates": [{"id": "21", "votes": 5}, {"id": "22", "votes": 1}],
                },
            ],
            "lots": [lot("candidate", ["11", "21"], ["21"])],
        }
    )
    lines = render(value, count(value, "block-vote"), Language.EN)
    assert "Two       1" in lines
    assert "Alternates" in lines
    assert "3. The recorded lot between 11, 21 gives the seat to 21." in lines


@pytest.mark.parametrize("text", ["5%", "0.05", "1/20", "۵٪", "۰٫۰۵", "5.00%", "10/200"])
def test_thresholds_are_exact(text: str) -> None:
    assert threshold(text, "list-votes") == Options(threshold=Fraction(1, 20), base=ThresholdBase.LIST_VOTES)


@pytest.mark.parametrize("text", ["5", "-5%", "x", "1/0", "101%", "5 %", "1/2/3", "1e-2", "."])
def test_what_is_no_threshold(text: str) -> None:
    with pytest.raises(InputError, match="threshold"):
        threshold(text, "list-votes")


def test_threshold_and_base_belong_together() -> None:
    assert threshold("", "") == NO_OPTIONS
    for pair in (("5%", ""), ("", "list-votes")):
        with pytest.raises(InputError, match="belong together"):
            threshold(*pair)
    with pytest.raises(InputError, match="choose from valid-ballots, list-votes"):
        threshold("5%", "ballots")

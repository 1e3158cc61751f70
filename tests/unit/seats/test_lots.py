import pytest
from tests.unit.seats.samples import lot, totals

from shora.errors import InputError
from shora.seats.rules import count
from shora.text.json import JsonValue
from shora.text.messages import Language


def group(name: str, votes: int, people: dict[str, int]) -> dict[str, JsonValue]:
    listed: list[JsonValue] = [{"id": each, "votes": number} for each, number in people.items()]
    return {"id": name, "votes": votes, "candidates": listed}


def test_a_lot_that_could_mean_lists_or_candidates_is_not_asked_for() -> None:
    lists: list[JsonValue] = [
        group("1", 10, {"11": 9, "12": 8}),
        group("2", 10, {"21": 9, "22": 8}),
        group("3", 19, {"30": 9, "31": 8, "32": 7, "1": 5, "2": 5}),
    ]
    value: dict[str, JsonValue] = {"contest": {"id": "c", "seats": 5, "alternates": 2}, "lists": lists}
    with pytest.raises(InputError, match="lists and candidates have the same ids, 1, 2"):
        count(totals(value), "dhondt")


def test_a_lot_with_another_number_says_what_to_draw() -> None:
    lists: list[JsonValue] = [{"id": name, "votes": 5} for name in ("A", "B", "C")]
    value: dict[str, JsonValue] = {"contest": {"id": "c", "seats": 1}, "lists": lists}
    with pytest.raises(InputError, match="draws 2, but 1 can be given") as refused:
        count(totals(value | {"lots": [lot("list-seat", ["A", "B", "C"], ["A", "B"])]}), "hare")
    assert refused.value.hint == "draw 1 of them, and record those"


def test_who_lost_a_lot_is_named_as_the_next() -> None:
    value = totals(
        {
            "contest": {"id": "c", "seats": 1},
            "lists": [{"id": name, "votes": votes} for name, votes in (("A", 10), ("B", 10), ("C", 1))],
            "lots": [lot("list-seat", ["A", "B"], ["A"])],
        }
    )
    said = [each.say(Language.EN) for each in count(value, "dhondt").steps if each.key == "next-quotient"]
    assert said == ["The next would have been B: 10 ÷ 1 = 10."]

"""Bad input to every rule: one line that names the list or the candidate, and what to do where that is not plain.

What the reader refuses field by field is in ``test_read.py``; here a file passes through the reader and a rule.
"""

import copy
import json
from typing import Any

import pytest
from tests.unit.seats.samples import lot

from shora.errors import InputError
from shora.seats.options import NO_OPTIONS, Options, threshold
from shora.seats.read import read_totals
from shora.seats.result import Outcome, Result
from shora.seats.rules import RULES, count

ALL = [each.id for each in RULES]
LISTS = [each.id for each in RULES if each.id != "block-vote"]
NONE = ["block-vote", "tehran-1404-rounded", "tehran-1404-remainder"]
"""Rules without a threshold."""
THRESHOLD = [each.id for each in RULES if each.id not in NONE]


def person(code: str, votes: object, **more: object) -> dict[str, object]:
    return {"id": code, "votes": votes, **more}


def group(name: str, *people: dict[str, object], **more: object) -> dict[str, object]:
    return {"id": name, **({"candidates": list(people)} if people else {}), **more}


def file(*lists: dict[str, object], seats: object = 2, **more: object) -> dict[str, Any]:
    return {"contest": {"id": "c", "seats": seats}, "lists": list(lists), **more}


PLAIN = file(
    group("omid", person("101", 9), person("102", 8)),
    group("abadi", person("201", 7), person("202", 3)),
    independents=[person("501", 4)],
    ballots={"cast": 40},
)
TIED = file(group("omid", person("101", 9), person("102", 9)), group("abadi", person("201", 9)), seats=1)


def changed(value: dict[str, Any], *path: str | int, to: object) -> dict[str, Any]:
    out = copy.deepcopy(value)
    at: Any = out
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = to
    return out


def run(value: object, rule: str, options: Options = NO_OPTIONS) -> Result:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return count(read_totals(data, place="t.json"), rule, options)


def refused(value: object, rule: str, options: Options = NO_OPTIONS) -> InputError:
    with pytest.raises(InputError) as caught:
        run(value, rule, options)
    fault = caught.value
    assert fault.exit_code == 2
    assert "\n" not in str(fault)
    assert len(str(fault)) < 400
    return fault


LAST = ("lists", 1, "candidates", 1)
FILES: dict[str, tuple[object, tuple[str, ...]]] = {
    "negative votes": (changed(PLAIN, *LAST, "votes", to=-1), ("abadi", "202", "negative")),
    "a fraction of a vote": (changed(PLAIN, *LAST, "votes", to=3.5), ("abadi", "202", "3.5")),
    "three as 3.0": (changed(PLAIN, *LAST, "votes", to=3.0), ("abadi", "202", "3.0")),
    "true votes": (changed(PLAIN, *LAST, "votes", to=True), ("abadi", "202", "true")),
    "votes as text": (changed(PLAIN, *LAST, "votes", to="3"), ("abadi", "202", "text")),
    "no votes": (changed(PLAIN, *LAST, to={"id": "202"}), ("abadi", "202", "missing")),
    "more than a totals file holds": (changed(PLAIN, *LAST, "votes", to=10**18 + 1), ("abadi", "202", "larger")),
    "an independent's votes": (changed(PLAIN, "independents", 0, "votes", to=-4), ("501", "negative")),
    "a candidate of two lists": (changed(PLAIN, *LAST, "id", to="101"), ("101", "omid", "abadi", "twice")),
    "a candidate alone and in a list": (
        changed(PLAIN, "independents", 0, "id", to="202"),
        ("202", "abadi", "independents", "twice"),
    ),
    "a list twice": (changed(PLAIN, "lists", 1, "id", to="omid"), ("omid", "twice")),
    "a list's votes": (changed(PLAIN, "lists", 1, "votes", to=-7), ("abadi", "negative")),
    "a list's true votes": (changed(PLAIN, "lists", 1, "votes", to=True), ("abadi", "true")),
    "a list without anything": (changed(PLAIN, "lists", 1, to={"id": "abadi"}), ("abadi", "neither")),
    "a list called independents": (changed(PLAIN, "lists", 1, "id", to="independents"), ("independents",)),
    "no seats": (changed(PLAIN, "contest", "seats", to=0), ("contest", "seats", "at least 1")),
    "true seats": (changed(PLAIN, "contest", "seats", to=True), ("contest", "seats", "true")),
    "seats left out": (changed(PLAIN, "contest", to={"id": "c"}), ("contest", "seats", "missing")),
    "negative alternates": (
        changed(PLAIN, "contest", to={"id": "c", "seats": 1, "alternates": -1}),
        ("contest", "alternates", "negative"),
    ),
    "more blank than cast": (
        changed(PLAIN, "ballots", to={"cast": 3, "blank": 4}),
        ("4 blank", "3 cast"),
    ),
    "nobody": (file(), ("no list", "no candidate")),
    "a status that is none": (changed(PLAIN, *LAST, "status", to="gone"), ("abadi", "202", "gone", "known are")),
    "a field that is none": (changed(PLAIN, *LAST, "vote", to=3), ("abadi", "202", "'vote'", "known are")),
    "a connection of three levels": (
        changed(PLAIN, "lists", 1, "connection", to="A/1/x"),
        ("abadi", "A/1/x", "write"),
    ),
    "a lot for nobody": (
        PLAIN | {"lots": [lot("candidate", ["101", "102"], ["101"]) | {"drawn": ["999"]}]},
        ("lot #1", "999"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("value, words", FILES.values(), ids=FILES.keys())
@pytest.mark.parametrize("rule", ["block-vote", "hagenbach-bischoff"])
def test_a_file_that_cannot_be_counted(value: object, words: tuple[str, ...], rule: str) -> None:
    line = str(refused(value, rule))
    assert line.startswith("t.json: ")
    for word in words:
        assert word in line


@pytest.mark.parametrize("rule", ALL)
@pytest.mark.parametrize(
    "text", [b"", b"{", b'{"contest": {"id": "c", "seats": 1', b"[1, 2]", b"null", b'{"a": "\xff"}', b"\xef\xbb\xbf{}"]
)  # fmt: skip
def test_broken_json(rule: str, text: bytes) -> None:
    assert str(refused(text, rule)).startswith("t.json: ")


@pytest.mark.parametrize("cut", range(0, 240, 24))
def test_half_a_file(cut: int) -> None:
    refused(json.dumps(PLAIN).encode()[:cut], "dhondt")


@pytest.mark.parametrize("name", ["", "Dhondt", "d'hondt", "hare ", "tehran-1404", "block_vote", "قاعده"])
def test_an_unknown_rule(name: str) -> None:
    fault = refused(PLAIN, name)
    assert repr(name) in fault.message
    for known in ALL:
        assert known in fault.hint


@pytest.mark.parametrize("rule", ALL)
@pytest.mark.parametrize(
    "value, stray",
    [
        (PLAIN, lot("list-seat", ["omid", "abadi"], ["omid"])),
        (PLAIN, lot("candidate", ["101", "102"], ["101"])),
        (PLAIN, lot("candidate", ["101", "nobody"], ["nobody"])),
        (PLAIN, lot("alternate", ["201", "202"], ["201"])),
        (PLAIN, lot("list-seat", ["omid", "independents"], ["independents"])),
        (PLAIN, lot("list-seat", ["connection:A", "omid"], ["omid"])),
        (TIED, lot("alternate", ["101", "102"], ["101"])),
        (TIED, lot("list-seat", ["omid", "nobody"], ["omid"])),
        (TIED, lot("candidate", ["101", "102", "201", "nobody"], ["101"])),
    ],
)
def test_a_lot_that_no_tie_asks_for(rule: str, value: dict[str, Any], stray: dict[str, object]) -> None:
    between = stray["between"]
    assert isinstance(between, list)
    fault = refused(value | {"lots": [stray]}, rule)
    assert f"no tie of stage {stray['stage']} between {', '.join(between)}" in fault.message
    assert fault.hint


EQUAL = file(group("omid", votes=5), group("abadi", votes=5), group("sabz", votes=5), seats=1)
PAIR = file(group("omid", person("101", 9), person("102", 9), person("103", 9)), seats=2)


@pytest.mark.parametrize("rule", LISTS)
@pytest.mark.parametrize(
    "value, wrong",
    [
        (EQUAL, lot("list-seat", ["omid", "abadi", "sabz"], ["omid", "abadi"])),
        (PAIR, lot("candidate", ["101", "102", "103"], ["102"])),
    ],
)
def test_a_lot_that_draws_another_number(rule: str, value: dict[str, Any], wrong: dict[str, object]) -> None:
    assert run(value, rule).status is Outcome.LOT_REQUIRED
    assert "can be given" in str(refused(value | {"lots": [wrong]}, rule))


@pytest.mark.parametrize("rule", LISTS)
def test_a_lot_between_some_of_the_tied(rule: str) -> None:
    refused(EQUAL | {"lots": [lot("list-seat", ["omid", "abadi"], ["omid"])]}, rule)
    refused(PAIR | {"lots": [lot("candidate", ["101", "102"], ["101"])]}, rule)


@pytest.mark.parametrize("rule", LISTS)
def test_the_lot_that_is_asked_for_is_no_excuse_for_another(rule: str) -> None:
    right = lot("list-seat", ["omid", "abadi", "sabz"], ["sabz"])
    assert run(EQUAL | {"lots": [right]}, rule).seats["sabz"] == 1
    refused(EQUAL | {"lots": [right, lot("list-seat", ["omid", "abadi"], ["omid"])]}, rule)
    assert "twice" in str(refused(EQUAL | {"lots": [right, right]}, rule))


@pytest.mark.parametrize("rule", LISTS)
def test_a_list_called_like_a_group(rule: str) -> None:
    fault = refused(file(group("connection:A", votes=5), group("omid", votes=3)), rule)
    assert "connection:A" in fault.message
    assert fault.hint


@pytest.mark.parametrize("rule", NONE)
@pytest.mark.parametrize("base", ["valid-ballots", "list-votes"])
def test_rules_without_a_threshold(rule: str, base: str) -> None:
    fault = refused(PLAIN, rule, threshold("5%", base))
    assert rule in fault.message
    assert "--threshold" in fault.hint


@pytest.mark.parametrize("text, base", [("5%", ""), ("", "valid-ballots")])
def test_half_a_threshold(text: str, base: str) -> None:
    with pytest.raises(InputError, match="belong together") as caught:
        threshold(text, base)
    assert "--threshold-base" in caught.value.hint


@pytest.mark.parametrize("rule", THRESHOLD)
def test_a_threshold_of_valid_ballots_needs_them(rule: str) -> None:
    without = {key: value for key, value in PLAIN.items() if key != "ballots"}
    fault = refused(without, rule, threshold("5%", "valid-ballots"))
    assert "valid ballots" in fault.message
    assert "ballots" in fault.hint
    assert "list-votes" in fault.hint
    assert run(without, rule, threshold("5%", "list-votes")).status is Outcome.COMPLETE


@pytest.mark.parametrize("rule", THRESHOLD)
@pytest.mark.parametrize("part, base", [("99%", "list-votes"), ("18/40", "valid-ballots"), ("100%", "valid-ballots")])  # fmt: skip
def test_nobody_over_the_threshold(rule: str, part: str, base: str) -> None:
    fault = refused(PLAIN, rule, threshold(part, base))
    assert "omid has the most, 17" in fault.message
    assert fault.hint


@pytest.mark.parametrize("rule", THRESHOLD)
def test_a_threshold_is_exact(rule: str) -> None:
    """17 of 40 reach 17/40, and not a billionth more."""
    assert run(PLAIN, rule, threshold("17/40", "valid-ballots")).seats == {
        "omid": 2,
        "abadi": 0,
        "independents": 0,
    }
    refused(PLAIN, rule, threshold("17000000001/40000000000", "valid-ballots"))


def test_block_vote_needs_persons() -> None:
    fault = refused(file(group("omid", person("101", 9)), group("abadi", votes=5)), "block-vote")
    assert "abadi" in fault.message
    assert fault.hint


@pytest.mark.parametrize("rule", LISTS)
def test_what_looks_bad_and_is_not(rule: str) -> None:
    """All withdrawn: every seat is vacant. No votes at all: lots. Neither is bad input."""
    gone = file(group("omid", person("101", 9, status="withdrawn")))
    result = run(gone, rule)
    assert (result.status, dict(result.seats), result.elected) == (Outcome.COMPLETE, {"omid": 0}, ())
    assert any(each.key == "vacant" for each in result.steps)
    silent = run(file(group("omid", votes=0), group("abadi", votes=0), seats=1), rule)
    assert (silent.exit_code, silent.ties[0].between) == (3, ("abadi", "omid"))

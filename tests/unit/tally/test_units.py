"""Which boxes are decrypted together: the rule by example, and what holds of it whatever the numbers are."""

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shora.election.definition import FORMAT, Definition
from shora.election.read import read_json
from shora.election.secrecy import Unit
from shora.election.station import BoxKind
from shora.errors import InputError
from shora.ids import BoxId
from shora.tally.units import Plan, alone, plan_units

DISTRICTS = ("", "north", "", "south", "north")


def definition(unit: Unit, smallest: int, boxes: int, **kinds: str) -> Definition:
    """Boxes ``b0``, ``b1`` …, each of its own station; districts repeat after five."""
    decided = {"decided_at": "2026-05-01T08:00:00Z", "by": "nobody", "reason": "test"}
    stations: list[dict[str, Any]] = [{"id": f"s{i}", "name": f"School {i}"} for i in range(boxes)]
    for i, station in enumerate(stations):
        if DISTRICTS[i % 5]:
            station["district"] = DISTRICTS[i % 5]
    listed: list[dict[str, Any]] = [{"id": f"b{i}", "station": f"s{i}", "cards": 5} for i in range(boxes)]
    for box in listed:
        if box["id"] in kinds:
            box["kind"] = kinds[box["id"]]
    value: dict[str, Any] = {
        "format": FORMAT,
        "id": "small",
        "name": {"fa": "کوچک"},
        "administrator": "nobody",
        "card_office": "nobody",
        "dates": {
            "polling-opens": [{"at": "2026-07-03T08:00:00Z", **decided}],
            "polling-closes": [{"at": "2026-07-03T18:00:00Z", **decided}],
        },
        "trustees": {"threshold": 2, "members": [{"id": f"t{i}", "name": f"T {i}"} for i in (1, 2, 3)]},
        "secrecy": {"smallest": max(2, smallest), "batch": 2, "unit": str(unit)},
        "contests": [
            {
                "id": "council",
                "name": {"fa": "شورا"},
                "seats": 1,
                "votes": 1,
                "candidates": [{"code": "11", "name": "A"}, {"code": "12", "name": "B"}],
            }
        ],
        "stations": stations,
        "boxes": listed,
    }
    made = read_json(value, place="small")
    return replace(made, secrecy=replace(made.secrecy, smallest=smallest))


def show(plan: Plan) -> list[str]:
    """``group-1: b0 b2 (5)``, and ``b1 (9)`` for a box by itself."""
    return [
        f"{unit.name}: {' '.join(unit.boxes)} ({unit.ballots})"
        if unit.is_group
        else f"{unit.name} ({unit.ballots})"
        for unit in plan.counted
    ]


def planned(unit: Unit, smallest: int, *ballots: int, annulled: tuple[str, ...] = ()) -> Plan:
    numbers = {BoxId(f"b{i}"): number for i, number in enumerate(ballots)}
    made = definition(unit, smallest, max(1, len(ballots)))
    return plan_units(made, numbers, [BoxId(box) for box in annulled])


@pytest.mark.parametrize(
    "unit, ballots, units",
    [
        (Unit.BOX, (10, 12), ["b0 (10)", "b1 (12)"]),
        (Unit.BOX, (4, 12, 7), ["group-1: b0 b2 (11)", "b1 (12)"]),
        (
            Unit.BOX,
            (12, 4, 15, 3),
            ["group-1: b0 b1 b3 (19)", "b2 (15)"],
        ),  # the pool takes the smallest other
        (Unit.BOX, (12, 4, 12, 3), ["group-1: b0 b1 b3 (19)", "b2 (12)"]),  # of equals the first
        (Unit.BOX, (15, 4, 12, 3), ["b0 (15)", "group-1: b1 b2 b3 (19)"]),
        (Unit.BOX, (10, 0), ["group-1: b0 b1 (10)"]),
        (Unit.BOX, (3, 2), ["group-1: b0 b1 (5)"]),  # the whole city is smaller
        (Unit.BOX, (3,), ["b0 (3)"]),
        (Unit.BOX, (), []),
        (Unit.CITY, (30, 20, 10), ["group-1: b0 b1 b2 (60)"]),
        (Unit.CITY, (30,), ["b0 (30)"]),
        (Unit.DISTRICT, (5, 20, 6, 30, 1), ["group-1: b0 b2 (11)", "group-2: b1 b4 (21)", "b3 (30)"]),
        (Unit.DISTRICT, (1, 20, 2, 30, 1), ["group-1: b0 b1 b2 b4 (24)", "b3 (30)"]),
    ],
)
def test_the_rule(unit: Unit, ballots: tuple[int, ...], units: list[str]) -> None:
    assert show(planned(unit, 10, *ballots)) == units


def test_annulled_boxes_are_apart() -> None:
    plan = planned(Unit.BOX, 10, 4, 12, 7, 11, annulled=("b1", "b2"))
    assert show(plan) == ["group-1: b0 b3 (15)"]
    assert plan.annulled == (alone(BoxId("b1"), 12),)
    assert plan.sealed == ("b2",)
    assert [unit.name for unit in plan.units] == ["group-1", "b1"]


def test_annulling_a_box_that_is_a_unit_changes_no_other() -> None:
    before = planned(Unit.BOX, 10, 4, 12, 7, 11)
    after = planned(Unit.BOX, 10, 4, 12, 7, 11, annulled=("b3",))
    assert after.counted == tuple(unit for unit in before.counted if unit.boxes != ("b3",))


def test_a_group_takes_no_box_s_name() -> None:
    made = definition(Unit.BOX, 10, 6)
    boxes = [replace(box, id=BoxId("group-1")) if box.id == "b5" else box for box in made.boxes]
    plan = plan_units(
        replace(made, boxes=tuple(boxes)), {BoxId("b0"): 1, BoxId("b1"): 20, BoxId("group-1"): 30}, ()
    )
    assert show(plan) == ["group-2: b0 b1 (21)", "group-1 (30)"]


def test_what_it_refuses() -> None:
    made = definition(Unit.BOX, 10, 2, b1=str(BoxKind.REHEARSAL))
    with pytest.raises(InputError, match="no box other"):
        plan_units(made, {BoxId("other"): 5}, ())
    with pytest.raises(InputError, match="rehearsal"):
        plan_units(made, {BoxId("b0"): 5, BoxId("b1"): 5}, ())
    with pytest.raises(InputError, match="nothing says how many"):
        plan_units(made, {}, [BoxId("b0")])
    with pytest.raises(InputError, match="-1 is no number"):
        plan_units(made, {BoxId("b0"): -1}, ())


CASES = st.tuples(
    st.sampled_from(Unit),
    st.integers(1, 30),
    st.lists(st.integers(0, 40), max_size=9),
    st.sets(st.integers(0, 8), max_size=4),
)


@given(CASES, st.randoms(use_true_random=False))
def test_what_holds_of_all_plans(
    case: tuple[Unit, int, list[int], set[int]], shuffler: random.Random
) -> None:
    unit, smallest, numbers, void = case
    annulled = [BoxId(f"b{i}") for i in sorted(void) if i < len(numbers)]
    made = definition(unit, smallest, max(1, len(numbers)))
    ballots = {BoxId(f"b{i}"): number for i, number in enumerate(numbers)}
    plan = plan_units(made, ballots, annulled)
    counted = [box for part in plan.counted for box in part.boxes]
    # Each box once, annulled ones apart.
    assert sorted(counted) == sorted(set(ballots) - set(annulled))
    assert sorted([*plan.sealed, *(part.boxes[0] for part in plan.annulled)]) == sorted(annulled)
    # Nobody is opened among too few, unless there are no more.
    whole = sum(ballots[box] for box in counted)
    assert all(part.ballots >= min(smallest, whole) for part in plan.counted)
    assert all(part.ballots >= smallest and len(part.boxes) == 1 for part in plan.annulled)
    for part in plan.units:
        assert part.ballots == sum(ballots[box] for box in part.boxes)
        assert part.is_group == (len(part.boxes) > 1)
        assert list(part.boxes) == [box.id for box in made.boxes if box.id in part.boxes]
    # Names: unique, and counted in the order of the first box.
    assert len({part.name for part in plan.units}) == len(plan.units)
    assert [part.number for part in plan.counted if part.is_group] == [
        *range(1, 1 + sum(p.is_group for p in plan.counted))
    ]
    firsts = [counted_from(made, part.boxes[0]) for part in plan.counted]
    assert firsts == sorted(firsts)
    # The order of the input says nothing.
    again = list(ballots.items())
    shuffler.shuffle(again)
    shuffler.shuffle(annulled)
    assert plan_units(made, dict(again), annulled) == plan


@given(CASES, st.integers(0, 8), st.integers(1, 40))
def test_more_ballots_never_make_a_unit_too_small(
    case: tuple[Unit, int, list[int], set[int]], box: int, more: int
) -> None:
    unit, smallest, numbers, _ = case
    if not numbers:
        return
    made = definition(unit, smallest, len(numbers))
    numbers = list(numbers)
    numbers[box % len(numbers)] += more
    plan = plan_units(made, {BoxId(f"b{i}"): number for i, number in enumerate(numbers)}, ())
    assert all(part.ballots >= min(smallest, sum(numbers)) for part in plan.counted)


def counted_from(made: Definition, box: BoxId) -> int:
    return [each.id for each in made.boxes].index(box)

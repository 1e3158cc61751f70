"""Who signs, what protects small numbers, and kinds of boxes: each rule, broken once."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.support.city import small_value

from shora.election.problem import DefinitionError
from shora.election.read import read_json, warnings

Value = Any
KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


def two(role: str) -> list[dict[str, str]]:
    return [{"role": role, "key": KEY}, {"role": "supervision"}]


CASES: dict[str, tuple[Callable[[Value], object], str]] = {
    "no secrecy": (lambda v: v.pop("secrecy"), "secrecy is missing"),
    "one ballot alone": (lambda v: v["secrecy"].update(smallest=1), "one ballot alone tells how its voter voted"),
    "no batch": (lambda v: v["secrecy"].update(batch=1), "batch is 1"),
    "no unit": (lambda v: v["secrecy"].pop("unit"), "unit is missing"),
    "another unit": (lambda v: v["secrecy"].update(unit="street"), "'street' is not known"),
    "no rule for two": (lambda v: v["secrecy"].pop("duplicates"), "no rule for a person who has two"),
    "another rule": (lambda v: v["secrecy"].update(duplicates="last"), "'last' is not known"),
    "another kind": (lambda v: v["boxes"][0].update(kind="reserve"), "'reserve' is not known"),
    "the old word": (lambda v: v["boxes"][0].update(spare=True), "'spare' is not a field of this table"),
    "no regular box": (lambda v: [b.update(kind="spare") for b in v["boxes"]], "no box is regular"),
    "two provisional stacks": (lambda v: v["boxes"][0].update(kind="provisional"), "the provisional stack of school is used twice"),
    "one official": (lambda v: v["stations"][0].update(officials=two("executive")[:1]), "needs two officials"),
    "twice one role": (lambda v: v["stations"][0].update(officials=two("supervision")), "needs two officials"),
    "an office twice": (lambda v: v.update(offices=[{"role": "inquiry"}, {"role": "inquiry"}]), "office inquiry is used twice"),
    "an unknown office": (lambda v: v.update(offices=[{"role": "army"}]), "'army' is not known"),
    "no key": (lambda v: v.update(offices=[{"role": "inquiry", "key": KEY.upper()}]), "64 hexadecimal digits"),
    "who counter-signs himself": (
        lambda v: v.update(offices=[{"role": "headquarters", "key": KEY}, {"role": "supervision", "key": KEY}]),
        "is used twice",
    ),
    "a trustee that is an official": (
        lambda v: (v["trustees"]["members"][0].update(key=KEY), v["stations"][0].update(officials=two("executive"))),
        "is used twice",
    ),
}  # fmt: skip


@pytest.mark.parametrize("change,message", CASES.values(), ids=CASES.keys())
def test_a_breach_is_said(change: Callable[[Value], object], message: str) -> None:
    value: Value = small_value()
    change(value)
    with pytest.raises(DefinitionError) as caught:
        read_json(value, place="small")
    assert message in str(caught.value)


def test_low_limits_are_warned_of() -> None:
    said = [each.message for each in warnings(read_json(small_value(), place="small"))]
    assert {"smallest is only 3", "batch is only 2"} <= set(said)


def test_it_reads_back() -> None:
    value: Value = small_value()
    value["offices"] = [{"role": "headquarters", "name": "ستاد", "key": KEY}, {"role": "inquiry"}]
    value["stations"][0]["officials"] = [{"role": "executive", "name": "x"}, {"role": "supervision"}]
    definition = read_json(value, place="small")
    assert read_json(definition.to_json(), place="again") == definition

"""What holds for every definition that can be read."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shora.election.codes import choices_for
from shora.election.definition import Definition
from shora.election.launch import parse_launch_code
from shora.election.problem import DefinitionError
from shora.election.read import read_bytes, read_json
from shora.election.template import check_against_definition, election_json
from shora.errors import InputError
from shora.ids import ContestId, Uuid
from shora.text.digits import to_persian
from shora.text.json import canonical, is_canonical

NAMES = st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
DECISION = {"at": "1405-04-12 08:00", "decided_at": "1404-11-02 09:00", "by": "ستاد", "reason": "نمونه"}
CLOSING = DECISION | {"at": "1405-04-12 18:00"}


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    numbers = draw(st.lists(st.integers(100, 999), min_size=1, max_size=8, unique=True))
    lists = draw(st.integers(0, min(2, len(numbers))))
    blank = draw(st.booleans())
    candidates = []
    for number in numbers:
        candidate = {"code": to_persian(str(number)) if draw(st.booleans()) else str(number)}
        candidate["name"] = draw(NAMES)
        if lists and draw(st.booleans()):
            candidate["list"] = f"l{draw(st.integers(1, lists))}"
        candidates.append(candidate)
    votes = len(numbers)
    value = {
        "format": "shora-definition-1",
        "id": "e-1",
        "name": {"fa": draw(NAMES), "en": draw(NAMES)},
        "dates": {"polling-opens": [DECISION], "polling-closes": [CLOSING]},
        "trustees": {"threshold": 1, "members": [{"id": "a", "name": "a"}, {"id": "b", "name": "b"}]},
        "secrecy": {"smallest": 10, "batch": 5, "unit": "box"},
        "contests": [
            {
                "id": "c",
                "name": draw(NAMES),
                "seats": votes,
                "votes": votes,
                "min": draw(st.integers(1 if blank else 0, votes)),
                "blank": blank,
                "lists": [{"id": f"l{n}", "code": f"{n}", "name": draw(NAMES)} for n in range(1, lists + 1)],
                "candidates": candidates,
            }
        ],
        "stations": [{"id": "s", "name": draw(NAMES)}],
        "boxes": [{"id": "b", "station": "s", "cards": 5, "kind": "regular"}],
    }
    return read_json(value, place="")


@given(definitions())
def test_json_and_back(definition: Definition) -> None:
    data = canonical(definition.to_json())
    assert read_bytes(data, place="") == definition
    assert canonical(read_bytes(data, place="").to_json()) == data


@given(definitions())
def test_a_boxs_election_is_compact_and_its_definitions(definition: Definition) -> None:
    data = election_json(definition, uuid=Uuid("u"), public_key="k", launch_code="ABCD-1234")
    parsed = json.loads(data)
    assert is_canonical(data, parsed)
    assert parse_launch_code(parsed["description"]) == "ABCD-1234"
    assert (
        check_against_definition(parsed, definition, uuid=None, public_key="k", launch_code="ABCD-1234") == ()
    )


@given(definitions(), st.data())
def test_marks_say_who_was_chosen(definition: Definition, data: st.DataObject) -> None:
    contest = definition.contests[0]
    codes = [each.code for each in contest.candidates]
    chosen = data.draw(st.lists(st.sampled_from(codes), min_size=max(1, contest.minimum), unique=True))
    marks = choices_for(definition, ContestId("c"), [to_persian(code) for code in chosen])
    assert {code for code, mark in zip(codes, marks, strict=True) if mark} == set(chosen)
    assert sum(marks) == len(chosen)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=5), part, max_size=3),
    max_leaves=10,
)


@given(definitions(), st.data())
def test_a_spoiled_definition_never_crashes(definition: Definition, data: st.DataObject) -> None:
    value = json.loads(canonical(definition.to_json()))
    at = value
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = data.draw(st.sampled_from(keys))
        inner = at[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            at[key] = data.draw(JSON)
            break
        at = inner
    fault = ""
    try:
        read_json(value, place="x.json")
    except DefinitionError as error:
        fault = str(error)
    assert "\n" not in fault


@given(st.binary(max_size=60))
def test_bytes_never_crash(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_bytes(data, place="x")
    assert str(caught.value).startswith("x")

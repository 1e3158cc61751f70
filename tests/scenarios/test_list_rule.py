"""A record whose definition names a rule for lists, a threshold and connections: they reach totals, seats and V13."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.support.city import (
    COUNCIL,
    begin,
    cast_all,
    close_all,
    open_boxes,
    seat_all,
    small_value,
    tally_all,
)

from shora.election.read import read_json
from shora.errors import InputError
from shora.steps.progress import Unwatched
from shora.steps.verify import verify
from shora.verification.verdict import Check, Outcome


def value(rule: str, threshold: str) -> dict[str, Any]:
    """11 and 12 are lists of one, connected; 13 stands alone in a third list. Two seats; 4, 4 and 3 votes."""
    out: dict[str, Any] = small_value()
    contest = out["contests"][0]
    contest.update(rule=rule, seats=2, alternates=0, threshold=threshold, threshold_base="valid-ballots")
    contest["lists"] = [
        {"id": "a", "code": "1", "name": "A", "connection": "x/1"},
        {"id": "b", "code": "2", "name": "B", "connection": "x/۲"},
        {"id": "c", "code": "3", "name": "C"},
    ]
    for name, candidate in zip("abc", contest["candidates"], strict=True):
        candidate["list"] = name
    return out


def test_connected_lists(tmp_path: Path) -> None:
    """Connected lists have 8 of 11 votes and both seats; with D'Hondt, which knows no connections, C has none either."""
    small = begin(tmp_path / "record", None, read_json(value("hagenbach-bischoff", "۱۰٪"), place="lists"))
    for step in (open_boxes, cast_all, close_all, tally_all, seat_all):
        step(small)
    totals = json.loads(small.layout.totals(COUNCIL).read_bytes())
    assert [one.get("connection") for one in totals["lists"]] == ["x/1", "x/2", None]
    assert list(totals["lists"][0]) == ["id", "name", "connection", "candidates"]
    sheet = json.loads(small.layout.seats(COUNCIL).read_bytes())
    assert sheet["rule"] == {"id": "hagenbach-bischoff", "version": 1}
    assert sheet["seats"] == {"a": 1, "b": 1, "c": 0}
    verdict = verify(small.layout.root, Unwatched())
    assert verdict.verified
    assert dict(verdict.outcomes)[Check.V13] is Outcome.PASSED


def test_define_refuses_a_threshold_that_the_rule_has_not(tmp_path: Path) -> None:
    for rule, words in (("block-vote", "has none"), ("dhont", "no rule 'dhont'")):
        with pytest.raises(InputError, match=words):
            begin(tmp_path / rule, None, read_json(value(rule, "5%"), place="lists"))
        assert not (tmp_path / rule).exists()


def test_a_threshold_that_nobody_reaches_is_named(tmp_path: Path) -> None:
    """It is a failure of the definition's rule, and no seats are written."""
    small = begin(tmp_path / "record", None, read_json(value("dhondt", "90%"), place="lists"))
    for step in (open_boxes, cast_all, close_all, tally_all):
        step(small)
    (failure,) = verify(small.layout.root, Unwatched()).failures
    assert (failure.check, failure.code, failure.place.file) == (Check.V13, "rule-unknown", "definition.json")

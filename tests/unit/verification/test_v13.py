"""V13 where the definition's rule is not known, or cannot work with the totals. (What lots and sheets say: ``tests/tamper``.)"""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.city import COUNCIL, Small, hold, lot_for_tie, signed_lot

from shora.record.city import City, city_of
from shora.record.read import Record, open_record
from shora.record.write import write_once
from shora.seats.read import read_totals
from shora.verification.v13_seats import check_seats
from shora.verification.verdict import Check, Findings, Place


@pytest.fixture(scope="module", name="held")
def _held(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """With a lot and, though nobody has counted, a sheet."""
    small = hold(Path(tmp_path_factory.mktemp("v13")) / "record")
    write_once(small.layout.lot(1), signed_lot(small, lot_for_tie(small)))
    write_once(small.layout.seats(COUNCIL), b"{}")
    return small


def city_with(record: Record, **fields: str) -> City:
    city = city_of(record)
    (contest,) = city.definition.contests
    changed = replace(contest, **fields)  # type: ignore[arg-type]
    return replace(city, definition=replace(city.definition, contests=(changed,)))


def check(small: Small, fields: dict[str, str], before: Findings | None = None) -> tuple[Findings, bool]:
    """What is found, and whether the contest was counted."""
    record = open_record(small.layout.root)
    totals = read_totals(small.layout.totals(COUNCIL).read_bytes(), place="totals")
    findings = Findings() if before is None else Findings(before)
    counted = check_seats(record, city_with(record, **fields), {COUNCIL: totals}, findings)
    return findings, COUNCIL in counted


@pytest.mark.parametrize(
    "fields, words",
    [
        ({"rule": "coin"}, "there is no rule 'coin'"),
        ({"threshold": "5%", "threshold_base": "list-votes"}, "block-vote has no threshold"),
        ({"rule": "dhondt", "threshold": "5%"}, "belong together"),
    ],
)
def test_a_rule_that_cannot_work(held: Small, fields: dict[str, str], words: str) -> None:
    findings, counted = check(held, fields)
    (failure,) = findings.failures
    assert (failure.check, failure.code, failure.place.file) == (Check.V13, "rule-unknown", "definition.json")
    assert words in failure.detail
    assert not counted


def test_what_failed_before_explains_it(held: Small) -> None:
    before = Findings()
    before.fail(Check.V1, "hash-differs", Place(file="definition.json"), "another definition")
    findings, _ = check(held, {"rule": "coin"}, before)
    assert [one.follows for one in findings.failures] == [Check.V1]


def test_the_definition_s_rule_is_what_counts(held: Small) -> None:
    """A lot among persons of block-vote decides nothing where another rule meets no such tie."""
    findings, counted = check(held, {})
    assert counted
    assert [one.code for one in findings.failures] == ["seats-differ"]
    findings, counted = check(held, {"rule": "dhondt"})
    assert counted
    assert "seats-differ" in {one.code for one in findings.failures}

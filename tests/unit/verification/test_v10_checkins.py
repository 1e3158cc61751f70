"""V10: cards and check-ins of a station; a difference is what the minutes name, no more and no less."""

import json
from pathlib import Path

import pytest
from tests.unit.verification.daybox import (
    CARDS,
    EVENING,
    LATE,
    MORNING,
    NORTH,
    RECORD,
    BoxDay,
    definition,
    key_of,
    signed,
    with_field,
)

from shora.ids import BoxId, ContestId, StationId
from shora.record.day import CheckIns, Interval
from shora.record.layout import Layout
from shora.record.read import Record
from shora.text.json import JsonValue, canonical
from shora.verification.day import Day
from shora.verification.v10_checkins import check_checkins
from shora.verification.verdict import Check, Findings

SCHOOL = StationId("school")
CODE = "check-ins-differ"


def record_of(root: Path, *, totals: bool = False, checkins: tuple[str, ...] = ("school",)) -> Record:
    return Record(
        layout=Layout(root=root),
        hash=RECORD,
        election=definition().id,
        files={},
        boxes=(),
        opened=frozenset(),
        checkins=tuple(StationId(name) for name in checkins),
        orders=(),
        lots=(),
        groups=(),
        totals=(ContestId("council"),) if totals else (),
        with_annulled=(),
        seats=(),
        findings=(),
    )


def named(count: int) -> dict[str, JsonValue]:
    return {"incidents": [{"code": CODE, "count": count, "text": "why"}]}


def check(
    root: Path,
    regular: tuple[int, ...],
    provisional: int = 3,
    *,
    north: dict[str, JsonValue] | None = None,
    late: dict[str, JsonValue] | None = None,
    say: dict[str, JsonValue] | None = None,
    signer: str = "office:inquiry",
    without: tuple[str, ...] = (),
    missing: tuple[BoxId, ...] = (),
    unsigned: str = "",
) -> Findings:
    """North has three cast and one abandoned; late two accepted, one rejected and one abandoned."""
    one, other = BoxDay(root, NORTH, {"closing": north or {}}), BoxDay(root, LATE, {"closing": late or {}})
    one.regular()
    other.provisional()
    context = {NORTH: Findings(), LATE: Findings()}
    days: dict[BoxId, Day] = {NORTH: one.check(context[NORTH])[0], LATE: other.check(context[LATE])[0]}
    assert all(found.failures == () for found in context.values())
    if unsigned:
        data = json.loads(one.path(unsigned).read_bytes())
        one.put(unsigned, canonical({**data, "signatures": []}))
    for name in without:
        one.path(name).unlink()
    if without or missing or unsigned:
        context[NORTH] = Findings()
        days[NORTH], _ = one.check(context[NORTH])
    intervals = [
        Interval(until=MORNING + (EVENING - MORNING) * n / 10, regular=people, provisional=0)
        for n, people in enumerate(regular, start=1)
    ]
    intervals.append(Interval(until=EVENING, regular=0, provisional=provisional))
    stated = CheckIns(
        election=definition().id, station=SCHOOL, record=RECORD, intervals=tuple(intervals)
    ).statement()
    path = Layout(root=root).checkins(SCHOOL)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(signed(with_field(stated, **(say or {})), signer))
    findings = Findings()
    check_checkins(record_of(root), definition(), days, context, findings, Findings(), missing=missing)
    return findings


def roots(findings: Findings) -> list[str]:
    return [failure.code for failure in findings.failures if failure.follows is None]


def test_as_many_cards_as_people(tmp_path: Path) -> None:
    findings = check(tmp_path, (1, 3), 4)
    assert findings.failures == ()
    assert Check.V10 in findings.seen


@pytest.mark.parametrize("regular,provisional", [((1, 2), 4), ((5,), 4), ((4,), 3), ((4,), 5), ((5,), 3)])
def test_a_difference_that_nobody_names(tmp_path: Path, regular: tuple[int, ...], provisional: int) -> None:
    findings = check(tmp_path, regular, provisional)
    assert set(roots(findings)) == {"checkins-differ"}
    assert findings.failures[0].place.file == "checkins/school.json"


def test_a_named_difference(tmp_path: Path) -> None:
    assert check(tmp_path / "a", (6,), 4, north=named(-2)).failures == ()
    assert check(tmp_path / "b", (3,), 4, north=named(1)).failures == ()
    assert check(tmp_path / "c", (4,), 5, late=named(-1)).failures == ()


@pytest.mark.parametrize("count", [0, 1, -1, -3])
def test_a_difference_that_is_named_wrongly(tmp_path: Path, count: int) -> None:
    assert roots(check(tmp_path, (6,), 4, north=named(count))) == ["checkins-differ"]


def test_a_provisional_difference_is_not_named_in_another_box_s_minutes(tmp_path: Path) -> None:
    assert len(check(tmp_path, (4,), 5, north=named(-1)).failures) == 2


@pytest.mark.parametrize(
    "say,code",
    [
        ({"election": "other"}, "checkins-differ"),
        ({"station": "mosque"}, "checkins-differ"),
        ({"intervals": []}, "checkins-differ"),
        ({"record": "0" * 64}, "checkins-differ"),
        ({"station": "../x"}, "statement-malformed"),
        ({"note": "x"}, "statement-malformed"),
    ],
)
def test_what_the_inquiry_service_says_otherwise(
    tmp_path: Path, say: dict[str, JsonValue], code: str
) -> None:
    assert roots(check(tmp_path, (4,), 4, say=say))[0] == code


def test_who_signs(tmp_path: Path) -> None:
    found = roots(check(tmp_path, (4,), 4, signer="office:headquarters"))
    assert found == ["signature-missing", "signature-unexpected"]
    assert key_of("office:inquiry").public == next(o.key for o in definition().offices if o.role == "inquiry")


def test_without_check_ins(tmp_path: Path) -> None:
    """Nothing yet, until there are totals."""
    one = BoxDay(tmp_path, NORTH)
    one.regular()
    days, context = {NORTH: one.check()[0]}, {NORTH: Findings()}
    for totals, wanted in ((False, []), (True, ["checkins-missing"])):
        findings = Findings()
        record = record_of(tmp_path, totals=totals, checkins=())
        check_checkins(record, definition(), days, context, findings, Findings(), missing=())
        assert roots(findings) == wanted


def test_a_station_that_is_not_there(tmp_path: Path) -> None:
    findings = Findings()
    check_checkins(
        record_of(tmp_path, checkins=("harbour",)), definition(), {}, {}, findings, Findings(), missing=()
    )
    assert roots(findings) == ["station-unknown"]


def test_cards_that_are_wrong_explain_the_difference(tmp_path: Path) -> None:
    one = BoxDay(tmp_path, NORTH)
    one.regular()
    one.cast = CARDS[:2]
    context = {NORTH: Findings()}
    day, _ = one.check(context[NORTH])
    stated = CheckIns(
        election=definition().id,
        station=SCHOOL,
        record=RECORD,
        intervals=(Interval(until=EVENING, regular=3, provisional=0),),
    )
    path = Layout(root=tmp_path).checkins(SCHOOL)
    path.parent.mkdir()
    path.write_bytes(signed(stated.statement(), "office:inquiry"))
    findings = Findings()
    other = BoxDay(tmp_path, LATE)
    other.unopened()
    days = {NORTH: day, LATE: other.check()[0]}
    check_checkins(record_of(tmp_path), definition(), days, context, findings, Findings(), missing=())
    assert [(one.code, one.follows) for one in findings.failures] == [("checkins-differ", Check.V10)]


def test_a_missing_box_can_only_add_cards(tmp_path: Path) -> None:
    """North was opened and lost its minutes: fewer cards than people are a note, more are a failure."""
    lost = check(tmp_path / "a", (9,), 4, without=("closing",), missing=(NORTH,))
    assert lost.failures == ()
    assert [one.code for one in lost.notes] == ["checkins-not-compared"]
    assert "9 check-ins" in lost.notes[0].sentence
    for people in (3, 5):  # the provisional box is there: nothing about it changes
        found = check(tmp_path / f"b{people}", (9,), people, without=("closing",), missing=(NORTH,))
        assert roots(found) == ["checkins-differ"]


def test_a_box_whose_minutes_may_still_come_can_only_add_cards(tmp_path: Path) -> None:
    found = check(tmp_path, (9,), 4, without=("closing",))
    assert (found.failures, found.notes) == ((), ())


def test_more_cards_than_people_beside_a_missing_box(tmp_path: Path) -> None:
    """What is left of the station has more cards than people who came."""
    north, south = BoxDay(tmp_path, NORTH), BoxDay(tmp_path, LATE)
    north.regular()
    south.provisional()
    south.path("closing").unlink()
    context = {NORTH: Findings(), LATE: Findings()}
    days = {NORTH: north.check(context[NORTH])[0], LATE: south.check(context[LATE])[0]}
    stated = CheckIns(
        election=definition().id,
        station=SCHOOL,
        record=RECORD,
        intervals=(Interval(until=EVENING, regular=1, provisional=9),),
    )
    path = Layout(root=tmp_path).checkins(SCHOOL)
    path.parent.mkdir()
    path.write_bytes(signed(stated.statement(), "office:inquiry"))
    findings = Findings()
    check_checkins(record_of(tmp_path), definition(), days, context, findings, Findings(), missing=(LATE,))
    assert [one.detail.partition(":")[0] for one in findings.failures] == ["regular"]
    assert [one.code for one in findings.notes] == ["checkins-not-compared"]


def test_a_missing_box_that_was_never_opened_changes_nothing(tmp_path: Path) -> None:
    gone = ("opening", "ended", "closing", "challenges")
    assert roots(check(tmp_path / "a", (9,), 4, without=gone, missing=(NORTH,))) == ["checkins-differ"]
    assert check(tmp_path / "b", (0,), 4, without=gone, missing=(NORTH,)).failures == ()


def test_nothing_unsigned_explains_anything_in_a_missing_box(tmp_path: Path) -> None:
    """Faults of a missing box are forgiven, so its files count for something only when they have none."""
    minutes = check(tmp_path / "a", (3,), 4, north=named(1), missing=(NORTH,), unsigned="closing")
    assert minutes.failures == ()
    assert [one.code for one in minutes.notes] == ["checkins-not-compared"]
    opening = check(tmp_path / "b", (9,), 4, without=("closing",), missing=(NORTH,), unsigned="opening")
    assert roots(opening) == ["checkins-differ"]

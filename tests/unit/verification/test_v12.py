"""V12: orders, and how each box ends."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.verification.daybox import (
    EVENING,
    LATE,
    NORTH,
    RECORD,
    SPARE,
    BoxDay,
    definition,
    signed,
    with_field,
)
from tests.unit.verification.test_v10_checkins import record_of

from shora.box.events import BoxPhase
from shora.ids import BoxId, Hash
from shora.record.layout import Layout
from shora.record.orders import Order, OrderKind, Orders
from shora.text.json import JsonValue
from shora.verification.archived import Archived
from shora.verification.day import Day
from shora.verification.v12_ends import Ends, check_ends
from shora.verification.v12_orders import check_orders
from shora.verification.verdict import Findings

BOTH = ("office:headquarters", "office:supervision")


def order(number: int, kind: OrderKind, box: BoxId) -> Order:
    return Order(
        election=definition().id,
        number=number,
        record=RECORD,
        order=kind,
        box=box,
        at=EVENING,
        reason="burnt",
    )


def write(
    root: Path,
    name: int,
    one: Order,
    signers: tuple[str, ...] = BOTH,
    say: dict[str, JsonValue] | None = None,
) -> None:
    path = Layout(root=root).order(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(signed(with_field(one.statement(), **(say or {})), *signers))


def read(root: Path, *numbers: int) -> tuple[Orders, Findings]:
    findings = Findings()
    record = replace(record_of(root, checkins=()), orders=numbers)
    return check_orders(record, definition(), findings), findings


def roots(findings: Findings) -> list[str]:
    return [failure.code for failure in findings.failures if failure.follows is None]


def test_orders_are_read_and_noted(tmp_path: Path) -> None:
    write(tmp_path, 1, order(1, OrderKind.MISSING, NORTH))
    write(tmp_path, 2, order(2, OrderKind.ANNULLED, LATE))
    write(tmp_path, 3, order(3, OrderKind.RECOUNT, LATE))
    orders, findings = read(tmp_path, 1, 2, 3)
    assert findings.failures == ()
    assert (orders.missing, orders.annulled, orders.recounts) == ((NORTH,), (LATE,), (LATE,))
    assert [note.code for note in findings.notes] == ["box-missing-by-order", "box-annulled", "box-recounted"]
    assert "burnt" in findings.notes[0].sentence


@pytest.mark.parametrize(
    "say,code",
    [
        ({"election": "other"}, "order-differs"),
        ({"number": 2}, "order-number"),
        ({"order": "forgotten"}, "statement-malformed"),
        ({"box": "west"}, "order-box"),
        ({"box": "drill"}, "order-box"),
        ({"at": "yesterday"}, "statement-malformed"),
        ({"reason": ""}, "statement-malformed"),
    ],
)
def test_an_order_that_says_otherwise(tmp_path: Path, say: dict[str, JsonValue], code: str) -> None:
    write(tmp_path, 1, order(1, OrderKind.MISSING, NORTH), say=say)
    _, findings = read(tmp_path, 1)
    assert roots(findings) == [code]
    assert findings.failures[0].place.file == "orders/0001.json"


@pytest.mark.parametrize("kinds", [("missing", "annulled"), ("annulled", "missing"), ("recount", "recount")])
def test_orders_that_contradict_each_other(tmp_path: Path, kinds: tuple[str, str]) -> None:
    for number, kind in enumerate(kinds, start=1):
        write(tmp_path, number, order(number, OrderKind(kind), NORTH))
    assert roots(read(tmp_path, 1, 2)[1]) == ["order-conflict"]


def test_a_gap_and_the_signers(tmp_path: Path) -> None:
    write(tmp_path, 2, order(2, OrderKind.RECOUNT, NORTH), signers=("office:headquarters",))
    assert roots(read(tmp_path, 2)[1]) == ["order-number", "signature-missing"]


def ends(
    root: Path, *, orders: Orders | None = None, shares: int = 0, totals: bool = False, **boxes: str
) -> tuple[Ends, Findings]:
    """``boxes`` are closed, open, unopened or gone."""
    days: dict[BoxId, Day] = {}
    archives: dict[BoxId, Archived] = {}
    for name, state in boxes.items():
        day = BoxDay(root, BoxId(name))
        if state == "gone":
            continue
        day.unopened() if state == "unopened" else day.regular()
        if state == "open":
            day.phase, day.ended = BoxPhase.OPEN, None
            for one in ("ended", "closing"):
                day.path(one).unlink()
        days[BoxId(name)] = day.check()[0]
        archived = day.archived()
        if archived is not None:
            archives[BoxId(name)] = replace(archived, shares=shares)
    findings = Findings()
    record = record_of(root, totals=totals, checkins=())
    found = check_ends(record, definition(), orders or Orders(signed=()), days, archives, findings)
    return found, findings


def test_every_box_ends(tmp_path: Path) -> None:
    found, findings = ends(tmp_path, north="closed", late="closed", spare="unopened", drill="open")
    assert findings.failures == ()
    assert found.ballots == {NORTH: 3, LATE: 3}
    assert found.plan is not None
    assert [unit.name for unit in found.plan.counted] == ["north", "late"]
    assert [note.code for note in findings.notes] == ["rehearsal"]


def test_nothing_is_planned_while_a_box_is_open(tmp_path: Path) -> None:
    for state in ("open", "gone"):
        found, findings = ends(tmp_path / state, north="closed", late=state, spare="unopened")
        assert found.plan is None
        assert findings.failures == ()


@pytest.mark.parametrize("state,code", [("open", "decrypted-too-early"), ("gone", "box-unaccounted")])
def test_nothing_is_decrypted_while_a_box_is_open(tmp_path: Path, state: str, code: str) -> None:
    _, findings = ends(tmp_path, shares=1, north="closed", late=state, spare="unopened")
    assert roots(findings) == [code]
    assert findings.failures[0].place.file == "boxes/late"
    _, findings = ends(tmp_path, totals=True, north="closed", late=state, spare="unopened")
    assert roots(findings) == [code]


def test_a_rehearsal_may_be_decrypted_before(tmp_path: Path) -> None:
    _, findings = ends(tmp_path, shares=1, drill="closed", north="gone", late="gone", spare="gone")
    assert findings.failures == ()


def test_missing_and_annulled(tmp_path: Path) -> None:
    write(tmp_path, 1, order(1, OrderKind.MISSING, LATE))
    write(tmp_path, 2, order(2, OrderKind.ANNULLED, NORTH))
    orders, _ = read(tmp_path, 1, 2)
    found, findings = ends(
        tmp_path, orders=orders, totals=True, north="closed", late="gone", spare="unopened"
    )
    assert findings.failures == ()
    assert found.annulled == (NORTH,)
    assert found.plan is not None
    assert (found.plan.counted, [unit.name for unit in found.plan.annulled]) == ((), ["north"])


def test_a_box_ends_in_one_way(tmp_path: Path) -> None:
    write(tmp_path, 1, order(1, OrderKind.MISSING, SPARE))
    write(tmp_path, 2, order(2, OrderKind.MISSING, NORTH))
    orders, _ = read(tmp_path, 1, 2)
    _, findings = ends(tmp_path, orders=orders, shares=1, north="closed", late="closed", spare="unopened")
    assert roots(findings) == ["box-ends-twice", "box-ends-twice"]
    assert {f.place.file for f in findings.failures} == {"boxes/spare", "boxes/north"}


def test_an_order_of_an_exercise_is_none(tmp_path: Path) -> None:
    write(tmp_path, 1, replace(order(1, OrderKind.MISSING, NORTH), record=Hash("0" * 64)))
    _, findings = read(tmp_path, 1)
    assert [(one.code, one.place.file) for one in findings.failures] == [
        ("order-differs", "orders/0001.json")
    ]

"""A record that verifies and in which every box has ended: what may be decrypted, and as what.

The headquarters and each trustee come to the same units by themselves; nobody tells a trustee what to
open. What is wrong with the record is an error here, which names the first failure. Everything comes
from what the checks have read and verified: nothing is read a second time, when it could be another.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from shora.box.events import BoxPhase
from shora.election.station import BoxKind
from shora.errors import RefusedError
from shora.ids import BoxId, Hash
from shora.record.city import City
from shora.record.layout import Layout
from shora.record.orders import Orders
from shora.record.plan import PlanFile
from shora.record.read import Record, open_record
from shora.steps.progress import Watcher
from shora.tally.units import Plan, alone
from shora.verification.box import BoxChecked
from shora.verification.city import CityChecked, check_boxes, count_ballots
from shora.verification.v12_plan import ReadyUnit, plan_file, ready_unit
from shora.verification.verdict import Check, Failure

__all__ = ["ReadyUnit", "Verified", "examine", "need_verified"]

_DRAFT: Final = re.compile(r"(groups|totals|opened|lots|seats)/\.[^/]+\.draft|\.plan\.json\.draft")
"""What a crash of these steps leaves; nothing is read from it, and writing again takes it away."""

_UNFINISHED: Final = "totals-missing"
"""The code of V12 that means only that ``combine`` was stopped between two totals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A verified record. ``boxes`` are those that ended with ballots; ``plan`` is of them, or of the rehearsals.

    ``file`` is what ``plan.json`` holds, or would hold of a rehearsal, which has none.
    """

    record: Record
    city: City
    orders: Orders
    plan: Plan
    boxes: Mapping[BoxId, BoxChecked]
    units: tuple[ReadyUnit, ...]
    file: PlanFile
    rehearsal: bool

    @property
    def layout(self) -> Layout:
        """Where it lies."""
        return self.record.layout

    @property
    def threshold(self) -> int:
        """How many trustees are needed."""
        return sum(group.threshold for group in self.city.keys.groups)


def examine(
    layout: Layout, watcher: Watcher, *, published: Hash | None = None, rehearsal: bool = False
) -> Verified:
    """Verifies a whole record and forms its units.

    ``published`` is the record hash that it must have. With ``rehearsal`` the units are the closed
    rehearsal boxes, and nothing is asked of the others. :class:`RefusedError` for a record that does not
    verify, for a box that has not ended, and for a unit with fewer ballots than the definition's limit.
    """
    record = open_record(layout.root)
    if published is not None and record.hash != published:
        raise RefusedError(
            f"this is another record than was published: its hash is {record.hash}",
            place="record.json",
            hint="compare the hash of record.json with the one that was made public before the day",
        )
    watcher.begin("verify", count_ballots(record))
    checked = check_boxes(record, watcher.done, published=published)
    city, orders = checked.city, checked.orders
    need_verified(record, checked, "so nothing is decrypted", unfinished=(_UNFINISHED,))
    plan = _plan_of_rehearsals(checked) if rehearsal else _plan(checked)
    inside = {box for unit in plan.units for box in unit.boxes} | set(plan.sealed)
    boxes = {box: one for box, one in checked.boxes.items() if box in inside}
    for box, one in boxes.items():
        # Failures of a missing box are forgiven above; of one that is decrypted, never.
        if one.findings.failures:
            failed = one.findings.failures[0]
            raise RefusedError(f"it does not verify: {failed.check} {failed.detail}", place=f"box {box}")
    _refuse_twice(record, plan, boxes)
    units = tuple(ready_unit(city, record.hash, unit, boxes) for unit in plan.units)
    return Verified(
        record=record,
        city=city,
        orders=orders,
        plan=plan,
        boxes=boxes,
        units=units,
        file=plan_file(record.hash, orders, units),
        rehearsal=rehearsal,
    )


def need_verified(
    record: Record, checked: CityChecked, then: str, *, unfinished: Collection[str] = ()
) -> None:
    """:class:`RefusedError` with the first failure, and ``then`` what is not done; for a record that verifies nothing.

    Drafts that a crash left are no hindrance, nor are failures of V12 whose code is in ``unfinished``, nor is a
    difference of check-ins about which there is an order.
    """
    for failure in checked.verdict.failures:
        waits = _can_wait(failure, unfinished) or _is_decided(failure, record, checked.city, checked.orders)
        if not waits:
            raise RefusedError(
                f"the record does not verify, {then}: {failure.check} {failure.detail}",
                place=str(failure.place),
                hint="shora verify lists everything",
            )


def _plan_of_rehearsals(checked: CityChecked) -> Plan:
    kinds = {box.id: box.kind for box in checked.city.definition.boxes}
    closed = [box for box in checked.closed if kinds[box] is BoxKind.REHEARSAL]
    if not closed:
        raise RefusedError("no rehearsal box is closed", place="boxes")
    drills = tuple(alone(box, checked.boxes[box].ballots) for box in closed)
    return Plan(counted=(), annulled=drills, sealed=())


def _plan(checked: CityChecked) -> Plan:
    """The units; :class:`RefusedError` where a box has not ended, or a unit has too few ballots to be opened."""
    if checked.plan is None:
        raise RefusedError(
            "this box is not closed, so nothing is decrypted",
            place=f"box {checked.waiting[0]}",
            hint="close it, or order that it is missing",
        )
    smallest = checked.city.definition.secrecy.smallest
    for unit in checked.plan.units:
        if unit.ballots < smallest:
            raise RefusedError(
                f"{unit.ballots} ballots are never opened by themselves: the definition's limit is {smallest}",
                place=unit.name,
                hint="all boxes together have too few ballots",
            )
    return checked.plan


def _can_wait(failure: Failure, unfinished: Collection[str]) -> bool:
    """Whether a failure is only that a crash left a step half done, which doing it again mends."""
    if failure.check is Check.V1:
        return failure.code == "file-unexpected" and _DRAFT.fullmatch(failure.place.file) is not None
    return failure.check is Check.V12 and failure.code in unfinished


def _is_decided(failure: Failure, record: Record, city: City, orders: Orders) -> bool:
    """Whether cards and check-ins of a station differ, and an order about one of its boxes says what comes of it.

    It stays a failure of the verdict, for all to see; but a wrong sum must not keep a city without a result.
    """
    boxes = {*orders.annulled, *orders.recounts}
    files = {
        record.layout.relative(record.layout.checkins(city.definition.box(box).station)) for box in boxes
    }
    return (failure.check, failure.code) == (Check.V10, "checkins-differ") and failure.place.file in files


def _refuse_twice(record: Record, plan: Plan, boxes: Mapping[BoxId, BoxChecked]) -> None:
    """A group and its member are never both decrypted."""
    groups = {unit.name: unit for unit in plan.counted if unit.is_group}
    for name in record.groups if plan.counted else ():
        if name not in groups:
            place = record.layout.relative(record.layout.group(name))
            raise RefusedError("this group was decrypted, and the boxes make other units now", place=place)
    for unit in groups.values():
        for box in unit.boxes:
            if boxes[box].archived.shares or boxes[box].phase is BoxPhase.DECRYPTED:
                raise RefusedError(f"it is in {unit.name}, and was decrypted by itself", place=f"box {box}")

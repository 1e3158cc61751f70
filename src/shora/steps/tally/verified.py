"""A record that verifies and in which every box has ended: what may be decrypted, and as what.

The headquarters and each trustee come to the same units by themselves; nobody tells a trustee what to
open. What is wrong with the record is an error here, which names the first failure.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from shora.box.events import BoxPhase
from shora.box.payloads import digest
from shora.crypto.election import BallotProduct, BoxElection
from shora.crypto.statement import Statement, check_signatures, decode_statement
from shora.election.people import OfficeRole
from shora.election.station import Box, BoxKind
from shora.errors import InputError, RefusedError
from shora.ids import BoxId, Hash, Uuid
from shora.record.city import City, city_of
from shora.record.day import Closing, Ended, Signers, box_signers, decode_closing, offices, officials
from shora.record.layout import Layout
from shora.record.orders import Orders, order_signers, orders_of
from shora.record.read import BoxInfo, Record, open_record, read_file
from shora.record.stated import decode_signed
from shora.steps.progress import Watcher
from shora.tally.group import group_election, product_of
from shora.tally.units import DecryptionUnit, Plan, alone, plan_units
from shora.verification.box import BoxChecked
from shora.verification.city import check_boxes, count_ballots
from shora.verification.verdict import Check, Failure

_DRAFT: Final = re.compile(r"(groups|totals)/\.[^/]+\.draft")
"""What a crash of ``combine`` leaves; nothing is read from it, and writing again takes it away."""

_UNFINISHED: Final = "totals-missing"
"""The code of V12 that means only that ``combine`` was stopped between two totals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyUnit:
    """A unit with everything that its decryption is about, recomputed from the ballots.

    ``members`` are the uuids of its boxes; ``election`` is the box's own, or the group's, whose text is
    ``group_json`` (empty for a box).
    """

    planned: DecryptionUnit
    members: tuple[Uuid, ...]
    election: BoxElection
    group_json: bytes
    product: BallotProduct
    encrypted_tally: bytes

    @property
    def name(self) -> str:
        """The box, or the group."""
        return self.planned.name

    @property
    def hash(self) -> Hash:
        """Stands for the encrypted tally."""
        return digest(self.encrypted_tally)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A verified record. ``boxes`` are those that ended with ballots; ``plan`` is of them, or of the rehearsals."""

    record: Record
    city: City
    orders: Orders
    plan: Plan
    boxes: Mapping[BoxId, BoxChecked]
    units: tuple[ReadyUnit, ...]

    @property
    def layout(self) -> Layout:
        """Where it lies."""
        return self.record.layout


def examine(
    layout: Layout, watcher: Watcher, *, published: Hash | None = None, rehearsal: bool = False
) -> Verified:
    """Verifies a whole record and forms its units.

    ``published`` is the record hash that it must have. With ``rehearsal`` the units are the closed
    rehearsal boxes, and nothing is asked of the others. :class:`RefusedError` for a record that does not
    verify, and for a box that has not ended.
    """
    record = open_record(layout.root)
    if published is not None and record.hash != published:
        raise RefusedError(
            f"this is another record than was published: its hash is {record.hash}",
            place=str(layout.record),
            hint="compare the hash of record.json with the one that was made public before the day",
        )
    watcher.begin("verify", count_ballots(record))
    checked = check_boxes(record, watcher.done)
    city = city_of(record)
    for failure in checked.verdict.failures:
        if not _can_wait(failure) and not _is_decided(failure, record, city, checked.orders):
            raise RefusedError(
                f"the record does not verify, so nothing is decrypted: {failure.check} {failure.detail}",
                place=str(failure.place),
                hint="shora verify lists everything",
            )
    _need_signed_record(record, city)
    orders = orders_of(record)
    for order in orders.signed:
        place = layout.relative(layout.order(order.value.number))
        _need_signatures(order.statement, order_signers(city.definition), place)
    kinds = {box.id: box for box in city.definition.boxes}
    real = [info for info in city.boxes if kinds[info.box].kind is not BoxKind.REHEARSAL]
    rehearsals = [info for info in city.boxes if kinds[info.box].kind is BoxKind.REHEARSAL]
    if rehearsal:
        closed = [info for info in rehearsals if layout.closing(info.box).exists()]
        if not closed:
            raise RefusedError("no rehearsal box is closed", place=str(layout.root))
    else:
        closed = [info for info in real if _ends_with_ballots(record, city, orders, info)]
    for info in closed:
        _need_signed_head(record, city, kinds[info.box], checked.boxes.get(info.box))
    boxes = {info.box: checked.boxes[info.box] for info in closed}
    ballots = {box: one.ballots for box, one in boxes.items()}
    if rehearsal:
        plan = Plan(counted=(), annulled=tuple(alone(box, n) for box, n in ballots.items()), sealed=())
    else:
        plan = plan_units(city.definition, ballots, orders.annulled)
    _refuse_twice(record, plan, boxes)
    units = tuple(_ready(record, city, unit, boxes) for unit in plan.units)
    return Verified(record=record, city=city, orders=orders, plan=plan, boxes=boxes, units=units)


def _can_wait(failure: Failure) -> bool:
    """Whether a failure is only that a crash left ``combine`` half done, which doing it again mends."""
    if failure.check is Check.V1:
        return failure.code == "file-unexpected" and _DRAFT.fullmatch(failure.place.file) is not None
    return failure.check is Check.V12 and failure.code == _UNFINISHED


def _is_decided(failure: Failure, record: Record, city: City, orders: Orders) -> bool:
    """Whether cards and check-ins of a station differ, and an order about one of its boxes says what comes of it.

    It stays a failure of the verdict, for all to see; but a wrong sum must not keep a city without a result.
    """
    boxes = {*orders.annulled, *orders.recounts}
    files = {
        record.layout.relative(record.layout.checkins(city.definition.box(box).station)) for box in boxes
    }
    return (failure.check, failure.code) == (Check.V10, "checkins-differ") and failure.place.file in files


def _need_signatures(statement: Statement, signers: Signers, place: str) -> None:
    for fault in check_signatures(statement, signers):
        raise RefusedError(f"{fault.detail} [{fault.code}]", place=place)


def _need_signed_record(record: Record, city: City) -> None:
    """That headquarters and supervision have signed this record, and no other."""
    place = record.layout.relative(record.layout.signatures)
    statement = decode_statement(record.signatures, place, kind="record")
    if dict(statement.body) != {"kind": "record", "election": record.election, "record": record.hash}:
        raise RefusedError("what was signed is another record", place=place)
    signers = offices(city.definition, OfficeRole.HEADQUARTERS, OfficeRole.SUPERVISION)
    _need_signatures(statement, signers, place)


def _ends_with_ballots(record: Record, city: City, orders: Orders, info: BoxInfo) -> bool:
    """Whether a box ended with ballots, counted or annulled; not, if it is missing or was never opened.

    :class:`RefusedError` for one that has not ended.
    """
    layout, box = record.layout, info.box
    if box in orders.missing:
        return False
    if not layout.closing(box).exists():
        raise RefusedError(
            "this box is not closed, so nothing is decrypted",
            place=f"box {box}",
            hint="close it, or order that it is missing",
        )
    place = layout.relative(layout.closing(box))
    signed = decode_closing(read_file(layout.closing(box)), place)
    if isinstance(signed.value, Closing):
        return True
    _need_signatures(signed.statement, officials(city.definition, box), place)
    same = (signed.value.election, signed.value.box, signed.value.uuid) == (record.election, box, info.uuid)
    if not same or box in record.opened or box in orders.annulled:
        raise RefusedError("this box was never opened by its statement, and otherwise by others", place=place)
    return False


def _need_signed_head(record: Record, city: City, box: Box, checked: BoxChecked | None) -> None:
    """That the archive ends its ballots where the box and both officials have signed that it does."""
    layout, info = record.layout, city.info(box.id)
    place = layout.relative(layout.closing(box.id))
    if checked is None or checked.checked is None or not checked.archived.is_ended:
        raise RefusedError("this box has minutes, and its archive is not closed", place=f"box {box.id}")
    signers = box_signers(city.definition, box.id, info.key)
    closing = decode_signed(Closing, read_file(layout.closing(box.id)), place)
    ended = decode_signed(Ended, read_file(layout.ended(box.id)), layout.relative(layout.ended(box.id)))
    _need_signatures(ended.statement, signers, layout.relative(layout.ended(box.id)))
    _need_signatures(closing.statement, signers, place)
    for one in (ended.value, closing.value):
        if (one.election, one.box, one.uuid) != (record.election, box.id, info.uuid):
            raise RefusedError("this statement is of another box", place=place)
    if closing.value.ended != ended.hash:
        raise RefusedError("the minutes are not those that follow ended.json", place=place)
    heads = {closing.value.head}
    if box.kind is not BoxKind.PROVISIONAL:  # its ballots enter later, so only its minutes know the head
        heads.add(ended.value.head)
    if heads != {checked.archived.ended}:
        raise RefusedError(
            "the archive's ballots do not end with the head that was signed", place=f"box {box.id}"
        )


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


def _ready(record: Record, city: City, unit: DecryptionUnit, boxes: Mapping[BoxId, BoxChecked]) -> ReadyUnit:
    """The unit's election and product."""
    products = list(_products(unit, boxes))
    members = tuple(city.info(box).uuid for box in unit.boxes)
    if unit.is_group:
        text = group_election(
            city.definition,
            public_key=city.keys.public_key,
            record=record.hash,
            number=unit.number,
            boxes=members,
        )
        election = BoxElection(text, place=unit.name)
        product = product_of(election, products)
    else:
        setup = boxes[unit.boxes[0]].setup
        if setup is None:
            raise InputError("its set-up cannot be read", place=f"box {unit.name}")
        text, election, product = b"", setup.election, products[0]
    return ReadyUnit(
        planned=unit,
        members=members,
        election=election,
        group_json=text,
        product=product,
        encrypted_tally=product.encrypted_tally(),
    )


def _products(unit: DecryptionUnit, boxes: Mapping[BoxId, BoxChecked]) -> Iterator[BallotProduct]:
    for box in unit.boxes:
        checked = boxes[box].checked
        if checked is None:
            raise InputError("its ballots cannot be read", place=f"box {box}")
        yield checked.product

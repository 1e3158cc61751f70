"""V12: what was decrypted is what was planned, and t trustees have signed that they decrypted that and nothing else.

Spec: ``spec/units.md``, "The plan". Without it a box could be left out once its result is known.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shora.box.payloads import digest
from shora.crypto.election import BallotProduct, BoxElection
from shora.errors import InputError, RefusedError, ShoraError
from shora.ids import BoxId, Hash, TrusteeId, Uuid
from shora.record.city import City
from shora.record.orders import Orders
from shora.record.plan import Opened, PlanFile, PlannedUnit, planned_orders
from shora.record.read import Record
from shora.tally.group import group_election, product_of
from shora.tally.units import DecryptionUnit, Plan
from shora.verification.box import BoxChecked
from shora.verification.signed import differences, read_part, read_signed
from shora.verification.v12_ends import ROOTS
from shora.verification.verdict import Check, Findings, Place

_AFTER = (*ROOTS, Check.V12)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyUnit:
    """A unit with everything that its decryption is about, recomputed from the ballots.

    ``boxes`` has the head of each of its boxes after EndBallots, ``members`` their uuids; ``election`` is
    the box's own, or the group's, whose text is ``group_json`` (empty for a box).
    """

    planned: DecryptionUnit
    boxes: Mapping[BoxId, Hash]
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


def ready_unit(
    city: City, record: Hash, unit: DecryptionUnit, boxes: Mapping[BoxId, BoxChecked]
) -> ReadyUnit:
    """The unit's election and product; :class:`InputError` where a box of it was not read whole.

    :class:`RefusedError` unless the product has each of the planned ballots once: not fewer are opened
    than the limit of secrecy was held against.
    """
    heads = {}
    for box in unit.boxes:
        head = boxes[box].archived.ended if box in boxes else None
        if head is None:
            raise InputError("its ballots do not end", place=f"box {box}")
        heads[box] = head
    products = list(_products(unit, boxes))
    members = tuple(city.info(box).uuid for box in unit.boxes)
    if unit.is_group:
        text = group_election(
            city.definition,
            public_key=city.keys.public_key,
            record=record,
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
    if not product.ballots == product.weight == unit.ballots:
        raise RefusedError(
            f"it has {unit.ballots} ballots, and the product {product.ballots} of weight {product.weight}",
            place=unit.name,
        )
    return ReadyUnit(
        planned=unit,
        boxes=heads,
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


def plan_file(record: Hash, orders: Orders, units: Sequence[ReadyUnit]) -> PlanFile:
    """The plan of these units, which follow each other as in :attr:`~shora.tally.units.Plan.units`."""
    return PlanFile(
        record=record,
        orders=planned_orders(orders),
        units=tuple(
            PlannedUnit(
                unit=unit.name, boxes=unit.boxes, ballots=unit.planned.ballots, encrypted_tally=unit.hash
            )
            for unit in units
        ),
    )


def check_plan(
    record: Record,
    city: City,
    orders: Orders,
    plan: Plan | None,
    boxes: Mapping[BoxId, BoxChecked],
    findings: Findings,
) -> None:
    """Computes the plan again, and looks at the trustees' words for it. Both must be there with totals."""
    here = Place(file=record.layout.relative(record.layout.plan))
    needed = bool(record.totals or record.with_annulled)
    said = read_part(record.layout.plan, findings, Check.V12, file=here.file)
    if not (needed or said is not None or record.trustees_opened):
        return
    findings.looked(Check.V12)
    if said is None:
        detail = "there are totals or trustees' words for a plan, and no plan"
        findings.fail(Check.V12, "plan-missing", here, detail, after=ROOTS)
    elif said != _computed(record, city, orders, plan, boxes):
        detail = "it is not what the boxes and orders of the record give"
        findings.fail(Check.V12, "plan-differs", here, detail, after=_AFTER)
    _check_opened(record, city, None if said is None else digest(said), findings, needed=needed)


def _computed(
    record: Record, city: City, orders: Orders, plan: Plan | None, boxes: Mapping[BoxId, BoxChecked]
) -> bytes:
    """The bytes that the plan must have; none where there can be no plan yet, or a box cannot be read."""
    if plan is None:
        return b""
    try:
        units = [ready_unit(city, record.hash, unit, boxes) for unit in plan.units]
    except ShoraError:
        return b""
    return plan_file(record.hash, orders, units).encode()


def _check_opened(record: Record, city: City, plan: Hash | None, findings: Findings, *, needed: bool) -> None:
    members = {member.id: member.key for member in city.definition.trustees.members}
    good = 0
    for trustee in record.trustees_opened:
        before = findings.counts.get(Check.V12, 0)
        _check_word(record, trustee, members.get(trustee), plan, findings)
        good += findings.counts.get(Check.V12, 0) == before
    threshold = sum(group.threshold for group in city.keys.groups)
    if needed and good < threshold:
        detail = f"{good} of the {threshold} trustees who are needed have signed that they decrypted the plan"
        findings.fail(Check.V12, "opened-missing", Place(file="opened"), detail, after=_AFTER)


def _check_word(
    record: Record, trustee: TrusteeId, key: str | None, plan: Hash | None, findings: Findings
) -> None:
    path = record.layout.opened(trustee)
    here = Place(file=record.layout.relative(path))
    if key is None:
        detail = f"the definition has no trustee {trustee}"
        findings.fail(Check.V12, "opened-differs", here, detail, after=(Check.V1,))
        return
    wanted = ((f"trustee:{trustee}", key),)
    signed = read_signed(Opened, path, wanted, findings, Check.V12, file=here.file)
    if signed is None:
        if not path.exists():
            findings.fail(Check.V12, "opened-missing", here, "it is no file", after=(Check.V1,))
        return
    right = {"election": record.election, "record": record.hash, "trustee": trustee, "plan": plan}
    for difference in differences(signed.statement.body, right):
        findings.fail(Check.V12, "opened-differs", here, difference, after=_AFTER)

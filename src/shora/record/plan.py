"""What the trustees decrypt, fixed before anything is: ``plan.json``; and their word for it. Spec: ``spec/units.md``.

Everybody computes the plan; its hash is made public at the tally, so that all trustees open the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from shora.box.payloads import digest, hash_field
from shora.crypto.statement import Statement, state
from shora.ids import BoxId, ElectionId, Hash, TrusteeId
from shora.record.orders import OrderKind, Orders
from shora.record.stated import body_of, decode_signed, file_id
from shora.text import json

FORMAT: Final = "shora-plan-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedUnit:
    """A unit: its boxes with their heads after EndBallots, its ballots, the SHA-256 of its encrypted tally."""

    unit: str
    boxes: Mapping[BoxId, Hash]
    ballots: int
    encrypted_tally: Hash


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFile:
    """The plan: of which record, after which orders, which units. ``orders`` are the SHA-256 of their files."""

    record: Hash
    orders: tuple[Hash, ...]
    units: tuple[PlannedUnit, ...]

    def encode(self) -> bytes:
        """The canonical JSON."""
        units: list[json.JsonInput] = [
            {
                "unit": one.unit,
                "boxes": {str(box): str(head) for box, head in one.boxes.items()},
                "ballots": one.ballots,
                "encrypted_tally": one.encrypted_tally,
            }
            for one in self.units
        ]
        return json.canonical(
            {"format": FORMAT, "record": self.record, "orders": [*self.orders], "units": units}
        )

    @property
    def hash(self) -> Hash:
        """The plan hash, which is made public."""
        return digest(self.encode())


def planned_orders(orders: Orders) -> tuple[Hash, ...]:
    """The orders that a plan names: those that say what is decrypted. A recount may follow the tally."""
    named = (OrderKind.MISSING, OrderKind.ANNULLED)
    return tuple(one.hash for one in orders.signed if one.value.order in named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A trustee has decrypted this plan of this record, and no other: ``opened/<trustee>.json``."""

    KIND: ClassVar[str] = "opened"

    election: ElectionId
    record: Hash
    trustee: TrusteeId
    plan: Hash

    def statement(self) -> Statement:
        """The statement, without the signature of ``trustee:ID``."""
        fields = {"record": self.record, "trustee": self.trustee, "plan": self.plan}
        return state(self.KIND, self.election, dict(fields))

    @classmethod
    def of(cls, statement: Statement, place: str) -> "Opened":
        """From a statement; :class:`InputError` for another form."""
        body = body_of(statement, ("record", "trustee", "plan"), (), place)
        return cls(
            election=statement.election,
            record=hash_field(body, "record", place),
            trustee=TrusteeId(file_id(body, "trustee", place)),
            plan=hash_field(body, "plan", place),
        )

    @classmethod
    def decode(cls, data: bytes, place: str) -> "Opened":
        """From ``opened/<trustee>.json``."""
        return decode_signed(cls, data, place).value

"""What a trustee sends to the headquarters: its partial decryption of every unit, signed. Spec: ``spec/units.md``.

It is no part of a record, which holds only those that were used.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from shora.box.archive_bytes import need_canonical
from shora.box.payloads import hash_field
from shora.crypto.statement import Signature, Statement, state
from shora.errors import InputError
from shora.ids import ElectionId, Hash, TrusteeId
from shora.record.layout import is_file_name
from shora.record.plan import Opened
from shora.record.stated import body_of, decode_signed, file_id, whole
from shora.text import json

_SIGNATURE: Final = re.compile(r"[0-9a-f]{128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decryption:
    """A trustee's partial decryptions by the names of the units; ``owner`` is its number in the key, from 1.

    ``plan`` is the hash of the plan that they are of. ``opened`` is the trustee's signature under its
    :class:`~shora.record.plan.Opened` of that plan; empty, and left out, for a rehearsal, which has
    no part in a record's plan.
    """

    KIND: ClassVar[str] = "decryption"

    election: ElectionId
    record: Hash
    plan: Hash
    trustee: TrusteeId
    owner: int
    opened: str
    units: Mapping[str, bytes]

    def statement(self) -> Statement:
        """The statement, without the signature of ``trustee:ID``."""
        units: dict[str, json.JsonValue] = {name: payload.decode() for name, payload in self.units.items()}
        fields: dict[str, json.JsonValue] = {
            "record": self.record,
            "plan": self.plan,
            "trustee": self.trustee,
            "owner": self.owner,
            "units": units,
        }
        return state(self.KIND, self.election, fields | ({"opened": self.opened} if self.opened else {}))

    def statement_opened(self) -> Statement:
        """The trustee's word for its plan, signed (``opened/<trustee>.json``); whether rightly is not asked here."""
        opened = Opened(election=self.election, record=self.record, trustee=self.trustee, plan=self.plan)
        signature = Signature(by=f"trustee:{self.trustee}", signature=self.opened)
        return Statement(body=opened.statement().body, signatures=(signature,))

    @classmethod
    def of(cls, statement: Statement, place: str) -> "Decryption":
        """From a statement; :class:`InputError` for another form. Payloads are canonical JSON."""
        body = body_of(statement, ("record", "plan", "trustee", "owner", "units"), ("opened",), place)
        units = {}
        for name, value in json.field(body, "units", dict, place).items():
            if not is_file_name(name):
                raise InputError(f"{name[:80]!r} is no name of a unit", place=place)
            units[name] = json.as_text(value, place).encode()
            need_canonical(units[name], f"{place}: {name}")
        there = "opened" in statement.body
        opened = json.field(body, "opened", str, place) if there else ""
        if there and _SIGNATURE.fullmatch(opened) is None:
            raise InputError("what it says of its plan is no signature", place=place)
        return cls(
            election=statement.election,
            record=hash_field(body, "record", place),
            plan=hash_field(body, "plan", place),
            trustee=TrusteeId(file_id(body, "trustee", place)),
            owner=whole(body, "owner", place, least=1),
            opened=opened,
            units=units,
        )

    @classmethod
    def decode(cls, data: bytes, place: str) -> "Decryption":
        """From the file that a trustee sent."""
        return decode_signed(cls, data, place).value

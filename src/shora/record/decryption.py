"""What a trustee sends to the headquarters: its partial decryption of every unit, signed. Spec: ``spec/units.md``.

It is no part of a record, which holds only those that were used.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from shora.box.archive_bytes import need_canonical
from shora.box.payloads import hash_field
from shora.crypto.statement import Statement, state
from shora.errors import InputError
from shora.ids import ElectionId, Hash, TrusteeId
from shora.record.layout import is_file_name
from shora.record.stated import body_of, decode_signed, file_id, whole
from shora.text import json


@dataclass(frozen=True, slots=True, kw_only=True)
class Decryption:
    """A trustee's partial decryptions by the names of the units; ``owner`` is its number in the key, from 1."""

    KIND: ClassVar[str] = "decryption"

    election: ElectionId
    record: Hash
    trustee: TrusteeId
    owner: int
    units: Mapping[str, bytes]

    def statement(self) -> Statement:
        """The statement, without the signature of ``trustee:ID``."""
        units: dict[str, json.JsonValue] = {name: payload.decode() for name, payload in self.units.items()}
        return state(
            self.KIND,
            self.election,
            {"record": self.record, "trustee": self.trustee, "owner": self.owner, "units": units},
        )

    @classmethod
    def of(cls, statement: Statement, place: str) -> "Decryption":
        """From a statement; :class:`InputError` for another form. Payloads are canonical JSON."""
        body = body_of(statement, ("record", "trustee", "owner", "units"), (), place)
        units = {}
        for name, value in json.field(body, "units", dict, place).items():
            if not is_file_name(name):
                raise InputError(f"{name[:80]!r} is no name of a unit", place=place)
            units[name] = json.as_text(value, place).encode()
            need_canonical(units[name], f"{place}: {name}")
        return cls(
            election=statement.election,
            record=hash_field(body, "record", place),
            trustee=TrusteeId(file_id(body, "trustee", place)),
            owner=whole(body, "owner", place, least=1),
            units=units,
        )

    @classmethod
    def decode(cls, data: bytes, place: str) -> "Decryption":
        """From the file that a trustee sent."""
        return decode_signed(cls, data, place).value

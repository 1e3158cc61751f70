"""Lots (قرعه) that were drawn for ties; numbered, signed, never taken back. Spec: ``spec/seats.md``, "In a record".

A lot names the totals that it is about by their hash, so it decides nothing of any others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shora.box.payloads import hash_field
from shora.crypto.statement import Statement, state
from shora.election.definition import Definition
from shora.election.names import fault_in_name
from shora.election.people import OfficeRole
from shora.errors import InputError
from shora.ids import ContestId, ElectionId, Hash
from shora.record.day import Signers, offices
from shora.record.layout import Layout
from shora.record.read import read_file
from shora.record.stated import Signed, body_of, decode_signed, entry_list, file_id, line, moment, whole
from shora.seats.model import Lot as Draw
from shora.seats.model import Stage
from shora.seats.result import Tie
from shora.text import json
from shora.text.jalali import utc_text

_FIELDS = (
    "number",
    "record",
    "contest",
    "totals",
    "stage",
    "between",
    "seats",
    "drawn",
    "at",
    "place",
    "witnesses",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """One lot; ``number`` counts from 1 over all contests, ``totals`` is the SHA-256 of the contest's totals file.

    ``between`` and ``seats`` are those of the tie, ``drawn`` who won, in the tie's order; ``at`` and ``place`` say
    when and where, ``witnesses`` before whom (one or more).
    """

    KIND: ClassVar[str] = "lot"

    election: ElectionId
    number: int
    record: Hash
    contest: ContestId
    totals: Hash
    stage: Stage
    between: tuple[str, ...]
    seats: int
    drawn: tuple[str, ...]
    at: datetime
    place: str
    witnesses: tuple[str, ...]

    @property
    def draw(self) -> Draw:
        """The lot as a count takes it."""
        return Draw(
            stage=self.stage,
            between=self.between,
            seats=self.seats,
            drawn=self.drawn,
            at=utc_text(self.at),
            place=self.place,
            witnesses=self.witnesses,
        )

    def decides(self, tie: Tie) -> bool:
        """Whether it is a lot for exactly this tie: as many are drawn as there are seats, all in the tie's order."""
        right = tuple(one for one in tie.between if one in self.drawn)
        return (self.stage, self.between, self.seats) == (tie.stage, tie.between, tie.seats) and (
            self.drawn == right and len(right) == tie.seats
        )

    def statement(self) -> Statement:
        """The statement, without signatures."""
        return state(
            self.KIND,
            self.election,
            {
                "number": self.number,
                "record": self.record,
                "contest": self.contest,
                "totals": self.totals,
                "stage": str(self.stage),
                "between": list(self.between),
                "seats": self.seats,
                "drawn": list(self.drawn),
                "at": utc_text(self.at),
                "place": self.place,
                "witnesses": list(self.witnesses),
            },
        )

    @classmethod
    def of(cls, statement: Statement, place: str) -> "Lot":
        """From a statement; :class:`InputError` for another form. Whether there is such a tie is not asked here."""
        body = body_of(statement, _FIELDS, (), place)
        stage = json.field(body, "stage", str, place)
        if stage not in list(Stage):
            raise InputError(f"{stage[:40]!r} is no stage; {', '.join(Stage)} are", place=place)
        witnesses = _lines(body, "witnesses", place)
        if not witnesses:
            raise InputError("nobody has seen it: witnesses is empty", place=place)
        return cls(
            election=statement.election,
            number=whole(body, "number", place, least=1),
            record=hash_field(body, "record", place),
            contest=ContestId(file_id(body, "contest", place)),
            totals=hash_field(body, "totals", place),
            stage=Stage(stage),
            between=_lines(body, "between", place),
            seats=whole(body, "seats", place),
            drawn=_lines(body, "drawn", place),
            at=moment(body, "at", place),
            place=line(body, "place", place),
            witnesses=witnesses,
        )

    @classmethod
    def decode(cls, data: bytes, place: str) -> "Lot":
        """From ``lots/<number>.json``."""
        return decode_signed(cls, data, place).value


def read_lots(layout: Layout, numbers: Sequence[int]) -> tuple[Signed[Lot], ...]:
    """The lots with these numbers, which have to be 1, 2, … without a gap.

    :class:`InputError`, naming the file, for a gap, and for another number inside.
    """
    read: list[Signed[Lot]] = []
    for expected, number in enumerate(numbers, start=1):
        place = layout.relative(layout.lot(number))
        if number != expected:
            raise InputError(f"the lot before is {expected - 1}, and none has number {expected}", place=place)
        signed = decode_signed(Lot, read_file(layout.lot(number)), place)
        if signed.value.number != number:
            raise InputError(f"it is lot {signed.value.number}", place=place)
        read.append(signed)
    return tuple(read)


def lot_signers(definition: Definition) -> Signers:
    """Who signs a lot: headquarters and supervision."""
    return offices(definition, OfficeRole.HEADQUARTERS, OfficeRole.SUPERVISION)


def _lines(value: json.JsonValue, name: str, place: str) -> tuple[str, ...]:
    """A list of texts on one line each."""
    lines = []
    for each in entry_list(value, name, place):
        text = json.as_text(each, place)
        fault = fault_in_name(text)
        if fault:
            raise InputError(f"an entry of {name} {fault}", place=place)
        lines.append(text)
    return tuple(lines)

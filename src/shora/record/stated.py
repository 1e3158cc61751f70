"""The fields of signed statements, read strictly; a value together with the statement it was read from.

A kind of statement is a frozen value with ``statement()``, which builds it without signatures, and
``of``, which reads it back. Reading says whether it has the form; who signed it is for
:func:`shora.crypto.statement.check_signatures`, and whether it is true for verification.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import ClassVar, Final, Generic, Protocol, Self, TypeVar

from shora.box.payloads import digest
from shora.crypto.statement import (
    SignatureFault,
    Signer,
    Statement,
    check_signatures,
    decode_statement,
)
from shora.election.names import fault_in_name
from shora.errors import InputError
from shora.ids import BoxId, Hash, PublicCredential, Tracker, Uuid
from shora.record.layout import is_file_name
from shora.text import json
from shora.text.jalali import utc_text

MOST: Final = 1_000_000_000
"""The largest number in a statement."""

LONGEST_LIST: Final = 1_000_000
"""Entries of a list in a statement; a box has at most some thousands of cards."""

_CREDENTIAL: Final = re.compile(r"[0-9a-f]{64}")
_TRACKER: Final = re.compile(r"[A-Za-z0-9+/]{43}")
_UUID: Final = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,64}")


class Stated(Protocol):
    """A kind of statement."""

    KIND: ClassVar[str]

    @classmethod
    def of(cls, statement: Statement, place: str) -> Self:
        """The value of a statement of this kind; :class:`InputError` for another form."""

    def statement(self) -> Statement:
        """The statement, without signatures."""


T = TypeVar("T", bound=Stated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed(Generic[T]):
    """What a file states, the statement with its signatures, and the SHA-256 of the file."""

    value: T
    statement: Statement
    hash: Hash

    def faults(self, signers: Sequence[tuple[Signer, str]]) -> tuple[SignatureFault, ...]:
        """What is wrong with its signatures, where exactly ``signers`` must have signed."""
        return check_signatures(self.statement, signers)


def decode_signed(kind: type[T], data: bytes, place: str) -> Signed[T]:
    """A file that holds a statement of one kind; :class:`InputError` for anything else."""
    statement = decode_statement(data, place, kind=kind.KIND)
    return Signed(value=kind.of(statement, place), statement=statement, hash=digest(data))


def body_of(
    statement: Statement, names: Sequence[str], optional: Sequence[str], place: str
) -> json.JsonValue:
    """The body, if after ``kind`` and ``election`` it has exactly these fields in this order.

    Those of ``optional`` may follow, in their order.
    """
    there = list(statement.body)[2:]
    wanted = [*names, *(name for name in optional if name in there)]
    if there != wanted:
        raise InputError(
            f"the fields are {', '.join(there)[:200]}; {', '.join(wanted)} belong here", place=place
        )
    return dict(statement.body)


def entries_of(value: json.JsonValue, names: Sequence[str], place: str) -> json.JsonValue:
    """An object inside a statement, with exactly these fields in this order."""
    if list(json.as_object(value, place)) != list(names):
        raise InputError(f"an object with the fields {', '.join(names)} belongs here", place=place)
    return value


def entry_list(value: json.JsonValue, name: str, place: str) -> list[json.JsonValue]:
    """A list of at most :data:`LONGEST_LIST` entries."""
    entries = json.field(value, name, list, place)
    if len(entries) > LONGEST_LIST:
        raise InputError(f"{name} has more than {LONGEST_LIST} entries", place=place)
    return entries


def whole(value: json.JsonValue, name: str, place: str, *, least: int = 0) -> int:
    """A whole number from ``least`` to :data:`MOST`."""
    number = json.field(value, name, int, place)
    if not least <= number <= MOST:
        raise InputError(f"{name} is {number}, and has to be from {least} to {MOST}", place=place)
    return number


def line(value: json.JsonValue, name: str, place: str) -> str:
    """A text on one line that can be printed, not empty."""
    text = json.field(value, name, str, place)
    fault = fault_in_name(text)
    if fault:
        raise InputError(f"{name} {fault}", place=place)
    return text


def moment(value: json.JsonValue, name: str, place: str) -> datetime:
    """A moment in UTC, in its one form: ``2026-06-19T04:30:00Z``."""
    text = json.field(value, name, str, place)
    try:
        found = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        found = None
    if found is None or utc_text(found) != text:
        raise InputError(f"{name} is {text[:40]!r}, no moment like 2026-06-19T04:30:00Z", place=place)
    return found


def box_id(value: json.JsonValue, name: str, place: str) -> BoxId:
    """The id of a box, as it names a folder."""
    return BoxId(file_id(value, name, place))


def file_id(value: json.JsonValue, name: str, place: str) -> str:
    """An id that can name a file."""
    text = json.field(value, name, str, place)
    if not is_file_name(text):
        raise InputError(f"{name} is {text[:80]!r}, which names nothing here", place=place)
    return text


def uuid_of(value: json.JsonValue, name: str, place: str) -> Uuid:
    """A Belenios uuid."""
    text = json.field(value, name, str, place)
    if _UUID.fullmatch(text) is None:
        raise InputError(f"{name} is {text[:80]!r}, which is no uuid", place=place)
    return Uuid(text)


def credential(value: json.JsonValue, place: str) -> PublicCredential:
    """The public part of a card, as far as its form goes."""
    text = json.as_text(value, place)
    if _CREDENTIAL.fullmatch(text) is None:
        raise InputError("a credential is 64 lower-case hexadecimal digits", place=place)
    return PublicCredential(text)


def credentials(value: json.JsonValue, name: str, place: str) -> tuple[PublicCredential, ...]:
    """A list of credentials, whatever their order."""
    return tuple(credential(one, place) for one in entry_list(value, name, place))


def tracker(value: json.JsonValue, name: str, place: str) -> Tracker:
    """A tracker, as far as its form goes."""
    text = json.field(value, name, str, place)
    if _TRACKER.fullmatch(text) is None:
        raise InputError(f"{name} is {text[:80]!r}, which is no tracker", place=place)
    return Tracker(text)


def need_ascending(cards: Sequence[PublicCredential], name: str, place: str) -> None:
    """:class:`InputError` unless each credential is larger than the one before."""
    for earlier, later in pairwise(cards):
        if earlier >= later:
            raise InputError(f"{name}: {later[:8]} does not ascend after {earlier[:8]}", place=place)

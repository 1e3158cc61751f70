"""The bytes of an archive, made: members, first bytes, and the beginning that all ballots share.

Spec: ``spec/archive.md``.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shora.box.archive_scan import PREAMBLE, preamble
from shora.box.events import EMPTY, BoxState, EventType, apply, next_event
from shora.box.payloads import SetupData, decode_credentials, digest
from shora.box.tar import header_bytes, padding
from shora.errors import InputError
from shora.ids import Uuid
from shora.text import json

_UUID: Final = re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event to append: its type, and its data in order, the payload last."""

    type: EventType
    data: tuple[bytes, ...]


def first_bytes(timestamp: int, election: bytes, trustees: bytes, credentials: bytes) -> bytes:
    """A new archive: the preamble and the Setup event with its data.

    The three texts are canonical JSON, ``timestamp`` is in seconds since 1970.
    """
    for name, text in (("election", election), ("trustees", trustees), ("credentials", credentials)):
        need_canonical(text, name)
    decode_credentials(credentials, "credentials")
    setup = SetupData(
        election=digest(election),
        trustees=digest(trustees),
        credentials=digest(credentials),
        credentials_certificate=None,
    )
    first = Entry(type=EventType.SETUP, data=(election, trustees, credentials, setup.encode()))
    events, _ = encode_entries(EMPTY, [first], timestamp)
    return _member(PREAMBLE, preamble(timestamp), timestamp) + events


def election_uuid(election: bytes, place: str) -> Uuid:
    """The uuid in an election's JSON."""
    uuid = json.field(json.parse(election, place=place), "uuid", str, place)
    if _UUID.fullmatch(uuid) is None:
        raise InputError(f"{uuid[:80]!r} is not a uuid: at least 14 Base58 characters", place=place)
    return Uuid(uuid)


def ballot_prefix(uuid: Uuid, election: bytes) -> bytes:
    """How every ballot of an election begins; 64 digits of the credential and ``"`` follow."""
    fingerprint = base64.b64encode(hashlib.sha256(election).digest()).rstrip(b"=").decode("ascii")
    return f'{{"election_uuid":"{uuid}","election_hash":"{fingerprint}","credential":"'.encode("ascii")


def encode_entries(state: BoxState, entries: Sequence[Entry], timestamp: int) -> tuple[bytes, BoxState]:
    """The bytes that continue an archive in ``state``, and the state after them."""
    out: list[bytes] = []
    for entry in entries:
        payload = digest(entry.data[-1]) if entry.data else None
        event = next_event(state, entry.type, payload)
        state = apply(state, event)
        out.extend(_member(f"{digest(data)}.data.json", data, timestamp) for data in entry.data)
        out.append(_member(f"{state.head}.event.json", event.encode(), timestamp))
    return b"".join(out), state


def _member(name: str, body: bytes, timestamp: int) -> bytes:
    return header_bytes(name, len(body), timestamp) + body + bytes(padding(len(body)))


def need_canonical(text: bytes, place: str) -> None:
    """Refuse data that is not canonical JSON."""
    if not json.is_canonical(text, json.parse(text, place=place)):
        raise InputError("the text is not canonical JSON", place=place)

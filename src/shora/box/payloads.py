"""The small structures of an archive that name other data by hash. Spec: ``spec/archive.md``.

Everything else in an archive (the election, the trustees, ballots, tallies) is bytes here: what it
means is for the rooms below and above, and what it proves for the verifier.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from shora.errors import InputError
from shora.ids import Hash, PublicCredential
from shora.text import json

MAX_BYTES: Final = 4096
"""No structure of this file is larger; a member that is, is none of them."""

_HEX64: Final = re.compile(r"[0-9a-f]{64}")


def digest(data: bytes) -> Hash:
    """The name of ``data`` in an archive: its SHA-256."""
    return Hash(hashlib.sha256(data).hexdigest())


def is_hash(text: str) -> bool:
    """Whether ``text`` is 64 lower-case hexadecimal digits."""
    return _HEX64.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupData:
    """Payload of Setup: the hashes of what is fixed at opening.

    ``credentials_certificate`` is there when a newer tool made the archive; nothing here uses it.
    """

    election: Hash
    trustees: Hash
    credentials: Hash
    credentials_certificate: Hash | None

    @classmethod
    def decode(cls, data: bytes, place: str) -> "SetupData":
        """From canonical JSON; :class:`InputError` otherwise."""
        value = _parse(data, place)
        names = ("election", "trustees", "credentials")
        entries = json.only_fields(value, names, ("credentials_certificate",), place)
        certificate = None
        if "credentials_certificate" in entries:
            certificate = hash_field(value, "credentials_certificate", place)
        election, trustees, credentials = (hash_field(value, name, place) for name in names)
        setup = cls(
            election=election,
            trustees=trustees,
            credentials=credentials,
            credentials_certificate=certificate,
        )
        _need_canonical(data, setup.encode(), place)
        return setup

    def encode(self) -> bytes:
        """The canonical JSON."""
        entries: dict[str, str] = {
            "election": self.election,
            "trustees": self.trustees,
            "credentials": self.credentials,
        }
        if self.credentials_certificate is not None:
            entries["credentials_certificate"] = self.credentials_certificate
        return json.canonical(entries)

    @property
    def names(self) -> tuple[Hash, ...]:
        """The hashes of the data, in the order in which it lies before this structure."""
        certificate = () if self.credentials_certificate is None else (self.credentials_certificate,)
        return (self.election, self.trustees, self.credentials, *certificate)


@dataclass(frozen=True, slots=True, kw_only=True)
class SizedTally:
    """Payload of EncryptedTally: how many ballots went into it, their weight, and its hash."""

    num_tallied: int
    total_weight: int
    encrypted_tally: Hash

    @classmethod
    def decode(cls, data: bytes, place: str) -> "SizedTally":
        """From canonical JSON; :class:`InputError` otherwise."""
        value = _parse(data, place)
        json.only_fields(value, ("num_tallied", "total_weight", "encrypted_tally"), (), place)
        sized = cls(
            num_tallied=_count(value, "num_tallied", place),
            total_weight=_count(value, "total_weight", place),
            encrypted_tally=hash_field(value, "encrypted_tally", place),
        )
        _need_canonical(data, sized.encode(), place)
        return sized

    def encode(self) -> bytes:
        """The canonical JSON."""
        return json.canonical(
            {
                "num_tallied": self.num_tallied,
                "total_weight": self.total_weight,
                "encrypted_tally": self.encrypted_tally,
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """Payload of PartialDecryption: whose it is (trustees count from 1) and its hash."""

    owner: int
    payload: Hash

    @classmethod
    def decode(cls, data: bytes, place: str) -> "Owned":
        """From canonical JSON; :class:`InputError` otherwise."""
        value = _parse(data, place)
        json.only_fields(value, ("owner", "payload"), (), place)
        owner = _count(value, "owner", place)
        if owner == 0:
            raise InputError("trustees count from 1, and the owner is 0", place=place)
        owned = cls(owner=owner, payload=hash_field(value, "payload", place))
        _need_canonical(data, owned.encode(), place)
        return owned

    def encode(self) -> bytes:
        """The canonical JSON."""
        return json.canonical({"owner": self.owner, "payload": self.payload})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """One line of the credentials: the card's public part, and how often its ballot counts."""

    credential: PublicCredential
    weight: int


def decode_credentials(data: bytes, place: str) -> tuple[Entitlement, ...]:
    """The credentials of an election: 64 hexadecimal digits each, or those and ``,weight``.

    The tool adds ``,name`` when it was given names; they are read and left. Whether each is a point
    of the group is for the core to say. :class:`InputError` for anything else, and for one that is
    there twice.
    """
    found: dict[str, Entitlement] = {}
    for index, entry in enumerate(json.as_list(json.parse(data, place=place), place)):
        where = f"{place}, credential {index}"
        public, comma, rest = json.as_text(entry, where).partition(",")
        weight = rest.partition(",")[0]
        if not is_hash(public):
            raise InputError(f"{public[:80]!r} is not 64 hexadecimal digits", place=where)
        if comma and re.fullmatch(r"[1-9][0-9]{0,8}", weight) is None:
            raise InputError(f"{weight[:20]!r} is not a weight", place=where)
        if public in found:
            raise InputError(f"the credential {public} is there twice", place=where)
        found[public] = Entitlement(credential=PublicCredential(public), weight=int(weight or 1))
    return tuple(found.values())


def hash_field(value: json.JsonValue, name: str, place: str) -> Hash:
    """The entry ``name`` of an object, which has to be a hash."""
    text = json.field(value, name, str, place)
    if not is_hash(text):
        raise InputError(f"the field {name!r} is not a hash of 64 lower-case hexadecimal digits", place=place)
    return Hash(text)


def _count(value: json.JsonValue, name: str, place: str) -> int:
    count = json.field(value, name, int, place)
    if count < 0:
        raise InputError(f"the field {name!r} is {count}", place=place)
    return count


def _parse(data: bytes, place: str) -> json.JsonValue:
    return json.parse(data, place=place, max_bytes=MAX_BYTES, max_depth=2)


def _need_canonical(data: bytes, right: bytes, place: str) -> None:
    if data != right:
        raise InputError("it is not written in the canonical form", place=place)

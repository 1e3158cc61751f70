"""A trustee's share in a file, for its owner's eyes alone. ``spec/trustee-file.md``.

Sealed under a passphrase, but for rehearsals and demonstrations in one process, where it is plain.
Crash order: the file is written whole and durably, once, or not at all.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shora.crypto.sealing import FORMAT as SEALED
from shora.crypto.sealing import seal, unseal
from shora.crypto.trustees import Share
from shora.disk import SYSTEM, Disk, write_secret
from shora.errors import InputError
from shora.ids import ElectionId, TrusteeId
from shora.text import json
from shora.trustees.ceremony import Holding, share_of
from shora.trustees.files import read_here

FORMAT: Final = "shora-trustee-2"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTrustee:
    """What a trustee keeps; ``index`` counts from 1, ``secret`` is the share as decimal digits."""

    election: ElectionId
    trustee: TrusteeId
    index: int
    secret: str

    @classmethod
    def of(cls, holding: Holding) -> "KeptTrustee":
        """What a finished trustee keeps."""
        secret = json.as_text(json.parse(share_of(holding).reveal()), "share")
        me = holding.me
        return cls(election=me.parties.election, trustee=me.id, index=me.index, secret=secret)

    def share(self) -> Share:
        """Opens the share."""
        return Share.from_private_key(json.canonical(self.secret))

    def encode(self) -> bytes:
        """What is sealed: as small as it can be, since people may have to type it."""
        return json.canonical(
            {
                "format": FORMAT,
                "election": self.election,
                "trustee": self.trustee,
                "index": self.index,
                "share": self.secret,
            }
        )

    @classmethod
    def decode(cls, data: bytes, place: str) -> "KeptTrustee":
        """The inverse; :class:`InputError` quotes nothing of the content."""
        value = json.parse(data, place=place)
        if json.field(value, "format", str, place) != FORMAT:
            raise InputError("this is no trustee's share", place=place, hint=f"its format is {FORMAT}")
        json.only_fields(value, ("format", "election", "trustee", "index", "share"), (), place)
        kept = cls(
            election=ElectionId(json.field(value, "election", str, place)),
            trustee=TrusteeId(json.field(value, "trustee", str, place)),
            index=json.field(value, "index", int, place),
            secret=json.field(value, "share", str, place),
        )
        if kept.index < 1:
            raise InputError("its number is not one", place=place)
        return kept

    def seal(self, passphrase: str) -> bytes:
        """The sealed file."""
        return seal(self.encode(), passphrase, what=f"trustee {self.trustee}")

    def __repr__(self) -> str:
        """Without the secret."""
        return f"KeptTrustee({self.trustee})"


def write_trustee(
    path: Path, holding: Holding, passphrase: str | None = None, *, disk: Disk = SYSTEM
) -> None:
    """Writes the file; it must not exist. ``None`` leaves it unsealed: for rehearsals only."""
    kept = KeptTrustee.of(holding)
    write_secret(path, kept.encode() if passphrase is None else kept.seal(passphrase), disk=disk)


def read_trustee(path: Path, passphrase: str | None = None) -> KeptTrustee:
    """Reads it back; :class:`InputError` for another file, ``RefusedError`` for a wrong passphrase.

    ``passphrase`` is not used for a file that is not sealed.
    """
    return open_trustee(read_here(path), passphrase, str(path))


def is_sealed(data: bytes, place: str) -> bool:
    """Whether a passphrase is needed to read it."""
    return json.field(json.parse(data, place=place), "format", str, place) == SEALED


def open_trustee(data: bytes, passphrase: str | None, place: str) -> KeptTrustee:
    """The same from bytes."""
    if not is_sealed(data, place):
        return KeptTrustee.decode(data, place)
    what = json.field(json.parse(data, place=place), "what", str, place)
    kind, _, trustee = what.partition(" ")
    if kind != "trustee":
        raise InputError("this file does not hold a trustee's share", place=place)
    if passphrase is None:
        raise InputError("this file is sealed", place=place, hint="give its passphrase")
    kept = KeptTrustee.decode(unseal(data, passphrase, what=what, place=place), place)
    if kept.trustee != trustee:
        raise InputError("it was sealed in another trustee's name", place=place)
    return kept

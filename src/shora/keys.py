"""Identity files: where people, offices and boxes keep the key that they sign with. Spec: ``spec/sealed.md``.

A person's file is sealed under a passphrase. A box has nobody who types one at its restart, so its
file is plain, for its own system user alone; so are the files of a rehearsal in one process.
"""

from pathlib import Path
from typing import Final

from shora.crypto.identity import Identity
from shora.crypto.sealing import FORMAT as SEALED
from shora.crypto.sealing import seal, unseal
from shora.disk import SYSTEM, Disk, write_secret
from shora.errors import InputError
from shora.text import json

FORMAT: Final = "shora-identity-1"


def write_identity(
    path: Path, identity: Identity, signer: str, passphrase: str | None, *, disk: Disk = SYSTEM
) -> None:
    """Write the key of ``signer`` durably, for its owner's eyes alone; the file must not exist.

    ``None`` leaves it unsealed.
    """
    if passphrase is None:
        data = json.canonical({"format": FORMAT, "signer": signer, "secret": identity.reveal()})
    else:
        data = seal(identity.reveal().encode("ascii"), passphrase, what=f"identity {signer}")
    write_secret(path, data, disk=disk)


def is_sealed(path: Path) -> bool:
    """Whether a passphrase is needed to read the file."""
    value = json.parse(_read(path), place=str(path))
    return json.field(value, "format", str, str(path)) == SEALED


def read_identity(path: Path, passphrase: str | None) -> tuple[str, Identity]:
    """The signer's name and key; :class:`InputError` quotes nothing of the content.

    ``passphrase`` is not used for a file that is not sealed.
    """
    place = str(path)
    data = _read(path)
    value = json.parse(data, place=place)
    if json.field(value, "format", str, place) == SEALED:
        what = json.field(value, "what", str, place)
        kind, _, signer = what.partition(" ")
        if kind != "identity":
            raise InputError("this file does not hold an identity", place=place)
        if passphrase is None:
            raise InputError("this file is sealed", place=place, hint="give its passphrase")
        secret = unseal(data, passphrase, what=what, place=place).decode("ascii", "replace")
        return signer, Identity.from_hex(secret)
    json.only_fields(value, ("format", "signer", "secret"), (), place)
    if json.field(value, "format", str, place) != FORMAT:
        raise InputError("this is no identity file", place=place, hint=f"its format is {FORMAT}")
    return json.field(value, "signer", str, place), Identity.from_hex(json.field(value, "secret", str, place))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}", place=str(path)) from None

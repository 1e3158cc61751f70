"""The box's own computer: its identity key, where its media are, and the statements that wait for signatures.

::

    machine.json         which box of which election this is, and its media (those in the folder by their names)
    identity.json        the box's key; plain, for the box's own system user (nobody types a passphrase)
    statements/*.json    opening, ended, closing: signed by the box, then by both officials
    kept/*.json          challenges and decision: what else goes into the record

A statement is written whole and replaced whole, so after a crash it has the signatures of before or
one more. A second statement of a kind is refused: a box says a thing once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from shora.crypto.identity import Identity
from shora.crypto.statement import Statement, check_signatures, decode_statement, state
from shora.disk import SYSTEM, Disk, make_folder, replace, write_new, write_once, write_secret
from shora.errors import InputError, RefusedError
from shora.ids import BoxId, ElectionId
from shora.keys import read_identity, write_identity
from shora.text import json

FORMAT: Final = "shora-machine-1"
KEY_KIND: Final = "box-key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A box's computer. ``media`` are folders, the internal one first."""

    folder: Path
    election: ElectionId
    box: BoxId
    media: tuple[Path, ...]
    identity: Identity

    @property
    def signer(self) -> str:
        """The box's name under a statement."""
        return f"box:{self.box}"

    @property
    def key(self) -> str:
        """The public key that goes into the record."""
        return self.identity.public

    def key_statement(self) -> Statement:
        """What the headquarters get at set-up: the box's key, with the proof that this box has its secret."""
        return state(KEY_KIND, self.election, {"box": self.box, "key": self.key}).signed(
            self.signer, self.identity
        )

    def statement_path(self, name: str) -> Path:
        """Where ``opening``, ``ended`` or ``closing`` waits for its signatures."""
        return self.folder / "statements" / f"{name}.json"

    def say(self, name: str, statement: Statement, *, disk: Disk = SYSTEM) -> Statement:
        """Signs a statement as the box and keeps it. The same again is answered with what is there."""
        signed = statement.signed(self.signer, self.identity)
        return self.put(name, signed, disk=disk)

    def put(self, name: str, statement: Statement, *, disk: Disk = SYSTEM) -> Statement:
        """Keeps a statement that the box does not sign. The same again is fine, another is refused."""
        path = self.statement_path(name)
        if path.is_file():
            there = self.said(name)
            if there.body != statement.body:
                raise RefusedError("something else is stated already", place=str(path))
            return there
        make_folder(path.parent, disk=disk)
        write_new(path, statement.encode(), disk=disk)
        return statement

    def keep(self, name: str, data: bytes, *, disk: Disk = SYSTEM) -> None:
        """Keeps what goes into the record beside the statements (``challenges``, ``decision``), once."""
        make_folder(self.folder / "kept", disk=disk)
        write_once(self.folder / "kept" / f"{name}.json", data, disk=disk)

    def has_kept(self, name: str) -> bool:
        """Whether it is there."""
        return (self.folder / "kept" / f"{name}.json").is_file()

    def kept(self, name: str) -> bytes:
        """Its bytes; :class:`InputError` where there are none."""
        return _read(self.folder / "kept" / f"{name}.json")

    def said(self, name: str) -> Statement:
        """The statement as it is now; :class:`InputError` where there is none."""
        return decode_statement(_read(self.statement_path(name)), str(self.statement_path(name)))

    def has_said(self, name: str) -> bool:
        """Whether the statement is there."""
        return self.statement_path(name).is_file()

    def put_signatures(self, name: str, statement: Statement, *, disk: Disk = SYSTEM) -> None:
        """Other signatures under what is stated already: one more, or without one that has no part in it."""
        path = self.statement_path(name)
        if self.said(name).body != statement.body:
            raise RefusedError("something else is stated already", place=str(path))
        replace(path, statement.encode(), disk=disk)


def set_up_machine(
    folder: Path, *, election: ElectionId, box: BoxId, media: Sequence[Path], disk: Disk = SYSTEM
) -> Machine:
    """Makes the box's key and begins its folder; :class:`RefusedError` where the folder has a key already.

    Crash order: the key first, then ``machine.json``: a folder without it is begun again in a new one.
    """
    places = [path.absolute() for path in media]
    if not places or len(set(places)) != len(places):
        raise InputError("a box needs at least one medium, each named once", place=str(folder))
    if (folder / "identity.json").exists():
        raise RefusedError(
            "a box was set up here, and makes its key once", place=str(folder), hint="name a new folder"
        )
    identity = Identity.generate()
    write_identity(folder / "identity.json", identity, f"box:{box}", None, disk=disk)
    machine = Machine(
        folder=folder,
        election=election,
        box=box,
        media=tuple(places),
        identity=identity,
    )
    value = {
        "format": FORMAT,
        "election": election,
        "box": box,
        "media": [_inside(path, folder.absolute()) for path in machine.media],
    }
    write_secret(folder / "machine.json", json.canonical(value), disk=disk)
    return machine


def read_machine(folder: Path) -> Machine:
    """The box's computer whose folder this is."""
    place = str(folder / "machine.json")
    if not (folder / "machine.json").exists():
        raise InputError(
            "this is no box's folder", place=str(folder), hint="--machine names one; shora box setup makes it"
        )
    value = json.parse(_read(folder / "machine.json"), place=place)
    json.only_fields(value, ("format", "election", "box", "media"), (), place)
    if json.field(value, "format", str, place) != FORMAT:
        raise InputError("this is no box's folder", place=place, hint="shora box setup makes one")
    box = BoxId(json.field(value, "box", str, place))
    signer, identity = read_identity(folder / "identity.json", None)
    if signer != f"box:{box}":
        raise InputError(f"the key is that of {signer}", place=str(folder / "identity.json"))
    media = tuple(
        folder.absolute() / json.as_text(one, place) for one in json.field(value, "media", list, place)
    )
    return Machine(
        folder=folder,
        election=ElectionId(json.field(value, "election", str, place)),
        box=box,
        media=media,
        identity=identity,
    )


def read_box_key(data: bytes, place: str, *, election: ElectionId) -> tuple[BoxId, str]:
    """Box and key from a key statement of this election, whose own signature must hold."""
    statement = decode_statement(data, place, kind=KEY_KIND)
    if statement.election != election:
        raise InputError(f"this box was set up for the election {statement.election[:80]!r}", place=place)
    json.only_fields(dict(statement.body), ("kind", "election", "box", "key"), (), place)
    box = json.as_text(statement.body["box"], place)
    key = json.as_text(statement.body["key"], place)
    for fault in check_signatures(statement, [(f"box:{box}", key)]):
        raise InputError(f"this is not the box's own: {fault.detail}", place=place)
    return BoxId(box), key


def _inside(path: Path, folder: Path) -> str:
    """A medium in the box's own folder moves with it; any other one has a place of its own."""
    return str(path.relative_to(folder) if path.is_relative_to(folder) else path)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}", place=str(path)) from None

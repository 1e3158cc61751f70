"""The exchange: the folder through which trustees who work apart pass their files. ``spec/ceremony.md``.

Everybody reads it and adds to it; nothing in it is secret, and nothing in it is believed. Each file is
written once, whole. Crash order: the folders are made first, ``ceremony.json`` last, so a folder with
it is an exchange; afterwards every file stands for itself.
"""

from collections.abc import Mapping
from pathlib import Path

from shora.disk import SYSTEM, Disk, make_folder, write_new, write_once
from shora.errors import InputError
from shora.ids import TrusteeId
from shora.trustees.files import read_if_there
from shora.trustees.parties import Parties, Step

_FOLDERS = (*(str(step.value) for step in Step), "dealt", "complaints")


class Exchange:
    """The folder ``root``."""

    __slots__ = ("_disk", "root")

    def __init__(self, root: Path, *, disk: Disk = SYSTEM) -> None:
        self.root = root
        self._disk = disk

    @classmethod
    def begin(cls, root: Path, parties: Parties, *, disk: Disk = SYSTEM) -> "Exchange":
        """Makes the folder for one attempt; :class:`RefusedError` where there is one already."""
        for name in _FOLDERS:
            make_folder(root / name, disk=disk)
        write_new(root / "ceremony.json", parties.encode(), disk=disk)
        return cls(root, disk=disk)

    def parties(self) -> Parties:
        """Who takes part; :class:`InputError` where this is no exchange."""
        path = self.root / "ceremony.json"
        data = read_if_there(path)
        if data is None:
            raise InputError("this folder is no exchange of a ceremony", place=str(self.root))
        return Parties.decode(data, str(path))

    def files(self, parties: Parties, step: Step) -> tuple[bytes | None, ...]:
        """The files of a step, in the definition's order; ``None`` for one that is awaited."""
        return tuple(read_if_there(self.path(step, name)) for name in parties.ids)

    def path(self, step: Step, trustee: TrusteeId) -> Path:
        """A trustee's file of a step."""
        return self.root / str(step.value) / f"{trustee}.json"

    def put(self, step: Step, trustee: TrusteeId, data: bytes) -> None:
        """Adds a trustee's file. The same again is fine; another one is ``RefusedError``."""
        self._put(self.path(step, trustee), data)

    def dealt(self, trustee: TrusteeId) -> bytes | None:
        """What the carrier put together for a trustee, or ``None``."""
        return read_if_there(self.root / "dealt" / f"{trustee}.json")

    def put_dealt(self, trustee: TrusteeId, data: bytes) -> None:
        """Adds it."""
        self._put(self.root / "dealt" / f"{trustee}.json", data)

    def complaints(self, parties: Parties) -> Mapping[int, bytes]:
        """The complaints, by the number of who complains."""
        found = {
            index: read_if_there(self.root / "complaints" / f"{name}.json")
            for index, name in enumerate(parties.ids, start=1)
        }
        return {index: data for index, data in found.items() if data is not None}

    def put_complaint(self, trustee: TrusteeId, data: bytes) -> None:
        """Adds one."""
        self._put(self.root / "complaints" / f"{trustee}.json", data)

    def strangers(self, parties: Parties) -> tuple[str, ...]:
        """Files that have no place here; they are named and otherwise left alone."""
        names = {f"{name}.json" for name in parties.ids}
        known = {f"{folder}/{name}" for folder in _FOLDERS for name in names} | {"ceremony.json"}
        there = (
            path.relative_to(self.root).as_posix()
            for path in self.root.rglob("*")
            if not path.is_dir() and not path.name.endswith(".draft")
        )
        return tuple(sorted(name for name in there if name not in known))

    def _put(self, path: Path, data: bytes) -> None:
        if not path.parent.is_dir():  # copies of an exchange may lack empty folders
            make_folder(path.parent, disk=self._disk)
        write_once(path, data, disk=self._disk)

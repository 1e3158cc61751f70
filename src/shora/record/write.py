"""Beginning a record. Every file of it is written once, whole, or not at all. Spec: ``spec/record.md``.

Crash order: the fixed parts first, each durable before the next; then the signatures; ``record.json``,
which names the parts with their hashes, last. A crash before it leaves a folder that is no record; writing the same
again finishes it, and writing anything else is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shora import disk as durable
from shora.box.archive_bytes import need_canonical
from shora.box.payloads import digest
from shora.crypto.statement import Statement, decode_statement, state
from shora.disk import SYSTEM, Disk
from shora.errors import InputError
from shora.ids import ElectionId
from shora.record.layout import Layout, file_name
from shora.record.read import BoxInfo, Head, need_equal_cards
from shora.text import json

__all__ = ["BoxInfo", "Fixed", "create_record", "record_statement", "write_once"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """Everything that is decided before the first vote, as the record will hold it: canonical JSON each."""

    election: ElectionId
    definition: bytes
    trustees: bytes
    ceremony: bytes
    cards: bytes
    boxes: Sequence[BoxInfo]

    def files(self) -> dict[str, bytes]:
        """The fixed parts by their names in the record, in the order of ``record.json``."""
        layout = Layout(root=Path())
        parts = {
            "definition.json": self.definition,
            "trustees.json": self.trustees,
            "ceremony.json": self.ceremony,
            "cards.json": self.cards,
        }
        for info in self.boxes:
            parts[layout.relative(layout.box(info.box))] = encode_box(info)
            parts[layout.relative(layout.credentials(info.box))] = info.credentials
        return parts

    def head(self) -> bytes:
        """``record.json``."""
        files = {name: digest(data) for name, data in self.files().items()}
        return Head(election=self.election, files=files).encode()

    def check(self) -> None:
        """Ids and uuids of boxes differ also where upper and lower case are the same, as on a memory stick.

        :class:`InputError` otherwise, and for what is not canonical JSON.
        """
        for name, text in self.files().items():
            need_canonical(text, name)
        _need_distinct([info.box for info in self.boxes], "box")
        _need_distinct([info.uuid for info in self.boxes], "uuid")
        for info in self.boxes:
            file_name(info.uuid)
            need_equal_cards(info.credentials, f"credentials of {info.box}")


def record_statement(fixed: Fixed) -> Statement:
    """What headquarters and supervision sign: that this is the record. Its hash stands for all fixed parts."""
    return state("record", fixed.election, {"record": digest(fixed.head())})


def create_record(root: Path, fixed: Fixed, signatures: bytes, *, disk: Disk = SYSTEM) -> Layout:
    """Begin a record in the folder ``root``, which is made if need be.

    ``signatures`` is :func:`record_statement`, signed. :class:`InputError` for what :meth:`Fixed.check`
    refuses, and for signatures of another record, before anything is written.
    """
    fixed.check()
    statement = decode_statement(signatures, "signatures.json", kind="record")
    if statement.body != record_statement(fixed).body:
        raise InputError("this is not the record that was signed", place="signatures.json")
    layout = Layout(root=root)
    for name, data in fixed.files().items():
        write_once(root / name, data, disk=disk)
    write_once(layout.signatures, signatures, disk=disk)
    write_once(layout.record, fixed.head(), disk=disk)
    return layout


def encode_box(info: BoxInfo) -> bytes:
    """``box.json``."""
    return json.canonical({"box": info.box, "station": info.station, "uuid": info.uuid, "key": info.key})


def write_once(path: Path, data: bytes, *, disk: Disk = SYSTEM) -> None:
    """Write a file of the record durably, with its folder.

    The same bytes a second time are fine; others are :class:`~shora.errors.RefusedError`.
    """
    durable.make_folder(path.parent, disk=disk)
    durable.write_once(path, data, disk=disk)


def _need_distinct(names: Sequence[str], what: str) -> None:
    seen: dict[str, str] = {}
    for name in names:
        folded = name.casefold()
        if folded in seen:
            raise InputError(f"the {what} {name!r} is there twice (as {seen[folded]!r})")
        seen[folded] = name

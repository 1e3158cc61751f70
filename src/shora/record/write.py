"""Beginning a record. Every file of it is written once, whole, or not at all. Spec: ``spec/record.md``.

Crash order: the fixed parts first, each durable before the next; ``record.json``, which names them
all with their hashes, last. A crash before it leaves a folder that is no record; writing the same
again finishes it, and writing anything else is refused.
"""

from collections.abc import Sequence
from pathlib import Path

from shora import disk as durable
from shora.box.archive_bytes import need_canonical
from shora.box.payloads import digest
from shora.disk import SYSTEM, Disk
from shora.errors import InputError
from shora.ids import ElectionId
from shora.record.layout import Layout, file_name
from shora.record.read import BoxInfo, Head, need_equal_cards
from shora.text import json

__all__ = ["BoxInfo", "create_record", "write_once"]


def create_record(
    root: Path,
    *,
    election: ElectionId,
    definition: bytes,
    trustees: bytes,
    boxes: Sequence[BoxInfo],
    disk: Disk = SYSTEM,
) -> Layout:
    """Begin a record in the folder ``root``, which is made if need be.

    All texts are canonical JSON. Ids and uuids of boxes differ also where upper and lower case are
    the same, as on a memory stick. :class:`InputError` otherwise, before anything is written.
    """
    layout = Layout(root=root)
    for name, text in (("definition", definition), ("trustees", trustees)):
        need_canonical(text, name)
    _need_distinct([info.box for info in boxes], "box")
    _need_distinct([info.uuid for info in boxes], "uuid")
    parts = {layout.definition: definition, layout.trustees: trustees}
    for info in boxes:
        file_name(info.uuid)
        need_canonical(info.credentials, f"credentials of {info.box}")
        need_equal_cards(info.credentials, f"credentials of {info.box}")
        parts[layout.box(info.box)] = encode_box(info)
        parts[layout.credentials(info.box)] = info.credentials
    head = Head(
        election=election, files={layout.relative(path): digest(data) for path, data in parts.items()}
    )
    for path, data in {**parts, layout.record: head.encode()}.items():
        write_once(path, data, disk=disk)
    return layout


def encode_box(info: BoxInfo) -> bytes:
    """``box.json``."""
    return json.canonical({"box": info.box, "station": info.station, "uuid": info.uuid})


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

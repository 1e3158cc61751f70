"""A new copy of a box. Its ``state.json`` is written last, and makes it one. Spec: ``spec/box-state.md``."""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Final

from shora.box.archive_bytes import election_uuid, first_bytes
from shora.box.archive_read import open_archive
from shora.box.archive_recover import Checkpoint
from shora.box.classes import CardState
from shora.box.facts import Facts, encode_checkpoint
from shora.box.holdings import ACKNOWLEDGED, CHALLENGED, CLASSES, MEDIUM, PLAN, STATE, WAITING
from shora.box.setup import BoxSetup
from shora.box.still import keep_still
from shora.disk import PUBLIC, SECRET, Disk, draft_path, make_folder, storage_error, write_all, write_new
from shora.errors import DamagedError, RefusedError
from shora.ids import Uuid

_CHUNK: Final = 1 << 20
_NAMES: Final = (MEDIUM, WAITING, CHALLENGED, CLASSES, PLAN, ACKNOWLEDGED)
_COPIED: Final = (WAITING, CHALLENGED, CLASSES, ACKNOWLEDGED)


def new_id() -> str:
    """A name for a medium, which says nothing."""
    return secrets.token_hex(16)


def uuid_of(setup: BoxSetup) -> Uuid:
    """The box's uuid, from its election."""
    return election_uuid(setup.election, "election")


def need_fresh(folder: Path) -> None:
    """:class:`RefusedError` if the folder has a box, or anything that no unfinished set-up left there."""
    if has_state(folder):
        raise RefusedError(
            "there is a box already", place=str(folder), hint="open it, or take another folder"
        )
    if folder.is_dir():
        ours = {name for plain in (*_NAMES, STATE) for name in (plain, f".{plain}.draft")}
        other = [
            path.name
            for path in folder.iterdir()
            if path.name not in ours and path.suffix not in {".bel", ".draft"}
        ]
        if other:
            raise RefusedError(
                f"the folder has {other[0]!r} in it", place=str(folder), hint="a box needs an empty one"
            )


def begin_copy(folder: Path, id: str, setup: BoxSetup, facts: Facts, disk: Disk) -> None:
    """Write a copy of a new box, without its state. Slots have all their bytes from now on."""
    _clear(folder, disk)
    archive = first_bytes(setup.timestamp, setup.election, setup.trustees, setup.credentials)
    path = folder / f"{facts.uuid}.bel"
    write_new(path, archive, disk=disk)
    with open_archive(path) as index:
        head = index.head
    if head is None:
        raise DamagedError("the archive is not what was written", place=str(path))
    files = {
        WAITING: bytes(facts.waiting.size * facts.waiting.slots),
        CHALLENGED: bytes(facts.challenged.size * facts.challenged.slots),
        CLASSES: CardState.UNTOUCHED.value.encode("ascii") * len(setup.cards),
        ACKNOWLEDGED: encode_checkpoint(Checkpoint(events=1, head=head)),
        MEDIUM: id.encode("ascii"),
    }
    for name, data in files.items():
        write_new(folder / name, data, mode=SECRET, disk=disk)


def finish_copy(folder: Path, setup: BoxSetup, facts: Facts, disk: Disk) -> None:
    """Write the state, when every copy has all the rest: now it is one."""
    write_new(folder / STATE, facts.encode(), mode=SECRET, disk=disk)
    keep_all_still(folder, setup.timestamp)


def has_state(folder: Path) -> bool:
    """Whether a box was set up in this folder."""
    return (folder / STATE).exists()


def copy_all(source: Path, folder: Path, id: str, facts: Facts, disk: Disk) -> None:
    """Write another copy of a box that stands still, without its state."""
    _clear(folder, disk)
    archive = f"{facts.uuid}.bel"
    _copy(source / archive, folder / archive, PUBLIC, disk)
    for name in _COPIED:
        _copy(source / name, folder / name, SECRET, disk)
    write_new(folder / MEDIUM, id.encode("ascii"), mode=SECRET, disk=disk)


def keep_all_still(folder: Path, timestamp: int) -> None:
    """See :func:`keep_still`, for everything in a folder, and for the folder."""
    for path in (*folder.iterdir(), folder):
        keep_still(path, timestamp)


def _clear(folder: Path, disk: Disk) -> None:
    """An empty folder: what an unfinished set-up left goes, the name of the medium first."""
    need_fresh(folder)
    make_folder(folder, disk=disk)
    with contextlib.suppress(OSError):  # some media have no owners
        folder.chmod(0o700)
    try:
        for path in (folder / MEDIUM, *sorted(folder.iterdir())):
            disk.unlink(path)
        disk.fsync_folder(folder)
    except OSError as error:
        raise storage_error(error, folder) from error


def _copy(source: Path, target: Path, mode: int, disk: Disk) -> None:
    """Copy a file durably, and compare; it appears complete or not at all."""
    draft = draft_path(target)
    try:
        with source.open("rb") as old, draft.open("w+b") as new:
            os.fchmod(new.fileno(), mode)
            while chunk := old.read(_CHUNK):
                write_all(disk, new.fileno(), chunk)
            disk.fsync(new.fileno())
            old.seek(0)
            new.seek(0)
            while chunk := old.read(_CHUNK):
                if new.read(len(chunk)) != chunk:
                    raise DamagedError("the copy is not what was copied", place=str(target))
        disk.rename(draft, target)
        disk.fsync_folder(target.parent)
    except OSError as error:
        raise storage_error(error, target) from error

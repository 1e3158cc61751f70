"""After a crash: keep what is complete, cut what is not, and touch nothing that is damaged.

Spec: ``spec/archive.md``, "Recovery".
"""

import os
from dataclasses import dataclass
from pathlib import Path

from shora.box.archive_read import ArchiveIndex
from shora.box.archive_scan import scan
from shora.box.archive_torn import MAX_TAIL, is_torn
from shora.disk import Disk, storage_error
from shora.errors import DamagedError, InputError
from shora.ids import Hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """How far an archive goes: ``events`` of them, the last with the hash ``head``."""

    events: int
    head: Hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What opening an archive had to do. ``cut`` bytes of an unfinished append were taken away.

    ``kept`` is how far the archive goes now.
    """

    cut: int
    kept: Checkpoint

    def __str__(self) -> str:
        """A sentence for the box's log."""
        if self.cut == 0:
            return f"the archive is whole: {self.kept.events} events"
        return f"{self.cut} bytes of an unfinished append were cut; {self.kept.events} events are kept"


def index_file(fd: int, path: Path) -> ArchiveIndex:
    """Index the file behind ``fd``, whatever the path means by now.

    A box's own file that is no archive is :class:`~shora.errors.DamagedError`.
    """
    file = os.fdopen(os.dup(fd), "rb")
    try:
        return ArchiveIndex(file, path, scan(file, str(path)))
    except InputError as error:
        file.close()
        raise DamagedError(f"the archive is damaged: {error.message}", place=str(path)) from None
    except BaseException:
        file.close()
        raise


def recover(
    fd: int, path: Path, acknowledged: Checkpoint | None, disk: Disk
) -> tuple[ArchiveIndex, Recovery]:
    """Index the archive behind ``fd``, and cut what an interrupted append left.

    What such an append cannot have left is :class:`~shora.errors.DamagedError`, and nothing is changed.
    """
    index = index_file(fd, path)
    try:
        _need_acknowledged(index, acknowledged)
        cut = index.length - index.sound_length
        if index.findings:
            _need_explanation(fd, index, acknowledged)
            index.close()
            _cut(fd, path, index.sound_length, disk)
            index = index_file(fd, path)
        head = index.head
        if index.findings or head is None:
            raise DamagedError("the archive changed while it was opened", place=str(path))
        return index, Recovery(cut=cut, kept=Checkpoint(events=index.state.events, head=head))
    except BaseException:
        index.close()
        raise


def _cut(fd: int, path: Path, length: int, disk: Disk) -> None:
    """Cut the file durably. A crash in it leaves a tail as it was, or shorter."""
    try:
        disk.truncate(fd, length)
        disk.fsync(fd)
    except OSError as error:
        raise storage_error(error, path) from error


def _need_explanation(fd: int, index: ArchiveIndex, acknowledged: Checkpoint | None) -> None:
    """That everything wrong lies where an append was under way."""
    length = index.length - index.sound_length
    tail = os.pread(fd, length, index.sound_length) if length <= MAX_TAIL else b"?"
    explained = acknowledged is not None or is_torn(tail, index.timestamp)
    if index.sound_state.head is None or not explained:
        raise DamagedError(
            f"the archive is damaged: {index.findings[0]}",
            place=str(index.path),
            hint="use the copy on the other medium, and keep this one as it is",
        )


def _need_acknowledged(index: ArchiveIndex, acknowledged: Checkpoint | None) -> None:
    """That the sound part of the archive has everything that was acknowledged."""
    if acknowledged is None:
        return
    if index.sound_state.events >= acknowledged.events > 0:
        hashes = index.event_hashes()
        for _ in range(acknowledged.events - 1):
            next(hashes)
        if next(hashes) == acknowledged.head:
            return
    raise DamagedError(
        f"the archive has {index.sound_state.events} sound events, and not the {acknowledged.events} "
        "that were acknowledged",
        place=str(index.path),
        hint="use the copy on the other medium, and keep this one as it is",
    )

"""Durable writes: what is said to be written is on the medium. The other rooms write records through it.

The calls to the operating system that can fail or stop half-way go through :class:`Disk`, so that
tests can make each of them fail or stop.
"""

import contextlib
import errno
import fcntl
import os
from pathlib import Path
from typing import Final, Protocol

from shora.errors import DamagedError, RefusedError, ShoraError

_NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})


class StorageError(DamagedError):
    """The medium refused: it is full, read-only, or gone. Nothing that was acknowledged is touched."""


class Disk(Protocol):
    """The system calls that change what is on a medium. They raise ``OSError`` as ``os`` does."""

    def write(self, fd: int, data: memoryview) -> int:
        """Write some of ``data`` at the file's position; how many bytes."""

    def fsync(self, fd: int) -> None:
        """Return when the file's bytes are on the medium."""

    def truncate(self, fd: int, length: int) -> None:
        """Cut the file."""

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name, which must be free."""

    def unlink(self, path: Path) -> None:
        """Take a name away."""

    def rename(self, source: Path, target: Path) -> None:
        """Give a file another name, which whatever had it loses."""

    def pwrite(self, fd: int, data: bytes, offset: int) -> None:
        """Write all of ``data`` at ``offset`` of the file; a crash may leave any part of it."""

    def fsync_folder(self, folder: Path) -> None:
        """Return when the folder's names are on the medium."""


class SystemDisk:
    """The operating system's own calls."""

    def write(self, fd: int, data: memoryview) -> int:
        """See :class:`Disk`."""
        return os.write(fd, data)

    def fsync(self, fd: int) -> None:
        """See :class:`Disk`."""
        os.fsync(fd)

    def truncate(self, fd: int, length: int) -> None:
        """See :class:`Disk`."""
        os.ftruncate(fd, length)

    def link(self, source: Path, target: Path) -> None:
        """See :class:`Disk`. Media without links (exFAT sticks) get a rename where nothing was."""
        try:
            os.link(source, target)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            if target.exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
            source.rename(target)

    def unlink(self, path: Path) -> None:
        """See :class:`Disk`."""
        path.unlink(missing_ok=True)

    def rename(self, source: Path, target: Path) -> None:
        """See :class:`Disk`."""
        source.replace(target)

    def pwrite(self, fd: int, data: bytes, offset: int) -> None:
        """See :class:`Disk`."""
        view = memoryview(data)
        while view:
            done = os.pwrite(fd, view, offset)
            view, offset = view[done:], offset + done

    def fsync_folder(self, folder: Path) -> None:
        """See :class:`Disk`."""
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)


SYSTEM: Final[Disk] = SystemDisk()
"""The disk of this machine."""


def write_all(disk: Disk, fd: int, data: bytes) -> None:
    """Write every byte, however many calls it takes."""
    view = memoryview(data)
    while view:
        view = view[disk.write(fd, view) :]


def draft_path(path: Path) -> Path:
    """Where a file is written before it gets its name."""
    return path.with_name(f".{path.name}.draft")


PUBLIC: Final = 0o644
SECRET: Final = 0o600
"""Modes of files: for everybody to read, or for their owner alone."""


def write_new(path: Path, data: bytes, *, mode: int = PUBLIC, disk: Disk = SYSTEM) -> None:
    """Make the file ``path`` with exactly ``data``, durably, or leave everything as it was.

    :class:`~shora.errors.RefusedError` when the name is taken, :class:`StorageError` when the medium
    refuses.

    Crash order: the draft is written and on the medium before the name exists; the name is on the
    medium before this returns. A crash before the name leaves a draft, which the next call writes
    anew; a crash after it leaves the complete file, perhaps with the draft's name beside it.
    """
    draft = draft_path(path)
    try:
        fd = _lock_draft(draft)
        try:
            try:
                _set_mode(fd, mode)
                disk.truncate(fd, 0)
                write_all(disk, fd, data)
                disk.fsync(fd)
                disk.link(draft, path)
            finally:
                disk.unlink(draft)
            disk.fsync_folder(path.parent)
        finally:
            os.close(fd)
    except FileExistsError:
        raise RefusedError("it is already there", place=str(path)) from None
    except OSError as error:
        raise storage_error(error, path) from error


def write_once(path: Path, data: bytes, *, mode: int = PUBLIC, disk: Disk = SYSTEM) -> None:
    """As :func:`write_new`, but a file that is there with the same bytes is as good as written.

    One with other bytes is :class:`~shora.errors.RefusedError`, and stays as it is.
    """
    if not _holds(path, data):
        try:
            write_new(path, data, mode=mode, disk=disk)
        except RefusedError:  # another process was faster
            if not _holds(path, data):
                raise
    drop_second_name(path, disk=disk)
    try:
        disk.fsync_folder(path.parent)  # the name may be from before a crash
    except OSError as error:
        raise storage_error(error, path) from error


def drop_second_name(path: Path, *, disk: Disk = SYSTEM) -> None:
    """Take away the draft's name of a complete file, which a crash between the two names leaves."""
    draft = draft_path(path)
    try:
        if path.samefile(draft):
            disk.unlink(draft)
    except FileNotFoundError:
        return
    except OSError as error:
        raise storage_error(error, path) from error


def write_secret(path: Path, data: bytes, *, disk: Disk = SYSTEM) -> None:
    """As :func:`write_new`, with a folder and a file that only their owner reads. Both are made."""
    if not path.parent.exists():
        make_folder(path.parent, disk=disk)
        path.parent.chmod(0o700)
    write_new(path, data, mode=SECRET, disk=disk)


def replace(path: Path, data: bytes, *, mode: int = PUBLIC, disk: Disk = SYSTEM) -> None:
    """Put ``data`` in place of what the file holds, durably: after a crash it has the old bytes or the new ones.

    Crash order: the draft is on the medium before it takes the name; the name before this returns.
    """
    draft = draft_path(path)
    try:
        fd = _lock_draft(draft)
        try:
            _set_mode(fd, mode)
            disk.truncate(fd, 0)
            write_all(disk, fd, data)
            disk.fsync(fd)
            disk.rename(draft, path)
            disk.fsync_folder(path.parent)
        finally:
            os.close(fd)
    except OSError as error:
        raise storage_error(error, path) from error


def _set_mode(fd: int, mode: int) -> None:
    """Memory sticks (FAT, exFAT) know no modes and refuse to change one; there everybody reads everything."""
    with contextlib.suppress(PermissionError):
        os.fchmod(fd, mode)


def _lock_draft(draft: Path) -> int:
    """A descriptor of the draft that no other process writes to.

    Whoever held the lock before may have taken the name away; then what was locked is nobody's file.
    """
    while True:
        fd = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, SECRET)
        fcntl.flock(fd, fcntl.LOCK_EX)
        with contextlib.suppress(FileNotFoundError):
            locked = os.fstat(fd)
            if os.path.samestat(draft.stat(), locked) and locked.st_nlink == 1:
                return fd
            if locked.st_nlink > 1:  # a crash between the two names: the other one is complete
                draft.unlink()
        os.close(fd)


def make_folder(path: Path, *, disk: Disk = SYSTEM) -> None:
    """Make a folder, and those above it, durably. One that is there is made durable again."""
    try:
        missing = [folder for folder in path.parents if not folder.is_dir()]
        for folder in (*reversed(missing), path):
            folder.mkdir(exist_ok=True)
            disk.fsync_folder(folder.parent)
    except OSError as error:
        raise storage_error(error, path) from error


def storage_error(error: OSError, path: Path) -> ShoraError:
    """What a failed system call means for a person."""
    hints = {
        errno.ENOSPC: "free some space, then try again",
        errno.EDQUOT: "free some space, then try again",
        errno.EROFS: "the medium is read-only",
        errno.EACCES: "the file or its folder belongs to another user",
        errno.EPERM: "the file or its folder is protected",
        errno.ENOENT: "its folder is not there",
        errno.EIO: "the medium fails; use the copy on the other one",
    }
    reason = os.strerror(error.errno) if error.errno else str(error)
    return StorageError(
        f"it could not be written: {reason}", place=str(path), hint=hints.get(error.errno or 0, "")
    )


def _holds(path: Path, data: bytes) -> bool:
    """Whether the file is there with these bytes; :class:`RefusedError` if it has others."""
    try:
        with path.open("rb") as file:
            there = file.read(len(data) + 1)
            os.fsync(file.fileno())
    except FileNotFoundError:
        return False
    if there != data:
        raise _other_content(path)
    return True


def _other_content(path: Path) -> RefusedError:
    return RefusedError(
        "it is already written, with other content, and is written only once",
        place=str(path),
        hint="what is written is never changed; choose a new folder",
    )

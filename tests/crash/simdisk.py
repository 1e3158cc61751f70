"""A disk that forgets. Files are real; beside them it keeps what of them is on the medium.

What was written and not made durable with ``fsync`` may be gone after :meth:`SimDisk.power_off`, in any part: each
sector of each write by itself, and each name of a folder that was not made durable. That is what file systems may
do (Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014), and more than most of them do.
"""

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from shora.disk import SystemDisk

SECTOR = 512


class Crash(BaseException):
    """The program ends here: no handler of it runs to any effect."""


@dataclass(frozen=True)
class Call:
    """One call, before it is made. ``path`` is the file's, or the folder's."""

    number: int
    name: str
    path: Path


Fail = Callable[[Call], float | None]
"""Raises, or ``None``: the call is made. A share from 0 to 1: so much of a write is done, then the program ends."""


@dataclass
class Kept:
    """A file: its bytes on the medium, and what was done since. ``fd`` keeps its inode from being used again."""

    fd: int
    durable: bytes
    since: list[tuple[int, bytes | None]] = field(default_factory=list)  # offset and bytes; None: cut there


class SimDisk(SystemDisk):
    """See the module. ``folders`` are the media, with everything in them durable."""

    def __init__(self, *folders: Path, fail: Fail = lambda _: None) -> None:
        self.calls = 0
        self.fail = fail
        self.names: dict[Path, dict[str, int]] = {}
        self.files: dict[int, Kept] = {}
        for folder in folders:
            for path in folder.iterdir():
                self._seen(path, path.read_bytes())
            self.names[folder] = self._listing(folder)

    def close(self) -> None:
        for kept in self.files.values():
            os.close(kept.fd)
        self.files.clear()

    # ── The calls ──

    def write(self, fd: int, data: memoryview) -> int:
        share = self._due("write", _path(fd))
        kept = self._kept(fd)
        at = os.fstat(fd).st_size if _appends(fd) else os.lseek(fd, 0, os.SEEK_CUR)
        part = bytes(data) if share is None else bytes(data)[: int(len(data) * share)]
        done = super().write(fd, memoryview(part)) if part else 0
        kept.since.append((at, part[:done]))
        self._end(share)
        return done

    def pwrite(self, fd: int, data: bytes, offset: int) -> None:
        share = self._due("pwrite", _path(fd))
        kept = self._kept(fd)
        part = data if share is None else data[: int(len(data) * share)]
        super().pwrite(fd, part, offset)
        kept.since.append((offset, part))
        self._end(share)

    def truncate(self, fd: int, length: int) -> None:
        share = self._due("truncate", _path(fd))
        kept = self._kept(fd)
        if share is None or share > 0:
            super().truncate(fd, length)
            kept.since.append((length, None))
        self._end(share)

    def fsync(self, fd: int) -> None:
        share = self._due("fsync", _path(fd))
        kept = self._kept(fd)
        if share is None or share > 0:
            kept.durable, kept.since = _content(fd), []
        self._end(share)

    def link(self, source: Path, target: Path) -> None:
        self._simple("link", target, lambda: SystemDisk.link(self, source, target))

    def unlink(self, path: Path) -> None:
        self._simple("unlink", path, lambda: SystemDisk.unlink(self, path))

    def rename(self, source: Path, target: Path) -> None:
        self._simple("rename", target, lambda: SystemDisk.rename(self, source, target))

    def fsync_folder(self, folder: Path) -> None:
        self._simple("fsync_folder", folder, lambda: self.fsync_names(folder))

    # ── The medium ──

    def fsync_names(self, folder: Path) -> None:
        """The names of a medium's folder, as they are, are on it. Other folders are not looked after."""
        if folder in self.names:
            self.names[folder] = self._listing(folder)

    def power_off(self, chance: random.Random, survival: float) -> None:
        """Leave in the folders what a power failure leaves; what was not durable survives with this probability."""
        for folder, durable in self.names.items():
            now = self._listing(folder)
            names = {
                name: now.get(name)
                if durable.get(name) == now.get(name) or chance.random() < survival
                else durable.get(name)
                for name in sorted({*durable, *now})
            }
            content = {
                inode: _after(self.files[inode], chance, survival)
                for inode in names.values()
                if inode is not None
            }
            shutil.rmtree(folder)
            folder.mkdir()
            first: dict[int, Path] = {}
            for name, inode in names.items():
                if inode is None:
                    continue
                if inode in first:
                    os.link(first[inode], folder / name)
                else:
                    first[inode] = folder / name
                    first[inode].write_bytes(content[inode])
        self.close()

    def _listing(self, folder: Path) -> dict[str, int]:
        listing = {}
        for path in folder.iterdir():
            inode = path.stat().st_ino
            if inode not in self.files:
                self._seen(path, b"")
            listing[path.name] = inode
        return listing

    def _seen(self, path: Path, durable: bytes) -> None:
        fd = os.open(path, os.O_RDONLY)
        self._kept(fd, durable)
        os.close(fd)

    def _kept(self, fd: int, durable: bytes = b"") -> Kept:
        inode = os.fstat(fd).st_ino
        if inode not in self.files:
            self.files[inode] = Kept(
                fd=os.open(f"/proc/self/fd/{fd}", os.O_RDONLY), durable=durable
            )  # a dup would keep its lock
        return self.files[inode]

    def _due(self, name: str, path: Path) -> float | None:
        self.calls += 1
        return self.fail(Call(self.calls, name, path))

    def _simple(self, name: str, path: Path, act: Callable[[], None]) -> None:
        share = self._due(name, path)
        if share is None or share > 0:
            act()
        self._end(share)

    def _end(self, share: float | None) -> None:
        if share is not None:
            raise Crash


def _after(kept: Kept, chance: random.Random, survival: float) -> bytes:
    content = bytearray(kept.durable)
    for at, data in kept.since:
        if data is None:
            if chance.random() < survival:
                del content[at:]
            continue
        for start in range(0, len(data), SECTOR):
            if chance.random() < survival:
                part = data[start : start + SECTOR]
                content.extend(bytes(max(0, at + start + len(part) - len(content))))
                content[at + start : at + start + len(part)] = part
    return bytes(content)


def _content(fd: int) -> bytes:
    return os.pread(fd, os.fstat(fd).st_size, 0)


def _appends(fd: int) -> bool:
    import fcntl

    return bool(fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_APPEND)


def _path(fd: int) -> Path:
    return Path(f"/proc/self/fd/{fd}").readlink()

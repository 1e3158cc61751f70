"""A disk that stops: at one call, and for ever after."""

import os
from pathlib import Path

from shora.disk import SystemDisk


class Crash(BaseException):
    """The power is gone."""


class FailingDisk(SystemDisk):
    """Fails at call number ``at`` and ever after; a write gets half of its bytes done first.

    ``quick`` waits for no medium: where only what is asked of it, and in which order, is tested.
    """

    def __init__(self, at: int, error: BaseException, *, quick: bool = False) -> None:
        self.calls = 0
        self.at = at
        self.error = error
        self.quick = quick

    def due(self) -> None:
        self.calls += 1
        if self.calls >= self.at:
            raise self.error

    def write(self, fd: int, data: memoryview) -> int:
        if self.calls + 1 == self.at:
            os.write(fd, data[: len(data) // 2])
        self.due()
        return super().write(fd, data)

    def pwrite(self, fd: int, data: bytes, offset: int) -> None:
        if self.calls + 1 == self.at:
            os.pwrite(fd, data[: len(data) // 2], offset)
        self.due()
        super().pwrite(fd, data, offset)

    def fsync(self, fd: int) -> None:
        self.due()
        if not self.quick:
            super().fsync(fd)

    def truncate(self, fd: int, length: int) -> None:
        self.due()
        super().truncate(fd, length)

    def link(self, source: Path, target: Path) -> None:
        self.due()
        super().link(source, target)

    def rename(self, source: Path, target: Path) -> None:
        self.due()
        super().rename(source, target)

    def unlink(self, path: Path) -> None:
        self.due()
        super().unlink(path)

    def fsync_folder(self, folder: Path) -> None:
        self.due()
        if not self.quick:
            super().fsync_folder(folder)

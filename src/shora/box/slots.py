"""A file of slots of one size, in which things lie without time or order. Spec: ``spec/box-state.md``.

A slot is free (zero bytes), whole (length, SHA-256, body, zero bytes to its end), or torn: what a crash
leaves of a write. The caller chooses slots at random; the file has all its bytes from the beginning, so
that where a slot lies on the medium says nothing either. Slots are whole pages: no write touches two.
"""

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

from shora.box.still import keep_still
from shora.disk import Disk, storage_error
from shora.errors import DamagedError, InputError

PAGE: Final = 4096
"""Slots are multiples of it."""

_LENGTH: Final = 4
_HEADER: Final = _LENGTH + 32


class SlotKind(StrEnum):
    """What a slot is."""

    FREE = "free"
    WHOLE = "whole"
    TORN = "torn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A slot as it was read; ``body`` is empty unless it is whole."""

    kind: SlotKind
    body: bytes


FREE: Final = Slot(kind=SlotKind.FREE, body=b"")
_TORN: Final = Slot(kind=SlotKind.TORN, body=b"")


def slot_size(largest: int) -> int:
    """Bytes of a slot that holds bodies of up to ``largest`` bytes."""
    return -(-(_HEADER + largest) // PAGE) * PAGE


def room_in(size: int) -> int:
    """The largest body that a slot of ``size`` bytes holds."""
    return size - _HEADER


def encode_slot(body: bytes, size: int) -> bytes:
    """A whole slot; :class:`InputError` for a body that is empty or does not fit."""
    if not 0 < len(body) <= room_in(size):
        raise InputError(f"{len(body)} bytes do not fit a slot of {size}")
    head = len(body).to_bytes(_LENGTH, "big") + hashlib.sha256(body).digest()
    return (head + body).ljust(size, b"\0")


def decode_slot(data: bytes) -> Slot:
    """What the bytes of one slot are."""
    length = int.from_bytes(data[:_LENGTH], "big")
    body = data[_HEADER : _HEADER + length]
    if 0 < length == len(body) and hashlib.sha256(body).digest() == data[_LENGTH:_HEADER]:
        if not data[_HEADER + length :].strip(b"\0"):
            return Slot(kind=SlotKind.WHOLE, body=body)
        return _TORN
    return _TORN if data.strip(b"\0") else FREE


class Slots:
    """An open file of slots. :meth:`write` returns when everything is on the medium."""

    def __init__(self, fd: int, path: Path, size: int, count: int, timestamp: int, disk: Disk) -> None:
        self._fd = fd
        self._disk = disk
        self._timestamp = timestamp
        self.path: Final = path
        self.size: Final = size
        self.count: Final = count

    @classmethod
    def open(cls, path: Path, *, size: int, count: int, timestamp: int, disk: Disk) -> Self:
        """Open the file; :class:`DamagedError` if it does not have ``count`` slots of ``size`` bytes."""
        try:
            fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            raise storage_error(error, path) from error
        length = os.fstat(fd).st_size
        if length != size * count:
            os.close(fd)
            raise DamagedError(f"it has {length} bytes instead of {size * count}", place=str(path))
        return cls(fd, path, size, count, timestamp, disk)

    def close(self) -> None:
        """Close the file. A second time does nothing."""
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = -1

    def read(self) -> tuple[Slot, ...]:
        """All slots, by number."""
        try:
            raw = (os.pread(self._fd, self.size, number * self.size) for number in range(self.count))
            return tuple(decode_slot(data) for data in raw)
        except OSError as error:
            raise storage_error(error, self.path) from error

    def write(self, bodies: Mapping[int, bytes], *, free: Iterable[int] = ()) -> None:
        """Fill some slots and clear others, durably. A crash leaves any of them as it was, new, or torn."""
        changes = {number: encode_slot(body, self.size) for number, body in bodies.items()}
        changes |= {number: bytes(self.size) for number in free}
        if not changes:
            return
        try:
            for number in sorted(changes):
                self._disk.pwrite(self._fd, changes[number], number * self.size)
            keep_still(self._fd, self._timestamp)
            self._disk.fsync(self._fd)
        except OSError as error:
            raise storage_error(error, self.path) from error

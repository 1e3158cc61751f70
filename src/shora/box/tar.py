"""Tar headers as Belenios writes them, and nothing else that calls itself tar. Spec: ``spec/archive.md``.

Verifiers rebuild an archive from its contents and compare the bytes, so a header has exactly one
right form for a name, a size and a time: :func:`parse_header` accepts what :func:`header_bytes`
makes, and says of everything else which byte is wrong.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shora.errors import InputError

BLOCK: Final = 512
"""Headers are one block; bodies are filled up with zero bytes to whole blocks."""

MAX_FIELD: Final = 8**11 - 1
"""The largest size (bytes) and time (seconds since 1970) that eleven octal digits hold."""

_OWNER: Final = b"0000644\x000000000\x000000000\0"  # mode, user, group, each with its zero byte
_NAME: Final = slice(0, 100)
_SIZE: Final = slice(124, 136)
_TIME: Final = slice(136, 148)
_CHECKSUM: Final = slice(148, 156)
_OCTAL: Final = re.compile(rb"[0-7]{11}\0")
_TEXT: Final = re.compile(rb"([!-~]{1,99})\0+")
_FIELDS: Final = (
    (0, "name"),
    (100, "mode"),
    (108, "user"),
    (116, "group"),
    (124, "size"),
    (136, "time"),
    (148, "checksum"),
    (156, "kind"),
    (157, "zero bytes after the kind"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A member's name, the bytes of its body, and its time in seconds since 1970."""

    name: str
    size: int
    timestamp: int

    @property
    def span(self) -> int:
        """Bytes from the header's start to the next header: header, body and filling."""
        return BLOCK + self.size + padding(self.size)


class HeaderTrouble(StrEnum):
    """The kind of what is wrong with a header."""

    UNREADABLE = "unreadable"
    CHECKSUM = "checksum"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlawedHeader:
    """A block that is not a header of the format.

    ``at`` is the first wrong byte in the block. ``salvaged`` has what it seems to say, so that a
    reader can go on; with ``UNREADABLE`` it says nothing (an empty name, size 0).
    """

    trouble: HeaderTrouble
    at: int
    detail: str
    salvaged: Header


def padding(size: int) -> int:
    """Zero bytes that follow a body of ``size`` bytes."""
    return -size % BLOCK


def header_bytes(name: str, size: int, timestamp: int) -> bytes:
    """The 512 bytes before a body.

    ``name`` is ASCII, 1 to 99 characters; ``size`` in bytes and ``timestamp`` in seconds since 1970
    fit eleven octal digits. Mode 0644, user and group 0, no magic word: the form of tar before 1988.
    """
    if _TEXT.fullmatch(name.encode("utf-8") + b"\0") is None:
        raise InputError(f"{name!r} cannot be the name of a member")
    if not (0 <= size <= MAX_FIELD and 0 <= timestamp <= MAX_FIELD):
        raise InputError("a size or time does not fit a member's header", place=name)
    start = name.encode("ascii").ljust(100, b"\0") + _OWNER + b"%011o\0%011o\0" % (size, timestamp)
    return (start + _checksum(start + bytes(8) + b"0") + b"0").ljust(BLOCK, b"\0")


def parse_header(block: bytes) -> Header | FlawedHeader:
    """What a block of 512 bytes says, if it says it in the one right form."""
    if len(block) != BLOCK:
        raise InputError(f"a header has {BLOCK} bytes, and these are {len(block)}")
    name, size, time = _TEXT.fullmatch(block[_NAME]), block[_SIZE], block[_TIME]
    if name is None or _OCTAL.fullmatch(size) is None or _OCTAL.fullmatch(time) is None:
        return _unreadable(block)
    header = Header(name=name[1].decode("ascii"), size=int(size[:11], 8), timestamp=int(time[:11], 8))
    right = header_bytes(header.name, header.size, header.timestamp)
    if block == right:
        return header
    at = next(i for i in range(BLOCK) if block[i : i + 1] != right[i : i + 1])
    if at in range(148, 156) and block[_CHECKSUM] != _checksum(block):
        detail = f"the checksum is {block[_CHECKSUM]!r}, and the other bytes give {_checksum(block)!r}"
        return FlawedHeader(trouble=HeaderTrouble.CHECKSUM, at=at, detail=detail, salvaged=header)
    detail = f"byte {at} of the header ({_field(at)}) is 0x{block[at]:02x} instead of 0x{right[at]:02x}"
    return FlawedHeader(trouble=HeaderTrouble.BYTES, at=at, detail=detail, salvaged=header)


def _unreadable(block: bytes) -> FlawedHeader:
    """Which of name, size and time cannot be read."""
    at, detail = 124, "the size is not eleven octal digits"
    if _TEXT.fullmatch(block[_NAME]) is None:
        at, detail = 0, "the name is not one word of ASCII filled up with zero bytes"
    elif _OCTAL.fullmatch(block[_SIZE]) is not None:
        at, detail = 136, "the time is not eleven octal digits"
    nothing = Header(name="", size=0, timestamp=0)
    return FlawedHeader(trouble=HeaderTrouble.UNREADABLE, at=at, detail=detail, salvaged=nothing)


def _checksum(block: bytes) -> bytes:
    """The sum of all bytes, with the checksum's own eight counted as spaces."""
    total = sum(block) - sum(block[_CHECKSUM]) + 8 * 0x20
    return b"%06o\0 " % total


def _field(at: int) -> str:
    return next(name for start, name in reversed(_FIELDS) if at >= start)

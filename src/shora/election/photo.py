"""A candidate's photo as a voting machine will meet it: a JPEG or PNG of a sane size, known by its hash.

Only the first bytes are looked at, and nothing is decoded: a picture that lies about itself is caught
by whoever draws it, but the size that it claims is bounded here.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from shora.errors import InputError

MAX_PHOTO: Final = 2 * 1024 * 1024
MAX_SIDE: Final = 4096

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_NAME: Final = re.compile(r"[^/\\:\x00-\x1f\x7f]{1,200}")
_SAVE: Final = "save it as JPEG or PNG"


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """``sha256`` of the file's bytes, ``suffix`` (``jpg``, ``png``), and the sides in pixels."""

    sha256: str
    suffix: str
    width: int
    height: int

    @property
    def file_name(self) -> str:
        """Under which name the photo is kept: ``SHA-256.jpg``."""
        return f"{self.sha256}.{self.suffix}"


def photo_name(text: str) -> str:
    """The name of a file in the folder of photos; :class:`InputError` for a path to anywhere else."""
    if not _NAME.fullmatch(text) or text in {".", ".."} or text.startswith("~"):
        raise InputError(
            "this is no name of a file in the folder of photos", hint="write the name alone, without folders"
        )
    return text


def inspect_photo(data: bytes) -> Photo:
    """What a photo is. :class:`InputError` for another format, too many bytes or pixels, or half a file."""
    if len(data) > MAX_PHOTO:
        raise InputError(f"the photo has more than {MAX_PHOTO:,} bytes", hint="make it smaller")
    if data.startswith(_PNG):
        suffix, (width, height) = "png", _png_sides(data)
    elif data.startswith(_JPEG):
        suffix, (width, height) = "jpg", _jpeg_sides(data)
    else:
        raise InputError("this file is neither JPEG nor PNG, whatever its name says", hint=_SAVE)
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise InputError(
            f"the photo is {width}×{height} pixels, and each side has 1 to {MAX_SIDE}", hint="make it smaller"
        )
    return Photo(sha256=hashlib.sha256(data).hexdigest(), suffix=suffix, width=width, height=height)


def _png_sides(data: bytes) -> tuple[int, int]:
    if data[12:16] != b"IHDR" or len(data) < 33:
        raise InputError("the photo is no whole PNG", hint=_SAVE)
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def _jpeg_sides(data: bytes) -> tuple[int, int]:
    """From the first frame header. Segments before it are passed over by their lengths."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker in _FRAMES:
            return int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        else:
            length = int.from_bytes(data[at + 2 : at + 4])
            if marker == 0xDA or length < 2:  # the picture begins, and no frame said how large it is
                break
            at += 2 + length
    raise InputError("the photo is no whole JPEG", hint=_SAVE)

"""Photos, by their first bytes."""

import contextlib
import hashlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shora.election.photo import MAX_PHOTO, Photo, inspect_photo, photo_name
from shora.errors import InputError


def png(width: int, height: int) -> bytes:
    head = struct.pack(">II5B", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + bytes(4) + b"\0\0\0\0IEND" + bytes(4)
    )


def jpeg(width: int, height: int, before: bytes = b"\xff\xe0\0\x10JFIF\0" + bytes(9)) -> bytes:
    return (
        b"\xff\xd8"
        + before
        + b"\xff\xc2\0\x11\x08"
        + struct.pack(">HH", height, width)
        + bytes(12)
        + b"\xff\xd9"
    )


@pytest.mark.parametrize("data,suffix", [(png(300, 400), "png"), (jpeg(300, 400), "jpg")])
def test_a_photo_is_its_hash_and_its_sides(data: bytes, suffix: str) -> None:
    sha256 = hashlib.sha256(data).hexdigest()
    assert inspect_photo(data) == Photo(sha256=sha256, suffix=suffix, width=300, height=400)
    assert inspect_photo(data).file_name == f"{sha256}.{suffix}"


def test_fill_bytes_and_segments_before_the_frame_are_passed_over() -> None:
    before = b"\xff\xe1" + struct.pack(">H", 402) + b"\xff\xc0" * 200 + b"\xff\xff\xff\xdb\0\x04ab"
    assert inspect_photo(jpeg(8, 9, before)).width == 8


CASES = {
    "nothing": (b"", "neither JPEG nor PNG"),
    "a GIF": (b"GIF89a" + bytes(90), "neither JPEG nor PNG"),
    "a web page": (b"<svg/>", "neither JPEG nor PNG"),
    "half a PNG": (png(3, 4)[:20], "no whole PNG"),
    "a PNG that begins with something else": (png(3, 4).replace(b"IHDR", b"IDAT"), "no whole PNG"),
    "half a JPEG": (jpeg(3, 4)[:24], "no whole JPEG"),
    "a JPEG without frame": (b"\xff\xd8\xff\xda\0\x08" + bytes(99), "no whole JPEG"),
    "a JPEG whose segment has no length": (b"\xff\xd8\xff\xe0\0\0" + bytes(99), "no whole JPEG"),
    "too wide": (png(4097, 4), "4097×4 pixels"),
    "too high": (jpeg(4, 65535), "4×65535 pixels"),
    "no pixels": (png(0, 4), "0×4 pixels"),
    "too many bytes": (png(3, 4) + bytes(MAX_PHOTO), "more than 2,097,152 bytes"),
}


@pytest.mark.parametrize("data,words", CASES.values(), ids=CASES.keys())
def test_what_is_no_photo(data: bytes, words: str) -> None:
    with pytest.raises(InputError) as caught:
        inspect_photo(data)
    assert words in caught.value.message


@given(st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]), st.binary(max_size=200))
def test_any_bytes_are_a_photo_or_an_error_for_people(start: bytes, rest: bytes) -> None:
    with contextlib.suppress(InputError):
        assert inspect_photo(start + rest).width > 0


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../a.jpg",
        "a/b.jpg",
        "/etc/passwd",
        "a\\b.jpg",
        "c:a.jpg",
        "~a.jpg",
        "a\0.jpg",
        "x" * 201,
    ],
)
def test_a_path_to_anywhere_else(name: str) -> None:
    with pytest.raises(InputError):
        photo_name(name)


def test_a_name_in_persian() -> None:
    assert photo_name("آذر نمونه‌ای.jpg") == "آذر نمونه‌ای.jpg"

"""Tar headers: one right form, and every other byte is named."""

from pathlib import Path

import pytest

from shora.box.tar import (
    BLOCK,
    MAX_FIELD,
    FlawedHeader,
    Header,
    HeaderTrouble,
    header_bytes,
    padding,
    parse_header,
)
from shora.errors import InputError

PEER = Path(__file__).parents[2] / "data" / "peer" / "9Xk5ujWWKGnDVG.bel"
BLOCK_OF_PEER = PEER.read_bytes()[:BLOCK]


def test_makes_the_peers_bytes() -> None:
    assert header_bytes("BELENIOS", 38, 1795533685) == BLOCK_OF_PEER
    assert parse_header(BLOCK_OF_PEER) == Header(name="BELENIOS", size=38, timestamp=1795533685)


def test_span_covers_whole_blocks() -> None:
    assert [Header(name="a", size=size, timestamp=0).span for size in (0, 1, 512, 513)] == [
        512,
        1024,
        1024,
        1536,
    ]
    assert padding(0) == padding(1024) == 0


@pytest.mark.parametrize("at", range(BLOCK))
def test_no_byte_can_be_another(at: int) -> None:
    block = bytearray(BLOCK_OF_PEER)
    for flip in (0x01, 0x80):
        block[at] ^= flip
        flawed = parse_header(bytes(block))
        assert isinstance(flawed, FlawedHeader)
        assert flawed.detail
        block[at] ^= flip


@pytest.mark.parametrize(
    "at,byte,trouble,words",
    [
        (0, b"\xc3", HeaderTrouble.UNREADABLE, "the name is not one word of ASCII"),
        (124, b" ", HeaderTrouble.UNREADABLE, "the size is not eleven octal digits"),
        (136, b"8", HeaderTrouble.UNREADABLE, "the time is not eleven octal digits"),
        (134, b"7", HeaderTrouble.CHECKSUM, "the checksum is b'005715"),
        (153, b"7", HeaderTrouble.CHECKSUM, "the checksum is"),
        (105, b"5", HeaderTrouble.BYTES, r"byte 105 of the header \(mode\) is 0x35 instead of 0x34"),
        (110, b"1", HeaderTrouble.BYTES, r"\(user\)"),
        (118, b"1", HeaderTrouble.BYTES, r"\(group\)"),
        (156, b"5", HeaderTrouble.BYTES, r"\(kind\)"),
        (257, b"u", HeaderTrouble.BYTES, r"\(zero bytes after the kind\)"),
    ],
)
def test_says_which_field_is_wrong(at: int, byte: bytes, trouble: HeaderTrouble, words: str) -> None:
    flawed = parse_header(BLOCK_OF_PEER[:at] + byte + BLOCK_OF_PEER[at + 1 :])
    assert isinstance(flawed, FlawedHeader)
    assert flawed.trouble is trouble
    with pytest.raises(AssertionError, match=words):
        raise AssertionError(flawed.detail)


def test_limits_of_the_fields() -> None:
    assert parse_header(header_bytes("n" * 99, MAX_FIELD, MAX_FIELD)) == Header(
        name="n" * 99, size=MAX_FIELD, timestamp=MAX_FIELD
    )
    for name, size, time in [
        ("", 0, 0),
        ("n" * 100, 0, 0),
        ("é", 0, 0),
        ("a b", 0, 0),
        ("a", MAX_FIELD + 1, 0),
        ("a", -1, 0),
        ("a", 0, MAX_FIELD + 1),
    ]:
        with pytest.raises(InputError):
            header_bytes(name, size, time)
    with pytest.raises(InputError, match="512"):
        parse_header(b"short")

"""What a crash leaves at the end of an archive, told from damage. Spec: ``spec/archive.md``, "Recovery".

An append is one sequence of bytes behind the last event, made durable before it is acknowledged. A
power failure in it leaves a beginning of these bytes, and perhaps zero bytes where the rest should
be: the file's length reached the medium, its content did not. Nothing else does that. A wrong byte
that is not zero, or right bytes after wrong ones, is damage or a forgery, and not ours to mend.
"""

import hashlib
import re
from typing import Final

from shora.box.tar import BLOCK, FlawedHeader, parse_header

MAX_TAIL: Final = 1 << 28
"""A tail of more bytes than this is looked at by a person."""

_NAME: Final = re.compile(r"([0-9a-f]{64})\.(data|event)\.json")
_HEADER_END: Final = 157
"""The bytes of a header after which all are zero."""


def is_torn(tail: bytes, timestamp: int) -> bool:
    """Whether an append that stopped half-way explains ``tail``, the bytes after the last sound event.

    ``timestamp`` is the archive's. Bodies never end in a zero byte, so zero bytes at the end are what
    was not written, or filling.
    """
    written = tail.rstrip(b"\0")
    offset = 0
    while offset < len(written):
        header = parse_header(tail[offset : offset + BLOCK].ljust(BLOCK, b"\0"))
        if isinstance(header, FlawedHeader):
            return len(written) - offset < _HEADER_END and _begins_header(written[offset:], timestamp)
        name = _NAME.fullmatch(header.name)
        if name is None or header.timestamp != timestamp:
            return False
        start = offset + BLOCK
        if start + header.size > len(written):
            return True
        body = written[start : start + header.size]
        filling = written[start + header.size : offset + header.span]
        if hashlib.sha256(body).hexdigest() != name[1] or filling.strip(b"\0"):
            return False
        if name[2] == "event" and offset + header.span <= len(tail):
            return False  # a whole event: what is wrong with it is not that it stopped half-way
        offset += header.span
    return True


def _begins_header(part: bytes, timestamp: int) -> bool:
    """Whether a header of this archive begins with these bytes, zero bytes at their end left out."""
    time = b"%011o" % timestamp
    shape = (
        rb"[0-9a-f]{64}\.(?:data\.json\0{26}|event\.json\0{25})"  # up to 100
        rb"0000644\x000000000\x000000000\x00[0-7]{11}\x00" + time + rb"\x00[0-7]{6}\x00 0"
    )
    return any(re.fullmatch(shape, part + rest) is not None for rest in _completions(part, time))


def _completions(part: bytes, time: bytes) -> list[bytes]:
    """What could follow ``part`` in a header: the rest of two examples, one a kind of member."""
    examples = [
        (b"0" * 64 + name).ljust(100, b"\0")
        + b"0000644\x000000000\x000000000\x0000000000000\0"
        + time
        + b"\x00000000\x00 0"
        for name in (b".data.json", b".event.json")
    ]
    return [example[len(part) :] for example in examples]

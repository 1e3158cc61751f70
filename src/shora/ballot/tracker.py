"""The tracker (کد رهگیری): what a voter takes home to find the ballot in the public record.

It is the Base64 of the ballot's SHA-256 without padding, as Belenios has it; the short code is for
fingers: 12 Crockford characters (60 bits) of the same hash, in groups of four. ``spec/ballot.md``.
"""

import hashlib
from base64 import b64encode

from shora.ids import Tracker

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SHORT = 12
_BITS = 5


def tracker_of(ballot: bytes) -> Tracker:
    """43 characters."""
    return Tracker(b64encode(hashlib.sha256(ballot).digest()).decode("ascii").rstrip("="))


def short_code(ballot: bytes) -> str:
    """``XXXX-XXXX-XXXX``: the first 60 bits of the hash, most significant first."""
    head = int.from_bytes(hashlib.sha256(ballot).digest()[:8], "big") >> (64 - _SHORT * _BITS)
    digits = "".join(CROCKFORD[head >> (_BITS * i) & 31] for i in reversed(range(_SHORT)))
    return "-".join(digits[i : i + 4] for i in range(0, _SHORT, 4))

"""Identity keys: Ed25519 (RFC 8032) of people, offices and boxes. They sign; they never decrypt.

Points are 64 lower-case hexadecimal digits, signatures 128, in the byte order of RFC 8032. (The points
of ballots are Belenios' own digits, which are the same encoding with its bytes reversed.)
Source: RFC 8032, §5.1; the group law is that of the ``cryptography`` library.
"""

import re
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shora import _core
from shora.errors import InputError

_SEED: Final = re.compile(r"[0-9a-f]{64}")
_SIGNATURE: Final = re.compile(r"[0-9a-f]{128}")
_ORDER: Final = 2**252 + 27742317777372353535851937790883648493


class Identity:
    """A secret signing key. It never appears in a message, a log or a ``repr``."""

    __slots__ = ("_key", "public")

    def __init__(self, seed: bytes) -> None:
        """From its 32 secret bytes; :class:`InputError` for another length."""
        if len(seed) != 32:
            raise InputError("the secret of an identity has 32 bytes")
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw().hex()

    @classmethod
    def generate(cls) -> "Identity":
        """A fresh one, from the operating system's randomness."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_hex(cls, text: str) -> "Identity":
        """From 64 hexadecimal digits, which no message repeats."""
        if _SEED.fullmatch(text) is None:
            raise InputError("this is no secret of an identity")
        return cls(bytes.fromhex(text))

    def reveal(self) -> str:
        """The secret as hexadecimal digits: for sealing, never for a log."""
        return self._key.private_bytes_raw().hex()

    def sign(self, message: bytes) -> str:
        """The signature of ``message``, 128 hexadecimal digits. The message carries its own domain."""
        return self._key.sign(message).hex()

    def __repr__(self) -> str:
        """Names the public key only."""
        return f"Identity({self.public[:8]}…)"


def fault_in_key(public: str) -> str | None:
    """What makes ``public`` unusable as an identity key, as a code of the core, or ``None``.

    Beyond RFC 8032: the point lies in the group of prime order and is not its neutral element, so that
    no signature verifies under a key that nobody has.
    """
    if _SEED.fullmatch(public) is None:
        return "point-malformed"
    return _core.check_points([bytes.fromhex(public)[::-1].hex()])[0]


def verify_signature(public: str, message: bytes, signature: str) -> bool:
    """Whether ``signature`` is that of ``message`` under ``public``: strict, so one signature has one form.

    The key has to be one that :func:`fault_in_key` accepts; S is below the order of the group.
    """
    if _SIGNATURE.fullmatch(signature) is None or fault_in_key(public) is not None:
        return False
    raw = bytes.fromhex(signature)
    if int.from_bytes(raw[32:], "little") >= _ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(raw, message)
    except (InvalidSignature, ValueError):
        return False
    return True

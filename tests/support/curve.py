"""Ed25519 in plain Python, as Belenios writes it: slow, plain, and not the core's code.

For vectors and forgeries only. Points are affine pairs inside a class; the sum is the complete formula of the
curve, so that points of small order need no care. Sources: RFC 8032, section 5.1; Belenios specification, 5.2.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Final

P: Final = 2**255 - 19
Q: Final = 2**252 + 27742317777372353535851937790883648493
"""The order of the group."""
D: Final = -121665 * pow(121666, -1, P) % P
SQRT_MINUS_1: Final = pow(2, (P - 1) // 4, P)


@dataclass(frozen=True, slots=True)
class Point:
    """A point in extended coordinates; compare with :meth:`same`, or by :attr:`hex`."""

    x: int
    y: int
    z: int
    t: int

    def __add__(self, other: "Point") -> "Point":
        a = (self.y - self.x) * (other.y - other.x) % P
        b = (self.y + self.x) * (other.y + other.x) % P
        c = 2 * self.t * other.t * D % P
        d = 2 * self.z * other.z % P
        e, f, g, h = b - a, d - c, d + c, b + a
        return Point(e * f % P, g * h % P, f * g % P, e * h % P)

    def __neg__(self) -> "Point":
        return Point(P - self.x, self.y, self.z, P - self.t)

    def __mul__(self, scalar: int) -> "Point":
        """By a number that is *not* reduced modulo q: points of small order notice."""
        out, base = IDENTITY, self
        while scalar:
            if scalar & 1:
                out = out + base
            base = base + base
            scalar >>= 1
        return out

    @property
    def hex(self) -> str:
        """64 digits: the encoding of RFC 8032 with its bytes reversed."""
        inverse = pow(self.z, -1, P)
        x, y = self.x * inverse % P, self.y * inverse % P
        return f"{y | (x & 1) << 255:064x}"

    def same(self, other: "Point") -> bool:
        return self.hex == other.hex


IDENTITY: Final = Point(0, 1, 1, 0)


def point_of(digits: str) -> Point:
    """The point of 64 digits, on the curve and perhaps outside the group; ``ValueError`` where there is none."""
    number = int(digits, 16)
    y, sign = number & (1 << 255) - 1, number >> 255
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x - u) % P:
        x = x * SQRT_MINUS_1 % P
    if y >= P or (v * x * x - u) % P:
        raise ValueError(digits)
    if x & 1 != sign:
        x = P - x
    return Point(x, y, 1, x * y % P)


G: Final = point_of(f"{4 * pow(5, -1, P) % P:064x}")


@cache
def small(order: int) -> Point:
    """A point of the order 2, 4 or 8."""
    y = 2
    while True:
        try:
            point = point_of(f"{y:064x}") * Q
        except ValueError:
            point = IDENTITY
        if point.same(IDENTITY) or (point * 4).same(IDENTITY):
            y += 1
            continue
        return point * (8 // order)


def number_of(digest: bytes) -> int:
    """A digest as a challenge."""
    return int.from_bytes(digest, "big") % Q


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()

"""The group of spec/election.md: Edwards25519 and its subgroup of prime order q, written as a product.

A point is (X, Y, Z, T) with x = X/Z, y = Y/Z, T = XY/Z. Coordinates may be any number modulo p; nothing here is secret,
so nothing needs constant time.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

Point = tuple[int, int, int, int]
Niels = tuple[int, int, int, int]  # what is added: (Y - X, Y + X, 2d T, 2 Z)

p = 2**255 - 19
q = 2**252 + 27742317777372353535851937790883648493
d = -121665 * pow(121666, -1, p) % p
D2 = 2 * d % p
ROOT = pow(2, (p - 1) // 4, p)  # a square root of -1
ONE: Point = (0, 1, 1, 0)
ONE_TEXT = f"{1:064x}"


class Fault(Exception):
    """One thing that is wrong: a code of spec/verification.md."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code, self.detail = code, detail or code


def niels(P: Point) -> Niels:
    X, Y, Z, T = P
    return Y - X, Y + X, T * D2 % p, 2 * Z


def add(P: Point, N: Niels) -> Point:
    """The product of P and the point that N stands for."""
    X, Y, Z, T = P
    a, b = (Y - X) * N[0] % p, (Y + X) * N[1] % p
    c, z = T * N[2] % p, Z * N[3] % p
    e, f, g, h = b - a, z - c, z + c, b + a
    return e * f % p, g * h % p, f * g % p, e * h % p


def mul(P: Point, Q: Point) -> Point:
    return add(P, niels(Q))


def div(P: Point, Q: Point) -> Point:
    a, b, t, z = niels(Q)
    return add(P, (b, a, -t, z))


def same(P: Point, Q: Point) -> bool:
    return (P[0] * Q[2] - Q[0] * P[2]) % p == 0 and (P[1] * Q[2] - Q[1] * P[2]) % p == 0


def powers(P: Point, exponents: Sequence[int]) -> list[Point]:
    """P to each of the exponents (0 <= e < 2^256, not reduced): one chain of doublings for all of them.

    Yao's method: with digits e = sum of e_i 16^i, -8 < e_i <= 8, the product of P^(16^i) over all i with |e_i| = j is
    collected in bucket j; the product of bucket j to the j is the result.
    """
    buckets: list[list[Point | None]] = [[None] * 9 for _ in exponents]
    rest = list(exponents)
    X, Y, Z, T = P
    while True:
        N = Nn = None
        for i, e in enumerate(rest):
            digit = e & 15
            rest[i] = e >> 4
            if not digit:
                continue
            if N is None or Nn is None:
                N = (Y - X, Y + X, T * D2 % p, 2 * Z)
                Nn = (N[1], N[0], -N[2], N[3])
            if digit > 8:
                digit, adder = 16 - digit, Nn
                rest[i] += 1
            else:
                adder = N
            old = buckets[i][digit]
            buckets[i][digit] = (
                add(ONE if old is None else old, adder)
                if old is not None
                else ((X, Y, Z, T) if adder is N else (-X, Y, Z, -T))
            )
        if not any(rest):
            break
        for _ in range(4):
            a, b = X * X % p, Y * Y % p
            h, g = a + b, a - b
            s = X + Y
            e, f = h - s * s % p, 2 * Z * Z + g
            X, Y, Z, T = e * f % p, g * h % p, f * g % p, e * h
        T %= p
    return [_sum_of_buckets(b) for b in buckets]


def _sum_of_buckets(buckets: Sequence[Point | None]) -> Point:
    total = running = ONE
    for bucket in reversed(buckets[1:]):
        if bucket is not None:
            running = mul(running, bucket)
        if running is not ONE:
            total = mul(total, running)
    return total


def power(P: Point, e: int) -> Point:
    return powers(P, [e])[0]


class Base:
    """A fixed base: a table of P^(j 256^i), so that a power is 32 additions."""

    def __init__(self, P: Point) -> None:
        rows: list[Point] = []
        for _ in range(32):
            row, N = [P], niels(P)
            for _ in range(255):
                row.append(add(row[-1], N))
            P = row.pop()
            rows += row
        self.table: list[list[Niels]] = [[(1, 1, 0, 2)] for _ in range(32)]
        for i, (x, y) in enumerate(affine(rows)):
            self.table[i // 255].append(((y - x) % p, (y + x) % p, x * y % p * D2 % p, 2))

    def power(self, e: int) -> Point:
        X, Y, Z, T = ONE
        for row, digit in zip(self.table, (e % q).to_bytes(32, "little"), strict=True):
            if digit:
                m, s, t = row[digit][:3]
                a, b, c = (Y - X) * m % p, (Y + X) * s % p, T * t % p
                e, f, g, h = b - a, 2 * Z - c, 2 * Z + c, b + a
                X, Y, Z, T = e * f % p, g * h % p, f * g % p, e * h % p
        return X, Y, Z, T


@lru_cache(maxsize=16)
def base(text: str) -> Base:
    """The table of a point that is known to be one, made once a process."""
    return Base(decode(text))


def affine(points: Sequence[Point]) -> list[tuple[int, int]]:
    """(x, y) of each: one inversion for all of them (Montgomery)."""
    prefix, product = [], 1
    for P in points:
        prefix.append(product)
        product = product * P[2] % p
    inverse = pow(product, -1, p)
    result = []
    for P, before in zip(reversed(points), reversed(prefix), strict=True):
        z = inverse * before % p
        inverse = inverse * P[2] % p
        result.append((P[0] * z % p, P[1] * z % p))
    return result[::-1]


def encode(points: Iterable[Point]) -> list[str]:
    return [f"{y | (x & 1) << 255:064x}" for x, y in affine(list(points))]


def decode(text: object) -> Point:
    """Steps 1 and 2 of spec/election.md: the point that 64 digits stand for."""
    if not isinstance(text, str) or not re.fullmatch("[0-9a-f]{64}", text):
        raise Fault("point-malformed")
    number = int(text, 16)
    y, sign = number & (1 << 255) - 1, number >> 255
    u, v = (y * y - 1) % p, (d * y * y + 1) % p
    x = u * v**3 % p * pow(u * v**7 % p, (p - 5) // 8, p) % p
    if v * x * x % p != u:
        x = x * ROOT % p
    if y >= p or v * x * x % p != u or (x == 0 and sign):
        raise Fault("point-not-on-curve")
    if x & 1 != sign:
        x = p - x
    return x, y, 1, x * y % p


def identity(P: Point) -> bool:
    return P[0] % p == 0 and (P[1] - P[2]) % p == 0


def point(text: object, one: bool = False) -> Point:
    """All four steps: a point of the group, not 1 unless `one` says so."""
    P = decode(text)
    if text != ONE_TEXT and not identity(power(P, q)):
        raise Fault("point-not-in-subgroup")
    if text == ONE_TEXT and not one:
        raise Fault("point-identity")
    return P


def scalar(text: object) -> int:
    if not isinstance(text, str) or not re.fullmatch("0|[1-9][0-9]*", text):
        raise Fault("scalar-malformed")
    if len(text) > 76 or int(text) >= q:
        raise Fault("scalar-out-of-range")
    return int(text)


def H(text: str) -> int:
    """Hash to a scalar."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), "big") % q


G = decode("66" * 31 + "58")
G_TEXT = "66" * 31 + "58"
Proof = tuple[int, int]  # challenge, response


def schnorr(prefix: str, X: Point, proof: Proof, key: str | None = None) -> bool:
    """challenge = H(prefix A) with A = g^response X^challenge; `key` names a base whose table is worth keeping."""
    XC = base(key).power(proof[0]) if key else power(X, proof[0])
    return H(prefix + encode([mul(base(G_TEXT).power(proof[1]), XC)])[0]) == proof[0]

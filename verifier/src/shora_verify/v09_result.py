"""V9: the result is what the partial decryptions decrypt to (spec/tally.md)."""

import re
from typing import Any

from .curve import G_TEXT, ONE, Fault, Point, base, decode, div, mul, power, q, same
from .strict import dump, fit
from .strict import read as read_json
from .v02_trustees import Trustees
from .v03_setup import Election
from .v08_decryptions import Grid, Place, shaped


def number(value: Any) -> int:
    """A count: a JSON number up to 2^30 - 1, a string of digits above."""
    text = str(value) if type(value) is int else value
    if isinstance(text, str) and re.fullmatch("0|[1-9][0-9]{0,19}", text) and int(text) < 1 << 64:
        return int(text)
    raise Fault("json-malformed")


def parse(data: bytes) -> list[list[int]]:
    value = fit(read_json(data, digits=20), {"result": [[lambda x: (number(x), x)[1]]]})
    numbers = [[number(x) for x in row] for row in value["result"]]
    if dump({"result": [[n if n < 1 << 30 else str(n) for n in row] for row in numbers]}) != data:
        raise Fault("not-canonical")
    return numbers


def served(t: Trustees, owners: set[int]) -> list[tuple[int, int]]:
    """(owner, lambda) of those whose factors are combined; a Fault `shares-missing`."""
    result: list[tuple[int, int]] = []
    for first, n, threshold in t.items:
        single, need = threshold < 0, abs(threshold)
        members = [m for m in range(1, n + 1) if first + m - 1 in owners][:need]
        if len(members) < need:
            raise Fault("shares-missing")
        for d in () if single else members:
            lam = 1
            for k in members:
                if k != d:
                    lam = lam * k * pow(k - d, -1, q) % q
            result.append((first + d - 1, lam))
        if single:
            result.append((first, 1))
    return result


def mismatches(
    numbers: list[list[int]], grid: list[list[tuple[Point, Point]]], shares: dict[int, Grid], t: Trustees, e: Election
) -> list[Place]:
    """Every place where g^r is not beta / F."""
    if not shaped(numbers, e):
        raise Fault("result-shape")
    who = served(t, set(shares))
    if not all(shaped(shares[owner], e) for owner, _ in who):
        raise Fault("partial-shape")
    factors = {owner: [[decode(x) for x in row] for row in shares[owner]] for owner, _ in who}
    result: list[Place] = []
    for i, row in enumerate(numbers):
        for j, r in enumerate(row):
            F = ONE
            for owner, lam in who:
                F = mul(F, power(factors[owner][i][j], lam))
            if not same(base(G_TEXT).power(r), div(grid[i][j][1], F)):
                result.append(("result-mismatch", i, j))
    return result

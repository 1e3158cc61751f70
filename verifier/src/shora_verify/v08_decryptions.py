"""V8: every partial decryption that is there holds (spec/tally.md)."""

from typing import Any

from .curve import G_TEXT, Fault, H, Point, base, decode, encode, identity, mul, point, powers, q, scalar
from .strict import canonical
from .v03_setup import Election

Place = tuple[str, int | None, int | None]  # code, question, choice
CIPHER = {"alpha": str, "beta": str}
PARTIAL = {"decryption_factors": [[str]], "decryption_proofs": [[{"challenge": str, "response": str}]]}
Grid = list[list[Any]]


def shaped(grid: Grid, e: Election) -> bool:
    return [len(row) for row in grid] == [Q.width for Q in e.questions]


def tally(data: bytes, e: Election) -> list[list[tuple[Point, Point]]]:
    """The recorded tally; a Fault with its place where it is none."""
    grid = canonical(data, [[CIPHER]])
    if not shaped(grid, e):
        raise Fault("tally-shape")
    return [[(point(c["alpha"], one=True), point(c["beta"], one=True)) for c in row] for row in grid]


def factors(data: bytes) -> tuple[Grid, Grid]:
    """Texts of the factors, and their proofs; a Fault of form."""
    value = canonical(data, PARTIAL)
    return value["decryption_factors"], value["decryption_proofs"]


def proofs(data: bytes, key: str, grid: list[list[tuple[Point, Point]]], e: Election) -> list[Place]:
    """The faults of one partial decryption, place by place."""
    result: list[Place] = []
    jobs, points = [], []
    F, P = factors(data)
    if not shaped(F, e) or not shaped(P, e):
        raise Fault("partial-shape")
    base(key)
    for i, row in enumerate(F):
        for j, text in enumerate(row):
            try:
                f, c, r = decode(text), scalar(P[i][j]["challenge"]), scalar(P[i][j]["response"])
                fc, fq = powers(f, [c, q])
                if not identity(fq):
                    raise Fault("point-not-in-subgroup")
            except Fault as fault:
                result.append((fault.code, i, j))
                continue
            A = mul(base(G_TEXT).power(r), base(key).power(c))
            points += [A, mul(powers(grid[i][j][0], [r])[0], fc)]
            jobs.append((i, j, c))
    texts = iter(encode(points))
    for i, j, c in jobs:
        if H(f"decrypt|{e.fingerprint}|{key}|{next(texts)},{next(texts)}") != c:
            result.append(("decryption-proof", i, j))
    return result

"""V7: the encrypted tally is the product of the counted ballots (spec/tally.md)."""

from dataclasses import dataclass, field

from .curve import ONE, Fault, Point, encode, mul, power
from .strict import dump, sha
from .v03_setup import Election
from .v04_archive import Archive, slice_of
from .v05_ballots import BEGINNING, Seen, points_of
from .verdict import Report

CAUSES = ("V4", "V5", "V6", "V10")


@dataclass
class Product:
    """The product of ballots, place by place: alpha and beta in turn, over all questions."""

    points: list[Point]
    ballots: int = 0
    weight: int = 0
    shas: list[str] = field(default_factory=list)

    def times(self, factors: list[Point]) -> None:
        self.points = [mul(P, Q) for P, Q in zip(self.points, factors, strict=True)]

    def enter(self, s: Seen, weights: dict[str, int]) -> None:
        """A readable ballot of a known credential, with the credential's weight."""
        if s.points is None or s.credential not in weights:
            return
        w, factors = weights[s.credential], list(points_of(s.points))
        self.times(factors if w == 1 else [power(P, w) for P in factors])
        self.ballots, self.weight = self.ballots + 1, self.weight + w
        self.shas.append(s.sha)

    def json(self, e: Election) -> bytes:
        return tally_json(encode(self.points), e)


def tally_json(texts: list[str], e: Election) -> bytes:
    pairs = iter([{"alpha": a, "beta": b} for a, b in zip(texts[::2], texts[1::2], strict=True)])
    return dump([[next(pairs) for _ in range(Q.width)] for Q in e.questions])


def last_of_each(a: Archive) -> set[int]:
    """Heights of the last ballot of each credential, by how its text begins, readable or not."""
    last: dict[bytes, int] = {}
    for event in (x for x in a.events if x.type == "Ballot" and x.payload in a.data):
        offset, size, _ = a.data[event.payload or ""]
        if m := BEGINNING.match(slice_of(a.path, offset, min(size, 1024))):
            last[m[1]] = event.height
    return set(last.values())


def product(e: Election, ballots: list[Seen], weights: dict[str, int], heights: set[int] | None) -> Product:
    """All readable ballots of known credentials, or those at the heights; each with its credential's weight."""
    p = Product([ONE] * (2 * sum(Q.width for Q in e.questions)))
    for s in ballots:
        if heights is None or s.height in heights:
            p.enter(s, weights)
    return p


def check(report: Report, a: Archive, p: Product, e: Election, box: str, file: str) -> None:
    events = a.of("EncryptedTally")
    if not events:
        return None
    report.looked.add("V7")

    def fail(code: str, detail: str = "") -> None:
        report.fail("V7", code, box, file, detail, CAUSES, event=None)

    sized = events[0].pointer
    try:
        body = a.body(sized.get("encrypted_tally"))
        a.body(events[0].payload)
    except Fault as f:
        return fail("tally-unreadable", f.detail)
    if sha(p.json(e)) != sha(body):
        fail("tally-not-product", "the recorded tally is not the product of the ballots")
    for key, counted in (("num_tallied", p.ballots), ("total_weight", p.weight)):
        if sized[key] != counted:
            fail("tally-count", f"{key}: {sized[key]} recorded, {counted} counted")

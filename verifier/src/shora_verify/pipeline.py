"""The order in which everything is checked, for an archive alone and for a record."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import v03_setup, v04_archive, v05_ballots, v06_once, v07_tally, v08_decryptions, v09_result
from .curve import Fault, decode
from .strict import fit, read
from .v02_trustees import Trustees
from .v03_setup import Election, Setup
from .v04_archive import Archive
from .v05_ballots import Seen
from .v07_tally import Product
from .verdict import Report
from .work import Pool, Sample, ballot_jobs, cast

SHARE_CAUSES = ("V4", "V3", "V5", "V10", "V7")


@dataclass
class Tallied:
    """What V8 and V9 look at: of a box's archive, or of a group's file."""

    election: Election
    trustees: Trustees
    tally: bytes | None
    shares: list[tuple[int, bytes | None]]  # owner, partial decryption
    result: bytes | bool | None  # False: there is none yet
    box: str
    file: str
    boxes: tuple[str, ...] = ()


@dataclass
class Findings:
    """V8 and V9 of one box: (check, code, owner, question, choice), and whether the result was found right."""

    faults: list[tuple[str, str, int | None, int | None, int | None]] = field(default_factory=list)
    numbers: list[list[int]] | None = None


def decrypt(x: Tallied) -> Findings:
    """V8 and V9, in any process."""
    out, grid, good = Findings(), None, {}
    add = out.faults.append
    if x.tally is not None:
        try:
            grid = v08_decryptions.tally(x.tally, x.election)
        except Fault as f:
            grid = f  # type: ignore[assignment]
    for owner, data in x.shares:
        if not 1 <= owner <= len(x.trustees.keys):
            add(("V8", "owner-out-of-range", owner, None, None))
        elif data is None:
            add(("V8", "share-unreadable", owner, None, None))
        elif grid is None or isinstance(grid, Fault):
            add(("V8", grid.code if grid else "tally-missing", owner, None, None))
        else:
            try:
                texts = v08_decryptions.factors(data)[0]
                decode(x.trustees.keys[owner - 1])
                good.setdefault(owner, texts)
                for code, i, j in v08_decryptions.proofs(data, x.trustees.keys[owner - 1], grid, x.election):
                    add(("V8", code, owner, i, j))
            except Fault as f:
                add(("V8", f.code, owner, None, None))
    if x.result is False:
        return out
    try:
        if grid is None or isinstance(grid, Fault):
            raise grid or Fault("tally-missing")
        if not isinstance(x.result, bytes):
            raise Fault("result-unreadable")
        numbers = v09_result.parse(x.result)
        wrong = v09_result.mismatches(numbers, grid, good, x.trustees, x.election)
        out.faults += [("V9", code, None, i, j) for code, i, j in wrong]
        out.numbers = None if wrong else numbers
    except Fault as f:
        add(("V9", f.code, None, None, None))
    return out


def decryptions(report: Report, pool: Pool, work: list[Tallied]) -> list[Findings]:
    """V8 and V9 of all boxes and groups."""
    costs = [1 + len(x.shares) * sum(Q.width for Q in x.election.questions) for x in work]
    results = list(pool.run("decryptions", decrypt, work, costs))
    for x, found in zip(work, results, strict=True):
        report.looked |= {"V8"} if x.shares else set()
        report.looked |= {"V9"} if x.result is not False else set()
        for check, code, owner, i, j in found.faults:
            causes = SHARE_CAUSES if check == "V8" else (*SHARE_CAUSES, "V8")
            boxes = {"boxes": x.boxes} if x.boxes else {}
            place = x.election.place(i, j) | {"trustee": owner}
            causes = () if code == "owner-out-of-range" else causes
            report.fail(check, code, x.box, x.file, "", causes, **place, **boxes)
    return results


def body(a: Archive, name: str | None) -> bytes | None:
    try:
        return a.body(name)
    except Fault:
        return None


def tallied(a: Archive, s: Setup, box: str, file: str) -> Tallied:
    """What an archive has of its tally."""
    tallies, results = a.of("EncryptedTally"), a.of("Result")
    tally = body(a, tallies[0].pointer.get("encrypted_tally")) if tallies and body(a, tallies[0].payload) else None
    shares = [
        (e.pointer["owner"], body(a, e.pointer["payload"]) if body(a, e.payload) else None)
        for e in a.of("PartialDecryption") if "owner" in e.pointer
    ]  # fmt: skip
    return Tallied(s.election, s.trustees, tally, shares, body(a, results[0].payload) if results else False, box, file)


def ballots(
    report: Report, e: Election, s: Setup, seen: Iterable[Seen], box: str, file: str, check: str = "V5"
) -> list[Seen]:
    """What the processes found of the ballots of one box becomes failures."""
    kept = list(seen)
    for b in kept:
        report.looked.add(check)
        place: dict[str, Any] = {"event": b.height if b.height >= 0 else None, "ballot": b.tracker}
        causes = ("V3",) if check == "V5" else ("V1", "V3", "V4", "V10")
        for code, i, j in b.faults:
            why = causes if check != "V5" or code == "ballot-other-election" else ()
            report.fail(check, code, box, file, "", why, **place, **e.place(i, j))
        if b.formed and b.credential not in s.credentials:
            report.fail(check, "credential-unknown", box, file, "no card of this box", causes, **place)
    return kept


def archive(report: Report, path: Path, pool: Pool, sample: Sample | None) -> tuple[int, int]:
    """An archive alone, by Belenios' rules; how many boxes and ballots."""
    file = path.name
    a = v04_archive.check(report, path, file, file)
    points: dict[str, str | None] = {}
    try:
        texts = fit(read(v03_setup.read_setup(a)["credentials"]), [str])
        points = pool.points([t[:64] for t in texts])
    except Fault:
        pass
    city = v03_setup.Alone(points)
    s = v03_setup.check(report, a, file, file, city)
    if sample:
        sample.draw([(file, x.height) for x in a.of("Ballot")])
    if s:
        items = cast(a, file, sample)
        seen: list[Seen] = []
        jobs, costs = ballot_jobs(s.raw["election"], s.election, items)
        for part in pool.run("ballots", v05_ballots.work, jobs, costs):
            seen += ballots(report, s.election, s, part, file, file)
        v06_once.check(report, seen, file, file, record=False)
        p: Product = v07_tally.product(s.election, seen, s.credentials, v07_tally.last_of_each(a))
        v07_tally.check(report, a, p, s.election, file, file)
        decryptions(report, pool, [tallied(a, s, file, file)])
    return 1, len(a.of("Ballot"))

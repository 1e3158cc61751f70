"""Ballots: verified and encrypted, beside the peer; large ones; on two processors; and in how much memory."""

import json
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

from bench import floors
from bench.floors import Judge
from bench.measure import ONE_THREAD, Took, cpu, peak, peer, run, shora, timed
from bench.sample import MARKS, Sample
from shora.crypto.election import BallotProduct

ROOT = str(Path(__file__).resolve().parent.parent)
SIZES = ((30, 200), (300, 30), (1500, 8))
"""Candidates, and ballots to verify."""
FREE = 0.8
"""So much of a processor has to be free for two threads to be judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A box with ballots, the same without, and a card and a choice to make one more."""

    candidates: int
    ballots: int
    ballot_bytes: int
    full: Path
    empty: Path
    card: Path
    choice: Path

    @classmethod
    def make(cls, folder: Path, candidates: int, ballots: int) -> "Pair":
        """In ``folder``."""
        one, name = Sample.make(candidates, ballots + 1), f"{candidates}-{ballots}"
        empty, _ = one.archive(folder / f"empty-{name}", 0)
        full, size = one.archive(folder / f"full-{name}", ballots)
        card, choice = folder / f"card-{name}", folder / f"choice-{name}"
        card.write_text(one.pack.cards[-1].private)
        choice.write_text(json.dumps([[0, *one.marks()[0]]]))
        return cls(
            candidates=candidates,
            ballots=ballots,
            ballot_bytes=size,
            full=full,
            empty=empty,
            card=card,
            choice=choice,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Processor milliseconds a ballot, ours and the peer's."""

    verify: float
    peer_verify: float
    encrypt: float
    peer_encrypt: float


def against_the_peer(folder: Path, judge: Judge, rounds: int) -> None:
    """Both programs as whole processes, on one thread, in turn; the same archive without ballots is subtracted.

    The peer's figure for encryption is ``generate-ballot`` less the same without ballots and less the
    verification that it always does. The ratio to quote is the median of the rounds' ratios.
    """
    tool = peer()
    print(
        f"one thread, up to {MARKS} marks and blank; processor milliseconds a ballot; median of {rounds} rounds"
    )
    figures = f"{'peer':>8} {'ratio':>6}"
    print(f"{'candidates':>10} {'bytes':>9} | {'verify':>8} {figures} | {'encrypt':>8} {figures}")
    for candidates, ballots in SIZES:
        pair = Pair.make(folder, candidates, ballots)
        rows = [_round(pair, tool) for _ in range(rounds)]
        verify = statistics.median(row.peer_verify / row.verify for row in rows)
        encrypt = statistics.median(row.peer_encrypt / row.encrypt for row in rows)
        print(
            f"{candidates:>10} {pair.ballot_bytes:>9,} |"
            f" {statistics.median(row.verify for row in rows):8.2f}"
            f" {statistics.median(row.peer_verify for row in rows):8.1f} {verify:6.2f} |"
            f" {statistics.median(row.encrypt for row in rows):8.2f}"
            f" {statistics.median(row.peer_encrypt for row in rows):8.1f} {encrypt:6.2f}"
        )
        judge.at_least(f"verify, {candidates} candidates", verify, floors.VERIFY_RATIO, "times the peer")
        judge.at_least(f"encrypt, {candidates} candidates", encrypt, floors.ENCRYPT_RATIO, "times the peer")


def _round(pair: Pair, tool: str) -> Round:
    def ours(path: Path) -> float:
        return cpu(shora("verify", str(path)), **ONE_THREAD)

    def theirs(path: Path) -> float:
        return cpu([tool, "election", "verify", "--dir", str(path.parent)])

    verify = (ours(pair.full) - ours(pair.empty)) / pair.ballots
    base = theirs(pair.empty)
    peer_verify = (theirs(pair.full) - base) / pair.ballots
    words = ["--dir", str(pair.empty.parent), "--privcred", str(pair.card), "--choice", str(pair.choice)]
    peer_encrypt = cpu([tool, "election", "generate-ballot", *words]) - base - peer_verify
    encrypt, _, _ = _alone(pair.candidates, max(2, pair.ballots // 4))
    return Round(
        verify=verify * 1e3,
        peer_verify=peer_verify * 1e3,
        encrypt=encrypt * 1e3,
        peer_encrypt=peer_encrypt * 1e3,
    )


def alone(candidates: int, count: int) -> None:
    """Prints processor seconds a ballot to encrypt and to verify, tables made before, and bytes a ballot."""
    one = Sample.make(candidates, count)
    election = one.election()
    one.ballots(0, 1)
    with timed() as encrypted:
        made = [each.ballot for each in one.ballots(0, count)]
    election.check(made[:1], [1], None)
    with timed() as verified:
        reports = election.check(made, [1] * count, BallotProduct(election))
    if any(report.faults for report in reports):
        raise SystemExit("a ballot of our own does not verify")
    print(encrypted.cpu / count, verified.cpu / count, sum(map(len, made)) // count)


def _alone(candidates: int, count: int) -> tuple[float, float, int]:
    """The same in a process of its own, on one thread."""
    code = f"from bench.ballots import alone; alone({candidates}, {count})"
    told = run([sys.executable, "-c", code], **ONE_THREAD, PYTHONPATH=ROOT).split()
    return float(told[0]), float(told[1]), int(told[2])


def large(folder: Path, judge: Judge, rounds: int) -> None:
    """A ballot of 5,000 candidates, on one thread."""
    del folder, rounds
    encrypt, verify, size = _alone(5_000, 2)
    name = "5,000 candidates"
    judge.at_most(f"{name}, encrypt", encrypt * 1e3, floors.LARGE_ENCRYPT_MS, "ms a ballot")
    judge.at_most(f"{name}, verify", verify * 1e3, floors.LARGE_VERIFY_MS, "ms a ballot")
    judge.at_most(f"{name}, size", size, floors.LARGE_BYTES, "bytes a ballot")


def cores(folder: Path, judge: Judge, rounds: int) -> None:
    """`shora verify` on one thread, on two, and on one again, by the wall.

    It is judged where a second processor was free while one thread ran, before and after.
    """
    del rounds
    pair = Pair.make(folder, 30, 400)
    runs: list[tuple[int, Took]] = []
    for threads in (1, 2, 1):
        with timed() as took:
            run(shora("verify", str(pair.full)), RAYON_NUM_THREADS=str(threads))
        print(f"verify, 30 candidates, threads {threads}: {pair.ballots / took.wall:.0f} ballots a second")
        runs.append((threads, took))
    alone = [took for threads, took in runs if threads == 1]
    faster = statistics.mean(took.wall for took in alone) / runs[1][1].wall
    free = min(took.idle / took.wall for took in alone)
    if free < FREE:
        why = f"beside one thread {free:.1f} processors were free; it was {faster:.2f} times as fast"
        judge.leave("verify on two threads", why)
    else:
        judge.at_least("verify on two threads", faster, floors.TWO_CORES, "times as fast")


def memory(folder: Path, judge: Judge, rounds: int) -> None:
    """Peak memory of `shora verify` on an archive of 20 MB and of 200 MB."""
    del rounds
    peaks = []
    for ballots in (120, 1_200):
        full, _ = Sample.make(300, ballots).archive(folder / str(ballots), ballots)
        peaks.append(peak(shora("verify", str(full))))
        print(f"verify of {full.stat().st_size / 1e6:.0f} MB: peak {peaks[-1]:.0f} MiB")
    judge.at_most("memory of verification", peaks[1], floors.MEMORY_MIB, "MiB")
    judge.at_most("its growth, ten times the ballots", peaks[1] / peaks[0], floors.MEMORY_GROWTH, "times")

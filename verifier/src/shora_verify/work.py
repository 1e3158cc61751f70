"""Spreading the work over processes, with honest progress, and drawing a sample."""

import hashlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any

from .strict import Unusable
from .v03_setup import Election, point_fault
from .v04_archive import Archive
from .v05_ballots import Job

CHOICES_A_JOB = 60


def point_faults(texts: list[str]) -> dict[str, str | None]:
    return {t: point_fault(t) for t in texts}


@dataclass
class Sample:
    """Which ballots' proofs are checked: those n of N whose hash with the seed is smallest."""

    share: float
    seed: str = ""
    total: int = 0
    chosen: set[tuple[str, int]] = field(default_factory=set)

    def draw(self, ballots: list[tuple[str, int]]) -> None:
        self.seed, self.total = os.urandom(16).hex(), len(ballots)
        order = sorted(ballots, key=lambda b: hashlib.sha256(f"{self.seed}|{b[0]}|{b[1]}".encode()).digest())
        self.chosen = set(order[: ceil(self.share * len(ballots))])

    def unseen(self, bad: int) -> float:
        """The chance that none of so many bad ballots is in the sample."""
        chance, n = 1.0, len(self.chosen)
        for i in range(min(bad, self.total)):
            chance *= max(0, self.total - n - i) / (self.total - i)
        return chance

    def words(self) -> str:
        n, N = len(self.chosen), self.total
        lines = [
            f"A SAMPLE, not a verification: proofs of {n} of {N} ballots, drawn with the seed {self.seed} (those with",
            "the smallest SHA-256 of seed|file|event). All other ballots were read, added up, and signatures checked.",
        ]
        if N:
            odds = ", ".join(f"{k}: {self.unseen(k):.2%}" for k in (1, 10, 100, 1000) if k <= N)
            lines.append(f"Chance that ballots with false proofs stay unseen, if there are so many of them: {odds}.")
        return "\n".join(lines)


@dataclass
class Pool:
    """Runs jobs in order of their submission; with one process, here."""

    jobs: int
    quiet: bool = False
    executor: ProcessPoolExecutor | None = None
    last: float = 0.0

    def __post_init__(self) -> None:
        if self.jobs > 1:
            self.executor = ProcessPoolExecutor(self.jobs)

    def run(self, what: str, f: Callable[[Any], Any], jobs: Sequence[Any], costs: Sequence[int]) -> Iterator[Any]:
        """The results, in order; says on stderr how far it is and how long it may still take."""
        total, done, start = sum(costs), 0, time.monotonic()
        results = self.executor.map(f, jobs) if self.executor else map(f, jobs)
        try:
            for result, cost in zip(results, costs, strict=True):
                done += cost
                now = time.monotonic()
                if not self.quiet and now - self.last >= 2 and done < total:
                    left = (now - start) / done * (total - done)
                    text = f"{left / 60:.0f} min" if left > 90 else f"{left:.0f} s"
                    print(f"  {what}: {done / total:.0%} of {total}, about {text} left", file=sys.stderr, flush=True)
                    self.last = now
                yield result
        except BrokenProcessPool:
            raise Unusable("a process of ours was killed (out of memory?)") from None

    def points(self, texts: list[str]) -> dict[str, str | None]:
        """The faults of points, or None, by their texts."""
        chunks = [texts[i : i + 100] for i in range(0, len(texts), 100)]
        result: dict[str, str | None] = {}
        for part in self.run("cards", point_faults, chunks, [len(c) for c in chunks]):
            result |= part
        return result

    def close(self) -> None:
        if self.executor:
            self.executor.shutdown(wait=False, cancel_futures=True)


Item = tuple[int, Path | None, int, int, bytes, bool]


def ballot_jobs(raw: bytes, e: Election, items: list[Item]) -> tuple[list[Job], list[int]]:
    """Jobs of about as many choices each, so that one large file keeps all processes busy."""
    width = sum(Q.width for Q in e.questions)
    n = max(1, CHOICES_A_JOB // width)
    jobs = [(raw, items[i : i + n]) for i in range(0, len(items), n)]
    return jobs, [width * sum(4 if x[5] else 1 for x in j[1]) for j in jobs]


def cast(a: Archive, file: str, sample: Sample | None) -> list[Item]:
    """The readable ballots of an archive."""
    result: list[Item] = []
    for e in a.of("Ballot"):
        offset, size, good = a.data.get(e.payload or "", (0, 0, False))
        if good:
            result.append((e.height, a.path, offset, size, b"", not sample or (file, e.height) in sample.chosen))
    return result

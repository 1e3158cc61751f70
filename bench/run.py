"""``make bench``: speed and memory, with ratios to belenios-tool 3.3 in the same run, on the same archives.

Both programs are timed as whole processes by the processor time the operating system counted, on one
thread, in turn, and the same archive without ballots is subtracted; the median of the rounds' ratios
is what to quote. The peer is run as it must be (``LWT_ASYNC_METHOD=none``). Its figure for encryption
is ``generate-ballot`` less the same without ballots and less the verification that it always does.

Exit 0 when every floor of this file is reached, 1 when one is missed.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shora.ballot.seal import SealedBallot, seal
from shora.box.archive import Archive
from shora.cards.pack import Pack, make_pack
from shora.crypto.credentials import new_uuid
from shora.crypto.election import BoxElection
from shora.crypto.trustees import Share, discrete_logs
from shora.ids import BoxId
from shora.text.json import canonical

MARKS = 21
FLOOR_VERIFY = 4.0
FLOOR_ENCRYPT = 8.0
PEER_ENV = {"LWT_ASYNC_METHOD": "none", "BELENIOS_USE_URANDOM": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A box with ballots, the same without, and what is needed to make one more."""

    full: Path
    empty: Path
    election: BoxElection
    pack: Pack
    ballots: int
    ballot_bytes: int


def main() -> int:
    """Runs what is asked for and prints a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=("speed", "memory", "demo", "logs"), action="append")
    options = parser.parse_args()
    parts = options.only or ["speed", "memory", "demo", "logs"]
    folder = Path(tempfile.mkdtemp(prefix="shora-bench-"))
    missed: list[str] = []
    try:
        if "speed" in parts:
            missed += speed(folder, options.rounds)
        if "logs" in parts:
            logs()
        if "demo" in parts:
            missed += demo(folder)
        if "memory" in parts:
            missed += memory(folder)
    finally:
        shutil.rmtree(folder)
    for line in missed:
        print(f"MISSED  {line}")
    return 1 if missed else 0


def sample(folder: Path, candidates: int, ballots: int) -> Sample:
    """An open box with that many ballots."""
    share = Share.generate()
    uuid = new_uuid()
    pack = make_pack(BoxId("bench"), uuid, ballots + 1)
    text = canonical(
        {
            "version": 1,
            "description": "",
            "name": "bench",
            "group": "Ed25519",
            "public_key": share.public_key,
            "questions": [
                {
                    "answers": [f"candidate {i}" for i in range(1, candidates + 1)],
                    "blank": True,
                    "min": 1,
                    "max": MARKS,
                    "question": "council",
                }
            ],
            "uuid": uuid,
            "administrator": "bench",
            "credential_authority": "bench",
        }
    )
    election = BoxElection(text)
    trustees = b'[["Single",' + share.trustee_public_key() + b"]]"
    paths = []
    for name in ("full", "empty"):
        place = folder / f"{name}-{candidates}-{ballots}"
        place.mkdir()
        paths.append(place / f"{uuid}.bel")
        Archive.create(
            paths[-1], timestamp=0, election=text, trustees=trustees, credentials=pack.credentials()
        ).close()
    size = 0
    archive, _ = Archive.open(paths[0], acknowledged=None)
    with archive:
        for first in range(0, ballots, 100):
            cards = pack.cards[first : min(first + 100, ballots)]
            sealed = make(election, pack, first, len(cards))
            size += sum(len(one.ballot) for one in sealed)
            archive.append_ballots(
                [(one.ballot, card.public) for one, card in zip(sealed, cards, strict=True)]
            )
    return Sample(
        full=paths[0],
        empty=paths[1],
        election=election,
        pack=pack,
        ballots=ballots,
        ballot_bytes=size // ballots,
    )


def make(election: BoxElection, pack: Pack, first: int, count: int) -> list[SealedBallot]:
    """Ballots with the most marks, spread over the candidates."""
    width = len(election.questions[0].answers)
    marks = [[int(i < MARKS) for i in range(width)]]
    return seal(election, [card.private for card in pack.cards[first : first + count]], [marks] * count)


def cpu(command: Sequence[str], **env: str) -> float:
    """Processor seconds of a command that must succeed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **PEER_ENV, **env})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def peer() -> str:
    """The peer's path; `make bench` brings it."""
    path = Path(os.environ.get("SHORA_PEER", ".cache/peer")).resolve() / "3.3" / "belenios-tool"
    if not path.exists():
        sys.exit(f"{path} is not there: run `make peer` first")
    return str(path)


def shora(*words: str) -> list[str]:
    """Our command line, in this interpreter."""
    return [sys.executable, "-c", "from shora.cli import main; main()", *words]


def speed(folder: Path, rounds: int) -> list[str]:
    """Verify and encrypt, both programs, one thread."""
    missed = []
    tool = peer()
    print(
        f"one thread, up to {MARKS} marks and blank; processor milliseconds a ballot; median of {rounds} rounds"
    )
    figures = f"{'peer':>8} {'ratio':>6}"
    print(f"{'candidates':>10} {'bytes':>9} | {'verify':>8} {figures} | {'encrypt':>8} {figures}")
    for candidates, ballots in ((30, 200), (300, 30), (1500, 8)):
        one = sample(folder, candidates, ballots)
        credential, choice = folder / "credential", folder / "choice"
        credential.write_text(one.pack.cards[-1].private)
        choice.write_text(str([[0, *(int(i < MARKS) for i in range(candidates))]]).replace(" ", ""))
        rows = [measure(one, tool, credential, choice) for _ in range(rounds)]
        verify, theirs, encrypt, theirs_encrypt = (
            statistics.median(column) for column in zip(*rows, strict=True)
        )
        ratio = statistics.median(row[1] / row[0] for row in rows)
        ratio_encrypt = statistics.median(row[3] / row[2] for row in rows)
        print(
            f"{candidates:>10} {one.ballot_bytes:>9,} | {verify:8.2f} {theirs:8.1f} {ratio:6.2f} |"
            f" {encrypt:8.2f} {theirs_encrypt:8.1f} {ratio_encrypt:6.2f}"
        )
        if ratio < FLOOR_VERIFY:
            missed.append(f"verify at {candidates} candidates: {ratio:.2f} < {FLOOR_VERIFY}")
        if ratio_encrypt < FLOOR_ENCRYPT:
            missed.append(f"encrypt at {candidates} candidates: {ratio_encrypt:.2f} < {FLOOR_ENCRYPT}")
    large = subprocess.run(
        shora("bench", "--candidates", "5000", "--ballots", "2", "--threads", "1"),
        check=True,
        capture_output=True,
        text=True,
    )
    print(large.stdout)
    for threads in (1, 2):
        start = time.perf_counter()
        subprocess.run(
            shora("verify", str(folder / "full-30-200")),
            check=True,
            capture_output=True,
            env={**os.environ, "RAYON_NUM_THREADS": str(threads)},
        )
        print(
            f"verify 200 ballots of 30 candidates, {threads} threads: {time.perf_counter() - start:.2f} s wall"
        )
    return missed


def measure(one: Sample, tool: str, credential: Path, choice: Path) -> tuple[float, float, float, float]:
    """One round: our and the peer's milliseconds to verify, ours and the peer's to encrypt."""
    single = {"RAYON_NUM_THREADS": "1"}

    def ours(path: Path) -> float:
        return cpu(shora("verify", str(path)), **single)

    def theirs(path: Path) -> float:
        return cpu([tool, "election", "verify", "--dir", str(path.parent)])

    verify = (ours(one.full) - ours(one.empty)) / one.ballots
    base = theirs(one.empty)
    peer_verify = (theirs(one.full) - base) / one.ballots
    words = ["--dir", str(one.empty.parent), "--privcred", str(credential), "--choice", str(choice)]
    peer_encrypt = cpu([tool, "election", "generate-ballot", *words]) - base - peer_verify
    count = max(2, one.ballots // 4)
    width = len(one.election.questions[0].answers)
    code = f"from bench.run import encrypting; encrypting({width}, {count})"
    folder = str(Path(__file__).resolve().parent.parent)
    made = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **single, "PYTHONPATH": folder},
    )
    return verify * 1e3, peer_verify * 1e3, float(made.stdout) * 1e3, peer_encrypt * 1e3


def encrypting(candidates: int, count: int) -> None:
    """Prints the processor seconds a ballot of our encryption, tables made before."""
    folder = Path(tempfile.mkdtemp())
    try:
        one = sample(folder, candidates, count)
        start = time.process_time()
        make(one.election, one.pack, 0, count)
        print((time.process_time() - start) / count)
    finally:
        shutil.rmtree(folder)


def logs() -> None:
    """Discrete logarithms up to ten million."""
    share = Share.generate()
    start = time.perf_counter()
    discrete_logs([share.public_key], 10_000_000)
    first = time.perf_counter() - start
    start = time.perf_counter()
    discrete_logs([share.public_key] * 10, 10_000_000)
    each = (time.perf_counter() - start) * 100
    print(f"discrete log up to 10^7: {first * 1e3:.0f} ms with preparation, {each:.1f} ms each after it")


def demo(folder: Path) -> list[str]:
    """The whole demonstration."""
    start = time.perf_counter()
    subprocess.run(
        shora("demo", "westminster", "--out", str(folder / "demo")), check=True, capture_output=True
    )
    took = time.perf_counter() - start
    print(f"demo westminster: {took:.0f} s wall")
    return [f"demo: {took:.0f} s > 120 s"] if took > 120 else []


def memory(folder: Path) -> list[str]:
    """Peak memory of `shora verify` on an archive of 20 MB and of 200 MB."""
    peaks = []
    for ballots in (120, 1_200):
        one = sample(folder, 300, ballots)
        program = (
            "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, capture_output=True);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        done = subprocess.run(
            [sys.executable, "-c", program, *shora("verify", str(one.full))],
            check=True,
            capture_output=True,
            text=True,
        )
        peaks.append(int(done.stdout) / 1024)
        print(f"verify of {one.full.stat().st_size / 1e6:.0f} MB: peak {peaks[-1]:.0f} MiB")
    missed = [f"memory: {peaks[1]:.0f} MiB > 300"] if peaks[1] > 300 else []
    if peaks[1] > peaks[0] * 1.25:
        missed.append(f"memory grows from {peaks[0]:.0f} to {peaks[1]:.0f} MiB")
    return missed


if __name__ == "__main__":
    sys.exit(main())

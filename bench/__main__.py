"""``make bench``: speed and memory, with ratios to belenios-tool 3.3 in the same run, on the same archives.

``--only PART`` runs one part, and again for more. Every line that has a floor says so; the floors are
named in :mod:`bench.floors`, with where they come from. Processor time is what the operating system
counted, so that other work on the machine disturbs little; wall time is judged only where it must be.

Exit 0 when every floor that was judged is reached, 1 when one is missed.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import ballots, box, demo, seats, trustees
from bench.floors import Judge

PARTS: Mapping[str, Callable[[Path, Judge, int], None]] = {
    "speed": ballots.against_the_peer,
    "large": ballots.large,
    "cores": ballots.cores,
    "memory": ballots.memory,
    "logs": trustees.logs,
    "ceremony": trustees.ceremony,
    "decryption": trustees.decryption,
    "openings": box.openings,
    "casts": box.casts,
    "seats": seats.seats,
    "demo": demo.demo,
}


def main() -> int:
    """Runs what is asked for, and says what was missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="of the comparison with the peer")
    parser.add_argument("--only", choices=PARTS, action="append", metavar="PART", help=", ".join(PARTS))
    options = parser.parse_args()
    judge = Judge()
    for name in options.only or PARTS:
        folder = Path(tempfile.mkdtemp(prefix="shora-bench-"))
        try:
            PARTS[name](folder, judge, options.rounds)
        finally:
            shutil.rmtree(folder)
    for line in judge.missed:
        print(f"MISSED  {line}")
    for line in judge.open:
        print(f"NOT JUDGED  {line}")
    return 1 if judge.missed else 0


if __name__ == "__main__":
    sys.exit(main())

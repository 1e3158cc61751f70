"""Damage and lies by chance, told to both verifiers. ``SHORA_DIFFERENTIAL`` says how many with ``make soak``.

Each case has a number and is made from it alone: ``SHORA_DIFFERENTIAL_FROM`` begins elsewhere. The ballots of the town
are made anew in each run, so the same number meets other digits and the same fields.
"""

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.differential.both import Said, Second, differences, first, report
from tests.differential.known import known, unknown
from tests.differential.mutate import in_a_record, in_an_archive
from tests.differential.test_both import ARCHIVES
from tests.support.city import Small
from tests.support.rebuild import Tampered

FROM = int(os.environ.get("SHORA_DIFFERENTIAL_FROM", "0"))
MANY = int(os.environ.get("SHORA_DIFFERENTIAL", "2000"))
RECORDS, BARE = 15, 10


def test_a_record(held: Small, annulled: Small, process: Second, tmp_path: Path) -> None:
    _hold(_records(held, annulled, process, tmp_path, range(RECORDS)), RECORDS, whole=False)


def test_an_archive(process: Second, tmp_path: Path) -> None:
    _hold(_archives(process, tmp_path, range(BARE)), BARE, whole=False)


@pytest.mark.soak
@pytest.mark.timeout(36000)
def test_many_records(held: Small, annulled: Small, process: Second, tmp_path: Path) -> None:
    _hold(_records(held, annulled, process, tmp_path, range(FROM, FROM + MANY)), MANY, whole=True)


@pytest.mark.soak
@pytest.mark.timeout(36000)
def test_many_archives(process: Second, tmp_path: Path) -> None:
    _hold(_archives(process, tmp_path, range(FROM, FROM + MANY)), MANY, whole=True)


Compared = tuple[str, Said, Said]


def _records(
    held: Small, annulled: Small, process: Second, folder: Path, numbers: range
) -> Iterator[Compared]:
    for number in numbers:
        rng = random.Random(f"record {number}")
        copy = Tampered.copy(annulled if number % 4 == 0 else held, folder / str(number))
        done = in_a_record(copy, rng)
        yield f"record {number}: {done}", first(copy.layout.root), process.judge(copy.layout.root)
        shutil.rmtree(copy.layout.root)


def _archives(process: Second, folder: Path, numbers: range) -> Iterator[Compared]:
    for number in numbers:
        rng = random.Random(f"archive {number}")
        here = folder / f"archive-{number}"
        here.mkdir()
        path = Path(shutil.copy(ARCHIVES[number % len(ARCHIVES)], here))
        done = in_an_archive(path, rng)
        yield f"archive {number}: {done}", first(here), process.judge(here)
        shutil.rmtree(here)


def _hold(compared: Iterator[Compared], wanted: int, *, whole: bool) -> None:
    """Nothing differs, or no exit code where not the ``whole`` is asked; and the damage was damage: hardly any record verifies with it."""
    lines, wrong, verified, count = known(), [], 0, 0
    for name, mine, theirs in compared:
        count += 1
        verified += mine.exit == 0
        if mine.exit != theirs.exit or (whole and unknown(name, differences(mine, theirs), lines)):
            wrong.append(report(name, mine, theirs))
    assert count == wanted
    assert verified <= count // 3, f"{verified} of {count} verify all the same: too little is changed"
    assert not wrong, "\n\n".join((f"{len(wrong)} of {count} cases", *wrong))

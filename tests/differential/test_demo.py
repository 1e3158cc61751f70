"""A whole city of a demonstration, with thousands of real or generated ballots, in both verifiers."""

from pathlib import Path

import pytest
from tests.conformance.shora_says import command
from tests.differential.both import Said, differences, first, report, second

pytestmark = [pytest.mark.soak, pytest.mark.timeout(14400)]
SAMPLED = [
    "exit: first 0, second 3",
    "V5: first passed, second sampled",
    "verified: first True, second False",
]
"""What a sample says otherwise: all ballots are added up, and the proofs of a few are checked."""


def made(name: str, folder: Path) -> tuple[Path, Said]:
    """The demonstration, and what the first verifier says of it."""
    done = command("demo", name, "--out", str(folder / "record"))
    assert done.returncode == 0, done.stderr
    mine = first(folder / "record")
    assert mine.exit == 0, mine.text
    return folder / "record", mine


def test_all_of_westminster(tmp_path: Path) -> None:
    path, mine = made("westminster", tmp_path)
    assert report("westminster", mine, second(path)) == ""


def test_a_sample_of_tehran(tmp_path: Path) -> None:
    """120 candidates a ballot: all proofs would take hours without a compiled core."""
    path, mine = made("tehran", tmp_path)
    assert differences(mine, second(path, "--sample", "1%")) == SAMPLED

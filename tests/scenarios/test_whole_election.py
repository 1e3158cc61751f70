"""Scenario number one is the example that newcomers read: it runs, and says what it should."""

import runpy
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "whole_election.py"


def test_the_example_is_a_verified_election(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    verdict = runpy.run_path(str(EXAMPLE))["main"](tmp_path / "record")
    assert verdict.verified
    assert (verdict.boxes, verdict.ballots) == (2, 6)
    said = capsys.readouterr().out.splitlines()
    assert said[-3:] == ["seat 1: 11 with 4 votes", "seat 2: 13 with 3 votes", "verified"]
    assert len({line for line in said if "tracker" in line}) == 6

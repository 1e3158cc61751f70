"""The comparison itself: two programs that share nothing, and a difference that is seen."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.differential.both import LOOP, SOURCES, Second, differences, first, report, second
from tests.differential.known import Known, idle, known, unknown
from tests.support.city import Small
from tests.support.rebuild import Tampered

PEER = Path(__file__).parents[1] / "data" / "peer"
ARCHIVES = sorted(PEER.glob("*.bel"))
MOST_KNOWN = 12
"""Whoever needs more lines than this has a second verifier that says something else, not a second one."""


def test_whole_records_verify_in_both(held: Small, annulled: Small, process: Second) -> None:
    for small in (held, annulled):
        mine = first(small.layout.root)
        assert mine.exit == 0, mine.text
        assert report("a town", mine, process.judge(small.layout.root)) == ""
        assert set(mine.outcomes.values()) == {"passed"}


@pytest.mark.parametrize("path", ARCHIVES, ids=lambda path: path.name)
def test_archives_of_another_program_verify_in_both(path: Path, process: Second) -> None:
    mine = first(path)
    assert mine.exit == 0
    assert report(path.name, mine, process.judge(path)) == ""


def test_the_process_that_stays_says_what_the_program_says(
    held: Small, tmp_path: Path, process: Second
) -> None:
    """It keeps powers between records, and nothing else: here is the program that everybody runs, with two processes."""
    assert second(held.layout.root) == process.judge(held.layout.root)
    copy = Tampered.copy(held, tmp_path / "record")
    copy.edit(copy.layout.definition, lambda value: value.update(administrator="somebody"))
    assert second(copy.layout.root) == process.judge(copy.layout.root)
    assert second(tmp_path) == process.judge(tmp_path)


def test_a_published_hash_is_asked_of_both(held: Small, process: Second) -> None:
    right, wrong = first(held.layout.root).counts["record"], "0" * 64
    for published, code in ((right, 0), (wrong, 1)):
        mine = first(held.layout.root, published)
        assert mine.exit == code
        assert report("a published hash", mine, process.judge(held.layout.root, published)) == ""


def test_the_second_one_can_import_nothing_of_the_first(tmp_path: Path) -> None:
    """In its process there is the standard library and verifier/src: no shora, nothing that anybody has installed."""
    text = LOOP.read_text(encoding="utf-8")
    assert text.index("sys.path.insert(0, sys.argv[1])") < text.index("from shora_verify")
    probe = tmp_path / "probe.py"
    probe.write_text(
        "import importlib.util as u, json, sys\nsys.path.insert(0, sys.argv[1])\n"
        "print(json.dumps([n for n in ('shora_verify', 'shora', 'cryptography', 'pytest', 'tests') if u.find_spec(n)]))\n"
    )
    for options in (["-I", "-S"], ["-S", "-P"]):
        done = subprocess.run(
            [sys.executable, *options, probe, SOURCES],
            env={"PYTHONPATH": os.fspath(SOURCES)},
            capture_output=True,
            check=True,
        )
        assert json.loads(done.stdout) == ["shora_verify"]


def test_every_difference_is_seen(held: Small) -> None:
    """Whatever one of them says otherwise has a line."""
    said = first(held.layout.root)
    said = replace(said, exit=1, failures=frozenset({"V5 proof-choice boxes/a/x.bel"}))
    others = {
        "exit: first 1, second 0": replace(said, exit=0),
        "V7: first passed, second nothing yet": replace(
            said, outcomes={**said.outcomes, "V7": "nothing yet"}
        ),
        "V13: first passed, second None": replace(
            said, outcomes={k: v for k, v in said.outcomes.items() if k != "V13"}
        ),
        f"ballots: first {said.counts['ballots']}, second 1": replace(
            said, counts={**said.counts, "ballots": 1}
        ),
        "only the first: V5 proof-choice boxes/a/x.bel": replace(said, failures=frozenset()),
        "only the second: V5 proof-choice boxes/a/x.bel < V4": replace(
            said, failures=said.failures | {"V5 proof-choice boxes/a/x.bel < V4"}
        ),
        "only the second notes: x y": replace(said, notes=said.notes | {"x y"}),
    }
    assert differences(said, said) == []
    for line, other in others.items():
        assert differences(said, other) == [line]
    assert differences(said, replace(said, exit=2)) == ["exit: first 1, second 2"]
    assert differences(said, replace(said, exit="broke: x\ny")) == ["exit: first 1, second broke: x"]


def test_the_list_of_known_differences_is_short_and_has_reasons() -> None:
    lines = known()
    assert len(lines) <= MOST_KNOWN
    assert all(len(line.reason) > 20 for line in lines)
    assert len({(line.test, line.difference) for line in lines}) == len(lines)


def test_a_known_difference_covers_what_it_says_and_no_more() -> None:
    line = Known(test="[a lie]", difference="only the first: V1 *", reason="open")
    found = ["only the first: V1 malformed box.json", "V1: first failed, second passed"]
    assert unknown("tests/x.py::test_y[a lie]", found, [line]) == found[1:]
    assert unknown("tests/x.py::test_y[another lie]", found, [line]) == found
    assert idle([("t[a lie]", found)], [line]) == []
    assert idle([("t[a lie]", found[1:])], [line]) == [line]

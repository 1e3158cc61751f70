"""A pytest plugin: whatever record a test gives to the first verifier, the second one judges beside it.

``python -m pytest -p tests.differential.beside tests/tamper``, with the file that gets a line of JSON a verdict in
``SHORA_BESIDE``. The tests pass or fail as ever; where verdicts differ stands in the file.
``SHORA_BESIDE_CASES`` takes so many of the tests, always the same ones.
"""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.differential.both import Said, Second, broken, differences, first_of

import shora.steps.verify as step
from shora.errors import ShoraError
from shora.ids import Hash
from shora.steps.progress import Watcher
from shora.verification.verdict import Verdict

OUT = Path(os.environ["SHORA_BESIDE"])
CASES = int(os.environ.get("SHORA_BESIDE_CASES", "0"))
BLIND = ("test_two_stubs_of_a_box_that_show_the_same",)
"""Tests that change the first verifier itself, not a record."""

Verify = Callable[..., Verdict]
_process: list[Second] = []


def _second() -> Second:
    if not _process:
        _process.append(Second())
    return _process[0]


def _compare(path: Path, mine: Said, published: str | None) -> None:
    name = os.environ.get("PYTEST_CURRENT_TEST", "?").rpartition(" ")[0]
    if any(one in name for one in BLIND):
        return
    theirs = _second().judge(path, published)
    line = {"test": name, "differences": differences(mine, theirs), "first": mine.text, "second": theirs.text}
    with OUT.open(
        "a", encoding="utf-8"
    ) as file:  # a line is one write: processes side by side do not mix them
        file.write(json.dumps(line) + "\n")


def _beside(real: Verify) -> Verify:
    def verify(path: Path, watcher: Watcher, *, published: Hash | None = None) -> Verdict:
        try:
            verdict = real(path, watcher, published=published)
        except ShoraError as error:
            _compare(path, broken(error), published)
            raise
        _compare(path, first_of(verdict), published)
        return verdict

    return verify


step.verify = _beside(step.verify)  # before any test has imported it


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The tests whose names hash lowest."""
    if CASES:
        chosen = {
            item.nodeid
            for item in sorted(items, key=lambda item: hashlib.sha256(item.nodeid.encode()).digest())[:CASES]
        }
        left = [item for item in items if item.nodeid not in chosen]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item.nodeid in chosen]


def pytest_sessionfinish() -> None:
    while _process:
        _process.pop().close()

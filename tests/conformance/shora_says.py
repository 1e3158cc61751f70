"""Shora's own word, as the tests ask for it: in the process, or through the command line."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shora.errors import ShoraError
from shora.steps.progress import Unwatched
from shora.steps.verify import verify


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The exit code that ``shora verify`` has, and ``check code`` of each failure that follows from none."""

    exit: int
    roots: Sequence[str]
    text: str

    @property
    def verified(self) -> bool:
        return self.exit == 0


def judge(path: Path) -> Said:
    """What ``shora verify`` says, without starting a program."""
    try:
        verdict = verify(path, Unwatched())
    except ShoraError as error:
        return Said(exit=error.exit_code, roots=(), text=str(error))
    roots = tuple(f"{failure.check} {failure.code}" for failure in verdict.failures if not failure.follows)
    text = "\n".join(f"{failure.check} {failure.code} {failure.place}" for failure in verdict.failures)
    return Said(exit=0 if verdict.verified else 1, roots=roots, text=text)


def command(*words: str) -> subprocess.CompletedProcess[str]:
    """``shora …`` as a program."""
    program = Path(sys.executable).with_name("shora")
    return subprocess.run([program, *words], capture_output=True, text=True, check=False)


def command_json(*words: str) -> dict[str, Any]:
    """The same with ``--json``, where it has to succeed."""
    done = command(*words, "--json")
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer

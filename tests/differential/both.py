"""One record, two verifiers: what each says, and where they differ.

``python -m tests.differential.both PATH…`` prints it, and exits 1 where they do. The second verifier is never
imported here: it runs in a process of its own that can import the standard library and ``verifier/src``, and nothing else.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from shora.errors import ShoraError
from shora.ids import Hash
from shora.steps.progress import Unwatched
from shora.steps.verify import verify
from shora.verification.verdict import Verdict

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "verifier" / "src"
LOOP = Path(__file__).with_name("loop.py")
JUDGED = {0, 1, 3}
"""Exit codes with a verdict; 3 is the second verifier's: nothing wrong was found in a sample."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a verifier says of a path. ``text`` is for people."""

    exit: int | str
    outcomes: dict[str, str] = field(default_factory=dict)
    failures: frozenset[str] = frozenset()
    """``CHECK CODE FILE``, and `` < CHECK`` where it follows from one."""
    notes: frozenset[str] = frozenset()
    counts: dict[str, Any] = field(default_factory=dict)
    text: str = ""


def said(code: int | str, answer: dict[str, Any] | None, text: str = "") -> Said:
    """What the JSON of either of them says."""
    if answer is None or code not in JUDGED:
        return Said(exit=code, text=text)
    failures = [
        " ".join(
            (one["check"], one["code"], one["file"], *(("<", one["follows"]) if "follows" in one else ()))
        )
        for one in answer["failures"]
    ]
    return Said(
        exit=code,
        outcomes={one["check"]: one["outcome"] for one in answer["checks"]},
        failures=frozenset(failures),
        notes=frozenset(f"{one['code']} {one['file']}" for one in answer["notes"]),
        counts={key: answer.get(key) for key in ("verified", "record", "boxes", "ballots")},
        text="\n".join(f"{one['check']} {one['code']}: {one['detail']}" for one in answer["failures"]),
    )


def first_of(verdict: Verdict) -> Said:
    """What ``shora verify --json`` prints of it."""
    answer: dict[str, Any] = json.loads(json.dumps(verdict.to_json()))
    return said(0 if verdict.verified else 1, answer)


def broken(error: ShoraError) -> Said:
    return Said(exit=error.exit_code, text=str(error))


def first(path: Path, published: str | None = None) -> Said:
    """The first verifier, in this process."""
    try:
        return first_of(verify(path, Unwatched(), published=None if published is None else Hash(published)))
    except ShoraError as error:
        return broken(error)
    except (MemoryError, RecursionError, OSError) as error:  # as the command line does
        return Said(exit=2, text=repr(error))


class Second:
    """The second verifier, in a process that stays for many records."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", LOOP, SOURCES],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def judge(self, path: Path, published: str | None = None) -> Said:
        words = [os.fspath(path), *(() if published is None else ("--record-hash", published))]
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        code, out, err = json.loads(self._process.stdout.readline())
        return said(code, json.loads(out) if out else None, err)


def second(path: Path, *options: str) -> Said:
    """The second verifier as a program, as anybody runs it."""
    done = subprocess.run(
        [sys.executable, "-S", "-P", "-m", "shora_verify", path, "--json", "--quiet", *options],
        env={"PYTHONPATH": os.fspath(SOURCES)},
        capture_output=True,
        text=True,
        check=False,
    )
    return said(done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr)


def differences(one: Said, other: Said) -> list[str]:
    """A line for each thing that they say differently; ``first`` and ``second`` say which of them says it."""
    out = []
    if one.exit != other.exit:
        out.append(f"exit: first {one.exit}, second {other.exit}".splitlines()[0])
    if one.exit not in JUDGED or other.exit not in JUDGED:
        return out
    for check in {**one.outcomes, **other.outcomes}:
        a, b = one.outcomes.get(check), other.outcomes.get(check)
        if a != b:
            out.append(f"{check}: first {a}, second {b}")
    for key, value in one.counts.items():
        if value != other.counts[key]:
            out.append(f"{key}: first {value}, second {other.counts[key]}")
    for who, mine, theirs in (("first", one, other), ("second", other, one)):
        out += [f"only the {who}: {line}" for line in sorted(mine.failures - theirs.failures)]
        out += [f"only the {who} notes: {line}" for line in sorted(mine.notes - theirs.notes)]
    return out


def report(name: str, one: Said, other: Said) -> str:
    """What they say differently, and what each says about it, or nothing."""
    lines = differences(one, other)
    if not lines:
        return ""
    words = [
        f"    {who}: {line}"
        for who, s in (("first", one), ("second", other))
        for line in f"exit {s.exit}\n{s.text}".splitlines()[:12]
    ]
    return "\n".join((name, *(f"  {line}" for line in lines), *words))


def main(paths: list[str]) -> int:
    """Compares each path; a sum at the end."""
    seen: Counter[bool] = Counter()
    with Second() as process:
        for path in paths:
            text = report(path, first(Path(path)), process.judge(Path(path)))
            seen[bool(text)] += 1
            print(text or f"{path}: they agree")
    print(f"{seen[False]} agree, {seen[True]} do not")
    return 1 if seen[True] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

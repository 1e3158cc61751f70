"""What verification answers: for each numbered check an outcome, and for each failure its place.

A verdict is a value; verification never stops at a failure. A failure that only follows from another
check's failure says so in ``follows``: the root cause comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shora.text.json import JsonValue

LISTED = 1_000
"""Failures kept a check; a record with more is not told apart better by them."""


class Check(StrEnum):
    """The numbered checks that this version makes; the value is printed."""

    V1 = "V1"
    V2 = "V2"
    V3 = "V3"
    V4 = "V4"
    V5 = "V5"
    V6 = "V6"
    V7 = "V7"
    V8 = "V8"
    V9 = "V9"
    V12 = "V12"

    @property
    def sentence(self) -> str:
        """What the check says, in a few words."""
        return _TITLES[self]


_TITLES = {
    Check.V1: "definition: the fixed parts are those that the record names",
    Check.V2: "trustees: certificates, commitments, public shares",
    Check.V3: "box set-up: key, trustees, cards, questions",
    Check.V4: "event chain and archive bytes",
    Check.V5: "every ballot: shape, group, proofs, signature, known card",
    Check.V6: "every card and tracker once",
    Check.V7: "encrypted tally is the product of the ballots",
    Check.V8: "partial decryptions",
    Check.V9: "result is what the shares decrypt to",
    Check.V12: "city totals are the sum of the boxes",
}


class Outcome(StrEnum):
    """What became of a check."""

    PASSED = "passed"
    FAILED = "failed"
    NOTHING_YET = "nothing yet"
    """The record has not come to the step that this check is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in the record: each part is empty or ``None`` where it does not apply.

    ``event`` is a height in the box's chain, ``ballot`` a tracker, ``question`` and ``choice`` the texts
    of the ballot; ``trustee`` counts from 1.
    """

    file: str
    event: int | None = None
    ballot: str = ""
    question: str = ""
    choice: str = ""
    trustee: int | None = None

    def __str__(self) -> str:
        """``file, event 3, ballot …, question …, choice …``."""
        parts = [self.file]
        parts += [f"event {self.event}"] if self.event is not None else []
        parts += [f"trustee {self.trustee}"] if self.trustee is not None else []
        named = (("ballot", self.ballot), ("question", self.question), ("choice", self.choice))
        parts += [f"{word} {text}" for word, text in named if text]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One thing that is wrong. ``code`` is a word of ``spec/verification.md``."""

    check: Check
    code: str
    place: Place
    detail: str
    follows: Check | None = None

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data; what does not apply is left out."""
        out: dict[str, JsonValue] = {
            "check": str(self.check),
            "code": self.code,
            "file": self.place.file,
            "detail": self.detail,
        }
        for name in ("event", "ballot", "question", "choice", "trustee"):
            value = getattr(self.place, name)
            if value is not None and value != "":
                out[name] = value
        if self.follows is not None:
            out["follows"] = str(self.follows)
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All outcomes, in the order of the checks, and all failures, root causes first."""

    outcomes: tuple[tuple[Check, Outcome], ...]
    failures: tuple[Failure, ...]
    boxes: int
    ballots: int

    @property
    def verified(self) -> bool:
        """Whether nothing failed."""
        return not self.failures

    def to_json(self) -> dict[str, JsonValue]:
        """What ``shora verify --json`` prints."""
        return {
            "verified": self.verified,
            "boxes": self.boxes,
            "ballots": self.ballots,
            "checks": [
                {"check": str(check), "title": check.sentence, "outcome": str(outcome)}
                for check, outcome in self.outcomes
            ],
            "failures": [failure.to_json() for failure in self.failures],
        }


class Findings:
    """Collects failures while checks run; which checks had anything to look at; and which failed."""

    def __init__(self) -> None:
        self._failures: list[Failure] = []
        self._counts: dict[Check, int] = {}
        self._seen: set[Check] = set()

    def looked(self, check: Check) -> None:
        """The check had something to check."""
        self._seen.add(check)

    def failed(self, check: Check) -> bool:
        """Whether the check has a failure."""
        return self._counts.get(check, 0) > 0

    def fail(
        self, check: Check, code: str, place: Place, detail: str, *, after: Sequence[Check] = ()
    ) -> None:
        """Notes a failure; it follows the first check of ``after`` that has failed, if any has."""
        self.looked(check)
        count = self._counts.get(check, 0) + 1
        self._counts[check] = count
        if count > LISTED:
            return
        follows = next((root for root in after if self.failed(root)), None)
        failure = Failure(check=check, code=code, place=place, detail=detail, follows=follows)
        if count == LISTED:
            failure = replace(failure, code="too-many", detail="more of this check failed than is listed")
        self._failures.append(failure)

    def merge(self, other: "Findings") -> None:
        """Takes over what another collector found."""
        self._failures += other.failures
        self._seen |= other.seen
        for check, count in other.counts.items():
            self._counts[check] = self._counts.get(check, 0) + count

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What failed so far, in the order in which it was found."""
        return tuple(self._failures)

    @property
    def seen(self) -> frozenset[Check]:
        """The checks that had something to check."""
        return frozenset(self._seen)

    @property
    def counts(self) -> dict[Check, int]:
        """How often each check failed, also beyond what is listed."""
        return dict(self._counts)

    def verdict(self, checks: Sequence[Check], *, boxes: int, ballots: int) -> Verdict:
        """The outcome of each of ``checks``."""

        def outcome(check: Check) -> Outcome:
            if self.failed(check):
                return Outcome.FAILED
            return Outcome.PASSED if check in self._seen else Outcome.NOTHING_YET

        order = {check: number for number, check in enumerate(Check)}
        failures = sorted(self._failures, key=lambda f: (f.follows is not None, order[f.check]))
        return Verdict(
            outcomes=tuple((check, outcome(check)) for check in checks),
            failures=tuple(failures),
            boxes=boxes,
            ballots=ballots,
        )

"""What verification answers: for each numbered check an outcome, and for each failure its place.

A verdict is a value; verification never stops at a failure. A failure that only follows from another
check's failure says so in ``follows``: the root cause comes first, and those that follow lie under it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shora.ids import Hash
from shora.text.json import JsonValue
from shora.verification.failure import Check, Failure, Note, Outcome, Place

__all__ = ["LISTED", "Check", "Failure", "Findings", "Note", "Outcome", "Place", "Verdict"]

LISTED = 1_000
"""Failures kept a check, and notes a code; a record with more is not told apart better by them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All outcomes, in the order of the checks, and all failures, root causes first.

    ``record`` is the record hash, ``None`` for an archive alone. It says *which* record was verified:
    it has to be compared with the one that was published before the day.
    """

    outcomes: tuple[tuple[Check, Outcome], ...]
    failures: tuple[Failure, ...]
    notes: tuple[Note, ...]
    record: Hash | None
    boxes: int
    ballots: int

    @property
    def verified(self) -> bool:
        """Whether nothing failed."""
        return not self.failures

    @property
    def families(self) -> tuple[tuple[Failure, tuple[Failure, ...]], ...]:
        """Each root cause with what follows from it: of the same folder where there is such a root cause."""
        roots = [failure for failure in self.failures if failure.follows is None]
        under: dict[int, list[Failure]] = {}
        for failure in self.failures:
            if failure.follows is None:
                continue
            explain = [number for number, root in enumerate(roots) if root.check is failure.follows]
            near = [number for number in explain if roots[number].place.folder == failure.place.folder]
            under.setdefault((near or explain or [0])[0], []).append(failure)
        return tuple((root, tuple(under.get(number, ()))) for number, root in enumerate(roots))

    def to_json(self) -> dict[str, JsonValue]:
        """What ``shora verify --json`` prints."""
        out: dict[str, JsonValue] = {"verified": self.verified}
        if self.record is not None:
            out["record"] = self.record
        return out | {
            "boxes": self.boxes,
            "ballots": self.ballots,
            "checks": [
                {"check": str(check), "title": check.sentence, "outcome": str(outcome)}
                for check, outcome in self.outcomes
            ],
            "failures": [failure.to_json() for failure in self.failures],
            "notes": [note.to_json() for note in self.notes],
        }


class Findings:
    """Collects failures while checks run; which checks had anything to look at; and which failed.

    ``context`` are other collectors, of boxes, say, whose failures can explain those that come here.
    """

    def __init__(self, *context: "Findings") -> None:
        self._context = context
        self._failures: list[Failure] = []
        self._notes: list[Note] = []
        self._noted: dict[str, int] = {}
        self._counts: dict[Check, int] = {}
        self._roots: dict[Check, Check] = {}
        self._seen: set[Check] = set()

    def looked(self, check: Check) -> None:
        """The check had something to check."""
        self._seen.add(check)

    def failed(self, check: Check) -> bool:
        """Whether the check has a failure."""
        return self._counts.get(check, 0) > 0

    def fail(
        self,
        check: Check,
        code: str,
        place: Place,
        detail: str,
        *,
        after: Sequence[Check] = (),
        explains: bool = True,
    ) -> None:
        """Notes a failure; it follows the first check of ``after`` that has failed, if any has.

        Where that failure follows another one itself, both follow the same. A failure that does not
        ``explains`` is nobody's root cause: a file too many, say.
        """
        self.looked(check)
        count = self._counts.get(check, 0) + 1
        self._counts[check] = count
        follows = self._root(after)
        if follows is None and explains:
            self._roots[check] = check
        elif follows is not None:
            self._roots.setdefault(check, follows)
        if count > LISTED:
            return
        failure = Failure(check=check, code=code, place=place, detail=detail, follows=follows)
        if count == LISTED:
            failure = replace(failure, code="too-many", detail="more of this check failed than is listed")
        self._failures.append(failure)

    def note(self, code: str, place: Place, sentence: str) -> None:
        """What a reader must know; at most :data:`LISTED` of a code."""
        self._keep(Note(code=code, place=place, sentence=sentence))

    def _keep(self, note: Note) -> None:
        count = self._noted.get(note.code, 0) + 1
        self._noted[note.code] = count
        if count < LISTED:
            self._notes.append(note)
        elif count == LISTED:
            self._notes.append(replace(note, sentence="there are more notes of this kind than are listed"))

    def merge(self, other: "Findings") -> None:
        """Takes over what another collector found."""
        self._failures += other.failures
        for one in other.notes:
            self._keep(one)
        self._seen |= other.seen
        for check, count in other.counts.items():
            self._counts[check] = self._counts.get(check, 0) + count
        for check, root in other.roots.items():
            if root is check:
                self._roots[check] = check
            self._roots.setdefault(check, root)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What failed so far, in the order in which it was found."""
        return tuple(self._failures)

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes so far."""
        return tuple(self._notes)

    @property
    def seen(self) -> frozenset[Check]:
        """The checks that had something to check."""
        return frozenset(self._seen)

    @property
    def counts(self) -> dict[Check, int]:
        """How often each check failed, also beyond what is listed."""
        return dict(self._counts)

    @property
    def roots(self) -> dict[Check, Check]:
        """For each check with failures that explain others: whose failure explains its own, itself for a root cause."""
        return dict(self._roots)

    def verdict(
        self, checks: Sequence[Check], *, boxes: int, ballots: int, record: Hash | None = None
    ) -> Verdict:
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
            notes=tuple(self._notes),
            record=record,
            boxes=boxes,
            ballots=ballots,
        )

    def _root(self, after: Sequence[Check]) -> Check | None:
        roots = (self.root_of(check) for check in after)
        return next((root for root in roots if root is not None), None)

    def root_of(self, check: Check) -> Check | None:
        """Whose failure explains those of a check, here or in the context; ``None`` where none explains anything."""
        if check in self._roots:
            return self._roots[check]
        roots = (other.root_of(check) for other in self._context)
        return next((root for root in roots if root is not None), None)

"""Outcomes, failures and root causes: spec/verification.md."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

TITLES = {
    "V1": "definition: the fixed parts are those that the record names, and they are signed",
    "V2": "trustees: ceremony, certificates, commitments, public shares",
    "V3": "box set-up: key, trustees, cards, questions",
    "V4": "event chain and archive bytes",
    "V5": "every ballot: shape, group, proofs, signature, known card",
    "V6": "every card and tracker once",
    "V7": "encrypted tally is the product of the ballots",
    "V8": "partial decryptions",
    "V9": "result is what the shares decrypt to",
    "V10": "the day: zero reports, minutes, every card in one class, check-ins",
    "V11": "challenged ballots open to what they claim and were not counted",
    "V12": "city totals are the sum of the boxes, and every box ends",
    "V13": "seats follow from the totals by the rule, with the lots that were drawn",
}
MOST = 1000
RECORD = ""  # the "box" of what is no box's


@dataclass
class Report:
    """What was found. A failure names the checks that may explain it; the first of them that failed is its root."""

    failures: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)
    looked: set[str] = field(default_factory=set)
    roots: dict[tuple[str, str], str] = field(default_factory=dict)  # (box, check): the root of its first failure
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    def fail(
        self, check: str, code: str, box: str, file: str, detail: str = "", causes: tuple[str, ...] = (), **place: Any
    ) -> None:
        """One failure; `causes` are the checks of its row in the table, `boxes` (of a place) other boxes to look in."""
        self.looked.add(check)
        boxes = place.pop("boxes", (box,))
        explains = place.pop("explains", True)
        root = next((self.roots[b, c] for c in causes for b in (*boxes, RECORD) if (b, c) in self.roots), None)
        if explains:
            self.roots.setdefault((box, check), root or check)
        self.counts[check, box] += 1
        if self.counts[check, box] > MOST:
            return
        if self.counts[check, box] == MOST:
            code, detail, place = "too-many", "more is wrong than is listed", {}
        entry = {"check": check, "code": code, "file": file, "detail": detail or code}
        entry |= {k: v for k, v in place.items() if v is not None}
        self.failures.append(entry | ({"follows": root} if root else {}))

    def note(self, code: str, file: str, sentence: str) -> None:
        if (n := sum(x["code"] == code for x in self.notes)) < MOST:
            more = n == MOST - 1
            self.notes.append({"code": code, "file": file, "sentence": "there are more" if more else sentence})

    def outcome(self, check: str) -> str:
        if any(f["check"] == check for f in self.failures):
            return "failed"
        return "passed" if check in self.looked else "nothing yet"

    def sorted(self) -> list[dict[str, Any]]:
        """Root causes first, then followers, each in the order of the checks."""
        return sorted(self.failures, key=lambda f: ("follows" in f, int(f["check"][1:])))

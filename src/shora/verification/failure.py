"""What a check says: its number, its outcome, where in the record, what is wrong, what a reader must know."""

from dataclasses import dataclass
from enum import StrEnum

from shora.text.json import JsonValue


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
    V10 = "V10"
    V11 = "V11"
    V12 = "V12"
    V13 = "V13"

    @property
    def sentence(self) -> str:
        """What the check says, in a few words."""
        return _TITLES[self]


_TITLES = {
    Check.V1: "definition: the fixed parts are those that the record names, and they are signed",
    Check.V2: "trustees: ceremony, certificates, commitments, public shares",
    Check.V3: "box set-up: key, trustees, cards, questions",
    Check.V4: "event chain and archive bytes",
    Check.V5: "every ballot: shape, group, proofs, signature, known card",
    Check.V6: "every card and tracker once",
    Check.V7: "encrypted tally is the product of the ballots",
    Check.V8: "partial decryptions",
    Check.V9: "result is what the shares decrypt to",
    Check.V10: "the day: zero reports, minutes, every card in one class, check-ins",
    Check.V11: "challenged ballots open to what they claim and were not counted",
    Check.V12: "city totals are the sum of the boxes, and every box ends",
    Check.V13: "seats follow from the totals by the rule, with the lots that were drawn",
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

    @property
    def folder(self) -> str:
        """The folder of the file: what lies in one is of one box."""
        return self.file.rpartition("/")[0]

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
    """One thing that is wrong. ``code`` is a word of ``spec/verification.md``.

    ``follows`` is the check whose failure explains this one; ``None`` is a root cause.
    """

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
class Note:
    """What a reader must know and which is no failure. ``code`` is a word of ``spec/verification.md``."""

    code: str
    place: Place
    sentence: str

    def to_json(self) -> dict[str, JsonValue]:
        """Plain data."""
        return {"code": self.code, "file": self.place.file, "sentence": self.sentence}

"""Everything that can be wrong with an archive, by name. Spec: ``spec/archive.md``, "Findings"."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MAX_FINDINGS: Final = 200
"""Findings that are kept; an archive of garbage has more, and they say nothing new."""


class ArchiveFault(StrEnum):
    """What is wrong. The value is the code that is printed and that tests expect."""

    # The file
    TRUNCATED = "truncated"
    """The file ends inside a member."""
    BYTES_APPENDED = "bytes-appended"
    """Bytes follow the last member that are no member (zero blocks at the end included)."""
    # A member's header
    HEADER_MALFORMED = "header-malformed"
    """A header is not, byte for byte, what the format prescribes."""
    CHECKSUM_WRONG = "checksum-wrong"
    """The checksum of a header does not fit its other bytes."""
    TIMESTAMP_DIFFERS = "timestamp-differs"
    """A member's time is not the time in the archive's header."""
    PREAMBLE_MALFORMED = "preamble-malformed"
    """The first member, ``BELENIOS``, is readable but not canonical."""
    # A member's body
    HASH_WRONG = "hash-wrong"
    """The body's SHA-256 is not in the member's name."""
    PADDING_NOT_ZERO = "padding-not-zero"
    """The bytes between the body's end and the next block are not zero."""
    # Which members, in which order
    MEMBER_REPEATED = "member-repeated"
    """The same body is there twice."""
    MEMBER_OUT_OF_PLACE = "member-out-of-place"
    """Data does not lie directly before the event that needs it, in the prescribed order."""
    DATA_WITHOUT_EVENT = "data-without-event"
    """No event leads to this data."""
    PAYLOAD_MISSING = "payload-missing"
    """Data that an event leads to is not in the archive."""
    PAYLOAD_MALFORMED = "payload-malformed"
    """A payload that names other data is not what its event needs."""
    # An event by itself, and in the chain
    EVENT_MALFORMED = "event-malformed"
    """An event is not an event."""
    EVENT_NOT_CANONICAL = "event-not-canonical"
    """An event is readable, but not in the one form that is hashed."""
    HEIGHT_WRONG = "height-wrong"
    """An event's height is not one more than that of the event before."""
    PARENT_WRONG = "parent-wrong"
    """An event's parent is not the hash of the event before."""
    # The order of events
    SETUP_MISSING = "setup-missing"
    """The archive does not begin with a Setup event."""
    SETUP_TWICE = "setup-twice"
    """A second Setup event."""
    BALLOT_AFTER_END = "ballot-after-end"
    """A Ballot event after EndBallots."""
    END_TWICE = "end-twice"
    """A second EndBallots event."""
    TALLY_BEFORE_END = "tally-before-end"
    """An EncryptedTally event before EndBallots."""
    TALLY_TWICE = "tally-twice"
    """A second EncryptedTally event."""
    SHARE_BEFORE_TALLY = "share-before-tally"
    """A PartialDecryption event before EncryptedTally."""
    SHARE_TWICE = "share-twice"
    """A second PartialDecryption event of the same trustee."""
    RESULT_BEFORE_SHARE = "result-before-share"
    """A Result event before any PartialDecryption."""
    RESULT_TWICE = "result-twice"
    """A second Result event."""
    EVENT_AFTER_RESULT = "event-after-result"
    """Another event after Result, which is the last one."""
    EVENT_WITHOUT_PAYLOAD = "event-without-payload"
    """An event that needs a payload names none."""
    EVENT_WITH_PAYLOAD = "event-with-payload"
    """An EndBallots event names a payload, and has none."""
    # The list itself
    TOO_MANY = "too-many"
    """More is wrong than is listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong with an archive, and where.

    ``place`` is the member's name or ``event 12``, ``offset`` the byte in the file where the member
    begins (or where the trouble does), ``detail`` a sentence.
    """

    code: ArchiveFault
    place: str
    offset: int
    detail: str

    def __str__(self) -> str:
        """One line, as it is printed."""
        return f"{self.code} at byte {self.offset} ({self.place}): {self.detail}"


class Findings:
    """Findings as they are made, at most :data:`MAX_FINDINGS` and one that says there are more.

    ``troubled`` is true from the first on, and may be set before one whose name shows only later.
    """

    def __init__(self) -> None:
        self.troubled = False
        self._list: list[Finding] = []

    def add(self, code: ArchiveFault, place: str, offset: int, detail: str) -> None:
        """Keep a finding."""
        self.troubled = True
        if len(self._list) == MAX_FINDINGS:
            code, detail = ArchiveFault.TOO_MANY, f"more than {MAX_FINDINGS} findings; the rest is not listed"
        if len(self._list) <= MAX_FINDINGS:
            self._list.append(Finding(code=code, place=place, offset=offset, detail=detail))

    def in_order(self) -> tuple[Finding, ...]:
        """All of them, in the order of the file."""
        return tuple(sorted(self._list, key=lambda finding: finding.offset))

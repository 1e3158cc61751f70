"""V5: every ballot fits its election, and every proof holds. V6, in one box: every card and ballot once.

V5 means: the ballot's shape and canonical form, points in the group, the proofs of each mark and of
the sum, the signature, and a credential of this box.

One pass, in batches, with the product for V7 on the way. By Belenios' own rules a voter may vote
again and the last ballot counts; in a record of ours a card has one ballot, so a second one is a
failure of V6, and every ballot is in the product.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from shora.ballot.tracker import tracker_of
from shora.box.archive_read import ArchiveIndex, StoredBallot
from shora.crypto.election import BallotProduct, BallotReport
from shora.ids import PublicCredential, Tracker
from shora.verification.setup import Setup
from shora.verification.verdict import Check, Findings, Place

BATCH_BYTES = 8 * 1024 * 1024
"""Ballots read at once; with the core's working memory this bounds the whole verification."""

_AFTER = {"ballot-other-election": (Check.V3,)}
"""Every ballot is of another election where the election was changed."""

Progress = Callable[[int], None]
"""Told the number of ballots just checked."""


@dataclass(slots=True, kw_only=True)
class BallotsChecked:
    """What the pass leaves for later checks."""

    product: BallotProduct
    credentials: dict[PublicCredential, int] = field(default_factory=dict)
    """The event height of each credential's ballot that counts."""
    trackers: set[Tracker] = field(default_factory=set)
    cast: dict[PublicCredential, Tracker] = field(default_factory=dict)
    """The tracker of that ballot."""
    unread: int = 0
    """Ballots that could not be read, and so are not in the product."""


def check_ballots(
    archive: ArchiveIndex, setup: Setup, findings: Findings, *, one_ballot: bool, progress: Progress
) -> BallotsChecked:
    """Checks all ballots; ``one_ballot`` is the rule of our records."""
    checked = BallotsChecked(product=BallotProduct(setup.election))
    last = {} if one_ballot else _last_of_each(archive, setup)
    for batch in archive.iter_ballots(BATCH_BYTES):
        findings.looked(Check.V5)
        findings.looked(Check.V6)
        weights = [1 if one_ballot else _weight(stored, setup, last) for stored in batch]
        reports = setup.election.check([stored.data for stored in batch], weights, checked.product)
        for stored, report in zip(batch, reports, strict=True):
            _take(stored, report, setup, findings, checked, one_ballot=one_ballot)
        progress(len(batch))
    return checked


def _credential_in(start: bytes) -> PublicCredential | None:
    """The credential by its place in the canonical ballot."""
    _, found, rest = start.partition(b'"credential":"')
    return PublicCredential(rest[:64].decode("ascii", "replace")) if found else None


def _last_of_each(archive: ArchiveIndex, setup: Setup) -> dict[PublicCredential, int]:
    """For each known credential the number of its last ballot, counted from 0."""
    last: dict[PublicCredential, int] = {}
    for number, start in enumerate(archive.ballot_starts(400)):
        credential = _credential_in(start)
        if credential is not None and credential in setup.weights:
            last[credential] = number
    return last


def _weight(stored: StoredBallot, setup: Setup, last: dict[PublicCredential, int]) -> int:
    """How often a ballot goes into the product: not at all once a later one replaces it."""
    credential = _credential_in(stored.data[:400])
    if credential is None or credential not in setup.weights:
        return 0
    replaced = credential in last and last[credential] != stored.number
    return 0 if replaced else setup.weights[credential]


def _take(
    stored: StoredBallot,
    report: BallotReport,
    setup: Setup,
    findings: Findings,
    checked: BallotsChecked,
    *,
    one_ballot: bool,
) -> None:
    tracker = tracker_of(stored.data)
    for fault in report.faults:
        place = setup.place(fault, event=stored.height, ballot=tracker)
        findings.fail(Check.V5, fault.code, place, fault.detail, after=_AFTER.get(fault.code, ()))
    here = Place(file=setup.file, event=stored.height, ballot=tracker)
    if report.credential is None:
        checked.unread += 1
        return
    if report.credential not in setup.weights:
        detail = "no card of this box has the ballot's credential"
        findings.fail(Check.V5, "credential-unknown", here, detail, after=(Check.V3,))
    if tracker in checked.trackers:
        findings.fail(Check.V6, "ballot-twice", here, "the same ballot is there twice")
    checked.trackers.add(tracker)
    before = checked.credentials.get(report.credential)
    if before is not None and one_ballot:
        findings.fail(Check.V6, "card-twice", here, f"its card has a ballot already, at event {before}")
    checked.credentials[report.credential] = stored.height
    checked.cast[report.credential] = tracker

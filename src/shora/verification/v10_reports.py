"""V10, a box: what was signed on its day agrees with its archive, and in itself. Spec: ``spec/day.md``.

Zero report, end of ballots, decision about provisional ballots, minutes: each names the one before by its
hash. Places: the file whose field is wrong; the archive where a statement and the archive differ.
"""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from shora.election.dates import DateName
from shora.election.station import BoxKind
from shora.record.day import Ended
from shora.text.jalali import utc_text
from shora.verification.day import ROOTS, Day, Where, read_day
from shora.verification.v10_minutes import check_closing, check_decision, check_unopened
from shora.verification.verdict import Check, Findings, Place

EARLY_HOURS = 6
"""A box may open this long before polling does, for its zero report; earlier is noted."""

LATEST = timedelta(days=1)
"""A box may end this long after polling closes; later is noted."""

_CODES: Final = {
    "opening": "opening-missing",
    "ended": "ended-missing",
    "decision": "decision-missing",
    "closing": "closing-missing",
}


def check_reports(where: Where, findings: Findings) -> Day:
    """Checks a box's reports; gives what was read of them."""
    day = read_day(where, findings)
    if where.archived is not None:
        findings.looked(Check.V10)
    if day.unopened is not None:
        check_unopened(where, day, findings)
        return day
    _check_presence(where, findings)
    _check_opening(where, day, findings)
    _check_ended(where, day, findings)
    check_decision(where, day, findings)
    check_closing(where, day, findings)
    _check_times(where, day, findings)
    return day


def _check_presence(where: Where, findings: Findings) -> None:
    """What lies there calls for what has to lie there before it."""
    archived = where.archived
    ended = archived is not None and archived.is_ended
    provisional = where.kind is BoxKind.PROVISIONAL
    needed = {
        "opening": where.has_archive or where.has("ended") or where.has("closing"),
        "ended": where.has("closing") or where.has("decision") or ended,
        "decision": provisional and (ended or where.has("closing") or _has_ballots(where)),
        "closing": archived is not None and archived.is_tallied,
    }
    for name, is_needed in needed.items():
        if is_needed and not where.has(name):
            detail = f"the box {where.info.box} has come further, and there is no {name}.json"
            findings.fail(Check.V10, _CODES[name], Place(file=where.file(name)), detail)
    if where.has("opening") and not where.has_archive:
        detail = "the box was opened, and its archive is not there"
        findings.fail(Check.V10, "archive-missing", Place(file=where.archive), detail)
    if where.has("decision") and not provisional:
        detail = "decisions are about provisional ballots, and this box has none"
        findings.fail(Check.V10, "decision-differs", Place(file=where.file("decision")), detail)


def _has_ballots(where: Where) -> bool:
    return where.archived is not None and where.archived.ballots > 0


def _check_opening(where: Where, day: Day, findings: Findings) -> None:
    if day.opening is None:
        return
    opening, body = day.opening.value, day.opening.statement.body
    right = where.identity() | {"record": where.record, "cards": len(where.info.cards)}
    where.differ("opening", body, right, findings)
    archived = where.archived
    if archived is not None:
        found = _time(archived.timestamp)
        where.archive_differs("opening", "the time", utc_text(opening.at), found, findings)
        where.archive_differs("opening", "the set-up", opening.setup, archived.setup, findings)
        if archived.election is not None:
            said, found = opening.launch_code, archived.launch_code
            where.archive_differs("opening", "the launch code", said, found, findings)
    _note_hours(where, opening.at, findings)


def _time(timestamp: int) -> str:
    try:
        return utc_text(datetime.fromtimestamp(timestamp, tz=UTC))
    except (OverflowError, ValueError, OSError):
        return str(timestamp)


def _note_hours(where: Where, at: datetime, findings: Findings) -> None:
    """Not a failure: a box may open late, and whether it should have is for people."""
    dates = where.definition.dates
    if where.kind is BoxKind.REHEARSAL or not dates.has(DateName.POLLING_OPENS):
        return
    early = (dates.get(DateName.POLLING_OPENS).at - at).total_seconds()
    late = dates.has(DateName.POLLING_CLOSES) and at >= dates.get(DateName.POLLING_CLOSES).at
    if early > EARLY_HOURS * 3600 or late:
        sentence = f"box {where.info.box} was opened at {utc_text(at)}, outside the hours of polling"
        findings.note("opened-outside-hours", Place(file=where.file("opening")), sentence)


def _check_ended(where: Where, day: Day, findings: Findings) -> None:
    if day.ended is None:
        return
    ended, body = day.ended.value, day.ended.statement.body
    right = where.identity()
    if day.opening is not None:
        right["opening"] = day.opening.hash
    where.differ("ended", body, right, findings)
    archived = where.archived
    if where.kind is BoxKind.PROVISIONAL:
        _check_bundle(where, ended, findings)
    elif ended.bundle is not None:
        detail = "it has a bundle of sealed ballots, which only provisional boxes have"
        findings.fail(Check.V10, "ended-differs", Place(file=where.file("ended")), detail)
    elif archived is not None:
        where.archive_differs("ended", "the head after EndBallots", ended.head, archived.ended, findings)
        where.archive_differs("ended", "the number of ballots", ended.ballots, archived.ballots, findings)
    _note_end(where, ended.at, findings)


def _note_end(where: Where, at: datetime, findings: Findings) -> None:
    """Not a failure either: who sent voters away, and what a box did for days, is for people to ask."""
    dates = where.definition.dates
    if where.kind is BoxKind.REHEARSAL or not dates.has(DateName.POLLING_CLOSES):
        return
    closes = dates.get(DateName.POLLING_CLOSES).at
    if not closes <= at <= closes + LATEST:
        sentence = f"box {where.info.box} took no more ballots from {utc_text(at)}; polling closed {utc_text(closes)}"
        findings.note("ended-outside-hours", Place(file=where.file("ended")), sentence)


def _check_bundle(where: Where, ended: Ended, findings: Findings) -> None:
    here = Place(file=where.file("ended"))
    if where.archived is not None:
        head = where.archived.setup
        where.archive_differs("ended", "the head after Setup", ended.head, head, findings)
    if ended.bundle is None:
        detail = "the box is a provisional one, and there is no bundle of sealed ballots"
        findings.fail(Check.V10, "ended-differs", here, detail)
        return
    where.differ("ended", {"ballots": ended.ballots}, {"ballots": len(ended.bundle)}, findings)
    known = set(where.info.cards)
    for one in ended.bundle:
        if one.credential not in known:
            detail = f"bundle: {one.credential[:8]} is no card of this box"
            findings.fail(Check.V10, "card-foreign", here, detail, after=ROOTS)


def _check_times(where: Where, day: Day, findings: Findings) -> None:
    """Opening, end of ballots, decision, minutes follow one another."""
    signed = (
        ("opening", day.opening),
        ("ended", day.ended),
        ("decision", day.decision),
        ("closing", day.closing),
    )
    there = [(name, one.value.at) for name, one in signed if one is not None]
    for (before, earlier), (name, later) in pairwise(there):
        if later < earlier:
            detail = f"it is of {utc_text(later)}, before {before}.json of {utc_text(earlier)}"
            findings.fail(Check.V10, "time-order", Place(file=where.file(name)), detail, after=ROOTS)

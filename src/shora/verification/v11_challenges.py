"""V11: every challenged ballot opens to what it claims, and was not counted.

Spec: ``spec/day.md``, ``spec/ballot.md``.
"""

from shora.ballot.opening import Opening, check_opening, decode_openings
from shora.box.payloads import digest
from shora.cards.classes import CardClass
from shora.crypto.election import BoxElection
from shora.crypto.fault import Fault
from shora.errors import ShoraError
from shora.ids import PublicCredential, Tracker
from shora.verification.day import Day, Where
from shora.verification.setup import place_of
from shora.verification.verdict import Check, Findings, Place

_ROOTS = (Check.V1, Check.V3, Check.V4, Check.V10)


def check_challenges(where: Where, day: Day, findings: Findings) -> tuple[Tracker, ...]:
    """Checks the openings of a box; gives their trackers."""
    here = Place(file=where.file("challenges"))
    if day.challenges is None:
        if day.closing is not None:
            detail = "the box is closed, and there is no challenges.json"
            findings.fail(Check.V11, "challenges-missing", here, detail)
        return ()
    findings.looked(Check.V11)
    if day.closing is not None and day.closing.value.challenges != digest(day.challenges):
        detail = "it is not the file that the minutes name"
        findings.fail(Check.V11, "challenges-differ", here, detail, after=(Check.V10,))
    try:
        openings = decode_openings(day.challenges, here.file)
    except ShoraError as error:
        findings.fail(Check.V11, "openings-malformed", here, str(error))
        return ()
    if day.ended is not None and day.ended.value.challenges != len(openings):
        detail = f"ended.json has {day.ended.value.challenges} challenged ballots, here are {len(openings)}"
        findings.fail(Check.V11, "challenges-number", here, detail, after=(Check.V10,))
    known = frozenset(where.info.cards)
    cards = [_check_one(where, one, known, findings) for one in openings]
    _check_once(where, openings, cards, findings)
    if day.closing is not None:
        listed = day.closing.value.classes[CardClass.CHALLENGED]
        if sorted(card for card in cards if card is not None) != sorted(listed):
            detail = "the cards of these ballots are not those that the minutes have as challenged"
            findings.fail(Check.V11, "challenges-class", here, detail, after=_ROOTS)
    return tuple(one.tracker for one in openings)


def _check_one(
    where: Where, opening: Opening, known: frozenset[PublicCredential], findings: Findings
) -> PublicCredential | None:
    """One opening; the credential of its ballot, where it can be read."""
    here = Place(file=where.file("challenges"), ballot=opening.tracker)
    election = None if where.archived is None else where.archived.election
    if election is None:
        detail = "there is no readable archive that would say what this ballot is of"
        findings.fail(Check.V11, "opening-unchecked", here, detail, after=_ROOTS)
        return None
    report = election.check([opening.ballot], [1], None)[0]
    _take(report.faults, election, here, findings)
    if report.credential is None:
        return None
    if report.credential not in known:
        detail = "no card of this box has the ballot's credential"
        findings.fail(Check.V11, "credential-unknown", here, detail, after=_ROOTS)
    if not report.faults:
        try:
            _take(check_opening(election, opening), election, here, findings)
        except ShoraError as error:
            findings.fail(Check.V11, "opening-shape", here, error.message, after=_ROOTS)
    return report.credential


def _take(faults: tuple[Fault, ...], election: BoxElection, here: Place, findings: Findings) -> None:
    for fault in faults:
        place = place_of(fault, election.questions, here)
        findings.fail(Check.V11, fault.code, place, fault.detail, after=_ROOTS)


def _check_once(
    where: Where,
    openings: tuple[Opening, ...],
    cards: list[PublicCredential | None],
    findings: Findings,
) -> None:
    """No two have one credential, and none was cast."""
    cast = {} if where.archived is None else where.archived.cast
    seen: set[PublicCredential] = set()
    for opening, card in zip(openings, cards, strict=True):
        here = Place(file=where.file("challenges"), ballot=opening.tracker)
        if card is None:
            continue
        if card in seen:
            detail = "another challenged ballot has the same card"
            findings.fail(Check.V11, "challenged-twice", here, detail)
        seen.add(card)
        if card in cast:
            what = "the ballot itself" if cast[card] == opening.tracker else "another ballot of its card"
            detail = f"{what} is in the archive, and counts"
            findings.fail(Check.V11, "challenged-and-cast", here, detail)

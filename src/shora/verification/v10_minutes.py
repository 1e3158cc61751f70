"""V10, a box: the decision about provisional ballots, and every card in one class. Spec: ``spec/day.md``."""

from shora.cards.classes import CardClass, check_classes
from shora.election.station import BoxKind
from shora.ids import PublicCredential
from shora.record.day import Closing, Incident
from shora.verification.day import ROOTS, Day, Where
from shora.verification.verdict import Check, Findings, Place


def check_decision(where: Where, day: Day, findings: Findings) -> None:
    """Which provisional ballots entered the archive: exactly those that two offices accepted."""
    if day.decision is None or where.kind is not BoxKind.PROVISIONAL:
        return
    decision, body = day.decision.value, day.decision.statement.body
    right = where.identity() | {"record": where.record}
    if day.ended is not None:
        right["ended"] = day.ended.hash
    where.differ("decision", body, right, findings)
    if day.ended is None or day.ended.value.bundle is None:
        return
    bundle = {one.credential: one.tracker for one in day.ended.value.bundle}
    decided = [*decision.accepted, *(one.credential for one in decision.rejected)]
    if sorted(decided) != sorted(bundle):
        detail = "accepted and rejected together are not the sealed ballots of the bundle, each once"
        findings.fail(Check.V10, "decision-differs", Place(file=where.file("decision")), detail, after=ROOTS)
        return
    archived = where.archived
    if archived is not None and archived.election is not None:
        accepted = {card: bundle[card] for card in decision.accepted}
        extra = any(accepted.get(card) != tracker for card, tracker in archived.cast.items())
        lacks = archived.is_ended and len(archived.cast) != len(accepted)
        if extra or lacks:
            detail = "its ballots are not those of the bundle that decision.json accepts"
            findings.fail(Check.V10, "archive-differs", Place(file=where.archive), detail, after=ROOTS)


def check_closing(where: Where, day: Day, findings: Findings) -> None:
    """The minutes of a box that was opened."""
    if day.closing is None:
        return
    closing, body = day.closing.value, day.closing.statement.body
    right = where.identity()
    if day.ended is not None:
        right["ended"] = day.ended.hash
    where.differ("closing", body, right, findings)
    archived = where.archived
    if archived is not None:
        where.archive_differs("closing", "the head after EndBallots", closing.head, archived.ended, findings)
        cast = {"cards.cast": archived.ballots}
        where.differ("closing", {"cards.cast": closing.cast}, dict(cast), findings)
        if archived.election is not None:
            _check_cards(where, closing, list(archived.cast), findings)
    _check_rejected(where, day, closing, findings)
    _note_fates(where, day, closing, findings)
    for incident in closing.incidents:
        _note_incident(where, incident, findings)


def _check_cards(where: Where, closing: Closing, cast: list[PublicCredential], findings: Findings) -> None:
    """Every card is in exactly one class."""
    for fault in check_classes(where.info.cards, cast, closing.classes):
        here = Place(file=where.file("closing"))
        findings.fail(Check.V10, fault.code, here, fault.detail, after=ROOTS)


def _check_rejected(where: Where, day: Day, closing: Closing, findings: Findings) -> None:
    """The class *provisional* has what the decision rejected, and is empty in other boxes."""
    if day.decision is not None:
        rejected = tuple(one.credential for one in day.decision.value.rejected)
    elif where.kind is BoxKind.PROVISIONAL:
        return  # decision-missing has said so
    else:
        rejected = ()
    if sorted(closing.classes[CardClass.PROVISIONAL]) != sorted(rejected):
        detail = "the cards of the class provisional are not those whose ballots were rejected"
        findings.fail(Check.V10, "closing-differs", Place(file=where.file("closing")), detail, after=ROOTS)


def _note_fates(where: Where, day: Day, closing: Closing, findings: Findings) -> None:
    """What may be as it must, and what people ask about."""
    lost = len(closing.classes[CardClass.LOST])
    if lost:
        sentence = f"box {where.info.box}: {lost} of {len(where.info.cards)} cards were not found"
        findings.note("cards-lost", Place(file=where.file("closing")), sentence)
    decision = None if day.decision is None else day.decision.value
    if decision is not None and decision.rejected and not decision.accepted:
        sentence = f"box {where.info.box}: none of {len(decision.rejected)} provisional ballots was accepted"
        findings.note("all-rejected", Place(file=where.file("decision")), sentence)


def _note_incident(where: Where, incident: Incident, findings: Findings) -> None:
    sentence = f"box {where.info.box}: {incident.code} ({incident.count}): {incident.text}"
    findings.note("incident", Place(file=where.file("closing")), sentence)


def check_unopened(where: Where, day: Day, findings: Findings) -> None:
    """A box that was never opened has nothing else, and all its cards."""
    if day.unopened is None:
        return
    here = Place(file=where.file("closing"))
    right = where.identity() | {"record": where.record}
    where.differ("closing", day.unopened.statement.body, right, findings)
    others = [name for name in ("opening", "ended", "decision", "challenges") if where.has(name)]
    if others or where.has_archive:
        found = ", ".join([f"{name}.json" for name in others] + ["an archive"] * where.has_archive)
        detail = f"it says that the box was never opened, and there is {found}"
        findings.fail(Check.V10, "unopened-and-opened", here, detail)
    for fault in check_classes(where.info.cards, (), day.unopened.value.classes):
        findings.fail(Check.V10, fault.code, here, fault.detail, after=ROOTS)
    sentence = f"box {where.info.box} was never opened: {day.unopened.value.reason}"
    findings.note("box-unopened", here, sentence)

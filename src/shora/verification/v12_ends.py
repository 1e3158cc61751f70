"""V12: every box of the definition ends, and nothing was decrypted before all did. Spec: ``spec/units.md``."""

from collections.abc import Mapping
from dataclasses import dataclass

from shora.box.events import BoxPhase
from shora.election.definition import Definition
from shora.election.station import Box, BoxKind
from shora.ids import BoxId
from shora.record.orders import Orders
from shora.record.read import Record
from shora.tally.units import Plan, plan_units
from shora.verification.archived import Archived
from shora.verification.day import Day
from shora.verification.verdict import Check, Findings, Place

ROOTS = tuple(Check)[: tuple(Check).index(Check.V12)]
"""Whatever fails before V12 may explain it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """How the boxes end, as far as they do.

    ``ballots`` has the number of ballots of each closed box that is not missing, ``annulled`` those of them
    that do not count. ``plan`` is ``None`` as long as a box may still get ballots, as those of ``waiting`` may.
    """

    ballots: Mapping[BoxId, int]
    annulled: tuple[BoxId, ...]
    plan: Plan | None
    waiting: tuple[BoxId, ...]


def check_ends(
    record: Record,
    definition: Definition,
    orders: Orders,
    days: Mapping[BoxId, Day],
    archives: Mapping[BoxId, Archived],
    findings: Findings,
) -> Ends:
    """Names the boxes that do not end once something was decrypted; gives the units."""
    opened = any(_shares(definition, archives)) or bool(record.groups) or bool(record.totals)
    if opened:
        findings.looked(Check.V12)
    ballots: dict[BoxId, int] = {}
    waiting: list[BoxId] = []
    for box in definition.boxes:
        if box.kind is BoxKind.REHEARSAL:
            _note_rehearsal(box, archives, findings)
            continue
        day, archived = days.get(box.id, Day()), archives.get(box.id)
        _check_once(box, day, archived, orders, findings)
        if box.id in orders.missing or day.unopened is not None:
            continue
        if archived is not None and archived.is_ended and day.closing is not None:
            ballots[box.id] = archived.ballots
            continue
        waiting.append(box.id)
        if opened:
            _not_ended(box, archived, findings)
    annulled = tuple(box for box in orders.annulled if box in ballots)
    plan = None if waiting else plan_units(definition, ballots, annulled)
    return Ends(ballots=ballots, annulled=annulled, plan=plan, waiting=tuple(waiting))


def _shares(definition: Definition, archives: Mapping[BoxId, Archived]) -> list[BoxId]:
    """The boxes with a partial decryption, rehearsals aside."""
    count = {box.id for box in definition.boxes if box.kind is not BoxKind.REHEARSAL}
    return [box for box, archived in archives.items() if archived.shares and box in count]


def _check_once(box: Box, day: Day, archived: Archived | None, orders: Orders, findings: Findings) -> None:
    """Missing, unopened and decrypted exclude each other."""
    here = Place(file=f"boxes/{box.id}")
    if box.id in orders.missing and archived is not None and archived.shares:
        detail = f"box {box.id} is missing by order, and was decrypted"
        findings.fail(Check.V12, "box-ends-twice", here, detail)
    if day.unopened is not None and (box.id in orders.missing or box.id in orders.annulled):
        detail = f"box {box.id} was never opened, and an order says otherwise"
        findings.fail(Check.V12, "box-ends-twice", here, detail)


def _not_ended(box: Box, archived: Archived | None, findings: Findings) -> None:
    here = Place(file=f"boxes/{box.id}")
    if archived is None:
        detail = f"nothing says what became of box {box.id}, and there are decryptions"
        findings.fail(Check.V12, "box-unaccounted", here, detail, after=ROOTS)
    else:
        detail = f"box {box.id} was not closed when others were decrypted"
        findings.fail(Check.V12, "decrypted-too-early", here, detail, after=ROOTS)


def _note_rehearsal(box: Box, archives: Mapping[BoxId, Archived], findings: Findings) -> None:
    archived = archives.get(box.id)
    if archived is not None:
        decrypted = "was decrypted" if archived.phase is BoxPhase.DECRYPTED else "is not decrypted"
        sentence = (
            f"box {box.id} is a rehearsal with {archived.ballots} ballots, {decrypted}, and never counts"
        )
        findings.note("rehearsal", Place(file=archived.file), sentence)

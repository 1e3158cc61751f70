"""V10, a station: as many cards as people who were let vote; a difference has a name. Spec: ``spec/day.md``."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shora.cards.classes import CardClass
from shora.election.definition import Definition
from shora.election.people import OfficeRole
from shora.election.station import Box, BoxKind, Station
from shora.ids import BoxId
from shora.record.day import CHECK_INS_DIFFER, CheckIns, Closing
from shora.record.read import Record
from shora.text.json import JsonValue
from shora.verification.day import Day
from shora.verification.signed import differences, office_keys, read_signed
from shora.verification.verdict import Check, Findings, Place

_ROOTS = (Check.V1, Check.V10, Check.V4, Check.V3, Check.V5, Check.V6)
_REGULAR = (BoxKind.REGULAR, BoxKind.SPARE)


def check_checkins(
    record: Record,
    definition: Definition,
    days: Mapping[BoxId, Day],
    context: Mapping[BoxId, Findings],
    findings: Findings,
    fixed: Findings,
    *,
    missing: Collection[BoxId],
) -> None:
    """Compares each station's minutes with its check-ins.

    ``context`` has the findings of each box, ``fixed`` those of the parts that were fixed at definition;
    ``missing`` are the boxes that are missing by order.
    """
    known = {station.id for station in definition.stations}
    for name in record.checkins:
        if name not in known:
            here = Place(file=record.layout.relative(record.layout.checkins(name)))
            findings.fail(Check.V10, "station-unknown", here, "the definition has no such station")
    for station in definition.stations:
        boxes = [
            _box_of(box, record, days.get(box.id), context.get(box.id), is_missing=box.id in missing)
            for box in definition.boxes_of(station.id)
            if box.kind is not BoxKind.REHEARSAL
        ]
        counted = [one.box.id for one in boxes if not one.is_missing]  # what is forgiven explains nothing
        local = Findings(fixed, *(context[box] for box in counted if box in context))
        _check_station(record, definition, station, boxes, local)
        findings.merge(local)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Used:
    """A box of a station: its minutes, where they can be relied on, and what may be without any.

    Files of a box that is missing by order are not held to account elsewhere, so they count for something
    here only when nothing is wrong with them.
    """

    box: Box
    closing: Closing | None
    is_opened: bool
    is_unopened: bool
    is_missing: bool

    @property
    def adds(self) -> bool:
        """Whether it may have cards that no minutes list."""
        return self.closing is None and not self.is_unopened and (self.is_opened or not self.is_missing)


def _box_of(box: Box, record: Record, day: Day | None, found: Findings | None, *, is_missing: bool) -> _Used:
    def holds(path: Path) -> bool:
        return not is_missing or found is None or not _has_failed(found, record.layout.relative(path))

    closing = None if day is None or day.closing is None else day.closing.value
    return _Used(
        box=box,
        closing=closing if holds(record.layout.closing(box.id)) else None,
        is_opened=day is not None and day.opening is not None and holds(record.layout.opening(box.id)),
        is_unopened=day is not None and day.unopened is not None,
        is_missing=is_missing,
    )


def _has_failed(found: Findings, file: str) -> bool:
    """Whether V10 has anything against a file, or against more than it lists."""
    failures = [one for one in found.failures if one.check is Check.V10]
    return any(one.place.file == file or one.code == "too-many" for one in failures)


def _check_station(
    record: Record, definition: Definition, station: Station, boxes: Sequence[_Used], findings: Findings
) -> None:
    path = record.layout.checkins(station.id)
    here = Place(file=record.layout.relative(path))
    wanted = office_keys(definition, OfficeRole.INQUIRY)
    signed = read_signed(CheckIns, path, wanted, findings, Check.V10, file=here.file)
    if not path.exists() and record.totals and any(one.is_opened and not one.is_unopened for one in boxes):
        detail = f"boxes of the station {station.id} were opened, and nothing says how many people came"
        findings.fail(Check.V10, "checkins-missing", here, detail)
    if signed is None:
        return
    findings.looked(Check.V10)
    right: dict[str, JsonValue] = {"election": definition.id, "station": station.id, "record": record.hash}
    for difference in differences(signed.statement.body, right):
        findings.fail(Check.V10, "checkins-differ", here, difference, after=(Check.V1,))
    for word, people, kinds in (
        ("regular", signed.value.regular, _REGULAR),
        ("provisional", signed.value.provisional, (BoxKind.PROVISIONAL,)),
    ):
        _compare(word, people, [one for one in boxes if one.box.kind in kinds], here, findings)


def _compare(word: str, people: int, boxes: Sequence[_Used], here: Place, findings: Findings) -> None:
    """Cards minus check-ins is what the minutes name; a box without minutes can only add cards."""
    minutes = [one.closing for one in boxes if one.closing is not None]
    cards = sum(_people(closing) for closing in minutes)
    named = sum(one.count for closing in minutes for one in closing.incidents if one.code == CHECK_INS_DIFFER)
    adding = [one for one in boxes if one.adds]
    if cards - people > named or (cards - people < named and not adding):
        detail = f"{word}: {cards} cards and {people} check-ins; the minutes name a difference of {named}"
        findings.fail(Check.V10, "checkins-differ", here, detail, after=_ROOTS)
    for one in adding:
        if one.is_missing:
            sentence = (
                f"{word}: {cards} cards and {people} check-ins, and nobody knows the cards of box {one.box.id}, "
                "which was opened and is missing"
            )
            findings.note("checkins-not-compared", here, sentence)


def _people(closing: Closing) -> int:
    """The voters behind the cards: a challenged or spoiled card was replaced by another of the same voter."""
    return (
        closing.cast + len(closing.classes[CardClass.ABANDONED]) + len(closing.classes[CardClass.PROVISIONAL])
    )

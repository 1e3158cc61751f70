"""V10, a station: as many cards as people who were let vote; a difference has a name. Spec: ``spec/day.md``."""

from collections.abc import Mapping, Sequence

from shora.cards.classes import CardClass
from shora.election.definition import Definition
from shora.election.people import OfficeRole
from shora.election.station import Box, BoxKind, Station
from shora.ids import BoxId
from shora.record.day import CHECK_INS_DIFFER, CheckIns, Closing
from shora.record.read import Record
from shora.verification.day import Day
from shora.verification.signed import office_keys, read_signed
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
) -> None:
    """Compares each station's minutes with its check-ins.

    ``context`` has the findings of each box, ``fixed`` those of the parts that were fixed at definition.
    """
    known = {station.id for station in definition.stations}
    for name in record.checkins:
        if name not in known:
            here = Place(file=record.layout.relative(record.layout.checkins(name)))
            findings.fail(Check.V10, "station-unknown", here, "the definition has no such station")
    for station in definition.stations:
        boxes = [box for box in definition.boxes_of(station.id) if box.kind is not BoxKind.REHEARSAL]
        local = Findings(fixed, *(context[box.id] for box in boxes if box.id in context))
        _check_station(record, definition, station, boxes, days, local)
        findings.merge(local)


def _check_station(
    record: Record,
    definition: Definition,
    station: Station,
    boxes: Sequence[Box],
    days: Mapping[BoxId, Day],
    findings: Findings,
) -> None:
    path = record.layout.checkins(station.id)
    file = record.layout.relative(path)
    wanted = office_keys(definition, OfficeRole.INQUIRY)
    signed = read_signed(CheckIns, path, wanted, findings, Check.V10, file=file)
    if signed is not None:
        findings.looked(Check.V10)
        for name, said, right in (
            ("election", signed.value.election, definition.id),
            ("station", signed.value.station, station.id),
        ):
            if said != right:
                findings.fail(
                    Check.V10,
                    "checkins-differ",
                    Place(file=file),
                    f"{name}: {said}, not {right}",
                    after=(Check.V1,),
                )
    used = [box for box in boxes if not _is_unopened(days.get(box.id))]
    opened = any(_is_opened(days.get(box.id)) for box in used)
    if not path.exists() and opened and record.totals:
        detail = f"boxes of the station {station.id} were opened, and nothing says how many people came"
        findings.fail(Check.V10, "checkins-missing", Place(file=file), detail)
    if signed is None:
        return
    closings = [(box, closing) for box in used if (closing := _closing(days.get(box.id))) is not None]
    if len(closings) == len(used):
        _compare(signed.value, closings, Place(file=file), findings)
    elif record.totals:
        sentence = f"a box of the station {station.id} has no minutes, so its check-ins are not compared"
        findings.note("checkins-not-compared", Place(file=file), sentence)


def _is_unopened(day: Day | None) -> bool:
    return day is not None and day.unopened is not None


def _is_opened(day: Day | None) -> bool:
    return day is not None and day.opening is not None


def _closing(day: Day | None) -> Closing | None:
    return None if day is None or day.closing is None else day.closing.value


def _compare(
    came: CheckIns, closings: Sequence[tuple[Box, Closing]], here: Place, findings: Findings
) -> None:
    """Cards minus check-ins is what the minutes name."""
    for word, people, kinds in (
        ("regular", came.regular, _REGULAR),
        ("provisional", came.provisional, (BoxKind.PROVISIONAL,)),
    ):
        minutes = [closing for box, closing in closings if box.kind in kinds]
        cards = sum(_people(closing) for closing in minutes)
        named = sum(
            one.count for closing in minutes for one in closing.incidents if one.code == CHECK_INS_DIFFER
        )
        if cards - people != named:
            detail = f"{word}: {cards} cards and {people} check-ins; the minutes name a difference of {named}"
            findings.fail(Check.V10, "checkins-differ", here, detail, after=_ROOTS)


def _people(closing: Closing) -> int:
    """The voters behind the cards: a challenged or spoiled card was replaced by another of the same voter."""
    return (
        closing.cast + len(closing.classes[CardClass.ABANDONED]) + len(closing.classes[CardClass.PROVISIONAL])
    )

"""All checks of a record: its fixed parts, each box with its day, and what holds between boxes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from shora.box.archive_read import ArchiveIndex, open_archive
from shora.errors import ShoraError, UnsupportedError
from shora.ids import BoxId, ContestId, Hash, Tracker
from shora.record.city import City, city_of
from shora.record.orders import Orders
from shora.record.read import BoxInfo, Record
from shora.record.seats import Counted
from shora.record.totals import CountedUnit
from shora.tally.units import Plan
from shora.verification.archived import Archived
from shora.verification.box import BoxChecked, CityRules, check_box
from shora.verification.day import Day, Where
from shora.verification.setup import Setup
from shora.verification.v01_definition import check_definition, check_published, check_rest, check_shape
from shora.verification.v02_trustees import check_ceremony_of, check_threshold, check_trustees
from shora.verification.v03_setup import check_cards, expected_of
from shora.verification.v05_ballots import Progress
from shora.verification.v06_once import CityOnce
from shora.verification.v10_checkins import check_checkins
from shora.verification.v10_reports import check_reports
from shora.verification.v11_challenges import check_challenges
from shora.verification.v12_ends import check_ends
from shora.verification.v12_groups import check_groups
from shora.verification.v12_orders import check_orders
from shora.verification.v12_plan import check_plan
from shora.verification.v12_totals import check_totals
from shora.verification.v13_seats import check_seats
from shora.verification.verdict import Check, Findings, Place, Verdict


@dataclass(slots=True, kw_only=True)
class _Boxes:
    """What is kept of the boxes: nothing that grows with their ballots but the city's 40 bytes a card."""

    once: CityOnce = field(default_factory=CityOnce)
    days: dict[BoxId, Day] = field(default_factory=dict)
    checked: dict[BoxId, BoxChecked] = field(default_factory=dict)
    findings: dict[BoxId, Findings] = field(default_factory=dict)
    challenged: dict[BoxId, tuple[Tracker, ...]] = field(default_factory=dict)

    @property
    def archives(self) -> dict[BoxId, Archived]:
        """The archives that could be opened."""
        return {box: checked.archived for box, checked in self.checked.items()}


def count_ballots(record: Record) -> int:
    """Ballots in all readable archives, for a progress bar."""
    total = 0
    for info in record.boxes:
        if info.box in record.opened:
            try:
                with open_archive(record.layout.archive(info.box, info.uuid)) as archive:
                    total += archive.ballots
            except ShoraError:
                continue
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class CityChecked:
    """What the checks of a city found, and each opened box with the product of its ballots.

    ``city``, ``orders`` and ``plan`` are what a tally goes by; the plan is ``None`` as long as a box may get
    ballots, which those of ``waiting`` may. ``closed`` have minutes and no more ballots, rehearsals included.
    ``seats`` has every contest with totals that hold, counted.
    """

    city: City
    verdict: Verdict
    boxes: dict[BoxId, BoxChecked]
    orders: Orders
    plan: Plan | None
    waiting: tuple[BoxId, ...]
    closed: tuple[BoxId, ...]
    units: tuple[CountedUnit, ...]
    seats: Mapping[ContestId, Counted]


def check_city(record: Record, progress: Progress, *, published: Hash | None = None) -> Verdict:
    """The verdict on a record; ``published`` is the record hash that it must have, where it is known.

    Raises :class:`InputError` where definition or trustees cannot be read at all; every other trouble is a
    failure.
    """
    return check_boxes(record, progress, published=published).verdict


def check_boxes(record: Record, progress: Progress, *, published: Hash | None = None) -> CityChecked:
    """The same, with what a tally needs of each box: the tally step decrypts only what was checked here."""
    city = city_of(record)
    fixed = _check_fixed(record, city, published)
    findings = Findings(fixed)
    orders = check_orders(record, city.definition, findings)
    boxes = _Boxes()
    for info in record.boxes:
        local = _check_one(record, city, info, fixed, boxes, progress)
        boxes.findings[info.box] = local
        findings.merge(_forgiven(info, local) if info.box in orders.missing else local)
    boxes.once.check(findings)
    check_checkins(
        record, city.definition, boxes.days, boxes.findings, findings, fixed, missing=orders.missing
    )
    ends = check_ends(record, city.definition, orders, boxes.days, boxes.archives, findings)
    groups = {} if ends.plan is None else check_groups(record, city, ends.plan, boxes.checked, findings)
    totals = check_totals(record, city, orders, ends, groups, boxes.checked, findings)
    check_plan(record, city, orders, ends.plan, boxes.checked, findings)
    seats = check_seats(record, city, totals.contests, findings)
    whole = Findings()
    whole.merge(fixed)
    whole.merge(findings)
    ballots = sum(archived.ballots for archived in boxes.archives.values())
    opened = sum(info.box in record.opened for info in record.boxes)
    verdict = whole.verdict(tuple(Check), boxes=opened, ballots=ballots, record=record.hash)
    return CityChecked(
        city=city,
        verdict=verdict,
        boxes=boxes.checked,
        orders=orders,
        plan=ends.plan,
        waiting=ends.waiting,
        closed=tuple(
            box
            for box, checked in boxes.checked.items()
            if checked.archived.is_ended and boxes.days[box].closing is not None
        ),
        units=totals.units,
        seats=seats,
    )


def _check_fixed(record: Record, city: City, published: Hash | None) -> Findings:
    """V1 and V2: what was decided before the first vote. Their failures can explain those of every box."""
    fixed = Findings()
    check_shape(record, fixed)
    if published is not None:
        check_published(record, published, fixed)
    check_definition(record, city, fixed)
    check_rest(record, fixed)
    check_trustees(city.keys, fixed, file="trustees.json")
    check_threshold(city, fixed)
    check_ceremony_of(record, city, fixed)
    return fixed


def _check_one(
    record: Record, city: City, info: BoxInfo, fixed: Findings, boxes: _Boxes, progress: Progress
) -> Findings:
    """One box: its archive, where it has one, and its day."""
    path = record.layout.archive(info.box, info.uuid)
    file = record.layout.relative(path)
    demands = expected_of(info, city.definition, city.trustees)

    def set_up(setup: Setup, archive: ArchiveIndex, findings: Findings) -> None:
        demands(setup, archive, findings)

    day = partial(_check_day, record, city, info, boxes)
    rules = CityRules(set_up=set_up, day=day)
    if info.box not in record.opened:
        findings = Findings(fixed)
        place = Place(file=record.layout.relative(record.layout.credentials(info.box)))
        check_cards(info.cards, findings, place=place)
        day(None, findings)
        boxes.once.add(info.box, record.layout.relative(record.layout.box(info.box)), info.cards, ())
        return findings
    try:
        checked = check_box(path, file=file, progress=progress, rules=rules, context=fixed)
    except ShoraError as error:
        findings = Findings(fixed)
        if isinstance(error, UnsupportedError):
            findings.fail(Check.V4, "unsupported", Place(file=file), error.message)
        else:
            findings.fail(Check.V4, "not-an-archive", Place(file=file), error.message)
        day(None, findings)
        boxes.once.add(info.box, file, info.cards, boxes.challenged.get(info.box, ()))
        return findings
    _keep(info, file, checked, boxes)
    return checked.findings


def _check_day(
    record: Record,
    city: City,
    info: BoxInfo,
    boxes: _Boxes,
    archived: Archived | None,
    findings: Findings,
) -> None:
    where = Where(
        layout=record.layout,
        record=record.hash,
        definition=city.definition,
        info=info,
        archived=archived,
    )
    day = check_reports(where, findings)
    boxes.days[info.box] = day
    boxes.challenged[info.box] = check_challenges(where, day, findings)


def _keep(info: BoxInfo, file: str, checked: BoxChecked, boxes: _Boxes) -> None:
    trackers = set(boxes.challenged.get(info.box, ()))
    if checked.checked is not None:
        trackers |= checked.checked.trackers
    boxes.once.add(info.box, file, info.cards, tuple(trackers))
    if checked.checked is not None:  # the city has them in a tenth of the room now
        checked.checked.trackers.clear()
        checked.checked.credentials.clear()
        checked.checked.cast.clear()
    boxes.checked[info.box] = checked


def _forgiven(info: BoxInfo, found: Findings) -> Findings:
    """Of a box that is missing by order nothing counts, so what is wrong with its files is a note."""
    out = Findings()
    for failure in found.failures[:1]:
        sentence = (
            f"box {info.box} is missing by order, and its files do not verify: "
            f"{failure.check} {failure.code}, {failure.detail}"
        )
        out.note("missing-box-damaged", failure.place, sentence)
    return out

"""All checks of a record: its fixed parts, each box, and what holds between boxes."""

from dataclasses import dataclass, field

from shora.box.archive_read import open_archive
from shora.box.events import BoxPhase
from shora.errors import ShoraError, UnsupportedError
from shora.ids import BoxId, Hash
from shora.record.city import City, city_of
from shora.record.read import BoxInfo, Record
from shora.tally.result import QuestionResult
from shora.verification.box import BoxChecked, check_box
from shora.verification.v01_definition import check_definition
from shora.verification.v02_trustees import check_trustees
from shora.verification.v03_setup import check_cards, expected_of
from shora.verification.v05_ballots import Progress
from shora.verification.v06_once import CityOnce
from shora.verification.v12_totals import check_totals
from shora.verification.verdict import Check, Findings, Place, Verdict


@dataclass(slots=True, kw_only=True)
class _Boxes:
    """What is kept of the boxes: nothing that grows with their ballots but the city's 40 bytes a card."""

    once: CityOnce = field(default_factory=CityOnce)
    results: dict[BoxId, tuple[QuestionResult, ...]] = field(default_factory=dict)
    ballots: dict[BoxId, int] = field(default_factory=dict)
    heads: dict[BoxId, Hash] = field(default_factory=dict)
    phases: dict[BoxId, BoxPhase] = field(default_factory=dict)
    checked: dict[BoxId, BoxChecked] = field(default_factory=dict)


def count_ballots(record: Record) -> int:
    """Ballots in all readable archives, for a progress bar."""
    total = 0
    for info in _opened(record):
        try:
            with open_archive(record.layout.archive(info.box, info.uuid)) as archive:
                total += archive.ballots
        except ShoraError:
            continue
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class CityChecked:
    """What the checks of a city found, and each opened box with the product of its ballots."""

    verdict: Verdict
    boxes: dict[BoxId, BoxChecked]


def check_city(record: Record, progress: Progress) -> Verdict:
    """The verdict on a record.

    Raises :class:`InputError` where definition or trustees cannot be read at all, and
    :class:`UnsupportedError` for features that are not checked (seats among them, until V13); every other
    trouble is a failure.
    """
    return check_boxes(record, progress).verdict


def check_boxes(record: Record, progress: Progress) -> CityChecked:
    """The same, with what a tally needs of each box: the tally step decrypts only what was checked here."""
    findings = Findings()
    if record.seats:
        raise UnsupportedError(
            "the record has seats, which this version does not check (V13)", place=str(record.layout.root)
        )
    check_definition(record, findings)
    city = city_of(record)
    if city.definition.id != record.election:
        detail = f"it names the election {record.election}, the definition is of {city.definition.id}"
        findings.fail(Check.V1, "other-election", Place(file="record.json"), detail)
    check_trustees(city.keys, findings, file="trustees.json")
    _check_plan(city, findings)
    boxes = _Boxes()
    for info in _opened(record):
        _check_one(record, city, info, findings, boxes, progress)
    for info in record.boxes:
        if info.box not in record.opened:
            place = Place(file=record.layout.relative(record.layout.credentials(info.box)))
            check_cards(info.cards, findings, place=place)
            boxes.once.add(info.box, record.layout.relative(record.layout.box(info.box)), info.cards, ())
    boxes.once.check(findings)
    check_totals(record, city, boxes.results, boxes.ballots, boxes.heads, boxes.phases, findings)
    verdict = findings.verdict(tuple(Check), boxes=len(boxes.phases), ballots=sum(boxes.ballots.values()))
    return CityChecked(verdict=verdict, boxes=boxes.checked)


def _opened(record: Record) -> list[BoxInfo]:
    return [info for info in record.boxes if info.box in record.opened]


def _check_plan(city: City, findings: Findings) -> None:
    """Whether boxes and trustees are as many as the definition says (V1), and of its names."""
    plan = city.definition.trustees
    groups = [(group.kind, group.threshold, group.size) for group in city.keys.groups]
    if groups != [("Pedersen", plan.threshold, plan.size)]:
        detail = f"the definition wants {plan.threshold} of {plan.size} trustees, the record has {groups}"
        findings.fail(Check.V2, "other-threshold", Place(file="trustees.json"), detail, after=(Check.V1,))
    defined = {box.id: box for box in city.definition.boxes}
    for info in city.boxes:
        here = Place(file=f"boxes/{info.box}/box.json")
        box = defined.pop(info.box, None)
        if box is None:
            findings.fail(Check.V1, "box-unknown", here, "the definition has no such box")
        elif box.station != info.station or box.cards != len(info.cards):
            detail = f"the definition says station {box.station} and {box.cards} cards"
            findings.fail(Check.V1, "box-differs", here, detail)
    for box_id in defined:
        detail = f"the definition has the box {box_id}, the record does not"
        findings.fail(Check.V1, "box-missing", Place(file="record.json"), detail)


def _check_one(
    record: Record, city: City, info: BoxInfo, findings: Findings, boxes: _Boxes, progress: Progress
) -> None:
    path = record.layout.archive(info.box, info.uuid)
    file = record.layout.relative(path)
    expect = expected_of(info, city.definition, city.trustees)
    try:
        checked = check_box(path, file=file, one_ballot=True, progress=progress, expect=expect)
    except UnsupportedError:
        raise
    except ShoraError as error:
        findings.fail(Check.V4, "not-an-archive", Place(file=file), error.message)
        boxes.phases[info.box] = BoxPhase.EMPTY
        return
    findings.merge(checked.findings)
    _keep(city, info, file, checked, boxes)


def _keep(city: City, info: BoxInfo, file: str, checked: BoxChecked, boxes: _Boxes) -> None:
    boxes.phases[info.box] = checked.phase
    boxes.ballots[info.box] = checked.ballots
    if checked.head is not None:
        boxes.heads[info.box] = checked.head
    trackers = () if checked.checked is None else tuple(checked.checked.trackers)
    boxes.once.add(info.box, file, info.cards, trackers)
    if checked.checked is not None:  # the city has them in a tenth of the room now
        checked.checked.trackers.clear()
        checked.checked.credentials.clear()
    boxes.checked[info.box] = checked
    # A result of other questions cannot be added; V3 has said so.
    widths = [len(contest.candidates) for contest in city.definition.contests]
    if checked.result is not None and [len(one.votes) for one in checked.result] == widths:
        boxes.results[info.box] = checked.result

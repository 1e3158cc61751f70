"""V13: seats follow from the verified totals by the definition's rule, with the lots that were drawn.

Spec: ``spec/seats.md``, "In a record". The totals are those that V12 has computed; the files of totals are
only hashed, because a lot names them so.
"""

from collections.abc import Mapping

from shora.box.payloads import digest
from shora.election.contest import Contest
from shora.election.people import OfficeRole
from shora.errors import InputError
from shora.ids import ContestId
from shora.record.city import City
from shora.record.lots import Lot
from shora.record.read import Record, read_file
from shora.record.seats import Counted, count_contest
from shora.seats.model import Stage, Totals
from shora.seats.result import Tie
from shora.seats.totals import totals_to_json
from shora.text.json import JsonValue, canonical
from shora.verification.signed import differences, office_keys, read_signed
from shora.verification.verdict import Check, Findings, Place

_AFTER = tuple(Check)[: tuple(Check).index(Check.V13) + 1]
"""Whatever fails before may explain it, and a lot that fails explains what hangs on it."""


def check_seats(
    record: Record, city: City, totals: Mapping[ContestId, Totals], findings: Findings
) -> dict[ContestId, Counted]:
    """Counts every contest whose ``totals`` V12 has verified, and compares its seats file, if it has one.

    Gives what was counted; a contest whose rule cannot work with its totals is not there.
    """
    lots = _lots(record, city, totals, findings)
    counted: dict[ContestId, Counted] = {}
    for contest in city.definition.contests:
        mine = [lot for lot in lots if lot.contest == contest.id]
        if contest.id in totals:
            one = _count(record, contest, totals[contest.id], mine, findings)
            if one is not None:
                counted[contest.id] = one
                _compare(record, one, findings)
    _stray_files(record, city, totals, findings)
    return counted


def _lots(
    record: Record, city: City, totals: Mapping[ContestId, Totals], findings: Findings
) -> tuple[Lot, ...]:
    """The lots with which nothing is wrong so far: one that has a failure decides nothing."""
    definition = city.definition
    wanted = office_keys(definition, OfficeRole.HEADQUARTERS, OfficeRole.SUPERVISION)
    hashes = {contest: digest(canonical(totals_to_json(one))) for contest, one in totals.items()}
    held: list[Lot] = []
    for expected, number in enumerate(record.lots, start=1):
        path = record.layout.lot(number)
        here = Place(file=record.layout.relative(path))
        before = findings.counts.get(Check.V13, 0)
        findings.looked(Check.V13)
        if number != expected:
            detail = f"there is no lot {expected}, and this one has the number {number}"
            findings.fail(Check.V13, "lot-number", here, detail)
        signed = read_signed(Lot, path, wanted, findings, Check.V13, file=here.file)
        if signed is None:
            continue
        lot = signed.value
        if lot.number != number:
            findings.fail(Check.V13, "lot-number", here, f"inside it is lot {lot.number}")
        right: dict[str, JsonValue] = {"election": definition.id, "record": record.hash}
        if all(contest.id != lot.contest for contest in definition.contests):
            detail = f"the definition has no contest {lot.contest}"
            findings.fail(Check.V13, "contest-unknown", here, detail, after=_AFTER)
        elif lot.contest not in record.totals:
            detail = f"contest {lot.contest} has no totals, so there is no tie"
            findings.fail(Check.V13, "seats-without-totals", here, detail, after=_AFTER)
        elif lot.contest in hashes:
            right["totals"] = hashes[lot.contest]
        for difference in differences(signed.statement.body, right):
            findings.fail(Check.V13, "lot-differs", here, difference, after=_AFTER)
        if findings.counts.get(Check.V13, 0) == before:
            held.append(lot)
    return tuple(held)


def _count(
    record: Record, contest: Contest, totals: Totals, lots: list[Lot], findings: Findings
) -> Counted | None:
    """The seats of a contest; ``None`` where the rule is not known, or cannot work with these totals."""
    try:
        counted = count_contest(contest, totals, lots)
    except InputError as error:
        detail = f"contest {contest.id}: {error.message}"
        findings.fail(Check.V13, "rule-unknown", Place(file="definition.json"), detail, after=_AFTER)
        return None
    for lot in counted.strays:
        here = Place(file=record.layout.relative(record.layout.lot(lot.number)))
        said = Tie(stage=lot.stage, between=lot.between, seats=lot.seats)
        detail = f"after the lots before it there is no tie that it decides: {tie_sentence(said)}"
        findings.fail(Check.V13, "lot-not-needed", here, detail, after=_AFTER)
    return counted


def _compare(record: Record, counted: Counted, findings: Findings) -> None:
    """The seats file of a contest with what was counted; and what the seats wait for."""
    contest = counted.contest
    about = Place(file=record.layout.relative(record.layout.totals(contest.id)))
    for tie in counted.result.ties:
        sentence = f"contest {contest.id} waits for a lot: {tie_sentence(tie)}"
        if tie.stage is Stage.ALTERNATE:
            findings.note("alternate-lot-required", about, sentence)
        else:
            findings.note("lot-required", about, sentence)
    path = record.layout.seats(contest.id)
    here = Place(file=record.layout.relative(path))
    if contest.id not in record.seats:
        findings.note("seats-not-counted", about, f"contest {contest.id} has totals, and no seats yet")
        return
    findings.looked(Check.V13)
    if not counted.settled:
        detail = f"there are seats, and a tie is open: {tie_sentence(counted.result.ties[0])}"
        findings.fail(Check.V13, "seats-too-early", here, detail, after=_AFTER)
        return
    try:
        same = read_file(path) == counted.sheet
    except InputError:  # no plain file, which V1 has said
        same = False
    if not same:
        detail = f"it is not what the rule {contest.rule} makes of the totals"
        findings.fail(Check.V13, "seats-differ", here, detail, after=_AFTER)


def _stray_files(record: Record, city: City, totals: Mapping[ContestId, Totals], findings: Findings) -> None:
    """Seats files of contests that were not counted, each with the reason."""
    known = {contest.id for contest in city.definition.contests}
    for contest in record.seats:
        here = Place(file=record.layout.relative(record.layout.seats(contest)))
        if contest not in known:
            detail = "the definition has no such contest"
            findings.fail(Check.V13, "contest-unknown", here, detail, after=_AFTER)
        elif contest not in record.totals:
            detail = f"there are seats, and contest {contest} has no totals"
            findings.fail(Check.V13, "seats-without-totals", here, detail, after=_AFTER)
        elif contest not in totals:
            detail = "the totals do not hold, so the seats were not checked"
            findings.fail(Check.V13, "seats-unchecked", here, detail, after=_AFTER)


def tie_sentence(tie: Tie) -> str:
    """A tie on one line: its stage, how many are drawn, between whom."""
    return f"{tie.stage}, {tie.seats} of {', '.join(tie.between)}"

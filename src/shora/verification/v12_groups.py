"""V12: what was decrypted for several boxes together, and that nothing else was. Spec: ``spec/units.md``.

Of a group, too, V7 says that its tally is a product, V8 that its partial decryptions hold, V9 that its result is
what they give; their place is the group's file.
"""

from collections.abc import Mapping

from shora.crypto.election import BoxElection
from shora.crypto.trustees import check_partial_decryption, check_result
from shora.errors import InputError, ShoraError
from shora.ids import BoxId
from shora.record.city import City
from shora.record.groups import GroupFile
from shora.record.read import Record, read_file
from shora.tally.group import group_election, product_of
from shora.tally.result import QuestionResult, read_result
from shora.tally.units import DecryptionUnit, Plan
from shora.verification.box import BoxChecked
from shora.verification.setup import place_of
from shora.verification.v12_ends import ROOTS
from shora.verification.verdict import Check, Findings, Place

_PRODUCT = (Check.V1, Check.V2, Check.V3, Check.V4, Check.V5, Check.V6, Check.V10, Check.V7, Check.V12)
_LATER = (*_PRODUCT, Check.V8)


def check_groups(
    record: Record, city: City, plan: Plan, boxes: Mapping[BoxId, BoxChecked], findings: Findings
) -> dict[str, tuple[QuestionResult, ...]]:
    """Checks groups and their members; gives the results of the groups that can be read."""
    units = {unit.name: unit for unit in plan.counted if unit.is_group}
    results = {}
    for name in record.groups:
        here = Place(file=record.layout.relative(record.layout.group(name)))
        findings.looked(Check.V12)
        if name not in units:
            detail = "the numbers of ballots make no such group"
            findings.fail(Check.V12, "group-unknown", here, detail, after=ROOTS)
            continue
        local = Findings(*(boxes[box].findings for box in units[name].boxes if box in boxes))
        result = _check_group(record, city, units[name], boxes, local, here)
        findings.merge(local)
        if result is not None:
            results[name] = result
    for name, unit in units.items():
        if name not in record.groups and record.totals:
            here = Place(file=record.layout.relative(record.layout.group(name)))
            detail = f"there are totals, and the group of {', '.join(unit.boxes)} was not decrypted"
            findings.fail(Check.V12, "group-missing", here, detail, after=ROOTS)
    _check_members(record, city, plan, boxes, findings)
    return results


def _check_members(
    record: Record, city: City, plan: Plan, boxes: Mapping[BoxId, BoxChecked], findings: Findings
) -> None:
    """No ballot is in two decrypted units, and none in one that is too small."""
    smallest = city.definition.secrecy.smallest
    for unit in plan.counted:
        if unit.ballots < smallest:
            _check_too_small(record, unit, smallest, boxes, findings)
        for box in unit.boxes if unit.is_group else ():
            if box not in boxes:
                continue
            archived = boxes[box].archived
            here = Place(file=archived.file)
            if not archived.shares:
                continue
            if unit.name in record.groups or archived.ballots >= smallest:
                detail = f"box {box} is of {unit.name}, and was decrypted by itself"
                findings.fail(Check.V12, "group-and-member", here, detail, after=(Check.V1,))
            else:
                detail = f"box {box} has {archived.ballots} ballots, and was decrypted by itself"
                findings.fail(Check.V12, "too-few-ballots", here, detail, after=(Check.V1,))
    for box in plan.sealed:
        if box in boxes and boxes[box].archived.shares:
            detail = f"box {box} is annulled and has {boxes[box].ballots} ballots, and was decrypted"
            here = Place(file=boxes[box].archived.file)
            findings.fail(Check.V12, "too-few-ballots", here, detail, after=(Check.V1,))


def _check_too_small(
    record: Record,
    unit: DecryptionUnit,
    smallest: int,
    boxes: Mapping[BoxId, BoxChecked],
    findings: Findings,
) -> None:
    """The whole city has too few ballots, or what is left of it: then nothing is decrypted."""
    if unit.is_group:
        opened = unit.name in record.groups
        file = record.layout.relative(record.layout.group(unit.name))
    else:
        checked = boxes.get(unit.boxes[0])
        opened = checked is not None and checked.archived.shares > 0
        file = f"boxes/{unit.boxes[0]}" if checked is None else checked.archived.file
    if opened:
        detail = f"{unit.name} has {unit.ballots} ballots, and was decrypted; the limit is {smallest}"
        findings.fail(Check.V12, "too-few-ballots", Place(file=file), detail, after=(Check.V1,))


def _check_group(
    record: Record,
    city: City,
    unit: DecryptionUnit,
    boxes: Mapping[BoxId, BoxChecked],
    findings: Findings,
    here: Place,
) -> tuple[QuestionResult, ...] | None:
    try:
        group = GroupFile.decode(read_file(record.layout.root / here.file), here.file)
        text = group_election(
            city.definition,
            public_key=city.keys.public_key,
            record=record.hash,
            number=unit.number,
            boxes=[city.info(box).uuid for box in unit.boxes],
        )
        election = BoxElection(text, place=here.file)
    except ShoraError as error:
        findings.fail(Check.V12, "group-malformed", here, str(error), after=(Check.V1, Check.V2))
        return None
    for what, said, right in (
        ("group", group.group, unit.name),
        ("boxes", ", ".join(group.boxes), ", ".join(unit.boxes)),
        ("ballots", group.ballots, unit.ballots),
        ("election", group.election.decode(), text.decode()),
    ):
        if said != right:
            detail = f"{what}: {str(said)[:200]} is recorded, and it is {str(right)[:200]}"
            findings.fail(Check.V12, "group-differs", here, detail, after=ROOTS)
    _check_product(unit, group, election, boxes, findings, here)
    _check_shares(city, group, election, findings, here)
    return _check_result(city, group, election, findings, here)


def _check_product(
    unit: DecryptionUnit,
    group: GroupFile,
    election: BoxElection,
    boxes: Mapping[BoxId, BoxChecked],
    findings: Findings,
    here: Place,
) -> None:
    findings.looked(Check.V7)
    try:
        members = []
        for box in unit.boxes:
            checked = boxes[box].checked if box in boxes else None
            if checked is None:
                raise InputError(f"box {box} cannot be read")
            if not boxes[box].archived.is_tallied:
                detail = f"box {box} is in a group, and its archive has no encrypted tally"
                findings.fail(Check.V12, "box-not-tallied", Place(file=f"boxes/{box}"), detail, after=ROOTS)
            members.append(checked.product)
        right = product_of(election, members).encrypted_tally()
    except ShoraError as error:
        findings.fail(Check.V7, "tally-unreadable", here, str(error), after=_PRODUCT)
        return
    if group.encrypted_tally != right:
        detail = "the recorded tally is not the product of the boxes' tallies"
        findings.fail(Check.V7, "tally-not-product", here, detail, after=_PRODUCT)


def _check_shares(
    city: City, group: GroupFile, election: BoxElection, findings: Findings, here: Place
) -> None:
    keys = city.keys.verification_keys
    for one in group.decryptions:
        findings.looked(Check.V8)
        place = Place(file=here.file, trustee=one.owner)
        if one.owner > len(keys):
            findings.fail(Check.V8, "owner-out-of-range", place, f"there are {len(keys)} trustees")
            continue
        try:
            tally, key = group.encrypted_tally, keys[one.owner - 1]
            faults = check_partial_decryption(election, tally, key, one.payload)
        except ShoraError as error:
            code = str(getattr(error, "code", "share-unreadable"))
            findings.fail(Check.V8, code, place, error.message, after=_LATER)
            continue
        for fault in faults:
            where = place_of(fault, election.questions, place)
            findings.fail(Check.V8, fault.code, where, fault.detail, after=_LATER)


def _check_result(
    city: City, group: GroupFile, election: BoxElection, findings: Findings, here: Place
) -> tuple[QuestionResult, ...] | None:
    findings.looked(Check.V9)
    try:
        tally, shares = group.encrypted_tally, group.decryptions
        for fault in check_result(election, city.keys, tally, shares, group.result):
            where = place_of(fault, election.questions, here)
            findings.fail(Check.V9, fault.code, where, fault.detail, after=_LATER)
        return read_result(group.result, election.questions, here.file)
    except ShoraError as error:
        if not findings.failed(Check.V9):
            code = str(getattr(error, "code", "result-unreadable"))
            findings.fail(Check.V9, code, here, error.message, after=_LATER)
        return None

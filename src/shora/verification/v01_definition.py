"""V1: the parts that were fixed at definition are those that ``record.json`` names, and they were signed.

Headquarters and supervision sign the record hash, the card office what it made for each box. What they
sign with stands in the definition, so a forger who makes a whole record of his own also makes its keys:
the record hash has to be compared with the one that was published before the day.
"""

from collections.abc import Mapping

from shora.box.payloads import digest
from shora.cards.classes import STUB, same_stubs
from shora.crypto.identity import fault_in_key
from shora.election.definition import Definition
from shora.election.people import OfficeRole
from shora.ids import Hash
from shora.record.city import City
from shora.record.read import BoxInfo, Record, RecordFault
from shora.text.json import JsonValue, canonical
from shora.verification.signed import differences, office_keys, read_statement
from shora.verification.verdict import Check, Findings, Place

_BOUND = {RecordFault.HASH_DIFFERS, RecordFault.MALFORMED, RecordFault.FILE_MISSING, RecordFault.UUID_TWICE}
"""Findings that can explain others: what lies there is not what was fixed."""

RECORD, DEFINITION = Place(file="record.json"), Place(file="definition.json")


def check_shape(record: Record, findings: Findings) -> None:
    """Takes over what reading the record found of the parts that were fixed."""
    findings.looked(Check.V1)
    for finding in record.findings:
        if finding.code in _BOUND:
            findings.fail(Check.V1, str(finding.code), Place(file=finding.place), finding.detail)


def check_rest(record: Record, findings: Findings) -> None:
    """The same of what explains nothing: files too many, and other forms of JSON."""
    for finding in record.findings:
        if finding.code not in _BOUND:
            place = Place(file=finding.place)
            findings.fail(Check.V1, str(finding.code), place, finding.detail, explains=False)


def check_published(record: Record, published: Hash, findings: Findings) -> None:
    """That it is the record whose hash was published before the day."""
    if record.hash != published:
        detail = f"the record hash is {record.hash}, and {published} was published"
        findings.fail(Check.V1, "other-record", RECORD, detail)


def check_definition(record: Record, city: City, findings: Findings) -> None:
    """Signatures, keys, and that definition and boxes are about the same."""
    definition = city.definition
    if definition.id != record.election:
        detail = f"it names the election {record.election}, the definition is of {definition.id}"
        findings.fail(Check.V1, "other-election", RECORD, detail)
    if canonical(definition.to_json()) != record.definition:
        detail = "it says what it says in another form than a definition has"
        findings.fail(Check.V1, "not-canonical", DEFINITION, detail, explains=False)
    _check_signed(record, definition, findings)
    _check_cards(record, city, findings)
    _check_boxes(city, findings)
    _check_people(definition, findings)
    _check_keys(city, findings)


def _check_signed(record: Record, definition: Definition, findings: Findings) -> None:
    here = Place(file="signatures.json")
    if not record.layout.signatures.exists():
        findings.fail(Check.V1, "file-missing", here, "the file is not there")
        return
    wanted = office_keys(definition, OfficeRole.HEADQUARTERS, OfficeRole.SUPERVISION)
    path = record.layout.signatures
    statement = read_statement(path, "record", wanted, findings, Check.V1, file=here.file)
    if statement is not None:
        right: dict[str, JsonValue] = {"kind": "record", "election": record.election, "record": record.hash}
        _compare("other-record", statement.body, right, here, findings)


def _check_cards(record: Record, city: City, findings: Findings) -> None:
    """The card office made these cards, for these boxes, and no others."""
    here = Place(file="cards.json")
    wanted = office_keys(city.definition, OfficeRole.CARD_OFFICE)
    statement = read_statement(record.layout.cards, "cards", wanted, findings, Check.V1, file=here.file)
    if statement is None:  # that it is not there is a finding of the shape
        return
    infos = {info.box: info for info in city.boxes}
    boxes: dict[str, JsonValue] = {
        box.id: made_cards(infos[box.id]) for box in city.definition.boxes if box.id in infos
    }
    right: dict[str, JsonValue] = {"kind": "cards", "election": record.election, "boxes": boxes}
    said = statement.body.get("boxes")
    if isinstance(said, dict) and list(said) == list(boxes):
        for box, value in boxes.items():
            if canonical(said[box]) != canonical(value):  # the order of fields, too
                detail = f"box {box}: the card office signed other cards, or another uuid"
                findings.fail(Check.V1, "cards-differ", here, detail)
        right["boxes"] = said
    _compare("cards-differ", statement.body, right, here, findings)


def made_cards(info: BoxInfo) -> dict[str, JsonValue]:
    """What the card office states of a box."""
    return {"uuid": info.uuid, "cards": len(info.cards), "credentials": digest(info.credentials)}


def _compare(
    code: str, said: Mapping[str, JsonValue], right: Mapping[str, JsonValue], here: Place, findings: Findings
) -> None:
    """That a statement has exactly the fields of ``right``, in their order."""
    if list(said) != list(right):
        detail = f"it has the fields {', '.join(said)[:200]}, not {', '.join(right)}"
        findings.fail(Check.V1, "statement-malformed", here, detail)
        return
    for difference in differences(said, right):
        findings.fail(Check.V1, code, here, difference)


def _check_boxes(city: City, findings: Findings) -> None:
    """The boxes of the record are those of the definition."""
    defined = {box.id: box for box in city.definition.boxes}
    for info in city.boxes:
        here = Place(file=f"boxes/{info.box}/box.json")
        box = defined.pop(info.box, None)
        if box is None:
            findings.fail(Check.V1, "box-unknown", here, "the definition has no such box")
        elif box.station != info.station or box.cards != len(info.cards):
            detail = f"the definition says station {box.station} and {box.cards} cards"
            findings.fail(Check.V1, "box-differs", here, detail)
        for before, card in same_stubs(info.cards):
            detail = f"the stubs of two cards show {card[:STUB]}: {before} and {card}"
            findings.fail(Check.V1, "stub-twice", Place(file=f"boxes/{info.box}/credentials.json"), detail)
    for box_id in defined:
        detail = f"the definition has the box {box_id}, the record does not"
        findings.fail(Check.V1, "box-missing", RECORD, detail)


def _check_people(definition: Definition, findings: Findings) -> None:
    """All four offices, and the two officials of each station with a box."""
    there = {office.role for office in definition.offices}
    for role in OfficeRole:
        if role not in there:
            findings.fail(Check.V1, "office-missing", DEFINITION, f"there is no office {role}")
    used = {box.station for box in definition.boxes}
    for station in definition.stations:
        if station.id in used and not station.officials:
            detail = f"nobody signs for the station {station.id}"
            findings.fail(Check.V1, "officials-missing", DEFINITION, detail)


def _check_keys(city: City, findings: Findings) -> None:
    """Each signer has a key that can be one, and no two the same."""
    definition = city.definition
    signers = [(f"trustee:{each.id}", each.key, DEFINITION) for each in definition.trustees.members]
    signers += [(office.signer, office.key, DEFINITION) for office in definition.offices]
    signers += [(by, key, DEFINITION) for station in definition.stations for by, key in station.signers]
    signers += [
        (f"box:{info.box}", info.key, Place(file=f"boxes/{info.box}/box.json")) for info in city.boxes
    ]
    first: dict[str, str] = {}
    for by, key, here in signers:
        if not key:
            findings.fail(Check.V1, "key-missing", here, f"{by} has no key")
            continue
        fault = fault_in_key(key)
        if fault is not None:
            findings.fail(Check.V1, fault, here, f"the key of {by} is not one")
        if key in first:
            findings.fail(Check.V1, "key-twice", here, f"{by} has the key of {first[key]}")
        first.setdefault(key, by)

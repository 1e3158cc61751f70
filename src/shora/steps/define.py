"""define (تعریف): what was decided and made apart comes together, is checked, signed, and begins the record.

Trustees made the key (``shora trustees``), the card office made the cards (``shora cards``), every
box made its own key (``shora box``): here are only their public parts. Nothing of it is taken on
trust: certificates, transcript, signatures and hashes are checked before anything is signed.

Crash order: ``record.json`` is written last and names the other parts with their hashes. A crash
before it leaves a folder that is no record; the same step again finishes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from shora.box.payloads import digest
from shora.cards.statement import decode_cards
from shora.crypto.identity import fault_in_key
from shora.crypto.statement import Signer, Statement, check_signatures, decode_statement
from shora.crypto.trustees import TrusteeKeys
from shora.election.definition import Definition
from shora.election.people import OfficeRole
from shora.errors import InputError, RefusedError
from shora.ids import BoxId
from shora.record.day import Signers, offices
from shora.record.layout import Layout
from shora.record.seats import need_countable
from shora.record.write import BoxInfo, Fixed, create_record, record_statement
from shora.text.json import canonical
from shora.verification.v02_ceremony import check_ceremony
from shora.verification.v02_trustees import check_trustees
from shora.verification.verdict import Findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The public parts that others made: trustees' JSON and transcript, the card office's statement, keys of boxes."""

    trustees: bytes
    ceremony: bytes
    cards: bytes
    credentials: Mapping[BoxId, bytes]
    keys: Mapping[BoxId, str]


def put_together(definition: Definition, made: Made) -> Fixed:
    """The fixed parts of the record; :class:`InputError` or :class:`RefusedError` says what does not fit."""
    need_signers(definition)
    for contest in definition.contests:
        need_countable(contest)
    _need_trustees(definition, made)
    statement = decode_statement(made.cards, "cards.json", kind="cards")
    office = definition.office(OfficeRole.CARD_OFFICE)
    for fault in check_signatures(statement, [(office.signer, office.key)]):
        raise RefusedError(fault.detail, place="cards.json")
    packs = {each.box: each for each in decode_cards(made.cards, "cards.json")}
    if statement.election != definition.id or list(packs) != [box.id for box in definition.boxes]:
        raise RefusedError("it is not about the boxes of this definition", place="cards.json")
    boxes = []
    for box in definition.boxes:
        place = f"box {box.id}"
        if box.id not in packs or box.id not in made.credentials:
            raise InputError("the card office has made no cards for it", place=place)
        if box.id not in made.keys:
            raise InputError("its key is not here", place=place, hint="shora box setup makes it")
        if fault_in_key(made.keys[box.id]) is not None:
            raise InputError("its key is none", place=place)
        if digest(made.credentials[box.id]) != packs[box.id].credentials or packs[box.id].cards != box.cards:
            raise RefusedError("its cards are not those that the card office has signed", place=place)
        boxes.append(
            BoxInfo(
                box=box.id,
                uuid=packs[box.id].uuid,
                station=box.station,
                key=made.keys[box.id],
                credentials=made.credentials[box.id],
            )
        )
    fixed = Fixed(
        election=definition.id,
        definition=canonical(definition.to_json()),
        trustees=made.trustees,
        ceremony=made.ceremony,
        cards=made.cards,
        boxes=boxes,
    )
    fixed.check()
    return fixed


def need_signers(definition: Definition) -> None:
    """That everybody who will sign has a usable key in the definition; :class:`InputError` names who has not."""
    keys = [(f"trustee:{each.id}", each.key) for each in definition.trustees.members]
    keys += [(definition.office(role).signer, definition.office(role).key) for role in OfficeRole]
    used = {box.station for box in definition.boxes}
    for station in definition.stations:
        if station.id in used and not station.officials:
            raise InputError("nobody signs for it", place=f"station {station.id}", hint="add its officials")
        keys += station.signers
    for signer, key in keys:
        if fault_in_key(key) is not None:
            what = "has no key" if not key else "has a key that is none"
            raise InputError(f"{signer} {what}", place="definition", hint="shora identity new makes one")


def record_signers(definition: Definition) -> Signers:
    """Who signs the record: headquarters and supervision."""
    return offices(definition, OfficeRole.HEADQUARTERS, OfficeRole.SUPERVISION)


def unsigned(fixed: Fixed, signed: Statement, definition: Definition) -> tuple[Signer, ...]:
    """Who has not signed the record yet; :class:`RefusedError` for another record and for wrong signatures."""
    if signed.body != record_statement(fixed).body:
        raise RefusedError(
            "what was signed is another record", place="signatures",
            hint="definition, key, cards or boxes have changed since; sign anew, in a new file",
        )  # fmt: skip
    faults = check_signatures(signed, record_signers(definition))
    for fault in faults:
        if fault.code != "signature-missing":
            raise RefusedError(fault.detail, place="signatures")
    return tuple(fault.by for fault in faults)


def define(record: Path, fixed: Fixed, signed: Statement, definition: Definition) -> Layout:
    """Begins the record at ``record`` with the signatures of headquarters and supervision."""
    missing = unsigned(fixed, signed, definition)
    if missing:
        raise RefusedError(
            f"not signed by {' and '.join(missing)}",
            place="signatures", hint="shora identity sign adds a signature",
        )  # fmt: skip
    if record.exists() and any(record.iterdir()) and not Layout(root=record).definition.exists():
        raise RefusedError("the folder is not empty", place=str(record), hint="name a new folder")
    return create_record(record, fixed, signed.encode())


def _need_trustees(definition: Definition, made: Made) -> None:
    findings = Findings()
    check_trustees(TrusteeKeys(made.trustees), findings, file="trustees.json")
    check_ceremony(made.ceremony, made.trustees, definition, findings, file="ceremony.json")
    for failure in findings.failures:
        raise RefusedError(f"{failure.detail} [{failure.code}]", place=str(failure.place))

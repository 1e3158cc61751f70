"""define (تعریف): the definition enters the record, the trustees make the key, the cards are made.

In this version the whole ceremony and the card office run in one process, and their secrets are
written to a folder apart from the record. That suits a demonstration or a rehearsal; trustees, card
office and boxes on separate machines come with the ceremony's own commands.

Crash order: secrets first, then the public parts; ``record.json`` is written last and names them all.
A crash before it leaves folders that are no record, and the step is begun again in fresh ones.
"""

from dataclasses import dataclass
from pathlib import Path

from shora.cards.pack import Pack, make_pack, write_pack
from shora.crypto.credentials import new_uuid
from shora.election.definition import Definition
from shora.errors import RefusedError
from shora.record.layout import Layout
from shora.record.write import BoxInfo, create_record
from shora.steps.progress import Watcher
from shora.text.json import canonical
from shora.trustees.ceremony import Holding, hold_together
from shora.trustees.keep import write_trustee


@dataclass(frozen=True, slots=True, kw_only=True)
class Defined:
    """A new record, with the secrets that its later steps need."""

    definition: Definition
    layout: Layout
    packs: tuple[Pack, ...]
    trustees: tuple[Holding, ...]


def define(definition: Definition, record: Path, secrets: Path | None, watcher: Watcher) -> Defined:
    """Makes key and cards and begins the record at ``record``, which must not exist or be empty.

    ``secrets`` is a folder for the trustees' and the cards' secrets; ``None`` keeps them in memory only
    (and they are gone when the process ends).
    """
    if record.exists() and any(record.iterdir()):
        raise RefusedError("the folder is not empty", place=str(record), hint="name a new folder")
    if secrets is not None and secrets.resolve().is_relative_to(record.resolve()):
        raise RefusedError("secrets do not lie in the record", place=str(secrets), hint="name a folder apart")
    if secrets is not None and secrets.exists() and any(secrets.iterdir()):
        raise RefusedError(
            "the folder of the secrets is not empty", place=str(secrets), hint="name a new folder"
        )
    watcher.begin("key ceremony", definition.trustees.size)
    trustees, holdings = hold_together(definition.trustees)
    watcher.done(definition.trustees.size)
    watcher.begin("tariff cards", sum(box.cards for box in definition.boxes))
    packs = []
    for box in definition.boxes:
        packs.append(make_pack(box.id, new_uuid(), box.cards))
        watcher.done(box.cards)
    if secrets is not None:
        _keep_secrets(secrets, definition, packs, holdings)
    layout = create_record(
        record,
        election=definition.id,
        definition=canonical(definition.to_json()),
        trustees=trustees,
        boxes=[
            BoxInfo(box=box.id, uuid=pack.uuid, station=box.station, credentials=pack.credentials())
            for box, pack in zip(definition.boxes, packs, strict=True)
        ],
    )
    return Defined(definition=definition, layout=layout, packs=tuple(packs), trustees=tuple(holdings))


def trustee_file(secrets: Path, definition: Definition, index: int) -> Path:
    """Where trustee ``index`` (from 1) keeps its secret."""
    return secrets / "trustees" / f"{definition.trustees.members[index - 1].id}.json"


def cards_file(secrets: Path, box: str) -> Path:
    """Where the pack of a box lies."""
    return secrets / "cards" / f"{box}.txt"


def _keep_secrets(secrets: Path, definition: Definition, packs: list[Pack], holdings: list[Holding]) -> None:
    for folder in (secrets, secrets / "trustees", secrets / "cards"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for holding in holdings:
        write_trustee(trustee_file(secrets, definition, holding.index), holding)
    for pack in packs:
        write_pack(cards_file(secrets, pack.box), pack)

"""What one copy of a box holds, read without changing anything. Spec: ``spec/box-state.md``."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from shora.box.archive_bytes import ballot_prefix
from shora.box.archive_read import ArchiveIndex
from shora.box.archive_recover import Checkpoint
from shora.box.classes import CardState
from shora.box.events import BoxPhase, EventType
from shora.box.facts import Plan, decode_checkpoint
from shora.box.payloads import decode_credentials
from shora.box.slots import Slot
from shora.disk import storage_error
from shora.errors import DamagedError
from shora.ids import Hash, PublicCredential, Uuid

MEDIUM: Final = "medium"
STATE: Final = "state.json"
WAITING: Final = "waiting"
CHALLENGED: Final = "challenged"
CLASSES: Final = "classes"
PLAN: Final = "plan"
ACKNOWLEDGED: Final = "acknowledged"
"""The names of a copy's files, besides its archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The sound part of a copy's archive.

    ``credentials`` in their order; ``events`` are the hashes of the events, ``ballots`` those of the ballots, by card.
    """

    timestamp: int
    prefix: bytes
    credentials: tuple[PublicCredential, ...]
    events: tuple[Hash, ...]
    ballots: Mapping[PublicCredential, Hash]
    phase: BoxPhase


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """Everything that a copy holds. ``plan`` is ``None`` where no batch was being appended."""

    folder: Path
    chain: Chain
    checkpoint: Checkpoint
    waiting: tuple[Slot, ...]
    challenged: tuple[Slot, ...]
    letters: tuple[CardState, ...]
    plan: Plan | None


def read_chain(index: ArchiveIndex, uuid: Uuid) -> Chain:
    """The events of an archive up to the first that is not sound; :class:`DamagedError` for another box's."""
    sound = index.sound_state.events
    if sound == 0:
        raise DamagedError("the archive is damaged at its beginning", place=str(index.path))
    prefix = ballot_prefix(uuid, index.read(index.setup.election))
    listed = decode_credentials(index.read(index.setup.credentials), "credentials")
    credentials = tuple(one.credential for one in listed)
    ballots = [event.payload for event in islice(index.events(), sound) if event.type is EventType.BALLOT]
    starts = islice(index.ballot_starts(len(prefix) + 64), len(ballots))
    cards = [card_in(start, prefix) for start in starts]
    used = {card: hash for card, hash in zip(cards, ballots, strict=True) if hash is not None}
    if len(used) != len(ballots) or not used.keys() <= set(credentials):
        raise DamagedError("a ballot in the archive is not one of this box", place=str(index.path))
    return Chain(
        timestamp=index.timestamp,
        prefix=prefix,
        credentials=credentials,
        events=tuple(islice(index.event_hashes(), sound)),
        ballots=used,
        phase=index.sound_state.phase,
    )


def card_in(ballot: bytes, prefix: bytes) -> PublicCredential:
    """The credential of a ballot, from its first bytes; :class:`DamagedError` for a ballot of another box."""
    if not ballot.startswith(prefix):
        raise DamagedError("a ballot is not one of this box")
    return PublicCredential(ballot[len(prefix) :][:64].decode("ascii", "replace"))


def read_checkpoint(folder: Path, chain: Chain) -> Checkpoint:
    """What was acknowledged; :class:`DamagedError` if the chain does not have it."""
    path = folder / ACKNOWLEDGED
    checkpoint = decode_checkpoint(read_file(path), str(path))
    if len(chain.events) < checkpoint.events or chain.events[checkpoint.events - 1] != checkpoint.head:
        raise DamagedError(
            f"the archive has {len(chain.events)} sound events, and not the {checkpoint.events} that were acknowledged",
            place=str(folder),
        )
    return checkpoint


def read_plan(folder: Path) -> Plan | None:
    """The batch that was being appended, if one was."""
    data = read_file(folder / PLAN)
    return Plan.decode(data, str(folder / PLAN)) if data else None


def read_file(path: Path) -> bytes:
    """The bytes of a file, none where it is not there."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise storage_error(error, path) from error

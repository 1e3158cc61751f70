"""What a box's archive says that others say, too: the reports of the day, the totals. Read once, compared often."""

from collections.abc import Mapping
from dataclasses import dataclass

from shora.box.archive_read import ArchiveIndex
from shora.box.events import BoxPhase, EventType
from shora.crypto.election import BoxElection
from shora.election.launch import parse_launch_code
from shora.errors import InputError
from shora.ids import Hash, PublicCredential, Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """An archive after its ballots were checked; what cannot be read is empty or ``None``.

    ``setup`` is the hash of the first event, ``ended`` that of EndBallots, ``head`` that of the last one.
    ``cast`` has the credential and tracker of each ballot that could be read.
    """

    file: str
    timestamp: int
    phase: BoxPhase
    head: Hash | None
    setup: Hash | None
    ended: Hash | None
    ballots: int
    shares: int
    launch_code: str
    election: BoxElection | None
    cast: Mapping[PublicCredential, Tracker]

    @property
    def is_ended(self) -> bool:
        """Whether no more ballots can come."""
        return self.phase not in {BoxPhase.EMPTY, BoxPhase.OPEN}

    @property
    def is_tallied(self) -> bool:
        """Whether its encrypted tally is there."""
        return self.phase in {BoxPhase.TALLIED, BoxPhase.DECRYPTED}


def archived(
    archive: ArchiveIndex,
    file: str,
    election: BoxElection | None,
    cast: Mapping[PublicCredential, Tracker],
) -> Archived:
    """The facts of an open archive."""
    names: dict[EventType, Hash] = {}
    for event, name in zip(archive.events(), archive.event_hashes(), strict=True):
        if event.type in {EventType.SETUP, EventType.END_BALLOTS}:
            names.setdefault(event.type, name)
    try:
        code = "" if election is None else parse_launch_code(election.description)
    except InputError:
        code = ""
    return Archived(
        file=file,
        timestamp=archive.timestamp,
        phase=archive.phase,
        head=archive.head,
        setup=names.get(EventType.SETUP),
        ended=names.get(EventType.END_BALLOTS),
        ballots=archive.ballots,
        shares=len(archive.shares),
        launch_code=code,
        election=election,
        cast=cast,
    )

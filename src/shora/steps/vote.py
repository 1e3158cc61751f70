"""vote (رأی): typed codes and a card become an encrypted ballot in the box.

The order is the voter's: the ballot is made, its tracker is shown, and only then is it cast. A ballot
is checked in full before it enters the archive (the box must not accept what verifiers will refuse),
and "cast" is said after it is on the medium.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from shora.ballot.seal import SealedBallot, seal
from shora.box.archive import Archive
from shora.box.archive_read import open_archive
from shora.box.events import BoxPhase
from shora.cards.pack import Card, card_of
from shora.crypto.election import BoxElection
from shora.election.codes import choices_for
from shora.election.definition import Definition
from shora.errors import RefusedError
from shora.ids import BoxId, ContestId, Tracker
from shora.record.city import City, read_city
from shora.record.layout import Layout

Marks = Sequence[Sequence[int]]
"""For each contest a 0/1 mark for each candidate, in ballot order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """A ballot in the box, and what its voter takes home."""

    tracker: Tracker
    short_code: str


class OpenBox:
    """A box that takes ballots. Use it in a ``with`` statement; one process has it at a time."""

    def __init__(self, city: City, box: BoxId) -> None:
        info = city.info(box)
        path = city.layout.archive(box, info.uuid)
        if not path.exists():
            raise RefusedError("this box is not open", place=f"box {box}", hint="shora open comes first")
        with open_archive(path) as archive:
            if archive.phase is not BoxPhase.OPEN:
                raise RefusedError(
                    "this box is closed", place=f"box {box}", hint="no ballot enters a closed box"
                )
            self.election = BoxElection(archive.read(archive.setup.election), place=str(path))
        self.definition: Definition = city.definition
        self.box = box
        self.archive, self.recovery = Archive.open(path, acknowledged=None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.archive.close()

    def card(self, typed: str) -> Card:
        """The card as typed or scanned: of this box, and not used. :class:`RefusedError` otherwise."""
        card = card_of(self.election.uuid, typed)
        self.archive.check_card(card.public)
        return card

    def seal(self, card: Card, codes: Sequence[Sequence[str]]) -> SealedBallot:
        """The ballot of one voter, from the codes typed for each contest. Nothing is in the box yet."""
        contests = self.definition.contests
        if len(codes) != len(contests):
            raise RefusedError(f"{len(codes)} answers for {len(contests)} contests")
        marks = [
            choices_for(self.definition, ContestId(contest.id), typed)
            for contest, typed in zip(contests, codes, strict=True)
        ]
        return seal(self.election, [card.private], [marks])[0]

    def cast(self, ballots: Sequence[tuple[Card, SealedBallot]]) -> list[Cast]:
        """Puts ballots into the box with one write to the medium; all of them or none."""
        reports = self.election.check([sealed.ballot for _, sealed in ballots], [1] * len(ballots), None)
        for report in reports:
            if report.faults:
                fault = report.faults[0]
                raise RefusedError(f"the ballot does not verify: {fault.detail} [{fault.code}]")
        self.archive.append_ballots([(sealed.ballot, card.public) for card, sealed in ballots])
        return [Cast(tracker=sealed.tracker, short_code=sealed.short_code) for _, sealed in ballots]


def vote(layout: Layout, box: BoxId, typed_card: str, codes: Sequence[Sequence[str]]) -> Cast:
    """One voter at one box, from card and codes to the receipt."""
    with OpenBox(read_city(layout), box) as station:
        card = station.card(typed_card)
        return station.cast([(card, station.seal(card, codes))])[0]

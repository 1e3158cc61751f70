"""Boxes with ballots to measure on."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from shora.ballot.seal import SealedBallot, seal
from shora.box.archive import Archive
from shora.box.setup import BoxSetup, largest_ballot
from shora.cards.pack import Pack, make_pack
from shora.cli.bench import election_of
from shora.crypto.credentials import new_uuid
from shora.crypto.election import BoxElection
from shora.crypto.trustees import Share
from shora.ids import BoxId

MARKS = 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An election under the key of one trustee, with cards."""

    text: bytes
    trustees: bytes
    pack: Pack

    @classmethod
    def make(cls, candidates: int, cards: int) -> "Sample":
        """One question, up to 21 marks, blank allowed."""
        share, uuid = Share.generate(), new_uuid()
        return cls(
            text=election_of(uuid, candidates, MARKS, share.public_key),
            trustees=b'[["Single",' + share.trustee_public_key() + b"]]",
            pack=make_pack(BoxId("bench"), uuid, cards),
        )

    def election(self) -> BoxElection:
        """The election, parsed; tables of the key are made when they are first needed."""
        return BoxElection(self.text)

    def marks(self) -> list[list[int]]:
        """The most marks that there may be, of random candidates."""
        width = len(self.election().questions[0].answers)
        chosen = set(secrets.SystemRandom().sample(range(width), MARKS))
        return [[int(i in chosen) for i in range(width)]]

    def ballots(self, first: int, count: int) -> list[SealedBallot]:
        """Ballots of some of the cards."""
        cards = [card.private for card in self.pack.cards[first : first + count]]
        return seal(self.election(), cards, [self.marks() for _ in cards])

    def archive(self, folder: Path, ballots: int) -> tuple[Path, int]:
        """An open box with that many ballots, alone in a new folder; and bytes a ballot."""
        folder.mkdir()
        path, size = folder / f"{self.pack.uuid}.bel", 0
        archive = Archive.create(
            path,
            timestamp=0,
            election=self.text,
            trustees=self.trustees,
            credentials=self.pack.credentials(),
        )
        with archive:
            for first in range(0, ballots, 100):
                cards = self.pack.cards[first : min(first + 100, ballots)]
                sealed = self.ballots(first, len(cards))
                size += sum(len(one.ballot) for one in sealed)
                archive.append_ballots(
                    [(one.ballot, card.public) for one, card in zip(sealed, cards, strict=True)]
                )
        return path, size // max(ballots, 1)

    def setup(self) -> BoxSetup:
        """What a box of this election begins with."""
        return BoxSetup(
            timestamp=0,
            election=self.text,
            trustees=self.trustees,
            credentials=self.pack.credentials(),
            batch=10,
            largest=largest_ballot(self.election().questions),
            challenges=10,
            provisional=False,
        )

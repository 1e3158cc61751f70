"""Making ballots: with a card and a fresh seed, for one election."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from shora.ballot.plaintext import plaintext
from shora.ballot.tracker import short_code, tracker_of
from shora.crypto.credentials import SEED_BYTES
from shora.crypto.election import BoxElection
from shora.ids import PrivateCredential, Tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBallot:
    """An encrypted, signed ballot. ``seed`` opens it in a challenge and is forgotten when it is cast."""

    ballot: bytes
    seed: bytes

    @property
    def tracker(self) -> Tracker:
        """What the receipt shows before the voter decides."""
        return tracker_of(self.ballot)

    @property
    def short_code(self) -> str:
        """The same for typing."""
        return short_code(self.ballot)

    def __repr__(self) -> str:
        """Without the seed, which tells the vote."""
        return f"SealedBallot({self.tracker})"


def seal(
    election: BoxElection, cards: Sequence[PrivateCredential], marks: Sequence[Sequence[Sequence[int]]]
) -> list[SealedBallot]:
    """Ballots from voters' marks (a 0/1 vector over the candidates for each question), on all cores.

    Raises :class:`~shora.errors.RefusedError` for marks outside the bounds, and the crypto room's
    ``CryptoInputError`` for a malformed card. Whether the card is of this box is the archive's check.
    """
    seeds = [secrets.token_bytes(SEED_BYTES) for _ in cards]
    plaintexts = [plaintext(election.questions, one) for one in marks]
    ballots = election.encrypt(cards, plaintexts, seeds)
    return [SealedBallot(ballot=b, seed=s) for b, s in zip(ballots, seeds, strict=True)]

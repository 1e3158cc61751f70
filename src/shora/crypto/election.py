"""One box's election and its ballots: encrypt, check, multiply."""

from collections.abc import Sequence
from dataclasses import dataclass

from shora import _core
from shora.crypto.fault import Fault, faults_of, readable
from shora.ids import PrivateCredential, PublicCredential, Uuid

Plaintext = Sequence[Sequence[int]]
"""A 0/1 vector a question, with the blank first where the question allows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A homomorphic question as the box's election JSON has it."""

    answers: tuple[str, ...]
    blank: bool
    minimum: int
    maximum: int
    text: str

    @property
    def width(self) -> int:
        """Ciphertexts in an answer."""
        return len(self.answers) + self.blank


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotReport:
    """What was found of one ballot; ``credential`` is ``None`` where it could not be read."""

    credential: PublicCredential | None
    faults: tuple[Fault, ...]


class BoxElection:
    """A parsed election JSON. The core keeps tables for its key, so make it once and use it often."""

    __slots__ = ("core", "questions")

    def __init__(self, election: bytes, *, place: str = "election") -> None:
        """Raises ``CryptoInputError`` or ``CryptoUnsupportedError`` naming ``place``."""
        with readable(place):
            self.core = _core.Election(election)
        self.questions = tuple(
            Question(answers=tuple(a), blank=b, minimum=low, maximum=high, text=t)
            for a, b, low, high, t in self.core.questions
        )

    @property
    def uuid(self) -> Uuid:
        """The box's Belenios uuid."""
        return Uuid(self.core.uuid)

    @property
    def name(self) -> str:
        """For people."""
        return self.core.name

    @property
    def description(self) -> str:
        """For people; holds the launch code."""
        return self.core.description

    @property
    def fingerprint(self) -> str:
        """Base64 of the SHA-256 of the JSON, without padding."""
        return self.core.fingerprint

    @property
    def public_key(self) -> str:
        """The joint key, 64 hexadecimal digits."""
        return self.core.public_key

    def encrypt(
        self, cards: Sequence[PrivateCredential], plaintexts: Sequence[Plaintext], seeds: Sequence[bytes]
    ) -> list[bytes]:
        """Signed ballots, one a card; a seed is 32 fresh random bytes."""
        with readable("ballot"):
            return self.core.encrypt_ballots(cards, plaintexts, seeds)

    def check(
        self, ballots: Sequence[bytes], weights: Sequence[int], product: "BallotProduct | None"
    ) -> list[BallotReport]:
        """Checks ballots alone (not who may cast them) and multiplies them ``weight`` times into ``product``."""
        with readable("ballots"):
            raw = self.core.check_ballots(ballots, weights, product.core if product is not None else None)
        return [
            BallotReport(credential=None if c is None else PublicCredential(c), faults=faults_of(f))
            for c, f in raw
        ]

    def check_opening(self, ballot: bytes, plaintext: Plaintext, seed: bytes) -> tuple[Fault, ...]:
        """Whether a challenged ballot is what its seed and marks give (``spec/ballot.md``): empty if so.

        It says nothing of the ballot's signature and does not verify its proofs, which :meth:`check` does.
        Raises ``CryptoInputError`` where the ballot cannot be read, or the seed is not 32 bytes.
        """
        with readable("opening"):
            return faults_of(self.core.check_opening(ballot, plaintext, seed))


class BallotProduct:
    """The running product of ballots of one box: its encrypted tally."""

    __slots__ = ("core",)

    def __init__(self, election: BoxElection) -> None:
        """Empty: every choice is the neutral pair."""
        self.core = _core.Tally(election.core)

    @property
    def ballots(self) -> int:
        """How many ballots are multiplied in."""
        return self.core.ballots

    @property
    def weight(self) -> int:
        """Their total weight."""
        return self.core.weight

    def add(self, other: "BallotProduct") -> None:
        """Multiplies another product of the same questions into this one: together they are a group of boxes.

        ``CryptoInputError`` for other questions, and for itself.
        """
        with readable("tally"):
            self.core.add(other.core)

    def encrypted_tally(self) -> bytes:
        """The ``encrypted_tally`` JSON."""
        return self.core.encrypted_tally()

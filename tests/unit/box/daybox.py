"""A small box on two media, quick and without proofs."""

from collections.abc import Sequence
from pathlib import Path

from shora.ballot.opening import Opening
from shora.box.archive_bytes import ballot_prefix
from shora.box.ballotbox import BallotBox, Reopened
from shora.box.facts import StatementKind
from shora.box.setup import BoxSetup
from shora.disk import Disk, SystemDisk
from shora.ids import Hash, PublicCredential, Uuid
from shora.text.json import canonical

UUID = Uuid("123456789ABCDE")
CARDS = tuple(PublicCredential(f"{number:064x}") for number in range(1, 41))
ELECTION = canonical({"uuid": UUID})
PREFIX = ballot_prefix(UUID, ELECTION)
TIME = 1_800_000_000
H, H2 = Hash("ab" * 32), Hash("cd" * 32)


class QuickDisk(SystemDisk):
    """Does not wait for the medium."""

    def fsync(self, fd: int) -> None:
        pass

    def fsync_folder(self, folder: Path) -> None:
        pass


QUICK: Disk = QuickDisk()


def ballot(card: PublicCredential, text: str = "x" * 300, prefix: bytes = PREFIX) -> bytes:
    return prefix + card.encode() + b'","answers":"' + text.encode() + b'"}'


def opening(card: PublicCredential) -> Opening:
    return Opening(ballot=ballot(card), seed=b"s" * 32, marks=((0, 1, 0),))


def setup(
    *,
    batch: int = 2,
    provisional: bool = False,
    challenges: int = 3,
    largest: int = 1500,
    cards: Sequence[PublicCredential] = CARDS,
) -> BoxSetup:
    return BoxSetup(
        timestamp=TIME,
        election=ELECTION,
        trustees=b"[]",
        credentials=canonical(cards),
        batch=batch,
        largest=largest,
        challenges=challenges,
        provisional=provisional,
    )


USUAL = setup()


def make(folder: Path, names: str = "ab", begin: BoxSetup = USUAL) -> BallotBox:
    """An open box."""
    box = BallotBox.create([folder / name for name in names], begin, disk=QUICK)
    box.note(StatementKind.OPENING, H)
    return box


def again(folder: Path, names: str = "ab") -> tuple[BallotBox, Reopened]:
    return BallotBox.open([folder / name for name in names], uuid=UUID, disk=QUICK)


def cast(box: BallotBox, *cards: PublicCredential) -> None:
    box.cast([(ballot(card), card) for card in cards])

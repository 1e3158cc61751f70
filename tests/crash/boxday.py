"""A small day of a box, told by its notes: what was begun, and what the box said was done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.crash.simdisk import Crash

from shora.ballot.opening import Opening
from shora.ballot.tracker import tracker_of
from shora.box.archive_bytes import ballot_prefix
from shora.box.archive_read import open_archive
from shora.box.ballotbox import BallotBox, Reopened
from shora.box.classes import CardState
from shora.box.facts import StatementKind
from shora.box.holdings import MEDIUM
from shora.box.payloads import digest
from shora.box.setup import BoxSetup
from shora.disk import Disk, StorageError, SystemDisk
from shora.errors import DamagedError
from shora.ids import Hash, PublicCredential, Uuid
from shora.text.json import canonical

UUID = Uuid("123456789ABCDE")
CARDS = [PublicCredential(f"{number:064x}") for number in range(1, 13)]
ELECTION = canonical({"uuid": UUID})
PREFIX = ballot_prefix(UUID, ELECTION)
TIME = 1_800_000_000
H = Hash("ab" * 32)


def ballot(card: PublicCredential) -> bytes:
    return PREFIX + card.encode() + b'","answers":"' + b"x" * 700 + b'"}'


def opening(card: PublicCredential) -> Opening:
    return Opening(ballot=ballot(card), seed=b"s" * 32, marks=((0, 1, 0),))


def setup(*, provisional: bool = False, batch: int = 2) -> BoxSetup:
    return BoxSetup(
        timestamp=TIME,
        election=ELECTION,
        trustees=b"[]",
        credentials=canonical(CARDS),
        batch=batch,
        largest=1500,
        challenges=4,
        provisional=provisional,
    )


class QuickDisk(SystemDisk):
    """Does not wait for the medium: nothing fails while a test looks at what is there."""

    def fsync(self, fd: int) -> None:
        pass

    def fsync_folder(self, folder: Path) -> None:
        pass


QUICK = QuickDisk()


@dataclass
class BoxDay:
    """``said`` is what the box acknowledged, ``begun`` what was asked of it and not answered."""

    media: list[Path]
    said: dict[PublicCredential, CardState] = field(default_factory=dict)
    begun: dict[PublicCredential, CardState] = field(default_factory=dict)
    ended: bool = False

    def create(self, disk: Disk = QUICK) -> BallotBox:
        box = BallotBox.create(self.media, setup(), disk=disk)
        box.note(StatementKind.OPENING, H)
        return box

    def open(self, disk: Disk = QUICK) -> tuple[BallotBox, Reopened]:
        return BallotBox.open(self.media, uuid=UUID, disk=disk)

    def live(self, box: BallotBox) -> None:
        """What is not done yet of the day: 8 ballots, one of them without a session before, and all else that happens."""
        script = "cclcascccxc"
        for card, act in zip(CARDS, script, strict=False):
            if card in self.said or card in self.begun:
                continue
            if act in "cla":
                self._do(card, CardState.ABANDONED, partial(box.spend, card))
            if act in "cx":
                self._do(card, CardState.CAST, partial(box.cast, [(ballot(card), card)]))
            if act == "l":
                self._do(card, CardState.CHALLENGED, partial(box.challenge, opening(card), card))
            if act == "a":
                box.abandon(card)
            if act == "s":
                self._do(card, CardState.SPOILED, partial(box.spoil, card))
        box.end()
        self.ended = True

    def _do(self, card: PublicCredential, outcome: CardState, act: Callable[[], object]) -> None:
        self.begun[card] = outcome
        act()
        del self.begun[card]
        self.said[card] = outcome

    def disturbed(self, disk: Disk) -> None:
        """Part of the day, until the failure; the program is gone then, and its locks with it."""
        box = None
        try:
            box, report = self.open(disk)
            if not report.lost:
                self.live(box)
        except (Crash, StorageError, DamagedError):
            pass
        finally:
            if box is not None:
                box.close()

    def check(self, box: BallotBox, report: Reopened) -> None:
        """What must hold after every failure."""
        classes = box.classes()
        there = contents(box)
        for card in CARDS:
            outcome = classes[card]
            count = there.count(digest(ballot(card)))
            assert count == (outcome is CardState.CAST), card
            opened = sum(one.ballot == ballot(card) for one in openings(box))
            assert opened == (outcome is CardState.CHALLENGED)
            begun, said = self.begun.get(card), self.said.get(card, CardState.UNTOUCHED)
            assert outcome in ({said} if begun is None else {said, begun}), (card, outcome, said, begun)
        assert len(there) == len(set(there))
        trackers = {tracker_of(ballot(card)) for card in self.begun}
        assert {*report.finished, *report.tested} <= trackers
        for medium in box.where().copies:
            assert snapshot(medium) == snapshot(box.where().copies[0])
            assert not [path.name for path in medium.iterdir() if path.suffix == ".draft"]

    def finish(self) -> None:
        """The next program: it finds everything as it must be, goes on with the day, and the archive is right."""
        box, report = self.open()
        with box:
            assert report.lost == ()
            self.check(box, report)
            self.begun = {card: box.classes()[card] for card in self.begun}
            if not self.ended:
                self.live(box)
            self.said |= self.begun
            self.begun.clear()
            cast = {card for card, outcome in box.classes().items() if outcome is CardState.CAST}
            assert {card for card, outcome in self.said.items() if outcome is CardState.CAST} == cast
        for medium in self.media:
            with open_archive(medium / f"{UUID}.bel") as index:
                assert index.findings == ()
                assert index.phase.value == "closed"
                hashes = [one.hash for batch in index.iter_ballots(1 << 20) for one in batch]
                assert sorted(hashes) == sorted(digest(ballot(card)) for card in cast)
        again, report = self.open()
        again.close()
        assert report.quiet


def contents(box: BallotBox) -> list[Hash]:
    """Every ballot of the box, in its archive or waiting."""
    with open_archive(box.archive) as index:
        archived = [one.hash for batch in index.iter_ballots(1 << 20) for one in batch]
    return archived + [digest(body) for body in box._contents.waiting.values()]


def openings(box: BallotBox) -> list[Opening]:
    return [Opening.decode(body, "") for body in box._contents.challenged.values()]


def snapshot(medium: Path) -> dict[str, bytes]:
    """A copy's files but its own name."""
    return {path.name: path.read_bytes() for path in medium.iterdir() if path.name != MEDIUM}

"""The writer under failure: at every system call, at every kind of byte, on a full and on a dying disk.

After each failure the archive is opened again and the day goes on. What must hold:

- what was acknowledged is there;
- nothing is there twice;
- the box says where it stands, and the finished archive is, byte for byte, the one of an undisturbed day.
"""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shora.box.archive import Archive
from shora.box.archive_bytes import ballot_prefix
from shora.box.archive_read import open_archive
from shora.box.archive_recover import Checkpoint
from shora.box.events import BoxPhase
from shora.box.payloads import SizedTally, digest
from shora.disk import StorageError, SystemDisk
from shora.errors import DamagedError, RefusedError, ShoraError
from shora.ids import PublicCredential, Uuid
from shora.text.json import canonical

UUID = Uuid("123456789ABCDE")
CARDS = [PublicCredential(f"{number:064x}") for number in range(1, 6)]
ELECTION = canonical({"uuid": UUID})
PREFIX = ballot_prefix(UUID, ELECTION)
TIME = 1_800_000_000


def ballot(card: PublicCredential) -> bytes:
    return PREFIX + card.encode() + b'","answers":"' + b"x" * 300 + b'"}'


NOTHING = memoryview(b"")


class Crash(BaseException):
    """The power is gone: no handler of the program runs to any effect after it."""


class FailingDisk(SystemDisk):
    """Does as it is told until call number ``at``; then ``fail`` decides, for that call and all after it."""

    def __init__(self, at: int, fail: Callable[[str, int, memoryview], object]) -> None:
        self.calls = 0
        self.at = at
        self.fail = fail

    def due(self, call: str, fd: int = -1, data: memoryview = NOTHING) -> None:
        self.calls += 1
        if self.calls >= self.at:
            self.fail(call, fd, data)

    def write(self, fd: int, data: memoryview) -> int:
        self.due("write", fd, data)
        return super().write(fd, data)

    def fsync(self, fd: int) -> None:
        self.due("fsync")
        super().fsync(fd)

    def truncate(self, fd: int, length: int) -> None:
        self.due("truncate")
        super().truncate(fd, length)

    def link(self, source: Path, target: Path) -> None:
        self.due("link")
        super().link(source, target)

    def unlink(self, path: Path) -> None:
        self.due("unlink")
        super().unlink(path)

    def fsync_folder(self, folder: Path) -> None:
        self.due("fsync_folder")
        super().fsync_folder(folder)


def stop(share: float) -> Callable[[str, int, memoryview], object]:
    """The power goes; of a write under way this share of the bytes arrives."""
    gone: list[bool] = []

    def fail(call: str, fd: int, data: memoryview) -> None:
        if call == "write" and not gone:
            os.write(fd, data[: int(len(data) * share)])
        gone.append(True)
        raise Crash

    return fail


def refuse(
    number: int, calls: tuple[str, ...], share: float = 0.0
) -> Callable[[str, int, memoryview], object]:
    """These calls fail with this error from now on; a write gets a share of its bytes done."""

    def fail(call: str, fd: int, data: memoryview) -> None:
        if call in calls:
            if call == "write" and share > 0:
                os.write(fd, data[: int(len(data) * share)])
            raise OSError(number, os.strerror(number))

    return fail


class Day:
    """A day of a box, told by its caller's notes: what is to be done, and what was acknowledged."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / f"{UUID}.bel"
        self.acknowledged: Checkpoint | None = None

    def create(self, disk: SystemDisk) -> Archive:
        return Archive.create(
            self.path,
            timestamp=TIME,
            election=ELECTION,
            trustees=b'["trustees"]',
            credentials=canonical(CARDS),
            disk=disk,
        )

    def start(self, disk: SystemDisk) -> Archive:
        if not self.path.exists():
            assert self.acknowledged is None
            return self.create(disk)
        return Archive.open(self.path, acknowledged=self.acknowledged, disk=disk)[0]

    def live(self, box: Archive) -> None:
        """Do what is not done yet, as a box does it: batches from its notes, then the close, then the tally."""
        self.acknowledged = box.checkpoint
        for batch in (CARDS[:1], CARDS[1:4], CARDS[4:]):
            waiting = [card for card in batch if not box.is_used(card)]
            if waiting:
                box.append_ballots([(ballot(card), card) for card in waiting])
                self.acknowledged = box.checkpoint
        tally = b'[["tally"]]'
        sized = SizedTally(num_tallied=5, total_weight=5, encrypted_tally=digest(tally))
        for before, step in [
            (BoxPhase.OPEN, box.end_ballots),
            (BoxPhase.CLOSED, lambda: box.append_tally(sized, tally)),
            (BoxPhase.TALLIED, lambda: self.decrypt(box)),
        ]:
            if box.phase is before:
                step()
                self.acknowledged = box.checkpoint

    def decrypt(self, box: Archive) -> None:
        for owner in range(box.state.shares + 1, 3):
            box.append_partial_decryption(owner, b'["share %d"]' % owner)
            self.acknowledged = box.checkpoint
        box.append_result(b'{"result":[[5]]}')


@pytest.fixture(name="undisturbed", scope="module")
def _undisturbed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    day = Day(tmp_path_factory.mktemp("undisturbed"))
    with day.start(SystemDisk()) as box:
        day.live(box)
    with open_archive(day.path) as index:
        assert (index.findings, index.phase, index.ballots) == ((), BoxPhase.DECRYPTED, 5)
    return day.path.read_bytes()


def count_calls(folder: Path) -> int:
    disk = FailingDisk(10**9, stop(0))
    day = Day(folder)
    with day.start(disk) as box:
        day.live(box)
    return disk.calls


def disturbed(day: Day, disk: SystemDisk) -> None:
    """Part of the day, until the failure; the process is gone then, and its lock with it."""
    box: Archive | None = None
    try:
        box = day.start(disk)
        day.live(box)
    except (Crash, StorageError):
        pass
    finally:
        if box is not None:
            box.close()


def finish(day: Day) -> tuple[bytes, Archive]:
    box = day.start(SystemDisk())
    with box:
        day.live(box)
    assert sorted(path.name for path in day.path.parent.iterdir()) == [day.path.name]
    return day.path.read_bytes(), box


# ── The program stops ──


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99, 1.0])
def test_stopped_at_every_call(tmp_path: Path, undisturbed: bytes, share: float) -> None:
    (tmp_path / "count").mkdir()
    calls = count_calls(tmp_path / "count")
    assert calls > 20
    for at in range(1, calls + 1):
        folder = tmp_path / f"{at}"
        folder.mkdir()
        day = Day(folder)
        disturbed(day, FailingDisk(at, stop(share)))
        acknowledged = day.acknowledged
        content, _ = finish(day)
        assert content == undisturbed, f"call {at}"
        if acknowledged is not None:
            with open_archive(day.path) as index:
                assert list(index.event_hashes())[acknowledged.events - 1] == acknowledged.head


def test_stopped_twice(tmp_path: Path, undisturbed: bytes) -> None:
    """Also while it recovers."""
    for first in range(6, 24, 3):
        for second in range(1, 9):
            folder = tmp_path / f"{first}-{second}"
            folder.mkdir()
            day = Day(folder)
            disturbed(day, FailingDisk(first, stop(0.5)))
            disturbed(day, FailingDisk(second, stop(0.5)))
            assert finish(day)[0] == undisturbed, f"calls {first}, then {second}"


def test_killed(tmp_path: Path) -> None:
    """A real process and a real kill: what it said it had done, it had done."""
    program = (
        "import sys; from pathlib import Path; from shora.box.archive import Archive\n"
        "box, _ = Archive.open(Path(sys.argv[1]), acknowledged=None)\n"
        "prefix, cards = bytes.fromhex(sys.argv[2]), [f'{n:064x}' for n in range(1, 2000)]\n"
        "for card in cards:\n"
        "    if not box.is_used(card):\n"
        "        box.append_ballot(prefix + card.encode() + b'\"}', card)\n"
        "        print(card, flush=True)\n"
    )
    path = tmp_path / f"{UUID}.bel"
    cards = [f"{number:064x}" for number in range(1, 2000)]
    Archive.create(
        path, timestamp=TIME, election=ELECTION, trustees=b"[]", credentials=canonical(cards)
    ).close()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    said: list[str] = []
    for count in (1, 20, 7):
        with subprocess.Popen(
            [sys.executable, "-c", program, str(path), PREFIX.hex()],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            said += [process.stdout.readline().strip() for _ in range(count)]
            process.send_signal(signal.SIGKILL)
            said += process.stdout.read().split()
    assert len(said) == len(set(said)) >= 28
    box, _ = Archive.open(path, acknowledged=None)
    with box, open_archive(path) as index:
        assert index.findings == ()
        there = [start[len(PREFIX) :].decode() for start in index.ballot_starts(len(PREFIX) + 64)]
        assert len(there) == len(set(there))
        assert set(said) <= set(there)
        assert len(there) - len(said) <= 3  # one a kill that was written and not yet said


# ── The power goes: what was not on the medium is gone from some byte on ──


def torn_tails(data: bytes) -> Iterator[bytes]:
    """Beginnings of an append, at every class of byte; cut there, or zero bytes from there on."""
    blocks = range(0, len(data), 512)
    cuts = {0, len(data)}
    for block in blocks:
        cuts |= {
            block + at for at in (0, 1, 40, 64, 65, 74, 75, 90, 103, 107, 130, 140, 150, 156, 157, 300, 511)
        }
    for cut in sorted(cut for cut in cuts if cut <= len(data)):
        yield data[:cut]
        yield data[:cut] + bytes(len(data) - cut)
        yield data[:cut] + bytes(-cut % 4096)


def test_torn_appends(tmp_path: Path, undisturbed: bytes) -> None:
    """The batch of three ballots, torn at every class of byte, the caller's notes known or not."""
    day = Day(tmp_path)
    with day.start(SystemDisk()) as box:
        box.append_ballot(ballot(CARDS[0]), CARDS[0])
        before, acknowledged = day.path.read_bytes(), box.checkpoint
        box.append_ballots([(ballot(card), card) for card in CARDS[1:4]])
    data = day.path.read_bytes()[len(before) :]
    group = len(data) // 3
    for number, tail in enumerate(torn_tails(data)):
        day.path.write_bytes(before + tail)
        day.acknowledged = acknowledged if number % 2 else None
        box, recovery = Archive.open(day.path, acknowledged=day.acknowledged)
        with box:
            complete = next(count for count in (3, 2, 1, 0) if tail[: count * group] == data[: count * group])
            assert box.state.ballots == 1 + complete
            assert recovery.kept == box.checkpoint
            assert recovery.cut == len(tail) - complete * group
            assert day.path.read_bytes() == before + data[: complete * group]
    assert finish(day)[0] == undisturbed


def test_right_bytes_after_wrong_ones_are_damage(tmp_path: Path) -> None:
    """Without notes, only a torn end is cut; a wrong byte in it is somebody's, and stays for a person."""
    day = Day(tmp_path)
    with day.start(SystemDisk()) as box:
        before, acknowledged = day.path.read_bytes(), box.checkpoint
        box.append_ballots([(ballot(card), card) for card in CARDS[:2]])
    data = day.path.read_bytes()[len(before) :]
    group = len(data) // 2
    for tail in [
        data[:600] + b"?" + data[601:group],
        data[:512] + bytes(512) + data[1024:],
        data[:80] + b"?",
        data[:103] + bytes(10) + data[113:157],
        b"x" * 70,
        b"0" * 64 + b".data.json" + bytes(26) + b"0000755",
        bytes(511) + b"1",
        data[:-512] + b"x" * 512,
        data[group:],
    ]:
        day.path.write_bytes(before + tail)
        with pytest.raises(DamagedError, match="the archive is damaged"):
            Archive.open(day.path, acknowledged=None)
        assert day.path.read_bytes() == before + tail
        box, _ = Archive.open(day.path, acknowledged=acknowledged)
        box.close()
        assert (before + data).startswith(day.path.read_bytes())


def test_the_last_acknowledged_ballot_is_not_taken_for_torn(tmp_path: Path) -> None:
    """A flipped bit in what was acknowledged is never cut away, with or without notes."""
    day = Day(tmp_path)
    with day.start(SystemDisk()) as box:
        box.append_ballot(ballot(CARDS[0]), CARDS[0])
        acknowledged = box.checkpoint
    content = day.path.read_bytes()
    start = len(content) - 512 * 5
    for at in range(start, len(content), 37):
        spoiled = content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1 :]
        day.path.write_bytes(spoiled)
        for notes in (None, acknowledged):
            with pytest.raises(DamagedError):
                Archive.open(day.path, acknowledged=notes)
        assert day.path.read_bytes() == spoiled


# ── The medium refuses ──


@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_a_full_disk_changes_nothing(tmp_path: Path, undisturbed: bytes, share: float) -> None:
    day = Day(tmp_path)
    disk = FailingDisk(10**9, refuse(errno.ENOSPC, ("write",), share))
    with day.start(disk) as box:
        box.append_ballot(ballot(CARDS[0]), CARDS[0])
        before = day.path.read_bytes()
        disk.at = 0
        for _ in range(2):
            with pytest.raises(StorageError, match="No space left on device") as refusal:
                box.append_ballots([(ballot(card), card) for card in CARDS[1:3]])
            assert refusal.value.hint == "free some space, then try again"
            assert day.path.read_bytes() == before
            assert not box.is_used(CARDS[1])
        disk.at = 10**9
        day.live(box)  # space was freed; the same object goes on
    assert day.path.read_bytes() == undisturbed


def test_a_full_disk_that_cannot_even_cut(tmp_path: Path, undisturbed: bytes) -> None:
    day = Day(tmp_path)
    disk = FailingDisk(10**9, refuse(errno.EIO, ("write", "truncate"), 0.5))
    with day.start(disk) as box:
        disk.at = 0
        with pytest.raises(StorageError, match="Input/output error"):
            box.append_ballot(ballot(CARDS[0]), CARDS[0])
        disk.at = 10**9
        with pytest.raises(DamagedError, match="cannot be appended to after a failure"):
            box.append_ballot(ballot(CARDS[0]), CARDS[0])
    assert finish(day)[0] == undisturbed


def test_a_failed_fsync_is_believed(tmp_path: Path, undisturbed: bytes) -> None:
    """The ballot is not acknowledged, the box stops; opened again, it says whether the ballot is there."""
    day = Day(tmp_path)
    disk = FailingDisk(10**9, refuse(errno.EIO, ("fsync",)))
    with day.start(disk) as box:
        disk.at = 0
        with pytest.raises(StorageError, match="use the copy on the other one"):
            box.append_ballot(ballot(CARDS[0]), CARDS[0])
        disk.at = 10**9
        with pytest.raises(DamagedError, match="open it again"):
            box.append_ballot(ballot(CARDS[0]), CARDS[0])
    box, recovery = Archive.open(day.path, acknowledged=day.acknowledged)
    with box:
        assert (recovery.cut, recovery.kept.events) == (0, 2)
        with pytest.raises(RefusedError, match="card already used"):
            box.append_ballot(ballot(CARDS[0]), CARDS[0])
    assert finish(day)[0] == undisturbed


def test_an_interrupted_program_opens_again(tmp_path: Path, undisturbed: bytes) -> None:
    def interrupt(call: str, fd: int, data: memoryview) -> None:
        raise KeyboardInterrupt

    day = Day(tmp_path)
    disk = FailingDisk(10**9, interrupt)
    with day.start(disk) as box:
        disk.at = 0
        with pytest.raises(KeyboardInterrupt):
            box.append_ballot(ballot(CARDS[0]), CARDS[0])
        with pytest.raises(DamagedError, match="open it again"):
            box.end_ballots()
    assert finish(day)[0] == undisturbed


def test_short_writes_are_continued(tmp_path: Path, undisturbed: bytes) -> None:
    class SlowDisk(SystemDisk):
        def write(self, fd: int, data: memoryview) -> int:
            return super().write(fd, data[:333])

    day = Day(tmp_path)
    with day.start(SlowDisk()) as box:
        day.live(box)
    assert day.path.read_bytes() == undisturbed


@pytest.mark.parametrize("call", ["write", "fsync", "link", "truncate"])
def test_creation_that_fails_leaves_nothing(tmp_path: Path, call: str) -> None:
    day = Day(tmp_path)
    with pytest.raises(StorageError, match="Read-only file system"):
        day.create(FailingDisk(0, refuse(errno.EROFS, (call,))))
    assert list(tmp_path.iterdir()) == []
    day.create(SystemDisk()).close()


def test_a_read_only_medium_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = Day(tmp_path)
    day.start(SystemDisk()).close()

    def refused(*_arguments: object) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(ShoraError, match="the medium is read-only"):
        Archive.open(day.path, acknowledged=None)


def test_a_medium_that_fails_while_opening_changes_nothing(tmp_path: Path) -> None:
    day = Day(tmp_path)
    day.start(SystemDisk()).close()
    content = day.path.read_bytes() + b"0" * 30
    day.path.write_bytes(content)
    for call in ("truncate", "fsync", "fsync_folder"):
        with pytest.raises(StorageError):
            Archive.open(day.path, acknowledged=None, disk=FailingDisk(0, refuse(errno.EIO, (call,))))
        assert day.path.read_bytes() in (content, content[:-30])
    Archive.open(day.path, acknowledged=None)[0].close()

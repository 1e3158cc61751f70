"""A box's day under failure, at every call to the disk: the program stops, the power goes, the media refuse.

After each failure the box is opened again. What must hold (``BoxDay.check``): every acknowledged ballot is there
exactly once, every other one at most once, each card's class agrees with what is there, the media are the same, and
the archive that comes of it has no findings.
"""

import errno
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.crash.boxday import CARDS, UUID, BoxDay, H, ballot, setup, snapshot
from tests.crash.simdisk import Call, SimDisk

from shora.box.ballotbox import BallotBox
from shora.box.classes import CardState
from shora.box.facts import Incident, StatementKind
from shora.disk import StorageError
from shora.errors import DamagedError, RefusedError, ShoraError
from shora.ids import PublicCredential


@pytest.fixture(autouse=True)
def _small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shora.box.setup._MOST_SLOTS", 8)


@pytest.fixture(name="fresh")
def _fresh(tmp_path: Path) -> Callable[[], BoxDay]:
    """A box on two media, set up and open, made once and copied."""
    original = BoxDay([tmp_path / "original" / name for name in ("a", "b")])
    original.create().close()

    def fresh() -> BoxDay:
        media = [tmp_path / name for name in ("a", "b")]
        for path, source in zip(media, original.media, strict=True):
            shutil.rmtree(path, ignore_errors=True)
            shutil.copytree(source, path)
        return BoxDay(media)

    return fresh


def count_calls(day: BoxDay) -> int:
    disk = SimDisk(*day.media)
    day.disturbed(disk)
    assert day.ended
    disk.close()
    return disk.calls


def at(number: int, share: float) -> Callable[[Call], float | None]:
    return lambda call: share if call.number == number else None


EVERY = pytest.mark.slow
STRIDE = 9
"""The quick tests take every ninth call, each from another one on; the slow ones take every call."""


def points(fresh: Callable[[], BoxDay], first: int) -> Iterator[int]:
    """The numbers of the day's calls: all (``first`` is 0), or every ninth from ``first`` on."""
    calls = count_calls(fresh())
    assert calls > 240
    return iter(range(first, calls + 1, STRIDE) if first else range(1, calls + 1))


# ── The program stops ──


@pytest.mark.parametrize(
    ("share", "first"),
    [(0.0, 1), (0.5, 2), (1.0, 3), *(pytest.param(share, 0, marks=EVERY) for share in (0.0, 0.5, 1.0))],
)
def test_stopped_at_every_call(fresh: Callable[[], BoxDay], share: float, first: int) -> None:
    """What was written is there, as after a kill: the call under way not at all, half, or done."""
    for number in points(fresh, first):
        day = fresh()
        disk = SimDisk(*day.media, fail=at(number, share))
        day.disturbed(disk)
        disk.close()
        day.finish()


# ── The power goes ──


@pytest.mark.parametrize(
    ("survival", "first"),
    [
        (0.0, 4),
        (0.5, 5),
        (0.9, 6),
        *(pytest.param(survival, 0, marks=EVERY) for survival in (0.0, 0.2, 0.5, 0.5001, 0.9)),
    ],
)
def test_power_lost_at_every_call(fresh: Callable[[], BoxDay], survival: float, first: int) -> None:
    """What was not made durable is gone, or any part of it."""
    chance = random.Random(f"{survival} {first}")
    for number in points(fresh, first):
        day = fresh()
        disk = SimDisk(*day.media, fail=at(number, chance.choice((0.0, 0.5, 1.0))))
        day.disturbed(disk)
        disk.power_off(chance, survival)
        day.finish()


@pytest.mark.parametrize("first", [7, pytest.param(0, marks=EVERY)])
def test_power_lost_twice(fresh: Callable[[], BoxDay], first: int) -> None:
    """Also while the box is opened again."""
    chance = random.Random(first)
    for number in points(fresh, first):
        day = fresh()
        for fail in (at(number, 0.5), at(chance.randrange(1, 25), chance.choice((0.0, 0.5, 1.0)))):
            disk = SimDisk(*day.media, fail=fail)
            day.disturbed(disk)
            disk.power_off(chance, 0.5)
        day.finish()


@pytest.mark.parametrize(
    ("survival", "stride"),
    [(0.5, 7), *(pytest.param(survival, 1, marks=EVERY) for survival in (0.0, 0.5, 1.0))],
)
def test_power_lost_in_the_set_up(tmp_path: Path, survival: float, stride: int) -> None:
    """A box is set up or not; a set-up that stopped is made again."""
    chance = random.Random(5)
    number = 0
    while True:
        number += stride
        day = BoxDay([tmp_path / f"{number}{name}" for name in ("a", "b")])
        for medium in day.media:
            medium.mkdir()
        disk = SimDisk(*day.media, fail=at(number, 0.5))
        box = None
        try:
            box = day.create(disk)
        except BaseException:
            if disk.calls < number:
                raise
        if box is not None:
            box.close()
        if disk.calls < number:
            disk.close()
            break
        disk.power_off(chance, survival)
        if BallotBox.begun(day.media):
            box, report = day.open()
            assert report.lost == ()
            if box.where().phase.value == "set up":
                box.note(StatementKind.OPENING, H)
            box.close()
        else:
            day.create().close()
        day.finish()
    assert number > 80


# ── The media refuse ──


@pytest.mark.parametrize(
    ("code", "first"),
    [
        (errno.ENOSPC, 1),
        (errno.EIO, 4),
        (errno.EROFS, 8),
        *(pytest.param(code, 0, marks=EVERY) for code in (errno.ENOSPC, errno.EIO, errno.EROFS)),
    ],
)
def test_a_call_that_fails_once(fresh: Callable[[], BoxDay], code: int, first: int) -> None:
    """The box says that it failed, and the next program finds everything."""

    def fail(number: int) -> Callable[[Call], None]:
        def refuse(call: Call) -> None:
            if call.number == number:
                raise OSError(code, os.strerror(code))

        return refuse

    for number in points(fresh, first):
        day = fresh()
        disk = SimDisk(*day.media, fail=fail(number))
        day.disturbed(disk)
        disk.close()
        day.finish()


@pytest.mark.parametrize(
    ("gone", "first"),
    [("a", 2), ("b", 6), pytest.param("a", 0, marks=EVERY), pytest.param("b", 0, marks=EVERY)],
)
def test_a_medium_that_fails_for_ever(fresh: Callable[[], BoxDay], gone: str, first: int) -> None:
    """From some call on one medium refuses everything. The other has all that was acknowledged, and two decide."""

    def dead(number: int) -> Callable[[Call], None]:
        def refuse(call: Call) -> None:
            if call.number >= number and gone in {call.path.name, call.path.parent.name}:
                raise OSError(errno.EIO, os.strerror(errno.EIO))

        return refuse

    for number in points(fresh, first):
        day = fresh()
        disk = SimDisk(*day.media, fail=dead(number))
        day.disturbed(disk)
        disk.close()
        if day.ended:
            continue
        disk = SimDisk(*day.media, fail=dead(0))
        box, report = day.open(disk)
        with box:
            assert [one.folder.name for one in report.lost] == [gone]
            day.check(box, report)
            with pytest.raises(RefusedError, match="a medium of the box is lost"):
                box.incident(Incident(code="lamp", count=1, text="no light"))
            box.without(decided_by=("executive", "supervision"), reason="the stick is dead")
            new = day.media[0].with_name("c")
            shutil.rmtree(new, ignore_errors=True)
            box.add_medium(new)
        disk.close()
        with pytest.raises(ShoraError, match="left out"):
            raise_lost(day.media)
        day.media = [path for path in day.media if path.name != gone] + [new]
        day.finish()


def raise_lost(media: list[Path]) -> None:
    box, report = BallotBox.open(media, uuid=UUID)
    box.close()
    raise RefusedError(" ".join(one.reason for one in report.lost))


def test_a_full_medium(fresh: Callable[[], BoxDay]) -> None:
    """The archive cannot grow: the ballot is refused, nothing acknowledged is touched, and with space the day goes on."""
    day = fresh()
    full = True

    def fail(call: Call) -> float | None:
        if full and call.name == "write" and call.path.suffix == ".bel":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return None

    disk = SimDisk(*day.media, fail=fail)
    box, _ = day.open(disk)
    with box:
        box.cast([(ballot(card), card) for card in CARDS[:4]])
        before = [snapshot(medium) for medium in day.media]
        with pytest.raises(StorageError, match="No space left on device"):
            box.cast([(ballot(CARDS[4]), CARDS[4])])
        for medium, files in zip(day.media, before, strict=True):
            now = snapshot(medium)
            assert {name: now[name] for name in files} == files
        with pytest.raises(DamagedError, match="open it again"):
            box.spend(CARDS[5])
    day.said = dict.fromkeys(CARDS[:4], CardState.CAST)
    day.begun = {CARDS[4]: CardState.CAST}
    with pytest.raises(StorageError, match="No space left"):
        day.open(disk)
    full = False
    box, report = day.open(disk)
    with box:
        assert report.batch
        day.check(box, report)
        assert box.classes()[CARDS[4]] is CardState.UNTOUCHED
    disk.close()
    day.begun.clear()
    day.finish()


def test_a_medium_pulled_in_the_middle_of_a_cast(fresh: Callable[[], BoxDay]) -> None:
    """It comes back later, behind the other, and is brought forward."""
    day = fresh()
    away = day.media[1].with_name("away")
    pulled = False

    def fail(call: Call) -> None:
        if pulled and day.media[1].name in {call.path.name, call.path.parent.name}:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    disk = SimDisk(*day.media, fail=fail)
    box, _ = day.open(disk)
    with box:
        box.cast([(ballot(card), card) for card in CARDS[:3]])
        day.said = dict.fromkeys(CARDS[:3], CardState.CAST)
        pulled = True
        day.begun = {CARDS[3]: CardState.CAST}
        with pytest.raises(StorageError, match="Input/output error"):
            box.cast([(ballot(CARDS[3]), CARDS[3])])
    disk.close()
    day.media[1].rename(away)
    box, report = day.open()
    with box:
        assert [one.folder for one in report.lost] == [day.media[1]]
        assert box.classes()[CARDS[3]] is CardState.CAST  # it was whole on the medium that stayed
        with pytest.raises(RefusedError, match="a medium of the box is lost"):
            box.end()
    away.rename(day.media[1])
    day.finish()


# ── A provisional box ──


@pytest.mark.parametrize(
    ("survival", "stride"),
    [(0.5, 5), *(pytest.param(survival, 1, marks=EVERY) for survival in (0.0, 0.5, 1.0))],
)
def test_a_provisional_box_at_every_call(tmp_path: Path, survival: float, stride: int) -> None:
    chance = random.Random(6)
    original = tmp_path / "original"
    BallotBox.create([original / "a", original / "b"], setup(provisional=True)).close()
    number, accepted = 0, CARDS[1:4]
    while True:
        number += stride
        media = [tmp_path / "a", tmp_path / "b"]
        for path in media:
            shutil.rmtree(path, ignore_errors=True)
            shutil.copytree(original / path.name, path)
        disk = SimDisk(*media, fail=at(number, 0.5))
        box = None
        try:
            box, _ = BallotBox.open(media, uuid=UUID, disk=disk)
            provisional_day(box, accepted)
        except BaseException:
            if disk.calls < number:
                raise
        if box is not None:
            box.close()
        if disk.calls < number:
            disk.close()
            break
        disk.power_off(chance, survival)
        box, report = BallotBox.open(media, uuid=UUID)
        with box:
            assert report.lost == ()
            provisional_day(box, accepted)
            classes = box.classes()
            assert [card for card in CARDS if classes[card] is CardState.CAST] == accepted
            assert {card for card in CARDS if classes[card] is CardState.PROVISIONAL} == {CARDS[0], CARDS[4]}
            assert box.where().taken == 5
        assert snapshot(media[0]) == snapshot(media[1])
    assert number > 80


def provisional_day(box: BallotBox, accepted: list[PublicCredential]) -> None:
    """Each step only if it was not made: so a program goes on after a failure."""
    if StatementKind.CLOSING in box.statements():
        return
    box.note(StatementKind.OPENING, H)
    for card in CARDS[:5]:
        if box.classes()[card] is CardState.UNTOUCHED:
            box.cast([(ballot(card), card)])
    box.end()
    box.note(StatementKind.ENDED, H)
    box.accept(accepted)
    box.note(StatementKind.CLOSING, H)

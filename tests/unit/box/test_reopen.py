"""Opening a box from several media: what they hold together, what is damage, and what is done without a medium."""

import errno
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.box.daybox import CARDS, QUICK, UUID, H, again, ballot, cast, make, opening

from shora.ballot.tracker import tracker_of
from shora.box.ballotbox import BallotBox
from shora.box.classes import CardState
from shora.box.facts import Incident, Plan, StatementKind
from shora.box.holdings import ACKNOWLEDGED, CHALLENGED, CLASSES, MEDIUM, PLAN, STATE, WAITING
from shora.box.payloads import digest
from shora.box.slots import SlotKind, decode_slot, encode_slot
from shora.errors import DamagedError, InputError, RefusedError, ShoraError
from shora.ids import Uuid

SIZE = 4096
OFFICIALS = ("station:school/executive", "station:school/supervision")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != MEDIUM}


def slots(folder: Path, name: str = WAITING) -> dict[int, bytes]:
    data = (folder / name).read_bytes()
    found = [decode_slot(data[at : at + SIZE]) for at in range(0, len(data), SIZE)]
    return {number: slot.body for number, slot in enumerate(found) if slot.kind is SlotKind.WHOLE}


def put(path: Path, at: int, data: bytes) -> None:
    content = bytearray(path.read_bytes())
    content[at : at + len(data)] = data
    path.write_bytes(content)


def letter(folder: Path, card: int, text: str) -> None:
    put(folder / CLASSES, card, text.encode())


def refused(folder: Path, match: str, error: type[ShoraError] = DamagedError) -> None:
    """Opening fails, and changes nothing."""
    before = [files(folder / name) for name in "ab"]
    with pytest.raises(error, match=match):
        again(folder)[0].close()
    assert [files(folder / name) for name in "ab"] == before


# ── What is not acknowledged, and is whole ──


def test_a_whole_slot_on_one_medium_is_finished(tmp_path: Path) -> None:
    make(tmp_path).close()
    put(tmp_path / "b" / WAITING, 3 * SIZE, encode_slot(ballot(CARDS[0]), SIZE))
    put(tmp_path / "a" / CHALLENGED, SIZE, encode_slot(opening(CARDS[1]).encode(), SIZE))
    box, report = again(tmp_path)
    with box:
        assert report.finished == (tracker_of(ballot(CARDS[0])),)
        assert report.tested == (tracker_of(ballot(CARDS[1])),)
        assert [box.classes()[card] for card in CARDS[:2]] == [CardState.CAST, CardState.CHALLENGED]
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert again(tmp_path)[1].quiet


def test_a_torn_slot_is_cleared(tmp_path: Path) -> None:
    make(tmp_path).close()
    put(tmp_path / "a" / WAITING, 2 * SIZE, encode_slot(ballot(CARDS[0]), SIZE)[:300])
    put(tmp_path / "b" / WAITING, 4 * SIZE, encode_slot(ballot(CARDS[0]), SIZE)[200:])
    box, report = again(tmp_path)
    box.close()
    assert (report.torn, report.finished) == (2, ())
    assert not (tmp_path / "a" / WAITING).read_bytes().strip(b"\0")
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_a_damaged_slot_is_mended_from_the_other_copy(tmp_path: Path) -> None:
    with make(tmp_path) as box:
        cast(box, CARDS[0])
    number = next(iter(slots(tmp_path / "a")))
    put(tmp_path / "a" / WAITING, number * SIZE + 100, b"?")
    box, report = again(tmp_path)
    box.close()
    assert report.torn == 0
    assert slots(tmp_path / "a") == {number: ballot(CARDS[0])}


def test_a_copy_that_is_behind_is_carried_forward(tmp_path: Path) -> None:
    make(tmp_path).close()
    shutil.copytree(tmp_path / "b", tmp_path / "old")
    box, _ = again(tmp_path)
    with box:
        cast(box, *CARDS[:30])
        box.challenge(opening(CARDS[30]), CARDS[30])
        box.incident(Incident(code="a", count=1, text="x"))
        box.end()
    shutil.rmtree(tmp_path / "b")
    (tmp_path / "old").rename(tmp_path / "b")
    box, report = again(tmp_path)
    with box:
        assert report.carried == (tmp_path / "b",)
        assert box.where().taken == 30
    assert files(tmp_path / "a") == files(tmp_path / "b")


# ── Damage: nothing is changed ──


def test_an_acknowledged_ballot_that_is_nowhere_is_damage(tmp_path: Path) -> None:
    with make(tmp_path) as box:
        cast(box, CARDS[0])
    for name in "ab":
        (tmp_path / name / WAITING).write_bytes(bytes(len((tmp_path / name / WAITING).read_bytes())))
    refused(tmp_path, "it was acknowledged, and is lost")


def test_an_acknowledged_opening_that_is_nowhere_is_damage(tmp_path: Path) -> None:
    make(tmp_path).close()
    for name in "ab":
        letter(tmp_path / name, 0, "c")
    refused(tmp_path, "the card is challenged, and its ballot is nowhere")


@pytest.mark.parametrize(("first", "second"), ["sc", "vs", "cv"])
def test_two_final_letters_contradict_each_other(tmp_path: Path, first: str, second: str) -> None:
    make(tmp_path).close()
    letter(tmp_path / "a", 0, first)
    letter(tmp_path / "b", 0, second)
    refused(tmp_path, "on one medium and")


def test_a_card_with_two_outcomes(tmp_path: Path) -> None:
    with make(tmp_path) as box:
        cast(box, *CARDS[:5])
        cast(box, *CARDS[5:8])
    waiting = slots(tmp_path / "a")
    used = next(card for card in CARDS[:8] if ballot(card) not in waiting.values())
    free = next(number for number in range(20) if number not in waiting)
    put(tmp_path / "a" / WAITING, free * SIZE, encode_slot(ballot(used, "another"), SIZE))
    refused(tmp_path, "a card has two outcomes")


def test_a_waiting_ballot_of_a_spoiled_card(tmp_path: Path) -> None:
    make(tmp_path).close()
    letter(tmp_path / "a", 0, "s")
    put(tmp_path / "a" / WAITING, 0, encode_slot(ballot(CARDS[0]), SIZE))
    refused(tmp_path, "two outcomes: spoiled and cast")


def test_two_ballots_in_one_slot(tmp_path: Path) -> None:
    make(tmp_path).close()
    for name, card in zip("ab", CARDS, strict=False):
        put(tmp_path / name / WAITING, 0, encode_slot(ballot(card), SIZE))
    refused(tmp_path, "slot 0 has two contents")


def test_one_ballot_in_two_slots(tmp_path: Path) -> None:
    make(tmp_path).close()
    for number in (0, 1):
        put(tmp_path / "a" / WAITING, number * SIZE, encode_slot(ballot(CARDS[0]), SIZE))
    refused(tmp_path, "one thing lies in two slots")


def test_archives_that_contradict_each_other(tmp_path: Path) -> None:
    """A box that went on twice, on each of its media: nobody can say which is right."""
    make(tmp_path).close()
    state = (tmp_path / "a" / STATE).read_bytes()
    for name, cards in (("a", CARDS[:6]), ("b", CARDS[6:12])):
        box, _ = again(tmp_path, name)
        with box:
            box.without(decided_by=OFFICIALS, reason="the other one is away")
            cast(box, *cards)
            cast(box, CARDS[20])
    refused(tmp_path, "two media say different things")
    for name in "ab":
        (tmp_path / name / STATE).write_bytes(state)
    refused(tmp_path, "contradict each other")


def test_a_copy_of_a_medium_is_none(tmp_path: Path) -> None:
    """A clone of the internal medium is not the second one, though everything in it is right."""
    make(tmp_path).close()
    shutil.rmtree(tmp_path / "b")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    box, report = again(tmp_path)
    box.close()
    assert "a copy of another one" in report.lost[0].reason


def test_a_plan_for_ballots_that_are_nowhere(tmp_path: Path) -> None:
    make(tmp_path).close()
    plan = Plan(batch=(digest(ballot(CARDS[0])),), end=False)
    (tmp_path / "a" / PLAN).write_bytes(plan.encode())
    refused(tmp_path, "a ballot of the batch that was being appended is nowhere")


def test_two_plans(tmp_path: Path) -> None:
    make(tmp_path).close()
    for name, end in (("a", False), ("b", True)):
        (tmp_path / name / PLAN).write_bytes(Plan(batch=(), end=end).encode())
    refused(tmp_path, "different plans")


# ── One medium is lost ──


def empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


LOSSES: dict[str, tuple[Callable[[Path], object], str]] = {
    "gone": (shutil.rmtree, "No such file|is not there"),
    "empty": (empty, "its folder is not there"),
    "archive damaged": (lambda path: put(path / f"{UUID}.bel", 700, b"?"), "damaged|sound"),
    "archive shorter": (lambda path: os.truncate(path / f"{UUID}.bel", 3000), "acknowledged|damaged"),
    "waiting shorter": (lambda path: os.truncate(path / WAITING, SIZE), "bytes instead of"),
    "classes shorter": (lambda path: os.truncate(path / CLASSES, 3), "3 letters for 40 cards"),
    "a letter of no meaning": (lambda path: letter(path, 0, "Z"), "no meaning"),
    "state": (lambda path: (path / STATE).write_bytes(b"{}"), "not the state of a box"),
    "acknowledged": (lambda path: (path / ACKNOWLEDGED).write_bytes(b""), "how far the archive goes"),
    "plan": (lambda path: (path / PLAN).write_bytes(b"[]"), "no plan"),
    "name": (lambda path: (path / MEDIUM).write_bytes(b"?"), "does not name a medium"),
}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("name", ["a", "b"])
def test_without_a_lost_medium(tmp_path: Path, loss: str, name: str) -> None:
    """The box only answers until two officials decide; then it goes on, and a fresh medium can be added."""
    with make(tmp_path) as box:
        cast(box, *CARDS[:7])
    spoil, reason = LOSSES[loss]
    spoil(tmp_path / name)
    box, report = again(tmp_path)
    with box:
        assert [one.folder for one in report.lost] == [tmp_path / name]
        assert report.lost == box.where().lost
        assert re.search(reason, report.lost[0].reason)
        acts: list[Callable[[], object]] = [
            lambda: cast(box, CARDS[8]),
            lambda: box.spend(CARDS[8]),
            box.end,
            lambda: box.add_medium(tmp_path / "c"),
        ]
        for act in acts:
            with pytest.raises(RefusedError, match="a medium of the box is lost"):
                act()
        assert box.where().taken == 7
        for pair in (("x", "x"), ("x", "")):
            with pytest.raises(RefusedError, match="two different officials"):
                box.without(decided_by=pair, reason="it is broken")
        box.without(decided_by=OFFICIALS, reason="it is broken")
        assert box.incidents() == (
            Incident(
                code="medium-lost",
                count=1,
                text=f"it is broken; decided by {OFFICIALS[0]} and {OFFICIALS[1]}",
            ),
        )
        with pytest.raises(RefusedError, match="no medium is lost"):
            box.without(decided_by=OFFICIALS, reason="again")
        cast(box, CARDS[8])
        box.add_medium(tmp_path / "c")
        cast(box, CARDS[9])
    kept = tmp_path / ("b" if name == "a" else "a")
    assert files(kept) == files(tmp_path / "c")
    box, report = again(tmp_path, f"{kept.name}c")
    with box:
        assert report.quiet
        box.end()
        assert box.where().taken == 9


def test_a_medium_that_was_left_out_does_not_come_back(tmp_path: Path) -> None:
    make(tmp_path).close()
    box, _ = again(tmp_path, "a")
    with box:
        assert "not named" in box.where().lost[0].reason
        box.without(decided_by=OFFICIALS, reason="the stick is away")
    box, report = again(tmp_path)
    with box:
        assert "left out" in report.lost[0].reason
        box.without(decided_by=OFFICIALS, reason="the old stick")
        with pytest.raises(RefusedError, match="there is a box already"):
            box.add_medium(tmp_path / "b")


def test_a_medium_of_another_box(tmp_path: Path) -> None:
    make(tmp_path).close()
    shutil.rmtree(tmp_path / "b")
    (tmp_path / "other").mkdir()
    state = (tmp_path / "a" / STATE).read_bytes()
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    (tmp_path / "b" / MEDIUM).write_bytes(b"0" * 32)
    (tmp_path / "b" / STATE).write_bytes(state.replace(UUID.encode(), b"ABCDE123456789"))
    box, report = again(tmp_path)
    box.close()
    assert "belongs to another box" in report.lost[0].reason


def test_no_medium_is_left(tmp_path: Path) -> None:
    make(tmp_path).close()
    for name in "ab":
        (tmp_path / name / STATE).unlink()
    with pytest.raises(InputError, match="there is no box"):
        again(tmp_path)
    shutil.rmtree(tmp_path / "a")
    shutil.rmtree(tmp_path / "b")
    with pytest.raises(ShoraError, match="its folder is not there"):
        again(tmp_path)


def test_one_program_has_a_box(tmp_path: Path) -> None:
    with make(tmp_path), pytest.raises(RefusedError, match="another process has this box"):
        again(tmp_path)
    again(tmp_path)[0].close()


def test_media_are_named_once(tmp_path: Path) -> None:
    make(tmp_path).close()
    for names in ("", "aa"):
        with pytest.raises(InputError, match="each once"):
            again(tmp_path, names)
    with pytest.raises(InputError, match="there is no box"):
        BallotBox.open([tmp_path / "a"], uuid=Uuid("ABCDE123456789"), disk=QUICK)


def test_a_set_up_in_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "holiday.jpg").write_bytes(b"")
    with pytest.raises(RefusedError, match=r"has 'holiday\.jpg' in it"):
        make(tmp_path)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["holiday.jpg"]
    assert not BallotBox.begun([tmp_path / "a", tmp_path / "b"])
    (tmp_path / "a" / "holiday.jpg").unlink()
    make(tmp_path).close()
    assert BallotBox.begun([tmp_path / "x", tmp_path / "b"])
    with pytest.raises(RefusedError, match="there is a box already"):
        make(tmp_path)


def test_a_read_only_medium_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path).close()
    real = os.open

    def read_only(path: object, flags: int, *rest: int) -> int:
        if flags & (os.O_RDWR | os.O_WRONLY) and str(path).startswith(str(tmp_path / "b")):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(path, flags, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", read_only)
    box, report = again(tmp_path)
    with box:
        assert "the medium is read-only" in report.lost[0].reason
    monkeypatch.undo()
    box, report = again(tmp_path)
    with box:
        assert report.quiet
        cast(box, CARDS[0])


def test_a_box_on_one_medium_and_on_three(tmp_path: Path) -> None:
    for names in ("a", "abc"):
        folder = tmp_path / names
        with make(folder, names) as box:
            cast(box, *CARDS[:9])
            box.end()
        box, report = again(folder, names)
        with box:
            assert report.quiet
            box.note(StatementKind.ENDED, H)
        assert len({str(sorted(files(folder / name).items())) for name in names}) == 1


def test_a_lost_medium_does_not_stop_an_end_that_began(tmp_path: Path) -> None:
    """The plan is on the medium that stays: opening finishes the end, whoever is missing."""
    with make(tmp_path) as box:
        cast(box, *CARDS[:3])
        waiting = tuple(digest(body) for body in slots(tmp_path / "a").values())
    (tmp_path / "a" / PLAN).write_bytes(Plan(batch=waiting, end=True).encode())
    shutil.rmtree(tmp_path / "b")
    box, report = again(tmp_path)
    with box:
        assert report.batch
        assert box.where().phase.value == "ended"
        assert box.where().taken == 3

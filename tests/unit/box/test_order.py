"""Whoever seizes a box's media after some casts cannot tell which of two waiting ballots came first.

Many small days; after each one the media are looked at, and every trait of two ballots that are there guesses which was
cast earlier. No guess is better than chance, by a bound that an honest box passes always: five standard deviations.
A box that takes the lowest free slot is found out by the same test, so the test can fail.
"""

import hashlib
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.box.daybox import CARDS, QUICK, TIME, UUID, H, ballot, setup

from shora.box.archive_read import open_archive
from shora.box.ballotbox import BallotBox
from shora.box.facts import StatementKind
from shora.box.holdings import CLASSES, WAITING
from shora.box.slots import SlotKind, decode_slot

TRIALS = 400
SIGMAS = 5


@pytest.fixture(autouse=True)
def _small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shora.box.setup._MOST_SLOTS", 16)


def day(folder: Path, chance: random.Random) -> tuple[list[Path], list[bytes]]:
    """A box into which some ballots were cast, one after the other; the media, and the ballots in order."""
    media = [folder / "a", folder / "b"]
    box = BallotBox.create(media, setup(batch=3), disk=QUICK)
    box.note(StatementKind.OPENING, H)
    cards = chance.sample(CARDS, chance.choice((5, 8, 9, 11)))
    ballots = [ballot(card, f"{chance.random()}") for card in cards]
    for card, one in zip(cards, ballots, strict=True):
        if chance.random() < 0.5:
            box.spend(card)
        box.cast([(one, card)])
    box.close()
    return media, ballots


def traits(media: list[Path]) -> dict[bytes, dict[str, float]]:
    """For each ballot that waits, what the media say about it, as numbers that may betray the order."""
    found: dict[bytes, dict[str, float]] = defaultdict(dict)
    size = (media[0] / WAITING).stat().st_size // 16
    for medium in media:
        data = (medium / WAITING).read_bytes()
        letters = (medium / CLASSES).read_bytes()
        for number in range(16):
            slot = decode_slot(data[number * size : (number + 1) * size])
            if slot.kind is SlotKind.WHOLE:
                start = slot.body.index(b'"credential":"') + 14
                card = slot.body[start : start + 64].decode()
                found[slot.body] |= {
                    f"slot on {medium.name}": number,
                    f"letter on {medium.name}": letters[CARDS.index(card)],  # type: ignore[arg-type]
                    "number of the card": int(card, 16),
                    "hash": int.from_bytes(hashlib.sha256(slot.body).digest()[:6], "big"),
                    "length": len(slot.body),
                }
    return found


def guesses(trials: Iterator[tuple[dict[str, float], dict[str, float]]]) -> dict[str, tuple[int, int]]:
    """For each trait: how often the ballot with the smaller number was the earlier one, of how many that differ."""
    right: dict[str, int] = defaultdict(int)
    total: dict[str, int] = defaultdict(int)
    for earlier, later in trials:
        for name in earlier:
            if earlier[name] != later[name]:
                total[name] += 1
                right[name] += earlier[name] < later[name]
    return {name: (right[name], total[name]) for name in total}


def is_chance(right: int, total: int) -> bool:
    return abs(right - total / 2) <= SIGMAS * (total**0.5) / 2


def seized(
    folder: Path, seed: str, pick: random.Random
) -> Iterator[tuple[dict[str, float], dict[str, float]]]:
    """Of each day, two of its waiting ballots: what is seen of the earlier one, and of the later."""
    chance = random.Random(seed)
    for number in range(TRIALS):
        (folder / str(number)).mkdir()
        media, ballots = day(folder / str(number), chance)
        seen = traits(media)
        waiting = [one for one in ballots if one in seen]
        first, second = sorted(pick.sample(range(len(waiting)), 2))
        yield seen[waiting[first]], seen[waiting[second]]


def test_waiting_ballots_have_no_order(tmp_path: Path) -> None:
    found = guesses(seized(tmp_path, "order", random.Random("pick")))
    assert found["slot on a"][1] == TRIALS
    assert found["slot on a"] == found["slot on b"]
    for name, (right, total) in found.items():
        assert is_chance(right, total), f"{name}: {right} of {total}"


def test_an_orderly_box_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Orderly(random.Random):
        def sample(self, population, k, *, counts=None):  # type: ignore[no-untyped-def]
            return list(population)[:k]

    monkeypatch.setattr("shora.box.ballotbox.RANDOM", Orderly())
    found = guesses(seized(tmp_path, "orderly", random.Random("pick")))
    assert not is_chance(*found["slot on a"])


def test_a_batch_has_no_order(tmp_path: Path) -> None:
    """Within a batch, the place in the archive says nothing of who came first."""
    chance = random.Random("batch")
    right = total = 0
    for number in range(TRIALS):
        (tmp_path / str(number)).mkdir()
        media, ballots = day(tmp_path / str(number), chance)
        box, _ = BallotBox.open(media, uuid=UUID, disk=QUICK)
        box.end()
        box.close()
        with open_archive(media[0] / f"{UUID}.bel") as index:
            archived = [one.data for batch in index.iter_ballots(1 << 20) for one in batch]
        assert sorted(archived) == sorted(ballots)
        last = archived[3:] if len(archived) > 6 else archived
        first, second = sorted(chance.sample(range(len(last)), 2))
        total += 1
        right += ballots.index(last[first]) < ballots.index(last[second])
    assert is_chance(right, total)


def test_names_sizes_and_times_are_those_of_any_box(tmp_path: Path) -> None:
    """The media of two days with as many ballots differ in the contents of a few files, and in nothing around them."""
    shapes = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        media = [tmp_path / name / medium for medium in "ab"]
        box = BallotBox.create(media, setup(batch=3), disk=QUICK)
        box.note(StatementKind.OPENING, H)
        for card in random.Random(name).sample(CARDS, 8):
            box.spend(card)
            box.cast([(ballot(card), card)])
        box.close()
        for medium in media:
            shapes.append(
                {path.name: (path.stat().st_size, int(path.stat().st_mtime)) for path in medium.iterdir()}
            )
            assert {time for _, time in shapes[-1].values()} == {TIME}
            assert int(medium.stat().st_mtime) == TIME
    assert all(shape == shapes[0] for shape in shapes)
    assert os.listdir(tmp_path / "one" / "a")

"""Whoever seizes a box's media after some casts cannot tell which of two waiting ballots came first.

A long day; after every cast the media are looked at, and every trait of two ballots that wait guesses which was cast
earlier. No ballot is in two pairs, so the guesses are independent. None is better than chance, by a bound that an
honest box passes always: five standard deviations. A box that takes one slot after the other is found out by the same
test, so the test can fail.
"""

import hashlib
import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.unit.box.daybox import TIME, UUID, ballot, make, setup

from shora.box.archive_read import open_archive
from shora.box.holdings import CLASSES, WAITING
from shora.box.slots import SlotKind, decode_slot
from shora.ids import PublicCredential

CASTS = 900
BATCH = 6
SLOTS = 24
SIGMAS = 5
CARDS = tuple(PublicCredential(hashlib.sha256(b"%d" % number).hexdigest()) for number in range(CASTS))
Traits = dict[str, float]


@pytest.fixture(autouse=True)
def _small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shora.box.setup._MOST_SLOTS", SLOTS)


def traits(media: Sequence[Path]) -> dict[bytes, Traits]:
    """For each ballot that waits, what the media say about it, as numbers that may betray the order."""
    found: dict[bytes, Traits] = defaultdict(dict)
    for medium in media:
        data, letters = (medium / WAITING).read_bytes(), (medium / CLASSES).read_bytes()
        size = len(data) // SLOTS
        for number in range(SLOTS):
            slot = decode_slot(data[number * size : (number + 1) * size])
            if slot.kind is SlotKind.WHOLE:
                start = slot.body.index(b'"credential":"') + 14
                card = PublicCredential(slot.body[start : start + 64].decode())
                found[slot.body] |= {
                    f"slot on {medium.name}": number,
                    f"letter on {medium.name}": letters[CARDS.index(card)],
                    "number of the card": CARDS.index(card),
                    "hash": int(hashlib.sha256(slot.body).hexdigest()[:12], 16),
                    "length": len(slot.body),
                }
    return found


def day(folder: Path) -> tuple[list[tuple[Traits, Traits]], list[bytes]]:
    """Pairs of waiting ballots, the earlier one first, as they were seen; and all ballots in the order of the voters."""
    chance = random.Random("voters")
    media = [folder / "a", folder / "b"]
    pairs: list[tuple[Traits, Traits]] = []
    paired: set[bytes] = set()
    ballots: list[bytes] = []
    with make(folder, begin=setup(batch=BATCH, cards=CARDS)) as box:
        for card in chance.sample(CARDS, CASTS):
            ballots.append(ballot(card, f"{chance.random()}"))
            if chance.random() < 0.5:
                box.spend(card)
            box.cast([(ballots[-1], card)])
            seen = traits(media)
            waiting = [one for one in ballots[-200:] if one in seen and one not in paired]
            if len(waiting) > BATCH:
                first, second = sorted(chance.sample(range(len(waiting)), 2))
                pairs.append((seen[waiting[first]], seen[waiting[second]]))
                paired |= {waiting[first], waiting[second]}
        box.end()
    return pairs, ballots


def guesses(pairs: Sequence[tuple[Traits, Traits]]) -> dict[str, tuple[int, int]]:
    """For each trait: how often the ballot with the smaller number was the earlier one, of how many that differ."""
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for earlier, later in pairs:
        for name in earlier:
            if earlier[name] != later[name]:
                right, total = found[name]
                found[name] = (right + (earlier[name] < later[name]), total + 1)
    return found


def is_chance(right: int, total: int) -> bool:
    return (2 * right - total) ** 2 <= SIGMAS**2 * total


def test_neither_what_waits_nor_a_batch_has_an_order(tmp_path: Path) -> None:
    pairs, ballots = day(tmp_path)
    found = guesses(pairs)
    assert found["slot on a"][1] == len(pairs) > CASTS / 5
    assert found["slot on a"] == found["slot on b"]
    for name, (right, total) in found.items():
        assert is_chance(right, total), f"{name}: {right} of {total}"
    with open_archive(tmp_path / "a" / f"{UUID}.bel") as index:
        archived = [one.data for batch in index.iter_ballots(1 << 20) for one in batch]
    assert sorted(archived) == sorted(ballots)
    place = {one: number for number, one in enumerate(ballots)}
    inside = [(place[archived[at]], place[archived[at + 1]]) for at in range(0, CASTS - 2 * BATCH, 2)]
    assert is_chance(sum(first < second for first, second in inside), len(inside))
    across = [place[one] for one in archived]
    assert across != sorted(across)
    assert max(abs(number - at) for at, number in enumerate(across)) > BATCH  # some wait longer than a batch


def test_an_orderly_box_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Orderly(random.Random):
        last = -1

        def sample(self, population: Sequence[int], k: int, *, counts: object = None) -> list[int]:  # type: ignore[override]
            self.last = min(population, key=lambda slot: (slot - self.last - 1) % SLOTS)
            return [self.last]

    monkeypatch.setattr("shora.box.ballotbox.RANDOM", Orderly())
    pairs, _ = day(tmp_path)
    assert not is_chance(*guesses(pairs)["slot on a"])


def test_names_sizes_and_times_are_those_of_any_box(tmp_path: Path) -> None:
    """The media of two days with as many ballots differ in the contents of a few files, and in nothing around them."""
    shapes = []
    for name in ("one", "two"):
        with make(tmp_path / name, begin=setup(batch=3, cards=CARDS)) as box:
            for card in random.Random(name).sample(CARDS, 8):
                box.spend(card)
                box.cast([(ballot(card), card)])
        for medium in (tmp_path / name / "a", tmp_path / name / "b"):
            shapes.append(
                {path.name: (path.stat().st_size, int(path.stat().st_mtime)) for path in medium.iterdir()}
            )
            assert {time for _, time in shapes[-1].values()} == {TIME}
            assert int(medium.stat().st_mtime) == TIME
    assert len(shapes[0]) == 7
    assert all(shape == shapes[0] for shape in shapes)


def test_a_cleared_slot_keeps_nothing(tmp_path: Path) -> None:
    """A slot from which a ballot went into the archive is as free as one that never had any."""
    with make(tmp_path, begin=setup(batch=2, cards=CARDS)) as box:
        for card in CARDS[:7]:
            box.cast([(ballot(card), card)])
        box.end()
    for medium in "ab":
        assert not (tmp_path / medium / WAITING).read_bytes().strip(b"\0")

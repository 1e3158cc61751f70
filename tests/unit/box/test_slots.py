"""Slots: free, whole or torn, whatever a crash leaves; facts, plans and letters read strictly; moments."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.elections import PLAIN, TREES, election_of
from tests.unit.box.daybox import UUID, H, setup

from shora.ballot.opening import Opening
from shora.ballot.seal import seal
from shora.box.archive_recover import Checkpoint
from shora.box.classes import CardState, Classes, stronger
from shora.box.facts import Facts, Incident, Plan, StatementKind, decode_checkpoint, encode_checkpoint
from shora.box.moment import later
from shora.box.setup import largest_ballot
from shora.box.slots import FREE, SlotKind, Slots, decode_slot, encode_slot, room_in, slot_size
from shora.clock import fixed_clock
from shora.crypto.credentials import new_credentials
from shora.disk import SYSTEM
from shora.errors import DamagedError, InputError

SIZE = slot_size(3000)


@given(st.binary(min_size=1, max_size=room_in(SIZE)))
def test_a_whole_slot_is_read_back(body: bytes) -> None:
    data = encode_slot(body, SIZE)
    assert len(data) == SIZE
    slot = decode_slot(data)
    assert (slot.kind, slot.body) == (SlotKind.WHOLE, body)


@given(st.binary(max_size=SIZE + 100))
def test_any_bytes_are_read(data: bytes) -> None:
    slot = decode_slot(data)
    assert (slot.kind is SlotKind.WHOLE) == bool(slot.body)


@given(
    st.binary(min_size=1, max_size=room_in(SIZE)),
    st.binary(max_size=room_in(SIZE)),
    st.sets(st.integers(0, SIZE // 512 - 1)),
)
def test_a_slot_that_was_written_in_part_is_torn_or_as_before(new: bytes, old: bytes, kept: set[int]) -> None:
    """Any sectors of the new content over the old one: never a third content."""
    before, after = encode_slot(old, SIZE) if old else bytes(SIZE), encode_slot(new, SIZE)
    mixed = b"".join(
        (after if number in kept else before)[number * 512 : number * 512 + 512]
        for number in range(SIZE // 512)
    )
    slot = decode_slot(mixed)
    if slot.kind is SlotKind.WHOLE:
        assert slot.body in {new, old}
    elif slot.kind is SlotKind.FREE:
        assert not mixed.strip(b"\0")


@pytest.mark.parametrize("length", [0, room_in(SIZE) + 1])
def test_what_does_not_fit(length: int) -> None:
    with pytest.raises(InputError):
        encode_slot(bytes(length), SIZE)


def test_slots_are_pages() -> None:
    assert [slot_size(largest) for largest in (1, 4060, 4061)] == [4096, 4096, 8192]


def test_a_file_of_slots(tmp_path: Path) -> None:
    path = tmp_path / "waiting"
    path.write_bytes(bytes(3 * SIZE))
    slots = Slots.open(path, size=SIZE, count=3, timestamp=1000, disk=SYSTEM)
    slots.write({2: b"two", 0: b"zero"})
    slots.write({}, free=[0])
    assert [slot.body for slot in slots.read()] == [b"", b"", b"two"]
    assert slots.read()[0] == FREE
    assert path.stat().st_mtime == 1000
    slots.close()
    slots.close()
    with pytest.raises(DamagedError, match="bytes instead of"):
        Slots.open(path, size=SIZE, count=4, timestamp=1000, disk=SYSTEM)


@pytest.mark.parametrize("questions", [(TREES,), (PLAIN,), (TREES, PLAIN), (TREES | {"min": 0, "max": 3},)])
def test_the_largest_ballot_is_a_bound(questions: tuple[dict[str, object], ...]) -> None:
    """Real ballots are smaller, and not by much; an opening fits its slot."""
    election, _, _ = election_of(*questions)
    bound = largest_ballot(election.questions)
    pairs = new_credentials(election.uuid, 20)
    marks = [tuple(1 if number == 0 else 0 for number in range(len(q.answers))) for q in election.questions]
    sealed = seal(election, [private for private, _ in pairs], [marks] * 20)
    sizes = [len(one.ballot) for one in sealed]
    assert 0.9 * bound < max(sizes) <= bound
    facts = setup(largest=bound).facts(election.uuid, ["0" * 32])
    opening = Opening(ballot=sealed[0].ballot, seed=sealed[0].seed, marks=tuple(marks))
    assert len(opening.encode()) <= room_in(facts.challenged.size)
    assert bound <= room_in(facts.waiting.size)


# ── Letters ──


def test_the_stronger_letter_counts() -> None:
    order = [CardState.UNTOUCHED, CardState.ABANDONED, CardState.PROVISIONAL, CardState.CAST]
    for number, one in enumerate(order):
        for other in order[number:]:
            assert stronger(one, other) is stronger(other, one) is other
    with pytest.raises(DamagedError):
        stronger(CardState.CAST, CardState.CHALLENGED)


def test_letters_are_written_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "classes"
    path.write_bytes(b"....")
    classes = Classes.open(path, cards=4, timestamp=1000, disk=SYSTEM)
    classes.write({2: CardState.CAST, 0: CardState.SPOILED})
    assert path.read_bytes() == b"s.v."
    assert classes.read() == (CardState.SPOILED, CardState.UNTOUCHED, CardState.CAST, CardState.UNTOUCHED)
    path.write_bytes(b"s.x.")
    with pytest.raises(DamagedError, match="no meaning"):
        classes.read()
    classes.close()


# ── Facts ──

FACTS = (
    setup()
    .facts(UUID, ["0" * 32, "f" * 32])
    .changed(
        statements={StatementKind.OPENING: H},
        incidents=(Incident(code="b", count=-1, text="two"), Incident(code="a", count=1, text="one")),
    )
)


def test_facts_are_read_back() -> None:
    assert Facts.decode(FACTS.encode(), "state.json") == FACTS
    assert FACTS.revision == 2
    assert [one.code for one in FACTS.incidents] == ["a", "b"]


READERS: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "facts": (FACTS.encode(), lambda data: Facts.decode(data, "x")),
    "plan": (Plan(batch=(H,), end=True).encode(), lambda data: Plan.decode(data, "x")),
    "checkpoint": (
        encode_checkpoint(Checkpoint(events=1, head=H)),
        lambda data: decode_checkpoint(data, "x"),
    ),
}


@pytest.mark.parametrize("kind", READERS)
def test_a_cut_or_changed_file_is_damage(kind: str) -> None:
    data, read = READERS[kind]
    read(data)
    for at in range(len(data)):
        for bad in (data[:at], data[:at] + b"?" + data[at + 1 :], data[:at] + b" " + data[at:]):
            try:
                again = read(bad)
            except DamagedError:
                continue
            assert again != read(data)  # another value, well written: a changed number or text


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"null", b'{"batch":[1],"end":true}', b'{"events":0,"head":""}', b"\xff"]
)
def test_other_json_is_damage(kind: str, data: bytes) -> None:
    with pytest.raises(DamagedError):
        READERS[kind][1](data)


# ── Moments ──


def test_moments_do_not_run_backwards() -> None:
    noon = datetime(2026, 6, 19, 12, tzinfo=UTC)
    tehran = timezone(timedelta(hours=3, minutes=30))
    assert later(None, fixed_clock(noon)).at == noon
    assert not later(noon, fixed_clock(noon)).jumped
    moment = later(noon, fixed_clock(noon.astimezone(tehran) + timedelta(hours=1, microseconds=5)))
    assert (moment.at, moment.jumped, moment.at.tzinfo) == (noon + timedelta(hours=1), False, UTC)
    back = later(noon, fixed_clock(datetime(1970, 1, 1, tzinfo=UTC)))
    assert (back.at, back.jumped) == (noon, True)

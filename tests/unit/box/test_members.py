"""The compact table finds every hash, the first row of each."""

import hashlib
import sys

from shora.box.members import Member, Members
from shora.ids import Hash


def row(number: int) -> Member:
    name = Hash(hashlib.sha256(str(number).encode()).hexdigest())
    return Member(
        hash=name, is_event=number % 2 == 1, offset=number * 1024, size=number, sound=number % 3 > 0
    )


def test_finds_what_was_added() -> None:
    members = Members()
    rows = [row(number) for number in range(5000)]
    for number, member in enumerate(rows):
        assert members.find(member.hash) is None
        assert members.add(member) == number
    assert len(members) == 5000
    assert [members[number] for number in range(5000)] == rows
    assert [members.find(member.hash) for member in rows] == list(range(5000))
    assert members.add(rows[7]) == 5000
    assert members.find(rows[7].hash) == 7
    members.mark_named(3)
    assert members.is_named(3)
    assert not members.is_named(4)
    assert members[3] == rows[3]


def test_colliding_keys_are_kept_apart() -> None:
    members = Members()
    names = [Hash("00" * 8 + f"{number:048x}") for number in range(100)]
    for number, name in enumerate(names):
        members.add(Member(hash=name, is_event=False, offset=number, size=0, sound=True))
    assert [members.find(name) for name in names] == list(range(100))
    assert members.find(Hash("00" * 32 + "")) == 0


def test_costs_little() -> None:
    members = Members()
    for number in range(20_000):
        members.add(row(number))
    used = sum(sys.getsizeof(column) for column in vars(members).values())
    assert used / 20_000 < 70

"""What no check notices yet, each with the check that will. Whoever builds that check moves the case to its table.

These are whole lies: everything that a reader of the files alone can compare agrees. What they contradict lies
outside: the signatures over the definition (V1), the minutes (V10), the log (V14).
"""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.support.city import NORTH, SOUTH
from tests.support.rebuild import Event, Tampered, build, result, setup, share, tally

from shora.crypto.credentials import new_credentials
from shora.crypto.trustees import PartialDecryption, combine
from shora.election.launch import launch_code
from shora.errors import UnsupportedError
from shora.ids import ContestId, Uuid
from shora.record.city import read_city
from shora.steps.progress import Unwatched
from shora.steps.verify import verify

Act = Callable[[Tampered], object]


def another_order(copy: Tampered) -> None:
    """V14: the log has seen the box's events in another order."""
    copy.change(NORTH, lambda events: events.__setitem__(slice(1, 4), [events[2], events[3], events[1]]))
    copy.retotal()


def dropped_by_all(copy: Tampered) -> None:
    """V10, V14: box and two trustees together count fewer ballots than the minutes say."""
    copy.change(NORTH, lambda events: events.pop(1))
    election, product = copy.election(NORTH), copy.product(NORTH)
    encrypted = product.encrypted_tally()
    shares = [(owner, one.decrypt(election, encrypted)) for owner, one in enumerate(copy.small.shares[:2], 1)]
    partials = [PartialDecryption(owner=owner, payload=payload) for owner, payload in shares]
    numbers = combine(election, read_city(copy.layout).keys, encrypted, partials, product.weight)

    def edit(events: list[Event]) -> None:
        opened = [share(owner, payload) for owner, payload in shares]
        events[4:] = [tally(encrypted, product.ballots, product.weight), *opened, result(numbers)]

    copy.change(NORTH, edit)
    copy.retotal()


def cut_before_the_end(copy: Tampered) -> None:
    """V14: the box had more ballots when the log saw it last. (Nothing is tallied here.)"""
    for box in (NORTH, SOUTH):
        copy.put(box, copy.events(box)[:3])
    copy.layout.totals(ContestId("council")).unlink()


def planted_card(copy: Tampered) -> None:
    """V1: whoever signed the record signed other cards."""
    used = {event.first["credential"] for event in copy.events(NORTH)[1:4]}
    planted = new_credentials(Uuid("TamperedBoxCard"), 1)[0][1]

    def exchange(cards: list[str]) -> None:
        cards[next(i for i, card in enumerate(cards) if card not in used)] = planted

    def edit(events: list[Event]) -> None:
        cards = copy.layout.credentials(NORTH).read_bytes()
        events[0] = setup(events[0].data[0], events[0].data[1], cards)

    copy.edit(copy.layout.credentials(NORTH), exchange)
    copy.change(NORTH, edit)
    copy.reseal()
    copy.retotal()


def another_number_of_seats(copy: Tampered) -> None:
    """V1: seats are not in a box's election, only in the definition that people sign."""
    copy.edit(copy.layout.definition, lambda value: value["contests"][0].update(seats=2))
    copy.reseal()
    copy.retotal()


def missing_and_said(copy: Tampered) -> None:
    """V10, V12: a box that was opened needs a signed reason for having no archive."""
    copy.archive(NORTH).unlink()
    copy.retotal()


def no_totals(copy: Tampered) -> None:
    """V14: there were totals. Without them the record looks as it did before they were written."""
    copy.layout.totals(ContestId("council")).unlink()


def another_time(copy: Tampered) -> None:
    """V10: the minutes say when the box was opened."""
    copy.archive(NORTH).write_bytes(build(copy.events(NORTH), time=0))


def share_more(copy: Tampered) -> None:
    """No lie at all: a third trustee opens the tally too."""
    encrypted = copy.events(NORTH)[5].data[0]
    payload = copy.small.shares[2].decrypt(copy.election(NORTH), encrypted)
    copy.change(NORTH, lambda events: events.insert(8, share(3, payload)))
    copy.retotal()


ACTS: list[Act] = [
    another_order,
    dropped_by_all,
    cut_before_the_end,
    planted_card,
    another_number_of_seats,
    missing_and_said,
    no_totals,
    another_time,
    share_more,
]


@pytest.mark.parametrize("act", ACTS, ids=[act.__name__ for act in ACTS])
def test_a_whole_lie_is_not_seen_in_the_files_alone(copy: Tampered, act: Act) -> None:
    before = {path: path.read_bytes() for path in copy.layout.root.rglob("*") if path.is_file()}
    act(copy)
    assert before != {path: path.read_bytes() for path in copy.layout.root.rglob("*") if path.is_file()}
    assert verify(copy.layout.root, Unwatched()).failures == ()


def test_seats_are_not_passed_over(copy: Tampered) -> None:
    (copy.layout.root / "seats").mkdir()
    copy.layout.seats(ContestId("council")).write_bytes(b'{"elected":["13"]}')
    with pytest.raises(UnsupportedError, match="V13"):
        verify(copy.layout.root, Unwatched())


def test_another_launch_code_is_seen_as_soon_as_there_is_one_ballot(copy: Tampered) -> None:
    def edit(events: list[Event]) -> None:
        election = json.loads(events[0].data[0])
        election["description"] = f"launch-code: {launch_code('AAAA-BBBB')}"
        text = json.dumps(election, ensure_ascii=False, separators=(",", ":")).encode()
        events[:] = [replace(setup(text, events[0].data[1], events[0].data[2])), *events[1:]]

    copy.change(NORTH, edit)
    codes = {
        failure.code for failure in verify(copy.layout.root, Unwatched()).failures if not failure.follows
    }
    assert codes == {"ballot-other-election"}

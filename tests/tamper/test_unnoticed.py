"""What no check notices, each with the reason and with what does. Whoever builds that check moves the case to its table.

These are whole lies: everything that a reader of the files alone can compare agrees. What they contradict lies
outside: receipts and stubs of voters, people's memory, the log that has seen more (V14).
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.city import COUNCIL, NORTH, SCHOOL, SMALL, SOUTH, WAITING
from tests.support.rebuild import Event, Tampered, Value, share
from tests.tamper.table import Kind, table
from tests.tamper.test_attacks import dropped, sealed

from shora.steps.count import count_record
from shora.steps.progress import Unwatched
from shora.steps.verify import verify

Act = Callable[[Tampered], object]

WORDS: dict[Kind, str] = {
    ("boxes/*/*.bel", "BELENIOS.timestamp"): "box and officials say another time of opening; a note says that it is odd, the log (V14) when it came",
    ("boxes/*/closing.json", "statement.at"): "nothing follows the minutes; the log has seen them come",
    ("boxes/*/closing.json", "statement.incidents[].text"): "an explanation is for people, and three sign it",
    ("boxes/*/closing.json", "statement.reason"): "a reason is for people, and the officials sign it",
    ("boxes/*/decision.json", "statement.rejected[].reason"): "who a voter is stands in no record; two offices sign it",
    ("checkins/*.json", "statement.intervals[].until"): "only the sum can be compared; the log has seen each interval come",
    ("lots/*.json", "statement.at"): "two offices sign when it was drawn; witnesses know it, and the log has seen the lot come",
    ("lots/*.json", "statement.place"): "two offices sign where; witnesses know it",
    ("lots/*.json", "statement.witnesses.#"): "who was there stands in no record; two offices sign it",
    ("lots/*.json", "statement.witnesses[]"): "who was there stands in no record; two offices sign it",
    ("orders/*.json", "statement.at"): "an order changes what counts, whenever it is of; the log has seen it come",
    ("orders/*.json", "statement.reason"): "a reason is for people, and two offices sign it",
    ("orders/*.json", "statement.box"): "a recount changes no number, of whichever box; other orders do, and are seen",
}  # fmt: skip
"""Words that the people who sign them may change together, and nothing else in the record contradicts."""


def test_the_words_that_nothing_contradicts() -> None:
    """Whoever has no key cannot change any of them; and each has its reason here."""
    lines = table()
    assert {kind for kind, (outsider, _) in lines.items() if outsider == "unnoticed"} == set()
    assert {kind for kind, (_, insiders) in lines.items() if insiders == "unnoticed"} == set(WORDS)


def cut(copy: Tampered, kind: str) -> None:
    """Every archive ends before its first event of this kind, and what came later is not there."""
    for box in (NORTH, SOUTH, SMALL, WAITING):
        events = copy.events(box)
        end = next((n for n, event in enumerate(events) if event.type == kind), len(events))
        copy.put(box, events[:end])
    _without(copy, "totals", "groups", "opened", "lots", "seats")
    copy.layout.plan.unlink()


def _without(copy: Tampered, *folders: str) -> None:
    for folder in folders:
        for path in (copy.layout.root / folder).iterdir():
            path.unlink()


def before_the_tally(act: Act) -> Act:
    """The lie is told before anything is decrypted: trustees see a record that verifies."""

    def both(copy: Tampered) -> None:
        cut(copy, "EncryptedTally")
        act(copy)

    return both


def another_order(copy: Tampered) -> None:
    """V14: the log has seen the box's events in another order. Box and officials sign the new one."""
    copy.change(NORTH, lambda events: events.__setitem__(slice(1, 3), [events[2], events[1]]))
    copy.follow(NORTH)
    copy.retotal()


def left_over_card_voted(copy: Tampered) -> None:
    """Box, officials, card office and inquiry service together: a card that nobody came for, and one person more."""
    made = Event("Ballot", (sealed(copy, 7, [1, 0, 0]),))
    copy.change(NORTH, lambda events: events.insert(5, made))
    copy.follow(NORTH)
    copy.resign(copy.layout.closing(NORTH), lambda body: body["cards"].update(lost=[]))
    copy.resign(copy.layout.checkins(SCHOOL), lambda body: body["intervals"][0].update(regular=6))


def as_if_nothing_was_opened(copy: Tampered) -> None:
    """V14: there were results. Without them the record looks as it did before they were written."""
    cut(copy, "EncryptedTally")


def as_if_nobody_had_closed(copy: Tampered) -> None:
    """V14: there were minutes, and ballots after these."""
    cut(copy, "EndBallots")
    for box in ("north", "south", "small"):
        for name in ("ended", "closing", "challenges"):
            (copy.layout.root / f"boxes/{box}/{name}.json").unlink()
    for name in ("ended", "closing", "challenges", "decision"):
        (copy.layout.root / f"boxes/waiting/{name}.json").unlink()
    copy.change(WAITING, lambda events: events.__delitem__(slice(1, None)))
    _without(copy, "checkins")


def as_if_nothing_was_ordered(copy: Tampered) -> None:
    """V14: the last order taken away. A recount has no trace; a box that was annulled counts again, before the tally."""
    copy.layout.order(1).unlink()


def no_totals(copy: Tampered) -> None:
    """V14: there were totals; boxes and groups are decrypted, and nobody has added them up yet."""
    _without(copy, "totals", "lots", "seats")


def no_seats(copy: Tampered) -> None:
    """V14: a lot was drawn, and seats given. Without both the record waits for a lot."""
    _without(copy, "lots", "seats")


def another_one_drawn(copy: Tampered) -> None:
    """Two offices together say that the other one was drawn; witnesses know it, and the log has seen the first lot."""

    def change(lot: Value) -> None:
        lot["drawn"] = [name for name in lot["between"] if name not in lot["drawn"]]

    copy.resign(copy.layout.lot(1), change)
    copy.layout.seats(COUNCIL).unlink()
    count_record(copy.layout, Unwatched())


def share_more(copy: Tampered) -> None:
    """No lie at all: a third trustee opens the tally too, before seats are given."""
    _without(copy, "lots", "seats")
    encrypted = copy.events(NORTH)[6].data[0]
    payload = copy.small.shares[2].decrypt(copy.election(NORTH), encrypted)
    copy.change(NORTH, lambda events: events.insert(9, share(3, payload)))
    copy.retotal()


def sealed_tracker(copy: Tampered) -> None:
    """The tracker of a rejected ballot: it is nowhere but in the bundle. Its voter has the receipt."""

    decided = json.loads(copy.layout.decision(WAITING).read_bytes())["statement"]
    out = decided["rejected"][0]["credential"]

    def change(body: Value) -> None:
        next(one for one in body["bundle"] if one["credential"] == out)["tracker"] = "A" * 43

    copy.resign(copy.layout.ended(WAITING), change)
    copy.relink(WAITING)


ACTS: dict[str, Act] = {
    "another order of ballots": before_the_tally(another_order),
    "a ballot dropped as abandoned": before_the_tally(lambda c: dropped(c, signed=True)),
    "a left-over card, and a ghost for it": before_the_tally(left_over_card_voted),
    "as if nothing was opened": as_if_nothing_was_opened,
    "as if nobody had closed": as_if_nobody_had_closed,
    "as if nothing was ordered": as_if_nothing_was_ordered,
    "no totals": no_totals,
    "no seats": no_seats,
    "another one was drawn": another_one_drawn,
    "one share more": share_more,
    "the tracker of a rejected ballot": sealed_tracker,
}
"""The dropped ballot is found by its voter's receipt (``test_attacks``); a ghost by the voter under whose name it is."""


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_a_whole_lie_is_not_seen_in_the_files_alone(copy: Tampered, act: Act) -> None:
    before = _files(copy)
    act(copy)
    assert before != _files(copy)
    assert verify(copy.layout.root, Unwatched()).failures == ()


def _files(copy: Tampered) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in copy.layout.root.rglob("*") if path.is_file()}


def test_an_annulled_box_counts_again_without_its_order_only_before_the_tally(void: Tampered) -> None:
    void.layout.order(1).unlink()
    codes = {failure.code for failure in verify(void.layout.root, Unwatched()).failures}
    assert "totals-not-sum" in codes

"""The chain of events: encoding, and which may follow which."""

import itertools

import pytest

from shora.box.events import (
    EMPTY,
    BoxPhase,
    BoxState,
    Event,
    EventType,
    OrderError,
    apply,
    next_event,
    pass_over,
)
from shora.box.faults import ArchiveFault
from shora.box.payloads import digest
from shora.errors import InputError, RefusedError, UnsupportedError
from shora.ids import Hash

H = Hash("ab" * 32)
S, B, E, T, P, R = (
    EventType.SETUP,
    EventType.BALLOT,
    EventType.END_BALLOTS,
    EventType.ENCRYPTED_TALLY,
    EventType.PARTIAL_DECRYPTION,
    EventType.RESULT,
)


def run(*types: EventType) -> BoxState:
    state = EMPTY
    for type in types:
        state = apply(state, next_event(state, type, None if type is E else H))
    return state


def test_a_whole_life() -> None:
    state = run(S, B, B, E, T, P, P, R)
    assert (state.phase, state.events, state.ballots, state.shares) == (BoxPhase.DECRYPTED, 8, 2, 2)
    assert [run(*(S, E, T, P, R)[:n]).phase for n in range(6)] == [
        BoxPhase.EMPTY,
        BoxPhase.OPEN,
        BoxPhase.CLOSED,
        BoxPhase.TALLIED,
        BoxPhase.TALLIED,
        BoxPhase.DECRYPTED,
    ]


@pytest.mark.parametrize(
    "types,fault",
    [
        ((B,), ArchiveFault.SETUP_MISSING),
        ((E,), ArchiveFault.SETUP_MISSING),
        ((S, S), ArchiveFault.SETUP_TWICE),
        ((S, E, S), ArchiveFault.SETUP_TWICE),
        ((S, E, T, P, R, S), ArchiveFault.SETUP_TWICE),
        ((S, E, B), ArchiveFault.BALLOT_AFTER_END),
        ((S, E, T, B), ArchiveFault.BALLOT_AFTER_END),
        ((S, E, E), ArchiveFault.END_TWICE),
        ((S, E, T, E), ArchiveFault.END_TWICE),
        ((S, B, T), ArchiveFault.TALLY_BEFORE_END),
        ((S, E, T, T), ArchiveFault.TALLY_TWICE),
        ((S, E, P), ArchiveFault.SHARE_BEFORE_TALLY),
        ((S, P), ArchiveFault.SHARE_BEFORE_TALLY),
        ((S, R), ArchiveFault.RESULT_BEFORE_SHARE),
        ((S, E, T, R), ArchiveFault.RESULT_BEFORE_SHARE),
        ((S, E, T, P, R, R), ArchiveFault.RESULT_TWICE),
        ((S, E, T, P, R, P), ArchiveFault.EVENT_AFTER_RESULT),
        ((S, E, T, P, R, B), ArchiveFault.EVENT_AFTER_RESULT),
    ],
)
def test_out_of_place(types: tuple[EventType, ...], fault: ArchiveFault) -> None:
    with pytest.raises(OrderError) as refusal:
        run(*types)
    assert refusal.value.fault is fault
    assert isinstance(refusal.value, RefusedError)


def test_every_accepted_order_is_the_specifications() -> None:
    """All sequences of up to six events: accepted exactly when they match §4.4's table."""
    import re

    right = re.compile("S?|SB*|SB*E|SB*ETP*|SB*ETP+R")
    letters = {"S": S, "B": B, "E": E, "T": T, "P": P, "R": R}
    for length in range(6):
        for word in map("".join, itertools.product(letters, repeat=length)):
            try:
                run(*(letters[letter] for letter in word))
                accepted = True
            except OrderError:
                accepted = False
            assert accepted == (right.fullmatch(word) is not None), word


@pytest.mark.parametrize("type", [EventType.SHUFFLE, EventType.END_SHUFFLES])
def test_shuffles_are_not_supported(type: EventType) -> None:
    state = run(S, E, T)
    with pytest.raises(UnsupportedError, match="shuffles and list questions are not supported"):
        apply(state, next_event(state, type, H))


def test_the_chain() -> None:
    state = run(S, B)
    good = next_event(state, B, H)
    for event, fault in [
        (Event(parent=good.parent, height=3, type=B, payload=H), ArchiveFault.HEIGHT_WRONG),
        (Event(parent=good.parent, height=1, type=B, payload=H), ArchiveFault.HEIGHT_WRONG),
        (Event(parent=H, height=2, type=B, payload=H), ArchiveFault.PARENT_WRONG),
        (Event(parent=None, height=2, type=B, payload=H), ArchiveFault.PARENT_WRONG),
        (Event(parent=good.parent, height=2, type=B, payload=None), ArchiveFault.EVENT_WITHOUT_PAYLOAD),
        (Event(parent=good.parent, height=2, type=E, payload=H), ArchiveFault.EVENT_WITH_PAYLOAD),
    ]:
        with pytest.raises(OrderError) as refusal:
            apply(state, event)
        assert refusal.value.fault is fault
    assert apply(state, good).head == digest(good.encode())
    with pytest.raises(OrderError):
        apply(EMPTY, Event(parent=H, height=0, type=S, payload=H))
    assert pass_over(state, good, H).head == H


def test_canonical_bytes() -> None:
    first = Event(parent=None, height=0, type=S, payload=H)
    assert first.encode() == b'{"height":0,"type":"Setup","payload":"' + b"ab" * 32 + b'"}'
    end = Event(parent=H, height=9, type=E, payload=None)
    assert end.encode() == b'{"parent":"' + b"ab" * 32 + b'","height":9,"type":"EndBallots"}'
    for event in (first, end):
        assert Event.decode(event.encode(), "") == event


def test_reads_what_is_not_canonical_as_the_same_event() -> None:
    text = b' {"type": "Setup", "payload":"' + b"ab" * 32 + b'", "height":0}'
    event = Event.decode(text, "")
    assert event == Event(parent=None, height=0, type=S, payload=H)
    assert event.encode() != text


@pytest.mark.parametrize(
    "text,message",
    [
        (b"[]", "an object is expected"),
        (b"{}", "'height' is missing"),
        (b'{"height":0}', "'type' is missing"),
        (b'{"height":0,"type":"Vote"}', "there is no event 'Vote'"),
        (b'{"height":-1,"type":"Setup"}', "the height is -1"),
        (b'{"height":"0","type":"Setup"}', "'height' has to be a whole number"),
        (b'{"height":true,"type":"Setup"}', "'height' has to be a whole number"),
        (b'{"height":0,"type":"Setup","payload":null}', "'payload' has to be text"),
        (b'{"height":0,"type":"Setup","payload":"' + b"AB" * 32 + b'"}', "'payload' is not a hash"),
        (b'{"height":0,"type":"Setup","note":"x"}', "there is no field 'note'"),
        (b'{"height":0,"height":1,"type":"Setup"}', "twice"),
        (b" " * 5000, "more than 4096"),
    ],
)
def test_refuses_what_is_no_event(text: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Event.decode(text, "")

"""The rules of a box's day: one card, one outcome; batches; what is told, and when."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.box.daybox import (
    CARDS,
    H2,
    PREFIX,
    QUICK,
    TIME,
    UUID,
    H,
    again,
    ballot,
    cast,
    make,
    opening,
    setup,
)

from shora.ballot.tracker import tracker_of
from shora.box.archive_read import open_archive
from shora.box.ballotbox import BallotBox
from shora.box.classes import CardState
from shora.box.facts import Incident, StatementKind
from shora.box.where import DayPhase
from shora.errors import DamagedError, InputError, RefusedError
from shora.ids import PublicCredential


def archived(folder: Path) -> list[bytes]:
    with open_archive(folder / "a" / f"{UUID}.bel") as index:
        assert index.findings == ()
        return [one.data for batch in index.iter_ballots(1 << 20) for one in batch]


def test_a_day(tmp_path: Path) -> None:
    box = BallotBox.create([tmp_path / "a", tmp_path / "b"], setup(), disk=QUICK)
    with box:
        where = box.where()
        assert (where.phase, where.taken, where.cards, where.timestamp) == (DayPhase.SET_UP, 0, 40, TIME)
        assert where.setup == where.head
        with pytest.raises(RefusedError, match="is set up, and this needs one that is open"):
            box.spend(CARDS[0])
        box.note(StatementKind.OPENING, H)
        box.spend(CARDS[0])
        assert box.classes()[CARDS[0]] is CardState.ABANDONED
        assert box.cast([(ballot(CARDS[0]), CARDS[0])]) == (tracker_of(ballot(CARDS[0])),)
        box.spend(CARDS[1])
        assert box.challenge(opening(CARDS[1]), CARDS[1]) == tracker_of(ballot(CARDS[1]))
        box.spend(CARDS[2])
        box.abandon(CARDS[2])
        box.spoil(CARDS[3])
        with pytest.raises(RefusedError, match="published after the end"):
            box.challenges()
        box.end()
        box.end()
        assert (box.where().phase, box.where().taken, box.where().challenged) == (DayPhase.ENDED, 1, 1)
        assert box.challenges() == (opening(CARDS[1]),)
        with pytest.raises(RefusedError, match="the end of ballots is stated before the closing"):
            box.note(StatementKind.CLOSING, H)
        box.note(StatementKind.ENDED, H)
        box.note(StatementKind.ENDED, H)
        with pytest.raises(RefusedError, match="another ended statement was noted already"):
            box.note(StatementKind.ENDED, H2)
        box.void(CARDS[4:39])
        box.void(CARDS[4:39])
        with pytest.raises(RefusedError, match="cast its ballot already"):
            box.void([CARDS[0]])
        box.note(StatementKind.CLOSING, H2)
        assert box.where().phase is DayPhase.CLOSED
        assert box.statements() == {
            StatementKind.OPENING: H,
            StatementKind.ENDED: H,
            StatementKind.CLOSING: H2,
        }
        with pytest.raises(RefusedError, match="the minutes are signed"):
            box.incident(Incident(code="late", count=1, text="too late"))
        expected = dict.fromkeys(CARDS, CardState.UNUSED) | {
            CARDS[0]: CardState.CAST,
            CARDS[1]: CardState.CHALLENGED,
            CARDS[2]: CardState.ABANDONED,
            CARDS[3]: CardState.SPOILED,
            CARDS[39]: CardState.UNTOUCHED,
        }
        assert box.classes() == expected
    box, report = again(tmp_path)
    with box:
        assert report.quiet
        assert box.classes() == expected
        assert box.challenges() == (opening(CARDS[1]),)


ACTS: dict[str, Callable[[BallotBox, PublicCredential], object]] = {
    "spend": lambda box, card: box.spend(card),
    "cast": cast,
    "challenge": lambda box, card: box.challenge(opening(card), card),
    "spoil": lambda box, card: box.spoil(card),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("reopened", [False, True])
def test_one_card_one_outcome(tmp_path: Path, act: str, reopened: bool) -> None:
    """Archived, waiting, challenged, spoiled, abandoned: each is refused, and each is named."""
    box = make(tmp_path)
    cast(box, *CARDS[:5])
    box.challenge(opening(CARDS[5]), CARDS[5])
    box.spoil(CARDS[6])
    box.spend(CARDS[7])
    box.abandon(CARDS[7])
    if reopened:
        box.close()
        box, _ = again(tmp_path)
    before = box.classes()
    reasons = dict.fromkeys(CARDS[:5], "the card has cast its ballot already") | {
        CARDS[5]: "used up by a challenge",
        CARDS[6]: "taken back as spoiled",
        CARDS[7]: "ended without a decision",
        PublicCredential("f" * 64): "unknown card",
    }
    with box:
        for card, reason in reasons.items():
            with pytest.raises(RefusedError, match=reason):
                ACTS[act](box, card)
        assert box.classes() == before
        cast(box, CARDS[8])


def test_a_spent_card_is_abandoned_after_a_restart(tmp_path: Path) -> None:
    with make(tmp_path) as box:
        box.spend(CARDS[0])
        with pytest.raises(RefusedError, match="the card is being used"):
            box.spend(CARDS[0])
        with pytest.raises(RefusedError, match="the card is being used"):
            box.spoil(CARDS[0])
    box, _ = again(tmp_path)
    with box, pytest.raises(RefusedError, match="ended without a decision"):
        cast(box, CARDS[0])


def test_abandon_needs_a_session(tmp_path: Path) -> None:
    with make(tmp_path) as box, pytest.raises(RefusedError, match="no session"):
        box.abandon(CARDS[0])


@pytest.mark.parametrize("batch", [1, 2, 3, 5])
def test_batches(tmp_path: Path, batch: int) -> None:
    """k enter when 2k wait, before the next one is taken; at least k are left; the end brings all the rest."""
    with make(tmp_path, begin=setup(batch=batch)) as box:
        for number, card in enumerate(CARDS[:23]):
            before = len(archived(tmp_path))
            assert before % batch == 0
            cast(box, card)
            inside = len(archived(tmp_path))
            assert inside - before == (batch if number - before == 2 * batch else 0)
            assert box.where().taken == number + 1
            assert inside == 0 or batch <= number + 1 - inside <= 2 * batch
        box.end()
    assert sorted(archived(tmp_path)) == sorted(ballot(card) for card in CARDS[:23])


def test_many_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than there are slots."""
    monkeypatch.setattr("shora.box.setup._MOST_SLOTS", 8)
    with make(tmp_path) as box:
        trackers = box.cast([(ballot(card), card) for card in CARDS[:33]])
        assert trackers == tuple(tracker_of(ballot(card)) for card in CARDS[:33])
        assert box.where().taken == 33
        box.end()
    assert sorted(archived(tmp_path)) == sorted(ballot(card) for card in CARDS[:33])


def test_a_refusal_takes_none(tmp_path: Path) -> None:
    """Of another box, of another card, too large, twice in one call: nothing of the call is taken."""
    with make(tmp_path) as box:
        good = (ballot(CARDS[0]), CARDS[0])
        for bad, reason in [
            ((ballot(CARDS[1], prefix=PREFIX.replace(b"1234", b"9234")), CARDS[1]), "not one of this box"),
            ((ballot(CARDS[2]), CARDS[1]), "made with another card"),
            ((ballot(CARDS[1], "x" * 9000), CARDS[1]), "too large"),
            ((ballot(CARDS[0], "y"), CARDS[0]), "the card is there twice"),
        ]:
            with pytest.raises(RefusedError, match=reason):
                box.cast([good, bad])
        assert set(box.classes().values()) == {CardState.UNTOUCHED}
        box.cast([])
        box.cast([good])


def test_challenges_have_room_for_so_many(tmp_path: Path) -> None:
    with make(tmp_path, begin=setup(challenges=2)) as box:
        for card in CARDS[:2]:
            box.challenge(opening(card), card)
        box.spend(CARDS[2])
        with pytest.raises(RefusedError, match="no room for another challenge"):
            box.challenge(opening(CARDS[2]), CARDS[2])
        cast(box, CARDS[2])
        box.end()
        assert [one.tracker for one in box.challenges()] == sorted(
            tracker_of(ballot(card)) for card in CARDS[:2]
        )


def test_nothing_after_the_end(tmp_path: Path) -> None:
    with make(tmp_path) as box:
        box.spend(CARDS[0])
        box.end()
        for act in ACTS.values():
            with pytest.raises(RefusedError, match="the box is ended"):
                act(box, CARDS[1])
        with pytest.raises(RefusedError, match="the box is ended"):
            cast(box, CARDS[0])


def test_incidents_are_kept_without_order(tmp_path: Path) -> None:
    late, early = Incident(code="z", count=1, text="last letter"), Incident(code="a", count=-2, text="first")
    with make(tmp_path) as box:
        for one in (late, early, late):
            box.incident(one)
    box, _ = again(tmp_path)
    with box:
        assert box.incidents() == (early, late)


@pytest.mark.parametrize(
    ("code", "text"), [("", "x"), ("A", "x"), ("a b", "x"), ("a", ""), ("a", "two\nlines")]
)
def test_an_incident_is_a_word_and_a_line(code: str, text: str) -> None:
    with pytest.raises(InputError):
        Incident(code=code, count=1, text=text)


def test_a_provisional_box(tmp_path: Path) -> None:
    with make(tmp_path, begin=setup(provisional=True)) as box:
        box.spend(CARDS[3])
        cast(box, *CARDS[:9])
        assert archived(tmp_path) == []
        with pytest.raises(RefusedError, match="is open, and this needs one that is ended"):
            box.bundle()
        box.end()
        assert box.where().head == box.where().setup
        assert box.bundle() == tuple((card, tracker_of(ballot(card))) for card in sorted(CARDS[:9]))
        with pytest.raises(RefusedError, match="the bundle is signed first"):
            box.accept(CARDS[:1])
        box.note(StatementKind.ENDED, H)
        for wrong in ([CARDS[20]], [CARDS[0], CARDS[0]]):
            with pytest.raises(RefusedError, match="ballots of the bundle, each once"):
                box.accept(wrong)
        with pytest.raises(RefusedError, match="before the closing which ballots are accepted"):
            box.note(StatementKind.CLOSING, H)
        box.accept(CARDS[2:8])
        box.accept(CARDS[2:8])
        with pytest.raises(RefusedError, match="other ballots were accepted already"):
            box.accept(CARDS[1:8])
        assert box.where().taken == 9
    assert sorted(archived(tmp_path)) == sorted(ballot(card) for card in CARDS[2:8])
    box, report = again(tmp_path)
    with box:
        assert report.quiet
        classes = box.classes()
        assert [card for card in CARDS if classes[card] is CardState.PROVISIONAL] == [*CARDS[:2], CARDS[8]]
        box.accept(CARDS[2:8])
        box.note(StatementKind.CLOSING, H)


def test_only_a_provisional_box_has_a_bundle(tmp_path: Path) -> None:
    with make(tmp_path) as box:
        box.end()
        for act in (box.bundle, lambda: box.accept([])):
            with pytest.raises(RefusedError, match="only a provisional box"):
                act()


def test_a_closed_object_changes_nothing(tmp_path: Path) -> None:
    box = make(tmp_path)
    box.close()
    box.close()
    with pytest.raises(DamagedError, match="open it again"):
        box.incident(Incident(code="a", count=1, text="x"))

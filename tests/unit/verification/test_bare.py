"""A bare archive is judged by Belenios' own rules: weights, and the last ballot of a card counts."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.support.city import NORTH, Small, hold
from tests.support.elections import PLAIN, TREES, UUID, election_json, single
from tests.support.rebuild import Event, ballot, build, events_of, result, setup, share, tally

from shora.crypto.credentials import new_credentials
from shora.crypto.election import BallotProduct, BoxElection
from shora.crypto.trustees import PartialDecryption, TrusteeKeys, combine
from shora.errors import InputError, UnsupportedError
from shora.ids import Uuid
from shora.steps.progress import Unwatched
from shora.steps.verify import verify
from shora.verification.verdict import Check, Outcome

PEER = sorted((Path(__file__).parents[2] / "data" / "peer").glob("*.bel"))
CARDS = new_credentials(Uuid(UUID), 3)
VOTES = ((0, [0, 1, 0, 0]), (1, [0, 0, 1, 0]), (0, [0, 0, 0, 1]), (2, [1, 0, 0, 0]), (0, [0, 0, 1, 1]))
"""Who votes what: the first card three times."""


def election(
    folder: Path, weights: tuple[int, int, int], counted: list[int], credentials: str = "{0},{1}"
) -> Path:
    """A decrypted box whose tally has each of the ballots that often."""
    key, trustees = single()
    text = election_json(key.public_key, TREES)
    listed = [credentials.format(public, weight) for (_, public), weight in zip(CARDS, weights, strict=True)]
    made = BoxElection(text)
    cards = [CARDS[who][0] for who, _ in VOTES]
    ballots = made.encrypt(cards, [[marks] for _, marks in VOTES], [bytes([i]) * 32 for i in range(5)])
    product = BallotProduct(made)
    made.check(ballots, counted, product)
    encrypted = product.encrypted_tally()
    opened = key.decrypt(made, encrypted)
    partials = [PartialDecryption(owner=1, payload=opened)]
    numbers = combine(made, TrusteeKeys(trustees), encrypted, partials, product.weight)
    events = [
        setup(text, trustees, json.dumps(listed, separators=(",", ":")).encode()),
        *map(ballot, ballots),
        Event("EndBallots"),
        tally(encrypted, product.ballots, product.weight),
        share(1, opened),
        result(numbers),
    ]
    path = folder / f"{UUID}.bel"
    path.write_bytes(build(events))
    return path


@pytest.mark.parametrize("path", PEER, ids=lambda path: path.stem)
def test_archives_of_another_program_are_verified(path: Path) -> None:
    verdict = verify(path, Unwatched())
    assert verdict.failures == ()
    assert {outcome for _, outcome in verdict.outcomes} == {Outcome.PASSED}


def test_the_last_ballot_of_a_card_counts(tmp_path: Path) -> None:
    assert verify(election(tmp_path, (1, 1, 1), [0, 1, 0, 1, 1]), Unwatched()).failures == ()


@pytest.mark.parametrize("counted", [[1, 1, 0, 1, 0], [0, 1, 1, 1, 0], [1, 1, 1, 1, 1], [0, 1, 0, 0, 1]])
def test_any_other_ballot_of_it_does_not(tmp_path: Path, counted: list[int]) -> None:
    first = verify(election(tmp_path, (1, 1, 1), counted), Unwatched()).failures[0]
    assert (first.check, first.code) == (Check.V7, "tally-not-product")


def test_a_ballot_counts_as_often_as_its_card_weighs(tmp_path: Path) -> None:
    verdict = verify(election(tmp_path, (3, 1, 2), [0, 1, 0, 2, 3]), Unwatched())
    assert verdict.failures == ()
    codes = {f.code for f in verify(election(tmp_path, (3, 1, 2), [0, 1, 0, 1, 1]), Unwatched()).failures}
    assert {"tally-not-product", "tally-count"} <= codes


def test_names_behind_weights_are_left(tmp_path: Path) -> None:
    path = election(tmp_path, (2, 1, 1), [0, 1, 0, 1, 2], credentials="{0},{1},somebody")
    assert verify(path, Unwatched()).failures == ()


@pytest.fixture(scope="module", name="box")
def _box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    small: Small = hold(tmp_path_factory.mktemp("bare") / "record")
    return small.archive(NORTH)


@pytest.mark.parametrize("length", range(1, 11))
def test_an_archive_is_verified_at_every_stage(box: Path, tmp_path: Path, length: int) -> None:
    path = tmp_path / box.name
    path.write_bytes(build(events_of(box)[:length]))
    verdict = verify(path, Unwatched())
    assert verdict.failures == ()
    assert verdict.ballots == min(4, length - 1)
    outcomes = dict(verdict.outcomes)
    assert (outcomes[Check.V7] is Outcome.PASSED) == (length > 6)
    assert (outcomes[Check.V9] is Outcome.PASSED) == (length > 9)


def test_a_box_of_a_record_is_its_own_archive(box: Path, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    copy = tmp_path / "x" / box.name
    copy.write_bytes(box.read_bytes())
    assert verify(copy, Unwatched()).failures == verify(tmp_path / "x", Unwatched()).failures == ()
    renamed = copy.rename(copy.with_name("another.bel"))
    assert [f.code for f in verify(renamed, Unwatched()).failures] == ["file-name"]


def changed_election(change: Callable[[dict[str, Any]], object]) -> Callable[[list[Event]], None]:
    def edit(events: list[Event]) -> None:
        value = events[0].first
        change(value)
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        events[:] = [setup(text, events[0].data[1], events[0].data[2])]

    return edit


UNSUPPORTED: dict[str, Callable[[list[Event]], object]] = {
    "a shuffle": lambda events: events.append(Event("Shuffle", (b"{}", b'{"owner":1}'))),
    "the end of shuffles": lambda events: events.insert(6, Event("EndShuffles")),
    "a list question": changed_election(lambda e: e["questions"].append({"type": "Lists", "value": {}})),
    "a question that is mixed": changed_election(
        lambda e: e["questions"].append({"type": "NonHomomorphic", "value": {}})
    ),
    "another group": changed_election(lambda e: e.update(group="BELENIOS-2048")),
    "another version": changed_election(lambda e: e.update(version=2)),
}


@pytest.mark.parametrize("change", UNSUPPORTED.values(), ids=UNSUPPORTED.keys())
def test_what_is_not_supported_is_said(
    box: Path, tmp_path: Path, change: Callable[[list[Event]], object]
) -> None:
    events = events_of(box)
    change(events)
    path = tmp_path / box.name
    path.write_bytes(build(events))
    with pytest.raises(UnsupportedError) as caught:
        verify(path, Unwatched())
    assert caught.value.exit_code == 2
    assert "not supported" in str(caught.value)


def test_two_archives_in_a_folder(box: Path, tmp_path: Path) -> None:
    for name in ("one.bel", "two.bel"):
        (tmp_path / name).write_bytes(box.read_bytes())
    with pytest.raises(InputError, match="2 archives"):
        verify(tmp_path, Unwatched())


def test_a_fault_in_the_second_question_has_its_words(tmp_path: Path) -> None:
    key, trustees = single()
    text = election_json(key.public_key, TREES, PLAIN)
    made = BoxElection(text)
    good = made.encrypt([CARDS[0][0]], [[[0, 1, 0, 0], [0, 1]]], [bytes(32)])[0]
    value = json.loads(good)
    value["answers"][1]["individual_proofs"][0][0]["response"] = "7"
    bad = json.dumps(value, separators=(",", ":")).encode()
    path = tmp_path / f"{UUID}.bel"
    cards = json.dumps([public for _, public in CARDS], separators=(",", ":")).encode()
    path.write_bytes(build([setup(text, trustees, cards), ballot(bad)]))
    codes = {f.code: f.place for f in verify(path, Unwatched()).failures}
    assert set(codes) == {"signature-hash", "proof-choice"}
    place = codes["proof-choice"]
    assert (place.event, place.question, place.choice) == (1, "Plain?", "Yes")

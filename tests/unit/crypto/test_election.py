"""The typed face of the core: ballots, products, partial decryptions, results."""

import json

import pytest
from tests.support.elections import PLAIN, TREES, UUID, election_json, election_of

from shora.crypto.credentials import SEED_BYTES, UUID_LENGTH, new_credentials, new_uuid
from shora.crypto.election import BallotProduct, BoxElection
from shora.crypto.fault import CryptoInputError, CryptoUnsupportedError, readable
from shora.crypto.trustees import (
    PartialDecryption,
    Share,
    TrusteeKeys,
    check_partial_decryption,
    check_result,
    combine,
)
from shora.errors import InputError, UnsupportedError
from shora.ids import PrivateCredential, Uuid

CARDS = [private for private, _ in new_credentials(Uuid(UUID), 4)]
SEEDS = [bytes([i]) * SEED_BYTES for i in range(4)]
MARKS = [[[0, 1, 0, 0], [0, 1]], [[0, 1, 1, 0], [0, 0]], [[1, 0, 0, 0], [1, 0]], [[0, 0, 0, 1], [0, 1]]]


def test_from_marks_to_a_result() -> None:
    election, share, keys = election_of(TREES, PLAIN)
    ballots = election.encrypt(CARDS, MARKS, SEEDS)
    product = BallotProduct(election)
    assert [report.faults for report in election.check(ballots, [1] * 4, product)] == [()] * 4
    assert (product.ballots, product.weight) == (4, 4)
    tally = product.encrypted_tally()
    payload = share.decrypt(election, tally)
    assert check_partial_decryption(election, tally, share.public_key, payload) == ()
    partials = [PartialDecryption(owner=1, payload=payload)]
    result = combine(election, keys, tally, partials, 4)
    assert json.loads(result) == {"result": [[1, 2, 1, 1], [1, 2]]}
    assert check_result(election, keys, tally, partials, result) == ()
    wrong = check_result(election, keys, tally, partials, b'{"result":[[1,2,1,1],[2,1]]}')
    assert [(fault.code, fault.question, fault.choice) for fault in wrong] == [
        ("result-mismatch", 1, 0),
        ("result-mismatch", 1, 1),
    ]


def test_weights_count_a_ballot_several_times_or_not_at_all() -> None:
    election, share, keys = election_of(TREES)
    ballots = election.encrypt(CARDS[:3], [marks[:1] for marks in MARKS[:3]], SEEDS[:3])
    product = BallotProduct(election)
    election.check(ballots, [5, 0, 2], product)
    assert (product.ballots, product.weight) == (2, 7)
    tally = product.encrypted_tally()
    partials = [PartialDecryption(owner=1, payload=share.decrypt(election, tally))]
    assert json.loads(combine(election, keys, tally, partials, 7)) == {"result": [[2, 5, 0, 0]]}
    with pytest.raises(CryptoInputError) as caught:
        combine(election, keys, tally, partials, 4)
    assert caught.value.code == "log-out-of-range"


def test_as_many_weights_as_ballots() -> None:
    election, _, _ = election_of(TREES)
    with pytest.raises(CryptoInputError) as caught:
        election.check([b"", b""], [1], None)
    assert caught.value.code == "batch-length"


def test_keys_without_a_joint_key_say_so() -> None:
    with pytest.raises(CryptoInputError) as caught:
        _ = TrusteeKeys(b"[]").public_key
    assert caught.value.code == "trustees-empty"


def test_an_empty_product_is_neutral() -> None:
    election, share, keys = election_of(TREES)
    tally = BallotProduct(election).encrypted_tally()
    assert json.loads(tally) == [[{"alpha": f"{1:064x}", "beta": f"{1:064x}"}] * 4]
    partials = [PartialDecryption(owner=1, payload=share.decrypt(election, tally))]
    assert json.loads(combine(election, keys, tally, partials, 0)) == {"result": [[0, 0, 0, 0]]}


def test_a_ballot_that_is_not_readable_is_not_in_the_product() -> None:
    election, _, _ = election_of(TREES)
    ballot = election.encrypt(CARDS[:1], [MARKS[0][:1]], SEEDS[:1])[0]
    product = BallotProduct(election)
    reports = election.check([b"", ballot[:-1], ballot, ballot.replace(b"Tests", b"Other")], [1] * 4, product)
    assert [bool(report.faults) for report in reports] == [True, True, False, True]
    assert product.ballots == 1


def test_questions_are_read_as_they_are() -> None:
    election, _, _ = election_of(TREES, PLAIN)
    first, second = election.questions
    assert (first.answers, first.blank, first.minimum, first.maximum) == (
        ("Ash", "Birch", "Cedar"),
        True,
        1,
        2,
    )
    assert (first.width, second.width, second.blank, second.text) == (4, 2, False, "Plain?")
    assert (election.uuid, election.name, election.description) == (UUID, "test", "")


@pytest.mark.parametrize(
    "cards,marks,seeds,code",
    [
        (CARDS[:1], [[[0, 1, 0, 0]]], [bytes(31)], "seed-length"),
        (CARDS[:1], [[[0, 1, 0, 0]]], [b""], "seed-length"),
        (CARDS[:1], [[[0, 1, 0]]], SEEDS[:1], "plaintext-shape"),
        (CARDS[:1], [[]], SEEDS[:1], "plaintext-shape"),
        (CARDS[:1], [[[0, 2, 0, 0]]], SEEDS[:1], "plaintext-bounds"),
        (CARDS[:1], [[[0, 1, 1, 1]]], SEEDS[:1], "plaintext-bounds"),
        (CARDS[:1], [[[1, 1, 0, 0]]], SEEDS[:1], "plaintext-bounds"),
        (CARDS[:1], [[[0, 0, 0, 0]]], SEEDS[:1], "plaintext-bounds"),
        ([PrivateCredential("no card")], [[[0, 1, 0, 0]]], SEEDS[:1], "credential-malformed"),
        (CARDS[:2], [[[0, 1, 0, 0]]], SEEDS[:1], "batch-length"),
    ],
)
def test_what_cannot_be_encrypted(
    cards: list[PrivateCredential], marks: list[list[list[int]]], seeds: list[bytes], code: str
) -> None:
    election, _, _ = election_of(TREES)
    with pytest.raises(CryptoInputError) as caught:
        election.encrypt(cards, marks, seeds)
    assert caught.value.code == code
    assert not any(card in str(caught.value) for card in cards)


def test_the_same_seed_tells_nothing_of_another_vote_and_the_card_is_not_in_the_ballot() -> None:
    election, _, _ = election_of(TREES)
    one, other = (
        election.encrypt(CARDS[:1], [[marks]], SEEDS[:1])[0] for marks in ([0, 1, 0, 0], [0, 0, 1, 0])
    )
    alphas = [{choice["alpha"] for choice in json.loads(b)["answers"][0]["choices"]} for b in (one, other)]
    assert not alphas[0] & alphas[1], "nonces are bound to the marks"
    assert CARDS[0].encode() not in one


def test_uuids_and_credentials_are_fresh() -> None:
    uuids = {new_uuid() for _ in range(20)}
    assert len(uuids) == 20
    assert {len(uuid) for uuid in uuids} == {UUID_LENGTH}
    made = new_credentials(Uuid(UUID), 50)
    assert len({private for private, _ in made}) == len({public for _, public in made}) == 50
    with pytest.raises(CryptoInputError):
        new_credentials(Uuid("too short"), 1)


def test_errors_of_the_core_become_errors_for_people() -> None:
    with pytest.raises(CryptoUnsupportedError, match=r"^x: not supported: group ") as unsupported:
        BoxElection(election_json("00" * 32).replace(b"Ed25519", b"BELENIOS-2048"), place="x")
    assert isinstance(unsupported.value, UnsupportedError)
    with pytest.raises(CryptoInputError) as malformed:
        BoxElection(b"", place="x")
    assert isinstance(malformed.value, InputError)
    assert (malformed.value.place, malformed.value.exit_code) == ("x", 2)
    assert malformed.value.__cause__ is None
    with pytest.raises(RuntimeError), readable("x"):
        raise RuntimeError


def test_a_share_is_not_shown() -> None:
    share = Share.generate()
    secret = json.loads(share.reveal())
    assert secret not in repr(share)
    assert secret not in str(share)
    assert secret not in repr(share.core)
    assert share.public_key[:8] in repr(share)
    assert Share.from_private_key(share.reveal()).public_key == share.public_key


@pytest.mark.parametrize(
    "text", [b"", b"1", b'"0"', b'"-1"', b'"x123456"', b'"' + b"9" * 100 + b'"', b'"1" ']
)
def test_a_private_key_that_is_none_is_not_repeated(text: bytes) -> None:
    with pytest.raises(CryptoInputError) as caught:
        Share.from_private_key(text)
    assert text.decode().strip('" ') not in str(caught.value) or len(text) < 5


@pytest.mark.parametrize(
    "tally",
    [b"", b"null", b"[]", b"[[]]", b'[[{"alpha":"","beta":""}]]', b"[" * 10_000, b'[["1"]]', b'[[{"alpha"'],
)
def test_a_tally_that_is_none_is_not_decrypted(tally: bytes) -> None:
    election, share, keys = election_of(TREES)
    with pytest.raises(CryptoInputError):
        share.decrypt(election, tally)
    with pytest.raises(CryptoInputError):
        combine(election, keys, tally, [], 0)

"""The election of a group follows from the record and its boxes; its tally is the product of theirs."""

import hashlib
import json

import pytest
from tests.support.elections import PLAIN, TREES, election_json, election_of
from tests.unit.tally.test_units import definition

from shora.crypto.credentials import new_credentials, new_uuid
from shora.crypto.election import BallotProduct, BoxElection
from shora.crypto.trustees import PartialDecryption, combine
from shora.election.launch import parse_launch_code
from shora.election.secrecy import Unit
from shora.errors import InputError
from shora.ids import Hash, Uuid
from shora.tally.group import group_code, group_election, group_uuid, product_of

RECORD = Hash("0123456789abcdef" * 4)
BOXES = (Uuid("1FirstBoxAtTheCity1234"), Uuid("2SecondBxAtTheCity1234"))
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def test_the_uuid_is_the_one_of_the_page() -> None:
    uuid = group_uuid(RECORD, BOXES)
    text = f'shora-group|{{"record":"{RECORD}","boxes":["{BOXES[0]}","{BOXES[1]}"]}}'
    value = 0
    for digit in uuid:
        value = value * 58 + BASE58.index(digit)
    assert len(uuid) == 22
    assert value == int.from_bytes(hashlib.sha256(text.encode()).digest(), "big") % 58**22
    assert uuid == "xae5oHVyuRVpuSjPWzjYad"  # the example of spec/units.md


def test_every_part_of_it_counts() -> None:
    others = {
        group_uuid(RECORD, BOXES[::-1]),
        group_uuid(RECORD, BOXES[:1]),
        group_uuid(Hash("f" * 64), BOXES),
    }
    assert len({*others, group_uuid(RECORD, BOXES)}) == 4


def test_the_election_is_a_box_s_but_for_uuid_and_code() -> None:
    made = definition(Unit.BOX, 2, 2)
    _, share, _ = election_of()
    data = group_election(made, public_key=share.public_key, record=RECORD, number=3, boxes=BOXES)
    election = BoxElection(data)
    assert election.uuid == group_uuid(RECORD, BOXES)
    assert parse_launch_code(election.description) == group_code(RECORD, 3) == "GROUP-3-0123456789ABCDEF"
    assert election.public_key == share.public_key
    assert [question.answers for question in election.questions] == [("11 A", "12 B")]


def test_the_product_of_products_opens_to_the_sum() -> None:
    _, share, keys = election_of()
    elections = [BoxElection(election_json(share.public_key, TREES, uuid=uuid)) for uuid in BOXES]
    votes = ([[0, 1, 0, 0]], [[0, 1, 1, 0]]), ([[1, 0, 0, 0]],)
    products = []
    for election, plaintexts in zip(elections, votes, strict=True):
        product = BallotProduct(election)
        cards = [private for private, _ in new_credentials(election.uuid, len(plaintexts))]
        ballots = election.encrypt(cards, list(plaintexts), [bytes([i + 1]) * 32 for i in range(len(cards))])
        election.check(ballots, [1] * len(ballots), product)
        products.append(product)
    group = BoxElection(election_json(share.public_key, TREES, uuid=new_uuid()))
    product = product_of(group, products)
    assert (product.ballots, product.weight) == (3, 3)
    partial = PartialDecryption(owner=1, payload=share.decrypt(group, product.encrypted_tally()))
    result = combine(group, keys, product.encrypted_tally(), [partial], product.weight)
    assert json.loads(result) == {"result": [[1, 2, 1, 0]]}
    assert products[0].ballots == 2, "the members stay as they are"


def test_what_cannot_be_multiplied() -> None:
    election, share, _ = election_of()
    with pytest.raises(InputError, match="a group has boxes"):
        product_of(election, [])
    other = BallotProduct(BoxElection(election_json(share.public_key, PLAIN)))
    with pytest.raises(InputError, match="different questions"):
        product_of(election, [other])
    with pytest.raises(InputError, match="itself"):
        other.add(other)

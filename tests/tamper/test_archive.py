"""One meaning of a box's archive is changed, every hash is made right again, the totals follow: what is named?

Each case says the first failure, which is the root cause, and its place.
"""

import json
from collections.abc import Callable
from contextlib import suppress

import pytest
from tests.support.city import NORTH, SOUTH
from tests.support.curve import G, Q, small
from tests.support.prover import Election, Prover, card_of, compact, secret_of
from tests.support.rebuild import Event, Tampered, Value, ballot, changed, result, setup, share, tally
from tests.tamper.liars import another_key

from shora.ballot.seal import seal
from shora.ballot.tracker import tracker_of
from shora.box.events import EventType
from shora.crypto.credentials import new_credentials
from shora.crypto.trustees import Share
from shora.errors import ShoraError
from shora.ids import PrivateCredential, Uuid
from shora.steps.progress import Unwatched
from shora.steps.verify import verify
from shora.verification.verdict import Check, Outcome

FIRST, END, TALLY, SHARES, RESULT = 1, 5, 6, (7, 8), 9
"""Where the events of a box lie: four ballots from 1 on."""

Act = Callable[[Tampered], object]
TITLE = "شورا / Council"


def drop(copy: Tampered) -> None:
    copy.change(NORTH, lambda events: events.pop(FIRST))


def sealed(copy: Tampered, number: int, marks: list[int]) -> bytes:
    """A valid ballot with a card of the north box."""
    card = PrivateCredential(copy.small.card(NORTH, number))
    return seal(copy.election(NORTH), [card], [[marks]])[0].ballot


def add(copy: Tampered) -> None:
    made = ballot(sealed(copy, 7, [1, 0, 0]))
    copy.change(NORTH, lambda events: events.insert(END, made))


def replace_one(copy: Tampered) -> None:
    card = copy.small.defined.pack(NORTH).cards[0].public
    events = copy.events(NORTH)
    at = next(n for n in range(FIRST, END) if events[n].first["credential"] == card)
    made = ballot(sealed(copy, 0, [0, 0, 1]))
    copy.change(NORTH, lambda events: events.__setitem__(at, made))


def from_the_other_box(copy: Tampered) -> None:
    foreign = copy.events(SOUTH)[FIRST]
    copy.change(NORTH, lambda events: events.insert(END, foreign))


def twice(copy: Tampered) -> None:
    copy.change(NORTH, lambda events: events.insert(END, events[FIRST]))


def second_with_a_card(copy: Tampered) -> None:
    made = ballot(sealed(copy, 0, [0, 0, 1]))
    copy.change(NORTH, lambda events: events.insert(END, made))


def forged(copy: Tampered, card: str, marks: list[int], **how: Value) -> bytes:
    """A ballot that the box's own software would not make, well signed."""
    election = Election(copy.events(NORTH)[0].data[0].decode())
    secret = secret_of(election.uuid, card)
    return compact(Prover(election, secret, [marks], bytes(32), **how).ballot()).encode()


def with_product(copy: Tampered) -> None:
    """The tally that fits the ballots that lie there now."""
    product = copy.product(NORTH)
    made = tally(product.encrypted_tally(), product.ballots, product.weight)
    copy.change(NORTH, lambda events: events.__setitem__(_at(events, "EncryptedTally"), made))


def _at(events: list[Event], kind: str) -> int:
    return [event.type for event in events].index(kind)


def forge(marks: list[int], **how: Value) -> Act:
    def act(copy: Tampered) -> None:
        made = ballot(forged(copy, copy.small.card(NORTH, 7), marks, **how))
        copy.change(NORTH, lambda events: events.insert(END, made))
        with_product(copy)

    return act


def stranger(copy: Tampered) -> None:
    made = ballot(forged(copy, card_of(b"a stranger's card"), [0, 1, 0, 0]))
    copy.change(NORTH, lambda events: events.insert(END, made))
    with_product(copy)


def spaces(copy: Tampered) -> None:
    copy.change(
        NORTH,
        lambda events: events.__setitem__(FIRST, ballot(events[FIRST].data[0].replace(b":", b": ", 1))),
    )


def proof(copy: Tampered) -> None:
    def change(value: Value) -> None:
        value["answers"][0]["individual_proofs"][2][1]["response"] = "7"

    copy.change(NORTH, lambda events: events.__setitem__(FIRST, changed(events[FIRST], change)))


def other_product(copy: Tampered) -> None:
    def change(events: list[Event]) -> None:
        choices = events[TALLY].first
        choices[0][1], choices[0][2] = choices[0][2], choices[0][1]
        events[TALLY] = tally(compact(choices).encode(), 4, 4)

    copy.change(NORTH, change)


def tally_of(payload: Callable[[Value], Value], ballots: int = 4, weight: int = 4) -> Act:
    def act(copy: Tampered) -> None:
        def change(events: list[Event]) -> None:
            value = payload(events[TALLY].first)
            data = value if isinstance(value, bytes) else compact(value).encode()
            events[TALLY] = tally(data, ballots, weight)

        copy.change(NORTH, change)

    return act


def tally_of_the_other_box(copy: Tampered) -> None:
    foreign = copy.events(SOUTH)[TALLY - 1]
    copy.change(NORTH, lambda events: events.__setitem__(TALLY, foreign))


def dirty(choices: Value) -> Value:
    choices[0][1]["alpha"] = small(8).hex
    return choices


def share_of(change: Callable[[Value], object], which: int = 0) -> Act:
    def act(copy: Tampered) -> None:
        def edit(events: list[Event]) -> None:
            value = events[SHARES[which]].first
            change(value)
            owner = json.loads(events[SHARES[which]].data[1])["owner"]
            events[SHARES[which]] = share(owner, compact(value).encode())

        copy.change(NORTH, edit)

    return act


def another_factor(value: Value) -> None:
    value["decryption_factors"][0][3] = (G * 5).hex


def another_proof(value: Value) -> None:
    value["decryption_proofs"][0][0]["response"] = "5"


def too_large(value: Value) -> None:
    response = int(value["decryption_proofs"][0][0]["response"])
    value["decryption_proofs"][0][0]["response"] = str(response + Q)


def owners(first: int, second: int) -> Act:
    def act(copy: Tampered) -> None:
        def edit(events: list[Event]) -> None:
            for at, owner in zip(SHARES, (first, second), strict=True):
                events[at] = share(owner, events[at].data[0])

        copy.change(NORTH, edit)

    return act


def shares_of_the_other_box(copy: Tampered) -> None:
    foreign = copy.events(SOUTH)[SHARES[0] - 1]
    copy.change(NORTH, lambda events: events.__setitem__(SHARES[0], foreign))


def stolen_share(copy: Tampered) -> None:
    events = copy.events(NORTH)
    made = Share.generate().decrypt(copy.election(NORTH), events[TALLY].data[0])
    copy.change(NORTH, lambda events: events.__setitem__(SHARES[0], share(1, made)))


def one_share_less(copy: Tampered) -> None:
    copy.change(NORTH, lambda events: events.pop(SHARES[1]))


def results(*numbers: Value) -> Act:
    payload = compact({"result": [list(numbers)]}).encode()
    return lambda copy: copy.change(NORTH, lambda events: events.__setitem__(RESULT, result(payload)))


def another_candidate(copy: Tampered) -> None:
    """Everything in the box is for four candidates: election, tally, shares and result."""

    def edit(events: list[Event]) -> None:
        election = events[0].first
        election["questions"][0]["answers"].append("14 D")
        events[0] = setup(compact(election).encode(), *events[0].data[1:3])
        choices = events[TALLY].first
        choices[0].append(choices[0][0])
        events[TALLY] = tally(compact(choices).encode(), 4, 4)
        for owner, at in enumerate(SHARES, start=1):
            value = events[at].first
            for part in value.values():
                part[0].append(part[0][0])
            events[at] = share(owner, compact(value).encode())
        events[RESULT] = result(b'{"result":[[1,2,1,1,0]]}')

    copy.change(NORTH, edit)


def no_result(copy: Tampered) -> None:
    copy.change(NORTH, lambda events: events.pop(RESULT))


def changed_throughout(copy: Tampered) -> None:
    """A ballot is gone, and tally and result fit what is left. The shares are those of before."""
    drop(copy)
    with_product(copy)
    copy.change(NORTH, lambda events: events.__setitem__(-1, result(b'{"result":[[1,1,1,1]]}')))


def election_of(change: Callable[[Value], object]) -> Act:
    def act(copy: Tampered) -> None:
        def edit(events: list[Event]) -> None:
            value = events[0].first
            change(value)
            events[0] = setup(compact(value).encode(), *events[0].data[1:3])

        copy.change(NORTH, edit)

    return act


def in_question(key: str, value: Value) -> Callable[[Value], None]:
    return lambda election: election["questions"][0].__setitem__(key, value)


def other_trustees(copy: Tampered) -> None:
    made = another_key(copy)
    copy.change(
        NORTH, lambda events: events.__setitem__(0, setup(events[0].data[0], made, events[0].data[2]))
    )


def cards_of(change: Callable[[list[str]], object]) -> Act:
    def act(copy: Tampered) -> None:
        def edit(events: list[Event]) -> None:
            cards = json.loads(events[0].data[2])
            change(cards)
            events[0] = setup(events[0].data[0], events[0].data[1], compact(cards).encode())

        copy.change(NORTH, edit)

    return act


def fresh_card(cards: list[str]) -> None:
    cards.append(new_credentials(Uuid("TamperedBoxCard"), 1)[0][1])


def repeat(kind: EventType, at: int) -> Act:
    """An event a second time, with data of its own so that no member is there twice."""

    def act(copy: Tampered) -> None:
        def edit(events: list[Event]) -> None:
            more = {
                EventType.SETUP: lambda: setup(b'{"uuid":"x"}', b"[1]", b"[2]"),
                EventType.BALLOT: lambda: ballot(sealed(copy, 7, [1, 0, 0])),
                EventType.END_BALLOTS: lambda: Event("EndBallots"),
                EventType.ENCRYPTED_TALLY: lambda: tally(b"[[]]", 0, 0),
                EventType.PARTIAL_DECRYPTION: lambda: share(
                    1, b'{"decryption_factors":[],"decryption_proofs":[]}'
                ),
                EventType.RESULT: lambda: result(b'{"result":[[0,0,0,0]]}'),
            }[kind]()
            events.insert(at, more)

        copy.change(NORTH, edit)

    return act


CASES: dict[str, tuple[Act, Check, str, dict[str, Value]]] = {
    # Ballots
    "a ballot is dropped": (drop, Check.V10, "archive-differs", {}),
    "a ballot is added": (add, Check.V10, "archive-differs", {}),
    "a ballot is replaced": (replace_one, Check.V10, "archive-differs", {}),
    "a ballot of the other box": (from_the_other_box, Check.V5, "ballot-other-election", {"event": END}),
    "a ballot twice": (twice, Check.V4, "member-repeated", {}),
    "a card's second ballot": (second_with_a_card, Check.V6, "card-twice", {"event": END}),
    "a ballot of a stranger's card": (stranger, Check.V5, "credential-unknown", {"event": END}),
    "a ballot with spaces": (spaces, Check.V5, "ballot-not-canonical", {"event": FIRST}),
    "a proof is changed": (proof, Check.V5, "signature-hash", {"event": FIRST}),
    "a vote counts twice": (forge([0, 2, 0, 0]), Check.V5, "proof-choice", {"event": END, "question": TITLE, "choice": "11 A"}),
    "a vote is taken away": (forge([0, 0, -1, 1], sum_true={0: 1}), Check.V5, "proof-choice", {"event": END, "question": TITLE, "choice": "12 B"}),
    "two blanks": (forge([2, 0, 0, 0], sum_true={0: 0}, blank_true={0: 1}), Check.V5, "proof-choice", {"event": END, "question": TITLE, "choice": "blank"}),
    "three votes of two": (forge([0, 1, 1, 1], sum_true={0: 2}), Check.V5, "proof-sum", {"event": END, "question": TITLE, "choice": ""}),
    "blank and a vote": (forge([1, 0, 0, 1], blank_true={0: 1}), Check.V5, "proof-blank", {"event": END, "question": TITLE}),
    "neutral ciphertext": (forge([0, 1, 0, 0], fixed={(0, 1): 0}), Check.V5, "point-identity", {"event": END, "choice": "11 A"}),
    # The tally
    "the tally of another product": (other_product, Check.V7, "tally-not-product", {}),
    "the tally of the other box": (tally_of_the_other_box, Check.V7, "tally-not-product", {}),
    "a tally outside the group": (tally_of(dirty), Check.V7, "tally-not-product", {}),
    "a tally of another shape": (tally_of(lambda choices: [choices[0][:3]]), Check.V7, "tally-not-product", {}),
    "a tally with spaces": (tally_of(lambda choices: json.dumps(choices).encode()), Check.V7, "tally-not-product", {}),
    "no tally at all": (tally_of(lambda _: b"null"), Check.V7, "tally-not-product", {}),
    "another number of ballots": (tally_of(lambda choices: choices, ballots=5), Check.V7, "tally-count", {}),
    "another weight": (tally_of(lambda choices: choices, weight=2), Check.V7, "tally-count", {}),
    # The shares
    "a factor is changed": (share_of(another_factor), Check.V8, "decryption-proof", {"trustee": 1, "question": TITLE, "choice": "13 C"}),
    "a factor's proof is changed": (share_of(another_proof, 1), Check.V8, "decryption-proof", {"trustee": 2, "question": TITLE, "choice": "blank"}),
    "a response above q": (share_of(too_large), Check.V8, "scalar-out-of-range", {"trustee": 1, "choice": "blank"}),
    "two owners are exchanged": (owners(2, 1), Check.V8, "decryption-proof", {"trustee": 2}),
    "a share under an absent trustee's name": (owners(1, 3), Check.V8, "decryption-proof", {"trustee": 3}),
    "a share of nobody": (owners(1, 4), Check.V8, "owner-out-of-range", {"trustee": 4}),
    "a share of the other box": (shares_of_the_other_box, Check.V8, "decryption-proof", {"trustee": 1}),
    "a share with a key of its own": (stolen_share, Check.V8, "decryption-proof", {"trustee": 1}),
    "a share of another shape": (share_of(lambda value: value["decryption_factors"][0].pop()), Check.V8, "partial-shape", {"trustee": 1}),
    "a share with a field more": (share_of(lambda value: value.update(note="x")), Check.V8, "json-malformed", {"trustee": 1}),
    "one share less than the threshold": (one_share_less, Check.V9, "shares-missing", {}),
    # The result
    "a vote moved in the result": (results(1, 1, 2, 1), Check.V9, "result-mismatch", {"question": TITLE, "choice": "11 A"}),
    "a blank more in the result": (results(2, 2, 1, 1), Check.V9, "result-mismatch", {"question": TITLE, "choice": "blank"}),
    "votes written as text": (results(1, "2", 1, 1), Check.V9, "not-canonical", {}),
    "a result of another shape": (results(1, 2, 1), Check.V9, "result-shape", {}),
    "a negative result": (results(1, 2, -1, 1), Check.V9, "json-malformed", {}),
    "a result of q more": (results(1, 2, 1, str(Q)), Check.V9, "json-malformed", {}),
    "no result": (no_result, Check.V12, "box-not-tallied", {"file": "boxes/north"}),
    "ballots, tally and result fit, the shares do not": (changed_throughout, Check.V10, "archive-differs", {}),
    # The set-up
    "a candidate's name in the election": (election_of(in_question("answers", ["11 A", "12 X", "13 C"])), Check.V3, "not-the-definition", {"event": 0}),
    "more votes in the election": (election_of(in_question("max", 3)), Check.V3, "not-the-definition", {"event": 0}),
    "no blank in the election": (election_of(lambda e: e["questions"][0].pop("blank")), Check.V3, "not-the-definition", {"event": 0}),
    "a candidate more in the election": (election_of(in_question("answers", ["11 A", "12 B", "13 C", "14 D"])), Check.V3, "not-the-definition", {"event": 0}),
    "a candidate more, up to the result": (another_candidate, Check.V3, "not-the-definition", {"event": 0}),
    "a question more in the election": (election_of(lambda e: e["questions"].append(e["questions"][0])), Check.V3, "not-the-definition", {"event": 0}),
    "another administrator": (election_of(lambda e: e.update(administrator="x")), Check.V3, "not-the-definition", {"event": 0}),
    "another key in the election": (election_of(lambda e: e.update(public_key=(G * 5).hex)), Check.V3, "key-not-joint", {"event": 0}),
    "the neutral element as key": (election_of(lambda e: e.update(public_key=f"{1:064x}")), Check.V3, "point-identity", {"event": 0}),
    "a key of small order": (election_of(lambda e: e.update(public_key=small(8).hex)), Check.V3, "point-not-in-subgroup", {"event": 0}),
    "another uuid in the election": (election_of(lambda e: e.update(uuid="TamperedTampered")), Check.V3, "file-name", {"event": 0}),
    "no launch code": (election_of(lambda e: e.update(description="")), Check.V3, "not-the-definition", {"event": 0}),
    "another description": (election_of(lambda e: e.update(description="x\n" + e["description"])), Check.V3, "not-the-definition", {"event": 0}),
    "another launch code": (election_of(lambda e: e.update(description="launch-code: AAAA-BBBB")), Check.V5, "ballot-other-election", {"event": FIRST}),
    "other trustees": (other_trustees, Check.V3, "key-not-joint", {"event": 0}),
    "a card more": (cards_of(fresh_card), Check.V3, "other-cards", {"event": 0}),
    "a card less": (cards_of(lambda cards: cards.pop()), Check.V3, "other-cards", {"event": 0}),
    "a card twice": (cards_of(lambda cards: cards.append(cards[0])), Check.V3, "setup-unreadable", {"event": 0}),
    "the neutral element as card": (cards_of(lambda cards: cards.append(f"{1:064x}")), Check.V3, "point-identity", {"event": 0}),
    "a card of small order": (cards_of(lambda cards: cards.append(small(4).hex)), Check.V3, "point-not-in-subgroup", {"event": 0}),
    "a card with a component of small order": (cards_of(lambda cards: cards.append((G + small(2)).hex)), Check.V3, "point-not-in-subgroup", {"event": 0}),
    "a card of double weight": (cards_of(lambda cards: cards.__setitem__(0, cards[0] + ",2")), Check.V3, "other-cards", {"event": 0}),
    "cards in another order": (cards_of(lambda cards: cards.reverse()), Check.V3, "other-cards", {"event": 0}),
    # Events out of place
    "two set-ups": (repeat(EventType.SETUP, 1), Check.V4, "setup-twice", {}),
    "a ballot after the end": (repeat(EventType.BALLOT, END + 1), Check.V4, "ballot-after-end", {}),
    "two ends": (repeat(EventType.END_BALLOTS, END + 1), Check.V4, "end-twice", {}),
    "two tallies": (repeat(EventType.ENCRYPTED_TALLY, TALLY + 1), Check.V4, "tally-twice", {}),
    "a tally before the end": (repeat(EventType.ENCRYPTED_TALLY, 2), Check.V4, "tally-before-end", {}),
    "a trustee's second share": (repeat(EventType.PARTIAL_DECRYPTION, RESULT), Check.V4, "share-twice", {}),
    "a share before the tally": (repeat(EventType.PARTIAL_DECRYPTION, TALLY), Check.V4, "share-before-tally", {}),
    "two results": (repeat(EventType.RESULT, RESULT + 1), Check.V4, "result-twice", {}),
    "a result before the shares": (repeat(EventType.RESULT, TALLY + 1), Check.V4, "result-before-share", {}),
    "a ballot after the result": (repeat(EventType.BALLOT, RESULT + 1), Check.V4, "event-after-result", {}),
}  # fmt: skip


@pytest.mark.parametrize("act,check,code,place", CASES.values(), ids=CASES.keys())
def test_the_root_cause_is_named(
    copy: Tampered, act: Act, check: Check, code: str, place: dict[str, Value]
) -> None:
    act(copy)
    with_totals(copy)
    verdict = verify(copy.layout.root, Unwatched())
    assert not verdict.verified
    first = verdict.failures[0]
    assert (first.check, first.code) == (check, code), verdict.failures
    assert first.follows is None
    assert first.place.file in (copy.file(NORTH), place.get("file"))
    for name, value in place.items():
        assert getattr(first.place, name) == value, first
    if check in (Check.V5, Check.V6):
        event = copy.events(NORTH)[place["event"]]
        assert first.place.ballot == tracker_of(event.data[0])
    south = [failure for failure in verdict.failures if failure.place.file == copy.file(SOUTH)]
    assert all(failure.code == "ballot-in-two-boxes" for failure in south), "the other box is untouched"
    outcomes = dict(verdict.outcomes)
    assert outcomes[check] is Outcome.FAILED
    assert outcomes[Check.V1] is outcomes[Check.V2] is Outcome.PASSED


def with_totals(copy: Tampered) -> None:
    """Totals of what the results now say, as far as they can be added."""
    with suppress(ShoraError, ValueError):
        copy.retotal()

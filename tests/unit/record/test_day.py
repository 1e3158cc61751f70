"""What is stated on the day of a box: there and back, and every other form is refused."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from shora.cards.classes import CardClass
from shora.crypto.identity import Identity
from shora.crypto.statement import Statement
from shora.errors import InputError
from shora.ids import BoxId, ElectionId, Hash, PublicCredential, StationId, Tracker, TrusteeId, Uuid
from shora.record.day import (
    CheckIns,
    Closing,
    Decision,
    Ended,
    Incident,
    Interval,
    Opening,
    Rejected,
    RejectReason,
    Unopened,
    Waiting,
    decode_closing,
)
from shora.record.decryption import Decryption
from shora.record.orders import Order, OrderKind
from shora.record.stated import decode_signed

ELECTION, BOX, UUID = ElectionId("small"), BoxId("north"), Uuid("1FirstBoxAtTheCity1234")
AT = datetime(2026, 7, 3, 8, tzinfo=UTC)
H = [Hash(digit * 64) for digit in "0123456789"]
CARD = [PublicCredential(digit * 64) for digit in "abcdef"]
TRACKER = Tracker("A" * 43)

OPENING = Opening(
    election=ELECTION, box=BOX, uuid=UUID, record=H[0], at=AT, launch_code="7K3M-92QD", cards=6, setup=H[1]
)
ENDED = Ended(
    election=ELECTION,
    box=BOX,
    uuid=UUID,
    opening=H[2],
    at=AT,
    head=H[3],
    ballots=2,
    challenges=1,
    bundle=None,
)
BUNDLE = tuple(Waiting(credential=card, tracker=TRACKER) for card in CARD[:2])
PROVISIONAL = replace(ENDED, bundle=BUNDLE)
CLASSES = {
    CardClass.CHALLENGED: (CARD[0],),
    CardClass.ABANDONED: (),
    CardClass.SPOILED: (CARD[1], CARD[2]),
    CardClass.PROVISIONAL: (),
    CardClass.UNUSED: (CARD[3],),
    CardClass.LOST: (),
}
CLOSING = Closing(
    election=ELECTION,
    box=BOX,
    uuid=UUID,
    ended=H[4],
    at=AT,
    head=H[3],
    cast=2,
    classes=CLASSES,
    challenges=H[5],
    incidents=(Incident(code="check-ins-differ", count=-1, text="یک نفر رفت"),),
)
UNOPENED = Unopened(
    election=ELECTION,
    box=BOX,
    uuid=UUID,
    record=H[0],
    at=AT,
    reason="a spare",
    classes={CardClass.UNUSED: tuple(CARD), CardClass.LOST: ()},
)
DECISION = Decision(
    election=ELECTION,
    box=BOX,
    uuid=UUID,
    record=H[0],
    ended=H[4],
    at=AT,
    accepted=(CARD[0],),
    rejected=(Rejected(credential=CARD[1], reason=RejectReason.DUPLICATE),),
)
CHECKINS = CheckIns(
    election=ELECTION,
    station=StationId("school"),
    record=H[0],
    intervals=(
        Interval(until=AT, regular=3, provisional=1),
        Interval(until=AT.replace(hour=9), regular=4, provisional=0),
    ),
)
ORDER = Order(
    election=ELECTION, number=1, record=H[0], order=OrderKind.MISSING, box=BOX, at=AT, reason="burnt"
)
DECRYPTION = Decryption(
    election=ELECTION,
    record=H[0],
    plan=H[1],
    trustee=TrusteeId("court"),
    owner=2,
    opened="ab" * 64,
    units={"north": b'{"a":[1]}', "group-1": b"[]"},
)

Any_ = Opening | Ended | Closing | Unopened | Decision | CheckIns | Order | Decryption
ALL: list[Any_] = [OPENING, ENDED, PROVISIONAL, CLOSING, UNOPENED, DECISION, CHECKINS, ORDER, DECRYPTION]
Json = dict[str, Any]


@pytest.mark.parametrize("value", ALL, ids=lambda value: value.KIND)
def test_there_and_back(value: Any_) -> None:
    key = Identity.generate()
    statement = value.statement().signed("office:inquiry", key)
    data = statement.encode()
    signed = decode_signed(type(value), data, "x")
    assert (signed.value, signed.statement) == (value, statement)
    assert signed.hash == hashlib.sha256(data).hexdigest()
    assert signed.faults([("office:inquiry", key.public)]) == ()
    assert [fault.code for fault in signed.faults([("box:north", key.public)])] == [
        "signature-missing",
        "signature-unexpected",
    ]
    assert type(value).decode(data, "x") == value


@pytest.mark.parametrize("value", ALL, ids=lambda value: value.KIND)
def test_another_kind_order_or_form_is_refused(value: Any_) -> None:
    data = value.statement().encode()
    kind = type(value)
    for other in ALL:
        if type(other) is not kind:
            with pytest.raises(InputError, match="belongs here"):
                type(other).decode(data, "x")
    with pytest.raises(InputError, match="canonical"):
        kind.decode(data + b"\n", "x")
    body = json.loads(data)["statement"]
    for changed in (
        dict(reversed(body.items())),
        {**body, "more": 1},
        {name: each for name, each in body.items() if name != list(body)[-1] or name == "bundle"} | {"zz": 1},
    ):
        with pytest.raises(InputError):
            kind.decode(rewritten(changed), "x")
    for name in list(body)[2:]:
        if name in ("bundle", "ballots", "election"):
            continue
        for wrong in (None, True, -1, 1.5, [1], {"a": 1}, "", " ", "A\nB"):
            with pytest.raises(InputError):
                kind.decode(rewritten({**body, name: wrong}), "x")


def rewritten(body: Json) -> bytes:
    return json.dumps(
        {"statement": body, "signatures": []}, ensure_ascii=False, separators=(",", ":")
    ).encode()


def change(value: Any_, edit: Callable[[Json], object]) -> None:
    body = json.loads(value.statement().encode())["statement"]
    edit(body)
    with pytest.raises(InputError):
        type(value).decode(rewritten(body), "x")


@pytest.mark.parametrize(
    "value, edit",
    [
        (OPENING, lambda body: body.update(ballots=1)),
        (OPENING, lambda body: body.update(launch_code="7k3m-92qd")),
        (OPENING, lambda body: body.update(at="2026-07-03T08:00:00+00:00")),
        (OPENING, lambda body: body.update(at="2026-7-03T08:00:00Z")),
        (OPENING, lambda body: body.update(at="2026-02-30T08:00:00Z")),
        (OPENING, lambda body: body.update(at="۲۰۲۶-07-03T08:00:00Z")),
        (OPENING, lambda body: body.update(uuid="O" * 22)),
        (OPENING, lambda body: body.update(box="../x")),
        (OPENING, lambda body: body.update(setup="A" * 64)),
        (OPENING, lambda body: body.update(cards=10**10)),
        (ENDED, lambda body: body.update(bundle=None)),
        (PROVISIONAL, lambda body: body["bundle"].reverse()),
        (PROVISIONAL, lambda body: body["bundle"].append(body["bundle"][-1])),
        (PROVISIONAL, lambda body: body["bundle"][0].update(tracker="short")),
        (PROVISIONAL, lambda body: body["bundle"][0].update(more=1)),
        (CLOSING, lambda body: body["cards"].pop("lost")),
        (CLOSING, lambda body: body["cards"].update(other=[])),
        (CLOSING, lambda body: body.update(cards=dict(reversed(body["cards"].items())))),
        (CLOSING, lambda body: body["cards"].update(lost=["x"])),
        (CLOSING, lambda body: body["cards"].update(cast=-1)),
        (CLOSING, lambda body: body["incidents"][0].update(code="Check-ins")),
        (CLOSING, lambda body: body["incidents"][0].update(count="1")),
        (CLOSING, lambda body: body["incidents"][0].update(text="a\nb")),
        (UNOPENED, lambda body: body["cards"].update(cast=0)),
        (UNOPENED, lambda body: body.update(reason="")),
        (DECISION, lambda body: body["rejected"][0].update(reason="late")),
        (DECISION, lambda body: body.update(accepted=[CARD[1], CARD[0]])),
        (CHECKINS, lambda body: body["intervals"].reverse()),
        (CHECKINS, lambda body: body["intervals"].append(body["intervals"][-1])),
        (CHECKINS, lambda body: body["intervals"][0].update(regular=-1)),
        (ORDER, lambda body: body.update(order="burn")),
        (ORDER, lambda body: body.update(number=0)),
        (DECRYPTION, lambda body: body.update(owner=0)),
        (DECRYPTION, lambda body: body.update(opened="AB" * 64)),
        (DECRYPTION, lambda body: body.update(plan="")),
        (DECRYPTION, lambda body: body["units"].update({"../x": "[]"})),
        (DECRYPTION, lambda body: body["units"].update(north="[ ]")),
        (DECRYPTION, lambda body: body["units"].update(north=[])),
    ],
)
def test_details(value: Any_, edit: Callable[[Json], object]) -> None:
    change(value, edit)


def test_lists_are_written_in_ascending_order() -> None:
    mixed = replace(DECISION, accepted=(CARD[2], CARD[0]))
    assert Decision.decode(mixed.statement().encode(), "x").accepted == (CARD[0], CARD[2])
    bundle = replace(PROVISIONAL, bundle=BUNDLE[::-1])
    assert bundle.statement() == PROVISIONAL.statement()
    classes = replace(CLOSING, classes={**CLASSES, CardClass.SPOILED: (CARD[2], CARD[1])})
    assert classes.statement() == CLOSING.statement()


def test_a_closing_is_one_of_two() -> None:
    assert decode_closing(CLOSING.statement().encode(), "x").value == CLOSING
    assert decode_closing(UNOPENED.statement().encode(), "x").value == UNOPENED
    with pytest.raises(InputError, match="belongs here"):
        decode_closing(OPENING.statement().encode(), "x")


def test_sums_of_check_ins() -> None:
    assert (CHECKINS.regular, CHECKINS.provisional) == (7, 1)


def test_the_order_of_classes_is_for_verification() -> None:
    statement = CLOSING.statement()
    body: Json = json.loads(statement.encode())["statement"]
    body["cards"]["spoiled"].reverse()
    read = Closing.decode(Statement(body=body, signatures=()).encode(), "x")
    assert read.classes[CardClass.SPOILED] == (CARD[2], CARD[1])

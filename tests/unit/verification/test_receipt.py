"""A voter's receipt against the record: every answer, and the command that gives it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.support.city import (
    CLOCK,
    DRILL,
    EVENING,
    LAUNCH,
    NORTH,
    SMALL,
    SOUTH,
    WAITING,
    Small,
    begin,
    cast_all,
    close_all,
    open_boxes,
)
from typer.testing import CliRunner

from shora.ballot.receipt import Status, sign_receipt
from shora.cli import challenge
from shora.errors import InputError
from shora.ids import BoxId, Tracker
from shora.record.city import read_city
from shora.record.orders import Order, OrderKind
from shora.steps.vote import OpenBox
from shora.verification.receipt import Answer, check_against
from shora.verification.stub import fate_of

OTHER = Tracker("A" * 43)


@pytest.fixture(scope="module", name="held")
def _held(tmp_path_factory: pytest.TempPathFactory) -> Small:
    small = begin(tmp_path_factory.mktemp("receipt") / "record")
    open_boxes(small)
    small.defined.open(DRILL, LAUNCH, CLOCK)
    with OpenBox(read_city(small.layout), small.defined.machines[DRILL]) as station:
        voter = (station.card(small.card(DRILL, 0)), [["11"]])
        small.receipts[DRILL] = [*station.cast(station.prepare([voter]))]
    small.defined.close(DRILL, EVENING)
    cast_all(small)
    close_all(small)
    return small


def line(held: Small, status: Status, tracker: str) -> str:
    identity = held.defined.machines[NORTH].identity
    return sign_receipt(identity, status, read_city(held.layout).info(NORTH).uuid, Tracker(tracker))


def tried(held: Small) -> str:
    return next(one.line for one in held.receipts[NORTH] if one.status is Status.TESTED)


def test_receipts_hold(held: Small) -> None:
    for box in (NORTH, SOUTH):
        for receipt in held.receipts[box]:
            checked = check_against(held.layout, receipt.line)
            assert checked.holds
            assert checked.box == box


def test_a_tested_ballot_shows_its_choices(held: Small) -> None:
    checked = check_against(held.layout, tried(held), choices=[["12"]])
    assert checked.answer is Answer.HOLDS
    assert checked.choices == (("شورا / Council", ("12 B",)),)
    assert check_against(held.layout, tried(held), choices=[["۱۲"]]).holds
    for other in (["11"], [], ["11", "12"]):
        checked = check_against(held.layout, tried(held), choices=[other])
        assert checked.answer is Answer.OTHER_CHOICES
        assert checked.choices[0][1] == ("12 B",)


@pytest.mark.parametrize("status", list(Status))
def test_a_ballot_that_is_nowhere(held: Small, status: Status) -> None:
    checked = check_against(held.layout, line(held, status, OTHER))
    assert checked.answer is Answer.AGAINST_THE_BOX


def test_a_ballot_that_is_where_it_must_not_be(held: Small) -> None:
    for receipt in held.receipts[NORTH]:
        other = Status.TESTED if receipt.status is Status.CAST else Status.CAST
        checked = check_against(held.layout, line(held, other, receipt.tracker))
        assert checked.answer is Answer.AGAINST_THE_BOX


def test_a_line_that_the_box_did_not_sign(held: Small) -> None:
    good = held.receipts[NORTH][0].line
    bad = good[:-1] + ("0" if good[-1] != "0" else "1")
    assert check_against(held.layout, bad).answer is Answer.FORGED
    foreign = good.replace(read_city(held.layout).info(NORTH).uuid, read_city(held.layout).info(SOUTH).uuid)
    assert check_against(held.layout, foreign).answer is Answer.FORGED


def test_a_provisional_ballot(held: Small) -> None:
    answers = [check_against(held.layout, one.line).answer for one in held.receipts[WAITING]]
    assert sorted(answers) == sorted([Answer.HOLDS, Answer.HOLDS, Answer.NOT_ACCEPTED])


def test_before_the_end_nothing_is_missed(held: Small) -> None:
    with without(held, NORTH, "challenges"):
        assert check_against(held.layout, tried(held)).answer is Answer.NOT_YET
    with without(held, WAITING, "decision"):
        answers = {check_against(held.layout, one.line).answer for one in held.receipts[WAITING]}
        assert Answer.NOT_YET in answers
    archive = held.archive(NORTH)
    data = archive.read_bytes()
    archive.unlink()
    cast = held.receipts[NORTH][0].line
    assert check_against(held.layout, cast).answer is Answer.NOT_YET
    archive.write_bytes(data)


@contextmanager
def without(held: Small, box: str, name: str) -> Iterator[None]:
    path = held.layout.root / "boxes" / box / f"{name}.json"
    data = path.read_bytes()
    path.unlink()
    yield
    path.write_bytes(data)


@pytest.mark.parametrize("stub", ["1234567", "x" * 8, "0" * 65])
def test_a_stub_that_is_none(held: Small, stub: str) -> None:
    with pytest.raises(InputError, match="stub"):
        check_against(held.layout, held.receipts[NORTH][0].line, stub=stub)


def test_what_is_no_receipt_of_this_record(held: Small, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        check_against(held.layout, "SHORA1:CAST")
    other = begin(tmp_path / "other")
    other.defined.open(NORTH, LAUNCH, CLOCK)
    with pytest.raises(InputError, match="no box of this record"):
        check_against(other.layout, held.receipts[NORTH][0].line)
    with pytest.raises(InputError, match="contests"):
        check_against(held.layout, tried(held), choices=[["12"], ["12"]])


def test_the_command(held: Small) -> None:
    runner, record = CliRunner(), str(held.layout.root)
    good = runner.invoke(challenge.app, ["check", record, "--receipt", tried(held), "--choices", "12"])
    assert good.exit_code == 0
    assert "✓ holds" in good.stdout
    assert "12 B" in good.stdout
    bad = runner.invoke(challenge.app, ["check", record, "--receipt", line(held, Status.CAST, OTHER)])
    assert bad.exit_code == 1
    assert "Keep the receipt" in bad.stdout
    told = runner.invoke(challenge.app, ["check", record, "--receipt", tried(held), "--json"])
    assert json.loads(told.stdout)["answer"] == "holds"
    blank = runner.invoke(challenge.app, ["check", record, "--receipt", tried(held), "--choices", ""])
    assert blank.exit_code == 1


@contextmanager
def ordered(held: Small, box: BoxId, kind: OrderKind, *signers: str) -> Iterator[None]:
    stated = Order(
        election=held.defined.definition.id, number=1, record=read_city(held.layout).record, order=kind,
        box=box, at=EVENING(), reason="it burnt",
    ).statement()  # fmt: skip
    path = held.layout.order(1)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(
        held.defined.sign(stated, *(signers or ("office:headquarters", "office:supervision"))).encode()
    )
    try:
        yield
    finally:
        path.unlink()
        path.parent.rmdir()


def test_a_rehearsal_never_counts(held: Small) -> None:
    checked = check_against(held.layout, held.receipts[DRILL][0].line)
    assert checked.answer is Answer.NOT_COUNTED
    assert "rehearsal" in checked.sentence
    assert checked.kind == "rehearsal"


def test_a_box_that_is_annulled_or_missing(held: Small) -> None:
    cast, tested = held.receipts[NORTH][0].line, tried(held)
    stub = card(held, cast)
    with ordered(held, NORTH, OrderKind.ANNULLED):
        checked = check_against(held.layout, cast)
        assert checked.answer is Answer.NOT_COUNTED
        assert "order 1, it burnt" in checked.sentence
        assert check_against(held.layout, tested).holds
        assert check_against(held.layout, held.receipts[SOUTH][0].line).holds
        assert "not counted: order 1" in fate_of(held.layout, stub).sentence
    with ordered(held, NORTH, OrderKind.MISSING):
        archive = held.archive(NORTH)
        data = archive.read_bytes()
        archive.unlink()
        checked = check_against(held.layout, cast)
        archive.write_bytes(data)
        assert checked.answer is Answer.BOX_MISSING
        assert "by order 1 (it burnt): keep this receipt" in checked.sentence
        assert fate_of(held.layout, stub).name == "box missing"
        record = str(held.layout.root)
        assert CliRunner().invoke(challenge.app, ["check", record, "--receipt", cast]).exit_code == 4
    with ordered(held, NORTH, OrderKind.MISSING, "office:headquarters"):
        assert check_against(held.layout, cast).holds, "one signature is no order"


def card(held: Small, receipt: str) -> str:
    """The card of a cast ballot."""
    tracker = receipt.split(":")[3]
    return next(
        one.public
        for one in held.defined.pack(NORTH).cards
        if tracker in fate_of(held.layout, one.public).sentence
    )


def test_a_tested_ballot_is_of_the_voter_s_card(held: Small) -> None:
    cards = [one.public for one in held.defined.pack(NORTH).cards]
    answers = [check_against(held.layout, tried(held), stub=one[:8]).answer for one in cards]
    assert answers.count(Answer.HOLDS) == 1
    assert answers.count(Answer.OTHER_CARD) == len(cards) - 1
    assert fate_of(held.layout, cards[answers.index(Answer.HOLDS)]).name == "challenged"


def test_what_became_of_the_card_of_a_stub(held: Small) -> None:
    names = [fate_of(held.layout, one.public[:8]).name for one in held.defined.pack(NORTH).cards]
    assert names.count("cast") == sum(one.status is Status.CAST for one in held.receipts[NORTH])
    assert names.count("challenged") == 1
    assert {"abandoned", "spoiled"} & set(names)
    waiting = {fate_of(held.layout, one.public).name for one in held.defined.pack(WAITING).cards}
    assert {"cast", "provisional"} <= waiting
    stub = held.defined.pack(NORTH).cards[0].public[:8]
    with without(held, SMALL, "closing"):
        unused = next(one.public for one in held.defined.pack(SMALL).cards)
        assert fate_of(held.layout, unused).name in ("cast", "not yet")
    told = CliRunner().invoke(challenge.app, ["check", str(held.layout.root), "--stub", stub])
    assert told.exit_code == 0
    assert stub in told.stdout
    for bad in ("", "0" * 64):
        with pytest.raises(InputError):
            fate_of(held.layout, bad)


def test_stubs_that_show_the_same(held: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shora.verification.stub.digits_of_stub", lambda text: text)
    with pytest.raises(InputError, match="cards begin with these digits") as refused:
        _first_digits(held)
    assert "64 digits" in refused.value.hint


def _first_digits(held: Small) -> object:
    digits = [one[0] for info in read_city(held.layout).boxes for one in info.cards]
    return fate_of(held.layout, next(digit for digit in digits if digits.count(digit) > 1))

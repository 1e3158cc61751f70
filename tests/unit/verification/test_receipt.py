"""A voter's receipt against the record: every answer, and the command that gives it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.support.city import (
    CLOCK,
    LAUNCH,
    NORTH,
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
from shora.ids import Tracker
from shora.record.city import read_city
from shora.verification.receipt import Answer, check_against

OTHER = Tracker("A" * 43)


@pytest.fixture(scope="module", name="held")
def _held(tmp_path_factory: pytest.TempPathFactory) -> Small:
    small = begin(tmp_path_factory.mktemp("receipt") / "record")
    open_boxes(small)
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

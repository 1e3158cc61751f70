"""open: an archive begins with the launch code of the morning; nobody votes before three have signed."""

from pathlib import Path

import pytest
from tests.support.city import CLOCK, DRILL, EVENING, LAUNCH, NORTH, SOUTH, SPARE, Small, tally_all
from tests.support.rebuild import events_of
from tests.unit.steps.conftest import AtStage, Crash, Dying, files

from shora.box.archive_read import open_archive
from shora.box.ballotbox import BallotBox
from shora.box.events import BoxPhase
from shora.box.machine import set_up_machine
from shora.crypto.identity import Identity
from shora.crypto.statement import Statement, decode_statement
from shora.errors import InputError, RefusedError
from shora.ids import BoxId
from shora.record.city import read_city
from shora.record.orders import Order, OrderKind
from shora.steps.city import need_signed, sign_said
from shora.steps.open import launch_code_for, open_box
from shora.steps.progress import Unwatched
from shora.steps.publish import publish_box
from shora.steps.tally import enter_order
from shora.steps.verify import verify


def opened(small: Small, box: BoxId, code: str = LAUNCH) -> object:
    return open_box(small.layout, small.defined.machines[box], code, CLOCK)


def test_an_archive_begins_with_the_launch_code(at_stage: AtStage) -> None:
    small = at_stage("defined")
    machine = small.defined.machines[NORTH]
    done = open_box(small.layout, machine, " 7k3m-92qd-ttb4 ", CLOCK)
    assert (done.box, done.launch_code, done.cards) == (NORTH, LAUNCH, 8)
    election = events_of(machine.media[0] / f"{done.uuid}.bel")[0].first
    assert election["description"].endswith(f"launch-code: {LAUNCH}")
    assert election["uuid"] == done.uuid
    assert [one.by for one in done.statement.signatures] == ["box:north"]
    # Nothing of it is in the record before everybody has signed.
    published = publish_box(small.layout, machine)
    assert published.entered == ()
    assert [str(one) for one in published.waiting] == [
        "opening: station:school/executive, station:school/supervision"
    ]
    assert not small.archive(NORTH).exists()
    small.defined.sign_as_officials(NORTH, "opening")
    assert publish_box(small.layout, machine).waiting == ()
    with open_archive(small.archive(NORTH)) as archive:
        assert archive.phase is BoxPhase.OPEN
    assert verify(small.layout.root, Unwatched()).failures == ()


def test_it_refuses(at_stage: AtStage) -> None:
    small = at_stage("defined")
    before = files(small)
    for code in ("", "short", "no code!", "A" * 65, "AAAA--BBBB", "کد-آغاز-هشت"):
        with pytest.raises(InputError, match="is not a launch code"):
            opened(small, NORTH, code)
    assert files(small) == before
    opened(small, NORTH)
    before = files(small)
    opened(small, NORTH)
    with pytest.raises(RefusedError, match=f"begun with the launch code {LAUNCH}"):
        opened(small, NORTH, "AAAA-BBBB")
    assert files(small) == before
    small.defined.sign_as_officials(NORTH, "opening")
    with pytest.raises(RefusedError, match="opened before"):
        opened(small, NORTH)


def test_a_record_that_was_changed_opens_nothing(at_stage: AtStage) -> None:
    small = at_stage("defined")
    layout = small.layout
    whole = decode_statement(layout.signatures.read_bytes(), "signatures.json")
    half = Statement(body=whole.body, signatures=whole.signatures[:1])
    for path, data, message in (
        (layout.signatures, half.encode(), "office:supervision has not signed"),
        (layout.credentials(NORTH), b"[]", "."),
        (layout.definition, layout.definition.read_bytes()[:-1], "."),
    ):
        before = path.read_bytes()
        path.write_bytes(data)
        with pytest.raises((RefusedError, InputError), match=message):
            opened(small, NORTH)
        path.write_bytes(before)
    assert not any(small.defined.machines[NORTH].folder.rglob("*.bel"))


def test_a_machine_with_another_key(at_stage: AtStage, tmp_path: Path) -> None:
    small = at_stage("defined")
    true = small.defined.machines[NORTH]
    other = set_up_machine(tmp_path / "m", election=true.election, box=NORTH, media=[tmp_path / "x"])
    with pytest.raises(RefusedError, match="the machine's key is not that of box north"):
        open_box(small.layout, other, LAUNCH, CLOCK)


def test_what_was_decided_about_a_box(at_stage: AtStage) -> None:
    small = at_stage("defined")
    small.defined.leave_closed(SPARE, "no box failed", EVENING)
    with pytest.raises(RefusedError, match="never opened"):
        opened(small, SPARE)
    order = Order(
        election=small.defined.definition.id, number=1, record=read_city(small.layout).record,
        order=OrderKind.MISSING, box=NORTH, at=CLOCK(), reason="it burnt",
    )  # fmt: skip
    signed = small.defined.sign(order.statement(), "office:headquarters", "office:supervision")
    enter_order(small.layout, signed.encode())
    with pytest.raises(RefusedError, match="ordered that this box is missing"):
        opened(small, NORTH)


def test_a_box_that_lost_its_media_does_not_begin_again(at_stage: AtStage) -> None:
    small = at_stage("open")
    machine = small.defined.machines[NORTH]
    for path in machine.folder.rglob("*"):
        if path.is_file() and path.name not in ("machine.json", "identity.json"):
            path.unlink()
    with pytest.raises(RefusedError, match="bring back its media"):
        opened(small, NORTH)


def test_nothing_opens_after_the_tally(at_stage: AtStage) -> None:
    small = at_stage("closed")
    tally_all(small)
    before = files(small)
    with pytest.raises(RefusedError, match="no box opens after that"):
        opened(small, DRILL)
    assert files(small) == before


def test_the_code_of_the_morning(at_stage: AtStage) -> None:
    small = at_stage("defined")
    machine = small.defined.machines[NORTH]
    drawn = {launch_code_for(small.layout, machine) for _ in range(3)}
    assert len(drawn) == 3
    opened(small, NORTH)
    assert launch_code_for(small.layout, machine) == LAUNCH
    machine.statement_path("opening").unlink()
    assert launch_code_for(small.layout, machine) == LAUNCH


def test_who_signs(at_stage: AtStage) -> None:
    small = at_stage("defined")
    machine, city, made = small.defined.machines[NORTH], read_city(small.layout), small.defined
    opened(small, NORTH)
    executive, supervision = made.officials(NORTH)
    for signer in ("office:inquiry", "station:village/executive"):
        with pytest.raises(RefusedError, match="does not sign this"):
            sign_said(city, machine, "opening", signer, made.identities[signer])
    with pytest.raises(InputError, match="another key"):
        sign_said(city, machine, "opening", executive, made.identities[supervision])
    with pytest.raises(RefusedError, match=f"not signed by {executive} and {supervision}"):
        need_signed(city, machine, "opening", "the zero report")
    for signer in (executive, executive, supervision):
        sign_said(city, machine, "opening", signer, made.identities[signer])
    report = need_signed(city, machine, "opening", "the zero report")
    # Signatures that have no part in it are taken out; without them the file is what it was.
    strange = report.signed("office:inquiry", made.identities["office:inquiry"])
    machine.put_signatures("opening", strange)
    assert need_signed(city, machine, "opening", "the zero report") == report
    assert machine.said("opening") == report
    forged = machine.said("opening")
    forged = Statement(body=forged.body, signatures=forged.signatures[:2]).signed(
        supervision, Identity.generate()
    )
    machine.put_signatures("opening", forged)
    with pytest.raises(RefusedError, match=f"not signed by {supervision}"):
        need_signed(city, machine, "opening", "the zero report")
    machine.put_signatures("opening", Statement(body=forged.body, signatures=forged.signatures[1:]))
    with pytest.raises(RefusedError, match="was changed"):
        need_signed(city, machine, "opening", "the zero report")


def test_stopped_at_any_call(at_stage: AtStage) -> None:
    small, crashes = at_stage("defined"), 0
    machine = small.defined.machines[SOUTH]
    reference = at_stage("defined")
    wanted = open_box(reference.layout, reference.defined.machines[SOUTH], LAUNCH, CLOCK).statement
    # One box after many crashes, each later than the one before.
    for last in range(1000):
        try:
            done = open_box(small.layout, machine, LAUNCH, CLOCK, disk=Dying(last=last))
        except Crash:
            crashes += 1
            continue
        assert done.statement == wanted
        break
    assert crashes > 60
    assert machine.said("opening") == wanted


def test_stopped_once_and_finished(at_stage: AtStage) -> None:
    reference = at_stage("defined")
    wanted = open_box(reference.layout, reference.defined.machines[SOUTH], LAUNCH, CLOCK).statement
    begun, small = 0, reference
    for last in range(3, 1000, 9):
        small = at_stage("defined")
        machine = small.defined.machines[SOUTH]
        try:
            open_box(small.layout, machine, LAUNCH, CLOCK, disk=Dying(last=last))
        except Crash:
            begun += BallotBox.begun(machine.media)
        else:
            break
        assert not small.archive(SOUTH).exists()
        assert open_box(small.layout, machine, LAUNCH, CLOCK).statement == wanted
        small.defined.sign_as_officials(SOUTH, "opening")
        publish_box(small.layout, machine)
    assert begun
    assert verify(small.layout.root, Unwatched()).failures == ()

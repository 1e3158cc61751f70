"""publish: only what everybody has signed enters the record, once; an archive only grows."""

import pytest
from tests.support.city import EVENING, NORTH, SOUTH, WAITING, Small, tally_all
from tests.unit.steps.conftest import AtStage, Crash, Dying, files

from shora.box.archive_read import open_archive
from shora.errors import DamagedError, InputError, RefusedError
from shora.ids import BoxId
from shora.record.city import read_city
from shora.record.day import CheckIns, checkin_signers
from shora.steps.close import close_box, end_box
from shora.steps.progress import Unwatched
from shora.steps.publish import publish_box, publish_signed
from shora.steps.verify import verify


def right(small: Small) -> bool:
    return verify(small.layout.root, Unwatched()).failures == ()


def test_every_state_in_between_verifies(at_stage: AtStage) -> None:
    small = at_stage("voted")
    city, made = read_city(small.layout), small.defined
    for box in (NORTH, WAITING):
        machine = made.machines[box]

        def published(*names: str, machine: object = machine, box: BoxId = box) -> None:
            entered = publish_box(small.layout, machine).entered  # type: ignore[arg-type]
            there = [name.rpartition("/")[2].removesuffix(".json") for name in entered]
            assert [name for name in there if not name.endswith(".bel")] == list(names), box
            assert right(small)

        published("opening")
        assert small.archive(box).read_bytes() == (machine.media[0] / small.archive(box).name).read_bytes()
        end_box(city, machine, EVENING)
        before = small.archive(box).read_bytes()
        published("opening")
        assert small.archive(box).read_bytes() == before, "its end is not signed"
        made.sign_as_officials(box, "ended")
        published("opening", "ended")
        decision = made.decide(box, [], EVENING) if box == WAITING else None
        close_box(city, machine, lost=(), incidents=(), decision=decision, clock=EVENING)
        decided = ["decision"] if box == WAITING else []
        published("opening", "ended", *decided)
        made.sign_as_officials(box, "closing")
        published("opening", "ended", *decided, "challenges", "closing")


def test_it_is_the_same_after_the_tally(at_stage: AtStage) -> None:
    small = at_stage("closed")
    tally_all(small)
    before = files(small)
    publish_box(small.layout, small.defined.machines[NORTH])
    assert files(small) == before


def test_an_older_archive_is_refused(at_stage: AtStage) -> None:
    small, older = at_stage("voted"), at_stage("open")
    end_box(read_city(small.layout), small.defined.machines[SOUTH], EVENING)
    small.defined.sign_as_officials(SOUTH, "ended")
    publish_box(small.layout, small.defined.machines[SOUTH])
    before = small.archive(SOUTH).read_bytes()
    with pytest.raises(RefusedError, match="a longer archive of this box already"):
        publish_box(small.layout, older.defined.machines[SOUTH])
    # Somebody else's beginning, of the same length or not.
    small.archive(SOUTH).write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    changed = files(small)
    with pytest.raises(DamagedError, match="not what was published before"):
        publish_box(small.layout, small.defined.machines[SOUTH])
    assert files(small) == changed


def test_minutes_enter_with_their_archive_only(at_stage: AtStage) -> None:
    small = at_stage("voted")
    small.defined.close(SOUTH, EVENING)
    machine = small.defined.machines[SOUTH]
    archive = machine.media[0] / small.archive(SOUTH).name
    archive.unlink()
    publish_box(small.layout, machine)  # from the other medium
    (machine.media[1] / archive.name).write_bytes(
        small.defined.layout.archive(SOUTH, small.defined.pack(SOUTH).uuid).read_bytes()[:-512]
    )
    with pytest.raises((DamagedError, InputError)):
        publish_box(small.layout, machine)
    (machine.media[1] / archive.name).unlink()
    with pytest.raises(InputError, match="no medium of the box is here"):
        publish_box(small.layout, machine)


def test_check_ins_with_exactly_their_signature(at_stage: AtStage) -> None:
    small = at_stage("voted")
    city = read_city(small.layout)
    station = city.definition.stations[0].id
    stated = CheckIns(
        election=city.definition.id, station=station, record=city.record, intervals=()
    ).statement()
    target, wanted = small.layout.checkins(station), checkin_signers(city.definition)
    for signers in ((), ("office:headquarters",), ("office:inquiry", "office:headquarters")):
        with pytest.raises(RefusedError):
            publish_signed(small.defined.sign(stated, *signers), target, wanted)
    assert not target.exists()
    publish_signed(small.defined.sign(stated, "office:inquiry"), target, wanted)
    assert target.exists()


def test_stopped_at_any_call(at_stage: AtStage) -> None:
    small, reference = at_stage("voted"), at_stage("voted")
    made = small.defined
    for one in (small, reference):
        end_box(read_city(one.layout), one.defined.machines[NORTH], EVENING)
        one.defined.sign_as_officials(NORTH, "ended")
        close_box(
            read_city(one.layout), one.defined.machines[NORTH], lost=(), incidents=(), decision=None, clock=EVENING
        )  # fmt: skip
        one.defined.sign_as_officials(NORTH, "closing")
    crashes = 0
    for last in range(1000):
        try:
            publish_box(small.layout, made.machines[NORTH], disk=Dying(last=last))
        except Crash:
            crashes += 1
        else:
            break
    assert crashes > 9
    assert right(small)
    with open_archive(small.archive(NORTH)) as archive:
        assert archive.ballots == 4
    names = {name for name in files(small) if name.startswith("record/")}
    publish_box(reference.layout, reference.defined.machines[NORTH])
    assert names == {name for name in files(reference) if name.startswith("record/")}, "no drafts are left"

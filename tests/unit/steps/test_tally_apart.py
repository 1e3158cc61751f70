"""The tally by people apart: who decrypts believes nobody, who combines says whose decryption is bad, and nothing is lost."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.support.apart import AT, Town, forge, found, head_of

from shora.box.archive import Archive
from shora.box.archive_read import open_archive
from shora.box.events import BoxPhase
from shora.box.payloads import digest
from shora.clock import fixed_clock
from shora.crypto.election import BoxElection
from shora.crypto.identity import Identity
from shora.crypto.statement import decode_statement
from shora.crypto.trustees import Share
from shora.errors import DamagedError, InputError, RefusedError, ShoraError
from shora.ids import BoxId, ContestId, Hash
from shora.record.day import Incident
from shora.record.decryption import Decryption
from shora.record.groups import read_group
from shora.record.layout import Layout
from shora.record.orders import OrderKind
from shora.seats.read import read_totals
from shora.steps.progress import Unwatched
from shora.steps.tally import Tallied, combine, decrypt, enter_order, prepare, tally
from shora.steps.tally.verified import examine
from shora.steps.verify import verify
from shora.text.json import canonical

ANY = Hash("0" * 64)
MORNING, NIGHT = fixed_clock(AT.replace(hour=6)), fixed_clock(AT.replace(hour=20))
COUNCIL = ContestId("c0")
QUIET = Unwatched()
FOUR = {"b0": "regular", "b1": "regular", "b2": "spare", "b3": "regular"}
VOTES = {"b0": [0, 1, 1, 2], "b1": [0, -1], "b3": [0]}
"""b1 and b3 are a group."""


@pytest.fixture(scope="module", name="original")
def _original(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A day that is over, with two contests; nothing is tallied."""
    town = found(tmp_path_factory.mktemp("town"), FOUR, contests=2)
    for box, marks in VOTES.items():
        town.box(box, marks)
    town.unopened("b2")
    return town


@pytest.fixture(name="town")
def _town(original: Town, tmp_path: Path) -> Town:
    """The same, to be changed."""
    return replace(original.copy(tmp_path / "record"), folders=tmp_path / "trustees")


def plan_of(town: Town) -> Hash:
    """What is announced: the plan of the record that everybody sees."""
    return examine(town.layout, QUIET).file.hash


def decryptions(town: Town, *numbers: int, rehearsal: bool = False) -> list[bytes]:
    plan = None if rehearsal else plan_of(town)
    clock = MORNING if rehearsal else NIGHT
    return [
        decrypt(
            town.layout, town.trustee(number), town.hash, plan, QUIET, clock=clock, rehearsal=rehearsal
        ).encode()
        for number in numbers
    ]


def votes(tallied: Tallied) -> list[int]:
    return [person.votes for _, person in tallied.totals[COUNCIL].people]


def files(layout: Layout) -> dict[str, bytes]:
    return {layout.relative(path): path.read_bytes() for path in layout.root.rglob("*") if path.is_file()}


def phase(town: Town, box: str) -> BoxPhase:
    with open_archive(town.archive(box)) as archive:
        assert archive.findings == ()
        return archive.phase


# ── The whole way ───────────────────────────────────────────────────────────────────────────────────────────────


def test_three_parts_on_their_own_machines(town: Town, tmp_path: Path) -> None:
    prepared = prepare(town.layout, QUIET)
    assert [unit.name for unit in prepared.plan.units] == ["b0", "group-1"]
    assert {phase(town, box) for box in VOTES} == {BoxPhase.TALLIED}
    before = files(town.layout)
    sent = []
    for number in (1, 3):
        theirs = town.copy(tmp_path / f"machine-{number}")
        sent += decryptions(theirs, number)
        assert files(theirs.layout) == before, "a trustee writes nothing to the record"
    tallied = combine(town.layout, sent, QUIET)
    assert votes(tallied) == [3, 2, 1]
    assert (tallied.ballots, tallied.excluded, tallied.with_annulled) == (7, (), {})
    assert (phase(town, "b0"), phase(town, "b1")) == (BoxPhase.DECRYPTED, BoxPhase.TALLIED)
    group = read_group(town.layout, "group-1")
    assert (group.boxes, group.ballots) == (("b1", "b3"), 3)
    assert [one.owner for one in group.decryptions] == [1, 3]
    verdict = verify(town.layout.root, QUIET)
    assert verdict.failures == ()
    totals = read_totals(town.layout.totals(COUNCIL).read_bytes(), place="totals")
    assert totals.boxes is not None
    assert (totals.boxes.defined, totals.boxes.counted, totals.boxes.missing) == (
        3,
        3,
        (),
    )  # b2 was never opened
    # Doing any of it again changes nothing.
    before = files(town.layout)
    prepare(town.layout, QUIET)
    assert combine(town.layout, sent, QUIET).totals == tallied.totals
    assert combine(town.layout, [], QUIET).totals == tallied.totals
    assert files(town.layout) == before


def test_in_one_process(town: Town) -> None:
    trustees = [replace(town.trustee(number), opened=None) for number in (2, 3)]
    with pytest.raises(RefusedError, match="1 of the 2 trustees"):
        tally(town.layout, trustees[:1], QUIET)
    assert phase(town, "b0") is BoxPhase.CLOSED
    assert votes(tally(town.layout, trustees, QUIET)) == [3, 2, 1]
    assert verify(town.layout.root, QUIET).failures == ()


def test_the_same_is_answered_again(town: Town) -> None:
    first, second = (json.loads(decryptions(town, 1)[0])["statement"] for _ in range(2))
    assert list(first["units"]) == list(second["units"]) == ["b0", "group-1"]
    notes = sorted((town.folders / "t1" / "opened").iterdir())
    assert [path.stem for path in notes] == sorted(town.packs[BoxId(box)].uuid for box in VOTES)
    # The list was written before there was anything to send, and tallies in the archives change nothing.
    prepare(town.layout, QUIET)
    decryptions(town, 1)


# ── A trustee is no oracle ──────────────────────────────────────────────────────────────────────────────────────


def refused(town: Town, message: str, kind: type[ShoraError] = RefusedError) -> None:
    """No trustee decrypts, nothing is noted; the headquarters does not prepare."""
    before = files(town.layout)
    with pytest.raises(kind, match=message):
        decrypt(town.layout, town.trustee(1), town.hash, ANY, QUIET, clock=NIGHT)
    assert not (town.folders / "t1").exists()
    with pytest.raises(kind, match=message):
        prepare(town.layout, QUIET)
    assert files(town.layout) == before


def rewrite(path: Path, data: bytes) -> None:
    path.unlink()
    path.write_bytes(data)


def test_it_refuses_while_a_box_is_open(original: Town, tmp_path: Path) -> None:
    town = found(tmp_path, {"b0": "regular", "b1": "regular"})
    town.box("b0", [0, 1, 2])
    refused(town, "this box is not closed")  # b1 was not opened, and nobody says so
    town.open("b1")
    refused(town, "this box is not closed")
    town.vote("b1", [0, 1, 1])
    refused(town, "this box is not closed")
    town.end("b1")
    refused(town, "this box is not closed")  # no minutes


def test_it_refuses_another_record_than_was_published(town: Town) -> None:
    with pytest.raises(RefusedError, match="another record than was published"):
        decrypt(town.layout, town.trustee(1), Hash("0" * 64), ANY, QUIET, clock=NIGHT)


def test_it_decrypts_with_a_list_only(town: Town) -> None:
    with pytest.raises(InputError, match="list of what it has opened"):
        decrypt(town.layout, replace(town.trustee(1), opened=None), town.hash, ANY, QUIET, clock=NIGHT)


def test_it_has_its_own_share_and_identity(town: Town) -> None:
    plan = plan_of(town)
    for changed, message in (
        (replace(town.trustee(1), share=Share.generate()), "not of this election's key"),
        (replace(town.trustee(1), share=town.shares[1]), "not of one trustee"),
        (replace(town.trustee(1), identity=Identity.generate()), "not of one trustee"),
    ):
        with pytest.raises(InputError, match=message):
            decrypt(town.layout, changed, town.hash, plan, QUIET, clock=NIGHT)
    assert not town.folders.exists()


@pytest.mark.parametrize("name", ["opening", "ended", "closing"])
@pytest.mark.parametrize("how", ["unsigned", "stranger", "one"])
def test_it_refuses_reports_without_their_signatures(town: Town, name: str, how: str) -> None:
    path = town.layout.folder(BoxId("b1")) / f"{name}.json"
    statement = decode_statement(path.read_bytes(), name)
    signatures = statement.signatures
    if how == "stranger":
        forged = replace(statement, signatures=()).signed(signatures[0].by, Identity.generate())
        signatures = (*forged.signatures, *signatures[1:])
    kept = () if how == "unsigned" else signatures[:2] if how == "one" else signatures
    rewrite(path, replace(statement, signatures=kept).encode())
    refused(town, "verify")


def test_it_refuses_a_record_that_was_not_signed(town: Town) -> None:
    statement = decode_statement(town.layout.signatures.read_bytes(), "x")
    rewrite(town.layout.signatures, replace(statement, signatures=statement.signatures[:1]).encode())
    refused(town, "verify")
    town.layout.signatures.unlink()
    refused(town, "signatures|verify", ShoraError)


def test_it_refuses_a_head_that_was_not_signed(town: Town) -> None:
    """A ballot is taken out of the archive after the minutes were signed."""
    town.archive("b0").unlink()
    again = replace(town, cast={})
    archive = Archive.create(
        town.archive("b0"),
        timestamp=int(AT.timestamp()),
        election=town.election("b0"),
        trustees=town.trustees_json,
        credentials=town.packs[BoxId("b0")].credentials(),
    )
    archive.close()
    again.vote("b0", [0, 1, 1, 2])
    archive, _ = Archive.open(town.archive("b0"), acknowledged=None)
    with archive:
        archive.end_ballots()
    refused(town, "head after EndBallots|cast|verify")


def test_it_refuses_a_box_under_another_name(town: Town) -> None:
    first, second = (town.layout.folder(BoxId(box)) for box in ("b0", "b1"))
    first.rename(first.with_name("b9"))
    second.rename(first)
    first.with_name("b9").rename(second)
    refused(town, "verify")


def test_it_refuses_a_uuid_that_is_not_in_the_signed_record(town: Town, tmp_path: Path) -> None:
    other = found(tmp_path / "other", FOUR)
    other.box("b0", [0, 1, 2])
    shutil.copy(other.archive("b0"), town.layout.folder(BoxId("b0")))
    refused(town, "verify")
    town.archive("b0").unlink()
    refused(town, "verify|not closed")


def test_it_refuses_a_damaged_archive(town: Town) -> None:
    data = bytearray(town.archive("b0").read_bytes())
    data[len(data) // 2] ^= 1
    town.archive("b0").write_bytes(data)
    before = files(town.layout)
    for step in (
        lambda: decrypt(town.layout, town.trustee(1), town.hash, ANY, QUIET, clock=NIGHT),
        lambda: prepare(town.layout, QUIET),
    ):
        with pytest.raises((RefusedError, DamagedError)):
            step()
    assert files(town.layout) == before


def test_an_unopened_box_has_no_archive(town: Town) -> None:
    town.open("b2")
    refused(town, "verify|never opened")


def test_a_record_that_is_forged_around_the_true_archives(town: Town, tmp_path: Path) -> None:
    forged = forge(town, tmp_path / "forged")
    assert verify(forged.layout.root, QUIET).failures == (), "nothing in it is wrong, but whose it is"
    with pytest.raises(RefusedError, match="another record than was published"):
        decrypt(forged.layout, town.trustee(1), town.hash, ANY, QUIET, clock=NIGHT)
    assert not town.folders.exists()
    # Whoever does not compare is deceived: b1 and b3 are one group in truth, and b3 has one ballot.
    enter_order(forged.layout, forged.order(1, OrderKind.ANNULLED, "b3"))
    plan = plan_of(forged)
    sent = decrypt(forged.layout, town.trustee(1), forged.hash, plan, QUIET, clock=NIGHT)
    told = Decryption.of(sent, "x")
    assert list(told.units) == ["b0", "b1"]
    with pytest.raises(RefusedError, match="decrypted already"):  # and is done with the true record
        decryptions(town, 1)


def test_no_ballot_is_opened_in_two_ways(town: Town, tmp_path: Path) -> None:
    # Another record of the same boxes, with everybody's signatures: b1 has more ballots, and is no longer in a group.
    other = replace(town.copy(tmp_path / "again"), cast={})
    for box in ("b1",):
        for path in other.layout.folder(BoxId(box)).iterdir():
            if path.name not in ("box.json", "credentials.json"):
                path.unlink()
        other.layout.checkins(other.definition.box(BoxId(box)).station).unlink()
        other.box(box, [0, -1, 0, 1, 1])
    assert town.hash == other.hash
    decryptions(town, 1)
    notes = files(Layout(root=town.folders))
    with pytest.raises(RefusedError, match="another plan of this record was served already"):
        decryptions(other, 1)
    assert files(Layout(root=town.folders)) == notes
    # The other way round, too: first by itself, then in a group. The boxes are remembered as well as the plan.
    decryptions(other, 2)
    with pytest.raises(RefusedError, match="another plan"):
        decryptions(town, 2)
    shutil.rmtree(town.folders / "t2" / "plans")
    with pytest.raises(RefusedError, match="decrypted already in the unit group-1"):
        decryptions(town, 2)


def test_a_group_and_its_member_are_not_both_decrypted(town: Town) -> None:
    prepare(town.layout, QUIET)
    with open_archive(town.archive("b1")) as archive:
        assert archive.tally is not None
        encrypted = archive.read(archive.tally.encrypted_tally)
        payload = town.shares[0].decrypt(BoxElection(town.election("b1")), encrypted)
    archive_, _ = Archive.open(town.archive("b1"), acknowledged=None)
    with archive_:
        archive_.append_partial_decryption(1, payload)
    refused(town, "decrypted by itself")


# ── Whose decryption is bad ─────────────────────────────────────────────────────────────────────────────────────


def edited(town: Town, data: bytes, number: int, **changes: Any) -> bytes:  # noqa: ANN401 — its fields
    """A decryption with other fields, signed again by its trustee."""
    value = replace(Decryption.decode(data, "x"), **changes)
    member = town.definition.trustees.members[number - 1]
    return value.statement().signed(f"trustee:{member.id}", town.identities[f"trustee:{member.id}"]).encode()


def test_bad_decryptions_are_left_out_and_their_trustees_named(town: Town) -> None:
    prepare(town.layout, QUIET)
    one, two, three = decryptions(town, 1, 2, 3)
    units = {number: dict(Decryption.decode(data, "x").units) for number, data in ((1, one), (2, two))}
    for bad, trustee, unit, reason in (
        (b"{", "2", "", "not JSON|expected"),
        (edited(town, two, 2, units={**units[2], "b0": units[1]["b0"]}), "t2", "b0", "decryption-proof"),
        (edited(town, two, 2, units={**units[2], "b0": b"{}"}), "t2", "b0", "."),
        (edited(town, two, 2, units={"b0": units[2]["b0"]}), "t2", "group-1", "gives nothing"),
        (edited(town, two, 2, units={**units[2], "b1": units[2]["b0"]}), "t2", "b1", "no such unit"),
        (edited(town, two, 2, record=Hash("0" * 64)), r"2 \(t2, as it says\)", "", "another record"),
        (edited(town, two, 2, owner=1), r"2 \(t2, as it says\)", "", "trustee 1 is not t2"),
        (edited(town, one, 3), r"2 \(t1, as it says\)", "", "signed|signature"),
        (edited(town, one, 1, units={}), "t1", "", "another decryption of this trustee"),
    ):
        fresh = Layout(root=town.layout.root.with_name("fresh"))
        shutil.rmtree(fresh.root, ignore_errors=True)
        shutil.copytree(town.layout.root, fresh.root)
        tallied = combine(fresh, [one, bad, three], QUIET)
        assert len(tallied.excluded) == 1
        excluded = tallied.excluded[0]
        assert re.fullmatch(trustee, excluded.trustee), excluded
        assert excluded.unit == unit
        assert re.search(reason, excluded.reason), excluded
        assert votes(tallied) == [3, 2, 1]
        assert verify(fresh.root, QUIET).failures == ()


def test_too_few_good_ones_write_nothing(town: Town) -> None:
    prepare(town.layout, QUIET)
    one, two = decryptions(town, 1, 2)
    bad = edited(town, two, 2, units={"b0": Decryption.decode(two, "x").units["b0"]})
    before = files(town.layout)
    for given, message in (
        ([one], "1 of the 2 decryptions"),
        ([one, one], "1 of the 2 decryptions"),
        ([one, bad], "trustee t2, group-1: it gives nothing for it"),
        ([], "0 of the 2"),
    ):
        with pytest.raises(RefusedError, match=message):
            combine(town.layout, given, QUIET)
        assert files(town.layout) == before


def test_combine_comes_after_prepare(town: Town) -> None:
    sent = decryptions(town, 1, 2)
    with pytest.raises(RefusedError, match="no encrypted tally"):
        combine(town.layout, sent, QUIET)
    prepare(town.layout, QUIET)
    assert votes(combine(town.layout, sent, QUIET)) == [3, 2, 1]


def test_a_group_file_that_was_changed_is_not_taken(town: Town) -> None:
    prepare(town.layout, QUIET)
    sent = decryptions(town, 1, 2)
    combine(town.layout, sent, QUIET)
    for contest in town.definition.contests:
        town.layout.totals(contest.id).unlink()
    group = read_group(town.layout, "group-1")
    numbers = json.loads(group.result)
    numbers["result"][0][0] += 1
    rewrite(
        town.layout.group("group-1"),
        replace(group, result=json.dumps(numbers, separators=(",", ":")).encode()).encode(),
    )
    with pytest.raises(RefusedError, match="is not what the ciphertext decrypts to"):
        combine(town.layout, sent, QUIET)


# ── Orders ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_missing_box_does_not_stop_the_city(tmp_path: Path) -> None:
    town = found(tmp_path, {"b0": "regular", "b1": "regular"})
    town.box("b0", [0, 1, 1])
    town.open("b1")
    town.vote("b1", [2])
    town.checkins("b1", 1)
    order = town.order(1, OrderKind.MISSING, "b1")
    assert enter_order(town.layout, order).box == "b1"
    assert enter_order(town.layout, order).number == 1, "the same again is fine"
    prepare(town.layout, QUIET)
    tallied = combine(town.layout, decryptions(town, 1, 2), QUIET)
    assert votes(tallied) == [1, 2, 0]
    totals = tallied.totals[COUNCIL]
    assert totals.boxes is not None
    assert totals.boxes.missing == ("b1",)
    assert phase(town, "b1") is BoxPhase.OPEN
    assert verify(town.layout.root, QUIET).failures == ()


@pytest.mark.parametrize("data", [b"", b"no archive"])
def test_a_box_whose_archive_is_lost_can_be_missing(town: Town, data: bytes) -> None:
    town.archive("b1").write_bytes(data)
    with pytest.raises(ShoraError):
        prepare(town.layout, QUIET)
    enter_order(town.layout, town.order(1, OrderKind.MISSING, "b1"))
    prepare(town.layout, QUIET)
    assert votes(combine(town.layout, decryptions(town, 1, 2), QUIET)) == [2, 2, 1]
    assert town.archive("b1").read_bytes() == data
    assert verify(town.layout.root, QUIET).failures == ()


def test_an_archive_that_breaks_after_the_tally_is_brought_from_a_copy(town: Town) -> None:
    prepare(town.layout, QUIET)
    town.archive("b1").write_bytes(b"")
    for kind in (OrderKind.MISSING, OrderKind.ANNULLED):
        with pytest.raises(RefusedError, match="decrypted"):
            enter_order(town.layout, town.order(1, kind, "b1"))


def test_annulled_boxes_are_counted_apart(town: Town) -> None:
    enter_order(town.layout, town.order(1, OrderKind.ANNULLED, "b0"))
    enter_order(town.layout, town.order(2, OrderKind.RECOUNT, "b1"))
    prepare(town.layout, QUIET)
    tallied = combine(town.layout, decryptions(town, 1, 2), QUIET)
    assert votes(tallied) == [2, 0, 0]
    assert [person.votes for _, person in tallied.with_annulled[COUNCIL].people] == [3, 2, 1]
    assert town.layout.totals_with_annulled(COUNCIL).exists()
    boxes = tallied.totals[COUNCIL].boxes
    assert boxes is not None
    assert boxes.missing == ("b0",)  # b2 was never opened, and lacks nowhere
    assert verify(town.layout.root, QUIET).failures == ()


def test_an_annulled_box_with_few_ballots_stays_sealed(town: Town) -> None:
    enter_order(town.layout, town.order(1, OrderKind.ANNULLED, "b3"))
    assert prepare(town.layout, QUIET).plan.sealed == ("b3",)
    tallied = combine(town.layout, decryptions(town, 1, 2), QUIET)
    assert (votes(tallied), tallied.with_annulled) == ([2, 2, 1], {})
    assert phase(town, "b3") is BoxPhase.TALLIED
    assert verify(town.layout.root, QUIET).failures == ()


def test_orders_that_come_too_late(town: Town) -> None:
    """What is opened was fixed before: no box vanishes once a result may be known."""
    prepare(town.layout, QUIET)
    annulled, missing = (town.order(1, kind, "b0") for kind in (OrderKind.ANNULLED, OrderKind.MISSING))
    for order in (annulled, missing, town.order(1, OrderKind.ANNULLED, "b1")):
        with pytest.raises(RefusedError, match="the plan of what is decrypted is written"):
            enter_order(town.layout, order)
    with pytest.raises(RefusedError, match="number 1"):
        enter_order(town.layout, town.order(2, OrderKind.RECOUNT, "b0"))
    enter_order(town.layout, town.order(1, OrderKind.RECOUNT, "b0"))
    assert votes(combine(town.layout, decryptions(town, 1, 2), QUIET)) == [3, 2, 1]
    with pytest.raises(RefusedError, match="never changed"):
        enter_order(town.layout, town.order(2, OrderKind.ANNULLED, "b3"))
    enter_order(town.layout, town.order(2, OrderKind.RECOUNT, "b3"))
    assert verify(town.layout.root, QUIET).failures == ()


def test_orders_after_tallies_without_a_plan(town: Town) -> None:
    prepare(town.layout, QUIET)
    town.layout.plan.unlink()
    for order, message in (
        (town.order(1, OrderKind.ANNULLED, "b1"), "would open it"),
        (town.order(1, OrderKind.MISSING, "b0"), "decrypted already"),
    ):
        with pytest.raises(RefusedError, match=message):
            enter_order(town.layout, order)
    sent = decryptions(town, 1, 2)
    with pytest.raises(RefusedError, match=r"plan\.json: it is not there"):
        combine(town.layout, sent, QUIET)


def test_orders_have_both_signatures(town: Town) -> None:
    statement = decode_statement(town.order(1, OrderKind.MISSING, "b0"), "x")
    with pytest.raises(RefusedError, match="signature-missing"):
        enter_order(town.layout, replace(statement, signatures=statement.signatures[:1]).encode())
    path = town.layout.order(1)
    path.parent.mkdir()
    path.write_bytes(replace(statement, signatures=statement.signatures[:1]).encode())
    refused(town, "verify")


def test_a_box_is_not_annulled_that_was_never_opened(town: Town) -> None:
    enter_order(town.layout, town.order(1, OrderKind.ANNULLED, "b2"))
    refused(town, "never opened|verify")


def test_a_difference_to_the_check_ins_waits_for_an_order(tmp_path: Path) -> None:
    town = found(tmp_path, {"b0": "regular", "b1": "regular"})
    town.box("b0", [0, 1, 1])
    town.open("b1")
    town.vote("b1", [0, 1, 2])
    town.close("b1")
    town.checkins("b1", 2)
    refused(town, "check-ins")
    enter_order(town.layout, town.order(1, OrderKind.RECOUNT, "b1"))
    prepare(town.layout, QUIET)
    assert votes(combine(town.layout, decryptions(town, 1, 2), QUIET)) == [2, 3, 1]


def test_a_difference_with_its_name_is_none(tmp_path: Path) -> None:
    town = found(tmp_path, {"b0": "regular"})
    town.open("b0")
    town.vote("b0", [0, 1, 2])
    town.close("b0", Incident(code="check-ins-differ", count=1, text="the inquiry was down"))
    town.checkins("b0", 2)
    assert votes(tally(town.layout, [town.trustee(1), town.trustee(2)], QUIET)) == [1, 1, 1]


# ── Rehearsals ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_rehearsal_opens_rehearsal_boxes_and_nothing_else(tmp_path: Path) -> None:
    town = found(tmp_path, {"b0": "regular", "try": "rehearsal", "later": "rehearsal"})
    with pytest.raises(RefusedError, match="no rehearsal box is closed"):
        prepare(town.layout, QUIET, rehearsal=True)
    town.box("try", [0])
    with pytest.raises(RefusedError, match="not closed"):
        prepare(town.layout, QUIET)
    prepare(town.layout, QUIET, rehearsal=True)
    sent = decryptions(town, 1, 2, rehearsal=True)
    tallied = combine(town.layout, sent, QUIET, rehearsal=True)
    assert [(name, result[0].votes) for name, result in tallied.results.items()] == [("try", (1, 0, 0))]
    assert (tallied.totals, tallied.ballots) == ({}, 0)
    assert not town.layout.totals_folder.exists()
    assert verify(town.layout.root, QUIET).failures == ()
    # The day itself needs no rehearsal, and does not count it.
    town.box("b0", [1, 1, 2])
    with pytest.raises(RefusedError, match="before the day"):
        decryptions(town, 3, rehearsal=True)
    prepare(town.layout, QUIET)
    tallied = combine(town.layout, decryptions(town, 1, 3), QUIET)
    totals = tallied.totals[COUNCIL]
    assert totals.boxes is not None
    assert (votes(tallied), totals.boxes.defined, totals.boxes.missing) == ([0, 2, 1], 1, ())
    assert verify(town.layout.root, QUIET).failures == ()


def test_accepted_provisional_ballots_are_counted(tmp_path: Path) -> None:
    town = found(tmp_path, {"b0": "regular", "later": "provisional"})
    town.box("b0", [0, 1, 1])
    town.provisional("later", [2, 2, 2, 0], rejected=1)
    town.checkins("later", 0, provisional=4)
    prepare(town.layout, QUIET)
    sent = decryptions(town, 1, 2)
    assert votes(combine(town.layout, sent, QUIET)) == [1, 2, 3]
    assert verify(town.layout.root, QUIET).failures == ()


def test_heads_of_totals_are_those_of_the_archives(town: Town) -> None:
    tally(town.layout, [town.trustee(1), town.trustee(2)], QUIET)
    value: dict[str, Any] = {
        "record": town.hash,
        "heads": {box: head_of(town.archive(box)) for box in ("b0", "b1", "b3")},
        "groups": {"group-1": digest(town.layout.group("group-1").read_bytes())},
    }
    assert json.loads(town.layout.totals(COUNCIL).read_bytes())["record"] == digest(canonical(value))

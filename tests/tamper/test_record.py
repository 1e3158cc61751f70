"""What lies around the archives is changed, with every hash made right again: what is named?"""

import dataclasses
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.city import NORTH, SOUTH
from tests.support.curve import G
from tests.support.rebuild import Tampered, Value, ballot, build, setup

from shora.errors import InputError
from shora.ids import BoxId, ContestId
from shora.steps.progress import Unwatched
from shora.steps.verify import verify
from shora.text.json import canonical
from shora.trustees.ceremony import hold_together
from shora.verification.verdict import Check

Act = Callable[[Tampered], object]
COUNCIL = ContestId("council")


def totals(change: Callable[[Value], object]) -> Act:
    return lambda copy: copy.edit(copy.layout.totals(COUNCIL), change)


def definition(change: Callable[[Value], object]) -> Act:
    def act(copy: Tampered) -> None:
        copy.edit(copy.layout.definition, change)
        copy.reseal()
        copy.retotal()

    return act


def box(change: Callable[[Value], object]) -> Act:
    def act(copy: Tampered) -> None:
        copy.edit(copy.layout.box(NORTH), change)
        copy.reseal()

    return act


def then(*acts: Act) -> Act:
    """One after the other."""

    def act(copy: Tampered) -> None:
        for each in acts:
            each(copy)

    return act


def unsealed(path: Callable[[Tampered], Path]) -> Act:
    """A space at the end, and the hash of before."""
    return lambda copy: path(copy).write_bytes(path(copy).read_bytes() + b" ")


def without(*boxes: BoxId) -> Act:
    def act(copy: Tampered) -> None:
        for each in boxes:
            copy.archive(each).unlink()

    return act


def extra(name: str) -> Act:
    return lambda copy: (copy.layout.root / name).write_bytes(b"{}")


def trustees_everywhere(change: Callable[[Value], object]) -> Act:
    """In the record and in every box; the ballots know nothing of it."""

    def act(copy: Tampered) -> None:
        copy.edit(copy.layout.trustees, change)
        for each in (NORTH, SOUTH):
            copy.change(
                each,
                lambda events: events.__setitem__(
                    0, setup(events[0].data[0], copy.layout.trustees.read_bytes(), events[0].data[2])
                ),
            )
        copy.reseal()
        copy.retotal()

    return act


def group(value: Value) -> Value:
    return value[0][1]


def other_threshold(copy: Tampered) -> None:
    """A structure of a ceremony that was right, but for one of three."""
    plan = copy.small.defined.definition.trustees
    made, _ = hold_together(dataclasses.replace(plan, threshold=1))
    copy.layout.trustees.write_bytes(made)
    copy.reseal()


def cards_everywhere(change: Callable[[list[str]], object]) -> Act:
    """In the record and in the box."""

    def act(copy: Tampered) -> None:
        copy.edit(copy.layout.credentials(NORTH), change)
        copy.change(
            NORTH,
            lambda events: events.__setitem__(
                0, setup(events[0].data[0], events[0].data[1], copy.layout.credentials(NORTH).read_bytes())
            ),
        )
        copy.reseal()
        copy.retotal()

    return act


def shared_card(copy: Tampered) -> None:
    """An unused card of the north box is exchanged for one of the south box."""
    used = {event.first["credential"] for event in copy.events(NORTH)[1:4]}
    card = json.loads(copy.layout.credentials(SOUTH).read_bytes())[0]
    cards_everywhere(
        lambda cards: cards.__setitem__(next(i for i, c in enumerate(cards) if c not in used), card)
    )(copy)


def exchange_archives(copy: Tampered) -> None:
    north, south = copy.archive(NORTH).read_bytes(), copy.archive(SOUTH).read_bytes()
    copy.archive(NORTH).write_bytes(south)
    copy.archive(SOUTH).write_bytes(north)


def rename_archive(copy: Tampered) -> None:
    copy.archive(NORTH).rename(copy.layout.folder(NORTH) / copy.archive(SOUTH).name)


def forget_box(copy: Tampered) -> None:
    """A box is gone from everything but the definition."""
    shutil.rmtree(copy.layout.folder(NORTH))
    copy.edit(
        copy.layout.record,
        lambda head: [head["files"].pop(f"boxes/north/{n}.json") for n in ("box", "credentials")],
    )
    copy.retotal()


def same_uuid(copy: Tampered) -> None:
    uuid = json.loads(copy.layout.box(SOUTH).read_bytes())["uuid"]
    copy.archive(NORTH).unlink()
    box(lambda value: value.update(uuid=uuid))(copy)


def unfinished(copy: Tampered) -> None:
    """A box is open again, as if it had never been closed."""
    copy.put(NORTH, copy.events(NORTH)[:4])


def as_folder(copy: Tampered) -> None:
    copy.layout.totals(COUNCIL).unlink()
    copy.layout.totals(COUNCIL).mkdir()


def put_bytes(data: bytes) -> Act:
    return lambda copy: copy.archive(NORTH).write_bytes(data)


def spoil(change: Callable[[bytes], bytes]) -> Act:
    return lambda copy: copy.archive(NORTH).write_bytes(change(copy.archive(NORTH).read_bytes()))


def flip(data: bytes) -> bytes:
    at = data.index(b'"answers"') + 100
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


NORTH_BEL, TOTALS, RECORD = "boxes/north/*.bel", "totals/council.json", "record.json"
BOX_JSON, DEFINITION, TRUSTEES = "boxes/north/box.json", "definition.json", "trustees.json"
ANY_BEL = "boxes/*/*.bel"

CASES: dict[str, tuple[Act, Check, str, str]] = {
    # Totals
    "a vote more in the totals": (totals(lambda t: t["independents"][0].update(votes=4)), Check.V12, "totals-not-sum", TOTALS),
    "a blank more in the totals": (totals(lambda t: t["ballots"].update(blank=2)), Check.V12, "totals-not-sum", TOTALS),
    "a ballot more in the totals": (totals(lambda t: t["ballots"].update(cast=7)), Check.V12, "totals-not-sum", TOTALS),
    "a box fewer in the totals": (totals(lambda t: t["boxes"].update(counted=1, missing=["north"])), Check.V12, "totals-not-sum", TOTALS),
    "a seat more in the totals": (totals(lambda t: t["contest"].update(seats=2)), Check.V12, "totals-not-sum", TOTALS),
    "a name in the totals": (totals(lambda t: t["independents"][0].update(name="X")), Check.V12, "totals-not-sum", TOTALS),
    "a lot in the totals": (totals(lambda t: t.update(lots=[])), Check.V12, "totals-not-sum", TOTALS),
    "another record's hash in the totals": (totals(lambda t: t.update(record="0" * 64)), Check.V12, "totals-not-sum", TOTALS),
    "totals with a line feed": (unsealed(lambda c: c.layout.totals(COUNCIL)), Check.V12, "totals-not-sum", TOTALS),
    "totals that are no JSON": (lambda c: c.layout.totals(COUNCIL).write_bytes(b"\xff"), Check.V12, "totals-not-sum", TOTALS),
    "totals of a contest that is not there": (extra("totals/mayor.json"), Check.V12, "contest-unknown", "totals/mayor.json"),
    "totals under another name": (lambda c: c.layout.totals(COUNCIL).rename(c.layout.totals(ContestId("mayor"))), Check.V12, "contest-unknown", "totals/mayor.json"),
    "a folder for the totals": (as_folder, Check.V1, "file-unexpected", TOTALS),
    # The fixed parts
    "definition.json without its hash": (unsealed(lambda c: c.layout.definition), Check.V1, "hash-differs", DEFINITION),
    "trustees.json without its hash": (lambda c: c.edit(c.layout.trustees, lambda t: group(t).update(threshold=1)), Check.V1, "hash-differs", TRUSTEES),
    "box.json without its hash": (lambda c: c.edit(c.layout.box(NORTH), lambda b: b.update(station="s")), Check.V1, "hash-differs", BOX_JSON),
    "a candidate's name in the definition": (definition(lambda d: d["contests"][0]["candidates"][0].update(name="X")), Check.V3, "not-the-definition", ANY_BEL),
    "a candidate's code in the definition": (definition(lambda d: d["contests"][0]["candidates"][0].update(code="19")), Check.V3, "not-the-definition", ANY_BEL),
    "more votes in the definition": (definition(lambda d: d["contests"][0].update(votes=3)), Check.V3, "not-the-definition", ANY_BEL),
    "another threshold in the definition": (definition(lambda d: d["trustees"].update(threshold=1)), Check.V2, "other-threshold", TRUSTEES),
    "a trustee less in the definition": (definition(lambda d: (d["trustees"].update(threshold=1), d["trustees"]["members"].pop())), Check.V2, "other-threshold", TRUSTEES),
    "more cards in the definition": (definition(lambda d: d["boxes"][0].update(cards=6)), Check.V1, "box-differs", BOX_JSON),
    "another box in the definition": (definition(lambda d: d["boxes"].append({"id": "west", "station": "school", "cards": 5})), Check.V1, "box-missing", RECORD),
    "a box less in the definition": (then(lambda c: c.edit(c.layout.definition, lambda d: d["boxes"].pop(0)), Tampered.reseal), Check.V1, "box-unknown", BOX_JSON),
    "another election's definition": (definition(lambda d: d.update(id="other")), Check.V1, "other-election", RECORD),
    "another election in record.json": (then(lambda c: c.edit(c.layout.record, lambda h: h.update(election="other")), Tampered.retotal), Check.V1, "other-election", RECORD),
    "another station in box.json": (box(lambda b: b.update(station="mosque")), Check.V1, "box-differs", BOX_JSON),
    "another uuid in box.json": (box(lambda b: b.update(uuid="TamperedTampered")), Check.V1, "file-unexpected", NORTH_BEL),
    "the uuid of the other box in box.json": (same_uuid, Check.V1, "uuid-twice", "boxes/south/box.json"),
    "another box in box.json": (box(lambda b: b.update(box="south")), Check.V1, "malformed", BOX_JSON),
    "box.json is gone": (lambda c: c.layout.box(NORTH).unlink(), Check.V1, "file-missing", BOX_JSON),
    "box.json is not JSON": (then(lambda c: c.layout.box(NORTH).write_bytes(b"{"), Tampered.reseal), Check.V1, "malformed", BOX_JSON),
    "credentials.json has no credentials": (then(lambda c: c.layout.credentials(NORTH).write_bytes(b"[1]"), Tampered.reseal), Check.V1, "malformed", BOX_JSON),
    "a trustee's proof of knowledge": (trustees_everywhere(lambda t: group(t)["verification_keys"][1]["pok"].update(response="7")), Check.V2, "pok-invalid", TRUSTEES),
    "a trustee's certificate": (trustees_everywhere(lambda t: group(t)["certs"][2]["signature"].update(response="7")), Check.V2, "certificate-signature", TRUSTEES),
    "two trustees' public shares exchanged": (trustees_everywhere(lambda t: group(t)["verification_keys"].reverse()), Check.V2, "public-share-mismatch", TRUSTEES),
    "no trustees": (then(lambda c: c.layout.trustees.write_bytes(b"[]"), Tampered.reseal), Check.V2, "trustees-empty", TRUSTEES),
    "a ceremony of another threshold": (other_threshold, Check.V2, "other-threshold", TRUSTEES),
    "a card more in record and box": (cards_everywhere(lambda cards: cards.append((G * 3).hex)), Check.V1, "box-differs", BOX_JSON),
    "a card less in record and box": (cards_everywhere(lambda cards: cards.pop(0)), Check.V1, "box-differs", BOX_JSON),
    "the neutral element as card, in record and box": (cards_everywhere(lambda cards: cards.__setitem__(0, f"{1:064x}")), Check.V3, "point-identity", NORTH_BEL),
    "a card of both boxes": (shared_card, Check.V6, "card-in-two-boxes", ANY_BEL),
    # Which files are there
    "an archive is missing": (without(NORTH), Check.V12, "totals-not-sum", TOTALS),
    "all archives are missing": (without(NORTH, SOUTH), Check.V12, "totals-without-boxes", TOTALS),
    "a box is missing everywhere": (forget_box, Check.V1, "box-missing", RECORD),
    "two archives are exchanged": (exchange_archives, Check.V3, "file-name", ANY_BEL),
    "an archive under the other's name": (rename_archive, Check.V1, "file-unexpected", "boxes/north/*.bel"),
    "an archive was cut before its end": (unfinished, Check.V12, "box-not-tallied", "boxes/north"),
    "a file more": (extra("notes.txt"), Check.V1, "file-unexpected", "notes.txt"),
    "an archive more": (extra("boxes/north/TamperedTampered.bel"), Check.V1, "file-unexpected", "boxes/north/TamperedTampered.bel"),
    "a box more": (lambda c: shutil.copytree(c.layout.folder(NORTH), c.layout.boxes / "west"), Check.V1, "file-unexpected", "boxes/west"),
    # The archive's bytes
    "an archive of 0 bytes": (put_bytes(b""), Check.V4, "not-an-archive", NORTH_BEL),
    "an archive of zero bytes": (put_bytes(bytes(10_240)), Check.V4, "not-an-archive", NORTH_BEL),
    "an archive that is none": (put_bytes(bytes(range(256)) * 40), Check.V4, "not-an-archive", NORTH_BEL),
    "an archive without events": (put_bytes(build([])), Check.V4, "setup-missing", NORTH_BEL),
    "an archive that begins with a ballot": (put_bytes(build([ballot(b"{}")])), Check.V4, "setup-missing", NORTH_BEL),
    "a truncated archive": (spoil(lambda data: data[:-700]), Check.V4, "data-without-event", NORTH_BEL),
    "bytes appended": (spoil(lambda data: data + b"x"), Check.V4, "bytes-appended", NORTH_BEL),
    "tar's zero blocks appended": (spoil(lambda data: data + bytes(1024)), Check.V4, "bytes-appended", NORTH_BEL),
    "a bit flipped in a ballot": (spoil(flip), Check.V4, "hash-wrong", NORTH_BEL),
}  # fmt: skip


@pytest.mark.parametrize("act,check,code,file", CASES.values(), ids=CASES.keys())
def test_the_root_cause_is_named(copy: Tampered, act: Act, check: Check, code: str, file: str) -> None:
    act(copy)
    verdict = verify(copy.layout.root, Unwatched())
    first = verdict.failures[0]
    assert (first.check, first.code) == (check, code), verdict.failures
    assert first.follows is None
    assert Path(first.place.file).match(file), first
    assert "\n" not in first.detail


UNUSABLE: dict[str, Act] = {
    "definition.json is gone": lambda c: c.layout.definition.unlink(),
    "definition.json is a folder": then(lambda c: c.layout.definition.unlink(), lambda c: c.layout.definition.mkdir()),
    "definition.json is half": lambda c: c.layout.definition.write_bytes(c.layout.definition.read_bytes()[:200]),
    "definition.json says nothing": then(lambda c: c.layout.definition.write_bytes(b"{}"), Tampered.reseal),
    "trustees.json is gone": lambda c: c.layout.trustees.unlink(),
    "trustees.json says nothing": then(lambda c: c.layout.trustees.write_bytes(b"{}"), Tampered.reseal),
    "trustees.json nests deep": lambda c: c.layout.trustees.write_bytes(b"[" * 100_000),
    "record.json is gone": lambda c: c.layout.record.unlink(),
    "record.json is empty": lambda c: c.layout.record.write_bytes(b""),
    "record.json of another format": lambda c: c.edit(c.layout.record, lambda h: h.update(format="shora-record-2")),
    "record.json with a key twice": lambda c: c.layout.record.write_bytes(c.layout.record.read_bytes().replace(b"{", b'{"election":"x",', 1)),
    "record.json with a huge number": lambda c: c.layout.record.write_bytes(canonical({"format": 1}).replace(b"1", b"9" * 5000)),
}  # fmt: skip


@pytest.mark.parametrize("act", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_without_definition_or_trustees_nothing_can_be_said(copy: Tampered, act: Act) -> None:
    act(copy)
    with pytest.raises(InputError) as caught:
        verify(copy.layout.root, Unwatched())
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 1000

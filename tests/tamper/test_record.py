"""Which files are there, and their bytes: what is named? (Their fields are in ``table.txt``.)

Where something fixed is changed, headquarters and supervision sign it, so that only its meaning is wrong.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.city import NORTH, SOUTH
from tests.support.curve import G
from tests.support.rebuild import Tampered, Value, ballot, build, setup, sha
from tests.tamper.liars import another_key

from shora.errors import InputError
from shora.ids import ContestId
from shora.steps.progress import Unwatched
from shora.steps.verify import verify
from shora.text.json import canonical
from shora.verification.verdict import Check

Act = Callable[[Tampered], object]
COUNCIL = ContestId("council")


def then(*acts: Act) -> Act:
    """One after the other."""

    def act(copy: Tampered) -> None:
        for each in acts:
            each(copy)

    return act


def unsealed(path: Callable[[Tampered], Path]) -> Act:
    """A space at the end, and the hash of before."""
    return lambda copy: path(copy).write_bytes(path(copy).read_bytes() + b" ")


def extra(name: str) -> Act:
    return lambda copy: (copy.layout.root / name).write_bytes(b"{}")


def definition(change: Callable[[Value], object]) -> Act:
    def act(copy: Tampered) -> None:
        copy.edit(copy.layout.definition, change)
        copy.sign_record()

    return act


def form_of_the_definition(copy: Tampered) -> None:
    """What is left out where it says nothing is said."""
    copy.edit(copy.layout.definition, lambda d: d["boxes"][0].update(kind="regular"))
    copy.sign_record()


def other_threshold(copy: Tampered) -> None:
    """A structure of a ceremony that was right, but for one of three."""
    copy.layout.trustees.write_bytes(another_key(copy, threshold=1))
    copy.sign_record()


def cards_everywhere(change: Callable[[list[str]], object]) -> Act:
    """In the record and in the box, and the card office signs for it."""

    def act(copy: Tampered) -> None:
        path = copy.layout.credentials(NORTH)
        copy.edit(path, change)
        copy.change(
            NORTH,
            lambda events: events.__setitem__(
                0, setup(events[0].data[0], events[0].data[1], path.read_bytes())
            ),
        )
        cards = json.loads(path.read_bytes())
        said = {"cards": len(cards), "credentials": sha(path.read_bytes())}
        copy.resign(copy.layout.cards, lambda body: body["boxes"]["north"].update(said))
        copy.sign_record()
        copy.follow(NORTH)
        copy.retotal()

    return act


def unused_of(copy: Tampered) -> str:
    """A card of the north box without a ballot."""
    used = {event.first["credential"] for event in copy.events(NORTH)[1:5]}
    cards: list[str] = json.loads(copy.layout.credentials(NORTH).read_bytes())
    return next(card for card in cards if card not in used)


def shared_card(copy: Tampered) -> None:
    """A card without a ballot is exchanged for one of the south box."""
    mine, theirs = unused_of(copy), json.loads(copy.layout.credentials(SOUTH).read_bytes())[0]
    cards_everywhere(lambda cards: cards.__setitem__(cards.index(mine), theirs))(copy)


def exchange_archives(copy: Tampered) -> None:
    north, south = copy.archive(NORTH).read_bytes(), copy.archive(SOUTH).read_bytes()
    copy.archive(NORTH).write_bytes(south)
    copy.archive(SOUTH).write_bytes(north)


def forget_box(copy: Tampered) -> None:
    """A box is gone from everything but the definition."""
    shutil.rmtree(copy.layout.folder(NORTH))
    copy.edit(
        copy.layout.record,
        lambda head: [head["files"].pop(f"boxes/north/{n}.json") for n in ("box", "credentials")],
    )
    copy.sign_record()


def same_uuid(copy: Tampered) -> None:
    uuid = json.loads(copy.layout.box(SOUTH).read_bytes())["uuid"]
    copy.archive(NORTH).unlink()
    copy.edit(copy.layout.box(NORTH), lambda value: value.update(uuid=uuid))
    copy.sign_record()


def one_key(copy: Tampered) -> None:
    """Two boxes with one identity key."""
    key = json.loads(copy.layout.box(SOUTH).read_bytes())["key"]
    copy.edit(copy.layout.box(NORTH), lambda value: value.update(key=key))
    copy.sign_record()


def as_folder(copy: Tampered) -> None:
    copy.layout.totals(COUNCIL).unlink()
    copy.layout.totals(COUNCIL).mkdir()


def put_bytes(data: bytes) -> Act:
    return lambda copy: copy.archive(NORTH).write_bytes(data)


def spoil(change: Callable[[bytes], bytes]) -> Act:
    return lambda copy: copy.archive(NORTH).write_bytes(change(copy.archive(NORTH).read_bytes()))


def flip(data: bytes) -> bytes:
    at = data.index(b'"choices"') + 100
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def garbage(name: str) -> Act:
    return lambda copy: (copy.layout.root / name).write_bytes(b"\xff")


NORTH_BEL, TOTALS, RECORD = "boxes/north/*.bel", "totals/council.json", "record.json"
BOX_JSON, DEFINITION, TRUSTEES = "boxes/north/box.json", "definition.json", "trustees.json"
ANY_BEL = "boxes/*/*.bel"
WEST = {"id": "west", "station": "school", "cards": 5}

CASES: dict[str, tuple[Act, Check, str, str]] = {
    # Totals
    "totals with a line feed": (unsealed(lambda c: c.layout.totals(COUNCIL)), Check.V12, "totals-not-sum", TOTALS),
    "totals that are no JSON": (garbage(TOTALS), Check.V12, "totals-not-sum", TOTALS),
    "a lot in the totals": (lambda c: c.edit(c.layout.totals(COUNCIL), lambda t: t.update(lots=[])), Check.V12, "totals-not-sum", TOTALS),
    "totals of a contest that is not there": (extra("totals/mayor.json"), Check.V12, "contest-unknown", "totals/mayor.json"),
    "totals under another name": (lambda c: c.layout.totals(COUNCIL).rename(c.layout.totals(ContestId("mayor"))), Check.V12, "contest-unknown", "totals/mayor.json"),
    "totals with boxes that were never annulled": (lambda c: c.layout.totals_with_annulled(COUNCIL).write_bytes(c.layout.totals(COUNCIL).read_bytes()), Check.V12, "totals-without-boxes", "totals/council.with-annulled.json"),
    "a folder for the totals": (as_folder, Check.V1, "file-unexpected", TOTALS),
    # The fixed parts
    "definition.json without its hash": (unsealed(lambda c: c.layout.definition), Check.V1, "hash-differs", DEFINITION),
    "trustees.json without its hash": (lambda c: c.edit(c.layout.trustees, lambda t: t[0][1].update(threshold=1)), Check.V1, "hash-differs", TRUSTEES),
    "box.json without its hash": (lambda c: c.edit(c.layout.box(NORTH), lambda b: b.update(station="s")), Check.V1, "hash-differs", BOX_JSON),
    "another form of the definition": (form_of_the_definition, Check.V1, "not-canonical", DEFINITION),
    "another box in the definition": (definition(lambda d: d["boxes"].append(WEST)), Check.V1, "box-missing", RECORD),
    "a box less in the definition": (definition(lambda d: d["boxes"].pop(0)), Check.V1, "cards-differ", "cards.json"),
    "nobody signs for a station": (definition(lambda d: d["stations"][0].pop("officials")), Check.V1, "officials-missing", DEFINITION),
    "a key less": (definition(lambda d: d["trustees"]["members"][0].pop("key")), Check.V1, "key-missing", DEFINITION),
    "a key of small order": (definition(lambda d: d["trustees"]["members"][0].update(key="01" + "00" * 31)), Check.V1, "point-identity", DEFINITION),
    "one key for two boxes": (one_key, Check.V1, "key-twice", "boxes/south/box.json"),
    "the uuid of the other box in box.json": (same_uuid, Check.V1, "uuid-twice", "boxes/south/box.json"),
    "box.json is gone": (lambda c: c.layout.box(NORTH).unlink(), Check.V1, "file-missing", BOX_JSON),
    "box.json is not JSON": (then(lambda c: c.layout.box(NORTH).write_bytes(b"{"), Tampered.sign_record), Check.V1, "malformed", BOX_JSON),
    "credentials.json has no credentials": (then(lambda c: c.layout.credentials(NORTH).write_bytes(b"[1]"), Tampered.sign_record), Check.V1, "malformed", BOX_JSON),
    "ceremony.json is gone": (lambda c: c.layout.ceremony.unlink(), Check.V1, "file-missing", "ceremony.json"),
    "cards.json is gone": (lambda c: c.layout.cards.unlink(), Check.V1, "file-missing", "cards.json"),
    "two trustees' public shares exchanged": (then(lambda c: c.edit(c.layout.trustees, lambda t: t[0][1]["verification_keys"].reverse()), Tampered.sign_record), Check.V2, "public-share-mismatch", TRUSTEES),
    "a ceremony of another threshold": (other_threshold, Check.V2, "other-threshold", TRUSTEES),
    "a card more in record and box": (cards_everywhere(lambda cards: cards.append((G * 3).hex)), Check.V1, "box-differs", BOX_JSON),
    "a card less in record and box": (cards_everywhere(lambda cards: cards.pop(0)), Check.V1, "box-differs", BOX_JSON),
    "the neutral element as card, in record and box": (cards_everywhere(lambda cards: cards.__setitem__(0, f"{1:064x}")), Check.V3, "point-identity", NORTH_BEL),
    "a card of both boxes": (shared_card, Check.V6, "card-in-two-boxes", ANY_BEL),
    # The later files
    "a signed file that is garbage": (garbage("boxes/north/closing.json"), Check.V10, "statement-malformed", "boxes/north/closing.json"),
    "challenges that are garbage": (garbage("boxes/north/challenges.json"), Check.V11, "challenges-differ", "boxes/north/challenges.json"),
    "a group that is garbage": (garbage("groups/group-1.json"), Check.V12, "group-malformed", "groups/group-1.json"),
    "an order that is garbage": (garbage("orders/0001.json"), Check.V12, "statement-malformed", "orders/0001.json"),
    "an order is missing": (lambda c: c.layout.order(1).rename(c.layout.order(2)), Check.V12, "order-number", "orders/0002.json"),
    "a group more": (lambda c: shutil.copy(c.layout.group("group-1"), c.layout.group("group-2")), Check.V12, "group-unknown", "groups/group-2.json"),
    "check-ins of nowhere": (extra("checkins/harbour.json"), Check.V10, "station-unknown", "checkins/harbour.json"),
    # Which files are there
    "a box is missing everywhere": (forget_box, Check.V1, "cards-differ", "cards.json"),
    "two archives are exchanged": (exchange_archives, Check.V3, "file-name", ANY_BEL),
    "an archive under the other's name": (lambda c: c.archive(NORTH).rename(c.layout.folder(NORTH) / c.archive(SOUTH).name), Check.V1, "file-unexpected", NORTH_BEL),
    "an archive was cut before its end": (lambda c: c.put(NORTH, c.events(NORTH)[:4]), Check.V10, "archive-differs", NORTH_BEL),
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


@pytest.mark.parametrize("is_link", [True, False], ids=["a link", "a folder"])
def test_an_archive_that_is_no_plain_file_is_not_there(copy: Tampered, tmp_path: Path, is_link: bool) -> None:
    """What a link leads to may be another file for the next reader."""
    path, counted = copy.archive(NORTH), verify(copy.layout.root, Unwatched()).ballots
    path.rename(tmp_path / "elsewhere.bel")
    if is_link:
        path.symlink_to(tmp_path / "elsewhere.bel")
    else:
        path.mkdir()
    verdict = verify(copy.layout.root, Unwatched())
    assert verdict.ballots < counted
    found = {(one.check, one.code, one.place.file, one.follows) for one in verdict.failures}
    assert (Check.V1, "file-unexpected", copy.file(NORTH), None) in found
    assert (Check.V10, "archive-missing", copy.file(NORTH), None) in found
    assert (Check.V12, "box-unaccounted", "boxes/north", Check.V10) in found


def test_a_failure_of_the_chain_names_its_height(copy: Tampered) -> None:
    spoil(flip)(copy)
    first = verify(copy.layout.root, Unwatched()).failures[0]
    assert (first.check, first.place.event) == (Check.V4, 1)


UNUSABLE: dict[str, Act] = {
    "definition.json is gone": lambda c: c.layout.definition.unlink(),
    "definition.json is a folder": then(lambda c: c.layout.definition.unlink(), lambda c: c.layout.definition.mkdir()),
    "definition.json is half": lambda c: c.layout.definition.write_bytes(c.layout.definition.read_bytes()[:200]),
    "definition.json says nothing": then(lambda c: c.layout.definition.write_bytes(b"{}"), Tampered.reseal),
    "more marks than candidates": definition(lambda d: d["contests"][0].update(votes=4)),
    "trustees.json is gone": lambda c: c.layout.trustees.unlink(),
    "trustees.json says nothing": then(lambda c: c.layout.trustees.write_bytes(b"{}"), Tampered.reseal),
    "trustees.json nests deep": lambda c: c.layout.trustees.write_bytes(b"[" * 100_000),
    "record.json is gone": lambda c: c.layout.record.unlink(),
    "record.json is empty": lambda c: c.layout.record.write_bytes(b""),
    "record.json of another format": lambda c: c.edit(c.layout.record, lambda h: h.update(format="shora-record-1")),
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

"""The plan: all trustees open the same, nothing too small and nothing too early, and only what was verified."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.support.apart import AT, Town, found
from tests.unit.steps.test_tally_apart import (  # noqa: F401 — two are fixtures
    ANY,
    NIGHT,
    QUIET,
    _original,
    _town,
    decryptions,
    edited,
    files,
    plan_of,
    refused,
    rewrite,
)

from shora.box.archive_read import ArchiveIndex, open_archive
from shora.box.payloads import digest
from shora.clock import fixed_clock
from shora.errors import InputError, RefusedError
from shora.ids import BoxId, TrusteeId
from shora.record.day import Closing
from shora.record.decryption import Decryption
from shora.record.layout import Layout
from shora.record.orders import OrderKind
from shora.record.plan import Opened
from shora.steps.progress import Unwatched
from shora.steps.tally import combine, decrypt, enter_order, prepare, snapshot, tally
from shora.steps.tally.verified import examine
from shora.steps.verify import verify
from shora.text.json import canonical


def lost_in(town: Town, to: Path, *boxes: str) -> Town:
    """A copy in which these boxes are missing by order: what the others are not shown."""
    copy = town.copy(to)
    for number, box in enumerate(boxes, 1):
        enter_order(copy.layout, copy.order(number, OrderKind.MISSING, box))
    return copy


def test_two_trustees_are_not_shown_two_plans(town: Town, tmp_path: Path) -> None:
    """The difference of two sums would be the ballots of b1 alone."""
    other = lost_in(town, tmp_path / "other", "b3", "b1")
    heard = plan_of(town)
    assert plan_of(other) != heard
    with pytest.raises(RefusedError, match="gives another plan than was announced"):
        decrypt(other.layout, town.trustee(2), town.hash, heard, QUIET, clock=NIGHT)
    assert not town.folders.exists()
    with pytest.raises(InputError, match="whose hash was announced"):
        decrypt(town.layout, town.trustee(2), town.hash, None, QUIET, clock=NIGHT)
    # Nor is one trustee, who is deceived about what was announced, told two hashes.
    decryptions(town, 1)
    before = files(Layout(root=town.folders))
    with pytest.raises(RefusedError, match="another plan of this record was served already"):
        decryptions(other, 1)
    assert files(Layout(root=town.folders)) == before


def test_decryptions_of_another_plan_are_left_out(town: Town, tmp_path: Path) -> None:
    other = lost_in(town, tmp_path / "other", "b3", "b1")
    sent = [*decryptions(town, 1), *decryptions(other, 2)]
    prepare(town.layout, QUIET)
    with pytest.raises(RefusedError, match="it is of another plan"):
        combine(town.layout, sent, QUIET)
    assert not (town.layout.root / "opened").exists()
    three = decryptions(town, 3)
    tallied = combine(town.layout, [*sent, *three], QUIET)
    assert [one.reason[:24] for one in tallied.excluded] == ["it is of another plan: " + plan_of(other)[:1]]
    assert sorted(path.name for path in (town.layout.root / "opened").iterdir()) == ["t1.json", "t3.json"]
    word = Opened.decode(town.layout.opened(TrusteeId("t3")).read_bytes(), "x")
    assert (word.plan, word.record) == (plan_of(town), town.hash)
    assert digest(town.layout.plan.read_bytes()) == word.plan
    assert verify(town.layout.root, QUIET).failures == ()


def test_a_decryption_without_the_word_for_its_plan(town: Town) -> None:
    prepare(town.layout, QUIET)
    one, two, three = decryptions(town, 1, 2, 3)
    bad = b""
    for word in ("", Decryption.decode(one, "x").opened):
        bad = edited(town, two, 2, opened=word)
        with pytest.raises(RefusedError, match=r"its word for the plan: .*signature-invalid"):
            combine(town.layout, [one, bad], QUIET)
    combine(town.layout, [one, bad, three], QUIET)
    assert verify(town.layout.root, QUIET).failures == ()


def test_the_plan(town: Town) -> None:
    enter_order(town.layout, town.order(1, OrderKind.RECOUNT, "b1"))
    enter_order(town.layout, town.order(2, OrderKind.ANNULLED, "b0"))
    prepared = prepare(town.layout, QUIET)
    plan = json.loads(town.layout.plan.read_bytes())
    assert prepared.hash == digest(town.layout.plan.read_bytes()) == plan_of(town)
    assert list(plan) == ["format", "record", "orders", "units"]
    assert plan["record"] == town.hash
    assert plan["orders"] == [digest(town.layout.order(2).read_bytes())], "a recount is in no plan"
    assert [(one["unit"], list(one["boxes"]), one["ballots"]) for one in plan["units"]] == [
        ("group-1", ["b1", "b3"], 3),
        ("b0", ["b0"], 4),
    ]
    ends = Closing.decode(town.layout.closing(BoxId("b0")).read_bytes(), "x").head
    assert plan["units"][1]["boxes"]["b0"] == ends
    with open_archive(town.archive("b0")) as archive:
        assert archive.tally is not None
        assert plan["units"][1]["encrypted_tally"] == archive.tally.encrypted_tally
    town.layout.plan.unlink()
    assert prepare(town.layout, QUIET).hash == prepared.hash, "the tallies change no plan"
    rewrite(town.layout.plan, canonical({**plan, "units": plan["units"][:1]}))
    with pytest.raises(RefusedError, match="does not verify"):
        combine(town.layout, [], QUIET)


def test_no_city_of_one(town: Town, tmp_path: Path) -> None:
    """All other boxes are missing in the copy, so that one ballot would be all there is."""
    refused(lost_in(town, tmp_path / "one", "b0", "b1"), "b3: 1 ballots are never opened .* limit is 3")
    refused(lost_in(town, tmp_path / "two", "b0", "b3"), "b1: 2 ballots are never opened .* limit is 3")
    small = found(tmp_path / "small", {"b0": "regular", "b1": "regular"})
    small.box("b0", [0])
    small.box("b1", [1])
    refused(small, "group-1: 2 ballots are never opened")
    with pytest.raises(RefusedError, match="never opened"):
        combine(small.layout, [], QUIET)
    with pytest.raises(RefusedError, match="never opened"):
        tally(small.layout, [small.trustee(1), small.trustee(2)], QUIET)


def test_nothing_is_decrypted_while_polls_are_open(town: Town) -> None:
    plan = plan_of(town)
    for hour in (0, 8, 17):
        clock = fixed_clock(AT.replace(hour=hour, minute=59))
        with pytest.raises(RefusedError, match="polling closes at 2026-07-03T18:00:00Z"):
            decrypt(town.layout, town.trustee(1), town.hash, plan, QUIET, clock=clock)
    assert not town.folders.exists()
    decrypt(town.layout, town.trustee(1), town.hash, plan, QUIET, clock=fixed_clock(AT.replace(hour=18)))


def test_a_rehearsal_is_not_on_the_day(tmp_path: Path) -> None:
    """A voter was given a rehearsal card; the trustee sees a copy without the other archives."""
    town = found(tmp_path, {"b0": "regular", "try": "rehearsal"})
    town.box("try", [0])
    for hour in (8, 20):
        clock = fixed_clock(AT.replace(hour=hour))
        with pytest.raises(RefusedError, match=r"polling opens at .*before the day"):
            decrypt(town.layout, town.trustee(1), town.hash, None, QUIET, clock=clock, rehearsal=True)
    assert not town.folders.exists()
    assert [Decryption.decode(one, "x").opened for one in decryptions(town, 1, rehearsal=True)] == [""]
    assert not (town.folders / "t1" / "plans").exists()


class Racer(Unwatched):
    """Changes the record while it is verified."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.act = act

    def done(self, count: int) -> None:
        self.act()
        super().done(count)


def test_what_is_verified_is_what_is_decrypted(town: Town, tmp_path: Path) -> None:
    """An order "missing" while the record is verified, whose box counts afterwards."""
    evil = lost_in(town, tmp_path / "evil", "b1", "b3")
    shown = plan_of(evil)
    racer = Racer(lambda: evil.layout.order(1).write_bytes(evil.order(1, OrderKind.RECOUNT, "b1")))
    sent = decrypt(evil.layout, town.trustee(1), town.hash, shown, racer, clock=NIGHT)
    assert list(Decryption.of(sent, "x").units) == ["b0"], "as it was when the copy was made"
    assert (town.folders / "t1" / "plans" / f"{town.hash}.json").exists()


def test_the_headquarters_reads_orders_once(town: Town, tmp_path: Path) -> None:
    evil = lost_in(town, tmp_path / "evil", "b1", "b3")
    racer = Racer(lambda: evil.layout.order(1).write_bytes(evil.order(1, OrderKind.RECOUNT, "b1")))
    assert [unit.name for unit in examine(evil.layout, racer).units] == ["b0"]


def test_a_medium_with_a_will_of_its_own(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The starts of ballots are said otherwise when they are read alone: no ballot has less weight for it."""
    honest = ArchiveIndex.ballot_starts

    def rotated(self: ArchiveIndex, length: int) -> Iterator[bytes]:
        first, *rest = honest(self, length)
        yield from (first, *rest[1:], *rest[:1])

    monkeypatch.setattr(ArchiveIndex, "ballot_starts", rotated)
    units = examine(town.layout, QUIET).units
    assert [(unit.planned.ballots, unit.product.ballots, unit.product.weight) for unit in units] == [
        (4, 4, 4),
        (3, 3, 3),
    ]


@pytest.mark.parametrize("what", ["link", "pipe", "deep", "large"])
def test_a_copy_has_plain_files_only(
    town: Town, tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = town.layout.folder(BoxId("b0")) / "more.json"
    if what == "link":
        here.symlink_to(tmp_path / "record" / "record.json")
    elif what == "pipe":
        os.mkfifo(here)
    elif what == "deep":
        (here / "deeper").mkdir(parents=True)
    else:
        monkeypatch.setattr(snapshot, "LARGEST_ARCHIVE", 1000)
    with pytest.raises((RefusedError, InputError), match=r"copied|plain|no folder here|more than 1000 bytes"):
        decrypt(town.layout, town.trustee(1), town.hash, ANY, QUIET, clock=NIGHT)
    assert not town.folders.exists()

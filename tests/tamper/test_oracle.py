"""Trustees are no oracle: what the tally step must not decrypt, and a city that must not be voted on late."""

from pathlib import Path

import pytest
from tests.support.city import CLOCK, LAUNCH, NORTH, SOUTH, small_definition

from shora.box.archive_read import open_archive
from shora.box.events import BoxPhase
from shora.cli.console import printable
from shora.errors import RefusedError
from shora.steps.close import close_box
from shora.steps.define import Defined, define
from shora.steps.open import open_box
from shora.steps.progress import Unwatched
from shora.steps.tally import tally
from shora.steps.verify import verify
from shora.steps.vote import vote
from shora.trustees.ceremony import share_of


@pytest.fixture(name="city")
def _city(tmp_path: Path) -> Defined:
    return define(small_definition(), tmp_path / "record", None, Unwatched())


def test_a_box_that_does_not_verify_keeps_the_others_closed(city: Defined) -> None:
    """The second box is a copy of the first with one of its ballots: none of the two is decrypted."""
    layout = city.layout
    for pack in city.packs:
        open_box(layout, pack.box, LAUNCH, CLOCK)
        vote(layout, pack.box, pack.cards[0].private, [["11"]])
        close_box(layout, pack.box)
    north, south = city.packs
    data = layout.archive(NORTH, north.uuid).read_bytes()
    layout.archive(SOUTH, south.uuid).unlink()
    for name in ("box.json", "credentials.json"):
        text = (layout.folder(NORTH) / name).read_bytes().replace(b'"north"', b'"south"')
        (layout.folder(SOUTH) / name).write_bytes(text)
    layout.archive(SOUTH, north.uuid).write_bytes(data)
    with pytest.raises(RefusedError, match="nothing is decrypted"):
        tally(layout, [share_of(one) for one in city.trustees], Unwatched())
    assert layout.archive(NORTH, north.uuid).read_bytes() == data
    assert layout.archive(SOUTH, north.uuid).read_bytes() == data


def test_no_box_opens_after_the_tally(city: Defined) -> None:
    """Whoever voted then would know the results, and be alone in a box."""
    layout, (north, south) = city.layout, city.packs
    open_box(layout, NORTH, LAUNCH, CLOCK)
    vote(layout, NORTH, north.cards[0].private, [["11"]])
    close_box(layout, NORTH)
    tally(layout, [share_of(one) for one in city.trustees], Unwatched())
    with pytest.raises(RefusedError, match="tallied already"):
        open_box(layout, SOUTH, LAUNCH, CLOCK)
    assert not layout.archive(SOUTH, south.uuid).exists()
    assert verify(layout.root, Unwatched()).verified
    with open_archive(layout.archive(NORTH, north.uuid)) as archive:
        assert archive.phase is BoxPhase.DECRYPTED


def test_names_do_not_paint_the_screen() -> None:
    assert printable("x\x1b[2Jverified\n\u202ey") == "x\\u001b[2Jverified\\u000a\\u202ey"
    assert printable("علی‌البدل") == "علی‌البدل"

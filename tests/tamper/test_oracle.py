"""What is closed stays closed: nobody votes late, and a name does not lie on the screen."""

from pathlib import Path

import pytest
from tests.support.city import CLOCK, LAUNCH, NORTH, SPARE, Small

from shora.cli.console import printable
from shora.errors import RefusedError
from shora.ids import BoxId
from shora.steps.progress import Unwatched
from shora.steps.verify import verify


@pytest.mark.parametrize("box", [SPARE, NORTH])
def test_no_box_opens_after_the_tally(held: Small, box: BoxId) -> None:
    """Whoever voted then would know the results, and be alone in a box."""
    before = _files(held.layout.root)
    with pytest.raises(RefusedError):
        held.defined.open(box, LAUNCH, CLOCK)
    assert _files(held.layout.root) == before
    assert verify(held.layout.root, Unwatched()).verified


def _files(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_names_do_not_paint_the_screen() -> None:
    assert printable("x\x1b[2Jverified\n\u202ey") == "x\\u001b[2Jverified\\u000a\\u202ey"
    assert printable("علی‌البدل") == "علی‌البدل"

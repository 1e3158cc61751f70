"""Lots and seats under failure: stopped at any call to the medium and run again, they leave the same files."""

import errno
import shutil
from pathlib import Path

import pytest
from tests.support.city import Small, hold, lot_for_tie, signed_lot
from tests.support.failing import Crash, FailingDisk

from shora.disk import StorageError, SystemDisk
from shora.record.layout import Layout
from shora.steps.count import count_record, enter_lot
from shora.steps.progress import Unwatched
from shora.steps.verify import verify

QUIET = Unwatched()


@pytest.fixture(name="small")
def _small(tmp_path: Path) -> Small:
    return hold(tmp_path / "record")


def files(layout: Layout) -> dict[str, bytes]:
    return {layout.relative(path): path.read_bytes() for path in layout.root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.slow)])
def test_stopped_at_any_call(small: Small, every: int) -> None:
    """Whatever is there after the stop verifies, but for a draft; and the same run again finishes."""
    lot = signed_lot(small, lot_for_tie(small))

    def run(layout: Layout, disk: SystemDisk) -> None:
        enter_lot(layout, lot, QUIET, disk=disk)
        count_record(layout, QUIET, disk=disk)

    def fresh(name: str) -> Layout:
        return Layout(root=Path(shutil.copytree(small.layout.root, small.layout.root.with_name(name))))

    counting = FailingDisk(10**9, Crash(), quick=True)
    whole = fresh("whole")
    run(whole, counting)
    right = files(whole)
    assert {"lots/0001.json", "seats/council.json"} <= set(right)
    assert counting.calls > 10
    for at in range(1, counting.calls + 1, every):
        error = Crash() if at // every % 2 else OSError(errno.EIO, "broken")
        layout = fresh(f"stopped-{at}")
        with pytest.raises((Crash, StorageError)):
            run(layout, FailingDisk(at, error, quick=True))
        left = {one.place.file for one in verify(layout.root, QUIET).failures}
        assert left <= {"lots/.0001.json.draft", "seats/.council.json.draft"}, f"call {at}"
        run(layout, SystemDisk())
        assert files(layout) == right, f"call {at}"
        shutil.rmtree(layout.root)
    assert verify(whole.root, QUIET).failures == ()

"""The tally under failure: stopped at any call to the medium and run again, it leaves the same files."""

import errno
import shutil
from pathlib import Path

import pytest
from tests.support.apart import AT, Town, found
from tests.support.failing import Crash, FailingDisk

from shora.clock import fixed_clock
from shora.disk import StorageError, SystemDisk
from shora.record.layout import Layout
from shora.record.orders import OrderKind
from shora.steps.progress import Unwatched
from shora.steps.tally import combine, decrypt, enter_order, prepare
from shora.steps.tally.verified import examine
from shora.steps.verify import verify

QUIET = Unwatched()


@pytest.fixture(name="town")
def _town(tmp_path: Path) -> Town:
    """A day that is over, with two contests, a group of b1 and b3, and b0 annulled."""
    town = found(tmp_path, {"b0": "regular", "b1": "regular", "b3": "regular"}, contests=2)
    for box, marks in {"b0": [0, 1, 1, 2], "b1": [0, -1], "b3": [0]}.items():
        town.box(box, marks)
    enter_order(town.layout, town.order(1, OrderKind.ANNULLED, "b0"))
    return town


def files(layout: Layout) -> dict[str, bytes]:
    return {layout.relative(path): path.read_bytes() for path in layout.root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("every", [9, pytest.param(1, marks=pytest.mark.slow)])
def test_stopped_at_any_call(town: Town, every: int) -> None:
    plan = examine(town.layout, QUIET).file.hash
    night = fixed_clock(AT.replace(hour=20))
    sent = [
        decrypt(town.layout, town.trustee(number), town.hash, plan, QUIET, clock=night).encode()
        for number in (1, 2)
    ]

    def run(layout: Layout, disk: SystemDisk) -> None:
        prepare(layout, QUIET, disk=disk)
        combine(layout, sent, QUIET, disk=disk)

    def fresh(name: str) -> Layout:
        return Layout(root=Path(shutil.copytree(town.layout.root, town.layout.root.with_name(name))))

    counting = FailingDisk(10**9, Crash())
    whole = fresh("whole")
    run(whole, counting)
    right = files(whole)
    assert {
        "plan.json",
        "opened/t1.json",
        "opened/t2.json",
        "groups/group-1.json",
        "totals/c0.json",
        "totals/c1.with-annulled.json",
    } <= set(right)
    assert counting.calls > 50
    for at in range(1, counting.calls + 1, every):
        error = Crash() if at // every % 2 else OSError(errno.EIO, "broken")
        layout = fresh(f"stopped-{at}")
        with pytest.raises((Crash, StorageError)):
            run(layout, FailingDisk(at, error))
        run(layout, SystemDisk())
        assert files(layout) == right, f"call {at}"
        shutil.rmtree(layout.root)
    assert verify(whole.root, QUIET).failures == ()

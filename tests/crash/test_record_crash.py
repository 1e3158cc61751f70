"""Beginning a record under failure: a folder is a record only when all of it is there."""

import errno
from pathlib import Path

import pytest
from tests.support.failing import Crash, FailingDisk

from shora.disk import StorageError, SystemDisk
from shora.errors import InputError
from shora.ids import BoxId, ElectionId, StationId, Uuid
from shora.record.layout import Layout
from shora.record.read import BoxInfo, open_record
from shora.record.write import Fixed, create_record, record_statement

BOXES = [
    BoxInfo(
        box=BoxId("b1"), uuid=Uuid("123456789ABCDE"), station=StationId("s"), key="00", credentials=b"[]"
    ),
    BoxInfo(
        box=BoxId("b2"), uuid=Uuid("223456789ABCDE"), station=StationId("s"), key="00", credentials=b"[]"
    ),
]


def create(root: Path, disk: SystemDisk) -> Layout:
    fixed = Fixed(
        election=ElectionId("e"), definition=b"{}", trustees=b"[]", ceremony=b"{}", cards=b"{}", boxes=BOXES
    )
    return create_record(root, fixed, record_statement(fixed).encode(), disk=disk)


@pytest.mark.parametrize("error", [Crash(), OSError(errno.ENOSPC, "full")])
def test_stopped_at_every_call(tmp_path: Path, error: BaseException) -> None:
    counting = FailingDisk(10**9, Crash())
    layout = create(tmp_path / "count", counting)
    right = {layout.relative(path): path.read_bytes() for path in layout.root.rglob("*.json")}
    assert counting.calls > 40
    for at in range(1, counting.calls + 1):
        root = tmp_path / str(at)
        with pytest.raises((Crash, StorageError)):
            create(root, FailingDisk(at, error))
        if (root / "record.json").exists():
            findings = open_record(root).findings  # all there; at most a draft's name was left beside it
            assert {finding.place for finding in findings} <= {".record.json.draft"}
        else:
            with pytest.raises(InputError):
                open_record(root)
        layout = create(root, SystemDisk())
        assert open_record(root).findings == (), f"call {at}"
        assert {layout.relative(path): path.read_bytes() for path in root.rglob("*.json")} == right

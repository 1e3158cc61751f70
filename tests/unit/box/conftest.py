"""A reader of forged archives."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shora.box.archive_read import ArchiveIndex, open_archive


@pytest.fixture(name="read")
def _read(tmp_path: Path) -> Iterator[Callable[[bytes], ArchiveIndex]]:
    opened: list[ArchiveIndex] = []

    def read(content: bytes) -> ArchiveIndex:
        path = tmp_path / "a.bel"
        path.write_bytes(content)
        opened.append(open_archive(path))
        return opened[-1]

    yield read
    for index in opened:
        index.close()

"""Write-once files, and what a medium's refusal means for a person."""

import errno
import os
import threading
from pathlib import Path

import pytest

from shora.disk import StorageError, SystemDisk, draft_path, storage_error, write_new, write_once
from shora.errors import DamagedError, RefusedError


def test_written_once(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_once(path, b"one")
    write_once(path, b"one")
    for other in (b"two", b"on", b"ones", b""):
        with pytest.raises(RefusedError, match="already written, with other content"):
            write_once(path, other)
    with pytest.raises(RefusedError, match="already there"):
        write_new(path, b"one")
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_drafts_of_a_crash_are_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    draft_path(path).write_bytes(b"half of something longer")
    write_once(path, b"one")
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_crash_between_the_two_names_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_once(path, b"one")
    os.link(path, draft_path(path))
    other = tmp_path / "b.json"
    os.link(path, draft_path(other))
    write_once(other, b"two")
    assert (path.read_bytes(), other.read_bytes()) == (b"one", b"two")


def test_of_many_writers_one_wins(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    outcomes: list[str] = []

    def write(content: bytes) -> None:
        try:
            write_once(path, content)
            outcomes.append("written")
        except RefusedError:
            outcomes.append("refused")

    contents = [bytes([65 + number % 2]) * 100_000 for number in range(8)]
    threads = [threading.Thread(target=write, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 4 + ["written"] * 4
    assert path.read_bytes() in contents
    assert list(tmp_path.iterdir()) == [path]


def test_media_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(source: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    path = tmp_path / "a.json"
    write_once(path, b"one")
    with pytest.raises(RefusedError):
        write_once(path, b"two")
    with pytest.raises(FileExistsError):
        SystemDisk().link(path, path)
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_refusals_advise() -> None:
    place = Path("box.bel")
    error = storage_error(OSError(errno.ENOSPC, "x"), place)
    assert isinstance(error, StorageError | DamagedError)
    assert (
        str(error)
        == "box.bel: it could not be written: No space left on device (free some space, then try again)"
    )
    assert "read-only" in str(storage_error(OSError(errno.EROFS, "x"), place))
    assert str(storage_error(OSError("odd"), place)) == "box.bel: it could not be written: odd"


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="its folder is not there"):
        write_once(tmp_path / "none" / "a.json", b"one")

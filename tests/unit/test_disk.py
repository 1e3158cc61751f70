"""Write-once files, and what a medium's refusal means for a person."""

import errno
import os
import threading
from pathlib import Path

import pytest

from shora.disk import (
    StorageError,
    SystemDisk,
    draft_path,
    replace,
    storage_error,
    write_new,
    write_once,
    write_secret,
)
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


def test_a_stick_without_modes_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_fd: int, _mode: int) -> None:
        raise PermissionError(errno.EPERM, "no modes here")

    monkeypatch.setattr("os.fchmod", refuse)
    write_new(tmp_path / "a", b"x")
    replace(tmp_path / "a", b"y")
    assert (tmp_path / "a").read_bytes() == b"y"


def test_a_replaced_file_has_the_old_bytes_or_the_new_ones(tmp_path: Path) -> None:
    class Stops(SystemDisk):
        calls = 0

        def __getattribute__(self, name: str) -> object:
            if name in ("write", "fsync", "truncate", "rename", "fsync_folder"):
                Stops.calls += 1
                if Stops.calls == at:
                    raise OSError(errno.EIO, "stopped")
            return super().__getattribute__(name)

    for at in range(1, 7):
        path = tmp_path / str(at)
        write_new(path, b"old")
        Stops.calls = 0
        stopped = False
        try:
            replace(path, b"new", disk=Stops())
        except StorageError:
            stopped = True
        assert path.read_bytes() in (b"old", b"new")
        assert stopped or path.read_bytes() == b"new"
        replace(path, b"new")
        assert path.read_bytes() == b"new"


def test_a_secret_and_its_folder_are_for_their_owner(tmp_path: Path) -> None:
    write_secret(tmp_path / "secrets" / "a", b"x")
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "secrets" / "a").stat().st_mode & 0o777 == 0o600
    with pytest.raises(RefusedError, match="already there"):
        write_secret(tmp_path / "secrets" / "a", b"y")

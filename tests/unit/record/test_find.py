"""What a path is."""

from pathlib import Path

import pytest

from shora.errors import InputError
from shora.record.find import BareArchive, RecordFolder, locate
from shora.record.layout import Layout


def test_a_record(tmp_path: Path) -> None:
    (tmp_path / "record.json").write_bytes(b"{}")
    (tmp_path / "a.bel").write_bytes(b"")  # the record wins
    assert locate(tmp_path) == RecordFolder(layout=Layout(root=tmp_path))
    assert locate(tmp_path / "record.json") == RecordFolder(layout=Layout(root=tmp_path))


def test_an_archive(tmp_path: Path) -> None:
    archive = tmp_path / "a.bel"
    archive.write_bytes(b"")
    (tmp_path / "b.bel").mkdir()
    assert locate(archive) == BareArchive(path=archive)
    assert locate(tmp_path) == BareArchive(path=archive)


@pytest.mark.parametrize(
    "files,path,message",
    [
        ([], "none", "there is nothing here"),
        ([], "", "neither a record nor has it an archive"),
        (["a.bel", "b.bel"], "", "there are 2 archives in this folder"),
        (["a.txt"], "a.txt", "neither a record nor an archive"),
        (["boxes/b/box.json"], "", "has no record.json"),
    ],
)
def test_what_is_not_clear(tmp_path: Path, files: list[str], path: str, message: str) -> None:
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(InputError, match=message):
        locate(tmp_path / path)

"""The folder of outputs: the manifest last, the same bytes whenever it is completed, nobody else's files."""

import errno
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.support import counts
from tests.support.failing import Crash, FailingDisk

from shora.disk import SYSTEM, Disk, StorageError
from shora.documents.nist import About, about_of
from shora.documents.tables import TABLES
from shora.errors import InputError, RefusedError
from shora.record.totals import CountedUnit
from shora.steps.exports import export
from shora.text.json import parse

MADE = datetime(2026, 7, 4, 9, 30, tzinfo=UTC)
TABLE_FILES = [table.file for table in TABLES]


def write(
    folder: Path,
    given: counts.Given | None = None,
    *,
    made_at: datetime | None = MADE,
    about: About | None = None,
    papers: Mapping[str, bytes] | None = None,
    disk: Disk = SYSTEM,
) -> tuple[Path, ...]:
    one = counts.city() if given is None else given
    return export(
        one.totals,
        one.results,
        one.definition,
        one.units,
        folder,
        made_at=made_at,
        about=about,
        papers=papers,
        disk=disk,
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def manifest(folder: Path) -> dict[str, Any]:
    value = parse((folder / "manifest.json").read_bytes(), place="manifest")
    assert isinstance(value, dict)
    return dict(value)


def test_all_files_and_the_manifest_that_names_them(tmp_path: Path) -> None:
    folder = tmp_path / "far" / "out"
    paths = write(folder)
    assert [path.relative_to(folder).name for path in paths] == [*TABLE_FILES, "nist.json", "manifest.json"]
    told = manifest(folder)
    found = contents(folder)
    assert set(found) == {path.name for path in paths}
    assert told["files"] == {
        name: hashlib.sha256(found[name]).hexdigest() for name in [*TABLE_FILES, "nist.json"]
    }
    assert told["made_at"] == "2026-07-04T09:30:00Z"
    assert told["contests"] == [
        {
            "id": name,
            "rule": {"id": rule, "version": 1},
            "status": "complete",
            "record": counts.RECORD,
        }
        for name, rule in (("council", "dhondt"), ("school", "block-vote"))
    ]
    assert "left_out" not in told
    assert json.loads(found["nist.json"])["VendorApplicationId"] == told["program"]


def test_the_same_count_gives_the_same_bytes(tmp_path: Path) -> None:
    write(tmp_path / "one")
    write(tmp_path / "two")
    write(tmp_path / "one")  # and once more into the same folder
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_without_a_definition_or_a_moment_there_is_no_report(tmp_path: Path) -> None:
    alone = counts.file_of(counts.tied_value([]), "dhondt")
    write(tmp_path / "alone", alone)
    assert set(contents(tmp_path / "alone")) == {*TABLE_FILES, "manifest.json"}
    assert manifest(tmp_path / "alone")["left_out"] == {
        "nist.json": "issuer and days of polling are not known: there is no definition"
    }
    write(tmp_path / "timeless", made_at=None)
    told = manifest(tmp_path / "timeless")
    assert told["left_out"] == {"nist.json": "the moment of the report is not given"}
    assert "made_at" not in told
    definition = counts.city().definition
    assert definition is not None
    write(tmp_path / "said", alone, about=about_of(definition))
    assert (tmp_path / "said" / "nist.json").exists()


def test_papers_of_the_same_count(tmp_path: Path) -> None:
    paths = write(tmp_path, papers={"protocol.fa.pdf": b"%PDF"})
    assert manifest(tmp_path)["files"]["protocol.fa.pdf"] == hashlib.sha256(b"%PDF").hexdigest()
    assert paths[-1].name == "manifest.json"
    assert (tmp_path / "protocol.fa.pdf").read_bytes() == b"%PDF"
    for name in ("seats.csv", "nist.json", "manifest.json"):
        with pytest.raises(InputError, match="already"):
            write(tmp_path / "other", papers={name: b""})
    assert not (tmp_path / "other").exists()


def test_other_things_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "seats.csv").write_bytes(b"mine")
    with pytest.raises(RefusedError, match="other content"):
        write(tmp_path)
    assert (tmp_path / "seats.csv").read_bytes() == b"mine"
    assert not (tmp_path / "manifest.json").exists()
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "notes.txt").write_bytes(b"mine")
    with pytest.raises(RefusedError, match=r"notes\.txt"):
        write(tmp_path / "new")
    assert contents(tmp_path / "new") == {"notes.txt": b"mine"}


def test_another_count_is_not_mixed_in(tmp_path: Path) -> None:
    write(tmp_path)
    before = contents(tmp_path)
    with pytest.raises(RefusedError):
        write(tmp_path, made_at=MADE.replace(hour=10))
    assert contents(tmp_path) == before


def test_nothing_is_written_of_what_is_refused(tmp_path: Path) -> None:
    given = counts.city()
    small = CountedUnit(
        name="b2", heads=given.units[1].heads, ballots=9, result=given.units[1].result, file=None
    )
    refused = counts.Given(
        totals=given.totals, results=given.results, definition=given.definition, units=[given.units[0], small]
    )
    with pytest.raises(RefusedError, match="fewer than 10"):
        write(tmp_path / "out", refused)
    assert not (tmp_path / "out").exists()


def test_a_place_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError):
        write(tmp_path / "file")


@pytest.mark.parametrize("error", [Crash(), OSError(errno.ENOSPC, "full")])
def test_stopped_at_every_call(tmp_path: Path, error: BaseException) -> None:
    counting = FailingDisk(10**9, Crash(), quick=True)
    write(tmp_path / "count", disk=counting)
    right = contents(tmp_path / "count")
    assert counting.calls > 60
    for at in range(1, counting.calls + 1):
        folder = tmp_path / str(at)
        with pytest.raises((Crash, StorageError)):
            write(folder, disk=FailingDisk(at, error, quick=True))
        left = contents(folder) if folder.exists() else {}
        if "manifest.json" in left:  # then all is there; a draft's name may be left beside it
            assert right.items() <= left.items(), f"call {at}"
        assert all(right[name] == data for name, data in left.items() if not name.startswith(".")), (
            f"call {at}"
        )
        write(folder)
        assert contents(folder) == right, f"call {at}"

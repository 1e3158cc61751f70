"""What a path on the command line is: a record, one archive, or a folder with one archive in it."""

from dataclasses import dataclass
from pathlib import Path

from shora.errors import InputError
from shora.record.layout import Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFolder:
    """A folder with a ``record.json``."""

    layout: Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class BareArchive:
    """An archive by itself, ours or a stranger's."""

    path: Path


def locate(path: Path) -> RecordFolder | BareArchive:
    """What lies at ``path``.

    :class:`InputError` if it is not there, no archive, or a folder in which it is not clear what is meant.
    """
    if path.is_file():
        if path.suffix == ".bel":
            return BareArchive(path=path)
        if path.name == "record.json":
            return RecordFolder(layout=Layout(root=path.parent))
        raise InputError(
            "this is neither a record nor an archive", place=str(path), hint="name a folder or a .bel file"
        )
    if not path.is_dir():
        raise InputError("there is nothing here", place=str(path), hint="name a folder or a .bel file")
    if (path / "record.json").is_file():
        return RecordFolder(layout=Layout(root=path))
    archives = sorted(entry for entry in path.glob("*.bel") if entry.is_file())
    if len(archives) == 1:
        return BareArchive(path=archives[0])
    if archives:
        raise InputError(
            f"there are {len(archives)} archives in this folder", place=str(path), hint="name one of them"
        )
    if (path / "boxes").is_dir():
        raise InputError(
            "the folder has no record.json: the record was never finished, or a part of it is missing",
            place=str(path),
        )
    raise InputError(
        "the folder is neither a record nor has it an archive",
        place=str(path),
        hint="name a record or a .bel file",
    )

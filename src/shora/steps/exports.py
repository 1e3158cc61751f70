"""The official outputs of a count, as a folder: CSV files, the NIST report, and a manifest that names them all.

Crash order: each file is durable before the next; ``manifest.json``, with their hashes, is last. A crash
before it leaves a folder without one; the same once more completes it with the same bytes, and anything else
is refused.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from shora.box.payloads import digest
from shora.disk import SYSTEM, Disk, draft_path, make_folder, storage_error, write_once
from shora.documents.counted import Counted, counted
from shora.documents.nist import About, about_of, report
from shora.documents.results import protocol
from shora.documents.tables import table_files
from shora.election.definition import Definition
from shora.errors import InputError, RefusedError
from shora.ids import ContestId
from shora.record.seats import options_of
from shora.record.totals import CountedUnit
from shora.seats.model import Totals
from shora.seats.options import Options
from shora.seats.result import Result
from shora.steps.count import RecordCounted
from shora.text.jalali import utc_text
from shora.text.json import JsonValue, canonical
from shora.text.messages import Language

FORMAT: Final = "shora-exports-1"
NIST: Final = "nist.json"
MANIFEST: Final = "manifest.json"


def export(  # noqa: PLR0913 — what was counted, where it goes, what it says about itself
    totals: Mapping[ContestId, Totals],
    results: Mapping[ContestId, Result],
    definition: Definition | None,
    units: Sequence[CountedUnit],
    folder: Path,
    *,
    made_at: datetime | None,
    about: About | None = None,
    papers: Mapping[str, bytes] | None = None,
    disk: Disk = SYSTEM,
) -> tuple[Path, ...]:
    """Writes all outputs of a count into ``folder``, which is made; the paths, the manifest last.

    ``units`` are those of the record, empty where votes are not known by unit. The NIST report needs
    ``made_at`` (a moment in whole seconds, the same for the same bytes) and ``about``, which a definition
    gives too; without them it is left out, and the manifest says so. ``papers`` are files that somebody
    else has made of the same count, by their names: they are written and named like the others. Lots of a
    record belong into ``totals``.

    :class:`~shora.errors.InputError` for parts that are not of one count;
    :class:`~shora.errors.RefusedError` for a unit below the definition's limit, and for a folder with
    anything else in it; :class:`~shora.disk.StorageError` when the medium refuses.
    """
    program = f"shora {version('shora')}"
    one = counted(totals, results, definition, units)
    files = table_files(one)
    for name, data in (papers or {}).items():
        if name in {*files, NIST, MANIFEST}:
            raise InputError(f"there is an output called {name} already")
        files[name] = data
    left_out: dict[str, JsonValue] = {}
    if about is None and definition is not None:
        about = about_of(definition)
    if about is None:
        left_out[NIST] = "issuer and days of polling are not known: there is no definition"
    elif made_at is None:
        left_out[NIST] = "the moment of the report is not given"
    else:
        files[NIST] = report(one, about, made_at, program)
    files[MANIFEST] = _manifest(one, files, left_out, made_at, program)
    make_folder(folder, disk=disk)
    _need_ours(folder, files)
    for name, data in files.items():
        write_once(folder / name, data, disk=disk)
    return tuple(folder / name for name in files)


def export_totals(
    totals: Totals, result: Result, options: Options, folder: Path, *, disk: Disk = SYSTEM
) -> tuple[Path, ...]:
    """The outputs of one totals file: no definition, so no stations and no NIST report; protocols in both languages."""
    contest = ContestId(totals.contest.id)
    papers = {
        f"protocol-{language}.pdf": protocol(totals, result, None, language, options=options)
        for language in Language
    }
    return export(
        {contest: totals}, {contest: result}, None, (), folder, made_at=None, papers=papers, disk=disk
    )


def export_record(
    counted: RecordCounted, folder: Path, *, made_at: datetime, disk: Disk = SYSTEM
) -> tuple[Path, ...]:
    """The outputs of a record's count, with votes by unit, and each contest's protocol in both languages."""
    totals = {one.contest.id: one.totals for one in counted.contests}
    papers = {
        f"protocol-{one.contest.id}-{language}.pdf": protocol(
            totals[one.contest.id],
            one.result,
            counted.definition,
            language,
            options=options_of(one.contest),
        )
        for one in counted.contests
        for language in Language
    }
    results = {one.contest.id: one.result for one in counted.contests}
    return export(
        totals, results, counted.definition, counted.units, folder, made_at=made_at, papers=papers, disk=disk
    )


def _manifest(
    one: Counted,
    files: Mapping[str, bytes],
    left_out: dict[str, JsonValue],
    made_at: datetime | None,
    program: str,
) -> bytes:
    contests: list[JsonValue] = [_contest(count.totals, count.result) for count in one.contests]
    out: dict[str, JsonValue] = {"format": FORMAT, "program": program}
    if made_at is not None:
        out["made_at"] = utc_text(made_at)
    out["contests"] = contests
    out["files"] = {name: digest(data) for name, data in files.items()}
    if left_out:
        out["left_out"] = left_out
    return canonical(out)


def _contest(totals: Totals, result: Result) -> dict[str, JsonValue]:
    out: dict[str, JsonValue] = {
        "id": totals.contest.id,
        "rule": {"id": result.rule_id, "version": result.rule_version},
        "status": str(result.status),
    }
    return out | ({"record": totals.record} if totals.record else {})


def _need_ours(folder: Path, files: Mapping[str, bytes]) -> None:
    """A folder of somebody else's stays as it is; drafts of ours may lie in it after a crash."""
    ours = {path.name for name in files for path in (folder / name, draft_path(folder / name))}
    try:
        foreign = sorted(path.name for path in folder.iterdir() if path.name not in ours)
    except OSError as error:
        raise storage_error(error, folder) from error
    if foreign:
        raise RefusedError(
            f"{foreign[0]!r} is in the folder, which is no part of these outputs",
            place=str(folder),
            hint="name a new folder",
        )

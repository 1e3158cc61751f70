"""verify (وارسی): anyone re-checks everything from the public record."""

from pathlib import Path

from shora.box.archive_read import open_archive
from shora.errors import InputError
from shora.ids import Hash
from shora.record.find import RecordFolder, locate
from shora.record.read import open_record
from shora.steps.progress import Watcher
from shora.verification.box import BOX_CHECKS, check_box
from shora.verification.city import check_city, count_ballots
from shora.verification.verdict import Verdict


def verify(path: Path, watcher: Watcher, *, published: Hash | None = None) -> Verdict:
    """The verdict on a record, a ``.bel``, or a folder with one.

    ``published`` is the record hash that was published before the day: only with it is it sure that this is
    the record of *that* election, and not a whole other one with keys of its own.
    Raises :class:`~shora.errors.InputError` for what is none of these, and ``UnsupportedError`` for
    archives with features that this version does not check.
    """
    found = locate(path)
    if isinstance(found, RecordFolder):
        record = open_record(found.layout.root)
        watcher.begin("ballots", count_ballots(record))
        return check_city(record, watcher.done, published=published)
    if published is not None:
        raise InputError("an archive alone has no record hash", place=str(path), hint="name the record")
    with open_archive(found.path) as archive:
        watcher.begin("ballots", archive.ballots)
    checked = check_box(found.path, file=found.path.name, progress=watcher.done, rules=None)
    return checked.findings.verdict(BOX_CHECKS, boxes=1, ballots=checked.ballots)

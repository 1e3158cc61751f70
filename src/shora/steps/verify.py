"""verify (وارسی): anyone re-checks everything from the public record."""

from pathlib import Path

from shora.box.archive_read import open_archive
from shora.record.find import RecordFolder, locate
from shora.record.read import open_record
from shora.steps.progress import Watcher
from shora.verification.box import BOX_CHECKS, check_box
from shora.verification.city import check_city, count_ballots
from shora.verification.verdict import Verdict


def verify(path: Path, watcher: Watcher) -> Verdict:
    """The verdict on a record, a ``.bel``, or a folder with one.

    Raises :class:`~shora.errors.InputError` for what is none of these, and ``UnsupportedError`` for
    archives with features that this version does not check.
    """
    found = locate(path)
    if isinstance(found, RecordFolder):
        record = open_record(found.layout.root)
        watcher.begin("ballots", count_ballots(record))
        return check_city(record, watcher.done)
    with open_archive(found.path) as archive:
        watcher.begin("ballots", archive.ballots)
    checked = check_box(found.path, file=found.path.name, one_ballot=False, progress=watcher.done)
    return checked.findings.verdict(BOX_CHECKS, boxes=1, ballots=checked.ballots)

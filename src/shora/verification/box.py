"""All checks of one box's archive, in order. The archive may be Shora's or a stranger's."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shora.box.archive_read import ArchiveIndex, open_archive
from shora.box.events import BoxPhase
from shora.box.payloads import SetupData
from shora.errors import ShoraError, UnsupportedError
from shora.ids import Hash
from shora.tally.result import QuestionResult
from shora.verification.setup import Setup, read_setup
from shora.verification.v02_trustees import check_trustees
from shora.verification.v03_setup import check_setup
from shora.verification.v04_archive import check_archive
from shora.verification.v05_ballots import BallotsChecked, Progress, check_ballots
from shora.verification.v07_tally import check_tally
from shora.verification.v08_shares import check_shares
from shora.verification.v09_result import check_box_result
from shora.verification.verdict import Check, Findings, Place

BOX_CHECKS = (Check.V2, Check.V3, Check.V4, Check.V5, Check.V6, Check.V7, Check.V8, Check.V9)
"""What can be said of an archive alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxChecked:
    """What the checks of one archive leave for those of the city."""

    findings: Findings
    phase: BoxPhase
    head: Hash | None
    ballots: int
    setup: Setup | None
    stored: SetupData | None
    checked: BallotsChecked | None
    result: tuple[QuestionResult, ...] | None


def check_box(
    path: Path,
    *,
    file: str,
    one_ballot: bool,
    progress: Progress,
    expect: Callable[[Setup, ArchiveIndex, Findings], None] | None = None,
) -> BoxChecked:
    """Checks the archive at ``path``, which findings call ``file``.

    ``expect`` adds what a city demands of the set-up. Raises :class:`~shora.errors.InputError` if it is
    no archive at all and :class:`UnsupportedError` for shuffles, other groups and kinds of question.
    """
    findings = Findings()
    with open_archive(path) as archive:
        check_archive(archive, findings, file=file)
        try:
            setup = read_setup(archive, file)
        except UnsupportedError:
            raise
        except ShoraError as error:
            code = str(getattr(error, "code", "setup-unreadable"))
            findings.fail(Check.V3, code, Place(file=file, event=0), str(error), after=(Check.V4,))
            return _without_setup(archive, findings)
        if expect is None:  # a city checks its trustees once, and each box for having the same
            check_trustees(setup.keys, findings, file=file)
        check_setup(setup, findings, stem=path.stem)
        if expect is not None:
            expect(setup, archive, findings)
        checked = check_ballots(archive, setup, findings, one_ballot=one_ballot, progress=progress)
        check_tally(archive, setup, checked, findings)
        tally = _recorded_tally(archive)
        shares = check_shares(archive, setup, tally, findings)
        result = check_box_result(archive, setup, tally, shares, findings)
        return BoxChecked(
            findings=findings,
            phase=archive.phase,
            head=archive.head,
            ballots=archive.ballots,
            setup=setup,
            stored=archive.setup,
            checked=checked,
            result=result,
        )


def _recorded_tally(archive: ArchiveIndex) -> bytes | None:
    """The encrypted tally that the archive has; V7 says whether it is right."""
    if archive.tally is None:
        return None
    try:
        return archive.read(archive.tally.encrypted_tally)
    except ShoraError:
        return None


def _without_setup(archive: ArchiveIndex, findings: Findings) -> BoxChecked:
    return BoxChecked(
        findings=findings,
        phase=archive.phase,
        head=archive.head,
        ballots=archive.ballots,
        setup=None,
        stored=None,
        checked=None,
        result=None,
    )

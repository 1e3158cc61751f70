"""All checks of one box's archive, in order. The archive may be Shora's or a stranger's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from shora.box.archive_read import ArchiveIndex, open_archive
from shora.box.events import BoxPhase
from shora.errors import ShoraError, UnsupportedError
from shora.ids import Hash, PublicCredential, Tracker
from shora.tally.result import QuestionResult
from shora.verification.archived import Archived, archived
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
class CityRules:
    """What a city demands of a box beyond what holds for any archive.

    ``set_up`` looks at its set-up; ``day`` at what was said of it, after its ballots and before its tally:
    a tally of other ballots than were signed for follows from that.
    """

    set_up: Callable[[Setup, ArchiveIndex, Findings], None]
    day: Callable[[Archived, Findings], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxChecked:
    """What the checks of one archive leave for those of the city.

    ``checked`` has the product of its ballots, from which a tally is made.
    """

    findings: Findings
    archived: Archived
    setup: Setup | None
    checked: BallotsChecked | None
    result: tuple[QuestionResult, ...] | None

    @property
    def phase(self) -> BoxPhase:
        """Where the box stands."""
        return self.archived.phase

    @property
    def head(self) -> Hash | None:
        """The hash of its last event."""
        return self.archived.head

    @property
    def ballots(self) -> int:
        """How many Ballot events there are."""
        return self.archived.ballots


def check_box(
    path: Path, *, file: str, progress: Progress, rules: CityRules | None, context: Findings | None = None
) -> BoxChecked:
    """Checks the archive at ``path``, which findings call ``file``.

    With ``rules`` it is a box of a record, and each card has one ballot; failures in ``context`` can explain
    its own. Raises :class:`~shora.errors.InputError` if it is no archive at all and
    :class:`UnsupportedError` for shuffles, and of an archive alone for other groups and kinds of question:
    in a record a set-up with these is one that the city did not make.
    """
    findings = Findings() if context is None else Findings(context)
    with open_archive(path) as archive:
        check_archive(archive, findings, file=file)
        setup = _read_setup(archive, findings, file, alone=rules is None)
        if setup is None:
            facts = _facts(archive, file, None, {}, rules, findings)
            return BoxChecked(findings=findings, archived=facts, setup=None, checked=None, result=None)
        if rules is None:  # a city checks its trustees once, and each box for having the same
            check_trustees(setup.keys, findings, file=file)
        check_setup(setup, findings, stem=path.stem)
        if rules is not None:
            rules.set_up(setup, archive, findings)
        checked = check_ballots(archive, setup, findings, one_ballot=rules is not None, progress=progress)
        facts = _facts(archive, file, setup, checked.cast, rules, findings)
        check_tally(archive, setup, checked, findings)
        tally = _recorded_tally(archive)
        shares = check_shares(archive, setup, tally, findings)
        result = check_box_result(archive, setup, tally, shares, findings)
        return BoxChecked(findings=findings, archived=facts, setup=setup, checked=checked, result=result)


def _read_setup(archive: ArchiveIndex, findings: Findings, file: str, *, alone: bool) -> Setup | None:
    try:
        return read_setup(archive, file)
    except ShoraError as error:
        unsupported = isinstance(error, UnsupportedError)
        if unsupported and alone:
            raise
        code = "unsupported" if unsupported else str(getattr(error, "code", "setup-unreadable"))
        findings.fail(Check.V3, code, Place(file=file, event=0), str(error), after=(Check.V4,))
        return None


def _facts(
    archive: ArchiveIndex,
    file: str,
    setup: Setup | None,
    cast: Mapping[PublicCredential, Tracker],
    rules: CityRules | None,
    findings: Findings,
) -> Archived:
    facts = archived(archive, file, None if setup is None else setup.election, cast)
    if rules is not None:
        rules.day(facts, findings)
    return facts


def _recorded_tally(archive: ArchiveIndex) -> bytes | None:
    """The encrypted tally that the archive has; V7 says whether it is right."""
    if archive.tally is None:
        return None
    try:
        return archive.read(archive.tally.encrypted_tally)
    except ShoraError:
        return None

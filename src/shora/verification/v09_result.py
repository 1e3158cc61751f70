"""V9: the result is what the shares decrypt to, with as many of them as the key needs."""

from collections.abc import Sequence

from shora.box.archive_read import ArchiveIndex
from shora.crypto.trustees import PartialDecryption, check_result
from shora.errors import ShoraError
from shora.tally.result import QuestionResult, read_result
from shora.verification.setup import Setup
from shora.verification.verdict import Check, Findings, Place

_ROOTS = (Check.V4, Check.V3, Check.V5, Check.V10, Check.V7, Check.V8)


def check_box_result(
    archive: ArchiveIndex,
    setup: Setup,
    encrypted_tally: bytes | None,
    shares: Sequence[PartialDecryption],
    findings: Findings,
) -> tuple[QuestionResult, ...] | None:
    """Gives the result's numbers where they can be read."""
    if archive.result is None:
        return None
    findings.looked(Check.V9)
    here = Place(file=setup.file)
    if encrypted_tally is None:
        findings.fail(Check.V9, "tally-missing", here, "there is no readable tally", after=_ROOTS)
        return None
    try:
        data = archive.read(archive.result)
        faults = check_result(setup.election, setup.keys, encrypted_tally, shares, data)
        for fault in faults:
            findings.fail(Check.V9, fault.code, setup.place(fault), fault.detail, after=_ROOTS)
        return read_result(data, setup.election.questions, setup.file)
    except ShoraError as error:
        if not findings.failed(Check.V9):
            code = str(getattr(error, "code", "result-unreadable"))
            findings.fail(Check.V9, code, here, error.message, after=_ROOTS)
        return None

"""V4: the archive is, byte for byte, one chain of events in their order with all their data."""

from shora.box.archive_read import ArchiveIndex
from shora.verification.verdict import Check, Findings, Place


def check_archive(archive: ArchiveIndex, findings: Findings, *, file: str) -> None:
    """Takes over what reading the archive found."""
    findings.looked(Check.V4)
    for finding in archive.findings:
        findings.fail(
            Check.V4,
            str(finding.code),
            Place(file=file),
            f"{finding.detail} ({finding.place}, byte {finding.offset})",
        )

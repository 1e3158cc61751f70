"""V7: the encrypted tally is the product of the ballots that count."""

from shora.box.archive_read import ArchiveIndex
from shora.errors import ShoraError
from shora.verification.setup import Setup
from shora.verification.v05_ballots import BallotsChecked
from shora.verification.verdict import Check, Findings, Place

_ROOTS = (Check.V4, Check.V5, Check.V6, Check.V10)


def check_tally(archive: ArchiveIndex, setup: Setup, checked: BallotsChecked, findings: Findings) -> None:
    """Compares the recorded tally with the product, and its two counts with the ballots'."""
    sized = archive.tally
    if sized is None:
        return
    findings.looked(Check.V7)
    here = Place(file=setup.file)
    product = checked.product
    try:
        recorded = archive.read(sized.encrypted_tally)
    except ShoraError as error:
        findings.fail(Check.V7, "tally-unreadable", here, error.message, after=_ROOTS)
        return
    if recorded != product.encrypted_tally():
        detail = "the recorded tally is not the product of the ballots"
        findings.fail(Check.V7, "tally-not-product", here, detail, after=_ROOTS)
    counts = (("ballots", sized.num_tallied, product.ballots), ("weight", sized.total_weight, product.weight))
    for what, said, right in counts:
        if said != right:
            findings.fail(
                Check.V7, "tally-count", here, f"{what}: {said} recorded, {right} counted", after=_ROOTS
            )

"""V8: every partial decryption is the tally to the power of its trustee's share."""

from shora.box.archive_read import ArchiveIndex
from shora.crypto.trustees import PartialDecryption, check_partial_decryption
from shora.errors import ShoraError
from shora.verification.setup import Setup
from shora.verification.verdict import Check, Findings, Place

_ROOTS = (Check.V4, Check.V3, Check.V5, Check.V10, Check.V7)


def check_shares(
    archive: ArchiveIndex, setup: Setup, encrypted_tally: bytes | None, findings: Findings
) -> list[PartialDecryption]:
    """Checks each share against the recorded tally; gives those that could be read."""
    readable: list[PartialDecryption] = []
    keys = setup.keys.verification_keys
    for owned in archive.shares:
        findings.looked(Check.V8)
        here = Place(file=setup.file, trustee=owned.owner)
        if owned.owner > len(keys):
            findings.fail(Check.V8, "owner-out-of-range", here, f"there are {len(keys)} trustees")
            continue
        if encrypted_tally is None:
            findings.fail(Check.V8, "tally-missing", here, "there is no readable tally", after=_ROOTS)
            continue
        try:
            payload = archive.read(owned.payload)
            faults = check_partial_decryption(setup.election, encrypted_tally, keys[owned.owner - 1], payload)
        except ShoraError as error:
            code = str(getattr(error, "code", "share-unreadable"))
            findings.fail(Check.V8, code, here, error.message, after=_ROOTS)
            continue
        for fault in faults:
            place = setup.place(fault)
            place = Place(file=place.file, question=place.question, choice=place.choice, trustee=owned.owner)
            findings.fail(Check.V8, fault.code, place, fault.detail, after=_ROOTS)
        readable.append(PartialDecryption(owner=owned.owner, payload=payload))
    return readable

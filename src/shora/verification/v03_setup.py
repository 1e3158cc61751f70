"""V3: the box was set up as it must be.

For any archive: the election's key is the trustees' joint key; every credential is a distinct point
of the group, not the neutral element; the file is named after the uuid. For a box of a record also:
the city's trustees, the box's own uuid and cards, and the city's questions with a launch code.
"""

from collections.abc import Callable, Sequence

from shora.box.archive_read import ArchiveIndex
from shora.box.payloads import digest
from shora.crypto.credentials import check_keys
from shora.crypto.fault import CryptoInputError
from shora.election.definition import Definition
from shora.election.template import check_against_definition
from shora.errors import ShoraError
from shora.ids import PublicCredential
from shora.record.read import BoxInfo
from shora.text.json import as_object, parse
from shora.verification.setup import Setup
from shora.verification.verdict import Check, Findings, Place

_FIXED = (Check.V1, Check.V2)
"""Where what was fixed at definition is not what was signed, a box that was set up with the right one differs."""


def check_setup(setup: Setup, findings: Findings, *, stem: str) -> None:
    """``stem`` is the archive's file name without its ending."""
    findings.looked(Check.V3)
    here = Place(file=setup.file, event=0)
    try:
        joint = setup.keys.public_key
    except CryptoInputError as error:
        findings.fail(Check.V3, error.code, here, f"the trustees have no joint key: {error.message}")
        joint = ""
    if joint and joint != setup.election.public_key:
        findings.fail(Check.V3, "key-not-joint", here, "the election's key is not the trustees' joint key")
    if stem != setup.election.uuid:
        detail = f"the file is named {stem}, the election's uuid is {setup.election.uuid}"
        findings.fail(Check.V3, "file-name", here, detail)
    check_cards(list(setup.weights), findings, place=here)


def check_cards(cards: Sequence[PublicCredential], findings: Findings, *, place: Place) -> None:
    """That each card's public part is a key: a point of the group, and not the neutral element."""
    for card, code in zip(cards, check_keys(cards), strict=True):
        if code is not None:
            findings.fail(Check.V3, code, place, f"the credential {card} is not a card's key")


def expected_of(
    info: BoxInfo, definition: Definition, trustees: bytes
) -> Callable[[Setup, ArchiveIndex, Findings], None]:
    """What a city demands of a box's set-up, for :func:`shora.verification.box.check_box`."""

    def check(setup: Setup, archive: ArchiveIndex, findings: Findings) -> None:
        here = Place(file=setup.file, event=0)
        stored = archive.setup
        if stored.trustees != digest(trustees):
            detail = "the box has other trustees than its city"
            findings.fail(Check.V3, "other-trustees", here, detail, after=_FIXED)
        if stored.credentials != digest(info.credentials):
            detail = "the box has other cards than were made for it"
            findings.fail(Check.V3, "other-cards", here, detail, after=_FIXED)
        if stored.credentials_certificate is not None:
            findings.fail(
                Check.V3, "setup-certificate", here, "the set-up of our boxes names three things only"
            )
        if setup.election.uuid != info.uuid:
            detail = f"the uuid of box {info.box} is {info.uuid}"
            findings.fail(Check.V3, "other-uuid", here, detail, after=_FIXED)
        try:
            election = as_object(parse(archive.read(stored.election), place=setup.file), setup.file)
        except ShoraError as error:
            findings.fail(Check.V3, "election-malformed", here, error.message)
            return
        for difference in check_against_definition(
            election, definition, uuid=info.uuid, public_key=None, launch_code=None
        ):
            findings.fail(Check.V3, "not-the-definition", here, str(difference), after=_FIXED)

    return check

"""V4: the archive is, byte for byte, one chain of events in their order with all their data."""

import re
from contextlib import suppress
from typing import Final

from shora.box.archive_read import ArchiveIndex
from shora.box.events import EventType
from shora.errors import InputError
from shora.verification.verdict import Check, Findings, Place

_EVENT: Final = re.compile(r"event ([0-9]{1,15})")
_MEMBER: Final = re.compile(r"([0-9a-f]{64})(?:\.(?:data|event)\.json)?")


def check_archive(archive: ArchiveIndex, findings: Findings, *, file: str) -> None:
    """Takes over what reading the archive found, with the height where the place is an event or its data."""
    findings.looked(Check.V4)
    heights = _heights(archive) if archive.findings else {}
    for finding in archive.findings:
        place = Place(file=file, event=_height(finding.place, heights))
        detail = f"{finding.detail} ({finding.place}, byte {finding.offset})"
        findings.fail(Check.V4, str(finding.code), place, detail)


def _heights(archive: ArchiveIndex) -> dict[str, int]:
    """The height of each event, and of the data that it brings, by their hashes."""
    heights: dict[str, int] = {}
    for event, name in zip(archive.events(), archive.event_hashes(), strict=True):
        heights[name] = event.height
        if event.payload is not None:
            heights.setdefault(event.payload, event.height)
        if event.type is EventType.ENCRYPTED_TALLY and archive.tally is not None:
            heights.setdefault(archive.tally.encrypted_tally, event.height)
    with suppress(InputError):
        heights |= dict.fromkeys(archive.setup.names, 0)
    return heights


def _height(place: str, heights: dict[str, int]) -> int | None:
    event, member = _EVENT.fullmatch(place), _MEMBER.fullmatch(place)
    if event is not None:
        return int(event[1])
    return None if member is None else heights.get(member[1])

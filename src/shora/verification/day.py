"""The day of one box as V10 and V11 look at it: its files, read once, beside what its archive says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shora.election.definition import Definition
from shora.election.people import OfficeRole
from shora.election.station import BoxKind
from shora.ids import Hash, StationId
from shora.record.day import Closing, Decision, Ended, Opening, Unopened
from shora.record.layout import Layout
from shora.record.read import BoxInfo, is_plain_file
from shora.record.stated import Signed
from shora.text.json import JsonValue
from shora.verification.archived import Archived
from shora.verification.signed import differences, office_keys, read_part, read_signed, station_keys
from shora.verification.verdict import Check, Findings, Place

ROOTS = (Check.V1, Check.V4, Check.V3, Check.V5, Check.V6, Check.V10)
"""What explains that a statement and an archive differ; V10 itself: the file that it names has failed already."""


_CODES: Final = {
    "opening": "opening-differs",
    "ended": "ended-differs",
    "decision": "decision-differs",
    "closing": "closing-differs",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The box that is looked at. ``archived`` is ``None`` where there is no archive, or none that can be opened."""

    layout: Layout
    record: Hash
    definition: Definition
    info: BoxInfo
    archived: Archived | None

    @property
    def kind(self) -> BoxKind:
        """What the box is for; one that the definition lacks is taken for a regular one, V1 names it."""
        return next((b.kind for b in self.definition.boxes if b.id == self.info.box), BoxKind.REGULAR)

    @property
    def station(self) -> StationId:
        """Where it stands, as the definition has it; V1 says where ``box.json`` differs."""
        stations = (b.station for b in self.definition.boxes if b.id == self.info.box)
        return next(stations, self.info.station)

    @property
    def has_archive(self) -> bool:
        """Whether a plain file lies where its archive belongs."""
        return is_plain_file(self.layout.archive(self.info.box, self.info.uuid))

    @property
    def archive(self) -> str:
        """What findings call the archive."""
        return self.layout.relative(self.layout.archive(self.info.box, self.info.uuid))

    def file(self, name: str) -> str:
        """What findings call a file of the day."""
        return f"boxes/{self.info.box}/{name}.json"

    def has(self, name: str) -> bool:
        """Whether a file of the day is there."""
        return (self.layout.folder(self.info.box) / f"{name}.json").exists()

    def identity(self) -> dict[str, JsonValue]:
        """What every statement about the box begins with."""
        return {"election": self.definition.id, "box": self.info.box, "uuid": self.info.uuid}

    def differ(
        self, name: str, statement: Mapping[str, JsonValue], right: dict[str, JsonValue], findings: Findings
    ) -> None:
        """A failure for each field of a file that is not ``right``."""
        for difference in differences(statement, right):
            findings.fail(Check.V10, _CODES[name], Place(file=self.file(name)), difference, after=ROOTS)

    def archive_differs(self, name: str, what: str, said: object, found: object, findings: Findings) -> None:
        """``archive-differs`` where a file says one thing and the archive another."""
        if said != found:
            detail = f"{what}: {name}.json states {said}, and the archive has {found}"
            findings.fail(Check.V10, "archive-differs", Place(file=self.archive), detail, after=ROOTS)


@dataclass(slots=True, kw_only=True)
class Day:
    """What was read of a box's day; ``None`` for what is not there or cannot be read.

    ``challenges`` are the bytes of ``challenges.json``.
    """

    opening: Signed[Opening] | None = None
    ended: Signed[Ended] | None = None
    closing: Signed[Closing] | None = None
    unopened: Signed[Unopened] | None = None
    decision: Signed[Decision] | None = None
    challenges: bytes | None = None

    @property
    def is_closed(self) -> bool:
        """Whether its minutes are there."""
        return self.closing is not None


def read_day(where: Where, findings: Findings) -> Day:
    """Reads the files of a box's day, with their signatures; what is wrong with them is V10's."""
    box, definition = where.info.box, where.definition
    officials = station_keys(definition, where.station)
    signers = ((f"box:{box}", where.info.key), *officials)
    deciders = office_keys(definition, OfficeRole.INQUIRY, OfficeRole.HEADQUARTERS)
    layout = where.layout
    day = Day()
    opening, ended, decision = where.file("opening"), where.file("ended"), where.file("decision")
    day.opening = read_signed(Opening, layout.opening(box), signers, findings, Check.V10, file=opening)
    day.ended = read_signed(Ended, layout.ended(box), signers, findings, Check.V10, file=ended)
    day.decision = read_signed(Decision, layout.decision(box), deciders, findings, Check.V10, file=decision)
    closing = where.file("closing")
    data = read_part(layout.closing(box), findings, Check.V10, file=closing)
    if data is not None and b'{"statement":{"kind":"unopened"' in data[:40]:
        day.unopened = read_signed(
            Unopened, layout.closing(box), officials, findings, Check.V10, file=closing
        )
    elif data is not None:
        day.closing = read_signed(Closing, layout.closing(box), signers, findings, Check.V10, file=closing)
    day.challenges = read_part(layout.challenges(box), findings, Check.V11, file=where.file("challenges"))
    if any(where.has(name) for name in ("opening", "ended", "closing", "decision")):
        findings.looked(Check.V10)
    return day

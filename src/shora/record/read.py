"""A record, opened: its shape is checked, what it proves is not. Spec: ``spec/record.md``.

Shape means: every file that has to be there is there, none other is, and what never changes has the
hash that ``record.json`` says. Everything wrong becomes a finding; only a folder that is no record
at all is refused.
"""

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from shora.box.payloads import decode_credentials, digest, hash_field
from shora.errors import InputError, ShoraError
from shora.ids import BoxId, ContestId, ElectionId, Hash, PublicCredential, StationId, TrusteeId, Uuid
from shora.record.layout import FORMAT, WITH_ANNULLED, Layout, is_file_name
from shora.text import json

_DAY: Final = ("opening", "ended", "closing", "challenges", "decision")
_NAMED: Final = ("checkins", "orders", "opened", "groups", "totals", "lots", "seats")
_NUMBERED: Final = ("orders", "lots")
_NUMBER: Final = re.compile(r"(?!0000)[0-9]{4}")


class RecordFault(StrEnum):
    """What is wrong with a record's shape. The value is the code that is printed."""

    FILE_MISSING = "file-missing"
    """A file that has to be there is not."""
    FILE_UNEXPECTED = "file-unexpected"
    """A file or folder has no place in a record, or is none (a link, a device)."""
    HASH_DIFFERS = "hash-differs"
    """A fixed part is not what ``record.json`` says."""
    NOT_CANONICAL = "not-canonical"
    """JSON is not written in the one form that is hashed."""
    MALFORMED = "malformed"
    """A file is not what its place says."""
    UUID_TWICE = "uuid-twice"
    """Two boxes have the same uuid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFinding:
    """One thing that is wrong: ``place`` is the file in the record, ``detail`` a sentence."""

    code: RecordFault
    place: str
    detail: str

    def __str__(self) -> str:
        """One line, as it is printed."""
        return f"{self.code} ({self.place}): {self.detail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxInfo:
    """What is fixed about a box before it opens.

    ``key`` is its identity key (``spec/signed.md``), ``credentials`` the JSON that its archive will carry.
    """

    box: BoxId
    uuid: Uuid
    station: StationId
    key: str
    credentials: bytes

    @property
    def cards(self) -> tuple[PublicCredential, ...]:
        """The public parts of the box's cards."""
        return tuple(one.credential for one in decode_credentials(self.credentials, f"box {self.box}"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record as it lies on disk.

    ``boxes`` are those that can be read, in the order of ``record.json``; ``opened`` those of them that
    have an archive. ``totals``, ``with_annulled`` and ``seats`` are the contests that have a file;
    ``checkins``, ``orders``, ``lots``, ``trustees_opened`` and ``groups`` say which of these files are there.
    """

    layout: Layout
    hash: Hash
    election: ElectionId
    files: dict[str, Hash]
    boxes: tuple[BoxInfo, ...]
    opened: frozenset[BoxId]
    checkins: tuple[StationId, ...]
    orders: tuple[int, ...]
    trustees_opened: tuple[TrusteeId, ...] = ()
    groups: tuple[str, ...]
    totals: tuple[ContestId, ...]
    with_annulled: tuple[ContestId, ...]
    lots: tuple[int, ...]
    seats: tuple[ContestId, ...]
    findings: tuple[RecordFinding, ...]

    @property
    def definition(self) -> bytes:
        """The definition's bytes; :class:`InputError` if they are not there."""
        return read_file(self.layout.definition)

    @property
    def trustees(self) -> bytes:
        """The trustees' bytes; :class:`InputError` if they are not there."""
        return read_file(self.layout.trustees)

    @property
    def ceremony(self) -> bytes:
        """The transcript's bytes; :class:`InputError` if they are not there."""
        return read_file(self.layout.ceremony)

    @property
    def cards(self) -> bytes:
        """The card office's statement; :class:`InputError` if it is not there."""
        return read_file(self.layout.cards)

    @property
    def signatures(self) -> bytes:
        """The signatures under ``record.json``; :class:`InputError` if they are not there."""
        return read_file(self.layout.signatures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The content of ``record.json``: the election, and the hashes of the parts that never change."""

    election: ElectionId
    files: dict[str, Hash]

    def encode(self) -> bytes:
        """The canonical JSON."""
        return json.canonical({"format": FORMAT, "election": self.election, "files": self.files})

    @classmethod
    def decode(cls, data: bytes, place: str) -> "Head":
        """From ``record.json``; :class:`InputError` for another format and for what is malformed."""
        value = json.parse(data, place=place)
        format = json.field(value, "format", str, place)
        if format != FORMAT:
            raise InputError(f"the format {format[:40]!r} is not known, only {FORMAT}", place=place)
        json.only_fields(value, ("format", "election", "files"), (), place)
        files = json.field(value, "files", dict, place)
        return cls(
            election=ElectionId(json.field(value, "election", str, place)),
            files={name: hash_field(files, name, place) for name in files},
        )

    def boxes(self) -> Iterator[BoxId]:
        """The boxes, in order."""
        for name in self.files:
            parts = name.split("/")
            if len(parts) == 3 and (parts[0], parts[2]) == ("boxes", "box.json") and is_file_name(parts[1]):
                yield BoxId(parts[1])

    def expected(self) -> set[str]:
        """The names that ``files`` must have."""
        boxes = {f"boxes/{box}/{name}" for box in self.boxes() for name in ("box.json", "credentials.json")}
        return {"definition.json", "trustees.json", "ceremony.json", "cards.json"} | boxes


def open_record(path: Path) -> Record:
    """Read the record in the folder ``path``.

    :class:`InputError` if it is none of a known format. Archives, totals and seats are found, not read.
    """
    layout = Layout(root=path)
    data = read_file(layout.record)
    head = Head.decode(data, str(layout.record))
    findings: list[RecordFinding] = []
    if head.encode() != data:
        detail = "it is not written in the canonical form"
        findings.append(RecordFinding(code=RecordFault.NOT_CANONICAL, place="record.json", detail=detail))
    findings += _check_list(head)
    findings += _check_fixed(layout, head)
    boxes = tuple(_readable_boxes(layout, head, findings))
    findings += _check_folder(layout, head, boxes)
    return Record(
        layout=layout,
        hash=digest(data),
        election=head.election,
        files=head.files,
        boxes=boxes,
        opened=frozenset(info.box for info in boxes if is_plain_file(layout.archive(info.box, info.uuid))),
        checkins=tuple(StationId(name) for name in _names(path / "checkins")),
        orders=_numbers(path / "orders"),
        trustees_opened=tuple(TrusteeId(name) for name in _names(path / "opened")),
        groups=_names(path / "groups"),
        totals=tuple(ContestId(name) for name in _names(path / "totals") if not name.endswith(WITH_ANNULLED)),
        with_annulled=tuple(
            ContestId(name.removesuffix(WITH_ANNULLED))
            for name in _names(path / "totals")
            if name.endswith(WITH_ANNULLED)
        ),
        lots=_numbers(path / "lots"),
        seats=tuple(ContestId(name) for name in _names(path / "seats")),
        findings=tuple(findings),
    )


def read_boxes(layout: Layout) -> tuple[BoxInfo, ...]:
    """All boxes of a record, in order; :class:`InputError` for one that cannot be read."""
    head = Head.decode(read_file(layout.record), str(layout.record))
    return tuple(read_box(layout, box) for box in head.boxes())


def read_box(layout: Layout, box: BoxId) -> BoxInfo:
    """One box; :class:`InputError` if it cannot be read or is another one."""
    place = str(layout.box(box))
    value = json.parse(read_file(layout.box(box)), place=place)
    json.only_fields(value, ("box", "station", "uuid", "key"), (), place)
    named = json.field(value, "box", str, place)
    if named != box:
        raise InputError(f"it is of the box {named[:80]!r}", place=place)
    uuid = json.field(value, "uuid", str, place)
    if not is_file_name(uuid):
        raise InputError(f"the uuid is {uuid[:80]!r}", place=place)
    credentials = read_file(layout.credentials(box))
    need_equal_cards(credentials, str(layout.credentials(box)))
    return BoxInfo(
        box=box,
        uuid=Uuid(uuid),
        station=StationId(json.field(value, "station", str, place)),
        key=json.field(value, "key", str, place),
        credentials=credentials,
    )


def need_equal_cards(credentials: bytes, place: str) -> None:
    """That the cards of a box are keys and nothing else: no weights, no names. :class:`InputError` otherwise."""
    cards = [one.credential for one in decode_credentials(credentials, place)]
    if json.canonical(cards) != credentials:
        raise InputError("a card is more than its public part", place=place, hint="every card has one vote")


def record_hash(layout: Layout) -> Hash:
    """The hash of ``record.json``: it stands for everything that was fixed at definition."""
    return digest(read_file(layout.record))


def is_plain_file(path: Path) -> bool:
    """Whether a file lies there itself: what a link leads to is no part of the record."""
    return path.is_file() and not path.is_symlink()


def read_file(path: Path) -> bytes:
    """The bytes of a file of the record; :class:`InputError` if it is not there or no plain file."""
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise InputError("it is not a plain file", place=str(path))
        if status.st_size > json.MAX_BYTES:
            raise InputError(f"it has {status.st_size} bytes, more than {json.MAX_BYTES}", place=str(path))
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}", place=str(path)) from None


def _check_list(head: Head) -> Iterator[RecordFinding]:
    """Whether ``record.json`` names the fixed parts that a record has."""
    for name in sorted(head.expected() - head.files.keys()):
        yield RecordFinding(
            code=RecordFault.MALFORMED, place="record.json", detail=f"it has no hash of {name}"
        )
    for name in sorted(head.files.keys() - head.expected()):
        yield RecordFinding(
            code=RecordFault.MALFORMED,
            place="record.json",
            detail=f"it names {name[:80]!r}, which is no fixed part",
        )


def _check_fixed(layout: Layout, head: Head) -> Iterator[RecordFinding]:
    """Whether the fixed parts are there, and are what ``record.json`` says."""
    for name in sorted(head.expected()):
        path = layout.root / name
        if not path.is_file():
            yield RecordFinding(code=RecordFault.FILE_MISSING, place=name, detail="the file is not there")
            continue
        try:
            data = read_file(path)
        except InputError as error:
            yield RecordFinding(code=RecordFault.MALFORMED, place=name, detail=error.message)
            continue
        right = head.files.get(name)
        if right is not None and digest(data) != right:
            detail = f"its SHA-256 is {digest(data)}, and record.json says {right}"
            yield RecordFinding(code=RecordFault.HASH_DIFFERS, place=name, detail=detail)
        try:
            if not json.is_canonical(data, json.parse(data)):
                detail = "it is not written in the canonical form"
                yield RecordFinding(code=RecordFault.NOT_CANONICAL, place=name, detail=detail)
        except InputError as error:
            yield RecordFinding(code=RecordFault.MALFORMED, place=name, detail=str(error))


def _readable_boxes(layout: Layout, head: Head, findings: list[RecordFinding]) -> Iterator[BoxInfo]:
    """The boxes that can be read; what is wrong with the others goes to ``findings``."""
    seen: dict[Uuid, BoxId] = {}
    named = {finding.place.rpartition("/")[0] for finding in findings}
    for box in head.boxes():
        name = layout.relative(layout.box(box))
        try:
            info = read_box(layout, box)
        except ShoraError as error:
            if f"boxes/{box}" not in named:
                findings.append(RecordFinding(code=RecordFault.MALFORMED, place=name, detail=error.message))
            continue
        if info.uuid in seen:
            detail = f"the box {seen[info.uuid]} has the same uuid"
            findings.append(RecordFinding(code=RecordFault.UUID_TWICE, place=name, detail=detail))
        seen.setdefault(info.uuid, box)
        yield info


def _check_folder(layout: Layout, head: Head, boxes: tuple[BoxInfo, ...]) -> Iterator[RecordFinding]:
    """Whether everything in the folder has a place there."""
    allowed = {"record.json", "signatures.json", "plan.json"} | head.expected()
    allowed |= {layout.relative(layout.archive(info.box, info.uuid)) for info in boxes}
    allowed |= {f"boxes/{box}/{name}.json" for box in head.boxes() for name in _DAY}
    folders = {"boxes", *_NAMED} | {f"boxes/{box}" for box in head.boxes()}
    for path in _everything(layout, folders):
        name = layout.relative(path)
        mode = path.lstat().st_mode
        inside = path.parent.name in _NAMED and len(name.split("/")) == 2
        named = inside and path.suffix == ".json" and is_file_name(path.stem)
        named = named and (path.parent.name not in _NUMBERED or _NUMBER.fullmatch(path.stem) is not None)
        right = name in folders if stat.S_ISDIR(mode) else (name in allowed or named) and stat.S_ISREG(mode)
        if not right:
            yield RecordFinding(code=RecordFault.FILE_UNEXPECTED, place=name, detail=_why(path))


def _everything(layout: Layout, folders: set[str]) -> Iterator[Path]:
    """All entries of the record and of its own ``folders``, in order; no link and no other folder is entered."""
    waiting = [layout.root]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            yield path
            if path.is_dir() and not path.is_symlink() and layout.relative(path) in folders:
                waiting.append(path)


def _why(path: Path) -> str:
    if path.name.startswith(".") and path.name.endswith(".draft"):
        return "a write that a crash interrupted; it was never part of the record and can be deleted"
    return "it is a link" if path.is_symlink() else "it has no place in a record"


def _names(folder: Path) -> tuple[str, ...]:
    """What the files of a folder are named after, in order."""
    if not folder.is_dir():
        return ()
    return tuple(path.stem for path in sorted(folder.glob("*.json")) if is_file_name(path.stem))


def _numbers(folder: Path) -> tuple[int, ...]:
    """The numbers after which the files of a folder are named, ascending."""
    return tuple(int(name) for name in _names(folder) if _NUMBER.fullmatch(name))

"""A record: begun, opened, and every way in which its shape can be wrong."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from shora.box.payloads import digest
from shora.errors import InputError, RefusedError
from shora.ids import BoxId, ContestId, ElectionId, StationId, Uuid
from shora.record.layout import Layout, file_name
from shora.record.read import BoxInfo, RecordFault, open_record, read_box, read_boxes, record_hash
from shora.record.write import Fixed, create_record, record_statement, write_once
from shora.text.json import canonical

ELECTION = ElectionId("demo-1405")
DEFINITION = canonical({"format": "shora-definition-1", "name": "شورا"})
BOXES = [
    BoxInfo(
        box=BoxId(f"box-{number}"),
        uuid=Uuid(f"{number}23456789ABCDE"),
        station=StationId(f"station-{number}"),
        key=f"{number:064x}",
        credentials=canonical([f"{number:064x}"]),
    )
    for number in (2, 1)
]


def create(root: Path, boxes: list[BoxInfo] = BOXES, definition: bytes = DEFINITION) -> Layout:
    fixed = Fixed(
        election=ELECTION, definition=definition, trustees=b"[]", ceremony=b"{}", cards=b"{}", boxes=boxes
    )
    return create_record(root, fixed, record_statement(fixed).encode())


@pytest.fixture(name="layout")
def _layout(tmp_path: Path) -> Layout:
    return create(tmp_path / "cities" / "record")


def test_a_new_record(layout: Layout) -> None:
    record = open_record(layout.root)
    assert record.findings == ()
    assert (record.election, record.definition, record.trustees) == (ELECTION, DEFINITION, b"[]")
    assert record.boxes == tuple(BOXES) == read_boxes(layout)
    assert (record.opened, record.totals, record.seats) == (frozenset(), (), ())
    assert record.hash == record_hash(layout) == digest(layout.record.read_bytes())
    assert json.loads(layout.record.read_bytes()) == {
        "format": "shora-record-2",
        "election": "demo-1405",
        "files": {
            name: digest((layout.root / name).read_bytes())
            for name in (
                "definition.json",
                "trustees.json",
                "ceremony.json",
                "cards.json",
                "boxes/box-2/box.json",
                "boxes/box-2/credentials.json",
                "boxes/box-1/box.json",
                "boxes/box-1/credentials.json",
            )
        },
    }
    assert layout.box(BoxId("box-1")).read_bytes() == (
        b'{"box":"box-1","station":"station-1","uuid":"123456789ABCDE","key":"' + b"0" * 63 + b'1"}'
    )


def test_a_record_grows(layout: Layout) -> None:
    write_once(layout.archive(BOXES[0].box, BOXES[0].uuid), b"an archive")
    write_once(layout.totals(ContestId("council")), b"{}")
    write_once(layout.totals(ContestId("council")), b"{}")
    write_once(layout.seats(ContestId("council")), b"{}")
    with pytest.raises(RefusedError, match="already written, with other content"):
        write_once(layout.totals(ContestId("council")), b"[]")
    record = open_record(layout.root)
    assert record.findings == ()
    assert record.opened == {BOXES[0].box}
    assert record.totals == record.seats == (ContestId("council"),)


def test_beginning_again_is_the_same_or_refused(layout: Layout) -> None:
    before = layout.record.read_bytes()
    assert create(layout.root) == layout
    with pytest.raises(RefusedError):
        create(layout.root, definition=b"{}")
    with pytest.raises(RefusedError):
        create(layout.root, boxes=BOXES[:1])
    assert layout.record.read_bytes() == before


@pytest.mark.parametrize(
    "change,message",
    [
        ({"box": BoxId("BOX-1")}, "the box 'box-1' is there twice"),
        ({"uuid": BOXES[1].uuid}, "the uuid '123456789ABCDE' is there twice"),
        ({"box": BoxId("../up")}, "cannot name a file"),
        ({"box": BoxId("صندوق")}, "cannot name a file"),
        ({"uuid": Uuid("a/b")}, "cannot name a file"),
        ({"credentials": b'["x"]'}, "not 64 hexadecimal digits"),
        ({"credentials": b"[ ]"}, "not canonical JSON"),
    ],
)
def test_refuses_before_anything_is_written(tmp_path: Path, change: dict[str, str], message: str) -> None:
    parts = {
        name: getattr(BOXES[0], name) for name in ("box", "uuid", "station", "key", "credentials")
    } | change
    with pytest.raises(InputError, match=message):
        create(tmp_path / "r", boxes=[BoxInfo(**parts), BOXES[1]])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("definition", [b"{ }", b"{}\n", b"", b'{"a":1,"a":1}'])
def test_refuses_a_definition_that_is_not_canonical(tmp_path: Path, definition: bytes) -> None:
    with pytest.raises(InputError, match="definition"):
        create(tmp_path / "r", definition=definition)
    assert list(tmp_path.iterdir()) == []


def rewrite(layout: Layout, change: Callable[[dict[str, object]], None]) -> None:
    """``record.json`` with something else in it, canonical all the same."""
    value = json.loads(layout.record.read_bytes())
    change(value)
    layout.record.write_bytes(canonical(value))


# What is done to a record, and the finding.
SPOILT: list[tuple[str, Callable[[Layout], object], RecordFault, str]] = [
    (
        "definition changed",
        lambda r: r.definition.write_bytes(b"{}"),
        RecordFault.HASH_DIFFERS,
        "definition.json",
    ),
    ("definition gone", lambda r: r.definition.unlink(), RecordFault.FILE_MISSING, "definition.json"),
    ("trustees changed", lambda r: r.trustees.write_bytes(b"[1]"), RecordFault.HASH_DIFFERS, "trustees.json"),
    (
        "credentials gone",
        lambda r: r.credentials(BOXES[0].box).unlink(),
        RecordFault.FILE_MISSING,
        "boxes/box-2/credentials.json",
    ),
    (
        "box changed",
        lambda r: r.box(BOXES[0].box).write_bytes(b'{"box":"box-2","station":"s","uuid":"u2345678901234"}'),
        RecordFault.HASH_DIFFERS,
        "boxes/box-2/box.json",
    ),
    (
        "a stranger",
        lambda r: (r.root / "notes.txt").write_bytes(b""),
        RecordFault.FILE_UNEXPECTED,
        "notes.txt",
    ),
    ("a folder", lambda r: (r.boxes / "box-9").mkdir(), RecordFault.FILE_UNEXPECTED, "boxes/box-9"),
    (
        "another archive",
        lambda r: (r.folder(BOXES[0].box) / "other.bel").write_bytes(b""),
        RecordFault.FILE_UNEXPECTED,
        "boxes/box-2/other.bel",
    ),
    (
        "a draft",
        lambda r: (r.root / ".record.json.draft").write_bytes(b""),
        RecordFault.FILE_UNEXPECTED,
        ".record.json.draft",
    ),
    (
        "a link for an archive",
        lambda r: r.archive(BOXES[0].box, BOXES[0].uuid).symlink_to("box.json"),
        RecordFault.FILE_UNEXPECTED,
        "boxes/box-2/223456789ABCDE.bel",
    ),
    (
        "a folder for a file",
        lambda r: (r.root / "totals" / "council.json").mkdir(parents=True),
        RecordFault.FILE_UNEXPECTED,
        "totals/council.json",
    ),
    (
        "a hash left out",
        lambda r: rewrite(r, lambda value: value["files"].pop("trustees.json")),  # type: ignore[attr-defined]
        RecordFault.MALFORMED,
        "record.json",
    ),
    (
        "a hash of nothing",
        lambda r: rewrite(r, lambda value: value["files"].update({"../x": "0" * 64})),  # type: ignore[attr-defined]
        RecordFault.MALFORMED,
        "record.json",
    ),
    (
        "record.json with spaces",
        lambda r: r.record.write_bytes(r.record.read_bytes() + b"\n"),
        RecordFault.NOT_CANONICAL,
        "record.json",
    ),
]


@pytest.mark.parametrize("spoil,fault,place", [case[1:] for case in SPOILT], ids=[case[0] for case in SPOILT])
def test_spoilt(layout: Layout, spoil: Callable[[Layout], object], fault: RecordFault, place: str) -> None:
    spoil(layout)
    findings = open_record(layout.root).findings
    assert [(finding.code, finding.place) for finding in findings] == [(fault, place)], findings
    assert str(findings[0]).startswith(f"{fault} ({place}): ")


def resealed(layout: Layout, path: Path, data: bytes) -> None:
    """A fixed part changed together with its hash, so that only its meaning is wrong."""
    path.write_bytes(data)
    name = layout.relative(path)
    rewrite(layout, lambda value: value["files"].update({name: digest(data)}))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "data,fault",
    [
        (b'{"box":"box-1","station":"s","uuid":"u2345678901234"}', RecordFault.MALFORMED),
        (b'{"box":"box-2","station":"s","uuid":"../../u"}', RecordFault.MALFORMED),
        (b'{"box":"box-2","station":"s"}', RecordFault.MALFORMED),
        (b'{"box":"box-2","box":"box-2","station":"s","uuid":"u"}', RecordFault.MALFORMED),
        (b'{"box":"box-2", "station":"s","uuid":"u2345678901234"}', RecordFault.NOT_CANONICAL),
        (
            b'{"box":"box-2","station":"s","uuid":"123456789ABCDE","key":"' + b"0" * 63 + b'1"}',
            RecordFault.UUID_TWICE,
        ),
    ],
)
def test_a_box_that_is_none(layout: Layout, data: bytes, fault: RecordFault) -> None:
    resealed(layout, layout.box(BOXES[0].box), data)
    record = open_record(layout.root)
    assert {finding.code for finding in record.findings} == {fault}
    if fault is RecordFault.MALFORMED:
        assert record.boxes == (BOXES[1],)
        with pytest.raises(InputError):
            read_boxes(layout)


@pytest.mark.parametrize(
    "content,message",
    [
        (None, "it cannot be read: No such file"),
        (b"", "not JSON"),
        (b"{}", "the field 'format' is missing"),
        (b'{"format":"shora-record-9"}', "the format 'shora-record-9' is not known, only shora-record-2"),
        (b'{"format":"shora-record-2"}', "the field 'election' is missing"),
        (b'{"format":"shora-record-2","election":"e","files":{"a":"b"}}', "is not a hash"),
        (b'{"format":"shora-record-2","election":"e","files":{},"more":1}', "there is no field 'more'"),
    ],
)
def test_no_record(layout: Layout, content: bytes | None, message: str) -> None:
    layout.record.unlink()
    if content is not None:
        layout.record.write_bytes(content)
    with pytest.raises(InputError, match=message):
        open_record(layout.root)


def test_links_are_not_followed(layout: Layout, tmp_path: Path) -> None:
    layout.definition.rename(tmp_path / "elsewhere.json")
    layout.definition.symlink_to(tmp_path / "elsewhere.json")
    record = open_record(layout.root)
    assert [finding.code for finding in record.findings] == [
        RecordFault.MALFORMED,
        RecordFault.FILE_UNEXPECTED,
    ]
    with pytest.raises(InputError, match="not a plain file"):
        _ = record.definition


def test_a_link_to_an_archive_is_no_archive(layout: Layout, tmp_path: Path) -> None:
    archive = layout.archive(BOXES[0].box, BOXES[0].uuid)
    archive.write_bytes(b"an archive")
    assert open_record(layout.root).opened == {BOXES[0].box}
    archive.rename(tmp_path / "elsewhere.bel")
    archive.symlink_to(tmp_path / "elsewhere.bel")
    assert open_record(layout.root).opened == frozenset()


def test_a_box_by_itself(layout: Layout) -> None:
    assert read_box(layout, BOXES[1].box) == BOXES[1]
    with pytest.raises(InputError):
        read_box(layout, BoxId("box-7"))


def test_names() -> None:
    assert file_name("box-1.A_b") == "box-1.A_b"
    for name in ("", ".", "..", ".hidden", "-x", "a/b", "a\\b", "a b", "é", "a\0", "a" * 65, "a\n"):
        with pytest.raises(InputError):
            file_name(name)


def test_the_record_can_be_moved(layout: Layout, tmp_path: Path) -> None:
    layout.root.rename(tmp_path / "moved")
    assert open_record(tmp_path / "moved").findings == ()

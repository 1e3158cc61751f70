"""Archives that another program made, read and taken apart; and every way to spoil one, by name.

The spoiled ones are built here from tar blocks up, not with the writer: what the reader says must not
depend on what the writer would do.
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shora.box.archive_read import ArchiveIndex, open_archive
from shora.box.events import BoxPhase, EventType
from shora.box.faults import MAX_FINDINGS, ArchiveFault
from shora.errors import DamagedError, InputError, UnsupportedError
from shora.ids import Hash

PEER = Path(__file__).parents[2] / "data" / "peer"
ARCHIVES = sorted(PEER.glob("*.bel"))
TIME = 1795533685


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def block(name: str, size: int, time: int = TIME) -> bytes:
    header = bytearray(512)
    for at, text in [
        (0, name),
        (100, "0000644"),
        (108, "0000000"),
        (116, "0000000"),
        (124, f"{size:011o}"),
        (136, f"{time:011o}"),
        (148, " " * 8),
        (156, "0"),
    ]:
        header[at : at + len(text)] = text.encode()
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    return bytes(header)


def member(name: str, body: bytes, time: int = TIME) -> bytes:
    return block(name, len(body), time) + body + bytes(-len(body) % 512)


def data(body: bytes) -> bytes:
    return member(f"{sha(body)}.data.json", body)


def compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


class Forge:
    """An archive under construction: members in order, and the chain as far as it goes."""

    def __init__(self) -> None:
        self.members: list[bytes] = [member("BELENIOS", b'{"version":1,"timestamp":"%d"}' % TIME)]
        self.parent: str | None = None
        self.height = 0

    def data(self, body: bytes) -> str:
        self.members.append(data(body))
        return sha(body)

    def event(
        self, type: str, payload: str | None = None, encode: Callable[[object], bytes] = compact
    ) -> None:
        event: dict[str, object] = {} if self.parent is None else {"parent": self.parent}
        event |= {"height": self.height, "type": type}
        if payload is not None:
            event["payload"] = payload
        body = encode(event)
        self.members.append(member(f"{sha(body)}.event.json", body))
        self.parent = sha(body)
        self.height += 1

    def setup(self, mark: str = "") -> None:
        parts = [
            b'{"uuid":"%s"}' % mark.encode(),
            b'["trustees%s"]' % mark.encode(),
            b'["%s"]' % mark.encode(),
        ]
        names = dict(zip(("election", "trustees", "credentials"), map(self.data, parts), strict=True))
        self.event("Setup", self.data(compact(names)))

    def ballot(self, number: int) -> None:
        self.event("Ballot", self.data(b'{"ballot":%d}' % number))

    def tally(self, mark: int = 0) -> None:
        inner = self.data(b'[["tally %d"]]' % mark)
        sized = {"num_tallied": 1, "total_weight": 1, "encrypted_tally": inner}
        self.event("EncryptedTally", self.data(compact(sized)))

    def share(self, owner: int, mark: int = 0) -> None:
        inner = self.data(b'["share %d"]' % (owner + 100 * mark))
        self.event("PartialDecryption", self.data(compact({"owner": owner, "payload": inner})))

    def result(self, mark: int = 0) -> None:
        self.event("Result", self.data(b'{"result":[[%d]]}' % mark))

    def bytes(self) -> bytes:
        return b"".join(self.members)


def whole() -> Forge:
    """Members: 0 preamble, 1–3 election, trustees, credentials, 4 payload, 5 Setup, 6–7 and 8–9 ballots,
    10 EndBallots, 11–13 tally, 14–16 and 17–19 shares, 20–21 result."""
    forge = Forge()
    forge.setup()
    forge.ballot(1)
    forge.ballot(2)
    forge.event("EndBallots")
    forge.tally()
    forge.share(1)
    forge.share(2)
    forge.result()
    return forge


@pytest.fixture(name="read")
def _read(tmp_path: Path) -> Iterator[Callable[[bytes], ArchiveIndex]]:
    opened: list[ArchiveIndex] = []

    def read(content: bytes) -> ArchiveIndex:
        path = tmp_path / "a.bel"
        path.write_bytes(content)
        opened.append(open_archive(path))
        return opened[-1]

    yield read
    for index in opened:
        index.close()


Read = Callable[[bytes], ArchiveIndex]


def codes(index: ArchiveIndex) -> list[ArchiveFault]:
    return [finding.code for finding in index.findings]


# ── What the peer made ──


@pytest.mark.parametrize("path", ARCHIVES, ids=lambda path: path.stem)
def test_the_peers_archives(path: Path) -> None:
    with open_archive(path) as index:
        assert index.findings == ()
        assert index.phase is BoxPhase.DECRYPTED
        assert index.length == index.sound_length == path.stat().st_size
        assert (index.ballots, index.event_count, index.state.shares) == (8, 15, 3)
        assert [event.type for event in index.events()][-1] is EventType.RESULT
        assert [event.height for event in index.events()] == list(range(15))
        assert index.head == list(index.event_hashes())[-1] == index.sound_state.head
        assert json.loads(index.read(index.setup.election))["uuid"] == path.stem
        assert index.setup.credentials_certificate is None
        assert index.tally is not None
        assert (index.tally.num_tallied, index.tally.total_weight) == (5, 5)
        assert index.tally.encrypted_tally in index
        assert [share.owner for share in index.shares] == [2, 3, 1]
        assert index.result is not None
        assert index.read(index.result) == b'{"result":[[3,1],[2,2,1]]}'
        ballots = [ballot for batch in index.iter_ballots(10_000) for ballot in batch]
        assert [ballot.height for ballot in ballots] == list(range(1, 9))
        assert all(sha(ballot.data) == ballot.hash for ballot in ballots)
        assert [len(batch) for batch in index.iter_ballots(1)] == [1] * 8
        assert [len(batch) for batch in index.iter_ballots(10**9)] == [8]
        assert list(index.ballot_starts(20)) == [ballot.data[:20] for ballot in ballots]


@pytest.mark.parametrize("path", ARCHIVES, ids=lambda path: path.stem)
def test_the_forge_makes_what_the_peer_makes(path: Path) -> None:
    content, offset, forged = path.read_bytes(), 0, b""
    while offset < len(content):
        size = int(content[offset + 124 : offset + 135], 8)
        name = content[offset : offset + 100].rstrip(b"\0").decode()
        time = int(content[136:147], 8)
        forged += member(name, content[offset + 512 : offset + 512 + size], time)
        offset = len(forged)
    assert forged == content


def test_a_whole_archive_has_no_findings(read: Read) -> None:
    index = read(whole().bytes())
    assert codes(index) == []
    assert index.phase is BoxPhase.DECRYPTED
    assert index.timestamp == TIME


@pytest.mark.parametrize("count", [1, 6, 8, 10, 11, 14, 17, 20, 22])
def test_it_may_end_after_any_event(read: Read, count: int) -> None:
    index = read(b"".join(whole().members[:count]))
    assert codes(index) == ([ArchiveFault.SETUP_MISSING] if count == 1 else [])


def test_newer_setups_have_a_certificate(read: Read) -> None:
    forge = Forge()
    parts = {name: forge.data(name.encode()) for name in ("election", "trustees", "credentials")}
    parts["credentials_certificate"] = forge.data(b"{}")
    forge.event("Setup", forge.data(compact(parts)))
    index = read(forge.bytes())
    assert codes(index) == []
    assert index.setup.credentials_certificate == sha(b"{}")


# ── Not an archive ──


@pytest.mark.parametrize(
    "content,message",
    [
        (b"", "the file is empty"),
        (b"x" * 2000, "not a Belenios archive"),
        (bytes(4096), "not a Belenios archive"),
        (block("BELENIOS", 38), "not a Belenios archive"),
        (data(b"{}"), "not a Belenios archive"),
        (member("BELENIOS", b'{"version":2,"timestamp":"1"}'), "an archive of version 2 is not known"),
        (member("BELENIOS", b'{"version":1}'), "unusable: the field 'timestamp' is missing"),
        (member("BELENIOS", b'{"version":1,"timestamp":"x"}'), "the archive's timestamp is 'x'"),
        (
            member("BELENIOS", b'{"version":1,"timestamp":1}'),
            "unusable: the field 'timestamp' has to be text",
        ),
        (member("BELENIOS", b'{"version":1,"timestamp":"99999999999"}'), "the archive's timestamp is"),
        (member("BELENIOS", b"version 1"), "unusable"),
    ],
)
def test_unusable(read: Read, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(content)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        open_archive(tmp_path / "none.bel")
    with pytest.raises(InputError, match="Is a directory"):
        open_archive(tmp_path)


def test_shuffles_are_not_supported(read: Read) -> None:
    forge = Forge()
    forge.setup()
    forge.event("EndBallots")
    forge.tally()
    forge.event("EndShuffles")
    with pytest.raises(
        UnsupportedError, match=r"a\.bel, event 3: shuffles and list questions are not supported"
    ):
        read(forge.bytes())


# ── Bytes ──


@pytest.mark.parametrize("number", [0, 1, 5])
def test_every_header_byte_counts(tmp_path: Path, number: int) -> None:
    """No byte of a header can be changed without a finding (the long run of zero bytes: every eighth)."""
    members = whole().members[:6]
    start = sum(map(len, members[:number]))
    for at in [*range(start, start + 160), *range(start + 160, start + 512, 8)]:
        assert spoil(tmp_path, b"".join(members), at), f"byte {at}"


@pytest.mark.parametrize("number", range(6))
def test_every_body_and_filling_byte_counts(tmp_path: Path, number: int) -> None:
    members = whole().members[:6]
    start = sum(map(len, members[:number]))
    for at in range(start + 512, start + len(members[number]), 7):
        assert spoil(tmp_path, b"".join(members), at), f"byte {at}"


def spoil(folder: Path, content: bytes, at: int) -> list[str]:
    """What the reader says when the byte ``at`` is another one."""
    path = folder / "spoiled.bel"
    path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    try:
        with open_archive(path) as index:
            return [str(finding) for finding in index.findings]
    except InputError as error:
        assert at < 1024  # in the preamble
        return [str(error)]


def test_every_truncation_shows(tmp_path: Path) -> None:
    """At every block, and one byte off it."""
    content = ARCHIVES[0].read_bytes()
    ends = {0, *_event_ends(content)}
    path = tmp_path / "cut.bel"
    for length in range(1536, len(content), 512):
        for cut in (length, length - 1, length + 1, length + 100):
            path.write_bytes(content[:cut])
            with open_archive(path) as index:
                assert index.sound_length == max(end for end in ends if end <= cut)
                assert (index.findings == ()) == (cut in ends)


def _event_ends(content: bytes) -> Iterator[int]:
    offset = 0
    while offset < len(content):
        size = int(content[offset + 124 : offset + 135], 8)
        is_event = b".event.json" in content[offset : offset + 100]
        offset += 512 + size + -size % 512
        if is_event:
            yield offset


def test_truncations_are_named(read: Read) -> None:
    content = whole().bytes()
    last = len(content) - len(whole().members[-1])
    for length, code in [
        (last + 3, ArchiveFault.TRUNCATED),
        (last + 300, ArchiveFault.TRUNCATED),
        (last + 512, ArchiveFault.TRUNCATED),
        (last + 530, ArchiveFault.TRUNCATED),
        (len(content) - 1, ArchiveFault.TRUNCATED),
        (last, ArchiveFault.DATA_WITHOUT_EVENT),
    ]:
        index = read(content[:length])
        assert code in codes(index)
        assert index.phase is BoxPhase.TALLIED


@pytest.mark.parametrize("rest", [b"\n", b"{}" * 300, bytes(512), bytes(1024), bytes(10240), b"\0"])
def test_appended_bytes(read: Read, rest: bytes) -> None:
    content = whole().bytes()
    index = read(content + rest)
    assert codes(index) == [ArchiveFault.BYTES_APPENDED]
    assert index.findings[0].offset == len(content) == index.sound_length


def test_two_archives_in_one_file(read: Read) -> None:
    index = read(whole().bytes() + whole().bytes())
    assert codes(index)[0] is ArchiveFault.HEADER_MALFORMED
    assert index.findings[0].place == "BELENIOS"


@pytest.mark.parametrize(
    "at,byte,code",
    [
        (512 * 2 + 150, b"9", ArchiveFault.CHECKSUM_WRONG),
        (512 * 2 + 105, b"7", ArchiveFault.HEADER_MALFORMED),
        (512 * 2 + 257, b"ustar", ArchiveFault.HEADER_MALFORMED),
        (512 * 3 + 1, b"?", ArchiveFault.HASH_WRONG),
        (512 * 4 - 1, b"?", ArchiveFault.PADDING_NOT_ZERO),
    ],
)
def test_spoiled_bytes_are_named(read: Read, at: int, byte: bytes, code: ArchiveFault) -> None:
    content = whole().bytes()
    index = read(content[:at] + byte + content[at + len(byte) :])
    assert codes(index) == [code]
    assert index.findings[0].offset == 1024
    assert index.findings[0].place.startswith(sha(b'{"uuid":""}'))


def test_another_time(read: Read) -> None:
    forge = whole()
    body = b'{"uuid":""}'
    forge.members[1] = member(f"{sha(body)}.data.json", body, TIME + 1)
    assert codes(read(forge.bytes())) == [ArchiveFault.TIMESTAMP_DIFFERS]
    forge = whole()
    forge.members[0] = member("BELENIOS", b'{"version":1,"timestamp":"%d"}' % TIME, TIME + 1)
    assert codes(read(forge.bytes())) == [ArchiveFault.TIMESTAMP_DIFFERS]


@pytest.mark.parametrize("body", [b'{"version":1, "timestamp":"%d"}', b'{"version":1,"timestamp":"0%d"}'])
def test_preamble_in_another_form(read: Read, body: bytes) -> None:
    forge = whole()
    forge.members[0] = member("BELENIOS", body % TIME)
    assert codes(read(forge.bytes())) == [ArchiveFault.PREAMBLE_MALFORMED]


def test_a_stranger_among_the_members(read: Read) -> None:
    forge = whole()
    forge.members.insert(3, member("README", b"hello"))
    assert codes(read(forge.bytes())) == [ArchiveFault.HEADER_MALFORMED]


# ── Members ──


def test_swapped_members(read: Read) -> None:
    for a, b in [(1, 2), (2, 3), (1, 3), (11, 12), (14, 15)]:
        forge = whole()
        forge.members[a], forge.members[b] = forge.members[b], forge.members[a]
        assert set(codes(read(forge.bytes()))) == {ArchiveFault.MEMBER_OUT_OF_PLACE}, (a, b)


def test_data_after_its_event(read: Read) -> None:
    for event in (5, 7, 13, 16, 21):
        forge = whole()
        forge.members[event], forge.members[event - 1] = forge.members[event - 1], forge.members[event]
        index = read(forge.bytes())
        assert set(codes(index)) == {ArchiveFault.MEMBER_OUT_OF_PLACE}, event
        assert index.phase is BoxPhase.DECRYPTED


def test_data_too_early(read: Read) -> None:
    forge = whole()
    forge.members.insert(6, forge.members.pop(8))
    index = read(forge.bytes())
    assert codes(index) == [ArchiveFault.MEMBER_OUT_OF_PLACE]
    assert index.findings[0].place == "event 2"


@pytest.mark.parametrize("at", [1, 4, 6, 11, 12, 14, 15, 20])
def test_missing_data(read: Read, at: int) -> None:
    forge = whole()
    del forge.members[at]
    found = codes(read(forge.bytes()))
    assert ArchiveFault.PAYLOAD_MISSING in found
    assert set(found) <= {ArchiveFault.PAYLOAD_MISSING, ArchiveFault.DATA_WITHOUT_EVENT}


@pytest.mark.parametrize("at", [1, 2, 6, 8, 10, 11, 20, 22])
def test_orphans(read: Read, at: int) -> None:
    forge = whole()
    forge.members.insert(at, data(b'"nobody names this"'))
    index = read(forge.bytes())
    assert codes(index) == [ArchiveFault.DATA_WITHOUT_EVENT]
    assert index.findings[0].place == sha(b'"nobody names this"')


def test_the_same_data_twice(read: Read) -> None:
    for at in (1, 4, 6, 11, 20):
        forge = whole()
        forge.members.insert(at, forge.members[at])
        assert ArchiveFault.MEMBER_REPEATED in codes(read(forge.bytes())), at


def test_the_same_ballot_twice(read: Read) -> None:
    forge = Forge()
    forge.setup()
    forge.ballot(1)
    forge.ballot(1)
    assert codes(read(forge.bytes())) == [ArchiveFault.MEMBER_REPEATED]
    del forge.members[-2]  # the data once, two events
    assert codes(read(forge.bytes())) == [ArchiveFault.MEMBER_OUT_OF_PLACE]


# ── Events ──


def test_out_of_order(read: Read) -> None:
    def two_setups(forge: Forge) -> None:
        forge.setup()
        forge.setup("again")

    def ballot_before_setup(forge: Forge) -> None:
        forge.ballot(1)
        forge.setup()

    def closed(forge: Forge) -> None:
        forge.setup()
        forge.ballot(1)
        forge.event("EndBallots")

    def tallied(forge: Forge) -> None:
        closed(forge)
        forge.tally()

    def opened(forge: Forge) -> None:
        tallied(forge)
        forge.share(1)
        forge.result()

    cases: list[tuple[ArchiveFault, list[Callable[[Forge], object]]]] = [
        (ArchiveFault.SETUP_TWICE, [two_setups]),
        (ArchiveFault.SETUP_MISSING, [ballot_before_setup]),
        (ArchiveFault.BALLOT_AFTER_END, [closed, lambda forge: forge.ballot(2)]),
        (ArchiveFault.END_TWICE, [closed, lambda forge: forge.event("EndBallots")]),
        (ArchiveFault.TALLY_BEFORE_END, [lambda forge: forge.setup(), lambda forge: forge.tally()]),
        (ArchiveFault.TALLY_TWICE, [tallied, lambda forge: forge.tally(1)]),
        (ArchiveFault.SHARE_BEFORE_TALLY, [closed, lambda forge: forge.share(1)]),
        (ArchiveFault.SHARE_TWICE, [tallied, lambda forge: forge.share(1), lambda forge: forge.share(1, 1)]),
        (ArchiveFault.RESULT_BEFORE_SHARE, [tallied, lambda forge: forge.result()]),
        (ArchiveFault.RESULT_TWICE, [opened, lambda forge: forge.result(1)]),
        (ArchiveFault.EVENT_AFTER_RESULT, [opened, lambda forge: forge.share(2)]),
        (
            ArchiveFault.EVENT_WITHOUT_PAYLOAD,
            [lambda forge: forge.setup(), lambda forge: forge.event("Ballot")],
        ),
    ]
    for fault, steps in cases:
        forge = Forge()
        for step in steps:
            step(forge)
        assert codes(read(forge.bytes())) == [fault], fault


def test_an_end_with_a_payload(read: Read) -> None:
    forge = Forge()
    forge.setup()
    forge.event("EndBallots", forge.data(b'"why"'))
    assert codes(read(forge.bytes())) == [ArchiveFault.EVENT_WITH_PAYLOAD]


def test_a_broken_chain(read: Read) -> None:
    forge = Forge()
    forge.setup()
    forge.height = 5
    forge.ballot(1)
    forge.ballot(2)
    index = read(forge.bytes())
    assert codes(index) == [ArchiveFault.HEIGHT_WRONG]
    assert index.findings[0].place == "event 5"
    forge = Forge()
    forge.setup()
    forge.parent = sha(b"other")
    forge.ballot(1)
    forge.ballot(2)
    assert codes(read(forge.bytes())) == [ArchiveFault.PARENT_WRONG]


def test_dropped_and_swapped_events(read: Read) -> None:
    forge = whole()
    del forge.members[6:8]  # the first ballot with its event
    assert set(codes(read(forge.bytes()))) == {ArchiveFault.HEIGHT_WRONG}
    forge = whole()
    forge.members[6:10] = forge.members[8:10] + forge.members[6:8]
    assert ArchiveFault.HEIGHT_WRONG in codes(read(forge.bytes()))


@pytest.mark.parametrize(
    "encode,fault",
    [
        (lambda event: json.dumps(event).encode(), ArchiveFault.EVENT_NOT_CANONICAL),
        (lambda event: compact(dict(reversed(event.items()))), ArchiveFault.EVENT_NOT_CANONICAL),
        (lambda event: compact(event) + b"\n", ArchiveFault.EVENT_NOT_CANONICAL),
        (lambda event: compact(event | {"note": 1}), ArchiveFault.EVENT_MALFORMED),
        (lambda event: compact(event | {"height": "1"}), ArchiveFault.EVENT_MALFORMED),
        (lambda event: compact(event)[:-1] + b',"height":1}', ArchiveFault.EVENT_MALFORMED),
        (lambda event: b"{}", ArchiveFault.EVENT_MALFORMED),
        (lambda event: compact(event) + b" " * 5000, ArchiveFault.EVENT_MALFORMED),
    ],
)
def test_events_in_another_form(read: Read, encode: Callable[[object], bytes], fault: ArchiveFault) -> None:
    forge = Forge()
    forge.setup()
    forge.event("EndBallots", encode=encode)
    assert codes(read(forge.bytes())) == [fault]


def test_unknown_events(read: Read) -> None:
    forge = Forge()
    forge.setup()
    forge.event("Recount")
    index = read(forge.bytes())
    assert codes(index) == [ArchiveFault.EVENT_MALFORMED]
    assert "there is no event 'Recount'" in index.findings[0].detail


@pytest.mark.parametrize("change", [{"num_tallied": -1}, {"more": 1}, {"encrypted_tally": "x"}])
def test_malformed_payloads(read: Read, change: dict[str, object]) -> None:
    forge = Forge()
    forge.setup()
    forge.event("EndBallots")
    inner = forge.data(b'["tally"]')
    sized = {"num_tallied": 1, "total_weight": 1, "encrypted_tally": inner} | change
    forge.event("EncryptedTally", forge.data(compact(sized)))
    assert codes(read(forge.bytes())) == [ArchiveFault.DATA_WITHOUT_EVENT, ArchiveFault.PAYLOAD_MALFORMED]


def test_a_setup_that_is_none(read: Read) -> None:
    forge = Forge()
    forge.event("Setup", forge.data(b"{}"))
    index = read(forge.bytes())
    assert codes(index) == [ArchiveFault.PAYLOAD_MALFORMED]
    with pytest.raises(InputError, match="no readable Setup"):
        _ = index.setup


# ── The reader itself ──


def test_findings_are_bounded(read: Read) -> None:
    forge = whole()
    for number in range(MAX_FINDINGS + 50):
        forge.data(b"%d" % number)
    index = read(forge.bytes())
    assert len(index.findings) == MAX_FINDINGS + 1
    assert codes(index)[-1] is ArchiveFault.TOO_MANY


def test_a_finding_is_one_line(read: Read) -> None:
    index = read(whole().bytes() + b"\n")
    length = len(whole().bytes())
    line = f"bytes-appended at byte {length} (byte {length}): 1 bytes that are no member"
    assert [str(finding) for finding in index.findings] == [line]


def test_damaged_ballots_are_left_out(read: Read) -> None:
    content = bytearray(whole().bytes())
    at = content.index(b'{"ballot":1}')
    content[at + 10] = ord("7")
    index = read(bytes(content))
    assert [ballot.data for batch in index.iter_ballots(1000) for ballot in batch] == [b'{"ballot":2}']
    with pytest.raises(DamagedError, match="is not what its name says"):
        index.read(Hash(sha(b'{"ballot":1}')))
    with pytest.raises(InputError, match="is not in the archive"):
        index.read(Hash("00" * 32))


def test_a_file_that_changes_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.bel"
    content = whole().bytes()
    path.write_bytes(content)
    with open_archive(path) as index:
        assert index.findings == ()
        path.write_bytes(content.replace(b'{"ballot":1}', b'{"ballot":7}'))
        with pytest.raises(DamagedError):
            list(index.iter_ballots(1000))
        path.write_bytes(content[:2000])
        with pytest.raises(DamagedError, match="became shorter"):
            list(index.events())


def test_large_bodies_are_hashed_in_pieces(read: Read) -> None:
    forge = Forge()
    forge.setup()
    large = b'"' + b"x" * 3_000_000 + b'"'
    forge.event("Ballot", forge.data(large))
    index = read(forge.bytes())
    assert codes(index) == []
    assert [ballot.data for batch in index.iter_ballots(1) for ballot in batch] == [large]
    spoiled = bytearray(forge.bytes())
    spoiled[-2_000_000] ^= 1
    assert codes(read(bytes(spoiled))) == [ArchiveFault.HASH_WRONG]


def test_values_are_frozen(read: Read) -> None:
    finding = read(whole().bytes() + b"\n").findings[0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        finding.offset = 0  # type: ignore[misc]

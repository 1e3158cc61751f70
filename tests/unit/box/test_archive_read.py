"""Archives that another program made, read and taken apart; and every byte of one, spoiled by name."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.forge import ARCHIVES, TIME, Forge, Read, block, codes, compact, data, member, sha, whole

from shora.box.archive_read import open_archive
from shora.box.events import BoxPhase, EventType
from shora.box.faults import ArchiveFault
from shora.errors import InputError, UnsupportedError

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

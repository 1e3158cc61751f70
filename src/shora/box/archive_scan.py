"""One pass over an archive's bytes: where everything lies, and everything that is wrong.

The pass is what ``belenios-tool election verify`` does when it rebuilds an archive and compares, done
forwards, with a name for each difference: every header byte, every hash, every filling byte, every
link of the chain, and that each event has exactly its own data directly before it, in order. It
holds no body longer than it needs to hash it. Spec: ``spec/archive.md``.
"""

import hashlib
import os
import re
from dataclasses import dataclass
from io import BufferedReader
from typing import Final

from shora.box import events as chain
from shora.box.archive_links import EventRows, Links
from shora.box.events import EMPTY, BoxState
from shora.box.faults import ArchiveFault, Finding, Findings
from shora.box.members import Member, Members
from shora.box.payloads import MAX_BYTES, Owned, SetupData, SizedTally
from shora.box.tar import BLOCK, MAX_FIELD, FlawedHeader, Header, HeaderTrouble, padding, parse_header
from shora.errors import InputError, UnsupportedError
from shora.ids import Hash
from shora.text import json

PREAMBLE: Final = "BELENIOS"
"""Name of the first member."""

VERSION: Final = 1
"""The archive version that this is about."""

_CHUNK: Final = 1 << 20
_MEMBER: Final = re.compile(r"([0-9a-f]{64})\.(data|event)\.json")
_BEGINS_AS_NAME: Final = re.compile(rb"[0-9a-f]{1,64}(?![^.])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What a pass found.

    ``sound_length`` is where the last event ends before which nothing at all is wrong, in bytes, and
    ``sound_state`` the state after that event; with no finding that is the whole file.
    """

    length: int
    timestamp: int
    members: Members
    events: EventRows
    state: BoxState
    setup: SetupData | None
    tally: SizedTally | None
    shares: tuple[Owned, ...]
    result: Hash | None
    findings: tuple[Finding, ...]
    sound_length: int
    sound_state: BoxState


def scan(file: BufferedReader, place: str) -> Scan:
    """Read an archive from its first byte to the length it has now.

    :class:`InputError` when it is no archive of this version, :class:`UnsupportedError` when it has
    shuffles, otherwise findings.
    """
    try:
        return _Pass(file, place).run()
    except UnsupportedError as error:
        raise UnsupportedError(error.message, place=f"{place}, {error.place}", hint=error.hint) from None


class _Pass:
    """The pass, one member at a time."""

    def __init__(self, file: BufferedReader, place: str) -> None:
        self.file = file
        self.place = place
        self.length = os.fstat(file.fileno()).st_size
        self.timestamp = 0
        self.members = Members()
        self.findings = Findings()
        self.links = Links(self.members, self.findings, self.read_at)
        self.sound_length, self.sound_state = 0, EMPTY
        self.buffer = bytearray(_CHUNK)

    def run(self) -> Scan:
        offset = self.read_preamble()
        while offset < self.length:
            span = self.read_member(offset)
            if span == 0:
                break
            offset += span
        self.links.settle(self.place, self.length)
        links = self.links
        return Scan(
            length=self.length,
            timestamp=self.timestamp,
            members=self.members,
            events=links.events,
            state=links.state,
            setup=links.setup,
            tally=links.tally,
            shares=tuple(links.shares),
            result=links.result,
            findings=self.findings.in_order(),
            sound_length=self.sound_length,
            sound_state=self.sound_state,
        )

    def read_preamble(self) -> int:
        """The member ``BELENIOS``; the offset after it."""
        if self.length == 0:
            raise InputError("the file is empty", place=self.place, hint="an archive was never written to it")
        self.file.seek(0)
        header = parse_header(self.file.read(BLOCK).ljust(BLOCK, b"\0"))
        salvaged = header.salvaged if isinstance(header, FlawedHeader) else header
        if salvaged.name != PREAMBLE or not 0 < salvaged.size <= MAX_BYTES or salvaged.span > self.length:
            raise InputError("this is not a Belenios archive", place=self.place)
        self.report_header(header, PREAMBLE, 0)
        body = self.file.read(salvaged.size)
        self.timestamp = self.decode_preamble(body)
        self.check_padding(salvaged, PREAMBLE, 0)
        if salvaged.timestamp != self.timestamp:
            self.findings.add(ArchiveFault.TIMESTAMP_DIFFERS, PREAMBLE, 0, self.other_time(salvaged))
        return salvaged.span

    def decode_preamble(self, body: bytes) -> int:
        """The archive's timestamp."""
        try:
            value = json.parse(body, place=self.place, max_depth=1)
            version = json.field(value, "version", int, self.place)
            timestamp = json.field(value, "timestamp", str, self.place)
        except InputError as error:
            raise InputError(f"the archive's header is unusable: {error.message}", place=self.place) from None
        if version != VERSION:
            raise InputError(f"an archive of version {version} is not known", place=self.place)
        if re.fullmatch(r"[0-9]{1,11}", timestamp) is None or int(timestamp) > MAX_FIELD:
            raise InputError(f"the archive's timestamp is {timestamp[:40]!r}", place=self.place)
        if body != preamble(int(timestamp)):
            detail = "the archive's header is not written in the canonical form"
            self.findings.add(ArchiveFault.PREAMBLE_MALFORMED, PREAMBLE, BLOCK, detail)
        return int(timestamp)

    def read_member(self, offset: int) -> int:
        """The member at ``offset``; its span in bytes, or 0 when nothing after this can be read."""
        self.file.seek(offset)
        block = self.file.read(BLOCK)
        rest = self.length - offset
        if rest < BLOCK:
            self.report_scrap(block, offset)
            return 0
        header = parse_header(block)
        if isinstance(header, FlawedHeader) and header.trouble is HeaderTrouble.UNREADABLE:
            self.report_scrap(block, offset)
            return 0
        salvaged = header.salvaged if isinstance(header, FlawedHeader) else header
        self.report_header(header, salvaged.name, offset)
        if salvaged.span > rest:
            detail = f"the member needs {salvaged.span} bytes, and the file has {rest} more"
            self.findings.add(ArchiveFault.TRUNCATED, salvaged.name, offset, detail)
            return 0
        if salvaged.timestamp != self.timestamp:
            self.findings.add(
                ArchiveFault.TIMESTAMP_DIFFERS, salvaged.name, offset, self.other_time(salvaged)
            )
        name = _MEMBER.fullmatch(salvaged.name)
        if name is None:
            detail = "the name is neither <sha256>.data.json nor <sha256>.event.json"
            self.findings.add(ArchiveFault.HEADER_MALFORMED, salvaged.name, offset, detail)
            return salvaged.span
        found, body = self.read_body(salvaged.size)
        self.check_padding(salvaged, salvaged.name, offset)
        if found != name[1]:
            self.findings.add(
                ArchiveFault.HASH_WRONG, salvaged.name, offset, f"the body's SHA-256 is {found}"
            )
        member = Member(
            hash=Hash(name[1]),
            is_event=name[2] == "event",
            offset=offset,
            size=salvaged.size,
            sound=found == name[1],
        )
        self.links.take(member, body)
        if member.is_event and not self.findings.troubled:
            self.sound_length, self.sound_state = offset + salvaged.span, self.links.state
        return salvaged.span

    def read_body(self, size: int) -> tuple[Hash, bytes]:
        """The hash of the next ``size`` bytes, and the bytes when they are few enough for an event.

        Of more bytes the beginning is given, which is no event either.
        """
        if size <= chain.MAX_BYTES:
            body = self.file.read(size)
            return Hash(hashlib.sha256(body).hexdigest()), body
        hasher = hashlib.sha256()
        view = memoryview(self.buffer)
        while size > 0:
            count = self.file.readinto(view[: min(size, _CHUNK)])
            if count == 0:
                raise InputError("the file became shorter while it was read", place=self.place)
            hasher.update(view[:count])
            size -= count
        return Hash(hasher.hexdigest()), bytes(view[:1])

    def read_at(self, member: Member, most: int) -> bytes:
        """Up to ``most`` bytes of a body that was passed."""
        return os.pread(self.file.fileno(), min(member.size, most), member.offset + BLOCK)

    def check_padding(self, header: Header, name: str, offset: int) -> None:
        filling = self.file.read(padding(header.size))
        if filling.strip(b"\0"):
            at = offset + BLOCK + header.size + len(filling) - len(filling.lstrip(b"\0"))
            detail = f"byte {at} of the file fills up a block, and is not zero"
            self.findings.add(ArchiveFault.PADDING_NOT_ZERO, name, offset, detail)

    def report_header(self, header: Header | FlawedHeader, name: str, offset: int) -> None:
        if isinstance(header, FlawedHeader):
            wrong_sum = header.trouble is HeaderTrouble.CHECKSUM
            code = ArchiveFault.CHECKSUM_WRONG if wrong_sum else ArchiveFault.HEADER_MALFORMED
            self.findings.add(code, name, offset, header.detail)

    def report_scrap(self, block: bytes, offset: int) -> None:
        """What stands where a header is expected and is none."""
        rest = self.length - offset
        place = f"byte {offset}"
        text = block[:100].partition(b"\0")[0]
        if not block.strip(b"\0"):
            detail = f"{rest} bytes after the last member, beginning with zero bytes"
            self.findings.add(ArchiveFault.BYTES_APPENDED, place, offset, detail)
        elif _BEGINS_AS_NAME.match(text) is None:
            self.findings.add(ArchiveFault.BYTES_APPENDED, place, offset, f"{rest} bytes that are no member")
        elif rest < BLOCK:
            self.findings.add(
                ArchiveFault.TRUNCATED, place, offset, f"a header of {rest} bytes instead of {BLOCK}"
            )
        else:
            header = parse_header(block)
            why = header.detail if isinstance(header, FlawedHeader) else ""
            detail = f"{why}; {rest} bytes from here on cannot be read"
            self.findings.add(ArchiveFault.HEADER_MALFORMED, place, offset, detail)

    def other_time(self, header: Header) -> str:
        return f"its time is {header.timestamp}, and the archive's is {self.timestamp}"


def preamble(timestamp: int) -> bytes:
    """The body of the first member. ``timestamp``: seconds since 1970."""
    return json.canonical({"version": VERSION, "timestamp": str(timestamp)})

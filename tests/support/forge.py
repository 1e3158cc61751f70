"""Archives forged from tar blocks up, without our writer, so that each can be spoiled in one place.

What the reader says must not depend on what the writer would do.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from shora.box.archive_read import ArchiveIndex
from shora.box.faults import ArchiveFault

PEER = Path(__file__).parents[1] / "data" / "peer"
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


Read = Callable[[bytes], ArchiveIndex]


def codes(index: ArchiveIndex) -> list[ArchiveFault]:
    return [finding.code for finding in index.findings]

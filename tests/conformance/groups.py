"""A decrypted group before belenios-tool, which knows no groups: an archive that the tool itself makes of its parts.

It has the group's election, the cards and ballots of all its boxes, and what ``groups/<group>.json``
has: encrypted tally, partial decryptions, result. The ballots' proofs are of their boxes' elections,
and hold there alone; so they are verified in the boxes' archives, and here the tool is told to skip
just that. What is left is the question: is this the product of those ballots, and this its opening?
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.conformance.peer import Answer, Peer
from tests.conformance.shares import owned_line

from shora.box.archive_read import open_archive
from shora.box.payloads import SizedTally, digest
from shora.crypto.trustees import PartialDecryption
from shora.record.city import read_city
from shora.record.groups import GroupFile, groups_of
from shora.record.layout import Layout
from shora.record.read import open_record

SKIPPING = ("election", "verify", "--skip-ballot-check")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group's file, with what its boxes have: the public cards, and the ballots."""

    file: GroupFile
    trustees: bytes
    cards: tuple[str, ...]
    ballots: tuple[bytes, ...]

    @property
    def uuid(self) -> str:
        uuid: str = json.loads(self.file.election)["uuid"]
        return uuid

    def but(self, **changes: object) -> "Group":
        """The same with another file."""
        return replace(self, file=replace(self.file, **changes))  # type: ignore[arg-type] # what a test changes

    def change(self, owner: int, payload: bytes) -> "Group":
        """The same with another partial decryption of one trustee."""
        others = [one for one in self.file.decryptions if one.owner != owner]
        mine = PartialDecryption(owner=owner, payload=payload)
        return self.but(decryptions=tuple(sorted([*others, mine], key=lambda one: one.owner)))


def group_in(record: Path) -> Group:
    """The one group of a record."""
    layout = Layout(root=record)
    city, (file,) = read_city(layout), groups_of(open_record(record))
    cards: list[str] = []
    ballots: list[bytes] = []
    for box in file.boxes:
        info = city.info(box)
        cards += info.cards
        with open_archive(layout.archive(box, info.uuid)) as index:
            ballots += [stored.data for batch in index.iter_ballots(1 << 20) for stored in batch]
    return Group(
        file=file, trustees=layout.trustees.read_bytes(), cards=tuple(sorted(cards)), ballots=tuple(ballots)
    )


def lay_tallied(peer: Peer, group: Group, folder: Path, ballots: Sequence[bytes] | None = None) -> None:
    """Makes the archive up to its encrypted tally, by the tool's own commands."""
    folder.mkdir()
    for name, data in (
        ("election.json", group.file.election),
        ("trustees.json", group.trustees),
        ("public_creds.json", json.dumps(group.cards, separators=(",", ":")).encode()),
    ):
        (folder / name).write_bytes(data)
    peer.do("archive", "init", folder=folder)
    for name in ("election.json", "trustees.json", "public_creds.json"):
        (folder / name).unlink()
    for ballot in group.ballots if ballots is None else ballots:
        peer.add("Ballot", ballot, folder=folder)
    peer.add("EndBallots", folder=folder)
    tally = group.file.encrypted_tally
    sized = SizedTally(
        num_tallied=group.file.ballots, total_weight=group.file.ballots, encrypted_tally=digest(tally)
    )
    peer.add("EncryptedTally", tally, sized.encode(), folder=folder)


def open_it(peer: Peer, group: Group, folder: Path) -> None:
    """Adds the partial decryptions and the result of the group's file."""
    for one in group.file.decryptions:
        peer.add("PartialDecryption", one.payload, owned_line(one.owner, one.payload), folder=folder)
    peer.add("Result", group.file.result, folder=folder)


def judge_group(
    peer: Peer, group: Group, folder: Path, ballots: Sequence[bytes] | None = None
) -> tuple[Answer, bool]:
    """What the tool says of the opening, and whether the tally that it computes is the file's.

    3.0 compares tallies nowhere, so that it has to be asked for its own; 3.3 compares them in ``verify``, too.
    """
    lay_tallied(peer, group, folder, ballots)
    open_it(peer, group, folder)
    computed = peer.do("election", "compute-encrypted-tally", folder=folder).split(b"\n")[0]
    return peer.ask(*SKIPPING, folder=folder), computed == group.file.encrypted_tally

"""Ceremonies to play with: in memory, and through folders with cheap seals."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from shora.crypto import sealing
from shora.crypto.identity import Identity
from shora.disk import SYSTEM, Disk
from shora.election.trusteeplan import Trustee, TrusteePlan
from shora.ids import ElectionId, TrusteeId
from shora.trustees.apart import Turn, advance
from shora.trustees.carrier import carry
from shora.trustees.ceremony import Dealt, Holding, Joined, Revealed, Secret, Self
from shora.trustees.exchange import Exchange
from shora.trustees.folder import TrusteeFolder
from shora.trustees.parties import Parties, Step
from shora.trustees.said import Said, hear, say

ELECTION = ElectionId("small")
PASSPHRASE = "four or five random words"


def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A seal that costs nothing; readers take any cost."""
    monkeypatch.setattr(sealing, "MEMORY_KIB", 8)
    monkeypatch.setattr(sealing, "PASSES", 1)


def people(threshold: int = 2, size: int = 3) -> tuple[TrusteePlan, list[Identity]]:
    identities = [Identity.generate() for _ in range(size)]
    members = tuple(
        Trustee(id=TrusteeId(f"t{index}"), name=f"امین {index}", key=identity.public)
        for index, identity in enumerate(identities, start=1)
    )
    return TrusteePlan(threshold=threshold, members=members), identities


@dataclass
class Together:
    """The states of all trustees, step by step, in memory."""

    parties: Parties
    identities: list[Identity]
    joined: list[Joined]

    def revealed(self) -> list[Revealed]:
        files = [one.sent for one in self.joined]
        return [one.reveal(files) for one in self.joined]


def begun(threshold: int = 2, size: int = 3) -> Together:
    plan, identities = people(threshold, size)
    parties = Parties.begin(ELECTION, plan)
    joined = [
        Joined(Self(parties=parties, index=i, identity=one, secret=Secret.draw(parties, i)))
        for i, one in enumerate(identities, start=1)
    ]
    return Together(parties=parties, identities=identities, joined=joined)


def sent(states: Sequence[Joined | Revealed | Dealt | Holding]) -> list[bytes]:
    return [one.sent for one in states]


def tampered(message: bytes, *path: str | int) -> bytes:
    """A message with another value (the last one) at the path."""
    value: Any = json.loads(message)
    at = value
    for step in path[:-2]:
        at = at[step]
    at[path[-2]] = path[-1]
    return json.dumps(value, separators=(",", ":")).encode()


def cheat(
    parties: Parties,
    step: Step,
    index: int,
    identity: Identity,
    file: bytes,
    *,
    message: bytes | None = None,
    fields: Callable[[Said], Mapping[str, str]] = lambda _: {},
) -> bytes:
    """The file of a trustee that signs another message, or other fields, with its own key."""
    honest = hear(file, "")
    new = honest.message if message is None else message
    body = dict(list(honest.statement.body.items())[5:])
    changed = {
        **{k: str(v) for k, v in body.items()},
        **fields(Said(message=new, statement=honest.statement)),
    }
    return say(parties, step, index, identity, changed, new).encode()


@dataclass
class Apart:
    """Trustees with folders, and the exchange between them."""

    root: Path
    plan: TrusteePlan
    identities: list[Identity]
    disk: Disk = SYSTEM
    exchange: Exchange = field(init=False)

    def __post_init__(self) -> None:
        parties = Parties.begin(ELECTION, self.plan)
        self.exchange = Exchange.begin(self.root / "exchange", parties)

    @property
    def parties(self) -> Parties:
        return self.exchange.parties()

    def folder(self, index: int, disk: Disk = SYSTEM) -> TrusteeFolder:
        return TrusteeFolder(self.root / f"t{index}", disk=disk)

    def turn(self, index: int, disk: Disk = SYSTEM) -> Turn:
        return advance(
            Exchange(self.exchange.root, disk=disk),
            self.folder(index, disk),
            self.identities[index - 1],
            lambda _: PASSPHRASE,
        )

    def step(self, skip: Sequence[int] = ()) -> list[Turn]:
        """Everybody's turn once."""
        return [self.turn(i) for i in range(1, self.plan.size + 1) if i not in skip]

    def until(self, step: Step) -> None:
        """Everybody has taken all steps up to this one, and the carrier has carried."""
        for _ in range(step):
            self.step()
            carry(self.exchange)

    def path(self, step: Step, index: int) -> Path:
        return self.exchange.path(step, self.plan.members[index - 1].id)

    def replace(self, step: Step, index: int, data: bytes) -> None:
        """Somebody writes over a file of the exchange."""
        self.path(step, index).write_bytes(data)

    def cheat(
        self,
        step: Step,
        index: int,
        *,
        message: bytes | None = None,
        fields: Callable[[Said], Mapping[str, str]] = lambda _: {},
        source: bytes | None = None,
    ) -> None:
        """A trustee replaces its own file by another one that it signs."""
        file = self.path(step, index).read_bytes() if source is None else source
        made = cheat(
            self.parties, step, index, self.identities[index - 1], file, message=message, fields=fields
        )
        self.replace(step, index, made)


def apart(root: Path, threshold: int = 2, size: int = 3) -> Apart:
    plan, identities = people(threshold, size)
    return Apart(root=root, plan=plan, identities=identities)

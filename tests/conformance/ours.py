"""Boxes made by Shora alone, kept at every stage: what belenios-tool has to accept."""

import functools
import itertools
import secrets
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shora.ballot.plaintext import plaintext
from shora.box.archive import Archive
from shora.box.payloads import SizedTally, digest
from shora.crypto.credentials import new_credentials, new_uuid
from shora.crypto.election import BallotProduct, BoxElection
from shora.crypto.identity import Identity
from shora.crypto.trustees import PartialDecryption, Share, TrusteeKeys, check_result, combine
from shora.election.trusteeplan import Trustee, TrusteePlan
from shora.ids import ElectionId, PrivateCredential, PublicCredential, TrusteeId, Uuid
from shora.text.json import JsonInput, canonical
from shora.trustees.ceremony import Holding, hold_together, share_of

Marks = Sequence[Sequence[int]]
"""Of one ballot: for each question a 0/1 mark for each answer."""


def question(
    answers: Sequence[str], low: int, high: int, *, blank: bool = False, text: str = "?"
) -> dict[str, JsonInput]:
    """A question in Belenios' key order."""
    allowed: dict[str, JsonInput] = {"blank": True} if blank else {}
    return {"answers": answers, **allowed, "min": low, "max": high, "question": text}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusts:
    """Trustees: the structure, and the shares by owner that open a tally, as many as are needed."""

    structure: bytes
    shares: tuple[tuple[int, Share], ...]
    holdings: tuple[Holding, ...] = ()

    @property
    def keys(self) -> TrusteeKeys:
        return TrusteeKeys(self.structure)


def single(count: int = 1) -> Trusts:
    """Trustees that all have to be there."""
    shares = [Share.generate() for _ in range(count)]
    entries = b",".join(b'["Single",' + share.trustee_public_key() + b"]" for share in shares)
    return Trusts(structure=b"[" + entries + b"]", shares=tuple(enumerate(shares, start=1)))


@functools.cache
def pedersen(threshold: int, size: int) -> Trusts:
    """A ceremony of ours; the last ``threshold`` trustees open the tally."""
    identities = [Identity.generate() for _ in range(size)]
    members = tuple(
        Trustee(id=TrusteeId(f"t{i}"), name=f"امین {i}", key=identity.public)
        for i, identity in enumerate(identities, start=1)
    )
    plan = TrusteePlan(threshold=threshold, members=members)
    held = hold_together(ElectionId("conformance"), plan, identities)
    chosen = held.holdings[size - threshold :]
    shares = tuple((holding.index, share_of(holding)) for holding in chosen)
    return Trusts(structure=held.trustees, shares=shares, holdings=held.holdings)


def single_and_pedersen() -> Trusts:
    """A Single trustee before a group, as Belenios' own server sets elections up."""
    one, group = single(), pedersen(2, 3)
    structure = one.structure[:-1] + b"," + group.structure[1:]
    return Trusts(structure=structure, shares=(*one.shares, *((i + 1, s) for i, s in group.shares)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The archive after a step."""

    name: str
    archive: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A tally and what the trustees make of it."""

    tally: bytes
    sized: SizedTally
    payloads: tuple[tuple[int, bytes], ...]
    result: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box through all its stages, with what is needed to make it differently."""

    uuid: Uuid
    election: bytes
    trusts: Trusts
    cards: tuple[tuple[PrivateCredential, PublicCredential], ...]
    credentials: bytes
    ballots: tuple[bytes, ...]
    opened: Opened
    stages: tuple[Stage, ...]

    @property
    def file(self) -> str:
        return f"{self.uuid}.bel"

    def stage(self, name: str) -> bytes:
        return next(stage.archive for stage in self.stages if stage.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a box is about. ``votes`` are cast in this order, one a card."""

    questions: Sequence[JsonInput]
    votes: Sequence[Marks]
    trusts: Callable[[], Trusts] = single
    name: str = "box"
    description: str = ""
    spare: int = 2
    weights: Sequence[int] = field(default_factory=tuple)

    def weight(self, number: int) -> int:
        return self.weights[number] if number < len(self.weights) else 1


def election_json(plan: Plan, uuid: Uuid, key: str) -> bytes:
    """The election of a box."""
    return canonical(
        {
            "version": 1,
            "description": plan.description,
            "name": plan.name,
            "group": "Ed25519",
            "public_key": key,
            "questions": plan.questions,
            "uuid": uuid,
            "administrator": "ستاد",
            "credential_authority": "دفتر کارت",
        }
    )


def credentials_json(plan: Plan, cards: Sequence[tuple[PrivateCredential, PublicCredential]]) -> bytes:
    """The public credentials, with weights where the plan has any."""
    weighted = [
        public + (f",{plan.weight(number)}" if plan.weights else "")
        for number, (_, public) in enumerate(cards)
    ]
    return canonical(sorted(weighted))


def open_tally(text: bytes, trusts: Trusts, ballots: Sequence[bytes], weights: Sequence[int]) -> Opened:
    """Product, shares and result of readable ballots, whether or not their proofs hold."""
    election = BoxElection(text)
    product = BallotProduct(election)
    election.check(ballots, weights, product)
    tally = product.encrypted_tally()
    payloads = tuple((owner, share.decrypt(election, tally)) for owner, share in trusts.shares)
    partials = [PartialDecryption(owner=owner, payload=payload) for owner, payload in payloads]
    result = combine(election, trusts.keys, tally, partials, 10 * product.weight)
    assert not check_result(election, trusts.keys, tally, partials, result)
    sized = SizedTally(
        num_tallied=product.ballots, total_weight=product.weight, encrypted_tally=digest(tally)
    )
    return Opened(tally=tally, sized=sized, payloads=payloads, result=result)


def make(plan: Plan) -> Box:
    """Holds the election of one box and keeps its archive at each stage."""
    trusts, uuid = plan.trusts(), new_uuid()
    cards = tuple(new_credentials(uuid, len(plan.votes) + plan.spare))
    text, credentials = election_json(plan, uuid, trusts.keys.public_key), credentials_json(plan, cards)
    election = BoxElection(text)
    ballots = tuple(
        election.encrypt(
            [private for private, _ in cards[: len(plan.votes)]],
            [plaintext(election.questions, marks) for marks in plan.votes],
            [secrets.token_bytes(32) for _ in plan.votes],
        )
    )
    weights = tuple(plan.weight(number) for number in range(len(ballots)))
    assert not [report for report in election.check(ballots, weights, None) if report.faults]
    opened = open_tally(text, trusts, ballots, weights)
    stages: list[Stage] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{uuid}.bel"
        archive = Archive.create(
            path, timestamp=1_780_000_000, election=text, trustees=trusts.structure, credentials=credentials
        )

        def keep(name: str) -> None:
            stages.append(Stage(name=name, archive=path.read_bytes()))

        with archive:
            keep("open")
            for ballot, (_, public) in zip(ballots, cards, strict=False):
                archive.append_ballot(ballot, public)
            keep("voted")
            archive.end_ballots()
            keep("closed")
            archive.append_tally(opened.sized, opened.tally)
            keep("tallied")
            for count, (owner, payload) in enumerate(opened.payloads, start=1):
                archive.append_partial_decryption(owner, payload)
                keep(f"share {count}")
            archive.append_result(opened.result)
            keep("result")
    return Box(
        uuid=uuid,
        election=text,
        trusts=trusts,
        cards=cards,
        credentials=credentials,
        ballots=ballots,
        opened=opened,
        stages=tuple(stages),
    )


def all_marks(answers: int, low: int, high: int) -> list[list[int]]:
    """Every way to mark ``low`` to ``high`` of ``answers``."""
    return [list(marks) for marks in itertools.product((0, 1), repeat=answers) if low <= sum(marks) <= high]

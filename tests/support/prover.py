"""Ballots in plain Python, straight from the specification (4.11 to 4.17): honest ones, and forged ones.

An honest ballot is the known answer for the core: the nonces derive from a seed as ``rust/core/src/prove.rs`` says.
A forged one is made by asking the same prover to prove what is not so. Nothing here is constant in time.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from tests.support.curve import IDENTITY, Point, Q, number_of, point_of, sha
from tests.support.curve import G as BASE

ENCRYPTION, MARK, OVERALL, BLANK = range(4)
"""What a nonce is for."""

Json = dict[str, Any]
Accept = Callable[[list[int]], bool]
"""Whether the challenges of a proof will do: a forger tries again until they do."""

BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def base64(digest: bytes) -> str:
    return b64encode(digest).decode().rstrip("=")


def any_challenges(_: list[int]) -> bool:
    return True


@dataclass(frozen=True)
class Election:
    """An election's text, with what a prover needs of it."""

    text: str

    @property
    def uuid(self) -> str:
        return str(json.loads(self.text)["uuid"])

    @property
    def fingerprint(self) -> str:
        return base64(sha(self.text.encode()))

    @property
    def key(self) -> Point:
        return point_of(json.loads(self.text)["public_key"])

    @property
    def questions(self) -> list[Json]:
        return list(json.loads(self.text)["questions"])


def secret_of(uuid: str, card: str) -> int:
    """The secret exponent of a private credential (4.8): 512 bits modulo q."""
    halves = [sha(f"derive_credential|{uuid}|{i}|{card}".encode()) for i in (0, 1)]
    return int.from_bytes(b"".join(halves), "big") % Q


def card_of(seed: bytes) -> str:
    """A private credential that a test can make again: 5-6-5-6 characters, and no check digit."""
    number = int.from_bytes(hashlib.sha512(seed).digest(), "big")
    letters = "".join(BASE58[number // 58**i % 58] for i in range(22))
    return "-".join((letters[:5], letters[5:11], letters[11:16], letters[16:]))


@dataclass
class Mark:
    """An encrypted number: ``alpha = g^r (+ dirt)``, ``beta = y^r g^m (+ dirt)``."""

    r: int
    m: int
    alpha: Point
    beta: Point

    @property
    def text(self) -> str:
        return f"{self.alpha.hex},{self.beta.hex}"

    def to_json(self) -> Json:
        return {"alpha": self.alpha.hex, "beta": self.beta.hex}


@dataclass
class Prover:
    """Makes one ballot. ``marks`` are numbers a question, the blank first where the question has one.

    What a forger adds: ``fixed`` nonces and ``dirt`` on alpha and beta (by question and choice), a credential that
    is not what the secret gives, which branch of a proof is claimed to be true (``None``: all are simulated; marks by
    question and choice, sums and blanks by question), and which challenges he will accept.
    """

    election: Election
    secret: int
    marks: Sequence[Sequence[int]]
    seed: bytes
    fixed: dict[tuple[int, int], int] = field(default_factory=dict)
    dirt: dict[tuple[int, int], tuple[Point, Point]] = field(default_factory=dict)
    credential: str = ""
    fingerprint: str = ""
    mark_true: dict[tuple[int, int], int | None] = field(default_factory=dict)
    sum_true: dict[int, int | None] = field(default_factory=dict)
    blank_true: dict[int, int | None] = field(default_factory=dict)
    accept: Accept = any_challenges
    accept_signature: Accept = any_challenges

    def __post_init__(self) -> None:
        self.fingerprint = self.fingerprint or self.election.fingerprint
        self.credential = self.credential or (BASE * self.secret).hex
        self.y = self.election.key
        start = f"shora-ballot-1|{self.election.fingerprint}|{self.credential}|".encode() + self.seed
        for vector in self.marks:
            start += len(vector).to_bytes(8, "big") + bytes(m % 256 for m in vector)
        self.master = hashlib.sha512(start).digest()

    def nonce(self, use: int, place: tuple[int, int, int], part: int, salt: int = 0) -> int:
        data = self.master + bytes([use, part]) + b"".join(i.to_bytes(4, "big") for i in place)
        salted = data + (salt.to_bytes(4, "big") if salt else b"")
        return int.from_bytes(hashlib.sha512(salted).digest(), "little") % Q

    def start(self, word: str) -> str:
        return f"{word}|{self.fingerprint}|{self.credential}|"

    def encrypt(self, q: int, i: int, m: int) -> Mark:
        r = self.fixed.get((q, i), self.nonce(ENCRYPTION, (q, i, 0), 0))
        dirt = self.dirt.get((q, i), (IDENTITY, IDENTITY))
        return Mark(r, m, BASE * r + dirt[0], self.y * r + BASE * (m % Q) + dirt[1])

    def disjunction(
        self, use: int, q: int, i: int, branches: list[tuple[int, int]], real: int | None, prefix: str
    ) -> list[Json]:
        """That one of the branches (nonce, how far the number is off) is not off at all. ``None``: all simulated."""
        for salt in count():
            e = [self.nonce(use, (q, i, j), 0, salt) for j in range(len(branches))]
            # A mark's two branches share the challenge of the one that is simulated.
            c = [
                self.nonce(use, (q, i, 0 if use == MARK else j), 1, salt) if j != real else 0
                for j in range(len(branches))
            ]
            commitments = []
            for j, (_, off) in enumerate(branches):
                commitments += [(BASE * e[j]).hex, (self.y * e[j] + BASE * (off * c[j] % Q)).hex]
            whole = number_of(sha((prefix + ",".join(commitments)).encode()))
            if real is not None:
                c[real] = (whole - sum(c)) % Q
            if self.accept(c):
                answers = [(e[j] - r * c[j]) % Q for j, (r, _) in enumerate(branches)]
                return [{"challenge": str(a), "response": str(b)} for a, b in zip(c, answers, strict=True)]
        raise AssertionError

    def answer(self, q: int) -> Json:
        question, numbers = self.election.questions[q], self.marks[q]
        marks = [self.encrypt(q, i, m) for i, m in enumerate(numbers)]
        proofs = [
            self.disjunction(
                MARK,
                q,
                i,
                [(one.r, one.m), (one.r, one.m - 1)],
                self.mark_true.get((q, i), max(0, min(one.m, 1))),
                f"{self.start('prove')}{one.text}|",
            )
            for i, one in enumerate(marks)
        ]
        answer: Json = {"choices": [one.to_json() for one in marks], "individual_proofs": proofs}
        vector = ",".join(one.text for one in marks)
        sums = self.blank if question.get("blank") else self.sum
        return answer | sums(q, question, marks, vector)

    def sum(self, q: int, question: Json, marks: list[Mark], vector: str) -> Json:
        r, m = sum(one.r for one in marks), sum(one.m for one in marks)
        alpha, beta = IDENTITY, IDENTITY
        for one in marks:
            alpha, beta = alpha + one.alpha, beta + one.beta
        low, high = question["min"], question["max"]
        branches = [(r, m - each) for each in range(low, high + 1)]
        prefix = f"{self.start('prove')}{vector}|{alpha.hex},{beta.hex}|"
        real = self.sum_true.get(q, m - low)
        return {"overall_proof": self.disjunction(OVERALL, q, 0, branches, real, prefix)}

    def blank(self, q: int, question: Json, marks: list[Mark], vector: str) -> Json:
        blank, others = marks[0], marks[1:]
        r, m = sum(one.r for one in others), sum(one.m for one in others)
        low, high = question["min"], question["max"]
        branches = [(blank.r, blank.m - 1), *((r, m - each) for each in range(low, high + 1))]
        real = self.sum_true.get(q, 0 if blank.m else m - low + 1)
        overall = self.disjunction(OVERALL, q, 0, branches, real, f"{self.start('bproof1')}{vector}|")
        nothing = [(blank.r, blank.m), (r, m)]
        real = self.blank_true.get(q, blank.m)
        proof = self.disjunction(BLANK, q, 0, nothing, real, f"{self.start('bproof0')}{vector}|")
        return {"overall_proof": overall, "blank_proof": proof}

    def unsigned(self) -> Json:
        return {
            "election_uuid": self.election.uuid,
            "election_hash": self.fingerprint,
            "credential": self.credential,
            "answers": [self.answer(q) for q in range(len(self.marks))],
        }

    def ballot(self) -> Json:
        return sign(self.unsigned(), self.secret, self.seed, self.accept_signature)


def sign(ballot: Json, secret: int, seed: bytes, accept: Accept = any_challenges) -> Json:
    """The ballot with a signature over everything else in it, in place of the one that it had."""
    unsigned = {name: value for name, value in ballot.items() if name != "signature"}
    return unsigned | {"signature": signature(base64(sha(compact(unsigned).encode())), secret, seed, accept)}


def signature(digest: str, secret: int, seed: bytes, accept: Accept = any_challenges) -> Json:
    for salt in count():
        start = b"shora-signature-1|" + secret.to_bytes(32, "little") + seed + digest.encode()
        start += salt.to_bytes(4, "big") if salt else b""
        nonce = int.from_bytes(hashlib.sha512(start).digest(), "little") % Q
        challenge = number_of(sha(f"sig|{digest}|{(BASE * nonce).hex}".encode()))
        if accept([challenge]):
            response = (nonce - secret * challenge) % Q
            return {"hash": digest, "proof": {"challenge": str(challenge), "response": str(response)}}
    raise AssertionError

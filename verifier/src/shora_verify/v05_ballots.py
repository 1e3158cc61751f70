"""V5: every ballot, its form, points, proofs and signature (spec/ballot.md), spread over processes."""

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from .curve import (
    G_TEXT,
    ONE,
    ONE_TEXT,
    Fault,
    H,
    Point,
    Proof,
    affine,
    base,
    decode,
    encode,
    identity,
    mul,
    powers,
    q,
    scalar,
    schnorr,
)  # fmt: skip
from .strict import dump, fit, read
from .v03_setup import Election, Question, election
from .v04_archive import slice_of

Pair = tuple[Point, Point]
Where = tuple[str, int | None, int | None]  # code, question, choice


def some(shape: Any) -> Any:
    """A list that is not empty."""

    def check(value: Any) -> Any:
        if not isinstance(value, list) or not value:
            raise Fault("json-malformed", "an empty list")
        return fit(value, [shape])

    return check


POINT, NUMBER = re.compile(r"[^\"\\]{0,64}"), re.compile(r"[^\"\\]{0,100}")
PROOF = {"challenge": NUMBER, "response": NUMBER}
ANSWER = {
    "choices": some({"alpha": POINT, "beta": POINT}), "individual_proofs": some(some(PROOF)),
    "overall_proof": some(PROOF), "blank_proof?": some(PROOF),
}  # fmt: skip
BALLOT = {
    "election_uuid": str, "election_hash": str, "credential": POINT, "answers": some(ANSWER),
    "signature": {"hash": str, "proof": PROOF},
}  # fmt: skip


BEGINNING = re.compile(rb'\{"election_uuid":"[^"]*","election_hash":"[^"]*","credential":"([0-9a-f]{64})",')


class Form(Fault):
    """A fault of form: it ends the reading of a ballot."""

    def __init__(self, code: str, question: int | None = None, choice: int | None = None) -> None:
        super().__init__(code)
        self.where: Where = (code, question, choice)


@dataclass
class Answer:
    texts: list[tuple[str, str]]
    proofs: list[list[Proof]]
    overall: list[Proof]
    blank: list[Proof]


@dataclass
class Ballot:
    value: dict[str, Any]
    answers: list[Answer]
    signature: Proof
    points: list[Pair | None] = field(default_factory=list)


def tracker(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


def parse(data: bytes, e: Election) -> Ballot:
    """The form of a ballot, to its first fault."""
    try:
        value = read(data)
    except Fault as f:
        raise Form("ballot-not-canonical" if "twice" in f.detail else "ballot-malformed") from None
    if not isinstance(value, dict) or not value:
        raise Form("ballot-malformed")
    if not BALLOT.keys() & value.keys():
        raise Form("ballot-malformed")
    try:
        value = fit(value, BALLOT)
    except Fault:
        raise Form("ballot-not-canonical") from None
    if dump(value) != data:
        raise Form("ballot-not-canonical")
    if (value["election_uuid"], value["election_hash"]) != (e.uuid, e.fingerprint):
        raise Form("ballot-other-election")
    at(digits, value["credential"])
    if len(value["answers"]) != len(e.questions):
        raise Form("ballot-shape")
    answers = [answer(a, e.questions[k], k) for k, a in enumerate(value["answers"])]
    return Ballot(value, answers, proof(value["signature"]["proof"]))


def digits(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise Fault("point-malformed")
    return text


def at(f: Any, text: str, question: int | None = None, choice: int | None = None) -> Any:
    try:
        return f(text)
    except Fault as e:
        raise Form(e.code, question, choice) from None


def proof(value: dict[str, str], *place: int | None) -> Proof:
    return at(scalar, value["challenge"], *place), at(scalar, value["response"], *place)


def answer(a: dict[str, Any], Q: Question, k: int) -> Answer:
    lengths = (len(a["choices"]), len(a["individual_proofs"]), len(a["overall_proof"]), len(a.get("blank_proof", ())))
    if lengths != (Q.width, Q.width, Q.max - Q.min + 1 + Q.blank, 2 * Q.blank):
        raise Form("ballot-shape", k)
    for i, p in enumerate(a["individual_proofs"]):
        if len(p) != 2:
            raise Form("ballot-shape", k, i)
    return Answer(
        [(at(digits, c["alpha"], k, i), at(digits, c["beta"], k, i)) for i, c in enumerate(a["choices"])],
        [[proof(p, k, i) for p in pair] for i, pair in enumerate(a["individual_proofs"])],
        [proof(p, k) for p in a["overall_proof"]],
        [proof(p, k) for p in a.get("blank_proof", ())],
    )


def faults(b: Ballot, e: Election, whole: bool = True) -> list[Where]:
    """Points, signature and, if `whole`, subgroup and proofs."""
    result: list[Where] = []
    text = b.value["credential"]
    unsigned = dump({k: v for k, v in b.value.items() if k != "signature"})
    h = b.value["signature"]["hash"]
    if h != tracker(unsigned):
        result.append(("signature-hash", None, None))
    try:
        c = decode(text)
        if text == ONE_TEXT or not identity(powers(c, [q])[0]):
            result.append(("point-identity" if text == ONE_TEXT else "point-not-in-subgroup", None, None))
        if not schnorr(f"sig|{h}|", c, b.signature):
            result.append(("signature-invalid", None, None))
    except Fault as f:
        result.append((f.code, None, None))
    for k, a in enumerate(b.answers):
        points: list[Pair | None] = []
        for i, pair in enumerate(a.texts):
            try:
                points.append((decode(pair[0]), decode(pair[1])))
            except Fault as f:
                result.append((f.code, k, i))
                points.append(None)
            result += [("point-identity", k, i)] * (ONE_TEXT in pair)
        b.points += points
        if whole:
            result += proofs(a, points, e.questions[k], k, f"{e.fingerprint}|{text}", e.key)
    return result


def commitments(pair: tuple[Point, Point], M: Sequence[int], ps: Sequence[Proof], y: str, extra: bool = False) -> Any:
    """A_j, B_j of proofs that (alpha, beta) encrypts M_j; with `extra`, also whether both are of the group."""
    exponents = [c for c, _ in ps] + [q] * extra
    alphas, betas = powers(pair[0], exponents), powers(pair[1], exponents)
    g, result = base(G_TEXT), []
    for (c, r), m, a, b in zip(ps, M, alphas, betas, strict=False):
        result += [mul(g.power(r), a), mul(mul(base(y).power(r), b), g.power(-m * c))]
    return result, not extra or (identity(alphas[-1]) and identity(betas[-1]))


def proofs(a: Answer, ciphers: Sequence[Pair | None], Q: Question, k: int, who: str, y: str) -> list[Where]:
    """Points 2 to 5 of spec/ballot.md."""
    result: list[Where] = []
    jobs: list[tuple[str, str, int | None, list[Proof]]] = []  # code, what is hashed before the commitments, choice
    points: list[Point] = []
    for i, (pair, ps) in enumerate(zip(ciphers, a.proofs, strict=True)):
        if pair is None:
            continue
        AB, inside = commitments(pair, (0, 1), ps, y, extra=True)
        if not inside:
            result.append(("point-not-in-subgroup", k, i))
        points += AB
        jobs.append(("proof-choice", f"prove|{who}|{','.join(a.texts[i])}|", i, ps))
    known = [pair for pair in ciphers if pair]
    alpha = beta = ONE
    for A, B in known[Q.blank :]:
        alpha, beta = mul(alpha, A), mul(beta, B)
    total, V = (alpha, beta), ",".join(f"{x},{z}" for x, z in a.texts)
    marks = range(Q.min, Q.max + 1)
    if len(known) < Q.width:
        pass
    elif Q.blank:
        for code, word, m, ms, ps in (
            ("proof-sum", "bproof1", (1,), marks, a.overall),
            ("proof-blank", "bproof0", (0,), (0,), a.blank),
        ):
            points += commitments(known[0], m, ps[:1], y)[0] + commitments(total, ms, ps[1:], y)[0]
            jobs.append((code, f"{word}|{who}|{V}|", None, ps))
    else:
        points += commitments(total, marks, a.overall, y)[0]
        sums = ",".join(encode(total))
        jobs.append(("proof-sum", f"prove|{who}|{V}|{sums}|", None, a.overall))
    texts = iter(encode(points))
    for code, prefix, i, ps in jobs:
        hashed = prefix + ",".join(next(texts) for _ in range(2 * len(ps)))
        if H(hashed) != sum(c for c, _ in ps) % q:
            result.append((code, k, i))
    return result


# ── Work for other processes ───────────────────────────────────────────────────────────────────────────────────────
@dataclass
class Seen:
    """What a process says of one ballot. `points` are the affine coordinates of all ciphertexts, 64 bytes a point."""

    height: int
    tracker: str
    sha: str
    credential: str | None
    faults: list[Where]
    points: bytes | None
    formed: bool = False  # it could be read to its end


@lru_cache(maxsize=8)
def _election(data: bytes) -> Election:
    return election(data)


Job = tuple[bytes, list[tuple[int, Path | None, int, int, bytes, bool]]]


def work(job: Job) -> list[Seen]:
    """Ballots of one election: height, then path, offset and size or the bytes themselves, and whether proofs count."""
    e, result = _election(job[0]), []
    for height, path, offset, size, inline, whole in job[1]:
        data = slice_of(path, offset, size) if path else inline
        s = Seen(height, tracker(data), hashlib.sha256(data).hexdigest(), None, [], None)
        try:
            b = parse(data, e)
            s.formed = True
            s.credential, s.faults = b.value["credential"], faults(b, e, whole)
            flat = [P for pair in b.points if pair for P in pair]
            if None not in b.points:
                s.points = b"".join(n.to_bytes(32, "little") for xy in affine(flat) for n in xy)
        except Form as f:
            s.faults = [f.where]
            if f.code != "ballot-malformed" and (m := BEGINNING.match(data)):
                s.credential = m[1].decode()
        result.append(s)
    return result


def points_of(packed: bytes) -> Iterator[Point]:
    for i in range(0, len(packed), 64):
        x, z = int.from_bytes(packed[i : i + 32], "little"), int.from_bytes(packed[i + 32 : i + 64], "little")
        yield x, z, 1, x * z

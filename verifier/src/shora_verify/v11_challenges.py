"""V11: challenged ballots open to what they claim, and were not counted (spec/ballot.md "Opening a ballot")."""

import hashlib
from typing import Any

from .curve import G_TEXT, ONE, Fault, G, H, Point, base, encode, mul, power, q
from .signed import MOST_BYTES
from .strict import HASH, ascends, canonical
from .v03_setup import Election, Question
from .v05_ballots import Form, Job, Seen, Where, parse, tracker, work

OPENING = {"ballot": str, "seed": HASH, "marks": [[lambda x: x if type(x) is int and x in (0, 1) else shape_fault()]]}


def shape_fault() -> Any:
    raise Fault("json-malformed")


def read_openings(data: bytes) -> list[dict[str, Any]]:
    """The file's openings, in ascending order of trackers; a Fault where it is no such list."""
    value: list[dict[str, Any]] = canonical(data, [OPENING], MOST_BYTES)
    order = [tracker(x["ballot"].encode()) for x in value]
    if not ascends(order):
        raise Fault("openings-malformed", "not in ascending order of trackers")
    return value


def vectors(marks: list[list[int]], e: Election) -> list[list[int]]:
    """What was encrypted: with the blank first, where there is one."""
    if len(marks) != len(e.questions):
        raise Form("opening-shape")
    for k, (m, Q) in enumerate(zip(marks, e.questions, strict=True)):
        if len(m) != len(Q.answers):
            raise Form("opening-shape", k)
    result = []
    for k, (m, Q) in enumerate(zip(marks, e.questions, strict=True)):
        if set(m) - {0, 1} or not (Q.min <= sum(m) <= Q.max or (Q.blank and not any(m))):
            raise Form("opening-bounds", k)
        result.append(([0 if any(m) else 1] if Q.blank else []) + m)
    return result


class Derived:
    """The scalars of "How our boxes choose nonces"."""

    def __init__(self, e: Election, credential: str, seed: bytes, marks: list[list[int]]) -> None:
        text = b"shora-ballot-1|" + e.fingerprint.encode() + b"|" + credential.encode() + b"|" + seed
        self.master = hashlib.sha512(text + b"".join(len(m).to_bytes(8, "big") + bytes(m) for m in marks)).digest()

    def __call__(self, use: int, part: int, *indexes: int) -> int:
        text = self.master + bytes([use, part]) + b"".join(i.to_bytes(4, "big") for i in indexes)
        return int.from_bytes(hashlib.sha512(text).digest(), "little") % q


Branch = tuple[int, int, int]  # nonce and content of the ciphertext, and what the branch says that it holds


def prove(prefix: str, branches: list[Branch], true: int, nonces: list[int], false: dict[int, int], y: str) -> Any:
    """Challenges and responses of a disjunction, of which one branch is true."""
    points: list[Point] = []
    for j, (_, m, M) in enumerate(branches):
        points.append(base(G_TEXT).power(nonces[j]))
        B = base(y).power(nonces[j])
        points.append(mul(B, power(G, (m - M) * false[j] % q)) if j in false and m != M else B)
    challenge = (H(prefix + ",".join(encode(points))) - sum(false.values())) % q
    cs = [challenge if j == true else false[j] for j in range(len(branches))]
    pairs = zip(cs, nonces, branches, strict=True)
    return [{"challenge": str(c), "response": str((e - R * c) % q)} for c, e, (R, _, _) in pairs]


def make(e: Election, credential: str, seed: bytes, marks: list[list[int]]) -> list[dict[str, Any]]:
    """The answers that seed and marks give."""
    s = Derived(e, credential, seed, marks)
    return [answer(s, e, Q, k, marks[k], f"{e.fingerprint}|{credential}") for k, Q in enumerate(e.questions)]


def answer(s: Derived, e: Election, Q: Question, k: int, m: list[int], who: str) -> dict[str, Any]:
    y, b = e.key, int(Q.blank)
    r = [s(0, 0, k, i, 0) for i in range(len(m))]
    flat = [P for i in range(len(m)) for P in (base(G_TEXT).power(r[i]), mul(base(y).power(r[i]), G if m[i] else ONE))]
    sums = (ONE, ONE)
    for i in range(b, len(m)):
        sums = (mul(sums[0], flat[2 * i]), mul(sums[1], flat[2 * i + 1]))
    texts = encode([*flat, *sums])
    V, total = ",".join(texts[:-2]), ",".join(texts[-2:])
    individual = []
    for i, mark in enumerate(m):
        prefix = f"prove|{who}|{texts[2 * i]},{texts[2 * i + 1]}|"
        nonces = [s(1, 0, k, i, j) for j in (0, 1)]
        false = {1 - mark: s(1, 1, k, i, 0)}
        individual.append(prove(prefix, [(r[i], mark, 0), (r[i], mark, 1)], mark, nonces, false, y))
    R, S = sum(r[b:]) % q, sum(m[b:])
    first: list[Branch] = [(r[0], m[0], 1)] if b else []
    branches = first + [(R, S, M) for M in range(Q.min, Q.max + 1)]
    true = (0 if m[0] else S - Q.min + 1) if b else S - Q.min

    def disjunction(use: int, prefix: str, branches: list[Branch], true: int) -> Any:
        nonces = [s(use, 0, k, 0, j) for j in range(len(branches))]
        false = {j: s(use, 1, k, 0, j) for j in range(len(branches)) if j != true}
        return prove(prefix, branches, true, nonces, false, y)

    prefix = f"bproof1|{who}|{V}|" if b else f"prove|{who}|{V}|{total}|"
    result = {
        "choices": [{"alpha": texts[2 * i], "beta": texts[2 * i + 1]} for i in range(len(m))],
        "individual_proofs": individual, "overall_proof": disjunction(2, prefix, branches, true),
    }  # fmt: skip
    if b:
        zero: list[Branch] = [(r[0], m[0], 0), (R, S, 0)]
        result["blank_proof"] = disjunction(3, f"bproof0|{who}|{V}|", zero, int(m[0]))
    return result


def compare(e: Election, data: bytes, seed: str, marks: list[list[int]]) -> list[Where]:
    """The first ciphertext that differs, and where none does the first proof."""
    try:
        value = parse(data, e).value
        made = make(e, value["credential"], bytes.fromhex(seed), vectors(marks, e))
    except Form as f:
        return [f.where] if f.code.startswith("opening") else []
    for key in ("choices", "individual_proofs"):
        for k, (there, here) in enumerate(zip(value["answers"], made, strict=True)):
            for i, (x, z) in enumerate(zip(there[key], here[key], strict=True)):
                if x != z:
                    return [("opening-other", k, i)]
            if key == "individual_proofs" and there != here:
                return [("opening-other", k, None)]
    return []


def open_ballots(job: tuple[Job, list[tuple[str, list[list[int]]]]]) -> list[Seen]:
    """V5 and the comparison, in any process."""
    from .v05_ballots import _election

    result = work(job[0])
    for s, item, (seed, marks) in zip(result, job[0][1], job[1], strict=True):
        s.faults = s.faults + compare(_election(job[0][0]), item[4], seed, marks)
    return result

"""A stranger's opening: ``spec/ballot.md`` read line by line into plain Python, and nothing of ours but the curve.

``vectors/openings.json`` gives ballots, seeds and marks; what stands before their signatures is made again here.
"""

import json
from base64 import b64encode
from hashlib import sha256, sha512
from typing import Any

import pytest
from tests.support.curve import IDENTITY, G, Point, Q, point_of
from tests.vectors.read import Case, load, names

OPENINGS = load("openings")
ELECTIONS = {each["name"]: each["election"] for each in OPENINGS["elections"]}
HONEST = [case for case in OPENINGS["good"] if "another signature" not in case["name"]]


def H(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest(), "big") % Q


class Stranger:
    def __init__(self, election: str, c: str, seed: bytes, vectors: list[list[int]]) -> None:
        self.election = json.loads(election)
        self.phi = b64encode(sha256(election.encode()).digest()).decode().rstrip("=")
        self.y = point_of(self.election["public_key"])
        self.c, self.vectors = c, vectors
        start = f"shora-ballot-1|{self.phi}|{c}|".encode() + seed
        self.master = sha512(start + b"".join(len(v).to_bytes(8, "big") + bytes(v) for v in vectors)).digest()

    def s(self, use: int, part: int, *indexes: int) -> int:
        data = self.master + bytes([use, part]) + b"".join(each.to_bytes(4, "big") for each in indexes)
        return int.from_bytes(sha512(data).digest(), "little") % Q

    def proof(
        self,
        word: str,
        rest: str,
        branches: list[tuple[int, int, int]],
        true: int,
        e: list[int],
        simulated: list[int],
    ) -> list[dict[str, str]]:
        """Branches are (R, m, M)."""
        c = [0 if j == true else simulated[j] for j in range(len(branches))]
        points: list[Point] = []
        for j, (_, m, M) in enumerate(branches):
            points += [G * e[j], self.y * e[j] + G * ((m - M) * c[j] % Q)]
        hashed = H(f"{word}|{self.phi}|{self.c}|{rest}|{','.join(point.hex for point in points)}")
        c[true] = (hashed - sum(c)) % Q
        return [
            {"challenge": str(c[j]), "response": str((e[j] - R * c[j]) % Q)}
            for j, (R, _, _) in enumerate(branches)
        ]

    def answer(self, k: int) -> dict[str, Any]:
        question, marks = self.election["questions"][k], self.vectors[k]
        low, high, blank = question["min"], question["max"], question.get("blank", False)
        r = [self.s(0, 0, k, i, 0) for i in range(len(marks))]
        pairs = [(G * r[i], self.y * r[i] + G * m) for i, m in enumerate(marks)]
        V = ",".join(f"{alpha.hex},{beta.hex}" for alpha, beta in pairs)
        individual = []
        for i, m in enumerate(marks):
            e, f = [self.s(1, 0, k, i, b) for b in (0, 1)], self.s(1, 1, k, i, 0)
            rest = f"{pairs[i][0].hex},{pairs[i][1].hex}"
            individual.append(self.proof("prove", rest, [(r[i], m, 0), (r[i], m, 1)], m, e, [f, f]))
        R, S = sum(r[blank:]), sum(marks[blank:])
        sums = [(R, S, M) for M in range(low, high + 1)]
        if blank:
            branches, word, rest = [(r[0], marks[0], 1), *sums], "bproof1", V
            true = 0 if marks[0] else S - low + 1
        else:
            branches, word, true = sums, "prove", S - low
            total = [IDENTITY, IDENTITY]
            for pair in pairs:
                total = [a + b for a, b in zip(total, pair, strict=True)]
            rest = f"{V}|{total[0].hex},{total[1].hex}"

        def nonces(use: int, part: int, count: int) -> list[int]:
            return [self.s(use, part, k, 0, j) for j in range(count)]

        n = len(branches)
        out: dict[str, Any] = {
            "choices": [{"alpha": alpha.hex, "beta": beta.hex} for alpha, beta in pairs],
            "individual_proofs": individual,
            "overall_proof": self.proof(word, rest, branches, true, nonces(2, 0, n), nonces(2, 1, n)),
        }
        if blank:
            branches = [(r[0], marks[0], 0), (R, S, 0)]
            e, c = nonces(3, 0, 2), nonces(3, 1, 2)
            out["blank_proof"] = self.proof("bproof0", V, branches, marks[0], e, c)
        return out

    def unsigned(self) -> str:
        ballot = {
            "election_uuid": self.election["uuid"],
            "election_hash": self.phi,
            "credential": self.c,
            "answers": [self.answer(k) for k in range(len(self.vectors))],
        }
        return json.dumps(ballot, separators=(",", ":"))[:-1]


@pytest.mark.parametrize("case", HONEST, ids=names(HONEST))
def test_the_page_is_enough_to_make_the_ballot_again(case: Case) -> None:
    c = json.loads(case["ballot"])["credential"]
    stranger = Stranger(ELECTIONS[case["election"]], c, bytes.fromhex(case["seed"]), case["plaintext"])
    assert stranger.unsigned() == case["ballot"].partition(',"signature":')[0]

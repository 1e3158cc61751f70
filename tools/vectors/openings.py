"""Makes ``vectors/openings.json``: ``tools/run python tools/vectors/openings.py``.

Everything is computed from fixed seeds, in plain Python and apart from the core, so that running this again gives the
same file. The ballots of dishonest boxes hold wherever the file says so: only the opening gives them away.
"""

import json
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.support.curve import Q, sha  # noqa: E402
from tests.support.prover import Election, Prover, base64, compact, secret_of, sign  # noqa: E402
from tools.vectors.ballots import CARD, ONE, OTHER_CARD, TREES, TWO, UUID  # noqa: E402

Json = dict[str, Any]
Marks = list[list[int]]
FILE = ROOT / "vectors" / "openings.json"
GENERATOR = "tools/vectors/openings.py (plain Python, apart from the core)"
ABOUT = (
    "Challenged ballots with seed and plaintext (spec/ballot.md, How our boxes choose nonces). A good one is what"
    " they give, up to its signature. A bad one has these faults, as [code, question, choice], or cannot be compared"
    " (error). Indexes count from 0, the blank is choice 0 where there is one. 'valid' says whether the ballot itself"
    " verifies."
    " 'list' is the file of openings of all good ballots of one election."
)
FREE = TREES | {"answers": ["Elm", "Fir", "Oak"], "min": 0, "max": 2}
THREE = ONE | {
    "name": "three",
    "election": compact(json.loads(ONE["election"]) | {"name": "three", "questions": [FREE]}),
}
ELECTIONS = {each["name"]: Election(each["election"]) for each in (ONE, TWO, THREE)}
SECRET, OTHER_SECRET = secret_of(UUID, CARD), secret_of(UUID, OTHER_CARD)
SEED = sha(b"the seed of an opening")
MARKS, MARKS2 = [[0, 1, 0, 0]], [[0, 1], [0, 0, 1]]


def prover(which: str, marks: Marks, seed: bytes = SEED, **how: Any) -> Prover:  # noqa: ANN401 — what the prover takes
    """The prover of a ballot, honest unless told how not to be."""
    return Prover(ELECTIONS[which], how.pop("secret", SECRET), marks, seed, **how)


class Again:
    """Refuses one proof once: its nonces are other ones then than the seed gives, and it holds all the same."""

    def __init__(self, *numbers: int) -> None:
        self.numbers = numbers
        self.seen = -1

    def __call__(self, _challenges: list[int]) -> bool:
        """Whether the proof may stay as it is."""
        self.seen += 1
        return self.seen not in self.numbers


def case(name: str, which: str, ballot: Json | str, **what: Any) -> Json:  # noqa: ANN401 — entries of the case
    """An opening; its seed, plaintext and outcome where they are not the usual ones."""
    text = ballot if isinstance(ballot, str) else compact(ballot)
    plaintext = what.pop("plaintext", MARKS if which == "one" else MARKS2)
    out: Json = {"name": name, "origin": GENERATOR, "election": which, "seed": what.pop("seed", SEED).hex()}
    return out | {"plaintext": plaintext} | what | {"ballot": text}


def bad(name: str, place: list[Any], ballot: Json, which: str = "one", **what: Any) -> Json:  # noqa: ANN401
    """An opening with one fault."""
    return case(name, which, ballot, faults=[place], valid=what.pop("valid", True), **what)


def good() -> Iterator[Json]:
    """Openings that hold."""
    ones = [[[1, 0, 0, 0]], [[0, 1, 0, 0]], [[0, 0, 0, 1]], [[0, 1, 0, 1]]]
    twos = [[[0, 0], [1, 0, 0]], [[0, 1], [0, 0, 1]], [[1, 0], [0, 1, 0]]]
    threes = [[[1, 0, 0, 0]], [[0, 0, 1, 0]], [[0, 1, 0, 1]]]
    for which, plaintexts in (("one", ones), ("two", twos), ("three", threes)):
        for i, plaintext in enumerate(plaintexts):
            seed = sha(f"opening {i}".encode())
            ballot = prover(which, plaintext, seed).ballot()
            yield case(f"marks {compact(plaintext)}", which, ballot, seed=seed, plaintext=plaintext)
    for name, seed in (("zeros", bytes(32)), ("ones", b"\xff" * 32)):
        yield case(f"a seed of {name}", "one", prover("one", MARKS, seed).ballot(), seed=seed)
    signed_again = prover("one", MARKS, accept_signature=Again(0)).ballot()
    yield case("another signature of the same card, which no opening can tell", "one", signed_again)


def listing(cases: list[Json]) -> str:
    """The file of openings of election ``one``."""
    chosen = sorted(
        (each for each in cases if each["election"] == "one"),
        key=lambda each: base64(sha(each["ballot"].encode())),
    )
    return compact(
        [
            {"ballot": each["ballot"], "seed": each["seed"], "marks": [each["plaintext"][0][1:]]}
            for each in chosen
        ]
    )


def claims() -> Iterator[Json]:
    """An honest ballot, and a seed or marks that are not its own."""
    ballot, ballot2 = prover("one", MARKS).ballot(), prover("two", MARKS2).ballot()
    first = ["opening-other", 0, 0]
    yield bad("another seed", first, ballot, seed=sha(b"another seed"))
    yield bad("one bit of the seed", first, ballot, seed=bytes([SEED[0] ^ 1]) + SEED[1:])
    yield bad("the seed backwards", first, ballot, seed=SEED[::-1])
    yield bad("a mark moved to another candidate", first, ballot, plaintext=[[0, 0, 1, 0]])
    yield bad("a mark more", first, ballot, plaintext=[[0, 1, 1, 0]])
    yield bad("a mark less", first, prover("one", [[0, 1, 1, 0]]).ballot())
    yield bad("a mark opened as blank", first, ballot, plaintext=[[1, 0, 0, 0]])
    yield bad("a blank opened as a mark", first, prover("one", [[1, 0, 0, 0]]).ballot())
    yield bad("a mark of the second question moved", first, ballot2, "two", plaintext=[[0, 1], [0, 1, 0]])
    yield bad("the second question opened as blank", first, ballot2, "two", plaintext=[[0, 1], [1, 0, 0]])
    neighbour = prover("one", MARKS, sha(b"seed of a neighbour"), secret=OTHER_SECRET)
    yield bad("the ballot of another voter who marked the same", first, neighbour.ballot())
    ours = prover("one", MARKS).unsigned() | {"credential": neighbour.credential}
    yield bad("the card was exchanged", first, sign(ours, OTHER_SECRET, SEED), valid=False)


def dishonest() -> Iterator[Json]:
    """A box that made something else than it now claims, as close to the claim as it can come."""
    place = ["opening-other", 0, 1]
    changed = prover("one", [[0, 0, 1, 0]])
    changed.master = prover("one", MARKS).master
    yield bad("the nonces of the claim, and a mark moved", place, changed.ballot())
    changed = prover("one", [[0, 1, 0, 1]])
    changed.master = prover("one", MARKS).master
    yield bad("the nonces of the claim, and a mark more", ["opening-other", 0, 3], changed.ballot())
    changed = prover("one", [[1, 0, 0, 0]])
    changed.master = prover("one", MARKS).master
    yield bad("the nonces of the claim, and blank", ["opening-other", 0, 0], changed.ballot())
    changed = prover("two", [[0, 1], [0, 1, 0]])
    changed.master = prover("two", MARKS2).master
    yield bad("the same in the second question", ["opening-other", 1, 1], changed.ballot(), "two")
    yield bad("a nonce of its own", place, prover("one", MARKS, fixed={(0, 1): 5}).ballot())
    last = prover("two", MARKS2, fixed={(1, 2): 5})
    yield bad("a nonce of its own, at the end", ["opening-other", 1, 2], last.ballot(), "two")
    # The order of the proofs: those of the choices, the overall one, the blank one, then the next question.
    for number, where in enumerate((0, 1, 2, 3, None, None)):
        name = f"nonces of its own in proof {number + 1} of 6"
        again = prover("one", MARKS, accept=Again(number)).ballot()
        yield bad(name, ["opening-other", 0, where], again)
    for number, question, where in ((1, 0, 1), (2, 0, None), (5, 1, 2), (6, 1, None), (7, 1, None)):
        name = f"nonces of its own in proof {number + 1} of 8, two questions"
        again = prover("two", MARKS2, accept=Again(number)).ballot()
        yield bad(name, ["opening-other", question, where], again, "two")
    both = prover("two", MARKS2, accept=Again(0), fixed={(1, 1): 5}).ballot()
    yield bad("a proof, and a ciphertext of a later question", ["opening-other", 1, 1], both, "two")


def changed(edit: Callable[[Json], object]) -> Json:
    """A ballot in which something was changed after it was made, and which its own card has signed again."""
    ballot = deepcopy(prover("one", MARKS).ballot())
    edit(ballot["answers"][0])
    return sign(ballot, SECRET, SEED)


def edited() -> Iterator[Json]:
    """What one changed number shows."""

    def more(proof: Json, name: str) -> None:
        proof[name] = str((int(proof[name]) + 1) % Q)

    def exchange(answer: Json) -> None:
        for name in ("choices", "individual_proofs"):
            answer[name][1], answer[name][2] = answer[name][2], answer[name][1]

    for name, where, edit in (
        ("a response", 2, lambda answer: more(answer["individual_proofs"][2][1], "response")),
        ("a challenge", 2, lambda answer: more(answer["individual_proofs"][2][0], "challenge")),
        (
            "a response of the overall proof",
            None,
            lambda answer: more(answer["overall_proof"][2], "response"),
        ),
        ("a response of the blank proof", None, lambda answer: more(answer["blank_proof"][0], "response")),
        ("the branches of a proof exchanged", 0, lambda answer: answer["individual_proofs"][0].reverse()),
        ("two choices exchanged", 1, exchange),
        (
            "alpha in place of beta",
            3,
            lambda answer: answer["choices"][3].update(beta=answer["choices"][3]["alpha"]),
        ),
    ):
        yield bad(f"changed: {name}", ["opening-other", 0, where], changed(edit), valid=False)


def unfit() -> Iterator[Json]:
    """Marks that no ballot may have."""
    ballot, ballot2 = prover("one", MARKS).ballot(), prover("two", MARKS2).ballot()
    for name, marks, place in (
        ("no answer", [], None),
        ("an answer too many", [*MARKS, [0, 1, 0, 0]], None),
        ("a mark too few", [[0, 1, 0]], 0),
        ("a mark too many", [[0, 1, 0, 0, 0]], 0),
        ("no mark", [[]], 0),
    ):
        yield bad(f"shape: {name}", ["opening-shape", place, None], ballot, plaintext=marks)
    for name, marks in (
        ("a 2", [[0, 2, 0, 0]]),
        ("a 255", [[0, 255, 0, 0]]),
        ("a blank of 2", [[2, 0, 0, 0]]),
        ("three marks of two", [[0, 1, 1, 1]]),
        ("neither mark nor blank", [[0, 0, 0, 0]]),
        ("blank and a mark", [[1, 1, 0, 0]]),
    ):
        yield bad(f"bounds: {name}", ["opening-bounds", 0, None], ballot, plaintext=marks)
    for name, code, marks, question in (
        ("an answer too few", "opening-shape", [[0, 1]], None),
        ("the answers exchanged", "opening-shape", [[0, 0, 1], [0, 1]], 0),
        ("the second answer too long", "opening-shape", [[0, 1], [0, 0, 1, 0]], 1),
        ("two marks of one", "opening-bounds", [[1, 1], [0, 0, 1]], 0),
        ("nothing in the second answer", "opening-bounds", [[0, 1], [0, 0, 0]], 1),
    ):
        yield bad(f"two questions: {name}", [code, question, None], ballot2, "two", plaintext=marks)


def unreadable() -> Iterator[Json]:
    """What cannot be compared."""
    ballot = prover("one", MARKS).ballot()
    text = compact(ballot)

    def refused(name: str, error: str, what: Json | str, **more: Any) -> Json:  # noqa: ANN401
        return case(name, "one", what, error=error, valid=more.pop("valid", False), **more)

    def beyond(proof: Json) -> None:
        proof["challenge"] = str(int(proof["challenge"]) + Q)

    range_ = "scalar-out-of-range"
    for name, edit in (
        ("a challenge off by q", lambda answer: beyond(answer["individual_proofs"][1][0])),
        ("a challenge of the overall proof off by q", lambda answer: beyond(answer["overall_proof"][1])),
        ("a response of q", lambda answer: answer["blank_proof"][0].update(response=str(Q))),
    ):
        yield refused(name, range_, changed(edit))
    signature = deepcopy(ballot)
    beyond(signature["signature"]["proof"])
    yield refused("the signature's challenge off by q", range_, signature)
    space = changed(lambda answer: answer["overall_proof"][0].update(response=" 1"))
    yield refused("a response with a space", "scalar-malformed", space)
    elsewhere = Election(ONE["election"].replace(UUID, "VectorsE1sewher"))
    foreign = Prover(elsewhere, secret_of(elsewhere.uuid, CARD), MARKS, SEED).ballot()
    yield refused("a ballot of another box", "ballot-other-election", foreign)
    yield refused("a ballot of another election", "ballot-other-election", prover("three", MARKS).ballot())
    short = changed(lambda answer: answer.pop("blank_proof"))
    yield refused("no blank proof", "ballot-shape", short)
    yield refused("a space", "ballot-not-canonical", text.replace(":", ": ", 1))
    yield refused("a line feed at the end", "ballot-not-canonical", text + "\n")
    yield refused("no signature", "ballot-not-canonical", text[: text.index(',"signature"')] + "}")
    yield refused("empty", "ballot-malformed", "")
    yield refused("cut", "ballot-malformed", text[:-1])
    yield refused("not a ballot, and marks of no shape", "ballot-malformed", "null", plaintext=[])
    for size in (0, 31, 33, 64):
        seed = (SEED * 2)[:size]
        yield refused(f"a seed of {size} bytes", "seed-length", ballot, seed=seed, valid=True)


def make() -> Json:
    """The whole file."""
    cases = list(good())
    wrong = [each for part in (claims, dishonest, edited, unfit, unreadable) for each in part()]
    elections = [each | {"origin": GENERATOR} for each in (ONE, TWO, THREE)]
    return {"about": ABOUT, "elections": elections, "list": listing(cases), "good": cases, "bad": wrong}


if __name__ == "__main__":
    FILE.write_text(json.dumps(make(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

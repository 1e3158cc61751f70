"""Makes ``vectors/ballots.json``: ``tools/run python tools/vectors/ballots.py [FOLDER …]``.

Everything but the ballots of ``belenios-tool`` is computed here from fixed seeds, in plain Python and apart from the
core, so that running this again gives the same file. The tool's own ballots are random; they are kept from the file,
or taken anew from FOLDERs in which it set up an election (``kept-election.json``, ``*.privkey``, and for each ballot
``ballot-N``, ``card-N`` and ``vote-N``; the folder is named VERSION-NAME).
"""

import json
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.support.curve import IDENTITY, G, P, Q, number_of, point_of, sha, small  # noqa: E402
from tests.support.prover import Election, Prover, card_of, compact, secret_of, sign, signature  # noqa: E402

Json = dict[str, Any]
FILE = ROOT / "vectors" / "ballots.json"
GENERATOR = "tools/vectors/ballots.py (plain Python, apart from the core)"
ABOUT = (
    "Ballots (Belenios specification, 4.11 to 4.17). A good one has no fault and decrypts to its plaintext; with a card"
    " and a seed it is also what encryption must give, byte for byte. A bad one has these faults, as [code, question,"
    " choice] in this order; indexes count from 0, and the blank is choice 0 where there is one. A ballot that is not"
    " UTF-8 is given in hexadecimal."
)
UUID = "VectorsBaL1ots"
KEYS = {name: number_of(sha(f"key of {name}".encode())) for name in ("one", "two")}


def election(name: str, questions: list[Json]) -> Json:
    """An election under a key that everybody knows."""
    text = {
        "version": 1,
        "description": "vectors",
        "name": name,
        "group": "Ed25519",
        "public_key": (G * KEYS[name]).hex,
        "questions": questions,
        "uuid": UUID,
        "administrator": "nobody",
        "credential_authority": "nobody",
    }
    return {"name": name, "origin": GENERATOR, "election": compact(text), "private_key": str(KEYS[name])}


TREES = {"answers": ["Ash", "Birch", "Cedar"], "blank": True, "min": 1, "max": 2, "question": "Which trees?"}
ONE = election("one", [TREES])
TWO = election(
    "two",
    [
        {"answers": ["Ash", "Birch"], "min": 0, "max": 1, "question": "Which tree?"},
        {"answers": ["نخل", "سرو"], "blank": True, "min": 1, "max": 1, "question": "کدام درخت؟"},
    ],
)
CARD, OTHER_CARD = card_of(b"a card"), card_of(b"another card")
SECRET, OTHER_SECRET = secret_of(UUID, CARD), secret_of(UUID, OTHER_CARD)
SEED = sha(b"a seed")
E1, E2 = Election(ONE["election"]), Election(TWO["election"])
MARKS = [[0, 1, 0, 0]]


def honest(which: Json, marks: list[list[int]], seed: bytes) -> Json:
    """A known answer."""
    ballot = Prover(Election(which["election"]), SECRET, marks, seed).ballot()
    return {
        "name": f"marks {compact(marks)}",
        "origin": GENERATOR,
        "election": which["name"],
        "card": CARD,
        "seed": seed.hex(),
        "plaintext": marks,
        "credential": ballot["credential"],
        "ballot": compact(ballot),
    }


def forged(name: str, faults: list[Any], **how: Any) -> Json:  # noqa: ANN401 — whatever the prover takes
    """A ballot made with every proof that its maker can still make."""
    return case(
        name, faults, Prover(E1, how.pop("secret", SECRET), how.pop("marks", MARKS), SEED, **how).ballot()
    )


def case(name: str, faults: list[Any], ballot: Json | str | bytes, which: str = "one") -> Json:
    """A bad ballot; a fault is a code alone, or a list with its place."""
    places = [[fault, None, None] if isinstance(fault, str) else fault for fault in faults]
    out: Json = {"name": name, "origin": GENERATOR, "election": which}
    if isinstance(ballot, bytes):
        out["ballot_hex"] = ballot.hex()
    else:
        out["ballot"] = ballot if isinstance(ballot, str) else compact(ballot)
    return out | {"faults": places}


BASE = Prover(E1, SECRET, MARKS, SEED).ballot()
BASE2 = Prover(E2, SECRET, [[0, 1], [0, 0, 1]], SEED).ballot()
TEXT = compact(BASE)


def changed(change: Callable[[Json], object], base: Json = BASE) -> Json:
    """A copy in which something was changed, and which its own card has signed again."""
    ballot = deepcopy(base)
    change(ballot)
    return sign(ballot, SECRET, SEED)


def put(*path: Any) -> Callable[[Json], None]:  # noqa: ANN401 — keys, indexes, and the value last
    """Sets what lies at the path."""

    def change(ballot: Json) -> None:
        at: Any = ballot
        for step in path[:-2]:
            at = at[step]
        at[path[-2]] = path[-1]

    return change


def exchange(*path: Any) -> Callable[[Json], None]:  # noqa: ANN401
    """Exchanges two entries of the list at the path."""

    def change(ballot: Json) -> None:
        at: Any = ballot
        for step in path[:-2]:
            at = at[step]
        i, j = path[-2:]
        at[i], at[j] = at[j], at[i]

    return change


def both(*changes: Callable[[Json], None]) -> Callable[[Json], None]:
    """One change after the other."""

    def change(ballot: Json) -> None:
        for each in changes:
            each(ballot)

    return change


A = ("answers", 0)
CHOICE, BLANK, SUM = ["proof-choice", 0, 1], ["proof-blank", 0, None], ["proof-sum", 0, None]
ALL = [["proof-choice", 0, i] for i in range(4)] + [BLANK, SUM]
SHAPE = ["ballot-shape", 0, None]


def proofs() -> Iterator[Json]:
    """One proof is wrong, or belongs elsewhere."""
    at = (*A, "individual_proofs", 1, 0)
    first = BASE["answers"][0]["individual_proofs"][1][0]
    more = {name: str(int(value) + 1) for name, value in first.items()}
    yield case("a mark: another challenge", [CHOICE], changed(put(*at, "challenge", more["challenge"])))
    yield case("a mark: another response", [CHOICE], changed(put(*at, "response", more["response"])))
    yield case(
        "a mark: challenge and response are exchanged",
        [CHOICE],
        changed(put(*at, dict(zip(first, [first["response"], first["challenge"]], strict=True)))),
    )
    yield case(
        "a mark: all proofs are 0",
        [CHOICE],
        changed(put(*A, "individual_proofs", 1, [{"challenge": "0", "response": "0"}] * 2)),
    )
    yield case(
        "a mark: its two branches are exchanged",
        [CHOICE],
        changed(exchange(*A, "individual_proofs", 1, 0, 1)),
    )
    yield case(
        "the proofs of two marks are exchanged",
        [CHOICE, ["proof-choice", 0, 2]],
        changed(exchange(*A, "individual_proofs", 1, 2)),
    )
    swap = both(exchange(*A, "choices", 1, 2), exchange(*A, "individual_proofs", 1, 2))
    yield case("two choices are exchanged with their proofs", [BLANK, SUM], changed(swap))
    yield case(
        "alpha and beta are exchanged",
        [CHOICE, BLANK, SUM],
        changed(
            put(
                *A,
                "choices",
                1,
                dict(
                    zip(("alpha", "beta"), reversed(BASE["answers"][0]["choices"][1].values()), strict=True)
                ),
            )
        ),
    )
    yield case("the sum: another challenge", [SUM], changed(put(*A, "overall_proof", 1, "challenge", "1")))
    yield case("the sum: two branches are exchanged", [SUM], changed(exchange(*A, "overall_proof", 1, 2)))
    yield case("the blank: another response", [BLANK], changed(put(*A, "blank_proof", 1, "response", "1")))
    yield case("the blank: its branches are exchanged", [BLANK], changed(exchange(*A, "blank_proof", 0, 1)))
    yield case(
        "the blank's proof stands for a mark's",
        [["proof-choice", 0, 0]],
        changed(put(*A, "individual_proofs", 0, BASE["answers"][0]["blank_proof"])),
    )
    two = "two"
    yield case(
        "two questions: a mark of the second",
        [["proof-choice", 1, 2]],
        changed(put("answers", 1, "individual_proofs", 2, 1, "response", "7"), BASE2),
        two,
    )
    yield case(
        "two questions: the sum of the first",
        [["proof-sum", 0, None]],
        changed(put("answers", 0, "overall_proof", 0, "response", "7"), BASE2),
        two,
    )
    yield case(
        "two questions: a fault in each",
        [["proof-choice", 0, 0], ["proof-blank", 1, None]],
        changed(
            both(
                put("answers", 0, "individual_proofs", 0, 0, "response", "7"),
                put("answers", 1, "blank_proof", 0, "response", "7"),
            ),
            BASE2,
        ),
        two,
    )
    other = Prover(E1, OTHER_SECRET, MARKS, SEED).unsigned()
    yield case(
        "proofs and marks of another card's ballot",
        ALL,
        sign(other | {"credential": BASE["credential"]}, SECRET, SEED),
    )
    other = Prover(E1, SECRET, MARKS, SEED, fingerprint=E2.fingerprint).unsigned()
    yield case(
        "proofs for another election", ALL, sign(other | {"election_hash": E1.fingerprint}, SECRET, SEED)
    )
    answer = Prover(E1, SECRET, [[0, 0, 1, 0]], sha(b"another seed")).unsigned()["answers"][0]
    part = {name: answer[name] for name in ("overall_proof", "blank_proof")}
    yield case(
        "the sums of another ballot of this card",
        [BLANK, SUM],
        changed(lambda ballot: ballot["answers"][0].update(part)),
    )


def votes() -> Iterator[Json]:
    """Numbers that no voter may encrypt, with all proofs that can be made for them."""
    yield forged("a mark counts twice; its proof says 1", [CHOICE], marks=[[0, 2, 0, 0]])
    yield forged(
        "a mark counts twice; its proof is simulated",
        [CHOICE],
        marks=[[0, 2, 0, 0]],
        mark_true={(0, 1): None},
    )
    yield forged("a mark takes a vote away", [CHOICE], marks=[[0, -1, 1, 1]])
    yield forged(
        "a mark of a thousand; the proof of the sum says 2",
        [CHOICE, SUM],
        marks=[[0, 1000, 0, 0]],
        sum_true={0: 2},
    )
    yield forged("three marks; the proof of the sum says 2", [SUM], marks=[[0, 1, 1, 1]], sum_true={0: 2})
    yield forged("three marks; the proof of the sum says blank", [SUM], marks=[[0, 1, 1, 1]], sum_true={0: 0})
    yield forged(
        "three marks; the proof of the sum is simulated", [SUM], marks=[[0, 1, 1, 1]], sum_true={0: None}
    )
    yield forged("no mark and no blank", [SUM], marks=[[0, 0, 0, 0]], sum_true={0: 1})
    yield forged("blank and a mark", [BLANK], marks=[[1, 0, 1, 0]], blank_true={0: 1})
    yield forged(
        "blank and a mark; the proof is simulated", [BLANK], marks=[[1, 0, 1, 0]], blank_true={0: None}
    )
    yield forged("blank and three marks", [BLANK], marks=[[1, 1, 1, 1]], blank_true={0: 0})
    yield forged(
        "two blanks", [["proof-choice", 0, 0], SUM], marks=[[2, 0, 0, 0]], blank_true={0: 1}, sum_true={0: 0}
    )
    over = Prover(E2, SECRET, [[1, 1], [0, 0, 1]], SEED, sum_true={0: 1}).ballot()
    yield case("two marks of one, where no blank is allowed", [SUM], over, "two")


def off_curve() -> str:
    """Digits that no point has."""
    y = 2
    while True:
        try:
            point_of(f"{y:064x}")
        except ValueError:
            return f"{y:064x}"
        y += 1


def points() -> Iterator[Json]:
    """Points outside the group, with proofs that hold all the same wherever that can be."""
    place, member = ["point-not-in-subgroup", 0, 1], "point-not-in-subgroup"
    for order in (2, 4, 8):
        dirty = small(order)

        def accept(challenges: list[int], order: int = order) -> bool:
            return all(c % order == 0 for c in challenges)

        for which, dirt in (("alpha", (dirty, IDENTITY)), ("beta", (IDENTITY, dirty))):
            if order == 2:  # the rest of the proofs takes a forger 16 ** order attempts
                yield forged(
                    f"{which} with a component of order {order}; every proof holds",
                    [place],
                    dirt={(0, 1): dirt},
                    accept=accept,
                )
            replaced = put(*A, "choices", 1, which, dirty.hex)
            yield case(f"{which} of order {order}", [place, CHOICE, BLANK, SUM], changed(replaced))
        mixed = (G * SECRET + dirty).hex
        yield forged(
            f"a credential with a component of order {order}; signature and proofs hold",
            [member],
            credential=mixed,
            accept_signature=accept,
        )
        yield forged(
            f"a credential of order {order}; signature and proofs hold",
            [member],
            secret=0,
            credential=dirty.hex,
            accept_signature=accept,
        )
    dirty = small(2)
    yield forged(
        "two components of order 2 that cancel; every proof holds",
        [["point-not-in-subgroup", 0, 1], ["point-not-in-subgroup", 0, 2]],
        dirt={(0, 1): (dirty, IDENTITY), (0, 2): (dirty, IDENTITY)},
        accept=lambda challenges: all(c % 2 == 0 for c in challenges),
    )
    yield forged("the neutral element as credential; signature and proofs hold", ["point-identity"], secret=0)
    yield forged(
        "the neutral element as alpha; every proof holds", [["point-identity", 0, 1]], fixed={(0, 1): 0}
    )
    hidden = -pow(KEYS["one"], -1, Q) % Q
    yield forged(
        "the neutral element as beta; every proof holds", [["point-identity", 0, 1]], fixed={(0, 1): hidden}
    )
    nowhere = ["point-not-on-curve", 0, 1]
    encodings = (
        ("not on the curve", off_curve()),
        ("y not reduced", f"{P + 1:064x}"),
        ("the largest y", "7" + "f" * 63),
        ("x = 0 with a sign", f"{1 | 1 << 255:064x}"),
        ("the point of order 2 with a sign", f"{(P - 1) | 1 << 255:064x}"),
        ("0 not reduced", f"{P:064x}"),
    )
    for name, digits in encodings:
        yield case(f"alpha: {name}", [nowhere], changed(put(*A, "choices", 1, "alpha", digits)))
        yield forged(f"credential: {name}", ["point-not-on-curve"], credential=digits)
    beta = BASE["answers"][0]["choices"][1]["beta"]
    malformed = ["point-malformed", 0, 1]
    for name, digits in (
        ("upper case", beta.upper()),
        ("63 digits", beta[1:]),
        ("a letter", "g" + beta[1:]),
        ("empty", ""),
        ("a space", " " + beta[1:]),
    ):
        yield case(f"beta: {name}", [malformed], changed(put(*A, "choices", 1, "beta", digits)))
    yield case(
        "beta: 66 digits", ["ballot-not-canonical"], changed(put(*A, "choices", 1, "beta", "00" + beta))
    )
    yield case(
        "credential: upper case", ["point-malformed"], changed(put("credential", BASE["credential"].upper()))
    )


def scalars() -> Iterator[Json]:
    """Numbers that are not written as a number below q is."""
    at = (*A, "individual_proofs", 1, 0, "challenge")
    value = int(BASE["answers"][0]["individual_proofs"][1][0]["challenge"])
    beyond, malformed = ["scalar-out-of-range", 0, 1], ["scalar-malformed", 0, 1]
    for name, text in (
        ("plus q", str(value + Q)),
        ("q", str(Q)),
        ("2^256", str(2**256)),
        ("2^256 more", str(value + 2**256)),
        ("80 digits", "9" * 80),
    ):
        yield case(f"a challenge: {name}", [beyond], changed(put(*at, text)))
    texts = {
        "a leading zero": f"0{value}",
        "00": "00",
        "empty": "",
        "a sign": f"+{value}",
        "q less": str(value - Q),
        "a fraction": "1.0",
        "an exponent": "1e3",
        "a space": f" {value}",
        "hexadecimal": "0x1f",
        "Persian digits": "۱۲۳",
    }
    for name, text in texts.items():
        yield case(f"a challenge: {name}", [malformed], changed(put(*at, text)))
    yield case("a challenge: a thousand digits", ["ballot-not-canonical"], changed(put(*at, "9" * 1000)))
    yield case("a challenge: a number without quotes", ["ballot-not-canonical"], changed(put(*at, 5)))
    for name, path in (("the sum", (*A, "overall_proof", 0)), ("the blank", (*A, "blank_proof", 0))):
        yield case(f"{name}: q", [["scalar-out-of-range", 0, None]], changed(put(*path, "response", str(Q))))
    ballot = deepcopy(BASE)
    ballot["signature"]["proof"]["response"] = str(int(ballot["signature"]["proof"]["response"]) + Q)
    yield case("the signature: plus q", ["scalar-out-of-range"], ballot)


def shapes() -> Iterator[Json]:
    """More or fewer parts than the question asks for."""
    answer = BASE["answers"][0]
    for name, size in (("choices", 4), ("individual_proofs", 4), ("overall_proof", 3)):
        yield case(f"{name}: one less", [SHAPE], changed(put(*A, name, answer[name][:-1])))
        yield case(
            f"{name}: one more", [SHAPE], changed(put(*A, name, [*answer[name], answer[name][size - 1]]))
        )
        yield case(f"{name}: none", ["ballot-not-canonical"], changed(put(*A, name, [])))
    pair = answer["individual_proofs"][1]
    yield case(
        "a mark: one branch", [["ballot-shape", 0, 1]], changed(put(*A, "individual_proofs", 1, pair[:1]))
    )
    yield case(
        "a mark: three branches",
        [["ballot-shape", 0, 1]],
        changed(put(*A, "individual_proofs", 1, [*pair, pair[0]])),
    )
    yield case(
        "the blank: three branches",
        [SHAPE],
        changed(put(*A, "blank_proof", [*answer["blank_proof"], pair[0]])),
    )
    yield case("no blank proof", [SHAPE], changed(lambda ballot: ballot["answers"][0].pop("blank_proof")))
    yield case(
        "a blank proof where no blank is allowed",
        [SHAPE],
        changed(put(*A, "blank_proof", pair), BASE2),
        "two",
    )
    yield case("an answer more", ["ballot-shape"], changed(put("answers", [answer, answer])))
    yield case(
        "an answer less", ["ballot-shape"], changed(put("answers", BASE2["answers"][:1]), BASE2), "two"
    )
    yield case("no answers", ["ballot-not-canonical"], changed(put("answers", [])))
    yield case("the answers are exchanged", [SHAPE], changed(exchange("answers", 0, 1), BASE2), "two")


def bindings() -> Iterator[Json]:
    """Whole and honest, but for something else; or the signature is of something else."""
    elsewhere = Election(ONE["election"].replace(UUID, "VectorsE1sewher"))
    foreign = Prover(elsewhere, secret_of(elsewhere.uuid, CARD), MARKS, SEED).ballot()
    yield case("a ballot of another box", ["ballot-other-election"], foreign)
    yield case("another uuid", ["ballot-other-election"], changed(put("election_uuid", "VectorsBaL2ots")))
    yield case(
        "another election's hash", ["ballot-other-election"], changed(put("election_hash", E2.fingerprint))
    )
    yield case(
        "the election's hash with its padding",
        ["ballot-other-election"],
        changed(put("election_hash", E1.fingerprint + "=")),
    )
    right = BASE["signature"]["hash"]
    yield case(
        "the signature of another card",
        ["signature-invalid"],
        BASE | {"signature": signature(right, OTHER_SECRET, SEED)},
    )
    another = Prover(E1, SECRET, [[0, 0, 1, 0]], sha(b"another seed")).ballot()
    yield case(
        "the signature of another ballot", ["signature-hash"], BASE | {"signature": another["signature"]}
    )
    yield case(
        "a signature over the hash with padding",
        ["signature-hash"],
        BASE | {"signature": signature(right + "=", SECRET, SEED)},
    )
    wrong = deepcopy(BASE["signature"])
    wrong["hash"] = another["signature"]["hash"]
    yield case(
        "the signature's hash is exchanged",
        ["signature-hash", "signature-invalid"],
        BASE | {"signature": wrong},
    )
    unsigned = deepcopy(BASE)
    unsigned["answers"][0]["overall_proof"] = another["answers"][0]["overall_proof"]
    yield case("changed after signing", ["signature-hash", SUM], unsigned)
    zero = {"hash": right, "proof": {"challenge": "0", "response": "0"}}
    yield case("a signature of zeros", ["signature-invalid"], BASE | {"signature": zero})


def texts() -> Iterator[Json]:
    """The same meaning in other bytes, and bytes without meaning."""
    same, none = ["ballot-not-canonical"], ["ballot-malformed"]
    names = list(BASE)
    for i in range(len(names) - 1):
        order = [*names[:i], names[i + 1], names[i], *names[i + 2 :]]
        yield case(f"{names[i + 1]} before {names[i]}", same, {name: BASE[name] for name in order})
    reverse = dict(reversed(BASE["answers"][0]["choices"][1].items()))
    yield case("beta before alpha", same, changed(put(*A, "choices", 1, reverse)))
    yield case("an unknown field", same, BASE | {"weight": 1})
    yield case("an unknown field in an answer", same, changed(put(*A, "note", "x")))
    yield case(
        "a field is missing", same, {name: value for name, value in BASE.items() if name != "signature"}
    )
    yield case(
        "a field twice", same, TEXT.replace('{"election_uuid"', f'{{"election_uuid":"{UUID}","election_uuid"')
    )
    alpha = '{"alpha":"' + BASE["answers"][0]["choices"][1]["alpha"] + '"'
    yield case("alpha twice", same, TEXT.replace(alpha, f"{alpha},{alpha[1:]}"))
    yield case("an escape in a key", same, TEXT.replace('"credential"', '"credenti\\u0061l"', 1))
    yield case("an escape in a value", same, TEXT.replace(f'"{UUID}"', f'"\\u0056{UUID[1:]}"', 1))
    yield case("a space after a colon", same, TEXT.replace(":", ": ", 1))
    yield case("a space at the start", same, " " + TEXT)
    yield case("a line feed at the end", same, TEXT + "\n")
    yield case("a zero byte at the end", none, TEXT + "\0")
    yield case("a byte-order mark", none, "\ufeff" + TEXT)
    yield case("something after the end", none, TEXT + "{}")
    yield case("twice", none, TEXT + TEXT)
    for name, text in (
        ("empty", ""),
        ("null", "null"),
        ("an empty object", "{}"),
        ("a list", "[]"),
        ("a text", '"ballot"'),
        ("a huge number", "1" * 400),
        ("deep nesting", "[" * 5000),
        ("deep objects", '{"election_uuid":' * 600),
    ):
        yield case(name, none, text)
    yield case("the uuid alone", same, compact({"election_uuid": UUID}))
    yield case(
        "answers that nest deep",
        none,
        compact(BASE | {"answers": 0}).replace('"answers":0', '"answers":' + "[" * 3000 + "]" * 3000),
    )
    for part in (1, len(TEXT) // 3, len(TEXT) // 2, len(TEXT) - 1):
        yield case(f"cut after {part} bytes", none, TEXT[:part])
    yield case("not UTF-8", none, TEXT.replace("signature", "s\xedgnature").encode("latin-1"))


def tool(folders: list[str]) -> tuple[list[Json], list[Json]]:
    """Elections and ballots of ``belenios-tool``: from folders, or kept."""
    elections, good = [], []
    if not folders:
        kept = json.loads(FILE.read_text(encoding="utf-8"))
        elections = [each for each in kept["elections"] if each["origin"].startswith("belenios-tool")]
        good = [each for each in kept["good"] if each["origin"].startswith("belenios-tool")]
    for folder in map(Path, folders):
        version, _, name = folder.name.partition("-")
        origin, key = f"belenios-tool {version}", f"{name}, {version}"
        text = (folder / "kept-election.json").read_text(encoding="utf-8").rstrip("\n")
        private = json.loads(next(folder.glob("*.privkey")).read_text(encoding="ascii"))
        elections.append({"name": key, "origin": origin, "election": text, "private_key": private})
        for path in sorted(folder.glob("ballot-*")):
            number = path.name.removeprefix("ballot-")
            ballot = path.read_text(encoding="utf-8").rstrip("\n")
            marks = json.loads((folder / f"vote-{number}").read_text(encoding="ascii"))
            good.append(
                {
                    "name": f"marks {compact(marks)}",
                    "origin": origin,
                    "election": key,
                    "card": (folder / f"card-{number}").read_text(encoding="ascii").strip(),
                    "plaintext": marks,
                    "credential": json.loads(ballot)["credential"],
                    "ballot": ballot,
                }
            )
    return elections, good


def make(folders: list[str]) -> Json:
    """The whole file."""
    elections, good = tool(folders)
    ones = [[[1, 0, 0, 0]], [[0, 1, 0, 0]], [[0, 0, 0, 1]], [[0, 1, 1, 0]]]
    twos = [[[0, 0], [1, 0, 0]], [[0, 1], [0, 0, 1]], [[1, 0], [0, 1, 0]]]
    good += [honest(ONE, marks, sha(f"seed {i}".encode())) for i, marks in enumerate(ones)]
    good += [honest(TWO, marks, sha(f"seed {i}".encode())) for i, marks in enumerate(twos)]
    bad = [case for part in (proofs, votes, points, scalars, shapes, bindings, texts) for case in part()]
    return {"about": ABOUT, "elections": [*elections, ONE, TWO], "good": good, "bad": bad}


if __name__ == "__main__":
    FILE.write_text(json.dumps(make(sys.argv[1:]), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

"""Makes ``vectors/election.json`` and ``vectors/credentials.json``: ``tools/run python tools/vectors/elections.py``.

Reads ``vectors/ballots.json`` for what ``belenios-tool`` made. The same input gives the same files.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.support.curve import G, P, Q, point_of, small  # noqa: E402
from tests.support.prover import Election, card_of, compact, secret_of  # noqa: E402

Json = dict[str, Any]
VECTORS = ROOT / "vectors"
GENERATOR = "tools/vectors/elections.py (plain Python, apart from the core)"
ODD_NAMES = ROOT / "tests" / "data" / "peer" / "odd-names.election.json"


def good(origin: str, text: str) -> Json:
    """What must be read from an election."""
    value, made = json.loads(text), Election(text)
    questions = [
        [each["answers"], each.get("blank", False), each["min"], each["max"], each["question"]]
        for each in made.questions
    ]
    return {
        "name": value["name"],
        "origin": origin,
        "election": text,
        "fingerprint": made.fingerprint,
        "uuid": made.uuid,
        "description": value["description"],
        "public_key": value["public_key"],
        "questions": questions,
    }


QUESTION = {"answers": ["Ash", "Birch"], "blank": True, "min": 1, "max": 2, "question": "Which trees?"}
BASE: Json = {
    "version": 1,
    "description": "",
    "name": "base",
    "group": "Ed25519",
    "public_key": (G * 7).hex,
    "questions": [QUESTION],
    "uuid": "VectorsBaL1ots",
    "administrator": "nobody",
    "credential_authority": "nobody",
}
TEXT = compact(BASE)
KEY = str(BASE["public_key"])


def without(value: Json, name: str) -> Json:
    """The object without one field."""
    return {key: each for key, each in value.items() if key != name}


def off_curve() -> str:
    """Digits that no point has."""
    y = 2
    while True:
        try:
            point_of(f"{y:064x}")
        except ValueError:
            return f"{y:064x}"
        y += 1


def bad_points() -> Iterator[tuple[str, str, str]]:
    """Name, digits and code of what is no key and no credential."""
    yield "the neutral element", f"{1:064x}", "point-identity"
    for order in (2, 4, 8):
        yield f"a point of order {order}", small(order).hex, "point-not-in-subgroup"
        yield f"a component of order {order}", (G * 7 + small(order)).hex, "point-not-in-subgroup"
    yield "not on the curve", off_curve(), "point-not-on-curve"
    yield "y not reduced", f"{P + 1:064x}", "point-not-on-curve"
    yield "the largest y", "7" + "f" * 63, "point-not-on-curve"
    yield "x = 0 with a sign", f"{1 | 1 << 255:064x}", "point-not-on-curve"
    yield "the point of order 2 with a sign", f"{(P - 1) | 1 << 255:064x}", "point-not-on-curve"
    for more in range(2, 19):
        yield f"y = p + {more}", f"{P + more:064x}", "point-not-on-curve"
    yield "0 not reduced", f"{P:064x}", "point-not-on-curve"
    yield "0 not reduced, with a sign", f"{P | 1 << 255:064x}", "point-not-on-curve"
    yield "upper case", (G * 7).hex.upper(), "point-malformed"
    yield "63 digits", KEY[1:], "point-malformed"
    yield "65 digits", KEY + "0", "point-malformed"
    yield "empty", "", "point-malformed"
    yield "a letter", "x" + KEY[1:], "point-malformed"
    yield "a space", KEY[1:] + " ", "point-malformed"
    yield "Persian digits", "۱" * 64, "point-malformed"


def bad() -> Iterator[Json]:
    """Elections that are refused, with the error's code."""

    def case(name: str, error: str, election: Json | str) -> Json:
        text = election if isinstance(election, str) else compact(election)
        return {"name": name, "origin": GENERATOR, "election": text, "error": error}

    def question(name: str, **change: Any) -> Json:  # noqa: ANN401 — any JSON
        return case(name, "election-malformed", BASE | {"questions": [QUESTION | change]})

    unsupported, malformed, other = "election-unsupported", "election-malformed", "election-not-canonical"
    yield case("version 2", unsupported, BASE | {"version": 2})
    yield case("version 0", unsupported, BASE | {"version": 0})
    yield case("another group", unsupported, BASE | {"group": "RFC-3526-2048"})
    yield case("a group in lower case", unsupported, BASE | {"group": "ed25519"})
    for kind in ("NonHomomorphic", "Lists"):
        value = {"type": kind, "value": {"answers": ["Ash"], "question": "Which tree?"}}
        yield case(f"a question of the type {kind}", unsupported, BASE | {"questions": [QUESTION, value]})
    for name, digits, error in bad_points():
        yield case(f"the key: {name}", error, BASE | {"public_key": digits})
    uuids = ("VectorsBaL1ot", "VectorsBa11ot0", "VectorsBaLlots", "Vectors BaL1ot", "", "V" * 65)
    for uuid in uuids:
        yield case(f"the uuid {uuid[:16]!r}", malformed, BASE | {"uuid": uuid})
    yield case("no question", malformed, BASE | {"questions": []})
    yield question("no answer", answers=[])
    yield question("an answer that is a number", answers=["Ash", 1])
    yield question("min above max", min=3)
    yield question("a negative min", min=-1)
    yield question("a max of 2^32", max=2**32)
    yield question("a max of 100,001", max=100_001)
    yield question("a max with a fraction", max=2.5)
    yield question("a max as text", max="2")
    yield question("blank as a number", blank=1)
    yield question("an unknown field", weight=1)
    for name in QUESTION:
        if name != "blank":
            yield case(
                f"a question without {name}", malformed, BASE | {"questions": [without(QUESTION, name)]}
            )
    for name in BASE:
        if name not in ("administrator", "credential_authority"):
            yield case(f"without {name}", malformed, without(BASE, name))
    yield case("an unknown field in the election", malformed, BASE | {"weight": 1})
    yield case("a version as text", malformed, BASE | {"version": "1"})
    yield case("a version with a fraction", malformed, TEXT.replace('"version":1', '"version":1.0'))
    yield case("a huge version", malformed, TEXT.replace('"version":1', '"version":1' + "0" * 400))
    yield case("a negative version", malformed, BASE | {"version": -1})
    yield case("a field twice", malformed, TEXT.replace('"group"', '"name":"base","group"'))
    yield case("a field of a question twice", other, TEXT.replace('"min":1', '"min":1,"min":1'))
    yield case("fields in another order", other, dict(sorted(BASE.items())))
    yield case(
        "fields of a question in another order", other, BASE | {"questions": [dict(sorted(QUESTION.items()))]}
    )
    yield case("blank is null", other, BASE | {"questions": [QUESTION | {"blank": None}]})
    yield case("no administrator is null", other, BASE | {"administrator": None})
    yield case("a space", other, TEXT.replace(":", ": ", 1))
    yield case("a line feed at the end", other, TEXT + "\n")
    yield case("an escape that is not needed", other, TEXT.replace("Ash", "\\u0041sh"))
    yield case("an escaped slash", other, TEXT.replace("Ash", "\\/"))
    yield case("another escape of DEL", other, TEXT.replace("Ash", "\\u007F"))
    yield case("DEL as it is", other, TEXT.replace("Ash", "\x7f"))
    yield case("half of a surrogate pair", malformed, TEXT.replace("Ash", "\\ud800"))
    yield case("a control character", malformed, TEXT.replace("Ash", "\n"))
    yield case("a byte-order mark", malformed, "\ufeff" + TEXT)
    yield case("something after the end", malformed, TEXT + "{}")
    for name, text in (("empty", ""), ("null", "null"), ("a list", "[]"), ("an empty object", "{}")):
        yield case(name, malformed, text)
    yield case("cut", malformed, TEXT[:-1])
    yield case("deep nesting", malformed, "[" * 5000)
    yield case(
        "a question that nests deep", malformed, TEXT.replace('"min":1', '"min":' + "[" * 3000 + "]" * 3000)
    )


def elections() -> Json:
    """``election.json``."""
    ballots = json.loads((VECTORS / "ballots.json").read_text(encoding="utf-8"))
    cases = [good(each["origin"], each["election"]) for each in ballots["elections"]]
    cases.append(good("belenios-tool 3.3", ODD_NAMES.read_text(encoding="utf-8")))
    plain = without(QUESTION, "blank")
    variants = (
        ("blank is false", BASE | {"questions": [QUESTION | {"blank": False}]}),
        ("no blank, no minimum", BASE | {"questions": [plain | {"min": 0}]}),
        ("nobody is named", without(without(BASE, "administrator"), "credential_authority")),
        (
            "a question of one answer",
            BASE | {"questions": [plain | {"answers": ["Ash"], "min": 0, "max": 1}]},
        ),
        ("escapes", BASE | {"description": '"\\\n\t\r\b\f/', "name": "نیم\u200cفاصله ‎ 𐎠"}),
        ("a long uuid", BASE | {"uuid": "V" * 64}),
    )
    cases += [good(GENERATOR, compact(election)) | {"name": name} for name, election in variants]
    about = (
        "Elections of one box (Belenios specification, 4.9 and 4.10). A good one is read as it says here; a question is"
        " [answers, blank, min, max, text]. A bad one raises this error."
    )
    return {"about": about, "good": cases, "bad": list(bad())}


def credentials() -> Json:
    """``credentials.json``."""
    ballots = json.loads((VECTORS / "ballots.json").read_text(encoding="utf-8"))
    uuids = {each["name"]: Election(each["election"]).uuid for each in ballots["elections"]}
    derived = [
        {
            "origin": each["origin"],
            "uuid": uuids[each["election"]],
            "private": each["card"],
            "public": each["credential"],
        }
        for each in ballots["good"]
    ]
    for i in range(8):
        uuid, card = "VectorsCred" + "123456789"[i] * 11, card_of(bytes([i]))
        derived.append(
            {"origin": GENERATOR, "uuid": uuid, "private": card, "public": (G * secret_of(uuid, card)).hex}
        )
    card = card_of(b"a card")
    malformed = {
        "empty": "",
        "without hyphens": card.replace("-", ""),
        "groups of another size": card[:6] + card[7:12] + "-" + card[12:],
        "too short": card[:-1],
        "too long": card + "1",
        "a fifth group": card + "-1",
        "a zero": "0" + card[1:],
        "a capital O": "O" + card[1:],
        "an l": "l" + card[1:],
        "an underscore": card.replace("-", "_"),
        "a space at the end": card + " ",
        "a line feed at the end": card + "\n",
        "a Persian digit": "۱" + card[1:],
        "a zero-width joiner": card[:4] + "\u200c" + card[5:],
        "twice": card + card,
        "very long": "1" * 10_000,
    }
    points = [{"name": f"{k} times g", "point": (G * k).hex, "error": None} for k in (1, 2, Q - 1, Q // 2)]
    points += [{"name": name, "point": digits, "error": error} for name, digits, error in bad_points()]
    about = (
        "Credentials (Belenios specification, 4.8): what a private one gives in a box, private ones that are none"
        " (their text must not be repeated in the error), and points as keys: null, or what is wrong."
    )
    return {
        "about": about,
        "derived": derived,
        "malformed": [{"name": name, "private": text} for name, text in malformed.items()],
        "points": points,
    }


if __name__ == "__main__":
    for name, value in (("election", elections()), ("credentials", credentials())):
        text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
        (VECTORS / f"{name}.json").write_text(text, encoding="utf-8")

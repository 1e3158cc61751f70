"""V3: what a box's archive begins with (spec/election.md, spec/cards.md, spec/definition.md)."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from . import v02_trustees
from .curve import Fault, point
from .strict import LAUNCH, UUID, Unusable, dump, fit, read
from .v02_trustees import Trustees
from .v04_archive import Archive
from .verdict import Report

QUESTION = {"answers": [str], "blank?": bool, "min": int, "max": int, "question": str}


def pair(value: Any) -> Any:
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(x, str) for x in value):
        raise Fault("election-malformed")
    return value


ELECTION = {
    "version": int, "description": str, "name": str, "group": str, "public_key": str, "questions": [QUESTION],
    "uuid": UUID, "administrator?": str, "credential_authority?": str, "language?": pair,
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    answers: list[str]
    blank: bool
    min: int
    max: int
    text: str

    @property
    def width(self) -> int:
        return len(self.answers) + self.blank

    def choice(self, i: int | None) -> str | None:
        """The text of a choice; the blank comes first."""
        return None if i is None else "blank" if self.blank and i == 0 else self.answers[i - self.blank]


@dataclass(frozen=True)
class Election:
    value: dict[str, Any]
    fingerprint: str
    questions: list[Question]

    @property
    def uuid(self) -> str:
        return str(self.value["uuid"])

    @property
    def key(self) -> str:
        return str(self.value["public_key"])

    def place(self, question: int | None, choice: int | None) -> dict[str, Any]:
        if question is None:
            return {}
        Q = self.questions[question]
        return {"question": Q.text, "choice": Q.choice(choice)}


def key_twice(data: bytes) -> bool:
    """Whether the outermost object has a key twice."""
    try:
        pairs = json.loads(data, object_pairs_hook=lambda p: p)
        return not pairs or len(dict(pairs)) != len(pairs)
    except (ValueError, TypeError, RecursionError):
        return True


def election(data: bytes) -> Election:
    """An election, or a Fault `election-malformed`, `election-not-canonical`, `election-unsupported` or of its key."""
    try:
        value = read(data)
    except Fault as e:
        inside = "twice" in e.detail and not key_twice(data)  # of a question: as vectors/election.json has it
        raise Fault("election-not-canonical" if inside else "election-malformed", e.detail) from None
    if isinstance(value, dict):
        questions = value.get("questions")
        kinds = isinstance(questions, list) and any(isinstance(x, dict) and "type" in x for x in questions)
        version, group = value.get("version"), value.get("group")
        if (type(version) is int and 0 <= version != 1) or (isinstance(group, str) and group != "Ed25519") or kinds:
            raise Fault("election-unsupported")
    try:
        value = fit(value, ELECTION)
        Q = [
            Question(x["answers"], x.get("blank", False), x["min"], x["max"], x["question"]) for x in value["questions"]
        ]
    except Fault as e:
        raise Fault("election-malformed", e.detail) from None
    if not 1 <= len(Q) <= 1000 or any(not 0 < len(x.answers) <= 100_000 or not x.min <= x.max <= 100_000 for x in Q):
        raise Fault("election-malformed", "numbers of questions, answers or marks")
    if dump(value) != data:
        raise Fault("election-not-canonical")
    return Election(value, base64.b64encode(hashlib.sha256(data).digest()).decode().rstrip("="), Q)


def credentials(data: bytes, known: dict[str, str | None]) -> tuple[dict[str, int], list[str]]:
    """Credentials with their weights, and faults; a Fault `setup-unreadable` where they are no distinct ones."""
    try:
        texts = fit(read(data), [str])
    except Fault as e:
        raise Fault("setup-unreadable", e.detail) from None
    result: dict[str, int] = {}
    for text in texts:
        m = re.fullmatch(r"([0-9a-f]{64})(?:,([1-9][0-9]{0,8})(?:,.*)?)?", text, re.DOTALL)
        if not m or m[1] in result:
            raise Fault("setup-unreadable", f"no credential, or one twice: {text[:64]}")
        result[m[1]] = int(m[2] or 1)
    return result, [f for c in result if (f := known[c] if c in known else point_fault(c))]


def point_fault(text: str) -> str | None:
    try:
        point(text)
    except Fault as e:
        return e.code
    return None


@dataclass
class Setup:
    election: Election
    trustees: Trustees
    credentials: dict[str, int]
    raw: dict[str, bytes]


def launch_code(e: Election) -> str | None:
    """The code in the last line of the description."""
    m = re.fullmatch(r"(?:(?:.|\n)*\n)?launch-code: (.*)", e.value["description"])
    return m[1] if m and LAUNCH.fullmatch(m[1]) else None


def read_setup(a: Archive) -> dict[str, bytes]:
    setups = a.of("Setup")
    if not setups or not setups[0].pointer:
        raise Fault("setup-unreadable", "there is no readable Setup in the archive")
    first = setups[0]
    try:
        a.body(first.payload)
        return {k: a.body(v) for k, v in first.pointer.items()}
    except Fault as e:
        raise Fault("setup-unreadable", e.detail) from None


@dataclass
class Alone:
    """What is known without a record: the faults of points that other processes looked at."""

    points: dict[str, str | None]


@dataclass
class City(Alone):
    """What a record demands of a set-up."""

    trustees: Trustees
    trustees_raw: bytes
    credentials_raw: bytes
    uuid: str
    expected: Any  # the election that the definition makes, from a launch code


def check(report: Report, a: Archive, box: str, file: str, known: Alone) -> Setup | None:
    """V3, and for an archive alone V2 too."""
    city = known if isinstance(known, City) else None
    report.looked.add("V3")

    def fail(code: str, causes: tuple[str, ...] = (), detail: str = "") -> None:
        report.fail("V3", code, box, file, detail, causes, event=0)

    try:
        raw = read_setup(a)
        cards, faults = credentials(raw["credentials"], known.points)
    except Fault as e:
        fail(e.code, ("V4",), e.detail)
        return None
    for code in faults:
        fail(code, ("V1", "V2") if city else ())
    E = trustees = None
    try:
        E = election(raw["election"])
        point(E.key)
    except Fault as e:
        if e.code == "election-unsupported" and not city:
            raise Unusable("another version, group or kind of question") from None
        fail("unsupported" if e.code == "election-unsupported" else e.code, (), e.detail)
        E = None
    if city:
        trustees = city.trustees
        if raw["trustees"] != city.trustees_raw:
            fail("other-trustees", ("V1", "V2"))
            try:
                trustees = v02_trustees.parse(raw["trustees"])  # what its own shares and result are for
            except Fault as e:
                trustees = None
                fail(e.code, (), e.detail)
        if raw["credentials"] != city.credentials_raw:
            fail("other-cards", ("V1", "V2"))
        if "credentials_certificate" in raw:
            fail("setup-certificate", ("V1", "V2"))
        if E and E.uuid != city.uuid:
            fail("other-uuid", ("V1", "V2"))
        if E:
            code = launch_code(E)
            want = city.expected(code or "")
            if not code or {**want, "public_key": "", "uuid": ""} != {**E.value, "public_key": "", "uuid": ""}:
                fail("not-the-definition", ("V1", "V2"))
    else:
        try:
            trustees = v02_trustees.parse(raw["trustees"])
        except Fault as e:
            fail(e.code, (), e.detail)
        if trustees and E:
            v02_trustees.check(report, trustees, file)
            if trustees.problem:
                fail(trustees.problem)
    if E and trustees and trustees.joint and E.key != trustees.joint:
        fail("key-not-joint", ("V1", "V2") if city else ())
    if E and a.path.name != E.uuid + ".bel":
        fail("file-name")
    return Setup(E, trustees, cards, raw) if E and trustees else None

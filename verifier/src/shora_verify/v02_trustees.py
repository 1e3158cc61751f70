"""V2: the trustees' keys (spec/trustees.md) and the transcript of their ceremony (spec/ceremony.md)."""

import re
from dataclasses import dataclass, field
from typing import Any

from .curve import ONE, Fault, Point, Proof, encode, identity, mul, point, power, same, scalar, schnorr
from .signed import Keys, signature_faults
from .strict import B58, HASH, canonical, dump, fit, read, sha
from .verdict import RECORD, Report

PROOF = {"challenge": str, "response": str}
KEY = {"pok": PROOF, "public_key": str, "signature?": PROOF, "name?": str}
MESSAGE = {"message": str, "signature": PROOF}
GROUP = {
    "threshold": int, "certs": [MESSAGE], "coefexps": [MESSAGE], "signatures?": [PROOF], "verification_keys": [KEY],
}  # fmt: skip
CONTEXT = {"group": str, "size": int, "threshold": int, "index": int}
CERTIFICATE = {"context": CONTEXT, "verification": str, "encryption": str}


def item(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) != 2 or value[0] not in ("Single", "Pedersen"):
        raise Fault("json-malformed", "no trustee")
    return [value[0], fit(value[1], KEY if value[0] == "Single" else GROUP)]


def proof_of(value: dict[str, str]) -> Proof:
    return scalar(value["challenge"]), scalar(value["response"])


@dataclass
class Trustees:
    """What the later checks need: public keys in the order of owners, groups as (first owner, n, threshold)."""

    raw: list[Any]
    keys: list[str] = field(default_factory=list)
    items: list[tuple[int, int, int]] = field(default_factory=list)
    faults: list[tuple[str, int, int | None]] = field(default_factory=list)  # code, item, member; both from 0
    joint: str | None = None
    problem: str | None = None  # why there is no joint key

    def number(self, i: int, member: int | None) -> int | None:
        return None if member is None or i < 0 else self.items[i][0] + member


def parse(data: bytes) -> Trustees:
    """Reads and checks a trustees structure; a Fault where it is none."""
    t = Trustees(canonical(data, [item]))
    first = 1
    for i, (kind, value) in enumerate(t.raw):
        if kind == "Single":
            t.items.append((first, 1, -1))
            t.keys.append(value["public_key"])
            attempt(t, i, 0, lambda value=value: single(value))
        else:
            n = len(value["verification_keys"])
            t.items.append((first, n, value["threshold"]))
            t.keys += [k["public_key"] for k in value["verification_keys"]]
            Group(t, i, value).check()
        first = len(t.keys) + 1
    places = [(i, m) for i, (_, n, _) in enumerate(t.items) for m in range(n)]
    for key, (i, m) in zip(t.keys, places, strict=True):
        other = places[t.keys.index(key)]
        if other != (i, m) and not (other[0] == i and t.items[i][2] == 1):
            t.faults.append(("trustee-duplicate", i, m))
    try:
        t.joint = joint_key(t.raw)
    except Fault as e:
        t.problem = e.code
        if e.code in ("trustees-empty", "joint-key-identity"):
            t.faults.append((e.code, -1, None))
    return t


def joint_key(raw: list[Any]) -> str:
    """The product of the Single keys and of all A_z0, whatever else is wrong."""
    product = ONE
    for kind, value in raw:
        first = [value["public_key"]] if kind == "Single" else [coefexps(c)[0] for c in value["coefexps"]]
        for text in first:
            product = mul(product, point(text))
    if not raw or identity(product):
        raise Fault("joint-key-identity" if raw else "trustees-empty")
    return encode([product])[0]


def coefexps(entry: dict[str, Any]) -> list[str]:
    texts: list[str] = canonical(entry["message"].encode(), {"coefexps": [str]})["coefexps"]
    if not texts:
        raise Fault("commitments-count")
    return texts


def attempt(t: Trustees, i: int, member: int | None, f: Any) -> Any:
    """The value of f, or None and its fault."""
    try:
        return f()
    except Fault as e:
        t.faults.append((e.code, i, member))
        return None


def single(K: dict[str, Any]) -> Point:
    X = point(K["public_key"])
    if "signature" in K:
        raise Fault("signature-unexpected")
    pok(K, X)
    return X


def pok(K: dict[str, Any], X: Point) -> None:
    if not schnorr(f"pok|Ed25519|{K['public_key']}|", X, proof_of(K["pok"])):
        raise Fault("pok-invalid")


def signed(key: Point, message: str, proof: dict[str, str], code: str) -> None:
    if not schnorr(f"sigmsg|{message}|", key, proof_of(proof)):
        raise Fault(code)


@dataclass
class Group:
    """A Pedersen group, member by member."""

    t: Trustees
    i: int
    value: dict[str, Any]

    def check(self) -> None:
        """Points 1 to 4 of spec/trustees.md."""
        v, n, t = self.value, len(self.value["certs"]), self.value["threshold"]
        lists = [v[k] for k in ("coefexps", "signatures", "verification_keys") if k in v]
        problem = "trustees-shape" if any(len(x) != n for x in lists) or not n else None
        problem = problem or (None if 1 <= t <= n else "threshold-out-of-range")
        if problem:
            self.t.faults.append((problem, self.i, None))
            return
        if "signatures" not in v:
            self.t.faults.append(("signature-missing", self.i, None))
        self.used: set[str] = set()
        before = len(self.t.faults)
        keys = [attempt(self.t, self.i, z, lambda z=z: self.certificate(z)) for z in range(n)]
        if len(self.t.faults) > before:
            return  # what follows is signed with the keys of the certificates
        A = [attempt(self.t, self.i, z, lambda z=z: self.commitments(z, keys[z])) for z in range(n)]
        for z in range(n) if "signatures" in v else ():
            if keys[z]:
                attempt(self.t, self.i, z, lambda z=z: self.confirmation(z, keys[z]))
        B = [ONE] * t
        for commitments in A:
            B = [mul(P, Q) for P, Q in zip(B, commitments or B, strict=True)]
        for j in range(n):
            attempt(self.t, self.i, j, lambda j=j: self.share(j, keys[j], B if all(A) else None))

    def certificate(self, z: int) -> Point:
        v, cert = self.value, self.value["certs"][z]
        message = canonical(cert["message"].encode(), CERTIFICATE)
        context = {"group": "Ed25519", "size": len(v["certs"]), "threshold": v["threshold"], "index": z + 1}
        V = point(message["verification"])
        point(message["encryption"])
        if message["context"] != context:
            self.t.faults.append(("certificate-context", self.i, z))
        signed(V, cert["message"], cert["signature"], "certificate-signature")
        two = [message["verification"], message["encryption"]]
        if two[0] == two[1] or self.used & set(two):
            self.t.faults.append(("certificate-duplicate", self.i, z))
        self.used |= set(two)
        return V

    def commitments(self, z: int, key: Point | None) -> list[Point] | None:
        entry = self.value["coefexps"][z]
        A = [point(x) for x in coefexps(entry)]
        if key:
            signed(key, entry["message"], entry["signature"], "commitments-signature")
        if len(A) != self.value["threshold"]:
            raise Fault("commitments-count")
        return A

    def confirmation(self, z: int, key: Point) -> None:
        texts = read(self.value["coefexps"][z]["message"].encode())
        content = dump({"certs": self.value["certs"], "coefexps": texts.get("coefexps")}).decode()
        signed(key, "certs_sig|" + content, self.value["signatures"][z], "polynomial-signature")

    def share(self, j: int, key: Point | None, B: list[Point] | None) -> None:
        K = self.value["verification_keys"][j]
        X = point(K["public_key"])
        if B:
            Y = ONE
            for b in reversed(B):
                Y = mul(power(Y, j + 1), b)
            if not same(X, Y):
                raise Fault("public-share-mismatch")
        pok(K, X)
        if "signature" not in K:
            raise Fault("signature-missing")
        if key:
            signed(key, K["public_key"], K["signature"], "public-share-signature")


# ── The ceremony's transcript ──────────────────────────────────────────────────────────────────────────────────────
TOKEN = re.compile(f"[{B58}]{{22}}")
COMMON = {"kind": str, "election": str, "ceremony": str, "trustee": str, "index": int}
STEPS = (
    ("ceremony-commitment", ("plan", "commitment")),
    ("ceremony-certificate", ("certificate", "commitments")),
    ("ceremony-polynomial", ("polynomial", "coefexps", "certificates")),
    ("ceremony-share", ("public_share", "polynomials")),
    ("ceremony-confirmed", ("trustees",)),
)
FILE = "ceremony.json"


def ceremony(
    report: Report, data: bytes, definition: dict[str, Any], trustees: Trustees, raw: bytes, keys: Keys
) -> None:
    """Points 1 to 4 of "What a verifier checks" in spec/ceremony.md."""
    members = definition["trustees"]["members"]

    def fail(code: str, index: int | None = None, detail: str = "") -> None:
        report.fail("V2", code, RECORD, FILE, detail, ("V1", "V2"), trustee=index)

    def step(k: int) -> Any:
        own = COMMON | dict.fromkeys(STEPS[k][1], HASH)
        return [{"statement": own, "signatures": [{"by": str, "signature": str}]}]

    try:
        value = read(data)
        frame = fit(value, {"format": ("shora-ceremony-1",), "ceremony": TOKEN, "steps": lambda x: x})
        steps = frame["steps"]
        if not isinstance(steps, list) or len(steps) != 5 or any(len(s) != len(members) for s in steps):
            raise Fault("ceremony-malformed")
    except (Fault, TypeError):
        return fail("ceremony-malformed")
    try:
        frame["steps"] = [fit(s, step(k)) for k, s in enumerate(steps)]
        canonical_form = dump(frame)
    except Fault:
        return fail("ceremony-malformed")
    if canonical_form != data:
        return fail("ceremony-malformed")
    S = [[s["statement"] for s in row] for row in frame["steps"]]
    group = trustees.raw[0][1] if len(trustees.raw) == 1 and trustees.raw[0][0] == "Pedersen" else None
    if group is None or any(len(group[k]) != len(members) for k in ("certs", "coefexps", "verification_keys")):
        return fail("ceremony-other", detail="trustees.json has not one group of the definition's size")
    sums = {
        field: sha(dump([s[field] for s in row]))
        for row, field in ((S[0], "commitment"), (S[1], "certificate"), (S[2], "polynomial"))
    }
    plan = sha(dump(definition["trustees"]))
    for i, member in enumerate(members):
        for k, (kind, _) in enumerate(STEPS):
            s, entry = S[k][i], frame["steps"][k][i]
            want = [kind, definition["id"], frame["ceremony"], member["id"], i + 1]
            if [s[x] for x in COMMON] != want:
                fail("ceremony-other", i + 1, f"step {k + 1}")
            for code in signature_faults(entry, [f"trustee:{member['id']}"], keys):
                fail(code, i + 1, f"step {k + 1}")
        checks = (
            ("plan-differs", S[0][i]["plan"] == plan),
            ("commitment-differs", S[1][i]["certificate"] == S[0][i]["commitment"]),
            ("certificate-differs", S[1][i]["certificate"] == sha(dump(group["certs"][i]))),
            ("polynomial-differs", S[2][i]["coefexps"] == sha(dump(group["coefexps"][i]))),
            ("share-differs", S[3][i]["public_share"] == sha(dump(group["verification_keys"][i]))),
            ("transcript-order", S[1][i]["commitments"] == sums["commitment"]),
            ("transcript-order", S[2][i]["certificates"] == sums["certificate"]),
            ("transcript-order", S[3][i]["polynomials"] == sums["polynomial"]),
            ("confirmed-other", S[4][i]["trustees"] == sha(raw)),
        )
        for code, holds in checks:
            if not holds:
                fail(code, i + 1)


def check(report: Report, t: Trustees, file: str) -> None:
    """The structure's own faults, with the number of the trustee."""
    report.looked.add("V2")
    for code, i, member in t.faults:
        report.fail("V2", code, RECORD, file, "", (), trustee=t.number(i, member))

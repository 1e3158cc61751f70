"""Boxes made by belenios-tool alone, as its own demonstration scripts do, kept at every stage."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.conformance.ours import Marks, Stage
from tests.conformance.peer import Peer, PeerError

from shora.ids import PrivateCredential, Uuid
from shora.text.json import JsonInput

GROUP = "--group=Ed25519"


@dataclass(frozen=True, slots=True, kw_only=True)
class TheirTrustee:
    """A trustee's files. ``sealed`` is empty for a Single one, whose ``secret`` is the private key."""

    owner: int
    secret: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TheirPlan:
    """What belenios-tool is asked for. A voter is ``(weight, votes in order)``: the last one counts."""

    questions: Sequence[JsonInput]
    voters: Sequence[tuple[int, Sequence[Marks]]]
    singles: int = 1
    threshold: int = 0
    size: int = 0
    weights: bool = False
    language: tuple[str, str] | None = None


class TheirBox:
    """An election in a folder, made step by step by belenios-tool."""

    def __init__(self, peer: Peer, folder: Path, plan: TheirPlan) -> None:
        self.peer, self.folder, self.plan = peer, folder, plan
        self.stages: list[Stage] = []
        folder.mkdir(parents=True)
        self.uuid = Uuid(self.do("setup", "generate-token").decode())
        self.cards = self._credentials()
        group = self._ceremony() if plan.size else []
        self.trustees = (*self._singles(first=1), *group)
        if plan.singles and group:  # make-trustees puts the Single ones first
            self.trustees = tuple(sorted(self.trustees, key=lambda one: one.owner))
        self.do("setup", "make-trustees")
        template: dict[str, JsonInput] = {
            "description": "",
            "name": "انتخابات",
            "questions": plan.questions,
            "administrator": "A",
            "credential_authority": "C",
        }
        if plan.language:
            template["language"] = plan.language
        self.write("template.json", json.dumps(template, ensure_ascii=False).encode())
        self.do("setup", "make-election", f"--uuid={self.uuid}", GROUP, "--template=template.json")
        self.do("archive", "init")
        self.trustees_json = self.read("trustees.json").rstrip(b"\n")
        for name in ("election.json", "trustees.json", "public_creds.json"):
            (folder / name).unlink()
        self.keep("open")

    @property
    def path(self) -> Path:
        return self.folder / f"{self.uuid}.bel"

    def do(self, *words: str, data: bytes = b"") -> bytes:
        return self.peer.do(*words, folder=self.folder, data=data)

    def write(self, name: str, data: bytes) -> None:
        (self.folder / name).write_bytes(data)

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def keep(self, name: str) -> None:
        self.stages.append(Stage(name=name, archive=self.path.read_bytes()))

    def ballot(self, card: PrivateCredential, vector: Marks) -> bytes:
        """``election generate-ballot``; the vectors have the blank first where one is allowed."""
        self.write("card", card.encode())
        self.write("choice", json.dumps(vector).encode())
        return self.do("election", "generate-ballot", "--privcred=card", "--choice=choice")

    def add(self, type: str, *lines: bytes) -> None:
        self.peer.add(type, *lines, folder=self.folder)

    def vote(self) -> None:
        """Everybody's first ballot, then everybody's second, and so on."""
        rounds = max((len(votes) for _, votes in self.plan.voters), default=0)
        for turn in range(rounds):
            for card, (_, votes) in zip(self.cards, self.plan.voters, strict=True):
                if turn < len(votes):
                    self.add("Ballot", self.ballot(card, votes[turn]))
            self.keep(f"round {turn + 1}")

    def close(self) -> None:
        self.add("EndBallots")
        self.keep("closed")

    def tally(self) -> bytes:
        printed = self.do("election", "compute-encrypted-tally")
        self.add("EncryptedTally", printed)
        self.keep("tallied")
        return printed.split(b"\n")[0]

    def partial(self, trustee: TheirTrustee) -> bytes:
        """A trustee's partial decryption: the payload, and the line that names it."""
        self.write("secret", trustee.secret)
        words = ["decrypt", "--privkey=secret"]
        if trustee.sealed:
            self.write("sealed", trustee.sealed)
            words = ["decrypt-threshold", "--key=secret", "--decryption-key=sealed"]
        return self.do("election", *words, f"--trustee-id={trustee.owner}")

    def result(self) -> bytes:
        return self.do("election", "compute-result")

    def openers(self) -> Sequence[TheirTrustee]:
        """The trustees that are needed: every Single one, and the last of the group."""
        group = [one for one in self.trustees if one.sealed]
        return [one for one in self.trustees if not one.sealed] + group[len(group) - self.plan.threshold :]

    def open_tally(self) -> bytes:
        for count, trustee in enumerate(self.openers(), start=1):
            self.add("PartialDecryption", self.partial(trustee))
            self.keep(f"share {count}")
        result = self.result()
        self.add("Result", result)
        self.keep("result")
        return result

    def hold(self) -> bytes:
        """The whole election; its result."""
        self.vote()
        self.close()
        self.tally()
        return self.open_tally()

    def _credentials(self) -> tuple[PrivateCredential, ...]:
        words = ["setup", "generate-credentials", f"--uuid={self.uuid}", GROUP]
        voters = self.plan.voters
        if self.plan.weights:
            names = [f"v{i:03}@example.org,رأی‌دهنده {i:03},{w}" for i, (w, _) in enumerate(voters)]
            self.write("voters.txt", "".join(f"{name}\n" for name in names).encode())
            self.do(*words, "--file=voters.txt")
        else:
            self.do(*words, f"--count={max(len(voters), 1)}")
        (public,), (private,) = self.folder.glob("*.pubcreds"), self.folder.glob("*.privcreds")
        public.rename(self.folder / "public_creds.json")
        named: dict[str, str] = json.loads(private.read_bytes())
        return tuple(PrivateCredential(named[name]) for name in sorted(named))[: len(voters)]

    def _singles(self, first: int) -> list[TheirTrustee]:
        out = []
        with (self.folder / "public_keys.jsons").open("wb") as keys:
            for owner in range(first, first + self.plan.singles):
                name = self.do("setup", "generate-trustee-key", GROUP).decode().split()[-1]
                found = sorted(self.folder.glob("*.privkey"))
                if len(found) != 1:
                    raise PeerError(f"one private key expected after {name}: {found}")
                out.append(TheirTrustee(owner=owner, secret=found[0].read_bytes(), sealed=b""))
                keys.write(found[0].with_suffix(".pubkey").read_bytes().rstrip(b"\n") + b"\n")
                found[0].unlink()
        return out

    def _ceremony(self) -> list[TheirTrustee]:
        """Pedersen's six steps, as ``demo-threshold.sh`` has them."""
        size, threshold = self.plan.size, self.plan.threshold
        step = ("setup", "generate-trustee-key-threshold", GROUP)
        contexts = [f"--threshold-context={i}/{threshold}/{size}" for i in range(1, size + 1)]
        names = [self.do(*step, context, "--step=1").decode() for context in contexts]
        self.write("certs.jsons", b"".join(self.read(f"{n}.cert").rstrip(b"\n") + b"\n" for n in names))
        self.do(*step, "--certs=certs.jsons", "--step=2")
        polynomials = [
            self.do(*step, context, "--certs=certs.jsons", f"--key={name}.key", "--step=3")
            for context, name in zip(contexts, names, strict=True)
        ]
        self.write("polynomials.jsons", b"".join(one + b"\n" for one in polynomials))
        self.do(*step, "--certs=certs.jsons", "--step=4", "--polynomials=polynomials.jsons")
        voutputs = [
            self.do(*step, "--certs=certs.jsons", f"--key={n}.key", "--step=5", data=self.read(f"{n}.vinput"))
            for n in names
        ]
        last = ("--certs=certs.jsons", "--polynomials=polynomials.jsons", "--step=6")
        self.write("threshold.json", self.do(*step, *last, data=b"".join(one + b"\n" for one in voutputs)))
        return [
            TheirTrustee(
                owner=self.plan.singles + number,
                secret=self.read(f"{name}.key").rstrip(b"\n"),
                sealed=json.loads(voutput)["private_key"].encode(),
            )
            for number, (name, voutput) in enumerate(zip(names, voutputs, strict=True), start=1)
        ]

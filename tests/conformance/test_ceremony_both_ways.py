"""Key ceremonies in which some trustees use Shora and some belenios-tool."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conformance.peer import Peer, PeerError
from tests.conformance.quick import slow_but
from tests.conformance.theirs import GROUP

from shora.crypto import pedersen
from shora.crypto.trustees import Share, TrusteeKeys

pytestmark = pytest.mark.conformance

THRESHOLD, SIZE = 3, 5
STEP = ("setup", "generate-trustee-key-threshold", GROUP)

Who = Callable[[int], bool]
"""Whether a trustee (from 1) uses Shora for a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Who uses Shora, for certificates, polynomials and voutputs."""

    certificates: Who
    polynomials: Who
    voutputs: Who

    @property
    def peer_opens_ours(self) -> bool:
        """Whether the peer has to open a share that Shora sealed."""
        indexes = range(1, SIZE + 1)
        return any(map(self.polynomials, indexes)) and not all(map(self.voutputs, indexes))


def nobody(_: int) -> bool:
    return False


def everybody(_: int) -> bool:
    return True


def odd(index: int) -> bool:
    return index % 2 == 1


def even(index: int) -> bool:
    return index % 2 == 0


MIXED = {
    "the odd use Shora": Hands(certificates=odd, polynomials=odd, voutputs=odd),
    "the even use Shora": Hands(certificates=even, polynomials=even, voutputs=even),
    "each changes over": Hands(certificates=odd, polynomials=even, voutputs=odd),
    "all deal by Shora": Hands(certificates=nobody, polynomials=everybody, voutputs=nobody),
    "all deal by the peer": Hands(certificates=everybody, polynomials=nobody, voutputs=everybody),
    "certificates mixed": Hands(certificates=odd, polynomials=nobody, voutputs=nobody),
    "answers mixed": Hands(certificates=even, polynomials=nobody, voutputs=odd),
    "all by Shora": Hands(certificates=everybody, polynomials=everybody, voutputs=everybody),
}


class Ceremony:
    """A folder with the messages of a ceremony."""

    def __init__(self, peer: Peer, folder: Path) -> None:
        self.peer, self.folder = peer, folder

    def theirs(self, *words: str, data: bytes = b"") -> bytes:
        return self.peer.do(*STEP, *words, folder=self.folder, data=data)

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes().rstrip(b"\n")

    def write(self, name: str, *lines: bytes) -> None:
        (self.folder / name).write_bytes(b"".join(line + b"\n" for line in lines))

    def context(self, index: int) -> str:
        return f"--threshold-context={index}/{THRESHOLD}/{SIZE}"

    def begin(self, index: int, *, ours: bool) -> tuple[str, bytes]:
        """Seed and certificate of a trustee."""
        if ours:
            seed = pedersen.new_seed()
            made = pedersen.certificate(seed, size=SIZE, threshold=THRESHOLD, index=index)
            return seed, made
        name = self.theirs(self.context(index), "--step=1").decode()
        return self.read(f"{name}.key").decode(), self.read(f"{name}.cert")

    def deal(self, index: int, seed: str, certificates: Sequence[bytes], *, ours: bool) -> bytes:
        if ours:
            return pedersen.polynomial(seed, certificates, THRESHOLD)
        self.write("seed", seed.encode())
        return self.theirs(self.context(index), "--certs=certs.jsons", "--key=seed", "--step=3")

    def receive(self, seed: str, certificates: Sequence[bytes], vinput: bytes, *, ours: bool) -> bytes:
        if ours:
            return pedersen.voutput(seed, certificates, THRESHOLD, vinput)
        self.write("seed", seed.encode())
        return self.theirs("--certs=certs.jsons", "--key=seed", "--step=5", data=vinput)

    def hold(self, hands: Hands) -> tuple[bytes, list[str], list[bytes]]:
        """Parameters, seeds and voutputs; every message is checked by both."""
        indexes = range(1, SIZE + 1)
        begun = [self.begin(index, ours=hands.certificates(index)) for index in indexes]
        seeds, certificates = [seed for seed, _ in begun], [made for _, made in begun]
        self.write("certs.jsons", *certificates)
        self.theirs("--certs=certs.jsons", "--step=2")
        assert not pedersen.check_certificates(certificates, THRESHOLD)
        polynomials = [
            self.deal(index, seed, certificates, ours=hands.polynomials(index))
            for index, seed in zip(indexes, seeds, strict=True)
        ]
        self.write("polynomials.jsons", *polynomials)
        for index, polynomial in zip(indexes, polynomials, strict=True):
            assert not pedersen.check_polynomial(certificates, THRESHOLD, index, polynomial)
        vinputs = [pedersen.vinput(certificates, THRESHOLD, polynomials, index) for index in indexes]
        # Their step 4 names files after trustees whose certificates it made or read: compare the contents.
        self.theirs("--certs=certs.jsons", "--step=4", "--polynomials=polynomials.jsons")
        dealt = {path.read_bytes().rstrip(b"\n") for path in self.folder.glob("*.vinput")}
        assert dealt == set(vinputs)
        voutputs = [
            self.receive(seed, certificates, vinput, ours=hands.voutputs(index))
            for index, seed, vinput in zip(indexes, seeds, vinputs, strict=True)
        ]
        for index, voutput in zip(indexes, voutputs, strict=True):
            assert not pedersen.check_voutput(certificates, THRESHOLD, polynomials, index, voutput)
        last = ("--certs=certs.jsons", "--polynomials=polynomials.jsons", "--step=6")
        parameters = self.theirs(*last, data=b"".join(voutput + b"\n" for voutput in voutputs))
        assert pedersen.parameters(certificates, THRESHOLD, polynomials, voutputs) == parameters
        return parameters, seeds, voutputs


def hold(peer: Peer, folder: Path, hands: Hands) -> None:
    """A ceremony whose messages, parameters and shares both programs agree on."""
    ceremony = Ceremony(peer, folder)
    parameters, seeds, voutputs = ceremony.hold(hands)
    keys = TrusteeKeys(b'[["Pedersen",' + parameters + b"]]")
    assert not keys.check()
    for seed, voutput, key in zip(seeds, voutputs, keys.verification_keys, strict=True):
        assert Share.open(seed, json.loads(voutput)["private_key"].encode()).public_key == key
    ceremony.write("threshold.json", parameters)
    ceremony.write("public_keys.jsons")
    peer.do("setup", "make-trustees", folder=folder)
    assert ceremony.read("trustees.json") == b'[["Pedersen",' + parameters + b"]]"


@pytest.mark.parametrize("hands", slow_but(MIXED, "the odd use Shora", "certificates mixed"))
def test_a_ceremony(peer: Peer, hands: str, folder: Path) -> None:
    """What we seal (AES-GCM) 3.0 cannot open: it knows AES-CCM only. We read both."""
    if peer.version == "3.0" and MIXED[hands].peer_opens_ours:
        with pytest.raises(PeerError, match="ccm"):
            hold(peer, folder, MIXED[hands])
    else:
        hold(peer, folder, MIXED[hands])

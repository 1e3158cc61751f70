"""The key ceremony (Belenios specification, §3.1.1 and §4.6) as two chains of consuming states.

A trustee goes :class:`Joined` → :class:`Dealt` → :class:`Holding`; whoever carries the messages goes
:class:`Inviting` → :class:`Certified` → :class:`Sharing` → the trustees structure. Every message is
checked when it arrives, and a bad one names its trustee: :class:`CeremonyFailedError`.

Not here yet: commitments before the first message is opened, identity signatures, sealed backups.
"""

from collections.abc import Sequence

from shora.crypto import pedersen
from shora.crypto.fault import CryptoInputError, Fault
from shora.crypto.trustees import Share
from shora.election.trusteeplan import TrusteePlan
from shora.errors import RefusedError
from shora.text.json import field, parse
from shora.trustees.consumed import Consumable


class CeremonyFailedError(RefusedError):
    """A trustee's message is not what it must be.

    ``trustee`` counts from 1; it is ``None`` where the message names the dealers whose shares are bad.
    """

    def __init__(self, message: str, *, trustee: int | None) -> None:
        place = "dealt shares" if trustee is None else f"trustee {trustee}"
        super().__init__(message, place=place, hint="exclude the message and begin a new ceremony")
        self.trustee = trustee


def _refuse(faults: Sequence[Fault], step: str, default: int = 0) -> None:
    for fault in faults:
        number = default if fault.choice is None else fault.choice + 1
        raise CeremonyFailedError(f"{step}: {fault.detail} [{fault.code}]", trustee=number)


class Joined(Consumable):
    """A trustee that has made its own keys. ``certificate`` goes to everyone."""

    __slots__ = ("certificate", "index", "seed", "threshold")

    def __init__(self, plan: TrusteePlan, index: int) -> None:
        """``index`` counts from 1, in the order of the definition."""
        super().__init__()
        self.seed = pedersen.new_seed()
        self.index = index
        self.threshold = plan.threshold
        self.certificate = pedersen.certificate(
            self.seed, size=plan.size, threshold=plan.threshold, index=index
        )

    def deal(self, certificates: Sequence[bytes]) -> "Dealt":
        """Checks everybody's certificate, finds its own among them, and deals shares."""
        self.leave()
        if len(certificates) < self.index or certificates[self.index - 1] != self.certificate:
            raise CeremonyFailedError("the list does not hold my certificate at my place", trustee=self.index)
        _refuse(pedersen.check_certificates(certificates, self.threshold), "certificates")
        return Dealt(self, certificates)


class Dealt(Consumable):
    """A trustee that has dealt. ``polynomial`` goes to whoever carries the messages."""

    __slots__ = ("certificates", "index", "polynomial", "seed", "threshold")

    def __init__(self, joined: Joined, certificates: Sequence[bytes]) -> None:
        super().__init__()
        self.seed, self.index, self.threshold = joined.seed, joined.index, joined.threshold
        self.certificates = tuple(certificates)
        self.polynomial = pedersen.polynomial(self.seed, self.certificates, self.threshold)

    def receive(self, dealt: bytes) -> "Holding":
        """Checks every dealer's share against its commitments; a wrong one names the dealer."""
        self.leave()
        return Holding(self, dealt)


class Holding(Consumable):
    """A trustee that holds its share. ``voutput`` holds its public share, and its secret one sealed to itself."""

    __slots__ = ("index", "seed", "voutput")

    def __init__(self, dealt: Dealt, message: bytes) -> None:
        super().__init__()
        self.seed, self.index = dealt.seed, dealt.index
        try:
            self.voutput = pedersen.voutput(self.seed, dealt.certificates, dealt.threshold, message)
        except CryptoInputError as error:
            raise CeremonyFailedError(f"{error.message} [{error.code}]", trustee=None) from None


class Inviting(Consumable):
    """Waits for the certificates of all trustees of the plan."""

    __slots__ = ("plan",)

    def __init__(self, plan: TrusteePlan) -> None:
        super().__init__()
        self.plan = plan

    def certify(self, certificates: Sequence[bytes]) -> "Certified":
        """All certificates, in the plan's order."""
        self.leave()
        if len(certificates) != self.plan.size:
            raise RefusedError(f"{len(certificates)} certificates for {self.plan.size} trustees")
        _refuse(pedersen.check_certificates(certificates, self.plan.threshold), "certificates")
        return Certified(self.plan, certificates)


class Certified(Consumable):
    """Waits for the polynomials. ``certificates`` go to every trustee."""

    __slots__ = ("certificates", "plan")

    def __init__(self, plan: TrusteePlan, certificates: Sequence[bytes]) -> None:
        super().__init__()
        self.plan, self.certificates = plan, tuple(certificates)

    def share(self, polynomials: Sequence[bytes]) -> "Sharing":
        """All polynomials, in the plan's order."""
        self.leave()
        if len(polynomials) != self.plan.size:
            raise RefusedError(f"{len(polynomials)} polynomials for {self.plan.size} trustees")
        for index, message in enumerate(polynomials, start=1):
            found = pedersen.check_polynomial(self.certificates, self.plan.threshold, index, message)
            _refuse(found, "polynomial", default=index)
        return Sharing(self, polynomials)


class Sharing(Consumable):
    """Waits for the public shares. ``dealt`` holds what goes to each trustee."""

    __slots__ = ("certificates", "dealt", "plan", "polynomials")

    def __init__(self, certified: Certified, polynomials: Sequence[bytes]) -> None:
        super().__init__()
        self.plan, self.certificates, self.polynomials = (
            certified.plan,
            certified.certificates,
            tuple(polynomials),
        )
        self.dealt = tuple(
            pedersen.vinput(self.certificates, self.plan.threshold, self.polynomials, index)
            for index in range(1, self.plan.size + 1)
        )

    def finish(self, voutputs: Sequence[bytes]) -> bytes:
        """The trustees JSON of every box of this election."""
        self.leave()
        if len(voutputs) != self.plan.size:
            raise RefusedError(f"{len(voutputs)} public shares for {self.plan.size} trustees")
        for index, message in enumerate(voutputs, start=1):
            found = pedersen.check_voutput(
                self.certificates, self.plan.threshold, self.polynomials, index, message
            )
            _refuse(found, "public share", default=index)
        parameters = pedersen.parameters(self.certificates, self.plan.threshold, self.polynomials, voutputs)
        return b'[["Pedersen",' + parameters + b"]]"


def hold_together(plan: TrusteePlan) -> tuple[bytes, list[Holding]]:
    """A whole ceremony in one process: for demonstrations and tests, where nobody is apart."""
    inviting = Inviting(plan)
    joined = [Joined(plan, index) for index in range(1, plan.size + 1)]
    certified = inviting.certify([trustee.certificate for trustee in joined])
    dealt = [trustee.deal(certified.certificates) for trustee in joined]
    sharing = certified.share([trustee.polynomial for trustee in dealt])
    holding = [trustee.receive(message) for trustee, message in zip(dealt, sharing.dealt, strict=True)]
    return sharing.finish([trustee.voutput for trustee in holding]), holding


def share_of(holding: Holding) -> Share:
    """The share that a finished trustee decrypts with."""
    return open_share(holding.seed, holding.voutput)


def open_share(seed: str, voutput: bytes) -> Share:
    """The share sealed in a voutput, opened by its trustee's seed."""
    message = field(parse(voutput, place="voutput"), "private_key", str, "voutput")
    return Share.open(seed, message.encode())

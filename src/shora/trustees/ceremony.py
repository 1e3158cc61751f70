"""A trustee's side of the key ceremony (Belenios specification, §3.1.1 and §4.6) as consuming states.

:class:`Joined` → :class:`Revealed` → :class:`Dealt` → :class:`Holding` → :class:`Confirmed`. Each state
has ``sent``, the file that goes to everyone; a transition takes everybody's files of that step, and
checks all of them itself (:mod:`shora.trustees.carrying`), so no trustee has to believe the carrier.
Nobody's certificate is opened before everybody has committed to one, and everything is signed with the
identity keys of the definition.

A ceremony takes days, and a trustee's process ends between two steps. It comes back by going the same
way again with what it ``kept``: the file that it sent in that step. Nothing is drawn anew then, and if
the file no longer follows from what is there, something that the trustee saw earlier has changed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shora.crypto import pedersen
from shora.crypto.fault import CryptoInputError
from shora.crypto.identity import Identity
from shora.crypto.trustees import Share
from shora.election.trusteeplan import TrusteePlan
from shora.errors import RefusedError
from shora.ids import ElectionId, TrusteeId
from shora.text.json import field, parse
from shora.trustees.carrying import (
    Certified,
    Closed,
    Committed,
    Finished,
    Inviting,
    Sharing,
    dealers_in,
    polynomial_fields,
    share_fields,
)
from shora.trustees.consumed import Consumable
from shora.trustees.parties import CeremonyFailedError, Parties, Step, hash_of, hash_of_list
from shora.trustees.said import Said, hear, say


class SeenEarlierError(RefusedError):
    """Something that this trustee answered to is no longer what it was."""

    def __init__(self, step: Step, what: str) -> None:
        super().__init__(
            f"{step}: {what}",
            place="ceremony",
            hint="stop here; compare your own folder with the exchange, and find out who changed it",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """What a trustee draws at the start: the seed of its keys, and the certificate that it will open."""

    seed: str
    certificate: bytes

    @classmethod
    def draw(cls, parties: Parties, index: int) -> "Secret":
        """Fresh keys for trustee ``index``, from 1."""
        seed = pedersen.new_seed()
        plan = parties.plan
        made = pedersen.certificate(seed, size=plan.size, threshold=plan.threshold, index=index)
        return cls(seed=seed, certificate=made)

    def __repr__(self) -> str:
        """Nothing of it."""
        return "Secret(…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Self:
    """Who goes through the ceremony: the trustee ``index`` (from 1) with its identity and its secret."""

    parties: Parties
    index: int
    identity: Identity
    secret: Secret

    def __post_init__(self) -> None:
        """The identity has to be the one of the definition."""
        if self.parties.index_of(self.identity.public) != self.index:
            raise RefusedError(f"this identity is not that of trustee {self.parties.member(self.index).id}")

    @property
    def id(self) -> TrusteeId:
        """Its id."""
        return self.parties.member(self.index).id

    def say(self, step: Step, fields: Mapping[str, str], message: bytes = b"") -> Said:
        """Its file of a step."""
        return say(self.parties, step, self.index, self.identity, fields, message)


class _Trustee(Consumable):
    """A state of a trustee. ``sent`` is its file of the ``step``."""

    __slots__ = ("me", "sent")

    def __init__(self, me: Self, said: Said, step: Step, kept: bytes) -> None:
        super().__init__()
        self.me = me
        self.sent = said.encode()
        if kept and kept != self.sent:
            raise SeenEarlierError(step, "what I sent does not follow any more from what is there now")

    @property
    def index(self) -> int:
        """Its place, from 1."""
        return self.me.index

    def find_own(self, step: Step, files: Sequence[bytes]) -> None:
        """Leaves the state; what lies in the exchange in this trustee's name has to be what it sent."""
        self.leave()
        if len(files) < self.me.index or files[self.me.index - 1] != self.sent:
            raise SeenEarlierError(step, f"the file in the name of {self.me.id} is not the one that I sent")


class Joined(_Trustee):
    """A trustee that has made its keys; ``sent`` commits to its certificate without showing it."""

    __slots__ = ()

    def __init__(self, me: Self, *, kept: bytes = b"") -> None:
        fields = {"plan": me.parties.plan_hash, "commitment": hash_of(me.secret.certificate)}
        super().__init__(me, me.say(Step.COMMITMENT, fields), Step.COMMITMENT, kept)

    def reveal(self, commitments: Sequence[bytes], *, kept: bytes = b"") -> "Revealed":
        """Opens the certificate, once all commitments are there."""
        self.find_own(Step.COMMITMENT, commitments)
        return Revealed(self.me, Inviting(self.me.parties).commit(commitments), kept)


class Revealed(_Trustee):
    """A trustee that has opened its certificate."""

    __slots__ = ("_public",)

    def __init__(self, me: Self, public: Committed, kept: bytes) -> None:
        self._public = public
        said = [one.field("commitment") for one in public.said]
        fields = {"certificate": hash_of(me.secret.certificate), "commitments": hash_of_list(said)}
        super().__init__(me, me.say(Step.CERTIFICATE, fields, me.secret.certificate), Step.CERTIFICATE, kept)

    def deal(self, certificates: Sequence[bytes], *, kept: bytes = b"") -> "Dealt":
        """Deals shares, once all certificates are there and are those that were committed to."""
        self.find_own(Step.CERTIFICATE, certificates)
        return Dealt(self.me, self._public.certify(certificates), kept)


class Dealt(_Trustee):
    """A trustee that has dealt: ``sent`` has commitments to its polynomial and a sealed share for everyone."""

    __slots__ = ("_public",)

    def __init__(self, me: Self, public: Certified, kept: bytes) -> None:
        self._public = public
        message = _kept_or_new(
            kept,
            lambda: pedersen.polynomial(me.secret.seed, public.certificates, me.parties.plan.threshold),
        )
        fields = polynomial_fields(message, public.certificates)
        super().__init__(me, me.say(Step.POLYNOMIAL, fields, message), Step.POLYNOMIAL, kept)

    def receive(self, polynomials: Sequence[bytes], dealt: bytes, *, kept: bytes = b"") -> "Holding":
        """Adds its shares up, once all polynomials are there.

        ``dealt`` is what the carrier put together; it is not looked at again once the share was sent.
        A dealer whose share does not fit its commitments is named; :mod:`shora.trustees.complaint`
        proves it to others.
        """
        self.find_own(Step.POLYNOMIAL, polynomials)
        public = self._public.share(polynomials)
        if not kept and dealt != public.dealt_to(self.me.index):
            raise SeenEarlierError(
                Step.POLYNOMIAL, "what the carrier put together is not what the trustees dealt"
            )
        return Holding(self.me, public, kept)


class Holding(_Trustee):
    """A trustee that holds its share. ``voutput`` has its public share, and its secret one sealed to itself."""

    __slots__ = ("_public", "voutput")

    def __init__(self, me: Self, public: Sharing, kept: bytes) -> None:
        self._public = public
        try:
            self.voutput = _kept_or_new(kept, lambda: _voutput(me.secret.seed, public, me.index))
        except CryptoInputError as error:
            found = dealers_in(error, me.parties)
            if not found:
                raise
            raise CeremonyFailedError(found) from None
        fields = share_fields(self.voutput, public.polynomials)
        super().__init__(me, me.say(Step.SHARE, fields, self.voutput), Step.SHARE, kept)

    @property
    def seed(self) -> str:
        """Opens the share in ``voutput``."""
        return self.me.secret.seed

    def confirm(self, shares: Sequence[bytes], *, kept: bytes = b"") -> "Confirmed":
        """Confirms the trustees structure, which follows from all messages; makes it itself."""
        self.find_own(Step.SHARE, shares)
        return Confirmed(self.me, self._public.finish(shares), kept)


class Confirmed(_Trustee):
    """A trustee that has said which ``trustees`` structure its share belongs to."""

    __slots__ = ("_public", "trustees")

    def __init__(self, me: Self, public: Finished, kept: bytes) -> None:
        self._public = public
        self.trustees = public.trustees
        fields = {"trustees": hash_of(public.trustees)}
        super().__init__(me, me.say(Step.CONFIRMED, fields), Step.CONFIRMED, kept)

    def close(self, confirmations: Sequence[bytes]) -> Closed:
        """Trustees and transcript, once everybody has confirmed."""
        self.find_own(Step.CONFIRMED, confirmations)
        return self._public.close(confirmations)


def _kept_or_new(kept: bytes, draw: Callable[[], bytes]) -> bytes:
    return hear(kept, "my own message").message if kept else draw()


def _voutput(seed: str, public: Sharing, index: int) -> bytes:
    threshold = public.parties.plan.threshold
    return pedersen.voutput(seed, public.certificates, threshold, public.dealt_to(index))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceremony:
    """A finished ceremony of one process: ``trustees.json``, ``ceremony.json`` and everybody's share."""

    trustees: bytes
    transcript: bytes
    holdings: tuple[Holding, ...]


def hold_together(election: ElectionId, plan: TrusteePlan, identities: Sequence[Identity]) -> Ceremony:
    """A whole ceremony in one process: for demonstrations and tests, where nobody is apart.

    ``identities`` are the trustees', in the plan's order, and the plan has their keys.
    """
    parties = Parties.begin(election, plan)
    inviting = Inviting(parties)
    joined = [
        Joined(Self(parties=parties, index=index, identity=identity, secret=Secret.draw(parties, index)))
        for index, identity in enumerate(identities, start=1)
    ]
    committed = inviting.commit([one.sent for one in joined])
    revealed = [one.reveal([each.sent for each in joined]) for one in joined]
    certified = committed.certify([one.sent for one in revealed])
    dealt = [one.deal([each.sent for each in revealed]) for one in revealed]
    sharing = certified.share([one.sent for one in dealt])
    sent = [one.sent for one in dealt]
    holdings = [one.receive(sent, sharing.dealt_to(one.index)) for one in dealt]
    finished = sharing.finish([one.sent for one in holdings])
    confirmed = [one.confirm([each.sent for each in holdings]) for one in holdings]
    closed = finished.close([one.sent for one in confirmed])
    return Ceremony(trustees=closed.trustees, transcript=closed.transcript, holdings=tuple(holdings))


def share_of(holding: Holding) -> Share:
    """The share that a finished trustee decrypts with."""
    return open_share(holding.seed, holding.voutput)


def open_share(seed: str, voutput: bytes) -> Share:
    """The share sealed in a voutput, opened by its trustee's seed."""
    message = field(parse(voutput, place="voutput"), "private_key", str, "voutput")
    return Share.open(seed, message.encode())

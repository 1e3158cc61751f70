"""Trustees who work apart: what each does when it is its turn.

A trustee's turn (:func:`advance`): it goes its way through the ceremony again from the files that it
kept, which checks everything that it saw before, and takes at most one new step. Crash order of a step:
secret into its own folder, message into its own folder, message into the exchange. Stopped anywhere, the
next turn goes on there, and says the same.

What everybody can see is looked at in :mod:`shora.trustees.carrier`.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass

from shora.crypto.identity import Identity
from shora.errors import DamagedError, RefusedError
from shora.ids import TrusteeId
from shora.trustees.carrier import awaited_in, look, rushed, sharing_of
from shora.trustees.carrying import Closed
from shora.trustees.ceremony import Joined, Secret, SeenEarlierError, Self
from shora.trustees.complaint import complain, judge
from shora.trustees.exchange import Exchange
from shora.trustees.folder import TrusteeFolder
from shora.trustees.keep import KeptTrustee
from shora.trustees.parties import CeremonyFailedError, Misdeed, Parties, Step
from shora.trustees.rehearsal import need_own_share

CARRIER = "carrier"
"""Who is awaited when ``dealt`` is not put together yet."""

Passphrase = Callable[[bool], str]
"""Asks for the passphrase of the trustee's folder; the argument says whether it is a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What came of a trustee's turn: the steps that it ``took`` (at most one), and who is ``awaited``.

    ``awaited`` is empty when the ceremony is over (``done``).
    """

    trustee: TrusteeId
    took: tuple[Step, ...]
    awaiting: Step | None
    awaited: tuple[str, ...]

    @property
    def done(self) -> bool:
        """Whether everybody has confirmed."""
        return self.awaiting is None


def advance(exchange: Exchange, mine: TrusteeFolder, identity: Identity, passphrase: Passphrase) -> Turn:
    """The turn of the trustee that signs with ``identity``.

    :class:`CeremonyFailedError` names who did what; :class:`~shora.trustees.ceremony.SeenEarlierError`
    where something seen before has changed. Then nothing is sent.
    """
    parties = _own_parties(exchange, mine)
    index = parties.index_of(identity.public)
    me = parties.member(index).id
    kept = mine.sent()
    _stop_at_complaints(exchange, parties)
    if kept:
        turn = _still_waiting(exchange, parties, me, kept)
        if turn is not None:
            return turn
    else:
        _need_unopened(exchange, parties)
    taken: list[Step] = []
    way = _way(_Desk(exchange, mine, parties, index, kept, identity, passphrase))
    step, said = next(way)
    while True:
        if step > len(kept):
            mine.keep_sent(step, said)
            _deliver(exchange, step, me, said)
            taken.append(step)
        files = exchange.files(parties, step)
        awaited = awaited_in(parties, files)
        if awaited or taken:
            return _turn(exchange, parties, me, taken, step)
        try:
            step, said = way.send(tuple(one for one in files if one is not None))
        except StopIteration as end:
            closed: Closed = end.value
            mine.keep_transcript(closed.transcript)
            return Turn(trustee=me, took=tuple(taken), awaiting=None, awaited=())


def _own_parties(exchange: Exchange, mine: TrusteeFolder) -> Parties:
    need_apart(exchange, mine)
    parties = exchange.parties()
    mine.begin(parties)
    if mine.complained:
        raise RefusedError(
            "this trustee has shown its seed in a complaint, so the ceremony is over",
            place=str(mine.root),
            hint="begin a new one, with new folders",
        )
    return parties


def need_apart(exchange: Exchange, mine: TrusteeFolder) -> None:
    """:class:`RefusedError` where one folder lies in the other: one is secret, the other public."""
    inside, outside = mine.root.resolve(), exchange.root.resolve()
    if inside.is_relative_to(outside) or outside.is_relative_to(inside):
        raise RefusedError(
            "a trustee's own folder and the exchange do not lie in each other", place=str(mine.root)
        )


@dataclass(slots=True)
class _Desk:
    """What a trustee has before it at its turn."""

    exchange: Exchange
    mine: TrusteeFolder
    parties: Parties
    index: int
    kept: tuple[bytes, ...]
    identity: Identity
    ask: Passphrase

    def was(self, step: Step) -> bytes:
        """What it sent in a step before, or nothing."""
        return self.kept[step - 1] if step <= len(self.kept) else b""

    def sit(self) -> tuple[Self, str]:
        """Opens its seed, or draws one, durably."""
        if not self.mine.begun and self.kept:
            raise DamagedError(
                "the seed is missing", place=str(self.mine.root), hint="take the folder's copy"
            )
        passphrase = self.ask(not self.mine.begun)
        if self.mine.begun:
            secret = self.mine.secret(self.parties, self.index, passphrase)
        else:
            secret = Secret.draw(self.parties, self.index)
            self.mine.keep_secret(self.parties, self.index, secret, passphrase)
        me = Self(parties=self.parties, index=self.index, identity=self.identity, secret=secret)
        return me, passphrase


def _way(desk: _Desk) -> Generator[tuple[Step, bytes], tuple[bytes, ...], Closed]:
    """The steps with their messages; takes everybody's files of each step, and gives the end."""
    me, passphrase = desk.sit()
    joined = Joined(me, kept=desk.was(Step.COMMITMENT))
    files = yield Step.COMMITMENT, joined.sent
    revealed = joined.reveal(files, kept=desk.was(Step.CERTIFICATE))
    files = yield Step.CERTIFICATE, revealed.sent
    dealt = revealed.deal(files, kept=desk.was(Step.POLYNOMIAL))
    files = yield Step.POLYNOMIAL, dealt.sent
    was = desk.was(Step.SHARE)
    holding = dealt.receive(files, b"" if was else desk.exchange.dealt(me.id) or b"", kept=was)
    if not was:
        desk.mine.keep_share(KeptTrustee.of(holding), passphrase)
    files = yield Step.SHARE, holding.sent
    was = desk.was(Step.CONFIRMED)
    confirmed = holding.confirm(files, kept=was)
    if not was:
        share = desk.mine.share(passphrase)
        if (share.election, share.trustee, share.index) != (me.parties.election, me.id, me.index):
            raise DamagedError(
                "this is the share of another trustee", place=str(desk.mine.root / "share.json")
            )
        need_own_share(share, confirmed.trustees)
        desk.mine.keep_trustees(confirmed.trustees)
    files = yield Step.CONFIRMED, confirmed.sent
    return confirmed.close(files)


def _deliver(exchange: Exchange, step: Step, me: TrusteeId, data: bytes) -> None:
    try:
        exchange.put(step, me, data)
    except RefusedError:
        raise SeenEarlierError(step, f"the file in the name of {me} is not the one that I sent") from None


def _still_waiting(
    exchange: Exchange, parties: Parties, me: TrusteeId, kept: tuple[bytes, ...]
) -> Turn | None:
    """Delivers what was kept once more, and looks whether anybody is still awaited. Needs no secret."""
    for number, data in enumerate(kept, start=1):
        _deliver(exchange, Step(number), me, data)
    turn = _turn(exchange, parties, me, [], Step(len(kept)))
    return turn if turn.awaited else None


def _turn(exchange: Exchange, parties: Parties, me: TrusteeId, taken: list[Step], step: Step) -> Turn:
    for before in Step:
        if before > step:
            break
        awaited = awaited_in(parties, exchange.files(parties, before))
        if awaited:
            if before is Step.COMMITMENT:
                _need_unopened(exchange, parties, awaited)
            return Turn(trustee=me, took=tuple(taken), awaiting=before, awaited=awaited)
    if step is Step.POLYNOMIAL and exchange.dealt(me) is None:
        return Turn(trustee=me, took=tuple(taken), awaiting=step, awaited=(CARRIER,))
    return Turn(trustee=me, took=tuple(taken), awaiting=step, awaited=())


def _need_unopened(exchange: Exchange, parties: Parties, awaited: tuple[str, ...] = ()) -> None:
    """Nobody opens its certificate before all commitments are there."""
    found = rushed(exchange, parties, awaited)
    if found:
        raise CeremonyFailedError(found)


def _stop_at_complaints(exchange: Exchange, parties: Parties) -> None:
    if not exchange.complaints(parties):
        return
    standing = look(exchange)
    if standing.misdeeds:
        raise CeremonyFailedError(standing.misdeeds)
    raise RefusedError("somebody complains", place=str(exchange.root / "complaints"))


def complain_about(
    exchange: Exchange, mine: TrusteeFolder, identity: Identity, passphrase: Passphrase
) -> tuple[Misdeed, ...]:
    """Shows everyone, with this trustee's seed, which dealers' shares do not fit; who is named.

    That ends the ceremony. :class:`RefusedError` where there is nothing to show, or where this trustee has
    said its share already (then the seed must stay secret).
    """
    need_apart(exchange, mine)
    parties = exchange.parties()
    mine.begin(parties)
    index = parties.index_of(identity.public)
    kept = mine.sent()
    if len(kept) != Step.POLYNOMIAL:
        raise RefusedError("a complaint is made before one's own public share is sent, and after dealing")
    desk = _Desk(exchange, mine, parties, index, kept, identity, passphrase)
    me, _ = desk.sit()
    sharing = sharing_of(exchange, parties)
    complaint = complain(me, sharing)
    mine.keep_complaint(complaint)
    exchange.put_complaint(me.id, complaint)
    return judge(sharing, index, complaint)

"""The carrier of a ceremony: what everybody can see and check of an exchange, and how it ends.

The carrier has no secret, and everybody can do its work again. Nothing is written outside the exchange
before all five steps are complete and check. Crash order: ``trustees.json`` first, then ``ceremony.json``;
every file stands for itself, and the same again is fine.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path

from shora.disk import SYSTEM, Disk, make_folder, write_once
from shora.errors import RefusedError
from shora.ids import TrusteeId
from shora.trustees.carrying import Closed, Inviting, Public, Sharing
from shora.trustees.complaint import judge
from shora.trustees.exchange import Exchange
from shora.trustees.parties import CeremonyFailedError, Misdeed, Parties, Step
from shora.trustees.said import ORDER


def awaited_in(parties: Parties, files: tuple[bytes | None, ...]) -> tuple[str, ...]:
    """Whose file of a step is not there."""
    return tuple(name for name, data in zip(parties.ids, files, strict=True) if data is None)


def rushed(exchange: Exchange, parties: Parties, awaited: tuple[str, ...]) -> list[Misdeed]:
    """Who has opened its certificate although the commitments of ``awaited`` are not there."""
    opened = exchange.files(parties, Step.CERTIFICATE)
    lost = f" (or the file of {', '.join(awaited)} was lost on its way)" if awaited else ""
    detail = f"it has opened its certificate before all commitments were there{lost}"
    return [
        Misdeed(step=Step.CERTIFICATE, trustee=name, code=ORDER, detail=detail)
        for name, data in zip(parties.ids, opened, strict=True)
        if data is not None
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a ceremony stands: who has said what, who is awaited, and what is wrong.

    ``closed`` is empty or holds the end; ``strangers`` are files that have no place in the exchange.
    """

    parties: Parties
    arrived: Mapping[Step, tuple[TrusteeId, ...]]
    misdeeds: tuple[Misdeed, ...]
    strangers: tuple[str, ...]
    sharing: Sharing | None
    closed: Closed | None

    @property
    def awaited(self) -> tuple[TrusteeId, ...]:
        """Who has not spoken in the step that is not complete."""
        step = self.step
        return () if step is None else tuple(n for n in self.parties.ids if n not in self.arrived[step])

    @property
    def step(self) -> Step | None:
        """The first step that is not complete, or ``None``."""
        size = self.parties.plan.size
        return next((step for step in Step if len(self.arrived[step]) < size), None)


def look(exchange: Exchange) -> Standing:
    """Checks everything that is in the exchange. What is wrong is a value."""
    parties = exchange.parties()
    arrived = {}
    for step in Step:
        files = exchange.files(parties, step)
        arrived[step] = tuple(n for n, data in zip(parties.ids, files, strict=True) if data is not None)
    found, sharing, closed = _check(exchange, parties)
    return Standing(
        parties=parties,
        arrived=arrived,
        misdeeds=tuple(found),
        strangers=exchange.strangers(parties),
        sharing=sharing,
        closed=closed,
    )


def _check(exchange: Exchange, parties: Parties) -> tuple[list[Misdeed], Sharing | None, Closed | None]:
    sharing: Sharing | None = None
    walk = _walk(parties)
    state = next(walk)
    while True:
        if isinstance(state, Sharing):
            sharing = state
            found = [m for i, data in exchange.complaints(parties).items() for m in judge(state, i, data)]
            if found:
                return found, sharing, None
        files = exchange.files(parties, state.awaits)
        awaited = awaited_in(parties, files)
        found = state.misdeeds(files)
        if awaited and state.awaits is Step.COMMITMENT:
            found += rushed(exchange, parties, awaited)
        if awaited or found:
            return found, sharing, None
        try:
            state = walk.send(tuple(one for one in files if one is not None))
        except CeremonyFailedError as error:
            return list(error.misdeeds), sharing, None
        except StopIteration as end:
            closed: Closed = end.value
            return [], sharing, closed


def _walk(parties: Parties) -> Generator[Public, tuple[bytes, ...], Closed]:
    """The public states; takes all files of the step that each awaits."""
    inviting = Inviting(parties)
    committed = inviting.commit((yield inviting))
    certified = committed.certify((yield committed))
    sharing = certified.share((yield certified))
    finished = sharing.finish((yield sharing))
    return finished.close((yield finished))


def carry(exchange: Exchange) -> Standing:
    """The carrier's turn: checks everything, and puts together what was dealt to each trustee.

    :class:`CeremonyFailedError` names everybody who did something else; ``RefusedError`` where what lies
    in ``dealt`` is something else.
    """
    standing = look(exchange)
    if standing.misdeeds:
        raise CeremonyFailedError(standing.misdeeds)
    if standing.sharing is not None:
        for index, name in enumerate(standing.parties.ids, start=1):
            exchange.put_dealt(name, standing.sharing.dealt_to(index))
    return standing


def finish(exchange: Exchange, out: Path, *, disk: Disk = SYSTEM) -> Closed:
    """Writes ``trustees.json`` and ``ceremony.json`` into ``out``; the same again is fine.

    :class:`RefusedError` names who is awaited, and :class:`CeremonyFailedError` who did something else;
    then nothing is written.
    """
    standing = look(exchange)
    if standing.misdeeds:
        raise CeremonyFailedError(standing.misdeeds)
    if standing.closed is None:
        raise RefusedError(
            f"{standing.step} is not complete: {', '.join(standing.awaited)} is awaited",
            place=str(exchange.root),
        )
    make_folder(out, disk=disk)
    write_once(out / "trustees.json", standing.closed.trustees, disk=disk)
    write_once(out / "ceremony.json", standing.closed.transcript, disk=disk)
    return standing.closed


def sharing_of(exchange: Exchange, parties: Parties) -> Sharing:
    """The ceremony after its third step; :class:`RefusedError` names who is awaited until then."""
    walk = _walk(parties)
    state = next(walk)
    while not isinstance(state, Sharing):
        files = exchange.files(parties, state.awaits)
        awaited = awaited_in(parties, files)
        if awaited:
            raise RefusedError(f"{state.awaits}: {', '.join(awaited)} is awaited")
        state = walk.send(tuple(one for one in files if one is not None))
    return state

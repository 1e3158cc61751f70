"""The public side of a ceremony: what anyone can check of the messages, as a chain of consuming states.

:class:`Inviting` → :class:`Committed` → :class:`Certified` → :class:`Sharing` → :class:`Finished` → the
transcript. The carrier goes it, and every trustee inside its own chain, so nobody has to believe the
carrier. A transition takes the files of all trustees of one step, in the definition's order; it names
everybody whose file is wrong (:class:`CeremonyFailedError`) and can be taken once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from shora.crypto import pedersen
from shora.crypto.fault import CryptoInputError, Fault
from shora.errors import InputError, RefusedError, ShoraError
from shora.text import json
from shora.trustees.consumed import Consumable
from shora.trustees.parties import CeremonyFailedError, Misdeed, Parties, Step, hash_of, hash_of_list
from shora.trustees.said import MALFORMED, Said, hear, misdeeds_in

FORMAT: Final = "shora-ceremony-1"

Fields = Callable[[Said], Mapping[str, str]]
"""What a statement has to say, beside its head, given its message."""


def listen(parties: Parties, step: Step, files: Sequence[bytes | None], fields: Fields) -> list[Misdeed]:
    """What is wrong with each file that is there; ``None`` stands for one that is awaited."""
    found: list[Misdeed] = []
    for index, data in enumerate(files, start=1):
        if data is None:
            continue
        member = parties.member(index)
        try:
            said = hear(data)
            if said.message and step in {Step.COMMITMENT, Step.CONFIRMED}:
                raise InputError("this step has no message")
            wanted = fields(said)
        except InputError as error:
            found.append(Misdeed(step=step, trustee=member.id, code=MALFORMED, detail=error.message))
            continue
        found += misdeeds_in(parties, step, index, said, wanted)
    return found


def public_part(message: bytes, name: str) -> bytes:
    """A part of a message as it will stand in ``trustees.json``."""
    return json.canonical(json.field(json.parse(message, place=name), name, dict, name))


class Public(Consumable):
    """A state of the public side: ``awaits`` is the step whose files it takes.

    ``heard`` are the checked files of all steps so far, ``said`` those of the last one, read.
    """

    __slots__ = ("heard", "parties", "said")
    awaits: ClassVar[Step]

    def __init__(self, parties: Parties, before: Sequence[tuple[bytes, ...]], files: Sequence[bytes]) -> None:
        super().__init__()
        self.parties = parties
        self.heard = (*before, tuple(files)) if files else tuple(before)
        self.said = tuple(hear(data) for data in files)

    def fields(self, said: Said) -> Mapping[str, str]:
        """What a statement of the awaited step has to say; raises ``InputError`` for an unreadable message."""
        raise NotImplementedError

    def misdeeds(self, files: Sequence[bytes | None]) -> list[Misdeed]:
        """What is wrong with the statements of the awaited step that are there. Takes no step."""
        return listen(self.parties, self.awaits, files, self.fields)

    def take(self, files: Sequence[bytes]) -> None:
        """Leaves the state if every statement holds."""
        self.leave()
        if len(files) != self.parties.plan.size:
            raise RefusedError(f"{len(files)} messages for {self.parties.plan.size} trustees")
        found = self.misdeeds(files)
        if found:
            raise CeremonyFailedError(found)

    def blame(self, faults: Sequence[Fault], default: int = 0) -> list[Misdeed]:
        """The core's faults by their trustees; ``default`` is the place of one that names none."""
        return [
            Misdeed(
                step=self.awaits,
                trustee=self.parties.ids[default if fault.choice is None else fault.choice],
                code=fault.code,
                detail=fault.detail,
            )
            for fault in faults
        ]

    def named(self, error: CryptoInputError, faults: Sequence[tuple[Fault, ...]]) -> ShoraError:
        """Why messages that belong together were refused: by trustee where one can be named."""
        found = [one for place, each in enumerate(faults) for one in self.blame(each, default=place)]
        return CeremonyFailedError(found) if found else error


class Inviting(Public):
    """Waits for all commitments."""

    __slots__ = ()
    awaits = Step.COMMITMENT

    def __init__(self, parties: Parties) -> None:
        super().__init__(parties, (), ())

    def fields(self, said: Said) -> Mapping[str, str]:
        """The plan of the definition."""
        del said
        return {"plan": self.parties.plan_hash}

    def commit(self, files: Sequence[bytes]) -> "Committed":
        """All commitments."""
        self.take(files)
        return Committed(self.parties, self.heard, files)


class Committed(Public):
    """Waits for the certificates: each has to be the one that was committed to."""

    __slots__ = ()
    awaits = Step.CERTIFICATE

    def fields(self, said: Said) -> Mapping[str, str]:
        """What it opens, after all commitments."""
        commitments = [one.field("commitment") for one in self.said]
        return {"certificate": hash_of(said.message), "commitments": hash_of_list(commitments)}

    def misdeeds(self, files: Sequence[bytes | None]) -> list[Misdeed]:
        """Also compares with the commitments."""
        found = super().misdeeds(files)
        named = {one.trustee for one in found}
        for member, data, committed in zip(self.parties.plan.members, files, self.said, strict=False):
            if data is None or member.id in named:
                continue
            if hash_of(hear(data).message) != committed.field("commitment"):
                detail = "its certificate is not the one that it committed to"
                found.append(
                    Misdeed(step=self.awaits, trustee=member.id, code="commitment-differs", detail=detail)
                )
        return found

    def certify(self, files: Sequence[bytes]) -> "Certified":
        """All certificates."""
        self.take(files)
        messages = [hear(data).message for data in files]
        found = self.blame(pedersen.check_certificates(messages, self.parties.plan.threshold))
        if found:
            raise CeremonyFailedError(found)
        return Certified(self.parties, self.heard, files)


class Certified(Public):
    """Waits for the polynomials."""

    __slots__ = ("certificates",)
    awaits = Step.POLYNOMIAL

    def __init__(self, parties: Parties, before: Sequence[tuple[bytes, ...]], files: Sequence[bytes]) -> None:
        super().__init__(parties, before, files)
        self.certificates = tuple(one.message for one in self.said)

    def fields(self, said: Said) -> Mapping[str, str]:
        """What it dealt, after all certificates."""
        return polynomial_fields(said.message, self.certificates)

    def share(self, files: Sequence[bytes]) -> "Sharing":
        """All polynomials."""
        self.take(files)
        threshold = self.parties.plan.threshold
        messages = [hear(data).message for data in files]
        try:
            pedersen.vinput(self.certificates, threshold, messages, 1)  # checks all of them
        except CryptoInputError as error:
            raise self.named(
                error,
                [
                    pedersen.check_polynomial(self.certificates, threshold, index, message)
                    for index, message in enumerate(messages, start=1)
                ],
            ) from None
        return Sharing(self, files)


def polynomial_fields(message: bytes, certificates: Sequence[bytes]) -> Mapping[str, str]:
    """The fields of a dealer's statement."""
    return {
        "polynomial": hash_of(message),
        "coefexps": hash_of(public_part(message, "coefexps")),
        "certificates": hash_of_list([hash_of(one) for one in certificates]),
    }


class Sharing(Public):
    """Waits for the public shares."""

    __slots__ = ("_threshold", "certificates", "polynomials")
    awaits = Step.SHARE

    def __init__(self, certified: Certified, files: Sequence[bytes]) -> None:
        super().__init__(certified.parties, certified.heard, files)
        self.certificates = certified.certificates
        self.polynomials = tuple(one.message for one in self.said)
        self._threshold = self.parties.plan.threshold

    def dealt_to(self, index: int) -> bytes:
        """What everybody dealt to trustee ``index``, from 1."""
        return pedersen.vinput(self.certificates, self._threshold, self.polynomials, index)

    def fields(self, said: Said) -> Mapping[str, str]:
        """Its public share, after all polynomials."""
        return share_fields(said.message, self.polynomials)

    def finish(self, files: Sequence[bytes]) -> "Finished":
        """All public shares."""
        self.take(files)
        threshold = self._threshold
        messages = [hear(data).message for data in files]
        try:
            parameters = pedersen.parameters(self.certificates, threshold, self.polynomials, messages)
        except CryptoInputError as error:
            raise self.named(
                error,
                [
                    pedersen.check_voutput(self.certificates, threshold, self.polynomials, index, message)
                    for index, message in enumerate(messages, start=1)
                ],
            ) from None
        return Finished(self, files, b'[["Pedersen",' + parameters + b"]]")


def share_fields(message: bytes, polynomials: Sequence[bytes]) -> Mapping[str, str]:
    """The fields of a statement about a public share."""
    return {
        "public_share": hash_of(public_part(message, "public_key")),
        "polynomials": hash_of_list([hash_of(one) for one in polynomials]),
    }


class Finished(Public):
    """Waits for everybody's word that ``trustees`` is what it has opened its share of."""

    __slots__ = ("trustees",)
    awaits = Step.CONFIRMED

    def __init__(self, sharing: Sharing, files: Sequence[bytes], trustees: bytes) -> None:
        super().__init__(sharing.parties, sharing.heard, files)
        self.trustees = trustees

    def fields(self, said: Said) -> Mapping[str, str]:
        """The structure that the messages give."""
        del said
        return {"trustees": hash_of(self.trustees)}

    def close(self, files: Sequence[bytes]) -> "Closed":
        """All confirmations."""
        self.take(files)
        steps = [
            [json.parse(hear(data).statement.encode()) for data in step] for step in (*self.heard, files)
        ]
        transcript = json.canonical({"format": FORMAT, "ceremony": self.parties.ceremony, "steps": steps})
        return Closed(trustees=self.trustees, transcript=transcript)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """What enters the record: ``trustees.json`` and ``ceremony.json``."""

    trustees: bytes
    transcript: bytes


def dealers_in(error: CryptoInputError, parties: Parties) -> list[Misdeed]:
    """Whose shares do not fit their commitments, or who is named otherwise in what was dealt.

    The core names trustees by their numbers in its sentence; a fault of the receiver's own input names none.
    """
    numbers = [int(word) for word in error.message.replace(",", " ").split() if word.isdecimal()]
    return [
        Misdeed(
            step=Step.POLYNOMIAL, trustee=parties.member(number).id, code=error.code, detail=error.message
        )
        for number in numbers
        if error.code == "share-invalid" and 1 <= number <= parties.plan.size
    ]

"""What a box begins with: its archive's first event, its batches, and the room that it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shora.box.facts import Facts, Room
from shora.box.payloads import decode_credentials
from shora.box.slots import slot_size
from shora.crypto.election import Question
from shora.errors import InputError
from shora.ids import PublicCredential, Uuid
from shora.text import json

_SCALAR: Final = "9" * 76
_PROOF: Final[json.JsonInput] = {"challenge": _SCALAR, "response": _SCALAR}
_CHOICE: Final[json.JsonInput] = {"alpha": "f" * 64, "beta": "f" * 64}
_LONGEST_UUID: Final = 64
_MOST_SLOTS: Final = 256
_MOST_BYTES: Final = 8 * 1024 * 1024


def largest_ballot(questions: Sequence[Question]) -> int:
    """Bytes of the largest ballot that an election with these questions can have (``spec/ballot.md``)."""
    answers: list[json.JsonInput] = []
    for question in questions:
        overall = question.maximum - question.minimum + 1 + question.blank
        answer: dict[str, json.JsonInput] = {
            "choices": [_CHOICE] * question.width,
            "individual_proofs": [[_PROOF, _PROOF]] * question.width,
            "overall_proof": [_PROOF] * overall,
        }
        answers.append(answer | {"blank_proof": [_PROOF, _PROOF]} if question.blank else answer)
    return len(
        json.canonical(
            {
                "election_uuid": "z" * _LONGEST_UUID,
                "election_hash": "f" * 43,
                "credential": "f" * 64,
                "answers": answers,
                "signature": {"hash": "f" * 44, "proof": _PROOF},
            }
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxSetup:
    """What a box begins with.

    ``timestamp`` is in seconds since 1970; the three texts are canonical JSON, as in the archive. ``batch`` is k:
    k ballots enter the archive when 2k wait. ``largest`` is the size of the largest ballot in bytes
    (:func:`largest_ballot`), ``challenges`` for how many opened ballots there is room. ``provisional``: ballots
    stay sealed until they are accepted.
    """

    timestamp: int
    election: bytes
    trustees: bytes
    credentials: bytes
    batch: int
    largest: int
    challenges: int
    provisional: bool

    def __post_init__(self) -> None:
        """:class:`InputError` for numbers that are too small."""
        if min(self.batch, self.largest, self.challenges) < 1:
            raise InputError("batch, largest and challenges are at least 1", place="box set-up")

    @property
    def cards(self) -> tuple[PublicCredential, ...]:
        """The credentials in their order."""
        return tuple(one.credential for one in decode_credentials(self.credentials, "credentials"))

    def facts(self, uuid: Uuid, media: Sequence[str]) -> Facts:
        """The first state of the box."""
        size = slot_size(self.largest)
        many = min(_MOST_SLOTS, _MOST_BYTES // size)  # so that many ballots together cost few writes
        slots = max(len(self.cards), 1) if self.provisional else max(4 * self.batch, many)
        opening = self.largest + self.largest // 8 + 1024  # a ballot as text in JSON, a seed, and marks
        return Facts(
            uuid=uuid,
            revision=1,
            media=tuple(sorted(media)),
            batch=self.batch,
            provisional=self.provisional,
            waiting=Room(slots=slots, size=size),
            challenged=Room(slots=self.challenges, size=slot_size(opening)),
            ended=False,
            statements={},
            incidents=(),
        )

"""Who takes part in a ceremony, and what somebody did wrong in it. Spec: ``spec/ceremony.md``."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from shora.crypto.identity import fault_in_key
from shora.crypto.pedersen import new_seed
from shora.election.trusteeplan import Trustee, TrusteePlan
from shora.errors import InputError, RefusedError
from shora.ids import ElectionId, Hash, TrusteeId
from shora.text import json

FORMAT: Final = "shora-exchange-1"
MOST: Final = 64
"""Trustees of a ceremony."""

_ID: Final = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+(-[a-z0-9]+)*")
_TOKEN: Final = re.compile(r"[1-9A-HJ-NP-Za-km-z]{22}")


class Step(IntEnum):
    """The five steps; the number is the folder of the exchange."""

    COMMITMENT = 1
    CERTIFICATE = 2
    POLYNOMIAL = 3
    SHARE = 4
    CONFIRMED = 5

    @property
    def kind(self) -> str:
        """The kind of its statements."""
        return f"ceremony-{self.name.lower()}"

    def __str__(self) -> str:
        """For people: number and word."""
        return f"step {self.value} ({self.name.lower()})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """One attempt at a ceremony: its token, its election, and the trustees with their identity keys."""

    election: ElectionId
    ceremony: str
    plan: TrusteePlan

    @classmethod
    def begin(cls, election: ElectionId, plan: TrusteePlan) -> "Parties":
        """A new attempt; :class:`InputError` where a trustee has no usable key of its own."""
        # A token of the same shape and origin as a seed; it is public.
        return cls(election=election, ceremony=new_seed(), plan=plan).checked("definition")

    @property
    def ids(self) -> tuple[TrusteeId, ...]:
        """The trustees, in the definition's order."""
        return tuple(member.id for member in self.plan.members)

    @property
    def plan_hash(self) -> Hash:
        """Stands for the definition's trustees in a commitment."""
        return hash_of(json.canonical(self.plan.to_json()))

    def member(self, index: int) -> Trustee:
        """The trustee ``index``, from 1."""
        return self.plan.members[index - 1]

    def index_of(self, key: str) -> int:
        """The place of whoever signs with ``key``, from 1; :class:`RefusedError` for a stranger."""
        for index, member in enumerate(self.plan.members, start=1):
            if member.key == key:
                return index
        raise RefusedError(
            "this identity is none of the ceremony's trustees",
            hint=f"the trustees are {', '.join(self.ids)}; is it the identity whose key the definition has?",
        )

    def encode(self) -> bytes:
        """``ceremony.json`` of the exchange."""
        return json.canonical(
            {
                "format": FORMAT,
                "ceremony": self.ceremony,
                "election": self.election,
                "trustees": self.plan.to_json(),
            }
        )

    @classmethod
    def decode(cls, data: bytes, place: str) -> "Parties":
        """From a file's bytes; :class:`InputError` for anything but what :meth:`encode` writes."""
        value = json.parse(data, place=place)
        json.only_fields(value, ("format", "ceremony", "election", "trustees"), (), place)
        if json.field(value, "format", str, place) != FORMAT:
            raise InputError("this is no exchange of a ceremony", place=place, hint=f"its format is {FORMAT}")
        plan = json.field(value, "trustees", dict, place)
        json.only_fields(plan, ("threshold", "members"), (), place)
        members = json.field(plan, "members", list, place)
        parties = cls(
            election=ElectionId(json.field(value, "election", str, place)),
            ceremony=json.field(value, "ceremony", str, place),
            plan=TrusteePlan(
                threshold=json.field(plan, "threshold", int, place),
                members=tuple(_member(one, place) for one in members),
            ),
        ).checked(place)
        if parties.encode() != data:
            raise InputError("it is not written in the canonical form", place=place)
        return parties

    def checked(self, place: str) -> "Parties":
        """Itself; :class:`InputError` for names that cannot name files, and keys that cannot sign."""
        if not 1 <= self.plan.threshold < self.plan.size <= MOST:
            raise InputError(
                f"{self.plan.threshold} of {self.plan.size} trustees is no threshold", place=place
            )
        if any(_ID.fullmatch(name) is None for name in (self.election, *self.ids)):
            raise InputError("an id has small letters, digits and single hyphens", place=place)
        if _TOKEN.fullmatch(self.ceremony) is None:
            raise InputError("the ceremony's token is not one", place=place)
        for member in self.plan.members:
            fault = fault_in_key(member.key)
            if fault is not None:
                what = f"its key cannot be used: {fault}" if member.key else "it has no key"
                hint = "each trustee makes an identity and gives its key for the definition"
                raise InputError(f"trustee {member.id}: {what}", place=place, hint=hint)
        keys = [member.key for member in self.plan.members]
        if len(set(keys)) != len(keys) or len(set(self.ids)) != len(keys):
            raise InputError("a trustee or a key is there twice", place=place)
        return self


def _member(value: json.JsonValue, place: str) -> Trustee:
    json.only_fields(value, ("id", "name", "key"), (), place)
    return Trustee(
        id=TrusteeId(json.field(value, "id", str, place)),
        name=json.field(value, "name", str, place),
        key=json.field(value, "key", str, place),
    )


def hash_of(data: bytes) -> Hash:
    """SHA-256, 64 hexadecimal digits."""
    return Hash(hashlib.sha256(data).hexdigest())


def hash_of_list(hashes: Sequence[str]) -> Hash:
    """Stands for a list of hashes, in its order."""
    return hash_of(json.canonical(list(hashes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Misdeed:
    """What one trustee's message is not: ``code`` is a word of ``spec/verification.md``."""

    step: Step
    trustee: TrusteeId
    code: str
    detail: str

    def __str__(self) -> str:
        """One line for a person."""
        return f"{self.step}, trustee {self.trustee}: {self.detail} [{self.code}]"

    def to_json(self) -> dict[str, json.JsonValue]:
        """Plain data."""
        return {"step": int(self.step), "trustee": self.trustee, "code": self.code, "detail": self.detail}


class CeremonyFailedError(RefusedError):
    """Somebody's message is not what it must be; ``misdeeds`` names whose, and in which step."""

    def __init__(self, misdeeds: Sequence[Misdeed]) -> None:
        super().__init__(
            "; ".join(map(str, misdeeds)),
            place="ceremony",
            hint="stop here, find out why, and begin a new ceremony",
        )
        self.misdeeds = tuple(misdeeds)

    @property
    def trustees(self) -> tuple[TrusteeId, ...]:
        """Who is named, each once."""
        return tuple(dict.fromkeys(one.trustee for one in self.misdeeds))

    @property
    def codes(self) -> tuple[str, ...]:
        """What is wrong, each code once."""
        return tuple(dict.fromkeys(one.code for one in self.misdeeds))

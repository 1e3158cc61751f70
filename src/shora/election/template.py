"""The Belenios election of a box: the definition's questions, with the box's uuid and launch code.

Every proof of the box hashes these bytes, so there is one way to write them: Belenios' own key
order, no spaces, UTF-8. Which candidates have withdrawn is not in it, so that answers keep their
places. Source: Belenios specification, "Election"; ours: ``spec/definition.md``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shora.election.candidate import Candidate
from shora.election.contest import Contest
from shora.election.definition import Definition
from shora.election.launch import parse_launch_code, with_launch_code
from shora.errors import InputError
from shora.ids import Uuid
from shora.text.json import JsonValue, canonical

VERSION: Final = 1
GROUP: Final = "Ed25519"


def answer(contest: Contest, candidate: Candidate) -> str:
    """How a candidate stands on a ballot: ``101 name``, with the list's name in brackets after it."""
    group = contest.list_of(candidate)
    text = f"{candidate.code} {candidate.name}"
    return text if group is None else f"{text} [{group.name}]"


def question(contest: Contest) -> dict[str, JsonValue]:
    """A contest as a homomorphic question; ``blank`` is there only when it is true."""
    out: dict[str, JsonValue] = {"answers": [answer(contest, each) for each in contest.candidates]}
    if contest.blank:
        out["blank"] = True
    return out | {"min": contest.minimum, "max": contest.votes, "question": contest.name.both}


def election_data(
    definition: Definition, *, uuid: Uuid, public_key: str, launch_code: str
) -> dict[str, JsonValue]:
    """The election of a box as plain data, keys in Belenios' order."""
    return {
        "version": VERSION,
        "description": with_launch_code(definition.description, launch_code),
        "name": definition.name.both,
        "group": GROUP,
        "public_key": public_key,
        "questions": [question(contest) for contest in definition.contests],
        "uuid": uuid,
        "administrator": definition.administrator,
        "credential_authority": definition.card_office,
    }


def election_json(definition: Definition, *, uuid: Uuid, public_key: str, launch_code: str) -> bytes:
    """The bytes of a box's election. :class:`InputError` where the launch code is none."""
    return canonical(election_data(definition, uuid=uuid, public_key=public_key, launch_code=launch_code))


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where a box's election is not what its definition says. Missing things read ``missing``."""

    place: str
    expected: str
    found: str

    def __str__(self) -> str:
        """``questions[0].max: 3 expected, 4 found``."""
        return f"{self.place}: {self.expected} expected, {self.found} found"


def check_against_definition(
    election: Mapping[str, JsonValue],
    definition: Definition,
    *,
    uuid: Uuid | None,
    public_key: str | None,
    launch_code: str | None,
) -> tuple[Difference, ...]:
    """Every difference between a box's election and what the definition makes of it (V3).

    ``None`` for a uuid, key or launch code means that the caller has nothing to compare it with; the
    description must hold a launch code all the same. Key order and spaces are the archive's check.
    """
    try:
        code = parse_launch_code(_text(election, "description"))
    except InputError as fault:
        if launch_code is None:
            return (Difference(place="description", expected="a launch code", found=fault.message),)
        code = launch_code
    expected = election_data(
        definition,
        uuid=Uuid(_text(election, "uuid")) if uuid is None else uuid,
        public_key=_text(election, "public_key") if public_key is None else public_key,
        launch_code=code if launch_code is None else launch_code,
    )
    return tuple(_differences("", expected, dict(election)))


def _text(election: Mapping[str, JsonValue], key: str) -> str:
    value = election.get(key)
    return value if isinstance(value, str) else ""


def _differences(place: str, expected: JsonValue, found: JsonValue) -> Sequence[Difference]:
    if isinstance(expected, dict) and isinstance(found, dict):
        out: list[Difference] = []
        for key in (*expected, *(key for key in found if key not in expected)):
            here = f"{place}.{key}" if place else key
            if key in expected and key in found:
                out.extend(_differences(here, expected[key], found[key]))
            else:
                out.append(
                    Difference(
                        place=here,
                        expected=_show(expected[key]) if key in expected else "missing",
                        found=_show(found[key]) if key in found else "missing",
                    )
                )
        return out
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = enumerate(zip(expected, found, strict=True))
        return [each for n, (one, two) in pairs for each in _differences(f"{place}[{n}]", one, two)]
    if type(expected) is type(found) and expected == found:
        return ()
    return (Difference(place=place, expected=_show(expected), found=_show(found)),)


def _show(value: JsonValue) -> str:
    if isinstance(value, list):
        return f"{len(value)} entries"
    text = canonical(value).decode()
    return text if len(text) <= 120 else f"{text[:117]}…"

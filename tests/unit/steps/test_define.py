"""define: everybody's public parts come together, are checked, and begin a record; secrets stay apart."""

import json
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.city import NORTH, Small, begin, small_definition

from shora.cards.pack import make_pack
from shora.cards.statement import make_cards_statement
from shora.crypto.credentials import new_uuid
from shora.crypto.identity import Identity
from shora.errors import InputError, RefusedError, ShoraError
from shora.keys import read_identity
from shora.record.write import Fixed, record_statement
from shora.steps.alone import (
    cards_file,
    define_alone,
    identity_file,
    trustee_file,
    with_identities,
)
from shora.steps.define import Made, define, need_signers, put_together, unsigned
from shora.steps.progress import Unwatched
from shora.steps.verify import verify
from shora.trustees.ceremony import hold_together, share_of
from shora.trustees.keep import read_trustee


class Told(Unwatched):
    """Remembers phases and units."""

    def __init__(self) -> None:
        self.phases: list[tuple[str, int]] = []
        self.units = 0

    def begin(self, phase: str, total: int) -> None:
        self.phases.append((phase, total))

    def done(self, units: int) -> None:
        self.units += units


@pytest.fixture(name="small")
def _small(tmp_path: Path) -> Small:
    return begin(tmp_path / "record", tmp_path / "secrets")


def refuses(step: Callable[[], object], message: str, kind: type[ShoraError] = RefusedError) -> None:
    with pytest.raises(kind, match=message):
        step()


def made_of(small: Small) -> Made:
    """The public parts as they came to the headquarters."""
    layout, boxes = small.layout, small.defined.machines
    return Made(
        trustees=layout.trustees.read_bytes(),
        ceremony=layout.ceremony.read_bytes(),
        cards=layout.cards.read_bytes(),
        credentials={box: layout.credentials(box).read_bytes() for box in boxes},
        keys={box: machine.key for box, machine in boxes.items()},
    )


def test_a_record_that_verifies_and_secrets_apart(small: Small, tmp_path: Path) -> None:
    assert verify(small.layout.root, Unwatched()).failures == ()
    secrets, made = tmp_path / "secrets", small.defined
    for member, holding in zip(made.definition.trustees.members, made.trustees, strict=True):
        kept = read_trustee(trustee_file(secrets, member.id))
        assert kept.share().public_key == share_of(holding).public_key
    for signer, identity in made.identities.items():
        found, key = read_identity(identity_file(secrets, signer), None)
        assert (found, key.public) == (signer, identity.public)
    assert len(made.identities) == 3 + 4 + 2 * 2
    for folder in (secrets, tmp_path / "record-machines"):
        paths = [path for path in folder.rglob("*") if path.name not in ("statements", "kept")]
        assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_file()} == {0o600}
    folders = [secrets, *(path for path in secrets.rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}


def test_no_secret_is_in_the_record(small: Small) -> None:
    written = b"".join(path.read_bytes() for path in small.layout.root.rglob("*") if path.is_file())
    made = small.defined
    for pack in made.packs:
        assert not any(card.private.encode() in written for card in pack.cards)
    for one in made.trustees:
        assert json.loads(share_of(one).reveal()).encode() not in written
    machines = [machine.identity for machine in made.machines.values()]
    for identity in (*made.identities.values(), *machines):
        assert identity.reveal().encode() not in written
        assert identity.reveal() not in repr(made)
    assert made.packs[0].cards[0].private not in repr(made)


def test_nothing_is_written_over(small: Small, tmp_path: Path) -> None:
    path = cards_file(tmp_path / "secrets", NORTH)
    before = (path.read_bytes(), small.layout.record.read_bytes())
    new, again = tmp_path / "new", small_definition()
    machines = tmp_path / "record-machines"
    for record, boxes, secrets in (
        (small.layout.root, new / "m", None),
        (new / "r", machines, None),
        (new / "r", new / "m", tmp_path / "secrets"),
    ):
        refuses(lambda r=record, b=boxes, s=secrets: define_alone(again, r, b, s, Unwatched()), "not empty")  # type: ignore[misc]
    assert (path.read_bytes(), small.layout.record.read_bytes()) == before
    assert not new.exists()


@pytest.mark.parametrize("inside", ["record/secrets", "record", "record/boxes/../x"])
def test_secrets_never_lie_in_the_record(tmp_path: Path, inside: str) -> None:
    record, secrets = tmp_path / "record", tmp_path / inside
    refuses(
        lambda: define_alone(small_definition(), record, tmp_path / "m", secrets, Unwatched()),
        "in the record",
    )
    refuses(lambda: define_alone(small_definition(), record, secrets, None, Unwatched()), "in the record")
    assert not list(tmp_path.iterdir())


def test_it_tells_how_far_it_is(tmp_path: Path) -> None:
    told = Told()
    define_alone(small_definition(), tmp_path / "r", tmp_path / "m", None, told)
    assert (told.phases, told.units) == ([("key ceremony", 3), ("tariff cards", 48)], 51)


def test_who_has_a_key_signs_for_himself() -> None:
    definition, made = with_identities(small_definition())
    need_signers(definition)
    assert set(made) == {
        *(f"trustee:t{number}" for number in (1, 2, 3)),
        *(f"office:{role}" for role in ("headquarters", "supervision", "card-office", "inquiry")),
        *(
            f"station:{name}/{role}"
            for name in ("school", "village")
            for role in ("executive", "supervision")
        ),
    }
    refuses(lambda: with_identities(definition), "trustee:t1 has a key of its own")
    refuses(lambda: need_signers(small_definition()), "no office headquarters", InputError)
    no_keys = tuple(replace(one, key="") for one in definition.trustees.members)
    keyless = replace(definition, trustees=replace(definition.trustees, members=no_keys))
    refuses(lambda: need_signers(keyless), "trustee:t1 has no key", InputError)
    nobody = tuple(replace(station, officials=()) for station in definition.stations)
    refuses(lambda: need_signers(replace(definition, stations=nobody)), "nobody signs for it", InputError)
    plan = definition.trustees
    bad = (replace(plan.members[0], key="00" * 32), *plan.members[1:])
    spoiled = replace(definition, trustees=replace(plan, members=bad))
    refuses(lambda: need_signers(spoiled), "trustee:t1 has a key that is none", InputError)


def test_what_does_not_fit_is_not_put_together(small: Small) -> None:
    definition, made = small.defined.definition, made_of(small)
    assert put_together(definition, made).head() == small.layout.record.read_bytes()
    without = {box: key for box, key in made.keys.items() if box != NORTH}
    office = small.defined.identities["office:card-office"]
    other = [make_pack(box.id, new_uuid(), box.cards) for box in definition.boxes]
    cards = make_cards_statement(definition.id, other).signed("office:card-office", office).encode()
    fewer = make_cards_statement(definition.id, small.defined.packs[1:])
    elsewhere = fewer.signed("office:card-office", office).encode()
    stranger = make_cards_statement(definition.id, small.defined.packs)
    forged = stranger.signed("office:card-office", Identity.generate()).encode()
    members = [small.defined.identities[f"trustee:t{number}"] for number in (1, 2, 3)]
    second = hold_together(definition.id, definition.trustees, members)
    for changed, message in (
        (replace(made, keys=without), "its key is not here"),
        (replace(made, keys={**made.keys, NORTH: "x"}), "its key is none"),
        (replace(made, credentials={}), "no cards for it"),
        (replace(made, cards=stranger.encode()), "office:card-office has not signed"),
        (replace(made, cards=forged), "not that of office:card-office"),
        (replace(made, cards=b"{}"), "cards.json"),
        (replace(made, cards=cards), "not those that the card office has signed"),
        (replace(made, cards=elsewhere), "not about the boxes of this definition"),
        (replace(made, trustees=second.trustees), "."),
        (replace(made, ceremony=second.transcript), "."),
    ):
        with pytest.raises((InputError, RefusedError), match=message):
            put_together(definition, changed)


def signed(small: Small, fixed: Fixed, *offices: str) -> bytes:
    return small.defined.sign(record_statement(fixed), *(f"office:{name}" for name in offices)).encode()


def test_a_record_begins_with_both_signatures(small: Small, tmp_path: Path) -> None:
    definition, to = small.defined.definition, tmp_path / "again"
    fixed = put_together(definition, made_of(small))
    statement = record_statement(fixed)
    headquarters, supervision = "office:headquarters", "office:supervision"
    assert unsigned(fixed, statement, definition) == (headquarters, supervision)
    half = small.defined.sign(statement, supervision)
    assert unsigned(fixed, half, definition) == (headquarters,)
    refuses(lambda: define(to, fixed, half, definition), f"not signed by {headquarters}")
    forged = half.signed(headquarters, Identity.generate())
    refuses(lambda: define(to, fixed, forged, definition), "not that of office:headquarters")
    extra = small.defined.sign(half, headquarters, "office:inquiry")
    refuses(lambda: define(to, fixed, extra, definition), "office:inquiry has no part in this")
    other = replace(fixed, boxes=fixed.boxes[1:])
    whole = small.defined.sign(half, headquarters)
    refuses(lambda: define(to, other, whole, definition), "another record")
    assert not to.exists()
    to.mkdir()
    (to / "notes").write_text("mine")
    refuses(lambda: define(to, fixed, whole, definition), "not empty")
    (to / "notes").unlink()
    layout = define(to, fixed, whole, definition)
    assert define(to, fixed, whole, definition) == layout
    assert verify(to, Unwatched()).failures == ()
    assert layout.record.read_bytes() == small.layout.record.read_bytes()

"""A box's computer: a key that is made once, statements that are said once, folders that can move."""

import json
import shutil
import stat
from pathlib import Path

import pytest

from shora.box.machine import KEY_KIND, Machine, read_box_key, read_machine, set_up_machine
from shora.crypto.identity import Identity
from shora.crypto.statement import state
from shora.disk import SystemDisk
from shora.errors import InputError, RefusedError
from shora.ids import BoxId, ElectionId

TOWN, NORTH = ElectionId("town"), BoxId("north")


@pytest.fixture(name="machine")
def _machine(tmp_path: Path) -> Machine:
    folder = tmp_path / "machine"
    media = [folder / "internal", tmp_path / "stick"]
    return set_up_machine(folder, election=TOWN, box=NORTH, media=media)


def test_it_is_read_as_it_was_made(machine: Machine) -> None:
    again = read_machine(machine.folder)
    assert (again.election, again.box, again.key) == (TOWN, NORTH, machine.key)
    assert again.media == machine.media
    assert machine.identity.reveal() not in repr(machine)
    for name in ("machine.json", "identity.json"):
        assert stat.S_IMODE((machine.folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(machine.folder.stat().st_mode) == 0o700


def test_media_inside_move_with_the_folder(machine: Machine, tmp_path: Path) -> None:
    moved = shutil.move(machine.folder, tmp_path / "elsewhere")
    assert read_machine(Path(moved)).media == (tmp_path / "elsewhere" / "internal", tmp_path / "stick")


def test_a_key_is_made_once(machine: Machine, tmp_path: Path) -> None:
    before = (machine.folder / "identity.json").read_bytes()
    with pytest.raises(RefusedError, match="makes its key once"):
        set_up_machine(machine.folder, election=TOWN, box=NORTH, media=[tmp_path / "x"])
    assert (machine.folder / "identity.json").read_bytes() == before
    for media in ([], [tmp_path / "x", tmp_path / "x"]):
        with pytest.raises(InputError, match="at least one medium, each named once"):
            set_up_machine(tmp_path / "other", election=TOWN, box=NORTH, media=media)
    assert not (tmp_path / "other").exists()


def test_a_setup_that_was_interrupted_is_no_machine(machine: Machine, tmp_path: Path) -> None:
    (machine.folder / "machine.json").unlink()
    with pytest.raises(InputError, match="no box's folder"):
        read_machine(machine.folder)
    with pytest.raises(RefusedError, match="name a new folder"):
        set_up_machine(machine.folder, election=TOWN, box=NORTH, media=[tmp_path / "x"])
    set_up_machine(tmp_path / "new", election=TOWN, box=NORTH, media=[tmp_path / "x"])


@pytest.mark.parametrize(
    "name,change",
    [
        ("machine.json", lambda v: v.update(format="x")),
        ("machine.json", lambda v: v.update(more=1)),
        ("machine.json", lambda v: v.update(media=[1])),
        ("machine.json", lambda v: v.update(box="south")),
        ("identity.json", lambda v: v.update(secret="s3cret")),
        ("identity.json", lambda v: v.update(signer="box:south")),
    ],
)
def test_a_folder_that_was_changed(machine: Machine, name: str, change: object) -> None:
    path = machine.folder / name
    value = json.loads(path.read_bytes())
    change(value)  # type: ignore[operator]
    path.write_text(json.dumps(value, separators=(",", ":")))
    with pytest.raises(InputError) as refused:
        read_machine(machine.folder)
    assert "s3cret" not in str(refused.value)


def test_the_key_has_a_proof(machine: Machine) -> None:
    statement = machine.key_statement()
    assert read_box_key(statement.encode(), "k", election=TOWN) == (NORTH, machine.key)
    with pytest.raises(InputError, match="set up for the election 'town'"):
        read_box_key(statement.encode(), "k", election=ElectionId("city"))
    other = Identity.generate()
    body = {"box": NORTH, "key": machine.key}
    for forged in (
        state(KEY_KIND, TOWN, body),
        state(KEY_KIND, TOWN, body).signed("box:north", other),
        state(KEY_KIND, TOWN, {**body, "key": other.public}).signed("box:north", machine.identity),
        state(KEY_KIND, TOWN, body).signed("box:south", machine.identity),
        state("another", TOWN, body).signed("box:north", machine.identity),
        state(KEY_KIND, TOWN, {**body, "more": 1}).signed("box:north", machine.identity),
    ):
        with pytest.raises(InputError):
            read_box_key(forged.encode(), "k", election=TOWN)


def test_a_thing_is_said_once(machine: Machine) -> None:
    first = state("opening", TOWN, {"box": NORTH})
    assert not machine.has_said("opening")
    with pytest.raises(InputError):
        machine.said("opening")
    said = machine.say("opening", first)
    assert [one.by for one in said.signatures] == ["box:north"]
    assert machine.say("opening", first) == said == machine.said("opening")
    other = state("opening", TOWN, {"box": "south"})
    with pytest.raises(RefusedError, match="something else is stated already"):
        machine.say("opening", other)
    with pytest.raises(RefusedError, match="something else"):
        machine.put_signatures("opening", other)
    more = said.signed("office:x", Identity.generate())
    machine.put_signatures("opening", more)
    assert machine.said("opening") == more
    assert machine.say("opening", first) == more, "signatures that came are not lost"
    machine.put("closing", first)
    assert machine.said("closing").signatures == ()


def test_what_is_kept_is_kept_once(machine: Machine) -> None:
    assert not machine.has_kept("decision")
    machine.keep("decision", b"{}")
    machine.keep("decision", b"{}")
    with pytest.raises(RefusedError, match="written only once"):
        machine.keep("decision", b"[]")
    assert (machine.has_kept("decision"), machine.kept("decision")) == (True, b"{}")
    with pytest.raises(InputError):
        machine.kept("challenges")


class Full(SystemDisk):
    """Nothing gets its name."""

    def rename(self, source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(target))


def test_a_signature_that_could_not_be_written_changes_nothing(machine: Machine) -> None:
    said = machine.say("opening", state("opening", TOWN, {"box": NORTH}))
    with pytest.raises(Exception, match="could not be written"):
        machine.put_signatures("opening", said.signed("office:x", Identity.generate()), disk=Full())
    assert machine.said("opening") == said

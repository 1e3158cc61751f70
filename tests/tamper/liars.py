"""Who lies: somebody without keys, or those who sign for a file. Each makes right what is in his hands."""

import json
from dataclasses import replace

from tests.support.rebuild import Tampered, Value, build, sha
from tests.tamper.fields import Field, changed_at, lie, rebuilt

from shora.ids import BoxId
from shora.text.json import canonical
from shora.trustees.ceremony import hold_together

FIXED = ("definition.json", "trustees.json", "ceremony.json", "cards.json", "box.json", "credentials.json")
SIGNED = (
    "signatures.json",
    "cards.json",
    "boxes/*/opening.json",
    "boxes/*/ended.json",
    "boxes/*/closing.json",
    "boxes/*/decision.json",
    "checkins/*.json",
    "orders/*.json",
    "lots/*.json",
    "opened/*.json",
)


def has_insiders(field: Field) -> bool:
    """Whether somebody signs for the field: not a signature, nor what trustees decrypted and anybody can add up.

    Nobody signs for an archive after its end. (And what lies in its set-up as a copy has its own file.)
    """
    if field.name.startswith(("statement", "steps[][].statement")):
        return True
    if field.part:
        signed = ("BELENIOS", "Setup/0", "Setup/2", "Ballot/0")
        return field.part in signed and field.name != "BELENIOS.version"
    return "signatures[]" not in field.name and not field.file.startswith(
        ("groups/", "totals/", "seats/", "plan.json")
    )


def tamper(copy: Tampered, field: Field, *, insiders: bool) -> None:
    """Changes the field; hashes in unsigned files follow, and with ``insiders`` everybody who is asked signs."""
    path = copy.layout.root / field.where
    if path.suffix == ".bel":
        _tamper_archive(copy, field, insiders=insiders)
    else:
        value = json.loads(path.read_bytes())
        path.write_bytes(canonical(changed_at(value, field.path, lie(field))))
        if insiders:
            _sign_again(copy, field)
    if field.where.name in FIXED:
        copy.reseal()
    if insiders and (field.where.name in FIXED or field.file == "record.json"):
        _sign_record(copy, reseal=field.file != "record.json")
    if field.where.name in FIXED or field.part or field.file.startswith(("record.json", "groups/")):
        copy.retotal()


def _sign_record(copy: Tampered, *, reseal: bool) -> None:
    """Headquarters and supervision sign; a lie in ``record.json`` itself is not made good by it."""
    if reseal:
        copy.sign_record()
    else:
        name = sha(copy.layout.record.read_bytes())
        copy.resign(copy.layout.signatures, lambda body: body.update(record=name))


def _sign_again(copy: Tampered, field: Field) -> None:
    path = copy.layout.root / field.where
    if field.file in SIGNED:
        copy.resign(path)
    if field.file == "ceremony.json" and field.path[0] == "steps" and len(field.path) > 4:
        _trustee_signs(copy, field)
    if field.file.startswith("boxes/"):
        copy.relink(BoxId(field.where.parent.name), but=field.where.name)


def _trustee_signs(copy: Tampered, field: Field) -> None:
    _, step, index, *_ = field.path
    assert isinstance(step, int)
    assert isinstance(index, int)

    def change(value: Value) -> None:
        signed = value["steps"][step][index]
        signers = [one["by"] for one in signed["signatures"]]
        value["steps"][step][index] = json.loads(copy.sign(signed["statement"], *signers))

    copy.edit(copy.layout.ceremony, change)


def _tamper_archive(copy: Tampered, field: Field, *, insiders: bool) -> None:
    box = field.box
    if field.part == "BELENIOS":
        events, change = copy.events(box), lie(field)
        said: dict[str, Value] = {"version": 1, "timestamp": str(copy.time(box))}
        said[str(field.path[0])] = change(said[str(field.path[0])])
        time = int(said["timestamp"])
        data = build(events, time, canonical(said))
        copy.archive(box).write_bytes(data)
    else:
        kind, _, part = field.part.partition("/")
        events = copy.events(box)
        at = next(n for n, event in enumerate(events) if event.type == kind)
        events[at] = rebuilt(events[at], part, field.path, lie(field))
        copy.put(box, events)
    if insiders:
        copy.follow(box)


def another_key(copy: Tampered, threshold: int = 2) -> bytes:
    """The trustees' structure of another ceremony of the same people."""
    made = copy.small.defined
    plan = replace(made.definition.trustees, threshold=threshold)
    members = [copy.identity(f"trustee:{member.id}") for member in plan.members]
    return hold_together(made.definition.id, plan, members).trustees

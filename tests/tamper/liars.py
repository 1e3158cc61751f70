"""Who lies: somebody without keys, or those who sign for a file. Each makes right what is in his hands."""

import json
from typing import Any

from tests.support.rebuild import Tampered, build
from tests.tamper.fields import Field, changed_at, lie, rebuilt

from shora.ids import BoxId
from shora.text.json import canonical

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
)


def has_insiders(field: Field) -> bool:
    """Whether there is somebody whose word the field is. (Signatures are no words.)"""
    if "signatures[]" in field.name or field.file.startswith(("groups/", "totals/")):
        return False
    return True


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
    if field.where.name in FIXED and field.where.name != "record.json":
        copy.reseal()
    if insiders and (field.where.name in FIXED or field.file == "record.json"):
        _sign_record(copy, reseal=field.file != "record.json")
    if not field.file.startswith("totals/"):
        copy.retotal()


def _sign_record(copy: Tampered, *, reseal: bool) -> None:
    if reseal:
        copy.sign_record()
        return
    before = copy.layout.record.read_bytes()
    copy.sign_record()
    copy.layout.record.write_bytes(before)
    from tests.support.rebuild import sha

    copy.resign(copy.layout.signatures, lambda body: body.update(record=sha(before)))


def _sign_again(copy: Tampered, field: Field) -> None:
    path = copy.layout.root / field.where
    if field.file in SIGNED:
        copy.resign(path)
    if field.file == "ceremony.json" and field.path[0] == "steps" and len(field.path) > 4:
        _trustee_signs(copy, field)
    if field.file.startswith("boxes/"):
        copy.relink(BoxId(field.where.parent.name))


def _trustee_signs(copy: Tampered, field: Field) -> None:
    _, step, index, *_ = field.path
    assert isinstance(step, int)
    assert isinstance(index, int)

    def change(value: Any) -> None:
        signed = value["steps"][step][index]
        signers = [one["by"] for one in signed["signatures"]]
        value["steps"][step][index] = json.loads(copy.sign(signed["statement"], *signers))

    copy.edit(copy.layout.ceremony, change)


def _tamper_archive(copy: Tampered, field: Field, *, insiders: bool) -> None:
    box = field.box
    if field.part == "BELENIOS":
        events, change = copy.events(box), lie(field)
        said: dict[str, Any] = {"version": 1, "timestamp": str(copy.time(box))}
        said[str(field.path[0])] = change(said[str(field.path[0])])
        time = int(said["timestamp"])
        data = build(events, time, canonical(said))
        copy.archive(box).write_bytes(data)
    else:
        kind, _, part = field.part.partition("/")
        events = copy.events(box)
        at = next(n for n, event in enumerate(events) if event.type == kind and (part != "link" or n))
        events[at] = rebuilt(events[at], part, field.path, lie(field))
        copy.put(box, events)
    if insiders:
        copy.follow(box)

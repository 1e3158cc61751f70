"""The file of a decrypted group: there and back, and nothing in another form."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shora.crypto.trustees import PartialDecryption
from shora.errors import InputError
from shora.ids import BoxId
from shora.record.groups import GroupFile, read_group
from shora.record.layout import Layout
from shora.record.write import write_once

GROUP = GroupFile(
    group="group-1",
    boxes=(BoxId("a"), BoxId("b")),
    election='{"name":"شورا"}'.encode(),
    ballots=7,
    encrypted_tally=b"[[]]",
    decryptions=(PartialDecryption(owner=1, payload=b"{}"), PartialDecryption(owner=3, payload=b"[]")),
    result=b'{"result":[[1]]}',
)
Json = dict[str, Any]


def test_there_and_back(tmp_path: Path) -> None:
    layout = Layout(root=tmp_path)
    write_once(layout.group("group-1"), GROUP.encode())
    assert read_group(layout, "group-1") == GROUP
    assert GROUP.number == 1
    assert next(iter(json.loads(GROUP.encode()))) == "format"
    write_once(layout.group("group-2"), GROUP.encode())
    with pytest.raises(InputError, match="of the group group-1"):
        read_group(layout, "group-2")
    with pytest.raises(InputError, match="cannot be read"):
        read_group(layout, "group-3")


@pytest.mark.parametrize(
    "edit",
    [
        lambda value: value.update(format="shora-group-2"),
        lambda value: value.update(group="group-0"),
        lambda value: value.update(group="north"),
        lambda value: value.update(boxes=["a"]),
        lambda value: value.update(boxes=["a", "a"]),
        lambda value: value.update(boxes=["a", "../b"]),
        lambda value: value.update(boxes="ab"),
        lambda value: value.update(ballots=-1),
        lambda value: value.update(ballots=True),
        lambda value: value.update(decryptions=[]),
        lambda value: value["decryptions"].reverse(),
        lambda value: value["decryptions"].append(value["decryptions"][-1]),
        lambda value: value["decryptions"][0].update(owner=0),
        lambda value: value["decryptions"][0].update(payload="[ ]"),
        lambda value: value["decryptions"][0].update(more=1),
        lambda value: value.update(election="{"),
        lambda value: value.update(result={}),
        lambda value: value.update(more=1),
        lambda value: value.pop("result"),
        lambda value: value.update(format=value.pop("format")),
    ],
)
def test_another_form(edit: Callable[[Json], object]) -> None:
    value = json.loads(GROUP.encode())
    edit(value)
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    with pytest.raises(InputError):
        GroupFile.decode(data, "x")


def test_spaces() -> None:
    with pytest.raises(InputError, match="canonical"):
        GroupFile.decode(GROUP.encode() + b" ", "x")

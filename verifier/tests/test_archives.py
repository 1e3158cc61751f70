"""Archives of another program, whole and changed."""

import hashlib
import json
from pathlib import Path

import pytest
from shora_verify.__main__ import main

PEER = Path(__file__).parents[2] / "tests" / "data" / "peer"
NAME = "9Xk5ujWWKGnDVG.bel"
GOOD = (PEER / NAME).read_bytes()


def run(capsys, path, *options):
    code = main([str(path), "--json", "--jobs", "1", "--quiet", *options])
    out = capsys.readouterr().out
    return code, json.loads(out) if out else None


def codes(answer):
    return {(f["check"], f["code"], f.get("follows")) for f in answer["failures"]}


def members(data):
    at, result = 0, []
    while at < len(data):
        size = int(data[at + 124 : at + 135], 8)
        result.append((data[at : at + 100].rstrip(b"\0"), data[at + 512 : at + 512 + size]))
        at += 512 + -(-size // 512) * 512
    return result


def member(name, body, stamp):
    h = bytearray(512)
    h[: len(name)] = name
    h[100:107], h[108:115], h[116:123] = b"0000644", b"0000000", b"0000000"
    h[124:135], h[136:147], h[148:157] = b"%011o" % len(body), b"%011o" % stamp, b"        0"
    h[148:156] = b"%06o\0 " % sum(h)
    return bytes(h) + body + b"\0" * (-len(body) % 512)


def groups(data):
    result, before = [], []
    for name, body in members(data)[1:]:
        if name.endswith(b".event.json"):
            result.append([json.loads(body)["type"], before])
            before = []
        else:
            before.append(body)
    return result


def build(events):
    first = members(GOOD)[0][1]
    stamp = int(json.loads(first)["timestamp"])
    out, parent = [member(b"BELENIOS", first, stamp)], None
    for height, (kind, data) in enumerate(events):
        out += [member(hashlib.sha256(x).hexdigest().encode() + b".data.json", x, stamp) for x in data]
        e = ({"parent": parent} if parent else {}) | {"height": height, "type": kind}
        e |= {"payload": hashlib.sha256(data[-1]).hexdigest()} if data else {}
        body = json.dumps(e, separators=(",", ":")).encode()
        parent = hashlib.sha256(body).hexdigest()
        out.append(member(parent.encode() + b".event.json", body, stamp))
    return b"".join(out)


@pytest.mark.parametrize("name", [NAME, "NHginuNLydAUwS.bel"])
def test_peer(capsys, name):
    code, answer = run(capsys, PEER / name)
    assert code == 0
    assert answer["verified"]
    assert {c["outcome"] for c in answer["checks"]} == {"passed"}


def test_two_processes(capsys):
    assert main([str(PEER / NAME), "--jobs", "2", "--quiet"]) == 0
    assert "verified: 1 boxes, 8 ballots" in capsys.readouterr().out


def test_rebuilt():
    assert build(groups(GOOD)) == GOOD


def test_sample_is_no_verification(capsys):
    code, answer = run(capsys, PEER / NAME, "--sample", "25%")
    assert (code, answer["verified"], answer["sample"]["ballots"]) == (3, False, 2)
    assert {c["outcome"] for c in answer["checks"] if c["check"] == "V5"} == {"sampled"}


def changed(k, body=None, event=None):
    g = groups(GOOD)
    g[k] = event or [g[k][0], body(g[k][1])]
    return build(g)


def last_digit(data):
    at = data.rfind(b'"response":"') + 12
    return data[:at] + (b"2" if data[at : at + 1] == b"1" else b"1") + data[at + 1 :]


MUTATIONS = {
    "cut": (GOOD[:-512], {("V4", "truncated", None), ("V4", "data-without-event", None)}),
    "appended": (GOOD + b"x", {("V4", "bytes-appended", None)}),
    "a bit of padding": (GOOD[:600] + b"X" + GOOD[601:], {("V4", "padding-not-zero", None)}),
    "a ballot twice": (
        build(groups(GOOD)[:9] + groups(GOOD)[8:]), {("V4", "member-repeated", None), ("V6", "ballot-twice", None)},
    ),
    "a signature": (changed(8, lambda d: [last_digit(d[0])]), {("V5", "signature-invalid", None)}),
    "a result": (
        changed(14, lambda d: [d[0].replace(b"[3,1]", b"[1,3]")]), {("V9", "result-mismatch", None)},
    ),
    "no ballot": (
        changed(8, lambda _: [b"{}"]), {("V5", "ballot-malformed", None), ("V7", "tally-not-product", "V5")},
    ),
    "no shares": (
        build(groups(GOOD)[:11] + groups(GOOD)[14:]), {("V4", "result-before-share", None), ("V9", "shares-missing", "V4")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTATIONS)
def test_mutations(capsys, tmp_path, name):
    data, want = MUTATIONS[name]
    (tmp_path / NAME).write_bytes(data)
    code, answer = run(capsys, tmp_path)
    assert code == 1
    assert codes(answer) == want


@pytest.mark.parametrize("data", [b"", b"x", b"\0" * 1024, GOOD[:100], b"BELENIOS" + b"\xff" * 2000])
def test_unusable(capsys, tmp_path, data):
    (tmp_path / NAME).write_bytes(data)
    assert run(capsys, tmp_path)[0] == 2


@pytest.mark.parametrize("at", range(0, len(GOOD), 5003))
def test_any_changed_byte_is_seen(capsys, tmp_path, at):
    (tmp_path / NAME).write_bytes(GOOD[:at] + bytes([GOOD[at] ^ 1]) + GOOD[at + 1 :])
    assert run(capsys, tmp_path, "--sample", "1%")[0] in (1, 2)


def test_links_are_not_followed(capsys, tmp_path):
    (tmp_path / NAME).symlink_to(PEER / NAME)
    assert run(capsys, tmp_path)[0] == 2


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[" * 100_000, b'{"format":"shora-record-3","election":"x","files":{}}', b"\xff"]
)
def test_no_record(capsys, tmp_path, text):
    (tmp_path / "record.json").write_bytes(text)
    assert run(capsys, tmp_path)[0] == 2

"""Every sub-command on a small election: what it prints, its JSON, its exit code."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from tests.support.shell import Shell
from tests.unit.cli.conftest import AtStage, City

from shora import WORDS

PROGRAM = str(Path(sys.executable).with_name("shora"))


def test_help_names_the_eleven_words_in_order(shora: Shell) -> None:
    said = shora("--help")
    assert said.code == 0
    places = [said.out.index(f"\n  {word} ") for word in WORDS]
    assert places == sorted(places)


def test_without_a_command_there_is_help(shora: Shell) -> None:
    said = shora()
    assert said.code == 2
    assert "Usage: shora" in said.out + said.err


def test_version(shora: Shell) -> None:
    assert shora("--version").out == f"shora {version('shora')}\n"


@pytest.mark.parametrize("word", ["ready", "audit"])
def test_what_is_not_built_says_so(shora: Shell, word: str) -> None:
    said = shora.refused(2, word, words=f"shora {word}: not built yet")
    assert said.out == ""


@pytest.mark.parametrize("word", WORDS)
def test_every_word_has_help(shora: Shell, word: str) -> None:
    assert shora(word, "--help").code == 0


@pytest.mark.parametrize(
    "word",
    [
        "definition",
        "identity",
        "trustees",
        "cards",
        "box",
        "decide",
        "order",
        "lot",
        "challenge",
        "demo",
        "bench",
    ],
)
def test_what_is_beside_the_words_has_help(shora: Shell, word: str) -> None:
    assert f"\n  {word} " in shora("--help").out
    assert shora(word, "--help").code == 0


def test_the_way_of_an_election_in_json(shora: Shell, toml: Path, tmp_path: Path) -> None:
    city = City(root=tmp_path)
    north = city.at("north")

    def told(*arguments: object) -> Any:  # noqa: ANN401 — JSON
        said = shora(*arguments, "--json")
        assert said.code == 0, said
        return json.loads(said.out)

    defined = told("define", toml, "--out", city.record, "--alone", city.secrets)
    assert defined["election"] == "small"
    assert [box["box"] for box in defined["boxes"]] == ["north", "south"]
    opened = told("open", *north, "--launch-code", "7k3m-92qd-ttb4")
    officials = ["station:school/executive", "station:school/supervision"]
    assert opened == {
        "box": "north",
        "uuid": defined["boxes"][0]["uuid"],
        "launch_code": "7K3M-92QD-TTB4",
        "waiting": [f"opening: {', '.join(officials)}"],
    }
    again = told("open", *north, *city.officials)
    assert again == {**opened, "waiting": []}
    card = tmp_path / "card.txt"
    card.write_text(city.cards("north")[0] + "\n")
    cast = told("vote", *north, "--card", f"@{card}", "--choose", "۱۱")
    assert cast["status"] == "cast"
    assert (len(cast["tracker"]), len(cast["short"])) == (43, 14)
    assert cast["receipt"].startswith(f"SHORA1:CAST:{opened['uuid']}:{cast['tracker']}:")
    tested = told("vote", *north, "--card", city.cards("north")[1], "--choose", "12", "--challenge")
    assert tested["status"] == "tested"
    told("vote", *north, "--card", city.cards("north")[2], "--choose", "11,13")
    stands = told("box", "where", *north)
    assert (stands["phase"], stands["ballots"], stands["challenged"], stands["cards"]) == ("open", 2, 1, 4)
    ended = told("close", *north)
    assert (ended["box"], ended["ballots"], len(ended["head"])) == ("north", 2, 64)
    assert ended["waiting"] == [f"ended: {', '.join(officials)}"]
    closed = told("close", *north, *city.officials, "--incident", "power-cut/2/two minutes each")
    assert closed == {**ended, "waiting": []}
    minutes = json.loads((city.record / "boxes" / "north" / "closing.json").read_bytes())["statement"]
    assert minutes["incidents"] == [{"code": "power-cut", "count": 2, "text": "two minutes each"}]
    assert [len(minutes["cards"][name]) for name in ("challenged", "unused", "lost")] == [1, 1, 0]
    assert told("box", "where", *north)["phase"] == "closed"
    south = city.at("south")
    assert told("box", "unopened", *south, "--reason", "nobody came", *city.officials)["waiting"] == []
    assert shora(*city.checkin(2)).code == 0
    tallied = told(*city.tally("one", "two"))
    assert tallied == {
        "ballots": 2,
        "contests": ["council"],
        "with_annulled": [],
        "units": {"north": [[2, 0, 1]]},
        "excluded": [],
    }
    counted = told("count", city.record)
    assert [one["id"] for one in counted["contests"]["council"]["elected"]] == ["11"]
    verdict = told("verify", city.record)
    assert (verdict["verified"], verdict["boxes"], verdict["ballots"]) == (True, 1, 2)
    assert {check["outcome"] for check in verdict["checks"]} == {"passed"}
    seats = shora("count", city.record / "totals" / "council.json", "--rule", "block-vote", "--json")
    assert (seats.code, seats.err) == (0, "")
    assert json.loads(seats.out)["elected"][0]["id"] == "11"


def test_the_way_in_words(shora: Shell, at_stage: AtStage) -> None:
    city = at_stage("defined")
    said = shora("open", *city.at("north"))
    assert said.out.startswith("box north: 4 cards, no ballot, launch code ")
    assert "waits for station:school/executive and station:school/supervision:" in said.out
    assert f"shora identity sign {city.machine('north')}/statements/opening.json" in said.out
    for name in ("executive", "supervision"):
        file = city.secrets / "identities" / f"station-school-{name}.json"
        signed = shora(
            "identity",
            "sign",
            city.machine("north") / "statements" / "opening.json",
            "--identity",
            file,
            "--yes",
        )
        assert signed.code == 0
    published = shora("publish", *city.at("north")).out.splitlines()
    assert [line.rpartition(".")[2] for line in published] == ["bel", "json"]
    card = city.cards("north")[0]
    said = shora("vote", *city.at("north"), "--card", card, "--choose", "blank")
    assert said.out.startswith("tracker  ")
    assert "\nCAST\nSHORA1:CAST:" in said.out
    assert card not in said.out + said.err
    said = shora("close", *city.at("north"), *city.officials)
    assert said.out.startswith("box north is closed: 1 ballot, head ")
    assert shora("close", *city.at("north")).out == said.out
    assert shora("box", "where", *city.at("north")).out == (
        "closed: 1 ballot, 0 challenged, 4 cards, 2 copies\n"
    )
    said = shora("box", "unopened", *city.at("south"), "--reason", "nobody came")
    assert said.out.startswith("box south was never opened: nobody came\nwaits for station:school/executive")
    assert shora("publish", *city.at("south"), "--json").out.startswith('{"entered":[],"waiting":["closing')
    assert shora("box", "unopened", *city.at("south"), "--reason", "nobody came", *city.officials).code == 0
    assert shora(*city.checkin(1)).out == "station school: 1 person was let vote\n"


def test_launch_codes_are_drawn_where_none_is_given(shora: Shell, at_stage: AtStage) -> None:
    city = at_stage("defined")
    codes = {
        json.loads(shora("open", *city.at(box), "--json").out)["launch_code"] for box in ("north", "south")
    }
    assert len(codes) == 2
    assert all(len(code) == 14 for code in codes)


@pytest.mark.parametrize("stage", ["defined", "open", "voted", "closed", "tallied", "counted"])
def test_every_stage_verifies(shora: Shell, at_stage: AtStage, stage: str) -> None:
    city = at_stage(stage)
    said = shora("verify", city.record)
    assert said.code == 0
    last = said.out.rstrip().splitlines()[-1]
    assert last.startswith("verified: " if stage == "counted" else "verified so far: ")
    assert shora("verify", city.record / "record.json").code == 0


def test_one_archive_verifies_alone(shora: Shell, at_stage: AtStage) -> None:
    city = at_stage("tallied")
    for path in (city.archive("north"), city.archive("north").parent):
        said = shora("verify", path)
        assert (said.code, said.out.splitlines()[-1]) == (0, "verified: 1 box, 3 ballots")


def test_a_failure_is_told_with_its_place(shora: Shell, at_stage: AtStage) -> None:
    city = at_stage("tallied")
    totals = city.record / "totals" / "council.json"
    totals.write_bytes(totals.read_bytes().replace(b'"votes":2', b'"votes":3', 1))
    said = shora("verify", city.record)
    assert said.code == 1
    assert "V12 totals-not-sum" in said.out
    assert "at totals/council.json" in said.out
    assert said.out.rstrip().splitlines()[-1].startswith("NOT VERIFIED: ")
    told = json.loads(shora("verify", city.record, "--json").out)
    assert told["failures"][0]["code"] == "totals-not-sum"
    assert told["verified"] is False


def test_count_says_when_a_lot_is_needed(
    shora: Shell, at_stage: AtStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    totals = at_stage("tallied").record / "totals" / "council.json"
    value = json.loads(totals.read_bytes())
    for person in value["independents"]:
        person["votes"] = 2
    totals.write_text(json.dumps(value))
    assert shora("count", totals, "--rule", "block-vote").code == 3
    assert (
        json.loads(shora("count", totals, "--rule", "block-vote", "--json").out)["status"] == "lot-required"
    )
    assert "قرعه" in shora("count", totals, "--rule", "block-vote", "--language", "fa").out


def test_count_reads_standard_input(at_stage: AtStage) -> None:
    data = (at_stage("tallied").record / "totals" / "council.json").read_bytes()
    ran = subprocess.run(
        [PROGRAM, "count", "-", "--rule", "block-vote"],
        input=data,
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_bench_in_json_and_in_words(shora: Shell) -> None:
    told = json.loads(shora("bench", "--candidates", 5, "--max", 2, "--ballots", 2, "--json").out)
    assert (told["candidates"], told["max"], told["ballots"], told["threads"]) == (5, 2, 2, 0)
    assert all(told[name] > 0 for name in ("encrypt_us", "verify_us", "ballot_bytes", "peak_kib"))
    assert "ms a ballot" in shora("bench", "--candidates", 5, "--max", 2, "--ballots", 2).out


@pytest.mark.parametrize(
    "options", [("--candidates", 0), ("--max", 31), ("--max", 0), ("--ballots", 0), ("--threads", -1)]
)
def test_bench_refuses(shora: Shell, options: tuple[str, int]) -> None:
    shora.refused(2, "bench", *options, words="at least one candidate")


@pytest.mark.parametrize(
    "options",
    [
        ("--boxes", 0),
        ("--boxes", 12_685),
        ("--trustees", "5"),
        ("--trustees", "3/3"),
        ("--trustees", "0/3"),
        ("--trustees", "a/b"),
        ("--trustees", "۳/۵"),
        ("--trustees", "-1/3"),
    ],
)
def test_demo_refuses_before_it_begins(shora: Shell, tmp_path: Path, options: tuple[str, object]) -> None:
    shora.refused(2, "demo", "westminster", "--out", tmp_path / "demo", *options)
    assert not (tmp_path / "demo").exists()


def test_demo_on_a_few_rows(shora: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from shora.demo import westminster

    rows = westminster.read_rows()
    few = westminster.Rows(names=rows.names, ballots=rows.ballots[:50])
    monkeypatch.setattr(westminster, "read_rows", lambda: few)
    told = shora(
        "demo", "westminster", "--out", tmp_path / "demo", "--boxes", 2, "--trustees", "2/3", "--json"
    )
    assert told.code == 0
    value = json.loads(told.out)
    assert value["votes"] == dict(zip((f"1{i:02}" for i in range(1, 11)), few.sums, strict=True))
    assert (value["sum_equals_input"], value["verdict"]["verified"]) == (True, True)
    assert shora("verify", tmp_path / "demo").code == 0
    said = shora("demo", "westminster", "--out", tmp_path / "again", "--boxes", 1)
    assert said.code == 0
    assert "The totals equal a direct sum of what was typed." in said.out
    assert [line.split()[0] for line in said.err.splitlines() if line[:1].isupper()] == [
        "DEFINE",
        "OPEN",
        "VOTE",
        "CLOSE",
        "TALLY",
        "COUNT",
        "VERIFY",
    ]
    shora.refused(1, "demo", "westminster", "--out", tmp_path / "demo", "--boxes", 2, words="not empty")


def test_the_command_as_a_process(at_stage: AtStage) -> None:
    city = at_stage("voted")

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PROGRAM, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"LC_ALL": "C"},
        )

    assert run("verify", city.record).returncode == 0
    missing = run("verify", city.record / "nothing")
    assert (missing.returncode, missing.stdout) == (2, "")
    assert missing.stderr.splitlines()[-1].startswith("shora: ")
    used = run("vote", *city.at("north"), "--card", city.cards("north")[0], "--choose", "11")
    assert (used.returncode, used.stdout) == (1, "")
    assert "card already used" in used.stderr

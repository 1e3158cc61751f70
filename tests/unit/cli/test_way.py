"""Every sub-command on a small election: what it prints, its JSON, its exit code."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

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


@pytest.mark.parametrize("word", ["ready", "checkin", "publish", "audit"])
def test_what_is_not_built_says_so(shora: Shell, word: str) -> None:
    said = shora.refused(2, word, words=f"shora {word}: not built yet")
    assert said.out == ""


@pytest.mark.parametrize("word", WORDS)
def test_every_word_has_help(shora: Shell, word: str) -> None:
    assert shora(word, "--help").code == 0


def test_the_way_of_an_election_in_json(shora: Shell, toml: Path, tmp_path: Path) -> None:
    city = City(root=tmp_path)
    defined = json.loads(shora("define", toml, "--out", city.record, "--secrets", city.secrets, "--json").out)
    assert defined["election"] == "small"
    assert [box["box"] for box in defined["boxes"]] == ["north", "south"]
    opened = json.loads(
        shora("open", city.record, "--box", "north", "--launch-code", "7k3m-92qd-ttb4", "--json").out
    )
    assert opened == {"box": "north", "uuid": defined["boxes"][0]["uuid"], "launch_code": "7K3M-92QD-TTB4"}
    card = tmp_path / "card.txt"
    card.write_text(city.cards("north")[0] + "\n")
    cast = json.loads(
        shora("vote", city.record, "--box", "north", "--card", f"@{card}", "--choose", "۱۱", "--json").out
    )
    assert cast["status"] == "cast"
    assert (len(cast["tracker"]), len(cast["short"])) == (43, 14)
    closed = json.loads(shora("close", city.record, "--box", "north", "--json").out)
    assert (closed["box"], closed["ballots"], len(closed["head"])) == ("north", 1, 64)
    tallied = json.loads(shora("tally", city.record, *city.trustees("one", "two"), "--json").out)
    assert tallied == {"ballots": 1, "contests": ["council"]}
    verdict = json.loads(shora("verify", city.record, "--json").out)
    assert (verdict["verified"], verdict["boxes"], verdict["ballots"]) == (True, 1, 1)
    assert {check["outcome"] for check in verdict["checks"]} == {"passed"}
    seats = shora("count", city.record / "totals" / "council.json", "--rule", "block-vote", "--json")
    assert (seats.code, seats.err) == (0, "")
    assert json.loads(seats.out)["elected"][0]["id"] == "11"


def test_the_way_in_words(shora: Shell, at_stage: AtStage) -> None:
    city = at_stage("defined")
    assert shora("open", city.record, "--box", "north").out.startswith(
        "box north is open: 4 cards, launch code "
    )
    card = city.cards("north")[0]
    said = shora("vote", city.record, "--box", "north", "--card", card, "--choose", "blank")
    assert said.out.startswith("CAST  tracker ")
    assert card not in said.out + said.err
    assert shora("close", city.record, "--box", "north").out.startswith(
        "box north is closed: 1 ballots, head "
    )


def test_launch_codes_are_drawn_where_none_is_given(shora: Shell, at_stage: AtStage) -> None:
    city = at_stage("defined")
    codes = {
        json.loads(shora("open", city.record, "--box", box, "--json").out)["launch_code"]
        for box in ("north", "south")
    }
    assert len(codes) == 2
    assert all(len(code) == 14 for code in codes)


@pytest.mark.parametrize("stage", ["defined", "open", "voted", "closed", "tallied"])
def test_every_stage_verifies(shora: Shell, at_stage: AtStage, stage: str) -> None:
    city = at_stage(stage)
    said = shora("verify", city.record)
    assert said.code == 0
    last = said.out.rstrip().splitlines()[-1]
    assert last.startswith("verified: " if stage == "tallied" else "verified so far: ")
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
    few = westminster.Rows(names=rows.names, ballots=rows.ballots[:9])
    monkeypatch.setattr(westminster, "read_rows", lambda: few)
    told = shora(
        "demo", "westminster", "--out", tmp_path / "demo", "--boxes", 2, "--trustees", "2/3", "--json"
    )
    assert told.code == 0
    value = json.loads(told.out)
    assert value["votes"] == dict(zip((f"1{i:02}" for i in range(1, 11)), few.sums, strict=True))
    assert (value["sum_equals_file"], value["verdict"]["verified"]) == (True, True)
    assert shora("verify", tmp_path / "demo").code == 0
    said = shora("demo", "westminster", "--out", tmp_path / "again", "--boxes", 1)
    assert said.code == 0
    assert "The totals equal a direct sum of the file." in said.out
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
    used = run("vote", city.record, "--box", "north", "--card", city.cards("north")[0], "--choose", "11")
    assert (used.returncode, used.stdout) == (1, "")
    assert "card already used" in used.stderr

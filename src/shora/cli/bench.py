"""``shora bench``: how long ballots take here, and how large they are."""

import resource
import secrets
import time

import typer

from shora.ballot.seal import seal
from shora.cli.console import say_json
from shora.crypto.credentials import new_credentials, new_uuid, set_threads
from shora.crypto.election import BallotProduct, BoxElection
from shora.crypto.trustees import Share
from shora.errors import InputError
from shora.ids import Uuid
from shora.text.json import canonical


def bench(
    candidates: int = typer.Option(30, help="Candidates of the one question."),
    max_: int = typer.Option(21, "--max", help="Most marks."),
    ballots: int = typer.Option(20, help="Ballots to make and to verify."),
    threads: int = typer.Option(0, help="Threads; 0 is one a core."),
    *,
    json: bool = typer.Option(False, "--json", help="Print one line of JSON."),
) -> None:
    """Milliseconds a ballot to encrypt and to verify, bytes a ballot, peak memory."""
    if not 1 <= max_ <= candidates or ballots < 1 or threads < 0:
        raise InputError("at least one candidate, one ballot, and at most as many marks as candidates")
    if threads:
        set_threads(threads)
    uuid = new_uuid()
    key = Share.generate().public_key  # nobody keeps the share
    election = BoxElection(election_of(uuid, candidates, max_, key), place="bench")
    cards = [private for private, _ in new_credentials(uuid, ballots)]
    marks = [[_marks(candidates, max_)] for _ in cards]
    seal(election, cards[:1], marks[:1])  # tables are made once, before the first voter comes
    start = time.perf_counter()
    made = [one.ballot for one in seal(election, cards, marks)]
    encrypted = time.perf_counter()
    if election.check(made[:1], [1], None)[0].faults:
        raise InputError("a ballot of our own does not verify: please report this")
    checking = time.perf_counter()
    reports = election.check(made, [1] * len(made), BallotProduct(election))
    checked = time.perf_counter()
    if any(report.faults for report in reports):
        raise InputError("a ballot of our own does not verify: please report this")
    encrypt_us = round((encrypted - start) / ballots * 1_000_000)
    verify_us = round((checked - checking) / ballots * 1_000_000)
    size = sum(len(one) for one in made) // ballots
    peak_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if json:
        say_json(
            {
                "candidates": candidates,
                "max": max_,
                "ballots": ballots,
                "threads": threads,
                "encrypt_us": encrypt_us,
                "verify_us": verify_us,
                "ballot_bytes": size,
                "peak_kib": peak_kib,
            }
        )
        return
    typer.echo(f"{candidates} candidates, up to {max_} marks, {ballots} ballots")
    typer.echo(f"  encrypt  {encrypt_us / 1000:10.2f} ms a ballot")
    typer.echo(f"  verify   {verify_us / 1000:10.2f} ms a ballot")
    typer.echo(f"  size     {size:10,} bytes a ballot")
    typer.echo(f"  memory   {peak_kib / 1024:10.0f} MiB at most")


def election_of(uuid: Uuid, candidates: int, most: int, public_key: str) -> bytes:
    """An election of one question, with a blank ballot; ``make bench`` measures with it, too."""
    return canonical(
        {
            "version": 1,
            "description": "",
            "name": "bench",
            "group": "Ed25519",
            "public_key": public_key,
            "questions": [
                {
                    "answers": [f"candidate {i}" for i in range(1, candidates + 1)],
                    "blank": True,
                    "min": 1,
                    "max": most,
                    "question": "council",
                }
            ],
            "uuid": uuid,
            "administrator": "bench",
            "credential_authority": "bench",
        }
    )


def _marks(candidates: int, most: int) -> list[int]:
    chosen = set(secrets.SystemRandom().sample(range(candidates), most))
    return [int(i in chosen) for i in range(candidates)]

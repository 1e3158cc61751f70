"""``shora trustees decrypt``: a trustee, alone with a copy of the record, opens the sums."""

from pathlib import Path

import typer

from shora.cli.console import Screen, many, say_json
from shora.cli.identity import PASSPHRASE, open_identity, passphrase
from shora.clock import system_clock
from shora.disk import write_new
from shora.errors import InputError, RefusedError
from shora.ids import Hash
from shora.record.decryption import Decryption
from shora.record.layout import Layout
from shora.steps.tally import TrusteeAtWork
from shora.steps.tally import decrypt as decrypt_step
from shora.trustees.folder import TrusteeFolder
from shora.trustees.keep import is_sealed, open_trustee

_HEX = frozenset("0123456789abcdef")


def decrypt(
    record: Path = typer.Argument(
        help="A copy of the whole record; it is verified, and not changed.", metavar="RECORD"
    ),
    mine: Path = typer.Option(
        ..., "--mine", help="This trustee's own folder, with its share and what it has opened before."
    ),
    identity: Path = typer.Option(..., "--identity", help="This trustee's identity file."),
    record_hash: str = typer.Option(
        ..., "--record-hash", help="The record hash that was published before the day.", metavar="HASH"
    ),
    plan_hash: str | None = typer.Option(
        None,
        "--plan-hash",
        help="The plan hash that was announced publicly at the tally: as it was heard, not as this record says. "
        "Not for --rehearsal.",
        metavar="HASH",
    ),
    out: Path = typer.Option(..., "--out", help="The decryption, for the headquarters.", metavar="FILE"),
    rehearsal: bool = typer.Option(False, "--rehearsal", help="The rehearsal boxes, before the day."),
    passphrase_file: Path | None = PASSPHRASE,
    identity_passphrase_file: Path | None = typer.Option(
        None,
        "--identity-passphrase-file",
        help="A file with the identity's passphrase; asked for where absent.",
    ),
    *,
    json: bool = typer.Option(False, "--json", help="Print one line of JSON."),
) -> None:
    """Verify the whole record, then open its sums with this trustee's share.

    What was opened is noted in the trustee's folder for ever: no ballot is opened in two ways.
    """
    published = _hash(
        record_hash, "--record-hash", "as it was published before the day, not as this record says"
    )
    if rehearsal and plan_hash is not None:
        raise InputError("a rehearsal has no plan hash", place="--plan-hash")
    plan = None
    if not rehearsal:
        heard = "as it was announced publicly at the tally, not as this record says"
        plan = _hash(plan_hash or "", "--plan-hash", heard)
    if out.resolve().is_relative_to(record.resolve()):
        raise RefusedError("nothing of it is in the record", place=str(out), hint="name a file elsewhere")
    if out.exists():
        raise RefusedError("it is already there", place=str(out), hint="name a new file")
    signer, key = open_identity(identity, identity_passphrase_file)
    own = TrusteeFolder(mine)
    sealed = own.sealed_share()
    place = str(mine / "share.json")
    word = passphrase(passphrase_file, f"the share in {mine}") if is_sealed(sealed, place) else None
    kept = open_trustee(sealed, word, place)
    if signer != f"trustee:{kept.trustee}":
        raise RefusedError(f"this is the identity of {signer}, and the share is that of {kept.trustee}")
    trustee = TrusteeAtWork(identity=key, share=kept.share(), opened=mine / "opened")
    with Screen(quiet=json) as screen:
        screen.head("decrypt", f"{kept.trustee}, in {kept.election}")
        statement = decrypt_step(
            Layout(root=record), trustee, published, plan, screen, clock=system_clock, rehearsal=rehearsal
        )
        write_new(out, statement.encode())
        units = list(Decryption.of(statement, str(out)).units)
        screen.say(f"{many(len(units), 'sum')}: {', '.join(units)[:400]}")
        screen.say(f"{out}: give it to the headquarters")
    if json:
        say_json({"trustee": kept.trustee, "units": [*units], "out": str(out)})


def _hash(text: str, place: str, hint: str) -> Hash:
    if len(text) != 64 or not _HEX.issuperset(text):
        raise InputError("a hash is 64 digits and letters a-f", place=place, hint=hint)
    return Hash(text)

"""`shora trustees`: the key ceremony of trustees who work apart, their backups, checks and rehearsals."""

import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from shora.cli.console import printable, say_json
from shora.cli.decrypt import decrypt
from shora.cli.identity import PASSPHRASE, open_identity, passphrase
from shora.clock import system_clock
from shora.crypto.identity import Identity
from shora.crypto.trustees import TrusteeKeys
from shora.disk import write_secret
from shora.election.read import read_bytes
from shora.election.trusteeplan import Trustee
from shora.errors import InputError, RefusedError
from shora.text.json import JsonInput, canonical
from shora.text.messages import Language, language_of
from shora.trustees.apart import advance, complain_about, need_apart
from shora.trustees.carrier import Standing, carry, finish, look
from shora.trustees.exchange import Exchange
from shora.trustees.files import read_here
from shora.trustees.folder import TrusteeFolder
from shora.trustees.keep import KeptTrustee, is_sealed, open_trustee
from shora.trustees.parties import Parties, Step
from shora.trustees.rehearsal import check_rehearsal, need_own_share, rehearse, sign_rehearsal
from shora.trustees.sheet import QR_HEAD, from_lines, from_qr, qr_payloads, sheet_lines

app = typer.Typer(
    help="Trustees who work apart: the key ceremony, backups, checks, rehearsals.",
    no_args_is_help=True,
    add_completion=False,
)

EXCHANGE = typer.Option(..., "--exchange", help="The folder that all read and add to, or a stick with it.")
MINE = typer.Option(..., "--mine", help="This trustee's own folder, apart from everything.")
IDENTITY = typer.Option(..., "--identity", help="This trustee's identity file.")
IDENTITY_PASSPHRASE = typer.Option(
    None, "--identity-passphrase-file", help="A file with the identity's passphrase; asked for where absent."
)
JSON = typer.Option(False, "--json", help="Print one line of JSON.")


@app.command()
def invite(
    definition: Path = typer.Argument(help="The definition, with all trustees' keys.", metavar="DEFINITION"),
    exchange: Path = EXCHANGE,
) -> None:
    """Begin a ceremony: make the folder through which the trustees exchange their files."""
    defined = read_bytes(definition.read_bytes(), place=str(definition))
    parties = Parties.begin(defined.id, defined.trustees)
    Exchange.begin(exchange, parties)
    _say_parties(parties)
    typer.echo(f"exchange {exchange}: pass it to every trustee")


@app.command("next")
def next_(
    exchange: Path = EXCHANGE,
    mine: Path = MINE,
    identity: Path = IDENTITY,
    passphrase_file: Path | None = PASSPHRASE,
    identity_passphrase_file: Path | None = IDENTITY_PASSPHRASE,
    definition: Path | None = typer.Option(None, help="Compare the exchange with this definition first."),
) -> None:
    """Do whatever is this trustee's next step; says who is still awaited."""
    there, own = Exchange(exchange), TrusteeFolder(mine)
    parties = there.parties()
    need_apart(there, own)
    if definition is not None:
        defined = read_bytes(definition.read_bytes(), place=str(definition))
        if (defined.id, defined.trustees) != (parties.election, parties.plan):
            raise RefusedError("the exchange is not for this definition's trustees", place=str(exchange))
    _, key = open_identity(identity, identity_passphrase_file)
    if not own.begun:
        _say_parties(parties)
    turn = advance(
        there,
        own,
        key,
        lambda new: passphrase(passphrase_file, f"the share of this trustee in {mine}", new=new),
    )
    for step in turn.took:
        typer.echo(f"{turn.trustee}: {step} is taken")
    if turn.done:
        typer.echo("everybody has confirmed: the ceremony is complete. Make your backup now")
    elif turn.awaited:
        typer.echo(f"awaited in {turn.awaiting}: {', '.join(turn.awaited)}")
    else:
        typer.echo("nobody is awaited: it is your turn again")


@app.command()
def status(exchange: Path = EXCHANGE, *, json: bool = JSON) -> None:
    """Check everything that has arrived, and say who is awaited; 1 where something is wrong."""
    standing = look(Exchange(exchange))
    if json:
        say_json(_standing_json(standing))
    else:
        _say_standing(standing)
    if standing.misdeeds:
        raise typer.Exit(1)


@app.command("carry")
def carry_(exchange: Path = EXCHANGE) -> None:
    """The carrier's turn: check everything, put together what was dealt to each trustee."""
    standing = carry(Exchange(exchange))
    _say_standing(standing)
    if standing.sharing is not None:
        typer.echo(f"dealt: put together for {standing.parties.plan.size} trustees")


@app.command("finish")
def finish_(
    exchange: Path = EXCHANGE,
    out: Path = typer.Option(..., "--out", help="Where trustees.json and ceremony.json go."),
) -> None:
    """Write trustees.json and ceremony.json, once all five steps are complete and check."""
    finish(Exchange(exchange), out)
    typer.echo(f"{out / 'trustees.json'}\n{out / 'ceremony.json'}")


@app.command()
def complain(
    exchange: Path = EXCHANGE,
    mine: Path = MINE,
    identity: Path = IDENTITY,
    passphrase_file: Path | None = PASSPHRASE,
    identity_passphrase_file: Path | None = IDENTITY_PASSPHRASE,
) -> None:
    """Show everyone that a dealer's share does not fit. It shows this ceremony's seed, and ends the ceremony."""
    _, key = open_identity(identity, identity_passphrase_file)
    found = complain_about(
        Exchange(exchange),
        TrusteeFolder(mine),
        key,
        lambda new: passphrase(passphrase_file, str(mine), new=new),
    )
    for one in found:
        typer.echo(printable(str(one)))
    typer.echo("the ceremony is over; begin a new one with new folders")


@app.command()
def backup(
    mine: Path = MINE,
    out: Path = typer.Option(..., "--out", help="A new folder on a second medium."),
    trustees: Path | None = typer.Option(None, help="trustees.json; the folder's own where absent."),
    passphrase_file: Path | None = PASSPHRASE,
    new_passphrase_file: Path | None = typer.Option(
        None, help="Seal the copy under another passphrase: a file with it."
    ),
    *,
    language: str = typer.Option("fa", help="The language of the printed sheet: fa or en."),
    ask_new: bool = typer.Option(
        False, "--new-passphrase", help="Seal it under another one, which is asked for."
    ),
) -> None:
    """A second sealed copy of the share, as a file and as the text of a sheet to print."""
    own = TrusteeFolder(mine)
    old = passphrase(passphrase_file, str(mine))
    kept = own.share(old)
    structure = own.trustees() if trustees is None else read_here(trustees)
    need_own_share(kept, structure)
    spoken = language_of(language)
    other = old
    if new_passphrase_file is not None or ask_new:
        other = passphrase(new_passphrase_file, "the copy", new=True)
    sealed = kept.seal(other)
    if open_trustee(sealed, other, "copy") != kept:
        raise RefusedError("the copy does not open", place=str(out))
    lines, codes = sheet_lines(sealed), qr_payloads(sealed)
    if {from_lines(lines), from_qr(codes)} != {sealed}:
        raise RefusedError("the sheet does not give the copy again", place=str(out))
    write_secret(out / "share.json", sealed)
    sheet: JsonInput = {
        "format": "shora-share-sheet-1",
        "election": kept.election,
        "trustee": kept.trustee,
        "lines": lines,
        "codes": codes,
    }
    write_secret(out / "sheet.json", canonical(sheet))
    write_secret(out / "sheet.pdf", _sheet_of(kept, structure, own, sealed, spoken))
    typer.echo(f"{out / 'share.json'}: the sealed share of {kept.trustee}")
    typer.echo(f"{out / 'sheet.pdf'}: the same to print")
    typer.echo(f"{out / 'sheet.json'}: {len(lines)} lines and {len(codes)} codes for a sheet")
    typer.echo("without the passphrase neither is worth anything; keep that apart from both")


@app.command()
def restore(
    file: Path | None = typer.Argument(
        None, help="A sealed copy, or a text file with the scanned codes or typed lines.", metavar="FILE"
    ),
    out: Path = typer.Option(..., "--out", help="The trustee's new folder."),
    passphrase_file: Path | None = PASSPHRASE,
    *,
    typed: bool = typer.Option(False, "--typed", help="Read the sheet's lines from the keyboard."),
) -> None:
    """Put a trustee's share in place again, from a sealed copy or a printed sheet."""
    if typed == (file is not None):
        raise InputError("name a file, or use --typed")
    if file is None:
        if sys.stdin.isatty():
            typer.echo("Type the lines of the sheet; an empty line ends.", err=True)
        sealed = _from_sheet(_typed_lines())
    else:
        data = read_here(file)
        sealed = data if data[:1] == b"{" else _from_sheet(data.decode("utf-8", "replace").splitlines())
    place = str(file or "sheet")
    if not is_sealed(sealed, place):
        raise InputError("this copy is not sealed", place=place)
    kept = open_trustee(sealed, passphrase(passphrase_file, "the copy"), place)
    kept.share()
    TrusteeFolder(out).restore_share(sealed)
    typer.echo(f"{out / 'share.json'}: the share of {kept.trustee} in {kept.election}")
    typer.echo("check it now against trustees.json: shora trustees check")
    typer.echo(
        "what this trustee has decrypted before is not in a copy: bring its folders 'opened' and 'plans' along, too"
    )


@app.command()
def check(
    folder: Path = typer.Argument(help="A trustee's folder, or a backup's.", metavar="FOLDER"),
    trustees: Path | None = typer.Option(None, help="trustees.json; the folder's own where absent."),
    passphrase_file: Path | None = PASSPHRASE,
    *,
    json: bool = JSON,
) -> None:
    """Open the share, and prove that it is the share of that key."""
    own = TrusteeFolder(folder)
    structure = own.trustees() if trustees is None else read_here(trustees)
    kept = own.share(passphrase(passphrase_file, str(folder)))
    need_own_share(kept, structure)
    if json:
        say_json({"election": kept.election, "trustee": kept.trustee, "owner": kept.index, "fits": True})
        return
    typer.echo(f"this is the share of {kept.trustee} (number {kept.index}) in {kept.election}")


@app.command("rehearse")
def rehearse_(
    mine: Path = MINE,
    identity: Path = IDENTITY,
    trustees: Path = typer.Option(..., "--trustees", help="trustees.json."),
    passphrase_file: Path | None = PASSPHRASE,
    identity_passphrase_file: Path | None = IDENTITY_PASSPHRASE,
) -> None:
    """Decrypt a ciphertext made for the purpose with the share; keeps a signed note of it."""
    own = TrusteeFolder(mine)
    structure = read_here(trustees)
    signer, key = open_identity(identity, identity_passphrase_file)
    kept = own.share(passphrase(passphrase_file, str(mine)))
    if signer != f"trustee:{kept.trustee}":
        raise RefusedError(f"this is the identity of {signer}, and the share is that of {kept.trustee}")
    note = sign_rehearsal(rehearse(kept, structure, system_clock()), kept, key)
    check_rehearsal(note, structure, _member(own, kept, key), str(mine))
    typer.echo(f"{own.keep_rehearsal(note)}: the share of {kept.trustee} decrypts, and its proof holds")


def _member(own: TrusteeFolder, kept: KeptTrustee, key: Identity) -> Trustee:
    """The trustee of the definition; a restored folder does not know it, and takes the key that signs."""
    if (own.root / "exchange.json").exists():
        return own.parties().member(kept.index)
    return Trustee(id=kept.trustee, name="", key=key.public)


def _sheet_of(
    kept: KeptTrustee, structure: bytes, own: TrusteeFolder, sealed: bytes, language: Language
) -> bytes:
    """The printed copy; the definition's names, where the folder knows them."""
    from shora.documents.shares import ShareTitle, share_sheet

    (group,) = TrusteeKeys(structure).groups
    name = own.parties().member(kept.index).name if (own.root / "exchange.json").exists() else ""
    title = ShareTitle(
        election=kept.election,
        trustee=name or kept.trustee,
        number=kept.index,
        trustees=group.size,
        threshold=group.threshold,
    )
    return share_sheet(title, qr_payloads(sealed), sheet_lines(sealed), language)


def _from_sheet(lines: Sequence[str]) -> bytes:
    filled = [line for line in lines if line.strip()]
    scanned = [line for line in filled if line.strip().startswith(f"{QR_HEAD}/")]
    return from_qr(scanned) if scanned and len(scanned) == len(filled) else from_lines(filled)


def _typed_lines() -> list[str]:
    lines: list[str] = []
    for line in sys.stdin:
        if not line.strip():
            break
        lines.append(line)
    return lines


def _say_parties(parties: Parties) -> None:
    plan = parties.plan
    typer.echo(
        f"ceremony {parties.ceremony}, election {parties.election}: {plan.threshold} of {plan.size} trustees"
    )
    for member in plan.members:
        typer.echo(f"  {member.id}  {printable(member.name)}  key {member.key}")


def _say_standing(standing: Standing) -> None:
    for step in Step:
        there = standing.arrived[step]
        missing = [name for name in standing.parties.ids if name not in there]
        if not there and step is not standing.step:
            continue
        awaited = f"; awaited: {', '.join(missing)}" if missing else ""
        typer.echo(f"{step}: {len(there)} of {standing.parties.plan.size}{awaited}")
    for one in standing.misdeeds:
        typer.echo(f"WRONG  {printable(str(one))}")
    for name in standing.strangers:
        typer.echo(f"a file that has no place here: {printable(name)}")
    if standing.closed is not None:
        typer.echo("all five steps are complete and check: finish it")


def _standing_json(standing: Standing) -> JsonInput:
    return {
        "ceremony": standing.parties.ceremony,
        "election": standing.parties.election,
        "steps": [
            {
                "step": int(step),
                "arrived": standing.arrived[step],
                "awaited": [name for name in standing.parties.ids if name not in standing.arrived[step]],
            }
            for step in Step
        ],
        "misdeeds": [one.to_json() for one in standing.misdeeds],
        "strangers": standing.strangers,
        "complete": standing.closed is not None,
    }


app.command("decrypt")(decrypt)

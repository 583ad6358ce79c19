"""Commands for many persons and other systems: ``check --roster``, ``reconcile``, ``export``, ``diff``, ``keys``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from knowledge.export.pack import Pack
    from knowledge.reconcile import ReconcileAnswer
    from knowledge.roster import RosterAnswer
    from knowledge.sheets import Sheet

KEYS = "keys"
"""The folder of a register in which the signing keys lie."""
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON (and nothing else) on standard output.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day that is asked about; today where none is given."),
]
RosterFile = Annotated[
    Path | None, typer.Option("--roster", metavar="FILE", help="A table (.csv, .xlsx) of many persons, one a row.")
]
ColumnsFile = Annotated[
    Path | None,
    typer.Option("--columns", metavar="MAP.toml", help="Which column holds which fact, where headings do not tell."),
]
TableOut = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write the answer as a table (.csv or .xlsx).")
]
Addresses = Annotated[
    bool, typer.Option("--addresses", help="Write e-mail IDs out in full; they are masked otherwise.")
]


def check_roster(
    cli: ModuleType,
    facts: str | None,
    roster: Path | None,
    columns: Path | None,
    out: Path | None,
    on: str,
    as_json: bool,
) -> None:
    """What ``check --roster`` does; also told where neither a person nor a roster is named, or both are."""
    if (facts is None) == (roster is None):
        cli.stop(
            "Name one person's facts or a roster.", "paripatra check FACTS.json, or paripatra check --roster FILE.csv"
        )
    assert roster is not None
    from knowledge import roster as rosters

    sheet, mapping = sheet_of(cli, roster), mapping_of(cli, columns)
    suffix_known(cli, out)
    with cli.opened() as (register, queries):
        found = refusing(cli, lambda: rosters.check_roster(queries.law_for_persons(register), sheet, on, mapping))
        held = bool(register.readings())
    if out is not None:
        write_table(cli, out, "check", rosters.HEADER, rosters.table_rows(found))
    if as_json:
        cli.put_json(found)
    else:
        cli.put(roster_words(found, shown=40 if out is None else 0))
        if not held:
            cli.say(cli.EMPTY)
    raise typer.Exit(cli.BAD_INPUT if found.faults else cli.OK)


def register(app: typer.Typer, cli: ModuleType) -> None:
    """Add the commands to ``app``; ``cli`` is the module that prints, stops and opens the register."""

    @app.command()
    def reconcile(
        first: Annotated[Path, typer.Argument(metavar="A", help="The list of one portal (.csv, .xlsx).")],
        second: Annotated[Path, typer.Argument(metavar="B", help="The list of the other portal.")],
        names: Annotated[
            str | None,
            typer.Option("--names", metavar="A,B", help="The portals' names; else the files' names tell them."),
        ] = None,
        as_of: AsOf = None,
        columns: ColumnsFile = None,
        out: TableOut = None,
        addresses: Addresses = False,
        as_json: AsJson = False,
    ) -> None:
        """Find who has another e-mail ID in one portal than in the other, and what is to be done."""
        from knowledge import reconcile as reconciling

        given = tuple(n.strip() for n in names.split(",")) if names else (first.stem, second.stem)
        if len(given) != 2 or not all(given):
            cli.stop(f"{names!r} names no two portals.", "Write them with a comma between: --names one,other")
        on, mapping = cli.day(as_of), mapping_of(cli, columns)
        one, other = sheet_of(cli, first), sheet_of(cli, second)
        suffix_known(cli, out)
        with cli.opened() as (held, queries):
            law = queries.law_for_persons(held)
            found = refusing(cli, lambda: reconciling.reconcile(law, one, other, (given[0], given[1]), on, mapping))
        if not addresses:
            found = reconciling.without_addresses(found)
        if out is not None:
            header = (*reconciling.HEADER, "e-mail ID", "other e-mail ID")
            write_table(cli, out, "reconcile", header, reconciling.table_rows(found))
        if as_json:
            cli.put_json(found)
        else:
            cli.put(reconcile_words(found, shown=60 if out is None else 0))
        raise typer.Exit(cli.BAD_INPUT if any(found.faults.values()) else cli.OK)

    @app.command()
    def export(
        out: Annotated[Path, typer.Option("--out", metavar="PACK.zip", help="The pack to write.")],
        as_of: AsOf = None,
        previous: Annotated[
            Path | None,
            typer.Option(
                "--previous", metavar="OLD.zip", help="The last pack: what changed since is said in the new one."
            ),
        ] = None,
        addresses: Addresses = False,
        unsigned: Annotated[bool, typer.Option("--unsigned", help="Do not sign, although there is a key.")] = False,
    ) -> None:
        """Write the rules of a day as a pack for other systems (tables, calendar, decision tables, policy, XML)."""
        from knowledge.export import signing
        from knowledge.export.pack import export_pack

        on = cli.day(as_of)
        old = pack_of(cli, previous) if previous else None
        try:
            key = None if unsigned else signing.private_key(cli.conf().home / KEYS)
        except (signing.BadKey, OSError) as error:
            cli.stop(f"The key cannot be used: {error}.", "Put the right one back, or export with --unsigned.")
        with cli.opened() as (held, queries):
            law, missing = queries.law(held), queries.missing(held)
            data = export_pack(law, on, previous=old, key=key, addresses=addresses, missing=missing)
            empty = not held.readings()
        write(cli, out, data)
        cli.say(f"{out}: the rules as of {on}, {'signed' if key else 'not signed (make a key with: paripatra keys)'}.")
        if empty:
            cli.say(cli.EMPTY)

    @app.command()
    def diff(
        first: Annotated[Path, typer.Argument(metavar="OLD.zip")],
        second: Annotated[Path, typer.Argument(metavar="NEW.zip")],
        as_json: AsJson = False,
    ) -> None:
        """Say in words what changed between two packs."""
        from knowledge.export.difference import changes

        old, new = pack_of(cli, first), pack_of(cli, second)
        found = changes(old.rules, new.rules)
        if as_json:
            cli.put_json(found)
            return
        cli.put(f"From the rules as of {old.manifest['as_of']} to those as of {new.manifest['as_of']}:")
        cli.put("\n".join(f"- {line}" for line in found) or "Nothing changed.")

    @app.command()
    def keys(
        make: Annotated[bool, typer.Option("--make", help="Make a pair of keys where there is none.")] = False,
    ) -> None:
        """Print the public key with which packs are signed; with --make, make the pair first."""
        from knowledge.export import signing

        folder = cli.conf().home / KEYS
        try:
            if make:
                signing.make_keys(folder)
            key = signing.private_key(folder)
        except FileExistsError:
            cli.stop("There is a key already.", f"Packs hang on it. To replace it, move it out of {folder} first.")
        except (signing.BadKey, OSError) as error:
            cli.stop(f"The key cannot be used: {error}.", f"See the folder {folder}.")
        if key is None:
            raise cli.stop("There is no key yet.", "Make one with: paripatra keys --make")
        cli.put(signing.public_text(key.public_key()))

    @app.command()
    def verify(
        pack: Annotated[Path, typer.Argument(metavar="PACK.zip")],
        key: Annotated[
            str | None, typer.Option("--key", metavar="PUBLIC", help="The public key (as `keys` prints it) to trust.")
        ] = None,
    ) -> None:
        """Check a pack: every file as the manifest names it, and the signature."""
        signed = pack_of(cli, pack).signed_by(key)
        if signed is None:
            cli.stop(f"{pack} holds together, but is not signed.", "Ask the office for a signed one.")
        if not signed:
            cli.stop(f"{pack}: the signature is not right.", "Do not use it; ask the office for the pack anew.")
        whose = "by the key named" if key else "by the key that it carries: name the one you trust with --key"
        cli.put(f"{pack}: all files are as signed, {whose}.")


# ------------------------------------------------------------------------------------------ files
def pack_of(cli: ModuleType, path: Path) -> Pack:
    from knowledge.export.pack import BadPack, read_pack

    try:
        return read_pack(path.read_bytes())
    except OSError as error:
        reason = error.strerror or "the system refused"
        raise cli.stop(f"{path} cannot be opened: {reason}.", "Check the name of the file.") from None
    except BadPack as error:
        raise cli.stop(f"{path} is not used: {error}.", "Name a pack that `paripatra export` wrote.") from None


def sheet_of(cli: ModuleType, path: Path) -> Sheet:
    from knowledge.sheets import read_sheet

    try:
        data = path.read_bytes()
    except OSError as error:
        cli.stop(f"{path} cannot be opened: {error.strerror or 'the system refused'}.", "Check the name of the file.")
    found: Sheet = refusing(cli, lambda: read_sheet(data, path.name))
    return found


def mapping_of(cli: ModuleType, path: Path | None) -> dict[str, str] | None:
    if path is None:
        return None
    from knowledge.columns import BadMapping, read_mapping

    found: dict[str, str] = {}
    try:
        found = read_mapping(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        cli.stop(f"{path} cannot be opened: {error.strerror or 'the system refused'}.", "Check the name of the file.")
    except (BadMapping, UnicodeDecodeError) as error:
        cli.stop(f"{path}: {error}", "docs/packs.md has an example.")
    return found


def refusing(cli: ModuleType, question: Any) -> Any:
    """The answer, or the end of the program with what is wrong with the input."""
    from knowledge.columns import BadMapping
    from knowledge.reconcile import UnknownRecords
    from knowledge.sheets import BadTable

    try:
        return question()
    except BadTable as error:
        cli.stop(str(error), error.next_step)
    except BadMapping as error:
        cli.stop(f"The mapping of columns does not fit: {error}.", "Correct it; docs/packs.md has an example.")
    except UnknownRecords as error:
        cli.stop(str(error), "Name the portals as the rules do: --names A,B (in the order of the files).")


def suffix_known(cli: ModuleType, out: Path | None) -> None:
    if out is not None and out.suffix.lower() not in (".csv", ".xlsx"):
        cli.stop(f"{out} is neither .csv nor .xlsx.", "Name the table to write with one of these endings.")


def write_table(cli: ModuleType, out: Path, title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    from knowledge.sheets import csv_bytes, xlsx_bytes

    make = (
        (lambda: csv_bytes(header, rows)) if out.suffix.lower() == ".csv" else lambda: xlsx_bytes(title, header, rows)
    )
    write(cli, out, refusing(cli, make))


def write(cli: ModuleType, out: Path, data: bytes) -> None:
    try:
        out.write_bytes(data)
    except OSError as error:
        cli.stop(f"{out} cannot be written: {error.strerror or 'the system refused'}.", "Name another file with --out.")


# ------------------------------------------------------------------------------------------ words
def roster_words(found: RosterAnswer, shown: int) -> str:
    counts = found.counts
    lines = [f"As of {found.as_of}: {len(found.persons)} persons answered, {len(found.faults)} faults in rows."]
    lines += [f"  column “{c.heading}” is read as {c.meaning}" for c in found.columns]
    lines += [f"  column “{u.heading}” is not read: {u.why}" for u in found.unread]
    lines.append(
        f"Compliant {counts.get('compliant', 0)}, not compliant {counts.get('not_compliant', 0)}, "
        f"open {counts.get('open', 0)}."
    )
    for p in found.persons[:shown]:
        verdict = {True: "compliant", False: "NOT compliant", None: "open"}[p.compliant]
        lines.append(f"row {p.row}  {p.person}{f' ({p.name})' if p.name and p.name != p.person else ''}: {verdict}")
        lines += [
            f"    {d.status.replace('_', ' ')}: {d.why} [{d.paragraph}]"
            for d in p.duties
            if d.status not in ("met", "not_applicable")
        ]
    if shown and len(found.persons) > shown:
        lines.append(f"… and {len(found.persons) - shown} more: write all to a table with --out FILE.csv")
    lines += [f"row {f.row} is not answered: {f'“{f.column}” ' if f.column else ''}{f.message}" for f in found.faults]
    return "\n".join(lines)


def reconcile_words(found: ReconcileAnswer, shown: int) -> str:
    a, b = found.portals
    lines = [f"As of {found.as_of}: {a} and {b}, by the rule {found.rule or '(none is held: nothing is cited)'}"]
    lines += [f"  {kind.replace('_', ' ')}: {n}" for kind, n in found.counts.items()]
    open_ones = [f for f in found.findings if f.who]
    for f in open_ones[:shown]:
        where = ", ".join(f"{p} row {n}" for p, n in f.rows)
        sure = "" if f.certain else "probably "
        lines.append(f"{sure}{f.kind.replace('_', ' ')}: {f.person} ({where})")
        lines.append(f"    {f.who}: {f.action}")
        lines += [f"    [{s.reference_no or 'a paper'} of {s.date}, paragraph {s.paragraph}]" for s in f.sources[:2]]
    if shown and len(open_ones) > shown:
        lines.append(f"… and {len(open_ones) - shown} more: write all to a table with --out FILE.csv")
    for portal, faults in found.faults.items():
        lines += [f"{portal} row {x.row} is not read: {x.column or ''} {x.message}" for x in faults]
    return "\n".join(lines)

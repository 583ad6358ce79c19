"""The command line: ``paripatra [--home DIR] COMMAND``. Exit codes and examples: docs/cli.md.

Only standard and light modules are imported up here: a command brings what it needs, so that ``--help`` is quick.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from api import cli_packs, cli_pages, cli_register, log, settings
from ingest.errors import UnreadableSource

if TYPE_CHECKING:
    from types import ModuleType

    from extract.record import Reading
    from knowledge.store import Register

OK, FAULT, BAD_INPUT, NO_OCR, OCR_FAILED, NO_REGISTER, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130
EMPTY = "The register is empty. Read circulars first: paripatra ingest PATH"

app = typer.Typer(
    name="paripatra",
    help="Reads circulars of Indian government offices: what is in force, for whom, by when, and where it says so.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON (and nothing else) on standard output.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day that is asked about; today where none is given."),
]


@dataclass
class _Here:
    """What the options before the command said."""

    home: Path | None = None
    engine: str | None = None


here = _Here()


@app.callback()
def options(
    home: Annotated[
        Path | None,
        typer.Option(
            "--home", metavar="DIR", help="The register's folder (else PARIPATRA_HOME, else a folder of yours)."
        ),
    ] = None,
    ocr: Annotated[
        str | None,
        typer.Option(
            "--ocr",
            metavar="ENGINE",
            help="What reads page images: tesserocr (tesseract inside the program), libtesseract (its library kept "
            "warm beside it), tesseract, or auto (else PARIPATRA_OCR, else auto: the first that is installed).",
        ),
    ] = None,
) -> None:
    here.home, here.engine = home, ocr


def conf() -> settings.Settings:
    """The settings, with ``--home``; sets the log up. Ends the program where one of them is unusable."""
    try:
        found = settings.load(here.home, engine=here.engine)
    except settings.BadSetting as error:
        stop(str(error), "Correct that option, or correct or unset that environment variable.")
    log.set_up(found.log_level)
    return found


def main() -> None:
    """The console script."""
    try:
        app(prog_name="paripatra")
    except KeyboardInterrupt:
        say("Stopped.")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone (``| head``); there is nobody left to tell.
        sys.stderr.close()
        sys.exit(OK)
    except Exception as error:
        from api.intake import place_of

        # Not the message: it may quote a paper, and with it a person's address.
        say(
            f"The program failed: {place_of(error)}.\n"
            "  -> Nothing is half stored. Report this line; PARIPATRA_LOG=debug shows more of it."
        )
        if settings.load(here.home).log_level == "debug":
            raise
        sys.exit(FAULT)


# --- reading -------------------------------------------------------------------------------------------------------


@app.command()
def read(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="PDFs, pictures, Word documents, mails or plain text.")
    ],
    as_json: AsJson = False,
) -> None:
    """Read files and print what stands in them. Nothing is stored."""
    from api.intake import CACHE, open_path, read_source

    found_here = conf()
    cache = found_here.home / CACHE
    found: list[Reading] = []
    worst = OK
    for path in files:
        try:
            reading = read_source(open_path(path), cache=cache, engine=found_here.engine)
        except UnreadableSource as error:
            report(error)
            worst = max(worst, error.exit_code)
            continue
        if as_json:
            found.append(reading)
        else:
            from api import summary

            shown(summary.reading(reading))
            put("")
    if as_json and found:
        put(found[0].model_dump_json(by_alias=True, indent=2) if len(files) == 1 else _array(found))
    elif as_json and len(files) > 1:
        put("[]")
    raise typer.Exit(worst)


def _array(readings: Sequence[Reading]) -> str:
    return "[\n" + ",\n".join(r.model_dump_json(by_alias=True, indent=2) for r in readings) + "\n]"


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, or folders with everything below.")],
) -> None:
    """Read files or folders into the register. What it already holds is not read again."""
    from api import batch

    found = conf()
    with opened() as (register, _):
        worst = batch.ingest(paths, register, found.home, put, say, found.engine)
    raise typer.Exit(worst)


# --- asking the register -------------------------------------------------------------------------------------------


@app.command()
def works(as_json: AsJson = False) -> None:
    """List the works (circulars, letters, e-mails) that the register holds."""
    with opened() as (register, queries):
        answer(queries.works(register), as_json, lambda a: summary_of().works(a), EMPTY)


@app.command()
def show(
    work: Annotated[str, typer.Argument(metavar="WORK", help="The id of a work, as `works` prints it.")],
    as_json: AsJson = False,
) -> None:
    """Show one work: what it is, where it is held, what it relates to, what it rules."""
    with opened() as (register, queries):
        names = {} if as_json else names_of(register, queries)
        answer(asked(work, queries.show, register), as_json, lambda a: summary_of().show(a, names))


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="Words in Hindi or English.")],
    as_json: AsJson = False,
) -> None:
    """Find works by words."""
    with opened() as (register, queries):
        found = queries.search(register, " ".join(words))
        hint = "No work holds these words. Try fewer, or see all works with: paripatra works"
        answer(found, as_json, lambda a: summary_of().search(a), or_empty(register, hint))


@app.command()
def relations(as_json: AsJson = False) -> None:
    """List what each work does to another: forwards, refers, amends …, with the evidence."""
    with opened() as (register, queries):
        names = {} if as_json else names_of(register, queries)
        hint = "No relation between the works was found."
        answer(
            queries.relations(register), as_json, lambda a: summary_of().relations(a, names), or_empty(register, hint)
        )


@app.command()
def missing(as_json: AsJson = False) -> None:
    """List the papers that are cited but not held."""
    with opened() as (register, queries):
        names = {} if as_json else names_of(register, queries)
        hint = "Nothing is missing: every paper that is cited is held."
        answer(queries.missing(register), as_json, lambda a: summary_of().missing(a, names), or_empty(register, hint))


@app.command()
def rules(as_of: AsOf = None, as_json: AsJson = False) -> None:
    """List the rules as they stand on a day, each with the paragraphs that say so."""
    on = day(as_of)
    with opened() as (register, queries):
        hint = f"No rule is in force on {on}."
        answer(queries.rules(register, on), as_json, lambda a: summary_of().rules(a), or_empty(register, hint))


@app.command()
def check(
    facts: Annotated[
        str | None,
        typer.Argument(
            metavar="FACTS.json", help="What is known of one person, as a JSON object; - reads standard input."
        ),
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    roster: cli_packs.RosterFile = None,
    columns: cli_packs.ColumnsFile = None,
    out: cli_packs.TableOut = None,
) -> None:
    """Say whether one person's facts, or those of everybody in a roster, meet the rules of a day."""
    on = day(as_of)
    if roster is not None or facts is None:
        cli_packs.check_roster(sys.modules[__name__], facts, roster, columns, out, on, as_json)
        return
    if columns is not None or out is not None:
        stop("--columns and --out belong to --roster.", "Name a roster with --roster FILE, or leave them out.")
    known_facts = facts_of(facts)
    with opened() as (register, queries):
        found = queries.check(register, known_facts, on)
        answer(found, as_json, lambda a: summary_of().check(a))
        if not as_json and not register.readings():
            say(EMPTY)


@app.command()
def deadlines(as_of: AsOf = None, as_json: AsJson = False) -> None:
    """List what is due, and for whom, seen from a day."""
    on = day(as_of)
    with opened() as (register, queries):
        hint = "No deadline is known."
        answer(queries.deadlines(register, on), as_json, lambda a: summary_of().deadlines(a), or_empty(register, hint))


@app.command()
def conflicts(as_json: AsJson = False) -> None:
    """List where papers contradict each other, and what answers meanwhile."""
    with opened() as (register, queries):
        hint = "No conflict was found."
        answer(queries.conflicts(register), as_json, lambda a: summary_of().conflicts(a), or_empty(register, hint))


# --- the rest ------------------------------------------------------------------------------------------------------


@app.command()
def serve(
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help="The port on 127.0.0.1 (8000).")] = None,
) -> None:
    """Serve the register as pages and an API, for this machine only."""
    from api.serve import run

    found = conf()
    # What is wrong with the register is told here, not in the middle of the service's start.
    with opened() as (register, _):
        held = len(register.readings())
    raise typer.Exit(run(found, port or found.port, held, say))


@app.command()
def migrate() -> None:
    """Bring the register's tables up to this version. Other commands do it by themselves."""
    with opened():
        pass
    say(f"The register in {conf().home} is up to date.")


@app.command()
def version() -> None:
    """Print the version of the program and of its reading pipeline."""
    from api import about

    put(f"paripatra {about.version()} (pipeline {about.pipeline_version()})")


@app.command()
def schema(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Leave it out for the list of names.")] = None,
) -> None:
    """Print the JSON Schema of an answer."""
    from api.schemas import SHAPES, schema_of

    if name is None:
        put("\n".join(SHAPES))
        return
    if name not in SHAPES:
        stop(f"There is no schema {name!r}.", f"The names are: {', '.join(SHAPES)}.")
    put(json.dumps(schema_of(name), ensure_ascii=False, indent=2))


# --- the register --------------------------------------------------------------------------------------------------


@contextmanager
def opened() -> Iterator[tuple[Register, ModuleType]]:
    """The register of this home, brought up to date, and the questions one can ask it."""
    home = conf().home
    from knowledge import queries
    from knowledge.store import Register

    try:
        with Register.open(home) as register:
            yield register, queries
    except Exception as error:
        trouble = _register_trouble(error)
        if trouble is None:
            raise
        log.trouble("register", fault=type(error).__name__)
        stop(f"The register in {home} {trouble[0]}.", trouble[1], NO_REGISTER)


def _register_trouble(error: Exception) -> tuple[str, str] | None:
    """What is wrong with the register and what to do; None for an error that is not the register's."""
    from sqlalchemy.exc import DBAPIError

    # Alembic takes long to load, so it is asked only where the store has loaded it.
    alembic = sys.modules.get("alembic.util")
    if alembic is not None and isinstance(error, alembic.CommandError):
        return "was made by a newer version of this program", "Use that version, or name another folder with --home."
    if isinstance(error, BrokenPipeError) or not isinstance(error, (DBAPIError, OSError)):
        return None
    reason = error.strerror if isinstance(error, OSError) else str(error.orig)
    step = "Check that the folder may be written, that the disk has room, and that no other program holds it."
    return f"cannot be used: {reason or type(error).__name__}", step


def asked(work: str, question: Callable[[Register, str], Any], register: Register) -> Any:
    """The answer to a question about one work; ends the program where there is no such work."""
    from knowledge.queries import UnknownWork

    try:
        return question(register, work)
    except UnknownWork:
        if not register.readings():
            stop(f"There is no work {work!r}: the register is empty.", "Read circulars first: paripatra ingest PATH")
        stop(f"There is no work {work!r} in this register.", "Take the id from the first column of: paripatra works")


def names_of(register: Register, queries: ModuleType) -> dict[str, str]:
    """For each id, what a person calls the paper."""
    found = [*queries.works(register), *queries.missing(register)]
    return {p.id: summary_of().name_of(p) for p in found}


def or_empty(register: Register, hint: str) -> str:
    """What to say instead of an empty answer: that the register is empty, or ``hint``."""
    return hint if register.readings() else EMPTY


def facts_of(path: str) -> dict[str, Any]:
    """The facts in a JSON file (``-``: standard input); ends the program where it holds none."""
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        stop(f"{path} cannot be opened: {error.strerror or 'the system refused'}.", "Check the name of the file.")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        stop(
            f"{path} is no JSON: line {error.lineno}, column {error.colno}.",
            "Correct the file there. docs/cli.md has an example.",
        )
    except (UnicodeDecodeError, RecursionError):
        stop(f"{path} is no JSON text in UTF-8.", "Save it as UTF-8 JSON. docs/cli.md has an example.")
    if not isinstance(found, dict):
        stop(f"{path} holds no JSON object.", "Write names and values in braces. docs/cli.md has an example.")
    return found


# --- printing ------------------------------------------------------------------------------------------------------


def put(text: str) -> None:
    """Print on standard output as UTF-8, whatever the locale says."""
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
        return
    buffer.write(text.encode("utf-8", "replace") + b"\n")
    buffer.flush()


def put_json(found: Any) -> None:
    from api.schemas import to_json

    put(to_json(found))


def answer(found: Any, as_json: bool, draw: Callable[[Any], Any], empty: str = "") -> None:
    """Print an answer as JSON or drawn; where there is nothing to draw, say ``empty``."""
    if as_json:
        put_json(found)
    elif not found:
        put(empty)
    else:
        shown(draw(found))


def summary_of() -> ModuleType:
    from api import summary

    return summary


def shown(body: Any) -> None:
    """Print something drawn with rich."""
    from api.summary import console

    out = console()
    with out.capture() as captured:
        out.print(body)
    put("\n".join(line.rstrip() for line in captured.get().rstrip("\n").split("\n")))


def say(text: str) -> None:
    """Tell the person at the terminal; standard output stays free for answers."""
    from api.summary import unprintable_gone

    print("\n".join(unprintable_gone(line) for line in text.split("\n")), file=sys.stderr, flush=True)


def stop(message: str, next_step: str, code: int = BAD_INPUT) -> NoReturn:
    """Say what is wrong and what to do, and end."""
    say(f"{message}\n  -> {next_step}")
    raise typer.Exit(code)


def report(error: UnreadableSource) -> None:
    say(f"{error.message} [{error.code}]\n  -> {error.next_step}")


def day(printed: str | None) -> str:
    """``--as-of``, checked; today where none is given."""
    if printed is None:
        return datetime.now().astimezone().date().isoformat()
    try:
        if len(printed) != 10:
            raise ValueError
        return date.fromisoformat(printed).isoformat()
    except ValueError:
        stop(f"{printed!r} is no date.", "Write the day as YYYY-MM-DD, for example 2026-03-31.")


cli_pages.register(app, sys.modules[__name__])
cli_packs.register(app, sys.modules[__name__])
cli_register.register(app, sys.modules[__name__])

if __name__ == "__main__":
    main()

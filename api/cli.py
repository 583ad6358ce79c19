"""The command line: ``paripatra [--home DIR] COMMAND``. Exit codes and examples: docs/cli.md.

Only standard and light modules are imported up here: a command brings what it needs, so that ``--help`` is quick.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from api import log, settings
from ingest.errors import UnreadableSource

if TYPE_CHECKING:
    from extract.record import Reading

OK, FAULT, BAD_INPUT, NO_OCR, OCR_FAILED, NO_REGISTER, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

app = typer.Typer(
    name="paripatra",
    help="Reads the circulars of Indian government offices and answers what is in force, for whom, by when, and where it says so.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON (and nothing else) on standard output.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day that is asked about; today where none is given.")]


@dataclass
class _Here:
    """What the options before the command said."""

    home: Path | None = None


here = _Here()


@app.callback()
def options(
    home: Annotated[Path | None, typer.Option("--home", metavar="DIR", help="The register's folder (else PARIPATRA_HOME, else a folder of yours).")] = None,
) -> None:
    here.home = home


def conf() -> settings.Settings:
    """The settings, with ``--home``; sets the log up. Ends the program where one of them is unusable."""
    try:
        found = settings.load(here.home)
    except settings.BadSetting as error:
        stop(str(error), "Correct or unset that environment variable.")
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


# --- reading -------------------------------------------------------------------------------------------------------


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="PDFs, images (PNG, JPEG) or plain transcripts.")],
    as_json: AsJson = False,
) -> None:
    """Read files and print what stands in them. Nothing is stored."""
    from api.intake import CACHE, open_path, read_source

    cache = conf().home / CACHE
    found: list[Reading] = []
    worst = OK
    for path in files:
        try:
            reading = read_source(open_path(path), cache=cache)
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
def schema(name: Annotated[str | None, typer.Argument(metavar="NAME", help="Leave it out for the list of names.")] = None) -> None:
    """Print the JSON Schema of an answer."""
    from api.schemas import SHAPES, schema_of

    if name is None:
        put("\n".join(SHAPES))
        return
    if name not in SHAPES:
        stop(f"There is no schema {name!r}.", f"The names are: {', '.join(SHAPES)}.")
    put(json.dumps(schema_of(name), ensure_ascii=False, indent=2))


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


def shown(body: Any) -> None:
    """Print something drawn with rich."""
    from api.summary import console

    out = console()
    with out.capture() as captured:
        out.print(body)
    put("\n".join(line.rstrip() for line in captured.get().rstrip("\n").split("\n")))


def say(text: str) -> None:
    """Tell the person at the terminal; standard output stays free for answers."""
    from api.summary import plain

    print("\n".join(plain(line) for line in text.split("\n")), file=sys.stderr, flush=True)


def stop(message: str, next_step: str, code: int = BAD_INPUT) -> NoReturn:
    """Say what is wrong and what to do, and end."""
    say(f"{message}\n  -> {next_step}")
    raise typer.Exit(code)


def report(error: UnreadableSource) -> None:
    say(f"{error.message} [{error.code}]\n  -> {error.next_step}")


def day(printed: str | None) -> date:
    """``--as-of`` as a date; today where none is given."""
    if printed is None:
        return date.today()
    try:
        if len(printed) != 10:
            raise ValueError
        return date.fromisoformat(printed)
    except ValueError:
        stop(f"{printed!r} is no date.", "Write the day as YYYY-MM-DD, for example 2026-03-31.")


if __name__ == "__main__":
    main()

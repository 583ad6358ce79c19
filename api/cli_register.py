"""Commands about the works of the register: what amends what, the text on a day, joining and splitting, lineage forms.

``register`` puts them on the command line; they use what ``api.cli`` prints and opens with.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from types import ModuleType

Work = Annotated[str, typer.Argument(metavar="WORK", help="The id of a work, as `works` prints it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON (and nothing else) on standard output.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept with the decision.")]


_tools: list[ModuleType] = []


def cli() -> ModuleType:
    """The command line's own tools (it imports this module, so they are handed in)."""
    return _tools[0]


def register(app: typer.Typer, tools: ModuleType) -> None:
    """Put the commands on the command line."""
    _tools[:] = [tools]
    app.command()(lineage)
    app.command()(effects)
    app.command()(text)
    app.command()(candidates)
    app.command()(join)
    app.command()(split)
    app.command()(restates)
    app.command()(movements)
    app.command("diff-copies")(diff_copies)


def lines(found: list[str], empty: str) -> None:
    tools = cli()
    tools.put("\n".join(tools.summary_of().unprintable_gone(line) for line in found) if found else empty)


def effects(
    work: Annotated[str | None, typer.Argument(metavar="[WORK]", help="Only what this work does or suffers.")] = None,
    as_json: AsJson = False,
) -> None:
    """List every change of a paragraph by another paper: applied, unapplied or disputed."""
    tools = cli()
    with tools.opened() as (register, queries):
        found = tools.asked(work, lambda r, w: queries.effects(r, w), register) if work else queries.effects(register)
        if as_json:
            tools.put_json(found)
            return
        names = tools.names_of(register, queries)
        lines([line for e in found for line in effect_lines(e, names)], tools.or_empty(register, "Nothing is amended."))


def effect_lines(e: Any, names: dict[str, str]) -> list[str]:
    there = names.get(e.affected, "a paper that is not held") if e.affected else "a paper that is not held"
    by = f"paragraph {e.affecting_paragraph} of {names.get(e.affecting, e.affecting)}"
    head = f"{e.date or 'undated'}  {e.type}, {e.status}: paragraph {e.affected_paragraph or '(all)'} of {there}"
    out = [head, f"    by {by}"]
    if e.old or e.new:
        out.append(f"    “{e.old or ''}” → “{e.new or ''}”")
    if e.why:
        out.append(f"    {e.why}")
    return out


def text(
    work: Work,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day; today if none.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print a work's consolidated text on a day: both wordings, and the paragraph that changed it."""
    tools = cli()
    on = tools.day(as_of)
    with tools.opened() as (register, queries):
        found = tools.asked(work, lambda r, w: queries.text(r, w, on), register)
        if as_json:
            tools.put_json(found)
        else:
            lines(text_lines(found), "")


def text_lines(found: Any) -> list[str]:
    out = [f"{found.reference_no or found.work} of {found.date or 'unknown date'}, as on {found.as_of}: "
           f"{found.status.replace('_', ' ')}"]  # fmt: skip
    if found.ended_by:
        out.append(f"superseded by {found.ended_by.reference_no} of {found.ended_by.date}")
    for p in found.paragraphs:
        if p.text is None and not any(v.text for v in p.versions if (v.from_ or "") <= found.as_of):
            continue
        out.append(f"[{p.eid}] {p.label or ''}  {p.text if p.text is not None else '(deleted)'}")
        for v in p.versions:
            if v.by:
                state = "" if (v.from_ or "") <= found.as_of else " (yet to come)"
                where = f"paragraph {v.by.paragraph} of " if v.by.paragraph else ""
                out.append(f"      {v.type} from {v.from_} by {where}{v.by.reference_no} of {v.by.date}{state}")
            if v.text != p.text:
                out.append(f"      {v.from_ or '…'} to {v.to or '…'}: {v.text or '(deleted)'}")
    return out


class Form(StrEnum):
    """How a lineage is printed."""

    text = "text"
    json = "json"
    prov = "prov"
    jsonld = "jsonld"
    svg = "svg"


def lineage(
    work: Work,
    form: Annotated[Form, typer.Option("--format", help="prov: W3C PROV-JSON; jsonld: schema.org, ELI.")] = Form.text,
    as_json: AsJson = False,
) -> None:
    """Show where a work came from and where it went, with dates and offices."""
    tools = cli()
    with tools.opened() as (register, queries):
        found = tools.asked(work, queries.lineage, register)
        if as_json or form is Form.json:
            tools.put_json(found)
        elif form is Form.text:
            from knowledge.lineage import render_lineage

            lines(render_lineage(found).split("\n"), "")
        else:
            from knowledge import lineage_forms

            make = {Form.prov: lineage_forms.prov, Form.jsonld: lineage_forms.jsonld, Form.svg: lineage_forms.svg}
            tools.put(make[form](found).rstrip("\n"))


def candidates(as_json: AsJson = False) -> None:
    """List works that may be one paper, with the reasons. Join them with: paripatra join"""
    tools = cli()
    with tools.opened() as (register, queries):
        found = queries.candidates(register)
        if as_json:
            tools.put_json(found)
            return
        said: list[str] = []
        for c in found:
            said += [f"{c.confidence:.2f}  {c.one}  {c.one_name}", f"      {c.other}  {c.other_name}"]
            said.append(f"      {'; '.join(c.reasons)}")
        lines(said, tools.or_empty(register, "No two works look like one."))


def decided(decide: Callable[[Any], str], said: str) -> None:
    tools = cli()
    with tools.opened() as (register, _):
        try:
            kept = decide(register)
        except (LookupError, ValueError) as error:
            tools.stop(str(error), "Take the ids from: paripatra works, the files from: paripatra show WORK")
        tools.put(kept)
        tools.say(said.format(kept))


def join(
    keep: Annotated[str, typer.Argument(metavar="A", help="The work that stays.")],
    other: Annotated[str, typer.Argument(metavar="B", help="The work that is the same paper.")],
    reason: Reason,
) -> None:
    """Join two works that are one paper. B's id leads to A from then on; reading again does not undo it."""
    decided(lambda register: str(register.join(keep, other, reason)), "Joined: the paper is {} from now on.")


def split(
    work: Work,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Name or sha256 of the file whose copy is another paper.")
    ],
    reason: Reason,
) -> None:
    """Take the copy in one file out of a work; it becomes a work of its own, also when it is read again."""
    decided(lambda register: str(register.split(work, file, reason)), "Split: the copy is {} from now on.")


def restates(as_json: AsJson = False) -> None:
    """List papers that say again in another language what a paper before them says, paragraph by paragraph."""
    tools = cli()
    with tools.opened() as (register, queries):
        found = queries.restatements(register)
        if as_json:
            tools.put_json(found)
            return
        names = tools.names_of(register, queries)
        out = []
        for f in found:
            out.append(f"{names.get(f.work, f.work)} restates {names.get(f.of, f.of)} ({f.confidence:.2f})")
            out += [
                f"    {p.paragraph} = {p.of_paragraph} ({p.confidence:.2f}): {', '.join(p.shared)}"
                for p in f.paragraphs
            ]
        lines(out, tools.or_empty(register, "No paper restates another in the other language."))


CopyFile = Annotated[
    str | None, typer.Argument(metavar="[FILE]", help="A file that holds a copy: its name or sha256; else the best.")
]


def diff_copies(work: Work, left: CopyFile = None, right: CopyFile = None, as_json: AsJson = False) -> None:
    """Compare the copies of a work word by word: [-gone-] {+added+}, ~ where a recogniser's slip explains it."""
    from knowledge import diff

    tools = cli()
    with tools.opened() as (register, _):
        try:
            found = tools.asked(work, lambda r, w: diff.diff_copies(r, w, left, right), register)
        except ValueError as error:
            tools.stop(str(error), "Take the files from: paripatra show WORK")
        if as_json:
            tools.put_json(found)
        else:
            lines([line for d in found for line in difference_lines(d)], "The work is held in one copy only.")


def difference_lines(d: Any) -> list[str]:
    out = [f"{copy_line(d.left)} against {copy_line(d.right)}: {d.likeness:.1%} alike, {d.deleted} words gone, "
           f"{d.inserted} added, {d.changed} changed ({d.slips} of the changes look like misreadings)"]  # fmt: skip
    said: list[str] = []
    for n, p in enumerate(d.pieces):
        if p.op == "same":
            said.append(shortened(p.left, n > 0, n < len(d.pieces) - 1))
        else:
            gone, added = (f"[-{p.left}-]" if p.left else ""), (f"{{+{p.right}+}}" if p.right else "")
            said.append(f"{gone}{'~' if p.slip else ''}{added}")
    return [*out, " ".join(s for s in said if s)]


def copy_line(part: Any) -> str:
    pages = f"page{'s' if len(part.pages) > 1 else ''} {', '.join(map(str, part.pages))}"
    sure = f", {part.confidence:.0%} sure" if part.confidence is not None else ""
    return f"{part.name} ({pages}, {'/'.join(part.origins).replace('_', ' ')}{sure})"


def shortened(words: str, before: bool, behind: bool, most: int = 6) -> str:
    """Of what both say the words next to a change."""
    split_ = words.split()
    kept = (most if before else 0) + (most if behind else 0)
    if len(split_) <= kept:
        return words
    return " ".join([*(split_[:most] if before else []), "…", *(split_[-most:] if behind else [])])


def movements(work: Work, as_json: AsJson = False) -> None:
    """Show in which office a paper lay for how many days, with receipt stamps; inferred hops are marked."""
    tools = cli()
    with tools.opened() as (register, queries):
        found = tools.asked(work, queries.movements, register)
        if as_json:
            tools.put_json(found)
            return
        from knowledge.lineage import stay_line

        lines([stay_line(s).strip() for s in found], tools.or_empty(register, "No movement of this paper is known."))

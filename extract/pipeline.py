"""SourceFile → Document → Reading: the one function everybody runs.

normalise → lines → cues → cut → zones → extractors, each a plain function between frozen types; at the end every
piece of evidence is mapped back to the Document's own offsets and given its page, quote and box.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

import regex

from extract.agreement import agreed
from extract.confidence import Calibration, Wear, shipped, wear
from extract.cues import Cue, cue_reader
from extract.extractors import (
    amends,
    cites,
    courses,
    date,
    deadlines,
    grids,
    issuer,
    kind,
    mail,
    marks,
    number,
    obligations,
    parties,
    roles,
    signatories,
    subject,
)
from extract.handwriting import (
    PEN_SURE,
    Penned,
    by_hand,
    dated_by_hand,
    illegible,
    named_by_print,
    printed_part,
    touched,
)
from extract.lexicon import lexicon
from extract.line_model import reconsidered
from extract.lines import lines_of
from extract.misprints import misprints
from extract.normalise import Normalised, normalise
from extract.paragraphs import paragraphs
from extract.record import (
    AreaSummary,
    Communication,
    Evidence,
    Language,
    PageSummary,
    ProblemReport,
    Reading,
    Record,
    SourceSummary,
)
from extract.segment import Form, Segment, cut
from extract.tables import tables
from extract.view import Line, View
from extract.zones import zone
from ingest.document import Area, Document, Page, Problem, SourceFile, Span
from ingest.load import load
from ingest.options import ReadOptions
from ingest.repetition import repetition_loops

PIPELINE_VERSION = "9"
"""Raised with every change that can change a Reading: readings are kept by (sha256, pipeline version)."""

MAIL_FIELDS = {"addressees": "mail_to", "copy_to": "mail_cc"}
"""Lists of mail addresses are another matter than addressees, and have figures of their own."""

R = TypeVar("R", bound=Record)
SecondOpinion = Callable[[Sequence[Line], Sequence[frozenset[Cue]], Form], tuple[Line, ...]]


def read(
    source: SourceFile, options: ReadOptions | None = None, progress: Callable[[int, int], None] | None = None
) -> Reading:
    """Read one file. ``progress(done, pages)`` is called as pages come in. Raises ``UnreadableSource``."""
    return read_document(load(source, options or ReadOptions(), progress))


def read_document(
    document: Document, calibration: Calibration | None = None, second_opinion: SecondOpinion = reconsidered
) -> Reading:
    """Everything that is printed in a Document, with its evidence. Pure.

    ``calibration``: if not the shipped; ``second_opinion``: on the zones of one paper's lines, if not the line model's.
    """
    normalised = normalise(document.text, glued())
    text = normalised.text
    reader = cue_reader()
    lines = reader.parted(lines_of(normalised, document))
    cues = [reader.of(line) for line in lines]
    loops = _into(normalised, repetition_loops(document.text))
    pens = _placed(normalised, by_hand(document))
    doubted = {d.span: d for d in _placed(normalised, illegible(document))}
    doubted |= {p.span: p for p in pens if p.confidence < PEN_SURE}
    written = [doubted[span] for span in sorted(doubted)]
    segments = cut(lines, cues, loops, _attachments(document))
    found: list[Communication] = []
    zoned: list[Line] = []
    for segment in segments:
        here = cues[segment.first : segment.last]
        own = second_opinion(zone(lines[segment.first : segment.last], here, segment.form), here, segment.form)
        zoned += own
        read = _communication(text, segment, own, found[-1] if found else None, written, pens)
        found.append(_with_other_year(read))
    found = agreed(found, text)
    dates = [d for c in found for d in _dates_of(c)]
    stamps = marks.receipt_marks(text, zoned, dates)
    disputed = [line.span for line in zoned if line.disputed]
    ground = _Ground(document, normalised, shipped() if calibration is None else calibration, disputed)
    communications = tuple(ground.communication(c) for c in found)
    problems = [
        *map(_report, _unsaid(document.problems, communications)),
        *(p for page in document.pages for a in page.areas for p in _written_over(document, page, a)),
        *_problems(found, stamps, ground, pens),
    ]
    return Reading(
        source=SourceSummary(
            name=document.source.name,
            sha256=document.source.sha256,
            media_type=document.source.media_type,
            pages=len(document.pages),
        ),
        pipeline_version=PIPELINE_VERSION,
        text=document.text,
        pages=tuple(
            PageSummary(
                number=page.number,
                start=page.span.start,
                end=page.span.end,
                origin=page.origin,
                language=language_of(page.span.of(document.text)),
                confidence=page.confidence,
                quality=page.quality,
                width=page.width,
                height=page.height,
                notes=page.notes,
                areas=tuple(_area(a) for a in page.areas),
            )
            for page in document.pages
        ),
        communications=communications,
        receipt_marks=tuple(ground.paged(m) for m in stamps),
        marginalia=tuple(ground.paged(m) for m in marks.marginalia(zoned)),
        problems=tuple(problems),
    )


@cache
def glued() -> tuple[regex.Pattern[str], ...]:
    """Where a recogniser ran two printed lines together: a title or an office's first word behind a letter or digit."""
    words = lexicon()
    titles = "|".join(regex.escape(f.upper()) for f in words.forms("kind_title") if f.isascii() and len(f) > 4)
    labels = words.alternation("subject_label")
    return (
        regex.compile(rf"(?<=[\p{{Ll}}\p{{N}})])(?:{titles})(?=[\s*:]|$)"),
        regex.compile(rf"(?<=\S)\*{{2,3}}\s*(?:{labels})\s*[:\-]", regex.IGNORECASE),
        regex.compile(r"(?<=\p{Ll})(?:Ministry|Department|Directorate|Office|Government) of\b"),
    )


def language_of(text: str) -> Language:
    """Hindi where most letters are Devanagari, mixed where a tenth or more are, else English."""
    devanagari = len(regex.findall(r"\p{Devanagari}", text))
    latin = len(regex.findall(r"\p{Latin}", text))
    share = devanagari / (devanagari + latin) if devanagari + latin else 0.0
    return "hi" if share >= 0.5 else "mixed" if share >= 0.1 else "en"


def _into(normalised: Normalised, spans: Sequence[Span]) -> list[Span]:
    """Source spans as normalised spans (they come in order)."""
    starts = normalised.offsets.starts
    return [Span(bisect_left(starts, s.start), bisect_left(starts, s.end)) for s in spans]


def _placed(normalised: Normalised, words: Sequence[Penned]) -> list[Penned]:
    """Words where they stand in the normalised text."""
    spans = _into(normalised, [w.span for w in words])
    return [replace(word, span=span) for word, span in zip(words, spans, strict=True)]


def _communication(
    text: str,
    segment: Segment,
    lines: tuple[Line, ...],
    above: Communication | None,
    written: Sequence[Penned],
    pens: Sequence[Penned],
) -> Communication:
    span = Span(lines[0].span.start, lines[-1].span.end)
    language = language_of(span.of(text))
    what = kind.kind(lines, segment.form)
    base: dict[str, Any] = {
        "kind": what,
        "language": language,
        "pages": tuple(sorted({line.page for line in lines})),
        "start": span.start,
        "end": span.end,
        "cut_reason": segment.reason,
    }
    view = View(text, span, what, language, lines)
    if segment.form == "unreadable":
        return Communication(**base)
    if segment.form == "email":
        return _mail(view, base)
    return _paper(view, base, above if segment.form == "endorsement" else None, written, pens)


def _mail(view: View, base: dict[str, Any]) -> Communication:
    head = mail.header(view)
    office = mail.office(view)
    view = replace(view, own_date=head.date.value if head.date else None)
    units = paragraphs(view)
    return Communication(
        **base,
        sender=head.sender,
        addressees=head.addressees,
        copy_to=head.copy_to,
        subject=head.subject,
        date=head.date,
        date_basis="mail_header" if head.date else None,
        sent=head.sent,
        issuer=office,
        signatories=() if office is not None else mail.signed(view),
        cites=cites.cites(view),
        deadlines=deadlines.deadlines(view, units, ()),
        obligations=obligations.obligations(view, units),
    )


def _paper(
    view: View,
    base: dict[str, Any],
    above: Communication | None,
    written: Sequence[Penned],
    pens: Sequence[Penned],
) -> Communication:
    own_number = number.number(view, above.reference_no if above else None)
    own_number = own_number and printed_part(own_number, written)
    own_date, basis = date.date(view, above.date if above else None, above.date_basis if above else None)
    own_date = own_date and dated_by_hand(own_date, pens, view.text, view.span)
    basis = basis if own_date else None
    to = parties.addressees(view)
    view = replace(
        view,
        own_number=own_number.value if own_number else None,
        own_date=own_date.value if own_date else None,
        addressees=tuple(p.value for p in to),
    )
    units = paragraphs(view)
    found = tables(view)
    office, where = issuer.issuer(view), issuer.place(view)
    if above is not None:
        office = office if office is not None and office.confidence >= 0.8 else above.issuer
        where = where or above.place
    return Communication(
        **base,
        reference_no=own_number,
        date=own_date,
        date_basis=basis,
        subject=subject.subject(view),
        issuer=office,
        place=where,
        priority=issuer.priority(view),
        sender=issuer.sender(view),
        signatories=named_by_print(signatories.signatories(view), written, view.text),
        addressees=to,
        copy_to=parties.copy_to(view),
        cites=cites.cites(view, found),
        deadlines=deadlines.deadlines(view, units, found),
        courses=courses.courses(view, found),
        obligations=obligations.obligations(view, units),
        amends=amends.amends(view, units),
        roles=roles.roles(view),
        tables=grids.printed_tables(found),
    )


def _attachments(document: Document) -> frozenset[int]:
    """The pages on which an attachment of a mail begins, by the pages' notes."""
    out: set[int] = set()
    before: str | None = None
    for page in document.pages:
        note = next((n for n in page.notes if n.startswith("attachment ")), None)
        if note is not None and note != before:
            out.add(page.number)
        before = note
    return frozenset(out)


def _with_other_year(paper: Communication) -> Communication:
    """The year that would fit, as a candidate beside a printed one that cannot be."""
    better = next((m.candidate for m in misprints(paper) if m.own and m.candidate), None)
    if better is None or paper.date is None:
        return paper
    held = (paper.date.value, better)
    return paper.model_copy(update={"date": paper.date.model_copy(update={"candidates": held})})


def _dates_of(communication: Communication) -> list[str]:
    own = [communication.date.value] if communication.date else []
    return own + [c.date for c in communication.cites if c.date]


class _Ground:
    """Maps evidence from the normalised text back to the Document and looks up page, quote and box.

    Here, where field, page and words meet, a finding's strength becomes its confidence.
    """

    def __init__(
        self, document: Document, normalised: Normalised, calibration: Calibration, disputed: Sequence[Span]
    ) -> None:
        self.document, self.normalised, self.calibration = document, normalised, calibration
        self.disputed = disputed
        self._disputed_ends = [span.end for span in disputed]
        self._wear: dict[int, Wear] = {}

    def wear(self, page: int) -> Wear:
        if page not in self._wear:
            graded = next((p for p in self.document.pages if p.number == page), None)
            self._wear[page] = wear(graded.span.of(self.document.text), graded.quality) if graded else "clean"
        return self._wear[page]

    def evidence(self, found: Evidence) -> tuple[Evidence, float]:
        """The evidence on its page, and the least confidence among its words."""
        span = self.normalised.offsets.to_source(Span(found.start, found.end))
        regions = list(self.document.regions(span))
        box = regions[0].bbox if regions else None
        grounded = Evidence(
            page=regions[0].page if regions else self.document.page_at(span.start).number,
            start=span.start,
            end=span.end,
            quote=span.of(self.document.text),
            bbox=(box.x0, box.top, box.x1, box.bottom) if box is not None else None,
        )
        return grounded, min((r.confidence for r in regions), default=1.0)

    def is_disputed(self, found: Evidence) -> bool:
        """Whether the evidence begins on a line about which rules and line model disagree."""
        k = bisect_right(self._disputed_ends, found.start)
        return k < len(self.disputed) and self.disputed[k].start <= found.start

    def record(self, record: R, field: str = "", mail: bool = False) -> R:
        """The same record with all evidence grounded, in it and in the records it holds, and confidences calibrated."""
        changed: dict[str, Any] = {}
        least = 1.0
        for name in type(record).model_fields:
            value = getattr(record, name)
            if isinstance(value, Record):
                changed[name] = self.record(value, name, mail)
            elif isinstance(value, tuple) and value and isinstance(value[0], Evidence):
                grounded = [self.evidence(v) for v in value]
                changed[name] = tuple(v for v, _ in grounded)
                least = min(sure for _, sure in grounded)
            elif isinstance(value, tuple) and value and isinstance(value[0], Record):
                changed[name] = tuple(self.record(v, name, mail) for v in value)
        if "confidence" in type(record).model_fields and "evidence" in changed:
            key = MAIL_FIELDS.get(field, field) if mail else field
            worn = self.wear(changed["evidence"][0].page)
            disputed = self.is_disputed(record.evidence[0])  # type: ignore[attr-defined]
            changed["confidence"] = self.calibration(key, record.confidence, worn, least, disputed)  # type: ignore[attr-defined]
        return record.model_copy(update=changed) if changed else record

    def communication(self, found: Communication) -> Communication:
        span = self.normalised.offsets.to_source(Span(found.start, found.end))
        return self.record(found, mail=found.kind == "email").model_copy(update={"start": span.start, "end": span.end})

    def paged(self, found: R) -> R:
        grounded = self.record(found)
        return grounded.model_copy(update={"page": grounded.evidence[0].page})  # type: ignore[attr-defined]


def _unsaid(problems: Sequence[Problem], found: Sequence[Communication]) -> list[Problem]:
    """The Document's problems but for a loop inside a communication that is itself reported as invented."""
    invented = [Span(c.start, c.end) for c in found if c.kind == "unreadable"]
    return [p for p in problems if p.span is None or not any(whole.covers(p.span) for whole in invented)]


def _area(area: Area) -> AreaSummary:
    x0, top, x1, bottom = area.bbox.as_list()
    return AreaSummary(
        kind=area.kind, bbox=(x0, top, x1, bottom), text=area.text, confidence=round(area.confidence, 4), why=area.why
    )


def _written_over(document: Document, page: Page, area: Area) -> Iterator[ProblemReport]:
    """Words struck out or written over and boxes that were ticked are told: the text reads on as printed."""
    said = _WRITTEN_OVER.get(area.kind)
    if said is None:
        return
    inside = [w.span for w in page.words if area.bbox.holds_middle_of(w.bbox)]
    span = Span(min(s.start for s in inside), max(s.end for s in inside)) if inside else None
    yield _report(replace(said, page=page.number, span=span))


_WRITTEN_OVER = {
    "struck": Problem(
        "struck_by_hand",
        "Words are struck out by hand here; the text has them as printed.",
        "Look at the page and leave out what does not count.",
    ),
    "overwritten": Problem(
        "overwritten",
        "Words are written over here; what was read may be neither wording.",
        "Look at the page and enter what counts.",
    ),
    "ticked_box": Problem(
        "ticked_box",
        "A box is ticked here; which of the choices counts is not read.",
        "Look at the page and enter the choice.",
    ),
}


def _report(problem: Problem) -> ProblemReport:
    return ProblemReport(
        code=problem.code,
        message=problem.message,
        page=problem.page,
        start=problem.span.start if problem.span else None,
        end=problem.span.end if problem.span else None,
        next_step=problem.next_step,
    )


def _problems(
    found: Sequence[Communication], stamps: Sequence[Any], ground: _Ground, pens: Sequence[Penned]
) -> list[ProblemReport]:
    """What a person should look at."""
    out: list[ProblemReport] = []

    def add(code: str, message: str, next_step: str, start: int, end: int) -> None:
        span = ground.normalised.offsets.to_source(Span(start, end))
        page = ground.document.page_at(span.start).number
        out.append(
            ProblemReport(code=code, message=message, page=page, start=span.start, end=span.end, next_step=next_step)
        )

    for one in found:
        if one.kind == "unreadable":
            add(
                "invented_text", "The recogniser repeats itself here; the text is invented and nothing of it is used.",
                "Look at the page and scan it again at 300 dpi.", one.start, one.end,
            )  # fmt: skip
        elif one.kind == "email" and one.date is None:
            add(
                "undated", "This mail's date and subject are not printed; the page ends before them.",
                "Look for the missing page.", one.start, one.end,
            )  # fmt: skip
        elif one.date is None and one.kind != "email":
            add("undated", "No date is printed on this paper.", "Enter the date if you know it.", one.start, one.end)
        elif one.date is not None and len(one.date.value) == 7:
            add(
                "day_missing", "Only month and year are printed; the day is blank or handwritten.",
                "Look at the page and enter the day.", one.date.evidence[0].start, one.date.evidence[0].end,
            )  # fmt: skip
        elif one.date is not None and touched(one.date.evidence[0], pens):
            add(
                "date_by_hand", "This date, or a part of it, is written by hand; its figures may be misread.",
                "Look at the page and confirm the date.", one.date.evidence[0].start, one.date.evidence[0].end,
            )  # fmt: skip
        if one.reference_no is not None and one.reference_no.incomplete:
            at = one.reference_no.evidence[0]
            add(
                "number_incomplete",
                "Only the printed beginning of the number is known.",
                "Look at the page and enter the rest.",
                at.start,
                at.end,
            )
        for doubt in misprints(one):
            better = f" {doubt.candidate} would fit." if doubt.candidate else ""
            add(
                "year_impossible", f"The year of {doubt.printed} is doubtful. {doubt.why}{better}",
                "Look at the page and choose the right year.", doubt.evidence.start, doubt.evidence.end,
            )  # fmt: skip
    for stamp in stamps:
        if stamp.doubtful:
            at = stamp.evidence[-1]
            add("doubtful_date", "The date of this receipt stamp does not fit the other dates of the file.",
                "Look at the stamp and choose the right reading.", at.start, at.end)  # fmt: skip
    return out

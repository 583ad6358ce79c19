"""Who must, must not, should or may do what: one obligation a clause, quoted as printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from extract.compiled import compiled
from extract.deontic import TASK, Duty, duties, recipient, task_doer
from extract.lexicon import lexicon
from extract.normalise import collapse
from extract.paragraphs import Flow, flow
from extract.record import Modality, Obligation
from extract.sentences import sentences
from extract.view import Paragraph, View, at
from ingest.document import Span

SURE = {
    "deontic_must": 0.9,
    "deontic_must_not": 0.9,
    "deontic_should": 0.9,
    "shape": 0.75,
    "deontic_may": 0.75,
    "deontic_will": 0.7,
    "deontic_are_to": 0.75,
}
GUESSED = 0.6
INTRO_END = regex.compile(r"[:：]\s*[-–—]?\s*$|[-–—]\s*$")
PRONOUNS = frozenset({"they", "he", "she", "वे", "वह"})
ANNOUNCES = regex.compile(
    r"निम्न\S*(?:\s\S+){0,2}\s(?:आदेश|निर्देश|निदेश)\S*\s(?:किय[ाे]|किए|दिय[ाे]|दिए)\s(?:जाता|जाते)\s(?:है|हैं)[\s।.]*$"
)
"""Says that orders follow and orders nothing itself."""
LABEL = regex.compile(r"^\W*(?:\p{N}{1,2}|\p{L}\p{M}?)\s?[.)]\s*")
GOES_ON = regex.compile(r"^(?:If\s[^,.;]{3,80},\s*)?to\s+(?!the\b|a\b|all\b|be\b)\p{Ll}+", regex.IGNORECASE)


def obligations(view: View, paragraphs: Sequence[Paragraph]) -> tuple[Obligation, ...]:
    """The obligations of the paragraphs in printed order. Recitals, purposes and formulas are none."""
    out: list[Obligation] = []
    carried: tuple[Paragraph, Modality, str | None] | None = None
    for paragraph in paragraphs:
        run = flow(view, paragraph.span)
        if not run.text.strip():
            continue
        if carried is not None and not _belongs(paragraph, carried[0]):
            carried = None
        found = list(_of(view, paragraph, run))
        if carried is not None and not found and (item := _item(paragraph, run, carried[1], carried[2])) is not None:
            found = [item]
        elif not found and (order := _imperative(view, paragraph, run)) is not None:
            found = [order]
        if carried is not None and carried[2] is not None:
            found = [f if f.who else f.model_copy(update={"who": carried[2]}) for f in found]
        intro = _introduces(view, run)
        if intro is not None:
            carried = (paragraph, intro[0], intro[1])
            if intro[2]:  # nothing is said but "X are directed to:"
                found = [f for f in found if f.evidence[0].end < run.at[-1] - 1]
        out.extend(found)
    return tuple(_once(out))


def _once(found: list[Obligation]) -> Iterator[Obligation]:
    seen: set[tuple[str, int]] = set()
    for one in found:
        key = (one.quote, one.evidence[0].start)
        if key not in seen:
            seen.add(key)
            yield one


# ------------------------------------------------------------------------------ one paragraph


def _of(view: View, paragraph: Paragraph, run: Flow) -> Iterator[Obligation]:
    before: Obligation | None = None
    for sentence in sentences(run.text):
        text = sentence.of(run.text)
        if _is_heading(text):
            continue
        laid = duties(_resolved(text) if view.kind == "minutes" else text)
        for duty in laid:
            if ANNOUNCES.search(duty.span.of(text)) or " " not in duty.span.of(text):
                continue
            one = _obligation(view, paragraph, run, sentence, duty)
            if before is not None and one.who is not None and one.who.casefold() in PRONOUNS:
                one = one.model_copy(update={"who": before.who or one.who})
            before = one
            yield before
        if laid:
            continue
        if before is not None and before.modality == "should" and GOES_ON.match(text):
            yield _quoted(paragraph, run, sentence, before.modality, before.who, GUESSED)
            continue
        doer = task_doer(text) if _is_task(paragraph, text) else None
        if doer is not None and doer.start == 0:
            yield _quoted(paragraph, run, sentence, "must", doer.of(text), GUESSED)


@cache
def _was_asked() -> regex.Pattern[str]:
    """ "The Registrar was also requested to"."""
    words = lexicon()
    return compiled(
        rf"\b(?:was|were)(?=\s+(?:{words.alternation('between_word')}\s+)?{words.alternation('minuted')}"
        r"\s+(?:not\s+)?to\b)",
        regex.IGNORECASE,
    )


def _resolved(text: str) -> str:
    """A sentence of minutes with what somebody "was requested to" do as what he is requested to do: in minutes that is
    the decision. Every character keeps its place."""
    return str(_was_asked().sub(lambda found: {"was": "is ", "were": "are "}[found.group().casefold()], text))


def _is_task(paragraph: Paragraph, text: str) -> bool:
    """ "Employees to complete the module" in an annexure; in the body only "All heads to ensure …"."""
    task = TASK.match(text)
    if task is None or paragraph.part == "instruction":
        return False
    asked = {form.casefold() for form in lexicon().forms("asked_verb")}
    return paragraph.part == "annexure" or task.group().split()[-1] in asked


def _is_heading(text: str) -> bool:
    words = text.split()
    return len(words) < 3 and not regex.search(r"\p{Devanagari}", text)


def _obligation(view: View, paragraph: Paragraph, run: Flow, sentence: Span, duty: Duty) -> Obligation:
    text = sentence.of(run.text)
    who = collapse(duty.who.of(text)) if duty.who else None
    if paragraph.part == "instruction":
        who = recipient(run.text, sentence.start + duty.trigger.span.start) or who
    if who is None and duty.trigger.modality == "should" and regex.search(r"(?i)\byou(?:r)?\b", text):
        who = "you"
    who = _you(view, who)
    clause = Span(sentence.start + duty.span.start, sentence.start + duty.span.end)
    clause = _behind_recipient(paragraph, run.text, clause, sentence.start + duty.trigger.span.start)
    sure = (
        SURE[duty.trigger.group] - (0.1 if duty.reported else 0.0) - (0.1 if paragraph.part == "instruction" else 0.0)
    )
    return _quoted(paragraph, run, clause, duty.trigger.modality, who, sure)


def _quoted(
    paragraph: Paragraph, run: Flow, clause: Span, modality: Modality, who: str | None, sure: float
) -> Obligation:
    return Obligation(
        who=who,
        modality=modality,
        quote=collapse(clause.of(run.text)),
        paragraph=paragraph.label,
        confidence=round(sure, 2),
        evidence=(at(run.span(clause.start, clause.end)),),
    )


def _you(view: View, who: str | None) -> str | None:
    """ "you" with the addressee that is meant, where there is one."""
    if who is None or who.casefold() not in ("you", "आप"):
        return who
    if not view.addressees:
        return who
    meant = collapse(view.addressees[0]).rstrip(" ,.")
    return f"{who} ({meant})" if len(view.addressees) == 1 else f"{who} (addressees)"


# ------------------------------------------------------------------------------ copy lists


def _behind_recipient(paragraph: Paragraph, text: str, clause: Span, trigger: int) -> Span:
    """In a copy list the duty begins behind the recipient's name."""
    if paragraph.part != "instruction":
        return clause
    mark = lexicon().pattern("instruction_mark").search(text, clause.start, max(trigger, clause.start))
    if mark is None:
        asked = regex.match(r"(?i)with\s", text[trigger:])
        return Span(trigger, clause.end) if asked and clause.start < trigger else clause
    start = mark.end()
    more = regex.match(r"\s*(?:प्रेषित\s*)?(?:कि\s+)?", text[start:])
    start += more.end() if more else 0
    return Span(min(start, trigger), clause.end)


# ------------------------------------------------------------------------------ lists


def _introduces(view: View, run: Flow) -> tuple[Modality, str | None, bool] | None:
    """Whether the paragraph ends with "X are directed to:"; modality, bearer, and whether nothing else is said."""
    said = sentences(run.text)
    if not said or not INTRO_END.search(run.text.rstrip()):
        return None
    text = said[-1].of(run.text)
    laid = duties(text)
    if not laid:
        named = _bearer_alone(view, run.text) if len(said) == 1 else None
        return ("must", named, False) if named else None
    duty = laid[-1]
    rest = regex.sub(r"[\s:：\-–—,]+", " ", text[duty.trigger.span.end :]).strip()
    who = _you(view, collapse(duty.who.of(text)) if duty.who else None)
    if rest == "" or regex.fullmatch(r"(?i)(?:that|ensure that|to|कि|कि वे)", rest):
        # a finished verb says itself what is to be done
        finished = regex.search(r"सुनिश्चित|सक(?:ते|ता|ती|ेंगे|ेगा)", duty.trigger.span.of(text))
        acts = duty.trigger.group == "shape" or finished is not None
        return duty.trigger.modality, who, rest in ("", "to", "कि", "कि वे") and not acts
    if regex.search(r"(?i)\b(?:following|as under|as follows|ensure)\b", rest) or "निम्न" in text:
        return duty.trigger.modality, who, False
    return None


def _bearer_alone(view: View, text: str) -> str | None:
    """Who is to do what the list says, named in its head alone: "2. सभी क्षेत्रीय कार्यालय:"."""
    named = LABEL.sub("", collapse(text)).strip(" :：-–—,")
    every = lexicon().match("collective", named)
    if every is None or len(named.split()) > 8 or regex.search(r"[.;।,]", named):
        return None
    return named if lexicon().pattern("bearer_noun").search(named) else None


def _belongs(paragraph: Paragraph, intro: Paragraph) -> bool:
    """Whether a paragraph is an item of the list that ``intro`` announces."""
    if paragraph.label is None or paragraph.part != intro.part:
        return False
    if intro.label is None:
        return True
    return regex.match(regex.escape(intro.label) + r"[.(,]", paragraph.label) is not None


def _item(paragraph: Paragraph, run: Flow, modality: Modality, who: str | None) -> Obligation | None:
    """An item that says only what is to be done: the bearer and the duty come from the line above the list."""
    first = next(iter(sentences(run.text)), None)
    if first is None or len(first.of(run.text).split()) < 3:
        return None
    text = first.of(run.text)
    begins_with_verb = text[0].islower() or lexicon().match("imperative", text) is not None
    if not begins_with_verb:
        return None
    return _quoted(paragraph, run, first, modality, who, 0.85)


def _imperative(view: View, paragraph: Paragraph, run: Flow) -> Obligation | None:
    """A numbered item that orders by its verb alone: "Ensure that the gates are closed"."""
    if paragraph.label is None or paragraph.part == "instruction":
        return None
    first = next(iter(sentences(run.text)), None)
    if first is None:
        return None
    text = first.of(run.text)
    hit = lexicon().match("imperative", text)
    if hit is None or len(text.split()) < 4 or text[0].islower():
        return None
    said = hit.span.of(text).casefold()
    return _quoted(paragraph, run, first, "must_not" if said in ("do not", "avoid", "never") else "must", None, GUESSED)

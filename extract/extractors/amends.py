"""What this paper changes in another: which paragraph, the old words, the new words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

import regex

from extract.compiled import compiled
from extract.dates import find_dates
from extract.deontic import duties
from extract.lexicon import lexicon
from extract.normalise import ascii_digits, collapse
from extract.paragraphs import Flow, flow
from extract.record import Amendment
from extract.sentences import sentences
from extract.view import Paragraph, View, at
from ingest.document import Span

NUMBER = (
    r"\p{Nd}{1,3}(?:\.\p{Nd}{1,3}){0,4}(?:\.?[a-zA-Z](?![\p{L}\p{M}]))?"
    r"(?:\s?\((?:[ivxlcIVXLC]{1,6}|[a-zA-Z]{1,2}|\p{Nd}{1,3}|[अ-ह])\))*"
)
QUOTED = (
    r"(?:“([^”]{1,1500})”|\"([^\"]{1,1500})\"|‘([^’]{1,600})’"
    r"|(?<![\p{L}\p{M}])'([^'\n]{1,300})'(?![\p{L}\p{M}]))"
)
LABELLED = regex.compile(
    r"(?<![\p{L}\p{M}\p{N}])(\p{L}[\p{L}\p{M}]{2,20})\s?[-–—]?\s?(\p{Nd}{1,3}|[IVX]{1,4}|[A-H])(?![\p{L}\p{M}\p{N}(])"
)

FOR_LINE = regex.compile(r"\W*For\s*[:\-–—]+\s*(?P<w>\S.*?)\s*")
READ_LINE = regex.compile(r"\W*Read\s*[:\-–—]+\s*(?P<w>\S.*?)\s*")


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    run: Flow
    span: Span

    def place(self, start: int, end: int) -> Span:
        return self.run.span(self.span.start + start, self.span.start + end)


def amends(view: View, paragraphs: Sequence[Paragraph]) -> tuple[Amendment, ...]:
    """The changes that the body lays down, in printed order; none where no paragraph of another paper is named."""
    said: list[_Sentence] = []
    for paragraph in paragraphs:
        if paragraph.part == "instruction":
            continue
        run = flow(view, paragraph.span)
        said.extend(_Sentence(s.of(run.text), run, s) for s in sentences(run.text))
    out: list[Amendment] = []
    for k in range(len(said)):
        for rule in (_pairs, _read_as, _inserted, _modified, _deleted, _extended, _instead):
            found = list(rule(said, k))
            if found:
                out.extend(found)
                if rule in (_pairs, _read_as, _inserted):
                    out.extend(_deleted(said, k, besides=True))
                break
    return tuple(out) or tuple(_for_and_read(view))


def _for_and_read(view: View) -> Iterator[Amendment]:
    """A line each for place, old and new words: "Line 2 of Para 4 / For: 13(3)I(i) / Read: 13(3)I(ii)"."""
    lines = view.zone("body", "signature")  # "For" opens a signature as well
    for place, old, new in zip(lines, lines[1:], lines[2:], strict=False):
        was, becomes = FOR_LINE.fullmatch(old.text), READ_LINE.fullmatch(new.text)
        named = _paragraphs_named(place.text)
        if was and becomes and named and len(place.text) < 80:
            yield _amendment(named[0], was["w"], becomes["w"], 0.85, Span(place.span.start, new.span.end))


# ------------------------------------------------------------------------------ paragraphs


@cache
def _para() -> regex.Pattern[str]:
    word = lexicon().alternation("paragraph_word")
    and_ = r"(?:\s*(?:,|and|&|to|एवं|तथा|और|व)\s*)"
    return compiled(
        rf"{word}\s*(?:no\.?|nos\.?|number|संख्या|सं\.?|क्रमांक)?\s*[-:–]?\s*({NUMBER})((?:{and_}(?:{word}\s*)?{NUMBER})*)",
        regex.IGNORECASE,
    )


def _paragraphs_named(text: str) -> list[str]:
    out: list[str] = []
    for found in _para().finditer(text):
        # A year or a day behind a numbered word is no paragraph ("rule 4 of 2016").
        for number in [found[1], *regex.findall(NUMBER, found[2])]:
            printed = regex.sub(r"\s+", "", ascii_digits(number))
            if printed not in out:
                out.append(printed)
    return out


def _paragraph(said: Sequence[_Sentence], k: int) -> str | None:
    """The paragraph that sentence ``k`` speaks of, or one of the three before it."""
    for sentence in reversed(said[max(0, k - 3) : k + 1]):
        named = _paragraphs_named(sentence.text)
        if named:
            return named[0]
    return None


# ------------------------------------------------------------------------------ shapes of change


def _amendment(paragraph: str, old: str | None, new: str | None, sure: float, *places: Span) -> Amendment:
    return Amendment(
        paragraph=paragraph,
        old=collapse(old) if old else None,
        new=collapse(new) if new else None,
        confidence=sure,
        evidence=tuple(at(p) for p in dict.fromkeys(places)),
    )


def _quotes(text: str) -> list[tuple[Span, str]]:
    return [
        (Span(f.start(), f.end()), next(g for g in f.groups() if g is not None)) for f in regex.finditer(QUOTED, text)
    ]


def _pairs(said: Sequence[_Sentence], k: int) -> Iterator[Amendment]:
    """Several changes in one sentence: "पैरा 1 में "A" के स्थान पर "B" तथा पैरा 2 में "C" के स्थान पर "D" पढ़ा जाए"."""
    one = said[k]
    text = one.text
    quotes = _quotes(text)
    if len(quotes) < 4 or len(quotes) % 2:
        return
    places = list(lexicon().pattern("in_place_of").finditer(text))
    hindi = len(places) >= 2 and lexicon().pattern("read_as").search(text, places[-1].end()) is not None
    english = len(regex.findall(r"(?i)\b(?:substituted|replaced|read)\b", text)) >= 1 and not places
    if not (hindi or english):
        return
    begin = 0
    for (old, former), (new, latter) in zip(quotes[::2], quotes[1::2], strict=True):
        between = text[old.end : new.start]
        if hindi and not lexicon().pattern("in_place_of").search(between):
            return
        back = not hindi and regex.search(r"(?i)\b(?:instead\s+of|in\s+place\s+of|in\s+lieu\s+of)\b", between)
        named = _paragraphs_named(text[begin : old.start])
        paragraph = named[-1] if named else (_paragraph(said[:k], k - 1) if k and not begin else None)
        paragraph = paragraph or next(iter(reversed(_paragraphs_named(text[: old.start]))), None)
        if paragraph is not None:
            pair = (latter, former) if back else (former, latter)
            yield _amendment(paragraph, *pair, 0.85, one.place(begin, new.end))
        begin = new.end


def _inserted(said: Sequence[_Sentence], k: int) -> Iterator[Amendment]:
    """ "After para 3 the following para shall be inserted: “…”", "पैरा 3 के पश्चात निम्नलिखित जोड़ा जाए": nothing old."""
    one = said[k]
    mark = lexicon().pattern("inserted_as").search(one.text)
    behind = _after_paragraph().search(one.text)
    if mark is None or behind is None:
        return
    named = _paragraphs_named(behind.group())
    if not named:
        return
    inside = _quotes(one.text)
    long = _quoted_behind(said, k, mark.end())
    rest = regex.sub(r"(?i)^[\s,:\-–—।]*(?:namely|viz\.?|as under)?[\s,:\-–—।]*", "", one.text[mark.end() :])
    if long is not None:
        new, where = long
    elif inside:
        new, where = inside[-1][1], one.place(0, len(one.text))
    elif len(rest) > 3:
        new, where = rest, one.place(0, len(one.text))
    elif k + 1 < len(said):
        new, where = said[k + 1].text.strip('“”"‘’ '), said[k + 1].place(0, len(said[k + 1].text))
    else:
        return
    yield _amendment(named[0], None, new, 0.8, one.place(0, len(one.text)), where)


@cache
def _after_paragraph() -> regex.Pattern[str]:
    return compiled(
        rf"(?:\b(?:after|below|following)\s+(?:the\s+)?(?:existing\s+)?{_para().pattern}"
        rf"|{_para().pattern}\s*(?:के|की)\s*(?:पश्चात्?|बाद|नीचे|उपरान्त|उपरांत))",
        regex.IGNORECASE,
    )


def _read_as(said: Sequence[_Sentence], k: int) -> Iterator[Amendment]:
    """ "for the words 'X' read 'Y'", "'X' may be read as 'Y'", "'X' के स्थान पर 'Y' पढ़ा जाए"."""
    one = said[k]
    text = one.text
    whole = one.place(0, len(text))
    pair = _hindi_pair(text) or _english_pair(text)
    if pair is None:
        return
    paragraph = _paragraph(said, k)
    if paragraph is not None:
        yield _amendment(paragraph, pair[0], pair[1], 0.85, whole)


def _hindi_pair(text: str) -> tuple[str, str] | None:
    place = lexicon().pattern("in_place_of").search(text)
    if place is None or lexicon().pattern("following").match(text, place.end() + 1):
        return None
    read = lexicon().pattern("read_as").search(text, place.end())
    if read is None:
        return None
    before, after = text[: place.start()], text[place.end() : read.start()]
    old = [words for span, words in _quotes(before)]
    new = [words for span, words in _quotes(after)]
    if old and new:
        return old[-1], new[0]
    plain_old = regex.split(r"(?:\sमें\s|,\s|\sमें,\s|अंकित|उल्लिखित|मुद्रित|शब्द(?:ों)?\s)", before)[-1]
    plain_new = regex.sub(r"(?:\s(?:को|शब्द|अंकित))?\s*$", "", after)
    plain_new = regex.sub(r"^\s*(?:शब्द(?:ों)?\s)?", "", plain_new)
    if plain_old.strip(" ,:-–") and plain_new.strip(" ,:-–"):
        return plain_old.strip(" ,:-–"), plain_new.strip(" ,:-–")
    return None


def _english_pair(text: str) -> tuple[str, str] | None:
    quotes = _quotes(text)
    reads = lexicon().pattern("reads_now").search(text)
    for_read = regex.search(r"(?is)\bfor\s+(?:the\s+)?(?:words?|figures?|date|expression|entry)?.*?\bread\b", text)
    swap = regex.search(
        r"(?is)\bfor\s+the\s+(?:words?|figures?|expression|entry|entries|date)\b.*\b(?:substituted|inserted|replaced)\b",
        text,
    )
    # "may be read with 'new' in place of 'old'"
    read_with = regex.search(r"(?is)\bread\s+with\b.{1,400}?\b(?:in\s+place\s+of|instead\s+of|in\s+lieu\s+of)\b", text)
    if len(quotes) >= 2 and (reads or for_read or swap or read_with):
        between = text[quotes[0][0].end : quotes[1][0].start]
        back = regex.search(r"(?i)\b(?:instead\s+of|in\s+place\s+of|in\s+lieu\s+of|for)\b", between) and not for_read
        return (quotes[1][1], quotes[0][1]) if back else (quotes[0][1], quotes[1][1])
    plain = regex.search(
        r"(?i)(?:the\s+(?:words?|figures?|date|amount)\s+)?([^,;:]{2,80}?)\s+(?:may|shall|should|is to|are to)\s+"
        r"(?:please\s+|kindly\s+)?(?:be\s+)?read\s+as\s+([^,;:]{2,100}?)(?:\s+(?:instead|in place)\b.*)?[.\s]*$",
        text,
    )
    if plain and not quotes:
        old = (
            regex.sub(r"(?i)^.*\b(?:para|paragraph|line|of|in|for)\s+(?:\S+\s+)?(?:the\s+)?(?=\S+$)", "", plain[1])
            if len(plain[1].split()) > 6
            else plain[1]
        )
        if not regex.match(r"(?i)under|follows", plain[2]):
            return old, plain[2]
    return None


def _modified(said: Sequence[_Sentence], k: int) -> Iterator[Amendment]:
    """ "Para 4 stands modified as under: “…”"; the old words where an earlier sentence quotes them."""
    one = said[k]
    mark = lexicon().pattern("modified_as").search(one.text) or _put_in_place(one.text)
    if mark is None:
        return
    named = _paragraphs_named(one.text[: mark.start()]) or _paragraphs_named(one.text)
    paragraph = named[0] if named else _paragraph(said, k)
    if paragraph is None:
        return
    inside = _quotes(one.text[mark.end() :])
    long = _quoted_behind(said, k, mark.end())
    if long is not None:
        new, where = long
    elif inside:
        new, where = inside[0][1], one.place(0, len(one.text))
    elif one.text[mark.end() :].strip(" :-–"):
        new, where = one.text[mark.end() :].strip(" :-–"), one.place(0, len(one.text))
    elif k + 1 < len(said):
        new, where = said[k + 1].text.strip('“”"‘’ '), said[k + 1].place(0, len(said[k + 1].text))
    else:
        return
    yield _amendment(paragraph, _quoted_before(said, k, paragraph), new, 0.85, one.place(0, len(one.text)), where)


def _put_in_place(text: str) -> regex.Match[str] | None:
    """ "पैरा 3 के स्थान पर निम्नलिखित पैरा पढ़ा जाए: …": the paragraph as a whole is replaced."""
    place = lexicon().pattern("in_place_of").search(text)
    if place is None or not lexicon().pattern("following").match(text, place.end() + 1):
        return None
    return cast("regex.Match[str] | None", lexicon().pattern("read_as").search(text, place.end()))


def _quoted_behind(said: Sequence[_Sentence], k: int, start: int) -> tuple[str, Span] | None:
    """Quoted words that begin right behind ``start`` and may run over several sentences, or fill the next paragraph."""
    one = said[k]
    begin = one.span.start + start
    lead = r"[\s,:\-–—]*(?:namely|viz\.?|as\s+under)?[\s,:\-–—]*"
    found = regex.match(rf"{lead}{QUOTED}", one.run.text[begin:], regex.IGNORECASE)
    if found:
        return next(g for g in found.groups() if g is not None), one.run.span(one.span.start, begin + found.end())
    after = next((s for s in said[k + 1 :] if s.run is not one.run), None)
    if after is None or not regex.fullmatch(lead, one.run.text[begin:], regex.IGNORECASE):
        return None
    found = regex.match(rf"\s*{QUOTED}", after.run.text)
    if found is None:
        return None
    return next(g for g in found.groups() if g is not None), after.run.span(0, found.end())


def _quoted_before(said: Sequence[_Sentence], k: int, paragraph: str) -> str | None:
    """The words of a paragraph as an earlier sentence quotes them ("Para 4 specifies as under: “…”")."""
    for j in range(k - 1, -1, -1):
        if paragraph in _paragraphs_named(said[j].text):
            for sentence in said[j : min(j + 2, k)]:
                quotes = _quotes(sentence.text)
                if quotes:
                    return quotes[0][1]
    return None


def _deleted(said: Sequence[_Sentence], k: int, besides: bool = False) -> Iterator[Amendment]:
    """ "पैरा 4 विलोपित किया जाता है"; ``besides`` behind another change in the same sentence ("… तथा पैरा 4 को …")."""
    one = said[k]
    inside = _quotes(one.text)
    begin = inside[-1][0].end if besides and inside else 0
    mark = lexicon().pattern("deleted").search(one.text, begin)
    if mark is None or (besides and not inside):
        return
    quotes = _quotes(one.text[begin : mark.start()])
    for paragraph in _paragraphs_named(one.text[begin : mark.start()]):
        yield _amendment(paragraph, quotes[0][1] if quotes else None, None, 0.85, one.place(0, len(one.text)))


def _extended(said: Sequence[_Sentence], k: int) -> Iterator[Amendment]:
    """ "the date given in para 4 is extended to 31.5.2021"."""
    one = said[k]
    text = one.text
    mark = lexicon().pattern("extended").search(text)
    back = lexicon().pattern("extended_after").search(text)
    named = _paragraphs_named(text) if mark or back else []
    if not named:
        return
    days = find_dates(text)
    new = None
    if mark is not None:
        new = next((d for d in days if d.span.start >= mark.end()), None)
    elif back is not None:
        new = next((d for d in reversed(days) if d.span.end <= back.start() + 1), None)
    if new is None:
        return
    old = next(
        (d for d in days if d.span.end <= new.span.start and _former(text, d.span)),
        None,
    )
    yield _amendment(named[0], old.span.of(text) if old else None, new.span.of(text), 0.8, one.place(0, len(text)))


def _former(text: str, day: Span) -> bool:
    """Whether a date is the one that is moved: "from …", "… को बढ़ाकर"; one before the paragraph is a paper's."""
    if regex.search(r"(?i)from\s*(?:the\s+)?$", text[: day.start]) or regex.match(r"\s*(?:को|से)\s", text[day.end :]):
        return True
    if _para().search(text, 0, day.start) is None:
        return False
    return regex.search(r"(?i)(?:date\s+of|तिथि|तारीख|दिनांक)\s*(?:the\s+)?$", text[: day.start]) is not None


def _instead(said: Sequence[_Sentence], k: int) -> Iterator[Amendment]:
    """A contrast over two sentences: the one names the paragraph and what it says, the other says what "instead"."""
    one = said[k]
    if lexicon().pattern("instead").search(one.text) is None or not duties(one.text):
        return
    for j in range(k, max(-1, k - 5), -1):
        named = _paragraphs_named(said[j].text)
        if not named or (j == k and lexicon().pattern("earlier_said").search(one.text) is None):
            continue
        old, new = _differing(said[j].text, one.text)
        if new is None:
            quotes = _quotes(one.text)
            new = quotes[-1][1] if quotes else collapse(duties(one.text)[0].span.of(one.text))
        places = [one.place(0, len(one.text))]
        if j != k:
            places.insert(0, said[j].place(0, len(said[j].text)))
        yield _amendment(named[0], old, new, 0.8, *places)
        return


def _differing(before: str, after: str) -> tuple[str | None, str | None]:
    """The numbered thing that changes: "Part-1" in the one, "Part-2" in the other."""
    skip = _para()

    def things(text: str) -> dict[str, regex.Match[str]]:
        hidden = [Span(f.start(), f.end()) for f in skip.finditer(text)]
        return {
            f[1].casefold(): f
            for f in LABELLED.finditer(text)
            if not any(h.overlaps(Span(f.start(), f.end())) for h in hidden)
        }

    old, new = things(before), things(after)
    for head, found in new.items():
        if head in old and ascii_digits(old[head][2]) != ascii_digits(found[2]):
            return old[head].group(), found.group()
    return None, None

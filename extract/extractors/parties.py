"""To whom a paper is sent: addressees (with or without "To", in the head or at the foot) and the copy list.

To, / 1. Secretaries to all the Ministries … / 2. All Cadre Controlling Authorities
A copy is forwarded to the Accountant General for information and necessary action.
2. डॉ. क ख, संयुक्त सचिव (नोडल अधिकारी) को प्रेषित कर लेख है कि …      → recipient, and its instruction apart
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import regex

from extract.compiled import compiled
from extract.confidence import confidence
from extract.cues import BULLET, LIST_ITEM, beside_label, copied_paper, cue_reader
from extract.lexicon import lexicon
from extract.normalise import collapse
from extract.record import Party
from extract.view import Line, View, at
from ingest.document import Span

GOES_ON = (",", "-", "–", "&", "/", " and", " of", " एवं", " तथा", " व")
"""Endings of a line that the next one carries on."""
HINDI_ASK = r"(?<!\s)\s+(?:को|की\s+[ओऔ]र)\s+(?=\S)"
"""Behind a recipient whatever is asked of him may follow; that it is asked is seen from its ending."""
ENGLISH_FOR = regex.compile(
    r"(?<!\s)\s*+[-–—,(]*+\s*+\b(?=(?:for\s+(?:kind\s+|favour\s+of\s+|further\s+|necessary\s+|strict\s+|your\s+|his\s+|her\s+)*(?:information|perusal|action|compliance|necessary|record|publication|uploading|guidance)"
    r"|(?<=\s[-–—]\s?)(?:for|(?-i:to))\s+(?-i:\p{Ll})|(?<=,\s?)for\s+(?:(?-i:\p{Ll})|\p{L}+ing\s)|for\s+(?-i:\p{Ll}+ing)\s"
    r"|for\s+(?-i:(?:\p{Ll}+\s+){1,8})(?:action|publicity|circulation)\s*(?:please)?[\s.)]*$"
    r"|(?<=[.:]\s)(?:He|She|They)\s+(?:is|are|may|shall)\b"
    r"|with\s+(?:the|a)\s+(?:request|direction|advice|instruction)|with\s+reference\s+to|in\s+reference\s+to|w\.\s?r\.\s?t\.))",
    regex.IGNORECASE,
)
JOINED_TO_NEXT = regex.compile(r"[\s,]+(?:and|&|एवं|तथा|व)$|\s*[/;]$", regex.IGNORECASE)
"""What joins a recipient to the one on the next line: "Principal Secretaries and"."""
BY_LETTERS = regex.compile(r"\W*\p{Lu}{2,6}s?(?=[,/]\s?\p{Lu})")
"""A recipient by its letters and its seat: "DG/RDSO/Laketown", "CAO, COFMOW/Laketown"."""
LETTERS = regex.compile(r"(?:\p{Lu}\.?){3,}")
LISTED_BELOW = regex.compile(r"\bbelow\b|\bfollowing\b|[:：][\s\-–—]*$", regex.IGNORECASE)
AS_LISTED = regex.compile(r"\W*[(\[]\s*as\s+per\s[^()]{0,30}\blist\b[^()]{0,20}[)\]]\W*$", regex.IGNORECASE)
"""Below a recipient: "(As per list attached)"."""
DITTO = regex.compile(r"(?:\s{2,}|\s*[-–—]\s*)[\"“(]?[-–—]?\s*do\s*[-–—.]*[\")”]?\s*[-–—.]*$")
"""The instruction of the recipient above, said again: "- do -"."""
FIGURE = regex.compile(r"\s*(?P<n>[1-9]\d?)\s+(?=\p{Lu}|\p{Devanagari}{2})")
"""A list label without its dot."""
POINTED = regex.compile(r"\s*(?P<n>[1-9]\d?)\s?[:;,]\s+(?=\p{Lu}|\p{Lo})")
"""A list label whose dot was taken for another sign."""
TICKED = regex.compile(r"\s*[(\[{<|/\\]\s?(?P<n>[1-9]\d?)[^\p{L}\s]{0,5}\s+(?=\p{Lu}|\p{Lo})")
"""A list label that a pen ticked off: "(3/55 The Librarian"."""
SCRAP = regex.compile(r"\s*[^\s\-–—.:)\t]{1,2}(?P<apart>\s*[-–—.:)]{1,3}\s+|\t|\s+)(?=\p{Lu}|\p{Lo})")
"""What a recogniser makes of a list label: "ae    ", "ut —    "."""
HONORED = regex.compile(
    r"^\W*(?P<name>(?:Shri|Smt|Ms|Mr|Mrs|Dr|Prof|Sh|Km|Sri|डॉ|श्री|श्रीमती|सुश्री|प्रो|डा)[.॰0]*\s+[^,()]{2,50}?)\s*(?:,|\(|$)"
)


@cache
def _hindi_to() -> regex.Pattern[str]:
    """ "… को सूचनार्थ", "… की ओर कृपया अवलोकनार्थ": behind the recipient what the copy is for."""
    purpose = rf"[\p{{L}}\p{{M}}]+नार्थ|{lexicon().openings('copied_for')}"
    return compiled(rf"(?<!\s)\s+(?:को|की\s+[ओऔ]र|की\s+सेवा\s+में)\s+(?=(?:कृपया\s+)?(?:{purpose}))")


@cache
def _purpose_alone() -> regex.Pattern[str]:
    return compiled(rf"\W*(?:सादर\s+)?{lexicon().openings('purpose_alone')}")


@cache
def _asked_of() -> regex.Pattern[str]:
    """ "… को वेबसाइट पर अपलोड करने हेतु", "… की ओर देयक सहित भेजकर निवेदन है कि …", "… - अपलोड करने के अनुरोध के साथ"."""
    ending = rf"{lexicon().alternation('instruction_ending')}[\s।.)]*(?:$|[।.]\s)"
    asks = lexicon().alternation("clause_opener")
    please = lexicon().alternation("asking_word")
    return compiled(
        rf"{HINDI_ASK}(?=[^।]*?{ending})|{HINDI_ASK}(?=[^।]*?{asks})|(?<!\s)\s+[-–—]+\s*(?=[\p{{Devanagari}}][^।]*?\s{ending})"
        rf"|,\s+(?![^,।]*\s(?:को|की)\s)(?=[\p{{Devanagari}}][^,।]*?[\p{{L}}\p{{M}}]ने\s+{ending})"
        rf"|(?<!\s)\s+(?={please}\s[^\n])"
    )


def addressees(view: View) -> tuple[Party, ...]:
    """Recipients, one each; a block that names one recipient over several lines is one."""
    words = lexicon()
    lines = [_behind_label(line) for line in view.zone("addressee")]
    lines = [
        line for line in lines if not cue_reader().of(line) & {"to", "to_below_from"} and not AS_LISTED.match(line.text)
    ]
    lines = [line for line in lines if not words.pattern("to_label").fullmatch(line.text.strip(" ,:.-"))]
    if not lines and (copied := _of_copied(view)) is not None:
        return (_party(view, copied),)
    body = next((line.index for line in view.zone("body")), 0)
    head = [line for line in lines if line.index < body]
    foot = [line for line in lines if line.index >= body]
    copies = next((line.index for line in view.zone("copy_list")), None)
    if head and foot and copies is not None and foot[0].index > copies:
        foot = []  # "To" below the note that sends the copies: to whom they go
    spans = [*_items(view, head), *_items(view, foot)]
    return tuple(_party(view, span) for span in spans if _says_something(view, span))


@cache
def _addressed_to() -> regex.Pattern[str]:
    """ "Copy of letter No. 5/2 dated 4.3.2005 addressed to the Director"."""
    to = lexicon().alternation("addressed_to")
    return compiled(rf"{to}\s+(?:the\s+)?(?P<who>\p{{Lu}}[^,.;:]{{3,80}}?)\W*$", regex.IGNORECASE)


def _of_copied(view: View) -> Span | None:
    """The recipient over a copied paper: "Copy of letter No. 5/2 dated 4.3.2005 addressed to the Director"."""
    for line in view.zone("number_line")[:1]:
        named = _addressed_to().search(line.text) if copied_paper().match(line.text) else None
        if named is not None:
            return Span(line.span.start + named.start("who"), line.span.start + named.end("who"))
    return None


def _behind_label(line: Line) -> Line:
    """Of "To : The Accountant General" what stands behind the label; any other line as it is."""
    label = beside_label("to_label").match(line.text)
    if label is None:
        return line
    return replace(line, span=Span(line.span.start + label.end(), line.span.end), text=line.text[label.end() :])


def copy_to(view: View) -> tuple[Party, ...]:
    """Recipients of copies, each with what is asked of this one recipient as ``instruction``."""
    out: list[Party] = []
    group: list[Line] = []
    heads = 0
    for line in view.zone("copy_list"):
        cues = cue_reader().of(line)
        if "by_order" in cues and "list_item" not in cues:
            break  # "Forwarded by order": what follows certifies the copies
        if "copy" in cues and "list_item" not in cues:
            out += [_party(view, s) for s in _of_one_head(view, group, heads) if _says_something(view, s)]
            group = []
            heads += 1
            rest = _after_copy_label(view, line)
            if rest is not None:
                group.append(Line(line.index, rest, rest.of(view.text), line.page, 1, line.indent, line.zone))
            continue
        group.append(line)
    out += [_party(view, s) for s in _of_one_head(view, group, heads) if _says_something(view, s)]
    return tuple(out)


def _of_one_head(view: View, group: list[Line], heads: int) -> list[Span]:
    """The recipients below one label of copies, or in front of the first (``heads`` is 0)."""
    items = _items(view, group, open_ended=heads > 0)
    return _run_on(view, items[0]) if heads and len(items) == 1 else items


def _run_on(view: View, span: Span) -> list[Span]:
    """Recipients with towns on one line, strokes between them: "महालेखाकार, बिहार, पटना/सभी कोषागार पदाधिकारी को …"."""
    text = span.of(view.text)
    asks = (_hindi_to(), _asked_of(), ENGLISH_FOR)
    asked = [found.start() for found in (ask.search(text) for ask in asks) if found]
    named = text[: min(asked, default=len(text))]
    parts = [found.span() for found in regex.finditer(r"[^/]+", named)]
    known = sum(
        bool(cue_reader().designation.search(named[a:b]) or _everyone().match(named[a:b].lstrip())) for a, b in parts
    )
    every = sum(bool(_everyone().match(named[a:b].lstrip())) for a, b in parts)
    apart = every >= 2 or any("," in named[a:b] for a, b in parts[:-1])
    apart = apart or all(len(named[a:b].split()) >= 3 for a, b in parts)  # each with whose he is, in words
    spaced = len(parts) >= 3 and named.count(" / ") == len(parts) - 1  # strokes between blanks part whole names
    if len(parts) < 2 or known < max(2, len(parts) // 2 if spaced else len(parts) - 1) or not apart:
        return [span]
    ends = [*[b for _, b in parts[:-1]], len(text)]
    return [Span(span.start + a, span.start + b) for (a, _), b in zip(parts, ends, strict=True)]


def _after_copy_label(view: View, line: Line) -> Span | None:
    """The recipient that stands on the copy label's own line, if any ("A copy is forwarded to the …")."""
    words = lexicon()
    text = line.text
    label = words.pattern("copy_label").search(text)
    if label is None:
        one = words.pattern("one_copy_hi").match(text.lstrip())
        start = line.span.start + len(text) - len(text.lstrip())
        return Span(start + one.end(), line.span.end) if one else None
    tail = text[label.end() :]
    named = _goes_to().match(tail)
    if named is None and label.group().rstrip().endswith("-"):
        named = regex.match(r"\s*(?=\p{L})", tail)  # "C/- Sr. Clerk"
    if named is None and label.group().casefold().endswith(" to") and not LISTED_BELOW.search(text):
        named = regex.match(r"\s+(?=\p{L})", tail)  # "Copy to the District Officer, Laketown."
    if named is None and (to := _hindi_to().search(tail)) and len(tail[: to.start()].split()) <= 14:
        named = regex.match(
            r"\s+(?=\p{Devanagari})", tail
        )  # "प्रतिलिपि जिलाधिकारी महोदय, मधुपुर को सादर अवलोकनार्थ प्रेषित।"
    if named is None:
        return None
    rest = tail[named.end() :]
    if len(rest.strip(" :-–—.,")) < 4 or _all_below().match(rest):
        return None
    if _purpose_alone().match(rest):
        return None  # "प्रतिलिपि : सूचनार्थ एवं आवश्यक कार्यवाही हेतु": for what, not to whom
    if (
        regex.search(r"[\p{Devanagari}]", rest)
        and regex.search(r"(?:निम्न|प्रेषित|सूचनार्थ)", rest)
        and rest.rstrip().endswith((":-", ":", "-"))
    ):
        return None
    start = line.span.start + label.end() + named.end()
    return Span(start, line.span.end)


@cache
def _goes_to() -> regex.Pattern[str]:
    """Behind the label up to the recipient: "is forwarded to", "to", ":-"."""
    goes = lexicon().alternation("copy_goes")
    return compiled(
        rf"(?:[^:]{{0,80}}?{goes}[^:]{{0,40}}?\bto\b|\s*to\b\s*:?(?=\s+\p{{L}})"
        r"|\s*[:\-–—]+(?=\s*(?:\p{L}|\(?\p{N})))\s*[:\-–—]*\s*",
        regex.IGNORECASE,
    )


@cache
def _all_below() -> regex.Pattern[str]:
    """The recipients stand below, or only what the copy is for stands on the label's line."""
    words = lexicon()
    following = rf"(?:the\s+)?{words.openings('following_parties')}"
    return compiled(rf"\W*(?:{following}|{words.openings('listed_below')}|(?:for|with)\s)", regex.IGNORECASE)


def _items(view: View, lines: Sequence[Line], open_ended: bool = False) -> list[Span]:
    """Cut a block of lines into recipients: by list labels where there are any, else line by line or all in one."""
    if not lines:
        return []
    labels = _labels(lines)
    if any(end is not None for end in labels) and not _house_number(lines, labels):
        return _by_label(view, lines, labels)
    return _by_line(view, lines)


def _house_number(lines: Sequence[Line], labels: Sequence[int | None]) -> bool:
    """The only "label" is a figure that counts nothing, below the recipient: "17. Lake Road"."""
    found = [k for k, end in enumerate(labels) if end is not None]
    return len(found) == 1 and found[0] > 0 and (_count(lines[found[0]].text[: labels[found[0]]]) or 0) > found[0] + 1


def _labels(lines: Sequence[Line]) -> list[int | None]:
    """Where the text begins behind each line's list label, None where there is none.

    A figure whose dot a recogniser lost ("4   The Controller") is a label where it counts on from the label above.
    """
    out: list[int | None] = []
    last = 0
    for line in lines:
        found = LIST_ITEM.match(line.text)
        bullet = BULLET.match(line.text)
        unsure = [label.match(line.text) for label in (FIGURE, POINTED, TICKED)]
        counts_on = next((label for label in unsure if label and int(label["n"]) == last + 1), None)
        if found:
            out.append(found.end())
            counted = regex.search(r"\d+", found.group())
            last = int(counted.group()) if counted else last + 1
        elif bullet:
            out.append(max(0, bullet.end() - 1))
        elif counts_on:
            out.append(counts_on.end())
            last += 1
        else:
            out.append(None)
    return _with_misread(lines, out) if sum(end is not None for end in out) >= 2 else out


def _with_misread(lines: Sequence[Line], ends: list[int | None]) -> list[int | None]:
    """Where a figure is missing in a row, a scrap before the text is what was made of it ("ae    The Joint …")."""
    counts = [_count(line.text[:end]) if end is not None else None for line, end in zip(lines, ends, strict=True)]
    known = [k for k, count in enumerate(counts) if count is not None]
    if len(known) < 2:
        return ends
    out = list(ends)
    before: list[tuple[int, int]] = [(-1, 0), *((k, counts[k] or 0) for k in known)]
    for (here, count), (there, following) in zip(before, [*before[1:], (len(lines), -1)], strict=True):
        last = following < 0
        if not last and following != count + 2:
            continue
        for k in range(here + 1, there):
            scrap = SCRAP.match(lines[k].text)
            if scrap is None:
                continue
            # Behind the last label nothing counts but a label's sign; before the first one a mere blank will do.
            wide = "\t" in scrap["apart"] or len(scrap["apart"]) > 2
            lone = here < 0 and not regex.match(r"\s*\p{Lu}{2}", lines[k].text)
            if regex.search(r"[^\s]", scrap["apart"]) or (not last and (wide or lone)):
                out[k] = scrap.end()
                break
    return out


def _count(label: str) -> int | None:
    found = regex.search(r"\d+", label)
    return int(found.group()) if found else None


def _by_label(view: View, lines: Sequence[Line], labels: list[int | None]) -> list[Span]:
    out: list[Span] = []
    inner = False
    numbered = [end is not None for end in labels]
    for k, line in enumerate(lines):
        if numbered[k]:
            start = line.span.start + (labels[k] or 0)
            out.append(Span(start, line.span.end))
            inner = True
        elif not inner:
            if k == 0 and not _ends_party(line.text) and len(lines) > 1 and numbered[1]:
                if "copy" in cue_reader().of(line) or line.text.rstrip().endswith((":", "-")):
                    continue
            out.append(line.span)
        elif (
            line.gap
            and line.page == lines[k - 1].page
            and _ends_party(lines[k - 1].text)
            and _everyone().match(line.text)
        ):
            out.append(line.span)
        else:
            out[-1] = Span(out[-1].start, line.span.end)
    return out


def _by_line(view: View, lines: Sequence[Line]) -> list[Span]:
    """Without labels: each line is a recipient where each can be one; else the block is one recipient."""
    texts = [line.text.rstrip() for line in lines]
    if _stopped(texts):
        return _by_stop(lines, texts)
    if (sign := _parting_sign(texts)) is not None:
        starts = [0, *(k for k in range(1, len(lines)) if texts[k - 1].endswith(sign))]
        ends = [*starts[1:], len(lines)]
        return [Span(lines[a].span.start, lines[b - 1].span.end) for a, b in zip(starts, ends, strict=True)]
    if _posts_over_seats(texts):
        return [Span(a.span.start, b.span.end) for a, b in zip(lines[::2], lines[1::2], strict=True)]
    apart = _each_is_one(view, lines, texts)
    if not apart and (starts := _blocks_of_posts(lines)):
        ends = [*starts[1:], len(lines)]
        return [Span(lines[a].span.start, lines[b - 1].span.end) for a, b in zip(starts, ends, strict=True)]
    out: list[Span] = []
    for k, line in enumerate(lines):
        if k and not (apart and _begins_party(lines, texts, k)) and not _after_stop(texts, k):
            out[-1] = Span(out[-1].start, line.span.end)
        else:
            out.append(line.span)
    return out


def _blocks_of_posts(lines: Sequence[Line]) -> list[int]:
    """Where recipients begin that stand over several lines each, a blank line between them, each with its post on top;
    nothing where they do not."""
    starts = [0, *(k for k, line in enumerate(lines) if k and line.gap)]
    sizes = [b - a for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    reader = cue_reader()
    posts = all(_everyone().match(lines[k].text) or reader.designation.match(lines[k].text.strip()) for k in starts)
    return starts if len(starts) >= 2 and min(sizes) >= 2 and posts else []


@cache
def _bodies() -> regex.Pattern[str]:
    """A kind of bodies that a regulator writes to, alone on its line: "प्राथमिक (शहरी) सहकारी बैंक"."""
    return compiled(rf"{lexicon().alternation('kind_of_bodies')}(?:\s*\([^()]*\))?\W*$")


def _posts_over_seats(texts: Sequence[str]) -> bool:
    """A post with its comma and below it where he sits, one after the other: "महाप्रबंधक, / सभी झीलें, / महानिदेशक, /
    झील संगठन, तालनगर।"."""
    post = cue_reader().designation
    alone = [post.fullmatch(text.rstrip(" ,")) is not None and text.endswith(",") for text in texts]
    return len(texts) >= 4 and len(texts) % 2 == 0 and all(alone[::2]) and not any(alone[1::2])


def _stopped(texts: Sequence[str]) -> bool:
    """Each recipient ends with a danda, whatever lines it takes: "पुलिस उप महानिरीक्षक, / (शहर) भोपाल।"."""
    ends = [t.endswith("।") for t in texts]
    return sum(ends) >= 2 and ends[-1] and all(end or t.endswith(",") for end, t in zip(ends, texts, strict=True))


def _parting_sign(texts: Sequence[str]) -> str | None:
    """The sign that ends every recipient but the last, whatever lines each takes: ";", or "/" behind posts."""
    semicolons = sum(t.endswith(";") for t in texts[:-1])
    if semicolons and semicolons >= (len(texts) - 1) / 2:
        return ";"
    post = cue_reader().designation
    named = all(post.search(t) or _everyone().match(t) or _posts_of_many().search(t) for t in texts)
    return "/" if len(texts) >= 2 and named and all(t.endswith("/") for t in texts[:-1]) else None


def _by_stop(lines: Sequence[Line], texts: Sequence[str]) -> list[Span]:
    out: list[Span] = []
    for k, line in enumerate(lines):
        if k and texts[k - 1].endswith(",") and not _all_of().match(texts[k]):
            out[-1] = Span(out[-1].start, line.span.end)
        else:
            out.append(line.span)
    return out


def _each_is_one(view: View, lines: Sequence[Line], texts: Sequence[str]) -> bool:
    """Whether a block lists a recipient a line: set apart by gaps, "All …" above, or a post in every line."""
    if len(lines) < 2:
        return False
    if sum(1 for line in lines[1:] if line.gap) >= max(2, (len(lines) - 1) / 2):
        return True
    if lines[0].zone == "copy_list" or _at_foot(view, lines[0]):
        return len(lines) >= 3 or not texts[0].endswith(GOES_ON)
    if _collective(texts) or _posts(lines, texts) or _joined(texts) or _same_letters(texts):
        return True
    if all(_bodies().search(text) for text in texts):
        return True
    everyone = bool(regex.match(r"^\W*(?:All|समस्त|सभी)\s", texts[0], regex.IGNORECASE))
    if everyone and not texts[0].endswith((",", "।", "-")):
        return True
    every = sum(bool(_everyone().match(t)) for t in texts)
    # "The Librarian, … / The Comptroller, …" are two; "The Chairman / All Scheduled Banks" is one over two lines
    two = all(regex.match(r"^\W*The\s", t) for t in texts) and not any(t.endswith(GOES_ON) for t in texts)
    if every >= 3 or two:
        return True
    reader = cue_reader()
    each = zip(texts, lines, strict=True)
    posts = all(_everyone().match(t) or "designation" in reader.of(line) for t, line in each)
    lettered = len(lines) >= 3 and sum(bool(BY_LETTERS.match(t)) for t in texts) >= 2
    posts = posts or (lettered and all(_everyone().match(t) or BY_LETTERS.match(t) for t in texts))
    return len(lines) >= 3 and posts and not any(t.endswith(GOES_ON) for t in texts[:-1])


def _same_letters(texts: Sequence[str]) -> bool:
    """Every line names the same post by its letters: "Pr.CLA (WC) Ponda / C.L.A. Lakeside / Addl.CLA Northlake"."""
    found = [LETTERS.search(text) for text in texts]
    posts = {regex.sub(r"[.\s]", "", one.group())[-3:] for one in found if one is not None}
    return len(texts) >= 3 and all(found) and len(posts) == 1 and not any(t.endswith(GOES_ON) for t in texts)


@cache
def _everyone() -> regex.Pattern[str]:
    return regex.compile(rf"\W*(?:{lexicon().alternation('collective')}|The)\s", regex.IGNORECASE)


@cache
def _all_of() -> regex.Pattern[str]:
    """Also behind an office's name: "शासन के समस्त विभाग"."""
    return regex.compile(
        rf"\W*(?:[\p{{L}}\p{{M}}]+\s+(?:के|की)\s+)?{lexicon().alternation('collective')}\s", regex.IGNORECASE
    )


def _collective(texts: Sequence[str]) -> bool:
    """ "शासन के समस्त विभाग, / अध्यक्ष, राजस्व मण्डल, / समस्त कलेक्टर,": a recipient a line, each with its comma."""
    return sum(bool(_all_of().match(t)) for t in texts) >= 2 and all(
        t.endswith((",", ";", "।", ".")) for t in texts[:-1]
    )


def _posts(lines: Sequence[Line], texts: Sequence[str]) -> bool:
    """Every line, three or more, begins with a post or with "All": a recipient a line."""
    post = cue_reader().designation
    begins = [bool(_all_of().match(t)) or bool(post.search(t, 0, 14)) for t in texts]
    if all(post.match(t) and "," in t and not t.endswith(GOES_ON) for t in texts):
        return True  # "महाप्रबंधक, सभी मंडल / महानिदेशक, अनुसंधान, मधुपुर"
    return len(lines) >= 3 and all(begins) and sum(bool(_everyone().match(t)) for t in texts) >= 2


def _joined(texts: Sequence[str]) -> bool:
    """ "All Heads of Departments, / Commissioners of Divisions, / Deputy Commissioners and / the Registrar": each names
    a post, is joined to the next by a comma or "and", and one at least names many."""
    if len(texts) < 3 or not all(regex.search(r"(?:[,;&]|\band)$", t) for t in texts[:-1]):
        return False
    plural = sum(bool(_posts_of_many().search(t)) for t in texts)
    named = [bool(cue_reader().designation.search(t) or _posts_of_many().search(t)) for t in texts]
    return plural >= 2 and named[0] and sum(named) >= len(texts) - 1


@cache
def _posts_of_many() -> regex.Pattern[str]:
    forms = [form for form in lexicon().forms("designation") if form.isascii() and form[-1].isalpha()]
    posts = "|".join(map(regex.escape, forms))
    return regex.compile(
        rf"(?<!\p{{L}})(?:{posts})s(?!\p{{L}})|^\W*{lexicon().alternation('collective')}\s|(?-i:\p{{Lu}}{{2,}}s\b)",
        regex.IGNORECASE,
    )


def _of_each(texts: Sequence[str], k: int) -> bool:
    """ "The Regional Director, / All Regional Offices.": one post in every office, over two lines."""
    one = (
        regex.match(r"\W*The\s", texts[k - 1])
        and texts[k - 1].endswith(",")
        and not _posts_of_many().search(texts[k - 1])
    )
    return (
        bool(one)
        and bool(_everyone().match(texts[k]))
        and not regex.match(r"\W*The\s", texts[k])
        and texts[k].endswith(".")
    )


def _at_foot(view: View, line: Line) -> bool:
    """The block stands below the signature."""
    signed = [other.index for other in view.zone("signature")]
    return bool(signed) and signed[0] < line.index


@cache
def _towns() -> regex.Pattern[str]:
    """A line of towns or of one region: "कोटा, बूंदी, बारां एवं झालावाड़ जिला", "मधुपुर क्षेत्र", "जनपद-सरोवर"."""
    words = lexicon()
    place, district = words.alternation("place"), words.alternation("district_word")
    region = rf"{words.alternation('region_word')}\W*$"
    joined = rf"\s*(?:,|/|एवं|व|तथा)\s*\p{{Devanagari}}[^।]*{district}\W*$"
    other = rf"(?!{words.alternation('collective')})(?!{words.alternation('designation')})\p{{Devanagari}}+"
    seat = rf"{district}\s*[-–:]?\s*{other}(?:\s\p{{Devanagari}}+)?\W*$"
    return compiled(rf"\W*(?:{place}(?:{joined}|\s+{region})|{other}\s+{region}|{seat})")


def _begins_party(lines: Sequence[Line], texts: Sequence[str], k: int) -> bool:
    """This line is not the wrapped rest of the one above."""
    if _towns().match(texts[k]):
        return False
    if k == len(texts) - 1 and lexicon().pattern("state").fullmatch(texts[k].strip(" .।,")):
        return False  # the state under the last recipient
    if lines[k].gap:
        return True
    above, here = texts[k - 1], texts[k]
    if _joined(texts) or all(_bodies().search(text) for text in texts):
        return True
    if _of_each(texts, k):
        return False
    if _collective(texts) or _posts(lines, texts):
        # only the state or town under the last of them is no recipient of its own
        return not (k == len(texts) - 1 and lexicon().pattern("state").fullmatch(here.strip(" .।,")))
    if above.endswith(",") and lines[k].zone == "copy_list" and _posts_of_many().search(above):
        if BY_LETTERS.match(here) or _posts_of_many().search(here) or regex.match(r"\W*\p{Lu}{2,6}s\b", here):
            return True  # a line each, though each ends with a comma
    if above.endswith(GOES_ON) or here[:1].islower() or here.startswith(("(", "&")):
        return False
    full = max(len(t) for t in texts) >= 55 and len(above) >= 0.85 * max(len(t) for t in texts)
    new = _everyone().match(here) or BY_LETTERS.match(here)
    return not (full and not above.endswith((".", "।", ";")) and not new)


def _after_stop(texts: Sequence[str], k: int) -> bool:
    """The recipient above ended with a full stop and this one begins like another ("The …", "PS to …")."""
    begins = regex.match(r"^\W*(?:The|All|Shri|Smt|Dr|PS|PPS|Sr|समस्त|निजी|श्री)\b", texts[k]) is not None
    another = texts[k - 1].endswith(")") and regex.match(r"^\W*The\s\p{Lu}", texts[k]) is not None
    lettered = texts[k - 1].endswith(".") and BY_LETTERS.match(texts[k]) and "," in texts[k]
    return bool(another or lettered or (texts[k - 1].endswith((".", "।")) and begins))


def _ends_party(text: str) -> bool:
    return text.rstrip().endswith((".", "।", ";"))


def _says_something(view: View, span: Span) -> bool:
    return len(regex.findall(r"\p{L}", span.of(view.text))) >= 3


def _party(view: View, span: Span) -> Party:
    mark = regex.match(r"[^\p{L}\p{N}(\"“'‘]+", span.of(view.text))  # a tick or bullet before the recipient
    if mark and mark.end() < len(span):
        span = Span(span.start + mark.end(), span.end)
    lines = [line for line in view.lines if line.span.overlaps(span)]
    if any(line.beside and line.zone not in ("addressee", "copy_list") for line in lines):
        return _left_half(view, span, [line.span for line in lines if line.zone in ("addressee", "copy_list")])
    text = span.of(view.text)
    cut = len(text)
    for pattern in (_hindi_to(), _asked_of(), ENGLISH_FOR, DITTO):
        found = pattern.search(text)
        if found and found.start() >= 3 and len(regex.findall(r"\p{L}", text[: found.start()])) >= 3:
            cut = min(cut, found.start())
    main = JOINED_TO_NEXT.sub("", text[:cut].rstrip(" -–—,;:")).rstrip(" -–—,;:")
    instruction = collapse(text[cut:]).strip(" -–—,(") or None
    held = Span(span.start, span.start + len(main))
    name = HONORED.match(main)
    return Party(
        value=collapse(main),
        name=collapse(name.group("name")) if name else None,
        instruction=instruction,
        confidence=confidence("placed"),
        evidence=(at(held),),
    )


def _left_half(view: View, span: Span, own: Sequence[Span]) -> Party:
    """A recipient at the left of the number and the date: what stands at the right of its lines is not its."""
    pieces = [Span(max(span.start, line.start), min(span.end, line.end)) for line in own]
    return Party(
        value=collapse(" ".join(piece.of(view.text) for piece in pieces)).rstrip(" -–—,;:"),
        confidence=confidence("placed"),
        evidence=tuple(at(piece) for piece in pieces),
    )

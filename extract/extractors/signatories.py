"""Who signed, with the post over several lines; a signatory may have no name.

(A. B. Clerk)                                     Deputy Superintendent, X Cell
Special Secretary (Personnel) to the              for Chief Secretary to Government
Government of Y
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence
from dataclasses import replace

import regex

from extract.confidence import confidence
from extract.cues import ACRONYM_POST, NOT_A_NAME, WIDE_GAP, Cue, cue_reader
from extract.lexicon import lexicon
from extract.normalise import collapse
from extract.numbers import find_numbers
from extract.record import Evidence, Signatory
from extract.view import Line, View, at
from ingest.document import Span

BRACKETS = regex.compile(r"\(\s*(?P<name>\p{L}[\p{L}\p{M}.'’॰0०° ]{2,45}(?:\s?/\s?\p{Lu}[\p{Latin}. ]{2,45})?)\s*\)")
NAME = regex.compile(
    r"^\W*(?P<name>(?P<w>\p{Lu}[\p{L}.'’]*|\p{Devanagari}[\p{L}\p{M}.॰0०°]*)(?:[ .]+[\"“”]?(?&w)){0,4}"
    r"(?:(?:[ .]+\p{Lu})+)?)"
    r"(?:,\s?\p{Lu}[\p{Lu}. ]{1,9})?\W*$"
)
"""A name in words and initials; the letters of a service behind a comma do not belong to it, nor do quotation marks
that a pen's strokes are taken for."""
DEVANAGARI = regex.compile(r"\p{Devanagari}")
HINDI_NAME = regex.compile(r"[\p{Devanagari}.०0 ]{5,50}")
STRAY_QUOTE = regex.compile(r"(?<=\s)[\"“”](?=[\p{L}\p{M} .]+$)")
FILE_IN_BRACKETS = regex.compile(r"^\s*[(\[].{6,80}[)\]]\W*$")
"""Where it was issued from, below the post: "(Issued from File No. 4/37/265/PN11)"."""
LEFT_OPEN = regex.compile(r"\s*\($")
NAME_AND_POST = regex.compile(
    r"\s*(?P<name>(?:(?:\p{Lu}|\p{Devanagari}\p{M}*)[.॰]\s?){1,3}(?:\p{Lu}[\p{Lu}'’]+|\p{Lu}\p{Ll}+|[\p{Devanagari}]{2,})"
    r"|\p{Lu}{2,}(?:\s\p{Lu}[\p{Lu}.]*){1,3}),\s(?P<post>\S.*)"
)
"""Initials and a name, or a name in capitals, and behind the comma the post."""
BRACKETED_AND_POST = regex.compile(r"\s*(?P<name>\(\s*\p{L}[\p{L}\p{M}.'’0० ]{2,45}\)),?\s+(?P<post>\S.*)")
"""The name in brackets and the post on one line: "(A. B. Clerk) Director"."""
NEVER_A_POST: frozenset[Cue] = frozenset(
    {"contact", "address", "date", "office", "government", "by_order", "copy", "number", "long"}
)
SHORT_POST = regex.compile(r"(?=.*[.()/&-])(?:for\s+)?\p{Lu}[\p{Lu}\p{Ll}.()&/, -]*")
"""Shortened words with their dots, brackets or strokes; a plain word below a name may be a town."""
CLOCK = regex.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\b")
GOES_ON = regex.compile(r"(?:\b(?:to|the|of|for|and|cum)|,|सह|एवं|तथा|&)\s*$", regex.IGNORECASE)
STROKES = regex.compile(r"^[\p{N}|\\]*[/|\\][\p{N}/|\\]*\s*(?=[\p{L}\p{M}]{3})")
"""A signature's strokes before the post, taken for figures: "6/8 मुख्य अधिकारी"."""
POST_GOES_ON = regex.compile(r"\s(?:सह|cum)\s*[-–]?\s*$", regex.IGNORECASE)
TOWN_AND_STATE = regex.compile(r"\s*\p{Devanagari}[\p{Devanagari} -]{2,30}\s?\([\p{L}\p{M}]{1,6}[.०0][^()]{0,8}\)\W*")
"""A town with its state's letters below a post: "झीलपुर (छ.ग.)"."""
BROKEN_OFF = regex.compile(r"\b(?:of|the)\s*$", regex.IGNORECASE)
ON_BEHALF = regex.compile(r"(?<![\p{L}\p{M}])की ओर से[\s,:]*$")
"""Over the post of him who signs, for whom he does: "सचिव की ओर से,"."""
LINKED = regex.compile(r"^\s*(?:for|to|of|and|&|कृते|सह|एवं|\()", regex.IGNORECASE)
ELECTRONIC = regex.compile(
    r"electronically\s+generated|computer\s+generated|does\s+not\s+(?:need|require)", regex.IGNORECASE
)


def signatories(view: View) -> tuple[Signatory, ...]:
    """The signatories of a paper, in printed order, each once. For e-mails the name and post below the text."""
    lines = [line for line in _without_by_order(view.zone("signature", "closing")) if not _not_a_person(line)]
    out: list[Signatory] = []
    ordered: list[Signatory] = []
    for block in [b for part in _columns(lines) for b in _blocks(part, view)]:
        found = _read(block, view)
        if out and "by_order" in cue_reader().of(block[0]):
            ordered += [found] if found else []
            continue  # the section officer who certifies the copies, below the signatory
        if found is not None and not any(_same(found, other) for other in out):
            out.append(found)
    out = [_with_post_above(_in_papers_script(s, ordered, view), view) for s in out]
    posts = {s.designation for s in out if s.designation}
    named = {s.designation for s in out if s.name is not None}
    return tuple(s for s in out if s.name is not None or not _said_before(s.designation or "", posts, named))


def _said_before(post: str, posts: Collection[str], named: Collection[str | None]) -> bool:
    """A nameless post below the copies that is the one above, or its beginning."""
    return post in named or any(other != post and other.startswith(post) for other in posts)


def _without_by_order(lines: Sequence[Line]) -> list[Line]:
    """The lines without the rest of "By order and in the name of the / Governor of X," that the margin broke off."""
    out: list[Line] = []
    for above, line in itertools.pairwise([None, *lines]):
        broken = above and "by_order" in cue_reader().of(above) and BROKEN_OFF.search(above.text)
        if line and not (broken and not line.gap):
            out.append(line)
    return out


def _with_post_above(found: Signatory, view: View) -> Signatory:
    """A demi-official letter prints its writer's name and post at the top and only the name below."""
    if found.name is None or found.designation is not None:
        return found
    lines = view.zone("letterhead")
    beside = zip(lines, lines[2:], strict=False)  # the office stands at the right, between name and post
    for line, below in [*itertools.pairwise(lines), *beside]:
        same = _plain_name(line.text).startswith(_plain_name(found.name))
        if same and "designation" in cue_reader().of(below) and below.index <= line.index + 3:
            post = collapse(below.text).strip(" ,.।")
            seat = next((other for other in lines if other.index == below.index + 1), None)
            if below.text.rstrip().endswith(",") and seat is not None and _state(seat.text):
                post = f"{post}, {collapse(seat.text).strip(' ,.।')}"  # "पुलिस महानिदेशक, / झील प्रदेश।"
            return found.model_copy(update={"designation": post, "evidence": (*found.evidence, at(below.span))})
    return found


def _in_papers_script(found: Signatory, ordered: Sequence[Signatory], view: View) -> Signatory:
    """A Hindi paper's digital signature gives the name in Latin letters: the Hindi one of the same post is printed in
    the sender's block above, or below the copies."""
    if view.language != "hi" or not found.designation or not regex.search(r"\p{Latin}{2}", found.name or ""):
        return found
    post = _plain_name(found.designation)
    named = [(s.name, s.evidence[0]) for s in ordered if s.name and _plain_name(s.designation or "") == post]
    for line, below in itertools.pairwise(view.zone("sender_block")):
        if _plain_name(below.text) == post:
            named.append((collapse(line.text).strip(" ,.।()"), at(line.span)))
    for name, evidence in named:
        if HINDI_NAME.fullmatch(name):
            return found.model_copy(update={"name": name, "evidence": (evidence, *found.evidence[1:])})
    return found


def _plain_name(text: str) -> str:
    """The name without what honours it: "Prof. A. B. Clerk" and "(A. B. Clerk)" are one."""
    bare = collapse(text).strip(" ,.।()")
    while (honour := lexicon().pattern("honorific").match(bare)) is not None and honour.end():
        bare = bare[honour.end() :].strip(" .()")  # "Prof. (Dr.) A. B. Clerk"
    return str(regex.sub(r"(?<=\.)\s+", "", bare)).casefold()  # "A.B. Clerk" and "A. B.Clerk"


def _columns(lines: list[Line]) -> list[list[Line]]:
    """Two signatories side by side are two blocks: "(A)      (B)" over "Post of A      Post of B"."""
    halves = [WIDE_GAP.split(line.text) for line in lines]
    if not any(len(h) == 2 and all(BRACKETS.search(x) for x in h) for h in halves):
        return [lines]
    left: list[Line] = []
    right: list[Line] = []
    for line, parts in zip(lines, halves, strict=True):
        at = line.span.start
        if len(parts) == 2:
            gap = line.text.index(parts[1], len(parts[0]))
            left.append(replace(line, span=Span(at, at + len(parts[0])), text=parts[0]))
            right.append(replace(line, span=Span(at + gap, line.span.end), text=parts[1]))
        else:
            left.append(line)
    return [left, right]


def _not_a_person(line: Line) -> bool:
    cues = cue_reader().of(line)
    if lexicon().pattern("signed_mark").fullmatch(line.text.strip(" ./-–—(),:")):
        return True
    if FILE_IN_BRACKETS.match(line.text) and any(found.label for found in find_numbers(line.text)):
        return True
    return (
        bool(cues & {"contact", "page_marker", "enclosure", "rule", "list_item"})
        or "@" in line.text
        or bool(ELECTRONIC.search(line.text))
    )


def _blocks(lines: list[Line], view: View) -> list[list[Line]]:
    """A new signatory begins at a bracketed name after a post, or after a gap that follows a post."""
    blocks: list[list[Line]] = [[]]
    posted = False
    for k, line in enumerate(lines):
        cues = cue_reader().of(line)
        # a section in brackets right below a post is no second signatory
        section = not line.gap and k + 1 == len(lines)
        begins = posted and (
            ("bracketed_name" in cues and not section)
            or "digital_signature" in cues
            or "by_order" in cues
            or (blocks[-1] and _apart(blocks[-1][-1], line) and not _goes_below(blocks[-1][-1], line))
        )
        if begins:
            blocks.append([])
            posted = False
        blocks[-1].append(line)
        posted = posted or "designation" in cues
    return [b for b in blocks if b]


def _read(block: list[Line], view: View) -> Signatory | None:
    words = lexicon()
    reader = cue_reader()
    name: Span | None = None
    strong = False
    posts: list[Line] = []
    signed = False
    named_at = -1
    block = [half for line in block for half in _gazetted(_without_mark(line))]
    for k, line in enumerate(block):
        cues = reader.of(line)
        text = line.text
        if "digital_signature" in cues:
            signed = True
            rest = words.pattern("digital_signature").sub(" ", text)
            if NAME.match(rest.strip()) and len(rest.split()) >= 2 and name is None:
                start = line.span.start + text.find(rest.strip())
                name = Span(start, start + len(rest.strip()))
            continue
        if "closing" in cues and "designation" not in cues:
            continue
        if ON_BEHALF.search(text):
            continue
        if "by_order" in cues:
            continue
        text = _without_honour(text)
        bracketed = BRACKETS.search(text)
        said = bracketed is not None and NOT_A_NAME.search(bracketed["name"]) and "designation" not in cues
        if bracketed and said and not regex.search(r"\p{L}", text[: bracketed.start()]):
            continue  # "(signature)", "(This issues with the approval of …)"
        if bracketed and strong and posts and not line.gap and line.index == posts[-1].index + 1:
            posts.append(line)  # the branch below the post: "(Administration)"
            continue
        if (
            bracketed
            and "designation" not in cues
            and (regex.fullmatch(r"\W*", CLOCK.sub("", text[: bracketed.start()])))
        ):
            name = Span(line.span.start + bracketed.start("name"), line.span.start + bracketed.end("name"))
            strong, named_at, posts = True, k, []
            continue
        if "bare_date" in cues or (cues & {"date"} and "designation" not in cues):
            continue
        if "designation" in cues and not (
            name is None
            and not posts
            and _reads_as_name(text)
            and k + 1 < len(block)
            and "designation" in reader.of(block[k + 1])
            and _honoured(text)
        ):
            posts.append(line)
            continue
        if not posts and POST_GOES_ON.search(text) and not bracketed:
            posts.append(line)  # "शक वास्थ्य    सेवाएं सह" over "मुख्य कार्यपालन अधिकारी": no name ends so
            continue
        if posts:
            if _state(text) and k + 1 < len(block) and "date" in reader.of(block[k + 1]):
                continue  # where and when it was signed
            if (
                cues & {"office", "government"}
                or LINKED.match(text)
                or GOES_ON.search(posts[-1].text)
                or "address" in cues
                or _state(text)
                or TOWN_AND_STATE.fullmatch(text)
            ):
                posts.append(line)
            continue
        if strong and not posts and k == named_at + 1 and _post_below(line):
            posts.append(line)
            continue
        if not posts and ACRONYM_POST.fullmatch(text.strip()) and (name is None or k == named_at + 1):
            posts.append(line)
            continue
        plain = NAME.match(text)
        if plain and len(regex.findall(r"[\p{L}\p{M}]", plain["name"])) < 3:
            continue  # a stroke of the signature
        if plain and lexicon().pattern("illegible").search(text):
            continue
        latin = name is not None and view.language == "hi" and not DEVANAGARI.search(name.of(view.text))
        if (
            plain
            and not strong
            and not CLOCK.search(text)
            and (name is None or not signed or (latin and DEVANAGARI.search(text)))
        ):
            name = Span(line.span.start + plain.start("name"), line.span.start + plain.end("name"))
            named_at = k
    posts = _trim(posts, name is not None, view)
    if not posts and (name is None or not (strong or signed or _honoured(name.of(view.text)) or named_at >= 0)):
        return None
    if name is not None:
        name = _english_half(name, view)
    post = _join(posts, view)
    if name is None and not post:
        return None
    evidence: list[Evidence] = []
    if name is not None:
        evidence.append(at(name))
    if posts:
        evidence.append(at(Span(posts[0].span.start, posts[-1].span.end)))
    return Signatory(
        name=STRAY_QUOTE.sub("", collapse(name.of(view.text))).strip(" .,") if name is not None else None,
        designation=post,
        confidence=confidence("labelled" if strong or signed else "placed"),
        evidence=tuple(evidence),
    )


def _post_below(line: Line) -> bool:
    """A short line right below a name in brackets is the post, in whatever letters: "Addl.DE (School)"."""
    text = line.text.strip()
    if ACRONYM_POST.fullmatch(text):
        return True
    ranked = lexicon().match("rank_word", text) is not None  # "Sr. Dy. ABC (Estt.)"
    if line.gap or cue_reader().of(line) & (NEVER_A_POST - {"office"} if ranked else NEVER_A_POST):
        return False
    branches = ranked and text.endswith(")")  # "Addl. ABC (Hqrs.) (Law & Rolls)"
    length, words = (70, 10) if branches else (40, 5)
    return 2 <= len(text) <= length and len(text.split()) <= words and SHORT_POST.fullmatch(text) is not None


def _without_mark(line: Line) -> Line:
    """The name behind the clerk's mark of a signature: "Sd/- A. B. Clerk", "ह0/- (क. ख. लिपिक)"."""
    mark = regex.compile(
        rf"\W{{0,3}}{lexicon().alternation('signed_mark')}\.?\s*/?\)?[\s\-–./]*", regex.IGNORECASE
    ).match(line.text)
    if mark is None or not regex.search(r"[/\-–0०.)]", mark.group()) or not line.text[mark.end() :].strip(" ()."):
        return line
    return replace(line, span=Span(line.span.start + mark.end(), line.span.end), text=line.text[mark.end() :])


def _gazetted(line: Line) -> tuple[Line, ...]:
    """Gazettes print name and post on one line, "A. B. CLERK, Jt. Secy.": as two lines; else the line as it is."""
    found = NAME_AND_POST.fullmatch(line.text) or BRACKETED_AND_POST.fullmatch(line.text)
    if found is None:
        return (line,)
    post = cue_reader().designation
    name = found["name"]
    if post.search(name) or not post.match(found["post"]) or cue_reader().office.search(name):
        return (line,)
    start, cut = line.span.start, found.start("post")
    return (
        replace(line, span=Span(start, start + found.end("name")), text=name),
        replace(line, span=Span(start + cut, line.span.end), text=line.text[cut:], gap=0),
    )


def _without_honour(text: str) -> str:
    """The line with the honour in brackets that opens it blanked: "(Smt.) A. B. Clerk"."""
    opened = regex.match(r"\s*\(\s*(?P<h>[\p{L}\p{M}]{2,6}[.०0]?)\s*\)(?=\s*\p{L})", text)
    if opened is None or not lexicon().pattern("honorific").fullmatch(opened["h"].strip()):
        return text
    end = int(opened.end())
    return " " * end + text[end:]


def _reads_as_name(text: str) -> bool:
    return NAME.match(text) is not None


def _state(text: str) -> bool:
    """Nothing but states and places: "राजस्थान, बीकानेर"."""
    words = lexicon()
    parts = [part.strip(" .।()") for part in text.split(",") if part.strip(" .।()")]
    return bool(parts) and all(
        words.pattern("state").fullmatch(p) or words.pattern("place").fullmatch(p) for p in parts
    )


def _apart(above: Line, line: Line) -> bool:
    return line.gap > 0 or line.index - above.index > 1


def _goes_below(above: Line, line: Line) -> bool:
    """The rest of a post, whatever blank stands between: behind a comma, or the seat of the office."""
    left_open = above.text.rstrip().endswith(",") and line.index - above.index == 1 and len(line.text.split()) <= 5
    return (left_open and "bracketed_name" not in cue_reader().of(line)) or _seat(line.text)


def _seat(text: str) -> bool:
    """Town and district below a post, whatever blank stands between: "मधुपुर, जिला-सरोवर"."""
    parts = [part.strip(" .।()") for part in text.split(",") if part.strip(" .।()")]
    district = lexicon().pattern("district_word")
    return len(parts) <= 2 and any(district.match(part) for part in parts) and all(len(p.split()) <= 3 for p in parts)


def _honoured(text: str) -> bool:
    return lexicon().pattern("honorific").match(text.strip(" (")) is not None


def _trim(posts: list[Line], named: bool, view: View) -> list[Line]:
    """A department printed under a complete post, beside a name, is the office, not the post (Latin letterheads)."""
    if not named or len(posts) < 2:
        return posts
    reader = cue_reader()
    out = [posts[0]]
    for line in posts[1:]:
        joined = GOES_ON.search(out[-1].text) or LINKED.match(line.text) or "designation" in reader.of(line)
        latin = regex.search(r"\p{Latin}{3}", line.text)
        if not joined and latin:
            break
        out.append(line)
    return out


def _english_half(name: Span, view: View) -> Span:
    """Of a name printed in both scripts on one line ("क ख A. B.") the half in the paper's language."""
    text = name.of(view.text)
    halves = regex.fullmatch(r"(\p{Devanagari}.*?)\s?/\s?(\p{Latin}.*)", text)
    if halves:
        start, end = halves.span(1 if view.language == "hi" else 2)
        return Span(name.start + start, name.start + end)
    if view.language != "hi" and regex.search(r"\p{Devanagari}", text):
        latin = regex.search(r"\p{Latin}[\p{Latin}.'’ ]+$", text)
        if latin:
            return Span(name.start + latin.start(), name.start + latin.end())
    return name


def _join(posts: list[Line], view: View) -> str | None:
    if not posts:
        return None
    out = ""
    for line in posts:
        text = STROKES.sub("", collapse(line.text).strip(" ,"))
        if regex.fullmatch(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", text) and not out:
            text = text[1:-1].strip()
        if view.language != "hi" and regex.search(r"\p{Devanagari}", text) and regex.search(r"\p{Latin}{4}", text):
            text = regex.sub(r"[\p{Devanagari}\s]+", " ", text).strip()
        elif view.language == "hi":
            text = regex.sub(r"^(\p{Devanagari}[^/]*?)\s?/\s?\p{Latin}[^/]*$", r"\1", text)
        if not out:
            out = text
        else:
            runs_on = GOES_ON.search(out) or LINKED.match(text) or lexicon().pattern("rank_word").fullmatch(out)
            out += (" " if runs_on else ", ") + text
    return LEFT_OPEN.sub("", out.strip().rstrip("।").strip()) or None


def _same(one: Signatory, other: Signatory) -> bool:
    return (one.name or "").casefold() == (other.name or "").casefold() and (
        one.designation == other.designation or one.designation is None or one.name is not None
    )

"""The issuing office: letterhead lines from the widest body to the section, joined by " | "; and the place of issue."""

from __future__ import annotations

import itertools
from dataclasses import replace

import regex

from extract.confidence import confidence
from extract.cues import PIN, beside_label, cue_reader, department, proceedings, section
from extract.dates import find_dates
from extract.lexicon import lexicon
from extract.normalise import collapse
from extract.record import Evidence, Field
from extract.view import Line, View, at
from ingest.document import Span

DEVANAGARI = regex.compile(r"\p{Devanagari}")
_HI = r"(?P<hi>[(\[]?\p{Devanagari}[^\p{Latin}]{2,80}?)"
_EN = r"(?P<en>[(\[]?\p{Latin}[^\p{Devanagari}]{2,80})"
TWO_LANGUAGES = regex.compile(rf"\s*(?:{_HI}\s*[/|–-]?\s*{_EN}|{_EN}\s*[/|–-]\s*{_HI})\s*")
"""An office's name in Hindi and English on one line."""
LATIN_WORD = regex.compile(r"\p{Latin}{2}")
OFFICE_OF = regex.compile(
    r"office|\bo/o\b|secretariat|directorate|कार्यालय|निदेशालय|सचिवालय|commissionerate", regex.IGNORECASE
)
TOWN_NUMBER = regex.compile(r"(?<=\p{Devanagari})\s?[-–]\s?\p{N}{1,2}(?=\W*$)")
"""The number of a post office behind its town: "शिमला-1"."""
SEAT = regex.compile(r"\W*(?:समाहरणालय|कलेक्ट्रेट|collectorate)\W*$", regex.IGNORECASE)
"""The seat of a district, an office by itself: "समाहरणालय, मुजफ्फरपुर"."""
OFFICE_HEAD = regex.compile(r"\W*(?:कार्यालय\s|office\s+of|o/o\s)", regex.IGNORECASE)
OFFICE_THEN_STREET = regex.compile(
    r"\s*(?P<o>\p{Devanagari}[\p{Devanagari} ]{4,60}(?:विभाग|मंत्रालय|निदेशालय|संचालनालय|आयुक्तालय)),\s(?=[^,]+,\s)"
)
"""A department with street and town behind it: "झील विभाग, झील भवन, नाव मार्ग, मधुपुर"."""
ON_THE_WEB = regex.compile(r"\S*@\S*|(?:www\.|https?:)\S*", regex.IGNORECASE)
"""An address on the web or of mail: a town in it is no place of issue."""
SEATED = regex.compile(r"\s+:\s+(?P<p>[^:]{3,20})$")
"""The town behind a court's name: "HIGH COURT OF LAKELAND : LAKETOWN"."""
SECTION_IN_ROMAN = regex.compile(r"\p{Lu}\p{L}+(?:\s\p{Lu}\p{L}+)?\s?[-–]\s?[IVX]{1,4}")
"""A section by its numeral below the department: "Appointment-II"."""
FLOOR = regex.compile(r"(?<=\w\W{0,2}),\s*\d{1,2}(?:st|nd|rd|th)\s+\p{L}+\W*$", regex.IGNORECASE)
"""The storey behind an office's name: "Finance [Ponds] Department, 10th floor"."""
PIN_AT_END = regex.compile(r"[\s,–-]*\d{3}\s?\d{3}\W*$")
LABELLED = regex.compile(r"\W*\p{Devanagari}[\p{L}\p{M} ]{2,20}\s?:\s")
DESCRIBED = regex.compile(
    r"\W*[(\[]\s*(?:An?\s|(?:Established|Constituted|Incorporated|Formerly|Registered|Autonomous|Statutory|Deemed)\b|केन्द्रीय\s|केंद्रीय\s|स्वायत्त|[^()]*उपक्रम(?![\p{L}\p{M}])[^()]*[)\]])",
    regex.IGNORECASE,
)
"""What a body is, in brackets below its name: "(A Govt. of India Enterprise)"."""
TOWN_AND_PIN = regex.compile(
    r"(?:^|,)\s*(?P<p>\p{Lu}[\p{L}.]{2,}(?:\s\p{Lu}[\p{L}.]+)?|\p{Devanagari}{3,}(?:\s\p{Devanagari}{3,})?)"
    r"\s*[-–—,:(]{0,2}\s*\p{N}{3}\s?\p{N}{3}(?!\p{N})"
)
TOWN_AT_END = regex.compile(r",\s?\p{Lu}[\p{L}. ]{2,24}?[-–—:]{0,2}\s?\d{3}\s?\d{3}\W{0,3}$")
"""Town and PIN behind an office: "Lakeland Circle, Laketown –751 001"."""
NAMED_BY_AREA = regex.compile(
    r"\W*\p{Lu}\p{L}+(?:\s\p{Lu}\p{L}+){0,2}\s(?:Circle|Zone|Region|Range|Division|Division Office)\W*"
)
DEPARTMENT_OF = regex.compile(r"\W*(?:ministry|department|directorate)\s+of\s", regex.IGNORECASE)
SECTION_OF_LETTER = regex.compile(r"\p{Lu}{1,4}\.?\s?\([\p{L}&./\- ]{2,16}\)")
"""A ministry's section by its letter: "D (Civ-II)"."""
STATE_AT_END = regex.compile(r"\s*\([\p{L}\p{M}]{1,6}[.०0][^()]{0,8}\)\W*$")
"""The state's letters behind a town: "बिलासपुर (छ.ग.)"."""
POST_OF = regex.compile(r"\s*(?:(?:\p{Lu}[\p{L}.&]+)\s+){0,3}?(?:of|for)\s+(?:the\s+)?\p{Lu}", regex.IGNORECASE)
BRACKETED = regex.compile(r"^\W*[(\[]\s*[\p{L}\p{M}\p{N} .,&/\-–'’()]+[)\]]\W*$")


def issuer(view: View) -> Field | None:
    """Letterhead lines that name an office, in the paper's own language where it is bilingual.

    Where there is no letterhead: the body whose initials open the number ("ABCD/…" and "Any Body Called Done (ABCD)"
    in the text), then the office in the signature.
    """
    halves = [_half(_without_title(line), view) for line in view.zone("letterhead")]
    headed = {line.index for line in view.zone("letterhead") if _by_its_head(line)}
    lines = _in_language([line for line in halves if line.index in headed or _names_an_office(line, view)], view)
    lines += _state_below(lines, halves)
    if lines and not any("government" in cue_reader().of(line) for line in lines):
        # a letter with a sender's block prints the government there, and only its section beside the date
        sends = [(line, cue_reader().of(line)) for line in view.zone("sender_block")]
        named = [line for line, cues in sends if "government" in cues]
        named = named or [
            line
            for line, cues in sends
            if "office" in cues and "designation" not in cues and not section().search(line.text)
        ]
        beside = all(section().search(line.text) or department().search(line.text) for line in lines)
        lines = [*named[:1], *lines] if beside and named and named[0].index < lines[0].index else lines
    if lines:
        return Field(
            value=" | ".join(_clean(part) for line in lines for part in _offices(_without_address(line.text))),
            confidence=confidence("placed"),
            evidence=_together(lines),
        )
    return _by_initials(view) or _by_signature(view)


def _together(lines: list[Line]) -> tuple[Evidence, ...]:
    """One stretch where the lines stand together; one each where other things stand between them."""
    whole = Span(lines[0].span.start, lines[-1].span.end)
    if len(whole) <= 2 * sum(len(line.span) for line in lines):
        return (at(whole),)
    return tuple(at(line.span) for line in lines)


def _names_an_office(line: Line, view: View) -> bool:
    text = line.text
    reader = cue_reader()
    cues = reader.of(line)
    if cues & {"priority", "page_marker", "title", "contact", "date", "list_item", "emblem", "rule", "subject"}:
        return False
    if "government" in cues:
        # a demi-official letter's writer: "शासन सचिव"
        return not (view.kind == "do_letter" and reader.designation.fullmatch(text.strip(" .,।")))
    if lexicon().pattern("gazette_head").match(text.lstrip(" ([")):
        return False
    if DESCRIBED.match(text):
        return False
    if BRACKETED.match(text) and lexicon().pattern("number_label").search(text) and regex.search(r"\d", text):
        return False  # "(Case No.C/147/0/3)"
    if SECTION_OF_LETTER.fullmatch(text.strip()) and _below_office(line, view):
        return True
    if BRACKETED.match(text) and not regex.search(r"\d{4}", text) and len(text) < 70 and not find_dates(text):
        return not (reader.address.search(text) and reader.place.search(text) and "office" not in cues)
    if _head_of_department(line, view) or (SECTION_IN_ROMAN.fullmatch(text.strip()) and "designation" not in cues):
        return True
    named = TOWN_AT_END.sub("", text) if len(text) < 160 else text
    if named != text and _only_offices(named, line, view):
        return True
    if "office" not in cues:
        return False
    if "designation" in cues and not OFFICE_OF.search(text):
        return _signs_below(line, view)  # else a writer's post at the top, not the office
    if OFFICE_HEAD.match(text):
        text = PIN_AT_END.sub("", text)  # "कार्यालय मुख्य अभियन्ता, पटना - 800001"
    if PIN.search(text) or regex.search(r"\d{5}|@|www\.", text):
        return False
    if LABELLED.match(text) and not reader.office.search(text, 0, text.index(":")):
        return False  # "संयोजक : दामोदर घाटी निगम"
    # "नगर राजभाषा कार्यान्वयन समिति": what opens a name in Hindi is no address
    address = [hit for hit in reader.address.finditer(text) if hit.start() or not DEVANAGARI.match(text)]
    offices = list(reader.office.finditer(text))
    tail = TOWN_NUMBER.sub("", _without_state(STATE_AT_END.sub("", text))).rsplit(",", 1)
    if len(tail) == 2 and reader.place.fullmatch(tail[1].strip(" .।")) and offices and not address:
        # "X Vidyapith, Town" or "Commissionerate of X, Town", but not "University Road, Town" or "Sachivalaya, Town"
        whole = offices[-1].end() >= len(tail[0].rstrip()) - 1 or OFFICE_OF.match(text.lstrip(" (")) is not None
        whole = whole or DEPARTMENT_OF.match(tail[0]) is not None
        return bool(whole and (len(tail[0].split()) >= 2 or SEAT.match(tail[0])))
    if (apart := OFFICE_THEN_STREET.match(text)) and reader.address.search(text, apart.end("o")):
        return not reader.address.search(apart["o"])
    if (
        reader.place.search(text)
        and "," in text
        and not regex.match(r"(?i)\W*(?:office of|o/o\s|directorate|कार्यालय)", text)
    ):
        return False
    if address and not any(
        regex.match(r"(?i)(?:ministry|department|directorate|office of|मंत्रालय|विभाग|निदेशालय)", h.group())
        for h in offices
    ):
        return len(offices) >= len(address)
    return True


def _state_below(lines: list[Line], letterhead: list[Line]) -> list[Line]:
    """The state alone below the office's name, the last line of the letterhead: "मत्स्य संचालनालय / मध्यप्रदेश"."""
    if not lines or not letterhead:
        return []
    last, state = letterhead[-1], lexicon().pattern("state")
    below = last.index == lines[-1].index + 1 and not last.gap and not lines[-1].text.rstrip().endswith(",")
    return [last] if below and state.fullmatch(last.text.strip(" .,।()")) else []


def _signs_below(line: Line, view: View) -> bool:
    """The only line above the number is the post that signs the paper: "जिला मत्स्य अधिकारी, तालनगर"."""
    if view.kind == "do_letter" or line.index != view.lines[0].index or view.zone("sender_block"):
        return False
    below = next((other for other in view.lines if other.index == line.index + 1), None)
    if below is None or below.zone not in ("number_line", "date_line"):
        return False
    signed = [other.text.strip(" ,.।()") for other in view.zone("signature")]
    return any("," not in post and len(post) > 5 and line.text.strip().startswith(post) for post in signed)


def _below_office(line: Line, view: View) -> bool:
    """An office's line stands right above in the letterhead."""
    above = next((other for other in view.zone("letterhead") if other.index == line.index - 1), None)
    return above is not None and bool(cue_reader().of(above) & {"office", "government"})


def _only_offices(text: str, line: Line, view: View) -> bool:
    """Every part between commas is an office: "Headquarters, Ponds Department"; below an office "Lakeland Circle"."""
    reader = cue_reader()
    parts = [part.strip() for part in text.split(",")]
    if any(regex.search(r"\d", p) or reader.address.search(p) or len(p) < 4 for p in parts):
        return False
    if len(parts) == 1 and NAMED_BY_AREA.fullmatch(parts[0]):
        return _below_office(line, view)
    return len(parts) >= 2 and all(reader.office.search(p) for p in parts)


def _head_of_department(line: Line, view: View) -> bool:
    """Departments that go by their head's name: "CONTROLLER GENERAL OF ACCOUNTS"; no person stands above."""
    if view.kind == "do_letter" or "designation" not in cue_reader().of(line) or regex.search(r"[,\d]", line.text):
        return False
    post = cue_reader().designation.match(line.text.lstrip(" ("))
    if post is None or not POST_OF.match(line.text.lstrip(" (")[post.end() :]):
        return False
    lines = view.zone("letterhead")
    above = next((other.text for other in reversed(lines) if other.index < line.index), "")
    person = lexicon().pattern("honorific").match(above.strip(" (")) or regex.search(r"\bI\.?\s?[APF]\.?\s?S\b", above)
    return not person and not regex.search(r"\bto\s+(?:the\s+)?Gov", line.text, regex.IGNORECASE)


def _without_state(text: str) -> str:
    """The name and town of "माध्यमिक शिक्षा मण्डल, मध्यप्रदेश, भोपाल" without the state that stands between them."""
    parts = text.split(",")
    state = lexicon().pattern("state")
    kept = [p for k, p in enumerate(parts) if not (0 < k < len(parts) - 1 and state.fullmatch(p.strip(" .।()")))]
    return ",".join(kept)


def _without_title(line: Line) -> Line:
    """ "PROCEEDINGS OF THE GOVERNMENT OF X": the issuer behind the order's title."""
    title = proceedings().match(line.text)
    if title is None:
        return line
    named, _, seat = line.text.rpartition(",")
    end = len(named) if cue_reader().place.fullmatch(seat.strip(" .")) else len(line.text)
    if title.end() >= end:
        return line
    span = Span(line.span.start + title.end(), line.span.start + end)
    return replace(line, span=span, text=line.text[title.end() : end])


def _by_its_head(line: Line) -> bool:
    """ "PROCEEDINGS OF THE COMMISSIONER OF PONDS, LAKELAND": who proceeds is named by his post."""
    title = proceedings().match(line.text)
    return title is not None and cue_reader().designation.match(line.text[title.end() :].strip()) is not None


def _offices(text: str) -> list[str]:
    """ "MINISTRY OF FINANCE/ DEPARTMENT OF REVENUE": two offices on one line; any other line as it is."""
    parts = [part.strip() for part in text.split("/")]
    begins = cue_reader().office
    whole = all(begins.match(part) and len(part.split()) >= 3 for part in parts)
    return parts if len(parts) == 2 and whole else [text]


def _without_address(text: str) -> str:
    """ "Office of the X, Lake Road, Laketown - 110010": what stands before the street."""
    text = FLOOR.sub("", text)
    town_and_pin = TOWN_AT_END.search(text)
    if town_and_pin and not OFFICE_HEAD.match(text) and not cue_reader().address.search(text, 0, town_and_pin.start()):
        return text[: town_and_pin.start()]
    apart = OFFICE_THEN_STREET.match(text)
    if apart and cue_reader().address.search(text, apart.end("o")) and not cue_reader().address.search(apart["o"]):
        return str(apart["o"])
    named, _, seat = text.rpartition(",")
    if DEPARTMENT_OF.match(named) and cue_reader().place.fullmatch(seat.strip(" .")):
        return named
    town = SEATED.search(text)
    if town and cue_reader().place.fullmatch(town["p"].strip()):
        return text[: town.start()]
    if not OFFICE_HEAD.match(text) or not PIN.search(text):
        return text
    comma = next((m.start() for m in regex.finditer(",", text) if cue_reader().address.search(text, m.start())), None)
    return text[:comma] if comma else text


def _clean(text: str) -> str:
    return collapse(text).strip(" -–—*|,;:।")


def _half(line: Line, view: View) -> Line:
    """Of a line that names the office in both languages ("भारत सरकार / GOVERNMENT OF INDIA") the paper's own half."""
    found = TWO_LANGUAGES.fullmatch(line.text)
    if found is None:
        return line
    part = "hi" if view.language == "hi" else "en"
    start = line.span.start + found.start(part)
    return replace(line, span=Span(start, line.span.start + found.end(part)), text=found[part])


def _in_language(lines: list[Line], view: View) -> list[Line]:
    """Of a bilingual letterhead the lines in the paper's language; all of them where it is in one language."""
    hindi = [line for line in lines if DEVANAGARI.search(line.text)]
    latin = [line for line in lines if LATIN_WORD.search(line.text) and not DEVANAGARI.search(line.text)]
    if hindi and latin:
        return hindi if view.language == "hi" else latin
    return lines


def _by_initials(view: View) -> Field | None:
    """The long name of the body whose initials begin the number, as the text spells it."""
    lead = regex.match(r"[A-Z]{3,8}(?=[/\-])", view.own_number or "")
    if lead is None:
        return None
    initials = lead.group()
    for found in regex.finditer(
        r"(?:\p{Lu}[\p{L}'’]+|of|and|the|for|&)(?:\s+(?:\p{Lu}[\p{L}'’]+|of|and|the|for|&))+", view.span.of(view.text)
    ):
        words = list(regex.finditer(r"[\p{L}'’&]+", found.group()))
        for i in range(len(words)):
            taken: list[regex.Match[str]] = []
            j = i
            while j < len(words) and len("".join(w.group()[0] for w in taken if w.group()[0].isupper())) < len(
                initials
            ):
                taken.append(words[j])
                j += 1
            spelled = "".join(w.group()[0] for w in taken if w.group()[0].isupper())
            if spelled == initials and taken[0].group()[0].isupper():
                start = view.span.start + found.start()
                rest = regex.match(r"(?:\s+(?:of|and|for)\s+\p{Lu}[\p{L}]+){1,2}", view.text[start + taken[-1].end() :])
                span = Span(start + taken[0].start(), start + taken[-1].end() + (rest.end() if rest else 0))
                return Field(
                    value=collapse(span.of(view.text)), confidence=confidence("inferred"), evidence=(at(span),)
                )
    return None


def _by_signature(view: View) -> Field | None:
    """An office named in the signature block or the sender's block of a paper without a letterhead."""
    reader = cue_reader()
    found: list[Line] = []
    for line in view.zone("signature", "sender_block"):
        line = _behind_post(line)
        cues = reader.of(line)
        if cues & {"government", "office"} and "designation" not in cues and "contact" not in cues:
            found.append(line)
    if not found:
        return None
    return Field(
        value=" | ".join(dict.fromkeys(_clean(line.text).rstrip(".") for line in found)),
        confidence=confidence("inferred"),
        evidence=tuple(at(line.span) for line in found),
    )


def _behind_post(line: Line) -> Line:
    """Of "मुख्य सचिव, सरोवर सरकार।" in a sender's block the government; any other line as it is."""
    post, comma, seat = line.text.rpartition(", ")
    if line.zone != "sender_block" or not comma or not cue_reader().designation.fullmatch(post.strip()):
        return line
    below = replace(line, span=Span(line.span.end - len(seat), line.span.end), text=seat)
    return below if "government" in cue_reader().of(below) else line


def place(view: View) -> Field | None:
    """Where the paper was issued: beside the date, else the last place in the letterhead's address."""
    words = lexicon()
    for line in view.zone("date_line", "number_line"):
        found = _dated_place(view, line)
        if found is not None:
            return found
    for line in reversed(view.zone("letterhead", "date_line", "number_line")):
        hits = list(words.find("place", view.text, line.span.start, line.span.end))
        webbed = [found.span() for found in ON_THE_WEB.finditer(line.text)]
        hits = [h for h in hits if not any(a <= h.span.start - line.span.start < b for a, b in webbed)]
        hindi = view.language == "hi"
        own = [hit for hit in hits if (DEVANAGARI.search(hit.span.of(view.text)) is not None) is hindi]
        hits = own or hits  # "नागपुर / NAGPUR": the half in the paper's language
        if hits and "government" not in cue_reader().of(line):
            return _place(view, _widened(view, hits[-1].span, line), "placed")
    return _signed_place(view) or _town_before_pin(view) or _town_of_seat(view)


def _town_before_pin(view: View) -> Field | None:
    """A town that no list of places knows, before the letterhead's PIN: "1/1 Fort Road, Pondtown – 700120"."""
    for line in reversed(view.zone("letterhead")):
        for found in TOWN_AND_PIN.finditer(line.text):
            if not cue_reader().address.search(found["p"]) and not cue_reader().office.search(found["p"]):
                start = line.span.start + found.start("p")
                return _place(view, Span(start, start + len(found["p"])), "inferred")
    return None


def _town_of_seat(view: View) -> Field | None:
    """The town behind the seat of a district: "समाहरणालय, मधुपुर"."""
    for line in view.zone("letterhead"):
        seat, comma, town = line.text.rpartition(",")
        if comma and SEAT.match(seat) and regex.fullmatch(r"\s*[\p{L}\p{M}]{3,20}\W*", town):
            named = town.strip(" .।()")
            start = line.span.start + len(seat) + 1 + town.index(named)
            return _place(view, Span(start, start + len(named)), "inferred")
    return None


def _signed_place(view: View) -> Field | None:
    """Where it was signed, on a line of its own above the date below the signature: "मधुपुर / दिनांक 26-02-2021"."""
    lines = view.zone("signature", "closing", "footer")
    for line, below in itertools.pairwise(lines):
        town = lexicon().pattern("place").fullmatch(line.text.strip(" .,।:-"))
        if town and "date" in cue_reader().of(below) and below.index == line.index + 1:
            start = line.span.start + line.text.index(town.group())
            return _place(view, Span(start, start + len(town.group())), "placed")
    return None


def _dated_place(view: View, line: Line) -> Field | None:
    """ "Dated Shimla-2, the 09th July", "New Delhi, the 17 July", "जयपुर, दिनांक": what stands between label and date."""
    words = lexicon()
    label = words.alternation("date_label")
    shapes = (
        rf"(?:{label})\s*[:,]?\s+(?P<p>\p{{Lu}}[\p{{L}}.]+(?:[ -]\p{{Lu}}?[\p{{L}}\p{{N}}]+){{0,3}}?)\s*,?\s+the\b",
        r"(?:^|\s{2,})(?P<p>\p{Lu}[\p{L}.]+(?:[ -]\p{Lu}[\p{L}]+){0,2})\s*,?\s+(?:the\b|dated\b)",
        rf"(?:^|\s{{2,}}|[,|]\s?)(?P<p>\p{{Devanagari}}[\p{{L}}\p{{M}}]+(?:[ ,]{{1,2}}[\p{{L}}\p{{M}}]+){{0,4}}?)"
        rf"\s*[,:;–-]*\s*(?:{label})",
    )
    for shape in shapes:
        for found in regex.finditer(shape, line.text):
            named = PIN_AT_END.sub("", found["p"])  # "Dated Shimla-171002, the 10th July"
            span = Span(line.span.start + found.start("p"), line.span.start + found.start("p") + len(named))
            if words.pattern("date_label").fullmatch(span.of(view.text)) or not regex.search(
                r"[\p{L}\p{M}]{3}", span.of(view.text)
            ):
                continue
            if words.match("number_label", span.of(view.text)) is not None:
                continue  # "संख्या एवं दिनांक तदैव"
            known = words.pattern("place").search(span.of(view.text))
            if known is None and found.re.pattern == shapes[1]:
                continue
            return _place(view, span, "labelled" if known else "placed")
    return None


def _widened(view: View, span: Span, line: Line) -> Span:
    """The place with a sector number glued to it ("Shimla-2"), never with its PIN."""
    tail = regex.match(r"-\d{1,2}(?!\d)", view.text[span.end : line.span.end])
    return Span(span.start, span.end + (tail.end() if tail else 0))


def _place(view: View, span: Span, strength: str) -> Field:
    return Field(value=collapse(span.of(view.text)), confidence=confidence(strength), evidence=(at(span),))  # type: ignore[arg-type]


def priority(view: View) -> Field | None:
    """A marking of urgency or secrecy printed above the paper ("Immediate", "गोपनीय")."""
    reader = cue_reader()
    for line in view.zone("letterhead", "number_line", "date_line"):
        if "priority" in reader.of(line):
            hit = next(iter(lexicon().find("priority", view.text, line.span.start, line.span.end)), None)
            if hit is not None:
                return Field(value=collapse(line.text), confidence=confidence("placed"), evidence=(at(line.span),))
    return None


def sender(view: View) -> Field | None:
    """The block under "From" / "प्रेषक" as one line."""
    block = [(line, beside_label("from_label").match(line.text)) for line in view.zone("sender_block")]
    lines = [(line, label) for line, label in block if label or "from" not in cue_reader().of(line)]
    if not lines:
        return None
    first, label = lines[0]
    whole = Span(first.span.start + (label.end() if label else 0), lines[-1][0].span.end)
    return Field(value=collapse(whole.of(view.text)), confidence=confidence("labelled"), evidence=(at(whole),))

"""What one printed line gives away about its part in a paper: cue words from the lexicon, shapes from here.

A cue is a hint, not a decision: segment and zones weigh cues by their neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Literal

import regex
from rapidfuzz import process
from rapidfuzz.distance import OSA

from extract.compiled import compiled
from extract.dates import find_dates
from extract.lexicon import Lexicon, lexicon
from extract.numbers import find_numbers
from extract.view import Line
from ingest.document import Span

Cue = Literal[
    "subject", "reference", "salutation", "to", "from", "closing", "by_order", "copy", "enclosure", "annexure",
    "contact", "title", "endorsement", "priority", "diary", "digital_signature", "forwarded", "mail_from",
    "mail_field", "mail_time", "mail_sender", "mail_subject", "mail_count", "number", "date", "bare_date",
    "government", "office", "address", "page_marker", "list_item", "designation", "bracketed_name", "long",
    "table", "labelled_number", "number_label", "abstract", "note", "same_date", "emblem", "opening", "rule",
    "mail_addresses",
    "signed_mark",
    "to_below_from",
    "copied_paper",
]  # fmt: skip

ADDRESS = r"[\p{L}\p{N}._%+\-]+@[\p{L}\p{N}\-]+(?:\.[\p{L}\p{N}\-]+)+"
JUNK = r"[\s\-–—•·*|✓√►▪→.:;,_'\"“”‘’>#/\\=]*"
STOP = r"\s*[:;.\-–—=।ः]+"
PAGE_MARKER = regex.compile(
    r"""^[\s\-–—.:/(\[|]*(?:page|pg\.?|पृष्ठ)?\s*[.:]?\s*[0-9०-९]{1,3}
        (?:\s*(?:of|/|में\s+से)\s*[0-9०-९]{1,4})?[\s\-–—.:/)\]|]*$""",
    regex.VERBOSE | regex.IGNORECASE,
)
LIST_ITEM = regex.compile(
    r"""^[\s\-–—•·*]*(?:
        [({](?:[0-9०-९]{1,3}|[ivxltIVXL1]{1,5}|[a-zA-Z]|[क-ह][ािी]?)\s?[)}]
      | (?:[0-9०-९]{1,3}(?:\.[0-9०-९]{1,3})*|[ivxl]{1,5}|[IVX]{2,5}|I|[a-zA-Z](?=\s?\))|[a-z]|[क-ह][ािी]?(?=\s?[)।])
         |[क-झ](?=\.\s))\s?[.)।]
      | [0-9०-९]{1,2}\s?[-–—]{1,3}(?=\s|\D) | [0-9०-९]{1,2}/(?=\s+\p{L})
      )\s*(?=\S)""",
    regex.VERBOSE,
)
MISREAD_TO = regex.compile(r"^\W{0,3}T[aceu0O]\s?[,;]\s*$")
"""The label of recipients alone on its line, its second letter misread: "Ta,"."""
BULLET = regex.compile(r"^\s*[•·▪►\uf0a7\uf0b7\uf0d8]\s*\S|^\s*[-*]\s+\S")
BRACKETED_NAME = regex.compile(
    r"^\W{0,3}(?P<one>\(\s*(?:\p{L}[\p{L}\p{M}.'’॰0 ]{2,45}(?:\s?/\s?\p{Lu}[\p{Latin}. ]{2,45})?)\s*\))"
    r"(?:\s{2,}(?&one))?\s*[.,]?$"
)
ACRONYM_POST = regex.compile(
    r"(?:for\s+)?(?:\p{Lu}{1,3}\p{Ll}?\.\s?)?\p{Lu}{3,6}(?:-[IVX]{1,3})?\s?\([\p{L}&. ]{2,30}\)"
    r"(?:\s?[-/,]\s?[\p{L}. ]{2,30})?"
)
"""A post by its letters and its branch, as services print it below a name: "DCDA (Pensions)", "RPFC-I (Estt.)"."""
PLAIN_NAME = regex.compile(r"\W{0,3}(?:\p{Lu}\p{L}*+(?:\.\s*+|\s++)){1,4}\p{Lu}\p{L}++\W{0,2}")
"""Two to four capitalised words and initials, and nothing else."""
WIDE_GAP = regex.compile(r"(?<=\S)(?: {3,}|[ \t]*\t[ \t]*)(?=\S)")
MAIL_SENDER = regex.compile(r"^[^:<>]{2,80}<\s*[^<>@\s][^<>@]{0,60}@[^<>@]{3,60}>\s*$")
"""Angle brackets say that it is an address, whatever was made of its letters: "A. Clerk <¢lerk@lakes.gov.in >"."""
RULE_LINE = regex.compile(r"^(?:[\W_]+|[\W_]*[oO0]{3,5}[\W_]*|\W*[-–—_]+\s?[oO0०]{1,2}\s?[-–—_]+\W*)$")
NOT_A_NAME = regex.compile(
    r"(?<![\p{L}.'’])(?:per|as|by|through|list|mail|attached|enclosed|only|copy|reg|regarding|signature|signed|seal|this|these|issues?|with|approval|the|is|are|has|been)(?![\p{L}])"
    r"|(?<![\p{L}\p{M}.॰0०])(?:के|की|का|को|से|द्वारा|अनुसार|सूची|संलग्न|माध्यम)(?![\p{L}\p{M}.॰0०])",
    regex.IGNORECASE,
)
"""Words that no person's name holds; with a dot or its zero they are initials ("आर0के0 सिंह")."""
RUNNING_ON = regex.compile(r"^\W*\p{L}+\s+(?!no\b)\p{Ll}{2,}\s+\p{Ll}")
MOSTLY_DATE = regex.compile(r"[\s\W]*")
SENTENCE_END = regex.compile(r"[.।:;?!]\s*$")
HAS = regex.compile(r"\s+(?:का|की|के)\s+\p{L}")
PARTED = regex.compile(r"^\W*\p{Lu}{1,12}(?: \p{Lu}{1,12}){1,4}\W*$")
"""A few words in capitals."""
CAPITAL_WORD = regex.compile(r"^\W*\p{Lu}{8,14}\W*$")
SPACED = regex.compile(r"^\W*(?:(?:\p{Lu} ){3,}\p{Lu}|(?:\p{Lo}\p{M}* ){2,}\p{Lo}\p{M}*)[^\p{L}\p{M}\p{N}]*$")
"""A title with a blank behind each letter: "O R D E R", "आ दे श"."""
NOUGHT_IN_CAPITALS = regex.compile(
    r"(?<![\p{L}\p{N}/.\-(])0(?=\p{Lu}{3,}(?![\p{L}\p{N}/-]))|(?<=(?<![\p{N}/.\-])\p{Lu}{2,})0(?=\p{Lu}+(?![\p{N}/-]))"
)
MISREAD_CAPITAL = regex.compile(r"l[bcdfgjklmnpqrstvwxz]")
"""No English word begins so: a capital I was read as l ("lndia")."""
PIN = regex.compile(r"(?<!\d)\d{3}\s?\d{3}(?!\d)")


def capitals_restored(text: str) -> str:
    """The text with O for a nought inside a word of capitals ("0RDER", "CONTR0L"); as long as before."""
    return str(NOUGHT_IN_CAPITALS.sub("O", text)) if "0" in text else text


@cache
def do_label() -> regex.Pattern[str]:
    """A demi-official letter's own label: "D.O. No.", "अ0शा0 पत्र संख्या", "अर्द्धशासकीय पत्र"."""
    words = lexicon()
    return compiled(rf"^\W*{words.openings('do_label')}|{words.openings('do_word')}", regex.IGNORECASE)


@cache
def beside_label(group: Literal["to_label", "from_label"]) -> regex.Pattern[str]:
    """ "To : The Accountant General", "From:    The Joint Director": the label with what it introduces on its line.

    Only with a colon or a column's gap behind a label in Latin letters, and no mail address: those are mail headers.
    """
    forms = "|".join(regex.escape(form) for form in lexicon().forms(group) if form.isascii())
    return compiled(
        rf"^\W{{0,3}}(?:(?i:{forms})\s*:[\s\-–—]*(?=[\p{{L}}\p{{N}}(])|(?:{forms})[,.]?\s{{3,}}(?=[\p{{Lu}}\p{{N}}(]))(?![^\n]*@)"
    )


class CueReader:
    """Cues of lines. Patterns are compiled once from the lexicon."""

    def __init__(self, words: Lexicon) -> None:
        self.words = words

        def starts(group: str, tail: str) -> regex.Pattern[str]:
            return compiled(f"^{JUNK}(?:{words.alternation(group)}){tail}", regex.IGNORECASE)

        def alone(group: str, extra: str = "") -> regex.Pattern[str]:
            return compiled(f"^{JUNK}[(\\[]?{words.alternation(group)}{extra}[\\s\\p{{P}}]*$", regex.IGNORECASE)

        def misread(group: str, least: int) -> str:
            """Forms long enough to be known with one or two letters misread ("Sub_iect", "Subjcct")."""
            long = [form for form in words.forms(group) if len(form) >= least]
            return "|".join(f"(?:{regex.escape(form)}){{e<={1 if len(form) < 7 else 2}}}" for form in long)

        self.rules: tuple[tuple[Cue, regex.Pattern[str]], ...] = (
            ("subject", starts("subject_label", rf"(?:{STOP}|\s{{3,}}|(?<=ः)\s|\s*$)")),
            ("subject", compiled(rf"^{JUNK}(?:{misread('subject_label', 5)})\s*[:;]", regex.IGNORECASE)),
            ("reference", starts("reference_label", r"(?:\s*[:;–—।ः]|[.\s]*[:\-–—]+|\s*$)")),
            ("salutation", alone("salutation", r"[^.]{0,30}?[,/ ]*")),
            ("to", compiled(rf"^\W{{0,3}}{words.alternation('to_label')}[\s,:;.\-–—]*$", regex.IGNORECASE)),
            ("to", MISREAD_TO),
            ("to", beside_label("to_label")),
            (
                "from",
                compiled(rf"^\W{{0,3}}{words.alternation('from_label')}\s*[,:;.\-–—]*\s*$", regex.IGNORECASE),
            ),
            ("from", beside_label("from_label")),
            ("closing", starts("closing", r"(?=[\s\p{P}]|$)[^.।]{0,40}$")),
            (
                "to_below_from",
                compiled(rf"^\W{{0,3}}{words.alternation('to_label_below_from')}[\s,:\-–—]*$"),
            ),
            ("by_order", compiled(
                rf"^\W*(?:[\p{{L}}\p{{M}}]+[^\p{{L}}\p{{M}}\p{{N}}]+)?{words.alternation('by_order')}",
                regex.IGNORECASE)),
            # "उत्तर प्रदेश के राज्यपाल के नाम से": up to four words in front, and nothing of a sentence behind
            ("by_order", compiled(
                rf"^\W*(?:[\p{{Devanagari}}]+\s+){{1,4}}?{words.alternation('by_order')}(?:\s+[\p{{Devanagari}}]+){{0,2}}[\s,।.]*$")),
            ("copy", starts("copy_label", r"(?=[\s\p{P}]|$)")),
            ("enclosure", starts("enclosure_label", rf"(?:{STOP}|\s*\(|\s*$)")),
            (
                "annexure",
                starts("annexure_label", r"\s*[-–—:.]*\s*[\"'“]?(?:\p{Lu}|[IVX]+|[0-9०-९]+|\p{Lo})?[\"'”]?(?=\W|$)"),
            ),
            ("contact", starts("contact", r"(?:\s*(?:no|nos|नं|सं)\.?)?\s*[.:/\-–—(]*\s*[:+(\d/\p{L}]")),
            ("title", compiled(
                rf"^{JUNK}[(\[]?{words.alternation('kind_title')}(?:\s*[/|,]?\s*{words.alternation('kind_title')})*"
                rf"(?:\s*[(\[–-]?\s*(?:[0-9०-९]{{1,3}}|[IVX]{{1,4}})\s*[)\]]?)?[\s\p{{P}}]*$", regex.IGNORECASE)),
            # "ORDER UNDER SECTION 19(1) OF THE PONDS ACT, 1961"
            ("title", compiled(
                rf"^{JUNK}{words.alternation('kind_title')}\s+(?:passed\s+|issued\s+)?(?:under|u/s)\s+"
                rf"(?:the\s+)?(?:sub-)?(?:section|rule|clause|article|regulation)s?\s*\d.{{0,90}}$", regex.IGNORECASE)),
            # "COMMERCIAL CIRCULAR NO. 338", "Trade Notice No. 14/2021-22", "ORDERS BY THE GOVERNOR : LAKELAND"
            ("title", compiled(
                rf"^{JUNK}(?:(?-i:\p{{Lu}})[\p{{L}}&.\-]+\s+){{1,2}}{words.alternation('kind_title')}\s*(?:\([^()]{{2,20}}\)\s*)?"
                rf"(?<=[\s)])(?:No\s*[.:\-]*\s*\d[\p{{N}}/\-]*(?:\s+of\s+(?:19|20)\d\d)?|\d{{1,4}}\s+of\s+(?:19|20)\d\d)\W*$"
                rf"|^{JUNK}{words.alternation('kind_title')}\s*[:–-]\s*(?-i:\p{{Lu}})\p{{L}}+\W*$", regex.IGNORECASE)),
            # "CORRIGENDUM No. 2", "शुद्धि पत्र क्रमांक-02"
            ("title", compiled(
                rf"^{JUNK}{words.alternation('kind_corrects')}\s*[-–]?\s*{words.alternation('serial_label')}"
                rf"[\s.:\-–]*(?:[0-9०-९]{{1,3}}|[IVX]{{1,4}})\W*$", regex.IGNORECASE)),
            ("endorsement", starts("endorsement_label", r"\s*(?:no|नं|सं|क्र)?\.?\s*[:.\-–—/]*\s*(?=[\p{N}\p{L}/(])")),
            ("priority", alone("priority", r"(?:\s*[/,&]\s*[\p{L}\p{M} -]+)?")),
            ("diary", starts("diary_label", r"(?=[\s\p{P}\d]|$)")),
            ("digital_signature", starts("digital_signature", "")),
            (
                "forwarded",
                compiled(rf"^[-=\s>_*]*{words.alternation('forwarded_message')}[-=\s_*]*$", regex.IGNORECASE),
            ),
            ("mail_from", compiled(rf"^\W*{words.alternation('mail_from')}\s*:.*@", regex.IGNORECASE)),
            ("mail_field", compiled(
                rf"^\W*(?:{words.alternation('mail_to')}|{words.alternation('mail_cc')}|{words.alternation('mail_bcc')})"
                rf"\s*[:\s]\s*[\"'<]?[^:]*{ADDRESS}", regex.IGNORECASE)),
            ("mail_sender", MAIL_SENDER),
            ("mail_subject", compiled(rf"^\W*{words.alternation('mail_reply')}\s*:\s*\S", regex.IGNORECASE)),
            ("mail_count", compiled(rf"^\W*\d+\s+{words.alternation('mail_count')}\W*$", regex.IGNORECASE)),
            ("page_marker", PAGE_MARKER),
            ("bracketed_name", BRACKETED_NAME),
            ("abstract", alone("abstract_label")),
            ("note", starts("note_label", rf"(?:{STOP}|\s*$)")),
            ("emblem", alone("emblem")),
            ("signed_mark", alone("signed_mark")),
            ("signed_mark", starts("signed_mark", r"\s*/?\s*[-–]+\s*\S[^।;:?]{1,45}$")),
            # a label whose number nobody can read ("संख्या- २%/"): still the place of the number
            ("number_label", starts("number_label", r"\s*[:.\-–—]+\s*[^\p{L}\s]")),
            ("opening", starts("unnumbered_head", "")),
            ("rule", RULE_LINE),
            ("copied_paper", copied_paper()),
            ("copy", compiled(
                rf"^{JUNK}{words.alternation('one_copy_hi')}\s[^।]{{5,300}}\s(?:को|की ओर)\s[^।]{{0,120}}"
                rf"{words.alternation('forwarded_hi')}(?:\s+है)?[\s।.]*$")),
        )  # fmt: skip
        titles = (form.upper() for form in words.forms("kind_title") if form.isascii() and len(form) > 4)
        self._titles_joined = {regex.sub(r"[^\p{Lu}]", "", form): form for form in titles}
        office = words.alternation("office_word")
        government = words.alternation("government")
        self.reference_head = compiled(
            rf"^{JUNK}{words.alternation('reference_label')}\s*[:.\-–—]+\s*", regex.IGNORECASE
        )
        self.same_date_misread = compiled(r"(?:तद्दिनांक){e<=1}")
        self._of = lru_cache(maxsize=20_000)(self._read)
        self.office = compiled(office, regex.IGNORECASE)
        self.government = compiled(
            rf"^\W*(?:{government}\s+(?:of\s+)?[\p{{L}}\p{{M}} .,&'/-]{{2,40}}"
            rf"|[\p{{L}}\p{{M}} .०0&-]{{2,40}}\s{government})(?:\s\([\p{{L}}\p{{M}} .]{{4,30}}\))?\W*$",
            regex.IGNORECASE,
        )
        # "Under Secretary to the Government of …", "for Chief Secretary to Government": a post, not a letterhead
        self.receipt = compiled(rf"\W*{words.alternation('receipt_word')}\W*$", regex.IGNORECASE)
        self.of_a_post = compiled(
            rf"^\W*{words.alternation('signed_for')}\s|\b(?:to|for)\s+(?:the\s+)?{words.alternation('government')}"
            rf"|{words.alternation('government')}\s+के\s",
            regex.IGNORECASE,
        )
        self.address = compiled(words.alternation("address_word"), regex.IGNORECASE)
        self.place = compiled(words.alternation("place"), regex.IGNORECASE)
        self.designation = compiled(words.alternation("designation"), regex.IGNORECASE)
        # a sign too many in a short post: "सरकार के संचिव"
        whole = [form for form in words.forms("designation") if regex.fullmatch(r"\p{Devanagari}{4,8}", form)]
        worn = "|".join(f"(?:{form}){{i<=2,s<=0,d<=0}}" for form in whole)
        self.designation_worn = compiled(rf"(?<![\p{{L}}\p{{M}}])(?:{worn})(?![\p{{L}}\p{{M}}])")
        # a signature runs over the end of a post of several words: "मुख्य कार्यकारी अधिक"
        many = [
            form
            for form in words.forms("designation")
            if regex.fullmatch(r"\p{Devanagari}+(?: \p{Devanagari}+)+", form)
        ]
        cut = {form[:-lost] for form in many for lost in range(1, 5) if len(form.rsplit(" ", 1)[-1]) - lost >= 3}
        self.designation_cut = compiled(
            rf"(?<![\p{{L}}\p{{M}}])(?:{'|'.join(sorted(cut, key=lambda f: (-len(f), f)))})\W*$"
        )
        self.signed_for = compiled(rf"^\W*{words.alternation('signed_for')}\s?:?\s", regex.IGNORECASE)
        self.date_label = compiled(words.alternation("date_label"), regex.IGNORECASE)
        self.date_words = compiled(
            rf"{words.alternation('date_label')}|{words.alternation('place')}|\bthe\b|{words.alternation('signature_date')}",
            regex.IGNORECASE,
        )
        self.signature_date = compiled(words.alternation("signature_date"), regex.IGNORECASE)
        # "Dated:" with a blank for the pen, or with its year on the next line ("Dated Town the 4th March,")
        self.date_begins = compiled(
            rf"^\W*{words.alternation('date_label')}(?:\s*[:.\-–—]*[\s.…_]*|[^\d]{{0,30}}(?:\d{{3}}\s?\d{{3}}[^\d]{{1,12}})?(?:\d{{1,2}}(?:st|nd|rd|th)?[\s,]+\p{{L}}[\p{{L}}\p{{M}}]{{2,12}}|\d{{1,2}}(?:st|nd|rd|th))\W*)$",
            regex.IGNORECASE,
        )
        self.same_date = compiled(words.alternation("same_date"), regex.IGNORECASE)
        self.small_word = words.pattern("small_word")
        self.collective = words.pattern("collective")

    def of(self, line: Line) -> frozenset[Cue]:
        """The cues of one line; the same words always give the same cues."""
        return self._of(line.text)

    def parted(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        """The lines, with one cut in two where a number or date stands at the right of another part of the head.

        "The Director of Sports            No. S/12/2013": the left half belongs to the addressee.
        """
        out: list[Line] = []
        columns = 12 if any(do_label().search(line.text[:120]) for line in lines[:8]) else 0
        for k, line in enumerate(lines):
            gaps = list(WIDE_GAP.finditer(line.text)) if len(line.text) < 140 else []
            scrap = line.text[gaps[0].end() : gaps[-1].start()] if len(gaps) > 1 else ""
            if (
                gaps
                and len(scrap) <= 3
                and (
                    self._apart(line.text[: gaps[0].start()], line.text[gaps[-1].end() :], line.index < columns)
                    or self._placed_above(line.text, lines[k + 1].text if k + 1 < len(lines) else "")
                )
            ):
                start = line.span.start
                left, right = line.text[: gaps[0].start()], line.text[gaps[-1].end() :]
                out.append(replace(line, index=len(out), span=Span(start, start + len(left)), text=left))
                at = start + gaps[-1].end()
                beside = replace(line, index=len(out), span=Span(at, at + len(right)), text=right, gap=0, beside=True)
                out.append(beside)
            else:
                out.append(replace(line, index=len(out)))
        return tuple(out)

    def _apart(self, left: str, right: str, columns: bool = False) -> bool:
        if (
            len(regex.findall(r"[\p{L}\p{M}]", left)) < 4
            or "|" in left + right
            or LIST_ITEM.match(left)
            or len(right) > 60
        ):
            return False
        ours, theirs = self._of(left), self._of(right)
        parts_off = theirs & {"labelled_number", "bare_date"}
        if "office" in ours and "date" in theirs:
            if section().search(left) or ("address" in theirs and department().search(left)):
                parts_off |= {"date"}  # "वित्त अनुभाग-2          लखनऊ: दिनांक 4 मार्च, 2021"
        heading = bool(ours & {"government", "office"}) and self._is_heading(left)
        if heading and (theirs & {"contact", "diary"} or "@" in right or self.receipt.match(right)):
            return "number" not in ours  # a stamp or the office's addresses in the margin of the letterhead
        if "date" in theirs and "number" not in ours and self.words.match("number_label", left.strip()):
            return True  # "No: P(N) - Posting of staff          Dated: 4.3.2021"
        if "from" in ours and "to" in theirs:
            return True  # "From : AGM (Policy)          To : All Heads"
        if self._dated_below(left, right):
            return True
        if columns:  # the writer at the left, the office at the right
            parts_off |= theirs & {"government", "office", "address", "contact"}
        return bool(parts_off) and not ours & {"number", "number_label", "date", "long", "contact"}

    def _placed_above(self, text: str, below: str) -> bool:
        """Place and name on a line, date and post on the next: "Laketown          A. B. CLERK"."""
        here, next_line = WIDE_GAP.split(text), WIDE_GAP.split(below.rstrip())
        if len(here) != 2 or len(next_line) != 2 or not self._dated_below(next_line[0], next_line[1]):
            return False
        return len(here[0]) <= 45 and len(here[1].split()) <= 5 and not regex.search(r"\d", text)

    def _dated_below(self, left: str, right: str) -> bool:
        """The date at the left of the post: "Dated: 4.3.2021          Registrar"."""
        return "date" in self._of(left) and "designation" in self._of(right) and "number" not in self._of(left)

    def _read(self, whole: str) -> frozenset[Cue]:
        # A cue stands at the beginning: a recogniser's line of a megabyte costs no more than any other.
        text = whole[:400]
        text = self.title_text(text)
        found: set[Cue] = {cue for cue, pattern in self.rules if pattern.match(text)}
        words = text.split()
        if len(whole) >= 60 or (len(whole) >= 45 and SENTENCE_END.search(whole)):
            found.add("long")
        if "forwarded" not in found and (LIST_ITEM.match(text) or BULLET.match(text)):
            found.add("list_item")
        if "bracketed_name" in found and NOT_A_NAME.search(text):
            found.discard("bracketed_name")  # "(As per standard list)", "(संलग्न सूची के अनुसार)"
        if "endorsement" in found and RUNNING_ON.match(text):
            found.discard("endorsement")  # "endorsement to this effect may be made": the word in a sentence
        if "\t" in whole or " | " in whole:
            found.add("table")
        if whole.count("@") >= 2 and regex.search(rf"<{ADDRESS}>", text):
            found.add("mail_addresses")
        self._dates_and_numbers(text, found)
        short = len(words) <= 12 and len(whole) <= 90
        if "number" in found and len(" ".join(words)) < 110:
            found.discard("long")
        if short and "list_item" not in found and not regex.search(r"[?!]\s*$", text):
            if self.government.match(text) and self._is_heading(text) and not self.of_a_post.search(text):
                found.add("government")
            if self._names_an_office(text) and self._is_heading(text):
                found.add("office")
            if self.address.search(text) or PIN.search(text) or (len(words) <= 6 and self.place.search(text)):
                found.add("address")
            if self._is_designation(text):
                found.add("designation")
        elif len(words) <= 14 and len(whole) <= 110 and self.designation.match(text) and self._is_designation(text):
            found.add("designation")  # a post and whom it stands for on one long line
        return frozenset(found)

    def _names_an_office(self, text: str) -> bool:
        """An office's word, and behind it nothing that it has: "समिति की तिमाही रिपोर्ट" is a report."""
        end = max((found.end() for found in self.office.finditer(text)), default=None)
        return end is not None and not HAS.match(text, end)

    def title_text(self, text: str) -> str:
        """A title as it is meant: its letters or pieces joined ("O R D E R", "OF FICE MEMORANDUM", "CIR CU L AR"); any
        text with O for a nought in a word of capitals."""
        if SPACED.match(text):
            text = text.replace(" ", "")
        elif PARTED.match(text) or CAPITAL_WORD.match(text):
            text = self._title_meant(regex.sub(r"[^\p{Lu}]", "", text)) or text
        return capitals_restored(text)

    def _title_meant(self, letters: str) -> str | None:
        """The title that a line of capitals spells, with one letter wrong where it is long ("MEMEORANDUM")."""
        exact = self._titles_joined.get(letters)
        if exact is not None or len(letters) < 8:
            return exact
        near = process.extractOne(letters, self._titles_joined.keys(), scorer=OSA.distance, score_cutoff=1)
        return self._titles_joined[near[0]] if near and letters not in (near[0] + "S", near[0] + "ED") else None

    def _dates_and_numbers(self, text: str, found: set[Cue]) -> None:
        numbers = list(find_numbers(text[:200], 0, min(len(text), 200)))
        lead = len(text) - len(text.lstrip(" \t-–—•*.|("))
        if numbers:
            first = numbers[0]
            if first.label is not None and first.label.start <= lead + 1:
                found.add("labelled_number")
                found.discard("copy")  # "प्रतिलिपि संख्या 12/2020" numbers a copy, it does not list recipients
            begins = first.label.start if first.label is not None else first.span.start
            ref = self.reference_head.match(text)
            if (begins <= lead + 1 or (ref and begins <= ref.end() + 1)) and "diary" not in found:
                found.add("number")
        dates = find_dates(text[:200])
        rest = text
        held = [n.span for n in numbers if not any(n.span.overlaps(d.span) for d in dates)]
        for stretch in sorted([d.span for d in dates] + held, reverse=True):
            rest = rest[: stretch.start] + " " + rest[stretch.end :]
        if dates and not regex.search(r"[\p{L}\p{N}]", rest):
            found.add("bare_date")
        if dates or self.signature_date.search(text):
            left = self.date_words.sub(" ", rest)
            if len(regex.findall(r"[\p{L}\p{M}\p{N}]+", left)) <= 4 and "mail_from" not in found:
                found.add("date")
        elif self.date_begins.match(text):
            found.add("date")
        if (self.same_date.search(text) or self.same_date_misread.search(text)) and len(text.split()) <= 8:
            found.add("same_date")
        if dates and regex.search(r"\d{1,2}:\d{2}(:\d{2})?", text) and len(text) < 60:
            found.add("mail_time")

    def _is_heading(self, text: str) -> bool:
        """A heading names: capitals or no verb, no comma list, no sentence."""
        if regex.search(r"[;?!]|(?<!\p{Lu})\.\s+\p{Lu}\p{Ll}{3,}|[.]{3}", text):
            return False
        latin = regex.findall(r"(?<![\p{Latin}-])\p{Latin}[\p{Latin}'’]{2,}", text)
        small = [w for w in latin if w.islower() and not self.small_word.fullmatch(w)]
        inside = regex.search(r"(?<=\w\s)\([^()]{2,30}\)\W*$", text)
        if inside and len(latin) >= 3:  # "Board of Ponds (PND.II division)": its section in brackets
            small = [w for w in small if regex.search(rf"\b{w}\b", text[: inside.start()])]
        if latin and regex.search(r"\b(?:the|of|and|for|in|on|with|that|a|an)\W*$", text):
            return False
        if len(small) == 1 and len(latin) >= 3 and self.office.match(text.lstrip(" (")):
            small = []  # "Ministry of Health & Family welfare"
        if self._mostly_hindi(text):
            small = []  # a recogniser's Latin scraps in a Hindi line
        return not small and not _hindi_verb().search(text)

    def _is_designation(self, text: str) -> bool:
        text = self.signed_for.sub("", text) if ":" in text else text
        if len(text.split()) > 14 or _hindi_verb().search(text) or regex.search(r"[:?]", text):
            return False
        hit = self.designation.search(text)
        if not hit and len(text.split()) <= 5 and self._mostly_hindi(text):
            hit = self.designation_worn.search(text) or self.designation_cut.search(text)
        if not hit:
            return False
        before = regex.findall(r"[\p{L}\p{M}]+", text[: hit.start()])
        rest = self.designation.sub(" ", text) if self.signed_for.match(text) else text
        latin = [
            w
            for w in regex.findall(r"(?<![\p{L}-])\p{Latin}[\p{Latin}'’]{2,}", rest)
            if w.islower()
            and not self.small_word.fullmatch(w)
            and not self.collective.fullmatch(w)
            and not MISREAD_CAPITAL.match(w)
        ]
        return len(before) <= 5 and (not latin or self._mostly_hindi(text))

    @staticmethod
    def _mostly_hindi(text: str) -> bool:
        return len(regex.findall(r"\p{Devanagari}", text)) > 2 * len(regex.findall(r"\p{Latin}", text))


@cache
def hindi_verb() -> str:
    """What only a sentence has: a verb's end or a postposition's, at the end of a word."""
    return rf"(?:{'|'.join(map(regex.escape, lexicon().forms('hindi_verb')))})(?![\p{{L}}\p{{M}}])"


@cache
def _hindi_verb() -> regex.Pattern[str]:
    return regex.compile(hindi_verb())


@cache
def minutes_title() -> regex.Pattern[str]:
    """The long title of minutes: "Minutes of the 4th meeting of …", "… आयोजित बैठक का कार्यवृत्त"."""
    words = lexicon()
    return compiled(
        rf"^\W*{words.alternation('minutes_of')}\s+(?:\S+\s+){{0,7}}?{words.alternation('gathering')}"
        rf"|^.{{0,100}}?{words.alternation('gathering_hi')}\s+{words.alternation('date_label')}[\s:.\-]*\p{{N}}[^।]{{3,24}}\s"
        rf"(?:का|की|के)\s+{words.alternation('record_hi')}[\s।:.]*$"
        rf"|^\W*{words.alternation('record_of')}|^.{{0,160}}{words.alternation('minutes_ending')}[\s।:.]*$",
        regex.IGNORECASE,
    )


@cache
def proceedings() -> regex.Pattern[str]:
    """The title of an order with its issuer: "PROCEEDINGS OF THE GOVERNMENT OF X", "… OF THE DIRECTOR OF Y"."""
    return compiled(rf"\W*{lexicon().alternation('proceedings_of')}\s+(?=\p{{Lu}})", regex.IGNORECASE)


@cache
def copied_paper() -> regex.Pattern[str]:
    """What stands over a copied paper instead of its head: "Copy of the Board's letter No. 5/2/2020 dated 4.3.2020"."""
    words = lexicon()
    return compiled(
        rf"\W*{words.alternation('copy_head')}\s+(?!the\s+above)[^;]{{0,90}}?{words.alternation('copied_kind')}"
        rf"(?!.*{words.alternation('finite_verb')})[^;]*\p{{N}}[^;]*?{words.alternation('copied_date')}[^;]{{0,90}}$",
        regex.IGNORECASE,
    )


@cache
def forwarded_to() -> regex.Pattern[str]:
    """All that an endorsement on an office's paper says: "Copy of letter No. … is forwarded to the following …:-"."""
    words = lexicon()
    following = words.alternation("following_parties")
    return compiled(
        rf"\W*{words.alternation('forwarded_copy')}\s.{{0,300}}?{words.alternation('is_forwarded')}"
        rf".{{0,80}}?{following}.{{0,100}}[:\-–—]\s*$"
        rf"|[^।]{{0,260}}{words.alternation('forwarded_copy_hi')}\s[^।]{{0,120}}{following}[^।]{{0,120}}"
        rf"{words.alternation('forwarded_hi')}(?:[^।]{{0,24}}[:\-–—]|[^।]{{0,30}}\sकि\s[^।]{{3,300}}।)\s*$",
        regex.IGNORECASE,
    )


@cache
def copy_in_a_sentence() -> regex.Pattern[str]:
    """A copy sent to whom the sentence names: "A copy is forwarded to the Director for information.", «… को प्रेषित।»."""
    words = lexicon()
    following = words.alternation("following_parties")
    return compiled(
        rf"\W*(?=[^:]{{0,60}}?{words.alternation('copy_goes')}){words.alternation('copy_label')}"
        rf"[^:]{{0,60}}?\bto\s+(?!.{{0,12}}{following})\p{{L}}.{{6,600}}[^:\-–—]$"
        rf"|\W*(?:{words.alternation('copy_label')}|{words.alternation('one_copy_hi')})(?!.{{0,40}}{following})[^।]{{6,400}}\s"
        rf"{words.alternation('forwarded_hi')}(?:\s+है)?\s*[।.]?$",
        regex.IGNORECASE,
    )


@cache
def section() -> regex.Pattern[str]:
    """A section's name at the end of what stands beside the date: "वित्त अनुभाग-2"."""
    return compiled(
        rf"{lexicon().alternation('section_word')}\s*(?:[-–]\s*)?(?:\(?[\dIVXA-Zक-घ]{{1,3}}\)?)?\W*$", regex.IGNORECASE
    )


@cache
def department() -> regex.Pattern[str]:
    """A department's name: only where the date stands beside it does it end a block of recipients."""
    return compiled(rf"{lexicon().alternation('department_word')}\W*$", regex.IGNORECASE)


@cache
def cue_reader() -> CueReader:
    """The reader over the words that ship with the package, built once."""
    return CueReader(lexicon())

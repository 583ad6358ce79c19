"""Which functional part of its communication each line is.

One pass in printed order: head (letterhead, number, date, title, addressee), subject, body,
closing and signature, then what follows them (addressees at the foot, enclosures, copy list, annexures).
Stamps, margin scribbles and running headers may stand anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import regex

from extract.compiled import compiled
from extract.cues import (
    ACRONYM_POST,
    ADDRESS,
    PLAIN_NAME,
    SENTENCE_END,
    Cue,
    department,
    do_label,
    forwarded_to,
    hindi_verb,
    minutes_title,
    section,
)
from extract.dates import find_dates
from extract.lexicon import lexicon
from extract.numbers import SERIES, find_numbers
from extract.segment import Form
from extract.subject_line import HINDI_END, ended, goes_on
from extract.view import Line, Zone

HEAD_ENDS: frozenset[Cue] = frozenset({"subject", "salutation", "reference"})
HINDI_SENTENCE = regex.compile(
    r"[\d)]\S{0,12}\s+(?:के|की|का|को|में|द्वारा|से)\s+(?!.*(?:दिनांक|दिनाँक)\s*[:\-–]?\s*\d[\d./-]*\s*$)\p{Devanagari}"
)
"""A postposition behind a number or date: the line belongs to a sentence."""
PROSE = regex.compile(rf"{hindi_verb()}|(?:(?<=\s)\p{{Ll}}{{2,}}\s+){{3}}\p{{Ll}}{{2,}}|[.।]\s+\S+\s+\p{{Ll}}")
"""A verb in Hindi, or four small words in a row: a sentence, not a recipient."""
VERB = regex.compile(rf"{hindi_verb()}|\b(?:is|are|was|were|shall|will|must|may|should|has|have)\b")
JOINS = regex.compile(r"^\W*(?:एवं|तथा|और|व|and|&|के|की|का|द्वारा|of|in)\s", regex.IGNORECASE)
TRAIL_END = regex.compile(r"(?<![\d/.])[0-3]?\d\s?[/.]\s?(?:1[0-2]|0?[1-9])\s*$")
"""Day and month without a year, as pens date a marking."""
TRAIL_NEVER: frozenset[Cue] = frozenset(
    {"number", "labelled_number", "number_label", "subject", "title", "government", "salutation", "to", "from", "date",
     "contact", "list_item", "copy", "reference", "table", "office"}
)  # fmt: skip
FILE_CODE = regex.compile(r"[\p{Lu}\p{N}./()_&\-–]*\p{N}[\p{Lu}\p{N}./()_&\-–]*")
"""Capitals and figures without a blank: "ABC-DE1-XYZ-0002-2021"."""
PARTY = regex.compile(r"\W*(?:The|All)\s+\p{Lu}|\W*(?:समस्त|सभी)\s")
"""How a recipient begins, and a letterhead does not."""
HEADING_HI = regex.compile(r"\p{Devanagari}{3}")
LAST_ADDRESS = regex.compile(rf"\s*<?\s*{ADDRESS}\s*>[\s,;]*")
"""The end of a list of recipients: the last address in its brackets, its name on the line above."""
WORDED = regex.compile(r"[\p{L}\p{M}]{4}")
SCRAP_AT_END = regex.compile(r"(?<=[.।])\s{2,}\S{1,2}$")
"""What a stroke in the margin was read as, behind a line's stop: "कार्यालय प्रति।    l"."""
GAZETTE_TEXT = regex.compile(r"^\W*\p{L}.{3,60}?[./][—–]{1,2}\s?\p{Lu}\p{L}+\s")
"""A number and, behind a stop and a dash, the text."""
GAZETTE_ISSUE = regex.compile(r"\W*No\.?\s*\d+\s*\]?\s+\p{Lu}[^,]{2,30},.*\b(?:18|19|20)\d\d\b", regex.IGNORECASE)
YEAR = regex.compile(r"^\W*(?:\p{L}[\p{L}\p{M}]{2,9}\W{1,3})?(?:19|20)\d\d\W*$|^\W*[२१][०९][०-९]{2}\W*$")


def weekday() -> regex.Pattern[str]:
    """The name of a day of the week."""
    return lexicon().pattern("weekday")


def _uo_number(text: str) -> bool:
    """Whether the label of an unofficial note's own number stands in a line, as it does at the note's foot."""
    return any(hit.entry.value == "uo_note" for hit in lexicon().find("number_label", text))


def zone(lines: Sequence[Line], cues: Sequence[frozenset[Cue]], form: Form) -> tuple[Line, ...]:
    """The lines with their zones. ``cues[k]`` belongs to ``lines[k]``."""
    if form == "unreadable":
        return tuple(replace(line, zone="noise") for line in lines)
    zones = _mail(lines, cues) if form == "email" else _Paper(lines, cues, form).zones()
    return tuple(replace(line, zone=z) for line, z in zip(lines, zones, strict=True))


def _mail(lines: Sequence[Line], cues: Sequence[frozenset[Cue]]) -> list[Zone]:
    out: list[Zone] = []
    header = True
    header_last = max(
        (
            k
            for k, here in enumerate(cues)
            if here & {"mail_from", "mail_field", "mail_time", "mail_addresses", "mail_sender", "forwarded"}
        ),
        default=0,
    )
    while header_last + 1 < len(lines) and LAST_ADDRESS.fullmatch(lines[header_last + 1].text):
        header_last += 1
    signature = False
    for k, here in enumerate(cues):
        if k > header_last and not (k == header_last + 1 and here & {"subject", "date"}):
            header = False
        if header:
            out.append("diary_stamp" if "diary" in here else "footer" if "page_marker" in here else "mail_header")
            continue
        if "diary" in here:
            out.append("diary_stamp")
        elif "page_marker" in here:
            out.append("footer")
        elif "closing" in here:
            signature = True
            out.append("closing")
        elif signature or here & {"contact"}:
            out.append("signature")
        else:
            out.append("mail_body")
    return out


OWN_REFERENCE = regex.compile(r"\p{L}+\s*[.:\-–]+\s*\p{Lu}[\p{Lu}.&-]{0,12}[/.-]\s?\d[\d/-]{0,12}")
"""A label, then letters and figures and nothing else: "Ref : PD/10452"."""


@cache
def _abstract_ends() -> regex.Pattern[str]:
    """How government orders of the southern states end their abstracts: "… - Orders - Issued."."""
    words = lexicon()
    issued = rf"{words.alternation('issued_matter')}\W{{1,6}}{words.alternation('issued_word')}\W*$"
    return compiled(issued, regex.IGNORECASE)


class _Paper:
    def __init__(self, lines: Sequence[Line], cues: Sequence[frozenset[Cue]], form: Form) -> None:
        self.lines, self.cues, self.form = lines, cues, form
        self.out: list[Zone | None] = [None] * len(lines)
        self.forwards = False
        self.demi_official = any(do_label().search(line.text) for line in lines[:15])

    def zones(self) -> list[Zone]:
        self._stamps()
        self._marking_trails()
        k = self._head()
        k = self._body(k)
        self._tail(k)
        self._number_over_copies()
        return [z or "body" for z in self.out]

    def _number_over_copies(self) -> None:
        """A circular without a number in its head may print number and date between signature and copies."""
        if self.form != "paper" or "number_line" in self.out:
            return
        for k in range(1, len(self.out)):
            above = self.out[k - 1] == "signature" and {"labelled_number", "date"} <= self.cues[k - 1]
            if self.out[k] == "copy_list" and above:
                self.out[k - 1] = "number_line"
                return

    # --- stamps and margin scribbles -----------------------------------------------------------
    def _stamps(self) -> None:
        for k, here in enumerate(self.cues):
            if "page_marker" in here and not self._in_table(k):
                self.out[k] = "footer"
            if "diary" not in here:
                continue
            self.out[k] = "diary_stamp"
            above = self._block_above(k)
            if above and all(self._stampish(j) for j in above):
                for j in above:
                    self.out[j] = "diary_stamp"
            j = k + 1
            if (
                j < len(self.lines)
                and self.cues[j] & {"date", "bare_date"}
                and "number" not in self.cues[j]
                and self.lines[j].gap <= 1
            ):
                self.out[j] = "diary_stamp"
                self._scribbles(j + 1)

    def _marking_trails(self) -> None:
        """A short block set apart above the text that ends in day and month alone: "Pl. examine / US(E)  21/5"."""
        lines, cues = self.lines, self.cues
        k = 0
        while k < len(lines) and not ("long" in cues[k] and PROSE.search(lines[k].text)):
            end = k + 1
            while end < len(lines) and not lines[end].gap:
                end += 1
            block = range(k, end)
            if (
                len(block) <= 4
                and TRAIL_END.search(lines[end - 1].text)
                and (k == 0 or lines[k].gap)
                and all(len(lines[j].text) < 45 and not cues[j] & TRAIL_NEVER for j in block)
            ):
                for j in block:
                    self.out[j] = "marginalia"
            k = end

    def _block_above(self, k: int) -> list[int]:
        """The lines of the block that ends just above line ``k`` (a blank line may lie between), at most three."""
        if k == 0:
            return []
        block = [k - 1]
        while not self.lines[block[0]].gap and block[0] > 0 and len(block) < 4:
            block.insert(0, block[0] - 1)
        return block if len(block) <= 3 and self.lines[block[0]].gap + (block[0] == 0) else []

    def _stampish(self, j: int) -> bool:
        text = self.lines[j].text
        return (
            bool(
                self.cues[j] & {"office", "address", "designation"}
                or (len(text) < 40 and not SENTENCE_END.search(text))
            )
            and not self.cues[j] & {"government", "number", "subject", "title", "contact", "long", "list_item", "copy"}
            and not regex.match(r"^\s*\(", self.lines[j].text)
        )

    def _scribbles(self, k: int) -> None:
        """A pencilled name and date beside a stamp: a short block that ends in a bare date."""
        block: list[int] = []
        for j in range(k, min(len(self.lines), k + 4)):
            if block and self.lines[j].gap:
                break
            if self.cues[j] & {"number", "subject", "title", "government", "long"}:
                return
            block.append(j)
            if "bare_date" in self.cues[j]:
                for b in block:
                    self.out[b] = "marginalia"
                return

    def _in_table(self, k: int) -> bool:
        near = [self.cues[j] for j in (k - 1, k + 1) if 0 <= j < len(self.cues)]
        return "table" in self.cues[k] or all("table" in c for c in near) and bool(near)

    # --- head ------------------------------------------------------------------------------------
    def _head(self) -> int:
        """Zones of the head; returns the first line of the body."""
        lines, cues, out = self.lines, self.cues, self.out
        dated = numbered = titled = False
        addressing = sending = False
        k = 0
        while k < len(lines):
            here = cues[k]
            if out[k] is not None:
                k += 1
                continue
            if "copy" in here and (self.form == "endorsement" or k > 2):
                return k
            if not titled and minutes_title().match(lines[k].text) and (not numbered or self._names_minutes(k)):
                out[k] = "title"
                titled = True
                k += 1
                continue
            if k < 8 and not numbered and GAZETTE_ISSUE.match(lines[k].text) and weekday().search(lines[k].text):
                out[k] = "footer"  # the gazette's own number, town and day, above its department
                k += 1
                continue
            if "copied_paper" in here and not numbered:
                out[k] = "number_line"
                dated = numbered = True
                k += 1
                continue
            if "subject" in here:
                return self._subject(k)
            if "opening" in here and k and not addressing and not self._subject_ahead(k + 1, 6):
                return k
            if k and out[k - 1] == "title" and (end := self._subject_below_title(k)) > k:
                out[k:end] = ["subject"] * (end - k)
                return end
            if "abstract" in here and "subject" not in out:
                out[k] = "title"
                k = self._abstract(k + 1)
                continue
            if self._own_reference(k, numbered):
                out[k] = "number_line"
                numbered = True
                k += 1
                continue
            if "reference" in here and (self._dated_reference(k, dated) or not ("number" in here and not numbered)):
                k = self._reference(k)
                continue
            if k and dated and numbered and not addressing and (end := self._bare_heading(k)) > k:
                out[k:end] = ["subject"] * (end - k)
                return end
            if not titled and (end := self._orders_issued(k)) > k:
                out[k:end] = ["subject"] * (end - k)
                k = end
                continue
            if "salutation" in here:
                out[k] = "salutation"
                if self._subject_ahead(k + 1):
                    k += 1
                    addressing = False
                    continue
                return self._bare_subject(k + 1)
            if "priority" in here and k < 12:
                out[k] = "date_line" if "date" in here and "number" in here else "letterhead"
            elif "to" in here or ("to_below_from" in here and sending):
                out[k] = "addressee"
                addressing, sending = True, False
            elif "from" in here:
                out[k] = "sender_block"
                sending, addressing = True, False
            elif here & {"number", "number_label"} and (titled or numbered) and not addressing and self._cites(k):
                return k
            elif here & {"number", "number_label"} and not (addressing and "list_item" in here):
                out[k] = "number_line"
                numbered = True
                dated = dated or "date" in here
                if self._runs_in(k):
                    return k + 1
            elif not addressing and self._left_of_number(k):
                out[k] = "addressee"
                addressing, sending = True, False
            elif "title" in here and (not addressing or lines[k].gap or self._title_over_subject(k)):
                out[k] = "title"
                titled, addressing, sending = True, False, False
            elif k and out[k - 1] == "date_line" and YEAR.match(lines[k].text):
                out[k] = "date_line"
            elif "same_date" in here or ("date" in here and not (addressing and "list_item" in here)):
                out[k] = "date_line"
                # a bare date above the letterhead's end may be a stamp: the date line is still to come
                dated = dated or not ("bare_date" in here and self._dated_ahead(k + 1))
            elif (
                k
                and out[k - 1] == "addressee"
                and "number" not in here
                and regex.fullmatch(r"\W*\([^()]*\d[^()]*\)\W*", lines[k].text)
                and find_numbers(lines[k].text)
            ):
                out[k] = "footer"  # the serial of the circular: "(Commercial Circular No. 8/2017)"
            elif addressing and "office" in here and self._section_beside_date(k):
                addressing = False
                out[k] = "letterhead"
            elif addressing and here & {"government", "office"} and self._letterhead_below(k):
                addressing = False
                out[k] = "letterhead"
            elif addressing:
                named = self._list_or_party(k) or self._offices_to_salutation(k) or self._last_party(k)
                if "long" in here and not named and not self._subject_ahead(k + 1):
                    return k
                out[k] = "addressee"
            elif sending and not ("long" in here and self._told(k)):
                out[k] = "sender_block"
            elif titled and dated and (end := self._recipients_to_salutation(k)) > k:
                out[k:end] = ["addressee"] * (end - k)
                k = end
                continue
            elif (
                "long" in here
                and (titled or numbered or dated)
                and (not here & {"government", "office"} or (titled and self._told(k)))
                and not self._subject_ahead(k + 1, 4)
                and not (dated and not titled and (self._everyone_to_salutation(k) or self._last_party(k)))
            ):
                return k
            elif dated and numbered and not titled and (end := self._party_above_text(k)) > k:
                out[k:end] = ["addressee"] * (end - k)
                return end
            elif dated and titled and self._party_below_title(k):
                out[k] = "addressee"
            elif here & {"government"} or (
                here & {"office"}
                and not (
                    (self._lettered(k) or (k and out[k - 1] == "addressee" and not lines[k].gap))
                    and dated
                    and not titled
                    and self._addressee_place(k)
                )
            ):
                # below date and letterhead a heading names the paper ("Quarterly report of the X committee")
                named = dated and self._lettered(k) and "government" not in here
                out[k] = "title" if named else "letterhead"
            elif here & {"rule", "emblem"}:
                out[k] = "footer"
            elif dated and not titled and self._addressee_place(k):
                out[k] = "addressee"
                addressing = "designation" in here and lines[k].text.rstrip().endswith(",")
                addressing = addressing or self._offices_to_salutation(k + 1)
            elif numbered and not titled and self._undated_party(k):
                out[k] = "addressee"
                addressing = True
            elif here & {"contact"}:
                out[k] = "letterhead"
            elif "closing" in here:
                return k
            elif titled and dated:
                if not self._subject_near(k):
                    return k
                # a file's code, or those to whom the circular goes, between its title and its subject
                out[k] = "footer" if FILE_CODE.fullmatch(lines[k].text.strip()) else "addressee"
            else:
                out[k] = "letterhead"
            k += 1
        return k

    def _names_minutes(self, k: int) -> bool:
        """Below the number, set apart, a title and no sentence: "समय सीमा बैठक दिनांक 2 जून, 2021 का कार्यवाही विवरण"."""
        line = self.lines[k]
        return (
            bool(line.gap)
            and len(line.text) <= 140
            and not regex.search(r"[.।;]\s*$", line.text)
            and not VERB.search(regex.sub(r"\s(?:का|की|के)\s+\S+(?:\s\S+)?\s*$", "", line.text))
        )

    def _own_reference(self, k: int, numbered: bool) -> bool:
        """The paper's own number behind "Ref": alone at the top ("Ref : PD/90452"), or below a regulator's serial."""
        text = self.lines[k].text.strip()
        if not numbered:
            labelled = lexicon().match("reference_label", text) is not None
            return k < 4 and labelled and OWN_REFERENCE.fullmatch(text) is not None
        above = self.lines[k - 1].text.strip() if k else ""
        return {"reference", "number"} <= self.cues[k] and SERIES.fullmatch(above) is not None

    def _dated_reference(self, k: int, dated: bool) -> bool:
        """Behind the paper's own date a reference with another: "Reference: Order No. AB-1 dated 3.5.2021 of …"."""
        return dated and len(self.lines[k].text) >= 60 and bool(find_dates(self.lines[k].text))

    def _orders_issued(self, k: int) -> int:
        """Where the abstract of a government order ends that stands without its heading, ``k`` where none does:
        "PONDS - Cleaning of ponds - Orders - Issued."."""
        lines, cues = self.lines, self.cues
        if "subject" in self.out or self._subject_ahead(k, 8) or lines[k].text.lstrip().startswith("("):
            return k
        never = {"government", "title", "to", "salutation", "labelled_number", "abstract", "reference", "copy"}
        said = ""
        for j in range(k, min(len(lines), k + 5)):
            if cues[j] & never or (j == k and "office" in cues[j] and "long" not in cues[j]):
                return k
            said = f"{said} {lines[j].text.strip()}"
            if _abstract_ends().search(said) and regex.search(r"\s[–—-]+\s|[–—-]{2}", said):
                return j + 1
        return k

    def _last_party(self, k: int) -> bool:
        """A long recipient among others, the salutation right below: "The Managing Director / Chief Executive …"."""
        soon = any("salutation" in here for here in self.cues[k + 1 : k + 3])
        return soon and PARTY.match(self.lines[k].text) is not None and not self._told(k)

    def _told(self, k: int) -> bool:
        """A sentence stands in this line, or begins in it."""
        return bool(PROSE.search(self.lines[k].text) or HINDI_SENTENCE.search(self.lines[k].text[:400]))

    def _title_over_subject(self, k: int) -> bool:
        """Between the last recipient, ended by its stop or by the date's line, and the subject: "अनुस्मारक-1"."""
        below = self.cues[k + 1] if k + 1 < len(self.cues) else frozenset[Cue]()
        closed = self.out[k - 1] == "date_line" or self.lines[k - 1].text.rstrip().endswith((".", "।"))
        return "subject" in below and closed

    def _left_of_number(self, k: int) -> bool:
        """The recipient begins at the left of the number or date ("The Director of Ponds          No. 5/2021")."""
        beside = next((j for j in (k + 1, k + 2) if j < len(self.lines) and self.lines[j].beside), None)
        if (
            beside is None
            or not self.cues[beside] & {"number", "date"}
            or any(self.lines[j].gap for j in range(k + 1, beside))
        ):
            return False
        if beside == k + 2 and (
            self.cues[k + 1] - {"office", "designation", "address"} or not self.cues[k] & {"designation"}
        ):
            return False  # "The Director Sports / Member Universities          November 1, 2013"
        if self.cues[k] & {"government", "contact", "number", "date", "priority"} or not PARTY.match(
            self.lines[k].text
        ):
            return False
        lettered = any(
            z == "letterhead" and c & {"government", "office"} for z, c in zip(self.out, self.cues, strict=True)
        )
        return lettered and any(c & {"subject", "salutation"} for c in self.cues[k + 1 : k + 12])

    def _dated_ahead(self, k: int) -> bool:
        """A date with its label or number comes before the subject and the text."""
        for here in self.cues[k : k + 8]:
            if "date" in here and "bare_date" not in here:
                return True
            if here & {"subject", "salutation", "opening", "to", "title"}:
                return False
        return False

    def _subject_near(self, k: int) -> bool:
        """A labelled subject follows within a few short lines, none of them a sentence."""
        for j in range(k, min(len(self.lines), k + 6)):
            if "subject" in self.cues[j]:
                return j > k
            running = self.cues[j] & {"long", "opening", "list_item", "closing", "copy"}
            if running or SENTENCE_END.search(self.lines[j].text):
                return False
        return False

    def _bare_subject(self, k: int) -> int:
        """Banks print the subject without a label below the salutation, set apart; returns where the body begins."""
        lines, cues = self.lines, self.cues
        if (end := self._heading_above_opening(k)) > k:
            self.out[k:end] = ["subject"] * (end - k)
            return end
        if "subject" in self.out or k >= len(lines) or not lines[k].gap:
            return k
        end = k + 1
        while end < len(lines) and not lines[end].gap and end - k < 3:
            end += 1
        block = " ".join(line.text for line in lines[k:end])
        if end >= len(lines) or not lines[end].gap or len(block) > 200 or SENTENCE_END.search(block):
            return k
        below = " ".join(line.text for line in lines[end : end + 3])
        told = any(cues[j] & {"list_item", "closing", "opening", "copy", "table", "number"} for j in range(k, end))
        named = regex.sub(r"\s*\([^()]*\)\W*$", "", block)  # "… के संबंध में निर्देश (वर्ष 2025-26 हेतु)"
        if not HEADING_HI.search(block) or regex.search(rf"{hindi_verb()}\W*$", named):
            told = told or (PROSE.search(block) is not None and VERB.search(block) is not None)
        if told or len(block.split()) < 2 or not (PROSE.search(below) or "long" in cues[end]):
            return k
        for j in range(k, end):
            self.out[j] = "subject"
        return end

    def _heading_above_opening(self, k: int) -> int:
        """Where a heading ends that stands between the salutation and the words that open the text, the blank lines
        lost; ``k`` where none does: "Dear Sir, / Master Circular on / Pond Lending / Please refer to our circular"."""
        lines, cues = self.lines, self.cues
        near = range(k, min(len(lines), k + 4))
        end = next((j for j in near if "opening" in cues[j]), k)
        block = " ".join(line.text for line in lines[k:end])
        if "subject" in self.out or end == k or len(block) > 200 or SENTENCE_END.search(block) or VERB.search(block):
            return k
        never = {"list_item", "closing", "copy", "table", "number", "date", "designation"}
        words = regex.findall(r"\p{L}{5,}", block)
        named = sum(word[0].isupper() for word in words) >= 0.6 * len(words)
        return end if words and named and not any(cues[j] & never for j in range(k, end)) else k

    def _bare_heading(self, k: int) -> int:
        """Where a heading ends that stands set apart between the date and the text of a paper without salutation,
        ``k`` where none does: "Circular No. 3 of 2015 … Dated 6th July, 2015 / Clarifications on Pond Rules"."""
        lines, cues = self.lines, self.cues
        if self.out[k - 1] not in ("date_line", "footer", "number_line") or "subject" in self.out or not lines[k].gap:
            return k
        end = next((j for j in range(k + 1, min(len(lines), k + 4)) if lines[j].gap), k)
        block = " ".join(line.text for line in lines[k:end])
        if end == k or not 20 <= len(block) <= 200 or SENTENCE_END.search(block) or VERB.search(block):
            return k
        never = {
            "list_item",
            "closing",
            "copy",
            "table",
            "number",
            "date",
            "designation",
            "address",
            "title",
            "to",
            "from",
        }
        if any(cues[j] & never for j in range(k, end)) or self._subject_ahead(k, 12) or "long" not in cues[end]:
            return k
        words = regex.findall(r"\p{L}{5,}", block)
        named = len(words) >= 3 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)
        return end if named and self._told(end) and not PARTY.match(block) else k

    def _subject_below_title(self, k: int) -> int:
        """Where a subject without a label ends that stands between the title and the text, set apart from it or above
        words that open a text; ``k`` where none does: "विज्ञप्ति / … परीक्षा के सम्बन्ध में / (blank) / एतद्द्वारा …"."""
        lines = self.lines
        near = range(k + 1, min(len(lines), k + 4))
        end = next((j for j in near if lines[j].gap or "opening" in self.cues[j]), k)
        if end == k or self._subject_ahead(k, 8) or self.cues[k] & {"list_item", "date", "to", "copy"}:
            return k
        block = " ".join(line.text for line in lines[k:end])
        return end if HINDI_END.search(block.rstrip(" ।.-–:")) else k

    def _section_beside_date(self, k: int) -> bool:
        """The issuing section at the left of the date, below the addressees ("वित्त अनुभाग-2      लखनऊ: दिनांक …")."""
        below = k + 1 < len(self.lines) and "date" in self.cues[k + 1] and not self.lines[k + 1].gap
        if not below or "list_item" in self.cues[k]:
            return False
        text = self.lines[k].text
        return bool(section().search(text) or (self.lines[k + 1].beside and department().search(text)))

    def _letterhead_below(self, k: int) -> bool:
        """The issuing office printed below the addressee, set apart, where no letterhead stands above."""
        above = self.lines[k - 1].text.rstrip() if k else ""
        lettered = any(self.out[j] == "letterhead" and self.cues[j] & {"government", "office"} for j in range(k))
        if lettered or not self.lines[k].gap or above.endswith((",", "-", ":")):
            return False
        return "government" in self.cues[k] or above.endswith((".", "।"))

    def _lettered(self, k: int) -> bool:
        """The letterhead is complete: an office stands above, and not in the line just before."""
        seen = [j for j in range(k) if self.out[j] == "letterhead" and self.cues[j] & {"government", "office"}]
        return bool(seen) and not (seen[-1] == k - 1 and not self.lines[k].gap)

    def _runs_in(self, k: int) -> bool:
        """The text of the paper begins on the number line itself ("No. F.1-2/94 On the recommendation of the")."""
        text = self.lines[k].text
        return len(regex.findall(r"(?<=\s)\p{Ll}{2,}(?=\s|$)", text)) >= 3 or (
            len(text) >= 60 and HINDI_SENTENCE.search(text[:400]) is not None
        )

    def _cites(self, k: int) -> bool:
        """A sentence that opens with another paper's number ("आदेश संख्या 4/2022 दिनांक 3.2.2022 के पैरा 1 में")."""
        text = self.lines[k].text
        return len(text) >= 45 and HINDI_SENTENCE.search(text[:400]) is not None and not self._own_number(k)

    def _own_number(self, k: int) -> bool:
        """The text runs on behind a mark of division: it is the paper's own number ("क्रमांक 5/2 :: राज्य शासन …")."""
        text = self.lines[k].text
        if regex.search(r"\d\S{0,12}\s*(?:::|[:।]\s*[-–—]|[—–]|-{2})", text):
            return True
        first = next(iter(find_numbers(text[:160])), None)
        behind = text[first.span.end :] if first and first.label and "number_line" not in self.out else ""
        # "फा.क्र. 3(ए)/2016/21-क, राज्य शासन …", "क्रमांक एफ 2-31/2022 : इस विभाग के …": with no date behind it
        mark = r"\s*[—–]|\s+:\s+\p{Devanagari}|\s+/\s+\p{Devanagari}|,\s+(?!.{0,12}\d)\p{Devanagari}"
        return regex.match(mark, behind) is not None

    def _addressee_place(self, k: int) -> bool:
        """Between the date line and the subject or salutation stands the addressee, with or without "To"."""
        for j in range(k, min(len(self.lines), k + 12)):
            if self.cues[j] & {"subject", "salutation"}:
                return True
            if self.cues[j] & {"title", "number", "date"} or (j > k and "to" in self.cues[j]):
                return False
            if "long" in self.cues[j] and (PROSE.search(self.lines[j].text) or j - k > 4):
                return False
        return False

    def _undated_party(self, k: int) -> bool:
        """A recipient without "To" above the subject of a paper that prints no date: a post with its comma below the
        letterhead's address, or a block set apart right below the number."""
        cues, text = self.cues, self.lines[k].text
        if cues[k] & {"government", "date", "contact", "long", "list_item"} or not self._addressee_place(k):
            return False
        if not any(z == "letterhead" and c & {"government", "office"} for z, c in zip(self.out, cues, strict=True)):
            return False
        below = k > 0 and self.out[k - 1] == "number_line" and self.lines[k].gap > 0 and "office" not in cues[k]
        several = "subject" not in frozenset().union(*cues[k + 1 : k + 3])
        return (below and several) or ("designation" in cues[k] and text.rstrip().endswith(",") and self._lettered(k))

    def _party_above_text(self, k: int) -> int:
        """Where a recipient ends that stands between the number's line and the text of a paper without subject and
        salutation, ``k`` where none does: "खण्ड विकास अधिकारी / समस्त विकास खण्ड / जनपद - सरोवर।"."""
        lines, cues = self.lines, self.cues
        if self.out[k - 1] not in ("number_line", "date_line") or self._addressee_place(k):
            return k
        end = next((j for j in range(k, min(len(lines), k + 6)) if "long" in cues[j]), k)
        block = range(k, end)
        many = lexicon().pattern("collective")
        if not block or not ("designation" in cues[k] or many.match(lines[k].text.strip())):
            return k
        if not any(self._told(j) for j in range(end, min(len(lines), end + 3))):
            return k
        never = {"number", "date", "title", "subject", "contact", "list_item", "copy", "government", "closing"}
        if any(cues[j] & never or self._told(j) for j in block):
            return k
        everyone = any(many.match(lines[j].text.strip()) for j in block)
        return end if everyone or lines[end - 1].text.rstrip().endswith(("।", ".", ",")) else k

    def _party_below_title(self, k: int) -> bool:
        """A post between the title and the subject, or the rest of one: "स्मरण पत्र / केन्द्र प्रभारी / केन्द्र: सरोवर"."""
        if not self._lettered(k) or "government" in self.cues[k] or not self._subject_near(k):
            return False
        named = "designation" in self.cues[k] or lexicon().pattern("collective").match(self.lines[k].text.strip())
        return self.out[k - 1] == "addressee" or (self.out[k - 1] == "title" and bool(named))

    def _everyone_to_salutation(self, k: int) -> bool:
        """Those to whom it goes, a line each without "To", then a salutation: "All Commercial Banks (including …)"."""
        below = self.cues[k : k + 12]
        saluted = next((j for j, here in enumerate(below, k) if "salutation" in here), k)
        many, office = lexicon().pattern("collective"), lexicon().pattern("office_word")
        block = range(k, saluted)
        if any(PROSE.search(self.lines[j].text) for j in block):
            return False
        # a regulator's letter in Hindi goes to kinds of bodies, a line each: "प्राथमिक (शहरी) सहकारी बैंक"
        bodies = 0 < len(block) <= 4 and self.lines[k].gap > 0 and self.lines[saluted].gap > 0
        bodies = bodies and all(
            HEADING_HI.search(self.lines[j].text) and office.search(self.lines[j].text) for j in block
        )
        return saluted > k and (bodies or all(many.match(self.lines[j].text.strip()) for j in block))

    def _offices_to_salutation(self, k: int) -> bool:
        """Below the recipient's post nothing but offices up to the salutation, one at least a line of several between
        strokes: "The General Manager / Pond Department, Head Office / Bank of Ponds / Bank of Lakes"."""
        below = range(k, min(len(self.lines), k + 6))
        end = next((j for j in below if "salutation" in self.cues[j]), k)
        block = range(k, end)
        never = {"subject", "number", "date", "title", "opening"}
        if not block or any(
            self.cues[j] & never or self.lines[j].gap or VERB.search(self.lines[j].text) for j in block
        ):
            return False
        return any(
            " / " in self.lines[j].text and lexicon().pattern("office_word").search(self.lines[j].text) for j in block
        )

    def _recipients_to_salutation(self, k: int) -> int:
        """Where the recipients end that stand without "To" between the title's date and the salutation: "e-Circular /
        (date) / The Chief General Manager, / Bank of Ponds, / Dear Sir,"; ``k`` where they do not."""
        below = range(k, min(len(self.lines), k + 7))
        end = next((j for j in below if "salutation" in self.cues[j]), k)
        never = {"subject", "number", "date", "title", "opening", "closing", "copy", "contact", "government"}
        for j in range(k, end):
            if self.cues[j] & never or VERB.search(self.lines[j].text) or PROSE.search(self.lines[j].text):
                return k
        named = "designation" in self.cues[k] or lexicon().match("collective", self.lines[k].text.strip())
        return end if named else k

    def _list_or_party(self, k: int) -> bool:
        return (
            "list_item" in self.cues[k]
            or bool(self.cues[k] & {"office", "address", "designation"})
            or self.lines[k].text.rstrip().endswith(",")
        )

    def _subject_ahead(self, k: int, reach: int = 40) -> bool:
        for j in range(k, min(len(self.lines), k + reach)):
            if "subject" in self.cues[j]:
                return True
            if self.cues[j] & {"closing", "copy"} or "opening" in self.cues[j]:
                return False
        return False

    def _abstract(self, k: int) -> int:
        """A government order's abstract stands where other papers have a subject; it ends at the next head line."""
        while k < len(self.lines) and not self.cues[k] & {"number", "government", "reference", "date"}:
            capitals = regex.fullmatch(r"[^\p{Ll}]+", self.lines[k].text)
            if "office" in self.cues[k] and (capitals or (self.lines[k].gap and ended(self.lines[k - 1].text))):
                break
            if "rule" in self.cues[k]:
                self.out[k] = "footer"
                k += 1
                continue
            self.out[k] = "subject"
            k += 1
        return k

    def _reference(self, k: int) -> int:
        """A reference line with its wrapped or numbered rest."""
        out, lines, cues = self.out, self.lines, self.cues
        out[k] = "reference_line"
        listed = lines[k].text.rstrip().endswith((":", ":-", "-")) or len(lines[k].text) < 24
        k += 1
        while k < len(lines):
            here = cues[k]
            if (
                here & {"salutation", "subject", "title", "closing", "copy", "rule", "opening", "to"}
                and "number" not in here
                and not ("title" in here and not lines[k].gap and regex.search(r"\bNo\W*\d", lines[k].text))
            ):
                break
            dated = regex.search(r"\d{4}\)?[\s.।]*$", lines[k - 1].text) is not None
            if (
                dated
                and "long" in here
                and not here & {"number", "date", "list_item"}
                and not JOINS.match(lines[k].text)
            ):
                break  # the reference ended with its date; the text begins without a salutation
            if lines[k].gap and not (listed and "list_item" in here):
                if not (listed and not lines[k - 1].text.rstrip().endswith((".", "।")) and "long" not in here):
                    break
            out[k] = "reference_line"
            k += 1
        return k

    def _subject(self, k: int) -> int:
        """The subject line and its continuation; then reference and salutation; returns where the body begins."""
        out, lines, cues = self.out, self.lines, self.cues
        out[k] = "subject"
        # "Subject: (1) … / (2) …": two subjects, each with its label
        listed = regex.search(r"[:\-–—]\s*\(?\s*(?:1|i|१|क)\s*[).]", lines[k].text[:40]) is not None
        k += 1
        while k < len(lines):
            here = cues[k]
            if out[k] == "footer" and "rule" not in here:
                k += 1
                continue
            if (
                not (listed and "list_item" in here and not lines[k].gap)
                and not goes_on(lines[k - 1].text, lines[k].text, lines[k].gap)
                or here & {"salutation", "reference", "opening", "to", "labelled_number", "rule"}
                or ("list_item" in here and not listed)
            ):
                break
            out[k] = "subject"
            k += 1
        while k < len(lines):
            here = cues[k]
            if out[k] is not None:
                k += 1
            elif "reference" in here:
                k = self._reference(k)
            elif "salutation" in here:
                out[k] = "salutation"
                k += 1
                return k
            elif "to" in here:
                k = self._addressee_after_subject(k)
            elif (
                here & {"number", "date", "title"}
                and "long" not in here
                and "list_item" not in here
                and "closing" not in here
            ):
                out[k] = "title" if "title" in here else "number_line" if "number" in here else "date_line"
                k += 1
            elif here & {"rule"}:
                out[k] = "footer"
                k += 1
            elif "labelled_number" in here and "number_line" not in out and GAZETTE_TEXT.search(lines[k].text):
                out[k] = "number_line"  # "No. 148—POND-3/12.—Government … have decided to"
                return k + 1
            elif "opening" in here:
                return k
            elif (end := self._party_below_subject(k)) > k:
                out[k:end] = ["addressee"] * (end - k)
                k = end
            elif "office" in here and regex.fullmatch(r"[^\p{Ll}]*\p{Lu}{3}[^\p{Ll}]*", lines[k].text):
                out[k] = "letterhead"
                k += 1
            else:
                return k
        return k

    def _party_below_subject(self, k: int) -> int:
        """Where a recipient set apart between the subject and the text ends, ``k`` where none stands there:
        "मुख्य अभियन्ता (वितरण), / समस्त क्षेत्र।"."""
        lines, cues = self.lines, self.cues
        many = lexicon().pattern("collective")
        everyone = many.match(lines[k].text.strip()) is not None
        if "addressee" in self.out or not (lines[k].gap or (everyone and ended(lines[k - 1].text))):
            return k
        near = range(k + 1, min(len(lines), k + 8))
        end = next((j for j in near if lines[j].gap), k)
        if everyone:  # a line each: what begins otherwise is the text, whether or not a blank line is left
            end = next((j for j in near if lines[j].gap or not many.match(lines[j].text.strip())), k)
        elif end == k and near and lines[k].text.rstrip().endswith(",") and many.match(lines[k + 1].text.strip()):
            end = k + 2  # "मुख्य अभियन्ता (वितरण), / समस्त क्षेत्र।"
        block = range(k, end)
        post = lexicon().pattern("designation").match(lines[k].text.strip().removeprefix("The "))
        if not block or not (post or everyone):
            return k
        told = any(cues[j] & {"long", "list_item", "closing", "copy", "number", "date"} for j in block)
        if told or any(VERB.search(lines[j].text) or PROSE.search(lines[j].text) for j in block):
            return k
        below = frozenset().union(*cues[end : end + 2])
        return end if below & {"long", "opening", "salutation"} else k

    def _addressee_after_subject(self, k: int) -> int:
        self.out[k] = "addressee"
        k += 1
        while k < len(self.lines) and not self.cues[k] & {"salutation", "opening", "reference", "subject"}:
            if "long" in self.cues[k] and not self._list_or_party(k):
                break
            self.out[k] = "addressee"
            k += 1
        return k

    # --- body ------------------------------------------------------------------------------------
    def _body(self, k: int) -> int:
        """Zones of the body; returns the first line of the closing or signature."""
        lines, cues, out = self.lines, self.cues, self.out
        first = next((j for j in range(k, len(lines)) if out[j] is None), k)
        while k < len(lines):
            here = cues[k]
            if out[k] is not None:
                k += 1
                continue
            if "salutation" in here and k == first:
                out[k] = "salutation"
                first = k = k + 1
                continue
            if here & {"closing", "digital_signature", "by_order", "signed_mark"} and "list_item" not in here:
                return k
            if "to" in here and lines[k].gap:
                return k
            if (
                "copy" in here
                and "long" not in here
                or ("copy" in here and self._list_follows(k))
                or ("copy" in here and self.form == "endorsement")
            ):
                return k
            if "bracketed_name" in here and (
                k + 1 == len(lines)
                or (k + 3 >= len(lines) and "long" not in cues[-1] and self._after_ending(k))
                or cues[k + 1] & {"designation", "contact", "office", "copy", "enclosure"}
                or self._signed_below(k)
                or self._post_of_no_lexicon(k)
            ):
                return k
            if (
                "annexure" in here
                and lines[k].gap
                and "long" not in here
                and len(lines[k].text) < 60
                and self._after_ending(k)
            ):
                return k
            if "enclosure" in here and k and (lines[k].gap or "long" not in here):
                return k
            if "list_item" in here and self._forwarded_above(k):
                self.forwards = True
                return k
            if self._place_and_date(k):
                return k
            if self._order_number(k):
                out[k] = "number_line"
                k += 1
                continue
            if (end := self._file_at_foot(k)) > k:
                out[k:end] = ["footer"] * (end - k)
                k = end
                continue
            if self._signature_line(k):
                return k
            out[k] = "table" if "table" in here else "body"
            k += 1
        return k

    def _forwarded_above(self, k: int) -> bool:
        """All the text above the list says is that a copy of another paper goes to those in it."""
        body = [j for j in range(k) if self.out[j] == "body"]
        if not body or len(body) > 5 or any("list_item" in self.cues[j] for j in body):
            return False
        return forwarded_to().match(" ".join(self.lines[j].text for j in body)) is not None

    def _place_and_date(self, k: int) -> bool:
        """Place and date below the text, beside the name and post of who signs: courts, councils and public notices."""
        if not (self.lines[k].gap or self._after_ending(k)) or self.cues[k] & {"list_item", "table", "number"}:
            return False
        block = range(k, min(len(self.lines), k + 5))
        if any(len(self.lines[j].text) > 60 or self.cues[j] & {"list_item", "subject", "title"} for j in block):
            return False
        below = frozenset().union(*(self.cues[j] for j in block if j > k))
        starts = self.cues[k] & {"date", "address", "office"}
        return bool(starts) and "designation" in below and "date" in below | self.cues[k]

    def _order_number(self, k: int) -> bool:
        """Number and date of an order on a line of their own below its preamble, where the head has none."""
        here, above = self.cues[k], self.lines[k - 1].text if k else ""
        return (
            {"labelled_number", "number", "date"} <= here
            and not here & {"long", "list_item", "reference"}
            and "number_line" not in self.out
            and SENTENCE_END.search(above) is not None
            and k + 1 < len(self.lines)
            and self.lines[k + 1].text.lstrip()[:1].isupper()
        )

    def _file_at_foot(self, k: int) -> int:
        """Where the file's number ends that stands alone above the signature, its date below it; ``k`` where none does:
        "Circular No. 12" at the head, and at the foot "No. ABC/Tech/16 / Dated: 4.3.2016 / (A. B. Clerk)"."""
        lines, cues = self.lines, self.cues
        if not lines[k].gap or "labelled_number" not in cues[k] or "number_line" not in self.out:
            return k
        if cues[k] & {"long", "list_item", "reference"} or not self._after_ending(k):
            return k
        found = find_numbers(lines[k].text)
        if len(found) != 1 or lines[k].text[found[0].span.end :].strip(" .,"):
            return k
        end = k + 2 if k + 1 < len(lines) and "date" in cues[k + 1] and not cues[k + 1] & {"long", "number"} else k + 1
        return end if end < len(lines) and cues[end] & {"bracketed_name", "designation"} else k

    def _after_ending(self, k: int) -> bool:
        return SENTENCE_END.search(self.lines[k - 1].text) is not None if k else False

    def _list_follows(self, k: int) -> bool:
        return any("list_item" in c for c in self.cues[k + 1 : k + 5])

    def _signed_below(self, k: int) -> bool:
        return any(c & {"designation"} for c in self.cues[k + 1 : k + 3])

    def _post_of_no_lexicon(self, k: int) -> bool:
        """A name in brackets, one short line below it ("Addl.DE (School)"), and then a gap or the end."""
        lines, cues = self.lines, self.cues
        if len(lines[k].text.split()) < 2 or k + 1 >= len(lines) or lines[k + 1].gap:
            return False
        below = lines[k + 1].text.strip()
        after = cues[k + 2] if k + 2 < len(lines) else frozenset[Cue]({"to"})
        alone = bool(after & {"copy", "to", "contact", "enclosure"}) or lines[k + 2].gap > 0
        text = cues[k + 1] & {"long", "list_item", "table"} or PROSE.search(below)
        return alone and len(below) < 45 and not text

    def _signature_line(self, k: int) -> bool:
        """A name or designation where the body has come to its end, and nothing of the body follows."""
        lines, cues = self.lines, self.cues
        if k == 0 or "list_item" in cues[k] or "table" in cues[k] or "long" in cues[k]:
            return False
        ended = (
            SENTENCE_END.search(lines[k - 1].text) is not None
            or "table" in cues[k - 1]
            or lines[k].gap > 0
            or self.out[k - 1] == "footer"
            or lines[k - 1].text.rstrip().endswith("]")  # the file's number above a gazetted signature
        )
        if not ended:
            return False
        if not self._post_within(k):
            return False
        for j in range(k, min(len(lines), k + 7)):
            if cues[j] & {"copy", "enclosure", "to", "endorsement", "number", "annexure", "note", "by_order"} and j > k:
                return True
            office = "office" in cues[j] and len(lines[j].text) < 75 and not PROSE.search(lines[j].text)
            if "long" in cues[j] and not office or "list_item" in cues[j] and j > k:
                return False
        return True

    def _signs(self, k: int) -> bool:
        """A post by its letters, alone or below a plain name: "A. B. Clerk / RPFC-I (Estt.)"."""
        if ACRONYM_POST.fullmatch(self.lines[k].text.strip()):
            return True
        if k + 1 >= len(self.lines) or PLAIN_NAME.fullmatch(self.lines[k].text.strip()) is None:
            return False
        below = self.lines[k + 1]
        if ACRONYM_POST.fullmatch(below.text.strip()):
            return True
        # name and post set apart from each other at the paper's end
        last = k + 2 >= len(self.lines) or bool(self.cues[k + 2] & {"copy", "contact", "to"})
        return below.gap > 0 and last and "designation" in self.cues[k + 1] and not self.cues[k] & {"office", "address"}

    def _post_within(self, k: int) -> bool:
        """This line names a post, or it is a short name with the post just below."""
        if "designation" in self.cues[k] or self._signs(k):
            return True
        nameish = (
            len(self.lines[k].text.split()) <= 5
            and not SENTENCE_END.search(self.lines[k].text.rstrip(". "))
            and len(self.lines[k].text) < 45
        )
        return nameish and k + 1 < len(self.lines) and "designation" in self.cues[k + 1] and not self.lines[k + 1].gap

    # --- what follows ------------------------------------------------------------------------------
    def _tail(self, k: int) -> None:
        lines, cues, out = self.lines, self.cues, self.out
        mode: Zone = "copy_list" if self.forwards else "signature"
        copied = self.forwards
        while k < len(lines):
            here = cues[k]
            if out[k] is not None:
                k += 1
                continue
            if "copy" in here and "list_item" not in here:
                mode, copied = "copy_list", True
                out[k] = "copy_list"
            elif "rule" in here and mode != "annexure":
                out[k] = "footer"
            elif mode == "annexure":
                out[k] = "annexure"
            elif (
                "annexure" in here
                and len(lines[k].text) < 80
                and (lines[k].gap or len(lines[k].text) <= 16 or k and lines[k].page != lines[k - 1].page)
            ):
                mode = "annexure"
                out[k] = "annexure"
            elif mode == "signature" and copied and self._heads_annexure(k):
                mode = "annexure"
                out[k] = "annexure"
            elif "enclosure" in here and "list_item" not in here:
                mode = "enclosure"
                out[k] = "enclosure"
            elif "to" in here and mode != "copy_list":
                mode = "addressee"
                out[k] = "addressee"
            elif "closing" in here and "list_item" not in here:
                out[k] = "closing"
                mode = "signature"
            elif here & {"by_order", "digital_signature", "bracketed_name"} and "list_item" not in here:
                mode = "signature"
                out[k] = "signature"
            elif mode == "copy_list" and ("signed_mark" in here or self._signature_after_list(k)):
                mode = "signature"
                out[k] = "signature"
            elif mode == "copy_list" and self._stray(k):
                out[k] = "marginalia" if self._scribble(k) else "footer"
            elif mode == "enclosure":
                closed = "signature" not in out and (
                    lines[k - 1].text.rstrip().endswith((".", "।")) or self._enclosed_as_said(k - 1)
                )
                named = "signature" not in out and len(lines[k - 1].text) < 30 and self._signs(k)
                if (closed and "designation" in here and "list_item" not in here) or named:
                    mode = "signature"
                    out[k] = mode
                elif lines[k].gap and "list_item" not in here:
                    signs = here & {"designation", "bracketed_name"} or ("signature" not in out and self._signs(k))
                    mode = "signature" if signs else "footer"
                    out[k] = mode
                else:
                    out[k] = "enclosure"
            elif mode == "signature" and "note" in here:
                mode = "body"
                out[k] = "body"
            elif mode == "signature" and self._foot_addressee(k):
                mode = "addressee"
                out[k] = "addressee"
            elif mode in ("signature", "addressee") and _uo_number(lines[k].text) and self._dated_near(k):
                out[k] = "footer"
            elif mode == "signature" and self._above_uo_number(k):
                mode = "addressee"
                out[k] = "addressee"
            elif (
                mode == "signature"
                and not copied
                and ("long" in here and not here & {"designation", "contact", "digital_signature"})
            ):
                mode = "body"
                out[k] = "table" if "table" in here else "body"
            elif mode == "body" and self._signature_line(k):
                mode = "signature"
                out[k] = "signature"
            elif self._contact_line(k, mode):
                out[k] = "footer"
            elif mode == "addressee" and lines[k].gap and "labelled_number" in here and "list_item" not in here:
                out[k] = "footer"  # a note's own number below its recipient
            elif mode == "signature" and "list_item" in here and copied:
                mode = "copy_list"
                out[k] = "copy_list"
            else:
                out[k] = "table" if mode == "body" and "table" in here else mode
            k += 1

    def _heads_annexure(self, k: int) -> bool:
        """Below copies and signature another letterhead over a table: a programme or list sent with the paper."""
        lines, cues = self.lines, self.cues
        if not lines[k].gap or "government" not in cues[k] or k + 1 >= len(lines) or lines[k + 1].gap:
            return False
        return "office" in cues[k + 1] and any("table" in here for here in cues[k + 2 : k + 10])

    def _enclosed_as_said(self, k: int) -> bool:
        """ "Encl: as above", "संलग्न :- उपरोक्तानुसार": nothing of a list of enclosures can follow."""
        text = self.lines[k].text
        said = [*lexicon().find("same_number", text), *lexicon().find("as_said", text)]
        return bool(said) and not regex.search(r"[\p{L}\p{N}]", self.lines[k].text[said[-1].span.end :])

    def _dated_near(self, k: int) -> bool:
        """Whether this line or the next holds a date, wherever in it."""
        return bool(find_dates(" ".join(line.text for line in self.lines[k : k + 2])))

    def _above_uo_number(self, k: int) -> bool:
        """An unofficial note ends with the office to which it goes, set apart, and below it its own number:
        "Ministry of Ponds (Shri A. B. Clerk), Laketown / D/o Lakes U.O. No. 5/2021 dated …"."""
        signed = any(
            z == "signature" and c & {"designation", "bracketed_name"}
            for z, c in zip(self.out[:k], self.cues[:k], strict=True)
        )
        if not signed or not self.lines[k].gap or PROSE.search(self.lines[k].text):
            return False
        block = self.lines[k + 1 : k + 5]
        return any(_uo_number(line.text) for line in block) and "copy_list" not in self.out

    def _contact_line(self, k: int, mode: Zone) -> bool:
        """Telephone and mail lines; not the wrapped rest of a recipient ("… upload it on the / website of …")."""
        if "contact" not in self.cues[k] or "list_item" in self.cues[k]:
            return False
        given = regex.search(r"[:@]|\d{3}", self.lines[k].text) is not None
        apart = given or self.lines[k].gap > 0 or self.out[k - 1] == "footer"
        return mode == "signature" or (mode in ("copy_list", "addressee") and apart)

    def _foot_addressee(self, k: int) -> bool:
        """Below the signatory's post a block set apart names another office: the addressee, without "To"."""
        signed = any(
            z == "signature" and c & {"designation", "bracketed_name"}
            for z, c in zip(self.out[:k], self.cues[:k], strict=True)
        )
        below = self.cues[k + 1] if k + 1 < len(self.cues) else frozenset[Cue]()
        here, text = self.cues[k], self.lines[k].text
        below = self.cues[k + 1] if k + 1 < len(self.cues) else frozenset[Cue]()
        named = lexicon().pattern("honorific").match(text.strip()) is not None and "bracketed_name" in self.cues[k - 1]
        if (
            self.demi_official
            and (self.lines[k].gap or named)
            and "bracketed_name" not in here
            and self._bracketed_above(k)
        ):
            # a demi-official letter: signed by name alone, the addressee's name and post below
            return "designation" in below or "designation" in here or text.rstrip().endswith(",")
        if self.demi_official and "bracketed_name" in self.cues[k - 1] and "bracketed_name" not in here:
            # the blank below the name is lost
            many = lexicon().pattern("collective").search(text) is not None
            return many or ("designation" in below and "designation" not in here and text.rstrip().endswith(","))
        if not signed:
            return False
        everyone = regex.match(r"^\W*(?:1[.)-]\s*)?(?:All|समस्त|सभी)\s", text) and not VERB.search(text)
        if everyone and (self.lines[k].gap or "contact" in self.cues[k - 1] or self._named_above(k)):
            return True
        if (
            not self.lines[k].gap
            or "addressee" in self.out
            or here & {"bracketed_name", "by_order", "digital_signature"}
        ):
            return False
        named = "bracketed_name" in below or (not here & {"designation"} and "designation" in below)
        return (
            not named
            and bool(here & {"designation"})
            and (bool(regex.match(r"^\W*The\s", text)) or self._named_above(k) and self.form != "endorsement")
        )

    def _bracketed_above(self, k: int) -> bool:
        return any(z == "signature" and "bracketed_name" in c for z, c in zip(self.out[:k], self.cues[:k], strict=True))

    def _named_above(self, k: int) -> bool:
        """The signature above has both a name and a post: what follows it is no further post of the signatory."""
        block = [j for j in range(k) if self.out[j] == "signature"]
        return any("bracketed_name" in self.cues[j] for j in block) and any(
            "designation" in self.cues[j] for j in block
        )

    def _signature_after_list(self, k: int) -> bool:
        said = self.lines[k].text.split()
        if self.lines[k].gap and "list_item" not in self.cues[k] and "designation" in self.cues[k]:
            signed = (self.lines[j].text.split() for j in range(k) if self.out[j] == "signature")
            if any(above == said for above in signed):
                return True  # the post from the signature above, printed again below the list
        closed = self._numbered_list(k) and SCRAP_AT_END.sub("", self.lines[k - 1].text.rstrip()).endswith((".", "।"))
        if "list_item" in self.cues[k] or self._record_copy(k):
            return False
        if self._record_copy(k - 1) and not self.lines[k].gap and not closed:
            return False
        if "copy" in self.cues[k - 1] and "long" not in self.cues[k - 1]:
            return False
        above = next((self.lines[j].text.rstrip() for j in range(k - 1, -1, -1) if "rule" not in self.cues[j]), "")
        above = SCRAP_AT_END.sub("", above)
        recipient = regex.match(r"^\W*(?:The|All|PS|PPS|Shri|Smt|समस्त|निजी)\s", self.lines[k].text)
        if recipient and not self._numbered_list(k):
            return False
        if not self.lines[k].gap and (recipient or not above.endswith((".", "।")) or "long" in self.cues[k]):
            return False
        if "designation" in self.cues[k] or "bracketed_name" in self.cues[k] or self._post_within(k):
            block = range(k + 1, min(len(self.lines), k + 7))
            listed = [j for j in block if "list_item" in self.cues[j] and "table" not in self.cues[j]]
            return not any(WORDED.search(self.lines[j].text) for j in listed)
        return False

    def _numbered_list(self, k: int) -> bool:
        """The copy list above has labels ("1.", "(ii)")."""
        return any("list_item" in self.cues[j] for j in range(max(0, k - 12), k) if self.out[j] == "copy_list")

    def _record_copy(self, k: int) -> bool:
        """ "Guard File", "Office copy": a recipient, not a person."""
        return lexicon().pattern("record_copy").search(self.lines[k].text) is not None

    def _stray(self, k: int) -> bool:
        """A block inside a copy list that is no item: a running header or a scribble, while the list goes on below."""
        if "list_item" in self.cues[k] or "long" in self.cues[k] or self._ends_item(k):
            return False
        starts_block = self.lines[k].gap > 0 or self.out[k - 1] in ("footer", "marginalia")
        for here in self.cues[k + 1 : k + 16]:
            if here & {"annexure", "table", "closing", "digital_signature"}:
                return False
            if "list_item" in here:
                return starts_block
        return False

    def _ends_item(self, k: int) -> bool:
        """The end of a sentence that a full line above begins, whatever blank a copy put between them."""
        above, here = self.lines[k - 1].text.rstrip(), self.lines[k].text.rstrip()
        open_line = (
            "long" in self.cues[k - 1] and self.out[k - 1] == "copy_list" and not above.endswith((".", "।", ":"))
        )
        return open_line and here.endswith("।")

    def _scribble(self, k: int) -> bool:
        return not self.cues[k] & {"office", "government", "address"} or len(self.lines[k].text) < 12

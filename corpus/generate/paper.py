"""One communication, printed block by block; each block writes its lines, their zones, and its part of the gold.

What is not printed is not in the gold: a block alone sets the fields that it prints.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import re
import textwrap
from dataclasses import dataclass, field

from corpus.generate.body import Json, Paragraph, Speaker, meant
from corpus.generate.layouts import Layout
from corpus.generate.parts import Lang, Office, Parts
from corpus.generate.styles import (
    DEVANAGARI,
    MONTHS_EN,
    MONTHS_HI,
    ROMANS,
    SAKA_EN,
    SAKA_HI,
    head_date,
    number,
    saka,
)  # fmt: skip

TITLES: dict[Lang, dict[str, tuple[str, ...]]] = {
    "en": {
        "office_memorandum": ("OFFICE MEMORANDUM", "Office Memorandum"), "circular": ("CIRCULAR", "Circular"),
        "order": ("OFFICE ORDER", "ORDER"), "corrigendum": ("CORRIGENDUM", "Corrigendum"),
        "addendum": ("ADDENDUM", "Addendum"), "resolution": ("RESOLUTION", "Resolution"),
        "minutes": ("MINUTES OF THE MEETING", "Minutes"), "notice": ("PUBLIC NOTICE", "NOTICE"),
        "notification": ("NOTIFICATION", "Notification"),
    },
    "hi": {
        "office_memorandum": ("कार्यालय ज्ञाप", "कार्यालय-ज्ञापन"), "circular": ("परिपत्र", "-: परिपत्र :-"),
        "order": ("आदेश", "कार्यालय आदेश"), "corrigendum": ("शुद्धि-पत्र", "शुद्धिपत्र"),
        "addendum": ("परिशिष्ट आदेश", "परिशिष्ट आदेश"), "resolution": ("संकल्प", "संकल्प"),
        "minutes": ("बैठक का कार्यवृत्त", "कार्यवृत्त"), "notice": ("सार्वजनिक सूचना", "आम सूचना"),
        "notification": ("अधिसूचना", "अधिसूचना"),
    },
}  # fmt: skip
DEVA = re.compile(r"[\u0900-\u097f]")
LATIN = re.compile(r"[A-Za-z]")
MAIL_HOSTS = ("sinchai.example.gov.in", "nigam.example.in", "raj-bhasha.example.gov.in", "kosh.example.nic.in")


@dataclass(frozen=True)
class Printed:
    """One line with its functional part; ``""`` is a blank line."""

    text: str
    zone: str

    @property
    def language(self) -> str:
        deva, latin = len(DEVA.findall(self.text)), len(LATIN.findall(self.text))
        return (
            ""
            if not deva + latin
            else "mixed"
            if deva and latin and min(deva, latin) * 4 > max(deva, latin)
            else "hi"
            if deva > latin
            else "en"
        )


def suits(template: tuple[str, str], kind: str) -> bool:
    """A number that names its form ("Circular No.", "G.O.(Rt)No.", ".../CIR/...") heads that form alone."""
    printed = "~".join(template)
    if "G.O" in printed:
        return kind == "order"
    return not re.search(r"Cir|CIR|परि/|परिपत्र|GR No|ORD|PBC", printed) or kind == "circular"


def unbracketed(line: str) -> str:
    return line[1:-1] if line.startswith("(") and line.endswith(")") else line


def oblique(topic: str) -> str:
    """A Hindi subject as it stands before "के संबंध में": निराकरण's का becomes के, करना becomes करने."""
    head, mark, tail = topic.rpartition(" का ")
    said = f"{head} के {tail}" if mark else topic
    return re.sub(r"किया जाना$", "किये जाने", re.sub(r"करना$", "करने", said))


def empty_gold(kind: str, lang: Lang) -> Json:
    return {
        "kind": kind, "language": lang, "reference_no": None, "date": None, "subject": None, "issuer": None, "place": None,
        "sender": None, "signatories": [], "addressees": [], "copy_to": [], "cites": [], "deadlines": [], "courses": [],
        "obligations": [], "amends": [], "roles": [],
    }  # fmt: skip


@dataclass
class Paper:
    """``kind`` "reminder" is a letter that reminds. ``opening`` are the relations to cite first, with their targets."""

    rng: random.Random
    parts: Parts
    lang: Lang
    office: Office
    kind: str
    layout: Layout
    day: dt.date
    opening: list[tuple[str, Json | None]] = field(default_factory=list)
    lines: list[Printed] = field(default_factory=list)
    marks: list[Json] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    gold: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.gold = empty_gold("letter" if self.kind == "reminder" else self.kind, self.lang)
        rng, words = self.rng, self.parts.words[self.lang]
        templates = list(self.office.numbers[self.lang])
        fits = [t for t in templates if suits(t, self.kind)]
        if self.office.group == "go" and self.kind == "order":
            fits = [t for t in templates if "G.O" in t[1]]
        templates = fits or templates
        self.label, stem = rng.choice(templates)
        self.number_text = number(rng, stem, self.day.year)
        self.own_no = self.number_text
        if self.kind == "do_letter" and self.lang == "en":
            self.label = rng.choice(("D.O. No. ", "D.O.No.", "DO No. "))
        elif self.kind == "do_letter":
            self.label = rng.choice(("अर्द्ध शा. पत्र सं. ", "अ0शा0 पत्र संख्या-"))
        self.date = head_date(rng, self.day, self.lang, self.parts.half)
        self.topic = rng.choice(words["topics"]["subject"])
        self.subject_text = self.subject_of(self.topic)
        self.wrap_at = rng.choice((0, 0, 76, 84, 96))
        self.wide = rng.choice(("          ", "                    ", "\t\t", "                                   "))
        self.bold = rng.random() < 0.12
        self.centre = rng.random() < 0.15
        self.spaced = rng.random() < 0.6
        self.speaker = Speaker(rng, self.parts, self.lang, self.office, self.day, self.own_no, topic=self.topic)
        self.two_labels = False
        self.signers: list[tuple[str | None, str]] = []

    # --- writing --------------------------------------------------------------------------------
    def put(self, zone: str, *texts: str) -> None:
        for t in texts:
            self.lines.append(Printed(t, zone))

    def gap(self, often: float = 1.0) -> None:
        if self.lines and self.lines[-1].text and (often >= 1 or self.rng.random() < often):
            self.lines.append(Printed("", "blank"))

    def wrapped(self, text: str, first: str = "", later: str = "") -> list[str]:
        """The text, broken into lines where this paper breaks lines."""
        if not self.wrap_at:
            return [first + text]
        out = textwrap.wrap(
            first + text, self.wrap_at, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
        )
        return out or [first]

    def write(self) -> Paper:
        if self.rng.random() < 0.12:
            said = self.rng.choice(self.parts.words[self.lang]["misc"]["priority"])
            self.put("letterhead", said)
            self.gold["priority"] = said
            self.gap()
        if self.rng.random() < 0.07:
            self.put("letterhead", "सत्यमेव जयते")
        for block in self.layout.blocks:
            name, _, how = block.partition(":")
            act = getattr(self, f"b_{name}")
            act(how) if how else act()
            self.gap(1.0 if self.spaced or name in ("body", "signature", "copy", "title", "subject") else 0.4)
        for key in ("obligations", "deadlines", "cites", "amends", "roles"):
            self.gold[key] = self.gold[key] + getattr(self.speaker.found, key)
        if self.speaker.found.misprints:
            self.gold["misprints"] = self.speaker.found.misprints
        if self.speaker.found.relative:
            self.gold["deadlines_relative"] = self.speaker.found.relative
        return self

    # --- head -------------------------------------------------------------------------------------
    def head_lines(self, lang: Lang) -> list[str]:
        return list(self.office.heads[lang])

    def b_letterhead(self, how: str = "") -> None:
        lines = self.head_lines(self.lang)
        if how == "1":
            lines = lines[:1]
        elif how == "rest":
            lines = lines[1:]
        elif how == "short":
            lines = lines[:2]
        for t in lines:
            self.put("letterhead", f"{' ' * self.rng.randint(14, 30)}{t}" if self.centre else t)
        said = self.gold["issuer"]
        self.gold["issuer"] = " | ".join([said, *lines] if said else lines)

    def b_bilingual(self) -> None:
        if "hi" in self.office.heads:
            other = list(self.office.heads["hi"])
            if self.rng.random() < 0.5:
                self.put("letterhead", *other)
                self.b_letterhead()
                return
            for a, b in zip(other, self.office.heads["en"], strict=False):
                self.put("letterhead", a, b)
            self.put("letterhead", *self.office.heads["en"][len(other) :])
            self.gold["issuer"] = " | ".join(self.office.heads["en"])
            return
        self.b_letterhead()

    def b_side_by_side(self) -> None:
        """The head in both languages on the same lines; the issuer is that of the body's language."""
        hi, en = self.office.heads.get("hi"), self.office.heads.get("en")
        if not hi or not en:
            self.b_letterhead()
            return
        joint = self.rng.choice(("/", " / ", self.wide, "      "))
        for a, b in itertools.zip_longest(hi, en):
            self.put("letterhead", joint.join(x for x in (a, b) if x))
        self.gold["issuer"] = " | ".join(self.office.heads[self.lang])

    def b_two_labels(self) -> None:
        """From here on labels are printed in both languages."""
        self.two_labels = True

    def b_address(self) -> None:
        if where := self.office.address.get(self.lang):
            self.put("letterhead", where)
            if self.rng.random() < 0.25:
                self.put("letterhead", self.contact())
            place = self.office.place.get(self.lang)
            if place and place in where:
                self.gold["place"] = place

    def contact(self) -> str:
        tel = f"0{self.rng.randint(11, 99)}-{self.rng.randint(2000000, 2999999)}"
        host = self.rng.choice(MAIL_HOSTS)
        if self.lang == "en":
            return self.rng.choice(
                (f"Tel: {tel}  E-mail: office@{host}", f"Phone : {tel}, Fax: {tel}", f"Website: www.{host}")
            )
        return self.rng.choice((f"दूरभाष : {tel}", f"ई-मेल: karyalay@{host}", f"दूरभाष/फैक्स {tel}"))

    def number_words(self) -> str:
        self.gold["reference_no"] = self.number_text
        if self.two_labels and not self.number_text.startswith(("G.O", "S.O", "का.आ")):
            return f"{self.rng.choice(('सं./No. ', 'संख्या/No. : ', 'फा.सं./F.No. '))}{self.number_text}"
        return f"{self.label}{self.number_text}"

    def date_words(self, form: str = "plain") -> str:
        """The date with its label: "plain", "place" (with the place before it) or "bare"."""
        rng, d, lang = self.rng, self.date, self.lang
        self.gold["date"] = d.iso
        self.gold["printed_date"] = d.text.strip().removeprefix("the ")
        place = self.office.place.get(lang)
        if self.two_labels:
            return f"{rng.choice(('दिनांक/Dated: ', 'दिनांक/Date : ', 'दिनांक / Dated '))}{d.text.strip().removeprefix('the ')}"
        the = "" if d.text.startswith("the ") else "the "
        if form == "place" and place:
            self.gold["place"] = place
            if lang == "en":
                long = any(m in d.text for m in MONTHS_EN) and not d.text.startswith(tuple(MONTHS_EN))
                forms = (
                    f"Dated {place}, {the if long else 'the '}{d.text}",
                    f"{place}, dated {d.text}",
                    f"{place}, Dated: {d.text}",
                    f"{place}, {the if long else ''}{d.text}",
                    f"{place}\nDated: {d.text}",
                )
            else:
                forms = (
                    f"{place}, दिनांक: {d.text}",
                    f"{place} : दिनांक {d.text}",
                    f"{place}, दिनांक {d.text}",
                    f"{place}, दिनांक- {d.text}",
                )  # type: ignore[assignment]
            return rng.choice(
                forms[0::2] if self.parts.half == "tuning" else forms[1::2] if self.parts.half == "held-out" else forms
            )
        if form == "bare" and rng.random() < 0.3:
            return d.text
        if lang == "en":
            the_d = d.text.removeprefix("the ")
            return rng.choice(
                (
                    f"Dated: {d.text}",
                    f"Dated {d.text}",
                    f"Date: {the_d}",
                    f"Dated the {the_d}",
                    f"Dt. {the_d}",
                    f"Dated : {d.text}",
                )
            )
        return rng.choice(
            (f"दिनांक: {d.text}", f"दिनांक {d.text}", f"दिनांकः {d.text}", f"दिनाँक- {d.text}", f"दिनांक :- {d.text}")
        )

    def b_number(self) -> None:
        self.put("number_line", self.number_words())

    def b_number_alone(self) -> None:
        self.put(
            "number_line",
            self.number_words() + self.rng.choice(("", ".", ":-") if self.lang == "en" else ("", "", ":-")),
        )

    def b_run_in(self) -> None:
        """A number that begins the first paragraph; "S.O. 1174(E).—In exercise of ..." ."""
        if self.rng.random() < 0.5:
            n = self.rng.randint(100, 4999)
            self.label, self.number_text = "", f"S.O. {n}(E)" if self.lang == "en" else f"का.आ. {n}(अ)"
            self.speaker.own_no = self.number_text
        self.run_in = self.number_words() + self.rng.choice((".—", ". - ", " :- ", "— "))

    def b_dated(self) -> None:
        self.put("date_line", *self.date_words("bare").split("\n"))

    def b_place_date(self) -> None:
        self.put("date_line", *self.date_words("place").split("\n"))

    def b_place_date_saka(self) -> None:
        place = self.office.place.get(self.lang)
        y, m, d = saka(self.day)
        months = MONTHS_EN if self.lang == "en" else MONTHS_HI
        month = months[self.day.month - 1]
        if self.lang == "en":
            said = (
                f"{place + ', ' if place else ''}the {self.day.day} {month}, {self.day.year}/{SAKA_EN[m - 1]} {d}, {y}"
            )
        else:
            said = (
                f"{place + ', ' if place else ''}{self.day.day} {month}, {self.day.year}/{SAKA_HI[m - 1]} {d}, {y} (शक)"
            )
        self.gold |= {"date": self.day.isoformat(), "place": place or self.gold["place"]}
        self.put("date_line", said)

    def b_address_date(self) -> None:
        self.b_address()
        self.put("date_line", *self.date_words("plain").split("\n"))

    def b_number_date(self) -> None:
        self.put(
            "number_line",
            self.number_words()
            + self.wide
            + self.date_words(self.rng.choice(("plain", "place", "bare"))).replace("\n", " "),
        )

    def b_date_number(self) -> None:
        self.put(
            "number_line",
            self.date_words(self.rng.choice(("plain", "place"))).replace("\n", " ") + self.wide + self.number_words(),
        )

    def b_rule(self) -> None:
        self.put("footer", self.rng.choice(("-----", "****", "=======", "_____________")))

    def b_title(self) -> None:
        known = TITLES[self.lang].get(self.gold["kind"])
        if not known or self.kind == "reminder":
            return
        said = known[
            0 if self.parts.half == "tuning" else 1 if self.parts.half == "held-out" else self.rng.randint(0, 1)
        ]
        said = f"**{said}**" if self.bold else f"{' ' * 28}{said}" if self.centre else said
        self.put("title", said)

    def b_reminder(self) -> None:
        if self.kind == "reminder":
            said = ("REMINDER", "Reminder-II") if self.lang == "en" else ("स्मरण पत्र", "अनुस्मारक-1")
            self.put("title", said[self.parts.half == "held-out"])

    def b_gazette(self) -> None:
        if self.lang == "en":
            self.put(
                "letterhead",
                *self.rng.choice(
                    (
                        ("(To be published in the Gazette, Extraordinary, Part II, Section 3)",),
                        ("[TO BE PUBLISHED IN PART I, SECTION 2 OF THE GAZETTE]",),
                    )
                ),
            )
        else:
            self.put("letterhead", "(राजपत्र, असाधारण, भाग-2 में प्रकाशनार्थ)")

    def b_gazette_head(self) -> None:
        """What the Gazette prints above an entry; its own number and date are not the entry's."""
        rng, state = self.rng, self.office.state.get(self.lang)
        part, n = rng.choice(("Part II", "Part I", "Part IV")), rng.randint(11, 990)
        if self.lang == "en":
            whose = f"{state.upper()} GAZETTE" if state else "GAZETTE OF THE UNION"
            day = f"{self.day:%A, %B} {self.day.day}, {self.day.year}"
            said = (
                f"THE {whose} : EXTRAORDINARY",
                f"[{part.upper()}—SEC. {rng.randint(1, 4)}]",
                "PUBLISHED BY AUTHORITY",
            )
            line = f"No. {n}]{self.wide}{day.upper()}"
        else:
            said = (
                f"{state} राजपत्र (असाधारण)" if state else "संघ का राजपत्र : असाधारण",
                f"[भाग {rng.randint(1, 4)}—खण्ड {rng.randint(1, 4)}]",
                "प्राधिकार से प्रकाशित",
            )
            line = f"सं. {n}]{self.wide}{self.day.day} {MONTHS_HI[self.day.month - 1]}, {self.day.year}"
        self.put("letterhead", *said)
        if rng.random() < 0.6:
            self.put("letterhead", line)

    def b_file_number(self) -> None:
        """The file's number in brackets above the signature of a Gazette entry."""
        stem = self.rng.choice(self.office.numbers[self.lang])[1]
        label = self.rng.choice(("F. No. ", "File No. ") if self.lang == "en" else ("फा. सं. ", "मि.सं. "))
        self.put("signature", f"[{label}{number(self.rng, stem, self.day.year)}]")

    def b_name_top(self) -> None:
        name = self.person()
        post = self.post().split("|")[0]
        self.signers = [(name, post)]
        self.put("letterhead", name, post)

    # --- persons and recipients -----------------------------------------------------------------
    def person(self) -> str:
        return str(self.rng.choice(self.parts.people["names"][self.lang]))

    def post(self) -> str:
        said = str(self.rng.choice(self.parts.people["posts"][self.lang][self.office.group]))
        return said.replace("{state}", self.office.state.get(self.lang, "")).replace(
            "2300XXXX", str(self.rng.randint(23000000, 23999999))
        )

    def slot(self, said: str) -> str:
        place = self.office.place.get(self.lang) or ("Hyderabad" if self.lang == "en" else "भोपाल")
        return said.replace("{state}", self.office.state.get(self.lang, place)).replace("{place}", place)

    def recipients(self) -> list[list[str]]:
        """Recipients, each as its printed lines."""
        people = self.parts.people
        if self.rng.random() < 0.55:
            return [self.slot(self.rng.choice(people["blocks"][self.lang][self.office.group])).split("|")]
        lists = people["lists"][self.lang]
        size = self.rng.choice((1, 2, 3, 5))
        return [[self.slot(x)] for x in self.rng.sample(lists, min(size, len(lists)))]

    def to_label(self) -> str:
        if self.lang == "en":
            return self.rng.choice(("To", "To,", "To:", "To"))
        return self.rng.choice(("सेवा में,", "प्रति,", "सेवा में", "प्रेषिती,"))

    def b_to(self) -> None:
        who = self.recipients()
        if self.gold["sender"] or len(who) > 1 or self.rng.random() < 0.9:
            self.put("addressee", self.to_label())
            self.gap(0.2)
        numbered = len(who) > 1 and self.rng.random() < 0.6
        indent = self.rng.choice(("", "", "\t", "      "))
        for i, block in enumerate(who, start=1):
            for j, t in enumerate(block):
                mark = (f"{i}. " if j == 0 else "   ") if numbered else indent
                self.put("addressee", mark + t)
        self.gold["addressees"] = [" ".join(b) for b in who]

    def b_to_foot(self) -> None:
        self.b_to()

    def b_to_foot_person(self) -> None:
        name, post = self.person(), self.post().split("|")[0].rstrip(",")
        stop = "." if self.lang == "en" else "।"
        where = self.rng.choice([o for o in self.parts.offices if self.lang in o.heads]).heads[self.lang][0]
        block = [f"{name},", f"{post},", f"{where}{stop}"] if self.rng.random() < 0.5 else [f"{name},", f"{post}{stop}"]
        self.put("addressee", *block)
        self.gold["addressees"] = [" ".join(block)]

    def b_sender(self) -> None:
        self.sender_post = self.post().split("|")[0].rstrip(",")
        self.signers = [(self.person(), self.sender_post)]
        lines = [
            f"{self.sender_post},",
            unbracketed(self.office.heads[self.lang][-1]) + ("." if self.lang == "en" else "।"),
        ]
        if self.lang == "en" and not lines[0].startswith("The "):
            lines[0] = f"The {lines[0]}"
        if self.lang == "hi" and self.rng.random() < 0.5:
            lines.insert(0, f"{self.signers[0][0]},")
        self.put(
            "sender_block",
            self.rng.choice(("From", "From:", "From,") if self.lang == "en" else ("प्रेषक,", "प्रेषक :")),
            *(f"\t{t}" if self.rng.random() < 0.3 else t for t in lines),
        )
        self.gold["sender"] = " ".join(lines)

    # --- subject ----------------------------------------------------------------------------------
    def subject_of(self, topic: str) -> str:
        words = self.parts.words[self.lang]["topics"]
        if self.office.group == "go" and self.kind == "order":
            form = self.rng.choice(words["go_forms"])
            return str(form.replace("{short}", self.rng.choice(words["go_short"])).replace("{topic}", topic))
        tail = str(self.rng.choice(words["tails"]))
        return (oblique(topic) if self.lang == "hi" else topic) + tail

    def b_subject(self) -> None:
        label = self.rng.choice(
            ("Subject: ", "Sub: ", "Subject:- ", "Sub:- ", "Subject :  ")
            if self.lang == "en"
            else ("विषय: ", "विषय:- ", "विषयः- ", "विषय :- ", "विषय - ")
        )
        if self.two_labels:
            label = self.rng.choice(("विषय/Subject: ", "विषय / Subject :- ", "विषय/Sub: "))
        width = self.wrap_at or (self.rng.choice((60, 72)) if self.rng.random() < 0.5 else 0)
        text = label + self.subject_text
        lines = (
            textwrap.wrap(
                text,
                width,
                subsequent_indent=self.rng.choice(("", "         ")),
                break_long_words=False,
                break_on_hyphens=False,
            )
            if width
            else [text]
        )
        if self.bold:
            lines = [f"**{lines[0]}", *lines[1:-1], f"{lines[-1]}**"] if len(lines) > 1 else [f"**{lines[0]}**"]
        self.put("subject", *lines)
        self.gold["subject"] = self.subject_text

    def b_subject2(self) -> None:
        """Two subjects under one label."""
        other = self.subject_of(
            self.rng.choice([t for t in self.parts.words[self.lang]["topics"]["subject"] if t != self.topic])
        )
        label = "Subject: " if self.lang == "en" else "विषय:- "
        first, second = f"(1) {self.subject_text}", f"(2) {other}"
        self.put("subject", label + first, " " * len(label) + second)
        self.gold["subject"] = f"{first} {second}"

    def b_reference(self) -> None:
        phrase, cite = self.speaker.reference(
            self.opening[0][1] if self.opening and self.opening[0][0] in ("refers", "replies") else None
        )
        label = self.rng.choice(
            ("Ref: ", "Reference: ", "Ref:- ") if self.lang == "en" else ("संदर्भ:- ", "संदर्भ: ", "सन्दर्भ :- ")
        )
        self.put(
            "reference_line",
            *self.wrapped(phrase[:1].upper() + phrase[1:] + ("." if self.lang == "en" else "।"), label),
        )
        self.gold["cites"].append({**cite, "relation": meant("refers", phrase), "paragraph": None})
        if self.opening and self.opening[0][0] in ("refers", "replies"):
            self.opening = self.opening[1:]

    def b_reference_table(self) -> None:
        """A table of the papers that are referred to: number and date in columns of their own."""
        en = self.lang == "en"
        self.put("reference_line", self.rng.choice(("Ref:", "References:-") if en else ("संदर्भ:-", "सन्दर्भ :-")))
        head = ("Sl. No.", "Letter No.", "Date") if en else ("क्र.सं.", "पत्र संख्या", "दिनांक")
        self.put("reference_line", self.row(*head))
        for i in range(1, self.rng.randint(3, 5)):
            cite = self.speaker.numbered()
            printed = self.speaker.date(dt.date.fromisoformat(cite["date"]))
            self.put("reference_line", self.row(f"{i}.", cite["reference_no"], printed))
            self.gold["cites"].append({**cite, "relation": "refers", "paragraph": None})

    def b_read_own(self) -> None:
        """A "Read" list of an office that is no G.O. state."""
        heads = ("Read:", "Read : -") if self.lang == "en" else ("पढ़िये:-", "पढ़ा गया :-")
        self.b_read(heads[self.parts.half == "held-out"])

    def b_abstract(self) -> None:
        self.put("title", self.rng.choice(("ABSTRACT", "Abstract")))
        self.gap(0.6)
        self.put("subject", *self.wrapped(self.subject_text))
        self.gold["subject"] = self.subject_text

    def b_read(self, head: str = "Read:") -> None:
        """A "Read" list; its first entries are the papers cited."""
        self.put("reference_line", head)
        i = 0
        for _ in range(self.rng.randint(1, 4)):
            phrase, cite = self.speaker.reference()
            if cite["even_number"]:
                continue
            i += 1
            mark = f"{i}. " if head != "Ref:" else f"{i}) "
            self.put("reference_line", *self.wrapped(phrase[:1].upper() + phrase[1:] + ".", mark, "   "))
            self.gold["cites"].append({**cite, "relation": "refers", "paragraph": None})
        if self.rng.random() < 0.5:
            self.put("footer", self.rng.choice(("***", "-oOo-", "*****")))

    def b_read2(self) -> None:
        self.b_read(self.rng.choice(("Read the following:", "Ref:", "Read :-")))

    def b_order(self) -> None:
        self.put("title", self.rng.choice(("ORDER", "ORDER:", "O R D E R")))

    def b_salutation(self) -> None:
        self.put("salutation", self.rng.choice(self.parts.words[self.lang]["misc"]["salutation"]))

    def b_dear(self) -> None:
        surname = self.person().split()[-1]
        self.put(
            "salutation",
            self.rng.choice(
                (f"Dear Shri {surname},", f"My dear {surname},")
                if self.lang == "en"
                else (f"प्रिय श्री {surname} जी,", "प्रिय महोदय,")
            ),
        )

    # --- body -------------------------------------------------------------------------------------
    def b_body(self) -> None:
        size = self.rng.choice((1, 2, 2, 3, 4, 6))
        scheme = self.rng.choice(
            ("second", "second", "none", "all")
            if self.office.group in ("regulator", "bank", "university")
            else ("second", "second", "second", "none")
        )
        if self.kind in ("corrigendum", "addendum"):
            size, scheme = self.rng.choice((1, 2)), "second"
        opening = self.opening
        paras = self.speaker.paragraphs(opening, size, scheme)
        if self.kind == "corrigendum":
            label = "1" if scheme == "second" else None
            paras[0] = Paragraph(paras[0].mark, f"{paras[0].text} {self.speaker.amendment(label)}")
        if self.kind == "notification" and not opening:
            powers = self.speaker.pick(self.parts.words[self.lang]["powers"])
            paras[0] = Paragraph(paras[0].mark, f"{powers} {paras[0].text}")
        if self.kind == "minutes":
            opener = self.rng.choice(self.parts.words[self.lang]["misc"]["minutes_open"])
            held = self.day - dt.timedelta(days=self.rng.randint(2, 20))
            opener = self.speaker.fill(opener.replace("{d}", self.speaker.date(held)))
            paras[0] = Paragraph(paras[0].mark, f"{opener} {paras[0].text}")
        run_in = getattr(self, "run_in", "")
        indent = self.rng.choice(("", "", "    ", "\t"))
        for i, p in enumerate(paras):
            first = f"{p.mark} " if p.mark else indent
            if p.level:
                first = self.rng.choice(("", "   ")) + first
            self.put("body", *self.wrapped((run_in if i == 0 else "") + p.text, first))
            self.gap(1.0 if self.spaced else 0.5)
            if 1 < i < len(paras) - 1 and self.rng.random() < 0.08:
                self.furniture()

    def b_roles(self) -> None:
        """One or two sentences on who holds which role; they stand in unnumbered paragraphs."""
        for one in self.rng.sample(self.parts.words[self.lang]["roles"], self.rng.randint(1, 2)):
            self.put("body", *self.wrapped(one["text"]))
            self.gap()
            self.gold["roles"].append({key: one[key] for key in ("office", "role", "for")})
            if duty := one.get("duty"):
                self.gold["obligations"].append(
                    {"who": one["office"], "modality": duty, "quote": one["text"], "paragraph": None}
                )

    def b_present(self, zone: str = "body") -> None:
        """Those present at a meeting: names and posts that sign nothing."""
        en = self.lang == "en"
        self.put(
            zone,
            self.rng.choice(("Present:", "The following were present:") if en else ("उपस्थिति:-", "उपस्थित अधिकारी :-")),
        )
        for i, post in enumerate(self.rng.sample(self.parts.words[self.lang]["misc"]["present"], 3), start=1):
            self.put(zone, f"{i}. {self.person()}, {post}")

    def b_present_annexed(self) -> None:
        self.annexure_head()
        self.b_present("annexure")

    def b_closing(self) -> None:
        self.put("closing", self.rng.choice(self.parts.words[self.lang]["misc"]["closings"]))

    def b_regards(self) -> None:
        self.put(
            "closing",
            *(("With regards,", "Yours sincerely,") if self.lang == "en" else ("सादर,", "भवदीय,"))[
                self.rng.randint(0, 1) :
            ],
        )

    def b_governor(self) -> None:
        """In whose name: the President's for the Union, the Governor's for a state, nobody's for a body."""
        en = self.lang == "en"
        if self.office.group == "union":
            self.put("signature", "By order and in the name of the President" if en else "राष्ट्रपति के आदेश से,")
        elif self.office.group in ("state", "go"):
            said = ("(BY ORDER AND IN THE NAME OF THE GOVERNOR)", "(By order of the Governor)")
            self.put("signature", self.rng.choice(said if en else ("राज्यपाल के आदेश से,", "आज्ञा से,")))

    # --- foot -------------------------------------------------------------------------------------
    def sign(self, name: str | None, post: str) -> None:
        lines = post.split("|")
        self.gold["signatories"].append({"name": name, "designation": self.joined(lines)})

    @staticmethod
    def joined(lines: list[str]) -> str:
        """A post over several lines, as the conventions join it; what is no post (a telephone) left out."""
        kept = [t for t in lines if not t.startswith("Tel")]
        out = kept[0]
        for t in kept[1:]:
            out += (" " if out.endswith(",") or t.lower().startswith(("for ", "कृते")) else ", ") + t
        return out

    def signer(self) -> tuple[str | None, str]:
        if self.signers:
            name, post = self.signers[0]
            return name, post
        chosen = (None if self.rng.random() < 0.12 else self.person(), self.post())
        self.signers = [chosen]
        return chosen

    def name_printed(self, name: str) -> str:
        if not hasattr(self, "name_form"):
            self.name_form = self.rng.choice(
                ("({})", "({})", "( {} )", "{}", "Sd/-\n({})", "ह0/-\n({})")
                if self.lang == "hi"
                else ("({})", "({})", "{}", "Sd/-\n({})", "( {} )", "sd/-\n{}")
            )
        return self.name_form.format(name)

    def b_signature(self) -> None:
        name, post = self.signer()
        pad = " " * self.rng.choice((40, 50)) if self.centre else ""
        if name:
            self.put("signature", *(pad + t for t in self.name_printed(name).split("\n")))
        self.put("signature", *(pad + t for t in post.split("|")))
        if self.rng.random() < 0.12:
            self.put("signature", pad + self.contact())
        self.sign(name, post)

    def b_signed_name(self) -> None:
        name, post = self.signer()
        self.put("signature", f"({name})")
        self.sign(name, post)

    def b_signature2(self) -> None:
        a, b = (self.person(), self.post()), (self.person(), self.post())
        for name, post in (a, b):
            self.put("signature", f"({name})", *post.split("|"))
            self.gap()
            self.sign(name, post)

    def b_signature2wide(self) -> None:
        a, b = (
            (self.person(), self.post().split("|")[0].rstrip(",")),
            (self.person(), self.post().split("|")[0].rstrip(",")),
        )
        for x, y in ((f"({a[0]})", f"({b[0]})"), (a[1], b[1])):
            self.put("signature", f"{x:<44}    {y}")
        self.sign(*a)
        self.sign(*b)

    def b_digital(self) -> None:
        """A digital signature's lines above the name; it gives a month-only date its day."""
        if self.rng.random() < 0.4:
            name, _ = self.signer()
            if name:
                self.put(
                    "signature",
                    "Digitally signed by",
                    name,
                    f"Date: {self.day:%d-%m-%Y}",
                    f"{self.rng.randint(10, 18)}:{self.rng.randint(10, 59)}:{self.rng.randint(10, 59)}",
                )
                if self.gold["date"] and self.gold["date"] == f"{self.day:%Y-%m}":
                    self.gold["date"] = self.day.isoformat()

    def b_enclosure(self) -> None:
        if self.rng.random() < 0.5:
            self.put("enclosure", self.rng.choice(self.parts.words[self.lang]["misc"]["enclosures"]))

    def copy_entries(self) -> list[tuple[str, Json | None]]:
        people = self.parts.people
        pool = [*people["copies"][self.lang], *people["lists"][self.lang]]
        who = [
            x
            for x in map(self.slot, self.rng.sample(pool, self.rng.choice((1, 2, 3, 4, 5, 7, 9))))
            if x not in self.gold["addressees"]
        ]
        return [
            (w, self.rng.choice(people["instructions"][self.lang]) if self.rng.random() < 0.25 else None) for w in who
        ]

    def b_copy(self, head: str | None = None, *, signed: bool = True) -> None:
        """Copy list: recipients, some with an instruction, now and then over a page end or with a gap in the numbers."""
        rng = self.rng
        head = head or rng.choice(
            ("Copy to:", "Copy to :-", "Copy to", "Copy forwarded for information to:")
            if self.lang == "en"
            else (
                "प्रतिलिपि :-",
                "प्रतिलिपि:-",
                "प्रतिलिपि निम्नलिखित को सूचनार्थ एवं आवश्यक कार्यवाही हेतु प्रेषित:-",
                "प्रतिलिपिः सूचनार्थ:-",
            )
        )
        self.put("copy_list", head)
        self.gap(0.3)
        entries = self.copy_entries()
        mark = (
            rng.choice(("{}. ", "{}. ", "({}) ", "{}) ", "- ", ""))
            if self.lang == "en"
            else rng.choice(("{}. ", "{}. ", "{}- ", "०{}. ", "({}) "))
        )
        romans = mark == "({}) " and self.lang == "en"
        skip = rng.randint(2, 4) if rng.random() < 0.08 else 99
        for i, (who, asked) in enumerate(entries, start=1):
            n = i + (i >= skip)
            shown = ("i ii iii iv v vi vii viii ix x xi xii".split()[n - 1]) if romans else str(n)
            first = mark.removeprefix("०").format(shown)
            if mark.startswith("०"):
                first = first.translate(DEVANAGARI)
            tail = ""
            if asked:
                joint = " " if asked["text"].startswith(("को", "की")) else rng.choice((" ", ", ", " - "))
                tail = joint + asked["text"]
                if asked["mode"]:
                    quote = asked.get("quote", asked["text"])
                    label = f"{'प्रतिलिपि' if self.lang == 'hi' else 'Copy'} {n}" if mark not in ("- ", "") else None
                    self.speaker.found.obligations.append(
                        {"who": who, "modality": asked["mode"], "quote": quote, "paragraph": label, "asked": True}
                    )
            self.put(
                "copy_list",
                *self.wrapped(
                    who
                    + tail
                    + (
                        "।"
                        if self.lang == "hi" and not tail
                        else "."
                        if self.lang == "en" and rng.random() < 0.4
                        else ""
                    ),
                    first,
                    "   ",
                ),
            )
            if len(entries) > 4 and i == 3 and rng.random() < 0.35:
                self.furniture()
        self.gold["copy_to"] = [w for w, _ in entries]
        self.gold["copy_instructions"] = [asked["text"] if asked else None for _, asked in entries]
        if signed and rng.random() < 0.3 and self.signers:
            name, post = self.signers[0]
            self.gap()
            if name and rng.random() < 0.5:
                self.put("signature", f"({name})")
            self.put("signature", *post.split("|"))

    def furniture(self) -> None:
        self.gap()
        page = self.rng.randint(2, 4)
        self.put(
            "footer",
            self.rng.choice((f"Page {page - 1} of {page}", f"-{page}-", f"//{page}//", f"..{page}/-", f"{page}")),
        )
        if self.rng.random() < 0.15:  # a running head: the number or the first line of the letterhead again
            head = self.office.heads[self.lang][0]
            self.put("footer", self.rng.choice((head, f"{self.label}{self.number_text}")))
        self.gap()

    def b_press(self) -> None:
        """The press as the recipient of a paper for the Gazette."""
        block = (
            ["The Manager,", "Government of India Press,", "Mayapuri."]
            if self.lang == "en"
            else ["प्रबंधक,", "राजकीय मुद्रणालय,", "रुड़की।"]
        )
        if self.rng.random() < 0.5:
            self.put("addressee", "To" if self.lang == "en" else "सेवा में,")
        self.put("addressee", *block)
        self.gold["addressees"] = [" ".join(block)]

    # --- U.O. note --------------------------------------------------------------------------------
    def b_uo_title(self) -> None:
        self.put("title", "U.O. NOTE" if self.lang == "en" else "अशासकीय टिप्पणी")

    def b_uo_to(self) -> None:
        who = self.slot(self.rng.choice(self.parts.people["lists"][self.lang]))
        self.put("addressee", who)
        self.gold["addressees"] = [who]

    def b_uo_number(self) -> None:
        self.gold["reference_no"] = self.number_text
        if self.lang == "en":
            said = f"U.O. No. {self.number_text}{self.wide}{self.date_words('plain')}"
        else:
            said = f"अशा. सं. {self.number_text}{self.wide}{self.date_words('plain')}"
        self.put("number_line", said.replace("\n", " "))

    # --- tables -----------------------------------------------------------------------------------
    def row(self, *cells: str) -> str:
        if not hasattr(self, "cell_gap"):
            self.cell_gap = self.rng.choice(("\t", " | "))
        return str(self.cell_gap).join(cells)

    def deadline_rows(self, zone: str, label: str | None) -> None:
        en = self.lang == "en"
        self.put(zone, self.row(*(("Sl. No.", "Activity", "Last date") if en else ("क्र.सं.", "गतिविधि", "अंतिम तिथि"))))
        used = set()
        for i in range(1, self.rng.randint(3, 6)):
            topic = self.rng.choice([t for t in self.parts.words[self.lang]["topics"]["subject"] if t not in used])
            used.add(topic)
            due = self.day + dt.timedelta(days=self.rng.randint(10, 260))
            said = self.speaker.date(due)
            cell = self.rng.choice((said, f"by {said}") if en else (said, f"{said} तक"))
            self.put(zone, self.row(f"{i}.", topic, cell))
            self.gold["deadlines"].append(
                {"date": due.isoformat(), "text": topic, "who": None, "paragraph": f"{label}, {i}" if label else None}
            )

    def b_table(self) -> None:
        self.put("body", "The schedule of activities is as under:" if self.lang == "en" else "समय सारणी निम्नानुसार है :-")
        self.deadline_rows("table", None)

    def b_annexure(self) -> None:
        label = self.annexure_head()
        self.deadline_rows("annexure", label)

    def annexure_head(self) -> str:
        label = f"{'Annexure' if self.lang == 'en' else 'अनुलग्नक'} {self.rng.choice('AB') if self.lang == 'en' else self.rng.choice(ROMANS[:2])}"
        self.put("annexure", label)
        self.gap(0.5)
        return label

    def b_courses(self, zone: str = "table") -> None:
        rng, en = self.rng, self.lang == "en"
        words = self.parts.words[self.lang]["courses"]
        service = rng.choice(words["services"])
        self.put(zone, self.row(*(("S.No.", "Course", "Remarks") if en else ("क्र.सं.", "पाठ्यक्रम", "अभ्युक्ति"))))
        edges = rng.choice(((0, 8), (0, 5, 12), (0, 10, 20)))
        for low, high in zip(edges, (*edges[1:], None), strict=True):
            if high is None:
                years: Json = {"above": low, "from": None, "to": None}
                said = f"{service} with above {low} years of service" if en else f"{low} वर्ष से अधिक सेवा वाले {service}"
            elif low == 0:
                years = {"above": None, "from": 0, "to": high}
                said = f"{service} with 0-{high} years of service" if en else f"0-{high} वर्ष की सेवा वाले {service}"
            else:
                years = {"above": low, "from": None, "to": high}
                said = (
                    f"{service} with above {low} to {high} years of service"
                    if en
                    else f"{low} वर्ष से अधिक एवं {high} वर्ष तक की सेवा वाले {service}"
                )
            self.put(zone, (f"Courses prescribed for {said}" if en else f"{said} हेतु पाठ्यक्रम"))
            for i, name in enumerate(rng.sample(words["names"], rng.randint(2, min(4, len(words["names"])))), start=1):
                must = rng.random() < 0.5
                remark = ("Mandatory" if must else "Optional") if en else ("अनिवार्य" if must else "ऐच्छिक")
                self.put(zone, self.row(f"{i}.", name, remark))
                self.gold["courses"].append(
                    {
                        "name": name,
                        "requirement": "mandatory" if must else "optional",
                        "audience": said,
                        "service": service,
                        "service_years": years,
                    }
                )

    def b_annexed_courses(self) -> None:
        self.annexure_head()
        self.b_courses("annexure")

    def as_target(self) -> Json | None:
        """This paper as another paper of the bundle cites it."""
        if not self.gold["date"] or len(self.gold["date"]) < 10:
            return None
        head = self.gold["issuer"] or ""
        whose = head.split(" | ")[min(1, head.count("|"))] if head else ""
        return {
            "reference_no": self.gold["reference_no"], "label": self.label, "date": self.gold["date"], "kind": self.gold["kind"],
            "whose": (f"{whose}'s" if self.lang == "en" else f"{whose} के") if whose else None,
        }  # fmt: skip

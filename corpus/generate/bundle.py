"""Several communications as one file, in the orders in which registries keep them."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any

from corpus.generate.layouts import Layout, fitting
from corpus.generate.mail import Chain
from corpus.generate.margins import receive
from corpus.generate.noise import Level, noisy
from corpus.generate.paper import Paper, Printed, oblique
from corpus.generate.parts import Half, Lang, Office, of_half, parts
from corpus.generate.styles import head_date, number

Json = dict[str, Any]
SHAPES: dict[str, int] = {
    "single": 46, "letter+endorsement": 16, "forwarding+enclosure": 10, "forwarding+endorsement+enclosure": 6, "reminder+letter": 6,
    "mails+paper": 5, "mails": 4, "paper+mails": 2, "corrigendum+paper": 5, "two": 6,
}  # fmt: skip
KINDS: dict[str, int] = {
    "letter": 24, "office_memorandum": 10, "circular": 12, "order": 12, "notification": 7, "resolution": 3, "corrigendum": 4,
    "addendum": 3, "minutes": 4, "notice": 5, "do_letter": 5, "uo_note": 4, "reminder": 4,
}  # fmt: skip
GROUPS = {"state": 8, "union": 5, "go": 6, "regulator": 3}
ENDORSE_LABELS: dict[Lang, tuple[str, ...]] = {
    "en": ("Endst. No. ", "Endst No.", "Endst. No.: ", "Endst. Memo No. ", "Endt. No. "),
    "hi": ("पृष्ठांकन संख्या-", "पृ. क्रमांक ", "संख्या-", "पृ.क्र. ", "प्रतिलिपि संख्या "),
}


@dataclass
class Bundle:
    """``parts``: (lines, gold) in printed order; ``marks``: stamps, ``margins``: scribbles; ``shape`` and ``layouts`` say how it was made."""

    shape: str
    papers: list[tuple[list[Printed], Json]] = field(default_factory=list)
    marks: list[Json] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    layouts: list[str] = field(default_factory=list)
    office: str = ""
    groups: set[str] = field(default_factory=set)

    def gold(self) -> Json:
        for _, paper in self.papers:
            for o in paper["obligations"]:
                o.pop("asked", None)
        return {
            "receipt_marks": self.marks,
            "marginalia": [{"text": t} for t in self.margins],
            "communications": [g for _, g in self.papers],
            "made": {
                "shape": self.shape,
                "layouts": self.layouts,
                "office": self.office,
                "groups": sorted(self.groups),
            },
        }

    def lines(self) -> list[tuple[Printed, int]]:
        """Every line with the place of its communication."""
        out: list[tuple[Printed, int]] = []
        for i, (lines, _) in enumerate(self.papers):
            out += [(x, i) for x in lines]
            if lines and lines[-1].text:
                out.append((Printed("", "blank"), i))
        return out


def drop_copy_list(paper: Paper) -> None:
    """Takes the copy list off a paper, with what it asked of its recipients; annexures and scribbles stay."""
    at = next((i for i, x in enumerate(paper.lines) if x.zone == "copy_list"), None)
    if at is None:
        return
    paper.lines[at:] = [x for x in paper.lines[at:] if x.zone in ("annexure", "table", "marginalia")]
    paper.gold["copy_to"], paper.gold["copy_instructions"] = [], []
    paper.gold["obligations"] = [o for o in paper.gold["obligations"] if not o.pop("asked", False)]


class Composer:
    """Composes one bundle from one seed."""

    def __init__(self, seed: int, index: int, half: Half) -> None:
        self.rng = random.Random(f"{seed}/{index}")
        self.half = half
        self.parts = parts(half)

    def bundle(self) -> Bundle:
        rng = self.rng
        shape = rng.choices(list(SHAPES), list(SHAPES.values()))[0]
        out = Bundle(shape)
        office, lang = self.an_office()
        out.office = office.heads[lang][-1] if len(office.heads[lang]) < 2 else " | ".join(office.heads[lang][:3])
        day = dt.date(2009, 1, 5) + dt.timedelta(days=rng.randint(0, 6200))
        getattr(self, "make_" + shape.replace("+", "_and_"))(out, office, lang, day)
        return out

    # --- drawing ----------------------------------------------------------------------------------
    def an_office(self, lang: Lang | None = None) -> tuple[Office, Lang]:
        want: Lang = lang or ("en" if self.rng.random() < 0.5 else "hi")
        able = [o for o in self.parts.offices if want in o.heads]
        groups = sorted({o.group for o in able})
        group = self.rng.choices(groups, [GROUPS.get(g, 2) for g in groups])[0]
        return self.rng.choice([o for o in able if o.group == group]), want

    def paper(
        self,
        out: Bundle,
        office: Office,
        lang: Lang,
        day: dt.date,
        kind: str,
        opening: list[tuple[str, Json | None]] | None = None,
    ) -> Paper:
        """Writes one paper into the bundle."""
        layout = self.layout(kind, lang, office)
        if opening is None:
            opening = self.openings(kind)
        paper = Paper(self.rng, self.parts, lang, office, kind, layout, day, opening).write()
        receive(paper)
        self.add(out, paper)
        return paper

    def layout(self, kind: str, lang: Lang, office: Office) -> Layout:
        fits = fitting(self.half, kind, lang, office.group)
        return self.rng.choices(fits, [x.weight() for x in fits])[0]

    def openings(self, kind: str) -> list[tuple[str, Json | None]]:
        rng = self.rng
        if kind == "reminder":
            return [("reminds", None)]
        if kind in ("corrigendum", "addendum"):
            return [("amends" if kind == "corrigendum" else "continues", None)]
        if rng.random() < 0.35:
            return []
        return [
            (
                rng.choices(
                    ("refers", "forwards", "encloses", "continues", "supersedes", "amends", "replies", "clarifies"),
                    (6, 3, 2, 3, 3, 2, 2, 2),
                )[0],
                None,
            )
        ]

    def kind(self, office: Office, lang: Lang) -> str:
        kinds = {k: w for k, w in KINDS.items() if fitting(self.half, k, lang, office.group)}
        if office.group == "go":
            kinds = {"order": 4, "letter": 1, "circular": 1}
        if office.group in ("regulator", "bank", "university"):
            kinds["circular"] *= 8
        return self.rng.choices(list(kinds), list(kinds.values()))[0]

    @staticmethod
    def add(out: Bundle, paper: Paper) -> None:
        out.papers.append((paper.lines, paper.gold))
        out.marks += paper.marks
        out.margins += paper.margins
        out.layouts.append(paper.layout.name)
        out.groups.add(paper.office.group)

    # --- shapes -----------------------------------------------------------------------------------
    def make_single(self, out: Bundle, office: Office, lang: Lang, day: dt.date) -> None:
        self.paper(out, office, lang, day, self.kind(office, lang))

    def make_two(self, out: Bundle, office: Office, lang: Lang, day: dt.date) -> None:
        self.make_single(out, office, lang, day)
        other, other_lang = self.an_office()
        self.make_single(out, other, other_lang, day - dt.timedelta(days=self.rng.randint(1, 200)))

    def make_letter_and_endorsement(self, out: Bundle, office: Office, lang: Lang, day: dt.date) -> None:
        if office.group == "go":  # a G.O. carries its copies itself
            out.shape = "single"
            self.make_single(out, office, lang, day)
            return
        kinds = ("letter", "letter", "circular", "order", "office_memorandum")
        kind = self.rng.choice([k for k in kinds if fitting(self.half, k, lang, office.group)])
        self.endorse(out, self.paper(out, office, lang, day, kind))

    def endorse(self, out: Bundle, paper: Paper) -> None:
        """An endorsement below ``paper``, which then has no copy list of its own."""
        drop_copy_list(paper)
        layout = Layout("endorsement", (paper.lang,), ("endorsement",), ("*",), ())
        e = Paper(self.rng, self.parts, paper.lang, paper.office, "endorsement", layout, paper.day)
        e.signers = paper.signers or [(None, paper.post())]
        e.gold["issuer"] = paper.gold["issuer"]
        self.endorsement_head(e, paper)
        e.gap()
        words = self.parts.words[paper.lang]["endorse"]
        if self.rng.random() < 0.3:
            who = self.rng.choice([w for w, _ in e.copy_entries()] or ["Guard File"])
            e.put("copy_list", *e.wrapped(self.rng.choice(words["single"]).replace("{who}", who)))
            e.gold["copy_to"], e.gold["copy_instructions"] = [who], [None]
        else:
            e.b_copy(self.rng.choice(words["lines"]), signed=False)
        e.gap()
        e.b_signature()
        e.gold["obligations"] += e.speaker.found.obligations
        e.gap()
        out.papers.append((e.lines, e.gold))
        out.layouts.append("endorsement")

    def endorsement_head(self, e: Paper, paper: Paper) -> None:
        """Its number (the letter's, with a dispatch number, its own, or "As above") and its date."""
        rng, lang, gold = self.rng, paper.lang, e.gold
        label = rng.choice(of_half(list(ENDORSE_LABELS[lang]), self.half))
        own = paper.gold["reference_no"] or paper.number_text
        how = rng.random()
        if how < 0.2 and lang == "en" and paper.gold["reference_no"]:
            gold |= {"reference_no": own, "reference_printed": "As above"}
            said = f"{label.strip()} As above"
            if rng.random() < 0.3:
                gold["date"] = paper.gold["date"]
                e.put("number_line", f"{said}{e.wide}Dated: As above")
                return
        elif how < 0.45 and lang == "hi" and paper.gold["date"]:
            gold |= {"reference_no": f"{own}({rng.randint(1, 4)})", "date": paper.gold["date"]}
            e.put("number_line", f"{label}{gold['reference_no']}  तद्दिनांक")
            return
        else:
            if how < 0.6:
                gold["reference_no"] = own
            elif how < 0.75:
                first = rng.randint(400, 9000)
                gold["reference_no"] = f"{own}/{first}-{first + rng.randint(3, 30)}"
            else:
                gold["reference_no"] = number(rng, rng.choice(paper.office.numbers[lang])[1], paper.day.year)
            said = f"{label}{gold['reference_no']}"
        e.date = head_date(rng, paper.day, lang, self.half)
        if rng.random() < 0.6:
            e.put("number_line", f"{said}{e.wide}{e.date_words(rng.choice(('plain', 'place')))}".replace("\n", " "))
            return
        e.put("number_line", said)
        e.gap(0.4)
        e.put("date_line", *e.date_words(rng.choice(("plain", "place"))).split("\n"))

    def enclosed(self, day: dt.date, lang: Lang) -> tuple[Bundle, Paper]:
        held = Bundle("")
        office, _ = self.an_office(lang)
        kinds = [
            k for k in ("office_memorandum", "circular", "letter", "order") if fitting(self.half, k, lang, office.group)
        ]
        return held, self.paper(held, office, lang, day, self.rng.choice(kinds))

    def make_forwarding_and_enclosure(
        self, out: Bundle, office: Office, lang: Lang, day: dt.date, endorsed: bool = False
    ) -> None:
        rng = self.rng
        inner_lang: Lang = lang if rng.random() < 0.75 else ("en" if lang == "hi" else "hi")
        held, inner = self.enclosed(day - dt.timedelta(days=rng.randint(3, 60)), inner_lang)
        target = inner.as_target() if inner_lang == lang else None
        paper = self.paper(
            out, office, lang, day, "letter", [(rng.choice(("forwards", "forwards", "encloses")), target)]
        )
        if endorsed:
            self.endorse(out, paper)
        out.papers += held.papers
        out.marks += held.marks
        out.margins += held.margins
        out.groups |= held.groups
        out.layouts += held.layouts
        if rng.random() < 0.15 and not endorsed:
            out.papers.reverse()
            out.layouts.reverse()

    def make_forwarding_and_endorsement_and_enclosure(
        self, out: Bundle, office: Office, lang: Lang, day: dt.date
    ) -> None:
        self.make_forwarding_and_enclosure(out, office, lang, day, endorsed=True)

    def make_reminder_and_letter(self, out: Bundle, office: Office, lang: Lang, day: dt.date) -> None:
        held = Bundle("")
        earlier = self.paper(held, office, lang, day - dt.timedelta(days=self.rng.randint(20, 120)), "letter")
        self.paper(out, office, lang, day, "reminder", [("reminds", earlier.as_target())])
        self.behind(out, held)

    def make_corrigendum_and_paper(self, out: Bundle, office: Office, lang: Lang, day: dt.date) -> None:
        held = Bundle("")
        kinds = [k for k in ("office_memorandum", "circular", "order") if fitting(self.half, k, lang, office.group)]
        earlier = self.paper(
            held, office, lang, day - dt.timedelta(days=self.rng.randint(5, 90)), self.rng.choice(kinds)
        )
        kind = "corrigendum" if fitting(self.half, "corrigendum", lang, office.group) else "order"
        self.paper(out, office, lang, day, kind, [("amends", earlier.as_target())])
        self.behind(out, held)

    def behind(self, out: Bundle, held: Bundle) -> None:
        """The earlier paper behind the later one, or now and then before it."""
        first = self.rng.random() < 0.25
        out.papers = [*held.papers, *out.papers] if first else [*out.papers, *held.papers]
        out.layouts = [*held.layouts, *out.layouts] if first else [*out.layouts, *held.layouts]
        out.marks += held.marks
        out.margins += held.margins
        out.groups |= held.groups

    def mails(self, out: Bundle, day: dt.date, size: int, subject: str, lang: Lang) -> None:
        chain = Chain(self.rng, self.parts, day, subject, lang)
        out.papers += chain.write(size)
        out.layouts += [f"mail: {chain.format}"] * size

    def make_mails(self, out: Bundle, office: Office, lang: Lang, day: dt.date) -> None:
        subject = self.rng.choice(self.parts.words[lang]["topics"]["subject"])
        tail = self.rng.choice(self.parts.words[lang]["topics"]["tails"])
        said = (oblique(subject) if lang == "hi" else subject) + tail
        self.mails(out, day, self.rng.choice((1, 2, 3)), said, lang)

    def make_mails_and_paper(self, out: Bundle, office: Office, lang: Lang, day: dt.date) -> None:
        held = Bundle("")
        self.make_single(held, office, lang, day - dt.timedelta(days=self.rng.randint(1, 9)))
        subject = next((g["subject"] for _, g in held.papers if g["subject"]), None) or "Circular for necessary action"
        self.mails(out, day, self.rng.choice((1, 2)), subject.strip(), lang)
        out.papers += held.papers
        out.layouts += held.layouts
        out.marks += held.marks
        out.margins += held.margins
        out.groups |= held.groups

    def make_paper_and_mails(self, out: Bundle, office: Office, lang: Lang, day: dt.date) -> None:
        self.make_single(out, office, lang, day)
        subject = next((g["subject"] for _, g in out.papers if g["subject"]), None) or "Order for compliance"
        self.mails(out, day + dt.timedelta(days=2), self.rng.choice((1, 2)), subject.strip(), lang)


@dataclass(frozen=True)
class Document:
    """``text`` as a transcript; ``zones``: (line number from 1, zone, language, communication) of its printed lines."""

    text: str
    gold: Json
    zones: tuple[tuple[int, str, str, int], ...]


def document(seed: int, index: int, half: Half = "all", noise: Level = "none") -> Document:
    """The bundle number ``index`` of ``seed``. Noise changes the text alone: the gold is that of the clean page."""
    made = Composer(seed, index, half).bundle()
    texts: list[str] = []
    zones: list[tuple[int, str, str, int]] = []
    rng = random.Random(f"{seed}/{index}/noise")
    for communication in range(len(made.papers)):
        lines = [x for x, c in made.lines() if c == communication]
        for x in noisy(lines, noise, rng):
            texts.append(x.text)
            zones.append((len(texts), x.zone if x.text else "blank", x.language, communication))
    return Document("\n".join(texts) + "\n", made.gold(), tuple(zones))

"""What others put on a paper after it was issued: diary stamps, marking trails, minutes in the margin."""

from __future__ import annotations

import datetime as dt

from corpus.generate.paper import Paper, Printed
from corpus.generate.styles import MONTHS_EN

MARKED_TO = {
    "en": ("DS (Admn)", "PS to CMD", "SO/Estt", "US(C)", "JS(T)", "AO", "Dir (F)", "SO(G)"),
    "hi": ("उ.स.", "अनु. अधि.", "निदेशक", "सं.स.(प्र)", "ले.अ.", "स.अ."),
}


def receive(paper: Paper) -> None:
    """Now and then a stamp, a marking trail or a minute on ``paper``."""
    draw = paper.rng.random()
    if draw < 0.08:
        stamp(paper)
    elif draw < 0.11:
        trail(paper)
    elif draw < 0.14:
        minute(paper)


def _place(paper: Paper) -> int:
    """A blank line above the body."""
    body = next((i for i, x in enumerate(paper.lines) if x.zone == "body"), len(paper.lines))
    places = [i for i, x in enumerate(paper.lines[:body]) if x.zone == "blank"]
    return paper.rng.choice(places) + 1 if places else 0


def _received(paper: Paper) -> dt.date:
    return paper.day + dt.timedelta(days=paper.rng.randint(1, 9))


def _scribble(paper: Paper, at: int, texts: list[str]) -> None:
    paper.lines[at:at] = [*(Printed(t, "marginalia") for t in texts), Printed("", "blank")]
    paper.margins += texts


def trail(paper: Paper) -> None:
    """A marking trail: officers' initials one below the other, the last dated."""
    rng = paper.rng
    got = _received(paper)
    officers = rng.sample(MARKED_TO[paper.lang], rng.randint(1, 3))
    _scribble(paper, _place(paper), [*officers, f"{got.day}/{got.month}"])


def minute(paper: Paper) -> None:
    """A short order to the office, written at the head of the paper or at its foot."""
    rng = paper.rng
    said = rng.choice(paper.parts.words[paper.lang]["misc"]["minute_marks"])
    got = _received(paper)
    to = rng.choice(MARKED_TO[paper.lang])
    at = _place(paper) if rng.random() < 0.7 else len(paper.lines)
    _scribble(paper, at, [said, f"{to}  {got:%d/%m}"])


def stamp(paper: Paper) -> None:
    """A diary stamp: office, number and date of receipt."""
    rng, en = paper.rng, paper.lang == "en"
    got = _received(paper)
    at = _place(paper)
    no = rng.choice((str(rng.randint(100, 99999)), f"{rng.randint(100, 9999)}/{rng.choice(('R&I', 'CR', 'SO'))}"))
    offices = ("RECEIPT SECTION", "Central Registry", None) if en else ("प्राप्ति शाखा", "केन्द्रीय पंजी", None)
    office = rng.choice(offices)
    label = rng.choice(("Diary No. ", "Dy. No. ", "Diary No: ") if en else ("डायरी संख्या ", "प्राप्ति संख्या "))
    month = MONTHS_EN[got.month - 1][:3].upper()
    date = rng.choice((f"{got:%d/%m/%Y}", f"{got:%d.%m.%Y}", f"{got:%d} {month} {got.year}"))
    dated = rng.choice(("Date ", "Date: ")) if en else "दिनांक "
    said = [office] if office else []
    said += [f"{label}{no}", f"{dated}{date}"]
    paper.lines[at:at] = [*(Printed(t, "diary_stamp") for t in said), Printed("", "blank")]
    paper.marks.append({"office": office, "diary_no": no, "date": got.isoformat()})

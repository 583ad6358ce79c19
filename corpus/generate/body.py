"""The body of a paper: numbered paragraphs, their duties, limits and citations."""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import dataclass, field
from typing import Any

from corpus.generate.parts import Lang, Office, Parts
from corpus.generate.styles import DEVANAGARI, inner_date, number

Json = dict[str, Any]
ITEM_NAMES: dict[Lang, tuple[tuple[str, ...], ...]] = {
    "en": (("i", "ii", "iii", "iv", "v"), ("a", "b", "c", "d", "e"), ("1", "2", "3", "4", "5")),
    "hi": (("क", "ख", "ग", "घ", "ङ"), ("i", "ii", "iii", "iv", "v"), ("1", "2", "3", "4", "5")),
}
MODALITIES = ("must", "must_not", "should", "may")
EN_KINDS = {
    "O.M.": "office_memorandum", "letter": "letter", "circular": "circular", "order": "order", "D.O. letter": "do_letter",
    "Office Memorandum": "office_memorandum", "notification": "notification", "communication": "letter",
}  # fmt: skip
HI_KINDS = {
    "पत्र": "letter",
    "परिपत्र": "circular",
    "आदेश": "order",
    "कार्यालय ज्ञाप": "office_memorandum",
    "अर्द्धशासकीय पत्र": "do_letter",
    "शासनादेश": "order",
}
NUMBERED_KINDS = {"en": EN_KINDS, "hi": HI_KINDS}


def meant(relation: str, phrase: str) -> str:
    """What citing a paper in these words says: whoever refers to "your letter" answers it."""
    return "replies" if relation == "refers" and phrase.startswith("your ") else relation


@dataclass
class Findings:
    """What the body says, in the gold's shape; filled while the paragraphs are written."""

    obligations: list[Json] = field(default_factory=list)
    deadlines: list[Json] = field(default_factory=list)
    relative: list[Json] = field(default_factory=list)
    cites: list[Json] = field(default_factory=list)
    amends: list[Json] = field(default_factory=list)
    roles: list[Json] = field(default_factory=list)
    misprints: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Paragraph:
    """``mark`` is the printed number ("2.", "(ii)", ""), ``level`` 0 or 1 (an item of the paragraph above)."""

    mark: str
    text: str
    level: int = 0


@dataclass
class Speaker:
    """Draws sentences for one paper. ``own_no`` is its number, for "even number"."""

    rng: random.Random
    parts: Parts
    lang: Lang
    office: Office
    day: dt.date
    own_no: str | None
    found: Findings = field(default_factory=Findings)
    used: set[str] = field(default_factory=set)
    topic: str = ""

    @property
    def words(self) -> dict[str, Any]:
        return self.parts.words[self.lang]

    def pick(self, items: list[str]) -> str:
        """One that this paper has not used yet, where there is one."""
        fresh = [x for x in items if x not in self.used] or items
        said = self.rng.choice(fresh)
        self.used.add(said)
        return said

    def date(self, day: dt.date) -> str:
        return inner_date(self.rng, day, self.lang, self.parts.half)

    def fill(self, sentence: str) -> str:
        year = self.day.year
        return (
            sentence.replace("{topic}", self.topic[:1].lower() + self.topic[1:])
            .replace("{amt}", f"{self.rng.randint(1, 99)},{self.rng.randint(10, 99)},000/-")
            .replace("{year}", f"{year}-{(year + 1) % 100:02}")
        )

    # --- duties -------------------------------------------------------------------------------
    def duty(self, modality: str, label: str | None) -> str:
        said = self.pick(self.words[modality])
        limit, gold = "", None
        if "{by}" in said:
            limit, gold = self.limit()
        said = self.fill(said.replace("{by}", limit))
        if modality != "should" and self.rng.random() < 0.1:
            said = self.conditioned(said)
        bearer = re.search(r"<(.*?)>", said)
        said = re.sub(r"[<>]", "", said)
        who = bearer.group(1) if bearer else None
        self.found.obligations.append({"who": who, "modality": modality, "quote": said, "paragraph": label})
        if gold:
            gold.update(text=said, who=who, paragraph=label)
            (self.found.deadlines if gold["date"] else self.found.relative).append(gold)
        return said

    def conditioned(self, said: str) -> str:
        """The duty with a condition before it."""
        first = re.match(r"<?(The|All|Every|Each|Any|Two|No|It|An)\b", said)
        if first and self.lang == "en":
            said = said.replace(first[1], first[1].lower(), 1)
        elif self.lang == "en":
            return said
        return str(self.rng.choice(self.words["conditions"])) + said

    def limit(self) -> tuple[str, Json]:
        if self.rng.random() < 0.3:
            said = self.rng.choice(self.words["by"]["relative"])
            return said, {"date": None, "rule": said}
        due = self.day + dt.timedelta(days=self.rng.randint(8, 160))
        return self.rng.choice(self.words["by"]["absolute"]).replace("{d}", self.date(due)), {"date": due.isoformat()}

    def deadline(self, label: str | None) -> str:
        due = self.day + dt.timedelta(days=self.rng.randint(12, 200))
        said = self.pick(self.words["deadline_lines"]).replace("{d}", self.date(due))
        self.found.deadlines.append({"date": due.isoformat(), "text": said, "who": None, "paragraph": label})
        return said

    def role(self, label: str | None) -> str:
        """A sentence on who holds which role."""
        one = self.rng.choice(self.words["roles"])
        if one["text"] in self.used:
            return self.pick(self.words["recital"])
        self.used.add(one["text"])
        self.found.roles.append({key: one[key] for key in ("office", "role", "for")})
        if duty := one.get("duty"):
            said = {"who": one["office"], "modality": duty, "quote": one["text"], "paragraph": label}
            self.found.obligations.append(said)
        return str(one["text"])

    # --- citations ----------------------------------------------------------------------------
    def numbered(self) -> Json:
        """A citation by number and date, without its relation, as a table of references holds it."""
        day = self.day - dt.timedelta(days=self.rng.randint(9, 900))
        _, stem = self.rng.choice(
            self.rng.choice([o for o in self.parts.offices if self.lang in o.numbers]).numbers[self.lang]
        )
        no = number(self.rng, stem, day.year)
        kind = "order" if no.startswith("G.O") else None
        return {"reference_no": no, "date": day.isoformat(), "even_number": False, "kind": kind}

    def master(self, label: str | None) -> str:
        """A sentence that cites a master circular by its title and date."""
        title = self.rng.choice(self.words["misc"]["master"])
        topic = self.rng.choice([t for t in self.words["topics"]["subject"] if t != self.topic])
        day = self.day - dt.timedelta(days=self.rng.randint(90, 1500))
        dated = f" dated {self.date(day)}" if self.lang == "en" else f" दिनांक {self.date(day)}"
        self.found.cites.append(
            {
                "reference_no": None,
                "date": day.isoformat(),
                "even_number": False,
                "kind": "circular",
                "relation": "refers",
                "paragraph": label,
            }
        )
        said = title.replace("{topic}", topic) + dated
        return self.pick(self.words["cites"]["master"]).replace("{ref}", f"the {said}" if self.lang == "en" else said)

    def cite(self, relation: str, label: str | None, target: Json | None = None) -> str:
        """A sentence that cites. ``target``: {"reference_no", "label", "date", "kind"} of a paper in the same bundle."""
        phrase, gold = self.reference(target)
        if target is None and gold["reference_no"] and not gold["even_number"] and self.rng.random() < 0.02:
            phrase, gold = self.misprinted(phrase, gold)
        self.found.cites.append({**gold, "relation": meant(relation, phrase), "paragraph": label})
        said = self.pick(self.words["cites"][relation])
        return self.fill(said.replace("{Ref}", phrase[:1].upper() + phrase[1:]).replace("{ref}", phrase))

    def reference(self, target: Json | None = None) -> tuple[str, Json]:
        """The words that name another paper, and the citation without its relation."""
        rng, lang = self.rng, self.lang
        kinds = NUMBERED_KINDS[lang]
        word = rng.choice(sorted(kinds))
        if target and (fits := [w for w, k in kinds.items() if k == target["kind"]]):
            word = fits[0]
        day = dt.date.fromisoformat(target["date"]) if target else self.day - dt.timedelta(days=rng.randint(9, 900))
        gold = {"reference_no": None, "date": day.isoformat(), "even_number": False, "kind": kinds[word]}
        how = rng.random()
        label, said_no = "", ""
        if target:
            label, said_no = target["label"], target["reference_no"]
            how = 1.0 if said_no else 0.3
        if how < 0.18 and self.own_no and not target:
            gold |= {"reference_no": self.own_no, "even_number": True}
            if lang == "en":
                whose = rng.choice(["this office ", "this Department's ", ""])
                return f"{whose}{word} of even number dated {self.date(day)}", gold
            return f"इस कार्यालय के समसंख्यक {word} दिनांक {self.date(day)}", gold
        whose = self.whose(target)
        if how < 0.4:
            if lang == "en":
                return f"{whose}{word} dated {self.date(day)}", gold
            return f"{whose}{word} दिनांक {self.date(day)}", gold
        if not said_no:
            other = rng.choice([o for o in self.parts.offices if lang in o.numbers])
            label, stem = rng.choice(other.numbers[lang])
            said_no = number(rng, stem, day.year)
        gold["reference_no"] = said_no
        if said_no.startswith("G.O"):
            gold["kind"] = "order"
            return f"{said_no}{rng.choice((' dated ', ', dated ', ', Dt. '))}{self.date(day)}", gold
        if lang == "en":
            no = (
                ""
                if said_no.startswith(("G.O", "S.O")) or not label.strip()
                else rng.choice(["No. ", "No.", "no. ", "F. No. "])
            )
            return (
                f"{whose}{word} {no}{said_no}{rng.choice([' dated ', ', dated ', ' Dated ', ' dt. '])}{self.date(day)}",
                gold,
            )
        no = rng.choice(["संख्या ", "संख्या-", "क्रमांक ", "सं. ", "पत्रांक "])
        return f"{whose}{word} {no}{said_no}{rng.choice([' दिनांक ', ', दिनांक ', ' दिनांक: '])}{self.date(day)}", gold

    def misprinted(self, phrase: str, gold: Json) -> tuple[str, Json]:
        """The same words with a year that cannot be (2019 printed 2091); the gold keeps what is printed."""
        day = dt.date.fromisoformat(gold["date"])
        wrong = f"{str(day.year)[:2]}9{day.year % 10}"
        cut = phrase.rfind(str(day.year))
        if cut < phrase.find(gold["reference_no"]) + len(gold["reference_no"]) or day.strftime("%m-%d") == "02-29":
            return phrase, gold
        self.found.misprints.append(wrong)
        said = phrase[:cut] + wrong + phrase[cut + 4 :]
        return said, {**gold, "date": day.replace(year=int(wrong)).isoformat()}

    def whose(self, target: Json | None = None) -> str:
        rng = self.rng
        if target and target.get("whose"):
            return f"{target['whose']} "
        if self.lang == "en":
            return rng.choice(
                [
                    "this office ",
                    "this Ministry's ",
                    "this Department's ",
                    "the ",
                    "your ",
                    "Finance Department's ",
                    "Headquarters ",
                    "the Audit Wing's ",
                ]
            )
        return rng.choice(["इस कार्यालय के ", "विभागीय ", "वित्त विभाग के ", "मुख्यालय के ", "शासन के ", "निदेशालय के "])

    # --- paragraphs ---------------------------------------------------------------------------
    def paragraphs(self, opening: list[tuple[str, Json | None]], size: int, scheme: str) -> list[Paragraph]:
        """``opening``: the relations (with their targets) to cite first; ``size`` how many paragraphs follow.

        ``scheme``: "none" (no numbers), "second" (the first has none), "all" (from 1).
        """
        rng = self.rng
        mark = self.marker()
        out: list[Paragraph] = []
        for i in range(size + 1):
            numbered = scheme == "all" or (scheme == "second" and i > 0)
            label = str(i + 1) if scheme == "all" or (scheme == "second" and size > 0) else None
            if i == 0:
                text = self.opening(opening, label)
            else:
                last = i == size and rng.random() < 0.5
                text = self.pick(self.words["closing"]) if last else self.middle(label)
            out.append(Paragraph(mark(i + 1) if numbered else "", text))
            if i and text.endswith((":", ":-", "under.", "follows.")) or (i == 1 and rng.random() < 0.22):
                out += self.items(label)
        return out

    def marker(self) -> Any:
        shapes = (
            ["{}.", "{}-", "({})", "{})", "{}. "]
            if self.lang == "en"
            else ["{}.", "{}-", "({})", "०{}.", "०({})", "०{}-"]
        )
        shape = self.rng.choice(shapes if self.rng.random() < 0.4 else shapes[:1])

        def mark(n: int) -> str:
            said = shape.removeprefix("०").strip().format(n)
            return said.translate(DEVANAGARI) if shape.startswith("०") else said

        return mark

    def opening(self, cites: list[tuple[str, Json | None]], label: str | None) -> str:
        said = [self.cite(relation, label, target) for relation, target in cites]
        if not said or self.rng.random() < 0.45:
            said.append(self.pick(self.words["recital"]))
        if self.rng.random() < 0.25:
            said.append(self.duty(self.rng.choice(("must", "should")), label))
        return " ".join(said)

    def middle(self, label: str | None) -> str:
        said: list[str] = []
        for _ in range(self.rng.choice((1, 1, 2, 2, 3))):
            draw = self.rng.random()
            if draw < 0.62:
                said.append(self.duty(self.rng.choices(MODALITIES, (4, 2, 3, 2))[0], label))
            elif draw < 0.72:
                said.append(self.deadline(label))
            elif draw < 0.735:
                said.append(self.role(label))
            elif draw < 0.75:
                said.append(self.master(label))
            elif draw < 0.8:
                said.append(self.cite(self.rng.choice(("refers", "encloses", "refers")), label))
            else:
                said.append(self.pick(self.words["recital"]))
        return " ".join(said)

    def items(self, label: str | None) -> list[Paragraph]:
        names = self.rng.choice(ITEM_NAMES[self.lang])
        shape = self.rng.choice(("({})", "{})", "({})") if names[0] == "1" else ("({})", "{}.", "{})", "({})"))
        out = []
        for name in names[: self.rng.randint(2, 5)]:
            inner = f"{label}({name})" if label else f"({name})"
            out.append(
                Paragraph(shape.format(name), self.duty(self.rng.choices(MODALITIES, (5, 3, 1, 1))[0], inner), 1)
            )
        return out

    def amendment(self, label: str | None) -> str:
        old, new = self.rng.choice(self.words["amend"]["words"])
        place = self.rng.choice(["2", "3(ii)", "4", "5.1", "6", "3"])
        line: str = self.rng.choice(self.words["amend"]["lines"])
        said = line.replace("{p}", place).replace("{old}", old).replace("{new}", new)
        self.found.amends.append({"paragraph": place, "old": old, "new": new})
        return said

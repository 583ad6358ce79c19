"""Printed e-mails: one message, or a chain in which each forwards the next. Field names are English in both languages."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from corpus.generate.paper import MAIL_HOSTS, Printed, empty_gold
from corpus.generate.parts import Lang, Parts

Json = dict[str, Any]
IST = dt.timezone(dt.timedelta(hours=5, minutes=30))
BOXES = "registry dir-admin secy osd-coord jsestt ceo nodal.cell so.general dd.training cpo helpdesk md accounts-hq vigilance reg.academic cmo estate".split()


def address(rng: random.Random) -> str:
    return f"{rng.choice(BOXES)}{rng.choice(('', str(rng.randint(1, 60))))}{rng.choice(('@', '-hq@', '.rg@'))}{rng.choice(MAIL_HOSTS)}"


def plain(name: str) -> str:
    """A name as mail programs print it: no titles, no brackets."""
    return (
        name.replace("(Retd.) ", "")
        .replace("Shri ", "")
        .replace("Smt. ", "")
        .replace("Ms. ", "")
        .replace("श्रीमती ", "")
        .replace("श्री ", "")
    )


class Chain:
    """``write`` prints ``size`` messages, the newest first, each forwarding the next."""

    def __init__(self, rng: random.Random, parts: Parts, day: dt.date, subject: str, lang: Lang) -> None:
        self.rng, self.parts, self.subject, self.lang = rng, parts, subject, lang
        self.when = dt.datetime(
            day.year, day.month, day.day, rng.randint(9, 18), rng.randint(0, 59), rng.randint(0, 59), tzinfo=IST
        )
        self.format = rng.choice(("web", "client"))

    def person(self) -> tuple[str, str]:
        return plain(self.rng.choice(self.parts.people["names"][self.lang])), address(self.rng)

    def people(self, most: int) -> list[tuple[str, str]]:
        seen: dict[str, str] = {}
        for _ in range(self.rng.randint(1, most)):
            name, box = self.person()
            seen.setdefault(box, name)
        return [(name, box) for box, name in seen.items()]

    @staticmethod
    def listed(people: list[tuple[str, str]]) -> str:
        return ", ".join(f'"{name}" <{box}>' for name, box in people)

    def write(self, size: int) -> list[tuple[list[Printed], Json]]:
        out = []
        for i in range(size):
            out.append(self.message(first=i == 0, last=i == size - 1, depth=size - 1 - i))
            self.when -= dt.timedelta(minutes=self.rng.randint(5, 2000))
        return out

    def message(self, *, first: bool, last: bool, depth: int) -> tuple[list[Printed], Json]:
        rng = self.rng
        words = self.parts.words[self.lang]["misc"]
        name, box = self.person()
        many = 40 if last and rng.random() < 0.4 else 4
        to, cc = self.people(many), self.people(5) if rng.random() < 0.4 else []
        subject = ("Fwd: " if depth else "") + self.subject
        gold = empty_gold("email", self.lang) | {
            "date": self.when.date().isoformat(), "sent": self.when.isoformat(), "subject": subject, "sender": box,
            "addressees": [x for _, x in to], "copy_to": [x for _, x in cc],
        }  # fmt: skip
        head: list[str]
        if first and self.format == "web":
            head = [
                subject,
                "",
                f"{depth + 1} emails" if depth else "1 email",
                "",
                f"{name} <{box}>",
                "",
                f"{self.when:%a, %d %b %Y %I:%M:%S %p} +0530",
                "",
                f"To {self.listed(to)}",
            ]
            if cc:
                head += ["", f"Cc {self.listed(cc)}"]
        else:
            start = {"web": "===== Forwarded message =====", "client": "---------- Forwarded message ---------"}[
                self.format
            ]
            stamp = f"{self.when:%a, %d %b %Y %H:%M:%S} +0530"
            head = ([] if first else [start, ""]) + [f"From: {name} <{box}>", f"To: {self.listed(to)}"]
            head += [f"Cc: {self.listed(cc)}"] if cc else []
            head += (
                [f"Date: {stamp}", f"Subject: {subject}"]
                if self.format == "web"
                else [f"Subject: {subject}", f"Date: {stamp}"]
            )
            if self.format == "web" and not first:
                head += [start]
        if many > 10 and rng.random() < 0.6:
            head = self.broken(head)
        lines = [Printed(t, "mail_header" if t else "blank") for t in head]
        lines.append(Printed("", "blank"))
        said = [rng.choice(words["mail_open"]), "", rng.choice(words["mail_body"])]
        lines += [Printed(t, "mail_body" if t else "blank") for t in said]
        if rng.random() < 0.6:
            post = rng.choice(self.parts.people["posts"][self.lang]["union"]).split("|")[0]
            lines += [
                Printed("", "blank"),
                Printed(rng.choice(words["closings"]), "closing"),
                Printed(name, "signature"),
                Printed(post, "signature"),
            ]
            gold["signatories"] = [{"name": name, "designation": post}]
        lines.append(Printed("", "blank"))
        return lines, gold

    def broken(self, head: list[str]) -> list[str]:
        """A long list of recipients, cut by a page end."""
        out: list[str] = []
        for t in head:
            if len(t) > 700 and t.startswith(("To", "Cc")):
                cut = t.index(", ", len(t) // 2) + 1
                out += [t[:cut], "", f"{self.rng.randint(1, 3)} of 4", "", t[cut:].strip()]
            else:
                out.append(t)
        return out

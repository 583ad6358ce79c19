"""When two papers are one and the same: numbers, dates, offices and subjects folded so that they compare.

A work's identity is (form of communication, issuer, number, date), never the number alone; an e-mail's is
(sender, time sent, subject). What is printed is never changed: only keys are folded.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import regex
from rapidfuzz import fuzz

from extract.numbers import find_numbers
from extract.record import Communication
from knowledge.words import places_in, strip_label, strip_marks

DASHES = regex.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
LOOKALIKES = str.maketrans({"i": "1", "l": "1", "o": "0"})
"""What a recogniser takes for one another; folded in loose keys only."""
LOST_CAPITAL = regex.compile(r"(?<=[\p{Lu}])[lo]|[lo](?=\p{Lu})")
UNSEEN = regex.compile(r"[\u200b-\u200f\ufeff*_]")
ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}
ROMAN_WORD = regex.compile(r"(?<![\p{L}\p{N}])(x?(?:ix|iv|v?i{1,3}|v|x))(?![\p{L}\p{N}])")


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Case, width, dashes, digits of any script, emphasis marks and runs of space folded away."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    return str(regex.sub(r"\s+", " ", UNSEEN.sub("", DASHES.sub("-", text)).casefold())).strip(" .,;:|।-")


def fold_numerals(text: str) -> str:
    """As ``fold``, and Roman numerals standing alone become digits: "Part-I" is "Part-1"."""
    return str(ROMAN_WORD.sub(lambda m: str(ROMAN.get(m[1], m[1])), fold(text)))


def number_key(number: str | None) -> str | None:
    """The key by which two printings of one reference number are equal, or None where there is none."""
    if not number:
        return None
    return regex.sub(r"[\s.,;:]", "", strip_label(fold(number))) or None


DISPATCH = regex.compile(r"(?:(?<=(?<!\d)(?:19|20)\d\d)|(?<=[^\d]))(?P<n>\d{3,6})/?$")
"""The dispatch number that ends a file's number, behind a stroke or (the blank folded away) behind the year."""


def dispatch_number(key: str | None) -> str | None:
    """The dispatch number at the end of a ``number_key``, by which offices cite the whole: "6/वि.2-114/2022 2096" is
    cited as "पत्रांक 2096". None where the key is that number alone, or ends otherwise. With an equal date only."""
    found = DISPATCH.search(key or "")
    return found["n"] if found and key and "/" in key[: found.start()] else None


def loose_key(number: str | None) -> str | None:
    """Letters, marks and digits, look-alikes as one: survives a lost slash or bracket and "lll" for "III".

    To be trusted with an equal date only.
    """
    key = number_key((number or "").replace("|", "1"))
    return regex.sub(r"[^\p{L}\p{M}\p{N}]", "", key).translate(LOOKALIKES) or None if key else None


def fold_subject(subject: str | None) -> str:
    """The subject without "Fwd:", "Re:", "reg." and the like (words of the language files)."""
    return strip_marks(fold(subject or ""))


def same_subject(a: str | None, b: str | None, least: float = 88.0) -> bool:
    """Alike after folding; False where either is unknown."""
    x, y = fold_subject(a), fold_subject(b)
    return bool(x and y) and fuzz.ratio(x, y) >= least


def same_office(a: str | None, b: str | None) -> bool | None:
    """Whether two letterheads can be one office; None where it cannot be told (one unknown, or two scripts)."""
    x, y = fold(a or "").replace("|", " "), fold(b or "").replace("|", " ")
    if not x or not y:
        return None
    if places_in(x) and places_in(y) and not places_in(x) & places_in(y):
        return False
    if bool(regex.search(r"\p{Devanagari}", x)) != bool(regex.search(r"\p{Devanagari}", y)):
        return None
    return fuzz.token_set_ratio(x, y) >= 60


def acronyms(letterhead: str) -> frozenset[str]:
    """What the lines of a letterhead are shortened to: "Department of Personnel & Training" → "dopt", "dpt"."""
    made: set[str] = set()
    for line in letterhead.split("|"):
        words = [w for w in regex.findall(r"\p{L}+", line) if w.casefold() not in ("and", "the")]
        made.add("".join(w[0] for w in words).casefold())
        made.add("".join(w[0] for w in words if w[0].isupper()).casefold())
    return frozenset(m for m in made if len(m) >= 3)


def names_office(hint: str | None, letterhead: str | None) -> bool | None:
    """Whether the loose name by which one paper calls an office ("DoPT") can mean the office of ``letterhead``.

    True where words or the acronym agree, False where both name a state and not the same one, else None.
    """
    if not hint or not letterhead:
        return None
    x, y = places_in(fold(hint)), places_in(fold(letterhead))
    if x and y and not x & y:
        return False
    shortened = {regex.sub(r"[^\p{L}]", "", w).casefold() for w in hint.split()}
    if shortened & acronyms(letterhead):
        return True
    likeness_of_words = fuzz.token_set_ratio(fold(hint), fold(letterhead).replace("|", " "))
    return True if len(fold(hint)) >= 8 and likeness_of_words >= 60 else None


def full_date(date: str | None) -> str | None:
    """The date where its day is known."""
    return date if date and len(date) == 10 else None


def dates_agree(a: str | None, b: str | None) -> bool:
    """Equal, or one is unknown or the other's month."""
    return not a or not b or a.startswith(b) or b.startswith(a)


@dataclass(frozen=True)
class Face:
    """What of a communication decides which work it is."""

    kind: str
    reference_no: str | None
    date: str | None
    date_basis: str | None
    issuer: str | None
    subject: str | None
    sender: str | None
    sent: str | None
    printed: str
    """The folded text of the communication, for those that carry no number, date or subject."""

    @property
    def number(self) -> str | None:
        return number_key(self.reference_no)

    def key(self) -> str:
        """The identity as one string; equal keys with offices that agree are one work."""
        if self.kind == "email" and self.sender and self.sent:
            return "|".join(("email", fold(self.sender).replace(" ", ""), self.sent, fold_subject(self.subject)))
        if self.kind != "email" and self.number and full_date(self.date):
            return "|".join((self.kind, self.number, str(self.date)))
        if self.kind != "email" and self.number and fold_subject(self.subject):
            return "|".join((self.kind, self.number, self.date or "", fold_subject(self.subject)))
        if self.kind != "email" and full_date(self.date) and fold_subject(self.subject) and self.issuer:
            return "|".join((self.kind, "", str(self.date), fold(self.issuer), fold_subject(self.subject)))
        digest = hashlib.sha256(self.printed.encode()).hexdigest()
        return "|".join((self.kind, "text", digest))


def settled_number(item: Communication, text: str) -> str | None:
    """The paper's number; a doubted tail is believed where the same file prints the whole number in another place.

    Of spellings that only look alike ("AlS-III", "AIS-III") the one printed most often is taken, then the one in
    which no small l or o stands among capitals.
    """
    found = item.reference_no
    if found is None or not found.incomplete or not found.candidates:
        return found.value if found else None
    wanted = {loose_key(c) for c in found.candidates}
    begin = found.evidence[0].start
    printed = [n for n in find_numbers(text) if loose_key(n.value) in wanted]
    if not any(n.span.start > begin + len(n.value) or n.span.end <= begin for n in printed):
        return found.value
    spelt = Counter(n.value for n in printed)
    return min(spelt, key=lambda v: (-spelt[v], bool(LOST_CAPITAL.search(v)), v))


def face_of(item: Communication, text: str) -> Face:
    """The identity-bearing fields of ``item`` (``text`` is the whole text of its file)."""
    return Face(
        kind=item.kind,
        reference_no=settled_number(item, text),
        date=item.date.value if item.date else None,
        date_basis=item.date_basis,
        issuer=item.issuer.value if item.issuer else None,
        subject=item.subject.value if item.subject else None,
        sender=item.sender.value if item.sender else None,
        sent=item.sent,
        printed=fold(text[item.start : item.end]),
    )


APART = (frozenset({"endorsement"}), frozenset({"email"}), frozenset({"corrigendum", "addendum"}))
"""Forms that say so in words of their own: such a paper is never one of another form under its number."""


def likeness(
    face: Face, kind: str, date: str | None, issuer: str | None, subject: str | None, same_number: bool = True
) -> str | None:
    """Why a paper that bears the same (or a look-alike) number is the same work although its key differs, or None.

    A date of which only the month is known, or none, joins a full one; a form misread by the recogniser joins
    where number, date, office and subject agree. An endorsement never joins the letter that it endorses.
    """
    if any((face.kind in apart) != (kind in apart) for apart in APART):
        return None
    if same_office(face.issuer, issuer) is False or not dates_agree(face.date, date):
        return None
    exact = bool(full_date(face.date)) and face.date == date
    if not same_number:
        alike = same_subject(face.subject, subject) or (face.kind == kind == "endorsement" and bool(face.issuer))
        return "same form, date and subject; look-alike letters in the number" if exact and alike else None
    if face.kind == kind and exact:
        return "same form, number and date"
    if not same_subject(face.subject, subject):
        return None
    if face.kind == kind:
        return "same form, number and subject; the date is known in part only in one copy"
    return "same number, date and subject; the form is read differently" if exact else None


@dataclass(frozen=True)
class Known:
    """What of a work is compared where it may be another one's twin. ``files`` are hashes of the files that hold it."""

    id: str
    held: bool
    kind: str | None
    number: str | None
    loose: str | None
    date: str | None
    issuer: str | None
    subject: str | None
    files: frozenset[str]


def may_be_one(a: Known, b: Known) -> tuple[float, tuple[str, ...]] | None:
    """Whether two works may be one paper that a recogniser or a typist split: (confidence below 1, reasons), or None.

    Two agreements out of number, date, subject and office are needed, and nothing that tells the two apart.
    """
    if a.files & b.files or {a.kind, b.kind} & {"email"} or (a.kind == "endorsement") != (b.kind == "endorsement"):
        return None
    if same_office(a.issuer, b.issuer) is False:
        return None
    reasons: list[str] = []
    score = 0.0
    one, two = a.loose or "", b.loose or ""
    shorter, longer = sorted((one, two), key=len)
    cut = len(shorter) >= 6 and shorter != longer and longer.startswith(shorter)
    near = bool(one and two) and one != two and min(len(one), len(two)) >= 5 and fuzz.ratio(one, two) >= 85
    if one and one == two:
        reasons.append("the numbers agree")
        score += 0.35
    elif near:
        reasons.append(f"the numbers differ in little ({a.number} and {b.number})")
        score += 0.25
    elif cut:
        reasons.append(f"the one number is the beginning of the other ({a.number} and {b.number})")
        score += 0.2
    elif one and two:
        return None
    if full_date(a.date) and a.date == b.date:
        reasons.append("the dates agree")
        score += 0.3
    elif a.date and b.date and not dates_agree(a.date, b.date):
        parts = sum(x != y for x, y in zip(a.date.split("-"), b.date.split("-"), strict=False))
        if parts > 1 or not (one and one == two):
            return None
        reasons.append(f"the dates differ in one part ({a.date} and {b.date})")
        score += 0.1
    if same_subject(a.subject, b.subject, 85):
        reasons.append("the subjects agree")
        score += 0.25
    elif a.subject and b.subject and not same_subject(a.subject, b.subject, 60):
        return None
    if same_office(a.issuer, b.issuer):
        reasons.append("the offices agree")
        score += 0.05
    return (round(min(score, 0.95), 2), tuple(reasons)) if score >= 0.5 and len(reasons) >= 2 else None

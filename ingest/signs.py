"""Signs as typists set them: what recognisers make of rules, dashes, dots and colons is put right without another look.

Each rule was counted on typeset pages and on real scans (docs/ocr-generated.md, "Hindi").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

import regex

from ingest.hindi import common
from ingest.layout import PageDraft
from ingest.ocr import OcrLine, OcrPage, OcrWord

_RULES = regex.compile(r"[|_¦]+")
_DASHES = regex.compile("(?<=[0-9])[-\u2010-\u2015]+(?=[0-9])")
# The hook of र् and the dot of a plural stand on one another, and the model sees the hook alone. No word of 170 papers
# ends so without the dot, 15 end with it; typeset pages: 22 changes right, none wrong (nearly all of one word).
_HOOK = regex.compile("र्[\u0915-\u0939]\u093c?ो(?=$|[,।.;:)])")
# Fonts that set the dot of में on its stroke hide it from the model. 660 transcripts hold में and its
# pronouns 1420 times, without the dot never.
_IN = regex.compile("(?<![\u0900-\u0963])(?:(?:जि|कि|इ|उ)[सन])?मे(?![\u0900-\u0963])")
# No Hindi syllable has a vowel's sign behind a half letter, and none begins with ऋ्.
_SIGN_BEHIND_HALF = regex.compile("्(?=[\u093e-\u094d])")
_SERIAL_HEAD = regex.compile(r"^S[I1|](?=\.? ?No\b)")
# Without serifs I and l are one stroke. 67 papers print no l among capitals and no Al at the end of a joined word;
# scans of them read AlS and GenAl four times where AIS and GenAI are printed.
_I_OF_CAPITALS = regex.compile(
    r"(?<=\p{Lu})l(?=\p{Lu})|(?<=\p{L}A|\p{Lu}{3})l(?![\p{L}\p{M}])|(?<![\p{L}\p{M}\p{N}])l(?=\p{Lu}{3})"
)
# Alone it may be a name's ("Al Falah"); the four of those scans were AI as well.
_AL = regex.compile(r"(?<![\p{L}\p{M}\p{N}\-–])Al(?![\p{L}\p{M}\p{N}\-–’'])")
_AI = regex.compile(r"(?<!\p{L})AI(?!\p{L})|\p{Ll}AI(?!\p{L})|(?i:artificial|intelligence)")
_KRA = regex.compile(
    "ऋ्र|ऋ्|(?<![\u0900-\u0963])ऋ(?=[.-]? ?सं[.:]?)"
    "|^(?:क(?=\\.सं)|(?:कर|क्)(?=\\.सं?[.:,]?$)|कक्र(?=\\.?सं))"  # the head of a column of serial numbers
)
_SERIAL = regex.compile("(?<=क्र\\.सं),")  # the label is short for two words
# Of words that end in a consonant with a dot over it, 240 papers print एवं, स्वयं, सायं and labels of two letters.
_SPECK_BEHIND = regex.compile("[\u0900-\u0963]+[\u0915-\u0939\u0958-\u095f]\u093c?ं(?![\u0900-\u0963])")
_LONG = 7
_SPECK_BETWEEN = regex.compile("([\u0900-\u0963]+)\\.([\u0900-\u0963]{2,}[।,]?)")
_LONG_BEFORE = 4
_PARTICLES = frozenset("के में की का से को और ने पर कि इस यह भी".split())
_POINTED = regex.compile("[0-9०-९]{1,2}[,;]")
_EUROPEAN, _HINDI = regex.compile("[0-9]"), regex.compile("[०-९]")
_HINDI_ONLY = regex.compile("[१२४-९]")
_ALIKE = regex.compile("\\(?[३०]{1,2}[.)-]*")
_MOSTLY = 3
_TO_EUROPEAN = str.maketrans("०१२३४५६७८९", "0123456789")
_TO_HINDI = str.maketrans("0123456789", "०१२३४५६७८९")
_BARE = regex.compile(r"^[^\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+$")
_SYLLABLE = regex.compile(r"(?:\p{L}\p{M}*\u094d)*\X")
_ON = 0.8  # of a piece's width and height
_THERE = 0.12  # of the word, by its signs and by its box
_STOP = "।"
_ENDS_IN_LETTER = regex.compile(r"[\p{L}\p{M}\p{N}]$")
_STOP_NEAR = 0.6  # of the word's height: signs of some fonts stand in a wide white of their own
_STOP_SPACES = 1.65  # of the line's usual space: offices that set a space before it measure 1.8 and more


def tidied(page: OcrPage) -> OcrPage:
    """Without what rules of tables leave behind (a lone bar), with one hyphen for any dash between digits, with the
    dot of Hindi plurals behind a hook, with the Hindi full stop at its word, and with what specks add to Hindi words
    left out.

    Wide hyphens of Hindi fonts come back as long or doubled dashes; numbers and telephone numbers print hyphens.
    """
    lines = []
    for line in page.lines:
        words = []
        once = _once(line.words)
        for at, word in enumerate(once):
            text = tidied_text(word.text)
            if _RULES.fullmatch(text):
                if not _starts_i(once, at):
                    continue
                text = "I"
            words.append(word if text == word.text else replace(word, text=text))
        words = _stops_at_words([part for word in _serial_heads(words) for part in _parted(word)])
        lines.append(OcrLine(tuple(_list_number(words)), line.block, line.paragraph))
    return OcrPage(tuple(_one_script(line for line in lines if line.words)), page.width, page.height)


def _once(words: Sequence[OcrWord]) -> list[OcrWord]:
    """The words of a line without those that say again what another one says at the same place.

    Now and then the recogniser reads a word twice, once whole and once in pieces. What stands behind the last piece
    goes to the word.
    """
    out = list(words)
    for word in words:
        bare = _BARE.sub("", word.text)
        whole = next((w for w in out if w is not word and bare and _holds(w, word, bare)), None)
        if whole is None or word not in out:
            continue
        out.remove(word)
        behind = word.text[word.text.index(bare) + len(bare) :]
        if behind and whole.text.endswith(bare):
            out[out.index(whole)] = replace(whole, text=whole.text + behind)
    return out


def _holds(whole: OcrWord, part: OcrWord, bare: str) -> bool:
    """Whether ``part`` lies on ``whole``, where that says the same: boxes of words reach over neighbours as well."""
    left, right = whole.box[0], whole.box[2]
    wide = min(right, part.box[2]) - max(left, part.box[0])
    high = min(whole.box[3], part.box[3]) - max(whole.box[1], part.box[1])
    if wide < _ON * (part.box[2] - part.box[0]) or high < _ON * (part.box[3] - part.box[1]):
        return False
    text, at = whole.text, (part.box[0] - left) / max(1, right - left)
    begins = [found.start() for found in regex.finditer(regex.escape(bare), text, overlapped=True)]
    places = [begin / len(text) for begin in begins]
    if begins:  # of Hindi syllables some take five signs, and are no wider than others
        whole_wide = len(_SYLLABLE.findall(text))
        places += [len(_SYLLABLE.findall(text[:begin])) / whole_wide for begin in begins]
    return len(bare) < len(_BARE.sub("", text)) and any(abs(place - at) < _THERE for place in places)


def _serial_heads(words: Sequence[OcrWord]) -> list[OcrWord]:
    """Sl. No. heads a column of every list; SI. and S1. before No head none."""
    out = list(words)
    for at, word in enumerate(words):
        behind = words[at + 1].text if at + 1 < len(words) else ""
        text = _SERIAL_HEAD.sub("Sl", f"{word.text} {behind}").removesuffix(f" {behind}")
        if text != word.text:
            out[at] = replace(word, text=text, alternatives=(*word.alternatives, word.text))
    return out


def short_for_intelligence(drafts: Sequence[PageDraft]) -> list[PageDraft]:
    """A file's pages; those read by OCR have AI for each Al, where a page prints AI or says what it is short for."""
    if not any(_AI.search(draft.text) for draft in drafts):
        return list(drafts)
    return [_with_ai(draft) if draft.origin == "ocr" and _AL.search(draft.text) else draft for draft in drafts]


def _with_ai(draft: PageDraft) -> PageDraft:
    starts = {found.start() for found in _AL.finditer(draft.text)}
    words = tuple(
        replace(word, alternatives=(*word.alternatives, word.span.of(draft.text)))
        if any(at in starts for at in range(word.span.start, word.span.end))
        else word
        for word in draft.words
    )
    return replace(draft, text=_AL.sub("AI", draft.text), words=words)


def tidied_text(text: str) -> str:
    """One word as ``tidied`` leaves it, where its neighbours do not matter."""
    text = _I_OF_CAPITALS.sub("I", text)
    text = _SIGN_BEHIND_HALF.sub("", _SERIAL.sub(".", _KRA.sub("क्र", _DASHES.sub("-", text))))
    return str(_SPECK_BEHIND.sub(_without_speck, _IN.sub(_dotted, _HOOK.sub(_dotted, text))))


def _dotted(found: regex.Match[str]) -> str:
    return f"{found[0]}ं"


def _without_speck(found: regex.Match[str]) -> str:
    """A word that ends in a consonant with a dot over it, without the dot where it is a word without it."""
    text = str(found[0])
    dotted = common(text) or not (common(text[:-1]) or len(text) > _LONG)
    return text if dotted else text[:-1]


def _parted(word: OcrWord) -> list[OcrWord]:
    """Two common words with a speck between them, taken for a full stop."""
    found = _SPECK_BETWEEN.fullmatch(word.text)
    if found is None or not (common(word.text) and (len(found[1]) >= _LONG_BEFORE or found[1] in _PARTICLES)):
        return [word]
    left, top, right, bottom = word.box
    at = left + round((right - left) * len(found[1]) / len(word.text))
    gap = max(1, (right - left) // len(word.text) // 2)
    return [
        replace(word, text=found[1], box=(left, top, at, bottom)),
        replace(word, text=found[2], box=(at + gap, top, max(right, at + gap + 1), bottom)),
    ]


def _list_number(words: list[OcrWord]) -> list[OcrWord]:
    """A line's words; the point of its number is one, though it was taken for a comma."""
    if len(words) < 2 or not _POINTED.fullmatch(words[0].text):
        return words
    return [replace(words[0], text=words[0].text[:-1] + "."), *words[1:]]


def _one_script(lines: Iterable[OcrLine]) -> list[OcrLine]:
    """Lines whose words each hold figures of one script: that of most of its figures, or that of the page.

    ३ and ० say nothing of the script, for they look like 3 and 0: standing alone, they are these on pages of European
    figures, and in a word they do not outvote others.
    """
    lines = list(lines)
    pure = "".join(w.text for line in lines for w in line.words if not _mixed(w.text))
    european, hindi = len(_EUROPEAN.findall(pure)), len(_HINDI.findall(pure))

    def written(word: OcrWord) -> OcrWord:
        text = word.text
        if _mixed(text):
            text = text.translate(_TO_EUROPEAN if _is_european(text, european >= hindi) else _TO_HINDI)
        elif european > _MOSTLY * hindi and _ALIKE.fullmatch(text):
            text = text.translate(_TO_EUROPEAN)
        return word if text == word.text else replace(word, text=text)

    return [OcrLine(tuple(map(written, line.words)), line.block, line.paragraph) for line in lines]


def _is_european(text: str, page_is: bool) -> bool:
    more = len(_EUROPEAN.findall(text)) - len(_HINDI.findall(text))
    return more > 0 or (page_is and (more == 0 or not _HINDI_ONLY.search(text)))


def _mixed(text: str) -> bool:
    return _EUROPEAN.search(text) is not None and _HINDI.search(text) is not None


def _starts_i(words: Sequence[OcrWord], at: int) -> bool:
    """A bar before "am" is the pronoun."""
    return words[at].text == "|" and at + 1 < len(words) and words[at + 1].text in {"am", "have", "shall", "will"}


def _stops_at_words(words: Sequence[OcrWord]) -> list[OcrWord]:
    """A full stop read as a word of its own goes to the word before it, where it stands no farther than a space."""
    if not any(word.text == _STOP for word in words[1:]):
        return list(words)
    spaces = [b.box[0] - a.box[2] for a, b in pairwise(words) if b.text != _STOP and b.box[0] > a.box[2]]
    out = list(words[:1])
    for word in words[1:]:
        last = out[-1]
        gap, height = word.box[0] - last.box[2], last.box[3] - last.box[1]
        near = gap <= _STOP_NEAR * height and gap <= _STOP_SPACES * (median(spaces) if spaces else height)
        if word.text == _STOP and near and _ENDS_IN_LETTER.search(last.text):
            box = (
                min(last.box[0], word.box[0]), min(last.box[1], word.box[1]),
                max(last.box[2], word.box[2]), max(last.box[3], word.box[3]),
            )  # fmt: skip
            out[-1] = replace(last, text=last.text + _STOP, box=box)
        else:
            out.append(word)
    return out

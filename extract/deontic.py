"""Who must do what: the triggers of duty in a sentence, its clauses, and the one who bears it.

English duties are told by words ("shall", "are requested to"), Hindi ones mostly by the ending of the
verb (करेंगे, किया जाए, करना होगा). The words are data and are found by a spaCy PhraseMatcher over the tokens,
read across adverbs and commas ("are, therefore, requested to"); the endings are shapes and stand here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import regex

from extract.compiled import compiled
from extract.lexicon import lexicon
from extract.mend import Mended, mend
from extract.nlp import nlp
from extract.normalise import collapse
from extract.record import Modality
from ingest.document import Span

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc, Token

GROUPS: dict[str, Modality | None] = {
    "deontic_must": "must", "deontic_must_not": "must_not", "deontic_should": "should", "deontic_may": "may",
    "deontic_will": "must", "deontic_are_to": "must", "masked_words": None,
}  # fmt: skip
DEVANAGARI = regex.compile(r"\p{Devanagari}")
LATIN = regex.compile(r"[A-Za-z]")

# Endings of Hindi verbs (the vowel signs are spelled out: a "letter" class would cut them).
PASSIVE_FUTURE = regex.compile(r"^जा(?:ए|ये|वे)[ंँ]?(?:गा|गी|गे|गें|गीं)$")
PASSIVE_WISH = regex.compile(r"^जा(?:ए|ये|य|वे|एं|एँ|यें|वें)$")
INFINITIVE = regex.compile(r"(?:ना|नी|ने)$")
OUGHT = regex.compile(r"^(?:होगा|होगी|होंगे|होंगी|होगें|पड़ेगा|पड़ेगी|पड़ेंगे|है|हैं)$")
WISH = regex.compile(r"(?:ें|एं|एँ)$")
WISH_ONE = regex.compile(r"(?:ावे|वाये|वाए)$")
"""The wish of one person ("करावे", "भिजवाये"); a verb only where the sentence ends with it."""
FUTURE = regex.compile(r"(?:े|ए)[ंँ]?(?:गा|गी|गे|गें|गीं)$")
FIRST_PERSON = regex.compile(r"(?<![\p{L}\p{M}])(?:मैं|हम|हमलोग)(?![\p{L}\p{M}])")
ENDS = frozenset({"।", "॥", "."})
VERB_BREAK = frozenset(
    {
        "।",
        "॥",
        ".",
        ",",
        ";",
        ":",
        ":-",
        "-",
        "–",
        "कि",
        "तथा",
        "एवं",
        "और",
        "ताकि",
        "जिससे",
        "अन्यथा",
        "व",
        "परन्तु",
        "किन्तु",
    }
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that lay a duty; offsets into the text that was searched."""

    span: Span
    modality: Modality
    group: str
    """The group of words it came from; "shape" for a Hindi verb ending."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One clause with its duty. ``span`` is the clause as it may be quoted."""

    span: Span
    trigger: Trigger
    who: Span | None
    reported: bool
    """It restates what an earlier paper or a decision laid down."""


# ------------------------------------------------------------------------------ finding triggers


@cache
def _forms(group: str) -> frozenset[str]:
    """The forms of a group with letter case folded, collected once."""
    return frozenset(form.casefold() for form in lexicon().forms(group))


def _skipped(token: Token) -> bool:
    return token.is_space or token.text == "," or token.text.casefold() in _forms("between_word")


def _thin(doc: Doc) -> tuple[Doc, list[Token]]:
    """The tokens without adverbs and commas, and the tokens they were."""
    from spacy.tokens import Doc

    kept = [token for token in doc if not _skipped(token)]
    return Doc(doc.vocab, words=[token.text for token in kept]), kept


@cache
def _matcher() -> PhraseMatcher:
    from spacy.matcher import PhraseMatcher  # see extract.nlp

    pipeline = nlp()
    matcher = PhraseMatcher(pipeline.vocab, attr="LOWER")
    for group in GROUPS:
        matcher.add(group, [_thin(pipeline.make_doc(form))[0] for form in lexicon().forms(group)])
    return matcher


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    tokens: list[Token]
    """Without adverbs, commas and spaces."""

    def after(self, trigger: Trigger, count: int) -> list[str]:
        return [t.text for t in self.tokens if t.idx >= trigger.span.end][:count]

    def before(self, trigger: Trigger, count: int) -> list[str]:
        return [t.text for t in self.tokens if t.idx < trigger.span.start][-count:]


def _read(text: str) -> tuple[_Sentence, list[Trigger]]:
    """All triggers of ``text``, longest first where they overlap, in printed order."""
    plain = regex.sub(r"(?<=\p{L}):[-–—]", " :", text)  # "are advised to:-": the stroke is no part of the word
    doc = nlp().make_doc(regex.sub(r"[\n\r\f\t]", " ", plain))
    thin, kept = _thin(doc)
    said = _Sentence(text, kept)
    found: list[tuple[int, int, str]] = []
    for key, start, end in _matcher()(thin):
        found.append((start, end, thin.vocab.strings[key]))
    found.sort(key=lambda f: (-(f[1] - f[0]), f[0], f[2] != "masked_words"))
    taken = [False] * len(kept)
    out: list[Trigger] = []
    for start, end, group in found:
        if any(taken[start:end]):
            continue
        taken[start:end] = [True] * (end - start)
        modality = GROUPS[group]
        if modality is not None:
            out.append(Trigger(Span(kept[start].idx, kept[end - 1].idx + len(kept[end - 1])), modality, group))
    if DEVANAGARI.search(text):
        out.extend(_endings(said, taken))
    return said, sorted(out, key=lambda t: t.span)


def _endings(said: _Sentence, taken: list[bool]) -> Iterator[Trigger]:
    """Duties told by the ending of a Hindi verb."""
    words = said.tokens
    state, no, nouns, grants = (_forms(g) for g in ("state_verb", "negation", "verb_like_noun", "grantable"))
    aim = any(token.text in _forms("aim_noun") for token in words)
    for k, token in enumerate(words):
        word = token.text
        if taken[k] or not DEVANAGARI.search(word):
            continue
        start = k
        modality: Modality = "must"
        if PASSIVE_FUTURE.match(word) or PASSIVE_WISH.match(word):
            if k == 0:
                continue
            start = k - 1
        elif (
            OUGHT.match(word)
            and k
            and INFINITIVE.search(words[k - 1].text)
            and len(words[k - 1].text) > 2
            and words[k - 1].text not in nouns  # "भंग होने की संभावना है"
        ):
            passive = words[k - 1].text == "जाने" and word == "हैं"  # "पौधे लगाये जाने हैं"
            if word in ("है", "हैं") and not words[k - 1].text.endswith(("ना", "नी")) and not passive:
                continue
            if k + 1 < len(words) and words[k + 1].text == "कि":
                continue  # "कहना है कि", "अवगत कराना है कि" report
            if aim and word in ("है", "हैं"):
                continue  # "… का उद्देश्य व्यय कम करना है"
            start = k - 1
        elif k > 1 and words[k - 1].text in no and words[k - 2].text in grants and (OUGHT.match(word) or word in state):
            start = k - 2  # "देय नहीं होगा"
        elif word in state and k and words[k - 1].text in no and _limited(said.text[: token.idx]):
            start = k - 1  # "30 मिनट से अधिक नहीं होगा"
        elif word in state or word in nouns:
            continue
        elif FUTURE.search(word) and len(word) > 3:
            pass
        elif word.endswith("े") and k and words[k - 1].text in no and (k + 1 == len(words) or words[k + 1].text in ENDS):
            pass  # "न थूके"
        elif WISH_ONE.search(word) and k and (k + 1 == len(words) or words[k + 1].text in ENDS):
            pass
        elif WISH.search(word) and _is_verb(word) and (k + 1 == len(words) or words[k + 1].text in VERB_BREAK):
            pass
        else:
            continue
        if any(w.text in no for w in words[max(0, start - 2) : k]):
            modality = "must_not"
        yield Trigger(Span(words[start].idx, token.idx + len(word)), modality, "shape")


def _limited(lead: str) -> bool:
    """What is not to be is a measure that is passed, or an act of anybody at all."""
    words = lexicon()
    if words.pattern("measure_passed").search(lead):
        return True
    anybody = regex.search(r"(?<![\p{L}\p{M}])कोई\s+(?:भी\s+)?(?=\p{L})", lead)
    return anybody is not None and words.match("bearer_noun", lead[anybody.end() :]) is not None


def _is_verb(word: str) -> bool:
    """Two letters that end like a wish are an abbreviation ("पें.") unless they are one of these."""
    if regex.search(r"[\p{Nd}/]", word):
        return False
    last = word.rsplit("-", 1)[-1]
    return len(last) > 3 or last in ("दें", "लें")


def has_duty(text: str) -> bool:
    """Whether any words of duty stand in ``text``."""
    return bool(_read(text)[1])


# ------------------------------------------------------------------------------ clauses


def clauses(text: str) -> list[Span]:
    """The clauses of a sentence that have a duty of their own; the whole sentence where it has but one."""
    cuts = [0]
    strong = [t for t in _read(text)[1] if t.group in ("deontic_must", "deontic_must_not", "deontic_should")]
    for found in regex.finditer(r"(?:;|[,;]?\s(?:and|but|while|whereas))\s+(?:that\s)?", text):
        if found.group().rstrip().endswith("that"):
            continue
        behind = next((t for t in strong if t.span.start >= found.end()), None)
        before = any(cuts[-1] <= t.span.start < found.start() for t in strong)
        if before and behind is not None and _own_subject(text[found.end() : behind.span.start], behind.span.of(text)):
            cuts.append(found.end())
    for found in lexicon().pattern("clause_opener").finditer(text):
        done = text[: found.start()].rstrip()
        if found.start() > cuts[-1] and regex.search(
            r"(?:है|हैं|था|थे|थी|गया|गई|गयी|जाए|जाये|करें|होगा|होगी|जाएगा|जायेगा)[,।]?$", done
        ):
            cuts.append(found.start())
    cuts = sorted({*cuts, *_lost_dandas(text)})
    return [_trim(text, start, end) for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]


FINISHED = regex.compile(
    r"(?<![\p{L}\p{M}])(?:[\p{L}\p{M}]+(?:े|ए|ो)[ंँ]?(?:गा|गी|गे|गें|गीं)|जा(?:ए|ये|य|वे)|(?:सकते|सकता|सकती)\sहैं?|"
    r"(?:कर|भेज|रख|करा|कराय|कराव|करव[ाे]य)ें|(?:जाता|जाती|जाते)\sहैं?)(?=\s+[\p{L}\p{N}(])"
)
LINKS = regex.compile(
    r"\s+(?:कि|तो|तथा|एवं|और|व|या|अथवा|ताकि|जो|जि[\p{L}\p{M}]*|जब|जहा[ंँ]|तब|उ[\p{L}\p{M}]*|वे|वह|ही|भी|अन्यथा|परन्तु|किन्तु|लेकिन)(?![\p{L}\p{M}])"
)
RELATIVE = regex.compile(r"\s*(?:जो|जि[नस][\p{L}\p{M}]*|यदि|अगर)\s")
OPEN_CLAUSE = regex.compile(r"(?<![\p{L}\p{M}])(?:यदि|जो|जि[नसे][\p{L}\p{M}]*|जब|जहा[ंँ]|अगर|कि)(?![\p{L}\p{M}])")


def _lost_dandas(text: str) -> Iterator[int]:
    """Where a new sentence begins behind a finished Hindi verb though no danda is read."""
    if not DEVANAGARI.search(text):
        return
    last = 0
    for found in FINISHED.finditer(text):
        lead = text[last : found.start()]
        if len(lead.split()) < 3 or OPEN_CLAUSE.search(lead) or LINKS.match(text, found.end()):
            continue
        if len(text[found.end() :].split(None, 4)) < 4:
            continue
        last = found.end()
        yield found.end()


def _own_subject(lead: str, trigger: str) -> bool:
    """Whether ``lead``, the words before a trigger, may be a subject of its own."""
    words = lead.split()
    if regex.search(r"(?i)please|kindly|grateful|obliged|request$", trigger):
        return False
    if not 1 <= len(words) <= 22 or regex.search(r"[;:]|\b(?:that|which|who|to)\b(?!.*,)", lead):
        return False
    if regex.match(r"\p{Ll}+(?:ed|ing)$", words[0]):
        return False  # "should be routed and compiled at the branch …": the same duty goes on
    opens = r"(?:the|all|any|no|each|every|for|in|if|such|this|these|those|their|its|it|you|\p{Lu})"
    return (
        regex.match(opens, words[0], regex.IGNORECASE) is not None
        or lexicon().pattern("bearer_noun").search(lead) is not None
    )


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and (text[start].isspace() or text[start] in ",;"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return Span(start, end)


# ------------------------------------------------------------------------------ duties


@lru_cache(maxsize=4096)
def duties(text: str) -> tuple[Duty, ...]:
    """The duties that a sentence lays down, one a clause. Its words are mended for the search, see ``extract.mend``."""
    mended = mend(text)
    out: list[Duty] = []
    for clause in clauses(mended.text):
        duty = _duty(clause.of(mended.text))
        if duty is not None:
            out.append(_printed(_shift(duty, clause.start), mended))
    return tuple(out)


def _printed(duty: Duty, mended: Mended) -> Duty:
    if mended.at is None:
        return duty
    trigger = Trigger(mended.span(duty.trigger.span), duty.trigger.modality, duty.trigger.group)
    return Duty(mended.span(duty.span), trigger, mended.span(duty.who) if duty.who else None, duty.reported)


def _shift(duty: Duty, by: int) -> Duty:
    def moved(span: Span) -> Span:
        return Span(span.start + by, span.end + by)

    return Duty(
        moved(duty.span),
        Trigger(moved(duty.trigger.span), duty.trigger.modality, duty.trigger.group),
        moved(duty.who) if duty.who else None,
        duty.reported,
    )


AMENDS = regex.compile(
    r"(?is)\b(?:for|instead of|in place of)\s.*\b(?:shall|may|should)\s+(?:please\s+)?be\s+(?:read|substituted)\b"
)
"""Changes the words of another paper; nobody has to do anything."""


@cache
def _passed_on() -> regex.Pattern[str]:
    """ "कृपया अवलोकनार्थ सादर प्रेषित।": no verb behind the courtesy but that of the sender, no act to be done."""
    word = r"(?:(?!\S*(?:ने|नी|कर|ें)[\s,])[^\s।]+\s+){0,8}?"
    purpose = r"[\p{L}\p{M}]+ार्थ|हेतु"
    return compiled(
        rf"(?<![\p{{L}}\p{{M}}])कृपया\s+{word}(?:{lexicon().alternation('passed_on')}(?:\s+है)?|{purpose})[\s।.]*$"
    )


@cache
def _asked_to_look() -> regex.Pattern[str]:
    return compiled(rf"{lexicon().alternation('asked_to_look')}[\s।.]*$")


@cache
def _urged() -> regex.Pattern[str]:
    return compiled(rf"\W*{lexicon().alternation('urging')}\W*")


@cache
def _looked_at_which() -> regex.Pattern[str]:
    """ "… का अवलोकन करने का कष्ट करें, जिसके द्वारा …": what the paper says follows."""
    return regex.compile(rf"{lexicon().alternation('asked_to_look')},?\s+(?:जो|जि[\p{{L}}\p{{M}}]+)\s")


@cache
def _sent_along() -> regex.Pattern[str]:
    """ "The guidelines under which the depots shall work are enclosed."."""
    return compiled(rf"\b{lexicon().alternation('goes_with_paper')}[\s.]*$", regex.IGNORECASE)


def _ordered_by_power(clause: str) -> int:
    """Where what is ordered begins: "… in exercise of the powers conferred …, do hereby order that no person shall"."""
    powers = lexicon().pattern("powers_clause").search(clause)
    said = lexicon().pattern("orders_that").search(clause, powers.end()) if powers else None
    return int(said.end()) if said else 0


def _courtesy(clause: str) -> bool:
    """A paper is passed on or referred to with respect; nobody has to do anything."""
    if not DEVANAGARI.search(clause):
        return False
    if _passed_on().search(clause) or _urged().fullmatch(clause):
        return True
    look = _asked_to_look().search(clause) or _looked_at_which().search(clause)
    return look is not None and lexicon().pattern("cite_kind").search(clause, 0, look.start()) is not None


def _duty(clause: str) -> Duty | None:
    ordered = _ordered_by_power(clause)
    if ordered:
        duty = _duty(clause[ordered:])
        return _shift(duty, ordered) if duty else None
    if AMENDS.search(clause) or _courtesy(clause) or lexicon().match("example_start", clause) is not None:
        return None
    if lexicon().pattern("not_an_obligation").search(_thin_text(clause)) or lexicon().pattern(
        "not_an_obligation"
    ).search(clause):
        return None
    if _sent_along().search(clause) and not regex.search(r"(?i)please|kindly|requested", clause):
        return None
    said, found = _read(clause)
    found = [t for t in (_judged(said, t) for t in found) if t is not None]
    found = _outside_purpose(clause, found)
    if not found:
        return None
    trigger = _main(clause, found)
    if _only_told(clause, trigger, found):
        return None
    if trigger.modality in ("should", "may") and lexicon().pattern("noted_that").search(clause):
        return None
    start, reported = _front(clause, trigger)
    if start is None:
        return None
    who = _bearer(said, trigger, start)
    if trigger.group == "deontic_will" and not _will_counts(said, trigger, who):
        return None
    if trigger.group == "deontic_are_to" and who is None:
        return None
    if who is None and _lasts(clause, trigger):
        return None
    if who is None and lexicon().match("state_of_a_thing", said.text[trigger.span.end :].lstrip()):
        return None
    if trigger.group == "shape" and FUTURE.search(trigger.span.of(clause)) and FIRST_PERSON.search(clause):
        return None
    if (
        trigger.modality == "must"
        and ASKED.search(trigger.span.of(clause))
        and FORBIDDEN.match(clause[trigger.span.end :])
    ):
        trigger = Trigger(trigger.span, "must_not", trigger.group)  # "are directed that no bill shall remain pending"
    if trigger.modality == "must" and ASKING.search(trigger.span.of(clause)) and THAT.match(clause, trigger.span.end):
        last = max(found, key=lambda t: t.span.end)
        if last.modality == "must_not":
            trigger = Trigger(trigger.span, "must_not", trigger.group)  # "आदेश दिया जाता है कि … अधिकार न होगा"
    if who is not None and trigger.modality in ("must", "may") and _forbids(who.of(clause)):
        trigger = Trigger(trigger.span, "must_not", trigger.group)
    return Duty(_trim(clause, start, len(clause)), trigger, who, reported)


@cache
def _told_as_fact() -> regex.Pattern[str]:
    """ "… कि पद रिक्त हैं।": the clause ends with a verb that tells."""
    return compiled(rf"\s*कि\s.*{lexicon().alternation('telling_verb')}\s*[।.]?\s*$", regex.DOTALL)


def _only_told(clause: str, trigger: Trigger, found: list[Trigger]) -> bool:
    """ "निवेदन है कि पद रिक्त हैं": what is said with respect is a fact, and nothing is asked."""
    if trigger.group != "deontic_should" or any(t.span.start > trigger.span.start for t in found):
        return False
    begin = trigger.span.end
    if FORMULA.match(trigger.span.of(clause)):  # "कृपया … मुझे यह कहने का निदेश हुआ है कि …"
        begin = max((hit.span.end - len("कि") for hit in lexicon().find("reports_that", clause, begin)), default=begin)
    return _told_as_fact().match(clause, begin) is not None


@cache
def _adverbs() -> regex.Pattern[str]:
    return compiled(rf"(?<=\s){lexicon().alternation('between_word')},?\s", regex.IGNORECASE)


@cache
def _last_adverb() -> regex.Pattern[str]:
    return compiled(rf"[,\s]+{lexicon().alternation('between_word')}$", regex.IGNORECASE)


def _thin_text(clause: str) -> str:
    """The clause without the adverbs that a phrase is read across."""
    return str(_adverbs().sub("", collapse(clause).replace(" ,", ",")))


def _is_office(rest: str) -> bool:
    """ "… be the appellate authority": a role is given, nothing is to be done."""
    found = regex.match(r"\s+(?:be|act as|function as)\s+(?:the\s+|an?\s+)?", rest)
    return found is not None and lexicon().match("role", rest[found.end() :]) is not None


NO_PARTICIPLE = regex.compile(
    r"^(?:had|due|a|an|the|in|of|so|on|at|required|needed|necessary|deemed|found|.*(?:ble|ful|ary|ous|al))$"
)
"""What behind "may be" makes no request: "may be liable", "may be required"."""


def _judged(said: _Sentence, trigger: Trigger) -> Trigger | None:
    """What a bare "may" or "can" means: a request, a leave, or nothing."""
    words = trigger.span.of(said.text).casefold().split()
    if trigger.group == "deontic_may" and words == ["may"]:
        after = [w.casefold() for w in said.after(trigger, 3)]
        if not after or (trigger.span.of(said.text) == "May" and (trigger.span.start > 0 or after[0][0].isdigit())):
            return None  # the month
        allowed, asked = _forms("permitted_verb"), _forms("asked_verb")
        if after[0] == "be":
            verb = after[1] if len(after) > 1 else ""
            if not verb or NO_PARTICIPLE.search(verb):
                return None
            if after[2:3] == ["either"]:
                return trigger  # "may be submitted either online or by hand"
            if verb in allowed or lexicon().pattern("prior_approval").search(said.text, trigger.span.end):
                return trigger
            return Trigger(trigger.span, "should", trigger.group)
        if lexicon().pattern("private_person").search(said.text, 0, trigger.span.start) and after[0] not in (
            "ensure",
            "note",
        ):
            return trigger
        if after[0] in asked and regex.search(r"\b[Ii]f\b", said.text[: trigger.span.start]) is None:
            return Trigger(trigger.span, "should", trigger.group)
    if trigger.group == "deontic_may" and DEVANAGARI.search(words[0]):
        no = _forms("negation") & set(said.before(trigger, 4))
        return Trigger(trigger.span, "must_not", trigger.group) if no else trigger
    if words[-1] in ("shall", "will") and _is_office(said.text[trigger.span.end :]):
        return None
    if regex.search(
        r"(?:shall|will|must|may|can|could|should|permitted to|allowed to|is to be|are to be)$", " ".join(words)
    ):
        before = said.text[: trigger.span.start]
        subject = regex.split(r"[,;:]|\bthat\s", before)[-1].strip()
        lead = r"(?i)^(?:and\s|in\s+future\s|henceforth\s|hereafter\s|(?:after|beyond)\s+which\s)?"
        if _forbids(regex.sub(lead, "", subject, count=1)):
            return Trigger(trigger.span, "must_not", trigger.group)
    if trigger.group == "deontic_must" and regex.search(r"(?i)\bnot\b(?!\s+only)", trigger.span.of(said.text)):
        return Trigger(trigger.span, "must_not", trigger.group)
    if trigger.group == "deontic_must" and said.after(trigger, 1) == ["not"]:
        return Trigger(trigger.span, "must_not", trigger.group)
    return trigger


def _lasts(clause: str, trigger: Trigger) -> bool:
    """ "The tenure of the Board shall be one year": how long something lasts is no duty."""
    subject = clause[: trigger.span.start].strip()
    lasting = lexicon().match("lasting", regex.sub(r"(?i)^(?:the|its|their)\s+", "", subject))
    return lasting is not None and regex.match(r"\s*(?:be\s|$)", clause[trigger.span.end :]) is not None


def _forbids(subject: str) -> bool:
    """ "No bill", "none of them"; a "No Objection Certificate" is a paper."""
    no = regex.match(r"(?i)(?:no|none|neither|nobody)\b", subject)
    return no is not None and lexicon().match("named_with_no", subject) is None


def _outside_purpose(clause: str, found: list[Trigger]) -> list[Trigger]:
    """Without triggers in a purpose ("so that officers can attend"), in what follows otherwise ("failing which"), or
    in what is only asked ("clarification whether it can be accepted")."""
    out = found
    since = lexicon().match("since_clause", clause)
    if since is not None:  # what the order rests on; cut off from it where "अतः" follows
        out = [t for t in out if 0 < clause.find(",") < t.span.start]
    about = lexicon().match("regarding_lead", clause)
    told = [h.span.end for h in lexicon().find("reports_that", clause)] if about is not None else []
    if told and any(t.span.start >= told[0] for t in out):
        out = [t for t in out if t.span.start >= told[0]]
    for group in ("purpose_clause", "or_else"):
        for hit in lexicon().pattern(group).finditer(clause):
            kept = [t for t in out if t.span.start < hit.start() or _behind_comma(clause, hit, t)]
            if group == "or_else":
                kept = [t for t in out if t.span.start < hit.start()] or out
            out = kept
    blame = lexicon().pattern("blame").search(clause)
    out = [t for t in out if t.span.start < blame.start()] if blame else out
    doubt = lexicon().pattern("asked_whether").search(clause)
    return [t for t in out if t.span.start < doubt.start()] if doubt else out


def _behind_comma(clause: str, purpose: regex.Match[str], trigger: Trigger) -> bool:
    """A purpose at the head, or one told by an infinitive ("in order to …"), ends with its comma."""
    ends = purpose.start() < 40 or purpose.group().rstrip().casefold().endswith((" to", "enable"))
    return ends and "," in clause[purpose.end() : trigger.span.start]


RANK = {
    "deontic_must_not": 0,
    "deontic_must": 0,
    "deontic_should": 0,
    "shape": 1,
    "deontic_are_to": 1,
    "deontic_will": 2,
    "deontic_may": 3,
}


FORMULA = regex.compile(r"(?i)(?:if$|please|kindly|^request you|^to request|कृपया|कृपा|कष्ट|अनुरोध|निवेदन|श्रम|आग्रह|अपेक्षा)")
"""Words that make a request of the whole clause, whatever verb it holds."""


def _main(clause: str, found: list[Trigger]) -> Trigger:
    """The trigger that says what the clause is: a request before all, then the first duty, a leave last."""
    formula = [t for t in found if t.group == "deontic_should" and FORMULA.search(t.span.of(clause))]
    if formula:
        return formula[0]
    polite = [t for t in found if t.group == "deontic_should"]
    if polite and not any(t.group in ("deontic_must", "deontic_must_not") for t in found):
        return polite[0]

    def rank(trigger: Trigger) -> int:
        return 1 if trigger.group == "deontic_may" and trigger.modality == "should" else RANK[trigger.group]

    best = [t for t in found if rank(t) == min(map(rank, found))]
    # "जो … नहीं करेंगे उनके विरुद्ध … की जाएगी": what a relative clause says is the condition.
    return best[-1] if RELATIVE.match(clause) and DEVANAGARI.search(best[-1].span.of(clause)) else best[0]


def _front(clause: str, trigger: Trigger) -> tuple[int | None, bool]:
    """Where the clause itself begins, behind recital, report and purpose; None where the recital is all."""
    at = trigger.span.start
    words = lexicon()
    said = [hit for hit in words.find("reports_that", clause) if hit.span.end <= at + 1 and hit.span.start < at]
    if said:
        return said[-1].span.end, True
    recital = words.match("recital_start", clause.lstrip('"“ '))
    which = [hit for hit in words.find("which_says", clause) if hit.span.end <= at]
    if which and (recital or regex.match(r"\s*,?\s*it\s+(?:was|is|has)\b", clause[which[-1].span.end :])):
        return which[-1].span.end, True
    if recital and trigger.span.start >= recital.span.end - 2:
        ask = regex.search(
            r"\b(?:and|also)\s+(?=(?:to\s+)?(?:request|ask|advise|direct|ensure)\b)", clause[: trigger.span.end]
        )
        if ask:
            return ask.end(), False
        if trigger.group == "deontic_should" and regex.match(r"(?i).{0,20}(?:to\s)?$", clause[recital.span.end : at]):
            return at, False
        if regex.match(r"(?i)\s*(?:I|The undersigned)\b", clause):
            return None, False
    purpose = words.match("purpose_start", clause)
    if purpose is not None:
        comma = clause.find(",", purpose.span.end)
        if 0 < comma < at:
            return comma + 1, False
    return 0, False


def _will_counts(said: _Sentence, trigger: Trigger, who: Span | None) -> bool:
    """ "will" lays a duty where a doer is named, or where an office is to bring the result about."""
    after = [w.casefold() for w in said.after(trigger, 6)]
    bound = "only" in after
    after = [w for w in after if w != "only"]
    if after[:2] == ["continue", "to"] and after[2:3] != ["be"]:
        return who is not None  # "The wing will continue to handle the printing"
    if not after or after[0] in (
        "become",
        "get",
        "remain",
        "come",
        "continue",
        "help",
        "provide",
        "enable",
        "facilitate",
        "depend",
    ):
        return False
    if trigger.modality == "must_not":
        return True
    results = _forms("will_consequence")
    if after[:1] == ["be"] and bound:
        return True  # "will be released only after …": what may not be done before
    if after[0] == "be":
        verb = next((w for w in after[1:3] if w.endswith(("ed", "en", "t", "ne"))), "")
        far = who is not None and len(said.text[trigger.span.end : who.start].split()) > 6
        return verb in results or (
            who is not None and not far and bool(verb) and verb not in ("held", "entitled", "authorised")
        )
    return who is not None


# ------------------------------------------------------------------------------ bearers


def _bearer(said: _Sentence, trigger: Trigger, start: int) -> Span | None:
    """The words that name who bears the duty; None where nobody is named."""
    text = said.text
    if DEVANAGARI.search(trigger.span.of(text)):
        return _hindi_bearer(text, trigger, start)
    words = collapse(trigger.span.of(text).casefold())
    if words.endswith(("duty of", "responsibility of")):
        return _behind(text, trigger.span.end, r"\s*(.{3,120}?)(?=\s+to\b|[,.;]|$)")
    if regex.search(r"mandatory|compulsory|necessary|imperative|essential|incumbent", words):
        return _for_somebody(text, trigger.span.end)
    if "impressed upon" in words:
        return _behind(text, trigger.span.end, r"\s*(.{3,140}?)(?=\s+(?:to|that)\b|[.;,]|$)")
    if regex.search(r"request (?:you|the|all)", words):
        return _behind(text, trigger.span.start, r".*?\b(you|(?:the|all)\b.{0,120}?)(?=\s+to\b|$)")
    if regex.search(r"request(?:ed)? that$|it is requested|(?:desired|expected|directed|ordered) that", words):
        return _requested_of(text, trigger.span.end)
    if _is_passive(said, trigger):
        return _agent(text, trigger.span.end)
    return _subject(text, start, trigger.span.start, bool(ASKED.search(words)))


def _behind(text: str, at: int, pattern: str) -> Span | None:
    found = regex.match(pattern, text[at:], regex.DOTALL)
    return Span(at + found.start(1), at + found.end(1)) if found else None


def _for_somebody(text: str, at: int) -> Span | None:
    """ "mandatory for all vendors to …", "necessary that the address of the employee be …"."""
    named = _behind(
        text,
        at,
        r"\s*(?:for|that|on|upon|on the part of)\s+(.{3,140}?)(?=,?\s+to\b|\s+(?:be|should|is|are)\b|[.;]|$)",
    )
    if named is None or lexicon().pattern("bearer_noun").search(named.of(text)) is None:
        return None
    thing = regex.match(r"(.{3,60}?\s(?:of|for)\s)(?=\S)", named.of(text), regex.DOTALL)
    if thing and not lexicon().pattern("bearer_noun").search(thing[1]):
        return Span(named.start + thing.end(), named.end)  # "the e-mail address of the employee"
    return named


def _requested_of(text: str, at: int) -> Span | None:
    """ "requested that all members may again be requested to …"; nobody in "that the forms may be sent"."""
    found = regex.match(
        r"\s*(?:that\s+|to\s+\p{L}+\s+that\s+)?(.{2,140}?)\s+(?:may|should|shall|must|have|has|are|is|to|be|can|will)\b"
        r"(?P<rest>.{0,40})",
        text[at:],
        regex.DOTALL,
    )
    if found is None:
        return None
    name = regex.sub(r"(?is)\s+(?:who|which|that)$", "", found[1])
    passive = regex.match(r"(?:\s+\p{L}+){0,2}?\s+be\s+(?!requested|directed|advised|instructed|asked)", found["rest"])
    thing = regex.match(r"(.{3,60}?)\sof\s", name, regex.DOTALL)
    if passive or (thing and not _names_a_bearer(thing[1])):
        return None
    if not _names_a_bearer(name):
        return None
    return Span(at + found.start(1), at + found.start(1) + len(name))


FORBIDDEN = regex.compile(r"\s*(?:that\s+)?no\s+\p{L}", regex.IGNORECASE)
OFFICES_BY_LETTERS = regex.compile(
    r"(?<![\p{L}\p{N}])(?P<letters>\p{Lu}{2,}s|\p{Lu}{1,4}s\p{Lu}{2,})(?=[\s/,(]|$)"
    r"|(?<![\p{L}\p{N}])\p{Lu}{2,}(?:/\p{Lu}{2,}){0,3}\s+concerned\b"
)
"""Offices by their letters, several of them or the one concerned: "the CVOs", "all PCsDA", "ADG/SDG concerned"."""


def _names_a_bearer(text: str) -> bool:
    """Somebody who can do something, by a word for persons and offices or by an office's letters."""
    if lexicon().pattern("bearer_noun").search(text):
        return True
    found = OFFICES_BY_LETTERS.search(text)
    return found is not None and lexicon().match("paper_by_letters", found.group()) is None


ASKED = regex.compile(
    r"(?i)\b(?:requested|directed|instructed|advised|ordered|permitted|allowed|urged|authori[sz]ed)\b"
)
"""Only somebody can be asked or let do something: whoever is the subject bears the duty."""


def _is_passive(said: _Sentence, trigger: Trigger) -> bool:
    words = trigger.span.of(said.text).casefold().split()
    if regex.search(
        r"(?:requested|directed|required|instructed|expected|advised|ordered|permitted|allowed|authori[sz]ed|entitled|exempted|empowered|obliged|bound|urged|encouraged|enjoined|barred)$",
        " ".join(words[:-1]),
    ):
        return False
    after = said.after(trigger, 1)
    if (
        words[-1] == "be"
        and after
        and regex.match(r"(?:allowed|permitted|required|entitled|eligible|liable)$", after[0])
    ):
        return False  # "will not be allowed to": the subject bears it
    if lexicon().match("somebody_is", regex.sub(r"^\s*(?:be\s+)?", "", said.text[trigger.span.end :])):
        return False  # "should be in their seats"
    return words[-1] == "be" or (bool(after) and after[0].casefold() == "be") or words[-1] == "prescribed"


def _agent(text: str, start: int) -> Span | None:
    """ "… by their respective departments": the first "by" behind the verb, if it names somebody."""
    stop = regex.search(r"[.;:]\s|[.;:]$", text[start:])
    area = text[start : start + (stop.start() if stop else len(text) - start)]
    for found in _by().finditer(area):
        phrase = found[1].rstrip()
        if phrase.count("(") > phrase.count(")"):
            phrase = phrase[: phrase.rindex("(")].rstrip()
        if len(area[: found.start()].split()) > 18 or ")" in area[: found.start()]:
            return None  # too far off to belong to this verb
        phrase = _named_only(regex.sub(r"\s+\p{Ll}+ed$", "", phrase))
        if phrase:
            return Span(start + found.start(1), start + found.start(1) + len(phrase))
    return None


@cache
def _by() -> regex.Pattern[str]:
    return compiled(rf"\bby\s+((?:(?!{lexicon().alternation('agent_end')})[^,;]){{2,100}})", regex.IGNORECASE)


def _named_only(phrase: str) -> str:
    """ "the heads and their addition" → "the heads": parts joined by "and" that name nobody are left out at the end."""
    pieces = regex.split(r"(\s+and\s+|\s+and$)", phrase)
    while pieces and not _names_a_bearer(pieces[-1]):
        pieces = pieces[:-2]
    return "".join(pieces).rstrip(" ,–—-")


def _subject(text: str, start: int, end: int, asked: bool) -> Span | None:
    """The words before the verb, without what leads up to them."""
    area = _trim(text, start, end)
    for _ in range(4):
        piece = area.of(text)
        lead = lexicon().match("leading_word", piece)
        if lead is not None:
            area = _trim(text, area.start + lead.span.end, end)
            continue
        condition = lexicon().match("condition_start", piece)
        if condition is not None:
            comma = _comma(piece)
            if comma is None:
                if condition.span.of(piece).casefold() in ("all", "no"):
                    break
                return None
            area = _trim(text, area.start + comma + 1, end)
            continue
        break
    piece = area.of(text).rstrip(" ,–—-")
    piece = (
        regex.sub(r"(?i),?\s+(?:who|which|that)\s.*$", "", piece, flags=regex.DOTALL)
        if len(piece.split()) > 14
        else piece
    )
    if len(piece.split()) > 8:
        piece = regex.sub(r"(?i),?\s+(?:while|when|upon|after|before)\s.*$", "", piece, flags=regex.DOTALL)
    piece = _last_adverb().sub("", piece).rstrip(" ,")
    said = regex.split(r"(?i)\b(?:that|and that|wherein|where)\s", piece)
    if len(said) > 1 and said[-1].strip() and not regex.search(r"(?i)\bthat\s+(?:have|has|are|is|were|do)\b", piece):
        area = Span(area.start + len(piece) - len(said[-1]), area.start + len(piece))
        piece = area.of(text).rstrip(" ,")
    if not piece or len(piece.split()) > 40:
        return None
    if not (asked or _names_a_bearer(piece)) or regex.match(
        r"(?i)(?:this|it|these|there|the same|such)\b(?!\s+\p{L}+s?\s*$)",
        piece,
    ):
        return None
    return Span(area.start, area.start + len(piece))


def _comma(piece: str) -> int | None:
    """The first comma outside brackets and amounts."""
    depth = 0
    for i, c in enumerate(piece):
        depth += (c in "([") - (c in ")]")
        if c == "," and depth <= 0 and not piece[i + 1 : i + 2].isdigit():
            return i
    return None


THAT = regex.compile(r"\s+कि\s")
ASKING = regex.compile(r"अनुरोध|निवेदन|अपेक्षा|आग्रह|निर्देश|निदेश|आदेश|परामर्श|सलाह|पाबंद")
STATE = regex.compile(r"वर्जित|निषिद्ध|प्रतिब|अनुमति|अनुमन्य|स्वीकार्य|मान्य|रोक|आवश्यक|अनिवार्य|अपरिहार्य|बाध्यकारी")


def _hindi_bearer(text: str, trigger: Trigger, start: int) -> Span | None:
    """The doer of a Hindi duty: "X द्वारा", "X को … करना होगा", "X से अपेक्षा है कि", or the noun at the clause's head."""
    said = trigger.span.of(text)
    area = _trim(text, start, trigger.span.start)
    yours = regex.search(r"(?<![\p{L}\p{M}])आप(?=का|की|के)", said)
    if yours is not None:
        return Span(trigger.span.start + yours.start(), trigger.span.start + yours.end())
    if ASKING.search(said):
        return _asked(text, area, trigger.span.end)
    told = lexicon().pattern("was_told_that").search(text, area.start, area.end + 1)
    if told is not None and lexicon().pattern("bearer_noun").search(text, area.start, told.start()):
        return _behind_heading(text, Span(area.start, told.start()))
    area = _without_lead(text, area)
    condition = (
        regex.search(r"(?:^|\s)(?:तो|वे|वह)\s", area.of(text))
        if area.of(text).startswith(("यदि", "जिन", "जो "))
        else None
    )
    if condition is not None:
        told = _head_noun(then := _trim(text, area.start + condition.end(), area.end), then.of(text), True)
        return told or _who_it_is_about(text, Span(area.start, area.start + condition.start()))
    if area.of(text).startswith("यदि"):
        return None
    if regex.search(r"दायित्व|जिम्मेदारी|जिम्मेवारी", said):
        owner = regex.match(r"(.{3,120}?)\s+(?:का|की)(?:\s+यह)?\s*$", area.of(text), regex.DOTALL)
        return Span(area.start, area.start + owner.end(1)) if owner else None
    if trigger.group != "shape" and STATE.search(said):
        return _for_whom(text, area)
    thing = regex.match(r".{2,60}?\s(?:का|की|को)\s(\p{L}[\p{L}\p{M}]+)\s+", area.of(text), regex.DOTALL)
    if (
        thing
        and "द्वारा" not in thing.group()
        and _head_noun(area, thing.group(), False) is None
        and not lexicon().match("bearer_noun", thing[1])
        and lexicon().pattern("bearer_noun").search(area.of(text), thing.end())
    ):
        area = Span(area.start + thing.end(), area.end)  # "इस राशि का उपयोग …"
    piece = area.of(text)
    agent = regex.match(r"(.{2,120}?)\s+(?:के\s+)?द्वारा(?![\p{L}\p{M}])", piece, regex.DOTALL)
    named = _agent_noun(agent[1], piece[agent.end() :].lstrip()) if agent else None
    if agent and named is not None:
        return Span(area.start + named, area.start + agent.end(1))
    if agent and lexicon().match("agent_of_the_past", piece[agent.end() :].lstrip()):
        first = _head_noun(Span(area.start, area.start + agent.end(1)), agent[1], False)
        if first is not None and APART.search(agent[1], first.end - area.start):
            return first  # "संस्थाएं निपटान के लिए मंडल द्वारा अनुमोदित नीति लागू करेंगी"
        area = _trim(text, area.start + agent.end(), area.end)  # "परिषद द्वारा दिये गये निर्देशों …"
        piece = area.of(text)
    if trigger.group == "shape" and regex.search(r"(?:^|\s)जा(?:ए|ये|य|वे)", said):
        return None  # a passive names its doer with द्वारा or not at all
    owed = trigger.group == "shape" and INFINITIVE.search(said.split()[0]) is not None
    return _head_noun(area, piece, owed)


def _behind_heading(text: str, area: Span) -> Span:
    """Without the item's own heading: "पेयजल :- कार्यपालक अभियंता"."""
    heading = regex.match(r"[^:：।]{2,60}[:：]\s*[-–—]*\s*(?=\S)", area.of(text))
    return _trim(text, area.start + (heading.end() if heading else 0), area.end)


def _who_it_is_about(text: str, condition: Span) -> Span | None:
    """Whom "वह" and "वे" mean: the somebody of the condition ("यदि किसी कर्मचारी को आपत्ति हो तो वह …")."""
    for noun in lexicon().find("bearer_noun", text, condition.start, condition.end):
        if regex.match(r"\s+(?:को|ने|के|की|का|द्वारा|से)(?![\p{L}\p{M}])", text[noun.span.end : condition.end]):
            return noun.span
    return None


def _agent_noun(phrase: str, behind: str) -> int | None:
    """Where the doer begins in the words before "द्वारा".

    None where they name a means ("मोबाईल द्वारा", "पत्र संख्या 5 द्वारा") or who did something before ("परिषद द्वारा जारी").
    """
    if "कि" in phrase.split() or lexicon().match("agent_of_the_past", behind):
        return None
    begin = max((m.end() for m in regex.finditer(r"\s(?:को|में|पर|से|\S*निर्देशानुसार|के अनुसार)\s+", phrase)), default=0)
    nouns = list(lexicon().find("bearer_noun", phrase, begin))
    if not nouns or lexicon().pattern("cite_kind").search(phrase, nouns[-1].span.end):
        return None
    return begin


def _without_lead(text: str, area: Span) -> Span:
    for _ in range(3):
        lead = lexicon().match("leading_word", area.of(text))
        if lead is None:
            break
        area = _trim(text, area.start + lead.span.end, area.end)
    return area


PERSON_ASKED = regex.compile(
    r"(?<![\p{L}\p{M}])(?P<who>(?:श्री|श्रीमती|सुश्री|डॉ[.०0]?|डा[.०0])\s[\p{Devanagari}. ]{2,40}?)\s+(?:को|से)"
    r"(?:\s+(?:यह|एतद्द्वारा))?\s*$"
)
"""A person who is told what to do: "श्री पाण्डेय को निर्देशित किया जाता है"."""


def _asked(text: str, area: Span, end: int) -> Span | None:
    """ "X से अनुरोध है", "X को निर्देश दिया जाता है", "अपेक्षा है कि X …"."""
    area = _without_lead(text, area)
    piece = area.of(text)
    named = regex.match(r"(.{3,160}?)\s+(?:को|से)(?:\s+(?:यह|पुनः|एतद्द्वारा|कड़े))?\s*$", piece, regex.DOTALL)
    if named and lexicon().pattern("bearer_noun").search(named[1]):
        tail = regex.split(r"\s(?:में|पर|हेतु|के लिए|के लिये)\s", named[1])[-1]  # "… के परिपालन में समस्त प्राचार्यों"
        tail = tail if lexicon().pattern("bearer_noun").search(tail) else named[1]
        return Span(area.start + named.end(1) - len(tail), area.start + named.end(1))
    for noun in lexicon().find("bearer_noun", piece):
        if regex.match(r"\s+(?:से|को)(?![\p{L}\p{M}])", piece[noun.span.end :]):
            return Span(area.start, area.start + noun.span.end)
    person = PERSON_ASKED.search(piece)
    if person is not None:
        return Span(area.start + person.start("who"), area.start + person.end("who"))
    you = regex.search(r"(?<![\p{L}\p{M}])आप(?=से|को|\s)", piece)
    if you is not None:
        return Span(area.start + you.start(), area.start + you.end())
    after = regex.match(r"\s*(?:कि|है कि|हैं कि)\s+", text[end:])
    if after is None:
        return None
    rest = _without_lead(text, _trim(text, end + after.end(), len(text)))
    return _head_noun(rest, rest.of(text)[:120], False)


def _for_whom(text: str, area: Span) -> Span | None:
    """ "प्रत्येक दुकानदार के लिए … अनिवार्य है": for whom a state of things is laid down."""
    piece = area.of(text)
    for noun in lexicon().find("bearer_noun", piece):
        if regex.match(r"\s+(?:के लिए|के लिये|को|हेतु)(?![\p{L}\p{M}])", piece[noun.span.end :]):
            return Span(area.start, area.start + noun.span.end)
    return None


PLACE_OF = regex.compile(r"\s+(?:(?:के|की|का|में|पर|से)(?![\p{L}\p{M}])|[\p{L}\p{M}-]+\s+(?:में|पर|से)(?![\p{L}\p{M}]))")
"""Where somebody is to do it, not who: "कोई भी व्यक्ति कार्यालय परिसर में", "छात्र मण्डल की वेबसाइट से"."""


SEAT_BEHIND = regex.compile(
    r",\s*\p{Devanagari}{3,}(?=\s+(?!(?:के|की|का|को|में|से|पर|ने|द्वारा|हेतु|एवं|तथा|और|व)\s)\p{Devanagari})"
)
"""The town behind a post, and the sentence going on: "अधीक्षण अभियंता, झीलपुर आरोप पत्र … उपलब्ध करायेंगे"."""
APART = regex.compile(r"\s(?:के लिए|के लिये|हेतु|में|पर|के संबंध में|के सम्बन्ध में)\s")
HONOURED_OWNER = regex.compile(r"^\s+(?:महोदय[ा]?|जी)(?:,?\s+[\p{L}\p{M}]+)??(?=\s+(?:के|की|का|ने)(?![\p{L}\p{M}]))")
"""Between somebody and what is his: "जिलाधिकारी महोदय मधुपुर के पत्र"."""


@cache
def _post_goes_on() -> regex.Pattern[str]:
    """Behind an institution that opens the name of a post: "प्रखंड पंचायत" of "प्रखंड पंचायत राज पदाधिकारी"."""
    return compiled(
        r"(?:\s+(?!(?:के|की|का|को|में|से|पर|ने|द्वारा|हेतु|एवं|तथा|और|या|व|कि|अपने|अपनी|अपना|सभी|समस्त)\s)\p{Devanagari}+){1,2}"
        rf"\s+{lexicon().alternation('end_of_post')}"
    )


def _head_noun(area: Span, piece: str, owed: bool) -> Span | None:
    """The first noun of somebody that no postposition makes another part of the sentence."""
    seated: Span | None = None
    for noun in lexicon().find("bearer_noun", piece):
        paper = lexicon().match("cite_kind", piece[noun.span.start :])
        if paper is not None and paper.span.end > len(noun.span.of(piece)):
            continue  # "कार्यालय ज्ञापन में दिये गये निर्देशों के अनुसार"
        after = HONOURED_OWNER.sub("", piece[noun.span.end :])
        if regex.match(r"\s*(?:[/,-]|(?:एवं|व|तथा|और)(?![\p{L}\p{M}]))\s*\p{L}", after) and noun.span.end < 60:
            seat = SEAT_BEHIND.match(after)
            if seat is not None and seated is None and regex.match(r"[\p{L}\p{M} -]+$", piece[: noun.span.end]):
                seated = Span(area.start, area.start + noun.span.end + seat.end())
            continue
        if regex.match(r"\s+(?:के|की|का|में|से|पर|हेतु|ने|कि)(?![\p{L}\p{M}])", after):
            continue
        if regex.match(r"\s+को(?![\p{L}\p{M}])", after):
            if owed:
                return Span(area.start, area.start + noun.span.end)
            continue
        if _post_goes_on().match(after):
            continue
        second = lexicon().match("bearer_noun", after.lstrip())
        if second and not PLACE_OF.match(after.lstrip(), second.span.end):
            continue  # "कार्यालय प्रमुख": the last of several
        if regex.match(r"\s*\(", after) and ")" in after[:60]:
            return Span(area.start, area.start + noun.span.end + after.index(")") + 1)
        begin = piece[: noun.span.end]
        if len(begin.split()) <= 18:
            inner = regex.split(
                r"(?:\s(?:कि|तथा यदि|तो|में|पर|हेतु|के लिए|के लिये|के अनुसार)\s|,\s|\s?[:：]\s?[-–—]*\s*)", begin
            )
            tail = inner[-1] if lexicon().pattern("bearer_noun").search(inner[-1]) else begin
            tail = begin if lexicon().match("state", tail) else tail  # "विधि परामर्शी, मध्यप्रदेश शासन"
            return Span(area.start + noun.span.end - len(tail), area.start + noun.span.end)
    return seated


TASK = regex.compile(
    r"^(?P<who>[\p{Lu}](?:(?!\b(?:is|are|was|were|has|have|had|been)\b)[\p{L}\p{M}\-/& ]){2,60}?)\s+to\s+"
    r"(?!be\b|the\b|a\b|all\b|an\b|\p{Lu})\p{Ll}+"
)
"""A task set down without a verb of duty: "Employees to complete the course"."""


def task_doer(text: str) -> Span | None:
    """Who is to do a task set down in a table: "Employees to complete …", "… by all heads of office"."""
    task = TASK.match(text)
    if task and lexicon().pattern("bearer_noun").search(task["who"]):
        return Span(task.start("who"), task.end("who"))
    found = _agent(text, 0)
    if found is not None:
        return found
    agent = regex.match(r"(.{2,80}?)\s+(?:के\s+)?द्वारा(?![\p{L}\p{M}])", text)
    if agent and lexicon().pattern("bearer_noun").search(agent[1]):
        return Span(agent.start(1), agent.end(1))
    return None


HINDI_ASKED = regex.compile(r"(?<=[\p{Devanagari}\p{N})।])\s+(?:को|की\s+ओर)(?=\s)")
"""Behind the recipient of a copy, whatever is asked of him."""


def recipient(text: str, end: int) -> str | None:
    """The recipient whom an item of a copy list names before it asks something of him."""
    head = text[:end]
    mark = lexicon().pattern("instruction_mark").search(head) or HINDI_ASKED.search(head)
    if mark is None:
        found = regex.match(
            r"(.{3,200}?)(?:\s*[–—]|\s-\s|[,.]?\s+(?:with|for|[Hh]e|[Ss]he|[Tt]hey|who|It\s+is)\b|,?\s*$)",
            head,
            regex.DOTALL,
        )
        return collapse(found[1]) if found else None
    named = head[: mark.start()]
    label = lexicon().match("copy_label", named)
    return collapse(named[label.span.end :] if label else named).strip(" ,:-–—") or None

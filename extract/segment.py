"""Where one communication ends and the next begins.

A file is a bundle: a letter, the endorsement below it, the O.M. it encloses, two forwarded mails.
A cut needs an *anchor* (a number line, an endorsement label, a mail header, a letterhead, a title or a
subject line of a new paper) and the permission of its neighbours: what stands before it has come to its
end, what follows it looks like the head of a paper. Each cut keeps its reason.

After ``cut``: the segments are in order, do not overlap, and together hold every line.
Annexures stay with what they follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from extract.cues import Cue, copy_in_a_sentence, do_label, minutes_title
from extract.normalise import collapse
from extract.view import Line
from ingest.document import Span

Form = Literal["paper", "endorsement", "email", "unreadable"]
ENDED: frozenset[Cue] = frozenset({"closing", "digital_signature", "bracketed_name", "copy", "enclosure", "by_order"})
HEADISH: frozenset[Cue] = frozenset(
    {"government", "office", "title", "priority", "page_marker", "date", "diary", "mail_subject", "mail_count",
     "forwarded", "address", "emblem", "bare_date", "abstract"}
)  # fmt: skip
NO_LETTERHEAD: frozenset[Cue] = ENDED | {"list_item", "number", "subject", "salutation", "title", "signed_mark"}
SIGNED: frozenset[Cue] = frozenset({"designation", "bracketed_name", "signed_mark", "digital_signature"})
LATER_ITEM = regex.compile(r"^\s*\(?(?:[2-9२-९]|[1-9१-९]\p{Nd})\s?[.)\-–](?!\p{Nd})")
"""An item of a list that is not its first."""
OFFICE_FIRST = regex.compile(r"\W*(?:कार्यालय[\s,:-]|office\s+of|o/o\s)", regex.IGNORECASE)
"""How a letterhead begins, and no line of a signature."""
PLAIN_LABEL = regex.compile(r"\W*No\s?[.:]", regex.IGNORECASE)
LOOK_AHEAD = 14


@dataclass(frozen=True, slots=True)
class Segment:
    """Lines ``[first, last)`` of one communication."""

    first: int
    last: int
    form: Form
    reason: str


def cut(
    lines: Sequence[Line],
    cues: Sequence[frozenset[Cue]],
    loops: Sequence[Span],
    opens: frozenset[int] = frozenset(),
) -> tuple[Segment, ...]:
    """Cut the lines into communications. ``loops`` are stretches that a recogniser invented.

    ``opens`` are pages on which an attachment of a mail begins: no communication runs on into one.
    """
    if not lines:
        return ()
    starts: list[tuple[int, Form, str]] = [(0, _first_form(cues), "beginning of the file")]
    state = _State()
    for i in range(len(lines)):
        if i and lines[i].page in opens and lines[i].page != lines[i - 1].page:
            form = _first_form(cues[i:])
            starts.append((i, form, "an attachment of the mail begins"))
            state = _State(form=form, head_until=_head_end(i, lines, cues, form), first=i)
            state.see(i, lines, cues)
            continue
        anchor = None if i <= state.head_until else _anchor(i, lines, cues, state)
        if anchor is not None:
            form, reason = anchor
            begin = _head_start(i, lines, cues, starts[-1][0], form)
            if begin == 0 and len(starts) == 1:
                starts[0] = (0, form, reason)
                state = _State(form=form, head_until=_head_end(i, lines, cues, form))
            elif begin > starts[-1][0]:
                starts.append((begin, form, reason))
                state = _State(form=form, head_until=_head_end(i, lines, cues, form), first=begin)
        state.see(i, lines, cues)
    segments = [
        Segment(first, starts[k + 1][0] if k + 1 < len(starts) else len(lines), form, reason)
        for k, (first, form, reason) in enumerate(starts)
    ]
    return tuple(_unreadable(s, lines, loops) for s in segments if s.last > s.first)


@dataclass(slots=True)
class _State:
    form: Form = "paper"
    head_until: int = -1
    body: bool = False
    ended: bool = False
    subject: bool = False
    sender: int = -1
    """The last line that may belong to a block headed "From"."""
    first: int = 0
    """The line with which the communication begins."""
    numbered: bool = False
    """A number stands in its head, or it is minutes, which have none."""

    def see(self, i: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]]) -> None:
        here = cues[i]
        if "from" in here and not self.body:
            self.sender = next((k for k in range(i + 1, min(len(lines), i + 8)) if "to" in cues[k]), i)
        if i <= self.sender:
            return
        if here & {"subject"}:
            self.subject = True
        if not self.numbered and not self.ended:
            self.numbered = bool(here & {"number", "number_label"}) or bool(minutes_title().match(lines[i].text))
        heading = here & {"office", "government", "designation"} and not lines[i].text.rstrip().endswith((".", "।"))
        if ("long" in here and not heading) or "salutation" in here or "mail_addresses" in here:
            self.body = True
        if self.form == "endorsement" and "copy" in here:
            self.body = True
        if self.body and here & ENDED and not ("bracketed_name" in here and "office" in here):
            self.ended = True
        if self.body and "designation" in here and "long" not in here:
            below = cues[i + 1] if i + 1 < len(lines) else frozenset()
            above = lines[i - 1].text.rstrip() if i else ""
            alone = i + 1 >= len(lines) or lines[i + 1].gap > 0
            # a name between the end of the text and the post: "… करेंगे।" / "अमित सिंह" / "अपर सचिव"
            if (
                i >= 2
                and len(above.split()) <= 5
                and "long" not in cues[i - 1]
                and lines[i - 2].text.rstrip().endswith((".", "।"))
            ):
                alone = True
            if (
                not above
                or above.endswith((".", "।", ":", ")"))
                or lines[i].gap
                or alone
                or below & ENDED
                or "designation" in below
            ):
                self.ended = True
        if self.form == "email" and not {"mail_from", "mail_field", "mail_addresses"} & here:
            self.body = self.ended = True


def _first_form(cues: Sequence[frozenset[Cue]]) -> Form:
    for here in cues[:6]:
        if here & {"mail_from", "mail_sender"}:
            return "email"
        if here & {"number", "government", "subject", "title"}:
            return "paper"
    return "paper"


def _anchor(i: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]], state: _State) -> tuple[Form, str] | None:
    here = cues[i]
    ahead = frozenset().union(*cues[i + 1 : i + 1 + LOOK_AHEAD])
    near = frozenset().union(*cues[i + 1 : i + 4])
    if "mail_from" in here and ("mail_field" in near or "mail_addresses" in near or ahead & {"mail_field"}):
        return "email", "a mail header (From:) begins"
    if "mail_sender" in here and ("mail_time" in near or "mail_addresses" in near or "mail_field" in near):
        return "email", "a printed mail begins (sender's address, time sent)"
    if "endorsement" in here and state.body and state.form != "email":
        # "Memo No. 12" below a letterhead: the paper's own number
        if _letterhead_above(i, lines, cues) is not None and _own_head(i, cues):
            return ("paper", "a letterhead begins above the number") if state.subject or state.ended else None
        return "endorsement", "an endorsement number stands below the signature"
    soon = frozenset().union(*cues[i + 1 : i + 3])
    if (
        state.body
        and state.form != "email"
        and here & {"labelled_number", "number_label", "same_date"}
        and "copy" in soon
        and not soon & {"subject", "title"}
        and not _only_number(i, lines, cues, state)
    ):
        return "endorsement", "a number line with a copy list right below it"
    if state.body and not state.ended and _whole_head_on_new_page(i, lines, cues):
        return "paper", "a number line over a letterhead and a date begins a page"
    if state.body and state.form != "email" and "copied_paper" in here and (state.ended or lines[i].gap):
        head = cues[i + 1 : i + 7]
        if any("subject" in c for c in head) and not any("salutation" in c for c in cues[max(0, i - 3) : i]):
            return "paper", "the copy of another paper begins"
    if not (state.body and state.ended):
        return None
    apart = lines[i].gap or "rule" in cues[i - 1] or lines[i].page != lines[i - 1].page
    if minutes_title().match(lines[i].text) and apart and not here & {"list_item", "subject", "enclosure"}:
        return "paper", "the title of minutes stands after the signature"
    if "number" in here and not here & {"list_item", "diary", "reference", "enclosure", "annexure", "long"}:
        below = frozenset().union(*cues[i : i + 6])
        if _only_number(i, lines, cues, state):
            return None
        if "copy" in below and not below & {"subject", "title", "government", "salutation"} and state.form != "email":
            return "endorsement", "a number line followed by a copy list stands below the signature"
        if i + 1 < len(lines) and LATER_ITEM.match(lines[i + 1].text):
            return None  # the number repeated at the head of a page on which a list goes on
        if len(regex.findall(r"(?<=\s)\p{Ll}{2,}(?=\s)", lines[i].text)) >= 3 and "labelled_number" not in here:
            return None  # a citation broken over lines, not a number line
        if ahead & {"subject", "title", "government", "salutation", "to", "office"} and _not_listing(i, lines, cues):
            return "paper", "a number line begins a new head after the signature"
    below_post = bool(i and "designation" in cues[i - 1] and not lines[i].gap)
    if (
        "government" in here
        and ahead & {"number", "subject", "title", "abstract"}
        and not here & {"list_item"}
        and not below_post
    ):
        if not _list_goes_on(i, lines, cues) and _head_comes(i, cues):
            return "paper", "a letterhead begins after the signature"
    signed = state.form != "email" and _signed_above(i, cues, state.first)
    if "copy" in here and signed and _signed_copy(i, lines, cues):
        return "endorsement", "a sentence that sends a copy on stands below the signature and is signed by itself"
    if "title" in here and "subject" in near | ahead and _not_listing(i, lines, cues):
        return "paper", "the title of a new paper stands after the signature"
    if "subject" in here and state.subject and "mail_subject" not in here and state.form != "email":
        return "paper", "a second subject line stands after the signature"
    return None


def _only_number(i: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]], state: _State) -> bool:
    """Number and date between signature and copy list of a circular without a number in its head: its own.

    A plain label alone: a memo's, a dispatch's or an endorsement's number is that of what goes out with the copies.
    """
    if state.numbered or state.form != "paper" or not state.subject:
        return False
    return {"labelled_number", "date"} <= cues[i] and PLAIN_LABEL.match(lines[i].text) is not None


def _signed_above(i: int, cues: Sequence[frozenset[Cue]], first: int) -> bool:
    """Somebody signed above the line, whatever list of copies or enclosures stands between."""
    for here in reversed(cues[max(first, i - 14) : i]):
        if not here & {"list_item", "copy"} and here & SIGNED:
            return True
        if "long" in here and not here & {"copy", "list_item"}:
            return False
    return False


def _signed_copy(i: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]]) -> bool:
    """ "A copy is forwarded to the Director for information." over a signature: no list, and no number of its own."""
    if lines[i].text.rstrip().endswith((":", "-", "–", "—")):
        return False  # the label over a list
    begin = i
    while begin == i or (begin < len(lines) and "copy" in cues[begin] and begin < i + 8):
        end = begin + 1
        while end < len(lines) and not _ends_sentence(lines[end - 1].text) and not lines[end].gap:
            end += 1
        if not copy_in_a_sentence().match(collapse(" ".join(line.text for line in lines[begin:end]))):
            return False
        begin = end
    below = cues[begin : begin + 3]
    while below and below[0] & {"signed_mark", "by_order"} and "designation" not in below[0]:
        below = below[1:]
    return bool(below) and "list_item" not in below[0] and bool(below[0] & {"designation", "bracketed_name"})


def _ends_sentence(text: str) -> bool:
    return text.rstrip().endswith((".", "।"))


def _whole_head_on_new_page(i: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]]) -> bool:
    """Number, government and date in a row near the top of a page: a paper begins though pen marks hid the signature.

    A number that a page repeats from the paper before it is none.
    """
    if "labelled_number" not in cues[i]:
        return False
    if all(lines[n].page == lines[n - 1].page for n in range(max(1, i - 3), i + 1)):
        return False
    if any(collapse(line.text) == collapse(lines[i].text) for line in lines[max(0, i - 120) : i]):
        return False
    below = frozenset().union(*cues[i + 1 : i + 8])
    return "government" in frozenset().union(*cues[i + 1 : i + 3]) and "date" in below


def _head_comes(i: int, cues: Sequence[frozenset[Cue]]) -> bool:
    """A number, date, title or subject line follows before any running text does."""
    for here in cues[i + 1 : i + LOOK_AHEAD]:
        if here & {"number", "subject", "title", "abstract"}:
            return True
        if "long" in here or "list_item" in here:
            return False
    return False


def _letterhead_above(i: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]]) -> int | None:
    """The first line of the letterhead over line ``i``, where nothing else stands between and it is set apart."""
    named = False
    for k in range(i - 1, max(-1, i - 8), -1):
        here = cues[k]
        if here & NO_LETTERHEAD or ("designation" in here and "office" not in here):
            return None
        named = named or bool(here & {"office", "government"})
        if named and (k == 0 or lines[k].gap):
            return k
    return None


def _own_head(i: int, cues: Sequence[frozenset[Cue]]) -> bool:
    """A subject line or salutation follows before any copy list does."""
    for here in cues[i + 1 : i + 1 + LOOK_AHEAD]:
        if "copy" in here:
            return False
        if here & {"subject", "salutation"}:
            return True
    return False


def _not_listing(i: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]]) -> bool:
    """The line is not the wrapped rest of a list item: a gap above, or a list's or signature's end."""
    if i == 0 or lines[i].gap or lines[i].page != lines[i - 1].page:
        return True
    above = lines[i - 1].text.rstrip()
    called = "contact" in cues[i - 1] and "list_item" not in cues[i - 1]  # the signatory's telephone
    if called or cues[i - 1] & HEADISH or above.endswith((".", "।", ")", ":-", "-")):
        return True
    return _under_letterhead(i, lines, cues)


def _under_letterhead(i: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]]) -> bool:
    """The short block above the line, set apart, opens with an office: its last line gives no cue ("मध्यप्रदेश")."""
    for k in range(i - 1, max(-1, i - 4), -1):
        if cues[k] & (NO_LETTERHEAD | {"long", "contact"}):
            return False
        if lines[k].gap:
            return bool(cues[k] & {"office", "government"})
    return False


def _list_goes_on(i: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]]) -> bool:
    """A letterhead repeated over a page: the next list item comes before any head line does."""
    for here in cues[i + 1 : i + 8]:
        if here & {"number", "subject", "title", "date"} and "list_item" not in here:
            return False
        if "list_item" in here:
            return True
    return False


def _head_start(i: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]], floor: int, form: Form) -> int:
    """Walk up from the anchor over the lines that belong to the same head."""
    begin = i
    blocked: frozenset[Cue] = frozenset(
        {
            "list_item",
            "copy",
            "closing",
            "contact",
            "digital_signature",
            "bracketed_name",
            "enclosure",
            "long",
            "mail_addresses",
        }
    )
    if form == "endorsement":
        return _endorsing_office(i, lines, cues) if "endorsement" in cues[i] else begin
    if "endorsement" in cues[i]:  # below its letterhead
        return max(floor, _letterhead_above(i, lines, cues) or i)
    if form == "email":
        begin = _mail_subject_above(i, lines, cues, floor)
    while begin - 1 > floor:
        k = begin - 1
        here = cues[k]
        if here & blocked and not here & {"mail_subject", "page_marker"}:
            break
        if "designation" in here and not here & {"government", "title"}:
            break
        if not here & HEADISH:
            break
        if form == "email" and not here & {"mail_subject", "mail_count", "forwarded", "diary", "page_marker"}:
            break
        if here & {"address", "date", "bare_date"} and not here & {"government", "office", "title", "number"}:
            # an address or date above the anchor belongs to it only in one block with it
            if lines[begin].gap and not _head_block_above(k, lines, cues, floor):
                break
        begin = k
    if form != "paper":
        return begin
    return _with_writer(_whole_letterhead(begin, lines, cues, floor), i, lines, cues, floor)


def _endorsing_office(i: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]]) -> int:
    """Where an endorsement by another office begins, with the letterhead of its own set apart above its number."""
    first = i
    while first > max(0, i - 4) and not lines[first].gap:
        first -= 1
    head = range(first, i)
    if not head or not lines[first].gap or any(cues[k] & (NO_LETTERHEAD | {"long", "date"}) for k in head):
        return i
    return first if "government" in cues[first] or OFFICE_FIRST.match(lines[first].text) else i


def _with_writer(begin: int, i: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]], floor: int) -> int:
    """A demi-official letter may print its writer's name and post above the letterhead; he signs below the text."""
    if not any(do_label().search(line.text[:120]) for line in lines[begin : i + 2]):
        return begin
    signed = {_plain(lines[k].text) for k in range(i + 1, min(len(lines), i + 80)) if "bracketed_name" in cues[k]}
    for k in range(begin - 1, max(floor, begin - 5), -1):
        if cues[k] & {"list_item", "copy", "closing", "bracketed_name", "enclosure", "long", "signed_mark", "contact"}:
            break
        writer = _plain(lines[k].text.split(",")[0])
        if {writer, writer.split(" ", 1)[-1]} & signed:
            return k if k + 1 < begin and "designation" in cues[k + 1] else begin
    return begin


def _plain(name: str) -> str:
    return collapse(name).strip(" ().,").casefold()


def _whole_letterhead(begin: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]], floor: int) -> int:
    """Take in a letterhead's first lines that give no cue of their own, with the block that stands just above."""
    block: list[int] = []
    for k in range(begin - 1, max(floor, begin - 7), -1):
        here = cues[k]
        post = "designation" in here and "office" not in here
        if post or here & {
            "list_item",
            "copy",
            "closing",
            "contact",
            "long",
            "bracketed_name",
            "enclosure",
            "signed_mark",
        }:
            return begin
        block.append(k)
        if lines[k].gap and k and "designation" in here and cues[k - 1] & {"enclosure", "closing"}:
            if not OFFICE_FIRST.match(lines[k].text):
                return begin  # who signs, below «संलग्न :- उपरोक्तानुसार»
        if lines[k].gap:
            named = any(cues[j] & {"office", "government"} for j in [*block, begin])
            return k if named and not lines[block[-1]].text.rstrip().endswith((",", ";")) else begin
    return begin


def _mail_subject_above(i: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]], floor: int) -> int:
    """A printed mail's own subject stands a few lines above its sender, and may be wrapped."""
    counted = False
    for k in range(i - 1, max(floor - 1, i - 5, -1), -1):
        here = cues[k]
        if "mail_subject" in here:
            return k
        if "mail_count" in here:
            counted = True
            continue
        if here & {"list_item", "copy", "contact", "closing", "designation", "mail_addresses", "page_marker"}:
            break
        # without "Fwd:": the line in a block of its own above the count of mails, or at the top of the file
        apart = lines[k].gap and (counted or (k == i - 1 and not lines[k].text.rstrip().endswith((".", ",", ";", "।"))))
        if "mail_sender" in cues[i] and (k == 0 or apart):
            return k
    return i


def _head_block_above(k: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]], floor: int) -> bool:
    """The block that ends at line ``k`` holds a heading and nothing of a signature or list."""
    j = k
    seen = False
    while j > floor:
        if cues[j] & {"list_item", "copy", "contact", "bracketed_name", "closing", "digital_signature"}:
            return False
        seen = seen or bool(cues[j] & {"government", "office", "diary"}) or "address" in cues[j]
        if lines[j].gap:
            break
        j -= 1
    return seen


def _head_end(i: int, lines: Sequence[Line], cues: Sequence[frozenset[Cue]], form: Form) -> int:
    """The last line of the head that the anchor opens: no other anchor may cut there."""
    if form == "endorsement":
        return i + 1
    if form == "email":
        last = i
        for k in range(i + 1, len(lines)):
            if "mail_from" in cues[k] or "forwarded" in cues[k]:
                break
            if (
                cues[k] & {"mail_field", "mail_time", "mail_subject", "mail_addresses", "subject"}
                or "@" in lines[k].text
            ):
                last = k
            elif k - last > 4:
                break
        return last
    for k in range(i + 1, min(len(lines), i + 40)):
        if cues[k] & {"subject", "salutation"} or "long" in cues[k]:
            return k
    return i


def _unreadable(segment: Segment, lines: Sequence[Line], loops: Sequence[Span]) -> Segment:
    """A segment most of which is a recogniser's loop is not a paper."""
    span = Span(lines[segment.first].span.start, lines[segment.last - 1].span.end)
    looped = sum(max(0, min(span.end, loop.end) - max(span.start, loop.start)) for loop in loops)
    if looped * 2 > len(span):
        return Segment(segment.first, segment.last, "unreadable", "a recogniser repeats itself here: invented text")
    return segment

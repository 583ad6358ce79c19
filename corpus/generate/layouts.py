"""Layouts: which blocks a paper prints, in which order. A block is a method of ``paper.Paper``.

Even places are the tuning half, odd places the held-out half: append in pairs, never insert.
"number_date" is one line with a wide gap; "place_date" a line of its own; "dated" the date alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from corpus.generate.parts import Half, Lang, of_half


@dataclass(frozen=True)
class Layout:
    """``kinds`` and ``groups``: what it may be used for ("*": any)."""

    name: str
    langs: tuple[Lang, ...]
    kinds: tuple[str, ...]
    groups: tuple[str, ...]
    blocks: tuple[str, ...]


def _l(name: str, langs: str, kinds: str, groups: str, blocks: str) -> Layout:
    return Layout(name, tuple(langs.split()), tuple(kinds.split()), tuple(groups.split()), tuple(blocks.split()))  # type: ignore[arg-type]


LETTERS = "letter reminder"
TITLED = "office_memorandum circular order corrigendum addendum resolution minutes notice"
LAYOUTS = (
    _l("letter: number first", "en hi", LETTERS, "*", "number letterhead address place_date reminder to subject salutation body enclosure closing signature copy"),
    _l("letter: letterhead first", "en hi", LETTERS, "*", "letterhead address reminder number place_date to subject salutation body closing signature enclosure copy"),
    _l("letter: number and date on one line", "en hi", LETTERS, "*", "letterhead address number_date reminder to subject salutation body closing signature enclosure copy"),
    _l("letter: date left, number right", "en hi", LETTERS, "*", "letterhead date_number reminder to subject reference salutation body enclosure closing signature copy"),
    _l("letter: sender block", "en hi", LETTERS, "state union police", "number letterhead sender to place_date reminder subject salutation body closing signature"),
    _l("letter: sender block, date above", "en hi", LETTERS, "state municipal psu railway", "letterhead number_date sender to reminder subject salutation body enclosure closing signature copy"),
    _l("letter: reference line", "en hi", LETTERS, "*", "letterhead number_date to subject reference salutation body enclosure closing signature copy"),
    _l("letter: subject above the addressee", "en hi", LETTERS, "*", "letterhead address number place_date subject to salutation body closing signature copy"),
    _l("letter: addressee at foot", "en hi", LETTERS, "*", "number_date letterhead subject salutation body closing signature to_foot copy"),
    _l("letter: lists at foot", "en hi", LETTERS, "*", "letterhead number dated subject body closing signature enclosure to_foot"),
    _l("titled: number first", "en", TITLED, "union state railway psu court commission", "number letterhead address place_date title subject body signature enclosure to_foot copy"),
    _l("titled: letterhead first", "en", TITLED, "union state railway psu court commission", "letterhead number address_date title subject body digital signature to_foot copy"),
    _l("titled: number and date on one line", "en hi", TITLED, "*", "letterhead number_date title subject body signature to_foot copy"),
    _l("titled: title first", "en hi", TITLED, "*", "title number_date to subject body signature copy"),
    _l("titled: number and date, address", "en hi", TITLED, "*", "letterhead address number place_date title subject body signature copy"),
    _l("titled: title between", "en hi", TITLED, "*", "letterhead title number_date to subject body closing signature copy"),
    _l("titled: no subject", "en hi", "office_memorandum order circular corrigendum addendum", "*", "letterhead number place_date title body signature copy"),
    _l("titled: no subject, number first", "en hi", "office_memorandum order circular corrigendum addendum", "*", "number_date letterhead title body signature to_foot copy"),
    _l("titled hi: date under number", "hi", TITLED, "*", "letterhead number place_date title subject body signature to_foot"),
    _l("titled hi: title before number", "hi", TITLED, "*", "letterhead title number_date subject reference body signature copy"),
    _l("order: abstract and Read list", "en", "order", "go", "letterhead:1 abstract letterhead:rest number_date read order body governor signature to_foot copy"),
    _l("order: abstract, date below", "en", "order", "go", "letterhead abstract rule number place_date read order body governor signature to_foot copy"),
    _l("order: read first", "en", "order", "go", "letterhead abstract number_date read2 body governor signature to_foot"),
    _l("order: order heading without rule", "en", "order", "go", "letterhead:1 abstract letterhead:rest rule number dated read2 order body signature to_foot copy"),
    _l("letter: G.O. states", "en", "letter reminder circular", "go", "letterhead number_date reminder to subject reference salutation body closing signature copy"),
    _l("letter: G.O. states, from and to", "en", "letter reminder circular", "go", "letterhead sender to number_date subject read2 salutation body closing signature"),
    _l("notification: number line", "en hi", "notification", "*", "gazette letterhead title place_date number_alone body governor signature press copy"),
    _l("notification: run-in", "en hi", "notification", "*", "letterhead gazette title place_date_saka run_in body governor signature press"),
    _l("notification: plain", "en hi", "notification", "*", "letterhead title number_date body governor signature copy"),
    _l("notification: place and date at foot", "en hi", "notification", "*", "letterhead place_date_saka title number_alone body signature copy"),
    _l("D.O. letter: name on top", "en hi", "do_letter", "*", "name_top letterhead:short number_date subject dear body regards signed_name to_foot_person"),
    _l("D.O. letter: number first", "en hi", "do_letter", "*", "number name_top letterhead place_date dear body regards signed_name to_foot_person"),
    _l("U.O. note", "en hi", "uo_note", "*", "letterhead subject body signature uo_to uo_number"),
    _l("U.O. note: number on top", "en hi", "uo_note", "*", "letterhead uo_title uo_number body signature uo_to"),
    _l("minutes", "en hi", "minutes", "*", "letterhead number_date title body signature to_foot"),
    _l("minutes: number first", "en hi", "minutes", "*", "number letterhead place_date title subject body signature copy"),
    _l("notice", "en hi", "notice", "*", "letterhead number_date title body signature"),
    _l("notice: title with rule", "en hi", "notice", "*", "letterhead address title rule number dated subject body signature"),
    _l("regulator: circular", "en", "circular", "regulator bank", "title number_date to salutation subject body closing signature"),
    _l("regulator: circular, letterhead at foot", "en", "circular", "regulator bank university", "letterhead:1 title number dated to subject body closing signature"),
    _l("letter: two signatories", "en hi", "letter order circular", "*", "letterhead number_date title to subject body signature2 copy"),
    _l("letter: two signatories side by side", "en hi", "letter order circular", "*", "letterhead number place_date title to subject body signature2wide copy"),
    _l("letter: two subjects", "en hi", "letter circular", "*", "letterhead number_date title to subject2 salutation body closing signature"),
    _l("letter: two subjects, number first", "en hi", "letter circular", "*", "number letterhead place_date title to subject2 salutation body closing signature copy"),
    _l("paper with deadlines in a table", "en hi", "letter circular office_memorandum", "*", "letterhead number_date title subject body signature to_foot copy annexure"),
    _l("paper with dates in a table", "en hi", "letter circular office_memorandum", "*", "number letterhead place_date title to subject body table signature annexure"),
    _l("paper with courses", "en hi", "letter circular office_memorandum order", "*", "letterhead number_date title to subject body courses signature copy"),
    _l("paper with courses annexed", "en hi", "letter circular office_memorandum order", "*", "letterhead number place_date title subject body signature to_foot annexed_courses"),
    _l("bilingual head", "en", "letter circular office_memorandum order", "*", "bilingual number_date title to subject body closing signature copy"),
    _l("bilingual head, number below", "en", "letter circular office_memorandum order", "*", "bilingual address number place_date title to subject salutation body signature"),
)  # fmt: skip


def fitting(half: Half, kind: str, lang: Lang, group: str) -> list[Layout]:
    """The layouts of ``half`` in which an office of ``group`` may print a ``kind``."""
    return [
        x
        for x in of_half(list(LAYOUTS), half)
        if lang in x.langs
        and kind in x.kinds
        and (group in x.groups or ("*" in x.groups and (group != "go" or "go" in x.groups)))
    ]

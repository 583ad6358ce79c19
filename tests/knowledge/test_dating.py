"""Between which days an undated paper lies, and from which papers that follows."""

from __future__ import annotations

from pathlib import Path

from extract.record import Reading, ReceiptMark
from knowledge import queries
from knowledge.dating import Dated, Stamp, ranges
from knowledge.lineage import render_lineage
from knowledge.store import Register
from tests.knowledge.papers import cite, paper


def papers(**dates: str | None) -> dict[str, Dated]:
    return {name: Dated(name, date, name) for name, date in dates.items()}


def span(known: dict[str, Dated], edges: list[tuple[str, str]], *stamps: Stamp) -> dict[str, tuple[str | None, ...]]:
    return {w: (r.earliest, r.latest) for w, r in ranges(known, edges, stamps).items()}


def test_bounds_come_from_what_is_cited_and_what_cites() -> None:
    known = papers(old="2024-01-05", older="2023-01-01", undated=None, young="2024-03-01", younger="2024-04-01")
    edges = [("undated", "old"), ("undated", "older"), ("young", "undated"), ("younger", "undated")]
    found = ranges(known, edges, ())
    assert set(found) == {"undated"}
    assert (found["undated"].earliest, found["undated"].latest) == ("2024-01-05", "2024-03-01")
    assert [(r.bound, r.work) for r in found["undated"].because] == [("cites", "old"), ("cited by", "young")]


def test_undated_neighbours_pass_bounds_on() -> None:
    known = papers(old="2024-01-05", a=None, b=None, c=None, young="2024-03-01")
    assert span(known, [("a", "old"), ("b", "a"), ("c", "b"), ("young", "c")]) == dict.fromkeys(
        "abc", ("2024-01-05", "2024-03-01")
    )


def test_a_printed_month_is_narrowed_and_never_widened() -> None:
    known = papers(old="2024-02-10", month="2024-02", young="2024-06-01")
    assert span(known, [("month", "old"), ("young", "month")]) == {"month": ("2024-02-10", "2024-02-29")}
    assert span(papers(month="2023-02"), []) == {"month": ("2023-02-01", "2023-02-28")}


def test_a_stamp_of_receipt_bounds() -> None:
    assert span(papers(a=None), [], Stamp("a", "2024-05-06", "receipt 12")) == {"a": (None, "2024-05-06")}


def test_what_cannot_be_right_is_said() -> None:
    found = ranges(papers(a=None, old="2024-05-01", young="2024-04-01"), [("a", "old"), ("young", "a")], ())
    assert found["a"].contradictory


def test_circles_end() -> None:
    assert span(papers(a=None, b=None, c="2024-01-01"), [("a", "b"), ("b", "a"), ("b", "c")]) == {
        "a": ("2024-01-01", None),
        "b": ("2024-01-01", None),
    }
    assert span(papers(a=None, b=None), [("a", "b"), ("b", "a")]) == {}


def test_nothing_known_is_no_range() -> None:
    assert span(papers(a=None, b="2024-01-01"), []) == {}


def chain() -> list[Reading]:
    undated = paper("letter", "HB/9/2024", None, "Circular of 05.04.2024 is enclosed.",
                    cites=[cite("HB/TRG/2024/118", "2024-04-05", "encloses", "circular")])  # fmt: skip
    number = undated.communications[0].reference_no
    assert number is not None
    where = number.evidence
    stamp = ReceiptMark(office="Diary Branch", diary_no="77", date="2024-05-20", doubtful=False, page=1, evidence=where)
    stamped = undated.model_copy(update={"receipt_marks": (stamp,)})
    answer = paper("letter", "DH/3", "2024-06-01", "Your letter No. HB/9/2024 refers.",
                   cites=[cite("HB/9/2024", None, "replies")])  # fmt: skip
    return [stamped, answer]


def test_the_register_shows_the_range_everywhere(tmp_path: Path) -> None:
    with Register.open(tmp_path) as r:
        undated, answer = (r.add(x).works[0] for x in chain())
        (work,) = [w for w in queries.works(r) if w.id == undated]
        assert work.date_range is not None
        assert (work.date_range.earliest, work.date_range.latest) == ("2024-04-05", "2024-05-20")
        assert [x.bound for x in work.date_range.because] == ["cites", "received"]
        assert "receipt 77" in work.date_range.because[1].name
        assert queries.show(r, undated).work.date_range == work.date_range
        lineage = queries.lineage(r, answer)
        assert "undated (2024-04-05 to 2024-05-20)" in render_lineage(lineage)
        assert all(w.date_range is None for w in queries.works(r) if w.date)

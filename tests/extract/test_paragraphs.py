"""Labels of paragraphs as papers cite them, and paragraphs that a page end breaks."""

from __future__ import annotations

import pytest

from extract.paragraphs import flow, paragraphs
from tests.extract.views import view


def labels(text: str, **more: object) -> list[str | None]:
    return [p.label for p in paragraphs(view(text, **more))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reason", "text", "wanted"),
    [
        ("numbers with full stops", "1. One thing.\n\n2. Another thing.", ["1", "2"]),
        ("numbers with dashes", "1- एक बात।\n2- दूसरी बात।", ["1", "2"]),
        ("Devanagari digits with brackets", "१) एक बात।\n\n२) दूसरी बात।", ["1", "2"]),
        ("numbers in brackets", "(1) One thing.\n(2) Another thing.", ["1", "2"]),
        ("opening paragraph without a number", "It is noted.\n\n2. Another thing.\n\n3. A third.", ["1", "2", "3"]),
        ("no numbers at all", "It is noted.\n\nThis also.", [None, None]),
        (
            "roman items under a number",
            "3. As under.\n\ni. One thing.\nii. Another.\n\n4. End.",
            ["3", "3(i)", "3(ii)", "4"],
        ),
        (
            "bracketed letters under roman",
            "2. As under.\n(i) One:\n(a) First.\n(b) Second.\n(ii) Two.",
            ["2", "2(i)", "2(i)(a)", "2(i)(b)", "2(ii)"],
        ),
        ("aksharas", "2. निम्नानुसार:\n(क) एक बात।\n(ख) दूसरी बात।", ["2", "2(क)", "2(ख)"]),
        (
            "dotted under their number",
            "3. Directed to:\n   3.1. bring it to notice;\n   3.2. put it on the site.",
            ["3", "3.1", "3.2"],
        ),
        ("a dash before the label", "3. As under.\n\n- i. One thing.\n- ii. Another.", ["3", "3(i)", "3(ii)"]),
        (
            "items of an unnumbered opening",
            "It is decided:\n\na) One thing.\nb) Another.\n\n2. End.",
            ["1", "1(a)", "1(b)", "2"],
        ),
        (
            "a wrapped line that begins with a year",
            "1. It was decided in\n2024. The work began.\n\n2. End.",
            ["1", "2"],
        ),
        ("a wrapped amount", "1. The fee is raised to\n50. It is payable now.\n\n2. End.", ["1", "2"]),
        ("an inner list counts anew", "4. As under:\n1. Wall.\n2. Ramp.\n5. End.", ["4", "4(1)", "4(2)", "5"]),
        ("i behind h is a letter", "1. As under:\n(g) Seven.\n", ["1"]),
        (
            "three point nought",
            "1.0  One.\n\n2.0  Two:\n(a) first.\n\n2.1 Inner.\n\n3.0 Three.",
            ["1.0", "2.0", "2.0(a)", "2.1", "3.0"],
        ),
        (
            "a figure whose dot was lost, counting on",
            "It is said.\n2      The Divisions shall report\n3      Any delay will be viewed seriously",
            ["1", "2", "3"],
        ),
        (
            "the second paragraph below a list that belongs to the first",
            "The following are named:\n1. One.\n2. Two.\n3. Three.\n4. Four.\n\n2. The Chairman shall sit.\n\n3. End.",
            [None, "1", "2", "3", "4", "2", "3"],
        ),
        ("initials are no label", "A. K. Sharma will attend.\n\nNothing else.", [None, None]),
    ],
)  # fmt: skip
def test_labels(reason: str, text: str, wanted: list[str | None]) -> None:
    assert labels(text) == wanted, reason


def test_annexure_paragraphs_and_rows() -> None:
    text = (
        "Annexure A\n"
        "\n"
        "The following timelines shall be adhered to:\n"
        "\n"
        "Sl. No.\tItems\tDeadline\n"
        "1.\tFirst thing\tby 31.07.2025\n"
        "2.\tSecond thing\tby 31.08.2025"
    )
    assert labels(text, zone="annexure") == ["Annexure A", "Annexure A, 1", "Annexure A, 2"]


def test_a_page_end_inside_a_sentence() -> None:
    paper = view("4. All officers will have to pass the assessment\n\nmandated for them this year.\n\n5. End.")
    first, second = paragraphs(paper)
    assert flow(paper, first.span).text.split()[-3:] == ["them", "this", "year."]
    assert (first.label, second.label) == ("4", "5")


def test_what_stands_between_is_left_out() -> None:
    text = "2. All offices shall keep\nPage 1 of 2\na register of visitors.\nNext line of it."
    paper = view(text, zones={"Page 1": "footer", "a register": "body"})
    (only,) = paragraphs(paper)
    assert "Page 1" not in flow(paper, only.span).text
    assert "register of visitors" in flow(paper, only.span).text


def test_span_leaves_the_label_out() -> None:
    paper = view("2. Officers are requested to reply.")
    (only,) = paragraphs(paper)
    assert only.span.of(paper.text) == "Officers are requested to reply."


def test_copy_list_items() -> None:
    text = "Copy to:\n1. The Registrar.\n2. All Deans with the request to\nbring it to notice."
    found = paragraphs(view(text, zone="copy_list"))
    assert [(p.label, p.part) for p in found if p.label] == [("Copy to 1", "instruction"), ("Copy to 2", "instruction")]
    hindi = paragraphs(view("प्रतिलिपि:-\n1- सचिव, गृह।\n2- निदेशक को प्रेषित।", zone="copy_list"))
    assert [p.label for p in hindi if p.label] == ["प्रतिलिपि 1", "प्रतिलिपि 2"]


def test_a_paper_without_body() -> None:
    assert paragraphs(view("Government of Nowhere", zone="letterhead")) == ()


def test_hostile_numbering_ends() -> None:
    text = "\n".join(f"({c}) x" for c in "ivxivxivx" * 300)
    assert len(paragraphs(view(text))) >= 1


def test_copy_lists_without_numbers() -> None:
    bullets = "Copy to:\n- The Registrar, with the request to\n  display it.\n- All Deans.\n- The Bursar"
    found = [p.span.of(bullets) for p in paragraphs(view(bullets, zone="copy_list"))]
    assert found == ["Copy to:", "The Registrar, with the request to\n  display it.", "All Deans.", "The Bursar"]
    lines = "Copy to:\nThe Registrar, with the request to display it on the board.\nAll Deans\nThe Bursar"
    assert len(paragraphs(view(lines, zone="copy_list"))) == 4


def test_that_is_opens_no_paragraph() -> None:
    text = "The fee shall be paid in time,\ni.e. by the end of the month."
    (only,) = paragraphs(view(text))
    assert only.label is None


def test_a_lost_full_stop_before_a_blank_line() -> None:
    text = "The wardens have kept the log of visitors since the beginning of the term\n\nIn view of the above, send it."
    assert len(paragraphs(view(text))) == 2

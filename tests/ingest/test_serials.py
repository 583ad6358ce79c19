"""List numbers are of the script in which they count."""

import pytest

from ingest.ocr import OcrLine, OcrPage, OcrWord
from ingest.serials import one_script


def page_of(*numbers: str, left: tuple[int, ...] = ()) -> OcrPage:
    """Lines that begin with a number; "9)|१)": read as the first, and by the other model as the second."""
    lines = []
    for n, number in enumerate(numbers):
        text, *others = number.split("|")
        x, y = left[n] if left else 100, 50 * n
        first = OcrWord(text, (x, y, x + 30, y + 30), 0.5, tuple(others))
        lines.append(OcrLine((first, OcrWord("कार्य", (150, y, 300, y + 30), 0.9)), 1, 1))
    return OcrPage(tuple(lines), 900, 900)


def numbers(page: OcrPage) -> list[str]:
    return [line.words[0].text for line in one_script(page).lines]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        # what the page's model read counts, what the English model makes of it does not
        (("9)|१)", "2)", "3)|३)", "8)|४)", "4)|५)"), "१) २) ३) ४) ५)"),
        (("2?)|१)", "2)|२)", "3)", "४)", "4)|५)"), "१) २) ३) ४) ५)"),
        (("(9)|(१)", "(२)"), "(१) (२)"),
        # one that was only read in the other figures, but looks like the one that is asked for
        (("१.", "2.", "३.", "8.", "५."), "१. २. ३. ४. ५."),
        (("८.", "8.", "१०."), "८. ९. १०."),
        # European ones stay, and the one among them that is no other comes back
        (("1.", "2.|२.", "3.", "4."), "1. 2. 3. 4."),
        (("1.", "२.|2.", "3.", "4."), "1. 2. 3. 4."),
        (("3.", "8.", "4."), "3. 8. 4."),
        # where neither counts, nothing is known
        (("9)|१)", "5)", "7)"), "9) 5) 7)"),
        (("१)", "5)", "७)"), "१) 5) ७)"),
        (("9)|१)",), "9)"),
        # a paragraph's number is of another list than a row's
        (("2-", "9)|१)", "3-", "2)|२)", "4-"), "2- १) 3- २) 4-"),
        # two lists below each other
        (("1.", "2.", "१.", "2.|२.", "३."), "1. 2. १. २. ३."),
    ],
)  # fmt: skip
def test_the_script_that_counts_is_the_columns(read: tuple[str, ...], printed: str) -> None:
    assert numbers(page_of(*read)) == printed.split()


def test_numbers_that_stand_elsewhere_are_of_no_column() -> None:
    assert numbers(page_of("9)|१)", "2)|२)", left=(100, 500))) == ["9)", "2)"]


def test_what_was_read_first_stays_beside() -> None:
    first = one_script(page_of("9)|१)", "२)")).lines[0].words[0]
    assert first.alternatives == ("9)",)
    assert first.confidence == 0.9

"""Paper becomes white, print stays where it is between them."""

import numpy as np

from ingest.paper import whitened


def sheet(paper: int, grain: float) -> np.ndarray:
    rng = np.random.default_rng(3)
    page = np.clip(rng.normal(paper, grain, (300, 400)), 0, 255)
    page[100:120, 50:350] = 40
    page[200:210, 50:350] = paper - 90  # faint print
    return page.astype(np.uint8)


def test_grain_of_grey_paper_goes() -> None:
    out = whitened(sheet(239, 4))
    assert (out[:90] == 255).mean() > 0.99
    assert out[105:115, 60:340].max() < 60
    assert 140 < out[205, 100] < 190


def test_a_white_page_stays_itself() -> None:
    page = np.full((50, 50), 255, np.uint8)
    page[10:20] = 0
    assert whitened(page) is page


def test_the_dark_edge_of_a_copy_is_not_taken_for_paper() -> None:
    page = sheet(235, 3)
    page[:, :250] = 30
    assert (whitened(page)[:90, 260:] == 255).mean() > 0.99


def test_dark_paper_is_not_stretched_into_print() -> None:
    out = whitened(sheet(150, 3))
    assert out[105:115, 60:340].max() < 70

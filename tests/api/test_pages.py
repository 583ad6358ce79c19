"""The pages: in two languages, everything escaped and masked, something to do on every empty one."""

from __future__ import annotations

import time
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
import regex
from fastapi.testclient import TestClient

from api.settings import Settings
from api.web.words import words
from extract.record import AreaSummary, Deadline, PrintedTable, ProblemReport, Reading, TableCell, TableColumn, TableRow
from ingest.document import SourceFile
from ingest.source import OriginalStore, source_from_bytes
from knowledge.store import Register
from tests.api.conftest import LETTER, letter
from tests.ingest.papers import image, png

Upload = Callable[..., dict[str, Any]]
PAGES = ("/", "/rules", "/deadlines", "/missing", "/conflicts", "/check", "/search", "/search?q=returns", "/api")
VOID = {"meta", "link", "input", "br", "img", "rect", "hr", "image"}


class Outline(HTMLParser):
    """Tags that stay open, ids given twice, fields without a label."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.unlabelled: list[str] = []
        self.links: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[tuple[str | None, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "a" and given.get("href", "").startswith("#"):  # type: ignore[union-attr]
            self.links.append((given["href"] or "")[1:])
        if tag == "label" and given.get("for"):
            self.labels.add(given["for"] or "")
        if tag in ("input", "textarea") and given.get("type") != "hidden":
            self.fields.append((given.get("id"), "label" in self.open or "aria-label" in given))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def outline(page: str) -> Outline:
    found = Outline()
    found.feed(page)
    found.close()
    return found


@pytest.fixture
def held(upload: Upload) -> dict[str, Any]:
    return upload()


@pytest.mark.parametrize("tongue", ["en", "hi"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_in_both_languages_full_and_empty(
    client: TestClient, upload: Upload, path: str, tongue: str
) -> None:
    client.cookies.set("language", tongue)
    for _ in range(2):
        answer = client.get(path)
        assert answer.status_code == 200
        assert f'<html lang="{tongue}">' in answer.text
        found = outline(answer.text)
        assert (found.open, found.wrong) == ([], [])
        assert len(found.ids) == len(set(found.ids))
        assert set(found.links) <= set(found.ids)
        assert all(labelled or field in found.labels for field, labelled in found.fields)
        upload()


@pytest.mark.parametrize("tongue", ["en", "hi"])
@pytest.mark.parametrize("path", ["/", "/rules", "/deadlines", "/missing", "/conflicts"])
def test_an_empty_register_says_what_to_do(client: TestClient, path: str, tongue: str) -> None:
    client.cookies.set("language", tongue)
    assert "paripatra ingest PATH" in client.get(path).text


def test_a_page_of_an_empty_register_leads_to_the_upload(client: TestClient) -> None:
    for path in ("/rules", "/deadlines", "/missing", "/conflicts", "/check", "/search?q=leave"):
        shown = regex.search(r'<p class="empty">.*?</p>', client.get(path).text)
        assert shown is not None, path
        assert '<a href="/">Read a circular</a>' in shown[0], path
        # Nothing stands above it that could be uploaded to.
        assert "above" not in shown[0], path
    assert "<textarea" not in client.get("/check").text


def test_the_start_page_does_not_wait_for_what_is_being_derived(
    client: TestClient, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload()
    assert "Rules</a>: 1<" in client.get("/").text
    monkeypatch.setattr(Register, "is_settled", lambda _: False)
    monkeypatch.setattr("knowledge.queries.rules_count", None)
    page = client.get("/").text
    assert words("en")["works.deriving"] in page
    assert "Rules</a><" in page
    assert "12/3/2025-Estt" in page


def test_what_follows_is_derived_in_the_background(
    client: TestClient, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.derived.MOST_WHILE_ADDING", -1000)
    upload()
    register = client.app.state.house.register  # type: ignore[attr-defined]
    until = time.monotonic() + 20
    while not register.is_settled() and time.monotonic() < until:
        time.sleep(0.01)
    assert register.is_settled()
    assert "Rules</a>: 1<" in client.get("/").text


def test_counts_of_one(client: TestClient, upload: Upload) -> None:
    upload()
    assert "1 work<" in client.get("/").text
    upload(LETTER.replace("12/3/2025", "12/4/2025").encode(), "second.txt")
    assert "2 works<" in client.get("/").text


def test_the_register_leads_to_works_and_readings(client: TestClient, held: dict[str, Any]) -> None:
    page = client.get("/").text
    assert f'href="/readings/{held["sha256"]}"' in page
    (work,) = {w["id"] for w in client.get("/v1/works").json()}
    assert f'href="/works/{work}"' in page
    shown = client.get(f"/works/{work}")
    assert shown.status_code == 200
    assert "12/3/2025-Estt" in shown.text
    assert f"/readings/{held['sha256']}#c1" in shown.text
    assert outline(shown.text).wrong == []


def test_a_field_leads_to_its_evidence_and_back_without_any_script(client: TestClient, held: dict[str, Any]) -> None:
    page = client.get(f"/readings/{held['sha256']}").text
    found = outline(page)
    assert (found.open, found.wrong) == ([], [])
    assert {"c1-reference_no", "c1-date", "c1-duty0"} <= {i[2:] for i in found.ids if i.startswith("f-")}
    assert set(found.links) <= set(found.ids)
    marked = regex.search(r'data-f="c1-date"[^>]*>([^<]*)</a>', page)
    assert marked
    assert marked[1] == "1st May, 2025"


def test_a_problem_leads_to_its_place_but_one_about_a_whole_letter_colours_nothing(
    client: TestClient, settings: Settings
) -> None:
    source = source_from_bytes("letter.txt", LETTER.encode())
    at = LETTER.index("31.07.2025")
    found = letter(source).model_copy(
        update={
            "problems": (
                ProblemReport(
                    code="odd_date", message="An odd date.", page=1, start=at, end=at + 10, next_step="Look."
                ),
                ProblemReport(code="undated", message="No date.", page=1, start=0, end=len(LETTER), next_step="Ask."),
                ProblemReport(code="short", message="Too short.", page=None, start=None, end=None, next_step="Wait."),
            )
        }
    )
    OriginalStore(settings.home / "originals").put(source)
    with Register.open(settings.home) as register:
        register.add(found)
    page = client.get(f"/readings/{source.sha256}").text
    assert all(words in page for words in ("An odd date.", "No date.", "Too short.", "Look.", "Ask.", "Wait."))
    assert regex.findall(r'class="mark g-problem"[^>]*>([^<]*)<', page) == ["31.07.2025"]
    assert "p1" not in page.split('class="text"')[1]
    seen = outline(page)
    assert set(seen.links) <= set(seen.ids)
    assert "e-p0" in seen.links
    assert "page-1" in seen.links


def kept(settings: Settings, found: Reading, source: SourceFile) -> str:
    """The path of its page."""
    OriginalStore(settings.home / "originals").put(source)
    with Register.open(settings.home) as register:
        register.add(found)
    return f"/readings/{source.sha256}"


@pytest.mark.parametrize(("tongue", "named"), [("en", "handwriting"), ("hi", "हस्तलेख")])
@pytest.mark.parametrize("view", ["image", "text"])
def test_what_stands_beside_the_print_is_shown_cut_out_of_the_page(
    client: TestClient, settings: Settings, tongue: str, named: str, view: str
) -> None:
    source = source_from_bytes("scan.png", png(image((500, 700))))
    area = AreaSummary(
        kind="handwriting", bbox=(100, 200, 180, 220), text="<b>503</b> 98290 12345", confidence=0.5, why="a pen"
    )
    found = letter(source)
    page = found.pages[0].model_copy(update={"origin": "ocr", "width": 500.0, "height": 700.0, "areas": (area,)})
    at = kept(settings, found.model_copy(update={"pages": (page,)}), source)
    text = client.get(at, params={"view": view}, headers={"accept-language": tongue}).text
    (crop,) = regex.findall(r'<ul class="crops">.*?</ul>', text, regex.DOTALL)
    assert 'viewBox="94.0 194.0 92.0 32.0"' in crop
    assert f'href="/v1/readings/{source.sha256}/pages/1.png"' in crop
    assert named in crop
    assert "<b>" not in crop
    assert "98290 12345" not in crop
    assert text.count('<rect class="area"') == (1 if view == "image" else 0)
    assert outline(text).wrong == []


def test_tables_are_shown_with_their_headings(client: TestClient, settings: Settings) -> None:
    source = source_from_bytes("letter.txt", LETTER.encode())
    found = letter(source)
    said = found.communications[0].subject
    assert said

    def row(heading: str, *texts: str) -> TableRow:
        cells = [TableCell(column=k, text=t, evidence=said.evidence) for k, t in enumerate(texts)]
        return TableRow(heading=heading, cells=tuple(cells))

    table = PrintedTable(
        part="body", label="2", evidence=said.evidence,
        columns=tuple(TableColumn(name=n, form="words") for n in ("Item <i>", "Place")),
        rows=(row("North", "Nets", "Pond"), row("North", "Oars", "Lake"), row("South", "Boats", "a.b@office.example")),
    )  # fmt: skip
    one = found.communications[0].model_copy(update={"tables": (table,)})
    page = client.get(kept(settings, found.model_copy(update={"communications": (one,)}), source)).text
    (shown,) = regex.findall(r"<details><summary>Table, 3 rows \(¶ 2\).*?</details>", page, regex.DOTALL)
    assert regex.findall(r"<th\s[^>]*>([^<]*)", shown) == ["Item &lt;i&gt;", "Place", "North", "South"]
    assert [len(regex.findall("<td>", r)) for r in shown.split("<tr>") if "<td>" in r] == [2, 2, 2]
    assert "a.b@office.example" not in shown
    assert outline(page).wrong == []


def test_addresses_and_numbers_are_masked_on_pages(client: TestClient, held: dict[str, Any]) -> None:
    (work,) = {w["id"] for w in client.get("/v1/works").json()}
    for path in (f"/readings/{held['sha256']}", f"/works/{work}", "/search?q=clerk"):
        page = client.get(path).text
        assert "clerk.one@" not in page, path
        assert "98765 43210" not in page, path
    page = client.get(f"/readings/{held['sha256']}").text
    assert page.count("c…@office.example") == 2
    assert words("en")["masked"] in page


def test_markup_in_papers_and_names_stays_text(client: TestClient, upload: Upload) -> None:
    text = LETTER.replace("GOVERNMENT OF EXAMPLE", "GOVERNMENT OF EXAMPLE <img src=x onerror=alert(1)>", 1)
    receipt = upload(text.encode(), '"><script>alert(2)<b>.txt')
    pages = [
        "/",
        f"/readings/{receipt['sha256']}",
        f"/receipts/{receipt['id']}",
        "/search?q=%22%3E%3Cscript%3Ealert(3)",
    ]
    pages += [f"/works/{w['id']}" for w in client.get("/v1/works").json()]
    for path in pages:
        page = client.get(path).text
        assert regex.search(r"<script(?! src=\"/static/paripatra\.js\")", page) is None, path
        assert "<img src=x" not in page, path
        assert "<b>of" not in page, path
    assert "&lt;b&gt;of&lt;/b&gt;" in client.get("/").text


def test_the_upload_form_works_without_a_script(client: TestClient) -> None:
    sent = client.post("/upload", files={"file": ("letter.txt", LETTER.encode())}, follow_redirects=False)
    assert sent.status_code == 303
    page = client.get(sent.headers["location"])
    assert page.status_code == 200
    assert "letter.txt" in page.text
    refused = client.post("/upload", files={"file": ("x.pdf", b"\x7fELF" + bytes(99))}, headers={"accept": "text/html"})
    assert refused.status_code == 415
    assert "<h1>" in refused.text


def test_what_is_not_there_is_a_page_for_people(client: TestClient) -> None:
    for path in ("/works/w000", "/readings/" + "0" * 64, "/receipts/x", "/nowhere"):
        answer = client.get(path, headers={"accept": "text/html"})
        assert answer.status_code == 404
        assert "<h1>" in answer.text


def test_the_check_form_answers_and_tells_bad_json(client: TestClient, held: dict[str, Any]) -> None:
    good = client.post("/check", data={"facts": '{"years_of_service": 3}', "as_of": "2025-06-01"})
    assert good.status_code == 200
    assert "2025-06-01" in good.text
    for facts in ('{"a": \n oops}', "[]", "{}{}"):
        bad = client.post("/check", data={"facts": facts, "as_of": "2025-06-01"})
        assert bad.status_code == 422
        assert 'role="alert"' in bad.text
    kept = client.post("/check", data={"facts": '{"mail": "a.b@x.example" </textarea>'})
    assert "a.b@x.example" in kept.text
    assert "</textarea>" not in kept.text.split("<textarea")[1].split("</textarea>")[0]


def test_the_language_is_kept_and_leads_back_into_our_own_pages_only(client: TestClient) -> None:
    there = client.post("/language/hi", data={"back": "/rules?as_of=2025-06-01"}, follow_redirects=False)
    assert there.headers["location"] == "/rules?as_of=2025-06-01"
    assert '<html lang="hi">' in client.get("/").text
    for outside in ("//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/a\r\nX: y"):
        back = client.post("/language/en", data={"back": outside}, follow_redirects=False)
        assert back.headers["location"] == "/"
    assert client.post("/language/xx", data={"back": "/"}).status_code == 422


def test_a_large_register_comes_in_pages(client: TestClient, upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.pages.PAGE", 1)
    upload()
    upload((LETTER.replace("12/3/2025", "12/4/2025")).encode(), "second.txt")
    first, second = client.get("/").text, client.get("/?page=2").text
    assert "page 1 of 2" in first
    assert 'href="/?page=2"' in first
    assert ("12/3/2025-Estt" in first) != ("12/3/2025-Estt" in second)
    assert client.get("/?page=99").text.count("page 2 of 2") == 1
    assert client.get("/?page=0").status_code == 422
    assert 'href="/rules?as_of=2026-01-01&amp;page=2"' in client.get("/rules?as_of=2026-01-01").text
    assert "page 2 of 2" in client.get("/rules?as_of=2026-01-01&page=2").text


def test_deadlines_open_where_the_day_stands(
    client: TestClient, upload: Upload, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.routes.pages.PAGE", 1)
    source = source_from_bytes("letter.txt", LETTER.encode())
    found = letter(source)
    said = found.communications[0].obligations[0]
    days = ("2025-07-31", "2026-07-31", "2027-07-31")
    dues = tuple(
        Deadline(date=d, text=f"By {d}.", who=None, paragraph=None, confidence=0.9, evidence=said.evidence)
        for d in days
    )
    one = found.communications[0].model_copy(update={"deadlines": dues})
    kept(settings, found.model_copy(update={"communications": (one,)}), source)
    for as_of, page in (("2020-01-01", 1), ("2026-07-31", 2), ("2026-08-01", 3), ("2030-01-01", 3)):
        assert f"page {page} of 3" in client.get(f"/deadlines?as_of={as_of}").text, as_of
    assert "page 1 of 3" in client.get("/deadlines?as_of=2030-01-01&page=1").text


def test_two_files_of_one_name_are_told_apart_on_the_works_page(client: TestClient, upload: Upload) -> None:
    one, other = upload()["sha256"], upload(LETTER.encode() + b"\n")["sha256"]
    assert "/readings/" not in client.get("/").text
    (work,) = {w["id"] for w in client.get("/v1/works").json()}
    page = client.get(f"/works/{work}").text
    assert f"/readings/{one}#c1" in page
    assert f"/readings/{other}#c1" in page


@pytest.mark.parametrize("tongue", ["en", "hi"])
def test_two_copies_of_a_work_are_compared(client: TestClient, upload: Upload, tongue: str) -> None:
    client.cookies.set("language", tongue)
    worse = LETTER.replace("Telephone", "Te1ephone") + "By order of <all>\n"
    one, other = upload()["sha256"], upload(worse.encode(), "scan.txt")["sha256"]
    (work,) = {w["id"] for w in client.get("/v1/works").json()}
    assert f'href="/works/{work}/copies"' in client.get(f"/works/{work}").text
    (found,) = client.get(f"/v1/works/{work}/copies/diff").json()
    assert (found["changed"], found["slips"], found["inserted"] + found["deleted"]) == (1, 1, 4)
    page = client.get(f"/works/{work}/copies", params={"left": one, "right": other})
    assert page.status_code == 200
    shape = outline(page.text)
    assert (shape.open, shape.wrong) == ([], [])
    assert "<ins>By order of &lt;all&gt;</ins>" in page.text
    assert '<span class="slip"><del>Telephone</del> <ins>Te1ephone</ins></span>' in page.text
    assert "clerk.one@" not in page.text
    assert "98765" not in page.text
    assert client.get(f"/works/{work}/copies", params={"left": "0" * 64}).status_code == 404
    assert client.get(f"/v1/works/{work}/copies/diff", params={"left": "nothing.txt"}).status_code == 404

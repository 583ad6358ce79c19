"""Every page in Hindi over papers that are all in Hindi: what stays English there is the program's own fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
import regex
from fastapi.testclient import TestClient

from api.settings import Settings
from api.web.said import entries
from extract.record import ProblemReport, Reading
from ingest.source import OriginalStore, SourceFile
from knowledge.store import Register
from tests.knowledge.gold_readings import build
from tests.knowledge.papers import cite, duty

Upload = Callable[..., dict[str, Any]]
OFFICE = "राजस्थान सरकार | शिक्षा विभाग"
ALLOWED = {
    # Names of formats, addresses and commands; what a reader types or a program is given.
    "API", "PDF", "MB", "JSON", "Word", "SHA", "OpenAPI", "English", "paripatra", "ingest", "PATH", "null", "GET",
    "POST", "txt", "png", "json", "text", "plain", "gold", "openapi", "pdf", "xlsx", "DOCX", "eml",
    "From", "dpi", "PNG", "tesseract", "OCR",
}  # fmt: skip
LATIN = regex.compile("[A-Za-z]{2,}")


class Shown(HTMLParser):
    """The text that a reader sees or hears, without code, scripts and what a person typed."""

    SILENT = ("script", "style", "code", "textarea", "title")
    HEARD = ("aria-label", "placeholder", "alt", "title")

    def __init__(self) -> None:
        super().__init__()
        self.silent = 0
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in self.SILENT
        self.said += [value for name, value in attrs if value and (name in self.HEARD or name.startswith("data-label"))]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)


def english(page: str) -> list[str]:
    """The pieces of a page that hold a Latin word which nobody allows. Hashes, ids and addresses are no words."""
    seen = Shown()
    seen.feed(page)
    found = []
    for piece in seen.said:
        bare = regex.sub(r"\b(?:w[a-z2-7]{10}|[0-9a-f]{12}…?|[0-9a-f]{64})\b|/v1/\S*", " ", piece)
        if set(LATIN.findall(bare)) - ALLOWED:
            found.append(" ".join(piece.split()))
    return found


def paper(kind: str, number: str | None, date: str | None, body: str, why: str, **more: Any) -> Reading:
    head = f"क्रमांक: {number or ''}\nराजस्थान सरकार\nशिक्षा विभाग\nदिनांक: {date or ''}\nविषय: प्रशिक्षण के संबंध में\n"
    fields = {"kind": kind, "language": "hi", "reference_no": number, "date": date, "subject": "प्रशिक्षण के संबंध में",
              "issuer": OFFICE, **more}  # fmt: skip
    found = build(
        {"communications": [fields], "receipt_marks": more.pop("marks", [])}, head + body, f"{number}-{date or 0}.txt"
    )
    one = found.communications[0].model_copy(update={"cut_reason": why})
    return found.model_copy(update={"communications": (one,)})


def item(name: str, requirement: str, **years: float) -> dict[str, Any]:
    return {"name": name, "requirement": requirement, "audience": "समस्त शिक्षक", "service": None, "service_years": years}


RULES = """1. समस्त शिक्षक निर्धारित प्रशिक्षण दिनांक 31.07.2023 तक अनिवार्य रूप से पूर्ण करेंगे।
2. समस्त शिक्षकों का मोबाइल नंबर दोनों पोर्टल (शाला दर्पण और मानव संपदा) पर समान होना आवश्यक है।
3. समस्त शिक्षक दक्षता परीक्षा दिनांक 31.12.2023 तक उत्तीर्ण करेंगे।
4. समस्त शिक्षक कम से कम 50 प्रतिशत प्रशिक्षण पूर्ण करेंगे।
5. समस्त प्रधानाचार्य तीन माह के भीतर विवरण भेजेंगे।
प्रशिक्षण: लेखा, अभिलेख, गणित, भाषा
"""


def papers() -> list[Reading]:
    quotes = [line[3:] for line in RULES.splitlines()[:5]]
    duties = [duty("समस्त शिक्षक", "must", str(n), q) for n, q in enumerate(quotes[:4], 1)]
    duties.append(duty("समस्त प्रधानाचार्य", "must", "5", quotes[4]))
    limits = [
        {"date": "2023-07-31", "text": quotes[0], "paragraph": "1"},
        {"date": None, "rule": "तीन माह के भीतर", "text": quotes[4], "paragraph": "5"},
    ]
    courses = [item("लेखा", "mandatory", above=5), item("अभिलेख", "optional", above=5)]
    courses += [{**item("गणित", "mandatory", to=5), "audience": "नए शिक्षक"} | {"service_years": {"from": 0, "to": 5}}]
    order = "शिक्षा/2023/451"
    return [
        paper("circular", order, "2023-05-10", RULES, "beginning of the file", obligations=duties, deadlines=limits,
              courses=courses),
        paper("corrigendum", order, "2023-06-10", "अनुच्छेद 1 में “31.07.2023” के स्थान पर “30.09.2023” पढ़ा जाए।",
              "a letterhead begins after the signature", cites=[cite(order, "2023-05-10", "amends", "circular")],
              amends=[{"paragraph": "1", "old": "31.07.2023", "new": "30.09.2023"}]),
        paper("corrigendum", order, "2023-06-20", "अनुच्छेद 3 में “कुछ और” के स्थान पर “अन्य” पढ़ा जाए।",
              "a number line begins a new head after the signature",
              cites=[cite(order, "2023-05-10", "amends", "circular")],
              amends=[{"paragraph": "3", "old": "कुछ और", "new": "अन्य"}]),
        paper("letter", "शिक्षा/2023/400", "2023-04-01", "परिपत्र अग्रेषित है।", "an attachment of the mail begins",
              cites=[cite(order, "2023-05-10", "forwards", "circular"), cite("वित्त/99", "2022-01-01", "refers"),
                     cite("वित्त/98", None, "refers")]),
        paper("letter", "शिक्षा/2023/500", None, "परिपत्र के क्रम में।", "a letterhead begins above the number",
              cites=[cite(order, "2023-05-10", "continues", "circular")]),
        paper("letter", "शिक्षा/2023/501", "2023-08-01", "पत्र के क्रम में।", "a mail header (From:) begins",
              cites=[cite("शिक्षा/2023/500", None, "replies")],
              marks=[{"office": "अनुभाग", "diary_no": "77", "date": "2031-01-01", "doubtful": True,
                      "candidates": ["2031-01-07"]}]),
        paper("order", "शिक्षा/2024/7", "2024-01-12", "नया आदेश।", "the title of a new paper stands after the signature"),
        paper("letter", "शिक्षा/2024/8", "2024-02-01", "आदेश देखें।", "an endorsement number stands below the signature",
              cites=[cite("शिक्षा/2024/7", "2024-01-21", "refers", "order")]),
    ]  # fmt: skip


PROBLEMS = ("undated", "day_missing", "number_incomplete", "doubtful_date", "struck_by_hand", "year_impossible")


@pytest.fixture
def walked(client: TestClient, settings: Settings) -> tuple[TestClient, list[Reading]]:
    held = papers()
    doubt = "The year of 2023-04-01 is doubtful. A paper of 2023-04-01 cannot cite one of 2023-05-10."
    problems = tuple(
        ProblemReport(code=code, message=doubt if code == "year_impossible" else "English.", page=1, start=0, end=5,
                      next_step="English.")
        for code in PROBLEMS
    )  # fmt: skip
    held[3] = held[3].model_copy(update={"problems": problems})
    with Register.open(settings.home) as register:
        register.add_all(held)
    for one in held:
        data = one.text.encode()
        OriginalStore(settings.home / "originals").put(
            SourceFile(one.source.name, one.source.sha256, "text/plain", data)
        )
    client.cookies.set("language", "hi")
    return client, held


FACTS: tuple[dict[str, Any], ...] = (
    {},
    {"post": "शिक्षक"},
    {"post": "शिक्षक", "years_of_service": 9, "completed": ["अभिलेख"], "examination_passed": False},
    {"post": "शिक्षक", "years_of_service": 3, "completed": ["गणित"], "examination_passed": True},
    {"post": "लिपिक", "years_of_service": 3},
)


def test_no_english_sentence_on_any_page(walked: tuple[TestClient, list[Reading]]) -> None:
    client, held = walked
    paths = ["/", "/rules", "/rules?as_of=2023-06-01", "/deadlines", "/deadlines?as_of=2023-06-01", "/missing",
             "/conflicts", "/check", "/search", "/search?q=शिक्षक", "/search?q=कुछनहीं", "/api"]  # fmt: skip
    works = client.get("/v1/works").json()
    assert len(works) == len(held)
    paths += [f"/works/{w['id']}" for w in works] + [f"/works/{w['id']}/copies" for w in works]
    paths += [f"/readings/{r.source.sha256}" for r in held]
    pages = {path: client.get(path).text for path in paths}
    for n, facts in enumerate(FACTS):
        for day in ("2023-05-20", "2023-12-01", "2024-06-01"):
            sent = client.post("/check", data={"facts": json.dumps(facts), "as_of": day})
            pages[f"check {n} {day}"] = sent.text
    left = {path: found for path, page in pages.items() if (found := english(page))}
    assert left == {}
    # That it is a rich register: what the walk is about does stand there.
    assert {c["kind"] for c in client.get("/v1/conflicts").json()} >= {
        "citation_date", "disputed_amendment", "doubtful_diary_date", "forwarding_older",
    }  # fmt: skip
    duties = [client.post("/v1/check?as_of=2023-12-01", json=facts).json()["duties"] for facts in FACTS]
    assert {d["status"] for found in duties for d in found} >= {
        "met",
        "not_met",
        "unknown",
        "pending",
        "not_applicable",
    }


def test_no_english_in_trouble(client: TestClient, upload: Upload) -> None:
    client.cookies.set("language", "hi")
    pages = {
        path: client.get(path, headers={"accept": "text/html"}).text
        for path in ("/nowhere", "/works/w000", "/receipts/none", "/readings/" + "0" * 64, "/rules?as_of=x", "/?page=0")
    }
    for name, data in (("a.pdf", b"\x7fELF" + bytes(99)), ("b.txt", b""), ("c.xlsx", b"PK\x03\x04" + bytes(99))):
        sent = client.post("/upload", files={"file": (name, data)}, headers={"accept": "text/html"})
        pages[name] = sent.text
    # Words of an error that the catalogue does not know are shown as they are, below those for its code.
    failed = upload(b"\x89PNG\r\n\x1a\n" + bytes(50), "d.png")
    receipt = client.get(f"/receipts/{failed['id']}").text
    assert '<p class="small soft" lang="en">d.png is not for this test.</p>' in receipt
    pages["failed receipt"] = receipt.replace("d.png is not for this test.", "")
    for facts in ('{"a": \n oops}', "[]"):
        pages[facts] = client.post("/check", data={"facts": facts}).text
    assert {path: found for path, page in pages.items() if (found := english(page))} == {}


def test_the_empty_register_speaks_hindi(client: TestClient) -> None:
    client.cookies.set("language", "hi")
    pages = ("/", "/rules", "/deadlines", "/missing", "/conflicts", "/check", "/search", "/search?q=क", "/api")
    assert {path: found for path in pages if (found := english(client.get(path).text))} == {}


def test_the_walk_would_see_english() -> None:
    assert english('<p>क <b title="not held">ख</b> the fact is not given</p>') == ["not held", "the fact is not given"]
    assert english("<p>GET /v1/works</p><code>not held</code><textarea>not given</textarea>") == []
    assert len(entries()) > 100

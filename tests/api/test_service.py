"""The service's answers and uploads, hostile ones too."""

from __future__ import annotations

import io
import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from api import log
from api.app import create_app
from api.intake import Progress
from api.routes.receipts import file_name
from api.schemas import schema_of
from api.serve import ToOurLog
from api.settings import Settings
from extract.record import Evidence, Reading
from ingest.document import SourceFile
from knowledge.store import Register
from tests.api.conftest import LETTER, letter

Upload = Callable[..., dict[str, Any]]


def validated(name: str, found: Any) -> Any:
    jsonschema.validate(found, schema_of(name), cls=jsonschema.Draft202012Validator)
    return found


# --- answers -------------------------------------------------------------------------------------------------------


def test_every_answer_validates_against_its_schema(client: TestClient, upload: Upload) -> None:
    receipt = upload()
    assert receipt["state"] == "done"
    work = validated("works", client.get("/v1/works").json())[0]["id"]
    validated("show", client.get(f"/v1/works/{work}").json())
    validated("lineage", client.get(f"/v1/works/{work}/lineage").json())
    assert validated("search", client.get("/v1/search", params={"q": "returns"}).json())[0]["work"] == work
    for name in ("relations", "missing", "conflicts", "rules", "deadlines"):
        validated(name, client.get(f"/v1/{name}").json())
    validated("rules", client.get("/v1/rules", params={"as_of": "2025-06-01"}).json())
    checked = client.post("/v1/check", params={"as_of": "2025-06-01"}, json={"years_of_service": 3})
    assert validated("check", checked.json())["as_of"] == "2025-06-01"
    validated("reading", client.get(f"/v1/readings/{receipt['sha256']}").json())
    assert [r["name"] for r in client.get("/v1/readings").json()] == ["letter.txt"]


def test_the_contract_keeps_addresses(client: TestClient, upload: Upload) -> None:
    sha256 = upload()["sha256"]
    assert "clerk.one@office.example" in client.get(f"/v1/readings/{sha256}").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/works/w000", 404),
        ("/v1/works/w000/lineage", 404),
        ("/v1/works/%3Cscript%3E", 404),
        ("/v1/readings/" + "0" * 64, 404),
        ("/v1/readings/" + "0" * 64 + "/pages/1.png", 404),
        ("/v1/readings/..%2f..%2fetc", 404),
        ("/v1/readings/abc", 422),
        ("/v1/receipts/none", 404),
        ("/v1/rules?as_of=31.03.2026", 422),
        ("/v1/deadlines?as_of=2026-02-30", 422),
        ("/v1/search", 422),
        ("/v1/nothing", 404),
    ],
)
def test_trouble_has_a_code_a_message_and_a_next_step(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert set(answer.json()) == {"code", "message", "next_step"}
    assert all(answer.json().values())


@pytest.mark.parametrize("body", [b"{", b"[1]", b"null", b'"text"', b"\xff"])
def test_facts_that_are_no_object(client: TestClient, body: bytes) -> None:
    answer = client.post("/v1/check", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 422)
    assert answer.json()["next_step"]


def test_a_part_of_a_list_and_its_whole_length(client: TestClient, upload: Upload) -> None:
    for n in range(3):
        upload(LETTER.replace("12/3/2025", f"12/{n}/2025").encode(), f"{n}.txt")
    for path in ("works", "relations", "missing", "conflicts", "rules", "deadlines", "readings"):
        whole = client.get(f"/v1/{path}")
        count = int(whole.headers["x-total-count"])
        assert len(whole.json()) == count, path
        parts = [client.get(f"/v1/{path}", params={"limit": 1, "offset": n}) for n in range(count)]
        assert [row for part in parts for row in part.json()] == whole.json(), path
        assert {part.headers["x-total-count"] for part in parts} <= {str(count)}
        for wrong in ({"limit": 0}, {"limit": 1001}, {"offset": -1}, {"limit": "all"}):
            assert client.get(f"/v1/{path}", params=wrong).status_code == 422
    assert client.get("/v1/works?limit=2").headers["x-total-count"] == "3"


def test_openapi_names_a_shape_for_every_answer(client: TestClient) -> None:
    described = client.get("/v1/openapi.json").json()
    assert len(described["paths"]) >= 15
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            good = next(v for k, v in operation["responses"].items() if k.startswith("2"))
            content = good["content"]
            if "image/png" in content:
                continue
            assert content["application/json"]["schema"], (method, path)
            assert operation["summary"], (method, path)
            assert "422" in operation["responses"], (method, path)


def test_the_service_says_whom_it_answers(client: TestClient) -> None:
    found = client.get("/v1/").json()
    assert found["listens_on"] == "loopback"
    assert "loopback" in found["note"]


# --- uploads -------------------------------------------------------------------------------------------------------


def test_the_same_bytes_again_are_held_already(client: TestClient, upload: Upload) -> None:
    assert upload()["already_held"] is False
    again = upload(name="another name.txt")
    assert (again["state"], again["already_held"], again["communications"]) == ("done", True, 1)


@pytest.mark.parametrize(
    ("data", "name", "status", "code"),
    [
        (b"", "empty.pdf", 422, "empty_file"),
        (b" \n\x00", "blank.txt", 422, "empty_file"),
        (b"MZ\x90" + bytes(300), "invoice.pdf", 415, "unsupported_media"),
        (b"\x7fELF" + bytes(300), "scan.png", 415, "unsupported_media"),
        (b"PK\x03\x04" + bytes(300), "archive.zip", 415, "unsupported_media"),
        (b"plain words, no page", "letter.pdf", 422, "damaged_file"),
    ],
)
def test_hostile_uploads_are_refused_and_not_kept(
    client: TestClient, settings: Settings, data: bytes, name: str, status: int, code: str
) -> None:
    answer = client.post("/v1/receipts", files={"file": (name, data)})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["next_step"]
    assert not [p for p in (settings.home / "originals").rglob("*") if p.is_file()]


def test_an_upload_without_a_file(client: TestClient) -> None:
    assert client.post("/v1/receipts", data={"file": "text"}).status_code == 422
    assert client.post("/v1/receipts").status_code == 422


def test_a_reading_that_fails_is_reported_and_the_next_upload_is_read(client: TestClient, upload: Upload) -> None:
    picture = io.BytesIO()
    Image.new("L", (20, 20), 255).save(picture, "PNG")
    failed = upload(picture.getvalue(), "page.png")
    assert failed["state"] == "failed"
    assert failed["trouble"] == {
        "code": "unreadable",
        "message": "page.png is not for this test.",
        "next_step": "Use a letter.",
    }
    assert upload()["state"] == "done"
    assert [r["name"] for r in client.get("/v1/readings").json()] == ["letter.txt"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\papers\\a.pdf", "a.pdf"),
        ("a\nb\x1b[2J.txt", "a\ufffdb\ufffd[2J.txt"),
        ("", "unnamed"),
        (None, "unnamed"),
        ("परिपत्र.pdf", "परिपत्र.pdf"),
        ("<script>alert(1)<\\script>.txt", "script>.txt"),
    ],
)
def test_file_names(given: str | None, kept: str) -> None:
    assert file_name(given) == kept


def test_a_huge_name_is_cut_and_keeps_its_end(client: TestClient, upload: Upload) -> None:
    endless = client.post("/v1/receipts", files={"file": ("क" * 50_000 + ".txt", b"text")})
    assert (endless.status_code, set(endless.json())) == (400, {"code", "message", "next_step"})
    name = upload(name="क" * 900 + ".txt")["name"]
    assert len(name) == 200
    assert name.endswith("क.txt")


def test_the_original_is_stored_before_the_answer_and_progress_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.about.pipeline_version", lambda: "test")
    at_page_two, go_on = threading.Event(), threading.Event()

    def slowly(source: SourceFile, progress: Progress) -> Reading:
        progress(2, 3)
        at_page_two.set()
        assert go_on.wait(10)
        return letter(source)

    with TestClient(create_app(settings, read=slowly), base_url="http://localhost") as client:
        first = client.post("/v1/receipts", files={"file": ("letter.txt", LETTER.encode())})
        assert first.status_code == 202
        sha256 = first.json()["sha256"]
        assert (settings.home / "originals" / sha256[:2] / sha256).read_bytes() == LETTER.encode()
        assert at_page_two.wait(10)
        other = client.post("/v1/receipts", files={"file": ("other.txt", b"other words")}).json()
        here = client.get(first.headers["location"]).json()
        assert (here["state"], here["page"], here["pages"]) == ("reading", 2, 3)
        assert client.get(f"/v1/receipts/{other['id']}").json()["state"] == "queued"
        same = client.post("/v1/receipts", files={"file": ("copy.txt", LETTER.encode())}).json()
        assert same["id"] == first.json()["id"]
        go_on.set()


def test_a_register_that_cannot_take_a_reading_is_told(
    client: TestClient, upload: Upload, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(self: Register, reading: Reading) -> None:
        raise OSError(28, "No space left for clerk.one@office.example")

    monkeypatch.setattr(Register, "add", full)
    receipt = upload()
    assert (receipt["state"], receipt["trouble"]["code"]) == ("failed", "not_stored")
    assert "@" not in json.dumps(receipt) + capsys.readouterr().err


# --- page images ---------------------------------------------------------------------------------------------------


def scanned(source: SourceFile) -> Reading:
    base = letter(source)
    page = base.pages[0].model_copy(update={"origin": "ocr", "confidence": 0.8, "width": 595.0, "height": 842.0})
    item = base.communications[0]
    assert item.date is not None
    at = item.date.evidence[0]
    boxed = Evidence(page=1, start=at.start, end=at.end, quote=at.quote, bbox=(72.0, 100.0, 200.0, 114.0))
    item = item.model_copy(update={"date": item.date.model_copy(update={"evidence": (boxed,)})})
    return base.model_copy(update={"pages": (page,), "communications": (item,)})


@pytest.fixture
def scan(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A service that holds one scanned page as PDF; gives (client, sha256)."""
    monkeypatch.setattr("api.about.pipeline_version", lambda: "test")
    made = io.BytesIO()
    Image.new("L", (1240, 1754), 255).save(made, "PDF", resolution=150)
    with TestClient(create_app(settings, read=lambda s, _p: scanned(s)), base_url="http://localhost") as client:
        receipt = client.post("/v1/receipts", files={"file": ("scan.pdf", made.getvalue())}).json()
        until = time.monotonic() + 20
        while client.get(f"/v1/receipts/{receipt['id']}").json()["state"] in ("queued", "reading"):
            assert time.monotonic() < until
            time.sleep(0.01)
        yield client, receipt["sha256"]


def test_a_page_of_a_pdf_is_an_image_and_pages_that_are_not_there_are_404(scan: Any) -> None:
    client, sha256 = scan
    answer = client.get(f"/v1/readings/{sha256}/pages/1.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    drawn = Image.open(io.BytesIO(answer.content))
    assert drawn.width / drawn.height == pytest.approx(595 / 842, abs=0.01)
    for number in ("0", "2", "-1", "99999999999"):
        assert client.get(f"/v1/readings/{sha256}/pages/{number}.png").status_code == 404
    assert client.get(f"/v1/readings/{sha256}/pages/one.png").status_code == 422


def test_the_reading_page_draws_the_boxes_over_the_image(scan: Any) -> None:
    client, sha256 = scan
    page = client.get(f"/readings/{sha256}").text
    assert f'src="/v1/readings/{sha256}/pages/1.png"' in page
    assert 'viewBox="0 0 595.0 842.0"' in page
    assert 'x="72.0" y="100.0" width="128.0" height="14.0"' in page
    assert 'class="text"' not in page
    assert 'class="text"' in client.get(f"/readings/{sha256}?view=text").text


def test_a_transcript_has_no_page_image(client: TestClient, upload: Upload) -> None:
    assert client.get(f"/v1/readings/{upload()['sha256']}/pages/1.png").status_code == 404


def test_an_original_that_the_disk_has_lost(
    client: TestClient, settings: Settings, upload: Upload, tmp_path: Path
) -> None:
    sha256 = upload()["sha256"]
    (settings.home / "originals" / sha256[:2] / sha256).write_bytes(b"changed")
    answer = client.get(f"/v1/readings/{sha256}/pages/1.png")
    assert answer.status_code in (404, 422)
    assert answer.json()["next_step"]


# --- faults --------------------------------------------------------------------------------------------------------


def test_a_fault_is_told_without_quoting_anything(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_register: Register) -> None:
        raise ValueError("clerk.one@office.example")

    monkeypatch.setattr("knowledge.queries.works", broken)
    told_all = replace(settings, log_level="info")
    with TestClient(create_app(told_all), base_url="http://localhost", raise_server_exceptions=False) as client:
        for path, headers in (("/v1/works", {}), ("/", {"accept": "text/html"})):
            answer = client.get(path, headers=headers)
            assert answer.status_code == 500
            assert "clerk" not in answer.text
    told = capsys.readouterr().err
    assert "event=fault" in told
    assert "@" not in told


def test_what_the_server_says_is_redacted_and_has_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up("info")
    logger = logging.getLogger("tests.server")
    logger.addHandler(ToOurLog(logging.WARNING))
    logger.error("No room for clerk.one@office.example")
    logger.info("Started")
    try:
        raise ValueError("clerk.two@office.example")
    except ValueError:
        logger.exception("Exception in ASGI application")
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "[address]" in told
    assert "@" not in told

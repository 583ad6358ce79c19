"""Readings made by hand, and the service over an empty register with a reader that reads nothing but plain text."""

from __future__ import annotations

import shutil
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

with warnings.catch_warnings():
    # starlette would rather have httpx2; what it offers under httpx is all that these tests need.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

from api.app import create_app
from api.intake import Progress
from api.settings import Settings
from extract.record import Communication, Evidence, Field, Obligation, PageSummary, Party, Reading, SourceSummary
from ingest.document import SourceFile
from ingest.errors import UnreadableSource
from knowledge.store import Register

LETTER = """GOVERNMENT OF EXAMPLE
No. 12/3/2025-Estt
Dated 1st May, 2025
To: clerk.one@office.example, Telephone 98765 43210
Subject: Annual returns <b>of</b> property
Every officer shall file the return by 31.07.2025.
"""


def evidence(text: str, quote: str, bbox: tuple[float, float, float, float] | None = None) -> tuple[Evidence, ...]:
    start = text.index(quote)
    return (Evidence(page=1, start=start, end=start + len(quote), quote=quote, bbox=bbox),)


def field(text: str, value: str, printed: str | None = None) -> Field:
    return Field(value=value, printed=printed, confidence=0.9, evidence=evidence(text, printed or value))


def letter(source: SourceFile, text: str = LETTER) -> Reading:
    """The reading of one letter; ``text`` may say more than LETTER, and bear another number."""
    number = next(w for w in text.split() if w.endswith("-Estt"))
    item = Communication(
        kind="letter",
        language="en",
        pages=(1,),
        start=0,
        end=len(text),
        cut_reason="start of file",
        reference_no=field(text, number),
        date=field(text, "2025-05-01", "1st May, 2025"),
        date_basis="printed",
        subject=field(text, "Annual returns <b>of</b> property"),
        issuer=field(text, "GOVERNMENT OF EXAMPLE"),
        addressees=(
            Party(
                value="clerk.one@office.example", confidence=0.9, evidence=evidence(text, "clerk.one@office.example")
            ),
        ),
        obligations=(
            Obligation(
                who="Every officer",
                modality="must",
                quote="Every officer shall file the return by 31.07.2025.",
                paragraph=None,
                confidence=0.9,
                evidence=evidence(text, "Every officer shall file the return by 31.07.2025."),
            ),
        ),
    )
    page = PageSummary(
        number=1, start=0, end=len(text), origin="transcript", language="en", confidence=1, quality="good"
    )
    return Reading(
        source=SourceSummary(name=source.name, sha256=source.sha256, media_type=source.media_type, pages=1),
        pipeline_version="test",
        text=text,
        pages=(page,),
        communications=(item,),
    )


def read_plainly(source: SourceFile, progress: Progress) -> Reading:
    """Stands in for the reading process: the letter above, or a failure for what is no text."""
    progress(1, 1)
    if source.media_type != "text/plain":
        raise UnreadableSource(f"{source.name} is not for this test.", "Use a letter.")
    return letter(source, source.data.decode())


@pytest.fixture(scope="session")
def empty_register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register brought up to date once: making its tables for each test would take longer than the tests."""
    home = tmp_path_factory.mktemp("empty")
    Register.open(home).close()
    return home


@pytest.fixture
def settings(tmp_path: Path, empty_register: Path) -> Settings:
    shutil.copytree(empty_register, tmp_path / "home")
    return Settings(home=tmp_path / "home", log_level="error", upload_limit=200_000)


@pytest.fixture
def client(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The service as a browser on this machine sees it."""
    monkeypatch.setattr("api.about.pipeline_version", lambda: "test")
    with TestClient(create_app(settings, read=read_plainly), base_url="http://127.0.0.1:8000") as found:
        yield found


@pytest.fixture
def upload(client: TestClient) -> Callable[..., dict[str, Any]]:
    """Upload bytes and wait until they are read; gives the last receipt."""

    def send(data: bytes = LETTER.encode(), name: str = "letter.txt") -> dict[str, Any]:
        answer = client.post("/v1/receipts", files={"file": (name, data)})
        assert answer.status_code == 202, answer.text
        receipt: dict[str, Any] = answer.json()
        until = time.monotonic() + 20
        while receipt["state"] in ("queued", "reading") and time.monotonic() < until:
            time.sleep(0.01)
            receipt = client.get(answer.headers["location"]).json()
        return receipt

    return send

"""Only this machine, only our own pages, no endless bodies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.guard import host_of


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost", "localhost"),
        ("127.0.0.1:8000", "127.0.0.1"),
        ("[::1]:8000", "::1"),
        ("[::1]", "::1"),
        ("LOCALHOST:80", "localhost"),
        ("evil.example", "evil.example"),
        ("127.0.0.1.evil.example", "127.0.0.1.evil.example"),
        ("localhost@evil.example", None),
        ("evil.example/localhost", None),
        ("localhost:port", None),
        ("[::1", None),
        ("", None),
    ],
)
def test_the_name_in_a_host_header(header: str, name: str | None) -> None:
    assert host_of(header) == name


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_loopback_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/v1/works", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/v1/works", "/static/paripatra.css"])
@pytest.mark.parametrize("host", ["evil.example:8000", "127.0.0.1.evil.example", "192.168.1.5:8000", "0.0.0.0:8000"])
def test_other_names_are_refused_everywhere(client: TestClient, host: str, path: str) -> None:
    refused = client.get(path, headers={"host": host})
    assert refused.status_code == 400
    assert refused.json()["code"] == "wrong_host"
    assert refused.json()["next_step"]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "cross-site"},
    ],
)
def test_changes_asked_for_by_other_sites_are_refused(client: TestClient, headers: dict[str, str]) -> None:
    for path in ("/v1/receipts", "/upload"):
        refused = client.post(path, files={"file": ("a.txt", b"text")}, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "wrong_origin")
    assert client.get("/v1/readings").json() == []


def test_our_own_pages_may_upload(client: TestClient) -> None:
    headers = {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}
    assert client.post("/v1/receipts", files={"file": ("a.txt", b"text")}, headers=headers).status_code == 202


def test_a_body_over_the_limit_is_413_whether_it_says_its_length_or_not(client: TestClient) -> None:
    said = client.post("/v1/receipts", files={"file": ("a.txt", b"x" * 300_000)})

    def chunks() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(30):
            yield b"x" * 10_000
        yield b"\r\n--b--\r\n"

    unsaid = client.post("/v1/receipts", content=chunks(), headers={"content-type": "multipart/form-data; boundary=b"})
    for answer in (said, unsaid):
        assert answer.status_code == 413
        assert answer.json()["code"] == "too_large"
        assert answer.json()["next_step"]
    assert client.get("/v1/readings").json() == []


def test_a_length_that_is_no_number(client: TestClient) -> None:
    assert client.post("/v1/check", content=b"{}", headers={"content-length": "-5"}).status_code in (400, 413)


def test_every_answer_forbids_what_no_page_needs(client: TestClient) -> None:
    for path in ("/", "/v1/works", "/static/paripatra.js", "/nowhere"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        # Under "no-referrer" browsers send "Origin: null" with our own forms, and the guard would refuse them.
        assert headers["referrer-policy"] == "same-origin"

"""A mail with attachments is a bundle: no communication runs on from one attachment into the next."""

from __future__ import annotations

from email.message import EmailMessage

from extract.pipeline import read
from ingest.source import source_from_bytes


def test_each_attachment_begins_a_communication() -> None:
    mail = EmailMessage()
    mail["From"] = "A Clerk <clerk@example.org>"
    mail["To"] = "B Clerk <other@example.org>"
    mail["Date"] = "Mon, 03 May 2021 10:00:00 +0530"
    mail["Subject"] = "Two papers"
    mail.set_content("Sir,\nPlease find attached two papers.\nRegards,\nA Clerk\n")
    for name, words in (("one.txt", "Boats shall be painted before the rains."), ("two.txt", "Oars shall be counted.")):
        mail.add_attachment(f"{words}\nNothing else is said here.\n".encode(), "text", "plain", filename=name)
    found = read(source_from_bytes("bundle.eml", mail.as_bytes())).communications
    assert [c.kind for c in found] == ["email", "other", "other"]
    assert [c.pages for c in found] == [(1,), (2,), (3,)]
    assert [c.cut_reason for c in found[1:]] == ["an attachment of the mail begins"] * 2

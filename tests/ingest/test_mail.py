"""Mails with attachments are one bundle; what cannot be read is named, the rest is read."""

import contextlib
import io
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from extract.pipeline import read_document
from ingest.document import Document
from ingest.errors import OcrUnavailable, UnreadableSource
from ingest.load import load
from ingest.mail import text_of_html, without_contacts
from ingest.options import ReadOptions
from ingest.source import MAIL, TEXT, source_from_bytes
from tests.ingest.engines import Crashes, Missing, Says
from tests.ingest.papers import FIXTURES, png, scanned_pdf
from tests.ingest.test_load import sound

ONE = ReadOptions(jobs=1)
LETTER = (FIXTURES / "english_letter.pdf").read_bytes()


def mail(
    body: str = "Please find enclosed the letter.\n\nRegards", subject: str = "Annual reports - reg."
) -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = '"Section Officer" <so.section@office.example>'
    message["To"] = '"Director" <director@office.example>, joint@office.example'
    message["Cc"] = "copy@office.example"
    message["Date"] = "Tue, 04 Mar 2031 11:48:11 +0530"
    message["Subject"] = subject
    message["Message-ID"] = "<1@office.example>"
    message.set_content(body)
    return message


def loaded(message: EmailMessage | bytes, engine: object = None, options: ReadOptions = ONE) -> Document:
    data = message if isinstance(message, bytes) else bytes(message)
    return sound(load(source_from_bytes("mail.eml", data), options, engine=engine or Says()))  # type: ignore[arg-type]


def test_the_header_is_printed_as_mails_are() -> None:
    text = loaded(mail()).text
    assert text.startswith(
        "From: Section Officer <so.section@office.example>\nTo: Director <director@office.example>, "
    )
    assert (
        "\nCc: copy@office.example\nDate: Tue, 04 Mar 2031 11:48:11 +0530\nSubject: Annual reports - reg.\n\n" in text
    )
    assert text.rstrip().endswith("Please find enclosed the letter.\n\nRegards")


def test_attachments_follow_as_pages() -> None:
    message = mail()
    message.add_attachment(LETTER, maintype="application", subtype="pdf", filename="letter.pdf")
    message.add_attachment(png(), maintype="image", subtype="png", filename="scan.png")
    message.add_attachment("Annexure A\n1. One\n", filename="annexure.txt")
    document = loaded(message)
    assert document.source.media_type == MAIL
    assert document.pages[0].origin == "transcript"
    notes = [p.notes[0] for p in document.pages]
    assert notes[0] == "mail message"
    assert notes[1] == "attachment letter.pdf"
    assert notes[-2:] == ["attachment scan.png", "attachment annexure.txt"]
    assert document.pages[-1].span.of(document.text).startswith("Annexure A")
    letter = document.pages[1]
    assert letter.words and letter.width
    assert all(w.span.of(document.text).strip() for w in letter.words)
    assert not document.problems


def test_hindi_subjects_and_names() -> None:
    message = mail(subject="वार्षिक प्रतिवेदन के सम्बन्ध में")
    message.add_attachment("संलग्नक".encode(), maintype="text", subtype="plain", filename="संलग्नक सूची.txt")
    data = bytes(message)
    assert "वार्षिक".encode() not in data
    document = loaded(data)
    assert "Subject: वार्षिक प्रतिवेदन के सम्बन्ध में\n" in document.text
    assert document.pages[1].notes[0] == "attachment संलग्नक सूची.txt"


def test_headers_in_raw_utf8_and_bad_charsets() -> None:
    data = "From: a@x.example\r\nSubject: सूचना\r\nMIME-Version: 1.0\r\n" + (
        "Content-Type: text/plain; charset=no-such-thing\r\n\r\nकृपया देखें\r\n"
    )
    document = loaded(data.encode())
    assert "Subject: सूचना" in document.text
    assert "कृपया देखें" in document.text


def test_a_mail_in_a_mail_in_a_mail() -> None:
    inmost = mail("The first text.", "First")
    inmost.add_attachment("Annexure\n", filename="annexure.txt")
    middle = mail("The second text.", "Second")
    middle.add_attachment(inmost)
    outer = mail("The third text.", "Third")
    outer.add_attachment(middle)
    document = loaded(outer)
    assert [p.span.of(document.text).split("Subject: ")[1].split("\n")[0] for p in document.pages[:3]] == [
        "Third", "Second", "First",
    ]  # fmt: skip
    assert len(document.pages) == 4


def test_mails_nested_without_end() -> None:
    message = mail("The bottom.")
    for _ in range(8):
        outer = mail("Above.")
        outer.add_attachment(message)
        message = outer
    document = loaded(message)
    assert len(document.pages) <= 6
    assert any("too many deep" in p.message for p in document.problems)


def test_what_cannot_be_read_is_named_and_the_rest_is_read() -> None:
    message = mail()
    message.add_attachment(b"PK\x03\x04" + bytes(80), maintype="application", subtype="zip", filename="papers.zip")
    message.add_attachment(LETTER[:2000], maintype="application", subtype="pdf", filename="cut.pdf")
    message.add_attachment(b"", maintype="application", subtype="pdf", filename="empty.pdf")
    message.add_attachment("Annexure B\n", filename="annexure.txt")
    document = loaded(message)
    assert "Annexure B" in document.text
    assert len(document.pages) == 2
    assert [p.code for p in document.problems] == [
        "attachment_unsupported_media", "attachment_damaged_file", "attachment_empty_file",
    ]  # fmt: skip
    for problem, name in zip(document.problems, ("papers.zip", "cut.pdf", "empty.pdf"), strict=True):
        assert name in problem.message
        assert problem.next_step
        assert problem.page == 1


def test_problems_tell_no_address_and_no_number() -> None:
    message = mail()
    message.add_attachment(
        b"%PDF-x", maintype="application", subtype="pdf", filename="for ram@x.example 9876543210.pdf"
    )
    problem = loaded(message).problems[0]
    assert "@" not in problem.message
    assert "9876543210" not in problem.message
    assert without_contacts("scan_20310304114811.pdf") == "scan_20310304114811.pdf"


def test_a_failing_page_keeps_its_problem_at_its_new_number() -> None:
    message = mail()
    message.add_attachment(scanned_pdf(2), maintype="application", subtype="pdf", filename="scan.pdf")
    engine = Crashes()
    engine.on = frozenset({2})
    document = loaded(message, engine)
    failed = [p for p in document.problems if p.code == "ocr_failed"]
    assert [p.page for p in failed] == [3]
    assert document.pages[2].quality == "unreadable"


def test_without_ocr_a_mail_with_a_scan_is_not_half_read() -> None:
    message = mail()
    message.add_attachment(png(), maintype="image", subtype="png", filename="scan.png")
    with pytest.raises(OcrUnavailable):
        loaded(message, Missing())


def test_logos_and_certificates_are_no_enclosures() -> None:
    message = mail()
    message.add_alternative('<p>Please see</p><img src="cid:logo">', subtype="html")
    logo = io.BytesIO()
    Image.new("RGB", (40, 40)).save(logo, "PNG")
    message.get_payload()[1].add_related(logo.getvalue(), "image", "png", cid="<logo>")  # type: ignore[union-attr, index]
    message.add_attachment(b"\x30\x82", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    document = loaded(message)
    assert len(document.pages) == 1
    assert not document.problems
    assert len([n for n in document.pages[0].notes if n.startswith("left out")]) == 2


def test_a_sealed_mail_says_what_to_do() -> None:
    data = bytes(mail()).replace(b'text/plain; charset="utf-8"', b"application/pkcs7-mime; name=smime.p7m")
    document = loaded(data)
    assert "Subject: Annual" in document.text
    (problem,) = document.problems
    assert "smime.p7m" in problem.message
    assert "save what it shows" in problem.next_step


def test_a_mail_that_is_nothing_but_a_pdf() -> None:
    message = mail()
    message.clear_content()
    message.set_content(LETTER, maintype="application", subtype="pdf", filename="letter.pdf")
    document = loaded(message)
    assert [p.origin for p in document.pages] == ["transcript", "text_layer"]


def test_texts_in_other_dress() -> None:
    message = mail()
    message.add_attachment("<p>Annexure C</p>", subtype="html", filename="annexure.html")
    message.add_attachment("संलग्नक".encode("utf-16"), maintype="text", subtype="plain", filename="a.txt")
    inner = mail("The earlier text.", "Earlier / मेल")
    message.add_attachment(inner)
    document = loaded(message)
    assert [p.span.of(document.text) for p in document.pages][1:3] == ["Annexure C", "संलग्नक"]
    assert document.pages[3].notes[0] == "attachment Earlier - मेल.eml"


def test_html_becomes_text() -> None:
    html = (
        "<html><head><style>p {color: red}</style></head><body><p>Sir,</p><p>Please&nbsp;see<br>below.</p>"
        "<table><tr><th><p>S.No.</p></th><th>Name</th></tr><tr><td>1</td><td>A &amp; B</td></tr></table>"
        "<script>alert(1)</script></body></html>"
    )
    assert text_of_html(html) == "Sir,\n\nPlease see\nbelow.\n\nS.No.\tName\n1\tA & B"
    message = mail()
    message.set_content(html, subtype="html")
    assert "S.No.\tName" in loaded(message).text


def test_limits_of_pages() -> None:
    message = mail()
    for number in range(5):
        message.add_attachment(f"Annexure {number}\n", filename=f"{number}.txt")
    document = loaded(message, options=ReadOptions(jobs=1, max_pages=3))
    assert len(document.pages) == 3
    assert [p.code for p in document.problems] == ["too_many_pages"]


def test_printed_mails_stay_transcripts(circulars: list) -> None:  # type: ignore[type-arg]
    for path in circulars:
        assert source_from_bytes(path.name, path.read_bytes()).media_type == TEXT
    printed = b"From: A <a@x.example>\nTo: b@x.example\nSubject: x\n\nSir,\n"
    assert source_from_bytes("mail.txt", printed).media_type == TEXT
    assert source_from_bytes("mail.eml", printed).media_type == MAIL
    assert source_from_bytes("download", bytes(mail())).media_type == MAIL


def test_the_mail_and_its_enclosures_are_cut_apart() -> None:
    message = mail()
    message.add_attachment(LETTER, maintype="application", subtype="pdf", filename="letter.pdf")
    reading = read_document(loaded(message))
    first = reading.communications[0]
    assert first.kind == "email"
    assert first.sender and first.sender.value == "so.section@office.example"
    assert [p.value for p in first.addressees] == ["director@office.example", "joint@office.example"]
    assert [p.value for p in first.copy_to] == ["copy@office.example"]
    assert first.subject and first.subject.value == "Annual reports - reg."
    assert first.date and first.date.value == "2031-03-04"
    assert first.sent
    assert first.pages == (1,)
    assert len(reading.communications) >= 2
    assert reading.communications[1].pages[0] == 2


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 900))
def test_damaged_mails(rubbish: bytes, at: int) -> None:
    message = mail()
    message.add_attachment("Annexure\n", filename="a.txt")
    data = bytes(message)
    # Either a sound Document (``loaded`` looks) or an error that says what to do; anything else fails the test.
    with contextlib.suppress(UnreadableSource):
        loaded(data[:at] + rubbish + data[at + len(rubbish) :])


def test_a_mail_whose_first_letters_are_those_of_a_tiff_is_no_picture() -> None:
    with pytest.raises(UnreadableSource):
        load(source_from_bytes("mail.eml", b"MM\x00*" + bytes(mail())[4:]))


def test_a_charset_with_a_nul_in_its_name() -> None:
    message = mail()
    message.add_attachment("Annexure\n", filename="a.txt")
    parts = bytes(message).rpartition(b'charset="utf-8"')
    assert parts[1], "the attachment names its charset"
    document = loaded(parts[0] + b'charset="utf\x00-8"' + parts[2])
    assert "Annexure" in document.text

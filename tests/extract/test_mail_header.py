"""Headers of printed mails: what a recogniser and a web mailer do to them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from reading import read_text

WEB = """Fwd: Return of spare furniture

2 emails

Estate Office <estate@works.example.in>

Wed, 04 Mar 2026 11:48:11 AM +0530

To {to}

Dear Sir,
Please see below.

===== Forwarded message =====
From: "Rao, K." <k.rao@stores.example.in>
To: "A"<a@x.example.in>, "B"<b@x.example.in>,

"C"<c@x.example.in>
Cc: d@x.example.in
Date: Tue, 03 Mar 2026 10:00:00 +0530
Subject: Return of spare furniture
"""


@pytest.mark.parametrize(
    ("to", "value", "name"),
    [
        ('"Shri Gupta, R."<gupta@x.example.in>', "gupta@x.example.in", "Shri Gupta, R."),  # a comma inside the quotes
        ("<first. last@x.example.in >", "first.last@x.example.in", None),  # a recogniser's stray blanks
        ('"शर्मा, राम" <ram@x.example.in>', "ram@x.example.in", "शर्मा, राम"),
    ],
)
def test_recipient(to: str, value: str, name: str | None) -> None:
    first, _ = read_text(WEB.format(to=to)).communications
    assert [(p.value, p.name) for p in first.addressees] == [(value, name)]


def test_two_mails_with_their_own_headers() -> None:
    outer, inner = read_text(WEB.format(to="<x@y.example.in>")).communications
    assert outer.kind == inner.kind == "email"
    assert outer.subject is not None and outer.subject.value == "Fwd: Return of spare furniture"
    assert (outer.sent, inner.sent) == ("2026-03-04T11:48:11+05:30", "2026-03-03T10:00:00+05:30")
    assert inner.sender is not None and inner.sender.value == "k.rao@stores.example.in"
    assert [p.value for p in inner.addressees] == ["a@x.example.in", "b@x.example.in", "c@x.example.in"]
    assert [p.value for p in inner.copy_to] == ["d@x.example.in"]


@pytest.mark.parametrize("label", ["Cec:", "Ce:", "Gc:", "CC :"])
def test_a_copy_label_as_recognisers_read_it(label: str) -> None:
    _, inner = read_text(WEB.format(to="<x@y.example.in>").replace("Cc:", label)).communications
    assert [p.value for p in inner.copy_to] == ["d@x.example.in"]


def test_a_page_that_ends_inside_the_list_says_so() -> None:
    reading = read_text('From: A <a@x.example.in>\n\nTo: "B"<b@x.example.in>, "C"<c@x.example.in>,\n')
    (mail,) = reading.communications
    assert mail.date is None and mail.subject is None and len(mail.addressees) == 2
    assert "undated" in {p.code for p in reading.problems}
    assert "@" not in " ".join(p.message + p.next_step for p in reading.problems)


@pytest.mark.parametrize(
    ("to", "value", "printed"),
    [
        ('"pond"<pond-\nlake@x.example.in>', "pond-lake@x.example.in", None),  # a narrow column breaks the address
        ('"A"<-pond@x.example.in>', "pond@x.example.in", "-pond@x.example.in"),  # a speck before it
        ('"A"<pond@lakes.qov.in>', "pond@lakes.gov.in", "pond@lakes.qov.in"),  # a sign of the ending misread
        ('"A"<pond@gov.m>', "pond@gov.in", "pond@gov.m"),
        ('"A"<pond@lakes.goa.org>', "pond@lakes.goa.org", None),  # another ending is not it
    ],
)
def test_address_as_it_is_meant(to: str, value: str, printed: str | None) -> None:
    many = '"K"<k@lakes.example.in>, "L"<l@x.gov.in>, "M"<m@x.gov.in>, "N"<n@gov.in>, '
    first, _ = read_text(WEB.format(to=many + to)).communications
    assert (first.addressees[-1].value, first.addressees[-1].printed) == (value, printed)


def test_a_mended_address_is_less_sure() -> None:
    many = '"L"<l@x.gov.in>, "M"<m@x.gov.in>, "N"<n@x.gov.in>, '
    first, _ = read_text(WEB.format(to=many + '"A"<pond@x.goy.in>')).communications
    assert first.addressees[-1].confidence < first.addressees[0].confidence


def test_the_last_address_below_its_name() -> None:
    first, _ = read_text(WEB.format(to='"A"<a@x.example.in>, "B"\n<b@x.example.in> ,')).communications
    assert [p.value for p in first.addressees] == ["a@x.example.in", "b@x.example.in"]


def test_a_printed_mail_begins_at_its_sender_whatever_was_made_of_the_address() -> None:
    letter = "Office of Lakes\nNo. 12/3/2026-Estt\nDated 02.03.2026\n\nCIRCULAR\n\nA. Rivers\nDirector\n\n"
    mail = WEB.format(to='"A"<a@x.example.in>').replace("<estate@", "<¢state@").replace(".in>\n\nWed", ".in >\n\nWed")
    read = read_text(letter + mail)
    assert [c.kind for c in read.communications] == ["circular", "email", "email"]
    sender = read.communications[1].sender
    assert sender is not None and sender.value == "¢state@works.example.in"


def test_a_forwarded_line_with_one_dash_is_no_item_of_a_list() -> None:
    mail = WEB.format(to='"A"<a@x.example.in>').replace("===== Forwarded message =====", "- Forwarded message")
    assert [
        s.name
        for s in read_text(mail.replace("Dear Sir,\nPlease see below.", "A. B. Rivers")).communications[0].signatories
    ] == ["A. B. Rivers"]

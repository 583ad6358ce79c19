"""What a citation means, what stands with what, and who acted on what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from extract.record import Reading
from knowledge import queries
from knowledge.identity import fold_numerals, fold_subject, loose_key, names_office, number_key
from knowledge.store import Register
from tests.knowledge.papers import bundle, cite, nurses, paper, part


def edges(home: Path, *readings: Reading) -> set[tuple[str, str, str, bool]]:
    """The relations as (source number, word, target number, inferred)."""
    with Register.open(home) as r:
        for reading in readings:
            r.add(reading)
        names = {w.id: str(w.reference_no or w.subject or w.kind) for w in queries.works(r)}
        names |= {m.id: f"missing {m.reference_no or m.date}" for m in queries.missing(r)}
        return {(names[e.source], e.relation, names[e.target], e.inferred) for e in queries.relations(r)}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("No. 30/10/2025-1 PAR Cell", "30/10/2025-1PAR Cell."),
        ("F.No. 12–3/2020", "12-3/2020"),
        ("क्रमांक: प. १०(४)/२४", "प.10(4)/24"),
        ("ABC/HO/ IMD-2/P/CIR/2024/41", "abc/ho/imd-2/p/cir/2024/41"),
    ],
)
def test_numbers_that_are_one(a: str, b: str) -> None:
    assert number_key(a) == number_key(b)


@pytest.mark.parametrize(("a", "b"), [("1/11", "11/1"), ("12/3", "12-3"), ("Nodal/4", "4")])
def test_numbers_that_are_two(a: str, b: str) -> None:
    assert number_key(a) != number_key(b)


def test_folding() -> None:
    assert fold_numerals("Part-I") == fold_numerals("Part-1") == "part-1"
    assert fold_subject("Fwd: FW: Leave rules – reg .") == fold_subject("Leave Rules")
    assert loose_key("Part (1)/2") == loose_key("Part1 /2")
    assert loose_key("12/AlS-lll") == loose_key("12/AIS-III") == loose_key("12/AIS-I|I")
    assert loose_key("12/AIS-III") != loose_key("13/AIS-III")
    assert names_office("DoPT", "Government of India | Department of Personnel & Training") is True
    assert names_office("Government of Kerala", "GOVERNMENT OF BIHAR | Finance") is False
    assert names_office("and", "GOVERNMENT OF BIHAR") is None


def test_even_number_with_an_endorsement_of_the_same_number_means_the_letter(tmp_path: Path) -> None:
    first = bundle(
        "first.txt",
        part("letter", "L/1", "2024-01-02", "First.", subject="First"),
        part("endorsement", "L/1", "2024-01-02", "A copy is forwarded.", subject=None),
    )
    second = paper(
        "letter",
        "L/1",
        "2024-02-02",
        "In continuation of letter of even number dated 2024-01-02.",
        subject="Second",
        cites=[cite(None, "2024-01-02", "continues", even_number=True)],
    )
    found = edges(tmp_path, second, first)
    assert ("L/1", "continues", "L/1", False) in found
    assert not any(target.startswith("missing") for _, _, target, _ in found)


def test_a_date_alone_never_joins_a_stranger(tmp_path: Path) -> None:
    stranger = paper("notice", "S/1", "2024-04-05", "x", issuer="PORT TRUST", subject="Sale of scrap")
    letter = paper(
        "letter",
        "L/2",
        "2024-05-01",
        "x",
        issuer="FOREST OFFICE",
        subject="Fire",
        cites=[cite(None, "2024-04-05", "refers")],
    )
    assert edges(tmp_path, stranger, letter) == {("L/2", "refers", "missing 2024-04-05", False)}


def test_two_papers_of_one_day_are_told_apart_by_the_form_or_left_open(tmp_path: Path) -> None:
    letter = paper("letter", "L/2", "2024-05-01", "x", cites=[cite(None, "2024-04-05", "refers", "circular")])
    order = paper("order", "O/1", "2024-04-05", "x", subject="Orders")
    twin = paper("circular", "HB/TRG/2024/119", "2024-04-05", "x", subject="Uniforms")
    assert edges(tmp_path / "a", nurses(), order, letter) == {("L/2", "refers", "HB/TRG/2024/118", False)}
    assert edges(tmp_path / "b", nurses(), twin, letter) == {("L/2", "refers", "missing 2024-04-05", False)}


def test_a_number_with_a_lost_bracket_needs_the_date(tmp_path: Path) -> None:
    target = paper("order", "Q-1/Part (1)", "2024-01-02", "x")
    near = paper("letter", "L/3", "2024-02-02", "x", cites=[cite("Q-1/Part 1", "2024-01-02", "refers", "order")])
    far = paper("letter", "L/4", "2024-02-03", "x", cites=[cite("Q-1/Part 1", "2024-01-05", "refers", "order")])
    assert edges(tmp_path, target, near, far) == {
        ("L/3", "refers", "Q-1/Part (1)", False),
        ("L/4", "refers", "missing Q-1/Part 1", False),
    }


def mail(sender: str, sent: str | None, to: list[str], subject: str | None, **more: Any) -> tuple[dict[str, Any], str]:
    date = sent[:10] if sent else None
    return part("email", None, date, "", issuer=None, sender=sender, sent=sent, addressees=to, subject=subject, **more)


def test_mails_in_one_another_and_the_paper_beside_them(tmp_path: Path) -> None:
    order = part("order", "K/5", "2024-06-01", "Order.", subject="Monsoon duty", issuer="RELIEF COMMISSIONER")
    inner = mail("relief@example.in", "2024-06-02T10:00:00+05:30", ["collector-kerala@example.in"], "Monsoon duty")
    outer = mail(
        "collector@example.in", "2024-06-03T10:00:00+05:30", ["health.kerala@example.in"], "Fwd: Monsoon duty - reg."
    )
    letter = paper(
        "letter",
        "H/9",
        "2024-06-05",
        "A copy is sent herewith.",
        issuer="GOVERNMENT OF KERALA | Health Department",
        cites=[cite("K/5", "2024-06-01", "forwards", "order")],
    )
    with Register.open(tmp_path) as r:
        r.add(letter)
        r.add(bundle("mails.txt", outer, inner, order))
        ids = {w.reference_no or str(w.date): w.id for w in queries.works(r)}
        found = {(e.source, e.relation, e.target, e.inferred) for e in queries.relations(r)}
    assert found == {
        (ids["2024-06-03"], "forwards", ids["2024-06-02"], False),
        (ids["2024-06-02"], "forwards", ids["K/5"], True),
        (ids["H/9"], "forwards", ids["K/5"], False),
        (ids["H/9"], "acts_on", ids["2024-06-03"], True),
    }


@pytest.mark.parametrize(
    ("issuer", "date"),
    [
        ("GOVERNMENT OF BIHAR | Health Department", "2024-06-05"),
        ("GOVERNMENT OF KERALA | Health Department", "2024-06-01"),
    ],
    ids=["another state", "before the mail"],
)
def test_no_acting_on_a_mail_that_cannot_have_caused_it(tmp_path: Path, issuer: str, date: str) -> None:
    order = part("order", "K/5", "2024-06-01", "Order.", subject="Monsoon duty", issuer="RELIEF COMMISSIONER")
    sent = mail("relief@example.in", "2024-06-02T10:00:00+05:30", ["collector-kerala@example.in"], "Monsoon duty")
    letter = paper("letter", "H/9", date, "x", issuer=issuer, cites=[cite("K/5", "2024-06-01", "forwards", "order")])
    assert not any(word == "acts_on" for _, word, _, _ in edges(tmp_path, bundle("m.txt", sent, order), letter))


def test_an_endorsement_in_a_file_of_its_own_finds_its_letter(tmp_path: Path) -> None:
    letter = paper("letter", "L/1", "2024-01-02", "First.")
    alone = paper("endorsement", "L/1", "2024-01-02", "A copy is forwarded.", subject=None)
    assert edges(tmp_path, alone, letter) == {("L/1", "endorses", "L/1", False)}


def test_a_letter_with_a_copy_enclosed_carries_the_older_paper_behind_it(tmp_path: Path) -> None:
    letter = part("letter", "L/1", "2024-05-02", "A copy is enclosed.", subject="Trainings", issuer="DISTRICT HOSPITAL")
    older = part("circular", "C/1", "2024-04-05", "x", subject="Trainings")
    assert edges(tmp_path / "a", bundle("a.txt", letter, older)) == {("L/1", "encloses", "C/1", True)}
    younger = part("circular", "C/2", "2024-06-05", "x", subject="Trainings")
    assert edges(tmp_path / "b", bundle("b.txt", letter, younger)) == set()


def test_a_paper_that_forwards_a_younger_one_is_a_conflict(tmp_path: Path) -> None:
    early = paper(
        "letter", "L/1", "2024-04-01", "x", cites=[cite("HB/TRG/2024/118", "2024-04-05", "forwards", "circular")]
    )
    with Register.open(tmp_path) as r:
        r.add(nurses())
        r.add(early)
        assert [c.kind for c in queries.conflicts(r)] == ["forwarding_older"]


def test_a_citation_under_another_date_is_a_conflict_and_not_joined(tmp_path: Path) -> None:
    subject = "Trainings for nurses of the Board's hospitals"
    letter = paper(
        "letter",
        "L/1",
        "2024-06-01",
        "x",
        subject=subject,
        cites=[cite("HB/TRG/2024/118", "2024-05-04", "refers", "circular")],
    )
    with Register.open(tmp_path) as r:
        r.add(nurses())
        r.add(letter)
        assert [c.kind for c in queries.conflicts(r)] == ["citation_date"]
        assert [m.date for m in queries.missing(r)] == ["2024-05-04"]


def test_lineage_up_and_down_and_in_circles(tmp_path: Path) -> None:
    a = paper("letter", "A", "2024-01-01", "x", subject="One", cites=[cite("C", "2024-01-03", "refers")])
    b = paper("letter", "B", "2024-01-02", "x", subject="Two", cites=[cite("A", "2024-01-01", "forwards")])
    c = paper(
        "letter",
        "C",
        "2024-01-03",
        "x",
        subject="Three",
        cites=[cite("B", "2024-01-02", "forwards"), cite("Z", "2023-01-01", "refers")],
    )
    with Register.open(tmp_path) as r:
        for reading in (a, b, c):
            r.add(reading)
        ids = {w.reference_no: w.id for w in queries.works(r)}
        answer = queries.lineage(r, ids["B"])
        assert [n.reference_no for n in answer.upstream] == ["A"]
        assert [n.reference_no for n in answer.downstream] == ["C"]
        text = queries.render_lineage(answer)
        assert "2024-01-02 · letter · B" in text.splitlines()[0]
        assert "(not held)" in text
        assert len(text.splitlines()) < 20
        with pytest.raises(queries.UnknownWork):
            queries.lineage(r, "wnothing")


def test_look_alike_letters_in_a_number(tmp_path: Path) -> None:
    clean = paper("order", "12/AIS-III", "2024-01-02", "x", subject="Cadre review")
    scan = paper("order", "12/AlS-IlI", "2024-01-02", "x y", subject="Cadre review")
    other = paper("order", "12/AIS-I1I", "2024-01-02", "x z", subject="Parking")
    letter = paper("letter", "L/1", "2024-03-01", "x", cites=[cite("12/AIS-Ill", "2024-01-02", "refers", "order")])
    with Register.open(tmp_path) as r:
        (work,) = r.add(scan).works
        r.add(letter)
        assert r.add(clean).works == (work,)
        assert [e.target for e in queries.relations(r)] == [work]
        assert any("look-alike" in c.reason for c in queries.show(r, work).copies)
        assert r.add(other).works != (work,)


@pytest.mark.parametrize("held_first", [True, False])
def test_a_dispatch_number_and_its_day_name_the_paper_whose_number_ends_so(tmp_path: Path, held_first: bool) -> None:
    """«पत्रांक 2096, दिनांक …» means "6/नौ.2-114/2022 2096/", whichever comes first; another day or tail does not."""
    whole = bundle("whole.txt", part("letter", "6/नौ.2-114/2022 2096/", "2023-11-21", "Boats.", subject="Boats"))
    citing = bundle(
        "citing.txt",
        part(
            "letter", "14/T", "2023-11-29", "As below.", subject="Other matter",
            cites=[
                cite("2096", "2023-11-21", "refers"), cite("096", "2023-11-21", "refers"),
                cite("2096", "2023-11-20", "refers"),
            ],
        ),
    )  # fmt: skip
    found = edges(tmp_path, *((whole, citing) if held_first else (citing, whole)))
    assert {(s, t) for s, _, t, _ in found} == {
        ("14/T", "6/नौ.2-114/2022 2096/"), ("14/T", "missing 096"), ("14/T", "missing 2096"),
    }  # fmt: skip

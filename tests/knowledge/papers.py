"""Invented circulars of other subjects, as their text and what a reader finds in it."""

from __future__ import annotations

from typing import Any

from extract.record import Reading
from tests.knowledge.gold_readings import build

BOARD = "STATE HOSPITAL BOARD | TRAINING BRANCH"

NURSES = """No. HB/TRG/2024/118
STATE HOSPITAL BOARD
TRAINING BRANCH

Dated: 5th April, 2024

CIRCULAR

Subject: Trainings for nurses of the Board's hospitals – reg.

1. It has been decided that all nurses working in the hospitals of the Board shall complete
the trainings prescribed below.

Trainings prescribed for staff nurses with 0-5 years of service
1.\tHand Hygiene\tMandatory
2.\tCannulation\tMandatory
3.\tRecord Keeping\tOptional
4.\tFire Drill\tOptional
Trainings prescribed for staff nurses with above 5 years of service
1.\tWard Management\tMandatory
2.\tMentoring\tOptional

2. All nurses shall complete at least 60% of the trainings prescribed by 30.09.2024.

3. Every nurse must pass the skills examination by 31.12.2024.

4. The mobile number of every nurse shall be the same on HRMS and Payroll.

5. Medical Superintendents are requested to display this circular on the notice board.

6. Entries will be made in Part-II of the service book.

(A. Example)
Secretary

To
All Medical Superintendents
"""


def item(name: str, requirement: str, years: dict[str, float]) -> dict[str, Any]:
    return {"name": name, "requirement": requirement, "audience": None, "service": None, "service_years": years}


def duty(who: str | None, modality: str, paragraph: str, quote: str) -> dict[str, Any]:
    return {"who": who, "modality": modality, "paragraph": paragraph, "quote": quote}


NURSES_GOLD: dict[str, Any] = {
    "kind": "circular",
    "language": "en",
    "reference_no": "HB/TRG/2024/118",
    "date": "2024-04-05",
    "subject": "Trainings for nurses of the Board's hospitals – reg.",
    "issuer": BOARD,
    "addressees": ["All Medical Superintendents"],
    "obligations": [
        duty(
            "all nurses working in the hospitals of the Board",
            "must",
            "1",
            "all nurses working in the hospitals of the Board shall complete the trainings prescribed below.",
        ),
        duty(
            "All nurses",
            "must",
            "2",
            "All nurses shall complete at least 60% of the trainings prescribed by 30.09.2024.",
        ),
        duty("Every nurse", "must", "3", "Every nurse must pass the skills examination by 31.12.2024."),
        duty(None, "must", "4", "The mobile number of every nurse shall be the same on HRMS and Payroll."),
        duty(
            "Medical Superintendents",
            "should",
            "5",
            "Medical Superintendents are requested to display this circular on the notice board.",
        ),
        duty(None, "must", "6", "Entries will be made in Part-II of the service book."),
    ],
    "deadlines": [
        {
            "date": "2024-09-30",
            "text": "All nurses shall complete at least 60% of the trainings prescribed by 30.09.2024.",
            "paragraph": "2",
        },
        {"date": "2024-12-31", "text": "Every nurse must pass the skills examination by 31.12.2024.", "paragraph": "3"},
    ],
    "courses": [
        item("Hand Hygiene", "mandatory", {"from": 0, "to": 5}),
        item("Cannulation", "mandatory", {"from": 0, "to": 5}),
        item("Record Keeping", "optional", {"from": 0, "to": 5}),
        item("Fire Drill", "optional", {"from": 0, "to": 5}),
        item("Ward Management", "mandatory", {"above": 5}),
        item("Mentoring", "optional", {"above": 5}),
    ],
}


def nurses() -> Reading:
    return build({"communications": [NURSES_GOLD]}, NURSES, "nurses.txt")


def amendment(date: str, paragraph: str, old: str | None, new: str | None, kind: str = "corrigendum") -> Reading:
    """A paper of the same number that changes one paragraph of the nurses' circular."""
    return paper(
        kind,
        "HB/TRG/2024/118",
        date,
        f"In paragraph {paragraph} for “{old}” read “{new}”.",
        cites=[cite("HB/TRG/2024/118", "2024-04-05", "amends", "circular")],
        amends=[{"paragraph": paragraph, "old": old, "new": new}],
    )


def cite(
    number: str | None, date: str | None, relation: str, kind: str | None = "letter", **more: Any
) -> dict[str, Any]:
    return {"reference_no": number, "date": date, "relation": relation, "kind": kind, "even_number": False, **more}


def paper(kind: str, number: str | None, date: str | None, body: str, **more: Any) -> Reading:
    """One paper in one file. ``more``: fields of the gold (issuer, subject, cites, obligations, …)."""
    return bundle(f"{kind}-{number}-{date}.txt", part(kind, number, date, body, **more))


def part(kind: str, number: str | None, date: str | None, body: str, **more: Any) -> tuple[dict[str, Any], str]:
    fields = {
        "kind": kind,
        "language": "en",
        "reference_no": number,
        "date": date,
        "subject": f"Trainings {kind}",
        "issuer": BOARD,
        **more,
    }
    lines = [f"No. {number}" if number else "", str(fields["issuer"] or "").replace(" | ", "\n"), f"Dated {date}"]
    if kind == "email":
        lines = [f"From: {fields.get('sender')}", f"Date: {fields.get('sent')}"]
    if kind == "endorsement":
        lines[0] = f"Endst No. {number}"
    lines += [f"Subject: {fields['subject']}", body, "\n"]
    return fields, "\n".join(lines)


def bundle(name: str, *parts: tuple[dict[str, Any], str]) -> Reading:
    """Several papers in one file."""
    return build({"communications": [p[0] for p in parts]}, "\n".join(p[1] for p in parts), name)

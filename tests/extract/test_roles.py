"""Which office holds which role."""

from __future__ import annotations

import pytest

from extract.extractors.roles import roles
from extract.view import Zone
from tests.extract.views import view

CASES: list[tuple[str, Zone, str, list[tuple[str, str, str | None]]]] = [
    (
        "being the",
        "copy_list",
        "Copy to:\n1. The Registrar, Central Wing – being the Nodal Officer in respect of hostels.",
        [("The Registrar, Central Wing", "Nodal Officer", "hostels")],
    ),
    (
        "in brackets",
        "copy_list",
        "प्रतिलिपि:-\n1. उप निदेशक, वन (वृत्त-2) विभाग (नोडल अधिकारी, पौधारोपण) को प्रेषित।",
        [("उप निदेशक, वन (वृत्त-2) विभाग", "नोडल अधिकारी", "पौधारोपण")],
    ),
    (
        "shall be the",
        "body",
        "The Chief Engineer shall be the competent authority for grant of permission under this scheme.",
        [("The Chief Engineer", "competent authority", "grant of permission under this scheme")],
    ),
    (
        "nominated",
        "body",
        "The Deputy Registrar (Exams) is hereby nominated as Nodal Officer for the portal.",
        [("The Deputy Registrar (Exams)", "Nodal Officer", "the portal")],
    ),
    (
        "Hindi, ko namit",
        "body",
        "उप सचिव, वित्त को ई-ऑफिस हेतु नोडल अधिकारी नामित किया जाता है।",
        [("उप सचिव, वित्त", "नोडल अधिकारी", "ई-ऑफिस")],
    ),
    ("an abbreviation behind its words", "body", "Officers are mapped to the Cadre Controlling Authority (CCA).", []),
    (
        "who will act as",
        "body",
        "Managers are advised to nominate a Learning Officer, who will act as the nodal officer for e-learning.",
        [("a Learning Officer", "nodal officer", "e-learning")],
    ),
    (
        "a named person with the post between commas",
        "body",
        "Ms. A. B. Clerk, Section Officer, is designated as Nodal Officer for the portal.",
        [("Ms. A. B. Clerk, Section Officer", "Nodal Officer", "the portal")],
    ),
    (
        "Hindi, under an Act",
        "body",
        "अनुभाग अधिकारी को सूचना का अधिकार अधिनियम के अन्तर्गत जन सूचना अधिकारी पदाभिहित किया जाता है।",
        [("अनुभाग अधिकारी", "जन सूचना अधिकारी", "सूचना का अधिकार अधिनियम")],
    ),
    (
        "Hindi, the post first",
        "body",
        "निदेशक इस योजना के नोडल अधिकारी होंगे।",
        [("निदेशक", "नोडल अधिकारी", "इस योजना")],
    ),
    ("a role alone", "body", "The nodal officer shall report to the competent authority.", []),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "zone", "text", "wanted"), CASES, ids=[c[0] for c in CASES])
def test_roles(reason: str, zone: Zone, text: str, wanted: list[tuple[str, str, str | None]]) -> None:
    assert [(r.office, r.role, r.for_) for r in roles(view(text, zone=zone))] == wanted, reason

"""A Hindi letter and the English memorandum that it restates, aligned by what survives translation."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex

from corpus.sources import CIRCULARS
from extract.pipeline import read
from ingest.source import source_from_bytes
from knowledge import queries
from knowledge.restate import glossary, restatements
from knowledge.store import Register

ENGLISH = """No. HR/2024/55
GOVERNMENT OF INDIA
MINISTRY OF PERSONNEL

New Delhi, dated 04.06.2024

OFFICE MEMORANDUM

Subject: Leave applications on the e-HRMS portal.

1. All employees shall submit leave applications on the e-HRMS portal by 31.07.2024.

2. A medical certificate in Form 45 shall be attached to the application.

3. Departments shall ensure that the canteen opens at 9 hours.

(A. Example)
Under Secretary

To
All Ministries
"""
HINDI = """क्रमांक: का/2024/9
राजस्थान सरकार
कार्मिक विभाग

जयपुर, दिनांक: 20.06.2024

विषय:- e-HRMS पोर्टल पर अवकाश आवेदन के संबंध में।

1. भारत सरकार के कार्यालय ज्ञापन संख्या HR/2024/55 दिनांक 04.06.2024 की प्रति संलग्न कर भेजी जा रही है।

2. आवेदन के साथ Form 45 में चिकित्सा प्रमाण पत्र संलग्न किया जाए।

3. समस्त कर्मचारी e-HRMS पोर्टल पर अवकाश आवेदन दिनांक 31.07.2024 तक प्रस्तुत करेंगे।

(क. उदाहरण)
शासन सचिव
"""


def test_paragraphs_are_aligned_across_languages(tmp_path: Path) -> None:
    with Register.open(tmp_path) as register:
        for name, text in (("hi.txt", HINDI), ("en.txt", ENGLISH)):
            register.add(read(source_from_bytes(name, text.encode())))
        (found,) = queries.restatements(register)
    pairs = {(p.paragraph, p.of_paragraph): p.shared for p in found.paragraphs}
    assert {("2", "2"), ("3", "1")} <= set(pairs)
    assert "date 2024-07-31" in pairs["3", "1"]
    assert not any(of == "3" for _, of in pairs)


def test_the_hindi_letter_of_the_five(tmp_path: Path) -> None:
    with Register.open(tmp_path) as register:
        for path in sorted(CIRCULARS.glob("*.txt")):
            register.add(read(source_from_bytes(path.name, path.read_bytes())))
        found = queries.restatements(register)
        # Found among the pairs of two languages only, and the same as among all papers.
        assert found == restatements(queries.library(register)) != []
        kinds = {w.id: w for w in queries.works(register)}
    assert any(kinds[f.of].kind == "office_memorandum" and len(f.paragraphs) >= 2 for f in found)


@pytest.mark.parametrize("entry", glossary(), ids=lambda e: str(e[0]))
def test_glossary(entry: tuple[str, regex.Pattern[str]]) -> None:
    import tomllib
    from importlib.resources import files

    raw = tomllib.loads(files("knowledge").joinpath("lang/glossary.toml").read_text(encoding="utf-8"))
    (examples,) = [t["example"] for t in raw["term"] if t["example"][0] == entry[0]]
    assert all(entry[1].search(e) for e in examples)

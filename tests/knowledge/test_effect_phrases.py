"""The phrases by which papers change others, in both languages: read by the real reader, judged by what they did."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from extract.pipeline import read
from extract.record import Reading
from ingest.source import source_from_bytes
from knowledge import queries
from knowledge.store import Register

BASE = """No. 7/2/2022-Estt
GOVERNMENT OF INDIA
MINISTRY OF FINANCE
DEPARTMENT OF EXPENDITURE

New Delhi, dated the 5th April, 2022

OFFICE MEMORANDUM

Subject: Procedure for advance of pay - instructions.

1. Applications for advance shall be submitted in Form-I by 30.06.2022.

2. The amount shall not exceed Rs. 2250 per month.

3. Every employee shall furnish a certificate to the Head of Office.

(i) The certificate shall be signed by the Head of Office.

(ii) The certificate shall be renewed every year.

4. Reports shall be sent by the 15th of every month.

(A. Example)
Deputy Secretary to the Government of India

To
All Ministries/Departments of the Government of India
"""

CHANGE = """No. 7/2/2022-Estt
GOVERNMENT OF INDIA
MINISTRY OF FINANCE
DEPARTMENT OF EXPENDITURE

New Delhi, dated the 10th May, 2022

{kind}

Subject: Procedure for advance of pay - instructions.

{body}

(A. Example)
Deputy Secretary to the Government of India

To
All Ministries/Departments of the Government of India
"""

HINDI = """संख्या: 25/2022/का-4
उत्तर प्रदेश शासन
कार्मिक अनुभाग-4

लखनऊ, दिनांक: 10.01.2022

परिपत्र

विषय:- अवकाश स्वीकृति के संबंध में।

1. समस्त कर्मचारी उपार्जित अवकाश का आवेदन 15 दिन पूर्व प्रस्तुत करेंगे।

2. समस्त विभागाध्यक्ष अवकाश लेखा की सूचना दिनांक 31.03.2022 तक उपलब्ध करायेंगे।

3. अवकाश की स्वीकृति विभागाध्यक्ष द्वारा दी जायेगी।

(ग. उदाहरण)
प्रमुख सचिव

सेवा में,
समस्त विभागाध्यक्ष, उत्तर प्रदेश।
"""

HINDI_CHANGE = """संख्या: 25/2022/का-4
उत्तर प्रदेश शासन
कार्मिक अनुभाग-4

लखनऊ, दिनांक: 05.02.2022

{kind}

विषय:- अवकाश स्वीकृति के संबंध में।

{body}

(ग. उदाहरण)
प्रमुख सचिव

सेवा में,
समस्त विभागाध्यक्ष, उत्तर प्रदेश।
"""

OM = "this Department's O.M. of even number dated 05.04.2022"
THIS_OM = "This Department's O.M. of even number dated 05.04.2022"
PARIPATRA = "शासन के समसंख्यक परिपत्र दिनांक 10.01.2022"
NOTHING = None

Case = tuple[str, str, str, str | None]
"""What the paper says, the type of the effect, the paragraph's eId ("body": all of it), what it says afterwards."""

ENGLISH: list[Case] = [
    (f'In {OM}, in para 2, for the words "Rs. 2250" read "Rs. 2812".', "substitution", "para_2", "Rs. 2812"),
    (f'In para 2 of {OM}, for the figures "2250", the figures "2812" may be read.', "substitution", "para_2", "2812"),
    (f'In {OM}, in para 2, "Rs. 2250" may be read as "Rs. 2812".', "substitution", "para_2", "Rs. 2812 per"),
    (f'In para 2 of {OM}, the words "Rs. 2250" shall be replaced by the words "Rs. 2812".', "substitution", "para_2",
     "Rs. 2812"),
    (f'In {OM}, the date "30.06.2022" in para 1 shall be substituted by "31.07.2022".', "substitution", "para_1",
     "by 31.07.2022"),
    (f'In {OM}, in para 1 for the words "Form-1" read "Form-2".', "substitution", "para_1", "in Form-2"),
    (f"Reference is invited to {OM}. It was provided in para 1 that applications shall be submitted in Form-I. "
     "The applications shall, instead, be submitted in Form-II.", "substitution", "para_1", "in Form-II"),
    (f'Para 2 of {OM} shall be substituted by the following: "The amount shall not exceed Rs. 3000."', "substitution",
     "para_2", "Rs. 3000."),
    (f'For para 2 of {OM}, the following shall be substituted, namely: "2. The amount is free. It shall be paid."',
     "substitution", "para_2", "The amount is free. It shall be paid."),
    (f'Para 2 of {OM} may be read as under: "The amount shall not exceed Rs. 3000."', "substitution", "para_2", "3000"),
    (f"Para 2 of {OM} stands deleted.", "deletion", "para_2", NOTHING),
    (f"Para 3(ii) of {OM} is hereby omitted.", "deletion", "para_3__subpara_ii", NOTHING),
    (f"In {OM}, para 3 (ii) may be treated as deleted.", "deletion", "para_3__subpara_ii", NOTHING),
    (f'The words "to the Head of Office" in para 3 of {OM} shall be omitted.', "deletion", "para_3",
     "furnish a certificate."),
    (f"The date given in para 1 of {OM} is extended to 31.07.2022.", "extension", "para_1", "by 31.07.2022"),
    (f"In continuation of {OM}, the last date mentioned in para 1 is extended up to 31st July, 2022.", "extension",
     "para_1", "31st July, 2022"),
    (f'In {OM}, after para 3 the following shall be inserted: "3A. It shall be countersigned."', "insertion", "para_3a",
     "It shall be countersigned."),
    (f'In {OM}, after para 3(ii) the following shall be inserted, namely: "(iii) It shall be countersigned."',
     "insertion", "para_3__subpara_iii", "It shall be countersigned."),
    (f'In {OM}, after para 3, the following para shall be added:\n\n"3A. It shall be countersigned."', "insertion",
     "para_3a", "It shall be countersigned."),
    (f"In supersession of {OM}, applications shall be submitted online.", "supersession", "body", NOTHING),
    (f"This O.M. supersedes {OM}.", "supersession", "body", NOTHING),
    (f"{THIS_OM} stands superseded with immediate effect.", "supersession", "body", NOTHING),
    (f"{THIS_OM} is hereby withdrawn.", "supersession", "body", NOTHING),
    (f"In supersession of para 2 of {OM}, the amount shall not exceed Rs. 5000.", "deletion", "para_2", NOTHING),
    (f"In partial supersession of {OM}, para 2 thereof, the amount shall not exceed Rs. 5000.", "deletion", "para_2",
     NOTHING),
]  # fmt: skip
IN_HINDI: list[Case] = [
    (f'1. {PARIPATRA} के प्रस्तर 1 में "15 दिन" के स्थान पर "30 दिन" पढ़ा जाए।', "substitution", "para_1", "30 दिन पूर्व"),
    (f'1. {PARIPATRA} के प्रस्तर १ में "१५ दिन" के स्थान पर "३० दिन" पढ़ा जाए।', "substitution", "para_1", "३० दिन पूर्व"),
    (f'1. {PARIPATRA} के प्रस्तर-1 में उल्लिखित शब्द "15 दिन" के स्थान पर शब्द "30 दिन" प्रतिस्थापित किया जाता है।',
     "substitution", "para_1", "30 दिन पूर्व"),
    (f"{PARIPATRA} के पैरा 1 में अंकित 15 दिन के स्थान पर 30 दिन पढ़ा जाये।", "substitution", "para_1", "30 दिन पूर्व"),
    (f'{PARIPATRA} के प्रस्तर 3 को निम्नानुसार प्रतिस्थापित किया जाता है: "स्वीकृति निदेशक देंगे।"', "substitution", "para_3",
     "स्वीकृति निदेशक देंगे।"),
    (f'{PARIPATRA} के प्रस्तर 3 के स्थान पर निम्नलिखित प्रस्तर पढ़ा जाए: "स्वीकृति निदेशक देंगे।"', "substitution", "para_3",
     "स्वीकृति निदेशक देंगे।"),
    (f"{PARIPATRA} का प्रस्तर 3 विलोपित किया जाता है।", "deletion", "para_3", NOTHING),
    (f"{PARIPATRA} के प्रस्तर 3 को एतद्द्वारा निरस्त किया जाता है।", "deletion", "para_3", NOTHING),
    (f"{PARIPATRA} के प्रस्तर 2 में निर्धारित तिथि 31.03.2022 को बढ़ाकर 30.04.2022 किया जाता है।", "extension", "para_2",
     "30.04.2022 तक"),
    (f"{PARIPATRA} के प्रस्तर 2 में निर्धारित अंतिम तिथि दिनांक 30.04.2022 तक बढ़ाई जाती है।", "extension", "para_2",
     "30.04.2022 तक"),
    (f'{PARIPATRA} के प्रस्तर 3 के पश्चात निम्नलिखित प्रस्तर जोड़ा जाता है: "3क. सूचना दी जायेगी।"', "insertion", "para_3क",
     "सूचना दी जायेगी।"),
    (f'{PARIPATRA} के प्रस्तर 3 के बाद निम्न प्रस्तर अंतःस्थापित किया जाए: "4. सूचना दी जायेगी।"', "insertion", "para_4",
     "सूचना दी जायेगी।"),
    (f"{PARIPATRA} को अवक्रमित करते हुए निम्न निर्देश दिये जाते हैं।", "supersession", "body", NOTHING),
    (f"{PARIPATRA} को अतिक्रमित करते हुए निम्न निर्देश दिये जाते हैं।", "supersession", "body", NOTHING),
    (f"{PARIPATRA} के प्रस्तर 2 को अवक्रमित करते हुए निर्देश दिये जाते हैं कि सूचना पोर्टल पर दी जाये।", "deletion", "para_2",
     NOTHING),
]  # fmt: skip


@cache
def reading(name: str, text: str) -> Reading:
    return read(source_from_bytes(f"{name}.txt", text.strip().encode()))


def judged(home: Path, base: str, change: str, case: Case) -> None:
    said, kind, eid, afterwards = case
    form = "CORRIGENDUM" if base == BASE else "शुद्धि पत्र" if "स्थान पर" in said else "परिपत्र"
    if kind == "supersession" and base == BASE:
        form = "OFFICE MEMORANDUM"
    with Register.open(home) as r:
        work = r.add(reading("base", base)).works[0]
        r.add(reading("change", change.format(kind=form, body=said)))
        (effect,) = queries.effects(r)
        assert (effect.type, effect.status, effect.affected, effect.affected_eid) == (kind, "applied", work, eid)
        assert effect.affecting_eid == "para_1"
        assert effect.quote
        text = queries.text(r, work, "2022-06-01")
        if kind == "supersession":
            assert text.status == "superseded"
            assert queries.rules(r, "2022-06-01") == [] or work not in {
                s.work for x in queries.rules(r, "2022-06-01") for s in x.sources
            }
            return
        (paragraph,) = [p for p in text.paragraphs if p.eid == eid]
        if afterwards is None:
            assert paragraph.text is None
        else:
            assert afterwards in (paragraph.text or "")
        if kind != "insertion":
            assert len(paragraph.versions) == 2
            assert paragraph.versions[0].text
        assert paragraph.versions[-1].by is not None


@pytest.mark.parametrize("case", ENGLISH, ids=[c[0][:60] for c in ENGLISH])
def test_english(tmp_path: Path, case: Case) -> None:
    judged(tmp_path, BASE, CHANGE, case)


@pytest.mark.parametrize("case", IN_HINDI, ids=range(len(IN_HINDI)))
def test_hindi(tmp_path: Path, case: Case) -> None:
    judged(tmp_path, HINDI, HINDI_CHANGE, case)


UNNAMED = [
    (BASE, CHANGE, "In supersession of all previous instructions on the subject, applications shall be made online."),
    (HINDI, HINDI_CHANGE, "इस विषय में निर्गत आदेशों को अवक्रमित करते हुए निम्न निर्देश दिये जाते हैं।"),
]


@pytest.mark.parametrize(("base", "change", "said"), UNNAMED, ids=["English", "Hindi"])
def test_papers_superseded_by_a_phrase_that_names_none(tmp_path: Path, base: str, change: str, said: str) -> None:
    with Register.open(tmp_path) as r:
        work = r.add(reading("base", base)).works[0]
        r.add(reading("change", change.format(kind="CIRCULAR" if base == BASE else "परिपत्र", body=said)))
        (effect,) = queries.effects(r)
        assert (effect.type, effect.status, effect.affected) == ("supersession", "unapplied", None)
        assert "named by no number" in effect.why
        assert queries.text(r, work, "2022-12-01").status == "in_force"

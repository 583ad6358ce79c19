"""The scorer's figures, worked out by hand: a change here is a change of the measure, and every old figure is void."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus import score

GOLD: dict[str, Any] = {
    "communications": [
        {
            "kind": "office_memorandum",
            "reference_no": "A-12/3/2024-Estt",
            "date": "2024-05-07",
            "subject": "Timely filing of returns - reg.",
            "issuer": "Ministry of Example | Department of Samples",
            "place": "New Delhi",
            "signatories": [{"name": "A. Specimen", "designation": "Under Secretary"}],
            "addressees": ["All Heads of Department"],
            "copy_to": ["The Accountant General", "Guard file"],
            "cites": [
                {"reference_no": "A-12/1/2023-Estt", "date": "2023-01-02", "relation": "continues"},
                {"reference_no": None, "date": None, "relation": "refers"},
            ],
            "deadlines": [{"date": "2024-06-30"}],
            "courses": [
                {
                    "name": "Office Procedure",
                    "requirement": "mandatory",
                    "service_years": {"above": None, "from": 0, "to": 9},
                }
            ],
            "amends": [{"paragraph": "3(ii)", "new": "31st July"}],
            "obligations": [
                {"modality": "must", "quote": "All officers shall file the return by 30.06.2024"},
                {"modality": "should", "quote": "Heads of Department are requested to report compliance"},
            ],
        },
        {
            "kind": "endorsement",
            "reference_no": "संख्या 12(३)/2024",
            "date": "2024-05",
            "subject": None,
            "issuer": "Directorate of Examples",
            "place": None,
            "signatories": [{"name": None, "designation": "Section Officer"}],
            "addressees": [],
            "copy_to": ["All District Offices for information"],
            "cites": [],
            "deadlines": [],
            "obligations": [],
        },
        {
            "kind": "email",
            "reference_no": None,
            "date": "2024-05-20",
            "sender": "a@example.org",
            "subject": "Fwd: returns",
            "addressees": ["b@example.org", "c@example.org"],
            "copy_to": [],
            "signatories": [],
        },
    ],
    "receipt_marks": [{"diary_no": "451"}],
}


def found(value: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    evidence = [{"page": 1, "start": start, "end": end, "quote": ""}]
    return {"value": value, "confidence": 0.9, "evidence": evidence, **more}


READING: dict[str, Any] = {
    "text": "No. A-12/3/2024-Estt dated 7.5.2024 Subject: Timely filing of return. "
    "All officers shall file the return by 30.06.2024",
    "communications": [
        {
            "kind": "letter",
            "reference_no": found("A-12/3/", 4, 20, incomplete=True),  # the stem of a handwritten number: half
            "date": found("2024-05-07", 27, 35, printed="7.5.2024"),
            "subject": found("Timely filing of return", 45, 68),
            "issuer": "Ministry of Example",
            "place": "NEW DELHI - 1",
            "signatories": [{"name": "A. Specimen", "designation": "Deputy Secretary"}],
            "addressees": [found("All Heads of Departments", 0, 3)],  # evidence that does not say it
            "copy_to": ["The Accountant General", "Someone else"],
            "cites": [
                {"reference_no": "A-12/1/2023-ESTT", "date": "2023-01-02", "relation": "refers"},
                {"reference_no": "X-1", "date": "2020-01-01", "relation": "refers"},
            ],
            "deadlines": [{"date": "2024-06-30"}, {"date": None, "rule": "monthly"}, {"date": "2024-07-31"}],
            "courses": [
                {"name": "Office Procedure", "requirement": "mandatory", "service_years": {"from": 0, "to": 10}}
            ],
            "amends": [{"paragraph": "3 (ii)", "new": "31st July"}],
            "obligations": [
                {
                    "modality": "must",
                    "quote": "All officers shall file the return by 30.06.2024",
                    "evidence": [{"start": 70, "end": 118}],
                },
                {"modality": "must", "quote": "the Heads of Department are requested to report compliance."},
            ],
        },
        {"kind": "annexure", "deadlines": [{"date": "2024-08-01"}]},  # goes with the letter before it
        {
            "kind": "email",
            "reference_no": "M-1",
            "date": "2024-05-20",
            "sender": "a@example.org",
            "subject": "Fwd: returns",
            "addressees": ["b@example.org"],
            "copy_to": ["d@example.org"],
        },
    ],
    "receipt_marks": [{"diary_no": "451"}, {"diary_no": "9"}],
}

# field: [hit, predicted, gold]
EXPECTED = {
    "receipt_marks": [1, 2, 1],
    "grounding": [4, 5, 5],
    "communications": [2, 2, 3],
    "kind": [1, 3, 3],
    "reference_no": [0.5, 2, 2],
    "date": [2, 2, 3],
    "subject": [2, 2, 2],
    "place": [1, 1, 1],
    "issuer": [1, 1, 3],
    "signatory_name": [1, 1, 1],
    "signatory_post": [0, 1, 2],
    "addressees": [1, 1, 1],
    "copy_to": [1, 2, 3],
    "cites": [1, 1, 1],
    "cites_relation": [0, 1, 1],
    "deadlines": [1, 3, 1],
    "courses": [1, 1, 1],
    "course_band": [0, 1, 1],
    "amends": [0, 1, 1],
    "obligations": [2, 2, 2],
    "modality": [1, 2, 2],
    "sender": [1, 1, 1],
    "mail_to": [1, 1, 2],
    "mail_cc": [0, 1, 0],
}


def scored(folder: Path, **how: bool) -> score.Scores:
    for side, content in (("gold", GOLD), ("readings", READING)):
        (folder / side).mkdir(exist_ok=True)
        (folder / side / "pair.json").write_text(json.dumps(content), encoding="utf-8")
    reader = score.reader_of_stored(folder / "readings")
    return score.score_files([folder / "readings" / "pair.json"], folder / "gold", reader, **how)


def test_every_count_of_the_pair() -> None:
    assert score.score_reading(READING, GOLD, null_is_none=True, grounding=True) == EXPECTED


def test_macro_strict_and_lenient(tmp_path: Path) -> None:
    assert scored(tmp_path, null_is_none=True, grounding=True).macro == 0.5923611111111111
    assert scored(tmp_path).macro == 0.6136363636363636


def test_gold_scores_full_against_itself(gold: Path) -> None:
    for path in sorted(gold.glob("0*.json")):
        reading = json.loads(path.read_text(encoding="utf-8"))
        for name, (hit, predicted, wanted) in score.score_reading(reading, reading, null_is_none=True).items():
            assert hit == predicted == wanted, (path.name, name)


def test_an_unreadable_file_counts_as_read_empty(tmp_path: Path) -> None:
    def broken(source: Path) -> dict[str, Any]:
        raise ValueError("no")

    (tmp_path / "pair.json").write_text(json.dumps(GOLD), encoding="utf-8")
    scores = score.score_files([Path("pair.txt")], tmp_path, broken)
    assert scores.failed == [("pair.txt", "no")]
    assert scores.total["communications"] == [0, 0, 3]
    assert scores.macro == 0.0


def test_a_file_without_gold_is_named_and_left_out(tmp_path: Path) -> None:
    scores = score.score_files([Path("other.txt")], tmp_path, lambda _: {})
    assert (scores.unknown, scores.files) == (["other.txt"], {})


@pytest.mark.parametrize(
    ("name", "gold_name"),
    [
        ("h12.txt", "h12"),
        ("h12_an_office_2015.pdf", "h12"),  # by what stands before the first underscore
        ("h12.scan.pdf", "h12"),
        ("h1.txt", None),  # h12 is another paper
    ],
)
def test_gold_is_found_by_stem(tmp_path: Path, name: str, gold_name: str | None) -> None:
    (tmp_path / "h12.json").write_text("{}")
    hit = score.gold_for(Path(name), tmp_path)
    assert (hit and hit.stem) == gold_name


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("No. T-28/27/2025", "T-28/27/2025."),
        ("F.No. 9–4/96", "9-4/96"),
        ("प. 10(४)", "प.10(4)"),
        ("**A/1**", "a/1"),
    ],
)
def test_numbers_that_are_the_same_to_a_reader(a: str, b: str) -> None:
    assert score.fold_number(a) == score.fold_number(b)


def test_compare_lists_losses_first() -> None:
    now, before = score.Tally(), score.Tally()
    now.add("date", 1, 2, 2)
    before.add("date", 2, 2, 2)
    now.add("subject", 2, 2, 2)
    before.add("subject", 1, 2, 2)
    now.add("kind", 1, 1, 1)
    before.add("kind", 1, 1, 1)
    found = score.changes({"a.txt": now, "new.txt": now}, {"a.txt": dict(before), "gone.txt": dict(before)})
    assert [(c.file, c.field, c.gain) for c in found] == [("a.txt", "date", -0.5), ("a.txt", "subject", 0.5)]


def test_command_line_says_what_was_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scored(tmp_path)
    where = ["--gold", str(tmp_path / "gold"), "--readings", str(tmp_path / "readings")]
    accepted = tmp_path / "accepted.json"
    assert score.main([*where, "--json", str(accepted)]) == 0
    assert score.main([*where, "--compare", str(accepted)]) == 0
    worse = json.loads(json.dumps(READING))
    worse["communications"][0]["date"] = "2024-07-05"
    (tmp_path / "readings" / "pair.json").write_text(json.dumps(worse))
    capsys.readouterr()
    assert score.main([*where, "--compare", str(accepted)]) == 1
    assert "LOSS -0.400  date             pair.json" in capsys.readouterr().out


def test_command_reader_reads_what_the_program_prints(tmp_path: Path) -> None:
    source = tmp_path / "a file.json"
    source.write_text(json.dumps([READING]))
    assert score.reader_by_command("cat {}")(source) == READING


def test_the_strict_measure_wants_what_is_printed() -> None:
    reading = json.loads(json.dumps(GOLD))
    first = reading["communications"][0]
    first["subject"] = "Timely filing of the returns"
    first["copy_to"] = ["The Accountant General for information", "Guard file"]
    first["cites"][0]["date"] = None
    sheet = score.score_sheet(reading, GOLD)
    soft, strict = score.f1_of(sheet.soft), score.f1_of(sheet.strict)
    assert soft["subject"] == 1 and strict["subject"] < 1
    assert soft["copy_to"] == 1 and strict["copy_to"] < 1
    assert soft["cites"] == 1 and strict["cites"] == 0
    assert all(strict[name] <= soft[name] for name in soft)


def test_languages_and_sources_have_figures_of_their_own(tmp_path: Path) -> None:
    gold = json.loads(json.dumps(GOLD))
    gold["communications"][0]["language"] = "en"
    gold["communications"][1]["language"] = "hi"
    reading = json.loads(json.dumps(gold))
    reading["communications"][1]["issuer"] = "Somebody else"
    reading["pages"] = [{"origin": "ocr"}]
    (tmp_path / "a.json").write_text(json.dumps(gold), encoding="utf-8")
    scores = score.score_files([tmp_path / "a.pdf"], tmp_path, lambda _: reading)
    said = scores.as_json()
    assert said["languages"]["en"]["fields"]["issuer"] == 1
    assert said["languages"]["hi"]["fields"]["issuer"] == 0
    assert set(said["sources"]) == {"scan"}
    assert "scan" in score.table(scores)

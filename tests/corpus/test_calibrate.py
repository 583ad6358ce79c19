"""What counts as a right value, and what is made of many of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus import calibrate
from corpus.calibrate import Judged
from extract.confidence import PRIOR, parse, shipped


def field(value: str, sure: float = 0.97) -> dict[str, Any]:
    return {"value": value, "confidence": sure, "evidence": [{"page": 1}]}


def reading(**fields: Any) -> dict[str, Any]:
    one = {"kind": "letter", "reference_no": field("A-1/2024"), "date": field("2024-05-07"), **fields}
    return {"text": "A-1/2024", "pages": [{"number": 1, "start": 0, "end": 8}], "communications": [one]}


GOLD: dict[str, Any] = {
    "communications": [
        {
            "kind": "letter",
            "reference_no": "A-1/2024",
            "date": "2024-05-07",
            "subject": None,
            "issuer": "Ministry of Samples | Section III",
            "copy_to": [],
            "deadlines": [],
        }
    ]
}


def judged(read: dict[str, Any], exact: bool = True) -> dict[str, list[bool]]:
    out: dict[str, list[bool]] = {}
    for j in calibrate.judge(read, GOLD, exact=exact):
        out.setdefault(j.field, []).append(j.right)
    return out


def test_values_are_right_or_wrong_by_the_scorers_likeness() -> None:
    found = judged(reading(reference_no=field("No. A-1/2024"), date=field("2024-07-05")))
    assert found == {"reference_no": [True], "date": [False]}


def test_every_line_of_an_issuer_is_a_value() -> None:
    found = judged(reading(issuer=field("Ministry of Samples | Branch of Somebody | Section III")))
    assert found["issuer"] == [True, False, True]


def test_what_exact_gold_lacks_is_wrong_and_what_open_gold_lacks_is_not_judged() -> None:
    extra = reading(subject=field("Invented"), copy_to=[field("The Accountant General")])
    assert judged(extra)["subject"] == [False] and judged(extra)["copy_to"] == [False]
    assert set(judged(extra, exact=False)) == {"reference_no", "date"}


def test_a_gold_value_serves_once() -> None:
    assert calibrate.rights(["a", "a", "b"], ["a"], lambda x, y: bool(x == y)) == [True, False, False]


def test_data_written_is_data_read_and_pulls_the_confidence_to_the_share() -> None:
    values = [Judged("date", 0.97, i % 4 != 0) for i in range(400)]
    table = parse(calibrate.as_toml(values, "how\nit was measured"))
    assert table.fields["date"]["labelled"]["clean"].n == 400
    assert table("date", 0.97) == pytest.approx(0.75, abs=0.01)
    after = calibrate.reliability(calibrate.calibrated(values, table))
    assert calibrate.expected_calibration_error(after) < 0.01
    assert calibrate.expected_calibration_error(calibrate.reliability(values)) > 0.2


def test_findings_on_disputed_lines_are_measured_apart() -> None:
    values = [Judged("date", 0.97, True)] * 90 + [Judged("date", 0.97, False, disputed=True)] * 10
    table = parse(calibrate.as_toml(values, "how"))
    assert table("date", 0.97) > 0.95
    assert table("date", 0.97, disputed=True) < 0.3


def test_what_the_pipeline_asks_is_kept_under_a_ticket() -> None:
    [value] = [v for v in calibrate.judge_invented("tuning", 1, 1) if v.field == "reference_no" and v.wear == "clean"][
        :1
    ]
    assert value.sure in PRIOR.values() and not value.disputed


def test_the_error_is_the_weighted_distance() -> None:
    bins = [calibrate.Bin(0.9, 1, 30, 0.95, 0.85), calibrate.Bin(0.5, 0.7, 10, 0.6, 0.6)]
    assert calibrate.expected_calibration_error(bins) == pytest.approx(0.075)
    assert calibrate.expected_calibration_error([]) == 0


def test_a_folder_is_judged(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "gold").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("No. A-1/2024\nDated 07.05.2024\n\nSubject: Samples\n", encoding="utf-8")
    (tmp_path / "gold" / "a.json").write_text(json.dumps(GOLD), encoding="utf-8")

    def reader(path: Path) -> dict[str, Any]:
        return dict(json.loads(calibrate.reading_of(path.name, path.read_text(encoding="utf-8")).to_json()))

    found = calibrate.judge_files(sorted((tmp_path / "docs").iterdir()), tmp_path / "gold", reader)
    fields = {j.field: j.right for j in found}
    assert fields == {"reference_no": True, "date": True}


@pytest.mark.slow
def test_what_is_shipped_holds_for_offices_that_were_not_measured() -> None:
    values = calibrate.judge_invented("held-out", calibrate.SEED_HELD_OUT, 25, shipped())
    assert len(values) > 500
    error = calibrate.expected_calibration_error(calibrate.reliability(values))
    assert error <= 0.05, calibrate.by_field(values)


def test_an_equal_value_goes_before_one_that_is_alike() -> None:
    alike = calibrate.similar_by(0.7)
    assert calibrate.rights(["pond-a@x.in", "pond-b@x.in"], ["pond-b@x.in", "pond-c@x.in"], alike) == [True, True]
    assert calibrate.rights(["pond-a@x.in", "pond-b@x.in"], ["pond-b@x.in"], alike) == [False, True]


def test_an_address_is_right_to_the_letter() -> None:
    assert calibrate.same_address({"value": "Pond@x.in"}, "pond@x.in")
    assert not calibrate.same_address({"value": "p0nd@x.in"}, "pond@x.in")


def test_a_place_that_the_gold_leaves_open_is_not_judged() -> None:
    letter = reading(place=field("Laketown"))["communications"][0]
    gold = {"communications": [{**GOLD["communications"][0], "place": None}]}
    read = {"communications": [letter]}
    assert "place" not in {j.field for j in calibrate.judge(read, gold, exact=True)}
    gold["communications"][0]["place"] = "Pondtown"
    assert [j.right for j in calibrate.judge(read, gold, exact=True) if j.field == "place"] == [False]

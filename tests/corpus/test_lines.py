"""Lines to train on: what they say is what is drawn, the model can write it, and tesseract takes the files."""

import io
import json
import random
import shutil
import struct
import subprocess
import tarfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageSequence

from corpus.lines import copies
from corpus.lines.command import lines, main, write
from corpus.lines.copies import SHARES, Kind, Line, sheet
from corpus.lines.faces import Face, Pen, choice, drawn, found, latin_files
from corpus.lines.hands import Floats, Hand, Hands, by_people, hand
from corpus.lines.marks import marked
from corpus.lines.scanned import Way, scanned, seen
from corpus.lines.texts import LONGEST, PEN, SIGNS, Source, Writer, pieces, printable
from corpus.pages.fonts import DEVANAGARI, installed

HINDI = (
    "कार्यालय में उपस्थित सभी अधिकारियों एवं कर्मचारियों को सूचित किया जाता है कि अवकाश के लिए आवेदन समय पर दें।",
    "अतः कृपया पत्र का उत्तर शीघ्र भेजें।", "विभिन्न शृंखलाओं के मूल्य", "ज़िला स्तर पर छात्रवृत्ति", "दुःख और हर्ष", "ऋण की किस्तें",
)  # fmt: skip
ENGLISH = tuple(f"The office shall send its reply number {word} in time" for word in "one two three four five".split())


def source() -> Source:
    return Source.of(HINDI + ENGLISH)


def face() -> Face:
    files = [(name, installed().get((name, False))) for name in DEVANAGARI[::2]]
    found_one = next(((name, file) for name, file in files if file), None)
    if found_one is None or not latin_files(False):
        pytest.skip("no Devanagari font of the tuning half, or no Latin font, is installed")
    return Face(found_one[0], 400, found_one[1], None)


def catalog(messages: dict[str, str]) -> bytes:
    """An .mo file."""
    texts = [text.encode() + b"\0" for text in (*messages, *messages.values())]
    at = 28 + 8 * len(texts)
    table = b""
    for text in texts:
        table += struct.pack("<2I", len(text) - 1, at)
        at += len(text)
    return struct.pack("<7I", 0x950412DE, 0, len(messages), 28, 28 + 8 * len(messages), 0, 0) + table + b"".join(texts)


def pen(**changed: float) -> Pen:
    return Pen(face(), latin_files(False)[0], 60, 60, 2, **changed)


def made(count: int = 8, seed: int = 5) -> list[Line]:
    return lines(source(), [face()], seed, count, 2)


@pytest.mark.parametrize(
    "text", ["कार्य", "अतः 12.03.2019 (क)", "ज़िला", "श्रीमान्", "Office No. 7 [ii]", "₹ १,२३४/-", "वाङ्मय"]
)
def test_lines_may_say(text: str) -> None:
    assert printable(text)


@pytest.mark.parametrize(
    "text", ["", " क", "क  ख", "क\u094d\u200dष", "\u0958", "िक", "काि", "क —\u2013", "कै\u0301", "©", "्क", "ंक"]
)
def test_lines_may_not_say(text: str) -> None:
    assert not printable(text)


def test_lines_are_of_every_kind_and_fit() -> None:
    writer = Writer(source(), random.Random(1))
    said = [writer.line() for _ in range(600)]
    assert {kind for kind, _ in said} == {"piece", "words", "item", "figures", "short", "english"}
    assert all(printable(text) and len(text) <= LONGEST for _, text in said)
    signs = {sign for _, text in said for sign in text}
    assert signs <= SIGNS
    assert set("०१२३४५६७८९0123456789।.:/-()") <= signs
    assert len({text for _, text in said}) > 250


def test_every_item_of_the_parts_can_be_written() -> None:
    writer = Writer(source(), random.Random(2))
    for among in ("items", "figures", "short", "penned"):
        for item in writer.parts[among]:
            writer.parts[among] = [item]
            assert any(printable(writer.item(among)) for _ in range(40)), item


def test_pieces_of_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("एक\u200d पंक्ति\nदूसरी – …\n", encoding="utf-8")
    (tmp_path / "b.html").write_text("<body><p>पहला &amp; <b>गाढ़ा</b></p><p>दूसरा</p>", encoding="utf-8")
    (tmp_path / "c.mo").write_bytes(catalog({"": "Content-Type: text/plain; charset=UTF-8\n", "Open file": "फ़ाइल खोलें"}))
    assert [p for p in pieces(tmp_path) if p] == [
        "एक पंक्ति", "दूसरी - ...", "पहला & गाढ़ा", "दूसरा", "Open file", "फ़ाइल खोलें",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="neither"):
        list(pieces(tmp_path / "d.pdf"))


def test_too_little_text_is_said() -> None:
    with pytest.raises(ValueError, match="too little text: 6 Hindi and 0 English"):
        Source.of(HINDI)


def test_a_drawing_lies_about_its_base_line() -> None:
    done = drawn(pen(), "कमल Office")
    assert done
    image, base = done
    rows = np.flatnonzero((image < 128).any(1))
    assert rows[0] < base - 10
    assert abs(rows[-1] - base) < 6
    assert drawn(pen(), "कमल ☃") is None


def test_strokes_grow_and_shrink() -> None:
    def ink(**changed: float) -> float:
        done = drawn(pen(**changed), "कमल")
        assert done
        return float((255.0 - done[0]).sum())

    plain = ink()
    assert ink(stroke=-0.4) < 0.93 * plain < plain < 0.93 * ink(stroke=0.4)
    assert ink(upright=0.4) > 1.03 * plain
    assert ink(level=0.4) > 1.03 * plain


def test_wider_and_loose_print_is_wider() -> None:
    def width(**changed: float) -> int:
        done = drawn(pen(**changed), "कमल")
        assert done
        return int(np.ptp(np.flatnonzero((done[0] < 128).any(0))))

    assert width(wide=1.2) == pytest.approx(1.2 * width(), abs=3)
    assert width(loose=8) == pytest.approx(width() + 8, abs=2)


def test_lines_are_dark_on_light_and_cut_to_their_ink() -> None:
    for line in made(24):
        dark, light = np.percentile(line.image, (1, 90))
        assert light - dark > 40, line.about
        middle = line.image[line.image.shape[0] // 4 : -line.image.shape[0] // 4]
        assert (middle < (dark + light) / 2).any(), line.text


@pytest.mark.parametrize("kind", SHARES)
def test_each_kind_of_copy_gives_lines(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "SHARES", {kind: 1})
    writer, one = Writer(source(), random.Random(3)), [face()]
    got = [line for seed in range(2) for line in sheet(writer, one, random.Random(seed), 6)]
    assert 2 < len(got) <= 12
    assert {line.about["copy"] for line in got} == {kind}
    assert (max(line.about["marks"] for line in got) > 0.01) == (kind == "marked")


def test_lines_that_black_marks_hide_are_left_out() -> None:
    page = np.full((200, 600), 255, np.uint8)
    page[90:110, 50:550:10] = 0
    points = np.array([(50, 90), (550, 110)], float)
    lying = [copies._Set("piece", text, points, points, 1.0) for text in ("कमल", "कमल 12")]
    for thick, grey, left in ((0, 0, 2), (3, 30, 1), (3, 165, 2), (12, 30, 0)):
        inked = np.repeat(page[..., None], 3, axis=2)
        inked[90:110, 100 : 100 + thick] = np.minimum(inked[90:110, 100 : 100 + thick], grey)
        kept = list(copies._under_marks(page, inked, lying, 200))
        assert len(kept) == left, thick
        assert all((line.marks > 0) == (thick > 0) for line in kept)


def test_marks_darken_and_never_hide_what_lies_beside_them() -> None:
    page = np.full((400, 700), 255, np.uint8)
    page[180:220] = 40
    for seed in range(12):
        inked = marked(page, 200, [(350, 200)], ["OFFICE"], latin_files(False)[0], random.Random(seed))
        assert (inked <= page[..., None]).all()
        assert 0.0005 < (inked.min(axis=2) < page - 5).mean() < 0.5
    assert np.array_equal(
        marked(page, 200, [], ["OFFICE"], "", random.Random(1)), np.repeat(page[..., None], 3, axis=2)
    )


@pytest.mark.parametrize("copy", ["office", "phone", "photocopy"])
def test_points_of_a_sheet_lie_on_their_print_when_it_has_been_set_right(copy: Way) -> None:
    page = np.full((900, 1300), 255, np.uint8)
    done = drawn(pen(), "कमल और कार्यालय Office")
    assert done
    for top in range(150, 700, 110):
        at = page[top : top + done[0].shape[0], 150 : 150 + done[0].shape[1]]
        np.minimum(at, done[0][: at.shape[0], : at.shape[1]], out=at)
    image, move = scanned(page, copy, 200, "1")
    ink = np.argwhere(page < 60)[::40, ::-1].astype(float)
    assert seen(image, move(ink))
    assert not seen(image, move(ink + np.array([0, 12])))
    x, y = move(ink).astype(int).T
    wiped = image.copy()
    wiped[:, int(np.median(x)) - 40 : int(np.median(x)) + 40] = 255
    assert not seen(wiped, move(ink))
    assert not seen(image[: int(np.median(y))], move(ink))


def test_the_same_seed_gives_the_same_lines() -> None:
    first, again, other = made(), made(), made(seed=6)
    assert [line.text for line in first] == [line.text for line in again] != [line.text for line in other]
    assert all(np.array_equal(a.image, b.image) for a, b in zip(first, again, strict=True))


def test_files_say_each_frame(tmp_path: Path) -> None:
    lot = made(6)
    write(lot, tmp_path)
    with Image.open(tmp_path / "lines.tif") as images:
        frames = [frame.size for frame in ImageSequence.Iterator(images)]
    boxes = (tmp_path / "lines.box").read_text(encoding="utf-8").split("\n")
    for number, (line, (wide, high)) in enumerate(zip(lot, frames, strict=True)):
        assert line.image.shape == (high, wide)
        assert boxes[2 * number] == f"WordStr 0 0 {wide} {high} {number} #{line.text}"
        assert boxes[2 * number + 1] == f"\t 0 0 {wide} {high} {number}"
    about = [json.loads(row) for row in (tmp_path / "meta.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["text"] for row in about] == [line.text for line in lot]


@pytest.mark.ocr
def test_tesseract_takes_every_line(tmp_path: Path) -> None:
    if not shutil.which("tesseract"):
        pytest.skip("tesseract is not installed")
    write(made(3), tmp_path)
    done = subprocess.run(
        ["tesseract", "lines.tif", "lines", "--psm", "13", "-l", "Devanagari", "lstm.train"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    if "Failed loading language" in done.stderr or "lstm.train" in done.stderr.split("\n")[0]:
        pytest.skip("the Devanagari model or tesseract's training configuration is not installed")
    assert "Loaded 2/2 lines (1-2)" in done.stdout + done.stderr  # those before the last page
    assert (tmp_path / "lines.lstmf").stat().st_size > 1000


def named(family: str, path: Path) -> Path:
    """A font of the tuning half under another name."""
    with TTFont(face().devanagari) as font:
        for one in font["name"].names:
            if one.nameID in (1, 16):
                one.string = family.encode(one.getEncoding())
        font.save(path)
    return path


def test_fonts_that_pages_are_measured_with_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    named(DEVANAGARI[1], tmp_path / "a.ttf")
    with pytest.raises(FileNotFoundError, match="no Devanagari font to train with"):
        found(tmp_path)
    (tmp_path / "text.txt").write_text("\n".join(HINDI + ENGLISH), encoding="utf-8")
    asked = ["--fonts", str(tmp_path), "--text", str(tmp_path / "text.txt"), "--out", str(tmp_path / "out")]
    assert main(asked) == 1
    assert "no Devanagari font to train with" in capsys.readouterr().err


def test_fonts_of_the_tuning_half_are_taken(tmp_path: Path) -> None:
    shutil.copy(face().devanagari, tmp_path / "a.ttf")
    assert [one.family for one in found(tmp_path)] == [face().family]


def test_half_of_the_sheets_are_in_an_old_cut() -> None:
    one = face()
    faces = [replace(one, family=family) for family in ("Nakula", "Mukta", "Hind", "Karma")]
    rng = random.Random(4)
    drawn_in = Counter(choice(faces, rng).family for _ in range(400))
    assert 0.5 < drawn_in["Nakula"] / 400 < 0.75
    assert len(drawn_in) == 4


def test_no_word_is_set_in_a_font_that_takes_it_apart() -> None:
    whole = replace(pen(), face=replace(face(), family="FreeSerif"))
    assert drawn(whole, "कमल और कर्म")
    assert drawn(whole, "कमल और क्रम") is None


def test_each_figure_is_as_frequent_as_the_others() -> None:
    writer = Writer(source(), random.Random(6))
    signs = Counter(sign for _ in range(3000) for sign in writer.line()[1])
    for figures in ("०१२३४५६७८९", "0123456789"):
        counts = [signs[figure] for figure in figures]
        assert max(counts) < 1.4 * min(counts), counts
    assert signs["५"] > 400


def test_a_zero_that_shortens_a_word_stays() -> None:
    writer = Writer(source(), random.Random(7))
    writer.parts["figures"] = ["डा0 सं0 सं०-{two}"]
    said = {writer._figured(writer.item("figures"), devanagari=0.0) for _ in range(60)}
    assert all(text.startswith("डा0 सं0 सं०-") for text in said)
    assert len(said) > 20


def test_figures_may_be_of_another_font() -> None:
    own = drawn(pen(), "कमल ३")
    other = drawn(replace(pen(), figures=latin_files(False)[0], figure_size=60), "कमल ३")
    latin = drawn(pen(), "कमल 3")
    assert own and other and latin
    assert not np.array_equal(other[0], own[0])
    assert other[0].shape == latin[0].shape
    assert np.array_equal(other[0], latin[0])


def hands(figures: tuple[Sequence[Floats], ...] = ()) -> Hands:
    """Fonts of print stand in for hands."""
    return Hands((latin_files(False)[0],), (face().devanagari,), figures)


def a_hand(seed: int, figures: tuple[Sequence[Floats], ...] = ()) -> Hand:
    return hand(hands(figures), 40, 200, random.Random(seed))


def test_a_run_of_handwriting_is_ink_that_is_cut_out_and_wide_enough_to_be_told_from_a_stroke() -> None:
    writer = Writer(source(), random.Random(8))
    runs = [a_hand(seed).run(writer, random.Random(seed), apart=seed % 2 == 0) for seed in range(60)]
    for run in runs:
        edges = run.image[0].min(), run.image[-1].min(), run.image[:, 0].min(), run.image[:, -1].min()
        assert max(edges) < 255
        assert run.image.shape[1] >= 0.9 * 40
        assert run.image.min() < 190
    attached = [run for seed, run in enumerate(runs) if seed % 2]
    assert all(abs(run.before) <= 0.18 * 40 >= abs(run.behind) for run in attached)
    assert max(run.before for run in runs) > 10 > -10 > min(run.before for run in runs)


def test_a_pen_writes_where_the_text_says_so() -> None:
    writer, rng = Writer(source(), random.Random(9)), random.Random(9)
    one = a_hand(3)
    bare = drawn(pen(), "दिनांक 2019")
    done = drawn(
        pen(), f"दिनांक {PEN} 2019", 1.0, lambda apart: replace(one.run(writer, rng, apart), before=0, behind=0)
    )
    tight = drawn(pen(), f"12/{PEN}", 1.0, lambda apart: replace(one.run(writer, rng, apart), before=0, behind=0))
    assert bare and done and tight
    ink = [np.ptp(np.flatnonzero((image < 200).any(0))) for image, _ in (bare, done)]
    assert ink[1] >= ink[0] + 0.5 * 40
    assert drawn(pen(), f"12/{PEN}") is None  # nobody writes there


def test_the_share_of_lines_with_a_pen_is_what_was_asked() -> None:
    none, most = (Writer(source(), random.Random(10), penned) for penned in (0.0, 0.7))
    assert not any(PEN in none.line()[1] for _ in range(300))
    said = [most.line() for _ in range(600)]
    assert 0.63 < sum(PEN in text for _, text in said) / 600 < 0.77
    assert all((kind == "penned") == (PEN in text) for kind, text in said)
    assert len({text.replace(PEN, "") for kind, text in said if kind == "penned"}) > 150


def test_lines_with_a_pen_are_made_like_the_others() -> None:
    writer = Writer(source(), random.Random(11), 1.0)
    got = [line for seed in range(6) for line in sheet(writer, [face()], random.Random(seed), 6, (), hands())]
    assert len(got) > 15
    assert all(PEN in line.text and printable(line.text) for line in got)


def test_figures_that_people_wrote_are_cut_to_their_ink(tmp_path: Path) -> None:
    image = np.zeros((28, 28))
    image[6:20, 9:16] = 0.9
    with tarfile.open(tmp_path / "m.tgz", "w:gz") as archive:
        for digit in range(10):
            data = json.dumps({"data": [*image.ravel(), *image.ravel()]}).encode()
            info = tarfile.TarInfo(f"package/src/digits/{digit}.json")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    figures = by_people(tmp_path / "m.tgz")
    assert [[one.shape for one in ones] for ones in figures] == [[(14, 7), (14, 7)]] * 10
    ink, base = a_hand(4, figures)._figures("12/3", 60, random.Random(4))
    rows = np.flatnonzero((ink > 0.5).any(1))
    assert rows[0] < base - 40
    assert abs(rows[-1] - base) < 25


def test_a_folder_without_a_hand_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no font of a hand"):
        Hands.of(tmp_path)
    shutil.copy(latin_files(False)[0], tmp_path / "a.ttf")
    shutil.copy(face().devanagari, tmp_path / "b.ttf")
    found_ones = Hands.of(tmp_path)
    assert len(found_ones.latin) == len(found_ones.hindi) == 1

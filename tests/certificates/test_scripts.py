"""Every script that certificates are printed in: one line each, its picture, and its letters found again.

The pictures in `golden/` were looked at by eye, beside the same lines in a browser. After a deliberate change:

    python -m tests.certificates.test_scripts

draws them anew; look at each before it is kept.
"""

import hashlib
import io
import re
import subprocess
import sys
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter

from certificates.shaping import extent, shape_line
from certificates.type import Paper, Style, can_print, clean, draw, draw_fitted, fit, fit_lines, measure, reach
from certificates.typefaces import FIRST, FOLDER, SCRIPTS, face_for
from learning.people.rules import MAX_NAME, MAX_WORD

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
LINES = {
    "latin": "Élodie N’Guessan-Ækerström Nguyễn Łęcka",
    "cyrillic": "Дмитро Ковальчук Їжакевич Ђорђе",
    "greek": "Ελένη Παπαδοπούλου Ἀριάδνη",
    "arabic": "آمنة العثماني محمّد لُجَيْن پرویز ٹیپو",
    "hebrew": 'דָּוִד בֶּן־שָׁלוֹם צה"ל',
    "armenian": "Անահիտ Հովհաննիսյան և Արամ",
    "georgian": "ნინო ჯავახიშვილი ᲜᲘᲜᲝ",
    "ethiopic": "ሰላም ወልደ፡ጊዮርጊስ ገብረ ኄራን",
    "bengali": "শ্রীমতী রহিমা খাতুন ক্ষিতীন্দ্র র‍্যাব",
    "devanagari": "श्रीमती अनीता शर्मा क्षत्रिय लक्ष्मी",
    "tamil": "கிருஷ்ணமூர்த்தி லக்ஷ்மி ஸ்ரீனிவாசன் கௌரி",
    "sinhala": "ශ්‍රීමතී වික්‍රමසිංහ ඥානප්‍රභා ක්‍ෂිති",
    "thai": "กฤษณา ปิ่นแก้ว น้ำทิพย์ ญาณวุฒิ ฐิติ ฟ้าใส",
    "lao": "ສົມພອນ ແກ້ວມະນີວົງ ນໍ້າຝົນ ຫຼ້າ",
    "myanmar": "ဒေါ်ခင်မျိုးချစ် ဦးကျော်စွာ သန္တာ ပဉ္စင်း နှင်းဦး စိန္တာကြွယ်",
    "khmer": "ស្រីមុំ ខ្ញុំ សុខា ព្រះស្ត្រី ឧត្តម ក្រឹស្ណា ចាន់ធូ",
    "han-simplified": "李静怡 欧阳振华 王鑫 赵翀 (2)",
    "han-traditional": "張偉國 歐陽麗華 劉德龍 黃鑾",
    "kana": "佐藤さくら 髙橋・ミナ 山﨑ヴィクトール 渡邊",
    "hangul": "김민지 박서준 뷁꿹 제갈공명 李舜臣",
    "latin-and-arabic": "Amina عثمان",
    "ethiopic-and-latin": "ሰላም Tesfaye",
    "hebrew-and-digits": "דוד (24) 24/03/2026",
}
MIXED = ("latin-and-arabic", "hebrew-and-digits")
# No letter of a line may look different by more grey than this after a blur of two pixels: other versions of poppler
# smooth edges otherwise, but a mark that is missing or in another place is seen.
TOLERANCE = 48


def _line_of(text: str, style: Style = Style.DISPLAY) -> bytes:
    page = io.BytesIO()
    canvas = Paper(page, pagesize=(measure(text, 24, style=style) + 16, 48), invariant=1)
    draw(canvas, 8, 18, text, 24, style=style, base="auto")
    canvas.save()
    return page.getvalue()


def _picture(text: str) -> Image.Image:
    png = subprocess.run(
        ["pdftoppm", "-r", "100", "-gray", "-png", "-singlefile", "-"],
        input=_line_of(text),
        check=True,
        capture_output=True,
    ).stdout
    return Image.open(io.BytesIO(png)).convert("L")


def _difference(one: Image.Image, other: Image.Image) -> int:
    if abs(one.width - other.width) > 1 or abs(one.height - other.height) > 1:
        return 255
    size = min(one.width, other.width), min(one.height, other.height)
    blurred = [each.crop((0, 0, *size)).filter(ImageFilter.GaussianBlur(2)) for each in (one, other)]
    return int(ImageChops.difference(*blurred).getextrema()[1])


@pytest.mark.parametrize("script", LINES)
def test_each_script_looks_as_it_was_judged(script: str) -> None:
    with Image.open(GOLDEN / f"{script}.png") as judged:
        assert _difference(_picture(LINES[script]), judged.convert("L")) <= TOLERANCE


def test_pictures_are_small_and_none_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.iterdir()} == set(LINES)
    assert max(file.stat().st_size for file in GOLDEN.iterdir()) <= 8192


@pytest.mark.parametrize(
    ("script", "mark"), [("thai", "\u0e49"), ("hebrew", "\u05b8"), ("khmer", "\u17d2\u1789"), ("arabic", "\u0651")]
)
def test_a_missing_mark_is_seen_in_the_picture(script: str, mark: str) -> None:
    assert mark in clean(LINES[script])
    with Image.open(GOLDEN / f"{script}.png") as judged:
        without = clean(LINES[script]).replace(mark, "", 1)
        assert _difference(_picture(without), judged.convert("L")) > TOLERANCE


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("script", [script for script in LINES if script not in MIXED])
def test_each_script_is_copied_exactly(script: str, style: Style) -> None:
    assert _copied(LINES[script], style) == clean(LINES[script])


@pytest.mark.parametrize("script", MIXED)
def test_letters_of_mixed_directions_are_copied_whole(script: str) -> None:
    # Poppler guesses one direction for the line, and mirrors brackets or joins words over a change of direction.
    copied = _copied(LINES[script], Style.DISPLAY)
    for stretch in re.findall(r"[\w/]+", LINES[script]):
        assert stretch in copied


def _copied(text: str, style: Style) -> str:
    told = subprocess.run(["pdftotext", "-", "-"], input=_line_of(text, style), check=True, capture_output=True)
    return clean(told.stdout.decode())  # without the direction marks that poppler writes around Arabic and Hebrew


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("script", LINES)
def test_no_point_or_tone_moves_what_follows(script: str, style: Style) -> None:
    text = LINES[script]
    canvas = Paper(io.BytesIO(), pagesize=(900, 48), pageCompression=0)
    width = draw(canvas, 0, 18, text, 10, style=style)
    moved = 0.0
    fonts = {font.resource: font for font in canvas._doc.delayedFonts}  # type: ignore[attr-defined]
    for resource, size, shown in re.findall(r"BT /(T\d+) ([\d.]+) Tf (.*?) ET", "\n".join(canvas._code)):
        numbers = [number for number, _ in fonts[resource]._codes]
        for row in re.findall(r"\[([^]]*)\]TJ", shown):
            for code, shift in re.findall(r"<([0-9A-F]{4})>|(-?\d+)", row):
                advance = fonts[resource].face.font.get_glyph_h_advance(numbers[int(code, 16)]) if code else 0
                moved += (advance - int(shift or 0)) * float(size) / 1000
    assert moved == pytest.approx(width, abs=0.2)


@pytest.mark.parametrize("script", LINES)
def test_tall_letters_keep_to_the_room_of_their_size(script: str) -> None:
    above, below = reach(fit(LINES[script], 5000, 50, style=Style.DISPLAY))
    assert above <= 55
    assert below <= 22.5
    assert reach(fit(LINES[script], 5000, 9, style=Style.BOLD))[0] > 0


@pytest.mark.parametrize("script", LINES)
def test_lines_below_each_other_do_not_touch(script: str) -> None:
    fitted = fit_lines(LINES[script], 250, 34, lines=3, comfortable=34, style=Style.DISPLAY)
    canvas = Paper(io.BytesIO(), pagesize=(600, 400))
    last = draw_fitted(canvas, 10, 300, fitted, leading=1.0)
    shaped = [shape_line(line, fitted.style, fitted.base) for line in fitted.lines]
    needed = sum(extent(upper)[1] + extent(lower)[0] for upper, lower in pairwise(shaped))
    assert 300 - last >= needed * fitted.size - 0.01


@pytest.mark.parametrize("script", LINES)
def test_the_longest_name_that_may_be_typed_fits_on_two_lines(script: str) -> None:
    letters = clean(LINES[script]).replace(" ", "") * MAX_NAME
    name = f"{letters[: MAX_WORD - 1]} {letters[MAX_WORD - 1 : MAX_NAME - 1]}"
    assert fit_lines(name, 500, 34, lines=2, style=Style.DISPLAY).size >= 8


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "big5", "shift_jis", "euc_kr", "cp949"])
def test_every_letter_of_the_national_standards_can_be_printed(charset: str) -> None:
    first_bytes, second_bytes = range(0x81, 0xFF), range(0x31, 0xFF)
    pairs = (bytes(pair).decode(charset, "ignore") for pair in _pairs(first_bytes, second_bytes))
    letters = {pair for pair in pairs if len(pair) == 1 and unicodedata.category(pair) in ("Lo", "Lm")}
    assert len(letters) > 6000
    assert [letter for letter in letters if not can_print(letter, Style.DISPLAY)] == []


def _pairs(first: range, second: range) -> list[tuple[int, int]]:
    return [(one, two) for one in first for two in second]


@pytest.mark.parametrize("script", LINES)
def test_signs_and_letters_of_a_word_are_set_in_one_face(script: str) -> None:
    for word in LINES[script].split():
        if word.isalpha():
            assert len(shape_line(word).runs) == 1


def test_a_name_in_latin_letters_reads_one_typeface_file() -> None:
    program = (
        "from certificates.type import Style, can_print, measure\n"
        "from certificates.typefaces import read_face\n"
        "can_print('Élodie Дмитро Ελένη', Style.DISPLAY), measure('Élodie Дмитро', 10, style=Style.DISPLAY)\n"
        "print(read_face.cache_info().currsize)\n"
        "can_print('བོད Ꮳ', Style.DISPLAY)\n"
        "print(read_face.cache_info().currsize)\n"
        "can_print('ሰላም', Style.DISPLAY)\n"
        "print(read_face.cache_info().currsize)\n"
    )
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True).stdout
    assert told.split() == [b"1", b"1", b"2"]


def test_each_letter_belongs_to_one_script() -> None:
    blocks = sorted(block for script in SCRIPTS for block in script.blocks)
    assert all(upper[1] < lower[0] for upper, lower in pairwise(blocks))


def test_a_letter_without_glyph_has_no_face() -> None:
    assert face_for("\u0557", Style.TEXT) is None  # not assigned, in the block of Armenian
    assert face_for("\u3401", Style.TEXT) is None  # Han, extension A


def test_typeface_files_are_those_that_were_vetted() -> None:
    listed = dict(reversed(line.split()) for line in (FOLDER / "SHA256SUMS").read_text("ascii").splitlines())
    files = [file for file in FOLDER.iterdir() if file.suffix in (".ttf", ".ttc")]
    assert {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files} == listed
    drawn = [*FIRST.values(), *(drawn for script in SCRIPTS for drawn in script.faces.values())]
    assert {file.stem for file in files} == {each.name for each in drawn}


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for script, line in LINES.items():
        _picture(line).quantize(16).save(GOLDEN / f"{script}.png", optimize=True)

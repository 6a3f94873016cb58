"""The archive: readable by other programs, the same from every byte on, and as long as it says."""

import io
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learning.web.archive import MOST_MEMBERS, Archive, Member

AT = datetime(2026, 3, 14, 16, 20, 5, tzinfo=UTC)
FILES = {"GHA_Amina.pdf": b"%PDF one" * 40, "GHA_أمينة.pdf": b"", "GHA_আমিনা.pdf": bytes(range(256)) * 9}


def archive(files: dict[str, bytes]) -> Archive:
    return Archive([Member(name, len(content), AT, name) for name, content in files.items()], files.__getitem__)


def test_what_is_inside_is_read_back_by_other_programs(tmp_path: Path) -> None:
    whole = b"".join(archive(FILES))
    with zipfile.ZipFile(io.BytesIO(whole)) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == FILES
        assert {each.date_time for each in opened.infolist()} == {(2026, 3, 14, 16, 20, 4)}
    (tmp_path / "all.zip").write_bytes(whole)
    subprocess.run(["python3", "-m", "zipfile", "-t", "all.zip"], cwd=tmp_path, check=True, capture_output=True)


@given(st.dictionaries(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=30), st.binary(), max_size=6))
def test_its_length_is_known_before_anything_is_read(files: dict[str, bytes]) -> None:
    assert len(b"".join(archive(files))) == archive(files).length


@given(st.integers(min_value=0))
def test_it_goes_on_from_any_byte(place: int) -> None:
    whole = b"".join(archive(FILES))
    rest = archive(FILES)
    rest.seek(place := place % (len(whole) + 1))
    assert rest.tell() == place
    assert b"".join(rest) == whole[place:]


def test_a_file_is_read_when_its_turn_comes_and_no_earlier() -> None:
    asked: list[str] = []

    def read(name: str) -> bytes:
        asked.append(name)
        return FILES[name]

    slow = Archive([Member(name, len(content), AT, name) for name, content in FILES.items()], read)
    assert asked == []
    next(slow)
    assert asked == [*FILES][:1]


def test_a_file_that_is_not_what_was_promised_ends_the_archive() -> None:
    broken = Archive([Member("one.pdf", 5, AT, "one")], lambda _: b"1234")
    with pytest.raises(ValueError, match=r"one\.pdf has 4 bytes, not 5"):
        next(broken)


def test_more_than_every_program_can_open_is_refused() -> None:
    with pytest.raises(ValueError, match="too much for one archive"):
        Archive([Member(f"{number}.pdf", 1, AT, "one") for number in range(MOST_MEMBERS + 1)], lambda _: b"1")
    with pytest.raises(ValueError, match="too much for one archive"):
        Archive([Member("huge.pdf", 2**32, AT, "huge")], lambda _: b"")

"""An author looks at a pack: every page as learners see it, the keys too, and what is wrong with file and line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from learning import clock
from learning.cli import content as commands
from learning.config import Settings
from learning.db import Database
from learning.web.context import House
from learning.web.keyroom import Keyroom
from learning.web.preview import make_preview
from tests.modules import crossing
from tests.visitor import Visitor

HOME = f"/courses/preview/{crossing.SLUG}"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """An application's parts, over a database that nothing was ever written to."""
    database = Database(f"sqlite:///{tmp_path / 'never.db'}")
    settings = Settings(database_url=str(database.engine.url), folder=tmp_path, https=True)
    yield House(settings, database, Keyroom(settings, clock.now), "secret")
    database.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a sound pack."""
    for name, content in crossing.files().items():
        path = tmp_path / crossing.SLUG / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content.replace("[the resolution](https://example.org/1325)", "it"), encoding="utf-8")
    return tmp_path / crossing.SLUG


@pytest.fixture
def author(folder: Path, house: House) -> Visitor:
    """Somebody without an account who looks at the pack."""
    return Visitor(make_preview(folder, house))


def change(path: Path, old: str, new: str) -> None:
    """Change one thing in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_overview_leads_to_everything_in_the_pack(author: Visitor) -> None:
    page = author.open("/")

    assert page.heading == "The river crossing"
    assert {
        "The ford",
        "The market",
        "Quiz",
        "Title of x01",
        "Title of x02",
        "Checklist",
        "Facilitator's guide",
    } <= set(page.links)
    for words in ("The ford", "Quiz", "Title of x01", "Title of x02", "Checklist", "Facilitator's guide"):
        author.open("/")
        author.follow(words)
    for checklist in ("checklist", "checklists/at-the-boat"):
        assert author.fetch(f"{HOME}/{checklist}.pdf").data.startswith(b"%PDF-")
    assert author.open(f"{HOME}/checklists/at-the-boat").heading == "At the boat"
    author.open(f"{HOME}/checklists/at-the-hill", status=404)


def test_a_lesson_is_shown_with_its_checks_and_its_drawing_and_leads_on(author: Visitor) -> None:
    page = author.open(f"{HOME}/the-ford")

    assert page.heading == "The ford"
    assert page.words.count("What do you do?") == 2
    (source,) = [image["src"] for image in page.root.every("img")]
    assert author.fetch(source).content_type.startswith("image/svg+xml")
    assert author.press("I have read this. Next lesson").heading == "The market"
    assert author.press("I have read this. To the quiz").heading == "Quiz"


def test_every_item_is_asked_with_its_key_below(author: Visitor) -> None:
    page = author.open("/questions/quiz")

    for number in range(1, 25):
        assert page.words.count(f"Prompt of q{number:02}?") == 2, "asked, and looked back at"
        assert f"Why q{number:02}." in page.words
    assert "Then at the people." in page.words, "the short lesson after a confident mistake"


def test_an_answer_is_marked_at_once_and_kept_nowhere(author: Visitor, house: House) -> None:
    author.open("/items/q01")
    page = author.press("Submit, and look back")
    assert "You gave no answer." in page.words

    author.open("/items/q06")
    page = author.press("Submit, and look back", {"answer-q06": "12.5"})
    assert "This is right." in page.words
    assert not Path(str(house.database.engine.url.database)).exists()


def test_a_story_can_be_walked_through(author: Visitor) -> None:
    page = author.open("/items/x01")
    assert "What happens in s1." in page.words

    page = author.press("Go on", status=200)
    assert "Choose what you do, then go on." in page.words

    choice = next(field for field in page.root.every("input") if field["type"] == "radio")
    page = author.press("Go on", {choice["name"]: choice["value"]})
    assert "You decided:" in page.words
    assert "What happens in s1." not in page.root.one("form").words


def test_a_changed_file_is_seen_at_the_next_page(author: Visitor, folder: Path) -> None:
    author.open(f"{HOME}/the-ford")
    before = author.fetch("/changes").text
    change(folder / "en" / "10-the-ford.md", "The water is low.", "The water is high.")

    assert author.fetch("/changes").text != before
    assert "The water is high." in author.open(f"{HOME}/the-ford").words


def test_a_fault_stands_on_top_with_file_and_line_until_it_is_mended(author: Visitor, folder: Path) -> None:
    author.open(f"{HOME}/the-ford")
    change(folder / "en" / "10-the-ford.md", "The water is low.", "Females wait.")

    page = author.open(f"{HOME}/the-ford")
    assert "en/10-the-ford.md:1 says “Females”" in page.words
    assert "The water is low." in page.words, "what was read before is still shown"

    change(folder / "en" / "10-the-ford.md", "Females wait.", "Women wait.")
    page = author.open(f"{HOME}/the-ford")
    assert "Females" not in page.words
    assert "Women wait." in page.words


def test_a_pack_that_was_never_sound_shows_its_faults_alone(folder: Path, house: House) -> None:
    change(folder / "quiz.toml", 'key = "b"', 'key = "z"')
    (folder / "media" / "ford.svg").unlink()
    author = Visitor(make_preview(folder, house))

    page = author.open("/", status=422)

    assert page.heading == "river-crossing is refused"
    line = (folder / "quiz.toml").read_text(encoding="utf-8").split('key = "z"')[0].count("\n") + 1
    assert f"quiz.toml:{line} q01: “key” is not one of the choices" in page.words
    assert "there is no file “media/ford.svg”" in page.words
    author.open(f"{HOME}/the-ford", status=404)
    (folder / "media" / "ford.svg").write_text(crossing.DRAWING, encoding="utf-8")
    change(folder / "quiz.toml", 'key = "z"', 'key = "b"')
    assert author.open("/").heading == "The river crossing"


@pytest.mark.parametrize(
    "url",
    ["/items/q99", "/questions/all", "/pictures/0.svg", f"{HOME}/the-hill", "/courses/preview/the-hill/the-ford",
     "/courses/preview/the-hill/checklist", "/sign-in"],
)  # fmt: skip
def test_what_the_pack_does_not_have_is_not_found(url: str, author: Visitor) -> None:
    author.open(url, status=404)


def test_a_language_is_chosen_among_those_that_are_complete(author: Visitor, folder: Path) -> None:
    for path in list((folder / "en").iterdir()):
        french = folder / "fr" / path.name
        french.parent.mkdir(exist_ok=True)
        french.write_text(
            path.read_text(encoding="utf-8").replace("The water is low.", "L’eau est basse."), encoding="utf-8"
        )
    change(folder / "module.toml", '["en"]', '["en", "fr"]')

    author.open("/")
    author.follow("fr")
    assert "L’eau est basse." in author.open(f"{HOME}/the-ford").words
    assert "The water is low." in author.open(f"{HOME}/the-ford?language=en").words
    assert "The water is low." in author.open(f"{HOME}/the-ford?language=ar").words


def test_only_this_machine_is_answered_and_no_cookie_is_shared(author: Visitor) -> None:
    author.open("/items/q01")
    assert author.browser.get("/", headers={"Host": "preview.example.org"}).status_code == 400
    cookies = {header.split("=")[0] for header in author.fetch("/items/q01").headers.getlist("Set-Cookie")}
    assert cookies <= {"learn1325-preview"}


def test_the_command_serves_the_pack_on_this_machine(
    folder: Path, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[tuple[str, int, str]] = []

    def serve(host: str, port: int, app: Flask, *, threaded: bool) -> None:
        assert threaded
        served.append((host, port, Visitor(app).open("/").heading))

    monkeypatch.setattr(commands, "run_simple", serve)
    result = (
        create_app(house.settings).test_cli_runner().invoke(args=["content", "preview", str(folder), "--port", "8099"])
    )

    assert result.exit_code == 0, result.output
    assert served == [("127.0.0.1", 8099, "The river crossing")]
    assert "http://127.0.0.1:8099/ shows river-crossing" in result.output

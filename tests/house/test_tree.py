"""What the tree promises: folders and their lists agree, files are short, and nothing is where it should not be."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from certificates import designs
from learning import languages
from learning.modules.courses import read_courses
from learning.quizzes import kinds
from learning.reports import export, plugs
from learning.web import views

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 400
TEXT = {".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ".in", ".sh", ".svg", ".po", ".cfg", ""}
ADDRESS = r"https?://[^\s\"')]*"
REGISTRIES = re.compile(ADDRESS + r"(pypi|pythonhosted|artifactory|nexus|devpi)|index-url\W+http", re.IGNORECASE)
MACHINES = re.compile(r"(?<![\w.])/(work|home|root|Users|mnt)/\w|[A-Z]:\\\\Users")
UNFINISHED = re.compile(r"\b(TODO|FIXME|HACK)\b|coming soon|lorem ipsum", re.IGNORECASE)


def tracked() -> list[Path]:
    """Every file that belongs to the project and is there."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def texts(*suffixes: str, but: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every text file of the project, by its path within it."""
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in (suffixes or TEXT) and not name.startswith(but):
            yield name, path.read_text(encoding="utf-8")


def modules(folder: str) -> set[str]:
    """The names of the Python files in a folder."""
    return {path.stem for path in (ROOT / folder).glob("*.py") if path.stem != "__init__"}


def test_each_kind_of_question_has_its_file_and_its_twin_template() -> None:
    named = {kind.name for kind in kinds.KINDS}
    assert modules("learning/quizzes/kinds") == named
    templates = {path.stem for path in (ROOT / "templates" / "quizzes" / "kinds").glob("[a-z]*.html")}
    assert templates == named


def test_each_report_has_its_file() -> None:
    named = [report.slug.replace("-", "_") for report in plugs.REPORTS]
    assert modules("learning/reports/plugs") == set(named)
    assert len(named) == len(set(named))


def test_each_design_of_certificates_is_in_the_list() -> None:
    names = {design.name for design in designs.DESIGNS}
    assert {name.replace("_", "-") for name in modules("certificates/designs")} == names
    assert {course.design for course in read_courses(ROOT / "learning/modules/courses.toml")} <= names


def test_each_format_of_reports_is_in_the_list() -> None:
    drawers = {name.removeprefix("as_") for name in modules("learning/reports/export") if name.startswith("as_")}
    assert drawers == {form.name for form in export.FORMATS} == set(export.BY_NAME)


def test_each_area_of_the_web_is_in_the_list() -> None:
    with_views = {path.stem for path in (ROOT / "learning" / "web").glob("*.py") if "= Blueprint(" in path.read_text()}
    assert {blueprint.name for blueprint in views.BLUEPRINTS} | {"assets"} == with_views


def test_each_module_of_the_content_is_in_a_course() -> None:
    folders = {path.name for path in (ROOT / "learning/modules/content").iterdir() if path.is_dir()}
    taught = {slug for course in read_courses(ROOT / "learning/modules/courses.toml") for slug in course.modules}
    assert folders == taught


def test_each_language_but_english_has_a_catalogue() -> None:
    folders = {path.name for path in (ROOT / "learning/translations").iterdir() if path.is_dir()}
    assert folders == set(languages.BY_TAG) - {"en"}


def test_each_template_is_used() -> None:
    everything = "".join(text for name, text in texts(".py", ".html") if not name.startswith("tests/"))
    for path in (ROOT / "templates").rglob("*.html"):
        name = path.relative_to(ROOT / "templates").as_posix()
        assert f'"{name}"' in everything, f"{name} is used nowhere"


def test_no_file_is_long() -> None:
    long = {
        name: lines for name, text in texts(".py", ".html", ".js", ".sh") if (lines := len(text.splitlines())) > LONGEST
    }
    assert {name for name in long if not name.startswith("learning/migrations/versions/")} == set()


def test_only_the_database_commits() -> None:
    found = {name for name, text in texts(".py", but=("tests/", "bench/")) if ".commit(" in text}
    assert found == {"learning/db.py"}


def test_templates_reach_no_database_and_hold_no_style_or_script() -> None:
    for name, text in texts(".html"):
        assert not re.search(r"\bsession(?:\.\w|[\[(])|\.execute\(|\.scalars?\(|\.query\(", text), (
            f"{name} reads the database"
        )
        assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)", text), (
            f"{name} has its own style"
        )


@pytest.mark.parametrize("folder", ["templates", "learning/web/static"])
def test_pages_load_nothing_from_elsewhere(folder: str) -> None:
    for name, text in texts(".html", ".css", ".js", ".svg"):
        if name.startswith(folder):
            found = set(re.findall(r"https?://[^\s\"')]+", text)) - {"http://www.w3.org/2000/svg"}
            assert found == set(), f"{name}: {found}"


def test_imports_stand_at_the_top() -> None:
    for name, text in texts(".py"):
        for function in ast.walk(ast.parse(text)):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = [node.lineno for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
                assert inner == [], f"{name}: import inside {function.name}"


def test_no_file_speaks_of_a_machine_or_of_a_registry() -> None:
    for name, text in texts(but=("tests/house/",)):
        assert not (found := MACHINES.search(text)), f"{name}: {found}"
        assert not (found := REGISTRIES.search(text)), f"{name}: {found}"


def test_nothing_is_left_over() -> None:
    for name, text in texts(but=("tests/house/", "learning/people/common-passwords")):
        assert not (found := UNFINISHED.search(text)), f"{name}: {found}"


def test_the_readme_names_every_command() -> None:
    targets = re.findall(r"^([a-z-]+):.*?## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert {"run", "test", "demo", "check", "bench", "help"} <= set(targets)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [target for target in targets if f"make {target}" not in readme] == []


def test_the_readme_and_the_documents_lead_to_files_that_are_there() -> None:
    for name, text in texts(".md", but=("learning/modules/content/", "tests/content/")):
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (ROOT / name).parent.joinpath(link).exists(), f"{name}: {link}"


def test_the_changelog_is_kept() -> None:
    assert re.search(
        r"^## \[(Unreleased|\d+\.\d+\.\d+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )

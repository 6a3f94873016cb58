"""Reading a pack: from a folder or a zip to a checked whole, or to every reason why it is refused."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from learning.modules import guides, shapes, structure
from learning.modules.archives import gather
from learning.modules.budget import weight_faults
from learning.modules.documents import Document, read_document, read_text
from learning.modules.drawings import MAP, drawing_faults, is_map
from learning.modules.pace import pace_faults
from learning.modules.phrasing import Style
from learning.modules.pool import checked_quiz, item_ids, merged
from learning.modules.rules import FORMAT, Fault, FaultyPack, Pack, parsed_quiz, read_check, read_lesson
from learning.modules.shapes import LANGUAGE
from learning.modules.texts import drawings_shown, lesson_faults
from learning.modules.wording import exercise_wording_faults, items_of, surplus_faults, wording_faults
from learning.quizzes.rules import Quiz, Use, drawings_of

TOML_BYTES_AT_MOST = 512 * 1024
BESIDE = frozenset({"README.md", "LICENSE.txt", "LICENCE.txt"})
MODULE, QUIZ, EXERCISES, WORDS = "module.toml", "quiz.toml", "exercises.toml", "words.toml"

EXERCISES_FILE: Mapping[str, shapes.Rule] = {"format": shapes.exactly(FORMAT), "items": shapes.tables}


def read_pack(path: Path) -> Pack:
    """Read and check a content pack.

    The form of module.toml is checked first; while it is wrong, what rests on it is not judged.

    Args:
        path: the pack's folder, or a .zip of it.

    Raises:
        FaultyPack: the pack is refused whole; `faults` names each reason with file and line.
    """
    folder, files = gather(path)
    return _Reading(folder or path.stem, folder, files).pack()


class _Reading:
    """One reading of one pack: collects every fault, then gives the pack or refuses it."""

    def __init__(self, name: str, folder: str | None, files: Mapping[str, bytes]) -> None:
        self.name = name
        self.folder = folder
        self.files = files
        self.faults: list[Fault] = []
        self.style = Style("")

    def pack(self) -> Pack:
        module, quiz = self._module(), self._document(QUIZ)
        exercises = self._document(EXERCISES) if EXERCISES in self.files else None
        if exercises:
            self._refuse(shapes.table_faults(exercises, (), exercises.table, EXERCISES_FILE))
        sound: Quiz | None = None
        if quiz:
            sound, faults = checked_quiz(quiz, exercises, module.table["objectives"] if module else None)
            self._refuse(faults)
        self.style = _style(module, sound)
        self._refuse(self._drawing_faults())
        words = self._words(module, quiz if sound else None, exercises if sound else None, sound)
        if module:
            self._refuse(structure.module_faults(module))
            self._refuse(self._file_faults(module))
            self._refuse(self._lesson_faults(module, sound))
            self._refuse(self._guide_faults(module))
        if self.faults or module is None or quiz is None:
            raise FaultyPack(self.name, self.faults)
        pack = self._whole(module.table, merged(quiz.table, exercises.table if exercises else None), words)
        self._refuse(weight_faults(pack))
        self._refuse(pace_faults(module, pack))
        if self.faults:
            raise FaultyPack(self.name, self.faults)
        return pack

    def _module(self) -> Document | None:
        """Read module.toml; None when its form is wrong, because then nothing that rests on it can be judged."""
        module = self._document(MODULE)
        faults = list(structure.module_form_faults(module, self.folder)) if module else []
        self._refuse(faults)
        return None if faults else module

    def _refuse(self, faults: Iterable[Fault]) -> None:
        self.faults.extend(faults)

    def _document(self, file: str) -> Document | None:
        content = self.files.get(file)
        if content is None:
            self.faults.append(Fault(file, 1, "is missing"))
            return None
        if len(content) > TOML_BYTES_AT_MOST:
            self.faults.append(Fault(file, 1, f"is larger than {TOML_BYTES_AT_MOST // 1024} KB"))
            return None
        document = read_document(file, content)
        if isinstance(document, Fault):
            self.faults.append(document)
            return None
        return document

    def _drawing_faults(self) -> Iterator[Fault]:
        for file, content in self.files.items():
            if file.startswith("media/") and file.endswith(".svg"):
                yield from drawing_faults(file, content)

    def _file_faults(self, module: Document) -> Iterator[Fault]:
        """Find files that are named and missing, and files that nothing names."""
        wanted: dict[str, tuple[str | int, ...]] = {}
        for number, drawing in enumerate(module.table["media"]):
            wanted[f"media/{drawing['file']}"] = ("media", number, "file")
        for language in module.table["languages"]:
            wanted[f"{language}/{guides.FILE}"] = ("facilitator",)
            if EXERCISES in self.files:
                wanted[f"{language}/{EXERCISES}"] = ("languages",)
            for number, lesson in enumerate(module.table["lessons"]):
                wanted[f"{language}/{lesson['file']}"] = ("lessons", number, "file")
        for file, path in wanted.items():
            if file not in self.files:
                yield module.fault(path, f"there is no file “{file}”")
        for file in self.files:
            if file not in wanted and not self._stands_beside(file, module.table["languages"]):
                yield Fault(file, 1, "belongs to nothing in module.toml; name it there or remove it")

    def _stands_beside(self, file: str, languages: list[str]) -> bool:
        """Tell a file that no lesson names but that may be there: also a translation that is not complete yet."""
        first, *rest = PurePosixPath(file).parts
        if not rest:
            return file in BESIDE | {MODULE, QUIZ, EXERCISES}
        return rest == [WORDS] if first in languages else bool(LANGUAGE.fullmatch(first))

    def _words(
        self, module: Document | None, quiz: Document | None, exercises: Document | None, sound: Quiz | None
    ) -> dict[str, Mapping[str, Any]]:
        words: dict[str, Mapping[str, Any]] = {}
        asked = sound and replace(sound, items=tuple(item for item in sound.items if item.use is not Use.EXERCISE))
        for language in module.table["languages"] if module else self._language_folders():
            document = self._document(f"{language}/{WORDS}")
            if document:
                style = replace(self.style, language=language)
                self._refuse(wording_faults(document, style, module.table if module else None, asked))
                if quiz:
                    self._refuse(surplus_faults(document, item_ids(quiz), QUIZ))
                practised = self._exercise_words(language, exercises, sound)
                words[language] = {**document.table, "items": {**items_of(document), **practised}}
        return words

    def _exercise_words(self, language: str, exercises: Document | None, sound: Quiz | None) -> Mapping[str, Any]:
        """Read the words of the exercises in one language; empty when there are none."""
        file = f"{language}/{EXERCISES}"
        document = self._document(file) if exercises and file in self.files else None
        if document is None or exercises is None or sound is None:
            return {}
        practised = replace(sound, items=sound.used_for(Use.EXERCISE))
        self._refuse(exercise_wording_faults(document, replace(self.style, language=language), practised))
        self._refuse(surplus_faults(document, item_ids(exercises), EXERCISES))
        return items_of(document)

    def _language_folders(self) -> list[str]:
        return [file.removesuffix("/words.toml") for file in self.files if file.endswith("/words.toml")]

    def _guide_faults(self, module: Document) -> Iterator[Fault]:
        for language in module.table["languages"]:
            file = f"{language}/{guides.FILE}"
            if file in self.files:
                yield from guides.guide_faults(file, self.files[file], replace(self.style, language=language))

    def _lesson_faults(self, module: Document, sound: Quiz | None) -> Iterator[Fault]:
        checks = {check["id"] for check in module.table["checks"]}
        drawings = {drawing["file"] for drawing in module.table["media"]}
        for language in module.table["languages"]:
            style = replace(self.style, language=language)
            for lesson in map(read_lesson, module.table["lessons"]):
                file = f"{language}/{lesson.file}"
                if file in self.files:
                    yield from lesson_faults(file, self.files[file], lesson, style, checks, drawings)
            yield from self._unseen_drawings(module, language, sound)

    def _unseen_drawings(self, module: Document, language: str, sound: Quiz | None) -> Iterator[Fault]:
        shown = {name for item in (sound.items if sound else ()) for name in drawings_of(item)}
        for name in sorted(shown - {drawing["file"] for drawing in module.table["media"]}):
            yield module.fault(("media",), f"an exercise shows “{name}”, which is not among the media")
        for item in sound.items if sound else ():
            name = str(item.body.get("map"))
            content = self.files.get(f"media/{name}")
            if "map" in item.body and content is not None and not is_map(content):
                yield Fault(f"media/{name}", 1, f"is the map of {item.id}; its viewBox must be “{MAP}”")
        for lesson in module.table["lessons"]:
            content = self.files.get(f"{language}/{lesson['file']}")
            text = None if content is None else read_text(lesson["file"], content)
            if not isinstance(text, str):
                return  # a lesson that cannot be read is reported as such; what it shows is not known
            shown |= drawings_shown(text)
        for number, drawing in enumerate(module.table["media"]):
            if drawing["file"] not in shown:
                reason = f"no lesson in “{language}” shows “{drawing['file']}”"
                yield module.fault(("media", number, "file"), reason)

    def _whole(
        self, module: Mapping[str, Any], quiz: Mapping[str, Any], words: Mapping[str, Mapping[str, Any]]
    ) -> Pack:
        lessons = tuple(read_lesson(table) for table in module["lessons"])
        return Pack(
            slug=module["slug"],
            languages=tuple(module["languages"]),
            content_notice=module["content_notice"],
            objectives=tuple(module["objectives"]),
            lessons=lessons,
            checks=tuple(read_check(table) for table in module["checks"]),
            media={drawing["file"]: self._text(f"media/{drawing['file']}").encode() for drawing in module["media"]},
            checklist=tuple(module["checklist"]["items"]),
            further_checklists={each["id"]: tuple(each["items"]) for each in module.get("further_checklists", ())},
            raw_quiz=quiz,
            words=words,
            texts={
                (language, lesson.id): self._text(f"{language}/{lesson.file}")
                for language in module["languages"]
                for lesson in lessons
            },
            quiz=parsed_quiz(quiz, module["objectives"]),
            facilitator_minutes=module["facilitator"]["minutes"],
            guides={language: self._text(f"{language}/{guides.FILE}") for language in module["languages"]},
        )

    def _text(self, file: str) -> str:
        text = read_text(file, self.files[file])
        assert isinstance(text, str), text
        return text


def _style(module: Document | None, sound: Quiz | None) -> Style:
    """Say what the texts of a pack keep to; its language is still open."""
    lessons = module.table["lessons"] if module else ()
    cited = [source for lesson in lessons for source in lesson["sources"]]
    cited += [source for item in (sound.items if sound else ()) for source in item.sources]
    return Style("", bool(module and module.table["content_notice"]), frozenset(cited))

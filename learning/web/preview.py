"""An author's pack as learners will see it: read anew for each page, on this machine only, without an account.

It is an application of its own that shares nothing with the running one but templates and files: it asks no database,
stores nothing, and also shows the keys.
"""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask, Response, redirect, render_template, request
from flask import session as browser
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_login import LoginManager

from learning.config import ROOT
from learning.errors import Invalid, NotFound
from learning.languages import BY_TAG, DEFAULT, language
from learning.modules.checklists import listed, print_checklist
from learning.modules.drawings import drawing_faults, picture
from learning.modules.markdown import render_lesson, render_text
from learning.modules.packs import read_pack
from learning.modules.reading_level import level
from learning.modules.rules import Fault, FaultyPack, Pack
from learning.quizzes.kinds import kind
from learning.quizzes.rules import Answer, Item, Placed, StrangeAnswer, Use, question, reviewed
from learning.web import assets, errors, i18n, navigation, security, sessions
from learning.web.context import House
from learning.web.courses import labels
from learning.web.dressing import dress
from learning.web.errors import words as in_words
from learning.web.glossary import linked_terms
from learning.web.pages import Pages
from learning.web.pictures import picture_url

COURSE = "preview"
"""The course that every pack stands in here."""

LOCAL = ("127.0.0.1", "localhost")
PARTS: Mapping[str, Use] = {"quiz": Use.QUIZ, "form-a": Use.FORM_A, "form-b": Use.FORM_B}


def make_preview(folder: Path, house: House) -> Flask:
    """Build the application that shows one pack.

    Args:
        folder: of the pack; it may be faulty, and may change while it is looked at.
        house: of the running application; only its settings are used.
    """
    app = Flask("learning", template_folder=str(ROOT / "templates"), static_folder=None, root_path=str(ROOT))
    app.jinja_environment = Pages
    app.config.update(BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "learning" / "translations"))
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    settings = replace(house.settings, https=False, trusted_hosts=LOCAL)
    app.extensions["learn1325"] = replace(house, settings=settings)
    sessions.set_up(app, LoginManager())
    for part in (security, i18n, navigation, errors, assets):
        part.set_up(app)
    # Neither the cookies of an application on the same machine are read here, nor are ours left in its way.
    app.config.update(SECRET_KEY=secrets.token_hex(), SESSION_COOKIE_NAME="learn1325-preview")
    _Preview(folder).add_to(app)
    return app


@dataclass(frozen=True)
class _Module:
    """The pack in the shape in which pages know a published module."""

    pack: Pack
    slug: str


class _Preview:
    """The pages of one pack; what was last read without faults is kept, to be shown while there are some."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.last: Pack | None = None

    def add_to(self, app: Flask) -> None:
        """Give the application its pages, at the addresses that the pages of a course lead to."""
        here = f"/courses/{COURSE}/<module>"
        for address, view in (
            ("/", self.overview),
            ("/changes", self.changes),
            ("/questions/<part>", self.questions),
            ("/pictures/<digest>.svg", self.drawing),
            (here, self.home),
            (f"{here}/checklist", self.checklist),
            (f"{here}/checklists/<checklist>", self.checklist),
            (f"{here}/checklist.pdf", self.checklist_pdf),
            (f"{here}/checklists/<checklist>.pdf", self.checklist_pdf),
            (f"{here}/facilitator", self.guide),
            (f"{here}/<lesson>", self.lesson),
        ):
            app.add_url_rule(address, view.__name__, view)
        app.add_url_rule("/items/<item_id>", "item", self.item, methods=["GET", "POST"])
        app.add_url_rule(f"{here}/<lesson>", "finish", self.finish, methods=["POST"])
        app.add_url_rule("/<path:address>", "elsewhere", self.elsewhere, methods=["GET", "POST"])

    def _read(self) -> tuple[Pack | None, tuple[Fault, ...]]:
        try:
            self.last = read_pack(self.folder)
        except FaultyPack as refusal:
            return self.last, refusal.faults
        return self.last, ()

    def _page(self, page: str, pack: Pack, faults: tuple[Fault, ...], **shown: object) -> str:
        """Write one page in the language of the content, with what is wrong with the pack on top."""
        lang = self._language(pack)
        with force_locale(lang if lang in BY_TAG else DEFAULT.tag):
            return render_template(
                "preview/around.html",
                page=page,
                faults=faults,
                version=self._version(),
                course={"slug": COURSE},
                module=_Module(pack, pack.slug),
                words=pack.words[lang],
                lang=lang,
                dir=language(lang).direction,
                **shown,
            )

    def _language(self, pack: Pack) -> str:
        asked = request.args.get("language")
        if asked in pack.languages:
            browser["content"] = asked
        return pack.language(str(browser.get("content", "")))

    def _shown(self, module: str | None = None) -> tuple[Pack, tuple[Fault, ...]]:
        """Give the pack for a page inside it.

        Raises:
            NotFound: it could not be read yet, and the overview says why; or the address names another module.
        """
        pack, faults = self._read()
        if pack is None or module not in {None, pack.slug}:
            raise NotFound("This page does not exist.")
        return pack, faults

    def overview(self) -> ResponseReturnValue:
        """List what the pack holds, and what is wrong with it."""
        pack, faults = self._read()
        if pack is None:
            version = self._version()
            return render_template("preview/refused.html", faults=faults, version=version, name=self.folder.name), 422
        lang = self._language(pack)
        return self._page(
            "preview/overview.html",
            pack,
            faults,
            levels={lesson.id: level(pack.texts[lang, lesson.id]) for lesson in pack.lessons},
            parts=[(part, len(pack.quiz.used_for(use))) for part, use in PARTS.items()],
        )

    def home(self, module: str) -> ResponseReturnValue:
        """Lead back from a page of the module; here its own page is the overview."""
        return redirect(f"/#{module}")

    def lesson(self, module: str, lesson: str) -> ResponseReturnValue:
        """Show a lesson, as learners read it."""
        pack, faults = self._shown(module)
        found = pack.lesson(lesson)
        if found is None:
            raise NotFound("This page does not exist.")
        lang, place = self._language(pack), pack.lessons.index(found)
        return self._page(
            "courses/lesson.html",
            pack,
            faults,
            lesson=found,
            title=pack.words[lang]["lessons"][lesson]["title"],
            html=render_lesson(pack, lesson, lang, labels(lang), picture_url, linked_terms(lang)),
            place=place,
            total=len(pack.lessons),
            previous=pack.lessons[place - 1] if place else None,
            following=pack.lessons[place + 1] if place + 1 < len(pack.lessons) else None,
            practice=False,
        )

    def finish(self, module: str, lesson: str) -> ResponseReturnValue:
        """Go on to the next lesson, or to the quiz after the last."""
        pack, _ = self._shown(module)
        ids = [each.id for each in pack.lessons]
        following = ids[ids.index(lesson) + 1 :] if lesson in ids else []
        return redirect(f"/courses/{COURSE}/{module}/{following[0]}" if following else "/questions/quiz", 303)

    def checklist(self, module: str, checklist: str | None = None) -> ResponseReturnValue:
        """Show a checklist."""
        pack, faults = self._shown(module)
        said, items = self._listed(pack, checklist)
        return self._page("courses/checklist.html", pack, faults, listed=said, items=items)

    def checklist_pdf(self, module: str, checklist: str | None = None) -> ResponseReturnValue:
        """Print a checklist on its one page."""
        pack, _ = self._shown(module)
        lang = self._language(pack)
        said, items = self._listed(pack, checklist)
        lines = [said["items"][each] for each in items]
        direction = language(lang).direction
        printed = print_checklist(said["title"], said["intro"], lines, foot=module, language=lang, direction=direction)
        return Response(printed, content_type="application/pdf")

    def _listed(self, pack: Pack, checklist: str | None) -> tuple[Mapping[str, Any], tuple[str, ...]]:
        found = listed(pack, self._language(pack), checklist)
        if found is None:
            raise NotFound("This page does not exist.")
        return found

    def guide(self, module: str) -> ResponseReturnValue:
        """Show the facilitator's guide."""
        pack, faults = self._shown(module)
        lang = self._language(pack)
        html = render_text(pack, pack.guides[lang], lang, labels(lang), picture_url)
        return self._page("courses/facilitator.html", pack, faults, html=html, papers=())

    def questions(self, part: str) -> ResponseReturnValue:
        """Ask every item of the quiz or of one form, each with its key folded below."""
        pack, faults = self._shown()
        if part not in PARTS:
            raise NotFound("This page does not exist.")
        items = pack.quiz.used_for(PARTS[part])
        asked = [self._asked(pack, item, number, None) for number, item in enumerate(items, 1)]
        return self._page("preview/questions.html", pack, faults, asked=asked, part=part, open=False)

    def item(self, item_id: str) -> ResponseReturnValue:
        """Ask one item or exercise; what is answered is marked at once and kept nowhere."""
        pack, faults = self._shown()
        found = next((item for item in pack.quiz.items if item.id == item_id), None)
        if found is None:
            raise NotFound("This page does not exist.")
        answer, error = self._answer(found) if request.method == "POST" else (None, None)
        asked = [self._asked(pack, found, 0, answer, error)]
        finished = request.method == "POST" and "show" in request.form
        return self._page("preview/questions.html", pack, faults, asked=asked, part=found.use, open=finished)

    def _answer(self, item: Item) -> tuple[Answer | None, str | None]:
        try:
            return kind(item.kind).read(item, request.form), None
        except StrangeAnswer:
            raise
        except Invalid as refusal:
            kept: Answer | None = refusal.values.get("kept")  # type: ignore[assignment]
            return kept, in_words(refusal)

    def _asked(
        self, pack: Pack, item: Item, number: int, answer: Answer | None, error: str | None = None
    ) -> dict[str, Any]:
        """Give an item as it is asked and as it is looked back at, always in the same order."""
        lang = self._language(pack)
        words = pack.words[lang]
        order = kind(item.kind).arrange(item, Random(item.id))  # noqa: S311 - it keeps no secret
        placed = Placed(item.id, order)
        view = question(pack.quiz, words, placed, answer, number=number, lang=lang, error=error)
        review = reviewed(pack.quiz, words, placed, answer, number=number, lang=lang)
        for each in (view, review):
            dress(each, pack, lang)
        view["save_url"] = f"/items/{item.id}"
        repair = words.get("repairs", {}).get(item.id)
        return {"item": item, "view": view, "review": review, "repair": repair}

    def drawing(self, digest: str) -> ResponseReturnValue:
        """Send one drawing of the pack."""
        for path in (self.folder / "media").glob("*.svg"):
            with suppress(OSError):
                content = path.read_bytes()
                if not drawing_faults(path.name, content) and picture(content).digest == digest:
                    return Response(picture(content).svg, content_type="image/svg+xml", headers=_STANDS_ALONE)
        raise NotFound("This page does not exist.")

    def elsewhere(self, address: str) -> ResponseReturnValue:
        """Say that what the frame of a page leads to, such as help, is no part of a preview."""
        sentence = f"A preview shows a pack alone. “/{address}” is not in it; a running installation may have it."
        return render_template("error.html", heading="Not in a preview", sentence=sentence), 404

    def changes(self) -> ResponseReturnValue:
        """Say which state of the folder there is now, so that an open page can load itself again."""
        return Response(self._version(), content_type="text/plain; charset=utf-8")

    def _version(self) -> str:
        return hashlib.sha256("\n".join(sorted(_states(self.folder))).encode()).hexdigest()[:16]


_STANDS_ALONE = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}


def _states(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        with suppress(OSError):
            state = path.stat()
            yield f"{path}:{state.st_mtime_ns}:{state.st_size}"

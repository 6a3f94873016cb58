"""Answers on their way: saved one by one, never over a newer one, submitted once, never given away."""

import re
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import func, select

from learning.demo.answers import right_answer
from learning.modules.rules import Course, Pack
from learning.quizzes.kinds import kind
from learning.quizzes.queries import quiz_version
from learning.quizzes.rules import Item
from learning.records.models import Attempt, Credential, Outcome, Progress, Response, Submission
from tests.cast import Cast
from tests.life import GENDER, Life, with_other_keys
from tests.visitor import Visitor
from tests.web.conftest import Sitting


def single(life: Life, sitting: Sitting) -> tuple[Item, str, str, str]:
    """A question with one choice: the item, its field, a right value and a wrong one."""
    item = next(item for item in life.items(sitting.attempt) if item.kind == "single")
    values = [value for choice in item.body["choices"] for _, value in kind("single").sent(item, choice)]
    ((name, right),) = kind("single").sent(item, right_answer(item))
    return item, name, right, next(value for value in values if value != right)


def one(item: Item, name: str, value: str, seen: int) -> dict[str, Any]:
    """What the browser sends in the background after one change."""
    return {name: value, f"revision-{item.id}": str(seen)}


def outcomes(life: Life) -> list[str]:
    """What became of every submission, in the order of arrival."""
    with life.database.read() as session:
        return list(session.scalars(select(Submission.outcome).order_by(Submission.received_at)))


def stored(life: Life, sitting: Sitting) -> dict[str, Any]:
    """Every stored answer."""
    with life.database.read() as session:
        rows = session.scalars(select(Response).where(Response.attempt_id == sitting.attempt))
        return {row.item: row.answer for row in rows}


def test_an_answer_is_saved_in_the_background_and_the_other_device_shows_it(life: Life, sitting: Sitting) -> None:
    item, name, right, wrong = single(life, sitting)
    reply = sitting.phone.send(f"{sitting.url}/answers", one(item, name, right, 0), quietly=True)
    assert (reply.status_code, reply.mimetype) == (200, "application/json")
    assert reply.json == {"saved": {item.id: 1}, "stale": [], "message": ""}
    assert reply.headers["Cache-Control"] == "no-store"
    again = sitting.phone.send(f"{sitting.url}/answers", one(item, name, wrong, 1), quietly=True)
    assert again.json == {"saved": {item.id: 2}, "stale": [], "message": ""}
    sitting.laptop.open(sitting.url)
    assert sitting.laptop.page.standing(name) == wrong
    assert sitting.laptop.page.standing(f"revision-{item.id}") == "2"


def test_saving_the_same_answer_again_makes_no_new_revision(life: Life, sitting: Sitting) -> None:
    item, name, right, _ = single(life, sitting)
    for _ in range(3):
        reply = sitting.phone.send(f"{sitting.url}/answers", one(item, name, right, 0), quietly=True)
        assert reply.json == {"saved": {item.id: 1}, "stale": [], "message": ""}


def test_an_answer_that_arrives_late_does_not_replace_the_newer_one(life: Life, sitting: Sitting) -> None:
    item, name, right, wrong = single(life, sitting)
    sitting.phone.send(f"{sitting.url}/answers", one(item, name, wrong, 0), quietly=True)
    sitting.phone.send(f"{sitting.url}/answers", one(item, name, right, 1), quietly=True)
    late = sitting.phone.send(f"{sitting.url}/answers", one(item, name, wrong, 1), quietly=True)
    assert late.status_code == 200
    assert late.json is not None
    assert (late.json["saved"], late.json["stale"]) == ({}, [item.id])
    assert "newer answer" in late.json["message"]
    assert stored(life, sitting) == {item.id: right_answer(item)}


def test_an_out_of_date_page_keeps_the_newer_answer_and_says_so(life: Life, sitting: Sitting) -> None:
    item, name, right, wrong = single(life, sitting)
    sitting.laptop.press("Save and go on later", {name: right})
    page = sitting.phone.press("Save and go on later", {name: wrong}, status=409)
    assert page.errors() == {f"question-{item.id}": "You gave a newer answer on another page or device. It was kept."}
    assert page.standing(name) == right
    assert stored(life, sitting) == {item.id: right_answer(item)}


def test_an_out_of_date_page_is_not_submitted(life: Life, sitting: Sitting) -> None:
    _, name, right, wrong = single(life, sitting)
    sitting.laptop.press("Save and go on later", {name: right})
    sitting.phone.press("Submit my answers", {name: wrong}, status=409)
    assert outcomes(life) == [Outcome.STALE]
    with life.database.read() as session:
        assert session.get_one(Attempt, sitting.attempt).submitted_at is None
    sitting.phone.press("Submit my answers")
    assert outcomes(life) == [Outcome.STALE, Outcome.SCORED]


def test_the_answers_of_a_submitted_page_are_those_that_are_scored(life: Life, sitting: Sitting) -> None:
    sitting.phone.press("Submit my answers", life.fields(sitting.attempt))
    assert sitting.phone.page.heading == "Passed"
    assert stored(life, sitting) == life.right(sitting.attempt)


def test_submitting_twice_gives_one_result(life: Life, sitting: Sitting) -> None:
    fields = life.fields(sitting.attempt)
    sitting.phone.press("Submit my answers", fields)
    sitting.laptop.press("Submit my answers")
    assert sitting.laptop.page.url == f"{sitting.url}/result"
    assert sitting.laptop.page.heading == "Passed"
    assert outcomes(life) == [Outcome.SCORED, Outcome.REPEATED]
    late = sitting.laptop.send(f"{sitting.url}/answers", {}, quietly=True)
    assert (late.status_code, late.json) == (409, {"message": "This attempt was submitted already."})


def test_the_same_press_sent_twice_is_one_submission(life: Life, sitting: Sitting) -> None:
    fields = dict(sitting.phone.page.sent(sitting.phone.page.button("Submit my answers"), {}))
    assert uuid.UUID(fields["key"])
    for _ in range(2):
        assert sitting.phone.send(sitting.url, fields).location == f"{sitting.url}/result"
    assert outcomes(life) == [Outcome.SCORED]


def test_a_key_used_again_for_something_else_loses_nothing(life: Life, sitting: Sitting) -> None:
    item, name, right, wrong = single(life, sitting)
    sitting.laptop.press("Save and go on later", {name: right})
    key = str(uuid.uuid4())
    assert sitting.phone.send(sitting.url, {**one(item, name, wrong, 0), "key": key}).status_code == 409
    assert sitting.phone.send(sitting.url, {**one(item, name, right, 0), "key": key}).status_code == 303
    assert sorted(outcomes(life)) == [Outcome.SCORED, Outcome.STALE]


def test_submitting_from_many_threads_at_once_gives_one_result(
    app: Flask, cast: Cast, life: Life, sitting: Sitting
) -> None:
    visitors = [Visitor(app, cast.amina) for _ in range(4)]
    for each in visitors:
        each.open(sitting.url)
    fields = life.fields(sitting.attempt) | {f"revision-{item.id}": "0" for item in life.items(sitting.attempt)}
    start = threading.Barrier(len(visitors))
    found: list[int] = []

    def submit(each: Visitor) -> None:
        start.wait()
        found.append(each.send(sitting.url, {**fields, "key": str(uuid.uuid4())}).status_code)

    threads = [threading.Thread(target=submit, args=(each,)) for each in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [303] * 4
    assert sorted(outcomes(life)) == [Outcome.REPEATED] * 3 + [Outcome.SCORED]
    with life.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Credential)) == 1
        assert session.query(Progress).one().attempts == 1


def test_switching_the_language_in_the_middle_keeps_answers_that_were_not_saved(life: Life, sitting: Sitting) -> None:
    fields = life.fields(sitting.attempt)
    page = sitting.phone.press("العربية", fields)
    assert page.url == sitting.url
    assert (page.language, page.root.one("html")["dir"]) == ("ar", "rtl")
    assert stored(life, sitting) == life.right(sitting.attempt)
    question = next(page.root.every("legend"))
    assert next(span for span in question.every("span") if "lang" in span)["lang"] == "en"


def test_what_was_typed_and_is_no_number_is_kept_and_refused_beside_its_field(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    enrolment = life.enrol(cast.amina, GENDER)
    attempt = life.begin(enrolment, seed=life.seed_that_draws("numeric", GENDER))
    item = next(item for item in life.items(attempt) if item.kind == "numeric")
    others = {key: value for key, value in life.fields(attempt).items() if not key.startswith(f"answer-{item.id}")}
    amina = visitor(cast.amina)
    amina.open(f"/attempts/{attempt}")
    for button in ("Save and go on later", "Submit my answers"):
        page = amina.press(button, {**others, f"answer-{item.id}": "about ten"}, status=422)
        assert page.standing(f"answer-{item.id}") == "about ten"
        assert f"question-{item.id}" in page.errors()
        assert any(link["href"] in (f"#answer-{item.id}", f"#question-{item.id}") for link in page.root.every("a"))
    with life.database.read() as session:
        assert session.get_one(Attempt, attempt).submitted_at is None
        kept = set(session.scalars(select(Response.item)))
    assert kept == {each.id for each in life.items(attempt)} - {item.id}


def test_what_is_no_number_is_refused_in_the_language_that_was_just_chosen(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    attempt = life.begin(life.enrol(cast.amina, GENDER), seed=life.seed_that_draws("numeric", GENDER))
    item = next(item for item in life.items(attempt) if item.kind == "numeric")
    amina = visitor(cast.amina)
    amina.open(f"/attempts/{attempt}")
    page = amina.press("Français", {f"answer-{item.id}": "about ten"}, status=422)
    assert page.language == "fr"
    assert page.standing(f"answer-{item.id}") == "about ten"
    assert "Écrivez un nombre en chiffres" in page.words


def test_what_no_page_can_have_sent_is_kept_and_labelled(life: Life, sitting: Sitting) -> None:
    item, name, _, _ = single(life, sitting)
    for url, quietly in ((sitting.url, False), (f"{sitting.url}/answers", False), (f"{sitting.url}/answers", True)):
        reply = sitting.phone.send(url, one(item, name, "no such choice", 0), quietly=quietly)
        assert reply.status_code == 422
        assert "not one of those offered" in reply.get_data(as_text=True)
    assert outcomes(life) == [Outcome.STRANGE] * 3
    with life.database.read() as session:
        assert session.scalars(select(Submission.answers)).first() == {name: ["no such choice"]}
        assert session.get_one(Attempt, sitting.attempt).submitted_at is None


def test_items_that_are_not_on_the_page_are_left_alone(life: Life, sitting: Sitting) -> None:
    item, name, right, _ = single(life, sitting)
    with life.database.read() as session:
        quiz = quiz_version(session, session.get_one(Attempt, sitting.attempt).quiz_version_id).quiz
    drawn = {each.id for each in life.items(sitting.attempt)}
    other = next(each.id for each in quiz.items if each.id not in drawn)
    sent = {name: right, f"revision-{other}": "0", f"answer-{other}": "x", "revision-q99": "0"}
    assert sitting.phone.send(f"{sitting.url}/answers", sent, quietly=True).json == {
        "saved": {},
        "stale": [],
        "message": "",
    }
    for strange in ("-1", "1e3", "", "9" * 30, "٣"):
        sitting.phone.send(f"{sitting.url}/answers", {f"revision-{item.id}": strange}, quietly=True)
    assert stored(life, sitting) == {}


def test_an_open_attempt_gives_nothing_away(life: Life, sitting: Sitting) -> None:
    with life.database.read() as session:
        published = quiz_version(session, session.get_one(Attempt, sitting.attempt).quiz_version_id)
    item, name, right, _ = single(life, sitting)
    sitting.laptop.send(f"{sitting.url}/answers", one(item, name, right, 0), quietly=True)
    said = sitting.laptop.open(sitting.url).html
    said += sitting.phone.press("Save and go on later", {name: right}).html
    said += str(sitting.phone.fetch(f"{sitting.url}/result").headers)
    for each in life.items(sitting.attempt):
        words = published.words("en")["items"][each.id]
        options = [option for part in kind(each.kind).words if part != "unit" for option in words[part].values()]
        hidden = [option if isinstance(option, str) else option.get("feedback") for option in options]
        hidden = [sentence for sentence in (words["rationale"], *hidden) if sentence]
        assert not [sentence for sentence in hidden if sentence in said or str(escape(sentence)) in said]
    assert not re.search(r"rationale|<!--|data-[a-z-]*(key|right|correct|critical|points)", said)


def test_the_page_is_the_same_whatever_the_key_is(
    visitor: Callable[..., Visitor],
    cast: Cast,
    life: Life,
    sitting: Sitting,
    content: tuple[list[Pack], tuple[Course, ...]],
) -> None:
    packs, courses = content
    life.publish([with_other_keys(pack) for pack in packs], courses)
    bishnu = life.enrol(cast.bishnu)
    attempt = life.begin(bishnu)
    first, second = life.items(sitting.attempt), life.items(attempt)
    assert [item.id for item in first] == [item.id for item in second]
    assert [item.body["key"] for item in first] != [item.body["key"] for item in second]
    reader = visitor(cast.bishnu)
    reader.open(f"/attempts/{attempt}")
    pages = [
        re.sub(r"value=\"[^\"]{36,}\"|data-keeper=\"\w+\"|nonce=\"[^\"]+\"|[0-9a-f-]{36}", "", each.page.html)
        for each in (sitting.phone, reader)
    ]
    assert pages[0].replace("Amina Mensah", "") == pages[1].replace("Bishnu Rai", "")


@pytest.mark.parametrize("path", ["", "/result", "/answers"])
def test_nobody_else_finds_an_attempt(visitor: Callable[..., Visitor], cast: Cast, sitting: Sitting, path: str) -> None:
    for other in (cast.bishnu, cast.efua, cast.dora):
        each = visitor(other)
        each.open("/account")
        if path != "/answers":
            each.open(sitting.url + path, status=404)
        if path != "/result":
            assert each.send(sitting.url + path).status_code == 404

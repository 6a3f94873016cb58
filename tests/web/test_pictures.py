"""Drawings of lessons: files of their own that anybody's browser may keep, and that may do nothing."""

import re
from collections.abc import Callable

from tests.cast import Cast
from tests.life import SEA, Life
from tests.visitor import Visitor

LESSON = f"/courses/{SEA}/zero-tolerance/two-definitions"


def test_a_lessons_pictures_are_served_to_be_kept_for_ever(
    visitor: Callable[..., Visitor], cast: Cast, life: Life
) -> None:
    life.enrol(cast.amina)
    page = visitor(cast.amina).fetch(LESSON).get_data(as_text=True)
    addresses = re.findall(r'<img class="drawing" src="([^"]+)" alt="[^"]+" width="\d+" height="\d+"', page)

    assert addresses
    for address in addresses:
        reply = visitor().fetch(address)
        assert reply.status_code == 200
        assert reply.content_type == "image/svg+xml"
        assert "immutable" in reply.headers["Cache-Control"]
        assert reply.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
        assert "Set-Cookie" not in reply.headers
        assert "<style>" in reply.get_data(as_text=True)


def test_a_picture_that_is_in_no_lesson_is_not_found(visitor: Callable[..., Visitor], life: Life) -> None:
    assert life
    assert visitor().fetch(f"/pictures/{'0' * 64}.svg").status_code == 404

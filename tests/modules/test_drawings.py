"""Drawings as pictures: a file of its own, plain, in the colours of both papers."""

from learning.modules.drawings import picture

DRAWING = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -20 320.4 199.6" fill="none" stroke="currentColor">
<!-- a river --><path d="M0 100L320 100" stroke="var(--act, #0f5c7a)"/>
<text x="10" y="20" font-family="sans-serif">North &amp; south</text>
</svg>"""


def test_a_picture_is_the_drawing_with_its_own_colours_and_nothing_else() -> None:
    assert picture(DRAWING).svg.decode() == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -20 320.4 199.6" fill="none" stroke="currentColor">'
        "<style>:root{color:#16213a;--act:#0f5c7a}"
        "@media(prefers-color-scheme:dark){:root{color:#e8ecf4;--act:#7cc4e0}}</style>"
        '<path d="M0 100L320 100" stroke="var(--act, #0f5c7a)"></path>'
        '<text x="10" y="20" font-family="sans-serif">North &amp; south</text></svg>'
    )


def test_a_picture_says_its_size_so_that_the_page_does_not_jump() -> None:
    found = picture(DRAWING)

    assert (found.width, found.height) == (320, 200)


def test_equal_drawings_have_one_address_and_other_drawings_another() -> None:
    assert picture(DRAWING).digest == picture(bytes(DRAWING)).digest
    assert picture(DRAWING).digest != picture(DRAWING.replace(b"North", b"South")).digest

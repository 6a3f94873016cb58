"""What a lesson weighs: over a slow line a page is read when it has come, and pays for each kilobyte."""

from collections.abc import Iterator

from learning.modules.markdown import Labels, render_lesson
from learning.modules.rules import Fault, Pack

LESSON_BYTES_AT_MOST = 40 * 1024
LABELS = Labels(
    scenario="Scene",
    check="Check yourself",
    right="Right.",
    not_quite="Look at this again.",
    skip="Skip this scene",
    after="The scene ends here.",
)


def weight_faults(pack: Pack) -> Iterator[Fault]:
    """Find lessons whose page is too heavy with its markup, in any language of the pack.

    Args:
        pack: a pack without other faults.
    """
    for language in pack.languages:
        for lesson in pack.lessons:
            html = render_lesson(pack, lesson.id, language, LABELS, "/pictures/{}.svg".format)
            weight = len(html.encode())
            if weight > LESSON_BYTES_AT_MOST:
                reason = (
                    f"makes a page of {weight // 1024} KB with its markup; {LESSON_BYTES_AT_MOST // 1024} KB at most"
                )
                yield Fault(f"{language}/{lesson.file}", 1, f"{reason}, so use fewer tables or make two lessons of it")

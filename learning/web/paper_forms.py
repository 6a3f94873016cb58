"""What is asked about quizzes on paper."""

from flask_babel import lazy_gettext
from wtforms import MultipleFileField

from learning.web.forms import PageForm, one_of_list, one_of_rows, text


class PaperForm(PageForm):
    """What is printed for a cohort."""

    module = one_of_list(lazy_gettext("Quiz"))
    language = one_of_list(lazy_gettext("Language of the questions"))
    variants = one_of_rows(lazy_gettext("Different papers"))
    spares = text(lazy_gettext("Spare sheets without a name"))


class CodeForm(PageForm):
    """Which answer sheet is meant."""

    code = text(lazy_gettext("Code of the sheet"))


class PhotographsForm(PageForm):
    """Photographs or scans of answer sheets."""

    files = MultipleFileField(lazy_gettext("Photographs or scans"))


class ClaimForm(PageForm):
    """Whose sheet it is."""

    person = one_of_list(lazy_gettext("Whose sheet is this?"))

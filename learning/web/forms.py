"""Forms: what is asked, read by WTForms; what the domain refuses is put beside the field it is about."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from wtforms import (
    BooleanField,
    Field,
    FileField,
    Form,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from learning.errors import Invalid, LearningError
from learning.languages import LANGUAGES
from learning.people.countries import countries
from learning.people.models import Category, RankGroup, Sex
from learning.people.permissions import Role
from learning.people.rules import MISSIONS
from learning.web import vocabulary
from learning.web.errors import words
from learning.web.i18n import page_language

MISSING = lazy_gettext("This is missing.")
CHOOSE = lazy_gettext("Choose one of the list.")


def _named(field: Field, sentence: str) -> str:
    """Say which field a sentence is about, when it does not say so itself and stands far from the field."""
    if sentence == str(MISSING):
        return str(gettext("%(field)s: this is missing.", field=field.label.text))
    if sentence == str(CHOOSE):
        return str(gettext("%(field)s: choose one of the list.", field=field.label.text))
    return sentence


class PageForm(Form):
    """The parent of every form: read from the request, errors as the pages show them."""

    def submitted(self) -> bool:
        """Say whether what was sent can be used as it stands."""
        return request.method == "POST" and self.validate()

    def refuse(self, error: LearningError) -> None:
        """Put a refusal of the domain beside its field, or on top of the form."""
        sentence = words(error)
        field = self._fields.get(error.field or "")
        if field is None:
            self.form_errors.append(sentence)
        else:
            field.errors = [*field.errors, sentence]

    def summary(self) -> list[tuple[str, str]]:
        """List what is wrong as (field id, sentence), for the top of the page; what is only missing names its field."""
        beside = [(field.id, _named(field, str(sentence))) for field in self for sentence in field.errors]
        return [("", str(sentence)) for sentence in self.form_errors] + beside


class Boxes(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def text(label: str, *, optional: bool = False) -> StringField:
    """A line of text."""
    return StringField(label, validators=[Optional() if optional else InputRequired(MISSING)])


def secret(label: str) -> PasswordField:
    """A password: never shown again."""
    return PasswordField(label, validators=[InputRequired(MISSING)])


def one_of_list(label: str, *, optional: bool = False) -> SelectField:
    """One of a list that is filled when the form is made."""
    return SelectField(label, validators=[Optional() if optional else InputRequired(CHOOSE)], validate_choice=False)


def one_of_rows(label: str, *, optional: bool = False) -> RadioField:
    """One of a few, as whole rows."""
    return RadioField(label, validators=[Optional() if optional else InputRequired(CHOOSE)], validate_choice=False)


def country_choices(*, empty: bool = True) -> list[tuple[str, str]]:
    """Every country by name in the reader's language, after an empty line."""
    listed = list(countries(page_language().tag))
    return [("", gettext("Choose a country")), *listed] if empty else listed


def service_choices(form: "ServiceForm | RegisterForm") -> None:
    """Fill the lists that say in which service somebody is."""
    form.category.choices = chosen(vocabulary.CATEGORIES, Category)
    form.rank_group.choices = chosen(vocabulary.RANK_GROUPS, RankGroup)
    form.mission.choices = [("", gettext("Choose a mission")), *mission_choices()]
    if isinstance(form, MoveForm):
        form.country.choices = country_choices()


def mission_choices() -> list[tuple[str, str]]:
    """Every mission, with the two that are none in words."""
    return [(mission, vocabulary.mission(mission)) for mission in MISSIONS]


def sex_choices() -> list[tuple[str, str]]:
    """What a person may state as her sex; stating nothing is possible too."""
    return [(str(key), str(vocabulary.SEXES[key])) for key in Sex]


def language_choices() -> list[tuple[str, str]]:
    """Every language by its own name."""
    return [(language.tag, language.own_name) for language in LANGUAGES]


def cohort_language_choices() -> list[tuple[str, str]]:
    """Every language by its own name, after no choice."""
    return [("", gettext("As each browser asks")), *language_choices()]


def read_day(text: str | None, field: str) -> date | None:
    """Read a day as it was typed into a field; None: nothing was typed.

    Raises:
        Invalid: it is no day.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid("Enter the day as year-month-day, such as 2026-03-31.", field=field) from None


def form_key() -> uuid.UUID:
    """Read the id that a form was made with: the same press sent twice is one thing. A form without one is new."""
    try:
        return uuid.UUID(request.form.get("key", ""))
    except ValueError:
        return uuid.uuid4()


def role_choices(roles: Sequence[Role]) -> list[tuple[str, str]]:
    """Some of the roles, in words."""
    return [(str(role), str(vocabulary.ROLES[role])) for role in roles]


def chosen(named: dict[str, object], keys: Iterable[str]) -> list[tuple[str, str]]:
    """Some words of a vocabulary as they are said, after an empty line."""
    return [("", gettext("Choose one")), *((str(key), str(named[key])) for key in keys)]


class SignInForm(PageForm):
    """Who comes in."""

    name = text(lazy_gettext("Service number or e-mail address"))
    country = one_of_list(lazy_gettext("Country"), optional=True)
    password = secret(lazy_gettext("Password"))


class JoinCodeForm(PageForm):
    """Which cohort somebody joins."""

    join_code = text(lazy_gettext("Join code"))


class RegisterForm(PageForm):
    """A new learner, in a cohort whose country is known."""

    name = text(lazy_gettext("Your full name, as it shall stand on the certificate"))
    service_number = text(lazy_gettext("Service number"))
    category = one_of_list(lazy_gettext("Category of personnel"))
    rank_group = one_of_list(lazy_gettext("Rank group"))
    unit = text(lazy_gettext("Unit"), optional=True)
    mission = one_of_list(lazy_gettext("Mission"))
    sex = one_of_rows(lazy_gettext("Sex"), optional=True)
    language = one_of_list(lazy_gettext("Language of the pages"))
    password = secret(lazy_gettext("Choose a password"))


class SlipForm(PageForm):
    """A learner who holds a slip."""

    code = text(lazy_gettext("Code on your slip"))
    password = secret(lazy_gettext("Choose a password"))


class LostSlipForm(PageForm):
    """Who gets a new slip."""

    service_number = text(lazy_gettext("Service number"))


class RollForm(PageForm):
    """A roll, as a file."""

    file = FileField(lazy_gettext("File"))


class ColumnsForm(PageForm):
    """How a roll is read, besides its columns."""

    heading = one_of_list(lazy_gettext("Row with the headings"))
    category = one_of_list(lazy_gettext("Category of personnel"), optional=True)
    rank_group = one_of_list(lazy_gettext("Rank group"), optional=True)
    mission = one_of_list(lazy_gettext("Mission"))


class InvitedForm(PageForm):
    """A new account from a one-time link."""

    name = text(lazy_gettext("Your full name"))
    sign_in_name = text(lazy_gettext("E-mail address or service number, to sign in with"))
    password = secret(lazy_gettext("Choose a password"))


class ServiceForm(PageForm):
    """In which service a person is now."""

    category = one_of_list(lazy_gettext("Category of personnel"))
    rank_group = one_of_list(lazy_gettext("Rank group"))
    unit = text(lazy_gettext("Unit"), optional=True)
    mission = one_of_list(lazy_gettext("Mission"))


class MoveForm(ServiceForm):
    """A person's next rotation, which may be for another country."""

    country = one_of_list(lazy_gettext("Country"))
    service_number = text(lazy_gettext("Service number there"), optional=True)


class ProfileForm(PageForm):
    """What a person may change about herself."""

    language = one_of_list(lazy_gettext("Language of the pages"))
    sex = one_of_rows(lazy_gettext("Sex"), optional=True)


class PasswordForm(PageForm):
    """A new password."""

    old_password = secret(lazy_gettext("Your password now"))
    password = secret(lazy_gettext("Your new password"))


class OwnPasswordForm(PageForm):
    """A first password of one's own, after a given one."""

    password = secret(lazy_gettext("Choose a password"))


class CohortForm(PageForm):
    """A new cohort."""

    name = text(lazy_gettext("Name of the cohort"))
    mission = one_of_list(lazy_gettext("Mission"))
    closes_on = StringField(lazy_gettext("Last day to join"), validators=[Optional()])
    due_on = text(lazy_gettext("Due date"), optional=True)
    language = one_of_list(lazy_gettext("Language"), optional=True)
    courses = Boxes(lazy_gettext("Courses"), validate_choice=False)


class PlanForm(PageForm):
    """By when a cohort should be done, and what its new members read first."""

    due_on = text(lazy_gettext("Due date"), optional=True)
    language = one_of_list(lazy_gettext("Language"), optional=True)


class GrantForm(PageForm):
    """What one person is granted, why, and until when."""

    kind = one_of_rows(lazy_gettext("What"))
    reason = one_of_rows(lazy_gettext("Reason"))
    expires_on = text(lazy_gettext("Until"))


class InviteForm(PageForm):
    """Whom to invite."""

    role = one_of_rows(lazy_gettext("Role"))
    country = one_of_list(lazy_gettext("Country"), optional=True)


class NameForm(PageForm):
    """A corrected name."""

    name = text(lazy_gettext("Full name"))


class RevokeForm(PageForm):
    """Why a certificate is revoked."""

    reason = one_of_rows(lazy_gettext("Reason"))


class RevokeManyForm(PageForm):
    """Which certificates are revoked together, and why."""

    cohort = one_of_list(lazy_gettext("Cohort"), optional=True)
    country = one_of_list(lazy_gettext("Country"), optional=True)
    course = one_of_list(lazy_gettext("Course"), optional=True)
    first = text(lazy_gettext("Completed from"), optional=True)
    last = text(lazy_gettext("Completed until"), optional=True)
    reason = one_of_rows(lazy_gettext("Reason"), optional=True)


class CorrectionForm(PageForm):
    """How the key of a question is put right, and why."""

    remedy = one_of_rows(lazy_gettext("What is to be done"))
    key: Any = TextAreaField(lazy_gettext("New key"))
    versions = Boxes(lazy_gettext("Editions"), validate_choice=False)
    wrong = TextAreaField(lazy_gettext("What is wrong with the question"))
    reason = TextAreaField(lazy_gettext("Why it is put right in this way"))


class ChoiceCorrectionForm(CorrectionForm):
    """The same for a question with one right choice, shown by its words; the value is the key as packs write it."""

    key: Any = one_of_rows(lazy_gettext("New key"), optional=True)


class AuthorityForm(PageForm):
    """What a country's certificates name."""

    authority = text(lazy_gettext("National authority"))


class LookForm(PageForm):
    """What a country's certificates look like; what is wrong with it is said by the domain, all at once."""

    design = one_of_rows(lazy_gettext("Design"), optional=True)
    border = text(lazy_gettext("Colour of the frame"), optional=True)
    accent = text(lazy_gettext("Colour of title and address"), optional=True)
    second_language = one_of_rows(lazy_gettext("Second language"), optional=True)
    logo = FileField(lazy_gettext("Logo"))
    remove_logo = BooleanField(lazy_gettext("Remove the logo"))
    name_1 = text(lazy_gettext("Name"), optional=True)
    title_1 = text(lazy_gettext("Title"), optional=True)
    signature_1 = FileField(lazy_gettext("Signature"))
    remove_signature_1 = BooleanField(lazy_gettext("Remove the signature"))
    name_2 = text(lazy_gettext("Name"), optional=True)
    title_2 = text(lazy_gettext("Title"), optional=True)
    signature_2 = FileField(lazy_gettext("Signature"))
    remove_signature_2 = BooleanField(lazy_gettext("Remove the signature"))


class ContactForm(PageForm):
    """An office that helps or takes reports; what is wrong with it is said by the domain, all at once."""

    country = one_of_list(lazy_gettext("Country"), optional=True)
    mission = one_of_list(lazy_gettext("Mission"), optional=True)
    kind = one_of_list(lazy_gettext("Kind of help"), optional=True)
    office = text(lazy_gettext("Name of the office"), optional=True)
    phone = text(lazy_gettext("Phone"), optional=True)
    email = text(lazy_gettext("E-mail address"), optional=True)
    place = text(lazy_gettext("Place and hours"), optional=True)
    owner = text(lazy_gettext("Who keeps this right"), optional=True)
    review_on = text(lazy_gettext("Check again by"), optional=True)


class ReadinessForm(PageForm):
    """Who lands where and when; what is wrong with it is said by the domain, all at once."""

    mission = one_of_list(lazy_gettext("Mission"), optional=True)
    unit = text(lazy_gettext("Unit"), optional=True)
    landing = text(lazy_gettext("Landing on"), optional=True)
    courses = Boxes(lazy_gettext("Courses required"), validate_choice=False)
    people = TextAreaField(lazy_gettext("Service numbers"), validators=[Optional()])
    file = FileField(lazy_gettext("Or a file"))
    addressee = text(lazy_gettext("Addressed to"), optional=True)


class SerialForm(PageForm):
    """Which certificate to check."""

    serial = text(lazy_gettext("Number of the certificate"))

"""What is typed after a command: countries and languages, refused before anything is done."""

import click

from learning.languages import BY_TAG
from learning.people.countries import is_country


class _Country(click.ParamType[str]):
    """The code of a country, in large letters or small."""

    name = "country"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Give the code as it is stored."""
        code = value.upper()
        if not is_country(code):
            self.fail(f"{value!r} is no country. Write its code of three letters, such as GHA.", param, ctx)
        return code


COUNTRY = _Country()
LANGUAGE = click.Choice(sorted(BY_TAG))

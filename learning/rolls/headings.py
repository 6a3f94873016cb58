"""What the columns of a roll are called, in the languages in which rolls arrive."""

import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

SEARCHED_ROWS = 20
"""In how many rows from the top the headings are looked for."""


class Field(StrEnum):
    """What a column may hold that we read; every other column is left where it is."""

    NAME = "name"
    FIRST_NAME = "first-name"
    FAMILY_NAME = "family-name"
    SERVICE_NUMBER = "service-number"
    RANK = "rank"
    CATEGORY = "category"
    UNIT = "unit"
    MISSION = "mission"
    SEX = "sex"
    BIRTH_DATE = "birth-date"


# English, French, Arabic, Spanish, Portuguese; written as people write them, compared without accents, case and signs.
_WORDS: dict[Field, str] = {
    Field.NAME: """name, full name, names, name and surname, name in full, soldier, personnel,
        nom complet, nom et prénom, nom et prénoms, noms et prénoms, nom prénom, prénom et nom,
        الاسم, الاسم الكامل, الاسم الثلاثي, الاسم واللقب, الإسم, اسم العسكري,
        nombre completo, nombre y apellido, nombre y apellidos, nombres y apellidos, apellidos y nombres,
        apellido y nombre, apellidos y nombre,
        nome, nome completo, nome e apelido, nome e sobrenome""",
    Field.FIRST_NAME: """first name, first names, given name, given names, forename, forenames, other names,
        prénom, prénoms, الاسم الأول, الاسم الشخصي, nombre, nombres, primer nombre, nome próprio,
        primeiro nome, prenome""",
    Field.FAMILY_NAME: """surname, last name, family name, nom, nom de famille, اللقب, اسم العائلة, الكنية,
        apellido, apellidos, apelido, apelidos, sobrenome, último nome""",
    Field.SERVICE_NUMBER: """service number, service no, svc no, svc number, army number, army no, personal number,
        personal no, personnel number, force number, force no, staff number, military number, military id, id number,
        id no, regimental number, p no, badge number,
        matricule, numéro matricule, no matricule, n° matricule, numéro de service, mle, numéro,
        الرقم العسكري, رقم الخدمة, الرقم, الرقم الوظيفي, رقم القيد, الرقم الشخصي,
        número de servicio, nº de servicio, matrícula, número militar, número de identificación, cédula, legajo,
        número de serviço, nº de serviço, número mecanográfico, nim, nip""",
    Field.RANK: """rank, grade, rank group, rk, grade militaire, الرتبة, الرتبه, رتبة, grado, rango, jerarquía,
        posto, patente, graduação""",
    Field.CATEGORY: """category, category of personnel, personnel category, catégorie, catégorie de personnel,
        الفئة, الفئه, فئة الأفراد, categoría, categoría de personal, categoria, categoria de pessoal""",
    Field.UNIT: """unit, company, coy, battalion, bn, platoon, sub unit, contingent, unité, compagnie, bataillon,
        peloton, الوحدة, الوحده, السرية, الكتيبة, unidad, compañía, batallón, unidade, companhia, batalhão""",
    Field.MISSION: "mission, mission area, البعثة, المهمة, بعثة, misión, missão",
    Field.SEX: "sex, gender, m f, sexe, genre, الجنس, النوع, sexo, género, gênero",
    Field.BIRTH_DATE: """date of birth, dob, birth date, birthdate, born, year of birth, date de naissance, né le,
        née le, ddn, année de naissance, تاريخ الميلاد, تاريخ الولادة, سنة الميلاد, fecha de nacimiento, nacimiento,
        año de nacimiento, data de nascimento, nascimento, ano de nascimento""",
}


def folded(text: str) -> str:
    """Write a heading or a word so that it can be compared: no case, accents or signs, Arabic forms made one."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_ONE_FORM)
    return "".join(sign for sign in plain if sign.isalnum())


_ONE_FORM = str.maketrans({"ى": "ي", "ة": "ه", "ـ": "", "ک": "ك", "ی": "ي", "°": "o", "º": "o"})
_BY_WORD: dict[str, Field] = {
    folded(word): field for field, words in _WORDS.items() for word in words.replace("\n", " ").split(",")
}

Remembered = Mapping[str, str]
"""What a country's people said before: folded headings and words of `Field`, or "" for a column not read."""


def heading_row(rows: Sequence[Sequence[str]], remembered: Remembered) -> int:
    """Say which row holds the headings: the one of the first twenty with the most that are known; counted from 0."""
    scores = [len(set(columns(row, remembered).values())) for row in rows[:SEARCHED_ROWS]]
    best = max(scores, default=0)
    if best > 1:
        return scores.index(best)
    return next((number for number, row in enumerate(rows[:SEARCHED_ROWS]) if sum(map(bool, row)) > 1), 0)


def columns(headings: Sequence[str], remembered: Remembered) -> dict[int, Field]:
    """Say what each column holds, as far as its heading tells; no field stands in two columns."""
    found: dict[int, Field] = {}
    for number, heading in enumerate(headings):
        word = folded(heading)
        known = remembered.get(word, _BY_WORD.get(word, ""))
        if known and known not in found.values():
            found[number] = Field(known)
    whole = Field.NAME in found.values()
    if not whole and Field.FAMILY_NAME in found.values() and Field.FIRST_NAME not in found.values():
        found = {number: Field.NAME if field is Field.FAMILY_NAME else field for number, field in found.items()}
    if not whole and Field.FIRST_NAME in found.values() and Field.FAMILY_NAME not in found.values():
        found = {number: Field.NAME if field is Field.FIRST_NAME else field for number, field in found.items()}
    return found

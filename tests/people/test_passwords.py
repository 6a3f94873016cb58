from pathlib import Path

import pytest
from argon2 import extract_parameters

from learning.errors import Invalid
from learning.people import passwords

KNOWN = ("Amina Mensah", "GH10234567", "amina.mensah@example.org")


def test_a_password_fits_its_own_hash_only() -> None:
    made = passwords.hash_password("seven grey herons")
    assert passwords.verify(made, "seven grey herons")
    assert not passwords.verify(made, "seven grey heron")


def test_the_hash_is_argon2id_at_owasps_minimum() -> None:
    made = passwords.hash_password("seven grey herons")
    assert made.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.needs_rehash(made)
    assert passwords.needs_rehash(made.replace("t=2", "t=1"))


def test_nobodys_hash_costs_as_much_as_everybodys() -> None:
    real = extract_parameters(passwords.hash_password("seven grey herons"))
    assert extract_parameters(passwords.NOBODYS_HASH) == real


def test_no_password_opens_an_account_that_does_not_exist() -> None:
    assert not passwords.verify(None, "seven grey herons")


def test_a_damaged_hash_opens_nothing() -> None:
    assert not passwords.verify("not a hash", "seven grey herons")


def test_the_same_password_from_another_keyboard_is_the_same() -> None:
    made = passwords.hash_password("cafe\u0301 au lait 9")
    assert passwords.verify(made, "caf\u00e9 au lait 9")


def test_strange_characters_are_wrong_and_not_an_error() -> None:
    assert not passwords.verify(passwords.hash_password("seven grey herons"), "\ud800\x00" * 500)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("heron", "at least 8"),
        ("", "at least 8"),
        ("x y" * 100, "more than 256"),
        ("password", "easy to guess"),
        ("PassWord", "easy to guess"),
        ("Peacekeeper2026", "easy to guess"),
        ("iloveyou!!", "easy to guess"),
        ("dragon_1325", "easy to guess"),
        ("12345678", "easy to guess"),
        ("........", "easy to guess"),
        ("qwerty 123456", "easy to guess"),
        ("amina mensah", "like your name"),
        ("Amina-Mensah", "like your name"),
        ("aminamensah99", "like your name"),
        ("gh-1023-4567", "like your name"),
        ("amina.mensah@example.org", "like your name"),
        ("AMINA.MENSAH", "like your name"),
    ],
)
def test_a_password_that_can_be_guessed_is_refused(password: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as refusal:
        passwords.check_password(password, KNOWN)
    assert refusal.value.field == "password"


@pytest.mark.parametrize(
    "password", ["seven grey herons", "Mensah rows at dawn", "نهر واسع وهادئ", "tr7-xk2-9w", "a" * 8 + "b" * 248]
)
def test_another_password_passes(password: str) -> None:
    passwords.check_password(password, (*KNOWN, None, ""))


def test_the_list_of_common_passwords_is_long_lower_case_and_without_repeats() -> None:
    lines = Path(passwords.__file__).with_name("common-passwords.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 1000
    assert lines == [line.strip().lower() for line in lines]
    assert len(set(lines)) == len(lines)


def test_a_temporary_password_is_unlike_the_last_one_and_would_be_accepted() -> None:
    drawn = {passwords.new_temporary_password() for _ in range(200)}
    assert len(drawn) == 200
    for password in drawn:
        passwords.check_password(password, KNOWN)

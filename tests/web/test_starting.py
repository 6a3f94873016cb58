"""The start stops in one sentence where a setting or a key cannot be used."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click import ClickException
from flask import Flask

from certificates.seal import KeyRing
from learning.config import FaultySettings, read_settings
from tests.life import Life

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def token(tmp_path: Path) -> dict[str, str]:
    """Settings of a key on a token, all of them."""
    for name in ("module.so", "pin"):
        (tmp_path / name).write_text("1234")
        (tmp_path / name).chmod(0o600)
    return {
        "LEARN1325_FOLDER": str(tmp_path),
        "PDF_PKCS11_MODULE": str(tmp_path / "module.so"),
        "PDF_PKCS11_TOKEN": "learn1325",
        "PDF_PKCS11_KEY": "pdf",
        "PDF_PKCS11_PIN_FILE": str(tmp_path / "pin"),
    }


@pytest.mark.parametrize("name", ["MODULE", "TOKEN", "KEY", "PIN_FILE"])
def test_a_token_is_set_up_whole_or_not_at_all(token: dict[str, str], name: str) -> None:
    del token[f"PDF_PKCS11_{name}"]
    with pytest.raises(FaultySettings, match=f"PDF_PKCS11_{name}: missing; .* all four or not at all"):
        read_settings(token)


@pytest.mark.parametrize("name", ["MODULE", "PIN_FILE"])
def test_a_file_of_the_token_that_is_not_there_is_named(token: dict[str, str], name: str) -> None:
    token[f"PDF_PKCS11_{name}"] = "/nowhere/at/all"
    with pytest.raises(FaultySettings, match=f"PDF_PKCS11_{name}: there is no file /nowhere/at/all"):
        read_settings(token)


def test_a_pin_that_others_may_read_is_refused(token: dict[str, str]) -> None:
    Path(token["PDF_PKCS11_PIN_FILE"]).chmod(0o644)
    with pytest.raises(FaultySettings, match="others may read it; run: chmod 600"):
        read_settings(token)


def test_settings_that_no_certificate_can_bear_are_refused() -> None:
    with pytest.raises(FaultySettings, match="SIGNER: at most 64 characters"):
        read_settings({"SIGNER": "N" * 65})
    with pytest.raises(FaultySettings, match="TIMESTAMP_ADDRESS: expected an address"):
        read_settings({"TIMESTAMP_ADDRESS": "tsa.example.org"})


def test_times_are_not_certified_by_somebody_whom_nobody_named(make_app: Callable[..., Flask], life: Life) -> None:
    assert life
    with pytest.raises(ClickException, match="put the certificate of that authority into"):
        make_app(time_stamps="http://127.0.0.1:9/")


@pytest.mark.parametrize("name", ["signing.key", "pdf.key", "pdf.crt"])
def test_a_corrupt_key_stops_the_server_with_its_name_and_the_way_to_restore_it(tmp_path: Path, name: str) -> None:
    KeyRing.create(tmp_path / "keys")
    environ = {**os.environ, "LEARN1325_FOLDER": str(tmp_path), "PORT": "0", "DATABASE_URL": ""}
    start = [sys.executable, "-m", "flask", "--app", "app", "routes"]
    assert subprocess.run(start, cwd=ROOT, env=environ, capture_output=True, check=False).returncode == 0
    (tmp_path / "keys" / name).write_text("corrupt")
    for command in ([sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py"], start):
        said = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=60)
        assert said.returncode != 0, command
        assert f"{tmp_path / 'keys' / name}: " in said.stderr
        assert "Restore it from a backup" in said.stderr
        assert "Traceback" not in said.stderr

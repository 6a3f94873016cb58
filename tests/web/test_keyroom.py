"""What signs PDFs as the settings say: a file, a token, with a certified time or without."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from reportlab.pdfgen.canvas import Canvas

from certificates.pdfkeys import create_pdf_key
from certificates.rotation import rotate
from certificates.seal import KeyRing
from learning.config import ROOT, Settings
from learning.web.desk import Unsigned
from learning.web.keyroom import Keyroom
from tests.certificates.authority import Authority
from tests.conftest import NOW

MODULES = [Path("/usr/lib/softhsm/libsofthsm2.so"), Path("/usr/local/lib/softhsm/libsofthsm2.so")]
SIGN_TWICE = """
import sys
from datetime import datetime
from pathlib import Path
from learning.config import read_settings
from learning.web.keyroom import Keyroom
now = datetime.fromisoformat(sys.argv[1])
keyroom = Keyroom(read_settings(), lambda: now)
press = Path(sys.argv[2]).read_bytes
for number in "12":
    Path(sys.argv[2] + number).write_bytes(keyroom.sign(press, signed_at=now, reason="Certificate"))
"""


@pytest.fixture
def page() -> bytes:
    """A page as it comes from a press."""
    drawn = BytesIO()
    canvas = Canvas(drawn, invariant=1)
    canvas.drawString(72, 720, "Amina Mensah")
    canvas.save()
    return drawn.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An installation that has started once."""
    Keyroom(Settings(database_url="sqlite://", folder=tmp_path), lambda: NOW)
    return tmp_path


@pytest.fixture
def authority(folder: Path) -> Iterator[Authority]:
    """A time-stamp authority that this installation believes."""
    server = Authority()
    (folder / "keys" / "authorities").mkdir()
    (folder / "keys" / "authorities" / "clock.pem").write_bytes(server.certificate.public_bytes(Encoding.PEM))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def said(pdf: Path) -> str:
    """What poppler says of a signature."""
    return subprocess.run(["pdfsig", "-nocert", str(pdf)], capture_output=True, text=True, check=False).stdout


def test_after_a_change_of_keys_the_next_page_is_signed_with_the_new_one(folder: Path, page: bytes) -> None:
    keyroom = Keyroom(Settings(database_url="sqlite://", folder=folder), lambda: NOW)
    before = keyroom.signer()
    assert keyroom.signer() is before
    rotate(folder / "keys", name="Somebody", now=NOW)
    assert keyroom.signer().certificate == keyroom.certificate != before.certificate
    assert keyroom.sign(partial(bytes, page), signed_at=NOW, reason="Certificate").startswith(page)


def test_the_time_is_certified_when_an_authority_is_set(folder: Path, page: bytes, authority: Authority) -> None:
    settings = Settings(database_url="sqlite://", folder=folder, time_stamps=authority.address)
    signed = folder / "signed.pdf"
    signed.write_bytes(Keyroom(settings, lambda: NOW).sign(partial(bytes, page), signed_at=NOW, reason="Certificate"))
    assert "Signature is Valid" in said(signed)
    assert len(signed.read_bytes()) > len(page) + 16_000, "there is room for a time stamp"


def test_an_authority_that_does_not_answer_leaves_the_page_unsigned(
    folder: Path, page: bytes, authority: Authority
) -> None:
    keyroom = Keyroom(Settings(database_url="sqlite://", folder=folder, time_stamps=authority.address), lambda: NOW)
    authority.answer = "error"
    with pytest.raises(Unsigned):
        keyroom.sign(partial(bytes, page), signed_at=NOW, reason="Certificate")
    authority.answer = ""
    assert keyroom.sign(partial(bytes, page), signed_at=NOW, reason="Certificate")


@pytest.mark.parametrize("pin", ["1234", "9999"])
def test_a_key_on_a_token_signs_by_settings_alone(tmp_path: Path, page: bytes, pin: str) -> None:
    # In a process of its own: the token's library reads its configuration once.
    keys = tmp_path / "keys"
    KeyRing.create(keys)
    create_pdf_key(keys, "Ministry of Defence of Ghana", NOW)
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(
        f"directories.tokendir = {tmp_path / 'tokens'}\nobjectstore.backend = file\n"
    )
    environ = {
        **os.environ,
        "SOFTHSM2_CONF": str(tmp_path / "softhsm2.conf"),
        "LEARN1325_FOLDER": str(tmp_path),
        "PDF_PKCS11_MODULE": str(next(each for each in MODULES if each.exists())),
        "PDF_PKCS11_TOKEN": "office",
        "PDF_PKCS11_KEY": "pdf",
        "PDF_PKCS11_PIN_FILE": str(tmp_path / "pin"),
    }
    for step in (
        ["--init-token", "--free", "--label", "office", "--so-pin", "5678"],
        ["--import", str(keys / "pdf.key"), "--token", "office", "--label", "pdf", "--id", "01"],
    ):
        subprocess.run(["softhsm2-util", *step, "--pin", "1234"], env=environ, check=True, capture_output=True)
    (keys / "pdf.key").unlink()
    (tmp_path / "pin").write_text(f"{pin}\n")
    (tmp_path / "pin").chmod(0o600)
    (tmp_path / "page").write_bytes(page)
    command = [sys.executable, "-c", SIGN_TWICE, NOW.isoformat(), str(tmp_path / "page")]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    if pin == "1234":
        assert done.returncode == 0, done.stderr
        assert "Signature is Valid" in said(tmp_path / "page2")
        assert "Total document signed" in said(tmp_path / "page2")
    else:
        assert "Unsigned: " in done.stderr
        assert "compare the names and the PIN in the settings" in done.stderr

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from certificates.keyfiles import CertificateKeyError
from certificates.pdfkeys import create_pdf_key
from certificates.pkcs11 import signer_on_token
from certificates.signing import PdfSigner
from tests.certificates.issuing import NAME, NOW, REASON, by_poppler, by_pyhanko

_MODULES = [Path("/usr/lib/softhsm/libsofthsm2.so"), Path("/usr/local/lib/softhsm/libsofthsm2.so")]
_PIN = "1234"


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of keys whose private half was moved onto a token called `office`, as `pdf`."""
    place = tmp_path_factory.mktemp("token")
    (place / "tokens").mkdir()
    (place / "softhsm2.conf").write_text(f"directories.tokendir = {place / 'tokens'}\nobjectstore.backend = file\n")
    create_pdf_key(place / "keys", NAME, NOW)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SOFTHSM2_CONF", str(place / "softhsm2.conf"))
        _softhsm("--init-token", "--free", "--label", "office", "--so-pin", "5678")
        _softhsm("--import", str(place / "keys" / "pdf.key"), "--token", "office", "--label", "pdf", "--id", "01")
        (place / "keys" / "pdf.key").unlink()
        yield place / "keys"


def _softhsm(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments, "--pin", _PIN], check=True, capture_output=True)


def _on_token(keys: Path, **instead: object) -> PdfSigner:
    module = next(each for each in _MODULES if each.exists())
    usual = {
        "module": module,
        "token_label": "office",
        "key_label": "pdf",
        "pin": _PIN,
        "certificate": keys / "pdf.crt",
    }
    return signer_on_token(**{**usual, **instead})  # type: ignore[arg-type]


def test_a_wrong_pin_is_refused(token: Path) -> None:
    with pytest.raises(CertificateKeyError, match=r"PinIncorrect.*the PIN in the settings"):
        _on_token(token, pin="9999")


def test_a_key_on_a_token_signs_as_a_file_does(token: Path, page: bytes, tmp_path: Path) -> None:
    signer = _on_token(token)
    signed = signer.sign(page, signed_at=NOW, reason=REASON)
    assert by_pyhanko(signed, signer.certificate).bottom_line
    said = by_poppler(signed, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said


@pytest.mark.parametrize(
    "instead", [{"token_label": "nowhere"}, {"key_label": "other"}, {"module": Path("/nowhere/module.so")}]
)
def test_what_cannot_be_found_on_a_token_is_named(token: Path, instead: dict[str, object]) -> None:
    with pytest.raises(CertificateKeyError, match=r"cannot be used .* compare the names and the PIN"):
        _on_token(token, **instead)


def test_a_certificate_of_another_key_than_the_token_has_is_refused(token: Path, folder: Path) -> None:
    with pytest.raises(CertificateKeyError, match=r"pdf\.crt: this certificate does not belong to the key 'pdf'"):
        _on_token(token, certificate=folder / "pdf.crt")

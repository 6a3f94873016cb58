"""A certificate of the demo, proved in every way: by readers of PDFs, the command, and other people's verifier."""

import contextlib
import io
import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import create_app
from certificates.__main__ import main
from learning.config import ROOT, Settings
from learning.records import services
from learning.records.models import Credential, RevocationReason
from learning.records.printing import Print
from learning.web.printing import print_of
from tests.demo.conftest import NOW, Demo

pytestmark = pytest.mark.xdist_group("npm")

ORIGIN = "https://train.example.org"
VERIFIER = ROOT / "tests" / "certificates" / "npm"


def served(demo: Demo, now: Callable[[], datetime]) -> Iterator[Flask]:
    folder = Path(str(demo.database.engine.url.database)).parent
    settings = Settings(database_url=str(demo.database.engine.url), folder=folder, address=ORIGIN, https=True)
    app = create_app(settings, now=now)
    yield app
    app.extensions["learn1325"].database.dispose()


@pytest.fixture(scope="module")
def site(demo: Demo) -> Iterator[Flask]:
    """The demo, served on the day on which it stops."""
    yield from served(demo, lambda: NOW)


@pytest.fixture(scope="module")
def site_today(demo: Demo) -> Iterator[Flask]:
    """The demo, served today: other people's verifier looks at the machine's own clock."""
    yield from served(demo, lambda: datetime.now(UTC))


@pytest.fixture(scope="module")
def printed(demo: Demo, site: Flask) -> Print:
    """A certificate that counts, as it is printed."""
    with demo.database.read() as session:
        standing = select(Credential).where(Credential.superseded_at.is_(None), Credential.revoked_at.is_(None))
        serial = session.scalars(standing.order_by(Credential.issued_at.desc())).first()
    assert serial is not None
    with site.test_request_context(base_url=ORIGIN):
        return print_of(serial.serial)


def get(site: Flask, path: str) -> str:
    browser: FlaskClient = site.test_client()
    answer = browser.get(path, base_url=ORIGIN)
    assert answer.status_code == 200, path
    return answer.text


def checked(site: Flask, printed: Print, folder: Path) -> str:
    """What the command says, without a server, with what the server published before."""
    files = {name: folder / name for name in ("certificate.pdf", "keys.json", "revoked.jwt", "replaced.jwt")}
    files["certificate.pdf"].write_bytes(printed.pdf)
    files["keys.json"].write_text(get(site, "/verify/keys.json"))
    files["revoked.jwt"].write_text(get(site, "/status/revocation/1.jwt"))
    files["replaced.jwt"].write_text(get(site, "/status/refresh/1.jwt"))
    arguments = ["check", str(files["certificate.pdf"]), "--keys", str(files["keys.json"])]
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        main([*arguments, "--status", str(files["revoked.jwt"]), str(files["replaced.jwt"])], NOW)
    return said.getvalue()


def verified(site: Flask, printed: Print) -> dict[str, Any]:
    """What other people's verifier of Open Badges says."""
    subprocess.run(["sh", ROOT / "tests" / "npm.sh"], check=True)
    documents = {
        f"{ORIGIN}{path}": json.loads(get(site, path))
        for path in ("/.well-known/did.json", "/status/revocation/1", "/status/refresh/1")
    }
    asked = json.dumps({"credentials": {"ours": json.loads(printed.badge)}, "documents": documents})
    run = subprocess.run(
        ["node", "--no-warnings", "verify.mjs"], input=asked, cwd=VERIFIER, capture_output=True, text=True, check=True
    )
    verdict: dict[str, Any] = json.loads(run.stdout)["verdicts"]["ours"]
    return verdict


def test_poppler_finds_the_whole_file_signed(printed: Print, tmp_path: Path) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(printed.pdf)
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said


def test_it_proves_itself_and_shows_when_it_is_revoked(
    demo: Demo, site: Flask, site_today: Flask, printed: Print, tmp_path: Path
) -> None:
    with demo.database.read() as session:
        name = json.loads(session.get_one(Credential, printed.serial).facts)["name"]
    before = checked(site, printed, tmp_path)
    assert before.startswith("Genuine"), before
    assert name in before
    verdict = verified(site_today, printed)
    assert verdict["steps"]["valid_signature"] is True, verdict
    assert verdict["steps"]["revocation_status"] is True, verdict

    with demo.database.begin() as session:
        services.revoke(session, None, printed.serial, RevocationReason.ISSUED_IN_ERROR, now=NOW)

    after = checked(site, printed, tmp_path)
    assert after.startswith("Revoked"), after
    assert "issued in error" in after.lower().replace("-", " ")
    verdict = verified(site_today, printed)
    assert verdict["steps"]["valid_signature"] is True, verdict
    assert verdict["set"] == ["revocation"], verdict

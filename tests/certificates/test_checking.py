import json
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from certificates.__main__ import main
from certificates.checking import check_pdf
from certificates.facts import Facts
from certificates.press import Words
from certificates.published import PublishedKeys, StrangeKeys
from certificates.reporting import Report, Verdict
from certificates.scanning import read_drawn
from certificates.signing import PdfSigner
from certificates.status import Change, Purpose, StatusList, publish_list_jwt
from tests.certificates.issuing import INDEX, LIST, NOW, ORIGIN, Office


@pytest.fixture
def pdf(office: Office, facts: Facts, words: Words) -> bytes:
    return office.issue(facts, words)


def _wrong(report: Report) -> list[str]:
    return [f"{each.name}: {each.sentence}" for each in report.checks if each.passed is False]


# ── what is genuine ─────────────────────────────────────────────────────────


def test_a_certificate_as_it_was_issued_is_genuine_with_every_fact(office: Office, pdf: bytes) -> None:
    report = check_pdf(pdf, office.published, now=NOW, scan=read_drawn)
    assert report.verdict is Verdict.GENUINE
    assert dict(report.facts) == {
        "Name": "Amina Owusu-Ansah",
        "Course": "Gender-responsive conflict analysis",
        "Version": "1.2",
        "Completed on": "2026-03-14",
        "Valid until": "2029-03-13",
        "Country": "GHA",
        "Issued by": "Ministry of Defence of Ghana",
        "Serial number": "7ZK3M-B9QXN-4TVW2-HJ8C5-RDPYA-60",
        "Language": "en",
    }
    assert all(each.passed is not False for each in report.checks)


def test_a_certificate_without_end_says_so(office: Office, facts: Facts, words: Words) -> None:
    report = check_pdf(office.issue(replace(facts, valid_until=None), words), office.published, now=NOW)
    assert report.verdict is Verdict.GENUINE
    assert ("Valid until", "no end") in report.facts


def test_a_certificate_past_its_last_day_is_expired_not_forged(office: Office, pdf: bytes) -> None:
    on_its_last_day = check_pdf(pdf, office.published, now=NOW.replace(year=2029, day=13))
    assert on_its_last_day.verdict is Verdict.GENUINE
    after = check_pdf(pdf, office.published, now=NOW.replace(year=2029, day=14))
    assert after.verdict is Verdict.EXPIRED
    assert _wrong(after) == ["Validity: It was valid until 2029-03-13."]


def test_an_expired_signing_certificate_leaves_what_it_signed_genuine(
    tmp_path: Path, facts: Facts, words: Words
) -> None:
    office = Office.open(tmp_path / "keys", now=NOW - timedelta(days=1094))
    pdf = office.issue(facts, words)
    assert check_pdf(pdf, office.published, now=NOW + timedelta(days=700)).verdict is Verdict.GENUINE


def test_new_keys_of_both_kinds_leave_old_certificates_genuine(tmp_path: Path, facts: Facts, words: Words) -> None:
    old = Office.open(tmp_path / "keys")
    pdf = old.issue(facts, words)
    for name in ("pdf.key", "pdf.crt", "signing.key"):
        (tmp_path / "keys" / name).rename(tmp_path / name)
    new = Office.open(tmp_path / "keys", now=NOW + timedelta(days=1))
    assert new.ring.key_id != old.ring.key_id
    assert check_pdf(pdf, new.published, now=NOW).verdict is Verdict.GENUINE


def test_without_the_libraries_that_read_pictures_the_report_says_what_was_not_looked_at(
    office: Office, pdf: bytes
) -> None:
    report = check_pdf(pdf, office.published, now=NOW, scan=None)
    assert report.verdict is Verdict.GENUINE
    drawn = next(each for each in report.checks if each.name == "QR code as it is drawn")
    assert (drawn.passed, drawn.sentence) == (None, "Not looked at: pypdfium2 and zxing-cpp are not installed.")


def test_with_no_keys_nothing_can_be_told(pdf: bytes) -> None:
    assert check_pdf(pdf, PublishedKeys(None, {}, ()), now=NOW).verdict is Verdict.CANNOT_TELL


def test_a_terminal_is_not_commanded_by_what_a_forger_wrote(tmp_path: Path, facts: Facts, words: Words) -> None:
    forger = Office.open(tmp_path / "forger", name="\x1b[2JGenuine")
    office = Office.open(tmp_path / "keys")
    assert "\x1b" not in str(check_pdf(forger.issue(facts, words), office.published, now=NOW))


# ── what became of it ───────────────────────────────────────────────────────


def _list(office: Office, purpose: Purpose, reason: str | None = None, **instead: object) -> str:
    changes = {INDEX: Change(date(2026, 4, 1), reason)} if reason else {}
    usual = {"origin": ORIGIN, "purpose": purpose, "number": LIST, "changes": changes, "made_at": NOW}
    return publish_list_jwt(StatusList(**{**usual, **instead}), office.ring)  # type: ignore[arg-type]


def test_a_certificate_on_no_list_is_genuine_and_the_lists_are_dated(office: Office, pdf: bytes) -> None:
    lists = [_list(office, each) for each in Purpose]
    report = check_pdf(pdf, office.published, now=NOW, lists=lists)
    assert report.verdict is Verdict.GENUINE
    assert "the list was made 2026-03-14 09:30 UTC" in report.checks[-1].sentence


def test_a_revoked_certificate_is_revoked_with_day_and_reason(office: Office, pdf: bytes) -> None:
    lists = [_list(office, Purpose.REVOCATION, "result-annulled"), _list(office, Purpose.REFRESH, "superseded")]
    report = check_pdf(pdf, office.published, now=NOW, lists=lists)
    assert report.verdict is Verdict.REVOKED
    assert "It stands there since 2026-04-01: the result was annulled" in "".join(_wrong(report))


def test_a_superseded_certificate_is_replaced(office: Office, pdf: bytes) -> None:
    report = check_pdf(pdf, office.published, now=NOW, lists=[_list(office, Purpose.REFRESH, "superseded")])
    assert report.verdict is Verdict.REPLACED


@pytest.mark.parametrize("turned", [False, True])
def test_an_older_list_never_hides_what_a_newer_one_says(office: Office, pdf: bytes, turned: bool) -> None:  # noqa: FBT001
    older = _list(office, Purpose.REVOCATION, made_at=NOW - timedelta(days=2))
    newer = _list(office, Purpose.REVOCATION, "issued-in-error")
    lists = [older, newer][:: -1 if turned else 1]
    report = check_pdf(pdf, office.published, now=NOW, lists=lists)
    assert report.verdict is Verdict.REVOKED
    assert any("2026-03-12 09:30 UTC; a newer one is used" in each.sentence for each in report.checks)


@pytest.mark.parametrize(
    ("instead", "sentence"),
    [
        ({"made_at": NOW - timedelta(days=31)}, "This status list is no longer valid"),
        ({"made_at": NOW + timedelta(days=3)}, "This status list is dated in the future"),
        ({"number": LIST + 1}, "This is a status list with another number"),
    ],
)
def test_a_list_that_says_nothing_about_today_leaves_it_open(
    office: Office, pdf: bytes, instead: dict[str, object], sentence: str
) -> None:
    report = check_pdf(pdf, office.published, now=NOW, lists=[_list(office, Purpose.REVOCATION, **instead)])
    assert report.verdict is Verdict.CANNOT_TELL
    assert sentence in "".join(_wrong(report))


def test_a_list_of_somebody_else_leaves_it_open(office: Office, pdf: bytes, tmp_path: Path) -> None:
    forged = _list(Office.open(tmp_path / "forger"), Purpose.REVOCATION)
    report = check_pdf(pdf, office.published, now=NOW, lists=[forged])
    assert report.verdict is Verdict.CANNOT_TELL
    assert "a key that is not one of ours" in "".join(_wrong(report))


def test_a_list_of_another_server_leaves_it_open(office: Office, pdf: bytes) -> None:
    elsewhere = _list(office, Purpose.REVOCATION, origin="https://other.example")
    report = check_pdf(pdf, office.published, now=NOW, lists=[elsewhere])
    assert report.verdict is Verdict.CANNOT_TELL
    assert "other.example" in "".join(_wrong(report))


# ── published keys ──────────────────────────────────────────────────────────


def test_published_keys_are_read_as_they_were_written(office: Office) -> None:
    published = office.published
    again = PublishedKeys.from_json(published.to_json())
    assert (again.issuer, again.certificates) == (published.issuer, published.certificates)
    assert again.to_json() == published.to_json()
    assert set(json.loads(published.to_json())) == {"issuer", "keys", "certificates"}


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"keys": 1, "certificates": []}', '{"keys": [], "certificates": ["x"]}']
)
def test_what_is_no_list_of_keys_is_refused(text: str) -> None:
    with pytest.raises(StrangeKeys, match="not a list of published keys"):
        PublishedKeys.from_json(text)


def test_a_key_under_the_id_of_another_is_refused(office: Office, tmp_path: Path) -> None:
    other = json.loads(Office.open(tmp_path / "forger").published.to_json())
    stated = json.loads(office.published.to_json())
    stated["keys"][0]["x"] = other["keys"][0]["x"]
    with pytest.raises(StrangeKeys, match="is not the one that its id says"):
        PublishedKeys.from_json(json.dumps(stated))


# ── the command ─────────────────────────────────────────────────────────────

# Sockets, Flask and the database are forbidden before anything is imported.
_ALONE = """
import sys
def watch(event, arguments):
    if event in {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname"}:
        raise SystemExit("the network was used")
    if event == "socket.__new__" and arguments[1] != 1:  # a pair of local sockets wakes an event loop
        raise SystemExit("a socket was opened")
    if event == "import" and arguments[0].partition(".")[0] in {"flask", "sqlalchemy", "learning", "requests"}:
        raise SystemExit(f"{arguments[0]} was imported")
sys.addaudithook(watch)
sys.argv = ["certificates", *sys.argv[1:]]
import runpy
runpy.run_module("certificates", run_name="__main__")
"""


def _run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", _ALONE, *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")


@pytest.fixture
def on_disk(office: Office, pdf: bytes, tmp_path: Path) -> tuple[Path, Path]:
    certificate, keys = tmp_path / "certificate.pdf", tmp_path / "keys.json"
    certificate.write_bytes(pdf)
    keys.write_text(office.published.to_json())
    return certificate, keys


def test_the_command_needs_no_server_no_network_and_no_database(on_disk: tuple[Path, Path]) -> None:
    certificate, keys = on_disk
    said = _run("check", certificate, "--keys", keys)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("Genuine\n")
    assert "Amina Owusu-Ansah" in said.stdout
    assert "✓ QR code as it is drawn" in said.stdout


def test_the_command_says_what_is_wrong_and_ends_with_one(on_disk: tuple[Path, Path]) -> None:
    certificate, keys = on_disk
    with certificate.open("ab") as file:
        file.write(b"\n")
    said = _run("check", certificate, "--keys", keys)
    assert said.returncode == 1
    assert said.stdout.startswith("Not genuine\n")
    assert "✗ Signature: Something was added after the file was signed" in said.stdout


def test_the_command_reads_status_lists(
    on_disk: tuple[Path, Path], office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate, keys = on_disk
    revoked = tmp_path / "revocation.jwt"
    revoked.write_text(_list(office, Purpose.REVOCATION, "not-the-holder") + "\n")
    assert main(["check", str(certificate), "--keys", str(keys), "--status", str(revoked)], NOW) == 1
    assert capsys.readouterr().out.startswith("Revoked\n")


@pytest.mark.parametrize("missing", [0, 1])
def test_the_command_cannot_tell_without_its_files(
    on_disk: tuple[Path, Path], missing: int, capsys: pytest.CaptureFixture[str]
) -> None:
    on_disk[missing].unlink()
    assert main(["check", str(on_disk[0]), "--keys", str(on_disk[1])], NOW) == 2
    assert capsys.readouterr().out.startswith("Cannot tell\n")


def test_the_command_cannot_tell_with_a_file_that_holds_no_keys(
    on_disk: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    on_disk[1].write_text("{")
    assert main(["check", str(on_disk[0]), "--keys", str(on_disk[1])], NOW) == 2
    assert "keys.json: this is not a list of published keys" in capsys.readouterr().out


def test_the_command_writes_the_keys_of_a_folder(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", str(office.folder), "--issuer", "did:web:learn.example"], NOW) == 0
    assert capsys.readouterr().out.strip() == office.published.to_json()


def test_the_command_says_which_key_file_is_broken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    PdfSigner.create(tmp_path / "keys", "Office", now=NOW)
    (tmp_path / "keys" / "pdf.crt").write_text("x")
    assert main(["keys", str(tmp_path / "keys")], NOW) == 1
    assert "pdf.crt: this certificate cannot be read" in capsys.readouterr().err
    assert main(["keys", str(tmp_path)], NOW) == 1
    assert "there are no keys here" in capsys.readouterr().err

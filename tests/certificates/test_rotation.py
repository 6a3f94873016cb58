"""Keys are changed whole or not at all, and what was issued before stays as good as it was."""

import multiprocessing
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from certificates import replacing
from certificates.cabinet import KeyCabinet, Term
from certificates.checking import check_pdf
from certificates.facts import Facts
from certificates.keyfiles import CertificateKeyError
from certificates.pdfkeys import PDF_CERTIFICATE, PDF_KEY, create_pdf_key, load_pdf_key, signing_certificates
from certificates.press import Words
from certificates.reporting import Verdict
from certificates.rotation import rotate
from certificates.seal import SIGNING_KEY, KeyRing, read_public_keys
from certificates.signing import PdfSigner
from tests.certificates.issuing import NOW, Office

NAME = "Ministry of Defence of Ghana"
LATER = NOW + timedelta(days=30)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Office.open(tmp_path / "keys", NAME)
    return tmp_path / "keys"


@pytest.fixture
def cabinet(folder: Path) -> KeyCabinet:
    return KeyCabinet(folder, name=NAME)


# ── what was issued before, and what is issued after ────────────────────────


def test_certificates_issued_before_and_after_are_genuine_by_the_keys_published_afterwards(
    folder: Path, facts: Facts, words: Words
) -> None:
    before = Office(folder, KeyRing.load(folder), PdfSigner.load(folder))
    old_pdf, old_seal = before.issue(facts, words), before.ring.seal(facts.to_bytes())
    new = rotate(folder, name=NAME, now=NOW)
    after = Office(folder, KeyRing.load(folder), PdfSigner.load(folder))
    assert after.ring.key_id == new != before.ring.key_id
    assert after.ring.verify(facts.to_bytes(), old_seal)
    for pdf in (old_pdf, after.issue(facts, words)):
        assert check_pdf(pdf, after.published, now=NOW).verdict is Verdict.GENUINE
    assert check_pdf(after.issue(facts, words), before.published, now=NOW).verdict is Verdict.GENUINE


def test_public_halves_are_kept_and_private_ones_are_gone(folder: Path) -> None:
    private = [(folder / name).read_bytes() for name in (SIGNING_KEY, PDF_KEY)]
    for _ in range(3):
        rotate(folder, name=NAME, now=NOW)
    assert len(read_public_keys(folder)) == 4
    assert len(signing_certificates(folder)) == 4
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert not [file for file in files if file.read_bytes() in private]
    assert {file.name for file in files if "PRIVATE" in file.read_text()} == {SIGNING_KEY, PDF_KEY}
    assert [stat.S_IMODE((folder / name).stat().st_mode) for name in (SIGNING_KEY, PDF_KEY)] == [0o600, 0o600]


def test_a_public_half_that_was_lost_is_written_again_before_its_private_half_goes(folder: Path) -> None:
    old = KeyRing.load(folder).key_id
    (folder / f"{old}.pub").unlink()
    for copy in folder.glob("*.crt"):
        if copy.name != PDF_CERTIFICATE:
            copy.unlink()
    rotate(folder, name=NAME, now=NOW)
    assert old in read_public_keys(folder)
    assert len(signing_certificates(folder)) == 2


@pytest.mark.parametrize("name", [SIGNING_KEY, PDF_KEY, PDF_CERTIFICATE])
def test_damaged_keys_are_replaced_too(folder: Path, name: str) -> None:
    (folder / name).write_text("this is no key")
    (folder / name).chmod(0o600)
    new = rotate(folder, name=NAME, now=NOW)
    assert KeyRing.load(folder).key_id == new
    assert load_pdf_key(folder).certificate


def test_without_a_name_the_key_for_pdfs_is_left_alone(folder: Path) -> None:
    before = load_pdf_key(folder).certificate
    old = KeyRing.load(folder).key_id
    assert rotate(folder, name=None, now=NOW) != old
    assert load_pdf_key(folder).certificate == before


def test_a_name_that_no_certificate_can_bear_changes_nothing(folder: Path) -> None:
    old = KeyRing.load(folder).key_id
    with pytest.raises(CertificateKeyError, match="1 to 64 characters"):
        rotate(folder, name="N" * 65, now=NOW)
    assert KeyRing.load(folder).key_id == old


# ── killed at any moment ────────────────────────────────────────────────────

STEPS = ("fsync", "replace", "rename", "rmdir", "link", "unlink", "mkdir", "open")


def _rotate_and_die(folder: Path, step: int, counted: "multiprocessing.Queue[int]") -> None:
    """Change the keys, and die without a word before the given call of the operating system."""
    calls = 0
    real: dict[str, Callable[..., object]] = {name: getattr(os, name) for name in STEPS}

    def counting(name: str) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            nonlocal calls
            calls += 1
            if calls == step:
                os.kill(os.getpid(), 9)
            return real[name](*arguments, **named)

        return call

    with patch.multiple(os, **{name: counting(name) for name in STEPS}):
        rotate(folder, name=NAME, now=NOW)
    counted.put(calls)


def _run(folder: Path, step: int) -> int | None:
    context = multiprocessing.get_context("fork")
    counted: multiprocessing.Queue[int] = context.Queue()
    process = context.Process(target=_rotate_and_die, args=(folder, step, counted))
    process.start()
    process.join()
    return None if process.exitcode == -9 else counted.get(timeout=5)


def test_a_kill_before_any_step_leaves_the_old_keys_or_the_new_ones_whole(
    folder: Path, tmp_path: Path, facts: Facts
) -> None:
    old = KeyRing.load(folder)
    old_certificate = load_pdf_key(folder).certificate
    seal = old.seal(facts.to_bytes())
    seen: list[bool] = []
    step = 1
    while True:
        copy = tmp_path / f"killed-{step}"
        shutil.copytree(folder, copy)
        finished = _run(copy, step)
        if finished is not None:
            break
        ring, key = KeyRing.load(copy), load_pdf_key(copy)
        assert ring.verify(facts.to_bytes(), seal)
        is_new = ring.key_id != old.key_id
        assert (key.certificate != old_certificate) == is_new, f"half changed when killed before step {step}"
        assert old.key_id in read_public_keys(copy)
        assert old_certificate in signing_certificates(copy)
        assert rotate(copy, name=NAME, now=NOW) == KeyRing.load(copy).key_id, f"stuck when killed before step {step}"
        assert not [file for file in copy.iterdir() if file.is_dir()], f"left over when killed before step {step}"
        seen.append(is_new)
        step += 1
    assert seen == sorted(seen), "from one step on the new keys are there"
    assert set(seen) == {False, True}
    assert len(seen) > 20


def _read_on(folder: Path, faults: "multiprocessing.Queue[str]", stop: "multiprocessing.Event") -> None:  # type: ignore[valid-type]
    while not stop.is_set():  # type: ignore[attr-defined]
        try:
            KeyRing.load(folder)
            load_pdf_key(folder)
        except CertificateKeyError as error:
            faults.put(str(error))


@pytest.fixture
def reading_on(folder: Path) -> Iterator["multiprocessing.Queue[str]"]:
    context = multiprocessing.get_context("fork")
    faults: multiprocessing.Queue[str] = context.Queue()
    stop = context.Event()
    readers = [context.Process(target=_read_on, args=(folder, faults, stop)) for _ in range(2)]
    for reader in readers:
        reader.start()
    yield faults
    stop.set()
    for reader in readers:
        reader.join()


def test_whoever_reads_meanwhile_never_sees_half_a_change(
    folder: Path, reading_on: "multiprocessing.Queue[str]"
) -> None:
    for _ in range(30):
        rotate(folder, name=NAME, now=NOW)
    assert reading_on.empty()


def test_what_was_killed_before_it_counted_is_swept_away(folder: Path) -> None:
    left_over = folder / ".new-keys-abc"
    left_over.mkdir()
    (left_over / SIGNING_KEY).write_text("never used")
    rotate(folder, name=NAME, now=NOW)
    assert not left_over.exists()
    with replacing.settled(folder / "nowhere"):  # a folder that is not there is nobody's to hold
        pass


# ── running processes notice ────────────────────────────────────────────────


def test_a_running_process_seals_with_the_new_key_at_once(folder: Path, cabinet: KeyCabinet, facts: Facts) -> None:
    old = cabinet.ring
    stamp = cabinet.stamp
    assert cabinet.ring is old, "nothing changed, so nothing is read"
    new = rotate(folder, name=NAME, now=LATER)
    assert cabinet.ring.key_id == new
    assert cabinet.stamp != stamp
    assert cabinet.ring.verify(facts.to_bytes(), old.seal(facts.to_bytes()))
    assert cabinet.certificate.not_valid_before_utc == LATER


def test_a_change_that_was_killed_is_finished_by_who_is_running(
    folder: Path, cabinet: KeyCabinet, tmp_path: Path
) -> None:
    old = cabinet.ring.key_id
    shutil.copytree(folder, tmp_path / "copy")
    new = rotate(tmp_path / "copy", name=NAME, now=LATER)
    (tmp_path / "copy" / f"{new}.pub").rename(folder / f"{new}.pub")
    (tmp_path / "next").mkdir()
    for name in (SIGNING_KEY, PDF_KEY, PDF_CERTIFICATE):
        (tmp_path / "copy" / name).rename(tmp_path / "next" / name)
    (tmp_path / "next").rename(folder / "next")
    assert cabinet.ring.key_id == new != old
    assert not (folder / "next").exists()


def test_the_cabinet_changes_its_own_keys(cabinet: KeyCabinet) -> None:
    old = cabinet.ring.key_id
    assert cabinet.rotate(LATER) == cabinet.ring.key_id != old
    assert cabinet.signer == NAME


@pytest.mark.parametrize(
    ("spoil", "repair"),
    [
        (lambda file: file.rename(file.with_suffix(".away")), lambda file: file.with_suffix(".away").rename(file)),
        (lambda file: file.chmod(0o640), lambda file: file.chmod(0o600)),
    ],
)
@pytest.mark.parametrize("name", [SIGNING_KEY, PDF_KEY])
def test_a_key_that_is_spoilt_while_running_closes_issuing_until_it_is_repaired(
    folder: Path,
    cabinet: KeyCabinet,
    facts: Facts,
    name: str,
    spoil: Callable[[Path], object],
    repair: Callable[[Path], object],
) -> None:
    seal = cabinet.ring.seal(facts.to_bytes())
    spoil(folder / name)
    assert cabinet.term(NOW) is Term.UNREADABLE
    assert not cabinet.term(NOW).is_open
    assert str(folder / name) in str(cabinet.fault)
    assert cabinet.ring.verify(facts.to_bytes(), seal), "checking goes on"
    repair(folder / name)
    assert cabinet.term(NOW) is Term.RUNNING
    assert cabinet.fault is None


# ── how long ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before_the_end", "term", "is_open"),
    [
        (timedelta(days=3 * 365 + 1), Term.NOT_BEGUN, False),
        (timedelta(days=91), Term.RUNNING, True),
        (timedelta(days=90), Term.ENDING, True),
        (timedelta(0), Term.ENDING, True),
        (timedelta(seconds=-1), Term.ENDED, False),
    ],
)
def test_the_certificate_for_pdfs_says_how_long_may_be_issued(
    cabinet: KeyCabinet, before_the_end: timedelta, term: Term, *, is_open: bool
) -> None:
    found = cabinet.term(cabinet.certificate.not_valid_after_utc - before_the_end)
    assert (found, found.is_open) == (term, is_open)


# ── the first keys ──────────────────────────────────────────────────────────


def test_a_new_folder_gets_all_keys_and_keeps_them(tmp_path: Path) -> None:
    made = KeyCabinet.open(tmp_path / "keys", name=NAME, now=NOW)
    again = KeyCabinet.open(tmp_path / "keys", name="Somebody else", now=LATER)
    assert made.ring.key_id == again.ring.key_id
    assert made.certificate == again.certificate
    assert made.term(NOW) is Term.RUNNING


def test_a_folder_from_before_pdfs_were_signed_gets_a_key_for_them(tmp_path: Path) -> None:
    ring = KeyRing.create(tmp_path / "keys")
    found = KeyCabinet.open(tmp_path / "keys", name=NAME, now=NOW)
    assert found.ring.key_id == ring.key_id
    assert found.signer == NAME


@pytest.mark.parametrize("name", [SIGNING_KEY, PDF_KEY, PDF_CERTIFICATE])
def test_a_key_that_is_lost_stops_the_start_with_its_name_and_the_way_to_restore_it(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(CertificateKeyError, match="Restore it from a backup") as stopped:
        KeyCabinet.open(folder, name=NAME, now=NOW)
    assert stopped.value.file == folder / name


def test_a_key_on_a_token_needs_its_certificate_only(tmp_path: Path) -> None:
    create_pdf_key(tmp_path / "keys", NAME, NOW)
    KeyRing.create(tmp_path / "keys")
    (tmp_path / "keys" / PDF_KEY).unlink()
    found = KeyCabinet.open(tmp_path / "keys", name=NAME, now=NOW, on_token=True)
    before = found.certificate
    assert not found.signs_by_itself
    found.rotate(LATER)
    assert found.certificate == before

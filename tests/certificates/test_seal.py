import stat
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from certificates.facts import Facts
from certificates.seal import CertificateKeyError, KeyRing, Seal, key_id, read_public_keys


def test_a_seal_fits_its_facts(ring: KeyRing, facts: Facts) -> None:
    assert ring.verify(facts.to_bytes(), ring.seal(facts.to_bytes()))


@pytest.mark.parametrize("fact", [each.name for each in fields(Facts)])
def test_changing_any_fact_breaks_the_seal(ring: KeyRing, facts: Facts, fact: str) -> None:
    seal = ring.seal(facts.to_bytes())
    stated = getattr(facts, fact)
    other: Any = stated + timedelta(days=1) if isinstance(stated, date) else f"{stated}x"
    changed = replace(facts, **{fact: other})
    assert not ring.verify(changed.to_bytes(), seal)


def test_taking_the_expiry_away_breaks_the_seal(ring: KeyRing, facts: Facts) -> None:
    assert not ring.verify(replace(facts, valid_until=None).to_bytes(), ring.seal(facts.to_bytes()))


@pytest.mark.parametrize("signature", [b"", b"x", b"\0" * 64])
def test_another_signature_does_not_fit(ring: KeyRing, facts: Facts, signature: bytes) -> None:
    assert not ring.verify(facts.to_bytes(), Seal(ring.key_id, signature))


def test_any_message_is_signed_with_the_key_that_the_ring_publishes(ring: KeyRing) -> None:
    ring.public_keys[ring.key_id].verify(ring.sign(b"a statement"), b"a statement")


def test_the_public_keys_of_a_ring_cannot_be_changed(ring: KeyRing) -> None:
    with pytest.raises(TypeError):
        ring.public_keys["0" * 16] = ring.public_keys[ring.key_id]  # type: ignore[index]


def test_a_seal_of_an_unknown_key_does_not_fit(ring: KeyRing, facts: Facts, tmp_path: Path) -> None:
    stranger = KeyRing.create(tmp_path / "other")
    assert not ring.verify(facts.to_bytes(), stranger.seal(facts.to_bytes()))


def test_equal_facts_have_equal_seals_and_the_short_form_is_their_start(ring: KeyRing, facts: Facts) -> None:
    seal = ring.seal(facts.to_bytes())
    assert seal == ring.seal(facts.to_bytes())
    assert seal.short.replace(" ", "") == seal.signature.hex()[:16]


def test_the_signing_key_is_for_its_owner_alone(keys: Path) -> None:
    assert stat.S_IMODE((keys / "signing.key").stat().st_mode) == 0o600
    assert sorted(file.name for file in keys.iterdir()) == [f"{KeyRing.load(keys).key_id}.pub", "signing.key"]


def test_a_ring_read_again_checks_what_it_sealed(keys: Path, facts: Facts) -> None:
    seal = KeyRing.load(keys).seal(facts.to_bytes())
    assert KeyRing.load(keys).verify(facts.to_bytes(), seal)


def test_a_new_signing_key_leaves_old_seals_valid(keys: Path, facts: Facts, tmp_path: Path) -> None:
    old = KeyRing.load(keys)
    seal = old.seal(facts.to_bytes())
    (keys / "signing.key").rename(tmp_path / "old.key")
    new = KeyRing.create(keys)
    assert new.key_id != old.key_id
    assert new.verify(facts.to_bytes(), seal)
    assert new.verify(facts.to_bytes(), new.seal(facts.to_bytes()))


def test_a_signing_key_is_never_overwritten(keys: Path) -> None:
    before = (keys / "signing.key").read_bytes()
    with pytest.raises(CertificateKeyError, match=r"signing\.key: there is a key already"):
        KeyRing.create(keys)
    assert (keys / "signing.key").read_bytes() == before
    assert len(list(keys.iterdir())) == 2


def test_a_missing_signing_key_names_the_file_and_the_remedy(keys: Path) -> None:
    (keys / "signing.key").unlink()
    with pytest.raises(CertificateKeyError, match=r"the signing key is missing\. Restore it from a backup") as refusal:
        KeyRing.load(keys)
    assert refusal.value.file == keys / "signing.key"


@pytest.mark.parametrize(
    "content", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_damaged_signing_key_names_the_file_and_the_remedy(keys: Path, content: bytes) -> None:
    (keys / "signing.key").write_bytes(content)
    with pytest.raises(CertificateKeyError, match=r"signing\.key: the signing key is damaged. Restore it"):
        KeyRing.load(keys)


def test_a_signing_key_of_another_kind_is_refused(keys: Path) -> None:
    other = generate_private_key(SECP256R1())
    (keys / "signing.key").write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(CertificateKeyError, match="not an Ed25519 private key"):
        KeyRing.load(keys)


def test_a_signing_key_open_to_others_is_refused_with_the_command_that_closes_it(keys: Path) -> None:
    (keys / "signing.key").chmod(0o640)
    with pytest.raises(CertificateKeyError, match=r"mode 0640.*run: chmod 600 .*signing\.key"):
        KeyRing.load(keys)


def test_a_folder_in_place_of_a_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "signing.key").mkdir()
    with pytest.raises(CertificateKeyError, match="cannot be read"):
        KeyRing.load(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a key"])
def test_a_damaged_public_key_names_the_file(keys: Path, content: bytes) -> None:
    file = next(keys.glob("*.pub"))
    file.write_bytes(content)
    with pytest.raises(CertificateKeyError, match=r"\.pub: this public key cannot be read. Restore it"):
        KeyRing.load(keys)


def test_a_public_key_of_another_kind_is_refused(keys: Path) -> None:
    public = generate_private_key(SECP256R1()).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (keys / "0000000000000000.pub").write_bytes(pem)
    with pytest.raises(CertificateKeyError, match="not an Ed25519 public key"):
        read_public_keys(keys)


def test_a_public_key_under_another_name_is_refused(keys: Path) -> None:
    file = next(keys.glob("*.pub"))
    file.rename(keys / "0000000000000000.pub")
    with pytest.raises(CertificateKeyError, match=r"not 0000000000000000"):
        KeyRing.load(keys)


def test_public_keys_are_read_without_the_signing_key(keys: Path) -> None:
    ring_id = KeyRing.load(keys).key_id
    (keys / "signing.key").unlink()
    found = read_public_keys(keys)
    assert list(found) == [ring_id] == [key_id(found[ring_id])]


def test_a_key_half_written_is_never_left(keys: Path) -> None:
    assert not list(keys.glob(".*"))

"""Settings: read once from the environment, frozen, and handed down as an argument."""

import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MIN_SECRET_LENGTH = 32
LONGEST_SIGNER = 64  # X.520: ub-common-name


class FaultySettings(Exception):  # noqa: N818 - a start that stops, not a refusal to a reader
    """A setting cannot be used; the message names it and says what is expected."""


@dataclass(frozen=True)
class Token:
    """A key for PDFs that never leaves its device (PKCS #11).

    Attributes:
        module: the library of the device's maker.
        label: which token.
        key: which private key on it.
        pin_file: holds what opens the token; only its owner may read it.
    """

    module: Path
    label: str
    key: str
    pin_file: Path


@dataclass(frozen=True)
class Mail:
    """The server that takes mails from us.

    Attributes:
        host, port: where it listens.
        sender: the address that mails come from.
        tls: "starttls" (the usual way), "tls" (from the first byte) or "none" (a server on this machine).
        user, password: how we sign in there; empty: not at all.
    """

    host: str
    port: int
    sender: str
    tls: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True)
class Settings:
    """Everything that differs between two installations.

    Attributes:
        database_url: SQLAlchemy address, `sqlite:///…` or `postgresql+psycopg://…`.
        folder: where this installation keeps its database file, keys and secret.
        address: the public address without a trailing slash, printed on certificates; None: taken from the request.
        trusted_hosts: host names that requests may name; empty: any.
        https: True behind TLS: cookies get `Secure` and the `__Host-` prefix.
        host: where the server listens.
        port: where the server listens.
        proxies: how many reverse proxies stand in front and set X-Forwarded-For.
        signer: who signs PDFs, as readers of PDFs show it; stands in the certificate made on the first start.
        token: where the key for PDFs is when it is not in a file.
        time_stamps: the address of the authority that certifies when a PDF was signed; None: nobody does.
        mail: the server that takes mails from us; None: nothing is sent.
        library: the folder that holds `courses.toml` and, in `content`, the packs that are published.
    """

    database_url: str
    folder: Path
    address: str | None = None
    trusted_hosts: tuple[str, ...] = ()
    https: bool = False
    proxies: int = 0
    host: str = "127.0.0.1"
    port: int = 8000
    library: Path = ROOT / "learning" / "modules"
    signer: str = "learn1325"
    token: Token | None = None
    time_stamps: str | None = None
    mail: Mail | None = None

    @property
    def keys(self) -> Path:
        """The folder of the signing keys."""
        return self.folder / "keys"

    @property
    def content(self) -> Path:
        """The folder of the content packs."""
        return self.library / "content"

    @property
    def courses(self) -> Path:
        """The file that says which modules make which course."""
        return self.library / "courses.toml"


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises:
        FaultySettings: a value cannot be used.
    """
    env = os.environ if environ is None else environ
    folder = Path(env.get("LEARN1325_FOLDER", "") or ROOT / "var").resolve()
    url = env.get("DATABASE_URL") or f"sqlite:///{folder / 'learn1325.db'}"
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise FaultySettings("DATABASE_URL: expected sqlite:///… or postgresql+psycopg://…")
    address = env.get("PUBLIC_ADDRESS", "").rstrip("/") or None
    if address and not address.startswith(("http://", "https://")):
        raise FaultySettings("PUBLIC_ADDRESS: expected an address that begins with https://")
    signer = env.get("SIGNER") or Settings.signer
    if len(signer) > LONGEST_SIGNER:
        raise FaultySettings(f"SIGNER: at most {LONGEST_SIGNER} characters, as in any certificate")
    time_stamps = env.get("TIMESTAMP_ADDRESS") or None
    if time_stamps and not time_stamps.startswith(("http://", "https://")):
        raise FaultySettings("TIMESTAMP_ADDRESS: expected an address that begins with https:// or http://")
    return Settings(
        database_url=url,
        folder=folder,
        address=address,
        trusted_hosts=tuple(host.strip() for host in env.get("TRUSTED_HOSTS", "").split(",") if host.strip()),
        https=bool(address and address.startswith("https://")),
        proxies=_whole(env, "PROXIES", 0),
        host=env.get("HOST") or "127.0.0.1",
        port=_whole(env, "PORT", 8000),
        library=Path(env.get("LEARN1325_LIBRARY", "") or Settings.library).resolve(),
        signer=signer,
        token=_token(env),
        time_stamps=time_stamps,
        mail=_mail(env),
    )


MAIL_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def _mail(env: Mapping[str, str]) -> Mail | None:
    """Read which server takes our mails: MAIL_SERVER and MAIL_FROM, or neither."""
    server, sender = env.get("MAIL_SERVER", ""), env.get("MAIL_FROM", "")
    if not server:
        if sender:
            raise FaultySettings("MAIL_SERVER: missing, though MAIL_FROM is given")
        return None
    if "@" not in sender or any(character.isspace() for character in sender):
        raise FaultySettings("MAIL_FROM: expected the address that mails come from")
    tls = env.get("MAIL_TLS") or "starttls"
    if tls not in MAIL_PORTS:
        raise FaultySettings("MAIL_TLS: expected starttls, tls or none")
    host, _, port = server.rpartition(":") if server.rpartition(":")[2].isdecimal() else (server, "", "")
    user, file = env.get("MAIL_USER", ""), env.get("MAIL_PASSWORD_FILE", "")
    if bool(user) != bool(file):
        raise FaultySettings("MAIL_PASSWORD_FILE: MAIL_USER and this file are given both or not at all")
    if user and tls == "none":
        raise FaultySettings("MAIL_TLS: with MAIL_USER the connection must be secret: starttls or tls")
    password = _secret_file("MAIL_PASSWORD_FILE", Path(file)) if file else ""
    return Mail(host.strip("[]"), int(port or MAIL_PORTS[tls]), sender, tls, user, password)


def _secret_file(name: str, path: Path) -> str:
    """Read a file that only its owner may read."""
    if not path.is_file():
        raise FaultySettings(f"{name}: there is no file {path}")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise FaultySettings(f"{name}: others may read it; run: chmod 600 {path}")
    return path.read_text(encoding="utf-8").strip()


def _token(env: Mapping[str, str]) -> Token | None:
    """Read where the key for PDFs is when it is not in a file: four settings, or none of them."""
    names = ("PDF_PKCS11_MODULE", "PDF_PKCS11_TOKEN", "PDF_PKCS11_KEY", "PDF_PKCS11_PIN_FILE")
    module, label, key, pin_file = given = [env.get(name, "") for name in names]
    if not any(given):
        return None
    for name, value in zip(names, given, strict=True):
        if not value:
            raise FaultySettings(f"{name}: missing; the settings PDF_PKCS11_… are given all four or not at all")
    for name, file in ((names[0], module), (names[3], pin_file)):
        if not Path(file).is_file():
            raise FaultySettings(f"{name}: there is no file {file}")
    if Path(pin_file).stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise FaultySettings(f"PDF_PKCS11_PIN_FILE: others may read it; run: chmod 600 {pin_file}")
    if find_spec("pkcs11") is None:
        raise FaultySettings("PDF_PKCS11_MODULE: install python-pkcs11 first, which is left out where no token is used")
    return Token(Path(module), label, key, Path(pin_file))


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal():
        raise FaultySettings(f"{name}: expected a whole number")
    return int(text)


def secret_key(folder: Path) -> str:
    """Read the secret that signs cookies, and make it on the first run (file mode 0600).

    Raises:
        FaultySettings: the file is there but too short to be a secret, or the folder cannot be used.
    """
    try:
        return _secret_in(folder)
    except OSError as error:
        raise FaultySettings(f"LEARN1325_FOLDER: {error.filename or folder}: {error.strerror}") from error


def _secret_in(folder: Path) -> str:
    path = folder / "secret.key"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        secret = path.read_text(encoding="ascii").strip()
    else:
        secret = secrets.token_urlsafe(48)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secret)
    if len(secret) < MIN_SECRET_LENGTH:
        raise FaultySettings(f"{path}: too short; delete it to have a new one made (everybody signs in again)")
    return secret

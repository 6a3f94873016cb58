"""A time-stamp authority on this machine, and certificates for it and for others."""

from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from tests.certificates.issuing import NOW


class Authority(HTTPServer):
    """A time-stamp authority on this machine; `answer` says what it does instead, when it does not do its work."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Desk)
        private = generate_private_key(65537, 2048)
        self.certificate = certified(private, "Clock", uses=ExtendedKeyUsageOID.TIME_STAMPING)
        der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        own = asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))
        self.stamper = DummyTimeStamper(own, asn1_keys.PrivateKeyInfo.load(der), fixed_dt=NOW)
        self.answer = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Desk(BaseHTTPRequestHandler):
    server: Authority

    def do_POST(self) -> None:
        asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.answer == "another imprint":
            asked["message_imprint"]["hashed_message"] = bytes(32)
        content = self.server.stamper.request_tsa_response(asked).dump()
        if self.server.answer == "half":
            content = content[:200]
        if self.server.answer == "refusal":
            content = tsp.TimeStampResp({"status": {"status": "rejection"}}).dump()
        self.send_response(500 if self.server.answer == "error" else 200)
        kind = "text/html" if self.server.answer == "page" else "application/timestamp-reply"
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def certified(
    of: object,
    name: str,
    *,
    by: EllipticCurvePrivateKey | None = None,
    issuer: x509.Certificate | None = None,
    uses: x509.ObjectIdentifier | None = None,
) -> x509.Certificate:
    """A certificate of a key, signed by itself or by an issuer."""
    public = of.public_key() if isinstance(of, EllipticCurvePrivateKey | RSAPrivateKey) else of
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=uses is None and issuer is None,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(issuer.subject if issuer else own)
        .public_key(public)  # type: ignore[arg-type]
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=uses is None and issuer is None, path_length=None), critical=True)
        .add_extension(usage, critical=True)
    )
    if uses is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([uses]), critical=True)
    return builder.sign(by or of, SHA256())  # type: ignore[arg-type]

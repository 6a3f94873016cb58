"""Asks a time-stamp authority (RFC 3161) when a signature was made, and believes only the configured one."""

import asyncio
import hashlib
from collections.abc import Sequence
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from certificates.apart import apart

_LONGEST_ANSWER = 64 * 1024
_ANSWER = "application/timestamp-reply"


class NoTimeStamp(Exception):  # noqa: N818 - refusals are named as the sentence says them
    """The authority gave no time stamp that can be believed, so nothing was signed."""


class TimeStampAuthority(TimeStamper):
    """An authority that certifies when something existed.

    Args:
        address: where it answers, http or https.
        roots: its own certificate, or those of who issued it; an answer of anybody else is refused.
        timeout: seconds to wait for it.
    """

    def __init__(self, address: str, roots: Sequence[x509.Certificate], *, timeout: float = 10) -> None:
        if urlsplit(address).scheme not in {"http", "https"}:
            raise ValueError(f"the address of a time-stamp authority starts with http:// or https://, not {address!r}")
        super().__init__()  # type: ignore[no-untyped-call] # pyHanko declares no types
        self.address = address
        self._roots = [asn1_x509.Certificate.load(root.public_bytes(Encoding.DER)) for root in roots]
        self._timeout = timeout

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Send one request and read the answer; waits for it, because the page cannot be stored without."""
        headers = {"Content-Type": "application/timestamp-query", "Accept": _ANSWER}
        request = Request(self.address, req.dump(), headers)  # noqa: S310 - the scheme was checked
        try:
            with urlopen(request, timeout=self._timeout) as answer:  # noqa: ASYNC210, S310 - nothing else runs meanwhile
                if answer.headers.get_content_type() != _ANSWER:
                    raise ValueError(f"it answered {answer.headers.get_content_type()}")
                return tsp.TimeStampResp.load(answer.read(_LONGEST_ANSWER))
        except HTTPError as error:
            error.close()
            raise

    def stamp(self, signature: bytes) -> cms.ContentInfo:
        """Get a time stamp over a signature and check it.

        Raises:
            NoTimeStamp: the authority cannot be reached, refuses, or answers what cannot be believed.
        """
        return apart(lambda: asyncio.run(self._stamp(signature)))

    async def _stamp(self, signature: bytes) -> cms.ContentInfo:
        try:
            token = await self.async_timestamp(hashlib.sha256(signature).digest(), "sha256")
            certified = await validate_tst_signed_data(
                token["content"],
                ValidationContext(trust_roots=self._roots, allow_fetching=False),
                lambda algorithm: hashlib.new(algorithm, signature).digest(),
            )
        except (OSError, HTTPException, ValueError, TypeError, KeyError, SignatureValidationError) as error:
            raise NoTimeStamp(
                f"The time-stamp authority at {self.address} gave no time stamp ({error}). Nothing was signed; "
                "try again when it answers."
            ) from error
        if not (certified["intact"] and certified["valid"] and certified.get("trust_problem_indic") is None):
            raise NoTimeStamp(
                f"The time stamp from {self.address} was not made by the authority that is configured. Nothing was "
                "signed; compare its certificate with the one that the authority publishes."
            )
        return token

"""A timestamp authority as pyHanko asks it: every token is checked before it is put into a document."""

from asn1crypto import cms, tsp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko.sign.validation.status import TimestampSignatureStatus

from guangsha.contracts.pdf.trust import trusting
from guangsha.contracts.ports import SigningDown, TimestampAuthority


class CheckedStamper(TimeStamper):
    """Asks ``authority``; a token for something else, of somebody unknown, or a refusal, is no token."""

    def __init__(self, authority: TimestampAuthority) -> None:
        super().__init__(include_nonce=True)  # type: ignore[no-untyped-call]
        self._authority = authority

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Over the port. Raises SigningDown."""
        try:
            return tsp.TimeStampResp.load(self._authority.ask(req.dump()), strict=True)
        except (ValueError, TypeError) as error:
            raise SigningDown("the timestamp authority answers something else") from error

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A token for the digest, found good. Raises SigningDown."""
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            context = trusting(self._authority.roots())
            told = await validate_tst_signed_data(token["content"], context, lambda _: message_digest)
            status = TimestampSignatureStatus(**told)
        except SigningDown:
            raise
        except Exception as error:  # whatever is wrong with what they sent: it is not a timestamp
            raise SigningDown(f"no timestamp: {type(error).__name__}") from error
        if not (status.intact and status.valid and status.trusted):
            raise SigningDown("the timestamp cannot be trusted")
        return token

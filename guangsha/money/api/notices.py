"""Where providers tell us what happened: the signature is the only thing that lets them in."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path

from guangsha.accounts.public import Limit, take
from guangsha.backbone.public import Routes, anyone, client_address, command
from guangsha.kit.errors import NotFound
from guangsha.money.domain.errors import NoticeForged, NoticeUnreadable
from guangsha.money.outside import CASHIER
from guangsha.money.ports import RawNotice, provider_called
from guangsha.money.services.notices import note_forgery, note_unreadable, take_notice

routes = Routes(tags=["payment providers"])
LONGEST = 64 * 1024
FORGERIES_NOTED = Limit("money.forged", times=30, seconds=60)
"""Beyond this, forgeries from one address are still refused, but fill no table."""
ProviderIn = Annotated[str, Path(pattern=r"^[a-z]+$", max_length=20)]


@routes.post(
    "/payments/notices/{provider}",
    policy=anyone,
    signed_by_sender=True,
    response=None,
    errors=[NotFound, NoticeForged, NoticeUnreadable],
    operation_id="take_payment_notice",
)
def notice(request: HttpRequest, provider: ProviderIn) -> HttpResponse:
    """A signed notice of a payment provider. Answered only after what it says is committed; telling it again is harmless.

    One that is signed and cannot be read is refused, and a case where it says what it is about.
    """
    adapter = provider_called(provider)
    if adapter is None:
        raise NotFound("provider")
    too_long = int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST
    body = b"" if too_long else request.body
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        if too_long:
            raise NoticeForged("too long")
        told = adapter.read_notice(RawNotice(headers, body, request.get_full_path()))
    except NoticeForged:
        if take(FORGERIES_NOTED, client_address(request)):
            command(lambda: note_forgery(provider=provider, body=body), actor=CASHIER)
        raise
    except NoticeUnreadable as unread:
        number = str(unread.data.get("number", ""))
        command(lambda: note_unreadable(provider=provider, number=number, body=body), actor=CASHIER)
        raise
    command(lambda: take_notice(provider=adapter, notice=told, body=body), actor=CASHIER)
    thanks = adapter.thanks()
    return HttpResponse(thanks.body, content_type=thanks.content_type, headers={"Cache-Control": "no-store"})

"""Where banks tell us what they decided: the signature is the only thing that lets them in."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path

from guangsha.accounts.public import Limit, take
from guangsha.backbone.public import Routes, anyone, client_address, command
from guangsha.kit.errors import NotFound
from guangsha.mortgages.domain.errors import BankForged
from guangsha.mortgages.outside import CLERK
from guangsha.mortgages.ports import RawNews, channel_called
from guangsha.mortgages.services.news import note_forgery, take_news

routes = Routes(tags=["banks"])
LONGEST = 64 * 1024
FORGERIES_NOTED = Limit("mortgages.forged", times=30, seconds=60)
"""Beyond this, forgeries from one address are still refused, but fill no table."""
ChannelIn = Annotated[str, Path(pattern=r"^[a-z]+$", max_length=20)]


@routes.post(
    "/mortgage-notices/{channel}",
    policy=anyone,
    signed_by_sender=True,
    response=None,
    errors=[NotFound, BankForged],
    operation_id="take_mortgage_notice",
)
def notice(request: HttpRequest, channel: ChannelIn) -> HttpResponse:
    """A bank's signed news. Answered only after what it says is committed; telling it again is harmless."""
    adapter = channel_called(channel)
    if adapter is None:
        raise NotFound("channel")
    too_long = int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST
    body = b"" if too_long else request.body
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        if too_long:
            raise BankForged("too long")
        told = adapter.read_news(RawNews(headers, body, request.get_full_path()))
    except BankForged:
        if take(FORGERIES_NOTED, client_address(request)):
            command(lambda: note_forgery(channel=channel, body=body), actor=CLERK)
        raise
    command(lambda: take_news(channel=channel, news=told), actor=CLERK)
    return HttpResponse('{"ok": true}', content_type="application/json", headers={"Cache-Control": "no-store"})

"""The address in a mail's List-Unsubscribe header (RFC 8058): mail programs post to it without cookies."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from guangsha.backbone.public import command
from guangsha.kit.actor import VISITOR
from guangsha.watching.domain.errors import AlertLinkInvalid
from guangsha.watching.services import subscribers


@csrf_exempt  # the token in the address is the permission; there is no session to be misused
@require_http_methods(["GET", "HEAD", "POST"])
def stop_by_one_click(request: HttpRequest, token: str) -> HttpResponse:
    """POST ends all alerts of the address. GET changes nothing (mail scanners follow links): it leads to the page that asks."""
    if request.method != "POST":
        return HttpResponseRedirect(f"{settings.PUBLIC_URL}/alerts#manage.{token}")
    try:
        subscriber_id = subscribers.subscriber_of(token)
    except AlertLinkInvalid:
        return HttpResponse(status=200)  # ended before: for a mail program that is success
    command(lambda: subscribers.stop(subscriber_id=subscriber_id), actor=VISITOR)
    return HttpResponse(status=200)

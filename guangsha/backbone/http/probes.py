"""What machines ask: is it up, is it ready, how is it doing?"""

import hmac
import ipaddress

import msgspec
from django.conf import settings
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from guangsha.backbone import metrics
from guangsha.backbone.health import health_answers
from guangsha.backbone.models import Job, OutboxEvent
from guangsha.backbone.outbox import head_position


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is up."""
    return HttpResponse(b"ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when every check is fine, else 503; the body says which."""
    answers = health_answers()
    ready = all(answer.ok for answer in answers.values())
    body = {
        "ready": ready,
        "checks": {name: {"ok": answer.ok, "detail": answer.detail} for name, answer in answers.items()},
    }
    return HttpResponse(
        msgspec.json.encode(body),
        content_type="application/json",
        status=200 if ready else 503,
        headers={"Cache-Control": "no-store"},
    )


def _from_loopback(request: HttpRequest) -> bool:
    if "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META:
        return False  # a proxy on this machine speaks for somebody else
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _has_token(request: HttpRequest) -> bool:
    wanted = settings.ENV.metrics_token
    given = request.headers.get("Authorization", "")
    return wanted is not None and hmac.compare_digest(given.encode(), f"Bearer {wanted.get_secret_value()}".encode())


@require_safe
def metrics_page(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for the loopback or the holder of the token; for others it does not exist."""
    if not (_from_loopback(request) or _has_token(request)):
        return HttpResponse(status=404)
    metrics.EVENTS_WAITING.set(OutboxEvent.objects.filter(position=None).count())
    metrics.EVENT_HEAD.set(head_position())
    metrics.JOBS_WAITING.set(Job.objects.filter(due_at__lte=Now(), parked_at=None).count())
    metrics.JOBS_PARKED.set(Job.objects.exclude(parked_at=None).count())
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)

"""The sandbox's outbox: a page of demo mode."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from guangsha.integrations.sandbox import SandboxEntry, latest_messages

PAGE = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>演示信箱 Sandbox outbox</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
    '<meta http-equiv="refresh" content="5"></head><body><h1>演示信箱 Sandbox outbox</h1>'
    "<p>演示模式下短信和邮件不会真正发出，都显示在这里，最新的在最前。<br>"
    "In demo mode nothing is sent; texts and mails appear here, newest first.</p>{}</body></html>"
)
ENTRY = "<article><h2>{}</h2><p><b>{}</b></p><pre>{}</pre></article>"


def _entry(entry: SandboxEntry) -> tuple[str, str, str]:
    kind = "短信 SMS" if entry.channel == "sms" else "邮件 Mail"
    return f"{kind} · {entry.receiver}", entry.subject, entry.text


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """What would have been sent, as a page, or as JSON for ``Accept: application/json``. Exists in demo mode only."""
    if not settings.ENV.demo:
        raise Http404
    messages = latest_messages()
    if request.headers.get("Accept", "") == "application/json":
        listed = [
            {"channel": entry.channel, "receiver": entry.receiver, "subject": entry.subject, "text": entry.text}
            for entry in messages
        ]
        response: HttpResponse = JsonResponse({"messages": listed})
    else:
        body = format_html_join("", ENTRY, (_entry(entry) for entry in messages))
        response = HttpResponse(format_html(PAGE, body))
    response["Cache-Control"] = "no-store"
    return response

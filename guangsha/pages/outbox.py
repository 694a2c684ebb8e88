"""The sandbox's outbox, in the look of the site: what would have been sent, and what code apps of demo people show.

Exists in demo mode only.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from guangsha.accounts.public import DemoCode, demo_codes
from guangsha.integrations.public import SandboxEntry, latest_messages
from guangsha.kit.clock import utc_now
from guangsha.pages.rendering.assets import WebNotBuilt, page_assets
from guangsha.pages.rendering.document import theme_attribute

PAGE = (
    '<!doctype html><html lang="zh-CN"{}><head><meta charset="utf-8"><title>演示信箱 Demo outbox</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
    '<meta name="color-scheme" content="light dark"><meta http-equiv="refresh" content="5">{}'
    '<link rel="icon" href="/static/icon.svg" type="image/svg+xml"></head>'
    '<body><main class="page max-w-3xl pt-8 md:pt-16"><h1 class="song text-3xl">演示信箱</h1>'
    '<p class="text-ink-2 mt-2 text-sm">演示模式下短信和邮件不会真正发出，都显示在这里，最新的在最前。</p>'
    '<p class="text-ink-2 text-sm" lang="en">In demo mode nothing is sent; texts and mails appear here, newest first.</p>'
    "{}{}</main></body></html>"
)
CODES = (
    '<section class="mt-10"><h2 class="text-lg font-semibold">管理员的动态验证码 '
    '<span lang="en" class="text-ink-2 text-sm font-normal">Codes of the administrators</span></h2>'
    '<p class="text-ink-2 mt-1 text-sm">演示管理员登录时还要输入这个验证码，每个验证码只能用一次；还有 {} 秒更换。</p>'
    '<p class="text-ink-2 text-sm" lang="en">Demo administrators are asked for this code after the password, '
    "each once; new ones in {} s.</p>"
    '<ul class="bg-card border-line rounded-card mt-3 border">{}</ul></section>'
)
CODE = (
    '<li class="border-line flex flex-wrap items-baseline gap-x-3 border-b px-5 py-3 last:border-b-0">'
    '<span class="text-sm break-all">{}</span><span class="tabular ml-auto text-lg font-semibold">{}</span></li>'
)
LIST = '<ol class="bg-card border-line rounded-card mt-6 border">{}</ol>'
NONE = mark_safe(
    '<p class="border-line-strong rounded-card mt-6 border border-dashed px-6 py-12 text-center">'
    '还没有消息 · <span lang="en">Nothing yet</span></p>'
)
ENTRY = (
    '<li class="border-line border-b px-5 py-4 last:border-b-0">'
    '<p class="flex flex-wrap items-baseline gap-x-3 gap-y-1"><span class="text-sm font-semibold">{}</span>'
    '<span class="tabular text-sm break-all">{}</span>'
    '<time class="text-ink-2 tabular ml-auto text-xs" datetime="{}">{} UTC</time></p>{}'
    '<p class="mt-1 text-sm">{}</p></li>'
)


def _entry(entry: SandboxEntry) -> tuple[object, ...]:
    kind = "短信 SMS" if entry.channel == "sms" else "邮件 Mail"
    subject = format_html('<p class="mt-1 font-semibold">{}</p>', entry.subject) if entry.subject else ""
    text = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in entry.text.splitlines()))
    return kind, entry.receiver, entry.sent_at.isoformat(), f"{entry.sent_at:%m-%d %H:%M:%S}", subject, text


def _codes(codes: list[DemoCode]) -> str:
    if not codes:
        return ""
    listed = format_html_join("", CODE, ((one.address.reveal(), one.code) for one in codes))
    return format_html(CODES, codes[0].seconds, codes[0].seconds, listed)


def _styles() -> str:
    try:
        found = page_assets("error", "zh-CN").styles
    except WebNotBuilt:
        found = ()
    return format_html_join("", '<link rel="stylesheet" href="{}">', ((path,) for path in found))


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """What would have been sent, as a page, or as JSON for ``Accept: application/json``."""
    if not settings.ENV.demo:
        raise Http404
    messages, codes = latest_messages(), demo_codes(now=utc_now())
    if request.headers.get("Accept", "") == "application/json":
        listed = [
            {"channel": entry.channel, "receiver": entry.receiver, "subject": entry.subject, "text": entry.text}
            for entry in messages
        ]
        shown = [{"address": one.address.reveal(), "code": one.code} for one in codes]
        response: HttpResponse = JsonResponse({"messages": listed, "codes": shown})
    else:
        attribute = theme_attribute(request.COOKIES.get("theme", ""))
        body = format_html(LIST, format_html_join("", ENTRY, (_entry(one) for one in messages))) if messages else NONE
        response = HttpResponse(format_html(PAGE, attribute, _styles(), body, _codes(codes)))
    response["Cache-Control"] = "no-store"
    return response

"""The mails to addresses without an account: the question whether they want alerts, and the alerts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from guangsha.accounts.public import Mail, send_mail
from guangsha.backbone.public import require_command
from guangsha.search.public import SearchQuery
from guangsha.vault.public import Secret
from guangsha.watching.models import Digest, News, SavedSearch, Subscriber
from guangsha.watching.selectors import ids_in
from guangsha.watching.services.digests import titles_of
from guangsha.watching.services.subscribers import confirm_token, manage_token

SHOWN = 5
CADENCES = {
    "zh": {"instant": "即时", "daily": "每天一次", "weekly": "每周一次"},
    "en": {"instant": "at once", "daily": "once a day", "weekly": "once a week"},
}
CONFIRM_SUBJECT = {"zh": "请确认：接收找房提醒", "en": "Please confirm: alerts for new homes"}
CONFIRM_TEXT = {
    "zh": """有人（希望就是您）请求把符合下面条件的新房源发到这个邮箱：

{name}
提醒频率：{cadence}

如果是您，请在两天内打开这个链接确认：
{link}

如果不是您，不必理会：不确认就不会发送，一周后删除您的邮箱地址。""",
    "en": """Somebody (you, we hope) asked us to send new homes for this search to this address:

{name}
How often: {cadence}

If it was you, open this link within two days:
{link}

If it was not, do nothing: without your word nothing is sent, and the address is deleted after a week.""",
}
ALERT = {
    "zh": ("{count} 套新房源符合您的搜索", "全部：", "还有 {more} 套", "管理或退订：{manage}"),
    "en": (
        "New homes for your search: {count}",
        "All of them:",
        "and {more} more",
        "Change or stop these alerts: {manage}",
    ),
}


def _site(path: str, language: str) -> str:
    base: str = settings.PUBLIC_URL
    return f"{base}{'/en' if language == 'en' else ''}{path}"


def _name(row: SavedSearch, language: str) -> str:
    if isinstance(row.name, Secret):
        return row.name.reveal()
    return "Saved search" if language == "en" else "保存的搜索"


def search_path(query: str) -> str:
    """Where a saved search is on the site: there the kind is always said."""
    read = SearchQuery.from_url(query)
    return f"/search?{query}" if read.kind == "projects" else f"/search?kind=units&{query}".rstrip("&")


def send_confirmation(*, search_id: UUID, language: str) -> None:
    """Ask the address behind an unconfirmed search. Does nothing when it was answered or forgotten. Raises SendFailed."""
    row = SavedSearch.objects.filter(pk=search_id, confirmed_at=None).first()
    subscriber = Subscriber.objects.filter(pk=row.owner_id).first() if row is not None else None
    if row is None or subscriber is None or not isinstance(subscriber.email, Secret):
        return
    link = _site(f"/alerts#confirm.{confirm_token(search_id)}", language)
    words = {"name": _name(row, language), "cadence": CADENCES[language][row.cadence], "link": link}
    send_mail(Mail(subscriber.email.reveal(), CONFIRM_SUBJECT[language], CONFIRM_TEXT[language].format(**words)))


@dataclass(frozen=True, slots=True)
class Letter:
    """A composed alert, and which digest it tells."""

    digest_id: UUID
    mail: Mail


def compose_alert(*, digest_id: UUID) -> Letter | None:
    """The mail of a waiting digest; None when it was sent, or its address is gone."""
    digest = Digest.objects.filter(pk=digest_id, state="waiting").first()
    subscriber = Subscriber.objects.filter(pk=digest.owner_id).first() if digest is not None else None
    if digest is None or subscriber is None or not isinstance(subscriber.email, Secret):
        return None
    language = subscriber.language
    subject, every, more, manage = ALERT[language]
    rows = list(News.objects.filter(digest=digest).select_related("search").order_by("found_at", "id"))
    token = manage_token(subscriber.pk)
    parts = _searches(rows, language, every, more)
    parts.append(manage.format(manage=_site(f"/alerts#manage.{token}", language)))
    headers = {
        "List-Unsubscribe": f"<{settings.PUBLIC_URL}/alerts/stop/{token}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Message-ID": f"<{digest.pk}@{settings.PUBLIC_URL.partition('://')[2].partition(':')[0]}>",
        "Auto-Submitted": "auto-generated",
    }
    text = "\n\n".join(parts)
    return Letter(digest.pk, Mail(subscriber.email.reveal(), subject.format(count=digest.count), text, headers))


def _searches(rows: Sequence[News], language: str, every: str, more: str) -> list[str]:
    """One paragraph per search: its name, some of the homes, where all of them are."""
    by_search: dict[UUID, list[News]] = {}
    for row in rows:
        if row.search_id is not None:
            by_search.setdefault(row.search_id, []).append(row)
    parts = []
    for found in by_search.values():
        targets = {target: row for row in found for target in ids_in(row.targets)}
        shown = dict(list(targets.items())[:SHOWN])
        titles = titles_of(shown)
        lines = [_line(target, row, titles[target], language) for target, row in shown.items() if target in titles]
        if len(targets) > len(lines):
            lines.append(more.format(more=len(targets) - len(lines)))
        search = found[0].search
        if search is not None:
            head = f"{_name(search, language)} ({len(targets)})"
            parts.append("\n".join([head, *lines, f"{every} {_site(search_path(search.query), language)}"]))
    return parts


def _line(target: UUID, row: News, title: str, language: str) -> str:
    """A home with its address; a project is reached through the search."""
    return f"· {title}  {_site(f'/units/{target}', language)}" if row.kind == "units" else f"· {title}"


def record_sent(*, digest_id: UUID, now: datetime) -> None:
    """Write down that the mail went out."""
    require_command()
    Digest.objects.filter(pk=digest_id, state="waiting").update(state="sent", ended_at=now)

"""One's own notification centre."""

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.backbone.public import Routes, acting_person, command, signed_in
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Invalid, Unauthenticated
from guangsha.kit.paging import MAX_CURSOR_LENGTH, BadCursor
from guangsha.notifications.domain.kinds import Channel, all_kinds
from guangsha.notifications.domain.quiet import QuietHours
from guangsha.notifications.schemas import (
    NOTIFICATIONS,
    KindPreference,
    NotificationOut,
    NotificationPage,
    PreferencesIn,
    PreferencesOut,
    QuietHoursBody,
    ReadIn,
    ReadOut,
    StreamRef,
)
from guangsha.notifications.selectors import centre_page, newest_seq, preferences, quiet_hours, unread_count
from guangsha.notifications.services import mark_read, set_preferences, set_quiet_hours

routes = Routes(tags=["notifications"])


@routes.get(
    "/me/notifications",
    policy=signed_in,
    response=NotificationPage,
    errors=[Unauthenticated, BadCursor],
    operation_id="list_notifications",
)
def list_notifications(
    request: HttpRequest,
    response: HttpResponse,
    cursor: Annotated[str | None, Query(max_length=MAX_CURSOR_LENGTH)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    unread_only: bool = False,
) -> NotificationPage:
    """Newest first."""
    _, me = acting_person(request)
    response["Cache-Control"] = "private, no-store"
    seq = newest_seq(me)  # read before the page: what arrives between is told twice by the stream, never missed
    page = centre_page(me, cursor=cursor, limit=limit, unread_only=unread_only)
    return NotificationPage(
        items=[NotificationOut.of(told) for told in page.items],
        next_cursor=page.next_cursor,
        unread=unread_count(me),
        live=StreamRef(stream=NOTIFICATIONS, key=str(me), seq=seq),
    )


@routes.post(
    "/me/notifications/read",
    policy=signed_in,
    response=ReadOut,
    errors=[Unauthenticated],
    operation_id="read_notifications",
)
def read_notifications(request: HttpRequest, body: ReadIn) -> ReadOut:
    """Mark some read."""
    actor, me = acting_person(request)
    now = utc_now()
    command(lambda: mark_read(person_id=me, ids=body.ids, now=now), actor=actor)
    return ReadOut(unread=unread_count(me))


@routes.post(
    "/me/notifications/read-all",
    policy=signed_in,
    response=ReadOut,
    errors=[Unauthenticated],
    operation_id="read_all_notifications",
)
def read_all_notifications(request: HttpRequest) -> ReadOut:
    """Mark all read."""
    actor, me = acting_person(request)
    now = utc_now()
    command(lambda: mark_read(person_id=me, ids=None, now=now), actor=actor)
    return ReadOut(unread=unread_count(me))


def _preferences(me: UUID) -> PreferencesOut:
    wanted, hours = preferences(me), quiet_hours(me)
    kinds = []
    for kind in all_kinds():
        offered = [channel for channel in Channel if channel is not Channel.SMS or kind.words["zh"].sms]
        kinds.append(
            KindPreference(
                kind=kind.name,
                urgent=kind.urgent,
                title_zh=kind.words["zh"].label or kind.words["zh"].title,
                title_en=kind.words["en"].label or kind.words["en"].title,
                channels=sorted(wanted[kind.name]),
                offered=offered,
            )
        )
    quiet = QuietHoursBody(start_minute=hours.start, end_minute=hours.end, zone=hours.zone)
    return PreferencesOut(kinds=kinds, quiet_hours=quiet)


@routes.get(
    "/me/notification-preferences",
    policy=signed_in,
    response=PreferencesOut,
    errors=[Unauthenticated],
    operation_id="get_notification_preferences",
)
def get_notification_preferences(request: HttpRequest, response: HttpResponse) -> PreferencesOut:
    """Which kinds come by which channel, and when it is quiet."""
    response["Cache-Control"] = "private, no-store"
    return _preferences(acting_person(request)[1])


@routes.patch(
    "/me/notification-preferences",
    policy=signed_in,
    response=PreferencesOut,
    errors=[Unauthenticated, Invalid],
    operation_id="change_notification_preferences",
)
def change_notification_preferences(request: HttpRequest, body: PreferencesIn) -> PreferencesOut:
    """Change some of them."""
    actor, me = acting_person(request)
    wishes = {(wish.kind, channel): channel in wish.channels for wish in body.kinds for channel in Channel}
    quiet = body.quiet_hours

    def work() -> None:
        set_preferences(person_id=me, wishes=wishes)
        if quiet is not None:
            hours = QuietHours(quiet.start_minute, quiet.end_minute, quiet.zone)
            set_quiet_hours(person_id=me, hours=hours)

    command(work, actor=actor)
    return _preferences(me)

"""Background work of the catalogue."""

from collections.abc import Callable

from guangsha.backbone.public import command
from guangsha.catalog.domain.errors import IllegalMove, ListingIncomplete, NotRestorable, NotReviewed, UnitInUse
from guangsha.catalog.selectors.review_rules import next_overdue, next_to_hide, without_plan
from guangsha.catalog.selectors.review_truth import pictures_without_print
from guangsha.catalog.selectors.scheduled import next_due_listing, next_due_submission
from guangsha.catalog.services.listing import publish_listing, take_down_listing, unschedule_listing
from guangsha.catalog.services.review_prints import keep_prints, read_print
from guangsha.catalog.services.review_publishing import publish_submission, unschedule_submission
from guangsha.catalog.services.review_reaudit import flag_overdue, mark_hidden, plan_missing
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import VersionConflict

SCHEDULER = system_actor("listing-scheduler")
REAUDITOR = system_actor("listing-reaudit")
REFUSALS = (ListingIncomplete, NotReviewed, UnitInUse, NotRestorable)


def _publish_or_hold(publish: Callable[[], None], hold: Callable[[str], None]) -> None:
    try:
        command(publish, actor=SCHEDULER)
    except REFUSALS as error:
        fields = ", ".join(sorted({item["field"] for item in error.data.get("errors", [])}))
        reason = f"{error.code.removeprefix('catalog.listing_')}: {fields}"
        command(lambda: hold(reason), actor=SCHEDULER)
    except (IllegalMove, VersionConflict):
        return  # somebody else was faster


def publish_due_step() -> bool:
    """Publish one scheduled listing whose time has come by the database's clock; True when there was one.

    One that may not be published any more goes back with the reason in the audit. Safe to run in many processes
    at once: the move is guarded by the state it starts from.
    """
    due = next_due_listing()
    if due is None:
        return False
    _publish_or_hold(
        lambda: publish_listing(actor=SCHEDULER, now=due.now, project_id=due.project_id),
        lambda reason: unschedule_listing(actor=SCHEDULER, now=due.now, project_id=due.project_id, reason=reason),
    )
    return True


def publish_due_changes_step() -> bool:
    """Like ``publish_due_step``, for scheduled changes of a listing that is public already."""
    due = next_due_submission()
    if due is None:
        return False
    _publish_or_hold(
        lambda: publish_submission(actor=SCHEDULER, now=due.now, submission_id=due.submission_id),
        lambda reason: unschedule_submission(
            actor=SCHEDULER, now=due.now, submission_id=due.submission_id, reason=reason
        ),
    )
    return True


def reaudit_step() -> bool:
    """Plan looks that have none, flag one that is overdue, hide one listing nobody looked at; True when there was work.

    The database's clock decides. Flag and hiding are claimed by a conditional write: each happens once.
    """
    unplanned = without_plan()
    if unplanned:
        command(lambda: plan_missing(now=utc_now(), project_ids=unplanned), actor=REAUDITOR)
    late = next_overdue()
    if late is not None:
        command(lambda: flag_overdue(now=late.now, project_id=late.project_id), actor=REAUDITOR)
    hidden = next_to_hide()
    if hidden is not None:

        def hide() -> None:
            if mark_hidden(now=hidden.now, project_id=hidden.project_id):
                take_down_listing(
                    actor=REAUDITOR, now=hidden.now, project_id=hidden.project_id, reason="reaudit_overdue"
                )

        try:
            command(hide, actor=REAUDITOR)
        except IllegalMove:
            return True  # it left the public meanwhile
    return bool(unplanned or late or hidden)


def print_pictures_step() -> bool:
    """Compute the prints of a few pictures that have none; True when there may be more."""
    waiting = pictures_without_print()
    if waiting:
        prints = {sha256: read_print(name) for sha256, name in waiting}
        command(lambda: keep_prints(prints), actor=SCHEDULER)
    return bool(waiting)

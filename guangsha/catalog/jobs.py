"""Background work of the catalogue."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage

from guangsha.backbone.public import command, enqueue
from guangsha.catalog.domain.errors import IllegalMove, ListingIncomplete, NotRestorable, NotReviewed, UnitInUse
from guangsha.catalog.importing.run import ImportRunning
from guangsha.catalog.importing.uploads import run_upload
from guangsha.catalog.selectors.file_imports import KEPT_DAYS, next_old_upload
from guangsha.catalog.selectors.review_monitor import reports_over_retention
from guangsha.catalog.selectors.review_rules import next_overdue, next_to_hide, without_plan
from guangsha.catalog.selectors.review_truth import pictures_without_print
from guangsha.catalog.selectors.scheduled import next_due_listing, next_due_submission
from guangsha.catalog.services.file_imports import RUN_JOB, forget_import, give_up
from guangsha.catalog.services.listing import publish_listing, take_down_listing, unschedule_listing
from guangsha.catalog.services.review_prints import keep_prints, read_print
from guangsha.catalog.services.review_publishing import publish_submission, unschedule_submission
from guangsha.catalog.services.review_reaudit import flag_overdue, mark_hidden, plan_missing
from guangsha.catalog.services.review_reports import erase_report_text
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import VersionConflict

SCHEDULER = system_actor("listing-scheduler")
REAUDITOR = system_actor("listing-reaudit")
SWEEPER = system_actor("listing-reports")
IMPORTER = system_actor("file-import")
WAIT_FOR_OTHERS = timedelta(seconds=5)
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


def sweep_reports(now: datetime) -> int:
    """Destroy the keys of a few reports whose time is over; how many. Called again while there may be more."""
    over = reports_over_retention(now=now)
    for report_id in over:
        command(partial(erase_report_text, report_id=report_id, now=now), actor=SWEEPER)
    return len(over)


def run_file_import(payload: dict[str, Any]) -> None:
    """Check or apply an uploaded file; a little later when another import runs on this data directory."""
    try:
        run_upload(UUID(payload["import_id"]))
    except ImportRunning:
        key = f"{RUN_JOB}:{payload['import_id']}"
        command(lambda: enqueue(RUN_JOB, payload, after=WAIT_FOR_OTHERS, unique_key=key), actor=IMPORTER)


def give_up_file_import(payload: dict[str, Any]) -> None:
    """Say of an uploaded file that its job was given up."""
    command(lambda: give_up(import_id=UUID(payload["import_id"])), actor=IMPORTER)


def forget_uploads_step() -> bool:
    """Remove one upload whose time is over, with its files; True when there was one. What was imported stays."""
    old = next_old_upload(before=utc_now() - timedelta(days=KEPT_DAYS))
    if old is None:
        return False
    for name in old.files:
        default_storage.delete(name)
    command(lambda: forget_import(import_id=old.id), actor=IMPORTER)
    return True

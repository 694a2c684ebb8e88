"""Background work of the catalogue."""

from guangsha.backbone.public import command
from guangsha.catalog.domain.errors import IllegalMove, ListingIncomplete
from guangsha.catalog.selectors.scheduled import next_due_listing
from guangsha.catalog.services.listing import publish_listing, unschedule_listing
from guangsha.kit.actor import system_actor
from guangsha.kit.errors import VersionConflict

SCHEDULER = system_actor("listing-scheduler")


def publish_due_step() -> bool:
    """Publish one scheduled listing whose time has come by the database's clock; True when there was one.

    One that is not complete any more goes back to draft with the reason in the audit. Safe to run in many processes
    at once: the move is guarded by the state it starts from.
    """
    due = next_due_listing()
    if due is None:
        return False
    try:
        command(lambda: publish_listing(actor=SCHEDULER, now=due.now, project_id=due.project_id), actor=SCHEDULER)
    except ListingIncomplete as error:
        fields = ", ".join(sorted({item["field"] for item in error.data["errors"]}))
        command(
            lambda: unschedule_listing(
                actor=SCHEDULER, now=due.now, project_id=due.project_id, reason=f"incomplete: {fields}"
            ),
            actor=SCHEDULER,
        )
    except (IllegalMove, VersionConflict):
        return True  # somebody else was faster
    return True

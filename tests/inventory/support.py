"""Units on sale and people who want them."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from guangsha.backbone.public import command
from guangsha.catalog.models import Unit
from guangsha.inventory.models import Claim, UnitRecord
from guangsha.inventory.public import UnitStatus, hold_unit, set_unit_statuses
from guangsha.kit.actor import Actor
from guangsha.kit.ids import new_id
from tests.catalog.support import EDITOR, NOW, public_project, run

T = TypeVar("T")


def homes(building: str = "1栋") -> list[UUID]:
    """The homes of a building, by number."""
    rows = Unit.objects.filter(building__name=building, kind="home").order_by("identity")
    return list(rows.values_list("pk", flat=True))


def on_sale() -> list[UUID]:
    """The homes of a public project, released."""
    public_project()
    units = homes()
    run(lambda: set_unit_statuses(actor=EDITOR, now=NOW, unit_ids=units, status=UnitStatus.AVAILABLE))
    return units


def hold(unit_id: UUID, person_id: UUID | None = None) -> UUID:
    """Somebody holds the unit; the claim."""
    person_id = person_id or new_id()
    return command(lambda: hold_unit(unit_id=unit_id, person_id=person_id), actor=Actor(person_id=person_id))


def status_of(unit_id: UUID) -> UnitStatus:
    """As the ledger has it."""
    return UnitStatus(UnitRecord.objects.values_list("status", flat=True).get(pk=unit_id))


def live_claims(unit_id: UUID) -> int:
    """How many believe that they have the unit alone, whatever the keys say."""
    return Claim.objects.filter(unit=unit_id, ended_at=None).count()


def refused(work: Callable[[], T], error: type[Exception]) -> Exception:
    """What ``work`` was refused with."""
    try:
        work()
    except error as reason:
        return reason
    raise AssertionError(f"not refused with {error.__name__}")

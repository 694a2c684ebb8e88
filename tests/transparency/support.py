"""A log over a small project."""

import json
from typing import Any
from uuid import UUID

from guangsha.backbone.outbox import relay_step
from guangsha.inventory.public import UnitStatus, set_unit_statuses
from guangsha.kit.clock import utc_now
from guangsha.transparency.models import Leaf, TreeHead
from guangsha.transparency.services.sealing import seal_step
from tests.catalog.support import EDITOR, run


def move(unit_ids: list[UUID], status: UnitStatus) -> None:
    """A step of these units, now."""
    run(lambda: set_unit_statuses(actor=EDITOR, now=utc_now(), unit_ids=unit_ids, status=status, reason="内部原因"))


def seal() -> int:
    """What the loops do until nothing is left; the size of the log."""
    while relay_step():
        pass
    while seal_step():
        pass
    return TreeHead.objects.count() and TreeHead.objects.order_by("-size")[0].size


def texts() -> list[dict[str, Any]]:
    """What the leaves say, in order."""
    return [json.loads(text) for text in Leaf.objects.order_by("index").values_list("text", flat=True)]

"""Homes by their names, for those who keep them on lists of their own."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from guangsha.catalog.domain.part_facts import NamedHome
from guangsha.catalog.models import Unit
from guangsha.catalog.selectors.visibility import public_rows

COLUMNS = (
    "pk",
    "number",
    "built_area",
    "project__name",
    "project__name_en",
    "project__sales_phone",
    "building__name",
    "building__name_en",
    "entrance_id",
    "entrance__name",
    "entrance__name_en",
    "layout__code",
)


def named_homes(*, unit_ids: Sequence[UUID]) -> dict[UUID, NamedHome]:
    """The public ones among ``unit_ids``; those missing are not public (any more). One query."""
    rows = Unit.objects.filter(pk__in=unit_ids, project__in=public_rows(), removed_at=None)
    return {row["pk"]: _named(row) for row in rows.values(*COLUMNS)}


def _named(row: Mapping[str, Any]) -> NamedHome:
    place = [(row["building__name"], row["building__name_en"] or row["building__name"])]
    if row["entrance_id"] is not None:
        place.append((row["entrance__name"], row["entrance__name_en"] or row["entrance__name"]))
    return NamedHome(
        id=row["pk"],
        project=row["project__name"],
        project_en=row["project__name_en"] or row["project__name"],
        name=f"{''.join(zh for zh, _ in place)} {row['number']}".strip(),
        name_en=f"{', '.join(en for _, en in place if en)} {row['number']}".strip(),
        layout=row["layout__code"] or "",
        built_area=float(row["built_area"]),
        office_phone=row["project__sales_phone"],
    )

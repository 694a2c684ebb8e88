"""Projects as facts and cards."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from guangsha.catalog.domain.choices import DatePrecision, FitOut, ListingState, PropertyType, SaleStatus
from guangsha.catalog.domain.facts import (
    CityCount,
    MediaFacts,
    PhaseFacts,
    ProjectCard,
    ProjectFacts,
    StatedDate,
    StatedFigures,
)
from guangsha.catalog.domain.figures import shown_figures
from guangsha.catalog.models import Phase, Project
from guangsha.catalog.selectors.figures import ProjectSums, sums_of
from guangsha.catalog.selectors.media import covers_of
from guangsha.catalog.selectors.visibility import public_ref, public_ref_by_id, public_rows
from guangsha.kit.ids import parse_id
from guangsha.kit.paging import BadCursor, Page, decode_cursor, encode_cursor

MAX_LIMIT = 100

_CARD_TEXT = (
    "slug", "name", "name_en", "headline", "headline_en", "city_code", "district_code", "area_name", "area_name_en",
    "address", "address_en", "lng", "lat", "developer", "developer_en", "published_at", "revision", "updated_at",
)  # fmt: skip
_FACTS_TEXT = (
    *_CARD_TEXT, "alias", "description", "description_en", "bearing_deg", "site_geometry", "sales_phone",
    "sales_address", "sales_address_en", "sales_hours", "sales_hours_en", "property_company", "property_company_en",
    "property_fee_fen", "plot_ratio", "greening_ratio", "parking_spaces", "households", "first_published_at",
)  # fmt: skip


def _stated(row: Project) -> StatedFigures:
    return StatedFigures(
        unit_price_fen=row.stated_unit_price_fen,
        total_min_fen=row.stated_lowest_total_fen,
        total_max_fen=row.stated_highest_total_fen,
        area_min=row.stated_area_min,
        area_max=row.stated_area_max,
        rooms=tuple(row.stated_rooms),
        has_permit=row.stated_permit,
    )


def _shared(row: Project, sums: ProjectSums) -> dict[str, Any]:
    """The fields that cards and facts have in common beside the plain ones."""
    stated, derived = _stated(row), sums.derived[row.pk]
    return {
        "id": row.pk,
        "property_type": PropertyType(row.property_type),
        "fit_out": FitOut(row.fit_out),
        "sale_status": SaleStatus(row.sale_status),
        "opening": StatedDate(row.opening_on, DatePrecision(row.opening_precision)),
        "handover": StatedDate(row.handover_on, DatePrecision(row.handover_precision)),
        "tags": tuple(row.tags),
        "stated": stated,
        "derived": derived,
        "shown": shown_figures(derived=derived, stated=stated),
    }


def _card(row: Project, sums: ProjectSums, covers: dict[UUID, MediaFacts]) -> ProjectCard:
    plain = {name: getattr(row, name) for name in _CARD_TEXT}
    return ProjectCard(**plain, **_shared(row, sums), cover=covers.get(row.pk))


def _cards(rows: Sequence[Project]) -> list[ProjectCard]:
    ids = [row.pk for row in rows]
    sums, covers = sums_of(ids), covers_of(ids)
    return [_card(row, sums, covers) for row in rows]


def project_cards(*, project_ids: Sequence[UUID]) -> list[ProjectCard]:
    """The projects among ``project_ids`` that are public now, in the order given. Six queries."""
    rows = {row.pk: row for row in public_rows().filter(pk__in=project_ids)}
    return _cards([rows[project_id] for project_id in dict.fromkeys(project_ids) if project_id in rows])


def public_projects(*, city_code: str | None = None, cursor: str | None = None, limit: int = 20) -> Page[ProjectCard]:
    """One page of the public projects, newest published first; ``city_code`` narrows. Raises BadCursor. Six queries."""
    rows = public_rows()
    if city_code is not None:
        rows = rows.filter(city_code=city_code)
    if cursor is not None:
        moment, tie = decode_cursor(cursor, kinds=[str, str])
        after = parse_id(tie)
        try:
            published_at = datetime.fromisoformat(moment).astimezone(UTC)
        except (ValueError, OverflowError) as error:
            raise BadCursor() from error
        if after is None:
            raise BadCursor()
        rows = rows.filter(Q(published_at__lt=published_at) | Q(published_at=published_at, pk__gt=after))
    limit = max(1, min(limit, MAX_LIMIT))
    found = list(rows.order_by("-published_at", "id")[: limit + 1])
    cards = _cards(found[:limit])
    if len(found) <= limit:
        return Page(cards, None)
    last = found[limit - 1]
    return Page(cards, encode_cursor([last.published_at.isoformat() if last.published_at else "", str(last.pk)]))


def facts_of(rows: QuerySet[Project]) -> list[ProjectFacts]:
    """Facts of every project in ``rows``, in their order; the caller has filtered by visibility. Six queries."""
    projects = list(rows.annotate(company=F("organisation__name"), company_en=F("organisation__name_en")))
    ids = [row.pk for row in projects]
    sums = sums_of(ids)
    phases: dict[UUID, list[PhaseFacts]] = defaultdict(list)
    for phase in Phase.objects.filter(project__in=ids).order_by("project_id", "ordinal"):
        phases[phase.project_id].append(
            PhaseFacts(
                id=phase.pk,
                ordinal=phase.ordinal,
                name=phase.name,
                name_en=phase.name_en,
                opening_on=phase.opening_on,
                handover_on=phase.handover_on,
            )
        )
    return [
        ProjectFacts(
            **{name: getattr(row, name) for name in _FACTS_TEXT},
            **_shared(row, sums),
            organisation_id=row.organisation_id,
            organisation_name=row.company,
            organisation_name_en=row.company_en,
            facilities=tuple(row.facilities),
            phases=tuple(phases.get(row.pk, ())),
            permit_numbers=sums.permit_numbers[row.pk],
            state=ListingState(row.state),
        )
        for row in projects
    ]


def project_by_slug(*, slug: str) -> ProjectFacts:
    """A public project. Raises NotFound, or Gone when it was public once. Seven queries."""
    return facts_of(Project.objects.filter(pk=public_ref(slug=slug).id))[0]


def project_by_id(*, project_id: UUID) -> ProjectFacts:
    """A public project. Raises NotFound, or Gone when it was public once. Seven queries."""
    return facts_of(Project.objects.filter(pk=public_ref_by_id(project_id=project_id).id))[0]


def cities() -> list[CityCount]:
    """Cities with public projects, most projects first. One query."""
    rows = public_rows().order_by().values_list("city_code").annotate(projects=Count("pk"))
    return sorted((CityCount(code, count) for code, count in rows), key=lambda city: (-city.projects, city.city_code))

"""What the people who keep the unit ledger read of a listing, public or not."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Now

from guangsha.catalog.domain.choices import ListingState
from guangsha.catalog.domain.facts import ProjectFacts
from guangsha.catalog.domain.part_facts import BuildingFacts, UnitFacts
from guangsha.catalog.selectors.parts import buildings_of
from guangsha.catalog.selectors.projects import project_by_id
from guangsha.catalog.selectors.review import listings_seen_by
from guangsha.catalog.selectors.review_rules import rule_of
from guangsha.catalog.selectors.units import every_unit_of, unit_by_id
from guangsha.catalog.selectors.visibility import previewing
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Gone, NotFound


@dataclass(frozen=True, slots=True)
class DeskListing:
    """A listing as the desks beside the catalogue need it. ``below_percent``: how far below its filed price a unit may be asked;
    ``as_of``: the database's clock."""

    id: UUID
    organisation_id: UUID
    slug: str
    name: str
    name_en: str
    state: ListingState
    revision: int
    below_percent: int
    as_of: datetime


def desk_listing(*, actor: Actor, project_id: UUID) -> DeskListing:
    """The listing. Raises NotFound where it does not exist for the actor. Two queries."""
    columns = ("pk", "organisation_id", "slug", "name", "name_en", "state", "revision", "clock")
    row = listings_seen_by(actor).filter(pk=project_id).annotate(clock=Now()).values_list(*columns).first()
    if row is None:
        raise NotFound("project")
    pk, organisation_id, slug, name, name_en, state, revision, clock = row
    below = rule_of(organisation_id=organisation_id).below_percent
    return DeskListing(pk, organisation_id, slug, name, name_en, ListingState(state), revision, below, clock)


def desk_stock(*, project_id: UUID) -> tuple[list[BuildingFacts], list[UnitFacts]]:
    """All buildings and units of a listing; the caller has checked that the reader may see it. Five queries."""
    with previewing(project_id):
        return buildings_of(project_id=project_id), every_unit_of(project_id=project_id)


def desk_unit(*, project_id: UUID, unit_id: UUID) -> UnitFacts:
    """One unit of a listing; the caller has checked that the reader may see it. Raises NotFound. Four queries."""
    with previewing(project_id):
        try:
            unit = unit_by_id(unit_id=unit_id)
        except Gone as error:
            raise NotFound("unit") from error
    if unit.project_id != project_id:
        raise NotFound("unit")
    return unit


def desk_project(*, project_id: UUID) -> ProjectFacts:
    """A listing in full, public or not; the caller has checked that the reader may see it. Raises NotFound. Six queries."""
    with previewing(project_id):
        return project_by_id(project_id=project_id)

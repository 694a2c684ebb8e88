"""Projects: create and update."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from guangsha.backbone.public import audit, require_command
from guangsha.catalog.domain.checks import project_errors, wrong
from guangsha.catalog.domain.choices import PriceReason
from guangsha.catalog.domain.errors import NameTaken
from guangsha.catalog.domain.slugs import slug_candidates
from guangsha.catalog.domain.specs import PhaseSpec, ProjectValues
from guangsha.catalog.models import Phase, Project
from guangsha.catalog.policies import require_editor
from guangsha.catalog.services.changes import project_changed, project_to_change
from guangsha.catalog.services.measuring import measure_again
from guangsha.catalog.services.prices import price_step
from guangsha.catalog.services.rows import row_errors
from guangsha.catalog.services.shapes import site_errors, standing
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid

VALUE_FIELDS = frozenset(ProjectValues.__annotations__)
REQUIRED = ("name", "city_code")


@dataclass(frozen=True, slots=True)
class ProjectWrite:
    """What a write did. ``price_changed``: a stated price per m2 that was known before is now another one."""

    project_id: UUID
    slug: str
    revision: int
    changed: bool
    price_changed: bool


def _stored(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _check(project: Project, values: Mapping[str, Any]) -> None:
    unknown = [wrong(name, "unknown_field") for name in values if name not in VALUE_FIELDS]
    if unknown:
        raise Invalid(errors=unknown)
    merged = {name: getattr(project, name) for name in VALUE_FIELDS}
    errors = [wrong(name, "missing") for name in REQUIRED if not str(merged[name]).strip()]
    errors += project_errors(merged)
    if values.get("site_geometry"):
        errors += site_errors(values["site_geometry"], standing(project.buildings.all()))
    if not errors:
        errors += row_errors(project, exclude=("site_geometry",))
    if errors:
        raise Invalid(errors=errors)


def create_project(
    *,
    actor: Actor,
    now: datetime,
    organisation_id: UUID,
    source: str,
    source_id: str,
    values: ProjectValues,
    slug: str | None = None,
    as_of: date | None = None,
) -> ProjectWrite:
    """A new draft, named ``source``/``source_id`` in what it comes from; its address is made from the name unless given.

    A stated price starts the price history (``as_of``: the day it holds from). Raises Invalid (also when there is
    no such organisation), Forbidden, NameTaken (source id or given slug).
    """
    require_command()
    require_editor(actor, organisation_id=organisation_id)
    if Project.objects.filter(source=source, source_id=source_id).exists():
        raise NameTaken(field="source_id")
    project = Project(
        organisation_id=organisation_id,
        source=source,
        source_id=source_id,
        created_at=now,
        updated_at=now,
        **{name: _stored(value) for name, value in values.items() if name in VALUE_FIELDS},
    )
    project.slug = "x"  # a stand-in while the other fields are checked
    _check(project, values)
    project.slug = slug or _free_slug(project)
    if errors := row_errors(project, exclude=("site_geometry",)):
        raise Invalid(errors=errors)
    try:
        with transaction.atomic():
            project.save(force_insert=True)
    except IntegrityError as error:
        raise NameTaken(field="slug" if slug else "source_id") from error
    if project.stated_unit_price_fen is not None:
        price_step(
            project=project,
            unit=None,
            old_fen=None,
            new_fen=project.stated_unit_price_fen,
            reason=PriceReason.INITIAL,
            as_of=as_of,
            now=now,
        ).save(force_insert=True)
    audit(action="catalog.project.create", target=f"project:{project.pk}", data={"source": source})
    project_changed(project, now=now)
    return ProjectWrite(project.pk, project.slug, project.revision, changed=True, price_changed=False)


def _free_slug(project: Project) -> str:
    candidates = slug_candidates(
        name=project.name, name_en=project.name_en, source=project.source, source_id=project.source_id
    )
    taken = set(Project.objects.filter(slug__in=candidates).values_list("slug", flat=True))
    return next((slug for slug in candidates if slug not in taken), candidates[-1])


def update_project(
    *,
    actor: Actor,
    now: datetime,
    project_id: UUID,
    values: ProjectValues,
    expected_revision: int | None = None,
    reason: PriceReason = PriceReason.CORRECTION,
    as_of: date | None = None,
) -> ProjectWrite:
    """Set the fields in ``values``; equal values write nothing and leave the revision alone.

    A changed stated price keeps a price step with ``reason`` and ``as_of``. Raises NotFound, Forbidden, Invalid,
    VersionConflict (``expected_revision`` is not the current one, or somebody was faster).
    """
    project = project_to_change(actor=actor, project_id=project_id, expected_revision=expected_revision)
    before = {name: getattr(project, name) for name in values if name in VALUE_FIELDS}
    for name, value in values.items():
        if name in VALUE_FIELDS:
            setattr(project, name, _stored(value))
    _check(project, values)
    changed = [name for name, old in before.items() if getattr(project, name) != old]
    if not changed:
        return ProjectWrite(project.pk, project.slug, project.revision, changed=False, price_changed=False)
    Project.objects.filter(pk=project.pk).update(**{name: getattr(project, name) for name in changed})
    if {"lng", "lat"} & set(changed):
        measure_again(project)
    old_price, new_price = before.get("stated_unit_price_fen"), project.stated_unit_price_fen
    price_moved = "stated_unit_price_fen" in changed and new_price is not None
    if price_moved and new_price is not None:
        price_step(
            project=project, unit=None, old_fen=old_price, new_fen=new_price, reason=reason, as_of=as_of, now=now
        ).save(force_insert=True)
    audit(action="catalog.project.update", target=f"project:{project.pk}", data={"fields": sorted(changed)})
    project_changed(project, now=now)
    return ProjectWrite(
        project.pk,
        project.slug,
        project.revision,
        changed=True,
        price_changed=price_moved and old_price is not None,
    )


def put_phases(*, actor: Actor, now: datetime, project_id: UUID, phases: list[PhaseSpec]) -> dict[int, UUID]:
    """Add or update phases by ordinal; phases not named stay. Returns ordinal -> id. Raises NotFound, Forbidden."""
    project = project_to_change(actor=actor, project_id=project_id)
    known = {phase.ordinal: phase for phase in project.phases.all()}
    touched = False
    for spec in phases:
        phase = known.get(spec.ordinal) or Phase(project=project, ordinal=spec.ordinal)
        stated = {
            "name": spec.name,
            "name_en": spec.name_en,
            "opening_on": spec.opening_on,
            "handover_on": spec.handover_on,
        }
        fresh = {name: value for name, value in stated.items() if value is not None and getattr(phase, name) != value}
        if spec.ordinal in known and not fresh:
            continue
        for name, value in fresh.items():
            setattr(phase, name, value)
        phase.save()
        known[spec.ordinal] = phase
        touched = True
    if touched:
        audit(action="catalog.project.phases", target=f"project:{project.pk}", data={"phases": len(phases)})
        project_changed(project, now=now)
    return {ordinal: phase.pk for ordinal, phase in known.items()}

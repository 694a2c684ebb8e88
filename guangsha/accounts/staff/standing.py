"""What a person's roles come to: grants for the Actor, and what is withheld until a second factor is used."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from guangsha.accounts.domain.roles import BUILT_IN, RoleSpec
from guangsha.accounts.models import HouseRole, Membership, RoleGrant
from guangsha.accounts.staff.granting import spec_of_house_role
from guangsha.kit.actor import Grant, Scope


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody works and what they may; ``withheld`` roles count once a second factor was used in the session."""

    organisation_id: UUID | None
    department_id: UUID | None
    roles: frozenset[str]
    grants: frozenset[Grant]
    withheld: frozenset[str]


NOBODY = Standing(None, None, frozenset(), frozenset(), frozenset())


def specs_of(keys: Iterable[str]) -> dict[str, RoleSpec]:
    """The roles of these keys; those that are gone are left out. At most one query."""
    found = {key: BUILT_IN[key] for key in keys if key in BUILT_IN}
    own = [key.removeprefix("house-") for key in keys if key.startswith("house-")]
    if own:
        found |= {f"house-{row.pk}": spec_of_house_role(row) for row in HouseRole.objects.filter(pk__in=own)}
    return found


def standing_of(person_id: UUID, *, second_factor: bool) -> Standing:
    """The person's standing now. ``second_factor``: whether this session proved one. Two or three queries."""
    rows = list(
        RoleGrant.objects.filter(person_id=person_id).exclude(active_key=None).values("role", "scope", "within")
    )
    member = Membership.objects.filter(active_key=person_id).values_list("organisation_id", "department_id").first()
    if not rows and member is None:
        return NOBODY
    specs = specs_of({row["role"] for row in rows})
    roles, grants, withheld = set(), set(), set()
    for row in rows:
        spec = specs.get(row["role"])
        if spec is None:
            continue
        if spec.second_factor and not second_factor:
            withheld.add(spec.key)
            continue
        roles.add(spec.key)
        grants |= {Grant(permission, Scope(row["scope"]), row["within"]) for permission in spec.permissions}
    organisation_id, department_id = member or (None, None)
    return Standing(organisation_id, department_id, frozenset(roles), frozenset(grants), frozenset(withheld))


def people_who_may(permission: str, *, organisation_id: UUID, project_id: UUID) -> frozenset[UUID]:
    """Who holds ``permission`` over a project of a company and can sign in, second factor or not. At most two queries."""
    roles = {key for key, spec in BUILT_IN.items() if permission in spec.permissions}
    own = HouseRole.objects.filter(organisation_id=organisation_id)
    roles |= {f"house-{row.pk}" for row in own if permission in row.permissions}
    reach = (
        Q(scope=Scope.PLATFORM)
        | Q(scope=Scope.ORGANISATION, within=organisation_id)
        | Q(scope=Scope.PROJECT, within=project_id, organisation=organisation_id)
    )
    held = RoleGrant.objects.filter(reach, role__in=roles, person__is_active=True).exclude(active_key=None)
    return frozenset(held.values_list("person_id", flat=True))

"""Reads about who works where: names masked, places by id."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Prefetch, Q

from guangsha.accounts.domain.roles import BUILT_IN, PERMISSIONS, RoleSpec
from guangsha.accounts.models import (
    Department,
    HouseRole,
    Invitation,
    Membership,
    Organisation,
    PendingAct,
    Person,
    RoleGrant,
)
from guangsha.accounts.policies import ASSIGN, INVITE, MANAGE, SEE_PEOPLE
from guangsha.accounts.selectors import label_of
from guangsha.accounts.staff.granting import spec_of_house_role
from guangsha.accounts.staff.members import own_indexes
from guangsha.accounts.staff.standing import specs_of, standing_of
from guangsha.kit.actor import Actor, Scope
from guangsha.vault.public import Masked, Secret, open_text

MAX_ROWS = 500


@dataclass(frozen=True, slots=True)
class OrganisationSeen:
    """A company with its departments."""

    id: UUID
    slug: str
    name: str
    name_en: str
    departments: tuple[Department, ...]


@dataclass(frozen=True, slots=True)
class RoleSeen:
    """A role and what it may."""

    key: str
    organisation_id: UUID | None
    name: str
    name_en: str
    permissions: tuple[str, ...]
    scopes: tuple[Scope, ...]
    second_factor: bool
    needs_two: bool
    holders: int


@dataclass(frozen=True, slots=True)
class GrantSeen:
    """A role somebody holds."""

    id: UUID
    role: str
    name: str
    name_en: str
    scope: Scope
    organisation_id: UUID | None
    within: UUID | None
    granted_at: datetime


@dataclass(frozen=True, slots=True)
class ColleagueSeen:
    """Somebody at work, under a masked name."""

    person_id: UUID
    label: str
    organisation_id: UUID | None
    department_id: UUID | None
    joined_at: datetime | None
    second_factor: bool
    grants: tuple[GrantSeen, ...]


@dataclass(frozen=True, slots=True)
class WorkplaceSeen:
    """What the console asks first: who is at work, where, with which permissions."""

    person_id: UUID
    display_name: str
    organisation: Organisation | None
    permissions: tuple[str, ...]
    roles: tuple[str, ...]
    withheld: tuple[str, ...]


def display_name(person: Person) -> str:
    """The name the person chose, else the masked number or address."""
    chosen = person.display_name
    return chosen.reveal() if isinstance(chosen, Secret) else label_of(person)


def workplace_of(actor: Actor) -> WorkplaceSeen:
    """The actor's own place at work."""
    person = Person.objects.get(pk=str(actor.person_id))
    organisation = Organisation.objects.filter(pk=actor.organisation_id).first() if actor.organisation_id else None
    withheld = standing_of(person.pk, second_factor=False).withheld - actor.roles
    return WorkplaceSeen(
        person.pk,
        display_name(person),
        organisation,
        tuple(sorted(actor.scopes)),
        tuple(sorted(actor.roles)),
        tuple(sorted(withheld)),
    )


def _within(actor: Actor, *permissions: str, column: str = "organisation_id") -> Q:
    """The rows of companies that the permissions reach; every row where one of them holds for the platform."""
    if any(actor.reaches_everything(permission) for permission in permissions):
        return Q()
    return Q(**{f"{column}__in": actor.places(frozenset(permissions), Scope.ORGANISATION)})


def organisations_of(actor: Actor) -> list[OrganisationSeen]:
    """The companies whose people the actor sees, with their departments. Two queries."""
    named = Prefetch("departments", queryset=Department.objects.order_by("name"))
    rows = Organisation.objects.filter(_within(actor, SEE_PEOPLE, MANAGE, column="pk")).prefetch_related(named)
    return [
        OrganisationSeen(row.pk, row.slug, row.name, row.name_en, tuple(row.departments.all()))
        for row in rows[:MAX_ROWS]
    ]


def roles_of(actor: Actor) -> list[RoleSeen]:
    """The built-in roles, and those of the companies the actor sees. Two queries."""
    place = _within(actor, SEE_PEOPLE)
    own = HouseRole.objects.filter(place).order_by("name")
    held = RoleGrant.objects.filter(place).exclude(active_key=None)
    holders: dict[str, set[UUID]] = defaultdict(set)
    for role, person_id in held.values_list("role", "person_id"):
        holders[role].add(person_id)
    specs: list[tuple[RoleSpec, UUID | None]] = [(spec, None) for spec in BUILT_IN.values()]
    specs += [(spec_of_house_role(row), row.organisation_id) for row in own[:MAX_ROWS]]
    return [
        RoleSeen(
            key=spec.key,
            organisation_id=organisation_id,
            name=spec.name,
            name_en=spec.name_en,
            permissions=tuple(name for name in PERMISSIONS if name in spec.permissions),
            scopes=tuple(scope for scope in Scope if scope in spec.scopes),
            second_factor=spec.second_factor,
            needs_two=spec.needs_two,
            holders=len(holders[spec.key]),
        )
        for spec, organisation_id in specs
    ]


def colleagues_of(actor: Actor) -> list[ColleagueSeen]:
    """The people at work that the actor sees. Five queries."""
    place = _within(actor, SEE_PEOPLE)
    members = Membership.objects.filter(place).exclude(active_key=None)
    grants = RoleGrant.objects.filter(place).exclude(active_key=None).order_by("granted_at")
    working = {row.person_id: row for row in members[:MAX_ROWS]}
    held: dict[UUID, list[RoleGrant]] = defaultdict(list)
    for grant in grants[: MAX_ROWS * 4]:
        held[grant.person_id].append(grant)
    specs = specs_of({grant.role for rows in held.values() for grant in rows})
    people = Person.objects.filter(pk__in={*working, *held}).order_by("created_at")
    protected = set(
        Authenticator.objects.filter(user_id__in=[person.pk for person in people])
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .values_list("user_id", flat=True)
    )
    return [
        _colleague(person, working.get(person.pk), held[person.pk], specs, person.pk in protected) for person in people
    ]


def _colleague(
    person: Person, member: Membership | None, grants: list[RoleGrant], specs: dict[str, RoleSpec], protected: bool
) -> ColleagueSeen:
    return ColleagueSeen(
        person_id=person.pk,
        label=label_of(person),
        organisation_id=member.organisation_id if member else None,
        department_id=member.department_id if member else None,
        joined_at=member.joined_at if member else None,
        second_factor=protected,
        grants=tuple(
            GrantSeen(
                grant.pk,
                grant.role,
                specs[grant.role].name,
                specs[grant.role].name_en,
                Scope(grant.scope),
                grant.organisation_id,
                grant.within,
                grant.granted_at,
            )
            for grant in grants
            if grant.role in specs
        ),
    )


@dataclass(frozen=True, slots=True)
class InvitationSeen:
    """An open invitation; the contact is masked."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    organisation_name_en: str
    department_id: UUID | None
    roles: tuple[str, ...]
    contact: Masked
    expires_at: datetime


def _invitation(row: Invitation) -> InvitationSeen:
    contact = open_text(row.contact_sealed, context=f"accounts.invitation:{row.pk}")
    label = "accounts.person.email" if "@" in contact else "accounts.person.phone"
    return InvitationSeen(
        row.pk, row.organisation_id, row.organisation.name, row.organisation.name_en, row.department_id,
        tuple(row.roles), Masked(Secret(contact), label=label), row.expires_at,
    )  # fmt: skip


def invitations_of(actor: Actor, *, now: datetime) -> list[InvitationSeen]:
    """Open invitations of the companies for which the actor invites."""
    rows = Invitation.objects.filter(_within(actor, INVITE), expires_at__gt=now).exclude(open_key=None)
    rows = rows.select_related("organisation")
    return [_invitation(row) for row in rows.order_by("-created_at")[:MAX_ROWS]]


def own_invitations(person_id: UUID, *, now: datetime) -> list[InvitationSeen]:
    """Open invitations for an address or number that this person verified."""
    rows = Invitation.objects.filter(expires_at__gt=now, contact_index__in=own_indexes(person_id)).exclude(
        open_key=None
    )
    return [_invitation(row) for row in rows.select_related("organisation").order_by("-created_at")]


@dataclass(frozen=True, slots=True)
class ApprovalSeen:
    """A role that waits for a second person."""

    id: UUID
    role: str
    name: str
    name_en: str
    scope: Scope
    organisation_id: UUID | None
    subject_id: UUID
    subject: str
    asked_by_id: UUID
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    mine: bool


def approvals_of(actor: Actor, *, now: datetime) -> list[ApprovalSeen]:
    """What waits for a second person where the actor gives roles; ``mine``: they asked or would gain, others decide."""
    rows = PendingAct.objects.filter(_within(actor, ASSIGN), state="waiting", expires_at__gt=now)
    acts = list(rows.order_by("asked_at")[:MAX_ROWS])
    specs = specs_of({act.payload["role"] for act in acts})
    people = {
        row.pk: label_of(row)
        for row in Person.objects.filter(pk__in={*(a.subject for a in acts), *(a.asked_by for a in acts)})
    }
    return [
        ApprovalSeen(
            act.pk, spec.key, spec.name, spec.name_en, Scope(act.payload["scope"]), act.organisation_id, act.subject,
            people.get(act.subject, ""), act.asked_by, people.get(act.asked_by, ""), act.asked_at, act.expires_at,
            actor.person_id in {act.subject, act.asked_by},
        )
        for act in acts
        if (spec := specs.get(act.payload["role"])) is not None
    ]  # fmt: skip

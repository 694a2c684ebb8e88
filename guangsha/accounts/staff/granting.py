"""Roles: given, waited for by a second person, taken back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from guangsha.accounts.domain.errors import (
    AlreadyHeld,
    ApprovalClosed,
    NotForOneself,
    RoleRefused,
    SeparatedAdministrators,
)
from guangsha.accounts.domain.events import RolesChanged
from guangsha.accounts.domain.roles import BUILT_IN, DANGEROUS, RoleSpec
from guangsha.accounts.models import Department, HouseRole, Membership, PendingAct, Person, RoleGrant
from guangsha.accounts.policies import ASSIGN, SEE_PEOPLE, require_step_up
from guangsha.backbone.public import audit, emit, require_command
from guangsha.kit.actor import Actor, Scope
from guangsha.kit.errors import BusinessError, Forbidden, NotFound

GRANT = "role.grant"
WAITS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class RoleWanted:
    """A role for somebody: which, how far, where."""

    person_id: UUID
    role: str
    scope: Scope
    organisation_id: UUID | None
    within: UUID | None

    @property
    def key(self) -> str:
        """What can be held once."""
        return f"{self.person_id}:{self.role}:{self.scope}:{self.within}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a wish: a grant, or an act that waits for a second person."""

    grant_id: UUID | None
    act_id: UUID | None


def spec_of(role: str) -> RoleSpec:
    """A built-in role or a company's own, by its key. Raises NotFound."""
    if role in BUILT_IN:
        return BUILT_IN[role]
    row = HouseRole.objects.filter(pk=role.removeprefix("house-")).first() if role.startswith("house-") else None
    if row is None:
        raise NotFound("role")
    return spec_of_house_role(row)


def spec_of_house_role(row: HouseRole) -> RoleSpec:
    """A company's own role."""
    return RoleSpec(
        key=f"house-{row.pk}",
        name=row.name,
        name_en=row.name_en or row.name,
        permissions=frozenset(row.permissions),
        scopes=frozenset({Scope.ORGANISATION, Scope.PROJECT, Scope.TEAM}),
        second_factor=not DANGEROUS.isdisjoint(row.permissions),
    )


def _check(wanted: RoleWanted) -> RoleSpec:
    spec = spec_of(wanted.role)
    if wanted.scope not in spec.scopes:
        raise RoleRefused(field="scope")
    _check_house_role(wanted)
    if wanted.scope == Scope.PLATFORM:
        if wanted.organisation_id is not None or wanted.within is not None:
            raise RoleRefused(field="organisation_id")
        return spec
    _check_place(wanted)
    return spec


def _check_house_role(wanted: RoleWanted) -> None:
    if wanted.role.startswith("house-"):
        owner = HouseRole.objects.values_list("organisation_id", flat=True).get(pk=wanted.role.removeprefix("house-"))
        if owner != wanted.organisation_id:
            raise NotFound("role")


def _check_place(wanted: RoleWanted) -> None:
    if wanted.organisation_id is None or wanted.within is None:
        raise RoleRefused(field="organisation_id")
    if not Membership.objects.filter(active_key=wanted.person_id, organisation_id=wanted.organisation_id).exists():
        raise RoleRefused(field="person_id")
    match wanted.scope:
        case Scope.ORGANISATION:
            fits = wanted.within == wanted.organisation_id
        case Scope.TEAM:
            fits = Department.objects.filter(pk=wanted.within, organisation_id=wanted.organisation_id).exists()
        case _:
            fits = True  # a project of another company is given in vain: ``Actor.may`` reaches only one's own company's
    if not fits:
        raise RoleRefused(field="within")


def may_assign(actor: Actor, *, organisation_id: UUID | None) -> bool:
    """Whether the actor gives and takes roles there; without an organisation: on the platform."""
    if organisation_id is None:
        return actor.reaches_everything(ASSIGN)
    return actor.may(ASSIGN, organisation_id=organisation_id)


def refusal(actor: Actor, thing: str) -> BusinessError:
    """For who may not decide: to who sees everybody at work it is there and forbidden, to others it does not exist."""
    return Forbidden(thing) if actor.reaches_everything(SEE_PEOPLE) else NotFound(thing)


def ask_role(*, actor: Actor, now: datetime, wanted: RoleWanted) -> Asked:
    """Give a role, or have a dangerous one wait for a second person.

    Raises Forbidden, StepUpNeeded, NotForOneself, RoleRefused, AlreadyHeld, SeparatedAdministrators, NotFound.
    """
    require_command()
    if not may_assign(actor, organisation_id=wanted.organisation_id):
        raise Forbidden("roles")
    require_step_up(actor, now=now)
    if actor.person_id is None or wanted.person_id == actor.person_id:
        raise NotForOneself()
    if not Person.objects.filter(pk=wanted.person_id, is_active=True).exists():
        raise NotFound("person")
    spec = _check(wanted)
    _refuse_twins(wanted, spec)
    if not spec.needs_two:
        return Asked(give_role(wanted, now=now, by=str(actor.person_id)), None)
    act = PendingAct(
        kind=GRANT,
        payload={
            "role": wanted.role,
            "scope": str(wanted.scope),
            "within": str(wanted.within) if wanted.within else None,
        },
        organisation_id=wanted.organisation_id,
        subject=wanted.person_id,
        open_key=f"{GRANT}:{wanted.key}",
        asked_by=actor.person_id,
        asked_at=now,
        expires_at=now + WAITS,
    )
    PendingAct.objects.filter(open_key=act.open_key, expires_at__lte=now).update(open_key=None, state="expired")
    try:
        with transaction.atomic():
            act.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyHeld from error
    audit(action="accounts.role.ask", target=f"person:{wanted.person_id}", data={"role": wanted.role})
    return Asked(None, act.pk)


def _refuse_twins(wanted: RoleWanted, spec: RoleSpec) -> None:
    if spec.administrator and RoleGrant.objects.filter(admin_key=wanted.person_id).exists():
        raise SeparatedAdministrators
    if RoleGrant.objects.filter(active_key=wanted.key).exists():
        raise AlreadyHeld


def decide_act(*, actor: Actor, now: datetime, act_id: UUID, approve: bool) -> UUID | None:
    """Approve or refuse what somebody else asked; the grant's id. Neither who asked nor who gains decides.

    Raises NotFound, Forbidden, StepUpNeeded, NotForOneself, ApprovalClosed, AlreadyHeld, SeparatedAdministrators, RoleRefused.
    """
    require_command()
    act = PendingAct.objects.filter(pk=act_id).first()
    if act is None:
        raise NotFound("approval")
    if not may_assign(actor, organisation_id=act.organisation_id):
        raise refusal(actor, "approval")
    require_step_up(actor, now=now)
    if actor.person_id is None or actor.person_id in {act.asked_by, act.subject}:
        raise NotForOneself()
    state = "approved" if approve else "refused"
    waiting = PendingAct.objects.filter(pk=act_id, state="waiting", expires_at__gt=now)
    if waiting.update(state=state, open_key=None, decided_by=actor.person_id, decided_at=now) != 1:
        raise ApprovalClosed
    audit(action=f"accounts.role.{state}", target=f"person:{act.subject}", data={"role": act.payload["role"]})
    if not approve:
        return None
    within = act.payload["within"]
    wanted = RoleWanted(
        act.subject,
        act.payload["role"],
        Scope(act.payload["scope"]),
        act.organisation_id,
        UUID(within) if within else None,
    )
    _check(wanted)
    return give_role(wanted, now=now, by=str(act.asked_by), approved_by=actor.person_id)


def give_role(wanted: RoleWanted, *, now: datetime, by: str, approved_by: UUID | None = None) -> UUID:
    """Write the grant; who may is decided before. Raises AlreadyHeld, SeparatedAdministrators."""
    require_command()
    spec = spec_of(wanted.role)
    grant = RoleGrant(
        person_id=wanted.person_id,
        role=wanted.role,
        scope=wanted.scope,
        organisation_id=wanted.organisation_id,
        within=wanted.within,
        active_key=wanted.key,
        admin_key=wanted.person_id if spec.administrator else None,
        granted_by=by,
        approved_by=approved_by,
        granted_at=now,
    )
    try:
        with transaction.atomic():
            grant.save(force_insert=True)
    except IntegrityError as error:
        if RoleGrant.objects.filter(active_key=wanted.key).exists():
            raise AlreadyHeld from error
        raise SeparatedAdministrators from error
    emit(RolesChanged(str(wanted.person_id)))
    audit(
        action="accounts.role.give",
        target=f"person:{wanted.person_id}",
        data={"role": wanted.role, "scope": str(wanted.scope), "within": str(wanted.within or "")},
    )
    return grant.pk


def take_role(*, actor: Actor, now: datetime, grant_id: UUID) -> None:
    """Take a role back; felt by open pages and sockets within ten seconds. Raises NotFound, Forbidden, StepUpNeeded."""
    require_command()
    grant = RoleGrant.objects.filter(pk=grant_id).exclude(active_key=None).first()
    if grant is None:
        raise NotFound("role")
    if not may_assign(actor, organisation_id=grant.organisation_id):
        raise refusal(actor, "role")
    require_step_up(actor, now=now)
    end_grants([grant], now=now, by=str(actor.person_id))


def end_grants(grants: list[RoleGrant], *, now: datetime, by: str) -> None:
    """End these grants."""
    for grant in grants:
        RoleGrant.objects.filter(pk=grant.pk).update(active_key=None, admin_key=None, ended_at=now, ended_by=by)
        audit(action="accounts.role.take", target=f"person:{grant.person_id}", data={"role": grant.role})
        emit(RolesChanged(str(grant.person_id)))

"""Companies, their departments and own roles, and who works for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from guangsha.accounts.domain.errors import InvitationClosed, NotForOneself, RoleRefused, WorksElsewhere
from guangsha.accounts.domain.events import RolesChanged
from guangsha.accounts.domain.phones import e164
from guangsha.accounts.domain.roles import DANGEROUS, DepartmentKind, house_role_errors
from guangsha.accounts.models import (
    Department,
    HouseRole,
    Invitation,
    Membership,
    Organisation,
    Person,
    RoleGrant,
)
from guangsha.accounts.policies import INVITE, MANAGE, require_step_up
from guangsha.accounts.ports import Mail, Sms
from guangsha.accounts.services.closing import end_sessions
from guangsha.accounts.services.messages import queue_mail, queue_sms
from guangsha.accounts.staff.granting import RoleWanted, end_grants, give_role, may_assign, refusal, spec_of
from guangsha.backbone.public import audit, emit, require_command
from guangsha.kit.actor import Actor, Scope
from guangsha.kit.errors import Forbidden, Invalid, NotFound
from guangsha.kit.ids import new_id
from guangsha.vault.public import blind_index, seal_text

INVITED_FOR = timedelta(days=7)
KEPT_FOR = timedelta(days=23)
"""After it ended: 30 days in all."""


@dataclass(frozen=True, slots=True)
class InvitationWanted:
    """Whom to invite (an e-mail address or a mobile number), where to, and with which roles for the whole company."""

    contact: str
    organisation_id: UUID
    department_id: UUID | None
    roles: tuple[str, ...]
    link: str


def put_organisation(*, actor: Actor, slug: str, name: str, name_en: str) -> UUID:
    """Make a company, or rename the one called ``slug``. Raises Forbidden."""
    require_command()
    if not actor.reaches_everything(MANAGE):
        raise Forbidden("organisations")
    row, created = Organisation.objects.update_or_create(slug=slug, defaults={"name": name, "name_en": name_en})
    audit(action=f"accounts.organisation.{'create' if created else 'rename'}", target=f"organisation:{row.pk}")
    return row.pk


def put_department(*, actor: Actor, organisation_id: UUID, kind: DepartmentKind, name: str, name_en: str = "") -> UUID:
    """Make a department, or change the kind of the one of that name. Raises Forbidden, NotFound."""
    require_command()
    if not (actor.reaches_everything(MANAGE) or may_assign(actor, organisation_id=organisation_id)):
        raise Forbidden("departments")
    if not Organisation.objects.filter(pk=organisation_id).exists():
        raise NotFound("organisation")
    row, created = Department.objects.update_or_create(
        organisation_id=organisation_id, name=name, defaults={"kind": kind, "name_en": name_en}
    )
    if created:
        audit(action="accounts.department.create", target=f"organisation:{organisation_id}", data={"name": name})
    return row.pk


def put_house_role(
    *, actor: Actor, now: datetime, organisation_id: UUID, name: str, name_en: str, permissions: frozenset[str]
) -> UUID:
    """Make a company's own role, or change what it may. What reaches beyond a company is refused.

    A role that may something dangerous cannot be made from one that people hold already: each of them would gain it
    without the second person. Raises Forbidden, StepUpNeeded, NotFound, Invalid, RoleRefused.
    """
    require_command()
    if not may_assign(actor, organisation_id=organisation_id):
        raise Forbidden("roles")
    require_step_up(actor, now=now)
    if not Organisation.objects.filter(pk=organisation_id).exists():
        raise NotFound("organisation")
    if wrong := house_role_errors(permissions):
        raise Invalid(errors=[{"field": "permissions", "code": "not_allowed", "value": one} for one in wrong])
    row = HouseRole.objects.filter(organisation_id=organisation_id, name=name).first()
    gained = permissions - set(row.permissions) if row else frozenset()
    if (
        row
        and gained & DANGEROUS
        and RoleGrant.objects.filter(role=f"house-{row.pk}").exclude(active_key=None).exists()
    ):
        raise RoleRefused(field="permissions")
    if row is None:
        row = HouseRole(organisation_id=organisation_id, name=name)
    row.name_en, row.permissions = name_en, sorted(permissions)
    row.save()
    for person_id in (
        RoleGrant.objects.filter(role=f"house-{row.pk}").exclude(active_key=None).values_list("person_id", flat=True)
    ):
        emit(RolesChanged(str(person_id)))
    audit(
        action="accounts.role.define", target=f"organisation:{organisation_id}", data={"permissions": row.permissions}
    )
    return row.pk


def _check_department(department_id: UUID | None, organisation_id: UUID) -> None:
    if department_id is None:
        return
    if not Department.objects.filter(pk=department_id, organisation_id=organisation_id).exists():
        raise NotFound("department")


def join(*, person_id: UUID, organisation_id: UUID, department_id: UUID | None, now: datetime) -> UUID:
    """The person works for the company from now on. Raises WorksElsewhere, NotFound."""
    require_command()
    _check_department(department_id, organisation_id)
    member = Membership(
        person_id=person_id, organisation_id=organisation_id, department_id=department_id,
        active_key=person_id, joined_at=now,
    )  # fmt: skip
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError as error:
        raise WorksElsewhere from error
    audit(action="accounts.member.join", target=f"person:{person_id}", data={"organisation": str(organisation_id)})
    emit(RolesChanged(str(person_id)))
    return member.pk


def _member_of_others(*, actor: Actor, now: datetime, person_id: UUID) -> Membership:
    """Where somebody else works, for who decides about it and proved presence.

    Raises NotFound, Forbidden, StepUpNeeded, NotForOneself.
    """
    member = Membership.objects.filter(active_key=person_id).first()
    if member is None:
        raise NotFound("person")
    if not may_assign(actor, organisation_id=member.organisation_id):
        raise refusal(actor, "person")
    require_step_up(actor, now=now)
    if person_id == actor.person_id:
        raise NotForOneself()
    return member


def move_person(*, actor: Actor, now: datetime, person_id: UUID, department_id: UUID | None) -> None:
    """Put somebody else into another department of their company, or into none.

    Raises NotFound, Forbidden, StepUpNeeded, NotForOneself.
    """
    require_command()
    member = _member_of_others(actor=actor, now=now, person_id=person_id)
    _check_department(department_id, member.organisation_id)
    Membership.objects.filter(pk=member.pk).update(department_id=department_id)
    audit(action="accounts.member.move", target=f"person:{person_id}", data={"department": str(department_id or "")})
    emit(RolesChanged(str(person_id)))


def end_membership(*, actor: Actor, now: datetime, person_id: UUID) -> None:
    """The person no longer works for their company: roles there end, every browser is signed out.

    Raises NotFound, Forbidden, StepUpNeeded, NotForOneself.
    """
    require_command()
    _member_of_others(actor=actor, now=now, person_id=person_id)
    leave(person_id=person_id, now=now, by=str(actor.person_id))


def leave(*, person_id: UUID, now: datetime, by: str) -> None:
    """End every role and the membership of a person, and their sessions. Idempotent."""
    require_command()
    end_grants(list(RoleGrant.objects.filter(person_id=person_id).exclude(active_key=None)), now=now, by=by)
    if Membership.objects.filter(active_key=person_id).update(active_key=None, ended_at=now):
        audit(action="accounts.member.leave", target=f"person:{person_id}")
    end_sessions(person_id=person_id)


def _contact(text: str) -> tuple[str, str]:
    """The kind of contact and its one spelling. Raises PhoneRefused."""
    text = text.strip()
    if "@" in text:
        try:
            validate_email(text)
        except ValidationError as error:
            raise Invalid(errors=[{"field": "contact", "code": "invalid"}]) from error
        return "email", text.lower()
    return "phone", e164(text)


def invite(*, actor: Actor, now: datetime, wanted: InvitationWanted) -> UUID:
    """Invite whoever holds this verified address or number; a letter or text says so. The same again renews it.

    Roles that take a second person cannot come with an invitation. Raises Forbidden, NotFound, RoleRefused, Invalid,
    PhoneRefused.
    """
    require_command()
    if not actor.may(INVITE, organisation_id=wanted.organisation_id):
        raise Forbidden("invitations")
    organisation = Organisation.objects.filter(pk=wanted.organisation_id).first()
    if organisation is None or actor.person_id is None:
        raise NotFound("organisation")
    _check_department(wanted.department_id, organisation.pk)
    for role in wanted.roles:
        spec = spec_of(role)
        if (
            spec.needs_two
            or Scope.ORGANISATION not in spec.scopes
            or not may_assign(actor, organisation_id=organisation.pk)
        ):
            raise RoleRefused(field="roles")
    kind, contact = _contact(wanted.contact)
    index = blind_index(f"accounts.person.{kind}", contact)
    key = f"{organisation.pk}:{index}"
    Invitation.objects.filter(open_key=key).update(open_key=None, closed_at=now)
    invitation_id = new_id()
    Invitation.objects.create(
        id=invitation_id,
        organisation=organisation,
        department_id=wanted.department_id,
        roles=list(wanted.roles),
        contact_sealed=seal_text(contact, context=f"accounts.invitation:{invitation_id}"),
        contact_index=index,
        open_key=key,
        invited_by=actor.person_id,
        created_at=now,
        expires_at=now + INVITED_FOR,
    )
    text = (
        f"{organisation.name} 邀请您加入工作台。请用此联系方式登录后接受：{wanted.link}\n7 天内有效。\n"
        f"{organisation.name_en or organisation.name} invites you to its console. Sign in with this contact: {wanted.link}"
    )
    if kind == "email":
        queue_mail(Mail(address=contact, subject=f"{organisation.name} 邀请您加入 / invites you", text=text))
    else:
        queue_sms(Sms(phone=contact, template="invitation", params={"name": organisation.name}, text=text))
    audit(action="accounts.invitation.send", target=f"organisation:{organisation.pk}", data={"id": str(invitation_id)})
    return invitation_id


def revoke_invitation(*, actor: Actor, now: datetime, invitation_id: UUID) -> None:
    """Take an open invitation back. Raises NotFound, InvitationClosed."""
    require_command()
    row = Invitation.objects.filter(pk=invitation_id).first()
    if row is None or not actor.may(INVITE, organisation_id=row.organisation_id):
        raise NotFound("invitation")
    if not Invitation.objects.filter(pk=row.pk).exclude(open_key=None).update(open_key=None, closed_at=now):
        raise InvitationClosed
    audit(action="accounts.invitation.revoke", target=f"organisation:{row.organisation_id}", data={"id": str(row.pk)})


def forget_invitations(*, now: datetime) -> int:
    """Delete invitations that ended long ago, whatever became of them. How many went."""
    require_command()
    return Invitation.objects.filter(expires_at__lt=now - KEPT_FOR).delete()[0]


def own_indexes(person_id: UUID) -> Sequence[str]:
    """The keyed indexes of the person's verified address and number."""
    person = Person.objects.get(pk=person_id)
    verified = (
        (person.email_index, person.email_verified_at),
        (person.phone_index, person.phone_verified_at),
    )
    return [str(index) for index, at in verified if index and at is not None]


def accept_invitation(*, actor: Actor, now: datetime, invitation_id: UUID) -> UUID:
    """Join with the roles the invitation names. Only who verified the invited address or number may.

    Raises NotFound, InvitationClosed, WorksElsewhere.
    """
    require_command()
    if actor.person_id is None:
        raise NotFound("invitation")
    row = Invitation.objects.filter(pk=invitation_id, contact_index__in=own_indexes(actor.person_id)).first()
    if row is None:
        raise NotFound("invitation")
    open_now = Invitation.objects.filter(pk=row.pk, expires_at__gt=now).exclude(open_key=None)
    if not open_now.update(open_key=None, closed_at=now, accepted_by=actor.person_id):
        raise InvitationClosed
    join(person_id=actor.person_id, organisation_id=row.organisation_id, department_id=row.department_id, now=now)
    for role in row.roles:
        spec = spec_of(role)
        if spec.needs_two:  # the role has gained something since the invitation was written
            continue
        wanted = RoleWanted(actor.person_id, role, Scope.ORGANISATION, row.organisation_id, row.organisation_id)
        give_role(wanted, now=now, by=str(row.invited_by))
    audit(action="accounts.invitation.accept", target=f"organisation:{row.organisation_id}", data={"id": str(row.pk)})
    return row.organisation_id

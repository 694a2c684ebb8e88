"""Who works here: people, roles, invitations, approvals, companies."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from guangsha.accounts.domain.errors import (
    AlreadyHeld,
    ApprovalClosed,
    InvitationClosed,
    NotForOneself,
    PhoneRefused,
    RoleRefused,
    SeparatedAdministrators,
    StepUpNeeded,
    WorksElsewhere,
)
from guangsha.accounts.domain.roles import DANGEROUS, PERMISSIONS, PLATFORM_ONLY
from guangsha.accounts.policies import ASSIGN, INVITE, MANAGE, SEE_PEOPLE
from guangsha.accounts.staff import granting, members
from guangsha.accounts.staff.schemas import (
    ApprovalDecisionIn,
    ApprovalOut,
    AskedOut,
    ColleagueOut,
    DepartmentIn,
    HouseRoleIn,
    InvitationIn,
    InvitationOut,
    MadeOut,
    OrganisationIn,
    OrganisationOut,
    PersonMoveIn,
    RoleIn,
    RolesOut,
    WorkplaceOut,
)
from guangsha.accounts.staff.selectors import (
    ApprovalSeen,
    ColleagueSeen,
    InvitationSeen,
    OrganisationSeen,
    WorkplaceSeen,
    approvals_of,
    colleagues_of,
    invitations_of,
    organisations_of,
    own_invitations,
    roles_of,
    workplace_of,
)
from guangsha.backbone.public import Routes, acting, acting_person, command, holding, signed_in
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Invalid, NotFound, Unauthenticated

routes = Routes(tags=["console: people"])
REFUSED = [Unauthenticated, Forbidden]
ASSIGNED = [*REFUSED, NotFound, StepUpNeeded, NotForOneself, RoleRefused, AlreadyHeld, SeparatedAdministrators]


@routes.get(
    "/console/me", policy=signed_in, response=WorkplaceOut, errors=[Unauthenticated], operation_id="get_workplace"
)
def get_workplace(request: HttpRequest, response: HttpResponse) -> WorkplaceSeen:
    """Where one works and what one may there; somebody without a role has no permissions."""
    response["Cache-Control"] = "no-store"
    return workplace_of(acting(request))


@routes.get(
    "/console/organisations", policy=holding(SEE_PEOPLE, MANAGE), response=list[OrganisationOut], errors=REFUSED,
    operation_id="list_organisations",
)  # fmt: skip
def list_organisations(request: HttpRequest) -> list[OrganisationSeen]:
    """The companies whose people one sees."""
    return organisations_of(acting(request))


@routes.post(
    "/console/organisations", policy=holding(MANAGE), response=MadeOut, errors=REFUSED, operation_id="put_organisation"
)
def put_organisation(request: HttpRequest, body: OrganisationIn) -> dict[str, UUID]:
    """Make a company, or rename the one with this slug. Doing it twice changes nothing."""
    actor = acting(request)
    return {"id": command(lambda: members.put_organisation(actor=actor, **body.dict()), actor=actor)}


@routes.post(
    "/console/organisations/{organisation_id}/departments", policy=holding(MANAGE, ASSIGN), response=MadeOut,
    errors=[*REFUSED, NotFound], operation_id="put_department",
)  # fmt: skip
def put_department(request: HttpRequest, organisation_id: UUID, body: DepartmentIn) -> dict[str, UUID]:
    """Make a department, or change what the one of this name does. Doing it twice changes nothing."""
    actor = acting(request)
    work = lambda: members.put_department(actor=actor, organisation_id=organisation_id, **body.dict())  # noqa: E731
    return {"id": command(work, actor=actor)}


@routes.get("/console/roles", policy=holding(SEE_PEOPLE), response=RolesOut, errors=REFUSED, operation_id="list_roles")
def list_roles(request: HttpRequest) -> dict[str, Any]:
    """The roles one may know of and what each may."""
    permissions = [
        {
            "key": key,
            "name": name,
            "name_en": name_en,
            "platform_only": key in PLATFORM_ONLY,
            "dangerous": key in DANGEROUS,
        }
        for key, (name, name_en) in PERMISSIONS.items()
    ]
    return {"roles": roles_of(acting(request)), "permissions": permissions}


@routes.post(
    "/console/roles", policy=holding(ASSIGN), response=MadeOut,
    errors=[*REFUSED, NotFound, StepUpNeeded, Invalid, RoleRefused], operation_id="put_house_role",
)  # fmt: skip
def put_house_role(request: HttpRequest, body: HouseRoleIn) -> dict[str, UUID]:
    """Make a company's own role, or change what it may."""
    actor, now = acting(request), utc_now()
    values = {**body.dict(), "permissions": frozenset(body.permissions)}
    return {"id": command(lambda: members.put_house_role(actor=actor, now=now, **values), actor=actor)}


@routes.get(
    "/console/people",
    policy=holding(SEE_PEOPLE),
    response=list[ColleagueOut],
    errors=REFUSED,
    operation_id="list_people",
)
def list_people(request: HttpRequest) -> list[ColleagueSeen]:
    """The people at work, masked, with their roles."""
    return colleagues_of(acting(request))


@routes.post(
    "/console/people/{person_id}/roles", policy=holding(ASSIGN), response=AskedOut, errors=ASSIGNED,
    operation_id="ask_role",
)  # fmt: skip
def ask_role(request: HttpRequest, person_id: UUID, body: RoleIn) -> dict[str, UUID | None]:
    """Give a role; a dangerous one waits for a second person."""
    actor, now = acting(request), utc_now()
    wanted = granting.RoleWanted(person_id, body.role, body.scope, body.organisation_id, body.within)
    asked = command(lambda: granting.ask_role(actor=actor, now=now, wanted=wanted), actor=actor)
    return {"grant_id": asked.grant_id, "approval_id": asked.act_id}


@routes.delete(
    "/console/people/roles/{grant_id}", policy=holding(ASSIGN), response=MadeOut,
    errors=[*REFUSED, NotFound, StepUpNeeded], operation_id="take_role",
)  # fmt: skip
def take_role(request: HttpRequest, grant_id: UUID) -> dict[str, UUID]:
    """Take a role back."""
    actor, now = acting(request), utc_now()
    command(lambda: granting.take_role(actor=actor, now=now, grant_id=grant_id), actor=actor)
    return {"id": grant_id}


@routes.post(
    "/console/people/{person_id}/leave", policy=holding(ASSIGN), response=MadeOut,
    errors=[*REFUSED, NotFound, StepUpNeeded, NotForOneself], operation_id="end_membership",
)  # fmt: skip
def end_membership(request: HttpRequest, person_id: UUID) -> dict[str, UUID]:
    """Somebody no longer works here: their roles end and every browser is signed out."""
    actor, now = acting(request), utc_now()
    command(lambda: members.end_membership(actor=actor, now=now, person_id=person_id), actor=actor)
    return {"id": person_id}


@routes.put(
    "/console/people/{person_id}/department", policy=holding(ASSIGN), response=MadeOut,
    errors=[*REFUSED, NotFound, StepUpNeeded, NotForOneself], operation_id="move_person",
)  # fmt: skip
def move_person(request: HttpRequest, person_id: UUID, body: PersonMoveIn) -> dict[str, UUID]:
    """Move somebody else to another department of their company, or out of any."""
    actor, now = acting(request), utc_now()
    department_id = body.department_id
    command(
        lambda: members.move_person(actor=actor, now=now, person_id=person_id, department_id=department_id),
        actor=actor,
    )
    return {"id": person_id}


@routes.get(
    "/console/approvals",
    policy=holding(ASSIGN),
    response=list[ApprovalOut],
    errors=REFUSED,
    operation_id="list_approvals",
)
def list_approvals(request: HttpRequest) -> list[ApprovalSeen]:
    """Roles that wait for a second person."""
    return approvals_of(acting(request), now=utc_now())


@routes.post(
    "/console/approvals/{approval_id}/decision", policy=holding(ASSIGN), response=AskedOut,
    errors=[*ASSIGNED, ApprovalClosed], operation_id="decide_approval",
)  # fmt: skip
def decide_approval(request: HttpRequest, approval_id: UUID, body: ApprovalDecisionIn) -> dict[str, UUID | None]:
    """Approve or refuse what somebody else asked."""
    actor, now = acting(request), utc_now()
    work = lambda: granting.decide_act(actor=actor, now=now, act_id=approval_id, approve=body.approve)  # noqa: E731
    return {"grant_id": command(work, actor=actor), "approval_id": approval_id}


@routes.get(
    "/console/invitations", policy=holding(INVITE), response=list[InvitationOut], errors=REFUSED,
    operation_id="list_invitations",
)  # fmt: skip
def list_invitations(request: HttpRequest) -> list[InvitationSeen]:
    """Open invitations, contacts masked."""
    return invitations_of(acting(request), now=utc_now())


@routes.post(
    "/console/invitations", policy=holding(INVITE), response=MadeOut,
    errors=[*REFUSED, NotFound, RoleRefused, Invalid, PhoneRefused], operation_id="invite",
)  # fmt: skip
def invite(request: HttpRequest, body: InvitationIn) -> dict[str, UUID]:
    """Invite somebody; the same again renews the invitation."""
    actor, now = acting(request), utc_now()
    wanted = members.InvitationWanted(
        contact=body.contact,
        organisation_id=body.organisation_id,
        department_id=body.department_id,
        roles=tuple(body.roles),
        link=f"{settings.PUBLIC_URL}/console",
    )
    return {"id": command(lambda: members.invite(actor=actor, now=now, wanted=wanted), actor=actor)}


@routes.delete(
    "/console/invitations/{invitation_id}", policy=holding(INVITE), response=MadeOut,
    errors=[*REFUSED, NotFound, InvitationClosed], operation_id="revoke_invitation",
)  # fmt: skip
def revoke_invitation(request: HttpRequest, invitation_id: UUID) -> dict[str, UUID]:
    """Take an invitation back."""
    actor, now = acting(request), utc_now()
    command(lambda: members.revoke_invitation(actor=actor, now=now, invitation_id=invitation_id), actor=actor)
    return {"id": invitation_id}


@routes.get(
    "/me/invitations", policy=signed_in, response=list[InvitationOut], errors=[Unauthenticated],
    operation_id="list_own_invitations",
)  # fmt: skip
def list_own_invitations(request: HttpRequest, response: HttpResponse) -> list[InvitationSeen]:
    """Invitations to an address or number one has verified."""
    response["Cache-Control"] = "no-store"
    return own_invitations(acting_person(request)[1], now=utc_now())


@routes.post(
    "/me/invitations/{invitation_id}/accept", policy=signed_in, response=MadeOut,
    errors=[*REFUSED, NotFound, InvitationClosed, WorksElsewhere], operation_id="accept_invitation",
)  # fmt: skip
def accept_invitation(request: HttpRequest, invitation_id: UUID) -> dict[str, UUID]:
    """Join the company that invited."""
    actor, now = acting(request), utc_now()
    work = lambda: members.accept_invitation(actor=actor, now=now, invitation_id=invitation_id)  # noqa: E731
    return {"id": command(work, actor=actor)}

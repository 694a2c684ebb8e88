"""People at work, roles, invitations and approvals on the wire."""

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema

from guangsha.accounts.domain.roles import DepartmentKind
from guangsha.kit.actor import Scope
from guangsha.vault.public import Masked


class EmployerOut(Schema):
    """A company by name."""

    id: UUID
    name: str
    name_en: str


class WorkplaceOut(Schema):
    """Who is at work. ``withheld`` roles count once a second factor was used in this session."""

    person_id: UUID
    display_name: str
    organisation: EmployerOut | None
    permissions: list[str]
    roles: list[str]
    withheld: list[str]


class DepartmentOut(Schema):
    """A department."""

    id: UUID
    kind: DepartmentKind
    name: str
    name_en: str


class OrganisationOut(EmployerOut):
    """A company with its departments."""

    slug: str
    departments: list[DepartmentOut]


class OrganisationIn(Schema):
    """A company to make or rename."""

    slug: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")
    name: str = Field(min_length=1, max_length=200)
    name_en: str = Field("", max_length=200)


class DepartmentIn(Schema):
    """A department to make."""

    kind: DepartmentKind
    name: str = Field(min_length=1, max_length=80)
    name_en: str = Field("", max_length=80)


class PersonMoveIn(Schema):
    """The department somebody works in from now on; null: none."""

    department_id: UUID | None


class RoleOut(Schema):
    """A role. ``needs_two``: giving it takes a second person; ``organisation_id`` null: part of the program."""

    key: str
    organisation_id: UUID | None
    name: str
    name_en: str
    permissions: list[str]
    scopes: list[Scope]
    second_factor: bool
    needs_two: bool
    holders: int


class PermissionOut(Schema):
    """A permission in words.

    ``platform_only``: no company's own role can hold it; ``dangerous``: giving a role with it takes a second person.
    """

    key: str
    name: str
    name_en: str
    platform_only: bool
    dangerous: bool


class RolesOut(Schema):
    """All roles one may know of, and all permissions."""

    roles: list[RoleOut]
    permissions: list[PermissionOut]


class HouseRoleIn(Schema):
    """A company's own role: made, or changed when it has one of that name."""

    organisation_id: UUID
    name: str = Field(min_length=1, max_length=60)
    name_en: str = Field("", max_length=60)
    permissions: list[str] = Field(max_length=60)


class GrantOut(Schema):
    """A role somebody holds."""

    id: UUID
    role: str
    name: str
    name_en: str
    scope: Scope
    organisation_id: UUID | None
    within: UUID | None
    granted_at: datetime


class ColleagueOut(Schema):
    """Somebody at work, masked."""

    person_id: UUID
    label: str
    organisation_id: UUID | None
    department_id: UUID | None
    joined_at: datetime | None
    second_factor: bool
    grants: list[GrantOut]


class RoleIn(Schema):
    """A role to give. ``within``: the department, project or company it is for; null for the whole platform."""

    role: str = Field(max_length=60)
    scope: Scope
    organisation_id: UUID | None = None
    within: UUID | None = None


class AskedOut(Schema):
    """``grant_id``: given; ``approval_id``: waits for a second person."""

    grant_id: UUID | None
    approval_id: UUID | None


class InvitationIn(Schema):
    """Whom to invite, by e-mail address or mobile number."""

    contact: str = Field(min_length=3, max_length=200)
    organisation_id: UUID
    department_id: UUID | None = None
    roles: list[str] = Field(default_factory=list, max_length=10)


class InvitationOut(Schema):
    """An open invitation."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    organisation_name_en: str
    department_id: UUID | None
    roles: list[str]
    contact: Masked
    expires_at: datetime


class ApprovalOut(Schema):
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


class ApprovalDecisionIn(Schema):
    """Approve or refuse."""

    approve: bool


class MadeOut(Schema):
    """What was made or changed."""

    id: UUID

"""Who is acting: the value that every service receives and every policy reads."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID


class Scope(StrEnum):
    """How far a permission reaches."""

    OWN = "own"
    TEAM = "team"
    PROJECT = "project"
    ORGANISATION = "organisation"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Grant:
    """A permission and how far it reaches.

    ``within`` is the department, project or organisation it is for; None for what is one's own and for the platform.
    """

    permission: str
    scope: Scope
    within: UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or process behind a command.

    ``person_id`` is None for a visitor and for the system itself; ``system`` names the process in that last case.
    ``stepped_up_at`` is when the person last proved presence again (second factor, password).
    """

    person_id: UUID | None = None
    organisation_id: UUID | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    grants: frozenset[Grant] = field(default_factory=frozenset)
    session_id: str | None = None
    device_key: str | None = None
    stepped_up_at: datetime | None = None
    system: str | None = None

    @property
    def is_visitor(self) -> bool:
        """True for someone not signed in."""
        return self.person_id is None and self.system is None

    @property
    def scopes(self) -> frozenset[str]:
        """The permissions held anywhere, however far each reaches."""
        return frozenset(grant.permission for grant in self.grants)

    def may(
        self,
        permission: str,
        *,
        organisation_id: UUID | None = None,
        department_id: UUID | None = None,
        project_id: UUID | None = None,
        owner_id: UUID | None = None,
    ) -> bool:
        """Whether the permission reaches a thing of this organisation, department, project and owner.

        What is not told about the thing is reached by no narrower grant; a grant for a project or department reaches only
        those of one's own company. The system itself may everything.
        """
        if self.system is not None:
            return True
        own_house = organisation_id is not None and organisation_id == self.organisation_id
        reached = {
            (Scope.PLATFORM, None): True,
            (Scope.OWN, None): owner_id is not None and owner_id == self.person_id,
            (Scope.ORGANISATION, organisation_id): organisation_id is not None,
            (Scope.TEAM, department_id): department_id is not None and own_house,
            (Scope.PROJECT, project_id): project_id is not None and own_house,
        }
        return any(
            reached.get((grant.scope, grant.within), False) for grant in self.grants if grant.permission == permission
        )

    def reaches_everything(self, permission: str) -> bool:
        """Whether the permission holds for every organisation."""
        return self.system is not None or Grant(permission, Scope.PLATFORM) in self.grants

    def places(self, permissions: frozenset[str], scope: Scope) -> frozenset[UUID]:
        """The organisations, departments or projects (by ``scope``) where any of ``permissions`` holds: for a query."""
        return frozenset(
            grant.within
            for grant in self.grants
            if grant.permission in permissions and grant.scope == scope and grant.within is not None
        )

    @property
    def owner_key(self) -> str:
        """Whose operation ids these are: the person, else the process, else the device; never shared by two people."""
        if self.person_id is not None:
            return f"person:{self.person_id}"
        if self.system is not None:
            return f"system:{self.system}"
        return f"device:{self.device_key or 'unknown'}"

    def stepped_up_within(self, seconds: int, *, now: datetime) -> bool:
        """Whether presence was proved again during the last ``seconds`` before ``now``."""
        if self.stepped_up_at is None:
            return False
        age = now - self.stepped_up_at
        return timedelta(0) <= age <= timedelta(seconds=seconds)


VISITOR = Actor()


def system_actor(name: str) -> Actor:
    """The actor of a process without a person, for example ``system_actor("relay")``."""
    return Actor(system=name)

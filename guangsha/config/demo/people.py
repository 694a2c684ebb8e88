"""People who can sign in to the demo: buyers, and the staff of one developer and of the platform."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from guangsha.accounts.public import (
    DEMO_KEY,
    DepartmentKind,
    RoleWanted,
    ensure_demo_person,
    ensure_demo_second_factor,
    ensure_organisation,
    give_role,
    join,
    put_department,
    standing_of,
)
from guangsha.backbone.public import command
from guangsha.config.demo.words import DEVELOPERS
from guangsha.kit.actor import Scope, system_actor
from guangsha.kit.clock import utc_now

PHONES = ("13800138000", "13900139000")
MAIL = "buyer@demo.example"
PASSWORD = "a house to look at"  # noqa: S105 - shown to everyone who runs the demo
HOUSE = "luyuan"


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """Somebody at work: name of the address, role, and where: a department's name, or None for the whole platform."""

    name: str
    role: str
    department: DepartmentKind | None = None
    second_factor: bool = False

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.name}@demo.example"


STAFF = (
    DemoStaff("operations", "operations", DepartmentKind.OPERATIONS),
    DemoStaff("operations2", "operations", DepartmentKind.OPERATIONS),
    DemoStaff("reviewer", "listing_reviewer"),
    DemoStaff("pricing", "price_reviewer"),
    DemoStaff("publisher", "publisher"),
    DemoStaff("sales", "sales_manager", DepartmentKind.SALES),
    DemoStaff("legal", "legal", DepartmentKind.MANAGEMENT),
    DemoStaff("advisor", "sales_advisor", DepartmentKind.SALES),
    DemoStaff("finance", "finance", DepartmentKind.FINANCE, second_factor=True),
    DemoStaff("finance2", "finance", DepartmentKind.FINANCE, second_factor=True),
    DemoStaff("treasurer", "treasurer", second_factor=True),
    DemoStaff("treasurer2", "treasurer", second_factor=True),
    DemoStaff("manager", "manager", DepartmentKind.MANAGEMENT, second_factor=True),
    DemoStaff("system", "system_admin", second_factor=True),
    DemoStaff("security", "security_admin", second_factor=True),
    DemoStaff("security2", "security_admin", second_factor=True),
    DemoStaff("audit", "audit_admin", second_factor=True),
)
DEPARTMENTS = {
    DepartmentKind.OPERATIONS: ("运营部", "Operations"),
    DepartmentKind.SALES: ("销售部", "Sales"),
    DepartmentKind.SERVICE: ("客服部", "Service"),
    DepartmentKind.TECHNICAL: ("技术部", "Technical"),
    DepartmentKind.MARKETING: ("市场部", "Marketing"),
    DepartmentKind.FINANCE: ("财务部", "Finance"),
    DepartmentKind.MANAGEMENT: ("管理层", "Management"),
}


def _place(staff: DemoStaff, house: UUID, departments: dict[DepartmentKind, UUID]) -> None:
    now = utc_now()
    person_id = ensure_demo_person(email=staff.email, password=PASSWORD)
    if staff.second_factor:
        ensure_demo_second_factor(person_id=person_id, secret=DEMO_KEY)
    if staff.role in standing_of(person_id, second_factor=True).roles:
        return
    if staff.department is None:
        give_role(RoleWanted(person_id, staff.role, Scope.PLATFORM, None, None), now=now, by="demo")
        return
    join(person_id=person_id, organisation_id=house, department_id=departments[staff.department], now=now)
    give_role(RoleWanted(person_id, staff.role, Scope.ORGANISATION, house, house), now=now, by="demo")


def load_logins() -> list[str]:
    """Make the demo people, once; a line about each for the terminal."""
    actor = system_actor("demo")
    for phone in PHONES:
        command(partial(ensure_demo_person, phone=f"+86{phone}"), actor=actor)
    command(lambda: ensure_demo_person(email=MAIL, password=PASSWORD), actor=actor)
    name, name_en = DEVELOPERS[HOUSE]

    def staff() -> None:
        house = ensure_organisation(slug=HOUSE, name=name, name_en=name_en)
        departments = {
            kind: put_department(actor=actor, organisation_id=house, kind=kind, name=zh, name_en=en)
            for kind, (zh, en) in DEPARTMENTS.items()
        }
        for one in STAFF:
            _place(one, house, departments)

    command(staff, actor=actor)
    return [
        *(f"phone {phone}, code by text" for phone in PHONES),
        f"{MAIL}, password {PASSWORD!r}",
        "staff, same password, at /console: " + ", ".join(one.email for one in STAFF if not one.second_factor),
        f"administrators, same password and a code from /sandbox/outbox (key {DEMO_KEY}): "
        + ", ".join(one.email for one in STAFF if one.second_factor),
    ]

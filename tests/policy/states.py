"""Listings by state for the table, and what the other parameters of routes stand for."""

from collections.abc import Callable
from uuid import UUID

from django.test import Client

from guangsha.accounts.domain.roles import BUILT_IN
from guangsha.accounts.models import Person
from guangsha.accounts.public import ensure_demo_person
from guangsha.backbone.public import command
from guangsha.catalog.domain.monitor import day_of
from guangsha.catalog.domain.report_states import ReportKind
from guangsha.catalog.models import Building, Layout, Media, Unit
from guangsha.catalog.services.review_reports import report_listing
from guangsha.inventory.public import UnitStatus, set_unit_statuses
from guangsha.kit.actor import VISITOR, Actor, system_actor
from guangsha.kit.clock import utc_now
from tests.catalog.support import EDITOR, NOW, fill, make_project, publish, run, take_down
from tests.policy import loans
from tests.policy.bodies import NOBODY, request_options
from tests.policy.files import add_picture
from tests.policy.table import ANY, Row
from tests.policy.walk import BUYER, Scene
from tests.privacy.support import make_person, member
from tests.transparency.support import seal

STATES = ("draft", "published", "taken_down")
NAME, PHONE = "李雷霆", "13800138000"
"""The name of everybody who acts, and the number of the buyer."""
MOVES: dict[str, tuple[Callable[..., None], ...]] = {
    "draft": (),
    "published": (publish,),
    "taken_down": (publish, take_down),
    ANY: (publish,),
}


def listing(state: str) -> dict[str, str]:
    """A listing in ``state`` with everything in it; what the routes' parameters stand for."""
    name = state.replace("_", "-").strip("-") or "any"
    project_id = make_project(values={"name_en": name})  # pages are kept by slug: each state has one of its own
    fill(project_id)
    add_picture(project_id)
    for move in MOVES[state]:
        move(project_id)
    unit_id = Unit.objects.filter(building__name="1栋", kind="home").order_by("pk").values_list("pk", flat=True)[0]
    run(lambda: set_unit_statuses(actor=EDITOR, now=NOW, unit_ids=[unit_id], status=UnitStatus.AVAILABLE))
    seal()
    return {
        "slug": name,
        "number": "1",
        "building_id": str(Building.objects.filter(name="1栋").values_list("pk", flat=True)[0]),
        "unit_id": str(unit_id),
        "layout_id": str(Layout.objects.get().pk),
        "media_id": str(Media.objects.get().pk),
        "variant": "full",
        "adcode": "430100",
        "job_id": NOBODY,
        "name": "notifications",
        "key": "somebody",
        "day": day_of(utc_now()).isoformat(),
        "report_id": str(report(name)) if state == "published" else str(UUID(int=1)),
        "document": "privacy",
        "file_id": NOBODY,
        "session_id": NOBODY,
        "person_id": NOBODY,
        "organisation_id": NOBODY,
        "department_id": NOBODY,
        "grant_id": NOBODY,
        "approval_id": NOBODY,
        "invitation_id": NOBODY,
        "search_id": NOBODY,
        "provider": "sandbox",
        "channel": "sandbox",
        "kind": "units",
    }


def report(slug: str) -> UUID:
    """A report about the public listing."""
    return run(lambda: report_listing(now=NOW, slug=slug, kind=ReportKind.OTHER, field="", text="不对"))


def actors_of(roles: set[str]) -> dict[str, Actor]:
    """Somebody for each role of the table: anonymous, a member without a role, or a person who holds just that role."""
    found = {"anonymous": VISITOR, BUYER: VISITOR}
    for role in sorted(roles & {"member", *BUILT_IN}):
        person_id = make_person(f"{role}@example.com", NAME)
        found[role] = member(person_id) if role == "member" else member(person_id, role)
    return found


def buyers_browser() -> Client:
    """A browser somebody signed in with long ago, so no step-up is in force."""
    client = Client()
    person_id = command(lambda: ensure_demo_person(phone=f"+86{PHONE}"), actor=system_actor("test"))
    client.force_login(Person.objects.get(pk=person_id))
    return client


class States:
    """A stage: one listing in one state, and one person per role."""

    def __init__(self, state: str, roles: set[str]) -> None:
        self.values = listing(state)
        loans.open_channel()
        self.actors = actors_of(roles)
        self.visitor, self.buyer = Client(), buyers_browser()
        self.personal = {NAME, PHONE, *(f"{role}@example.com" for role in roles)}

    def scene(self, row: Row) -> Scene:
        """The scene of ``row``."""
        options = request_options(row.method, row.route, self.values)
        browser = self.buyer if row.role == BUYER else self.visitor
        return Scene(self.actors[row.role], self.values, options, browser)

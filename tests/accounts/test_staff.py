"""Roles: who may give which, what waits for a second person, what nobody can hold together, and how fast they end."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client

from guangsha.accounts.domain.errors import (
    AlreadyHeld,
    ApprovalClosed,
    InvitationClosed,
    NotForOneself,
    RoleRefused,
    SeparatedAdministrators,
    StepUpNeeded,
)
from guangsha.accounts.domain.roles import BUILT_IN, PERMISSIONS, PLATFORM_ONLY, DepartmentKind, house_role_errors
from guangsha.accounts.models import Invitation, Membership, Person, RoleGrant, Session
from guangsha.accounts.public import RoleWanted, ensure_demo_person, ensure_organisation, give_role, join, standing_of
from guangsha.accounts.staff import granting, members
from guangsha.accounts.staff.selectors import approvals_of, colleagues_of, invitations_of, own_invitations
from guangsha.backbone.models import AuditEntry
from guangsha.backbone.public import command
from guangsha.kit.actor import Actor, Grant, Scope, system_actor
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import Forbidden, Invalid, NotFound
from guangsha.kit.ids import new_id
from tests.actors import acting_as, holder

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
SYSTEM = system_actor("test")


def run(work: Any, actor: Actor = SYSTEM) -> Any:
    return command(work, actor=actor)


def someone(name: str) -> UUID:
    return UUID(str(run(lambda: ensure_demo_person(email=f"{name}@example.com", password="x" * 12))))


def house(slug: str = "acme") -> UUID:
    return UUID(str(run(lambda: ensure_organisation(slug=slug, name=slug))))


def employee(name: str, organisation_id: UUID) -> UUID:
    person_id = someone(name)
    run(lambda: join(person_id=person_id, organisation_id=organisation_id, department_id=None, now=utc_now()))
    return person_id


def security(name: str = "security") -> Actor:
    return holder("security_admin", person_id=someone(name), stepped_up_at=utc_now())


def on_platform(person_id: UUID, role: str) -> RoleWanted:
    return RoleWanted(person_id, role, Scope.PLATFORM, None, None)


def for_house(person_id: UUID, role: str, organisation_id: UUID) -> RoleWanted:
    return RoleWanted(person_id, role, Scope.ORGANISATION, organisation_id, organisation_id)


def ask(actor: Actor, wanted: RoleWanted) -> granting.Asked:
    asked: granting.Asked = run(lambda: granting.ask_role(actor=actor, now=utc_now(), wanted=wanted), actor)
    return asked


def decide(actor: Actor, act_id: UUID | None, *, approve: bool = True) -> UUID | None:
    assert act_id is not None
    grant: UUID | None = run(
        lambda: granting.decide_act(actor=actor, now=utc_now(), act_id=act_id, approve=approve), actor
    )
    return grant


class TestGiving:
    def test_a_plain_role_is_given_at_once_and_reaches_its_company_only(self) -> None:
        own, other = house(), house("other")
        person = employee("ed", own)
        assert ask(security(), for_house(person, "operations", own)).grant_id
        standing = standing_of(person, second_factor=False)
        actor = Actor(person_id=person, organisation_id=standing.organisation_id, grants=standing.grants)
        assert actor.may("listing.edit", organisation_id=own)
        assert not actor.may("listing.edit", organisation_id=other)
        assert not actor.may("listing.publish", organisation_id=own)

    def test_step_up_is_needed_and_nobody_gives_to_themselves(self) -> None:
        own = house()
        actor = security()
        stale = holder("security_admin", person_id=actor.person_id, stepped_up_at=utc_now() - timedelta(seconds=301))
        with pytest.raises(StepUpNeeded):
            ask(stale, for_house(employee("ed", own), "operations", own))
        with pytest.raises(NotForOneself):
            ask(actor, on_platform(actor.person_id or new_id(), "operations"))

    def test_a_manager_gives_roles_of_their_own_company_only(self) -> None:
        own, other = house(), house("other")
        manager = holder("manager", organisation_id=own, person_id=employee("m", own), stepped_up_at=utc_now())
        assert ask(manager, for_house(employee("a", own), "operations", own)).grant_id
        with pytest.raises(Forbidden):
            ask(manager, for_house(employee("b", other), "operations", other))
        with pytest.raises(Forbidden):
            ask(manager, on_platform(someone("c"), "operations"))
        with pytest.raises(RoleRefused):
            ask(manager, for_house(someone("d"), "operations", own))

    def test_a_project_of_another_company_is_given_in_vain(self) -> None:
        own, other, theirs = house(), house("other"), new_id()
        manager = holder("manager", organisation_id=own, person_id=employee("m", own), stepped_up_at=utc_now())
        person = employee("a", own)
        ask(manager, RoleWanted(person, "operations", Scope.PROJECT, own, theirs))
        standing = standing_of(person, second_factor=False)
        actor = Actor(person_id=person, organisation_id=standing.organisation_id, grants=standing.grants)
        assert not actor.may("listing.edit", organisation_id=other, project_id=theirs)
        assert actor.may("listing.edit", organisation_id=own, project_id=theirs)

    @pytest.mark.parametrize(("role", "scope"), [("system_admin", Scope.ORGANISATION), ("manager", Scope.PLATFORM)])
    def test_a_role_has_only_the_reach_it_is_made_for(self, role: str, scope: Scope) -> None:
        own = house()
        wanted = RoleWanted(employee("a", own), role, scope, *((own, own) if scope != Scope.PLATFORM else (None, None)))
        with pytest.raises(RoleRefused):
            ask(security(), wanted)

    def test_roles_that_ask_for_a_second_factor_wait_for_it(self) -> None:
        person = someone("audit")
        run(lambda: give_role(on_platform(person, "audit_admin"), now=utc_now(), by="test"))
        before = standing_of(person, second_factor=False)
        assert (before.grants, before.withheld) == (frozenset(), frozenset({"audit_admin"}))
        assert Grant("audit.read", Scope.PLATFORM) in standing_of(person, second_factor=True).grants


class TestFourEyes:
    def test_a_dangerous_role_waits_for_somebody_else(self) -> None:
        first, second = security("s1"), security("s2")
        person = someone("p")
        asked = ask(first, on_platform(person, "publisher"))
        assert asked.grant_id is None
        assert standing_of(person, second_factor=True).roles == frozenset()
        with pytest.raises(NotForOneself):
            decide(first, asked.act_id)
        gains = holder("security_admin", person_id=person, stepped_up_at=utc_now())
        with pytest.raises(NotForOneself):
            decide(gains, asked.act_id)
        assert [one.mine for one in approvals_of(second, now=utc_now())] == [False]
        assert decide(second, asked.act_id)
        assert standing_of(person, second_factor=True).roles == {"publisher"}
        grant = RoleGrant.objects.get()
        assert (grant.granted_by, grant.approved_by) == (str(first.person_id), second.person_id)
        with pytest.raises(ApprovalClosed):
            decide(security("s3"), asked.act_id)

    def test_refused_stays_refused_and_can_be_asked_again(self) -> None:
        first, second, person = security("s1"), security("s2"), someone("p")
        asked = ask(first, on_platform(person, "publisher"))
        with pytest.raises(AlreadyHeld):
            ask(first, on_platform(person, "publisher"))
        assert decide(second, asked.act_id, approve=False) is None
        assert standing_of(person, second_factor=True).roles == frozenset()
        assert ask(first, on_platform(person, "publisher")).act_id

    def test_two_who_decide_at_once_give_it_once(self) -> None:
        person = someone("p")
        asked = ask(security("s0"), on_platform(person, "publisher"))
        judges = [security(f"j{number}") for number in range(4)]

        def judge(actor: Actor) -> str:
            try:
                decide(actor, asked.act_id)
                return "given"
            except ApprovalClosed:
                return "closed"
            finally:
                connections.close_all()

        with ThreadPoolExecutor(max_workers=4) as threads:
            answers = sorted(threads.map(judge, judges))
        assert answers == ["closed", "closed", "closed", "given"]
        assert RoleGrant.objects.count() == 1


class TestSeparatedAdministrators:
    def test_nobody_is_two_of_them_asked_in_turn_or_at_once(self) -> None:
        person = someone("p")

        def give(role: str) -> str:
            try:
                run(lambda: give_role(on_platform(person, role), now=utc_now(), by="test"))
                return "given"
            except SeparatedAdministrators:
                return "refused"
            finally:
                connections.close_all()

        with ThreadPoolExecutor(max_workers=3) as threads:
            answers = sorted(threads.map(give, ["system_admin", "security_admin", "audit_admin"]))
        assert answers == ["given", "refused", "refused"]
        held = RoleGrant.objects.get().role
        other = next(role for role in ("system_admin", "audit_admin") if role != held)
        with pytest.raises(SeparatedAdministrators):
            ask(security(), on_platform(person, other))

    def test_no_two_administrators_share_a_permission_that_judges_the_other(self) -> None:
        admins = {key: role.permissions for key, role in BUILT_IN.items() if role.administrator}
        assert set(admins) == {"system_admin", "security_admin", "audit_admin"}
        assert "role.assign" not in admins["system_admin"] | admins["audit_admin"]
        assert "audit.read" not in admins["system_admin"] | admins["security_admin"]
        assert "system.operate" not in admins["security_admin"] | admins["audit_admin"]


class TestHouseRoles:
    def test_reach_no_further_than_the_company(self) -> None:
        assert {error for one in PLATFORM_ONLY for error in house_role_errors(frozenset({one}))} == PLATFORM_ONLY
        assert house_role_errors(frozenset({"root"})) == ["root"]
        own = house()
        manager = holder("manager", organisation_id=own, person_id=employee("m", own), stepped_up_at=utc_now())

        def define(permissions: set[str]) -> UUID:
            made: UUID = run(
                lambda: members.put_house_role(
                    actor=manager, now=utc_now(), organisation_id=own, name="拍照员", name_en="Photographer",
                    permissions=frozenset(permissions),
                ),
                manager,
            )  # fmt: skip
            return made

        with pytest.raises(Invalid):
            define({"audit.read"})
        key = f"house-{define({'listing.read', 'listing.edit'})}"
        person = employee("a", own)
        assert ask(manager, for_house(person, key, own)).grant_id
        assert standing_of(person, second_factor=False).roles == {key}
        with pytest.raises(RoleRefused):
            define({"listing.read", "listing.publish"})
        define({"listing.read"})
        assert {grant.permission for grant in standing_of(person, second_factor=False).grants} == {"listing.read"}

    def test_every_permission_of_a_role_has_words(self) -> None:
        assert {one for role in BUILT_IN.values() for one in role.permissions} <= set(PERMISSIONS)


class TestInvitations:
    def wanted(self, own: UUID, contact: str, *roles: str) -> members.InvitationWanted:
        return members.InvitationWanted(contact, own, None, roles, "http://localhost/console")

    def test_only_who_verified_the_contact_accepts_and_once(self) -> None:
        own = house()
        manager = holder("manager", organisation_id=own, person_id=employee("m", own), stepped_up_at=utc_now())
        run(
            lambda: members.invite(
                actor=manager, now=utc_now(), wanted=self.wanted(own, "New@Example.com", "operations")
            )
        )
        invitation = Invitation.objects.get()
        assert "example.com" not in invitation.contact_sealed
        assert "New" not in str(invitations_of(manager, now=utc_now())[0].contact)
        stranger, right = someone("stranger"), someone("new")

        def accept(person_id: UUID) -> None:
            actor = Actor(person_id=person_id)
            run(lambda: members.accept_invitation(actor=actor, now=utc_now(), invitation_id=invitation.pk), actor)

        with pytest.raises(NotFound):
            accept(stranger)
        assert [one.id for one in own_invitations(right, now=utc_now())] == [invitation.pk]
        accept(right)
        assert standing_of(right, second_factor=False).roles == {"operations"}
        with pytest.raises(InvitationClosed):
            accept(right)

    def test_dangerous_roles_do_not_come_with_an_invitation(self) -> None:
        own = house()
        manager = holder("manager", organisation_id=own, person_id=employee("m", own))
        for role in ("publisher", "manager", "system_admin"):
            with pytest.raises(RoleRefused):
                run(
                    lambda role=role: members.invite(
                        actor=manager, now=utc_now(), wanted=self.wanted(own, "a@b.co", role)
                    )
                )

    def test_taken_back_it_is_gone(self) -> None:
        own = house()
        manager = holder("manager", organisation_id=own, person_id=employee("m", own))
        made = run(lambda: members.invite(actor=manager, now=utc_now(), wanted=self.wanted(own, "13800138001")))
        run(lambda: members.revoke_invitation(actor=manager, now=utc_now(), invitation_id=made))
        assert invitations_of(manager, now=utc_now()) == []


class TestLeaving:
    def test_ends_roles_membership_and_sessions(self) -> None:
        own = house()
        manager = holder("manager", organisation_id=own, person_id=employee("m", own), stepped_up_at=utc_now())
        person = employee("a", own)
        ask(manager, for_house(person, "operations", own))
        browser = Client()
        browser.force_login(Person.objects.get(pk=person))
        assert "listing.edit" in browser.get("/api/v1/console/me").json()["permissions"]
        run(lambda: members.end_membership(actor=manager, now=utc_now(), person_id=person), manager)
        assert standing_of(person, second_factor=True).grants == frozenset()
        assert not Membership.objects.filter(active_key=person).exists()
        assert not Session.objects.filter(person_id=person).exists()
        assert browser.get("/api/v1/console/me").status_code == 401

    def test_a_role_taken_back_is_felt_by_the_next_request(self) -> None:
        own = house()
        admin = security()
        person = employee("a", own)
        grant_id = ask(admin, for_house(person, "operations", own)).grant_id
        browser = Client()
        browser.force_login(Person.objects.get(pk=person))
        assert browser.get("/api/v1/console/listings").status_code == 200
        assert grant_id is not None
        run(lambda: granting.take_role(actor=admin, now=utc_now(), grant_id=grant_id), admin)
        assert browser.get("/api/v1/console/listings").status_code == 403
        assert AuditEntry.objects.filter(action="accounts.role.take").count() == 1


class TestPeople:
    def test_a_manager_sees_their_own_company_masked(self) -> None:
        own, other = house(), house("other")
        employee("visible", own)
        employee("hidden", other)
        manager = holder("manager", organisation_id=own, person_id=employee("m", own))
        seen = colleagues_of(manager)
        assert len(seen) == 2
        with acting_as(manager):
            text = Client().get("/api/v1/console/people").content.decode()
        assert "visible@" not in text
        assert "example.com" in text

    def test_departments(self) -> None:
        own = house()
        admin = holder("system_admin", person_id=someone("sys"))
        made = run(
            lambda: members.put_department(
                actor=admin, organisation_id=own, kind=DepartmentKind.SALES, name="销售部", name_en="Sales"
            )
        )
        person, other = someone("p"), house("other")
        with pytest.raises(NotFound):
            run(lambda: join(person_id=person, organisation_id=other, department_id=made, now=utc_now()))

    def test_people_move_between_the_departments_of_their_company_only(self) -> None:
        own, other = house(), house("other")
        manager = holder("manager", organisation_id=own, person_id=employee("m", own), stepped_up_at=utc_now())
        person, stranger = employee("p", own), employee("s", other)

        def department(organisation_id: UUID) -> UUID:
            actor = holder("system_admin", person_id=new_id())
            made: UUID = run(
                lambda: members.put_department(
                    actor=actor, organisation_id=organisation_id, kind=DepartmentKind.SALES, name="销售部"
                )
            )
            return made

        def move(person_id: UUID, department_id: UUID | None, actor: Actor = manager) -> None:
            run(
                lambda: members.move_person(
                    actor=actor, now=utc_now(), person_id=person_id, department_id=department_id
                ),
                actor,
            )

        mine, theirs = department(own), department(other)
        move(person, mine)
        assert standing_of(person, second_factor=False).department_id == mine
        with pytest.raises(NotFound):
            move(person, theirs)
        with pytest.raises(NotFound):
            move(stranger, mine)
        with pytest.raises(NotForOneself):
            move(manager.person_id or new_id(), mine)
        stale = replace(manager, stepped_up_at=utc_now() - timedelta(seconds=301))
        with pytest.raises(StepUpNeeded):
            move(person, None, stale)
        assert standing_of(person, second_factor=False).department_id == mine
        move(person, None)
        assert standing_of(person, second_factor=False).department_id is None
        assert AuditEntry.objects.filter(action="accounts.member.move").count() == 2

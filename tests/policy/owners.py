"""Things that belong to somebody: the one who acts and their company, or a stranger of another company."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from guangsha.accounts.domain.roles import BUILT_IN, DepartmentKind
from guangsha.accounts.models import (
    Department,
    HouseRole,
    Invitation,
    Membership,
    PendingAct,
    Person,
    RoleGrant,
    Session,
)
from guangsha.accounts.public import RoleWanted, ensure_demo_person, ensure_organisation, give_role, join
from guangsha.accounts.staff.granting import ask_role
from guangsha.accounts.staff.members import InvitationWanted, invite, put_department
from guangsha.catalog.domain.import_states import ImportState
from guangsha.catalog.models import FileImport, Unit
from guangsha.contracts.models import Clause, Contract, SealUse, Signature, Template, TemplateUse, VoidEntry
from guangsha.deals.models import Subscription
from guangsha.deals.services.deposits import deposit_paid
from guangsha.inventory.models import Claim, HoldRequest, ReleaseBatch, RuleProposal, UnitRecord
from guangsha.inventory.public import UnitStatus, receipt_of, set_unit_statuses
from guangsha.kit.actor import VISITOR, Actor, Scope
from guangsha.kit.clock import utc_now
from guangsha.money.domain.facts import CaseKind, Destination, RefundReason
from guangsha.money.domain.states import InvoiceKind
from guangsha.money.models import (
    Booking,
    MoneyCase,
    Obligation,
    Payment,
    Reconciliation,
    ReconciliationLine,
    Refund,
    StatementEntry,
)
from guangsha.money.services.cases import open_case
from guangsha.money.services.invoices import ask_invoice
from guangsha.money.services.payments import record_destination
from guangsha.money.services.refunds import open_refund
from guangsha.notifications.models import Notification
from guangsha.notifications.public import notify
from guangsha.privacy import ports
from guangsha.privacy.public import (
    FilePurpose,
    LookReason,
    record_file,
    register_file_purpose,
    register_serving_check,
    reveal,
    seal_file,
)
from guangsha.vault.public import Secret
from guangsha.watching.models import Favourite, SavedSearch, Seen
from tests.actors import holder
from tests.catalog.support import EDITOR, NOW, public_project, run
from tests.deals.support import give_name, pay, subscribe, subscribe_with
from tests.inventory.support import hold, homes
from tests.money.support import begin, owe, tell
from tests.policy import boards, desk_of_deals, loans, papers, signings
from tests.policy.asked import BODIES, LISTS, MADE_FOR
from tests.policy.bodies import request_options
from tests.policy.table import Row
from tests.policy.walk import BUYER, Scene
from tests.privacy.support import member
from tests.watching.support import save

NAME, MAIL, PHONE = "欧阳霁月", "jiyue", "+861380013"
PERSONAL = (NAME, MAIL, PHONE)
"""What everybody here is called, and how their addresses and numbers begin: masks show none of it."""
OWN, OTHER = "own", "other"
UNPROVED = "_unproved"
"""Behind the name of a role: somebody who holds it and has not proved presence lately."""
SCAN = FilePurpose("policy.scan", frozenset({"application/pdf"}), 1_000, 30)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who works for a company, and another who works there too."""

    person_id: UUID
    colleague_id: UUID
    organisation_id: UUID
    mail: str

    def belongings(self) -> list[Any]:
        """All that a stranger's request could take, give or change."""
        own, house = {"person_id": self.person_id}, {"organisation_id": self.organisation_id}
        kept, listing = {"owner_id": self.person_id}, {"project__organisation_id": self.organisation_id}
        rows = [
            SavedSearch.objects.filter(**kept).values_list("pk", "paused", "looked_at"),
            Favourite.objects.filter(**kept).values_list("pk"),
            Seen.objects.filter(**kept).values_list("pk"),
            Claim.objects.filter(**own).values_list("pk", "active_unit"),
            Subscription.objects.filter(**own).values_list("pk", "state"),
            FileImport.objects.filter(**house).values_list("pk", "state"),
            Session.objects.filter(**own).values_list("pk"),
            Notification.objects.filter(**own).values_list("pk", "read_at"),
            RoleGrant.objects.filter(**house).values_list("pk", "active_key"),
            Membership.objects.filter(**house).values_list("pk", "active_key", "department_id"),
            Invitation.objects.filter(**house).values_list("pk", "open_key"),
            PendingAct.objects.filter(**house).values_list("pk", "state"),
            Department.objects.filter(**house).values_list("pk", "kind"),
            Obligation.objects.filter(**house).values_list("pk", "state"),
            Payment.objects.filter(obligation__organisation_id=self.organisation_id).values_list("pk", "state"),
            Refund.objects.filter(payment__obligation__organisation_id=self.organisation_id).values_list("pk", "state"),
            MoneyCase.objects.filter(**house).values_list("pk", "state", "owner_id"),
            Booking.objects.filter(case__organisation_id=self.organisation_id).values_list("pk", "state"),
            Signature.objects.filter(contract__organisation_id=self.organisation_id).values_list("pk", "state"),
            SealUse.objects.filter(**house).values_list("pk", "state"),
            *desk_of_deals.belongings(self.person_id, self.organisation_id),
            *loans.belongings(self.person_id, self.organisation_id),
            HouseRole.objects.filter(**house).values_list("pk", "permissions"),
            HoldRequest.objects.filter(**listing).values_list("pk", "state"),
            ReleaseBatch.objects.filter(**listing).values_list("pk", "state"),
            RuleProposal.objects.filter(**listing).values_list("pk", "state"),
            Contract.objects.filter(**house).values_list("pk", "state", "number", "revision"),
            Clause.objects.filter(**house).values_list("pk", "state"),
            Template.objects.filter(**house).values_list("pk", "state"),
            TemplateUse.objects.filter(**house).values_list("pk"),
            VoidEntry.objects.filter(**house).values_list("pk"),
            UnitRecord.objects.filter(**listing).values_list("pk", "status", "revision"),
        ]
        return [sorted(found, key=str) for found in rows]


def put_in(body: Any, values: dict[str, str]) -> Any:
    """``body`` with the values its texts name."""
    match body:
        case dict():
            return {key: put_in(value, values) for key, value in body.items()}
        case list():
            return [put_in(value, values) for value in body]
        case str():
            return body.format_map(values)
        case _:
            return body


class Owners:
    """A stage: for each cell new people, each with one of everything."""

    def __init__(self) -> None:
        public_project(floors=200)
        self._browser = Client()
        self._number = count(1)
        self.names = count(1)
        self.unit = str(Unit.objects.values_list("pk", flat=True)[0])
        self.homes = homes("1栋")
        run(lambda: set_unit_statuses(actor=EDITOR, now=NOW, unit_ids=self.homes, status=UnitStatus.AVAILABLE))
        self.house: boards.House | None = None
        self.contract = ""
        self.loan: Subscription | None = None
        self.offered = self.sold = UUID(int=0)
        self.serves: set[UUID] = set()
        loans.open_channel()
        register_file_purpose(SCAN)
        register_serving_check("policy", lambda actor, person_id: person_id in self.serves)

    def close(self) -> None:
        """What was registered for the walk goes."""
        del ports.file_purposes[SCAN.code], ports.serving_checks["policy"]

    def _person(self) -> UUID:
        number = next(self._number)
        mail, phone = f"{MAIL}{number}@example.com", f"{PHONE}{number:04}"
        person_id = run(lambda: ensure_demo_person(phone=phone, email=mail))
        person = Person.objects.get(pk=person_id)
        person.display_name = Secret(NAME)
        person.save(update_fields=["display_name"])
        return person_id

    def party(self) -> Party:
        """Two people of a new company."""
        person_id, colleague_id = self._person(), self._person()
        slug = f"house-{person_id}"

        def work() -> UUID:
            organisation_id = ensure_organisation(slug=slug, name="示例置业")
            for one in (person_id, colleague_id):
                join(person_id=one, organisation_id=organisation_id, department_id=None, now=utc_now())
            return organisation_id

        mail = Person.objects.get(pk=person_id).email
        assert isinstance(mail, Secret)
        return Party(person_id, colleague_id, run(work), mail.reveal())

    def scene(self, row: Row) -> Scene:
        """The scene of ``row``."""
        acting, stranger = self.party(), self.party()
        whose = acting if row.owner == OWN else stranger
        values = {name: make(self, row, whose) for name, make in MAKERS.items() if name in _needed(row)}
        if row.owner == OWN:
            self.serves.add(whose.colleague_id)
        options = request_options(row.method, row.route, values)
        if row.method != "GET" and row.route in BODIES:
            options |= {"data": json.dumps(put_in(BODIES[row.route], values))}
        browser = self._browser
        if row.role == BUYER:
            browser = Client()
            browser.force_login(Person.objects.get(pk=acting.person_id))
        scene = Scene(_actor(row.role, acting), values, options, browser)
        if row.owner == OTHER and not _everywhere(row.role):
            scene.untouched = [stranger.belongings]
            scene.hidden = [str(stranger.person_id), str(stranger.organisation_id), *_listed(row, values)]
        else:
            scene.shown = _listed(row, values)
        return scene


def _needed(row: Row) -> str:
    """Where parameters are named: address, body, and what a list has to hold."""
    reads = row.method == "GET"
    shows = f"{LISTS.get(row.route, '')}{MADE_FOR.get(row.route, '')}"
    more = shows if reads else json.dumps(BODIES.get(row.route, {}))
    return f"{row.route}{row.query}{more}"


def _listed(row: Row, values: dict[str, str]) -> list[str]:
    """The thing that a list of one's own holds, and a list of others does not."""
    return [values[LISTS[row.route]]] if row.method == "GET" and row.route in LISTS else []


def _everywhere(role: str) -> bool:
    """Whether the role is one for the whole platform."""
    name = role.removesuffix(UNPROVED)
    return name in BUILT_IN and Scope.ORGANISATION not in BUILT_IN[name].scopes


def _actor(role: str, party: Party) -> Actor:
    if role in {"anonymous", BUYER}:
        return VISITOR
    proved, name = not role.endswith(UNPROVED), role.removesuffix(UNPROVED)
    roles = () if name == "member" else (name,)
    if _everywhere(name):
        return member(party.person_id, *roles, stepped=proved)
    at = utc_now() if proved else None
    return holder(*roles, organisation_id=party.organisation_id, person_id=party.person_id, stepped_up_at=at)


def _officer(party: Party) -> Actor:
    """Somebody who gives roles and invites, and is nobody of the party."""
    return holder("security_admin", person_id=party.colleague_id, stepped_up_at=utc_now())


def _grant(stage: Owners, row: Row, whose: Party) -> str:
    house = whose.organisation_id
    wanted = RoleWanted(whose.colleague_id, "operations", Scope.ORGANISATION, house, house)
    return str(run(lambda: give_role(wanted, now=utc_now(), by="test")))


def _approval(stage: Owners, row: Row, whose: Party) -> str:
    house = whose.organisation_id
    wanted = RoleWanted(whose.colleague_id, "publisher", Scope.ORGANISATION, house, house)
    asking = holder("security_admin", person_id=stage.party().person_id, stepped_up_at=utc_now())
    return str(run(lambda: ask_role(actor=asking, now=utc_now(), wanted=wanted)).act_id)


def _invitation(stage: Owners, row: Row, whose: Party) -> str:
    """To the person themselves from elsewhere, or in the name of their company to somebody."""
    to_person = row.route.startswith("/me/")
    house = stage.party().organisation_id if to_person else whose.organisation_id
    if to_person:
        Membership.objects.filter(person_id=whose.person_id).update(active_key=None)
    wanted = InvitationWanted(
        whose.mail if to_person else f"{MAIL}-new@example.com", house, None, (), "http://localhost"
    )
    return str(run(lambda: invite(actor=_officer(whose), now=utc_now(), wanted=wanted)))


def _file(stage: Owners, row: Row, whose: Party) -> str:
    sealed = seal_file(person_id=whose.person_id, purpose=SCAN.code, content=io.BytesIO(b"%PDF-1.7"))
    return str(run(lambda: record_file(sealed=sealed, now=utc_now(), name=Secret("扫描件.pdf"))))


def _session(stage: Owners, row: Row, whose: Party) -> str:
    Client().force_login(Person.objects.get(pk=whose.person_id))
    return str(Session.objects.get(person_id=whose.person_id).public_id)


def _notification(stage: Owners, row: Row, whose: Party) -> str:
    data = {"count": "1", "names": "三房"}
    key, kind = str(uuid4()), "watching.new_matches"
    told = run(lambda: notify(person_id=whose.person_id, kind=kind, data=data, dedupe_key=key, now=utc_now()))
    return str(told)


def _department(stage: Owners, row: Row, whose: Party) -> str:
    officer, house = _officer(whose), whose.organisation_id
    kind = DepartmentKind.SALES
    return str(run(lambda: put_department(actor=officer, organisation_id=house, kind=kind, name="案场")))


def _look(stage: Owners, row: Row, whose: Party) -> str:
    """Somebody looked at the person's address: the record's id for staff, its reason for the person."""
    officer, note = member(stage.party().person_id, "privacy_officer"), f"客户请求回电 {uuid4()}"
    label, reason = "accounts.person.email", LookReason.CALL_BACK
    found = run(
        lambda: reveal(
            actor=officer, now=utc_now(), label=label, row_id=whose.person_id, reason=reason, note=Secret(note)
        )
    )
    return note if row.route.startswith("/me/") else str(found.look_id)


def _hold(stage: Owners, row: Row, whose: Party) -> str:
    if row.route.endswith("/subscription"):
        give_name(whose.person_id, next(stage.names))
    return str(hold(stage.homes.pop(), whose.person_id))


def _subscription(stage: Owners, row: Row, whose: Party) -> str:
    """A home of theirs and of a co-buyer's, whose deposit is paid."""
    give_name(whose.person_id, next(stage.names))
    other = stage.party().person_id
    give_name(other, next(stage.names))
    people = (other, whose.person_id) if "/exit/" in row.route else (whose.person_id, other)  # theirs as who buys too
    made = subscribe_with(stage.homes.pop(), *people)
    payment = pay(made)
    run(lambda: deposit_paid(subscription_id=made.pk, payment_id=payment))
    stage.sold = made.pk
    if row.route.endswith("/handover") or (row.route.endswith("/exit") and row.method == "POST"):
        desk_of_deals.sign(made)
    if "/handover/" in row.route:
        desk_of_deals.handing_over(made)
    desk_of_deals.ask_before(made, row.method, row.route, people[1])
    return str(made.pk)


def _contract(stage: Owners, row: Row, whose: Party) -> str:
    """A contract of theirs; what else of it the row names is in it."""
    if row.route.endswith(signings.ROUTES):
        return signings.contract_of(stage.names, row, whose)
    stage.contract = papers.contract_of(_alone(stage, whose), row, whose)
    return stage.contract


def _alone(stage: Owners, whose: Party) -> str:
    """A home of theirs alone, whose deposit is paid: a contract waits for nobody else."""
    give_name(whose.person_id, next(stage.names))
    made = subscribe(stage.homes.pop(), whose.person_id)
    payment = pay(made)
    run(lambda: deposit_paid(subscription_id=made.pk, payment_id=payment))
    return str(made.pk)


def _mortgage(stage: Owners, row: Row, whose: Party) -> str:
    """An application: a buyer's own, or of a buyer of their company."""
    buyer = stage.party() if row.route.startswith("/console/") else whose
    alone = "" if stage.loan is not None else _alone(stage, buyer)
    return loans.application(stage, row.route, alone, whose.organisation_id)


def _sale(stage: Owners, row: Row, whose: Party) -> str:
    if row.route.startswith(loans.SALE):
        return loans.sale(stage, row.route, _alone(stage, whose))
    if row.route.startswith("/console/contract"):
        return papers.sale_of(_alone(stage, whose), whose)
    return _subscription(stage, row, whose)


def _deal(stage: Owners, row: Row, whose: Party) -> str:
    """A deal of their company: its deposit is paid, or awaited where it is to be voided."""
    buyer, number = stage.party().person_id, next(stage.names)
    give_name(buyer, number)
    made = subscribe(stage.homes.pop(), buyer)
    if not row.route.endswith("/void"):
        payment = pay(made)
        run(lambda: deposit_paid(subscription_id=made.pk, payment_id=payment))
    if row.route.endswith("/exit"):
        desk_of_deals.ask_the_house(made)
    if row.route.endswith("/handover"):
        desk_of_deals.has_come(made)
    if row.route.endswith("/buyer-change"):
        stage.sold = made.pk
    Subscription.objects.filter(pk=made.pk).update(organisation_id=whose.organisation_id)
    return str(made.pk)


def _slot(stage: Owners, row: Row, whose: Party) -> str:
    """A time of the house with a visitor; of the buyer's own home where it is theirs to take."""
    if row.route.startswith("/me/"):
        return desk_of_deals.slot(Unit.objects.get(pk=stage.unit).project_id)
    return desk_of_deals.slot(_house(stage).project_id, stage.sold if stage.sold.int else None)


def _link_code(stage: Owners, row: Row, whose: Party) -> str:
    """A link that an advisor made; somebody else's is one that they confirmed."""
    stage.offered = stage.homes.pop()
    return desk_of_deals.offered_link(stage.offered, whose.person_id if row.owner == OTHER else None)


def _invite_code(stage: Owners, row: Row, whose: Party) -> str:
    """A co-buyer's link: the reader was named by it, or somebody else who confirmed."""
    first, number = stage.party().person_id, next(stage.names)
    give_name(first, number)
    give_name(whose.person_id, next(stage.names))
    made = subscribe_with(stage.homes.pop(), first, whose.person_id)
    return desk_of_deals.asked_co_buyer(made, whose.person_id if row.owner == OTHER else None)


def _file_import(stage: Owners, row: Row, whose: Party) -> str:
    """A file of theirs that was checked: one row to import."""
    made = FileImport.objects.create(
        organisation_id=whose.organisation_id,
        kind="projects",
        file_name="a.csv",
        stored="imports/a.csv",
        report=default_storage.save("imports/report.csv", ContentFile(b"row,reason\n")),
        state=ImportState.CHECKED,
        counts={"new": 1},
        created_by_id=whose.person_id,
        created_at=utc_now(),
    )
    return str(made.pk)


def _obligation(stage: Owners, row: Row, whose: Party) -> UUID:
    return owe(payer_id=whose.person_id, organisation_id=whose.organisation_id)


def _payment(stage: Owners, row: Row, whose: Party) -> UUID:
    """Under way for its buyer, paid for staff."""
    payment = begin(_obligation(stage, row, whose), payer_id=whose.person_id)
    where = Destination("redirect", "http://localhost/pay")
    run(lambda: record_destination(payment_id=payment, destination=where))
    if not row.route.startswith("/me/payments") or row.route.endswith(("/receipt", "/invoice")):
        tell(payment)
    return payment


def _refund(stage: Owners, row: Row, whose: Party) -> str:
    """By rule for its buyer; for staff one that a colleague asked for, or one that failed."""
    payment = Payment.objects.select_related("obligation").get(pk=_payment(stage, row, whose))
    asked_by = whose.colleague_id if row.route.startswith("/console/") else None
    reason = RefundReason.GOODWILL
    refund = run(
        lambda: open_refund(payment=payment, amount_fen=5, reason=reason, cause=str(uuid4()), asked_by=asked_by)
    )
    if row.route.endswith("/again"):
        Refund.objects.filter(pk=refund).update(state="failed")
    return str(refund)


def _money_case(stage: Owners, row: Row, whose: Party) -> str:
    payment = Payment.objects.select_related("obligation").get(pk=_payment(stage, row, whose))
    kind, told = CaseKind.WRONG_AMOUNT, {"amount_fen": "1"}
    run(lambda: open_case(kind=kind, cause=f"{kind}:{payment.pk}", provider="sandbox", payment=payment, details=told))
    return str(MoneyCase.objects.values_list("pk", flat=True).get(payment=payment))


def _line_case(stage: Owners, row: Row, whose: Party) -> str:
    """A case about a transfer whose amount does not fit; or any other."""
    if row.route.startswith("/console/mortgage-cases"):
        return loans.case_of(_mortgage(stage, row, whose))
    if not row.route.endswith(("/line", "/bookings", "{booking_id}/decision")):
        return _money_case(stage, row, whose)
    case = _money_case(stage, row, whose)
    entry = StatementEntry(provider="bank", key=case, number="L1", at=utc_now(), amount_fen=5, sealed_under=uuid4())
    entry.text = Secret(f"{NAME} 转账")
    entry.save()
    MoneyCase.objects.filter(pk=case).update(entry=entry)
    owe(5, payer_id=whose.person_id, organisation_id=whose.organisation_id)
    return case


def _booking(stage: Owners, row: Row, whose: Party) -> str:
    """To be sent back, as a colleague proposed."""
    case = _money_case(stage, row, whose)
    entry = StatementEntry.objects.create(
        provider="bank", key=case, number="L1", at=utc_now(), amount_fen=5, sealed_under=uuid4()
    )
    made = Booking.objects.create(
        entry=entry, live_entry=entry.pk, case_id=case, note="退回", differs=["returned"], asked_by=whose.colleague_id
    )
    return str(made.pk)


def _invoice(stage: Owners, row: Row, whose: Party) -> str:
    """Asked for, of a payment that arrived."""
    payment = begin(_obligation(stage, row, whose), payer_id=whose.person_id)
    tell(payment)
    kind = InvoiceKind.PERSONAL
    return str(run(lambda: ask_invoice(payer_id=whose.person_id, payment_id=payment, kind=kind, title=NAME, tax_no="")))


def _run(stage: Owners, row: Row, whose: Party) -> str:
    """A day with a payment of theirs that the bill does not have."""
    payment = Payment.objects.get(pk=_payment(stage, row, whose))
    run = Reconciliation.objects.create(provider="sandbox", day=utc_now().date() - timedelta(days=next(stage.names)))
    Reconciliation.objects.filter(pk=run.pk).update(ran_at=utc_now())
    cause = f"bill:{payment.pk}"
    MoneyCase.objects.create(
        cause=cause, kind=CaseKind.BILL_OURS_ONLY, provider="sandbox", payment=payment, run=run, due_at=utc_now(),
        organisation_id=whose.organisation_id, details={"amount_fen": "1"},
    )  # fmt: skip
    ReconciliationLine.objects.create(
        run=run, line=1, provider="sandbox", kind="payment", number=payment.merchant_no, outcome="ours_only",
        ours_fen=5, payment=payment,
    )  # fmt: skip
    return str(run.pk)


def _house_role(stage: Owners, row: Row, whose: Party) -> str:
    made = HouseRole.objects.create(organisation_id=whose.organisation_id, name="拍照员", permissions=["listing.read"])
    return str(made.pk)


def _project(stage: Owners, row: Row, whose: Party) -> str:
    """A listing of their company; what else of it the row names is made in it."""
    stage.house = boards.House(whose.organisation_id, whose.colleague_id, whose.person_id)
    return str(stage.house.project_id)


def _house(stage: Owners) -> boards.House:
    assert stage.house is not None
    return stage.house


def _asker(row: Row, whose: Party) -> UUID:
    """Of what is decided somebody else asked, what is taken back is one's own."""
    return whose.person_id if row.route.endswith("/take-back") else whose.colleague_id


MAKERS: dict[str, Callable[[Owners, Row, Party], str]] = {
    "project_id": _project,
    "home_id": lambda stage, row, whose: str(_house(stage).home),
    "unit_id": lambda stage, row, whose: str(_house(stage).held),
    "request_id": lambda stage, row, whose: str(_house(stage).request(_asker(row, whose))),
    "batch_id": lambda stage, row, whose: _house(stage).batch,
    "proposal_id": lambda stage, row, whose: str(_house(stage).proposal(_asker(row, whose))),
    "person_id": lambda stage, row, whose: str(whose.colleague_id),
    "organisation_id": lambda stage, row, whose: str(whose.organisation_id),
    "department_id": _department,
    "role_id": _house_role,
    "look_id": _look,
    "look_note": _look,
    "grant_id": _grant,
    "approval_id": _approval,
    "invitation_id": _invitation,
    "search_id": lambda stage, row, whose: str(save(whose.person_id, "city=430100")),
    "file_id": _file,
    "hold_id": _hold,
    "subscription_id": _sale,
    "contract_id": _contract,
    "clause_id": lambda stage, row, whose: papers.clause_of(row, whose),
    "approved_id": lambda stage, row, whose: papers.approved_of(row, whose),
    "template_id": lambda stage, row, whose: papers.template_of(row, whose),
    "difference_id": lambda stage, row, whose: papers.difference_of(stage.contract),
    "risk_id": lambda stage, row, whose: papers.risk_of(stage.contract),
    "application_id": _mortgage,
    "bank_id": lambda stage, row, whose: loans.lending_bank(stage, row.route, whose.organisation_id),
    "document_id": lambda stage, row, whose: loans.document(whose.organisation_id),
    "consent_hash": lambda stage, row, whose: loans.consent_hash(whose.organisation_id),
    "deal_id": _deal,
    "change_id": lambda stage, row, whose: desk_of_deals.ask_to_change(Subscription.objects.get(pk=stage.sold)),
    "link_id": lambda stage, row, whose: desk_of_deals.own_link(stage.house, whose.person_id, whose.organisation_id),
    "free_id": lambda stage, row, whose: str(_house(stage).asked),
    "terms_id": lambda stage, row, whose: desk_of_deals.proposal(_house(stage).project_id, _asker(row, whose)),
    "swap_id": lambda stage, row, whose: str(stage.homes[-1]),
    "swap_hash": lambda stage, row, whose: receipt_of(unit_id=stage.homes.pop()).hash,
    "slot_id": _slot,
    "link_code": _link_code,
    "offer_hash": lambda stage, row, whose: receipt_of(unit_id=stage.offered).hash,
    "invite_code": _invite_code,
    "line": lambda stage, row, whose: "1",
    "import_id": _file_import,
    "obligation_id": lambda stage, row, whose: str(_obligation(stage, row, whose)),
    "payment_id": lambda stage, row, whose: str(_payment(stage, row, whose)),
    "refund_id": _refund,
    "case_id": _line_case,
    "booking_id": _booking,
    "run_id": _run,
    "invoice_id": _invoice,
    "contract_code": _contract,
    "shown": lambda stage, row, whose: signings.shown(),
    "seal_id": lambda stage, row, whose: signings.seal_of(stage.names, row, whose),
    "session_id": _session,
    "notification_id": _notification,
    "number": lambda stage, row, whose: "1",
    "kind": lambda stage, row, whose: "units",
    "key": lambda stage, row, whose: stage.unit,
}
"""Parameter -> makes the thing it names, in the hands of its owner."""

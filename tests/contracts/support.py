"""A company with an approved template, people of it, and sales that are ready for a contract."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from guangsha.backbone.jobs import jobs_step
from guangsha.backbone.public import command
from guangsha.catalog.models import Project
from guangsha.catalog.public import UnitKind
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.models import Contract
from guangsha.contracts.ports import hooks_of
from guangsha.contracts.selectors.readiness import missing_before_signing
from guangsha.contracts.services.drafting import draft_contract
from guangsha.contracts.services.offering import acknowledge_difference, begin_offer, confirm_clause
from guangsha.contracts.services.regime import (
    ClauseWanted,
    TemplateWanted,
    decide_clause,
    decide_template,
    put_in_force,
    write_clause,
    write_template,
)
from guangsha.contracts.services.steps import move, take
from guangsha.deals.domain.subscriptions import subject_of
from guangsha.deals.models import Subscription
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from tests.actors import holder
from tests.deals.support import named_person, subscribed
from tests.inventory.support import on_sale
from tests.money.support import run

T = TypeVar("T")
DELIVERY = date(2028, 6, 30)
PRICE = ClauseWanted(
    "price", "计价与价款", "Price", "房屋总价为 {price}（大写：{price_capital}）。", "The price is {price}.", False
)
LATE = ClauseWanted(
    "late-payment", "逾期付款", "Late payment", "买受人逾期付款的，按日支付万分之二违约金。", "0.02 % a day.", True
)


def house() -> UUID:
    """The company of the one project."""
    return Project.objects.values_list("organisation_id", flat=True).get()


def staff(role: str = "legal", organisation_id: UUID | None = None) -> Actor:
    """Somebody with a role in the company, who has just proved presence."""
    return holder(role, organisation_id=organisation_id or house(), stepped_up_at=utc_now())


def by(actor: Actor, work: Callable[[], T]) -> T:
    """``work`` as a command of theirs."""
    return command(work, actor=actor)


def clause(wanted: ClauseWanted, *, organisation_id: UUID | None = None, approved: bool = True) -> UUID:
    """A version of a clause, approved by somebody else than who wrote it."""
    place = organisation_id or house()
    author, second = staff("sales_manager", place), staff("legal", place)
    made = by(author, lambda: write_clause(actor=author, organisation_id=place, wanted=wanted))
    if approved:
        by(second, lambda: decide_clause(actor=second, clause_id=made, approve=True))
    return made


def template(*wanted: ClauseWanted, organisation_id: UUID | None = None, kind: UnitKind = UnitKind.HOME) -> UUID:
    """A template of these clauses, approved and in force in all projects of the company."""
    place = organisation_id or house()
    ids = [clause(one, organisation_id=place) for one in wanted or (PRICE, LATE)]
    author, second = staff("sales_manager", place), staff("legal", place)
    asked = TemplateWanted(str(kind), "住宅买卖合同", "Sale of a home", kind, ids, 7)
    made = by(author, lambda: write_template(actor=author, organisation_id=place, wanted=asked))
    by(second, lambda: decide_template(actor=second, template_id=made, approve=True))
    by(second, lambda: put_in_force(actor=second, template_id=made))
    return made


def sold(*, seed: int = 1) -> Subscription:
    """A home of a public project whose deposit is paid, and a template in force."""
    units = on_sale()
    template()
    return subscribed(units[0], named_person(seed))


def drafted(deal: Subscription, *, delivery_on: date | None = DELIVERY) -> UUID:
    """The contract of the sale, drawn up by sales."""
    actor = staff("sales_advisor", deal.organisation_id)
    return by(actor, lambda: draft_contract(subject=subject_of(deal.pk), actor=actor, delivery_on=delivery_on))


def offered(deal: Subscription, **options: Any) -> Contract:
    """The same, sent to its buyers."""
    contract_id = drafted(deal, **options)
    offer(contract_id, deal.organisation_id)
    return Contract.objects.get(pk=contract_id)


def offer(contract_id: UUID, organisation_id: UUID) -> str:
    """Send a draft out; the background work is done when this returns."""
    actor = staff("sales_advisor", organisation_id)
    number = by(actor, lambda: begin_offer(contract_id=contract_id, actor=actor))
    work_off()
    return number


def signed(contract: Contract) -> None:
    """Everybody signed: what the last signature does inside its command."""

    def work() -> None:
        for state in (ContractState.SIGNING, ContractState.SIGNED):
            found = take(contract.pk, *ContractState)
            assert found is not None
            assert move(found, state)
        hooks = hooks_of(contract.subject)
        assert hooks is not None
        hooks.contract_signed(subject=contract.subject, contract_id=contract.pk)

    run(work)


def work_off() -> None:
    """Do the jobs that are due."""
    for _ in range(20):
        if not jobs_step():
            return


def read_all(contract: Contract, person_id: UUID) -> None:
    """The buyer acknowledges each difference and confirms each risk clause."""
    for one in contract.differences.values_list("pk", flat=True):
        as_buyer(person_id, lambda one=one: acknowledge_difference(
            person_id=person_id, contract_id=contract.pk, difference_id=one))  # fmt: skip
    for missing in missing_before_signing(contract_id=contract.pk, person_id=person_id):
        as_buyer(person_id, lambda missing=missing: confirm_clause(
            person_id=person_id, contract_id=contract.pk, clause_id=UUID(missing.ref), seconds=12))  # fmt: skip


def as_buyer(person_id: UUID, work: Callable[[], T]) -> T:
    """``work`` as a command of the buyer's."""
    return command(work, actor=Actor(person_id=person_id))

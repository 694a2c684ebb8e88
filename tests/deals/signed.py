"""Deals whose contract is signed: payments of their plan, days that passed since, the ways in which they end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.db.models import F

from guangsha.accounts.public import ensure_demo_person
from guangsha.contracts.models import Contract
from guangsha.contracts.services.filing import take_out_for_filing
from guangsha.deals import ports
from guangsha.deals.domain.rules import GivenBack
from guangsha.deals.models import Buyer, Due, Subscription
from guangsha.deals.ports import NoFault, register_no_fault
from guangsha.deals.selectors.withdrawals import returned
from guangsha.deals.services.exits import agree_exit, ask_exit, decide_exit
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from guangsha.vault.public import Secret
from tests.actors import holder
from tests.contracts.support import by, offered, signed, sold, staff
from tests.deals.support import as_person, hear, id_number, named_person
from tests.money.support import begin, run, tell

HIM = 2


def contracted() -> Subscription:
    """A home whose contract everybody has just signed; the plan has a first payment and a loan's."""
    deal = sold()
    signed(offered(deal))
    hear()
    return again(deal)


def again(deal: Subscription) -> Subscription:
    """As the table has it."""
    return Subscription.objects.get(pk=deal.pk)


def days_later(deal: Subscription, days: int) -> Subscription:
    """The contract was signed that long ago."""
    Subscription.objects.filter(pk=deal.pk).update(contracted_at=F("contracted_at") - timedelta(days=days))
    return again(deal)


def pay_due(deal: Subscription, line: int = 1, *, heard: bool = True) -> Due:
    """The buyer pays that payment of the plan."""
    due = Due.objects.get(subscription=deal, line=line)
    tell(begin(due.obligation_id, payer_id=deal.person_id))
    if heard:
        hear()
    return due


def comes_back(deal: Subscription) -> GivenBack:
    """What ending it now gives back."""
    found = returned(again(deal), at=utc_now())
    assert found is not None
    return found


def file_it(deal: Subscription) -> None:
    """The contract is taken out for filing with the authority."""
    somebody = run(lambda: ensure_demo_person(phone="+8613800009999"))
    clerk = holder("legal", organisation_id=deal.organisation_id, person_id=somebody, stepped_up_at=utc_now())
    chosen = [Contract.objects.get(subject=f"deal:{deal.pk}").pk]
    by(clerk, lambda: take_out_for_filing(actor=clerk, contract_ids=chosen, reason="网签备案", now=utc_now()))
    assert Contract.objects.get(pk=chosen[0]).exported_at is not None


def asked(deal: Subscription) -> int:
    """The buyer asks the house to end it; what comes back."""
    amount = comes_back(deal).amount_fen
    wish = {"subscription_id": deal.pk, "person_id": deal.person_id, "amount_fen": amount}
    as_person(deal.person_id, lambda: ask_exit(**wish))  # type: ignore[arg-type]
    return amount


def decided(deal: Subscription, amount_fen: int, *, approve: bool = True, actor: Actor | None = None) -> None:
    """Somebody of the house decides."""
    who = actor or staff("legal", deal.organisation_id)
    told = {"deal_id": deal.pk, "approve": approve, "amount_fen": amount_fen, "note": "备案已撤销 110105199001010017"}
    by(who, lambda: decide_exit(actor=who, **told))  # type: ignore[arg-type]


@contextmanager
def saying(ask: NoFault) -> Iterator[None]:
    """``ask`` is asked about every deal."""
    register_no_fault(ask)
    try:
        yield
    finally:
        ports._asked.remove(ask)


def shared_contract() -> tuple[Subscription, UUID]:
    """A contract that two signed as buyers; the account of who did not subscribe."""
    deal = contracted()
    return deal, also_buys(deal)


def also_buys(deal: Subscription, line: int = 1) -> UUID:
    """One more signed it as a buyer: their account."""
    person_id = named_person(HIM + line)
    other = Buyer(subscription=deal, line=line, share=2_000, person_id=person_id, confirmed_at=utc_now())
    other.full_name, other.id_number = Secret("欧阳霁月"), Secret(id_number(HIM + line))
    other.save(force_insert=True)
    Buyer.objects.filter(subscription=deal, line=0).update(share=10_000 - 2_000 * line)
    return person_id


def agreed(deal: Subscription, person_id: UUID, amount_fen: int) -> None:
    """A co-buyer agrees to end it."""
    told = {"subscription_id": deal.pk, "person_id": person_id, "amount_fen": amount_fen}
    as_person(person_id, lambda: agree_exit(**told))  # type: ignore[arg-type]

"""Buyers whose names are verified, subscriptions through the services, and deposits as a provider tells of them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from guangsha.accounts.domain.real_name import RealNameState
from guangsha.accounts.models import RealName
from guangsha.accounts.public import ensure_demo_person
from guangsha.backbone.handlers import handlers_step
from guangsha.backbone.outbox import relay_step
from guangsha.backbone.public import command
from guangsha.catalog.models import Project
from guangsha.deals.models import Subscription
from guangsha.deals.selectors.rules import rules_for_hold
from guangsha.deals.services.subscriptions import CoBuyer, open_subscription
from guangsha.deals.services.withdrawals import withdraw
from guangsha.inventory.models import Claim
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from guangsha.kit.ids import new_id
from guangsha.vault.public import Secret
from tests.inventory.support import hold
from tests.money.support import begin, run, tell


def house() -> UUID:
    """The company that sells."""
    return Project.objects.values_list("organisation_id", flat=True).get()


def id_number(seed: int, born: str = "19900101") -> str:
    """A well-formed number of somebody born on that day."""
    body = f"110105{born}{seed:03d}"
    total = sum(int(digit) * (2 ** (17 - index) % 11) for index, digit in enumerate(body))
    return body + "10X98765432"[total % 11]


def named_person(seed: int = 1, *, born: str = "19900101", state: RealNameState = RealNameState.VERIFIED) -> UUID:
    """Somebody with a phone whose name is in ``state``."""
    person_id = run(lambda: ensure_demo_person(phone=f"+86139{seed:08d}"))
    give_name(person_id, seed, born=born, state=state)
    return person_id


def give_name(person_id: UUID, seed: int = 1, *, born: str = "19900101", state: Any = RealNameState.VERIFIED) -> None:
    """The service said that their name and number belong together."""
    RealName.objects.create(
        person_id=person_id,
        full_name=Secret("欧阳霁月"),
        id_number=Secret(id_number(seed, born)),
        verified_key=str(new_id()),
        state=state,
        submitted_at=utc_now(),
    )


def subscribe(unit_id: UUID, person_id: UUID, **options: Any) -> Subscription:
    """Hold and subscribe."""
    held = hold(unit_id, person_id)
    return subscribe_held(held, person_id, **options)


def subscribe_with(unit_id: UUID, person_id: UUID, other_id: UUID) -> Subscription:
    """Hold and subscribe together with somebody whose name is verified, half each."""
    named = RealName.objects.get(person_id=other_id)
    assert named.full_name is not None
    assert named.id_number is not None
    return subscribe(unit_id, person_id, share=5_000, others=[CoBuyer(named.full_name, named.id_number, 5_000)])


def subscribe_held(held: UUID, person_id: UUID, **options: Any) -> Subscription:
    """Subscribe what is held."""
    read = rules_for_hold(person_id=person_id, hold_id=held).rules.hash
    asked = {"rules_hash": read, "share": 10_000, **options}
    made = as_person(person_id, lambda: open_subscription(person_id=person_id, hold_id=held, **asked))
    return Subscription.objects.get(pk=made)


def as_person(person_id: UUID, work: Any) -> Any:
    """``work`` as a command of theirs."""
    return command(work, actor=Actor(person_id=person_id))


def pay(made: Subscription) -> UUID:
    """The buyer pays and the provider says so; nobody has heard of it yet."""
    payment = begin_deposit(made)
    tell(payment)
    return payment


def begin_deposit(made: Subscription) -> UUID:
    """The buyer begins to pay."""
    assert made.obligation_id is not None
    return begin(made.obligation_id, payer_id=made.person_id)


def hear() -> None:
    """Events arrive."""
    for _ in range(20):
        if not any([relay_step(), handlers_step()]):
            return


def subscribed(unit_id: UUID, person_id: UUID) -> Subscription:
    """A home whose deposit is paid."""
    made = subscribe(unit_id, person_id)
    pay(made)
    hear()
    return Subscription.objects.get(pk=made.pk)


def withdrawn(made: Subscription, amount_fen: int) -> None:
    """The buyer withdraws."""
    work = lambda: withdraw(subscription_id=made.pk, person_id=made.person_id, amount_fen=amount_fen)  # noqa: E731
    as_person(made.person_id, work)


def state_of(made: Subscription) -> str:
    """As the table has it."""
    return str(Subscription.objects.values_list("state", flat=True).get(pk=made.pk))


def time_is_up(made: Subscription) -> None:
    """The hold's deadline has just passed."""
    Claim.objects.filter(pk=made.claim_id).update(deadline=utc_now() - timedelta(milliseconds=5))

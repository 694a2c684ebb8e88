"""What contracts ask of deals: the sale a contract is made for, and what becomes of it when everybody has signed."""

from django.db.models.functions import Now

from guangsha.contracts.public import PartyFacts, PlanStep, SaleFacts
from guangsha.deals.domain.plans import day_in_china
from guangsha.deals.domain.states import SubscriptionState
from guangsha.deals.models import Subscription
from guangsha.deals.selectors.plans import deposit_credit, payments_of
from guangsha.deals.services.deposits import deal_of
from guangsha.deals.services.signed import SignedHooks
from guangsha.vault.public import Secret


class ContractHooks(SignedHooks):
    """What contracts ask of subjects that begin with ``deal:``."""

    def sale(self, *, subject: str) -> SaleFacts | None:
        """A subscription in force whose deposit is paid; None: there is none, or it is over."""
        key = deal_of(subject)
        if key is None:
            return None
        rows = Subscription.objects.filter(
            pk=key, state__in=(SubscriptionState.SUBSCRIBED, SubscriptionState.CONTRACTED)
        )
        row = rows.select_related("claim").annotate(clock=Now()).prefetch_related("buyers").first()
        if row is None:
            return None
        today, credit = day_in_china(row.clock), deposit_credit(row)
        return SaleFacts(
            subject=subject,
            organisation_id=row.organisation_id,
            project_id=row.project_id,
            unit_id=row.unit_id,
            parties=tuple(
                PartyFacts(line, one.person_id, one.full_name or Secret(""), one.id_number or Secret(""), one.share)
                for line, one in enumerate(sorted(row.buyers.all(), key=lambda one: one.line))
            ),
            price_fen=row.price_fen,
            deposit_fen=credit,
            receipt_hash=row.receipt_hash,
            rules=row.rules,
            plan=(
                PlanStep("定金（已付，抵作价款）", "Deposit (paid, part of the price)", credit, today),
                *(
                    PlanStep(one.title, one.title_en, one.amount_fen, one.due_on)
                    for one in payments_of(row, at=row.clock, credit_fen=credit)
                ),
            ),
            promised_at=row.claim.made_at,
        )

"""Change of buyers: who asks, who decides, who confirms, what of it is kept, and what happens at the same moment."""

from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from guangsha.contracts.domain.errors import BuyersUnconfirmed, ContractMoved
from guangsha.contracts.models import Contract, Party
from guangsha.deals import personal_data
from guangsha.deals.domain.buyer_changes import BuyerWanted
from guangsha.deals.domain.errors import (
    BuyerChangeClosed,
    BuyersFixed,
    BuyersSigned,
    ContractOut,
    LinkOver,
    MinorBuyer,
    OwnDeal,
    SharesRefused,
)
from guangsha.deals.models import Buyer, BuyerChange, ChangedBuyer, Subscription
from guangsha.deals.selectors.subscriptions import own_subscription, own_subscriptions
from guangsha.deals.services import buyer_changes
from guangsha.deals.services.buyer_changes import ask_buyer_change, decide_buyer_change, take_back_buyer_change
from guangsha.kit.actor import Actor
from guangsha.kit.errors import BusinessError, Forbidden, Invalid, NotFound
from guangsha.kit.ids import new_id
from guangsha.notifications.models import Notification
from guangsha.vault.public import Secret
from tests.backbone.support import in_threads
from tests.contracts.support import by, drafted, offer, offered, signed, sold, staff, template
from tests.deals.support import as_person, hear, id_number, named_person, pay, state_of, subscribe, withdrawn
from tests.deals.test_co_buyers import HIM, ask, confirm, shared_deal
from tests.inventory.support import on_sale, refused
from tests.money.support import found_broken

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
NEW = 7


def new(share: int, seed: int = NEW, name: str = "欧阳霁月") -> BuyerWanted:
    """Somebody who does not buy yet."""
    return BuyerWanted(share, full_name=Secret(name), id_number=Secret(id_number(seed)))


def old(line: int, share: int) -> BuyerWanted:
    """Somebody who does."""
    return BuyerWanted(share, line=line)


def asked(deal: Subscription, *wanted: BuyerWanted, person_id: UUID | None = None, reason: str = "配偶加名") -> UUID:
    """The subscriber asks; the newest request."""
    me = person_id or deal.person_id
    wish: dict[str, Any] = {"subscription_id": deal.pk, "person_id": me, "wanted": wanted, "reason": reason}
    as_person(me, lambda: ask_buyer_change(**wish))
    return BuyerChange.objects.filter(subscription=deal).order_by("-pk").values_list("pk", flat=True)[0]


def decided(deal: Subscription, change: UUID, *, approve: bool = True, actor: Actor | None = None) -> None:
    """Somebody of the house decides."""
    who = actor or staff("sales_manager", deal.organisation_id)
    told: dict[str, Any] = {"deal_id": deal.pk, "change_id": change, "approve": approve, "note": "材料齐全 13800138000"}
    by(who, lambda: decide_buyer_change(actor=who, **told))


def take_back(deal: Subscription) -> None:
    wish = {"subscription_id": deal.pk, "person_id": deal.person_id}
    as_person(deal.person_id, lambda: take_back_buyer_change(**wish))


def shares(deal: Subscription) -> list[tuple[int, int, bool]]:
    """(line, share, confirmed) of each."""
    rows = Buyer.objects.filter(subscription=deal).order_by("line")
    return [(one.line, one.share, one.person_id is not None) for one in rows]


class TestChanging:
    def test_somebody_joins_once_the_house_agrees_and_confirms_by_the_invitation(self) -> None:
        deal = sold()
        change = asked(deal, old(0, 6_000), new(4_000))
        assert asked(deal, old(0, 5_000), new(5_000)) == change
        shown = own_subscription(deal.person_id, deal.pk)
        assert shown.next is not None
        assert shown.buyer_change is not None
        assert (shown.next.what, shown.next.who) == ("change_buyers", "house")
        assert [(one.change, one.share_before, one.share) for one in shown.buyer_change.buyers] == [
            ("stays", 10_000, 6_000),
            ("joins", 0, 4_000),
        ]
        assert "霁" not in shown.buyer_change.buyers[1].name
        assert shares(deal) == [(0, 10_000, True)]
        for _ in range(2):
            decided(deal, change)
        assert shares(deal) == [(0, 6_000, True), (1, 4_000, False)]
        row = BuyerChange.objects.get()
        assert (row.state, row.active_subscription, "13800138000" in row.note) == ("done", None, False)
        confirm(ask(deal, deal.person_id), named_person(NEW))
        assert shares(deal) == [(0, 6_000, True), (1, 4_000, True)]
        assert found_broken() == set()

    def test_somebody_leaves_and_another_joins_and_what_is_kept_is_not_shown(self) -> None:
        deal, her, him = shared_deal()
        confirm(ask(deal, her), him)
        decided(deal, asked(deal, old(0, 6_000), new(4_000)))
        assert shares(deal) == [(0, 6_000, True), (2, 4_000, False)]
        assert own_subscriptions(him) == []
        refused(lambda: own_subscription(him, deal.pk), NotFound)
        kept = ChangedBuyer.objects.exclude(full_name__isnull=True).get()
        assert kept.id_number is not None
        assert (kept.line, kept.what, kept.id_number.reveal()) == (1, "leaves", id_number(HIM))
        (copy,) = personal_data.copy_of(him)
        assert (copy["was_buyer_of"], copy["share"], copy["id_number"]) == (str(deal.pk), 4_000, id_number(HIM))
        # A number that was somebody's is nobody else's, and who left may come again.
        decided(deal, asked(deal, old(0, 6_000), new(4_000, HIM)))
        assert shares(deal) == [(0, 6_000, True), (3, 4_000, False)]
        confirm(ask(deal, her, 3), him)
        assert found_broken() == set()

    def test_a_co_buyer_confirms_another_share_again_and_an_old_invitation_is_over(self) -> None:
        deal, her, him = shared_deal()
        code = ask(deal, her)
        change = asked(deal, old(0, 9_000), old(1, 1_000))
        decided(deal, change)
        refused(lambda: confirm(code, him), NotFound)
        confirm(ask(deal, her), him)
        decided(deal, asked(deal, old(0, 5_000), old(1, 5_000)))
        assert shares(deal) == [(0, 5_000, True), (1, 5_000, False)]
        confirm(ask(deal, her), him)
        decided(deal, asked(deal, old(0, 4_000), old(1, 5_000), new(1_000)))
        assert shares(deal) == [(0, 4_000, True), (1, 5_000, True), (2, 1_000, False)]
        refused(lambda: ask(deal, her), LinkOver)  # confirmed, and nothing of it changed
        assert found_broken() == set()

    def test_what_makes_no_sense_is_refused_and_changes_nothing(self) -> None:
        deal, _, him = shared_deal()
        nobody = BuyerWanted(5_000, full_name=Secret("欧阳"), id_number=Secret("110105199001010011"))
        child = BuyerWanted(5_000, full_name=Secret("欧阳小月"), id_number=Secret(id_number(NEW, "20150601")))
        senseless: list[tuple[type[BusinessError], list[BuyerWanted]]] = [
            (Invalid, [old(0, 6_000), old(1, 4_000)]),
            (Invalid, [old(1, 10_000)]),
            (Invalid, [old(0, 5_000), old(0, 5_000)]),
            (Invalid, [old(0, 5_000), old(9, 5_000)]),
            (Invalid, [old(0, 5_000), nobody]),
            (MinorBuyer, [old(0, 5_000), child]),
            (SharesRefused, [old(0, 5_000), new(4_999)]),
            (SharesRefused, [old(0, 5_000), old(1, 4_000), new(1_000, HIM)]),
            (SharesRefused, [old(0, 5_000), new(2_500), new(2_500)]),
        ]
        for error, wanted in senseless:
            refused(partial(asked, deal, *wanted), error)
        refused(lambda: asked(deal, old(0, 5_000), old(1, 5_000), person_id=him), NotFound)
        assert (BuyerChange.objects.count(), ChangedBuyer.objects.count()) == (0, 0)

    def test_it_is_refused_or_taken_back_and_asked_again_and_names_are_forgotten(self) -> None:
        deal = sold()
        change = asked(deal, old(0, 6_000), new(4_000), reason="加名 110105199001010017")
        decided(deal, change, approve=False)
        shown = own_subscription(deal.person_id, deal.pk).buyer_change
        assert shown is not None
        assert (shown.state, shown.buyers, shown.note[:4], shown.reason) == ("refused", (), "材料齐全", "加名 ***")
        refused(lambda: decided(deal, change), BuyerChangeClosed)
        asked(deal, old(0, 6_000), new(4_000))
        take_back(deal)
        assert refused(lambda: take_back(deal), BuyerChangeClosed).data == {"state": "taken_back"}  # type: ignore[attr-defined]
        assert not ChangedBuyer.objects.exclude(full_name__isnull=True).exists()
        assert not ChangedBuyer.objects.exclude(id_number__isnull=True).exists()
        second = asked(deal, old(0, 7_000), new(3_000))
        refused(lambda: decided(deal, change), BuyerChangeClosed)  # another one than the one that waits
        decided(deal, second)
        assert shares(deal)[0] == (0, 7_000, True)
        kinds = [
            one.kind for one in own_subscription(deal.person_id, deal.pk).timeline if one.kind.startswith("buyers")
        ]
        assert kinds == [
            *("buyers_asked", "buyers_refused"),
            *("buyers_asked", "buyers_taken_back"),
            *("buyers_asked", "buyers_changed"),
        ]
        assert found_broken() == set()


class TestWho:
    def test_neither_the_advisor_nor_a_buyer_decides_nor_who_may_not(self) -> None:
        deal = sold()
        change = asked(deal, old(0, 6_000), new(4_000))
        refused(lambda: decided(deal, change, actor=staff("sales_advisor", deal.organisation_id)), Forbidden)
        refused(lambda: decided(deal, change, actor=staff("sales_manager", new_id())), NotFound)
        refused(lambda: decided(deal, new_id()), NotFound)
        manager = staff("sales_manager", deal.organisation_id)
        Subscription.objects.update(advisor_id=manager.person_id)
        for approve in (True, False):
            refused(partial(decided, deal, change, approve=approve, actor=manager), OwnDeal)
        Subscription.objects.update(advisor_id=None)
        Buyer.objects.update(person_id=manager.person_id)
        refused(lambda: decided(deal, change, actor=manager), OwnDeal)
        assert BuyerChange.objects.get().state == "asked"

    def test_everybody_in_the_deal_hears_of_each_step_once_who_left_too_and_of_nothing_afterwards(self) -> None:
        deal, her, him = shared_deal()
        confirm(ask(deal, her), him)
        advisor = named_person(8)
        Subscription.objects.update(advisor_id=advisor)
        decided(deal, asked(deal, old(0, 6_000), new(4_000)))
        hear()
        asked(deal, old(0, 10_000))
        hear()
        told = {
            who: sorted(
                Notification.objects.filter(person_id=who, kind__contains="buyers_").values_list("kind", flat=True)
            )
            for who in (her, him, advisor)
        }
        assert told[her] == ["deals.buyers_asked", "deals.buyers_asked", "deals.buyers_changed"]
        assert told[him] == ["deals.buyers_asked", "deals.buyers_changed"]
        assert [one.replace("staff_", "") for one in told[advisor]] == told[her]


class TestContract:
    def test_before_the_deposit_and_after_the_end_there_is_nothing_to_change(self) -> None:
        waiting = subscribe(on_sale()[0], named_person())
        wanted = (old(0, 6_000), new(4_000))
        assert refused(lambda: asked(waiting, *wanted), BuyersFixed).data == {"state": "awaiting_deposit"}  # type: ignore[attr-defined]
        pay(waiting)
        hear()
        change = asked(waiting, *wanted)
        withdrawn(waiting, waiting.deposit_fen)
        assert BuyerChange.objects.get().state == "lapsed"
        assert not ChangedBuyer.objects.exclude(full_name__isnull=True).exists()
        refused(lambda: decided(waiting, change), BuyersFixed)
        refused(lambda: asked(waiting, *wanted), BuyersFixed)
        assert found_broken() == set()

    def test_a_draft_follows_and_waits_for_who_joins(self) -> None:
        deal = sold()
        contract = drafted(deal)
        decided(deal, asked(deal, old(0, 6_000), new(4_000)))
        refused(lambda: offer(contract, deal.organisation_id), BuyersUnconfirmed)
        confirm(ask(deal, deal.person_id), named_person(NEW))
        decided(deal, asked(deal, old(0, 6_000), new(4_000, 9)))  # so lines are 0 and 2
        confirm(ask(deal, deal.person_id, 2), named_person(9))
        offer(contract, deal.organisation_id)
        parties = Party.objects.filter(contract=contract, company=False).order_by("line")
        assert list(parties.values_list("line", "share")) == [(0, 6_000), (1, 4_000)]
        assert Contract.objects.get().state == "offered"

    def test_while_the_contract_is_out_and_once_it_is_signed_the_buyers_stay(self) -> None:
        deal = sold()
        wanted = (old(0, 6_000), new(4_000))
        change = asked(deal, *wanted)
        contract = offered(deal)
        refused(lambda: decided(deal, change), ContractOut)
        take_back(deal)
        refused(lambda: asked(deal, *wanted), ContractOut)
        signed(contract)
        refused(lambda: asked(deal, *wanted), BuyersSigned)
        assert (state_of(deal), shares(deal)) == ("contracted", [(0, 10_000, True)])

    def test_what_waits_when_the_contract_is_signed_lapses(self) -> None:
        deal = sold()
        change = asked(deal, old(0, 6_000), new(4_000))
        signed(offered(deal))
        assert BuyerChange.objects.get().state == "lapsed"
        refused(lambda: decided(deal, change), BuyersSigned)
        assert found_broken() == set()


class TestAtTheSameMoment:
    def test_two_requests_are_one(self) -> None:
        deal = sold()

        def work(index: int) -> None:
            asked(deal, old(0, 6_000 + index), new(4_000 - index, NEW + index))

        assert in_threads(2, work) == []
        assert BuyerChange.objects.get().state == "asked"
        assert ChangedBuyer.objects.count() == 2
        assert found_broken() == set()

    def _race(self) -> tuple[Subscription, UUID, Any]:
        """A draft is offered while the house agrees to other buyers who confirmed already."""
        deal, her, him = shared_deal_with_template()
        confirm(ask(deal, her), him)
        contract, change = drafted(deal), asked(deal, old(0, 10_000))

        def work(index: int) -> None:
            if index % 2:
                with suppress(ContractOut):
                    decided(deal, change)
            else:
                with suppress(ContractMoved):
                    offer(contract, deal.organisation_id)

        return deal, contract, work

    def test_the_contract_that_goes_out_names_who_buys(self) -> None:
        deal, contract, work = self._race()
        assert in_threads(2, work) == []
        if Contract.objects.get().state == "draft":  # thrown away while it was set: offered anew
            offer(contract, deal.organisation_id)
        parties = Party.objects.filter(contract=contract, company=False).order_by("line")
        assert list(parties.values_list("line", "share")) == [(one[0], one[1]) for one in shares(deal)]
        assert found_broken() == set()

    @pytest.mark.parametrize("guarded", [True, False])
    def test_without_asking_contracts_it_would_name_others(
        self, monkeypatch: pytest.MonkeyPatch, guarded: bool
    ) -> None:
        """The negative control: it went out between the asking and the deciding."""
        deal, contract, _ = self._race()
        change = BuyerChange.objects.get().pk
        offer(contract, deal.organisation_id)
        if guarded:
            refused(lambda: decided(deal, change), ContractOut)
        else:
            monkeypatch.setattr(buyer_changes, "sale_may_change", lambda *, subject: True)
            decided(deal, change)
        parties = Party.objects.filter(contract=contract, company=False).order_by("line")
        assert (list(parties.values_list("line", "share")) == [(one[0], one[1]) for one in shares(deal)]) is guarded


def shared_deal_with_template() -> tuple[Subscription, UUID, UUID]:
    """A home that two buy, of a company with a contract in force."""
    made = shared_deal()
    template()
    return made

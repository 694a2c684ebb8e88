"""What a person's rights mean for mortgages: the copy, erasure, and the end of what is kept."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from guangsha.deals.models import Subscription
from guangsha.kit.clock import utc_now
from guangsha.mortgages import ports
from guangsha.mortgages.domain.checklist import Item
from guangsha.mortgages.models import Applicant, Application, Document
from guangsha.mortgages.personal_data import KEPT, KEPT_PAPERS, KEPT_UNSENT, copy_of, forget_person, sweep
from guangsha.vault.public import ErasedSubject
from tests.money.support import run
from tests.mortgages.support import asked, bank_of, begun, fill, hand_in, mortgaged
from tests.policy.loans import open_channel

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def channel() -> Iterator[None]:
    open_channel()
    yield
    ports._channels.pop("sandbox")


def over(deal: Subscription, ago: timedelta) -> None:
    Subscription.objects.filter(pk=deal.pk).update(ended_at=Now() - ago)


def test_the_copy_has_ones_own_words_and_consents() -> None:
    deal = mortgaged()
    fill(deal)
    asked(deal, bank_of(deal))
    hand_in(deal, Item.INCOME)
    mine = copy_of(deal.person_id)[0]
    assert (mine["employer"], mine["income"], mine["marital"]) == ("长河机械", "28000", "single")
    assert [one["bank"] for one in mine["consents"]] == ["江南银行"]
    assert "接收方：江南银行" in mine["consents"][0]["text"]
    assert (mine["applications"][0]["state"], mine["documents"][0]["item"]) == ("submitted", "income")


def test_a_closed_account_empties_what_went_to_nobody_and_keeps_what_a_bank_was_told() -> None:
    deal = mortgaged()
    fill(deal)
    draft = begun(deal, bank_of(deal))
    run(lambda: forget_person(deal.person_id))
    run(lambda: forget_person(deal.person_id))
    assert Applicant.objects.get().employer is None
    assert Application.objects.get(pk=draft).state == "withdrawn"
    other = mortgaged(2, 1)
    fill(other)
    asked(other, bank_of(other, "second"))
    run(lambda: forget_person(other.person_id))
    assert Applicant.objects.get(dossier__subscription=other).employer is not None


def test_the_sweep_ends_forms_and_documents_in_their_time() -> None:
    sent, unsent = mortgaged(), mortgaged(2, 1)
    for deal in (sent, unsent):
        fill(deal)
    asked(sent, bank_of(sent))
    begun(unsent, bank_of(unsent, "second"))
    hand_in(sent, Item.INCOME)
    over(unsent, KEPT_UNSENT + timedelta(days=1))
    over(sent, KEPT_PAPERS + timedelta(days=1))
    kept = Applicant.objects.get(dossier__subscription=sent).employer
    assert sweep(utc_now()) == 2
    assert Document.objects.count() == 0
    assert Applicant.objects.get(dossier__subscription=unsent).employer is None
    assert Applicant.objects.get(dossier__subscription=sent).employer is not None
    over(sent, KEPT + timedelta(days=1))
    assert (sweep(utc_now()), sweep(utc_now())) == (1, 0)
    assert kept is not None
    with pytest.raises(ErasedSubject):
        Applicant.objects.model._meta.get_field("employer").bind(kept.sealed, _row(sent)).reveal()  # type: ignore[attr-defined]


def _row(deal: Subscription) -> Applicant:
    return Applicant.objects.get(dossier__subscription=deal)

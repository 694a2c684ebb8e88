"""Homes that are paid for by a loan, and what their buyers do about it, through the services."""

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

from guangsha.catalog.models import Project
from guangsha.deals.models import Subscription
from guangsha.kit.actor import Actor
from guangsha.kit.clock import utc_now
from guangsha.kit.ids import new_id
from guangsha.mortgages.domain.checklist import Item, Marital
from guangsha.mortgages.domain.consent import Language
from guangsha.mortgages.domain.states import DocumentState
from guangsha.mortgages.domain.terms import BankTerms, Product, ProductTerms
from guangsha.mortgages.models import Application, Document
from guangsha.mortgages.personal_data import PAPER
from guangsha.mortgages.selectors.own import consent_of
from guangsha.mortgages.selectors.papers import papers_of
from guangsha.mortgages.services.applications import begin_application, choose, give_consent, submit
from guangsha.mortgages.services.banks import put_bank
from guangsha.mortgages.services.documents import decide_document, keep_document
from guangsha.mortgages.services.dossiers import AnswersWanted, save_form
from guangsha.privacy.public import seal_file
from guangsha.vault.public import Secret
from tests.actors import holder
from tests.deals.support import as_person, named_person, subscribed
from tests.deals.test_plans import choose as choose_plan
from tests.inventory.support import homes, on_sale
from tests.money.support import run

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
CASH = ProductTerms(Product.COMMERCIAL, 30_500, "LPR-45BP（3.05%）", "LPR-45BP (3.05%)", 30, 800)
FUND = ProductTerms(
    Product.PROVIDENT_FUND, 26_000, "2.6%", "2.6%", 30, 800, cap_fen=90_000_000, source="测试政策 2026-1"
)  # fmt: skip


def bank_of(deal: Subscription, code: str = "jiangnan", *products: ProductTerms, channel: str = "sandbox") -> UUID:
    """A bank that the deal's project works with."""
    terms = BankTerms(code, "江南银行", "Jiangnan Bank", products or (CASH,))
    return run(
        lambda: put_bank(project_id=deal.project_id, organisation_id=deal.organisation_id, channel=channel, terms=terms)
    )


def mortgaged(seed: int = 1, at: int = 0) -> Subscription:
    """A subscribed home whose plan has a loan part."""
    units = on_sale() if not Project.objects.exists() else homes()
    deal = subscribed(units[at], named_person(seed))
    choose_plan(deal, "mortgage")
    return Subscription.objects.get(pk=deal.pk)


def fill(deal: Subscription, *lines: AnswersWanted, revision: int = 0, years: int = 30) -> int:
    """The buyer says everything, or what is given."""
    answers = lines or (AnswersWanted(0, Secret("长河机械"), 28_000, Marital.SINGLE, 1_500),)
    me = deal.person_id
    return int(
        as_person(
            me,
            lambda: save_form(subscription_id=deal.pk, person_id=me, revision=revision, years=years, answers=answers),
        )
    )


def agree(application_id: UUID, person_id: UUID, language: Language = "zh-CN") -> None:
    """An applicant reads the words and agrees."""
    text = consent_of(application_id=application_id, person_id=person_id, language=language)
    work = lambda: give_consent(  # noqa: E731
        application_id=application_id, person_id=person_id, language=language, text_hash=text.hash
    )
    as_person(person_id, work)


def begun(deal: Subscription, bank_id: UUID, product: Product = Product.COMMERCIAL) -> UUID:
    """A draft."""
    me = deal.person_id
    work = lambda: begin_application(  # noqa: E731
        subscription_id=deal.pk, person_id=me, bank_id=bank_id, product=product
    )
    return UUID(str(as_person(me, work)))


def act(application_id: UUID, what: Callable[..., None]) -> None:
    """The buyer does something about their application."""
    me = Application.objects.values_list("dossier__person_id", flat=True).get(pk=application_id)
    as_person(me, lambda: what(application_id=application_id, person_id=me))


def asked(deal: Subscription, bank_id: UUID) -> UUID:
    """An application that the bank is asked with; nobody has worked yet."""
    made = begun(deal, bank_id)
    agree(made, deal.person_id)
    act(made, submit)
    return made


def hand_in(deal: Subscription, item: Item, line: int = 0, content: bytes = PDF) -> UUID:
    """The buyer uploads a document."""
    me = deal.person_id
    sealed = seal_file(person_id=me, purpose=PAPER.code, content=io.BytesIO(content))
    values: dict[str, Any] = {"item": item, "line": line, "sealed": sealed, "name": Secret("材料.pdf")}
    work = lambda: keep_document(subscription_id=deal.pk, person_id=me, now=utc_now(), **values)  # noqa: E731
    return UUID(str(as_person(me, work)))


def clerk_of(deal: Subscription) -> Actor:
    """An advisor of the company."""
    return holder("sales_advisor", organisation_id=deal.organisation_id, person_id=new_id())


def decide(application_id: UUID, document_id: UUID, *, accept: bool = True, reason: str = "") -> None:
    """The house looks at a document."""
    row = Application.objects.select_related("dossier__subscription").get(pk=application_id)
    actor = clerk_of(row.dossier.subscription)
    run(
        lambda: decide_document(
            actor=actor, application_id=application_id, document_id=document_id, accept=accept, reason=reason
        )
    )


def hand_in_all(deal: Subscription, application_id: UUID) -> None:
    """Everything that is asked for and missing or sent back is uploaded and accepted."""
    for one in papers_of(Application.objects.get(pk=application_id)):
        if one.state in {DocumentState.MISSING, DocumentState.SENT_BACK}:
            hand_in(deal, one.item, one.line)
    for document in Document.objects.filter(dossier__subscription=deal, state=DocumentState.UPLOADED):
        decide(application_id, document.pk)


def state_of(application_id: UUID) -> str:
    """As the table has it."""
    return str(Application.objects.values_list("state", flat=True).get(pk=application_id))


def accept_offer(application_id: UUID) -> None:
    """The buyer chooses this bank."""
    act(application_id, choose)

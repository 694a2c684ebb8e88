"""What a person's right to a copy and to erasure means for mortgages.

What applicants say is sealed with the dossier's own key and kept as long as the sale it belongs to (Anti-Money-Laundering Law
反洗钱法 (2024) art. 34) where a bank was asked; a form that went to nobody goes with the account, or 30 days after the sale is
over. Files are sealed with the person's own key and go with the account; else a year after the sale is over.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from guangsha.backbone.public import StampedEvent, audit, command
from guangsha.kit.actor import system_actor
from guangsha.mortgages.domain.states import MortgageState
from guangsha.mortgages.models import Applicant, Application, BankConsent, Document, Dossier
from guangsha.mortgages.selectors.staff import may_read_papers
from guangsha.privacy.public import FilePurpose, let_file_go
from guangsha.vault.public import (
    DataClass,
    LegalBasis,
    PersonalField,
    declare,
    declare_not_personal,
    key_store,
    mask_all,
)

MAX_COPIED = 10_000
KEPT = timedelta(days=3_653)
KEPT_UNSENT = timedelta(days=30)
KEPT_PAPERS = timedelta(days=365)
SWEEP = 100
CLERK = system_actor("mortgages.retention")
PAPER = FilePurpose(
    "mortgages.document",
    frozenset({"application/pdf", "image/jpeg", "image/png"}),
    10 * 1024 * 1024,
    None,
    may_read_papers,
)
FIELDS = (
    ("employer", "employer of an applicant", "申请人工作单位"),
    ("income", "monthly income of an applicant", "申请人月收入"),
    ("marital", "marital status of an applicant", "申请人婚姻状况"),
    ("loans", "what an applicant pays back a month already", "申请人已有贷款月供"),
)


def declare_fields() -> None:
    """Called once at start."""
    for name, title, title_zh in FIELDS:
        declare(
            PersonalField(
                label=f"mortgages.applicant.{name}",
                title=title,
                title_zh=title_zh,
                purpose="to apply for a mortgage at the banks the applicant agreed to by name; kept as long as the sale, by law",
                purpose_zh="用于向申请人单独同意的银行申请购房贷款；随交易依法保存",
                basis=LegalBasis.CONSENT,
                data_class=DataClass.SENSITIVE,
                mask=mask_all,
                retention_days=KEPT.days,
            )
        )
    kept = "an opaque id beside an application for a mortgage; it names nobody once its person is erased"
    for label in ("dossier.person_id", "applicant.person_id", "bankconsent.person_id"):
        declare_not_personal(f"mortgages.{label}", kept)
    declare_not_personal(
        "mortgages.application.bank", "which of a project's banks was asked: an id of an organisation's row"
    )


def copy_of(person_id: UUID) -> list[dict[str, Any]]:
    """One's own answers, consents and applications; of other applicants nothing."""
    mine = Applicant.objects.filter(person_id=person_id).select_related("dossier").order_by("pk")[:MAX_COPIED]
    return [_copied(one) for one in mine]


def _copied(me: Applicant) -> dict[str, Any]:
    def said(name: str) -> str:
        value = getattr(me, name)
        return value.reveal() if value is not None else ""

    applications = Application.objects.filter(dossier=me.dossier_id).select_related("bank").order_by("pk")
    consents = BankConsent.objects.filter(person_id=me.person_id, application__dossier=me.dossier_id)
    return {
        "subscription": str(me.dossier.subscription_id),
        **{name: said(name) for name, _, _ in FIELDS},
        "consents": [
            {"bank": one.application.bank.name, "text": one.wording.text, "at": one.at.isoformat()}
            for one in consents.select_related("wording", "application__bank")
        ],
        "applications": [
            {
                "bank": one.bank.name,
                "product": one.product,
                "amount_fen": one.amount_fen,
                "years": one.years,
                "state": one.state,
                "from": one.made_at.isoformat(),
            }
            for one in applications
        ],
        "documents": [
            {"item": one.item, "state": one.state, "file": str(one.file_id)}
            for one in Document.objects.filter(dossier=me.dossier_id, line=me.line)
        ],
    }


def _sent() -> Exists:
    return Exists(Application.objects.filter(dossier=OuterRef("pk")).exclude(submitted_at=None))


def forget_person(person_id: UUID, kept: frozenset[str] = frozenset()) -> None:
    """A form that went to no bank is emptied, and its drafts end. What a bank was told of stays, by law. Idempotent."""
    unsent = Dossier.objects.filter(person_id=person_id, swept_at=None).exclude(_sent())
    if found := list(unsent.values_list("pk", flat=True)):
        _empty(found)
        drafts = Application.objects.filter(dossier__in=found, state=MortgageState.DRAFT)
        drafts.update(state=MortgageState.WITHDRAWN, live_key=None)
        audit(action="mortgages.forget", target=f"person:{person_id}", data={"dossiers": len(found)})


def person_erased(event: StampedEvent) -> None:
    """Somebody's account was closed for good."""
    forget_person(UUID(event.payload["person_id"]))


def _empty(dossiers: list[UUID]) -> None:
    Applicant.objects.filter(dossier__in=dossiers).update(employer=None, income=None, marital=None, loans=None)


def sweep(now: datetime) -> int:
    """Take away what applicants said once no law asks for it any more, and documents a year after their sale; how many."""
    over = "subscription__ended_at__lt"
    sent, unsent = Q(**{over: now - KEPT}), Q(**{over: now - KEPT_UNSENT}) & ~Q(_sent())
    found = list(Dossier.objects.filter(sent | unsent, swept_at=None).values_list("pk", flat=True)[:SWEEP])
    ended = Document.objects.filter(dossier__subscription__ended_at__lt=now - KEPT_PAPERS)
    papers = list(ended.values_list("pk", "file_id")[:SWEEP])
    if not found and not papers:
        return 0

    def work() -> None:
        _empty(found)
        Dossier.objects.filter(pk__in=found).update(swept_at=now)
        for _, file_id in papers:
            let_file_go(file_id=file_id, now=now)
        Document.objects.filter(pk__in=[pk for pk, _ in papers]).delete()
        data = {"dossiers": len(found), "documents": len(papers)}
        audit(action="mortgages.retention", target="mortgages", data=data)

    for dossier_id in found:
        key_store().destroy(dossier_id)  # first: a sweep that is killed here finds the rows again
    command(work, actor=CLERK)
    return len(found) + len(papers)

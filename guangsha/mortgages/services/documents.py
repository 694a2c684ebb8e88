"""Documents: uploaded by the buyer, accepted or sent back by the house, handed to the bank by a job."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from guangsha.backbone.public import audit, require_command
from guangsha.deals.public import loan_sale
from guangsha.kit.actor import Actor
from guangsha.kit.errors import Invalid, NotFound
from guangsha.kit.personal import without_personal_numbers
from guangsha.mortgages.domain.checklist import Item
from guangsha.mortgages.domain.errors import DocumentMoved, NotWanted
from guangsha.mortgages.domain.states import AT_BANK, DocumentState, MortgageState, StepWho, document_before
from guangsha.mortgages.models import Application, Document, Dossier
from guangsha.mortgages.policies import HANDLE, require, seen_by
from guangsha.mortgages.selectors.papers import papers_of, wanted_anywhere
from guangsha.mortgages.services.applications import go_formal, push
from guangsha.mortgages.services.steps import keep, move, take
from guangsha.privacy.public import SealedFile, let_file_go, record_file
from guangsha.vault.public import Secret


def check_wanted(*, subscription_id: UUID, person_id: UUID, item: Item, line: int) -> None:
    """Before a file is read: whether it is asked for. Raises NotFound, NotWanted."""
    dossier = Dossier.objects.filter(subscription=subscription_id, person_id=person_id).first()
    if dossier is None:
        raise NotFound("mortgage")
    if not wanted_anywhere(dossier.pk, item, line):
        raise NotWanted()


def keep_document(
    *,
    subscription_id: UUID,
    person_id: UUID,
    item: Item,
    line: int,
    sealed: SealedFile,
    name: Secret | None,
    now: datetime,
) -> UUID:
    """The buyer hands in a document; until it was accepted another copy takes its place, and the file before goes.

    Raises NotFound, NotWanted, DocumentMoved (accepted).
    """
    require_command()
    check_wanted(subscription_id=subscription_id, person_id=person_id, item=item, line=line)
    dossier = Dossier.objects.get(subscription=subscription_id)
    record_file(sealed=sealed, now=now, name=name)
    rows = Document.objects.filter(dossier=dossier, item=item, line=line)
    old = rows.values_list("file_id", flat=True).first()
    fresh = {"state": DocumentState.UPLOADED, "file_id": sealed.id, "reason": "", "uploaded_at": Now()}
    if old is None:
        try:
            with transaction.atomic():
                made = Document.objects.create(dossier=dossier, item=item, line=line, **fresh)
        except IntegrityError as error:
            raise DocumentMoved() from error
        audit(action="mortgages.document.upload", target=f"dossier:{dossier.pk}", data={"item": item, "line": line})
        return made.pk
    still = rows.filter(state__in=document_before(DocumentState.UPLOADED), file_id=old)
    if still.update(**fresh, decided_by=None, decided_at=None) != 1:
        raise DocumentMoved()
    let_file_go(file_id=old, now=now)
    audit(action="mortgages.document.upload", target=f"dossier:{dossier.pk}", data={"item": item, "line": line})
    return rows.values_list("pk", flat=True).get()


def decide_document(*, actor: Actor, application_id: UUID, document_id: UUID, accept: bool, reason: str = "") -> None:
    """Accept an uploaded document, or send it back with a reason. Once all are accepted the bank has them, by a job.

    Raises NotFound, Forbidden, Invalid (no reason), DocumentMoved.
    """
    require_command()
    rows = Application.objects.select_related("dossier").filter(seen_by(actor, at="dossier__"), pk=application_id)
    application = rows.first()
    if application is None:
        raise NotFound("mortgage")
    dossier = application.dossier
    require(actor, HANDLE, organisation_id=dossier.organisation_id, project_id=dossier.project_id)
    if not accept and not reason.strip():
        raise Invalid(errors=[{"field": "reason", "message": "required"}])
    mine = Document.objects.filter(pk=document_id, dossier=dossier)
    if not mine.exists():
        raise NotFound("document")
    after = DocumentState.ACCEPTED if accept else DocumentState.SENT_BACK
    values = {
        "reason": "" if accept else without_personal_numbers(reason.strip()[:200]),
        "decided_by": actor.person_id,
        "decided_at": Now(),
    }
    if mine.filter(state__in=document_before(after)).update(state=after, **values) != 1:
        raise DocumentMoved()
    document = mine.get()
    data = {"document": str(document_id), "item": document.item, "accept": accept}
    audit(action="mortgages.document.decide", target=f"dossier:{dossier.pk}", data=data)
    who = {"who": StepWho.HOUSE, "actor_id": actor.person_id}
    for one in Application.objects.filter(dossier=dossier, state__in=AT_BANK).select_related("dossier", "bank"):
        if accept:
            papers_accepted(one)
        elif any(paper.id == document_id for paper in papers_of(one)):
            keep(one, "sent_back", note=document.item, **who)  # type: ignore[arg-type]


def papers_accepted(application: Application) -> None:
    """Where all that this bank wants is accepted: it goes on, and the bank is told."""
    papers = papers_of(application)
    if any(one.state is not DocumentState.ACCEPTED for one in papers):
        return
    if application.state == MortgageState.DOCUMENTS_WANTED:
        found = take(application.pk, MortgageState.DOCUMENTS_WANTED)
        if found is not None:
            back = MortgageState.CHOSEN if found.taken_dossier else MortgageState.SUBMITTED
            move(found, back, who=StepWho.HOUSE, note="documents")
            push(found.pk)
    elif application.state == MortgageState.CHOSEN:
        go_formal(application_id=application.pk, sale=loan_sale(application.dossier.subscription_id))

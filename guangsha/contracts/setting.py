"""From the tables to a set document: who signs and which clauses, put together for the renderer. Writes nothing."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from guangsha.backbone.public import command
from guangsha.contracts.documents import seal_document
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.models import Contract, ContractNumber, Party
from guangsha.contracts.rendering import ClauseShown, PartyShown, document_data, render
from guangsha.contracts.selectors.regime import clauses_by_id
from guangsha.contracts.services.offering import finish_offer
from guangsha.contracts.signing_outside import verification_address
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import CHINA
from guangsha.vault.public import Secret

KEEPER = system_actor("contracts.documents")


def data_of(contract: Contract, *, draft: bool) -> dict[str, Any]:
    """What the document of this contract shows. ``draft``: without its number, and marked as one on every page.

    The same contract gives the same data: the moment in it is when its number was given, or when the draft was drawn up.
    """
    clauses = clauses_by_id(contract.facts["clauses"])
    shown = [clauses[one] for one in contract.facts["clauses"]]
    return document_data(
        terms=contract.facts,
        parties=[
            PartyShown(one.line, _plain(one.full_name), _plain(one.id_number), one.share, one.company)
            for one in Party.objects.filter(contract=contract).order_by("line")
        ],
        clauses=[ClauseShown(one.title, one.title_en, one.text, one.text_en, one.risk) for one in shown],
        number=None if draft else contract.number,
        made_at=_made_at(contract).astimezone(CHINA),
        address="" if draft else verification_address(contract.pk),
    )


def _plain(secret: Secret | None) -> str:
    return "" if secret is None else str(secret.reveal())


def _made_at(contract: Contract) -> datetime:
    given = ContractNumber.objects.filter(contract=contract).values_list("given_at", flat=True).first()
    return given or contract.made_at


def preview(contract_id: UUID) -> bytes:
    """A draft as a PDF, kept nowhere. The caller has checked that the reader may see it. Outside a command."""
    contract = Contract.objects.annotate(clock=Now()).get(pk=contract_id)
    return render(data_of(contract, draft=True)).pdf


def send_offer(*, contract_id: UUID, revision: int) -> bool:
    """Set the numbered draft of ``revision`` and offer it; False when it has moved on. Outside a command; idempotent."""
    contract = Contract.objects.filter(pk=contract_id, state=ContractState.DRAFT, revision=revision).first()
    if contract is None or contract.number is None:
        return False
    found = render(data_of(contract, draft=False))
    sealed = seal_document(contract_id=contract_id, pdf=found.pdf)
    return command(
        lambda: finish_offer(contract_id=contract_id, revision=revision, sealed=sealed, fields=found.fields),
        actor=KEEPER,
    )

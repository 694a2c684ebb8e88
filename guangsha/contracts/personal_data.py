"""What a person's right to a copy and to erasure means for contracts.

Who bought what is kept for ten years after the contract is over (Anti-Money-Laundering Law 反洗钱法 (2024) art. 34). Names,
numbers and the documents are sealed with the contract's own key, which a closed account does not destroy; the sweep does.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from guangsha.backbone.public import audit, command
from guangsha.contracts.domain.states import ContractState
from guangsha.contracts.models import Contract, Document, Party
from guangsha.kit.actor import system_actor
from guangsha.vault.public import (
    DataClass,
    LegalBasis,
    PersonalField,
    declare,
    declare_not_personal,
    key_store,
    mask_id_number,
    mask_person_name,
    remove_sealed,
)

MAX_COPIED = 10_000
KEPT = timedelta(days=3_653)
KEPT_UNSIGNED = timedelta(days=365)
"""An offer that came to nothing: as long as somebody may ask what was offered."""
SWEEP = 100
CLERK = system_actor("contracts.retention")


def declare_fields() -> None:
    """Called once at start."""
    for label, title, title_zh, mask in (
        ("contracts.party.full_name", "name of a party to a contract", "合同当事人姓名", mask_person_name),
        ("contracts.party.id_number", "ID number of a party to a contract", "合同当事人身份证号码", mask_id_number),
    ):
        declare(
            PersonalField(
                label=label,
                title=title,
                title_zh=title_zh,
                purpose="to make and prove a purchase contract; kept ten years after it is over, by law",
                purpose_zh="用于订立和证明购房合同；依反洗钱法自交易结束起保存十年",
                basis=LegalBasis.LEGAL_DUTY,
                data_class=DataClass.SENSITIVE,
                mask=mask,
                retention_days=KEPT.days,
            )
        )
    declare_not_personal(
        "contracts.party.person_id",
        "an opaque id beside a contract that the law makes us keep; it names nobody once its person is erased",
    )


def owner_of_party(row_id: UUID) -> UUID | None:
    """Whose name and number stand in this row; None: the company's, or of somebody without an account."""
    return Party.objects.filter(pk=row_id).values_list("person_id", flat=True).first()


def copy_of(person_id: UUID) -> list[dict[str, Any]]:
    """The contracts one is party to; of the others nothing but how many."""
    rows = Party.objects.filter(person_id=person_id, company=False).select_related("contract").order_by("pk")
    return [_copied(one) for one in rows[:MAX_COPIED]]


def _copied(me: Party) -> dict[str, Any]:
    contract = me.contract
    return {
        "contract": str(contract.pk),
        "number": contract.number or "",
        "unit": str(contract.unit_id),
        "state": contract.state,
        "terms": contract.facts,
        "from": contract.made_at.isoformat(),
        "full_name": me.full_name.reveal() if me.full_name is not None else "",
        "id_number": me.id_number.reveal() if me.id_number is not None else "",
        "share": me.share,
        "parties": Party.objects.filter(contract=contract).count(),
        "documents": list(Document.objects.filter(contract=contract).values_list("sha256", flat=True)),
        "kept_by_law": "反洗钱法 art. 34: ten years after the contract is over",
    }


def sweep(now: datetime) -> int:
    """Take away who was party to what, and the documents, once the law does not ask for them any more; how many contracts."""
    signed = Q(ended_at__lt=now - KEPT)
    never = Q(ended_at__lt=now - KEPT_UNSIGNED, signed_at=None, state__in=(ContractState.EXPIRED, ContractState.VOID))
    over = Contract.objects.filter(signed | never, parties__full_name__isnull=False).distinct()
    found = list(over.values_list("pk", flat=True)[:SWEEP])
    if not found:
        return 0

    def work() -> None:
        Party.objects.filter(contract__in=found).update(full_name=None, id_number=None)
        audit(action="contracts.retention", target="contracts", data={"contracts": len(found)})

    files = list(Document.objects.filter(contract__in=found).values_list("pk", flat=True))
    for contract_id in found:
        key_store().destroy(contract_id)  # first: a sweep that is killed here finds the rows again
    for file_id in files:
        remove_sealed(file_id)
    command(work, actor=CLERK)
    return len(found)

"""What a person's rights mean for signatures: they are part of a contract, kept and sealed with its own key like its names."""

from typing import Any
from uuid import UUID

from guangsha.contracts.models import Signature
from guangsha.vault.public import (
    DataClass,
    LegalBasis,
    PersonalField,
    declare,
    declare_not_personal,
    mask_all,
)

MOST = 1_000


def declare_fields() -> None:
    """Called once at start."""
    declare(
        PersonalField(
            label="contracts.signature.strokes",
            title="signature drawn by hand",
            title_zh="手写签名笔迹",
            purpose="to put it into the contract that was signed; kept as long as the contract, by law",
            purpose_zh="写入所签合同；与合同同期保存",
            basis=LegalBasis.LEGAL_DUTY,
            data_class=DataClass.SENSITIVE,
            mask=mask_all,
            retention_days=3_653,
        )
    )
    declare_not_personal(
        "contracts.signature.actor_id",
        "an opaque id beside a signature that is kept with its contract; it names nobody once its person is erased",
    )


def copy_of(person_id: UUID) -> list[dict[str, Any]]:
    """One's own signatures as plain values."""
    rows = Signature.objects.filter(party__person_id=person_id, party__company=False).select_related("contract")
    return [
        {
            "contract": str(one.contract_id),
            "number": one.contract.number or "",
            "state": one.state,
            "proof": one.proof,
            "proved_at": one.proved_at.isoformat(),
            "network": one.network,
            "document_sha256": one.shown_sha256,
            "drawn": one.strokes.reveal() if one.strokes is not None else "",
            "signed_at": one.signed_at.isoformat() if one.signed_at else "",
            "timestamped": one.timestamped,
        }
        for one in rows.order_by("pk")[:MOST]
    ]

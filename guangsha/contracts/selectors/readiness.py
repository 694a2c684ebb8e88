"""What a party has to do before signing."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models.functions import Now

from guangsha.contracts.domain.signing import SIGNABLE
from guangsha.contracts.models import Contract, Party


class MissingKind(StrEnum):
    """Why somebody cannot sign (yet)."""

    NOT_A_PARTY = "not_a_party"
    WRONG_STATE = "wrong_state"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing; ``ref`` says which, where there can be several."""

    kind: MissingKind
    ref: str = ""


def missing_before_signing(*, contract_id: UUID, person_id: UUID) -> list[Missing]:
    """What stands between the person and signing; [] when nothing does."""
    if not Party.objects.filter(contract=contract_id, person_id=person_id, company=False).exists():
        return [Missing(MissingKind.NOT_A_PARTY)]
    if not Contract.objects.filter(pk=contract_id, state__in=SIGNABLE).exists():
        return [Missing(MissingKind.WRONG_STATE)]
    if Contract.objects.filter(pk=contract_id, expires_at__lte=Now()).exists():
        return [Missing(MissingKind.EXPIRED)]
    return []

"""What a party has to do before signing."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models.functions import Now

from guangsha.contracts.domain.signing import SIGNABLE
from guangsha.contracts.models import Contract, Party


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing; ``what`` is a code."""

    what: str
    ref: str = ""


def missing_before_signing(*, contract_id: UUID, person_id: UUID) -> list[Missing]:
    """What stands between the person and signing; [] when nothing does."""
    if not Party.objects.filter(contract=contract_id, person_id=person_id, company=False).exists():
        return [Missing("not_a_party")]
    if not Contract.objects.filter(pk=contract_id, state__in=SIGNABLE).exists():
        return [Missing("state")]
    if Contract.objects.filter(pk=contract_id, expires_at__lte=Now()).exists():
        return [Missing("expired")]
    return []

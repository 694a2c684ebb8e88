"""Numbers of contracts: per company and year, each given once, in the order of offering."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from guangsha.backbone.public import require_command
from guangsha.contracts.models import Contract, ContractNumber, NumberPrefix
from guangsha.contracts.services.steps import clock
from guangsha.kit.clock import CHINA
from guangsha.kit.errors import VersionConflict

TRIES = 30


def give_number(*, contract: Contract) -> str:
    """The contract's number, given on the first call and kept: GS-2026-000123. Raises VersionConflict after TRIES.

    No row is updated: whoever wants a number that another transaction has just taken waits for that transaction's end at the
    unique key, and takes the next one. So nothing is skipped where it is taken back, and none is given twice.
    """
    require_command()
    if contract.number is not None:
        return contract.number
    now = clock(contract.pk)
    house, year = contract.organisation_id, now.astimezone(CHINA).year
    last = ContractNumber.objects.filter(organisation_id=house, year=year).aggregate(last=Max("number"))["last"] or 0
    for number in range(last + 1, last + 1 + TRIES):
        try:
            with transaction.atomic():
                ContractNumber.objects.create(organisation_id=house, year=year, number=number, contract=contract)
        except IntegrityError:
            continue
        contract.number = f"{_prefix(house)}-{year}-{number:06d}"
        contract.save(update_fields=["number"])
        return contract.number
    raise VersionConflict()


def _prefix(organisation_id: UUID) -> str:
    count = NumberPrefix.objects.count()
    for index in range(count + 1, count + 1 + TRIES):
        known = NumberPrefix.objects.filter(pk=organisation_id).first()
        if known is not None:
            return known.prefix
        prefix = "GS" if index == 1 else f"GS{index}"
        try:
            with transaction.atomic():
                NumberPrefix.objects.create(organisation_id=organisation_id, prefix=prefix)
        except IntegrityError:
            continue
        return prefix
    raise VersionConflict()

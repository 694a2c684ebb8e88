"""What a proof of payments needs, as a process of its own: debts for everybody, and the ledger's side of the story.

``owe COUNT`` makes so many obligations for each person with a phone. ``ledger`` prints JSON: the postings to the provider's
account, each as [payment or refund, number, fen].
"""

import json
import os
import random
import sys

SHARE = 50
"""Obligations made in one command."""


def _owe(count: int) -> None:
    from guangsha.accounts.models import Person
    from guangsha.backbone.public import command
    from guangsha.kit.actor import system_actor
    from guangsha.kit.ids import new_id
    from guangsha.money.public import Purpose, open_obligation
    from tests.money.support import DUE, HOUSE

    people = Person.objects.filter(phone_verified_at__isnull=False).values_list("pk", flat=True)
    wanted = [(person, new_id()) for person in people for _ in range(count)]
    chance = random.Random(count)
    for start in range(0, len(wanted), SHARE):

        def work(part: slice = slice(start, start + SHARE)) -> None:
            for person, key in wanted[part]:
                open_obligation(
                    subject=f"proof:{key}",
                    payer_id=person,
                    organisation_id=HOUSE,
                    purpose=Purpose.DEPOSIT,
                    amount_fen=chance.randrange(100, 5_000_000),
                    due_at=DUE,
                    title="定金",
                    title_en="Deposit",
                    cause=f"proof:{key}",
                )

        command(work, actor=system_actor("proof"))


def _ledger() -> list[list[object]]:
    from guangsha.money.models import Posting

    rows = Posting.objects.filter(account="provider.sandbox").select_related("journal__payment", "journal__refund")
    return [
        ["payment", row.journal.payment.merchant_no, row.amount_fen]
        if row.journal.kind == "payment"
        else ["refund", row.journal.refund.refund_no, -row.amount_fen]  # type: ignore[union-attr]
        for row in rows
    ]


def main(words: list[str]) -> None:
    """Do what was asked for."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "guangsha.config.settings"
    import django

    django.setup()
    if words[0] == "owe":
        _owe(int(words[1]))
    else:
        print(json.dumps(_ledger()))


if __name__ == "__main__":
    main(sys.argv[1:])

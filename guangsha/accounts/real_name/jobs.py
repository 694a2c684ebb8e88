"""Asking the verification service, as often as it takes within a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from guangsha.accounts.real_name.errors import RealNameDown
from guangsha.accounts.real_name.ports import RealNameAnswer, provider
from guangsha.accounts.real_name.services import CHECK_JOB, decide_real_name, give_up_real_name, open_question
from guangsha.backbone.public import command, enqueue
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import utc_now

CHECKER = system_actor("real-name-checker")
PAUSES_S = (5, 15, 60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600)
"""Between one question and the next; after the last the submission ends as unavailable."""


def check_real_name(payload: dict[str, Any]) -> None:
    """Ask about one submission and write down the answer. Called twice it asks twice and decides once."""
    person_id, submission, asked = UUID(payload["person_id"]), int(payload["submission"]), int(payload["asked"])
    question = open_question(person_id=person_id, submission=submission)
    if question is None:
        return
    try:
        answer = provider().check(
            reference=question.reference,
            full_name=question.full_name,
            id_number=question.id_number,
            asked_before=asked,
        )
    except RealNameDown:
        answer = RealNameAnswer.PENDING

    def write() -> None:
        if answer is not RealNameAnswer.PENDING:
            decide_real_name(person_id=person_id, submission=submission, answer=answer, now=utc_now())
        elif asked < len(PAUSES_S):
            again = {**payload, "asked": asked + 1}
            key = f"real-name:{person_id}:{submission}:{asked + 1}"
            enqueue(CHECK_JOB, again, after=timedelta(seconds=PAUSES_S[asked]), unique_key=key)
        else:
            give_up_real_name(person_id=person_id, submission=submission, now=utc_now())

    command(write, actor=CHECKER)

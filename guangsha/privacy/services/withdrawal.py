"""What follows from a withdrawn consent."""

from datetime import datetime
from uuid import UUID

from guangsha.accounts.public import forget_real_name
from guangsha.backbone.public import require_command
from guangsha.privacy.domain.documents import Document
from guangsha.privacy.ports import holds_of
from guangsha.privacy.selectors.consents import Subject, consent_stands

REAL_NAME_TABLE = "accounts.realname."


def forget_what_was_agreed(*, person_id: UUID, now: datetime) -> bool:
    """Forget name and ID number unless the law keeps them, or the person has agreed again meanwhile; True when they went."""
    require_command()
    if consent_stands(subject=Subject(person_id=person_id), document=Document.REAL_NAME, now=now):
        return False
    kept = [label for hold in holds_of(person_id, now) for label in hold.labels if label.startswith(REAL_NAME_TABLE)]
    return not kept and forget_real_name(person_id=person_id)

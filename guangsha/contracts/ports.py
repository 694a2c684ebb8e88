"""What contracts ask of contexts above them: whose sales these are."""

from typing import Protocol
from uuid import UUID

from guangsha.contracts.domain.facts import SaleFacts


class SubjectHooks(Protocol):
    """What the owner of a kind of subject is asked. Inside the command, so no outside effect."""

    def sale(self, *, subject: str) -> SaleFacts | None:
        """The sale as it stands now; None: there is none that a contract could be made for."""
        ...

    def contract_signed(self, *, subject: str, contract_id: UUID) -> None:
        """Everybody has signed. A BusinessError refuses the last signature."""
        ...

    def contract_ended(self, *, subject: str, contract_id: UUID) -> None:
        """The contract expired or was declared void."""
        ...


_subjects: dict[str, SubjectHooks] = {}


def register_subject(kind: str, hooks: SubjectHooks) -> None:
    """Answer for subjects that begin with ``kind:``; a kind again replaces."""
    _subjects[kind] = hooks


def hooks_of(subject: str) -> SubjectHooks | None:
    """Who answers for this subject; None: nobody, so no contract can be made."""
    return _subjects.get(subject.partition(":")[0])

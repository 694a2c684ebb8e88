"""The checklist of an application: what its bank asks for, and how far that is."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from guangsha.mortgages.domain.checklist import DocumentFacts, Item, Marital, Wanted, checklist
from guangsha.mortgages.domain.states import DocumentState
from guangsha.mortgages.domain.terms import Product
from guangsha.mortgages.models import Applicant, Application, Document


def papers_of(application: Application) -> list[DocumentFacts]:
    """The checklist of one application. Two queries."""
    applicants = list(Applicant.objects.filter(dossier=application.dossier_id))
    documents = list(Document.objects.filter(dossier=application.dossier_id))
    return papers_from(application, applicants, documents)


def papers_from(
    application: Application, applicants: Sequence[Applicant], documents: Sequence[Document]
) -> list[DocumentFacts]:
    """The same of rows that are loaded."""
    lines = {one.line: Marital(one.marital.reveal()) if one.marital is not None else None for one in applicants}
    known = {(one.item, one.line): one for one in documents}
    wanted = list(checklist(Product(application.product), lines))
    more = [Wanted(Item(one["item"]), one["line"]) for one in application.wanted if one["line"] in lines]
    wanted += [one for one in more if one not in wanted]
    return [_fact(one, known) for one in wanted]


def _fact(one: Wanted, known: Mapping[tuple[str, int], Document]) -> DocumentFacts:
    row = known.get((str(one.item), one.line))
    if row is None:
        return DocumentFacts(None, one.item, one.line, DocumentState.MISSING, "", None)
    return DocumentFacts(row.pk, one.item, one.line, DocumentState(row.state), row.reason, row.file_id)


def wanted_anywhere(dossier_id: UUID, item: Item, line: int) -> bool:
    """Whether any live application of the dossier asks for this."""
    rows = Application.objects.filter(dossier=dossier_id).exclude(live_key=None)
    return any((one.item, one.line) == (item, line) for row in rows for one in papers_of(row))

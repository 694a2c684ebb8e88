"""Mortgages that belong to somebody: a sale with a loan part, its form, an application in the state that a route asks for."""

from typing import Any, Protocol
from uuid import UUID

from django.conf import settings

from guangsha.deals.domain.plans import DEFAULT_TERMS
from guangsha.deals.models import Subscription
from guangsha.integrations.banks.sandbox import SandboxBanks
from guangsha.integrations.payments.signing import kept_key
from guangsha.kit.ids import new_id
from guangsha.mortgages.domain.checklist import Item
from guangsha.mortgages.domain.states import MortgageCaseKind, StepWho
from guangsha.mortgages.domain.terms import products_plain
from guangsha.mortgages.models import Application, Bank, BankEvent, Dossier, MortgageCase
from guangsha.mortgages.ports import register_bank_channel
from guangsha.mortgages.selectors.own import consent_of
from guangsha.mortgages.services.steps import keep
from tests.catalog.support import run
from tests.mortgages.support import CASH, FUND, agree, bank_of, begun, fill, hand_in
from tests.policy import boards

BANK: dict[str, Any] = {
    "channel": "sandbox", "code": "new-bank", "name": "新银行", "name_en": "New Bank", "active": True,
    "products": [
        {
            "product": "commercial", "rate_millionths": 30_500, "rate_text": "3.05%", "rate_text_en": "3.05%", "years_max": 30,
            "ltv_permille": 800, "cap_fen": None, "source": "",
        }
    ],
}  # fmt: skip
SALE, ONE = "/me/subscriptions/{subscription_id}/mortgage", "/me/mortgages/{application_id}"
BANKS, DESK = "/console/projects/{project_id}/mortgage-banks", "/console/mortgages/{application_id}"
SAID = {"line": 0, "employer": "长河机械", "income_yuan": 28_000, "marital": "single", "loans_yuan": 0}
BODIES: dict[str, dict[str, Any]] = {
    f"{SALE}/form": {"revision": 1, "years": 20, "applicants": [SAID]},
    f"{SALE}/applications": {"bank_id": "{bank_id}", "product": "commercial"},
    f"{ONE}/consent": {"language": "zh-CN", "text_hash": "{consent_hash}"},
    f"{ONE}/submission": {},
    f"{ONE}/choice": {},
    f"{ONE}/withdrawal": {},
    f"{DESK}/documents/{{document_id}}/decision": {"accept": True},
    "/console/mortgage-cases/{case_id}/resolution": {"resolution": "已与银行核对"},
    BANKS: BANK,
    f"{BANKS}/{{bank_id}}": {**BANK, "revision": 1},
}


def open_channel() -> None:
    """A way to banks that nobody goes in the walk: what is asked of them waits for its job."""
    path = settings.KEYS_DIR / "test" / "sandbox-house.pem"
    ours = lambda: kept_key(path)  # noqa: E731
    register_bank_channel(
        SandboxBanks("http://127.0.0.1:9/sandbox/bank", key=ours, bank_key=lambda: ours().public_key())
    )


class Stage(Protocol):
    """What the walk remembers between parameters of one cell."""

    loan: Subscription | None
    house: boards.House | None


def _with_loan(subscription_id: str) -> Subscription:
    """Its plan has a loan part; a bank of its project lends, and its buyer filled the form in."""
    plan = {"terms": DEFAULT_TERMS.plain(), "code": "mortgage"}
    Subscription.objects.filter(pk=subscription_id).update(plan=plan)
    made = Subscription.objects.get(pk=subscription_id)
    if not Bank.objects.filter(project_id=made.project_id, code="jiangnan").exists():
        bank_of(made, "jiangnan", CASH, FUND)
    fill(made)
    return made


def sale(stage: Stage, route: str, subscription_id: str) -> str:
    """A home that is paid for by a loan; where a document is handed in, an application asks for it."""
    stage.loan = _with_loan(subscription_id)
    if route.endswith("/documents"):
        _draft(stage.loan)
    return subscription_id


def lending_bank(stage: Stage, route: str, organisation_id: UUID) -> str:
    """A bank of a project on a desk, or the one that lends for the sale of this cell."""
    if not route.startswith(BANKS):
        made, stage.loan = stage.loan, None
        assert made is not None
        return str(_bank_of(made))
    assert stage.house is not None
    row = Bank.objects.create(
        project_id=stage.house.project_id, organisation_id=organisation_id, channel="sandbox",
        code=f"b{str(new_id())[-8:]}", name="江南银行", name_en="Jiangnan Bank", products=products_plain((CASH, FUND)),
    )  # fmt: skip
    return str(row.pk)


def _bank_of(made: Subscription) -> UUID:
    return Bank.objects.values_list("pk", flat=True).get(project_id=made.project_id, code="jiangnan")


def _draft(made: Subscription) -> UUID:
    return begun(made, _bank_of(made))


def application(stage: Stage, route: str, subscription_id: str, organisation_id: UUID) -> str:
    """One in the state that the route asks for, of the company."""
    made, stage.loan = stage.loan or _with_loan(subscription_id), None
    key = _draft(made)
    rows = Application.objects.filter(pk=key)
    if route.endswith("/submission"):
        agree(key, made.person_id)
    if route.endswith("/choice"):
        rows.update(state="pre_approved", offered_fen=rows.get().amount_fen, rate_millionths=30_500)
    if route.startswith("/console/"):
        hand_in(made, Item.IDENTITY)
        run(lambda: keep(rows.get(), "submitted", who=StepWho.BUYER, amount_fen=5))
        told = {"application": rows.get(), "number": "1", "seq": 1, "word": "received", "outcome": "applied"}
        BankEvent.objects.create(channel="sandbox", event_id=str(key), **told)
        _case(rows.get(), organisation_id)
    Dossier.objects.filter(subscription=made).update(organisation_id=organisation_id)
    return str(key)


def _latest(organisation_id: UUID) -> Application:
    """The application that was just made for the company."""
    rows = Application.objects.select_related("dossier").filter(dossier__organisation_id=organisation_id)
    return rows.order_by("-pk")[0]


def document(organisation_id: UUID) -> str:
    """What was handed in for it."""
    return str(_latest(organisation_id).dossier.documents.values_list("pk", flat=True)[0])


def case_of(application_id: str) -> str:
    """The case about it."""
    return str(MortgageCase.objects.values_list("pk", flat=True).get(application=UUID(application_id)))


def _case(one: Application, organisation_id: UUID) -> None:
    """News about it that fits nothing."""
    MortgageCase.objects.create(
        application=one, organisation_id=organisation_id, project_id=one.dossier.project_id,
        kind=MortgageCaseKind.CONTRADICTION, cause=str(new_id()), details={"word": "approved"},
    )  # fmt: skip


def consent_hash(organisation_id: UUID) -> str:
    """Of the words that its applicant agrees to."""
    row = _latest(organisation_id)
    return consent_of(application_id=row.pk, person_id=row.dossier.person_id, language="zh-CN").hash


def belongings(person_id: UUID, organisation_id: UUID) -> list[Any]:
    """Applications, forms and cases of somebody and of their company."""
    house, mine = {"organisation_id": organisation_id}, {"dossier__person_id": person_id}
    return [
        Application.objects.filter(**mine).values_list("pk", "state", "revision"),
        Dossier.objects.filter(person_id=person_id).values_list("pk", "revision"),
        Application.objects.filter(dossier__organisation_id=organisation_id).values_list("pk", "state"),
        Dossier.objects.filter(**house).values_list("pk", "documents__state"),
        MortgageCase.objects.filter(**house).values_list("pk", "resolved_at"),
        Bank.objects.filter(**house).values_list("pk", "revision"),
    ]

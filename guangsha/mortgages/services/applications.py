"""Applications: begun at a bank, agreed to, sent, one offer accepted, taken back."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now

from guangsha.backbone.public import audit, enqueue, require_command
from guangsha.deals.public import LoanSale, loan_sale
from guangsha.kit.errors import NotFound
from guangsha.kit.ids import new_id
from guangsha.money.public import ProviderNotOffered, expect_transfer
from guangsha.mortgages.domain.consent import Language, consent_text
from guangsha.mortgages.domain.errors import (
    AppliedAlready,
    BankNotOffered,
    ConsentMissing,
    ConsentOutdated,
    FormIncomplete,
    OfferExpired,
    OfferTooSmall,
    StateMoved,
)
from guangsha.mortgages.domain.states import AT_BANK, LIVE, DocumentState, MortgageState, StepWho
from guangsha.mortgages.domain.terms import Product, product_from
from guangsha.mortgages.models import Applicant, Application, Bank, BankConsent, ConsentWording, Dossier
from guangsha.mortgages.selectors.papers import papers_of
from guangsha.mortgages.services.dossiers import own_sale
from guangsha.mortgages.services.steps import keep, move, take

PUSH_JOB, WITHDRAW_JOB = "mortgages.push", "mortgages.withdraw"
RETRACTABLE = LIVE - {MortgageState.SIGNED}
"""What is signed with a bank is ended with that bank."""


def begin_application(*, subscription_id: UUID, person_id: UUID, bank_id: UUID, product: Product) -> UUID:
    """An application at this bank for the loan part of the plan, as a draft; one that is under way is the answer already.

    Raises NotFound, NoLoan, FormIncomplete (no form was begun), BankNotOffered, AppliedAlready (another product).
    """
    require_command()
    sale = own_sale(subscription_id=subscription_id, person_id=person_id)
    dossier = Dossier.objects.filter(subscription=subscription_id).first()
    if dossier is None:
        raise FormIncomplete(lines="0")
    bank = Bank.objects.filter(pk=bank_id, project=sale.project_id, active=True).first()
    terms = next((one for one in map(product_from, bank.products) if one.product is product), None) if bank else None
    if bank is None or terms is None or sale.loan_fen > terms.most_fen(sale.price_fen):
        raise BankNotOffered()
    live = f"{subscription_id.hex}:{bank_id.hex}"
    key = new_id()
    try:
        with transaction.atomic():
            made = Application.objects.create(
                id=key,
                dossier=dossier,
                bank=bank,
                product=product,
                amount_fen=sale.loan_fen,
                years=min(dossier.years, terms.years_max),
                live_key=live,
                number=key.hex,
            )
    except IntegrityError as error:
        known = Application.objects.get(live_key=live)
        if known.product != product:
            raise AppliedAlready() from error
        return known.pk
    keep(made, str(MortgageState.DRAFT), who=StepWho.BUYER, actor_id=person_id, amount_fen=sale.loan_fen)
    return made.pk


def give_consent(*, application_id: UUID, person_id: UUID, language: Language, text_hash: str) -> None:
    """An applicant agrees to exactly these words about this bank, for themselves. Again changes nothing.

    Raises NotFound (no applicant), ConsentOutdated, StateMoved.
    """
    require_command()
    found = Application.objects.filter(pk=application_id, dossier__applicants__person_id=person_id).first()
    if found is None:
        raise NotFound("mortgage")
    application = take(application_id, MortgageState.DRAFT)
    if application is None:
        raise StateMoved(state=found.state)
    text = consent_text(language, bank=bank_name(application.bank, language), home=home_name(application, language))
    if text.hash != text_hash:
        raise ConsentOutdated()
    line = Applicant.objects.values_list("line", flat=True).get(dossier=application.dossier_id, person_id=person_id)
    if BankConsent.objects.filter(application=application, line=line).exists():
        return
    wording = ConsentWording.objects.get_or_create(hash=text.hash, defaults={"language": language, "text": text.text})
    BankConsent.objects.create(application=application, line=line, person_id=person_id, wording=wording[0])
    data = {"bank": application.bank.code, "text_hash": text.hash, "line": line}
    audit(action="mortgages.consent.give", target=f"mortgage:{application_id}", data=data)


def bank_name(bank: Bank, language: Language) -> str:
    """As its customers read it."""
    return bank.name_en if language == "en" else bank.name


def home_name(application: Application, language: Language) -> str:
    """The home as the consent names it; the sale's number where its listing is not public any more."""
    sale = loan_sale(application.dossier.subscription_id)
    home = sale.home if sale is not None else None
    if home is None:
        return str(application.dossier.subscription_id)
    return f"{home.project_en} {home.name_en}" if language == "en" else f"{home.project} {home.name}"


def submit(*, application_id: UUID, person_id: UUID) -> None:
    """Send it to the bank, by a job. Sent already: nothing changes.

    Raises NotFound, NoLoan, StateMoved, FormIncomplete, ConsentMissing.
    """
    require_command()
    application = _mine(application_id, person_id, MortgageState.DRAFT)
    if application is None:
        state = Application.objects.values_list("state", flat=True).get(pk=application_id)
        if state in AT_BANK:
            return
        raise StateMoved(state=state)
    sale = own_sale(subscription_id=application.dossier.subscription_id, person_id=person_id)
    applicants = list(Applicant.objects.filter(dossier=application.dossier_id))
    open_lines = [one.line for one in applicants if None in (one.employer, one.income, one.marital, one.loans)]
    if open_lines:
        raise FormIncomplete(lines=",".join(map(str, sorted(open_lines))))
    agreed = set(BankConsent.objects.filter(application=application_id).values_list("line", flat=True))
    silent = sorted({one.line for one in applicants} - agreed)
    if silent:
        raise ConsentMissing(lines=",".join(map(str, silent)))
    move(
        application, MortgageState.SUBMITTED, who=StepWho.BUYER, actor_id=person_id, amount_fen=sale.loan_fen,
        submitted_at=Now(),
    )  # fmt: skip
    Application.objects.filter(pk=application_id).update(amount_fen=sale.loan_fen)
    push(application_id)


def _mine(application_id: UUID, person_id: UUID, *states: MortgageState) -> Application | None:
    """The buyer's application, written first; None: in another state. Raises NotFound."""
    if not Application.objects.filter(pk=application_id, dossier__person_id=person_id).exists():
        raise NotFound("mortgage")
    return take(application_id, *states)


def push(application_id: UUID) -> None:
    """Have the bank told how things are, after this command."""
    enqueue(PUSH_JOB, {"application": str(application_id)}, unique_key=f"{PUSH_JOB}:{application_id}")


def choose(*, application_id: UUID, person_id: UUID) -> None:
    """Accept this bank's offer; chosen already: nothing changes. The formal application follows once the contract is signed.

    Raises NotFound, NoLoan, StateMoved, OfferTaken (another bank's is accepted: by the unique key), OfferTooSmall, OfferExpired.
    """
    require_command()
    application = _mine(application_id, person_id, MortgageState.PRE_APPROVED)
    if application is None:
        found = Application.objects.get(pk=application_id)
        if found.taken_dossier is not None:
            return
        raise StateMoved(state=found.state)
    sale = own_sale(subscription_id=application.dossier.subscription_id, person_id=person_id)
    offered = application.offered_fen or 0
    if offered < sale.loan_fen:
        raise OfferTooSmall(offered_fen=offered, needed_fen=sale.loan_fen)
    keeps = Q(valid_until=None) | Q(valid_until__gt=Now())
    if Application.objects.filter(keeps, pk=application_id).update(amount_fen=sale.loan_fen) != 1:
        raise OfferExpired()
    move(application, MortgageState.CHOSEN, who=StepWho.BUYER, actor_id=person_id, amount_fen=sale.loan_fen)
    go_formal(application_id=application_id, sale=sale)


def think_again(*, application_id: UUID, person_id: UUID) -> None:
    """Give the accepted offer up, as long as the formal application has not gone to the bank; another may be chosen then.

    Raises NotFound, StateMoved.
    """
    require_command()
    application = _mine(application_id, person_id, MortgageState.CHOSEN)
    if application is None or application.formal:
        state = Application.objects.values_list("state", flat=True).get(pk=application_id)
        if state == MortgageState.PRE_APPROVED:
            return
        raise StateMoved(state=state)
    move(application, MortgageState.PRE_APPROVED, who=StepWho.BUYER, actor_id=person_id)


def withdraw(*, application_id: UUID, person_id: UUID) -> None:
    """Take the application back, and with it the consent: the bank is told to stop. Again changes nothing.

    Raises NotFound, StateMoved (signed with the bank, or decided).
    """
    require_command()
    application = _mine(application_id, person_id, *RETRACTABLE)
    if application is None:
        state = Application.objects.values_list("state", flat=True).get(pk=application_id)
        if state == MortgageState.WITHDRAWN:
            return
        raise StateMoved(state=state)
    take_back(application, who=StepWho.BUYER, actor_id=person_id)


def take_back(application: Application, *, who: StepWho, actor_id: UUID | None = None, note: str = "") -> None:
    """End it here, and at the bank by a job where the bank knows of it."""
    known = application.state != MortgageState.DRAFT
    move(application, MortgageState.WITHDRAWN, who=who, actor_id=actor_id, note=note)
    if known:
        job = {"application": str(application.pk)}
        enqueue(WITHDRAW_JOB, job, unique_key=f"{WITHDRAW_JOB}:{application.pk}")


def go_formal(*, application_id: UUID, sale: LoanSale | None) -> bool:
    """Ask the chosen bank for the loan itself, where everything is there: the signed contract and all documents, accepted.

    The transfer is expected from now on under a reference of its own. True when it was asked by this.
    """
    require_command()
    if sale is None or not sale.contracted or sale.obligation_id is None:
        return False
    application = take(application_id, MortgageState.CHOSEN)
    if application is None or application.formal:
        return False
    if any(one.state is not DocumentState.ACCEPTED for one in papers_of(application)):
        return False
    try:
        mark = expect_transfer(obligation_id=sale.obligation_id) or ""
    except ProviderNotOffered:
        mark = ""  # no supervised account here: finance books what comes by hand
    Application.objects.filter(pk=application_id).update(
        formal=True, obligation_id=sale.obligation_id, transfer_mark=mark, amount_fen=sale.loan_fen
    )
    keep(application, "formal", who=StepWho.HOUSE, amount_fen=sale.loan_fen)
    push(application_id)
    return True

"""A buyer's own mortgage: form, banks, consent, documents, offers."""

from collections.abc import Callable
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, UploadedFile

from guangsha.backbone.public import (
    DatabaseBusy,
    KeyIn,
    OperationMismatch,
    Routes,
    acting_person,
    command,
    run_named,
    signed_in,
)
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import BusinessError, Invalid, NotFound, Unauthenticated
from guangsha.mortgages.domain.checklist import Item
from guangsha.mortgages.domain.errors import (
    AppliedAlready,
    BankNotOffered,
    ConsentMissing,
    ConsentOutdated,
    DocumentMoved,
    FormChanged,
    FormIncomplete,
    NoLoan,
    NotWanted,
    OfferExpired,
    OfferTaken,
    OfferTooSmall,
    StateMoved,
)
from guangsha.mortgages.personal_data import PAPER
from guangsha.mortgages.schemas.own import (
    ApplyIn,
    BankConsentIn,
    BankConsentOut,
    MortgageFormIn,
    MortgageOut,
)
from guangsha.mortgages.selectors.own import consent_of, own_mortgage, subscription_of
from guangsha.mortgages.services.applications import (
    begin_application,
    choose,
    give_consent,
    submit,
    think_again,
    withdraw,
)
from guangsha.mortgages.services.documents import check_wanted, keep_document
from guangsha.mortgages.services.dossiers import save_form
from guangsha.privacy.public import FileRefused, seal_file
from guangsha.vault.public import Secret

routes = Routes(tags=["mortgages"])
PRIVATE = "private, no-store"
SALE = "/me/subscriptions/{subscription_id}/mortgage"
ONE = "/me/mortgages/{application_id}"
MINE: list[type[BusinessError]] = [Unauthenticated, NotFound]
NAMED = [OperationMismatch, DatabaseBusy]
LanguageIn = Annotated[Literal["zh-CN", "en"], Query()]


def _answer(response: HttpResponse, me: UUID, subscription_id: UUID) -> MortgageOut:
    response["Cache-Control"] = PRIVATE
    return MortgageOut.of(own_mortgage(subscription_id=subscription_id, person_id=me))


@routes.get(SALE, policy=signed_in, response=MortgageOut, errors=MINE, operation_id="get_own_mortgage")
def get_mortgage(request: HttpRequest, response: HttpResponse, subscription_id: UUID) -> MortgageOut:
    """The mortgage of a home one buys: banks, form, applications with documents, history and whose turn it is."""
    return _answer(response, acting_person(request)[1], subscription_id)


@routes.put(
    f"{SALE}/form", policy=signed_in, response=MortgageOut, errors=[*MINE, NoLoan, FormChanged, Invalid],
    operation_id="save_mortgage_form",
)  # fmt: skip
def save(
    request: HttpRequest, response: HttpResponse, subscription_id: UUID, body: MortgageFormIn
) -> MortgageOut:  # fmt: skip
    """Keep the form as it is now, complete or not."""
    actor, me = acting_person(request)
    answers = [one.plain() for one in body.applicants]

    def work() -> int:
        return save_form(
            subscription_id=subscription_id, person_id=me, revision=body.revision, years=body.years, answers=answers
        )

    command(work, actor=actor)
    return _answer(response, me, subscription_id)


@routes.post(
    f"{SALE}/applications", policy=signed_in, response=MortgageOut,
    errors=[*MINE, NoLoan, FormIncomplete, BankNotOffered, AppliedAlready, *NAMED], operation_id="begin_mortgage",
)  # fmt: skip
def begin(
    request: HttpRequest, response: HttpResponse, subscription_id: UUID, body: ApplyIn, key: KeyIn
) -> MortgageOut:
    """Begin an application at a bank, as a draft."""
    _, me = acting_person(request)

    def work() -> dict[str, Any]:
        made = begin_application(
            subscription_id=subscription_id, person_id=me, bank_id=body.bank_id, product=body.product
        )
        return {"application": str(made)}

    asked = {"subscription": str(subscription_id), **body.model_dump(mode="json")}
    run_named(request, work, key=key, name="mortgages.begin", body=asked)
    return _answer(response, me, subscription_id)


@routes.post(
    f"{SALE}/documents", policy=signed_in, response=MortgageOut,
    errors=[*MINE, NotWanted, DocumentMoved, FileRefused], operation_id="upload_mortgage_document",
)  # fmt: skip
def upload(
    request: HttpRequest,
    response: HttpResponse,
    subscription_id: UUID,
    *,
    item: Annotated[Item, Form()],
    line: Annotated[int, Form(ge=0, le=9)],
    file: File[UploadedFile],
) -> MortgageOut:
    """Hand in a document of the checklist: PDF, JPEG or PNG, 10 MB at most. It is sealed for who hands it in."""
    actor, me = acting_person(request)
    check_wanted(subscription_id=subscription_id, person_id=me, item=item, line=line)
    sealed = seal_file(person_id=me, purpose=PAPER.code, content=file)  # type: ignore[arg-type]
    name = Secret(str(file.name or "")[:120])

    def work() -> UUID:
        return keep_document(
            subscription_id=subscription_id, person_id=me, item=item, line=line, sealed=sealed, name=name, now=utc_now()
        )

    command(work, actor=actor)
    return _answer(response, me, subscription_id)


@routes.get(
    f"{ONE}/consent", policy=signed_in, response=BankConsentOut, errors=MINE, operation_id="get_mortgage_consent"
)
def get_consent(
    request: HttpRequest, response: HttpResponse, application_id: UUID, language: LanguageIn = "zh-CN"
) -> BankConsentOut:
    """The exact words by which an applicant lets their data go to this bank."""
    response["Cache-Control"] = PRIVATE
    me = acting_person(request)[1]
    return BankConsentOut.of(consent_of(application_id=application_id, person_id=me, language=language))


@routes.post(
    f"{ONE}/consent", policy=signed_in, response=MortgageOut, errors=[*MINE, StateMoved, ConsentOutdated],
    operation_id="give_mortgage_consent",
)  # fmt: skip
def consent(request: HttpRequest, response: HttpResponse, application_id: UUID, body: BankConsentIn) -> MortgageOut:
    """Agree to the words that were read, for oneself and this bank alone. Again changes nothing."""
    actor, me = acting_person(request)

    def work() -> None:
        give_consent(application_id=application_id, person_id=me, language=body.language, text_hash=body.text_hash)

    command(work, actor=actor)
    return _answer(response, me, subscription_of(application_id=application_id, person_id=me))


def _act(
    request: HttpRequest, response: HttpResponse, application_id: UUID, key: UUID, act: Callable[..., None]
) -> MortgageOut:
    _, me = acting_person(request)

    def work() -> dict[str, Any]:
        act(application_id=application_id, person_id=me)
        return {}

    run_named(request, work, key=key, name=f"mortgages.{act.__name__}", body={"application": str(application_id)})
    return _answer(response, me, subscription_of(application_id=application_id, person_id=me))


@routes.post(
    f"{ONE}/submission", policy=signed_in, response=MortgageOut,
    errors=[*MINE, NoLoan, StateMoved, FormIncomplete, ConsentMissing, *NAMED], operation_id="submit_mortgage",
)  # fmt: skip
def send(request: HttpRequest, response: HttpResponse, application_id: UUID, key: KeyIn) -> MortgageOut:
    """Ask the bank: what was agreed to goes there."""
    return _act(request, response, application_id, key, submit)


@routes.post(
    f"{ONE}/choice", policy=signed_in, response=MortgageOut,
    errors=[*MINE, NoLoan, StateMoved, OfferTaken, OfferTooSmall, OfferExpired, *NAMED], operation_id="choose_mortgage",
)  # fmt: skip
def accept(request: HttpRequest, response: HttpResponse, application_id: UUID, key: KeyIn) -> MortgageOut:
    """Accept this bank's offer; of two at once one is accepted."""
    return _act(request, response, application_id, key, choose)


@routes.delete(
    f"{ONE}/choice", policy=signed_in, response=MortgageOut, errors=[*MINE, StateMoved],
    operation_id="unchoose_mortgage",
)  # fmt: skip
def give_up(request: HttpRequest, response: HttpResponse, application_id: UUID) -> MortgageOut:
    """Give the accepted offer up before the bank is formally asked."""
    actor, me = acting_person(request)
    command(lambda: think_again(application_id=application_id, person_id=me), actor=actor)
    return _answer(response, me, subscription_of(application_id=application_id, person_id=me))


@routes.post(
    f"{ONE}/withdrawal", policy=signed_in, response=MortgageOut, errors=[*MINE, StateMoved, *NAMED],
    operation_id="withdraw_mortgage",
)  # fmt: skip
def take_back(request: HttpRequest, response: HttpResponse, application_id: UUID, key: KeyIn) -> MortgageOut:
    """Take the application back, and with it the consent; the bank is told to stop."""
    return _act(request, response, application_id, key, withdraw)

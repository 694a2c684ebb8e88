"""What banks tell, by notice or when asked: each event once, in whatever order, and what does not fit is a case."""

import hashlib
from collections.abc import Callable
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from guangsha.backbone.public import audit, enqueue, require_command
from guangsha.kit.personal import without_personal_numbers
from guangsha.mortgages.domain.states import (
    LEADS,
    TAKEN,
    BankWord,
    DocumentState,
    EventOutcome,
    MortgageCaseKind,
    MortgageState,
    StepWho,
    document_before,
    road_to,
)
from guangsha.mortgages.models import Application, BankEvent, Document
from guangsha.mortgages.ports import BankNews
from guangsha.mortgages.services.cases import open_case
from guangsha.mortgages.services.steps import keep, move, take

MONEY_JOB = "mortgages.money"
BANK = StepWho.BANK


def take_news(*, channel: str, news: BankNews) -> EventOutcome | None:
    """Give news whose sender is known its effect; None: this event was told before.

    What is older than what is known changes nothing. What cannot be (another bank's, another amount, after the end, without the
    buyer's choice) changes nothing either and is a case.
    """
    require_command()
    rows = Application.objects.filter(number=news.number, bank__channel=channel)
    known = rows.select_related("dossier", "bank").first()
    event = _first(channel, news, known)
    if event is None:
        return None
    application = take(known.pk, *MortgageState) if known is not None else None
    outcome = _effect(application, news)
    BankEvent.objects.filter(pk=event.pk).update(outcome=outcome)
    return outcome


def _first(channel: str, news: BankNews, application: Application | None) -> BankEvent | None:
    try:
        with transaction.atomic():
            return BankEvent.objects.create(
                channel=channel,
                event_id=news.event_id[:64],
                application=application,
                number=news.number[:64],
                seq=news.seq,
                word=news.word,
                outcome=EventOutcome.CASE,
            )
    except IntegrityError:
        return None


def _effect(application: Application | None, news: BankNews) -> EventOutcome:
    if application is None:
        return _case(None, news, MortgageCaseKind.UNKNOWN_APPLICATION)
    if news.bank != application.bank.code:
        return _case(application, news, MortgageCaseKind.CONTRADICTION)
    if news.seq <= application.last_seq:
        return EventOutcome.OLD
    Application.objects.filter(pk=application.pk).update(last_seq=news.seq)
    effect = EFFECTS.get(news.word)
    return effect(application, news) if effect is not None else EventOutcome.APPLIED


def _case(application: Application | None, news: BankNews, kind: MortgageCaseKind) -> EventOutcome:
    details = {
        "word": str(news.word),
        "number": news.number[:64],
        "bank": news.bank[:40],
        "state": str(application.state) if application else "",
        "amount_fen": "" if news.amount_fen is None else str(news.amount_fen),
    }
    open_case(kind=kind, cause=f"{news.number}:{news.event_id}", application=application, details=details)
    return EventOutcome.CASE


def _wants(application: Application, news: BankNews) -> EventOutcome:
    """Documents, again or more of them: those that were accepted are wanted anew."""
    state = MortgageState(application.state)
    if road_to(state, MortgageState.DOCUMENTS_WANTED) is None or state is MortgageState.PRE_APPROVED:
        return _case(application, news, MortgageCaseKind.CONTRADICTION)
    wanted = [{"item": one.item, "line": one.line} for one in news.wanted]
    more = [*application.wanted, *(one for one in wanted if one not in application.wanted)]
    Application.objects.filter(pk=application.pk).update(wanted=more)
    for one in news.wanted:
        rows = Document.objects.filter(dossier=application.dossier_id, item=one.item, line=one.line)
        again = rows.filter(state__in=document_before(DocumentState.SENT_BACK))
        again.update(
            state=DocumentState.SENT_BACK,
            reason=without_personal_numbers(news.note[:200]),
            decided_by=None,
            decided_at=Now(),
        )
    if state is MortgageState.DOCUMENTS_WANTED:
        keep(application, str(state), who=BANK, note=news.note)
    else:
        move(application, MortgageState.DOCUMENTS_WANTED, who=BANK, note=news.note)
    return EventOutcome.APPLIED


def _offers(application: Application, news: BankNews) -> EventOutcome:
    state = MortgageState(application.state)
    if state not in {MortgageState.SUBMITTED, MortgageState.DOCUMENTS_WANTED} or application.taken_dossier is not None:
        return _case(application, news, MortgageCaseKind.CONTRADICTION)
    if news.amount_fen is None or not 0 < news.amount_fen <= application.amount_fen:
        return _case(application, news, MortgageCaseKind.WRONG_AMOUNT)
    move(
        application,
        MortgageState.PRE_APPROVED,
        who=BANK,
        amount_fen=news.amount_fen,
        note=news.note,
        offered_fen=news.amount_fen,
        rate_millionths=news.rate_millionths,
        valid_until=news.valid_until,
    )
    return EventOutcome.APPLIED


def _refuses(application: Application, news: BankNews) -> EventOutcome:
    state = MortgageState(application.state)
    if road_to(state, MortgageState.REFUSED) is None or application.paid_out_at is not None:
        return _case(application, news, MortgageCaseKind.CONTRADICTION)
    if state is not MortgageState.REFUSED:
        move(application, MortgageState.REFUSED, who=BANK, note=news.note, cause=str(news.cause or "other"))
    return EventOutcome.APPLIED


def _lends(application: Application, news: BankNews) -> EventOutcome:
    """The formal loan goes on: only what was chosen and formally asked for, and over exactly that amount."""
    goal = LEADS.get(news.word, MortgageState.SIGNED)
    road = road_to(MortgageState(application.state), goal)
    if road is None or application.taken_dossier is None or not application.formal:
        return _case(application, news, MortgageCaseKind.CONTRADICTION)
    if news.amount_fen != application.amount_fen:
        return _case(application, news, MortgageCaseKind.WRONG_AMOUNT)
    for state in road:
        move(application, state, who=BANK, amount_fen=news.amount_fen, note=news.note)
    if news.word is BankWord.DISBURSED and application.paid_out_at is None:
        Application.objects.filter(pk=application.pk).update(paid_out_at=Now())
        keep(application, "paid_out", who=BANK, amount_fen=news.amount_fen)
        look_for_money(application)
    return EventOutcome.APPLIED


def _stops(application: Application, news: BankNews) -> EventOutcome:
    """The bank says that it was taken back: only the buyer does that."""
    if application.state == MortgageState.WITHDRAWN:
        return EventOutcome.APPLIED
    return _case(application, news, MortgageCaseKind.CONTRADICTION)


EFFECTS: dict[BankWord, Callable[[Application, BankNews], EventOutcome]] = {
    BankWord.DOCUMENTS_WANTED: _wants,
    BankWord.PRE_APPROVED: _offers,
    BankWord.REFUSED: _refuses,
    BankWord.APPROVED: _lends,
    BankWord.SIGNED: _lends,
    BankWord.DISBURSED: _lends,
    BankWord.WITHDRAWN: _stops,
}


def look_for_money(application: Application) -> None:
    """Have the statement of the supervised account looked at, after this command."""
    enqueue(MONEY_JOB, {"application": str(application.pk)}, unique_key=f"{MONEY_JOB}:{application.pk}")


def loan_paid(*, obligation_id: UUID, by_transfer: bool) -> None:
    """What the loan was to pay is paid. By the expected transfer: the application is disbursed; by anything else: a case.

    Taking the news again changes nothing.
    """
    require_command()
    known = Application.objects.filter(obligation_id=obligation_id, state__in=TAKEN).first()
    application = take(known.pk, *TAKEN) if known is not None else None
    if application is None or application.state == MortgageState.DISBURSED:
        return
    state = MortgageState(application.state)
    if not by_transfer:
        cause, told = f"paid-otherwise:{application.pk}", {"state": str(state)}
        open_case(kind=MortgageCaseKind.CONTRADICTION, cause=cause, application=application, details=told)
        return
    for one in road_to(state, MortgageState.SIGNED) or ():
        move(application, one, who=BANK, amount_fen=application.amount_fen)  # the money says what the bank has not yet
    move(application, MortgageState.DISBURSED, who=StepWho.SYSTEM, amount_fen=application.amount_fen)


def note_forgery(*, channel: str, body: bytes) -> None:
    """Write down that somebody sent news that the bank did not sign."""
    require_command()
    data = {"digest": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
    audit(action="mortgages.notice.forged", target=f"channel:{channel}", data=data)

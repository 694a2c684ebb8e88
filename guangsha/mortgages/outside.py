"""What is done at banks, over HTTP and so outside commands. All of it may be done again."""

from datetime import timedelta
from uuid import UUID

import structlog

from guangsha.backbone.public import audit, command, enqueue
from guangsha.kit.actor import system_actor
from guangsha.money.public import ProviderNotOffered, book_statement
from guangsha.mortgages.domain.errors import BankDown
from guangsha.mortgages.domain.states import BankWord
from guangsha.mortgages.ports import BankNews, BankPort, LoanPaper, channel_called
from guangsha.mortgages.selectors.orders import (
    accepted_files,
    awaits_money,
    channel_of,
    is_at_bank,
    order_of,
)
from guangsha.mortgages.services.cases import money_missing
from guangsha.mortgages.services.news import MONEY_JOB, take_news
from guangsha.privacy.public import file_to_hand_on

CLERK = system_actor("mortgages.clerk")
FOLLOW_JOB = "mortgages.follow"
FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=1)
MISSED_AFTER = 30
"""So many looks for the money, an hour apart at the end: then somebody is asked."""
log = structlog.get_logger(__name__)


def pause(tries: int) -> timedelta:
    """30 s, doubling, an hour at most."""
    return min(FIRST * (1 << min(tries, 10)), LONGEST)


def _channel(name: str) -> BankPort:
    """Raises BankDown: it is not there any more, so nobody answers."""
    found = channel_called(name)
    if found is None:
        raise BankDown(name)
    return found


def _heard(channel: BankPort, news: BankNews) -> None:
    if news.word is not BankWord.UNKNOWN:
        command(lambda: take_news(channel=channel.name, news=news), actor=CLERK)


def push(application_id: UUID) -> None:
    """Tell the bank what is asked, and hand in what was accepted. Then ask, later. Raises BankDown: the job tries again."""
    order = order_of(application_id)
    if order is None:
        return
    channel = _channel(channel_of(application_id)[0])
    news = channel.submit(order)
    for item, line, file_id in accepted_files(application_id):
        found = file_to_hand_on(file_id)
        if found is None:
            continue
        channel.send_paper(LoanPaper(order.number, item, line, found.media_type, b"".join(found.parts)))
        _note_handed_on(application_id, file_id, order.bank, item)
    _heard(channel, news)
    _later(application_id, 0)


def _note_handed_on(application_id: UUID, file_id: UUID, bank: str, item: str) -> None:
    told = {"file": str(file_id), "item": item, "bank": bank}
    target = f"mortgage:{application_id}"
    command(lambda: audit(action="mortgages.document.sent", target=target, data=told), actor=CLERK)


def follow(application_id: UUID, tries: int) -> None:
    """Ask a bank that has not said its last word; one that has never heard of it is told again. Then again, later."""
    if not is_at_bank(application_id):
        return
    name, number = channel_of(application_id)
    try:
        channel = _channel(name)
        news = channel.query(number)
        if news.word is BankWord.UNKNOWN:
            push(application_id)
            return
        _heard(channel, news)
    except BankDown as down:
        log.warning("bank_down", application=str(application_id), reason=str(down))
    if is_at_bank(application_id):
        _later(application_id, tries + 1)


def _later(application_id: UUID, tries: int) -> None:
    job, key = {"application": str(application_id), "tries": tries}, f"{FOLLOW_JOB}:{application_id}"
    command(lambda: enqueue(FOLLOW_JOB, job, after=pause(tries), unique_key=key), actor=CLERK)


def withdraw(application_id: UUID) -> None:
    """The bank is told that the buyer took it back. Raises BankDown: the job tries again."""
    name, number = channel_of(application_id)
    channel = _channel(name)
    _heard(channel, channel.withdraw(number))


def find_money(application_id: UUID, tries: int) -> None:
    """Book what the bank's statement says came of this loan; else look again later, and in the end ask somebody."""
    if not awaits_money(application_id):
        return
    name, number = channel_of(application_id)
    try:
        lines = _channel(name).arrivals(number)
        if lines:
            book_statement(lines)
    except (BankDown, ProviderNotOffered) as down:
        log.warning("bank_down", application=str(application_id), reason=str(down))
    if tries >= MISSED_AFTER:
        command(lambda: money_missing(application_id=application_id), actor=CLERK)
        return
    job, key = {"application": str(application_id), "tries": tries + 1}, f"{MONEY_JOB}:{application_id}"
    command(lambda: enqueue(MONEY_JOB, job, after=pause(tries), unique_key=key), actor=CLERK)

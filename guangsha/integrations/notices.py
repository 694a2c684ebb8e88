"""Notifications go out by the same providers as codes: a sender for each of their channels."""

from uuid import UUID

from guangsha.accounts.public import Mail, MailSender, SendFailed, Sms, SmsSender
from guangsha.notifications.public import Address, Sender, SendLater, SendRefused, Words

TEMPLATE = "notice"
"""The purpose under which an operator registers a template with one value, ``text``."""


def notices_by_mail(mails: MailSender) -> Sender:
    """Title and body as a mail."""

    def send(address: Address, words: Words, *, sending_id: UUID) -> str:
        try:
            mails(Mail(address.value.reveal(), words.title, words.body))
        except SendFailed as error:
            raise SendLater("mail") from error
        return str(sending_id)

    return send


def notices_by_sms(texts: SmsSender) -> Sender:
    """The short form as a text."""

    def send(address: Address, words: Words, *, sending_id: UUID) -> str:
        try:
            texts(Sms(address.value.reveal(), TEMPLATE, {"text": words.sms}, words.sms))
        except SendFailed as error:
            raise SendLater("sms") from error
        except KeyError as error:
            raise SendRefused("no_template") from error
        return str(sending_id)

    return send

"""What accounts ask of the outside: somebody who sends texts and mails. Adapters register in ``integrations``."""

from dataclasses import dataclass, field
from typing import Protocol


class SendFailed(Exception):
    """The provider did not take the message; it is tried again while it is of use."""


@dataclass(frozen=True, slots=True)
class Sms:
    """A text to one phone. Providers send ``template`` with ``params``; ``text`` is the same as a sentence."""

    phone: str
    template: str
    params: dict[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A plain mail to one address; ``headers`` are added to those every mail has."""

    address: str
    subject: str
    text: str
    headers: dict[str, str] = field(default_factory=dict)


class SmsSender(Protocol):
    """A provider of texts."""

    def __call__(self, sms: Sms, /) -> None:
        """Send it. Raises SendFailed."""


class MailSender(Protocol):
    """A provider of mails."""

    def __call__(self, mail: Mail, /) -> None:
        """Send it. Raises SendFailed."""


def _nobody(message: Sms | Mail, /) -> None:
    raise SendFailed("no sender is registered")


_sms: SmsSender = _nobody
_mail: MailSender = _nobody


def register_sms_sender(sender: SmsSender) -> None:
    """Send texts through ``sender`` from now on."""
    global _sms  # noqa: PLW0603 - the one place that knows the adapter
    _sms = sender


def register_mail_sender(sender: MailSender) -> None:
    """Send mails through ``sender`` from now on."""
    global _mail  # noqa: PLW0603
    _mail = sender


def send_sms(sms: Sms) -> None:
    """Hand ``sms`` to the provider. Raises SendFailed."""
    _sms(sms)


def send_mail(mail: Mail) -> None:
    """Hand ``mail`` to the provider. Raises SendFailed."""
    _mail(mail)

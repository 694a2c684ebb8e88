"""Mail by SMTP, through Django's mail settings."""

import smtplib

from django.core.mail import EmailMessage

from guangsha.accounts.ports import Mail, SendFailed


def send_by_smtp(mail: Mail, /) -> None:
    """Send ``mail``. Raises SendFailed."""
    try:
        EmailMessage(mail.subject, mail.text, to=[mail.address], headers=mail.headers).send()
    except (OSError, smtplib.SMTPException) as error:
        raise SendFailed(type(error).__name__) from error

"""The login library's account adapter: our mails, our client address, our idea of who must prove presence again."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.stages import EmailVerificationStage
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from guangsha.accounts.domain.errors import ProofRefused
from guangsha.accounts.http.presence import STEP_UP_S, stepped_up_at
from guangsha.accounts.http.texts import mail_text
from guangsha.accounts.limits import Limit, take, take_from
from guangsha.accounts.ports import Mail
from guangsha.accounts.proofs import accept_proof
from guangsha.accounts.services.messages import queue_mail
from guangsha.backbone.public import client_network, command, wants_english
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import utc_now

MAILS_PER_ADDRESS = Limit("mail-address", 10, 3600)
MAILS_PER_NETWORK = Limit("mail-network", 60, 3600)
GUESSES_PER_ADDRESS = Limit("password-address", 30, 900)
"""Over all clients. Beyond it a try costs a proof of work; nobody is locked out."""
UNKNOWN = "unknown_account"
MAIL_ACTOR = system_actor("accounts-mail")
PROOF_HEADER = "X-Proof"


class ConfirmAddressStage(EmailVerificationStage):  # type: ignore[misc]
    """Waits for the code of an address, except for people who signed up by phone and have none."""

    def handle(self) -> Any:
        """Let people with a verified phone pass."""
        user = self.login.user
        if user is not None and user.phone_verified_at is not None and not self.login.signup:
            return None, True
        return super().handle()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Registered in settings as ACCOUNT_ADAPTER."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address as far as it can be believed; IPv6 by /64."""
        return client_network(request)

    def get_login_stages(self) -> list[str]:
        """Ours instead of the library's for confirming an address; codes by SMS never go through the library."""
        ours = f"{ConfirmAddressStage.__module__}.{ConfirmAddressStage.__name__}"
        theirs = "allauth.account.stages.EmailVerificationStage"
        unused = {"allauth.account.stages.LoginByCodeStage", "allauth.account.stages.PhoneVerificationStage"}
        return [ours if stage == theirs else stage for stage in super().get_login_stages() if stage not in unused]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail; beyond the limits it is dropped, and the answer is the same."""
        name = template_prefix.rpartition("/")[2]
        request = _request()
        if not take_from(MAILS_PER_NETWORK, client_network(request)) or not take(MAILS_PER_ADDRESS, email.lower()):
            return
        language = "en" if wants_english(request) else "zh"
        subject, text = mail_text(name, language, code=context.get("code", ""))
        mail = Mail(email, subject, text)
        command(lambda: queue_mail(mail, to_nobody=name == UNKNOWN), actor=MAIL_ACTOR)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Hash like a registration does, so that an address in use does not answer faster."""
        make_password("the work of a registration")
        self.send_mail("account/email/account_already_exists", email, {})

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures count per address and network: a stranger's guesses do not keep the owner out."""
        login = str(credentials.get("email", "")).lower()
        return f"{client_network(request)}:{login}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The library's limits, and a proof of work when an address is guessed at from many places."""
        super().pre_authenticate(request, **credentials)
        if not take(GUESSES_PER_ADDRESS, str(credentials.get("email", "")).lower()):
            try:
                accept_proof(request.headers.get(PROOF_HEADER, ""))
            except ProofRefused as refusal:
                raise self.validation_error("too_many_login_attempts") from refusal

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Presence counts for five minutes, however it was proved. Who has nothing but a phone steps up by SMS."""
        request = _request()
        person: Any = request.user
        at = stepped_up_at(request, person)
        if at is not None and (utc_now() - at).total_seconds() < STEP_UP_S:
            return False
        if not get_reauthentication_flows(person):
            raise ReauthenticationRequired
        return True

    def clean_email(self, email: str) -> str:
        """Addresses that fit their sealed column."""
        if len(email) > MAX_EMAIL:
            raise ValidationError("the address is too long")
        return email

    def save_user(self, request: HttpRequest, user: AbstractBaseUser, form: Any, commit: bool = True) -> Any:
        """The library knows nothing of our fields; the address stays in its own sealed table until it is confirmed."""
        password = form.cleaned_data.get("password")
        user.set_password(password) if password else user.set_unusable_password()
        if commit:
            user.save()
        return user


MAX_EMAIL = 160


def _request() -> Any:
    return context.request

"""People at a browser, over HTTP, with the sandbox as their phone and mailbox."""

import json
import re
from typing import Any

import altcha
from django.conf import settings
from django.test import Client

from guangsha.backbone.public import run_until_idle
from guangsha.integrations.public import latest_messages

API = "/api/v1"
AUTH = "/_allauth/browser/v1"
PHONE = "13800138000"
MAIL = "li.lei@example.com"
PASSWORD = "a quiet house by the river"


class Browser:
    """A browser that keeps cookies and sends the token, as the pages do."""

    def __init__(self, address: str = "198.51.100.7", **headers: str) -> None:
        self.client = Client(enforce_csrf_checks=True, REMOTE_ADDR=address, **headers)
        self.token = self.client.get(f"{API}/me").json()["csrf_token"]

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The answer to a JSON request."""
        return self.client.generic(
            method,
            path,
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"X-CSRFToken": self.token, **headers},
        )

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def fresh_token(self) -> None:
        """Signing in changes the token."""
        self.token = self.client.get(f"{API}/me").json()["csrf_token"]

    def me(self) -> Any:
        self.fresh_token()
        return self.client.get(f"{API}/me").json()["person"]

    @property
    def cookie(self) -> str:
        return self.client.cookies[settings.SESSION_COOKIE_NAME].value

    def twin(self) -> "Browser":
        """Another tab: the same cookies, a client of its own for another thread."""
        other = object.__new__(Browser)
        other.client = Client(enforce_csrf_checks=True, REMOTE_ADDR="198.51.100.7")
        for name, morsel in self.client.cookies.items():
            other.client.cookies[name] = morsel.value
        other.token = self.token
        return other


def proof(browser: Browser) -> str:
    """A solved challenge."""
    challenge = altcha.Challenge.from_dict(browser.get(f"{API}/sign-in/challenge").json())
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return altcha.Payload(challenge, solution).to_base64()


def ask_code(browser: Browser, phone: str = PHONE) -> Any:
    return browser.post(f"{API}/sign-in/codes", {"phone": phone, "proof": proof(browser)})


def newest(receiver: str) -> str:
    """The newest message to a phone or address; lets the background loops send it first."""
    run_until_idle()
    return next(entry.subject + entry.text for entry in latest_messages() if entry.receiver == receiver)


def code_for(receiver: str) -> str:
    found = re.search(r"\d{6}", newest(receiver))
    assert found
    return found.group()


def by_phone(browser: Browser, phone: str = PHONE) -> Any:
    """Sign in or register by phone."""
    code_id = ask_code(browser, phone).json()["code_id"]
    answer = browser.post(f"{API}/sign-in/phone", {"code_id": code_id, "code": code_for(f"+86{phone}")})
    browser.token = answer.json().get("csrf_token", browser.token)
    return answer


def register_by_mail(browser: Browser, mail: str = MAIL, password: str = PASSWORD) -> Any:
    """Register by address and password up to the confirmed code."""
    browser.post(f"{AUTH}/auth/signup", {"email": mail, "password": password})
    answer = browser.post(f"{AUTH}/auth/email/verify", {"key": code_for(mail)})
    browser.fresh_token()
    return answer


def forget_limits() -> None:
    """As if a day had passed."""
    from django.core.cache import cache

    from guangsha.accounts.models import RateWindow

    RateWindow.objects.all().delete()
    cache.clear()

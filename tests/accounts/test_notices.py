"""What the account tells its owner: in the centre, and by the sandbox's mail and text."""

from typing import Any

import pytest

from guangsha.accounts.models import Person
from guangsha.accounts.notices import address_of
from guangsha.backbone.public import run_until_idle
from guangsha.integrations.public import latest_messages
from guangsha.notifications.public import Channel
from tests.accounts.support import API, AUTH, MAIL, PASSWORD, PHONE, Browser, by_phone, code_for, forget_limits
from tests.accounts.support import register_by_mail as register

pytestmark = [pytest.mark.django_db(transaction=True)]
PHONE_AGENT = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
DESK_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def told(browser: Browser) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = browser.get(f"{API}/me/notifications").json()["items"]
    return items


def sent_to(receiver: str) -> list[str]:
    run_until_idle()
    return [entry.subject or entry.text for entry in latest_messages() if entry.receiver == receiver]


class TestNewDevice:
    def test_is_told_once_a_day_and_never_for_a_known_one(self) -> None:
        first = Browser(HTTP_USER_AGENT=PHONE_AGENT)
        by_phone(first)
        assert told(first) == []
        for _ in range(2):
            forget_limits()
            by_phone(Browser(HTTP_USER_AGENT=DESK_AGENT))
        forget_limits()
        by_phone(Browser(HTTP_USER_AGENT=PHONE_AGENT))
        assert [(one["kind"], one["seq"]) for one in told(first)] == [("accounts.new_device", 1)]
        assert "Firefox · Linux" in told(first)[0]["zh"]["body"]
        assert told(first)[0]["link"] == "/account/security"

    def test_goes_out_by_mail_in_the_language_of_the_sign_in(self) -> None:
        first = Browser(HTTP_USER_AGENT=PHONE_AGENT)
        register(first)
        other = Browser(HTTP_USER_AGENT=DESK_AGENT)
        other.post(f"{AUTH}/auth/login", {"email": MAIL, "password": PASSWORD}, **{"Accept-Language": "en"})
        assert "Signed in on a new device" in sent_to(MAIL)


class TestChanges:
    def test_a_new_number_is_told(self) -> None:
        browser = Browser()
        by_phone(browser)
        code_id = browser.post(f"{API}/me/codes", {"purpose": "change_phone", "phone": "13900139000"}).json()["code_id"]
        browser.send("PUT", f"{API}/me/phone", {"code_id": code_id, "code": code_for("+8613900139000")})
        assert [one["kind"] for one in told(browser)] == ["accounts.phone_changed"]

    def test_closing_is_told_by_text_with_the_last_day(self) -> None:
        browser = Browser()
        by_phone(browser)
        assert browser.post(f"{API}/me/close").status_code == 202
        assert "申请注销" in sent_to(f"+86{PHONE}")[0]


class TestAddressBook:
    def test_knows_verified_addresses_alone(self) -> None:
        by_phone(Browser())
        person = Person.objects.get()
        found = address_of(person.pk, Channel.SMS)
        assert found is not None
        assert found.value.reveal() == f"+86{PHONE}"
        assert address_of(person.pk, Channel.EMAIL) is None
        Person.objects.update(phone_verified_at=None)
        assert address_of(person.pk, Channel.SMS) is None

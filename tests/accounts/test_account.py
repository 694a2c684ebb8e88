"""One's own account: presence, sessions, phone, second factors, the end; and what the tables hold."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connection
from django.db.models.functions import Now

from guangsha.accounts import api
from guangsha.accounts.models import Membership, Person, RoleGrant, Session
from guangsha.accounts.public import RoleWanted, ensure_organisation, give_role, join
from guangsha.accounts.services.closing import ERASE_JOB
from guangsha.backbone.models import AuditEntry, Job
from guangsha.backbone.public import command, run_until_idle
from guangsha.kit.actor import Scope, system_actor
from guangsha.kit.clock import utc_now
from guangsha.vault.public import ErasedSubject, key_store
from tests.accounts.support import (
    API,
    AUTH,
    MAIL,
    PASSWORD,
    PHONE,
    Browser,
    by_phone,
    code_for,
    forget_limits,
    register_by_mail,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
MFA = "/_allauth/browser/v1/account/authenticators"


def totp_code(secret: str, *, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def add_totp(browser: Browser) -> str:
    """Set up an authenticator app; its secret."""
    secret: str = browser.get(f"{MFA}/totp").json()["meta"]["secret"]
    answer = browser.post(f"{MFA}/totp", {"code": totp_code(secret)})
    assert answer.status_code == 200, answer.content
    cache.clear()
    return secret


class TestCsrf:
    def test_a_change_without_the_token_is_refused(self) -> None:
        browser = Browser()
        by_phone(browser)
        browser.token = "x" * 64
        answer = browser.post(f"{API}/me/sign-out-everywhere")
        assert (answer.status_code, answer.json()["code"]) == (403, "request.csrf")
        assert browser.post(f"{AUTH}/auth/login", {"email": MAIL, "password": PASSWORD}).status_code == 403


class TestSessions:
    def test_are_listed_ended_one_by_one_and_all_at_once(self) -> None:
        agent = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
        first, second, third = Browser(HTTP_USER_AGENT=agent), Browser(), Browser()
        for browser in (first, second, third):
            by_phone(browser)
            forget_limits()
        listed = first.get(f"{API}/me/sessions").json()
        assert len(listed) == 3
        assert [row["device"] for row in listed if row["is_current"]] == ["Chrome · Android"]
        theirs = next(row["id"] for row in second.get(f"{API}/me/sessions").json() if row["is_current"])
        assert first.send("DELETE", f"{API}/me/sessions/{theirs}").status_code == 200
        assert second.me() is None
        assert first.post(f"{API}/me/sign-out-everywhere").json() == {"ended": 1}
        assert third.me() is None
        assert first.me() is not None

    def test_nobody_ends_the_session_of_another(self) -> None:
        mine, theirs = Browser(), Browser()
        by_phone(mine)
        by_phone(theirs, "13900139000")
        session = theirs.get(f"{API}/me/sessions").json()[0]["id"]
        assert mine.send("DELETE", f"{API}/me/sessions/{session}").status_code == 404
        assert theirs.me() is not None

    def test_signing_out_kills_the_cookie(self) -> None:
        browser = Browser()
        by_phone(browser)
        kept = browser.twin()
        assert browser.send("DELETE", f"{AUTH}/auth/session").status_code == 401
        assert kept.me() is None

    def test_a_disabled_person_is_out_at_once(self) -> None:
        browser = Browser()
        by_phone(browser)
        Person.objects.update(is_active=False)
        assert browser.me() is None
        forget_limits()
        answer = by_phone(Browser())
        assert (answer.status_code, answer.json()["code"]) == (403, "accounts.disabled")


class TestPhone:
    def test_changes_with_presence_and_a_code_to_the_new_number(self) -> None:
        browser = Browser()
        by_phone(browser)
        code_id = browser.post(f"{API}/me/codes", {"purpose": "change_phone", "phone": "13900139000"}).json()["code_id"]
        body = {"code_id": code_id, "code": code_for("+8613900139000")}
        assert browser.send("PUT", f"{API}/me/phone", body).json()["person"]["phone"] == "139****9000"
        forget_limits()
        assert by_phone(Browser(), "13900139000").json()["is_new"] is False

    def test_needs_presence(self, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = Browser()
        by_phone(browser)
        forget_limits()
        monkeypatch.setattr(api, "utc_now", lambda: utc_now() + timedelta(seconds=301))
        answer = browser.post(f"{API}/me/codes", {"purpose": "change_phone", "phone": "13900139000"})
        assert (answer.status_code, answer.json()["code"]) == (403, "accounts.step_up_needed")
        assert browser.post(f"{API}/me/close").status_code == 403

    def test_a_number_of_another_account_stays_there(self) -> None:
        mine, theirs = Browser(), Browser()
        by_phone(mine)
        by_phone(theirs, "13900139000")
        forget_limits()
        code_id = mine.post(f"{API}/me/codes", {"purpose": "change_phone", "phone": "13900139000"}).json()["code_id"]
        body = {"code_id": code_id, "code": code_for("+8613900139000")}
        answer = mine.send("PUT", f"{API}/me/phone", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "accounts.phone_taken")
        assert mine.me()["phone"] == "138****8000"


class TestSecondFactor:
    def test_is_asked_for_after_a_code_and_after_a_password(self) -> None:
        browser = Browser()
        by_phone(browser)
        secret = add_totp(browser)
        forget_limits()
        other = Browser()
        assert by_phone(other).json()["status"] == "second_factor"
        assert other.me() is None
        wrong = other.post(f"{AUTH}/auth/2fa/authenticate", {"code": "000000"})
        assert wrong.status_code == 400
        assert other.post(f"{AUTH}/auth/2fa/authenticate", {"code": totp_code(secret)}).status_code == 200
        assert other.me()["has_totp"] is True

    def test_a_recovery_code_works_once(self) -> None:
        browser = Browser()
        by_phone(browser)
        add_totp(browser)
        codes = browser.post(f"{MFA}/recovery-codes").json()["data"]["unused_codes"]
        assert len(codes) == 10
        statuses = []
        for _ in range(2):
            forget_limits()
            other = Browser()
            by_phone(other)
            statuses.append(other.post(f"{AUTH}/auth/2fa/authenticate", {"code": codes[0]}).status_code)
        assert statuses == [200, 400]

    def test_a_phone_code_does_not_step_up_who_has_a_second_factor(self) -> None:
        browser = Browser()
        by_phone(browser)
        secret = "JBSWY3DPEHPK3PXP"
        TOTP.activate(Person.objects.get(), secret)
        forget_limits()
        assert browser.post(f"{API}/me/close").json()["code"] == "accounts.step_up_needed"
        body: dict[str, Any] = browser.post(f"{API}/me/codes", {"purpose": "step_up"}).json()
        assert browser.post(f"{API}/me/step-up", {"code_id": body["code_id"], "code": code_for(f"+86{PHONE}")})
        assert browser.post(f"{API}/me/close").status_code == 403
        assert browser.post(f"{AUTH}/auth/2fa/reauthenticate", {"code": totp_code(secret)}).status_code == 200
        assert browser.post(f"{API}/me/close").status_code == 202

    def test_who_has_only_a_phone_needs_presence_to_add_a_factor(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from guangsha.accounts.http import adapter

        browser = Browser()
        by_phone(browser)
        secret = browser.get(f"{MFA}/totp").json()["meta"]["secret"]
        monkeypatch.setattr(adapter, "utc_now", lambda: utc_now() + timedelta(seconds=301))
        assert browser.post(f"{MFA}/totp", {"code": totp_code(secret)}).status_code == 401
        assert not Authenticator.objects.exists()


class TestName:
    def test_is_no_number_of_somebody(self) -> None:
        browser = Browser()
        by_phone(browser)
        answer = browser.send("PATCH", f"{API}/me", {"display_name": f"老王 {PHONE}"})
        assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")
        assert answer.json()["errors"] == [{"field": "display_name", "message": "personal_number"}]
        assert browser.me()["display_name"] is None


class TestClosing:
    def test_signs_out_waits_and_erases(self) -> None:
        browser, other = Browser(), Browser()
        by_phone(browser)
        forget_limits()
        by_phone(other)
        person_id = Person.objects.get().pk
        assert browser.post(f"{API}/me/close").json() == {"days": 15}
        assert (browser.me(), other.me()) == (None, None)
        run_until_idle()
        assert Person.objects.get().erased_at is None
        Person.objects.update(closing_at=Now() - timedelta(seconds=1))
        Job.objects.filter(name=ERASE_JOB).update(due_at=Now())
        run_until_idle()
        person = Person.objects.get()
        assert person.erased_at is not None
        assert (person.phone, person.phone_index, person.is_active) == (None, None, False)
        with pytest.raises(ErasedSubject):
            key_store().data_key(person_id)
        forget_limits()
        assert by_phone(Browser()).json()["is_new"] is True

    def test_ends_the_work_of_who_is_gone(self) -> None:
        browser = Browser()
        by_phone(browser)
        person_id = Person.objects.get().pk

        def hire() -> None:
            house = ensure_organisation(slug="acme", name="示例置业")
            join(person_id=person_id, organisation_id=house, department_id=None, now=utc_now())
            wanted = RoleWanted(person_id, "listing_reviewer", Scope.ORGANISATION, house, house)
            give_role(wanted, now=utc_now(), by="test")

        command(hire, actor=system_actor("test"))
        browser.post(f"{API}/me/close")
        assert RoleGrant.objects.exclude(active_key=None).exists()
        Person.objects.update(closing_at=Now() - timedelta(seconds=1))
        Job.objects.filter(name=ERASE_JOB).update(due_at=Now())
        run_until_idle()
        assert not RoleGrant.objects.exclude(active_key=None).exists()
        assert not Membership.objects.exclude(active_key=None).exists()

    def test_signing_in_before_keeps_it(self) -> None:
        browser = Browser()
        by_phone(browser)
        browser.post(f"{API}/me/close")
        forget_limits()
        assert by_phone(Browser()).json()["is_new"] is False
        assert Person.objects.get().closing_at is None
        Job.objects.filter(name=ERASE_JOB).update(due_at=Now())
        run_until_idle()
        assert Person.objects.get().erased_at is None

    def test_is_written_down(self) -> None:
        browser = Browser()
        by_phone(browser)
        browser.post(f"{API}/me/close")
        actions = set(AuditEntry.objects.values_list("action", flat=True))
        assert {"accounts.register", "accounts.sign_in", "accounts.close", "accounts.sessions.end"} <= actions


class TestSealed:
    @pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the file")
    def test_the_database_file_holds_no_number_address_secret_or_cookie(self) -> None:
        browser = Browser()
        by_phone(browser)
        secret = add_totp(browser)
        mailer = Browser()
        register_by_mail(mailer)
        mailer.post("/_allauth/browser/v1/account/email", {"email": "new.address@example.com"})
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        name = str(connection.settings_dict["NAME"])
        held = b"".join(Path(name + tail).read_bytes() for tail in ("", "-wal") if Path(name + tail).exists())
        clear = [PHONE, f"+86{PHONE}", MAIL, "example.com", secret, browser.cookie, mailer.cookie]
        assert [text for text in clear if text.encode() in held] == []
        assert str(Person.objects.first().pk).replace("-", "").encode() in held  # the search would find what is there

    def test_a_session_moved_to_another_row_does_not_open(self) -> None:
        browser = Browser()
        by_phone(browser)
        other = Browser()
        by_phone(other, "13900139000")
        rows = list(Session.objects.exclude(person=None).order_by("created_at"))
        Session.objects.filter(pk=rows[1].pk).update(session_data=rows[0].session_data)
        assert other.me() is None

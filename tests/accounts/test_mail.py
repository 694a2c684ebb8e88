"""Registering and signing in by address and password, through the login library."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection

from guangsha.accounts.http import adapter, middleware
from guangsha.accounts.http.sessions import SessionStore
from guangsha.accounts.limits import Limit
from guangsha.accounts.models import Person, Session
from guangsha.accounts.services.people import forget_unconfirmed
from guangsha.backbone.public import command
from guangsha.kit.actor import system_actor
from guangsha.kit.clock import utc_now
from guangsha.vault.public import blind_index
from tests.accounts.support import (
    AUTH,
    MAIL,
    PASSWORD,
    Browser,
    code_for,
    forget_limits,
    newest,
    proof,
    register_by_mail,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
OTHER = "han.meimei@example.com"


def sign_in(browser: Browser, mail: str = MAIL, password: str = PASSWORD, **headers: str) -> Any:
    answer = browser.post(f"{AUTH}/auth/login", {"email": mail, "password": password}, **headers)
    browser.fresh_token()
    return answer


def shape(answer: Any) -> Any:
    """What a stranger can compare."""
    return answer.status_code, answer.json(), sorted(name for name in answer.headers if name != "Set-Cookie")


class TestRegister:
    def test_by_address_password_and_code(self) -> None:
        browser = Browser()
        waiting = browser.post(f"{AUTH}/auth/signup", {"email": "Li.Lei@Example.com", "password": PASSWORD})
        assert waiting.status_code == 401
        assert browser.me() is None
        assert browser.post(f"{AUTH}/auth/email/verify", {"key": code_for(MAIL)}).status_code == 200
        assert browser.me()["email"] == "l***@example.com"
        person = Person.objects.get()
        assert person.email_index == blind_index("accounts.person.email", MAIL)
        assert sign_in(Browser()).status_code == 200

    @pytest.mark.parametrize("password", ["short", "qwerty123456", "1q2w3e4r5t6y"])
    def test_refuses_short_and_common_passwords(self, password: str) -> None:
        answer = Browser().post(f"{AUTH}/auth/signup", {"email": MAIL, "password": password})
        assert (answer.status_code, answer.json()["errors"][0]["param"]) == (400, "password")

    def test_an_unconfirmed_address_is_let_go(self) -> None:
        Browser().post(f"{AUTH}/auth/signup", {"email": MAIL, "password": PASSWORD})
        actor = system_actor("test")
        assert command(forget_unconfirmed, actor=actor) == 0
        Person.objects.update(created_at="2020-01-01T00:00:00Z")
        assert command(forget_unconfirmed, actor=actor) == 1
        assert not EmailAddress.objects.exists()


class TestEnumeration:
    def test_registering_an_address_in_use_looks_the_same(self) -> None:
        register_by_mail(Browser())
        forget_limits()
        answers = [Browser().post(f"{AUTH}/auth/signup", {"email": m, "password": PASSWORD}) for m in (MAIL, OTHER)]
        assert shape(answers[0]) == shape(answers[1])
        assert "已有账号" in newest(MAIL)

    def test_signing_in_and_resetting_look_the_same(self) -> None:
        register_by_mail(Browser())
        logins = [sign_in(Browser(), mail, "another long password") for mail in (MAIL, OTHER)]
        assert shape(logins[0]) == shape(logins[1])
        resets = [Browser().post(f"{AUTH}/auth/password/request", {"email": mail}) for mail in (MAIL, OTHER)]
        assert shape(resets[0]) == shape(resets[1])
        with pytest.raises(StopIteration):
            newest(OTHER)

    def test_both_do_the_work_of_hashing(self, settings: Any) -> None:
        """Medians within a factor of 2.5; an answer without the hash is more than five times faster."""
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
        register_by_mail(Browser())
        took: dict[str, list[float]] = {MAIL: [], OTHER: []}
        for mail in [MAIL, OTHER] * 5:
            forget_limits()
            browser = Browser()
            started = time.perf_counter()
            browser.post(f"{AUTH}/auth/login", {"email": mail, "password": "another long password"})
            took[mail].append(time.perf_counter() - started)
        known, unknown = (statistics.median(times) for times in took.values())
        assert 0.4 < known / unknown < 2.5


class TestGuessing:
    def test_five_failures_pause_the_guesser_and_not_the_owner(self) -> None:
        register_by_mail(Browser())
        for _ in range(5):
            assert sign_in(Browser("203.0.113.5"), password="wrong wrong wrong").status_code == 400
        paused = sign_in(Browser("203.0.113.5"))
        assert (paused.status_code, paused.json()["errors"][0]["code"]) == (400, "too_many_login_attempts")
        assert sign_in(Browser("198.51.100.9")).status_code == 200

    def test_a_forged_header_does_not_make_a_new_guesser(self) -> None:
        register_by_mail(Browser())
        for n in range(6):
            forged = Browser("203.0.113.5", HTTP_X_FORWARDED_FOR=f"192.0.2.{n}")
            last = sign_in(forged, password="wrong wrong wrong")
        assert last.json()["errors"][0]["code"] == "too_many_login_attempts"

    def test_guesses_from_everywhere_cost_work_and_lock_nobody_out(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(adapter, "GUESSES_PER_ADDRESS", Limit("guess-test", 3, 900))
        register_by_mail(Browser())
        for n in range(3):
            sign_in(Browser(f"203.0.113.{n}"), password="wrong wrong wrong")
        owner = Browser("198.51.100.9")
        assert sign_in(owner).status_code == 400
        assert sign_in(owner, **{"X-Proof": proof(owner)}).status_code == 200


class TestCodesInTheSession:
    def _waiting(self) -> tuple[Browser, str]:
        browser = Browser()
        browser.post(f"{AUTH}/auth/signup", {"email": MAIL, "password": PASSWORD})
        return browser, code_for(MAIL)

    def _verify_at_once(self, browser: Browser, keys: list[str]) -> list[int]:
        tabs = [browser.twin() for _ in keys]

        def post(pair: tuple[Browser, str]) -> int:
            try:
                return int(pair[0].post(f"{AUTH}/auth/email/verify", {"key": pair[1]}).status_code)
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(post, zip(tabs, keys, strict=True)))

    def test_five_wrong_codes_at_once_kill_the_right_one(self) -> None:
        browser, code = self._waiting()
        wrong = [f"{n:06d}" for n in range(1, 21) if f"{n:06d}" != code]
        statuses = self._verify_at_once(browser, wrong)
        assert statuses.count(400) == 5
        assert browser.post(f"{AUTH}/auth/email/verify", {"key": code}).status_code == 409

    def test_without_turns_more_tries_pass(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The negative control: four at a time have read the session before any of them writes it."""
        browser, code = self._waiting()
        four_have_read, load = Barrier(4), SessionStore.load

        def load_together(store: SessionStore) -> Any:
            content = load(store)
            with suppress(BrokenBarrierError):
                four_have_read.wait(5)
            return content

        monkeypatch.setattr(middleware, "_take_turn", lambda key: True)
        monkeypatch.setattr(SessionStore, "load", load_together)
        wrong = [f"{n:06d}" for n in range(1, 21) if f"{n:06d}" != code]
        assert self._verify_at_once(browser, wrong).count(400) > 5

    def test_the_right_code_from_many_tabs_signs_in_once(self) -> None:
        browser, code = self._waiting()
        statuses = self._verify_at_once(browser, [code] * 20)
        assert statuses.count(200) == 1
        assert Session.objects.exclude(person=None).count() == 1


class TestPassword:
    def test_a_reset_ends_every_session(self) -> None:
        first = Browser()
        register_by_mail(first)
        forget_limits()
        other = Browser()
        other.post(f"{AUTH}/auth/password/request", {"email": MAIL})
        answer = other.post(
            f"{AUTH}/auth/password/reset", {"key": code_for(MAIL), "password": "a newer house on the hill"}
        )
        assert answer.status_code in {200, 401}
        assert first.me() is None
        assert sign_in(Browser(), password="a newer house on the hill").status_code == 200

    def test_a_change_needs_the_old_one_and_ends_other_sessions(self) -> None:
        first, second = Browser(), Browser()
        register_by_mail(first)
        sign_in(second)
        path, new = "/_allauth/browser/v1/account/password/change", "a newer house on the hill"
        assert first.post(path, {"current_password": "not this one", "new_password": new}).status_code == 400
        assert first.post(path, {"current_password": PASSWORD, "new_password": new}).status_code == 200
        assert first.me() is not None
        assert second.me() is None


class TestAddress:
    def test_changes_with_presence_and_a_code(self) -> None:
        browser = Browser()
        register_by_mail(browser)
        records = f"{AUTH}/auth/reauthenticate"
        assert browser.post("/_allauth/browser/v1/account/email", {"email": OTHER}).status_code == 200
        assert browser.post(f"{AUTH}/auth/email/verify", {"key": code_for(OTHER)}).status_code == 200
        assert browser.me()["email"] == "h***@example.com"
        assert "更换" in newest(MAIL)
        assert sign_in(Browser(), MAIL).status_code == 400
        assert sign_in(Browser(), OTHER).status_code == 200
        assert browser.post(records, {"password": PASSWORD}).status_code == 200

    def test_presence_wears_off(self, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = Browser()
        register_by_mail(browser)
        monkeypatch.setattr(adapter, "utc_now", lambda: utc_now() + timedelta(seconds=301))
        answer = browser.post("/_allauth/browser/v1/account/email", {"email": OTHER})
        assert answer.status_code == 401

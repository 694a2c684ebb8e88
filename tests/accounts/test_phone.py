"""Registering and signing in by phone."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from guangsha.accounts import api, sms_limits
from guangsha.accounts.limits import Limit, for_network, take
from guangsha.accounts.models import Person, PhoneCode, RateWindow
from guangsha.accounts.services import codes
from guangsha.accounts.services.signing_in import person_for_phone
from guangsha.backbone.public import command
from guangsha.kit.actor import VISITOR
from tests.accounts.support import API, PHONE, Browser, ask_code, by_phone, code_for, forget_limits, proof

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engines]
E164 = f"+86{PHONE}"


class TestSignIn:
    def test_who_is_new_registers_and_comes_back(self) -> None:
        browser = Browser()
        assert browser.me() is None
        answer = by_phone(browser)
        assert (answer.status_code, answer.json()["status"], answer.json()["is_new"]) == (200, "signed_in", True)
        assert browser.me()["phone"] == "138****8000"
        forget_limits()
        other = Browser()
        assert by_phone(other).json()["is_new"] is False
        assert other.me()["person_id"] == browser.me()["person_id"]

    def test_one_number_however_it_is_written(self) -> None:
        by_phone(Browser(), PHONE)
        forget_limits()
        browser = Browser()
        code_id = ask_code(browser, "+86 138-0013-8000").json()["code_id"]
        answer = browser.post(f"{API}/sign-in/phone", {"code_id": code_id, "code": code_for(E164)})
        assert answer.json()["is_new"] is False

    @pytest.mark.parametrize("phone", ["12345678901", "010-62770000", "+1 555", "13800"])
    def test_refuses_what_no_text_can_reach(self, phone: str) -> None:
        answer = ask_code(Browser(), phone)
        assert (answer.status_code, answer.json()["code"]) == (422, "accounts.phone_refused")

    def test_the_session_changes_its_name_at_sign_in(self) -> None:
        browser = Browser()
        browser.client.cookies["session"] = "chosen-by-somebody-else-000000000"
        by_phone(browser)
        assert browser.cookie != "chosen-by-somebody-else-000000000"


class TestCodes:
    def test_a_code_works_once(self) -> None:
        browser = Browser()
        body = {"code_id": ask_code(browser).json()["code_id"], "code": code_for(E164)}
        assert browser.post(f"{API}/sign-in/phone", body).status_code == 200
        again = Browser().post(f"{API}/sign-in/phone", body)
        assert (again.status_code, again.json()["code"]) == (422, "accounts.code_refused")

    def test_five_tries_and_the_right_code_is_dead_too(self) -> None:
        browser = Browser()
        code_id, code = ask_code(browser).json()["code_id"], code_for(E164)
        wrong = "000000" if code != "000000" else "000001"
        for _ in range(codes.MAX_TRIES):
            assert browser.post(f"{API}/sign-in/phone", {"code_id": code_id, "code": wrong}).status_code == 422
        assert browser.post(f"{API}/sign-in/phone", {"code_id": code_id, "code": code}).status_code == 422

    def test_an_old_code_is_dead(self) -> None:
        browser = Browser()
        code_id, code = ask_code(browser).json()["code_id"], code_for(E164)
        PhoneCode.objects.update(expires_at=Now() - timedelta(seconds=1))
        assert browser.post(f"{API}/sign-in/phone", {"code_id": code_id, "code": code}).status_code == 422

    def test_a_code_for_one_purpose_does_not_serve_another(self) -> None:
        browser = Browser()
        by_phone(browser)
        forget_limits()
        own = browser.post(f"{API}/me/codes", {"purpose": "step_up"}).json()
        body = {"code_id": own["code_id"], "code": code_for(E164)}
        assert Browser().post(f"{API}/sign-in/phone", body).status_code == 422
        assert browser.post(f"{API}/me/step-up", body).status_code == 200


def _post_from_many(body: dict[str, str], posts: int) -> list[int]:
    """The same code from many browsers at once; the statuses."""
    browsers = [Browser(f"198.51.100.{n % 250}") for n in range(posts)]

    def post(browser: Browser) -> int:
        try:
            return int(browser.post(f"{API}/sign-in/phone", body).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(post, browsers))


class TestRace:
    def test_of_two_hundred_posts_of_the_right_code_one_signs_in(self) -> None:
        body = {"code_id": ask_code(Browser()).json()["code_id"], "code": code_for(E164)}
        statuses = _post_from_many(body, 200)
        assert statuses.count(200) == 1
        assert set(statuses) == {200, 422}
        assert Person.objects.count() == 1

    def test_a_check_that_reads_first_lets_many_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The negative control: the same posts, with "is it unused? then mark it" in place of the conditional write."""
        two_have_read = Barrier(2)

        def reads_first(*, actor: object, **_: object) -> object:
            unused = PhoneCode.objects.filter(used_at=None).exists()
            if unused:
                with suppress(BrokenBarrierError):  # a third one that read in time waits alone
                    two_have_read.wait(10)
            PhoneCode.objects.update(used_at=Now())
            return command(lambda: person_for_phone(phone=E164), actor=VISITOR) if unused else None

        body = {"code_id": ask_code(Browser()).json()["code_id"], "code": code_for(E164)}
        monkeypatch.setattr(api, "command", lambda work, actor: reads_first(actor=actor))
        statuses = _post_from_many(body, 12)
        assert statuses.count(200) > 1


class TestLimits:
    def test_one_text_a_minute_per_number(self) -> None:
        browser = Browser()
        assert ask_code(browser).status_code == 202
        answer = ask_code(Browser("203.0.113.5"))
        assert (answer.status_code, answer.json()["code"]) == (429, "accounts.too_often")

    def test_a_day_s_cap_per_number(self) -> None:
        for _ in range(sms_limits.PER_NUMBER_DAY.times):
            assert take(sms_limits.PER_NUMBER_DAY, E164)
        assert ask_code(Browser()).status_code == 429

    def test_a_cap_per_network_that_a_forged_header_does_not_widen(self) -> None:
        for _ in range(sms_limits.per_network_hour().times):
            take(sms_limits.per_network_hour(), "203.0.113.9")
        forged = Browser("203.0.113.9", HTTP_X_FORWARDED_FOR="192.0.2.1")
        assert ask_code(forged).status_code == 429
        assert ask_code(Browser("203.0.113.10")).status_code == 202

    def test_a_sales_office_is_not_one_caller(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings.ENV, "office_networks", ["203.0.113.8/29"])
        limit = sms_limits.per_network_hour()
        for _ in range(limit.times):
            take(limit, "203.0.113.9")
        assert ask_code(Browser("203.0.113.9")).status_code == 202
        assert for_network(limit, "203.0.113.16") == for_network(limit, "2001:db8::/64") == limit
        assert for_network(limit, "unknown") == limit

    def test_whoever_is_signed_in_proves_presence_whoever_else_sits_there(self) -> None:
        browser = Browser("203.0.113.9")
        by_phone(browser, "13800138000")
        for _ in range(sms_limits.per_network_hour().times):
            take(sms_limits.per_network_hour(), "203.0.113.9")
        RateWindow.objects.filter(count=1).delete()  # the minute of the number
        assert browser.post(f"{API}/me/codes", {"purpose": "step_up"}).status_code == 202

    def test_guesses_of_a_signed_in_person_are_counted_for_them(self) -> None:
        browser = Browser()
        by_phone(browser, "13800138000")
        wrong = {"code_id": str(uuid4()), "code": "000000"}
        said = [
            browser.post(f"{API}/me/step-up", wrong).status_code for _ in range(sms_limits.CHECKS_PER_PERSON.times + 1)
        ]
        assert said[-1] == 429
        assert 429 not in said[:-1]

    def test_a_budget_for_all_with_an_alarm(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sms_limits, "budget", lambda: Limit("sms-day", 5, 86_400))
        for n in range(4):
            assert ask_code(Browser(), f"1380013800{n}").status_code == 202
        health = sms_limits.sms_health()
        assert health.ok
        assert health.detail == "WARNING: 80% of the day's texts used"
        assert ask_code(Browser(), "13800138004").status_code == 202
        assert ask_code(Browser(), "13800138005").status_code == 429

    def test_many_at_once_pass_as_often_as_the_limit_says(self) -> None:
        limit = Limit("race", 7, 60)

        def one(_: int) -> bool:
            try:
                return take(limit, "x")
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(one, range(40))) == 7

    def test_a_closed_window_opens_again(self) -> None:
        limit = Limit("again", 1, 60)
        assert take(limit, "x")
        assert not take(limit, "x")
        RateWindow.objects.update(until=Now() - timedelta(seconds=1))
        assert take(limit, "x")


class TestProof:
    def test_is_asked_for_and_used_once(self) -> None:
        browser = Browser()
        solved = proof(browser)
        assert browser.post(f"{API}/sign-in/codes", {"phone": PHONE, "proof": solved}).status_code == 202
        forget_limits()
        again = browser.post(f"{API}/sign-in/codes", {"phone": "13900139000", "proof": solved})
        assert (again.status_code, again.json()["code"]) == (422, "accounts.proof_refused")
        made_up = browser.post(f"{API}/sign-in/codes", {"phone": PHONE, "proof": "x" * 40})
        assert made_up.json()["code"] == "accounts.proof_refused"


class TestEnumeration:
    def test_known_and_unknown_numbers_get_the_same_answer(self) -> None:
        by_phone(Browser())
        forget_limits()
        answers = [ask_code(Browser(), phone) for phone in (PHONE, "13900139000")]
        shapes = [
            (a.status_code, sorted(a.json()), {k: v for k, v in a.json().items() if k != "code_id"}) for a in answers
        ]
        assert shapes[0] == shapes[1]
        assert {k: v for k, v in answers[0].headers.items() if k != "X-Request-ID"}.keys() == {
            k: v for k, v in answers[1].headers.items() if k != "X-Request-ID"
        }.keys()

    def test_a_wrong_code_and_an_unknown_one_get_the_same_answer(self) -> None:
        browser = Browser()
        ids = [ask_code(browser).json()["code_id"], "01936d5e-0000-7000-8000-000000000000"]
        bodies = [
            browser.post(f"{API}/sign-in/phone", {"code_id": code_id, "code": "000000"}).json() for code_id in ids
        ]
        assert bodies[0] | {"request_id": ""} == bodies[1] | {"request_id": ""}

"""One message per owner and rhythm, not at night; alerts by mail begin with a yes and end with one click."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from guangsha.accounts.public import Mail
from guangsha.backbone.models import Job
from guangsha.inventory.public import UnitStatus
from guangsha.kit.clock import CHINA, utc_now
from guangsha.notifications.models import Notification, Quiet
from guangsha.vault.public import ErasedSubject, key_store
from guangsha.watching import jobs
from guangsha.watching.domain.rhythm import Bucket, Cadence, due_at
from guangsha.watching.models import Digest, News, SavedSearch, Subscriber
from guangsha.watching.services import letters, subscribers
from guangsha.watching.services.digests import close_digest
from guangsha.watching.services.erasing import sweep
from guangsha.watching.services.searches import change_search
from tests.backbone.support import in_threads
from tests.watching.support import NIGHT, NOON, awake, buyer, release, run, save, settle, tell, told
from tests.watching.test_matching import shown

pytestmark = [pytest.mark.django_db(transaction=True)]
ADDRESS = "visitor@example.com"
SEARCH = "city=430100&rooms=3"


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> list[Mail]:
    sent: list[Mail] = []
    monkeypatch.setattr(letters, "send_mail", sent.append)
    monkeypatch.setattr(jobs, "send_mail", sent.append)
    return sent


def work(name: str) -> None:
    """Run what is enqueued under ``name``."""
    for job in Job.objects.filter(name=name).order_by("id"):
        Job.objects.filter(pk=job.pk).delete()
        {
            "watching.send_confirmation": jobs.send_confirmation,
            "watching.send_digest": jobs.send_digest,
            "watching.forget_key": jobs.forget_key,
        }[name](job.payload)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)))  # noqa: DTZ001
def test_days_and_weeks_end_at_nine_in_the_morning(at: datetime) -> None:
    now = at.replace(tzinfo=UTC)
    daily, weekly = due_at(Bucket.DAILY, now), due_at(Bucket.WEEKLY, now)
    assert now < daily <= now + timedelta(days=1)
    assert daily <= weekly <= now + timedelta(days=7)
    assert (daily.astimezone(CHINA).hour, weekly.astimezone(CHINA).hour) == (9, 9)
    assert weekly.astimezone(CHINA).weekday() == 0
    assert now < due_at(Bucket.INSTANT, now) < now + timedelta(minutes=1)


class TestOfAPerson:
    def test_two_searches_and_many_homes_are_one_digest(self) -> None:
        person, other = buyer(), buyer("other@example.com")
        save(person, "city=430100", name="长沙")
        save(person, "rooms=3", name="三房")
        save(person, "price_max=185000000", Cadence.DAILY)
        shown()
        settle()
        tell()
        assert told(person) == 2  # one per rhythm
        assert told(other) == 0
        instant = Digest.objects.get(owner_id=person, bucket="instant")
        assert instant.count == 12  # the same home for two searches counts once
        data = Notification.objects.get(person_id=person, dedupe_key=f"digest:{instant.pk}").data.reveal()
        assert "长沙 (12)" in data
        assert "三房 (12)" in data
        tell()
        assert told(person) == 2

    def test_many_tellers_at_once_tell_once(self) -> None:
        person = buyer()
        save(person, "city=430100")
        shown()
        settle()
        News.objects.update(due_at=utc_now())
        work_on = lambda _: run(lambda: close_digest(owner_id=person, bucket=Bucket.INSTANT, now=utc_now()))  # noqa: E731
        assert in_threads(4, work_on) == []
        assert told(person) == Digest.objects.count() == 1

    def test_what_is_found_at_night_is_one_digest_in_the_morning(self) -> None:
        person = buyer()
        Quiet.objects.filter(person_id=person).update(start_minute=22 * 60, end_minute=8 * 60)
        save(person, "status=available")
        project_id = shown()
        settle()
        for number in ("0101", "0102"):
            release(project_id, [number], UnitStatus.AVAILABLE)
            settle()
            assert run(lambda: close_digest(owner_id=person, bucket=Bucket.INSTANT, now=NIGHT)) is None
        assert told(person) == 0
        morning = {row.due_at for row in News.objects.all()}
        assert morning == {NIGHT + timedelta(hours=8, minutes=30)}
        assert run(lambda: close_digest(owner_id=person, bucket=Bucket.INSTANT, now=morning.pop())) is not None
        assert Digest.objects.get().count == 2

    def test_a_pause_and_a_new_rhythm_hold_for_what_waits_too(self) -> None:
        person = buyer()
        search = save(person, "city=430100")
        shown()
        settle()
        run(lambda: change_search(owner_id=person, search_id=search, now=NOON, cadence=Cadence.WEEKLY))
        row = News.objects.get()
        assert (row.bucket, row.due_at) == ("weekly", due_at(Bucket.WEEKLY, NOON))
        run(lambda: change_search(owner_id=person, search_id=search, now=NOON, paused=True))
        tell()
        assert told(person) == 0


def subscribe(query: str = SEARCH, *, name: str = "长沙三房", language: str = "zh") -> None:
    run(
        lambda: subscribers.subscribe(
            email=ADDRESS, query=query, name=name, cadence=Cadence.INSTANT, language=language, now=utc_now()
        )
    )


def subscribed(mails: list[Mail], query: str = SEARCH, **words: Any) -> UUID:
    """An address that said yes."""
    subscribe(query, **words)
    work("watching.send_confirmation")
    token = re.search(r"#confirm\.(\S+)", mails[-1].text)
    assert token is not None
    owner = run(lambda: subscribers.confirm(token=token[1], now=utc_now()))
    mails.clear()
    if not Quiet.objects.filter(person_id=owner).exists():
        awake(owner)
    return owner


class TestOfAnAddress:
    def test_nothing_is_sent_before_it_said_yes(self, mails: list[Mail]) -> None:
        subscribe()
        shown()
        settle()
        tell()
        work("watching.send_confirmation")
        assert [mail.subject for mail in mails] == ["请确认：接收找房提醒"]
        assert not News.objects.exists()

    def test_news_come_once_with_a_way_out(self, mails: list[Mail]) -> None:
        subscribed(mails, language="en")
        shown()
        settle()
        tell()
        work("watching.send_digest")
        (mail,) = mails
        assert mail.address == ADDRESS
        assert mail.subject == "New homes for your search: 12"
        assert mail.text.count("/en/units/") == 5
        assert "and 7 more" in mail.text
        assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        tell()
        work("watching.send_digest")
        assert len(mails) == 1
        assert Digest.objects.get().state == "sent"

    def test_one_click_without_cookies_ends_it_and_takes_the_address_and_its_key(self, mails: list[Mail]) -> None:
        owner = subscribed(mails)
        shown()
        settle()
        tell()
        work("watching.send_digest")
        path = re.sub(r"^<https?://[^/]+|>$", "", mails[0].headers["List-Unsubscribe"])
        browser = Client(enforce_csrf_checks=True)
        assert browser.get(path).status_code == 302
        assert Subscriber.objects.exists()  # following a link changes nothing
        posted = browser.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
        assert posted.status_code == 200
        assert not Subscriber.objects.exists()
        assert not SavedSearch.objects.exists()
        assert not News.objects.exists()
        work("watching.forget_key")
        with pytest.raises(ErasedSubject):
            key_store().data_key(owner)
        assert browser.post(path).status_code == 200

    def test_the_page_changes_and_stops_single_searches(self, mails: list[Mail], client: Client) -> None:
        owner = subscribed(mails)
        subscribed(mails, "city=310000")
        token = subscribers.manage_token(owner)
        ask = lambda what, **body: client.post(  # noqa: E731
            f"/api/v1/alerts/{what}", {"token": token, **body}, content_type="application/json"
        )
        page = ask("read").json()
        assert page["email"] == "v***@example.com"
        assert len(page["searches"]) == 2
        first, second = (one["id"] for one in page["searches"])
        changed = ask("change", search_id=first, cadence="weekly", paused=True).json()["searches"]
        assert next((one["cadence"], one["paused"]) for one in changed if one["id"] == first) == ("weekly", True)
        assert ask("stop", search_id=first).json() == {"left": 1}
        assert ask("stop", search_id=second).json() == {"left": 0}
        assert ask("read").status_code == 410
        assert not Subscriber.objects.exists()

    def test_an_account_can_take_it_over(self, mails: list[Mail]) -> None:
        owner = subscribed(mails)
        person = buyer()
        token = subscribers.manage_token(owner)
        assert run(lambda: subscribers.adopt(token=token, person_id=person, now=utc_now())) == 1
        row = SavedSearch.objects.get()
        assert row.owner_id == person
        assert row.name is not None
        assert row.name.reveal() == "长沙三房"
        assert not Subscriber.objects.exists()

    def test_an_address_that_never_said_yes_is_forgotten_after_a_week(self, mails: list[Mail]) -> None:
        subscribe()
        sweep(utc_now() + timedelta(days=6))
        assert Subscriber.objects.exists()
        sweep(utc_now() + timedelta(days=8))
        assert not Subscriber.objects.exists()
        assert not SavedSearch.objects.exists()

    @pytest.mark.parametrize("token", ["x", "a:b:c", "a" * 250])
    def test_a_made_up_link_is_refused(self, token: str, client: Client) -> None:
        for what in ("confirm", "read", "stop"):
            answer = client.post(f"/api/v1/alerts/{what}", {"token": token}, content_type="application/json")
            assert answer.status_code == 410

    @pytest.mark.parametrize("name", ["买 https://evil.example", "evil.example", "写信给 a@b", "www"])
    def test_nobody_advertises_through_our_question(self, name: str, mails: list[Mail]) -> None:
        subscribe(name=name)
        work("watching.send_confirmation")
        assert name not in mails[0].text

"""Once per change of state, in order, in both languages, as the person wishes, and sent until the provider has it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from guangsha.accounts.models import Person
from guangsha.backbone.models import Job, OutboxEvent
from guangsha.backbone.public import command
from guangsha.kit.actor import system_actor
from guangsha.kit.ids import new_id
from guangsha.notifications import jobs, sending
from guangsha.notifications.domain import kinds
from guangsha.notifications.domain.kinds import Channel, Kind, Words, all_kinds
from guangsha.notifications.domain.quiet import QuietHours
from guangsha.notifications.models import Delivery, Notification
from guangsha.notifications.ports import Address, SendLater, SendRefused, _book, _senders
from guangsha.notifications.selectors import notifications_after
from guangsha.notifications.services import notify, set_preferences, set_quiet_hours
from guangsha.vault.public import Secret, key_store
from tests.backbone.support import in_threads

ACTOR = system_actor("tester")
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
"""12:00 in China."""
NIGHT = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
"""23:30 in China."""
NEWS = Kind(
    name="test.news",
    words={
        "zh": Words("{who}，您好", "有消息", sms="{who}有消息"),
        "en": Words("Hello {who}", "News", sms="News, {who}"),
    },
    variables=frozenset({"who"}),
    link="/news",
    channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
)
ALARM = Kind(
    name="test.alarm",
    words={"zh": Words("警报", "请看", sms="警报"), "en": Words("Alarm", "Look", sms="Alarm")},
    channels=frozenset(Channel),
    urgent=True,
)


class Post:
    """A way out that keeps what it was given; ``answers`` come first, one per call."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Words, UUID]] = []
        self.answers: list[Exception] = []

    def __call__(self, address: Address, words: Words, *, sending_id: UUID) -> str:
        if self.answers:
            raise self.answers.pop(0)
        self.sent.append((address.value.reveal(), words, sending_id))
        return f"provider-{len(self.sent)}"


@pytest.fixture(autouse=True)
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    monkeypatch.setattr(kinds, "_kinds", {**kinds._kinds, NEWS.name: NEWS, ALARM.name: ALARM})
    made = Post()
    monkeypatch.setitem(_senders, Channel.EMAIL, made)
    known = lambda person_id, channel: Address(Secret("a@example.org"), "en")  # noqa: E731
    monkeypatch.setattr("guangsha.notifications.ports._book", [known])
    return made


def tell(person_id: UUID, key: str = "1", *, kind: str = "test.news", now: datetime = NOON, **data: str) -> UUID | None:
    values = data or ({"who": "林"} if kind == "test.news" else {})
    return command(lambda: notify(person_id=person_id, kind=kind, data=values, dedupe_key=key, now=now), actor=ACTOR)


def work(*, now: datetime = NOON) -> None:
    """Run the sending jobs that are due."""
    for job in Job.objects.filter(name="notifications.deliver").order_by("id"):
        Job.objects.filter(pk=job.pk).delete()
        jobs.deliver(job.payload)


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "utc_now", lambda: NOON)


class TestKinds:
    def test_of_the_product_say_the_same_in_both_languages(self) -> None:
        for kind in all_kinds():
            data = {name: f"<{name}>" for name in kind.variables}
            for language in kinds.LANGUAGES:
                words = kind.words[language].filled(data)
                text = f"{words.title} {words.body} {words.sms}"
                assert words.title
                assert words.body
                assert "{" not in text
                assert all(value in f"{text} {kind.link.format(**data)}" for value in data.values())

    def test_with_other_values_in_one_language_are_refused(self) -> None:
        with pytest.raises(ValueError, match="en uses"):
            Kind(name="x", words={"zh": Words("{a}", "b"), "en": Words("a", "b")}, variables=frozenset({"a"}))
        with pytest.raises(ValueError, match="needed"):
            Kind(name="x", words={"zh": Words("a", "b")})
        with pytest.raises(ValueError, match="no SMS"):
            Kind(name="x", words={"zh": Words("a", "b"), "en": Words("a", "b")}, channels=frozenset({Channel.SMS}))

    @pytest.mark.parametrize("value", ["13812345678", "电话 138 1234 5678", "430104199001011234", "x" * 201])
    def test_values_never_hold_numbers_of_people(self, value: str) -> None:
        with pytest.raises(ValueError, match="who"):
            NEWS.check({"who": value})

    def test_an_id_is_no_number_of_somebody_whatever_its_figures(self) -> None:
        NEWS.check({"who": "01a3ab48-9d5b-7802-a135-97400077be4d"})

    @pytest.mark.parametrize("data", [{}, {"who": "a", "more": "b"}, {"whom": "a"}])
    def test_values_are_those_the_words_need(self, data: dict[str, str]) -> None:
        with pytest.raises(ValueError, match="takes"):
            NEWS.check(data)


class TestQuietHours:
    @given(
        start=st.integers(0, 1439),
        end=st.integers(0, 1439),
        at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001
        zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "UTC"]),
    )
    def test_end_at_their_end_and_never_wait_longer_than_themselves(
        self, start: int, end: int, at: datetime, zone: str
    ) -> None:
        hours = QuietHours(start, end, zone)
        now = at.replace(tzinfo=UTC)
        wait = hours.wait(now)
        assert timedelta() <= wait <= timedelta(minutes=(end - start) % 1440, hours=1)  # an hour may be inserted
        if zone != "Europe/Berlin":
            assert hours.wait(now + wait) == timedelta()
        if wait:
            over = (now.astimezone(ZoneInfo(zone)) + wait).replace(second=0, microsecond=0)
            assert over.hour * 60 + over.minute == end

    def test_none_when_start_is_end(self) -> None:
        assert QuietHours(480, 480, "Asia/Shanghai").wait(NIGHT) == timedelta()


@pytest.mark.django_db
class TestNotify:
    def test_numbers_without_gaps_and_seals_the_values(self) -> None:
        person = new_id()
        tell(person, "1")
        tell(person, "1")
        tell(person, "2")
        found = notifications_after(person, 0, 10)
        assert [(told.seq, told.words["zh"].title, told.words["en"].title) for told in found] == [
            (1, "林，您好", "Hello 林"),
            (2, "林，您好", "Hello 林"),
        ]
        with connection.cursor() as cursor:
            cursor.execute("SELECT data FROM notifications_notification")
            assert all("林" not in row[0] and row[0].startswith("p") for row in cursor.fetchall())
        assert OutboxEvent.objects.filter(name="notifications.notified").count() == 2

    def test_tells_an_erased_person_nothing_and_others_go_on(self) -> None:
        gone, here = new_id(), new_id()
        tell(gone, "1")
        key_store().destroy(gone)

        def work() -> list[UUID | None]:
            data = {"who": "林"}
            return [
                notify(person_id=one, kind="test.news", data=data, dedupe_key="2", now=NOON) for one in (gone, here)
            ]

        told, other = command(work, actor=ACTOR)
        assert told is None
        assert list(Notification.objects.filter(dedupe_key="2").values_list("pk", flat=True)) == [other]
        assert [one.seq for one in notifications_after(here, 0, 10)] == [1]

    def test_what_is_turned_off_has_no_number(self) -> None:
        person = new_id()
        command(lambda: set_preferences(person_id=person, wishes={("test.news", Channel.IN_APP): False}), actor=ACTOR)
        tell(person, "1")
        tell(person, "2", kind="test.alarm")
        assert [told.kind for told in notifications_after(person, 0, 10)] == ["test.alarm"]
        assert Notification.objects.get(kind="test.news").seq is None

    def test_is_sent_by_mail_and_logged(self, post: Post, at_noon: None) -> None:
        tell(new_id())
        work()
        address, words, sending_id = post.sent[0]
        delivery = Delivery.objects.get()
        assert (address, words.title, sending_id) == ("a@example.org", "Hello 林", delivery.id)
        assert (delivery.state, delivery.attempts, delivery.provider_id) == ("sent", 1, "provider-1")
        jobs.deliver({"delivery_id": str(delivery.id)})
        assert len(post.sent) == 1

    def test_is_tried_again_while_the_provider_is_away(self, post: Post, at_noon: None) -> None:
        post.answers = [SendLater("timeout"), SendLater("timeout")]
        tell(new_id())
        payload = Job.objects.get().payload
        for _ in range(2):
            with pytest.raises(RuntimeError, match="later"):
                jobs.deliver(payload)
        jobs.deliver(payload)
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.attempts, delivery.error) == ("sent", 3, "")

    def test_a_refused_address_is_told_once_a_day(self, post: Post, at_noon: None) -> None:
        person = new_id()
        post.answers = [SendRefused("no_such_box"), SendRefused("no_such_box")]
        tell(person, "1")
        tell(person, "2")
        work()
        told = [item.kind for item in notifications_after(person, 0, 10)]
        assert told == ["test.news", "test.news", "notifications.email_unreachable"]
        assert set(Delivery.objects.values_list("state", "error")) == {("refused", "no_such_box")}

    def test_waits_for_the_morning_unless_it_is_urgent(self) -> None:
        person = new_id()
        tell(person, "1", now=NIGHT)
        tell(person, "2", kind="test.alarm", now=NIGHT)
        quiet, *urgent = Job.objects.filter(name="notifications.deliver").order_by("id")
        assert urgent
        for now in urgent:
            assert timedelta(hours=8, minutes=29) < quiet.due_at - now.due_at < timedelta(hours=8, minutes=31)

    def test_waits_when_quiet_hours_were_moved_meanwhile(self, post: Post, at_noon: None) -> None:
        person = new_id()
        tell(person)
        hours = QuietHours(11 * 60, 14 * 60, "Asia/Shanghai")
        command(lambda: set_quiet_hours(person_id=person, hours=hours), actor=ACTOR)
        work()
        assert post.sent == []
        assert Delivery.objects.get().state == "waiting"
        assert Job.objects.count() == 1


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
def test_told_by_many_at_once_there_is_one_and_numbers_have_no_gap() -> None:
    person = new_id()
    errors = in_threads(6, lambda index: [tell(person, str(n)) for n in range(5)] and None)  # type: ignore[func-returns-value]
    assert errors == []
    found = notifications_after(person, 0, 100)
    assert [told.seq for told in found] == [1, 2, 3, 4, 5]


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
def test_a_number_is_never_seen_before_a_smaller_one() -> None:
    """A reader that follows numbers while many write: with numbers given outside the lock it would step over late ones."""
    person = new_id()
    seen: list[int] = []

    def act(index: int) -> None:
        if index:
            for n in range(8):
                tell(person, f"{index}-{n}")
            return
        while len(seen) < 24:
            seen.extend(told.seq for told in notifications_after(person, seen[-1] if seen else 0, 5))

    assert in_threads(4, act) == []
    assert seen == list(range(1, 25))


@pytest.fixture
def me(client: Client) -> Person:
    person = Person.objects.create()
    client.force_login(person)
    return person


@pytest.mark.django_db
class TestCentre:
    def test_pages_counts_and_marks(self, client: Client, me: Person) -> None:
        other = new_id()
        for n in range(5):
            tell(me.pk, str(n))
        tell(other)
        page = client.get("/api/v1/me/notifications?limit=2").json()
        assert [item["seq"] for item in page["items"]] == [5, 4]
        assert page["unread"] == 5
        assert page["live"] == {"stream": "notifications", "key": str(me.pk), "seq": 5}
        rest = client.get(f"/api/v1/me/notifications?limit=9&cursor={page['next_cursor']}").json()
        assert [item["seq"] for item in rest["items"]] == [3, 2, 1]
        assert rest["next_cursor"] is None
        theirs = Notification.objects.get(person_id=other).pk
        body: dict[str, Any] = {"ids": [page["items"][0]["id"], str(theirs)]}
        answer = client.post("/api/v1/me/notifications/read", body, content_type="application/json")
        assert answer.json() == {"unread": 4}
        assert Notification.objects.get(pk=theirs).read_at is None
        unread = client.get("/api/v1/me/notifications?unread_only=true").json()
        assert [item["seq"] for item in unread["items"]] == [4, 3, 2, 1]
        assert client.post("/api/v1/me/notifications/read-all").json() == {"unread": 0}

    def test_preferences(self, client: Client, me: Person) -> None:
        address = "/api/v1/me/notification-preferences"
        wish = {
            "kinds": [{"kind": "test.news", "channels": ["sms"]}],
            "quiet_hours": {"start_minute": 0, "end_minute": 60, "zone": "Europe/Berlin"},
        }
        answer = client.patch(address, wish, content_type="application/json").json()
        chosen = {item["kind"]: item["channels"] for item in answer["kinds"]}
        assert chosen["test.news"] == ["sms"]
        assert answer["quiet_hours"]["zone"] == "Europe/Berlin"
        assert client.get(address).json() == answer
        for kind in answer["kinds"]:  # what is offered can be chosen, also where no text exists
            offered = {"kinds": [{"kind": kind["kind"], "channels": kind["offered"]}]}
            assert client.patch(address, offered, content_type="application/json").status_code == 200
        assert client.patch(address, wish, content_type="application/json").status_code == 200
        answer = client.get(address).json()
        for wrong in (
            {"kinds": [{"kind": "test.alarm", "channels": []}]},
            {"kinds": [{"kind": "nothing", "channels": []}]},
            {"quiet_hours": {"start_minute": 0, "end_minute": 60, "zone": "Moon/Sea"}},
        ):
            assert client.patch(address, wrong, content_type="application/json").status_code == 422
        assert client.get(address).json() == answer


def test_nobody_is_reached_without_an_address_book() -> None:
    assert _book is not None
    assert sending.Outcome("waiting").again

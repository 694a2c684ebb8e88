"""One verified person per ID number, whatever the service does and however many try at once."""

from __future__ import annotations

import threading
from datetime import date
from uuid import UUID

import pytest
from django.db import IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st

from guangsha.accounts.domain.real_name import TRANSITIONS, RealNameState, clean_id_number, clean_name, is_adult
from guangsha.accounts.models import DailyAllowance, RealName
from guangsha.accounts.public import real_name_of, submit_real_name, take_allowance
from guangsha.accounts.real_name import ports
from guangsha.accounts.real_name.errors import RealNameConsentNeeded, RealNameSettled, RealNameTooOften
from guangsha.accounts.real_name.jobs import PAUSES_S, check_real_name
from guangsha.accounts.real_name.ports import RealNameAnswer
from guangsha.accounts.real_name.services import decide_real_name
from guangsha.backbone.models import Job
from guangsha.backbone.public import run_until_idle
from guangsha.kit.errors import Invalid
from guangsha.privacy.public import Document, Subject, withdraw_consent
from guangsha.vault.public import Secret
from tests.backbone.support import in_threads
from tests.privacy.support import ask, consent, id_number, make_person, member, now, run


def submit(person_id: UUID, number: str, name: str = "李雷霆") -> RealNameState:
    return run(
        lambda: submit_real_name(person_id=person_id, now=now(), full_name=Secret(name), id_number=Secret(number))
    )


def state(person_id: UUID) -> tuple[str, str]:
    facts = real_name_of(person_id=person_id, now=now())
    return facts.state.value, facts.refusal


def ask_until_settled(person_id: UUID) -> int:
    """Run the question as often as it comes back; how often."""
    for times in range(1, 30):
        job = Job.objects.filter(name="accounts.check_real_name", payload__person_id=str(person_id)).first()
        if job is None:
            return times - 1
        job.delete()
        check_real_name(job.payload)
    raise AssertionError("never settled")


class TestRules:
    @pytest.mark.parametrize("text", ["", "李", "李1雷", "李雷\n", "a", "x" * 70, "<b>", "李" * 31])
    def test_what_is_no_name(self, text: str) -> None:
        assert clean_name(text) is None or clean_name(text) == text.strip()
        assert "\n" not in (clean_name(text) or "")

    def test_spellings_of_one_name(self) -> None:
        assert clean_name("阿依古丽•买买提") == clean_name("阿依古丽·买买提") == "阿依古丽·买买提"
        assert clean_name("  Anna  Smith ") == "Anna Smith"

    @given(st.integers(0, 17), st.integers(1, 9))
    def test_one_wrong_digit_is_caught(self, at: int, shift: int) -> None:
        right = id_number("123")
        digits = "0123456789"
        wrong = right[:at] + digits[((0 if right[at] == "X" else int(right[at])) + shift) % 10] + right[at + 1 :]
        if wrong != right:
            assert clean_id_number(wrong, today=date(2026, 11, 22)) is None

    @given(st.text(max_size=40))
    def test_any_text_is_answered(self, text: str) -> None:
        assert clean_id_number(text, today=date(2026, 11, 22)) is None or len(text.strip()) == 18

    def test_nobody_is_born_tomorrow(self) -> None:
        number = id_number(born="20261123")
        assert clean_id_number(number, today=date(2026, 11, 22)) is None
        assert clean_id_number(number, today=date(2026, 11, 23)) == number

    @pytest.mark.parametrize(
        ("born", "on", "adult"),
        [
            ("20081122", date(2026, 11, 21), False),
            ("20081122", date(2026, 11, 22), True),
            ("20080229", date(2026, 2, 28), False),
            ("20080229", date(2026, 3, 1), True),
        ],
    )
    def test_adult_from_the_eighteenth_birthday(self, born: str, on: date, adult: bool) -> None:
        assert is_adult(id_number(born=born), on=on) is adult

    def test_every_state_has_its_moves(self) -> None:
        assert set(TRANSITIONS) == set(RealNameState)


@pytest.mark.django_db(transaction=True)
class TestVerification:
    def test_nothing_is_taken_without_the_consent(self) -> None:
        person = make_person()
        with pytest.raises(RealNameConsentNeeded):
            submit(person, id_number())
        consent(person, Document.MARKETING)
        with pytest.raises(RealNameConsentNeeded):
            submit(person, id_number())
        assert not RealName.objects.exists()

    @pytest.mark.parametrize(
        ("code", "end", "questions"),
        [
            ("123", ("verified", ""), 1),
            ("904", ("refused", "mismatch"), 1),
            ("905", ("verified", ""), 3),
            ("907", ("refused", "mismatch"), 2),
            ("906", ("unavailable", ""), len(PAUSES_S) + 1),
        ],
    )
    def test_every_answer_of_the_service(self, code: str, end: tuple[str, str], questions: int) -> None:
        person = make_person()
        consent(person)
        assert submit(person, id_number(code)) is RealNameState.PENDING
        assert state(person) == ("pending", "")
        assert ask_until_settled(person) == questions
        assert state(person) == end

    def test_the_worker_does_it_alone(self) -> None:
        person = make_person()
        consent(person)
        submit(person, id_number())
        run_until_idle()
        assert state(person) == ("verified", "")

    def test_a_wrong_number_is_named_and_costs_no_try(self) -> None:
        person = make_person()
        consent(person)
        with pytest.raises(Invalid) as caught:
            submit(person, "430104199003071230", name="3")
        assert {one["field"] for one in caught.value.data["errors"]} >= {"full_name"}
        assert not DailyAllowance.objects.exists()

    def test_tries_are_capped_for_a_person_and_for_a_number(self) -> None:
        person = make_person()
        consent(person)
        for day in range(11, 16):
            submit(person, id_number("904", born=f"199003{day}"))
            ask_until_settled(person)
        with pytest.raises(RealNameTooOften):
            submit(person, id_number("123"))
        for index in range(5):
            other = make_person(f"p{index}@example.com")
            consent(other)
            submit(other, id_number("904", born="19850101"))
            ask_until_settled(other)
        last = make_person("last@example.com")
        consent(last)
        with pytest.raises(RealNameTooOften):
            submit(last, id_number("904", born="19850101"))

    def test_a_verified_name_stays(self) -> None:
        person = make_person()
        consent(person)
        submit(person, id_number())
        ask_until_settled(person)
        with pytest.raises(RealNameSettled):
            submit(person, id_number("321"))

    def test_a_late_answer_to_an_old_question_changes_nothing(self) -> None:
        person = make_person()
        consent(person)
        submit(person, id_number("904"))
        ask_until_settled(person)
        submit(person, id_number("905"))
        assert (
            run(lambda: decide_real_name(person_id=person, submission=1, answer=RealNameAnswer.MATCH, now=now()))
            is None
        )
        assert state(person) == ("pending", "")

    def test_withdrawing_the_consent_forgets_the_name(self) -> None:
        person = make_person()
        consent(person)
        submit(person, id_number())
        ask_until_settled(person)
        run(lambda: withdraw_consent(subject=Subject(person_id=person), now=now(), document=Document.REAL_NAME))
        run_until_idle()
        assert state(person) == ("none", "")
        assert not RealName.objects.exists()

    def test_without_a_service_nobody_is_verified(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ports, "_provider", [ports._Nobody()])
        person = make_person()
        consent(person)
        submit(person, id_number())
        ask_until_settled(person)
        assert state(person) == ("unavailable", "")


@pytest.mark.django_db(transaction=True)
class TestOneNumberOnePerson:
    def _waiting(self, count: int) -> list[UUID]:
        people = []
        for index in range(count):
            person = make_person(f"r{index}@example.com")
            consent(person)
            submit(person, id_number("555"))
            people.append(person)
        return people

    def test_of_many_at_once_one_is_verified(self) -> None:
        people = self._waiting(5)

        def decide(index: int) -> None:
            person = people[index]
            run(lambda: decide_real_name(person_id=person, submission=1, answer=RealNameAnswer.MATCH, now=now()))

        assert in_threads(5, decide) == []
        assert sorted(state(person) for person in people) == [("refused", "taken")] * 4 + [("verified", "")]

    def test_without_the_key_two_would_be_verified(self) -> None:
        """The negative control: looking first and writing then lets both in."""
        people = self._waiting(2)
        both_looked = threading.Barrier(2)

        def look_then_write(index: int) -> None:
            mine = RealName.objects.filter(person_id=people[index])
            number = mine.values_list("id_number_index", flat=True).get()
            taken = RealName.objects.filter(id_number_index=number, state="verified").exists()
            both_looked.wait(30)
            if not taken:
                mine.update(state="verified")

        assert in_threads(2, look_then_write) == []
        assert [state(person)[0] for person in people] == ["verified", "verified"]

    def test_the_database_itself_refuses_a_second(self) -> None:
        first, second = self._waiting(2)
        run(lambda: decide_real_name(person_id=first, submission=1, answer=RealNameAnswer.MATCH, now=now()))
        key = RealName.objects.get(person_id=first).verified_key
        with pytest.raises(IntegrityError):
            RealName.objects.filter(person_id=second).update(verified_key=key)

    def test_a_forgotten_number_is_free_again(self) -> None:
        first, second = self._waiting(2)
        run(lambda: decide_real_name(person_id=first, submission=1, answer=RealNameAnswer.MATCH, now=now()))
        run(lambda: withdraw_consent(subject=Subject(person_id=first), now=now(), document=Document.REAL_NAME))
        run_until_idle()
        assert state(second) == ("verified", "")


@pytest.mark.django_db(transaction=True)
def test_an_allowance_is_never_overdrawn() -> None:
    taken: list[int] = []

    def take(index: int) -> None:
        got = run(lambda: take_allowance(key="k", now=now(), cap=3))
        if got is not None:
            taken.append(got)

    assert in_threads(8, take) == []
    assert sorted(taken) == [1, 2, 3]
    connection.close()


@pytest.mark.django_db(transaction=True)
class TestApi:
    def test_from_nothing_to_verified(self) -> None:
        person = make_person()
        me = member(person)
        assert ask(me, "GET", "/me/real-name").json()["state"] == "none"
        body = {"full_name": "欧阳霁月", "id_number": id_number("321")}
        refused = ask(me, "POST", "/me/real-name", body)
        assert (refused.status_code, refused.json()["code"]) == (403, "accounts.real_name_consent_needed")
        consent(person)
        assert ask(me, "POST", "/me/real-name", body).json()["state"] == "pending"
        run_until_idle()
        answer = ask(me, "GET", "/me/real-name").json()
        assert answer["state"] == "verified"
        assert answer["adult"] is True
        assert answer["full_name"] == "欧阳**"
        assert answer["id_number"] == f"4{'*' * 16}{body['id_number'][-1]}"

    def test_a_wrong_number_is_not_repeated_in_the_problem(self) -> None:
        person = make_person()
        consent(person)
        wrong = "430104199003071239"
        answer = ask(member(person), "POST", "/me/real-name", {"full_name": "欧阳霁月", "id_number": wrong})
        assert answer.status_code == 422
        assert wrong not in answer.content.decode()
        assert answer.json()["errors"] == [{"field": "id_number", "message": "not_valid"}]

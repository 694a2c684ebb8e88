from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guangsha.kit.actor import VISITOR, Actor, system_actor
from guangsha.kit.errors import every_error
from guangsha.kit.hashing import canonical_json, digest
from guangsha.kit.ids import new_id, parse_id
from guangsha.kit.paging import BadCursor, decode_cursor, encode_cursor
from guangsha.kit.personal import holds_personal_number, without_personal_numbers

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


class TestActor:
    def test_knows_when_presence_was_proved_again(self) -> None:
        actor = Actor(person_id=new_id(), stepped_up_at=NOW - timedelta(seconds=299))
        assert actor.stepped_up_within(300, now=NOW)
        assert not actor.stepped_up_within(200, now=NOW)
        assert not Actor(stepped_up_at=NOW + timedelta(hours=1)).stepped_up_within(300, now=NOW)
        assert not VISITOR.stepped_up_within(300, now=NOW)

    def test_owner_keys_of_different_people_differ(self) -> None:
        keys = {Actor(person_id=new_id()).owner_key, Actor(person_id=new_id()).owner_key, system_actor("x").owner_key}
        assert len(keys) == 3


class TestIds:
    def test_are_version_7_and_grow(self) -> None:
        ids = [new_id() for _ in range(1000)]
        assert {item.version for item in ids} == {7}
        assert ids == sorted(ids)

    @given(st.text())
    def test_parsing_never_raises(self, text: str) -> None:
        assert parse_id(text) is None or isinstance(parse_id(text), UUID)


class TestPersonalNumbers:
    @given(
        st.lists(st.sampled_from(["13812345678", "+86 138-1234-5678", "43010419900101123X", "8", "里", " ", "-", "+"]))
    )
    def test_are_taken_out_wherever_they_stand(self, pieces: list[str]) -> None:
        text = "".join(pieces)
        clean = without_personal_numbers(text)
        assert not holds_personal_number(clean)
        assert len(clean) <= len(text)
        if not holds_personal_number(text):
            assert clean == text

    def test_leave_the_words_around_them(self) -> None:
        assert without_personal_numbers("云麓里 13812345678 三期") == "云麓里 *** 三期"


class TestHashing:
    def test_order_of_keys_does_not_matter(self) -> None:
        assert digest({"a": 1, "b": "厦"}) == digest({"b": "厦", "a": 1})
        assert canonical_json({"b": "厦"}) == '{"b":"厦"}'.encode()

    def test_unknown_things_are_refused(self) -> None:
        with pytest.raises(TypeError):
            digest({"a": object()})


class TestCursor:
    @given(st.integers(), st.text(max_size=50))
    def test_comes_back(self, number: int, text: str) -> None:
        assert decode_cursor(encode_cursor([number, text]), kinds=[int, str]) == [number, text]

    @given(st.text(max_size=200))
    def test_garbage_is_a_clear_error(self, token: str) -> None:
        with pytest.raises(BadCursor):
            decode_cursor(token, kinds=[int, str])


def test_every_error_has_its_own_code_and_both_languages() -> None:
    errors = every_error()
    codes = [error.code for error in errors]
    assert len(codes) == len(set(codes))
    for error in errors:
        assert error.title.isascii(), error
        assert any("\u4e00" <= char <= "\u9fff" for char in error.title_zh), error

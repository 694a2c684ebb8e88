import json
import pickle
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import connection

from guangsha.accounts.models import Person
from guangsha.vault.keys import FileKeyStore, Keyring
from guangsha.vault.public import ErasedSubject, Secret, blind_index, key_store

pytestmark = pytest.mark.django_db


def _person(email: str = "li.lei@example.com") -> Person:
    person = Person(email=Secret(email), display_name=Secret("李雷"), password="!")
    person.save(force_insert=True)
    return Person.objects.get(pk=person.pk)


def _stored(person: Person, column: str) -> str:
    with connection.cursor() as cursor:
        key = person.pk.hex if connection.vendor == "sqlite" else str(person.pk)
        cursor.execute(f"SELECT {column} FROM accounts_person WHERE id = %s", [key])
        return str(cursor.fetchone()[0])


class TestEncryptedTextField:
    def test_stores_no_clear_text_and_reads_it_back(self) -> None:
        person = _person()
        assert "li.lei" not in _stored(person, "email")
        assert person.email.reveal() == "li.lei@example.com"
        assert person.display_name.reveal() == "李雷"

    def test_saving_again_keeps_the_token_of_an_unchanged_value(self) -> None:
        person = _person()
        before = _stored(person, "email")
        person.is_active = False
        person.save()
        assert _stored(person, "email") == before

    def test_a_token_moved_to_another_row_does_not_open(self) -> None:
        one, other = _person("a@example.com"), _person("b@example.com")
        with connection.cursor() as cursor:
            key = one.pk.hex if connection.vendor == "sqlite" else str(one.pk)
            cursor.execute("UPDATE accounts_person SET email = %s WHERE id = %s", [_stored(other, "email"), key])
        with pytest.raises(InvalidTag):
            Person.objects.get(pk=one.pk).email.reveal()

    def test_clear_text_is_refused_everywhere(self) -> None:
        person = _person()
        with pytest.raises(TypeError):
            person.email = "clear@example.com"
        with pytest.raises(TypeError):
            Person.objects.filter(pk=person.pk).update(email="clear@example.com")
        with pytest.raises(FieldError):
            Person.objects.filter(email="li.lei@example.com").exists()

    def test_destroying_the_key_erases_the_person_and_nobody_else(self) -> None:
        person, other = _person("a@example.com"), _person("b@example.com")
        key_store().destroy(person.pk)
        with pytest.raises(ErasedSubject):
            Person.objects.get(pk=person.pk).email.reveal()
        assert Person.objects.get(pk=other.pk).email.reveal() == "b@example.com"


class TestBlindIndex:
    def test_finds_the_row_whatever_the_spelling(self) -> None:
        person = _person("Li.Lei@Example.com")
        wanted = blind_index("accounts.person.email", " li.lei@example.COM ")
        assert Person.objects.get(email_index=wanted).pk == person.pk

    def test_two_columns_give_two_indexes(self) -> None:
        assert blind_index("a.b.c", "x") != blind_index("a.b.d", "x")

    def test_follows_a_changed_value(self) -> None:
        person = _person()
        person.email = Secret("new@example.com")
        person.save()
        assert Person.objects.filter(email_index=blind_index("accounts.person.email", "new@example.com")).exists()


class TestSecret:
    def test_never_prints(self) -> None:
        secret = Secret("13800001234")
        for text in (str(secret), repr(secret), f"{secret}", f"{secret:>20}", "%s" % secret):  # noqa: UP031
            assert "1380" not in text
        with pytest.raises(TypeError):
            json.dumps(secret)
        with pytest.raises(TypeError):
            pickle.dumps(secret)
        with pytest.raises(TypeError):
            hash(secret)


class TestKeys:
    def test_files_are_for_the_owner_alone(self) -> None:
        key_store()
        for name in ("keyring.json", "people.sqlite3"):
            assert (Path(settings.KEYS_DIR) / name).stat().st_mode & 0o077 == 0

    def test_two_stores_over_one_file_agree(self, tmp_path: Path) -> None:
        ring = Keyring(tmp_path)
        person = _person().pk
        assert FileKeyStore(tmp_path, ring).data_key(person) == FileKeyStore(tmp_path, Keyring(tmp_path)).data_key(
            person
        )

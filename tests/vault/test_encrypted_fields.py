import json
import pickle
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import connection, transaction

from guangsha.accounts.models import Person
from guangsha.kit.ids import new_id
from guangsha.vault.keys import FileKeyStore, KeyNotWiped, Keyring
from guangsha.vault.public import CannotSeal, ErasedSubject, Secret, blind_index, key_store

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


def _sealed_keys(home: Path) -> dict[str, str]:
    with closing(sqlite3.connect(home / "people.sqlite3")) as database:
        return dict(database.execute("SELECT person_id, sealed FROM person_key"))


def _holds(home: Path, token: str) -> bool:
    """Whether any file of the key store holds a recognisable part of ``token``."""
    part = token[len(token) // 2 :].encode()
    return any(part in path.read_bytes() for path in home.glob("people.sqlite3*"))


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


class TestAValueFromElsewhere:
    """A Secret that was read from one row and assigned to another."""

    @pytest.mark.parametrize("opened", [True, False])
    def test_is_sealed_anew_for_its_new_row_and_stays_good_in_the_old(self, opened: bool) -> None:
        one, other = _person("a@example.com"), _person("b@example.com")
        kept = _stored(one, "display_name")
        one.display_name = Secret("韩梅梅")
        one.save()
        one = Person.objects.get(pk=one.pk)
        if opened:
            one.display_name.reveal()
        other.display_name = one.display_name
        other.save()
        assert Person.objects.get(pk=other.pk).display_name.reveal() == "韩梅梅"
        one.save()
        assert Person.objects.get(pk=one.pk).display_name.reveal() == "韩梅梅"
        assert _stored(one, "display_name") not in (kept, _stored(other, "display_name"))

    def test_is_sealed_anew_for_another_field_of_the_same_row(self) -> None:
        person = _person()
        person.display_name = person.email
        person.save()
        assert Person.objects.get(pk=person.pk).display_name.reveal() == "li.lei@example.com"

    def test_one_new_secret_may_be_given_to_two_rows(self) -> None:
        shared = Secret("李雷")
        rows = [Person(display_name=shared, password="!") for _ in range(2)]
        for row in rows:
            row.save(force_insert=True)
        assert [Person.objects.get(pk=row.pk).display_name.reveal() for row in rows] == ["李雷", "李雷"]

    def test_follows_a_row_that_is_copied_under_a_new_key(self) -> None:
        person = Person.objects.get(pk=_person().pk)
        old, person.pk = person.pk, new_id()
        person.email = None
        person.save(force_insert=True)
        for key in (old, person.pk):
            assert Person.objects.get(pk=key).display_name.reveal() == "李雷"

    def test_takes_its_blind_index_along(self) -> None:
        one, other = _person("a@example.com"), _person("b@example.com")
        email = one.email
        one.email = None
        one.save()
        other.email = email
        other.save()
        assert Person.objects.get(email_index=blind_index("accounts.person.email", "a@example.com")).pk == other.pk

    def test_is_refused_clearly_when_its_person_was_erased(self) -> None:
        one, other = _person("a@example.com"), _person("b@example.com")
        key_store().destroy(one.pk)
        other.display_name = one.display_name
        with pytest.raises(CannotSeal, match="display_name"), transaction.atomic():
            other.save()
        assert Person.objects.get(pk=other.pk).display_name.reveal() == "李雷"

    def test_an_erased_persons_own_row_can_still_be_saved(self) -> None:
        person = _person()
        key_store().destroy(person.pk)
        person.is_active = False
        person.save()
        assert not Person.objects.get(pk=person.pk).is_active

    def test_a_row_without_a_key_or_a_person_is_refused(self) -> None:
        field = Person._meta.get_field("display_name")
        with pytest.raises(CannotSeal, match="before a value is sealed"):
            field.pre_save(Person(id=None, display_name=Secret("李雷")), add=True)

    def test_a_deferred_value_is_fetched_when_asked_for(self) -> None:
        person = _person()
        row = Person.objects.defer("email").get(pk=person.pk)
        row.is_active = False
        row.save()
        assert row.email.reveal() == "li.lei@example.com"


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

    @pytest.mark.parametrize("people", [1, 200])
    def test_a_destroyed_key_is_in_no_file_of_the_store(self, tmp_path: Path, people: int) -> None:
        chance = random.Random(people)
        store, ids = FileKeyStore(tmp_path, Keyring(tmp_path)), [new_id() for _ in range(people)]
        for person_id in ids:
            store.data_key(person_id)
        sealed = _sealed_keys(tmp_path)
        assert all(_holds(tmp_path, token) for token in sealed.values())
        gone = chance.sample(ids, max(1, people // 4))
        for person_id in gone:
            store.destroy(person_id)
        assert [str(key) for key in gone if _holds(tmp_path, sealed[str(key)])] == []
        assert all(_holds(tmp_path, sealed[str(key)]) for key in set(ids) - set(gone))

    def test_without_the_wipe_the_key_stays_in_a_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The negative control: the row alone set to nothing leaves the sealed key to be read."""
        monkeypatch.setattr(FileKeyStore, "_wipe", lambda self, wait_s: None)
        store, person_id = FileKeyStore(tmp_path, Keyring(tmp_path)), new_id()
        store.data_key(person_id)
        sealed = _sealed_keys(tmp_path)[str(person_id)]
        store.destroy(person_id)
        assert _holds(tmp_path, sealed)

    def test_a_reader_in_the_way_is_said_and_a_second_call_finishes(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("guangsha.vault.keys.WIPE_WAIT_S", 0.1)
        store, person_id = FileKeyStore(tmp_path, Keyring(tmp_path)), new_id()
        store.data_key(person_id)
        sealed = _sealed_keys(tmp_path)[str(person_id)]
        with closing(sqlite3.connect(tmp_path / "people.sqlite3", isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT COUNT(*) FROM person_key").fetchone()
            with pytest.raises(KeyNotWiped):
                store.destroy(person_id)
            with pytest.raises(ErasedSubject):
                store.data_key(person_id)
            reader.execute("COMMIT")
            store.destroy(person_id)
        assert not _holds(tmp_path, sealed)

    def test_a_kill_before_the_wipe_is_made_good_when_the_store_is_opened(self, tmp_path: Path) -> None:
        ring, person_id = Keyring(tmp_path), new_id()
        work = (
            "import os, sys; from pathlib import Path; from uuid import UUID\n"
            "from guangsha.vault.keys import FileKeyStore, Keyring\n"
            "home, key = Path(sys.argv[1]), UUID(sys.argv[2]); store = FileKeyStore(home, Keyring(home))\n"
            "store.data_key(key); FileKeyStore._wipe = lambda self, wait_s: os.kill(os.getpid(), 9); store.destroy(key)\n"
        )
        killed = subprocess.run([sys.executable, "-c", work, str(tmp_path), str(person_id)], check=False)
        assert killed.returncode == -9
        assert b"m1." in (tmp_path / "people.sqlite3-wal").read_bytes()
        store = FileKeyStore(tmp_path, ring)
        assert not any(b"m1." in path.read_bytes() for path in tmp_path.glob("people.sqlite3*"))
        with pytest.raises(ErasedSubject):
            store.data_key(person_id)

    def test_two_stores_over_one_file_agree(self, tmp_path: Path) -> None:
        ring = Keyring(tmp_path)
        person = _person().pk
        assert FileKeyStore(tmp_path, ring).data_key(person) == FileKeyStore(tmp_path, Keyring(tmp_path)).data_key(
            person
        )

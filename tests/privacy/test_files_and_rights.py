"""Private files, copies, erasure, retention, and what lies on the disk after all of it."""

from __future__ import annotations

import base64
import io
import json
import logging
import os
import time
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings

from guangsha.accounts.models import Person
from guangsha.accounts.public import StepUpNeeded, submit_real_name
from guangsha.backbone.public import run_until_idle
from guangsha.kit.actor import Actor
from guangsha.kit.errors import NotFound
from guangsha.kit.ids import new_id
from guangsha.privacy import ports
from guangsha.privacy.domain.errors import FileRefused, RequestWaits, ValueErased
from guangsha.privacy.models import DataRequest, Look, PrivateFile
from guangsha.privacy.public import (
    ExportColumn,
    FilePurpose,
    Hold,
    LookReason,
    RequestKind,
    admit_reader,
    ask_for,
    export_rows,
    record_file,
    register_file_purpose,
    register_legal_hold,
    reveal,
    seal_file,
)
from guangsha.privacy.services.retention import sweep_files
from guangsha.vault.public import (
    ErasedSubject,
    SealedFileDamaged,
    Secret,
    key_store,
    read_sealed,
    sealed_path,
    write_sealed,
)
from tests.privacy.disk import found_in
from tests.privacy.support import ask, consent, id_number, make_person, member, now, run
from tests.privacy.test_logs import logged

CHUNK = 64 * 1024
HEAD, TAG = 20, 16
pytestmark = pytest.mark.django_db(transaction=True)
SCAN = FilePurpose(
    "test.scan", frozenset({"application/pdf"}), 300_000, 30, lambda actor, person: "finance" in actor.roles
)


@pytest.fixture(autouse=True)
def purposes() -> Iterator[None]:
    register_file_purpose(SCAN)
    yield
    del ports.file_purposes[SCAN.code]
    ports.legal_holds.clear()


def sealed(person: UUID, content: bytes) -> UUID:
    file_id = new_id()
    assert write_sealed(person_id=person, file_id=file_id, parts=[content]) == len(content)
    return file_id


def opened(person: UUID, file_id: UUID, size: int) -> bytes:
    return b"".join(read_sealed(person_id=person, file_id=file_id, size=size))


def store(person: UUID, content: bytes = b"%PDF-1.7 about 13800138000", name: str = "扫描件.pdf") -> UUID:
    file = seal_file(person_id=person, purpose=SCAN.code, content=io.BytesIO(content))
    return run(lambda: record_file(sealed=file, now=now(), name=Secret(name)))


class TestSealedFiles:
    @pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
    def test_any_size_comes_back_and_nothing_shows(self, size: int) -> None:
        person, content = make_person(), (b"canary-13800138000." * (size // 19 + 1))[:size]
        file_id = sealed(person, content)
        assert opened(person, file_id, size) == content
        assert b"canary" not in sealed_path(file_id).read_bytes()
        assert sealed_path(file_id).stat().st_mode & 0o077 == 0

    def _damaged(self, person: UUID, file_id: UUID, size: int, raw: bytes) -> None:
        sealed_path(file_id).write_bytes(raw)
        with pytest.raises(SealedFileDamaged):
            opened(person, file_id, size)

    def test_cut_swapped_altered_or_exchanged_it_is_refused(self) -> None:
        person, size = make_person(), 3 * CHUNK
        file_id, other = sealed(person, os.urandom(size)), sealed(person, os.urandom(size))
        raw, step = sealed_path(file_id).read_bytes(), CHUNK + TAG
        chunks = [raw[HEAD + at * step : HEAD + (at + 1) * step] for at in range(3)]
        self._damaged(person, file_id, size, raw[:-step])
        self._damaged(person, file_id, 2 * CHUNK, raw[:-step])  # even when the row is made to say so
        self._damaged(person, file_id, size, raw[:HEAD] + chunks[1] + chunks[0] + chunks[2])
        self._damaged(person, file_id, size, raw[:HEAD] + chunks[0] + chunks[0] + chunks[2])
        self._damaged(person, file_id, size, raw[:-1] + bytes([raw[-1] ^ 1]))
        self._damaged(person, file_id, size, sealed_path(other).read_bytes())
        sealed_path(file_id).write_bytes(raw)
        assert len(opened(person, file_id, size)) == size

    def test_gone_with_the_key(self) -> None:
        person = make_person()
        file_id = sealed(person, b"x")
        key_store().destroy(person)
        with pytest.raises(ErasedSubject):
            opened(person, file_id, 1)

    def test_kind_and_size_are_judged_by_the_bytes(self) -> None:
        person = make_person()
        for content in (b"", b"<html>", b"MZ\x90", b"%PDF-" + b"x" * 300_000, b"\x89PNG\r\n\x1a\nnot a picture"):
            with pytest.raises(FileRefused):
                seal_file(person_id=person, purpose=SCAN.code, content=io.BytesIO(content))


class TestServing:
    def test_its_person_and_the_policy_nobody_else(self) -> None:
        person = make_person()
        file_id = store(person)
        answer = ask(member(person), "GET", f"/private-files/{file_id}")
        assert b"".join(answer.streaming_content) == b"%PDF-1.7 about 13800138000"
        assert answer["Content-Disposition"].startswith("attachment")
        assert "no-store" in answer["Cache-Control"]
        assert not Look.objects.exists()
        stranger = member(make_person("s@example.com"), "operations")
        assert ask(stranger, "GET", f"/private-files/{file_id}").status_code == 404
        finance = member(make_person("f@example.com"), "finance")
        assert ask(finance, "GET", f"/private-files/{file_id}").status_code == 200
        assert Look.objects.get().viewer_role == "finance"

    def test_expired_it_is_gone_and_swept(self) -> None:
        person = make_person()
        file_id, later = store(person), now() + timedelta(days=31)
        with pytest.raises(ValueErased):
            run(lambda: admit_reader(actor=member(person), file_id=file_id, now=later))
        assert sweep_files(later) >= 1  # and what earlier tests left on the disk
        assert not sealed_path(file_id).exists()
        assert PrivateFile.objects.get().name is None
        with pytest.raises(NotFound):
            run(lambda: admit_reader(actor=member(person), file_id=new_id(), now=later))

    def test_bytes_that_nobody_wrote_down_go_after_a_day(self) -> None:
        person = make_person()
        fresh, old, told = sealed(person, b"a"), sealed(person, b"b"), store(person)
        past = time.time() - 2 * 86_400
        for file_id in (old, told):
            os.utime(sealed_path(file_id), (past, past))
        sweep_files(now())
        assert [sealed_path(one).exists() for one in (fresh, old, told)] == [True, False, True]


class TestRights:
    def test_my_data_says_what_and_why(self) -> None:
        person = make_person("li.lei@example.com", "李雷霆")
        answer = ask(member(person), "GET", "/me/data", **{"Accept-Language": "zh-CN"}).json()
        assert {one["label"]: one["values"] for one in answer["fields"]} == {
            "accounts.person.email": ["l***@example.com"],
            "accounts.person.display_name": ["李**"],
        }
        assert all(one["purpose"] and one["title"] for one in answer["fields"])

    def test_a_copy_holds_everything_for_its_person_alone(self) -> None:
        person = make_person("li.lei@example.com", "李雷霆")
        consent(person)
        me = member(person)
        with pytest.raises(StepUpNeeded):
            run(lambda: ask_for(actor=member(person, stepped=False), now=now(), kind=RequestKind.COPY))
        assert ask(me, "POST", "/me/data/requests", {"kind": "copy"}).status_code == 202
        with pytest.raises(RequestWaits):
            run(lambda: ask_for(actor=me, now=now(), kind=RequestKind.COPY))
        run_until_idle()
        line = ask(me, "GET", "/me/data").json()["requests"][0]
        assert line["state"] == "done"
        answer = ask(me, "GET", f"/private-files/{line['file_id']}")
        archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
        data = json.loads(archive.read("data.json"))
        assert data["fields"]["accounts.person.email"]["values"][0]["value"] == "li.lei@example.com"
        assert data["consents"][0]["document"] == "real-name"
        other = member(make_person("o@example.com"), "privacy_officer")
        assert ask(other, "GET", f"/private-files/{line['file_id']}").status_code == 404

    def _erase(self, person: UUID) -> DataRequest:
        run(lambda: ask_for(actor=member(person), now=now(), kind=RequestKind.ERASURE))
        run_until_idle()
        return DataRequest.objects.get(person_id=person)

    def test_erasure_takes_values_files_and_key(self) -> None:
        person, other = make_person("a@example.com"), make_person("b@example.com")
        file_id = store(person)
        assert self._erase(person).state == "done"
        row = Person.objects.get(pk=person)
        assert (row.email, row.email_index, row.display_name, row.is_active) == (None, None, None, False)
        assert not sealed_path(file_id).exists()
        with pytest.raises(ErasedSubject):
            key_store().data_key(person)
        assert Person.objects.get(pk=other).email.reveal() == "b@example.com"

    def test_what_the_law_keeps_stays_is_said_and_only_stored(self) -> None:
        person = make_person("a@example.com", "李雷霆")
        kept = frozenset({"accounts.person.display_name"})
        law = Hold(kept, "Anti-Money-Laundering Law art. 34", "反洗钱法第三十四条", now().date())
        register_legal_hold("test", lambda person_id, at: [law])
        assert self._erase(person).kept[0]["labels"] == sorted(kept)
        row = Person.objects.get(pk=person)
        assert row.email is None
        assert row.display_name.reveal() == "李雷霆"
        officer = member(make_person("o@example.com"), "privacy_officer")
        with pytest.raises(ValueErased):
            run(
                lambda: reveal(
                    actor=officer, now=now(), label="accounts.person.display_name", row_id=person,
                    reason=LookReason.OTHER, note=Secret("just looking"),
                ),
                actor=officer,
            )  # fmt: skip


class TestExports:
    def test_secrets_leave_masked_and_marked(self) -> None:
        actor = member(make_person())
        columns = [ExportColumn("邮箱", "accounts.person.email"), ExportColumn("备注")]

        def out(rows: list[tuple[object, object]], used: list[ExportColumn] = columns) -> str:
            return run(lambda: export_rows(actor=actor, now=now(), name="people", columns=used, rows=rows)).decode()

        text = out([(Secret("li.lei@example.com"), "=1+1")])
        assert "l***@example.com" in text
        assert "li.lei" not in text
        assert "'=1+1" in text
        assert str(actor.person_id) in text
        with pytest.raises(TypeError):
            out([(Secret("x@example.com"), "")], [ExportColumn("邮箱"), ExportColumn("备注")])


CANARIES = ("13987654321", "430104199003079051", "欧阳霁月珑", "桃花岭十七栋三零二", "ouyang.jiyue@canary.example")


ALLOWED: frozenset[str] = frozenset()
"""Files that may hold personal values in clear: none."""


def test_nothing_lies_in_clear_on_the_disk(tmp_path: Path) -> None:
    """People through all services, then every byte below the data directory: database, WAL, files, keys, index, logs."""
    phone, number, name, home, mail = CANARIES
    number = id_number("905", born="19900307")
    values = (phone, number, name, home, mail)
    with logged() as out:
        person = make_person(mail, name)
        consent(person)
        run(lambda: submit_real_name(person_id=person, now=now(), full_name=Secret(name), id_number=Secret(number)))
        run_until_idle()
        store(person, f"%PDF-1.7 {phone} {number} {name} {home}".encode() * 3000, f"{name}{home}.pdf")
        officer: Actor = member(make_person("officer@example.com"), "privacy_officer")
        note = Secret(f"回电 {phone}，住 {home}")
        run(
            lambda: reveal(
                actor=officer, now=now(), label="accounts.person.email", row_id=person,
                reason=LookReason.CALL_BACK, note=note,
            ),
            actor=officer,
        )  # fmt: skip
        body = {"full_name": name, "id_number": number}
        ask(member(person), "POST", "/me/real-name", body, **{"User-Agent": phone})
        ask(member(person), "POST", "/me/data/requests", {"kind": "copy"})
        run_until_idle()
        logging.getLogger("guangsha.test").warning("asked by %s %s %s", phone, number, mail)
    assert DataRequest.objects.get().state == "done"
    (tmp_path / "log").write_text(out.getvalue())
    assert [hit for hit in found_in(tmp_path, values) if hit[0] not in ALLOWED] == []
    assert [hit for hit in found_in(Path(settings.DATA_DIR), values) if hit[0] not in ALLOWED] == []


@pytest.mark.parametrize("coding", ["utf-8", "utf-16-le", "gbk", "base64"])
def test_the_search_finds_what_is_planted(tmp_path: Path, coding: str) -> None:
    for value in CANARIES:
        text = f"x{value}y{value}"
        raw = base64.b64encode(text.encode()) if coding == "base64" else text.encode(coding)
        (tmp_path / "planted").write_bytes(b"\0\1" + raw)
        assert found_in(tmp_path, (value,)), value

"""Versioned texts and what people said to them."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest

from guangsha.kit.actor import Actor
from guangsha.privacy.documents import SHIPPED, editions, read_edition
from guangsha.privacy.domain.documents import Document, Language, in_force
from guangsha.privacy.domain.errors import TextOutdated
from guangsha.privacy.models import AgreementText, Consent
from guangsha.privacy.public import Subject, consent_stands, current_edition, record_consent, withdraw_consent
from guangsha.privacy.selectors import documents
from tests.privacy.support import ask, consent, make_person, member, now, run

LOCK = Path(__file__).with_name("text_hashes.json")


class TestTexts:
    def test_a_released_text_never_changes(self) -> None:
        """A new wording is a new version: files already listed keep their bytes."""
        files = sorted(SHIPPED.rglob("*.toml"))
        found = {str(path.relative_to(SHIPPED)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
        assert found == json.loads(LOCK.read_text())

    @pytest.mark.parametrize("document", Document)
    def test_both_languages_say_the_same_parts_in_the_same_versions(self, document: Document) -> None:
        chinese, english = editions(document, "zh-CN"), editions(document, "en")
        assert [one.version for one in chinese] == [one.version for one in english] == list(range(1, len(chinese) + 1))
        assert [[len(part.paragraphs) for part in one.parts] for one in chinese] == [
            [len(part.paragraphs) for part in one.parts] for one in english
        ]

    @pytest.mark.parametrize("document", Document)
    @pytest.mark.parametrize("language", get_args(Language))
    def test_the_text_in_force_names_who_and_asks_for_counsel(self, document: Document, language: Language) -> None:
        text = current_edition(document=document, language=language, now=now()).text
        assert ("经营者" if language == "zh-CN" else "operator") in text
        assert ("法律顾问" if language == "zh-CN" else "counsel") in text
        assert "{" not in text

    def test_a_version_begins_on_its_day_in_china(self) -> None:
        first, second = editions(Document.PRIVACY, "zh-CN")[:2]
        assert in_force((first, second), second.effective_on - timedelta(days=1)) is first
        assert in_force((first, second), second.effective_on) is second
        assert in_force((second,), date(2000, 1, 1)) is second

    def test_an_operators_text_is_read_the_same_way(self, tmp_path: Path) -> None:
        path = tmp_path / "9.toml"
        path.write_text((SHIPPED / "marketing" / "1.toml").read_text())
        assert read_edition(path, Document.MARKETING, "en").version == 9


@pytest.mark.django_db(transaction=True)
class TestConsents:
    def test_given_withdrawn_and_given_again(self) -> None:
        person = make_person()
        subject = Subject(person_id=person)

        def stands() -> bool:
            return consent_stands(subject=subject, document=Document.MARKETING, now=now())

        assert not stands()
        consent(person, Document.MARKETING)
        assert stands()
        run(lambda: withdraw_consent(subject=subject, now=now(), document=Document.MARKETING))
        assert not stands()
        consent(person, Document.MARKETING)
        assert stands()
        assert Consent.objects.count() == 3

    def test_the_exact_text_can_be_read_again(self) -> None:
        consent(make_person())
        kept = AgreementText.objects.get()
        assert hashlib.sha256(kept.text.encode()).hexdigest() == kept.text_hash == Consent.objects.get().text_id

    def test_another_text_than_the_one_in_force_is_refused(self) -> None:
        shown = current_edition(document=Document.PRIVACY, language="zh-CN", now=now())
        for version, text_hash in ((1, shown.text_hash), (shown.version, "0" * 64)):
            with pytest.raises(TextOutdated):
                run(
                    lambda version=version, text_hash=text_hash: record_consent(  # type: ignore[misc]
                        subject=Subject(device_key="d"), now=now(), document=Document.PRIVACY, version=version,
                        text_hash=text_hash, language="zh-CN", how="form",
                    )
                )  # fmt: skip

    def test_a_new_version_asks_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        person = make_person()
        consent(person, Document.PRIVACY)
        known = editions(Document.PRIVACY, "zh-CN")
        later = [*known, read_edition(SHIPPED / "privacy" / "2.toml", Document.PRIVACY, "zh-CN")]
        object.__setattr__(later[-1], "version", 3)
        monkeypatch.setattr(documents, "editions", lambda document, language: tuple(later))
        assert not consent_stands(subject=Subject(person_id=person), document=Document.PRIVACY, now=now())

    def test_a_devices_consent_is_not_a_persons(self) -> None:
        consent(make_person(), Document.MARKETING)
        assert not consent_stands(subject=Subject(device_key="d"), document=Document.MARKETING, now=now())

    def test_over_http_withdrawing_is_no_harder_than_giving(self) -> None:
        for actor in (member(make_person()), Actor(device_key="device-1")):
            text = ask(actor, "GET", "/agreements/marketing?language=en").json()
            assert hashlib.sha256(text["text"].encode()).hexdigest() == text["text_hash"]
            body = {name: text[name] for name in ("document", "version", "text_hash", "language")}
            given = ask(actor, "POST", "/me/consents", {**body, "how": "settings"}).json()["consents"]
            assert [one["document"] for one in given if one["stands"]] == ["marketing"]
            after = ask(actor, "POST", "/me/consents/withdrawals", {"document": "marketing"}).json()["consents"]
            assert [one["asked"] for one in after if one["document"] == "marketing"] == [True]
            assert not any(one["stands"] for one in after)

    def test_several_in_one_request_are_refused(self) -> None:
        text = ask(member(make_person()), "GET", "/agreements/terms").json()
        body = {name: text[name] for name in ("version", "text_hash", "language")}
        bundle = {**body, "how": "form", "document": ["terms", "marketing"]}
        assert ask(member(make_person("b@example.com")), "POST", "/me/consents", bundle).status_code == 422
        assert not Consent.objects.exists()

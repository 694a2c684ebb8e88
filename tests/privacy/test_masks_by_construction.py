"""Answers show personal values through Masked or not at all; the register is complete."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from ninja import Schema
from pydantic import ValidationError

from guangsha.config.api import api
from guangsha.vault.public import (
    Masked,
    Secret,
    for_json,
    mask_address,
    mask_bank_card,
    mask_id_number,
    mask_person_name,
    mask_phone,
    personal_fields,
)

PERSONAL_NAMES = {label.rpartition(".")[2] for label in personal_fields()} | {
    "phone", "mobile", "real_name", "id_card", "birth_date", "home_address", "wechat", "bank_card",
}  # fmt: skip
OPEN = {
    ("SalesOfficeOut", "phone"): "the published number of a sales office",
    ("WorkplaceOut", "display_name"): "one's own name, told to oneself",
    ("PersonOut", "display_name"): "one's own name, told to oneself",
    ("SearchWordsOut", "query"): "one's own saved search, told to oneself",
    ("WatchedSearchOut", "query"): "one's own saved search, told to oneself or to who opened the link in their mail",
    ("SearchData", "query"): "the words of the search page's own address; nothing of it is kept",
    ("FavouriteOut", "target_id"): "one's own favourite, told to oneself",
    ("SeenOut", "target_id"): "one's own history, told to oneself",
    ("ApplicantIn", "employer"): "what an applicant said for a loan, told to that one and to who fills the form in",
    (
        "FilingWholeBuyerOut",
        "id_number",
    ): "taken out for filing by who proved presence and may see it, and told to the buyer",
    ("BankConsentOut", "text"): "the words of a consent: they name the bank and the home, nobody",
    ("FileImportOut", "file_name"): "what a colleague called the file, told to who imports for the same company",
    (
        "StatementLineOut",
        "text",
    ): "what a bank wrote about a transfer: the clerk who books it has to match it with who owes",
    ("LedgerEntryOut", "text"): "what a leaf of the public record says: statuses and price rules, written by ourselves",
    ("ListingReportOut", "text"): "reviewers judge the words a visitor wrote about a listing; no person is asked for",
}
"""Schema and field that show a whole value, and why that is right."""
HARMLESS = {"name", "note", "problems", "title"}
"""Names of personal fields that are also words for things: projects have names, prices notes, pages problems, clauses titles."""


def answers(document: dict[str, Any]) -> set[str]:
    """The schemas that any 2xx answer reaches."""
    schemas = document["components"]["schemas"]
    waiting = [
        answer
        for methods in document["paths"].values()
        for operation in methods.values()
        for status, answer in operation["responses"].items()
        if int(status) < 300
    ]
    found: set[str] = set()
    while waiting:
        for name in re.findall(r"#/components/schemas/(\w+)", str(waiting.pop())):
            if name not in found:
                found.add(name)
                waiting.append(schemas[name])
    return found


WORDS = {"AgreementOut", "ClauseOut", "ContractClauseOut", "FindingOut", "SearchOut"}
"""Answers whose ``text`` is nobody's: a policy, a clause, a finding of a check, a search."""


def unmasked(document: dict[str, Any]) -> list[tuple[str, str]]:
    wrong = []
    for name in sorted(answers(document)):
        for field, shape in document["components"]["schemas"][name].get("properties", {}).items():
            if field == "text" and name in WORDS:
                continue
            if field in PERSONAL_NAMES - HARMLESS and "'string'" in str(shape) and "x-masked" not in str(shape):
                wrong.append((name, field))
    return wrong


class TestSchemas:
    def test_no_answer_shows_a_personal_field_as_plain_text(self) -> None:
        document = api.get_openapi_schema(path_prefix="")
        assert set(unmasked(document)) == set(OPEN)
        assert "x-masked" in str(document["components"]["schemas"]["RealNameOut"]["properties"]["id_number"])

    def test_a_planted_plain_field_is_caught(self) -> None:
        document = api.get_openapi_schema(path_prefix="")
        document["components"]["schemas"]["RealNameOut"]["properties"]["id_number"] = {"type": "string"}
        assert ("RealNameOut", "id_number") in unmasked(document)

    def test_plain_text_and_secrets_are_refused_where_masked_text_stands(self) -> None:
        class Answer(Schema):
            email: Masked

        class Careless(Schema):
            email: str

        masked = Masked(Secret("li.lei@example.com"), label="accounts.person.email")
        assert Answer(email=masked).model_dump() == {"email": "l***@example.com"}
        for value in ("li.lei@example.com", Secret("li.lei@example.com")):
            with pytest.raises(ValidationError):
                Answer(email=value)  # type: ignore[arg-type]
        with pytest.raises(ValidationError):
            Careless(email=Secret("li.lei@example.com"))  # type: ignore[arg-type]
        assert msgspec.json.encode({"e": Secret("x@y.cn")}, enc_hook=for_json) == b'{"e":"***"}'
        with pytest.raises(KeyError):
            Masked(Secret("x"), label="accounts.person.nothing")


class TestRegister:
    def test_every_entry_is_whole_in_both_languages(self) -> None:
        for label, field in personal_fields().items():
            assert all((field.title, field.title_zh, field.purpose, field.purpose_zh)), label
            assert field.retention_days >= 0, label
            assert field.mask("李雷13800138000") != "李雷13800138000", label


class TestMasks:
    @pytest.mark.parametrize(
        ("mask", "value", "shown"),
        [
            (mask_phone, "13800138000", "138****8000"),
            (mask_phone, "+86 138 0013 8000", "138****8000"),
            (mask_phone, "021-5555", "****55"),
            (mask_id_number, "43010419900307905X", "4****************X"),
            (mask_bank_card, "6222 0200 1234 5678", "**** 5678"),
            (mask_address, "湖南省长沙市岳麓区桃花岭路3号", "湖南省长沙市岳麓区***"),
            (mask_address, "桃花岭3号", "***"),
            (mask_person_name, "张三", "张*"),
            (mask_person_name, "欧阳修远", "欧阳**"),
        ],
    )
    def test_show_little(self, mask: Any, value: str, shown: str) -> None:
        assert mask(value) == shown

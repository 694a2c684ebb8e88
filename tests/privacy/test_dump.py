"""After the demo and a day of its people, nothing that leads to a person lies anywhere in clear: no table, no file, no log."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import altcha
import pytest

from guangsha.config.demo.people import PASSWORD
from guangsha.kit.personal import holds_personal_number
from tests.accounts.support import API, AUTH
from tests.accounts.test_live import Visitor
from tests.live import Site, demo_site
from tests.privacy.disk import found_in
from tests.privacy.support import id_number

PHONE, NEW_PHONE, COLLEAGUE_PHONE = "13987654321", "13687654321", "13712345678"
NUMBER = id_number("123", born="19900307")
NAME, HOME = "欧阳霁月珑", "桃花岭十七栋三零二"
MAIL, ALERTED, INVITED = "ouyang.jiyue@canary.example", "jiyue.alerts@canary.example", "jiyue.new@canary.example"
IMPORTED_PHONE = "13587654321"
"""Stands in a column of an imported file that nobody asked for."""
CANARIES = (PHONE, NEW_PHONE, COLLEAGUE_PHONE, NUMBER, NAME, HOME, MAIL, ALERTED, INVITED)
MAIL_SHAPE = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
OPAQUE = re.compile(r"[0-9A-Za-z_+/=-]{24,}")
"""Ids, hashes and sealed values: their letters and digits mean nothing."""
ALLOWED: dict[str, str] = {}
"""Column -> why a number or address may stand in it in clear."""
WAIT_S = 60.0


class Insider(Visitor):
    """A browser that can say which method it means, and waits for what comes by message."""

    def do(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON answer; None for an empty one."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={
                "Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": self.token,
                "Idempotency-Key": str(uuid4()), "User-Agent": f"{PHONE} {MAIL}",
            },
        )  # fmt: skip
        try:
            with self.opener.open(request) as answer:
                raw = answer.read()
        except urllib.error.HTTPError as refusal:
            refusal.add_note(f"{method} {path}: {refusal.read().decode()[:600]}")
            raise
        return json.loads(raw) if raw else None

    def send_table(self, path: str, rows: list[list[str]]) -> Any:
        """The JSON answer to a form with a file of projects."""
        table = "\r\n".join(",".join(row) for row in rows)
        parts = {'name="kind"': "projects", 'name="mapping"': "projects", 'name="file"; filename="p.csv"': table}
        body = "".join(
            f"--part\r\nContent-Disposition: form-data; {name}\r\n\r\n{text}\r\n" for name, text in parts.items()
        )
        request = urllib.request.Request(
            self.url + path,
            data=f"{body}--part--\r\n".encode(),
            headers={
                "Content-Type": "multipart/form-data; boundary=part", "Accept": "application/json",
                "X-CSRFToken": self.token, "Idempotency-Key": str(uuid4()),
            },
        )  # fmt: skip
        with self.opener.open(request) as answer:
            return json.loads(answer.read())

    def refused(self, method: str, path: str, body: Any = None) -> int:
        """The status of an answer that says no."""
        with pytest.raises(urllib.error.HTTPError) as caught:
            self.do(method, path, body)
        caught.value.close()
        return caught.value.code

    def fresh_token(self) -> None:
        """Signing in changes the token."""
        self.token = self.do("GET", f"{API}/me")["csrf_token"]

    def message(self, receiver: str, pattern: str) -> str:
        """The newest match of ``pattern`` in a message to ``receiver``."""
        deadline = time.monotonic() + WAIT_S
        while time.monotonic() < deadline:
            for one in self.do("GET", "/sandbox/outbox")["messages"]:
                found = re.search(pattern, one["subject"] + one["text"]) if receiver in one["receiver"] else None
                if found:
                    return found.group()
            time.sleep(0.1)
        raise AssertionError(f"no message to {receiver}")

    def proof(self) -> str:
        """A solved challenge."""
        challenge = altcha.Challenge.from_dict(self.do("GET", f"{API}/sign-in/challenge"))
        solution = altcha.solve_challenge(challenge)
        assert solution is not None
        return str(altcha.Payload(challenge, solution).to_base64())

    def by_phone(self, phone: str) -> None:
        """Register or sign in."""
        asked = self.do("POST", f"{API}/sign-in/codes", {"phone": phone, "proof": self.proof()})
        code = self.message(phone, r"\d{6}")
        self.do("POST", f"{API}/sign-in/phone", {"code_id": asked["code_id"], "code": code})
        self.fresh_token()

    def by_password(self, mail: str) -> None:
        """Sign in as one of the demo's staff, with the code of their app when one is asked for."""
        try:
            self.do("POST", f"{AUTH}/auth/login", {"email": mail, "password": PASSWORD})
        except urllib.error.HTTPError as asked:  # 401: a code, please
            asked.close()
            self.fresh_token()
            codes = {one["address"]: one["code"] for one in self.do("GET", "/sandbox/outbox")["codes"]}
            self.do("POST", f"{AUTH}/auth/2fa/authenticate", {"code": codes[mail]})
        self.fresh_token()


def staff(site: Site, name: str) -> Insider:
    found = Insider(site.url)
    found.by_password(f"{name}@demo.example")
    return found


def a_buyers_day(buyer: Insider) -> tuple[str, str]:
    """Registers, proves who they are, keeps things, is written to; their id, and the project they looked at."""
    assert buyer.refused("GET", f"{API}/projects/{PHONE}?name={MAIL}") == 404
    buyer.by_phone(PHONE)
    agreement = buyer.do("GET", f"{API}/agreements/real-name")
    given = {name: agreement[name] for name in ("document", "version", "text_hash", "language")}
    buyer.do("POST", f"{API}/me/consents", {**given, "how": "real_name"})
    buyer.do("POST", f"{API}/me/real-name", {"full_name": NAME, "id_number": NUMBER})
    preferences = buyer.do("GET", f"{API}/me/notification-preferences")
    kinds = [{"kind": one["kind"], "channels": one["offered"]} for one in preferences["kinds"]]
    always = {"start_minute": 0, "end_minute": 0, "zone": "Asia/Shanghai"}
    buyer.do("PATCH", f"{API}/me/notification-preferences", {"kinds": kinds, "quiet_hours": always})
    buyer.do("POST", f"{AUTH}/account/email", {"email": MAIL})
    buyer.do("POST", f"{AUTH}/auth/email/verify", {"key": buyer.message(MAIL, r"\d{6}")})
    slug = buyer.do("GET", f"{API}/projects?limit=1")["items"][0]["slug"]
    buyer.do("PUT", f"{API}/me/favourites/projects/{slug}", {})
    buyer.do("PUT", f"{API}/me/history/projects/{slug}")
    buyer.do("POST", f"{API}/me/searches", {"query": "city=430100&rooms=3", "name": f"{NAME}在{HOME}的家"})
    assert buyer.refused("POST", f"{API}/me/searches", {"query": "rooms=2", "name": PHONE}) == 422
    asked = buyer.do("POST", f"{API}/me/codes", {"purpose": "change_phone", "phone": NEW_PHONE})
    code = buyer.message(NEW_PHONE, r"\d{6}")
    buyer.do("PUT", f"{API}/me/phone", {"code_id": asked["code_id"], "code": code})
    buyer.message(MAIL, "登录手机号已更换")
    buyer.do("POST", f"{API}/me/data/requests", {"kind": "copy"})
    return str(buyer.do("GET", f"{API}/me")["person"]["person_id"]), slug


def a_visitors_day(site: Site, slug: str) -> None:
    """Asks for alerts without an account, and reports a listing with more words than asked for."""
    visitor = Insider(site.url)
    asked = {"email": ALERTED, "query": "city=430100&rooms=3", "name": f"{NAME}看房", "proof": visitor.proof()}
    visitor.do("POST", f"{API}/alerts", asked)
    token = visitor.message(ALERTED, r"(?<=#confirm\.)[A-Za-z0-9_:-]+")
    visitor.do("POST", f"{API}/alerts/confirm", {"token": token})
    text = f"我是{NAME}，住{HOME}，电话{PHONE}，{MAIL}"
    visitor.do("POST", f"{API}/projects/{slug}/reports", {"kind": "price", "text": text})


def the_staffs_day(site: Site, buyer_id: str) -> None:
    """Invites colleagues, names a privacy officer with four eyes, who looks at the buyer's number; a note about a listing."""
    manager = staff(site, "manager")
    me = manager.do("GET", f"{API}/console/me")
    for contact in (INVITED, COLLEAGUE_PHONE):
        body = {"contact": contact, "organisation_id": me["organisation"]["id"], "roles": ["operations"]}
        manager.do("POST", f"{API}/console/invitations", body)
    wanted = {"role": "privacy_officer", "scope": "platform", "organisation_id": None, "within": None}
    security, second = staff(site, "security"), staff(site, "security2")
    asked = security.do("POST", f"{API}/console/people/{me['person_id']}/roles", wanted)
    second.do("POST", f"{API}/console/approvals/{asked['approval_id']}/decision", {"approve": True})
    look = {
        "label": "accounts.person.phone", "row_id": buyer_id, "reason": "call_back", "note": f"回电 {PHONE}，住{HOME}",
    }  # fmt: skip
    assert manager.do("POST", f"{API}/console/privacy/reveals", look)["value"].endswith(NEW_PHONE)
    publisher = staff(site, "publisher")
    listing = publisher.do("GET", f"{API}/console/listings?limit=1&state=published")["items"][0]["id"]
    down = f"{API}/console/listings/{listing}/take-down"
    assert publisher.refused("POST", down, {"reason": f"业主 {PHONE} 投诉"}) == 422


def an_import(site: Site) -> str:
    """A file with somebody's number in it, one row of which is wrong; the name of the file that is kept of it."""
    operations = staff(site, "operations")
    heading = ["project_id", "name", "city", "lng", "lat", "联系电话"]
    rows = [["D1", "云栖山居", "长沙市", "112.88", "28.18"], ["D2", "云栖水岸", "亚特兰蒂斯", "112.89", "28.19"]]
    kept = operations.send_table(f"{API}/console/imports", [heading, *([*row, IMPORTED_PHONE] for row in rows)])
    deadline = time.monotonic() + WAIT_S
    while (found := operations.do("GET", f"{API}/console/imports/{kept['id']}"))["summary"]["state"] != "checked":
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    assert found["rows"] == [{"row": 3, "cells": [*rows[1], ""]}], found
    return f"{kept['id']}.csv"


@contextlib.contextmanager
def lived_in(folder: Path) -> Iterator[tuple[Site, Path, str]]:
    """The demo, served with every line of its log kept, after a day of its people."""
    log = folder / "log"
    with log.open("wb") as kept, demo_site(log=kept, GUANGSHA_LOG_LEVEL="DEBUG") as site:
        buyer = Insider(site.url)
        buyer_id, slug = a_buyers_day(buyer)
        a_visitors_day(site, slug)
        the_staffs_day(site, buyer_id)
        imported = an_import(site)
        buyer.do("POST", f"{API}/me/close")
        for receiver in (NEW_PHONE, MAIL):
            buyer.message(receiver, "注销")
        yield site, log, imported


def cells(database: Path) -> Iterator[tuple[str, str]]:
    """(table.column, text) of everything in every table."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            found = connection.execute(f'SELECT * FROM "{table}"')
            columns = [f"{table}.{one[0]}" for one in found.description]
            for row in found:
                yield from (
                    (column, value) for column, value in zip(columns, row, strict=True) if isinstance(value, str)
                )


def leads_to_somebody(text: str) -> bool:
    """Whether a number or address of somebody stands in it, ids and sealed values aside."""
    text = OPAQUE.sub("", text)
    return holds_personal_number(text) or bool(MAIL_SHAPE.search(text))


def test_a_day_of_the_demo_leaves_nothing_in_clear(tmp_path: Path) -> None:
    with lived_in(tmp_path) as (site, log, imported):
        for part in ("keys", "private", "index", "audit"):
            assert any(one.is_file() for one in (site.directory / part).rglob("*")), part
        told = log.read_text("utf-8", "replace")
        assert "[debug" in told
        assert found_in(site.directory, CANARIES) == []
        assert found_in(tmp_path, (*CANARIES, IMPORTED_PHONE)) == []
        assert {name for name, _ in found_in(site.directory, (IMPORTED_PHONE,))} == {imported}
        assert [line for line in told.splitlines() if leads_to_somebody(line)] == []
        # The product's database, and that of the sandbox's provider, which is not to know anybody either.
        databases = sorted(site.directory.glob("**/*.sqlite3"))
        rows = [row for database in databases for row in cells(database)]
    tables = {column.partition(".")[0] for column, _ in rows}
    touched = {
        "accounts_realname", "accounts_invitation", "accounts_rolegrant", "watching_favourite", "watching_savedsearch",
        "watching_subscriber", "notifications_delivery", "privacy_look", "privacy_datarequest", "catalog_listingreport",
        "catalog_fileimport", "integrations_sandboxmessage",
    }  # fmt: skip
    assert touched - tables == set()
    assert {column for column, text in rows if leads_to_somebody(text)} - set(ALLOWED) == set()


@pytest.mark.parametrize("planted", [f"请回电 {PHONE}", f"身份证{NUMBER}", MAIL, f"+86 {PHONE}"])
def test_the_search_of_the_tables_finds_what_is_planted(tmp_path: Path, planted: str) -> None:
    database = tmp_path / "planted.sqlite3"
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE somewhere (id TEXT, words TEXT)")
        connection.execute("INSERT INTO somewhere VALUES (?, ?)", ("0" * 32, planted))
    assert {column for column, text in cells(database) if leads_to_somebody(text)} == {"somewhere.words"}

"""What journeys share: a browser at the demo, its outbox, registering by phone, and a desk of somebody of the staff."""

import json
import re
import secrets
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, StorageState

from tests.live import Site

PASSWORD = "a house to look at"
"""Of the demo's staff, as `guangsha demo` prints it."""
WAIT_S = 30.0
PHONE_AGENT = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
DESK_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
EXPECTED = re.compile(r"status of (4\d\d)|WebSocket|ERR_INTERNET_DISCONNECTED")
"""What a browser writes into its console when a server says no, or a line is cut on purpose."""


@contextmanager
def opened(
    chromium: Browser,
    width: int = 390,
    agent: str = PHONE_AGENT,
    *,
    height: int = 844,
    state: StorageState | None = None,
) -> Iterator[Page]:
    """A page of a browser of its own; what it complains about fails the journey."""
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
        locale="zh-CN",
        user_agent=agent,
        storage_state=state,
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    try:
        yield page
    finally:
        context.close()
    assert [one for one in complaints if not EXPECTED.search(one)] == []


_signed_in: dict[tuple[str, str], StorageState] = {}
"""Sessions of the staff by site and name: each signs in once, and every desk of theirs after that has the session."""


@contextmanager
def at_work(chromium: Browser, site: Site, name: str, *, width: int = 1440, fresh: bool = False) -> Iterator[Page]:
    """A page at the desk of somebody of the demo's staff (``operations``, ``reviewer`` ...), signed in.

    ``fresh``: just now, as what needs a second factor of the last five minutes asks."""
    known = None if fresh else _signed_in.get((site.url, name))
    with opened(chromium, width, DESK_AGENT, height=900, state=known) as page:
        if known is None:
            _sign_in(site, page, f"{name}@demo.example")
            _signed_in[site.url, name] = page.context.storage_state()
        yield page


def _sign_in(site: Site, page: Page, address: str) -> None:
    """By address and password, without a screen: the screens of signing in have journeys of their own."""
    door = f"{site.url}/_allauth/browser/v1"
    page.request.get(f"{door}/config")
    token = next(one["value"] for one in page.context.cookies() if one["name"] == "csrftoken")
    answer = page.request.post(
        f"{door}/auth/login", data={"email": address, "password": PASSWORD}, headers={"X-CSRFToken": token}
    )
    if answer.status == 401 and any(flow["id"] == "mfa_authenticate" for flow in answer.json()["data"]["flows"]):
        answer = page.request.post(
            f"{door}/auth/2fa/authenticate", data={"code": _app_code(site, address)}, headers={"X-CSRFToken": token}
        )
    assert answer.status == 200, answer.text()


def _app_code(site: Site, address: str) -> str:
    """What the code app of a demo administrator shows now."""
    return next(str(one["code"]) for one in _sandbox(site)["codes"] if one["address"] == address)


def new_phone() -> str:
    """A mobile number nobody has."""
    return f"139{secrets.randbelow(10**8):08d}"


def _sandbox(site: Site) -> dict[str, list[dict[str, Any]]]:
    request = urllib.request.Request(f"{site.url}/sandbox/outbox", headers={"Accept": "application/json"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
        return dict(json.loads(answer.read()))


def outbox(site: Site) -> list[dict[str, Any]]:
    """What the sandbox did not send, newest first."""
    return _sandbox(site)["messages"]


def code_for(site: Site, receiver: str, *, after: int = 0) -> str:
    """The newest code to a phone or address, once more than ``after`` messages came."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        found = [one for one in outbox(site) if receiver in one["receiver"]]
        if len(found) > after:
            code = re.search(r"\d{6}", found[0]["subject"] + found[0]["text"])
            assert code
            return code.group()
        time.sleep(0.1)
    raise AssertionError(f"no message to {receiver}")


def register(site: Site, page: Page, phone: str, *, then: str = "/account") -> None:
    """Register by phone, or sign in who is known, and end at ``then``."""
    before = len([one for one in outbox(site) if phone in one["receiver"]])
    page.goto(f"{site.url}/account/sign-in?next={then}", wait_until="networkidle")
    page.get_by_label("手机号", exact=True).fill(phone)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="获取验证码").click()
    page.get_by_label("短信验证码").fill(code_for(site, phone, after=before))
    page.wait_for_url(site.url + then)

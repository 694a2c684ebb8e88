"""What the house does about a contract in a journey that is about its buyer: by the API, as its screens do."""

import time
from typing import Any
from uuid import uuid4

from playwright.sync_api import Browser, Page

from tests.journeys.account import at_work
from tests.live import Site

WAIT_S = 40.0


def ask(page: Page, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """A request of who is signed in on this page."""
    site = page.url.split("/console")[0]
    token = next(one["value"] for one in page.context.cookies() if one["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Idempotency-Key": str(uuid4())}
    answer = page.request.fetch(f"{site}/api/v1{path}", method=method, data=body, headers=headers)
    assert answer.ok, f"{method} {path}: {answer.status} {answer.text()}"
    return answer.json()


def until(page: Page, path: str, found: Any) -> Any:
    """Asked again until ``found`` says what it is."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        if answer := found(ask(page, "GET", path)):
            return answer
        time.sleep(0.3)
    raise AssertionError(f"{path} never said so")


def contract_sent(chromium: Browser, site: Site, deal: str) -> str:
    """The contract of the deal, drawn up by sales and sent to its buyers: its id."""
    with at_work(chromium, site, "sales") as desk:
        desk.goto(f"{site.url}/console", wait_until="commit")
        body = {"subject": f"deal:{deal}", "delivery_on": "2035-12-31"}
        contract = str(ask(desk, "POST", "/console/contracts", body)["id"])
        ask(desk, "POST", f"/console/contracts/{contract}/offer")
        until(desk, f"/console/contracts/{contract}", lambda one: one["contract"]["state"] == "offered")
    return contract


def contract_sealed(chromium: Browser, site: Site, contract: str) -> None:
    """One of the house asks for its seal, another approves, and the last signature is in the file."""
    with at_work(chromium, site, "sales") as desk:
        desk.goto(f"{site.url}/console", wait_until="commit")
        seal = ask(desk, "POST", f"/console/contracts/{contract}/seal", {"note": "买受人已签署"})["id"]
    with at_work(chromium, site, "manager", fresh=True) as desk:
        desk.goto(f"{site.url}/console", wait_until="commit")
        ask(desk, "POST", f"/console/seals/{seal}/decision", {"approve": True})
        until(desk, f"/console/contracts/{contract}", lambda one: one["contract"]["state"] == "signed")

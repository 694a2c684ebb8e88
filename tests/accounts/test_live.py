"""The served product, over its real socket: a new buyer registers with the code that appears in the demo's outbox."""

import http.cookiejar
import json
import re
import time
import urllib.request
from pathlib import Path
from typing import Any

import altcha

from tests.accounts.support import API, PHONE
from tests.live import empty, serving

WAIT_S = 30.0


class Visitor:
    """A browser on the wire."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), urllib.request.ProxyHandler({})
        )
        self.token = ""
        self.token = self.ask(f"{API}/me")["csrf_token"]

    def ask(self, path: str, body: Any = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        headers = {"Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": self.token}
        with self.opener.open(urllib.request.Request(self.url + path, data=data, headers=headers)) as answer:
            return json.loads(answer.read())


def _newest_text(visitor: Visitor) -> str:
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        messages = visitor.ask("/sandbox/outbox")["messages"]
        if messages:
            return str(messages[0]["text"])
        time.sleep(0.05)
    raise AssertionError("no text came")


def test_a_new_buyer_registers(tmp_path: Path) -> None:
    with serving(empty(tmp_path)) as site:
        visitor = Visitor(site.url)
        challenge = altcha.Challenge.from_dict(visitor.ask(f"{API}/sign-in/challenge"))
        solution = altcha.solve_challenge(challenge)
        assert solution is not None
        solved = altcha.Payload(challenge, solution).to_base64()
        code_id = visitor.ask(f"{API}/sign-in/codes", {"phone": PHONE, "proof": solved})["code_id"]
        code = re.search(r"\d{6}", _newest_text(visitor))
        assert code
        answer = visitor.ask(f"{API}/sign-in/phone", {"code_id": code_id, "code": code.group()})
        assert answer["status"] == "signed_in"
        assert visitor.ask(f"{API}/me")["person"]["phone"] == "138****8000"

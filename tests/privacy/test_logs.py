"""Numbers and addresses of people, put where nobody expects them, reach neither logs nor problems."""

from __future__ import annotations

import base64
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
import structlog
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from guangsha.backbone.http.problems import response_for
from guangsha.backbone.log_masks import mask_text
from guangsha.kit.errors import Invalid
from guangsha.vault.public import Secret
from tests.privacy.support import id_number

DAYS = [f"{year}{month:02}{day:02}" for year in (1961, 1990, 2004) for month in (1, 9, 12) for day in (1, 28)]


@st.composite
def phones(draw: st.DrawFn) -> str:
    digits = draw(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
    gap = draw(st.sampled_from(["", " ", "-"]))
    return draw(st.sampled_from(["", "+86", "86", "+86 "])) + gap.join((digits[:3], digits[3:7], digits[7:]))


ids = st.builds(lambda code, born: id_number(f"{code:03}", born=born), st.integers(0, 999), st.sampled_from(DAYS))
mails = st.from_regex(r"[a-z][a-z0-9.]{2,12}[a-z0-9]@[a-z]{3,10}\.(com|cn|com\.cn)", fullmatch=True)
personal = st.one_of(phones(), ids, mails)
around = st.text("abc谢/?&=: ,;\"'{}\n", max_size=12)


def traces(value: str) -> list[str]:
    """How the value would show."""
    return [value, quote(value, safe=""), value.replace(" ", "%20"), value.replace(" ", "+")]


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """Everything logged meanwhile, at every level, through the product's own formatter."""
    root = logging.getLogger()
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(root.handlers[0].formatter)
    quiet = {name: logging.getLogger(name).level for name in ("django.server", "django.request", "django.security")}
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name in quiet:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield out
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        for name, was in quiet.items():
            logging.getLogger(name).setLevel(was)


def assert_gone(value: str, *texts: str) -> None:
    for text in texts:
        for trace in traces(value):
            assert trace not in text, (trace, text)


class TestMasks:
    @given(around, personal, around)
    def test_whatever_stands_around_it(self, before: str, value: str, after: str) -> None:
        assert_gone(value, mask_text(f"{before}{value}{after}"))

    @given(phones())
    @settings(phases=[Phase.explicit, Phase.generate])
    def test_every_script_of_digits_and_every_encoding(self, value: str) -> None:
        wide = value.translate({48 + digit: 0xFF10 + digit for digit in range(10)})
        coded = "".join(f"%{ord(char):02X}" for char in value)
        for form in (wide, quote(wide), coded, coded.lower()):
            assert mask_text(f"x={form}&y=1") != f"x={form}&y=1"

    @pytest.mark.parametrize(
        "harmless",
        [
            "2026-11-22T19:16:10.123456Z",
            "total_fen=350000000",
            "01936d5e-0000-7000-8000-000000000000",
            "430104",
            "12 800",
        ],
    )
    def test_ordinary_figures_stay(self, harmless: str) -> None:
        assert mask_text(harmless) == harmless


class TestLogs:
    @given(personal)
    @settings(max_examples=60)
    def test_no_field_no_message_no_traceback(self, value: str) -> None:
        with logged() as out:
            log = structlog.get_logger("guangsha.test")
            log.info("something", unexpected=value, nested={"list": [value]}, url=f"/a/{value}?q={quote(value)}")
            logging.getLogger("elsewhere").error("text %s", value)
            try:
                raise ValueError(f"cannot take {value}")
            except ValueError:
                log.exception("failed", secret=Secret(value))
        assert "something" in out.getvalue()
        assert "failed" in out.getvalue()
        assert "ValueError" in out.getvalue()
        assert_gone(value, out.getvalue())


@pytest.mark.django_db
class TestRequests:
    @given(value=personal)
    @settings(max_examples=25, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
    def test_wherever_it_comes_in(self, value: str) -> None:
        client = Client(raise_request_exception=False)
        coded = quote(value, safe="")
        body: Any = {"full_name": value, value: value}
        with logged() as out:
            answers = [
                client.get(f"/api/v1/{coded}"),
                client.get(f"/api/v1/projects/{coded}"),
                client.get(f"/api/v1/units/{coded}"),
                client.get("/api/v1/projects", {"limit": value, "cursor": value, value: value}),
                client.get("/api/v1/search", {"price_max": value, "cursor": value, "sort": value}),
                client.get("/api/v1/agreements/privacy", {"version": value}),
                client.get(
                    "/api/v1/projects", headers={"X-Request-ID": value, "User-Agent": value, "Cookie": f"a={value}"}
                ),
                client.post("/api/v1/me/real-name", body, content_type="application/json"),
                client.post("/api/v1/me/consents", f'{{"{value}', content_type="application/json"),
                client.get("/api/v1/projects", headers={"Host": value.replace(" ", "")}),
            ]
        problems = [one.content.decode() for one in answers if one["Content-Type"] == "application/problem+json"]
        ids_sent = [answer["X-Request-ID"] for answer in answers if answer.has_header("X-Request-ID")]
        assert len(problems) >= 6
        assert_gone(value, out.getvalue(), *problems, *ids_sent)

    @given(value=personal)
    @settings(max_examples=20)
    def test_errors_that_repeat_what_was_sent(self, value: str) -> None:
        request = RequestFactory().get(f"/x/{quote(value)}")
        error = Invalid(f"not {value}", errors=[{"field": value, "message": f"{value} is wrong"}])
        with logged() as out:
            bodies = [
                response_for(request, error).content.decode(),
                response_for(request, KeyError(value)).content.decode(),
            ]
        assert_gone(value, out.getvalue(), *bodies)

    def test_a_traceback_shows_no_local_values(self) -> None:
        with logged() as out:
            answered_name = "欧阳霁月珑"
            try:
                raise KeyError(len(answered_name))
            except KeyError:
                structlog.get_logger("guangsha.test").exception("failed")
        assert "KeyError" in out.getvalue()
        assert "欧阳" not in out.getvalue()

    def test_the_net_has_no_such_hole_as_this(self) -> None:
        """The negative control: without the last processor the line would tell."""
        with logged() as out:
            formatter = logging.getLogger().handlers[0].formatter
            assert isinstance(formatter, structlog.stdlib.ProcessorFormatter)
            kept = formatter.processors
            formatter.processors = tuple(one for one in kept if getattr(one, "__name__", "") != "mask_line")
            try:
                logging.getLogger("elsewhere").error("text %s", "13800138000")
            finally:
                formatter.processors = kept
        assert "13800138000" in out.getvalue()
        assert base64.b64encode(b"13800138000").decode() not in out.getvalue()

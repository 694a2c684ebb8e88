"""Probes, problems and routes, over HTTP."""

import io
import json
from typing import Any
from uuid import UUID

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory
from ninja import Schema

from guangsha.backbone import health
from guangsha.backbone.http.middleware import RequestContextMiddleware
from guangsha.backbone.http.threads import wsgi_environ
from guangsha.backbone.public import HealthAnswer, OutcomeUnknown, Routes, anyone, build_api, response_for
from guangsha.kit.actor import VISITOR
from guangsha.kit.errors import Gone, NotFound, OperationalError

pytestmark = pytest.mark.django_db


class TestProbes:
    def test_up_and_ready(self, client: Client) -> None:
        assert client.get("/healthz").content == b"ok\n"
        answer = client.get("/readyz")
        assert answer.status_code in {200, 503}
        assert answer.json()["checks"]["database"]["ok"] is True

    def test_not_ready_when_a_check_fails(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken() -> HealthAnswer:
            raise OSError("disk gone")

        monkeypatch.setattr(health, "_checks", {"index": broken})
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json() == {"ready": False, "checks": {"index": {"ok": False, "detail": "OSError"}}}

    def test_metrics_are_for_the_loopback(self, client: Client) -> None:
        assert b"guangsha_http_requests_total" in client.get("/metrics").content
        assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
        assert client.get("/metrics", HTTP_X_FORWARDED_FOR="203.0.113.9").status_code == 404

    def test_every_answer_carries_a_request_id(self, client: Client) -> None:
        assert len(client.get("/healthz")["X-Request-ID"]) >= 8
        assert client.get("/healthz", headers={"X-Request-ID": "proxy-id-1234"})["X-Request-ID"] == "proxy-id-1234"
        assert client.get("/healthz", headers={"X-Request-ID": "bad id\t"})["X-Request-ID"] != "bad id\t"


class _Answer(Schema):
    word: str


def _api() -> Any:
    api = build_api(title="t", version="1", description="d")
    api.urls_namespace = "test-api"
    routes = Routes()

    @routes.get("/open", policy=anyone, response=_Answer)
    def open_route(request: object, n: int = 1) -> dict[str, str]:
        return {"word": "厦" * n}

    @routes.get("/gone", policy=anyone, response=_Answer, errors=[Gone, NotFound])
    def gone(request: object) -> None:
        raise Gone

    @routes.api_operation(["GET"], "/forgotten", response=_Answer)
    def forgotten(request: object) -> dict[str, str]:
        return {"word": "secret"}

    api.add_router("", routes)
    return api


def _ask(path: str, **headers: str) -> Any:
    api = _api()
    request = RequestFactory().get(f"/{path}", headers=headers)

    def view(request: Any) -> Any:
        for url in api.urls[0]:
            match = url.resolve(request.path.lstrip("/"))
            if match:
                request.resolver_match = match
                return match.func(request, *match.args, **match.kwargs)
        raise AssertionError(path)

    return RequestContextMiddleware(view)(request)


class TestRoutes:
    def test_chinese_stays_chinese(self) -> None:
        assert _ask("open").content == '{"word":"厦"}'.encode()

    def test_a_route_without_policy_is_forbidden(self) -> None:
        answer = _ask("forgotten")
        assert answer.status_code == 403
        assert b"secret" not in answer.content

    def test_wrong_values_are_named(self) -> None:
        answer = _ask("open?n=x")
        body = json.loads(answer.content)
        assert answer.status_code == 422
        assert answer["Content-Type"] == "application/problem+json"
        assert body["errors"][0]["field"].endswith("n")
        assert body["request_id"] == answer["X-Request-ID"]

    def test_problems_speak_the_readers_language(self) -> None:
        assert json.loads(_ask("gone").content)["title"] == Gone.title_zh
        assert json.loads(_ask("gone", **{"Accept-Language": "en-GB,en;q=0.9"}).content)["title"] == Gone.title

    def test_a_problem_says_what_it_is_about_and_nobodys_number(self) -> None:
        error = Gone(
            unit_id=UUID(int=7), until="2026-12-01T09:00:00+00:00", note=["call 13800138000"], retry_after_s=60
        )
        answer = response_for(RequestFactory().get("/x"), error)
        data = json.loads(answer.content)["data"]
        assert (data["unit_id"], data["until"]) == (str(UUID(int=7)), "2026-12-01T09:00:00+00:00")
        assert "13800138000" not in data["note"][0]
        assert "retry_after_s" not in data
        assert answer["Retry-After"] == "60"

    def test_declared_errors_are_documented(self) -> None:
        operation = _api().get_openapi_schema(path_prefix="/")["paths"]["/gone"]["get"]
        assert {200, 404, 410, 422} <= set(operation["responses"])


class TestFailures:
    def test_a_bug_tells_nothing(self) -> None:
        request = RequestFactory().get("/x")
        request.actor = VISITOR  # type: ignore[attr-defined]
        answer = response_for(request, ValueError("password=hunter2"))
        assert answer.status_code == 500
        assert b"hunter2" not in answer.content

    @pytest.mark.parametrize("error", [OutcomeUnknown(), OperationalError()])
    def test_operational_errors_ask_to_come_again(self, error: OperationalError) -> None:
        answer = response_for(RequestFactory().get("/x"), error)
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) >= 1


FIELD = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'


class TestWhatCannotBeRead:
    """Whatever a program sends is answered with a problem; nothing of it is a fault of ours."""

    @pytest.fixture
    def curl(self) -> Client:
        """A program with the token of a visit."""
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.get("/api/v1/me")
        return client

    @pytest.mark.parametrize(
        ("path", "kind", "body", "status"),
        [
            ("alerts", "application/json", b"0" * 3_000_000, 413),
            ("verify", "application/x-www-form-urlencoded", b"a=" + b"0" * 3_000_000, 413),
            ("verify", "application/x-www-form-urlencoded", b"&".join(b"f%d=1" % one for one in range(1500)), 400),
            ("verify", "multipart/form-data", b"--x--", 400),
            ("verify", "multipart/form-data; boundary=x", FIELD * 1500, 400),
        ],
    )
    def test_bodies(self, curl: Client, path: str, kind: str, body: bytes, status: int) -> None:
        token = curl.cookies["csrftoken"].value
        answer = curl.generic("POST", f"/api/v1/{path}", body, kind, headers={"X-CSRFToken": token})
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")

    @pytest.mark.parametrize("path", ["/api/v1/search", "/search"])
    def test_far_too_many_values(self, curl: Client, path: str) -> None:
        answer = curl.get(f"{path}?{'&'.join(f'a{number}=1' for number in range(1500))}")
        assert answer.status_code == 400
        assert answer["Content-Type"].startswith("application/problem+json" if "api" in path else "text/html")

    @pytest.mark.parametrize("path", ["/api/v1/search", "/search", "/en/search"])
    def test_a_host_that_is_not_ours(self, curl: Client, path: str) -> None:
        answer = curl.get(path, headers={"Host": "elsewhere.example"})
        assert answer.status_code == 400
        assert "elsewhere" not in answer.content.decode()

    def test_a_method_that_an_address_does_not_take(self, curl: Client) -> None:
        answer = curl.put("/api/v1/search", headers={"X-CSRFToken": curl.cookies["csrftoken"].value})
        assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
        assert answer["Allow"] == "GET"
        assert answer.json()["code"] == "request.method_not_allowed"

    @pytest.mark.parametrize(
        ("query", "read"),
        [("q=三房".encode(), "三房"), (b"q=%E4%B8%89\xe6\x88\xbf", "三房"), (b"q=\xe9", "\ufffd"), (b"q=a%26b", "a&b")],
    )
    def test_a_query_whose_bytes_nobody_encoded(self, query: bytes, read: str) -> None:
        """Programs send them; browsers encode."""
        scope = {"type": "http", "method": "GET", "path": "/", "query_string": query, "headers": [], "client": None}
        more = {"http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 80)}
        assert WSGIRequest(wsgi_environ(scope | more, io.BytesIO())).GET["q"] == read


class TestApiDocs:
    def test_need_nothing_inline_and_nothing_from_elsewhere(self, client: Client) -> None:
        page = client.get("/api/docs")
        assert page.status_code == 200
        assert b"//" not in page.content.replace(b"<!doctype", b"")
        for asset in ("swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-init.js"):
            answer = client.get(f"/static/ninja/{asset}")
            assert answer.status_code == 200
            answer.close()
        assert client.get("/api/v1/openapi.json").json()["openapi"].startswith("3.")

"""Well-formed bodies and headers for the routes that take them."""

import json
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from guangsha.catalog.models import Project
from guangsha.contracts.models import Contract
from tests.contracts.signing_support import pdf_of
from tests.policy.files import png

DESK = "/console/listings"
SUBMISSION = f"{DESK}/submissions/{{submission_id}}"
ADDRESS = "project.address"
NOBODY = "01936d5e-0000-7000-8000-000000000000"
BODIES: dict[str, dict[str, Any]] = {
    "/units/{unit_id}/holds": {"receipt_hash": None},
    "/me": {"display_name": "李女士"},
    "/console/organisations": {"slug": "new-house", "name": "新企业"},
    "/console/organisations/{organisation_id}/departments": {"kind": "sales", "name": "销售部"},
    "/console/roles": {"organisation_id": NOBODY, "name": "拍照员", "permissions": ["listing.read"]},
    "/console/people/{person_id}/roles": {"role": "operations", "scope": "platform"},
    "/console/people/{person_id}/department": {"department_id": None},
    "/console/approvals/{approval_id}/decision": {"approve": True},
    "/console/listing-rules": {"reaudit_days": 90, "hide_after_days": 14, "below_percent": 15},
    "/console/imports/{import_id}/check": {"fixes": []},
    "/console/invitations": {"contact": "new@example.com", "organisation_id": NOBODY},
    f"{DESK}/{{project_id}}/draft": {"values": {"headline": "新主题"}},
    f"{DESK}/{{project_id}}/buildings": {"buildings": [{"name": "1栋", "name_en": "Building 1"}]},
    DESK: {"name": "新盘", "city": "长沙"},
    f"{DESK}/{{project_id}}/unit-import": {
        "heading": ["楼栋", "房号"],
        "fields": ["building", "number"],
        "rows": [{"row": 2, "cells": ["1栋", "0101"]}],
        "dry_run": True,
    },
    f"{DESK}/{{project_id}}/units": {"units": [{"identity": "1栋-0101", "floor": 1}]},
    f"{DESK}/{{project_id}}/permits": {"permits": [{"number": "长住预售(2026)第0002号", "building_names": ["1栋"]}]},
    f"{DESK}/{{project_id}}/surroundings": {"pois": []},
    f"{DESK}/{{project_id}}/progress": {"reports": [{"reported_on": "2026-11-02", "title": "封顶"}]},
    f"{DESK}/{{project_id}}/media/{{sha256}}": {"alt": "园林"},
    f"{DESK}/{{project_id}}/layouts": {"layouts": [{"code": "B", "name": "B户型", "built_area": "88.00"}]},
    f"{DESK}/{{project_id}}/restore": {"number": 1},
    f"{DESK}/{{project_id}}/take-down": {"reason": "test"},
    f"{DESK}/{{project_id}}/submissions": {},
    f"{SUBMISSION}/decisions": {"decisions": [{"path": ADDRESS, "verdict": "approve"}]},
    f"{SUBMISSION}/notes": {"path": ADDRESS, "body": "请核对"},
    f"{SUBMISSION}/schedule": {"publish_at": "2099-01-01T00:00:00Z"},
    f"{SUBMISSION}/unschedule": {"reason": "test"},
    f"{DESK}/reports/{{report_id}}/moves": {"move": "triage"},
    "/projects/{slug}/reports": {"kind": "price", "text": "价格不对"},
}


def request_options(method: str, route: str, values: dict[str, str]) -> dict[str, Any]:
    """Body and headers of a well-formed request."""
    if method == "GET":
        return {}
    tag = "1"
    if route.startswith(f"{DESK}/{{project_id}}"):
        tag = f"{Project.objects.get(pk=values['project_id']).revision}.0"
    headers = {"Idempotency-Key": str(uuid4()), "If-Match": f'"{tag}"'}
    if method == "POST" and route.endswith("/media"):
        data = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("a.png", png()), "alt": "园林"})
        return {"data": data, "content_type": MULTIPART_CONTENT, "headers": headers}
    if route.endswith("/mortgage/documents"):
        paper = SimpleUploadedFile("a.pdf", b"%PDF-1.7")
        data = encode_multipart(BOUNDARY, {"file": paper, "item": "identity", "line": "0"})
        return {"data": data, "content_type": MULTIPART_CONTENT, "headers": headers}
    if route.endswith("/unit-import/sheet"):
        data = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("a.csv", "楼栋,房号\n1栋,0101\n".encode())})
        return {"data": data, "content_type": MULTIPART_CONTENT, "headers": headers}
    if route == "/console/imports":
        table = SimpleUploadedFile("a.csv", "楼盘编号,楼盘名称\nP1,云麓里\n".encode())
        data = encode_multipart(BOUNDARY, {"file": table, "kind": "projects"})
        return {"data": data, "content_type": MULTIPART_CONTENT, "headers": headers}
    if route == "/console/finance/statements":
        line = "line,at,amount,text\n1,2026-11-30T09:00:00+08:00,12.00,货款\n"
        data = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("a.csv", line.encode())})
        return {"data": data, "content_type": MULTIPART_CONTENT, "headers": headers}
    if route == "/verify":
        contract = Contract.objects.get(pk=values["contract_code"])
        data = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("a.pdf", pdf_of(contract))})
        return {"data": data, "content_type": MULTIPART_CONTENT, "headers": headers}
    if route.endswith("/media-order"):
        body = {"files": [values["sha256"]]}
        return {"data": json.dumps(body), "content_type": "application/json", "headers": headers}
    return {"data": json.dumps(BODIES.get(route, {})), "content_type": "application/json", "headers": headers}

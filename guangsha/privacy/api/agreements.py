"""The texts, for everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, get_args

from django.http import HttpRequest, HttpResponse
from ninja import Query

from guangsha.backbone.public import Routes, anyone
from guangsha.kit.clock import utc_now
from guangsha.kit.errors import NotFound
from guangsha.privacy.domain.documents import SEPARATE, Document, Edition, Language
from guangsha.privacy.schemas import AgreementListOut, AgreementOut
from guangsha.privacy.selectors.documents import current_edition, edition_of, known_editions

routes = Routes(tags=["privacy"])
VersionIn = Annotated[int | None, Query(ge=1, le=1_000_000, description="Default: the version in force.")]


def _line(edition: Edition, now: datetime) -> dict[str, Any]:
    in_force = current_edition(document=edition.document, language=edition.language, now=now)
    return {
        "document": edition.document,
        "version": edition.version,
        "language": edition.language,
        "effective_on": edition.effective_on,
        "title": edition.title,
        "text_hash": edition.text_hash,
        "in_force": edition.version == in_force.version,
        "separate": edition.document in SEPARATE,
    }


@routes.get("/agreements", policy=anyone, response=AgreementListOut, operation_id="list_agreements")
def list_agreements(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """Every version of every agreement and policy in both languages."""
    response["Cache-Control"] = "public, max-age=300"
    now = utc_now()
    every = [(document, language) for document in Document for language in get_args(Language)]
    return {
        "agreements": [
            _line(edition, now)
            for document, language in every
            for edition in known_editions(document=document, language=language)
        ]
    }


@routes.get(
    "/agreements/{document}", policy=anyone, response=AgreementOut, errors=[NotFound], operation_id="get_agreement"
)
def get_agreement(
    request: HttpRequest,
    response: HttpResponse,
    document: Document,
    version: VersionIn = None,
    language: Language = "zh-CN",
) -> dict[str, Any]:
    """One version with its exact text; its hash can be computed again by anyone."""
    response["Cache-Control"] = "public, max-age=300"
    now = utc_now()
    edition = edition_of(document=document, language=language, version=version, now=now)
    return {**_line(edition, now), "text": edition.text}

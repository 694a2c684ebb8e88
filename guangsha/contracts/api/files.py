"""Sending a PDF: never kept by a cache, never able to run anything in our pages."""

from typing import Any

from django.http import HttpResponse

PDF: dict[str, Any] = {
    "responses": {
        200: {
            "description": "PDF",
            "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


def pdf_answer(pdf: bytes, name: str) -> HttpResponse:
    """The answer; ``name`` holds no personal value."""
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer

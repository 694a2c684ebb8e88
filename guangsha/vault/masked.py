"""Masked text: the only form in which a personal value may stand in an answer."""

from __future__ import annotations

from typing import Any, final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from guangsha.vault.registry import personal_fields
from guangsha.vault.secret import MASK, Secret


@final
class Masked:
    """What is left of a Secret after the mask that its field declares. Schemas that show personal values use this type:
    it takes no plain text, so an unmasked value cannot get into the answer by mistake.
    """

    __slots__ = ("_text",)

    def __init__(self, secret: Secret | None, *, label: str) -> None:
        """``label`` is the field's name in the register. Raises KeyError when the field is not declared."""
        mask = personal_fields()[label].mask
        self._text = MASK if secret is None else mask(secret.reveal())

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"Masked({self._text})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Masked) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Takes Masked and nothing else; written as its text."""
        return core_schema.is_instance_schema(
            cls,
            serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema()),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """A string that says of itself that it is masked."""
        return {"type": "string", "x-masked": True, "description": "Masked; never the whole value."}


def for_json(value: Any) -> str:
    """What a JSON encoder writes for the vault's types; a Secret is never more than its mask. Raises TypeError."""
    if isinstance(value, Secret):
        return MASK
    if isinstance(value, Masked):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")

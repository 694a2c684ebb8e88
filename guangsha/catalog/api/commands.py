"""How a route names the version its sender saw."""

from typing import Annotated

from ninja import Header

from guangsha.kit.errors import VersionConflict

MatchIn = Annotated[str, Header(alias="If-Match", max_length=60, description="The ETag of what the sender saw.")]


def quoted(tag: str) -> str:
    """An ETag."""
    return f'"{tag}"'


def matched(header: str) -> str:
    """The tag in an If-Match header. Raises VersionConflict when it is not one of ours."""
    tag = header.strip().removeprefix("W/").strip('"')
    if not tag or any(char not in "0123456789." for char in tag):
        raise VersionConflict()
    return tag

"""Constrained inputs that several routes share."""

from typing import Annotated

from ninja import Path, Query

SlugIn = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]+$", max_length=100, description="The project's address.")]
CursorIn = Annotated[
    str | None,
    Query(pattern=r"^[A-Za-z0-9_-]+$", max_length=1000, description="`next_cursor` of the page before."),
]
CityIn = Annotated[str, Path(pattern=r"^[0-9]{6}$", description="adcode, six digits")]
LARGEST_INT = 2_147_483_647

"""A wheel holds the web application: without it pages would come unstyled and dead, and nobody would be told why."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebApplicationHook(BuildHookInterface):  # type: ignore[type-arg,misc]
    """Refuses to build a wheel from a tree in which the web application was not built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before each build; an editable install is no wheel to hand out."""
        built = Path(self.root) / "guangsha" / "pages" / "web_dist" / "site" / "manifest.json"
        if version != "editable" and not built.exists():
            raise RuntimeError("the web application is not built: run `make web` first, or `make wheel`")

"""Routes of privacy."""

from ninja import Router

from guangsha.privacy.api import agreements, console, files, me

routers: tuple[Router, ...] = (agreements.routes, me.routes, files.routes, console.routes)

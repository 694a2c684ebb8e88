"""The web application as one WSGI callable; in `serve` it also runs the background loops."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guangsha.config.settings")

application = get_wsgi_application()

from guangsha.pages.public import warm_up  # noqa: E402 - the applications must be loaded first

warm_up()

if os.environ.get("_GUANGSHA_LOOPS") == "1":
    from guangsha.backbone.public import Runner

    Runner().start()

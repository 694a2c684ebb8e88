"""The product without kept documents, to compare with: every page is put together for every visitor.

``python -m bench.pages_unkept serve --port N`` serves it.
"""

import argparse
import os
import sys
from unittest.mock import patch

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guangsha.config.settings")


def main(words: list[str]) -> None:
    """Serve until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    parser = argparse.ArgumentParser()
    parser.add_argument("serve")
    parser.add_argument("--port", type=int)
    options = parser.parse_args(words)
    os.environ["_GUANGSHA_LOOPS"] = "1"
    target = "bench.pages_unkept:application"
    Granian(target, port=options.port, interface=Interfaces.ASGI, workers=1, log_level=LogLevels.error).serve()


if __name__ == "__main__":
    main(sys.argv[1:])
else:
    from guangsha.config.asgi import application
    from guangsha.pages import views

    patch.object(views, "KEPT_PAGES", frozenset()).start()
    __all__ = ["application"]

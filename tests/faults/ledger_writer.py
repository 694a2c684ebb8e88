"""A process that moves the units of a project to and fro, and says each time that it did, until it is killed."""

import os
import sys
import time


def main() -> None:
    """Make the project if it is asked to, then write until killed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "guangsha.config.settings"
    import django

    django.setup()
    from guangsha.inventory.public import UnitStatus
    from tests.inventory.support import homes, on_sale, status_of
    from tests.transparency.support import move

    if "make" in sys.argv:
        on_sale()
        return
    units = homes()
    while True:
        for unit in units:
            on = status_of(unit) is UnitStatus.AVAILABLE
            move([unit], UnitStatus.WITHDRAWN if on else UnitStatus.AVAILABLE)
            print(unit, flush=True)
            # The histories of few units stay short: what checks them is not made for thousands of steps.
            time.sleep(0.03)


if __name__ == "__main__":
    sys.exit(main())

"""Makes a contract of the demo's company for the buyer with a phone, ready to be signed, and prints its id.

Run as ``python -m tests.journeys.prepared_contract <phone>`` with the environment of a running demo.
"""

import os
import sys


def main(phone: str) -> None:
    """The buyer's name is verified already."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guangsha.config.settings")
    import django

    django.setup()
    from guangsha.accounts.public import ensure_demo_person
    from guangsha.backbone.public import command
    from guangsha.catalog.models import Unit
    from guangsha.kit.actor import system_actor
    from tests.contracts.signing_support import contract_for

    person = command(lambda: ensure_demo_person(phone=f"+86{phone}"), actor=system_actor("journey"))
    house = os.environ["JOURNEY_HOUSE"]
    unit = Unit.objects.filter(building__project__organisation__slug=house).select_related("building__project")[0]
    made = contract_for([person], unit_id=unit.pk, organisation_id=unit.building.project.organisation_id)
    sys.stdout.write(str(made.pk))


if __name__ == "__main__":
    main(sys.argv[1])

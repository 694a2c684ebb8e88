"""A seated event of pretix with a seat per home and a token for its API. Run by pretix's own Python: ``peer_stage.py SEATS``.

Prints JSON: the token, the id of the product, the names of the seats.
"""

import json
import os
import sys
from datetime import timedelta
from decimal import Decimal


def main() -> None:
    """Make it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretix.settings")
    import django

    django.setup()
    from django.utils.timezone import now
    from django_scopes import scopes_disabled
    from pretix.base.models import Event, Item, Organizer, Quota, Seat, SeatCategoryMapping, Team, TeamAPIToken

    seats = int(sys.argv[1])
    with scopes_disabled():
        organiser = Organizer.objects.create(name="Peer", slug="peer")
        event = Event.objects.create(
            organizer=organiser,
            name="Peer",
            slug="peer",
            live=True,
            currency="CNY",
            date_from=now() + timedelta(days=30),
            plugins="pretix.plugins.banktransfer",
        )
        event.settings.timezone = "Asia/Shanghai"
        product = Item.objects.create(event=event, name="Home", default_price=Decimal("10000.00"))
        quota = Quota.objects.create(event=event, name="All", size=None)
        quota.items.add(product)
        SeatCategoryMapping.objects.create(event=event, layout_category="home", product=product)
        names = [f"home-{number}" for number in range(seats)]
        Seat.objects.bulk_create(
            Seat(event=event, product=product, seat_guid=name, seat_number=name, row_name="1") for name in names
        )
        team = Team.objects.create(
            organizer=organiser, name="API", all_events=True, all_event_permissions=True, all_organizer_permissions=True
        )
        token = TeamAPIToken.objects.create(team=team, name="rush").token
        print(json.dumps({"token": token, "item": product.pk, "seats": names}))


if __name__ == "__main__":
    main()

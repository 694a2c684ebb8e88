"""Units that were held or sold before there were claims get theirs: one live claim each, without a deadline once sold."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone

CLAIMED = ("held", "internal_hold", "subscribed", "contracted", "handed_over")
TIMED = {"held": timedelta(days=3), "internal_hold": timedelta(days=30)}
CHUNK = 500


def make_claims(apps, schema_editor):
    records, claims = (apps.get_model("inventory", name) for name in ("UnitRecord", "Claim"))
    now = timezone.now()  # nobody told them that their time was running
    rows = records.objects.filter(status__in=CLAIMED).order_by("pk")
    for start in range(0, rows.count(), CHUNK):
        claims.objects.bulk_create(
            [
                claims(
                    unit_id=row.pk,
                    project_id=row.project_id,
                    kind="internal" if row.status == "internal_hold" else "recorded",
                    active_unit=row.pk,
                    made_at=row.changed_at,
                    deadline=now + TIMED[row.status] if row.status in TIMED else None,
                )
                for row in rows[start : start + CHUNK]
            ],
            batch_size=100,
        )


class Migration(migrations.Migration):

    dependencies = [("inventory", "0003_claims")]

    operations = [migrations.RunPython(make_claims, migrations.RunPython.noop)]

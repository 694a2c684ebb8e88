"""Contracts are out for filing by a step of their own; the mark of an earlier list, which filed nothing, goes."""

from django.db import migrations
from django.db.models import Exists, OuterRef


def unmark(apps, schema_editor):
    contracts, steps = (apps.get_model("contracts", name) for name in ("Contract", "ContractStep"))
    filed = steps.objects.filter(contract=OuterRef("pk"), kind="filing")
    marked = contracts.objects.filter(state="signed", exported_at__isnull=False)
    marked.filter(~Exists(filed)).update(exported_at=None)


class Migration(migrations.Migration):

    dependencies = [("contracts", "0004_after_signing")]

    operations = [migrations.RunPython(unmark, migrations.RunPython.noop)]

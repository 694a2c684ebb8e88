from typing import ClassVar

from django.db import migrations

from guangsha.backbone.engines.append_only import keep, let_go

TABLES = ("money_journal", "money_posting", "money_providerevent", "money_allocation")


class Migration(migrations.Migration):
    """What was posted, told and allocated stays as it is: the database itself refuses to change or delete it."""

    dependencies: ClassVar = [("money", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(keep(*TABLES), let_go(*TABLES), atomic=False)]

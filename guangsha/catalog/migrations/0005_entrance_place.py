from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("catalog", "0004_report_erased_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="entrance",
            name="place",
            field=models.JSONField(null=True),
        ),
    ]

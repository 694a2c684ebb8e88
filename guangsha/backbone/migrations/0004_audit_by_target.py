from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("backbone", "0003_presence"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["target"], name="backbone_audit_target"),
        ),
    ]

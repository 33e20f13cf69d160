from django.db import migrations, models


def measure(apps, _editor):
    for entry in apps.get_model("growing", "Entry").objects.all():
        entry.length = len(entry.name)
        entry.save(update_fields=["length"])


class Migration(migrations.Migration):
    dependencies = [("growing", "0001_initial")]
    operations = [
        migrations.AddField("entry", "length", models.IntegerField(null=True)),
        migrations.RunPython(measure, migrations.RunPython.noop),
        # In the same transaction PostgreSQL refuses to change a table whose rows were just written.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField("entry", "length", models.IntegerField()),
    ]

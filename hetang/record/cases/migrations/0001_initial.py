import datetime

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("places", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(db_collation="C", max_length=24, unique=True)),
                ("code", models.CharField(db_collation="C", max_length=16, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dispute", "纠纷"),
                            ("request", "诉求"),
                            ("consultation", "咨询"),
                            ("hazard", "隐患"),
                        ],
                        default="dispute",
                        max_length=16,
                    ),
                ),
                ("category", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=60)),
                ("summary", models.TextField()),
                ("amount_fen", models.BigIntegerField(null=True)),
                ("place_text", models.CharField(blank=True, max_length=120)),
                ("district", models.CharField(db_collation="C", max_length=12)),
                ("street", models.CharField(db_collation="C", max_length=12)),
                ("community", models.CharField(blank=True, db_collation="C", max_length=16)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("registered", "待分派"),
                            ("assigned", "待签收"),
                            ("returned", "已退回"),
                            ("in_progress", "办理中"),
                            ("resolved", "待回访结案"),
                            ("closed", "已结案"),
                            ("archived", "已归档"),
                            ("voided", "已作废"),
                        ],
                        default="registered",
                        max_length=16,
                    ),
                ),
                ("registered_at", models.DateTimeField()),
                ("rules", models.JSONField(default=dict)),
                ("resolved_at", models.DateTimeField(null=True)),
                ("reopened_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                (
                    "sort_due",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.comparison.Coalesce(
                            models.F("due_at"),
                            models.Value(datetime.datetime(9999, 12, 31, 0, 0, tzinfo=datetime.UTC)),
                        ),
                        output_field=models.DateTimeField(),
                    ),
                ),
                (
                    "is_open",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(
                            ("state__in", ("registered", "assigned", "returned", "in_progress", "resolved"))
                        ),
                        output_field=models.BooleanField(),
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="places.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CaseAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=16)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="grants", to="cases.case"
                    ),
                ),
                ("unit", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="places.unit")),
            ],
        ),
        migrations.CreateModel(
            name="CaseClock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=24)),
                ("rule", models.CharField(max_length=40)),
                ("pack_version", models.PositiveIntegerField()),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("is_provisional", models.BooleanField(default=False)),
                ("paused_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="clocks", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ClockExtension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", models.PositiveIntegerField()),
                ("unit", models.CharField(max_length=16)),
                ("consent", models.BooleanField(default=False)),
                ("asked_at", models.DateTimeField()),
                ("granted", models.BooleanField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="extensions", to="cases.caseclock"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ClockPause",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=40)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pauses", to="cases.caseclock"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("applicant", "申请人"),
                            ("respondent", "被申请人"),
                            ("relative", "近亲属"),
                            ("representative", "代理人"),
                        ],
                        max_length=16,
                    ),
                ),
                ("relation", models.CharField(blank=True, max_length=20)),
                (
                    "identity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "未核对"),
                            ("phone", "电话核对"),
                            ("card", "证件核对"),
                            ("known", "工作人员熟识"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parties", to="cases.case"
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="companions",
                        to="cases.party",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="people.person"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["street", "is_open", "sort_due", "id"], name="cases_street_queue"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["unit", "is_open", "sort_due", "id"], name="cases_unit_queue"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["assignee", "is_open", "sort_due", "id"], name="cases_assignee_queue"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "registered",
                            "assigned",
                            "returned",
                            "in_progress",
                            "resolved",
                            "closed",
                            "archived",
                            "voided",
                        ],
                    )
                ),
                name="cases_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__isnull", True), ("amount_fen__gte", 0), _connector="OR"),
                name="cases_amount",
            ),
        ),
        migrations.AddIndex(
            model_name="caseaccess",
            index=models.Index(
                condition=models.Q(("until", None)), fields=["account", "case"], name="cases_access_account"
            ),
        ),
        migrations.AddIndex(
            model_name="caseaccess",
            index=models.Index(condition=models.Q(("until", None)), fields=["unit", "case"], name="cases_access_unit"),
        ),
        migrations.AddConstraint(
            model_name="caseaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("account__isnull", True), ("unit__isnull", False)),
                    models.Q(("account__isnull", False), ("unit__isnull", True)),
                    _connector="OR",
                ),
                name="cases_access_one_holder",
            ),
        ),
        migrations.AddIndex(
            model_name="caseclock",
            index=models.Index(
                condition=models.Q(("is_provisional", True), ("stopped_at", None)),
                fields=["id"],
                name="cases_clock_provisional",
            ),
        ),
        migrations.AddConstraint(
            model_name="caseclock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stopped_at", None)), fields=("case", "name"), name="cases_clock_running"
            ),
        ),
        migrations.AddConstraint(
            model_name="clockextension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("granted", None)), fields=("clock",), name="cases_clock_one_request"
            ),
        ),
        migrations.AddConstraint(
            model_name="clockpause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("clock",), name="cases_clock_one_pause"
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(fields=("case", "person"), name="cases_party_once"),
        ),
    ]

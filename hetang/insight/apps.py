from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "hetang.insight"
    verbose_name = "统计"

from django.apps import AppConfig


class FindingConfig(AppConfig):
    name = "hetang.record.finding"
    verbose_name = "检索"

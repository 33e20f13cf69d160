from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "hetang.flow.progress"
    verbose_name = "进展告知"

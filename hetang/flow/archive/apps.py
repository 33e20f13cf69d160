from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "hetang.flow.archive"
    verbose_name = "归档"

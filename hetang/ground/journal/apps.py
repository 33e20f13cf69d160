from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "hetang.ground.journal"
    verbose_name = "日志链"

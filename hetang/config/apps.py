from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "hetang.config"
    verbose_name = "总装"

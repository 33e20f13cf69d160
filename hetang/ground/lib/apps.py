from django.apps import AppConfig


class LibConfig(AppConfig):
    name = "hetang.ground.lib"
    verbose_name = "地基"

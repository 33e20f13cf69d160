from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "hetang.flow.dispatch"
    verbose_name = "分派"

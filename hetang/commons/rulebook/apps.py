from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "hetang.commons.rulebook"
    verbose_name = "规则"

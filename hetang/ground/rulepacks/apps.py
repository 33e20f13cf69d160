from django.apps import AppConfig


class RulepacksConfig(AppConfig):
    name = "hetang.ground.rulepacks"
    verbose_name = "规则包"

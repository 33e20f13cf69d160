from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "hetang.flow.intake"
    verbose_name = "受理登记"

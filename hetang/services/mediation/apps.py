from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "hetang.services.mediation"
    verbose_name = "调解"
